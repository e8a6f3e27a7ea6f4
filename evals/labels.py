"""Hand-written label files: strict reading of their fields, and finding their verbatim words in the source.

A label file never holds an offset. It holds words as they stand in the document, and code finds them; words that
are not there, or stand there twice, stop the load with the name of the file and of the field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.errors import UsageError, shown
from bot.types import Document, Span

GAP = " ~ "
"""Between two verbatim ends it stands for all the words from the first to the second."""


class LabelError(UsageError):
    """A label file that does not fit its schema or its source; the message names file and field."""


class _Loader(getattr(yaml, "CBaseLoader", yaml.BaseLoader)):  # type: ignore[misc]
    """Every scalar stays the text that was written (``10:30`` and ``no`` too); a key given twice is an error."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[str, Any]:
        keys = [key.value for key, _ in node.value]
        twice = {key for key in keys if keys.count(key) > 1}
        if twice:
            raise yaml.YAMLError(f"the key {min(twice)!r} is given twice, line {node.start_mark.line + 1}")
        return dict(super().construct_mapping(node, deep=deep))


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a label file together with where it stands, so that every complaint can name its place."""

    value: Any
    file: Path
    path: str = ""

    def wrong(self, what: str) -> LabelError:
        """The error to raise when this value is not as it must be."""
        return LabelError(f"{self.file.parent.name}/{self.file.name}: {self.path or 'the file'}: {what}")

    def mapping(self, required: str, optional: str = "") -> Mapping[str, Field]:
        """This value as a mapping with these keys (blank-separated names); absent optional ones are left out."""
        if not isinstance(self.value, dict):
            raise self.wrong("must be a mapping of keys to values")
        must, may = set(required.split()), set(optional.split())
        missing, unknown = must - self.value.keys(), self.value.keys() - must - may
        if missing or unknown:
            raise self.wrong(f"missing keys {sorted(missing)}, unknown keys {sorted(unknown)}")
        prefix = f"{self.path}." if self.path else ""
        return {key: Field(value, self.file, prefix + key) for key, value in self.value.items()}

    def entries(self) -> Mapping[str, Field]:
        """This value as a mapping with keys of any name."""
        if not isinstance(self.value, dict):
            raise self.wrong("must be a mapping of keys to values")
        return {key: Field(value, self.file, f"{self.path}.{key}") for key, value in self.value.items()}

    def items(self, count: int | None = None) -> Iterator[Field]:
        """The items of this list, in order; a single value stands for a list of one, null for an empty one.

        Raises:
            LabelError: ``count`` is given and the list holds another number of items.
        """
        values = self.value if isinstance(self.value, list) else [] if self.is_null else [self.value]
        if count is not None and len(values) != count:
            raise self.wrong(f"must hold {count} items and holds {len(values)}")
        return (Field(value, self.file, f"{self.path}[{n}]") for n, value in enumerate(values, 1))

    def text(self, choices: tuple[str, ...] = ()) -> str:
        """This value as words, one of ``choices`` where they are given."""
        if not isinstance(self.value, str) or not self.value.strip() or self.is_null:
            raise self.wrong("must be words")
        if choices and self.value not in choices:
            raise self.wrong(f"{shown(self.value)!r} is not one of {', '.join(choices)}")
        return self.value

    def words(self) -> tuple[str, ...]:
        """This list as a tuple of texts."""
        return tuple(item.text() for item in self.items())

    def number(self, low: int, high: int) -> int:
        """This value as a whole number from ``low`` to ``high``, both included."""
        if not isinstance(self.value, str) or not self.value.isascii() or not self.value.isdigit():
            raise self.wrong("must be a whole number")
        if not low <= int(self.value) <= high:
            raise self.wrong(f"must be from {low} to {high}")
        return int(self.value)

    def yes(self) -> bool:
        """This value as true or false."""
        return self.text(("true", "false")) == "true"

    @property
    def is_null(self) -> bool:
        return isinstance(self.value, str) and self.value in ("", "null", "~")


def read_labels(file: Path) -> Field:
    """The content of a label file.

    Raises:
        LabelError: there is no such file, or it is not YAML.
    """
    try:
        return Field(yaml.load(file.read_text("utf-8"), _Loader), file)  # noqa: S506  (a BaseLoader: only text)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise Field(None, file).wrong(f"cannot be read as YAML: {shown(error)}") from None


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds verbatim words in one document."""

    document: Document

    def spans(self, field: Field) -> tuple[Span, ...]:
        """The places of a list of verbatim words, in the order given."""
        return tuple(self.span(item) for item in field.items())

    def span(self, field: Field) -> Span:
        """The one place where the words stand; ``{words: …, nth: 2}`` names the second of several places.

        Raises:
            LabelError: the words are not in the document, or in more than one place and ``nth`` does not say which.
        """
        words, nth = _words_and_nth(field)
        head, _, tail = words.partition(GAP)
        places = list(self._occurrences(head))
        if not places:
            raise field.wrong(f"not in the source: {shown(head)!r}")
        if nth is None and len(places) > 1:
            raise field.wrong(f"{len(places)} places in the source, say nth: {shown(head)!r}")
        if nth is not None and (nth > len(places) or len(places) == 1):
            raise field.wrong(f"nth {nth}, but {len(places)} place(s) in the source: {shown(head)!r}")
        start, end = places[(nth or 1) - 1]
        if tail:
            end = self._end_of_tail(field, tail, end)
        return self.document.span(start, end)

    def near(self, field: Field, content: tuple[Span, ...], anchor: Span | None = None) -> Span:
        """The place of a cue or a mention: in the content's paragraphs, outside of the content, nearest to the anchor.

        Words that the content's paragraphs lack are taken from where they stand in the document, if that is one
        place. ``nth`` counts in the document and is then the only rule.

        Args:
            field: the verbatim words.
            content: the pieces of the statement.
            anchor: what the place must be nearest to (for a mention, its cue); None is the content.
        """
        words, nth = _words_and_nth(field)
        if nth is not None:
            return self._outside(field, self.span(field), content)
        low, high = self._paragraphs(content)
        places = [
            self.document.span(start, end) for start, end in self._occurrences(words) if low <= start and end <= high
        ]
        places = [place for place in places if not any(piece.overlaps(place) for piece in content)]
        if not places:
            return self._outside(field, self.span(field), content)
        goal = (anchor,) if anchor else content
        ranked = sorted(places, key=lambda place: _distance(place, goal))
        if len(ranked) > 1 and _distance(ranked[0], goal) == _distance(ranked[1], goal):
            raise field.wrong(f"two places equally near, say nth: {shown(words)!r}")
        return ranked[0]

    def _outside(self, field: Field, place: Span, content: tuple[Span, ...]) -> Span:
        if any(piece.overlaps(place) for piece in content):
            raise field.wrong(f"lies inside the content: {shown(self.document.slice(place))!r}")
        return place

    def _occurrences(self, words: str) -> Iterator[tuple[int, int]]:
        left = r"(?<!\w)" if words[:1].isalnum() else ""
        right = r"(?!\w)" if words[-1:].isalnum() else ""
        for match in re.finditer(left + re.escape(words) + right, self.document.text):
            yield match.start(), match.end()

    def _end_of_tail(self, field: Field, tail: str, after: int) -> int:
        line_end = self.document.text.find("\n", after)
        stop = len(self.document.text) if line_end < 0 else line_end
        place = next((p for p in self._occurrences(tail) if p[0] >= after), None)
        if place is None or place[1] > stop:
            raise field.wrong(f"not in the same paragraph after the words before the gap: {shown(tail)!r}")
        return place[1]

    def _paragraphs(self, content: tuple[Span, ...]) -> tuple[int, int]:
        text = self.document.text
        low = text.rfind("\n", 0, min(piece.start for piece in content)) + 1
        high = text.find("\n", max(piece.end for piece in content))
        return low, len(text) if high < 0 else high


def _words_and_nth(field: Field) -> tuple[str, int | None]:
    if isinstance(field.value, dict):
        keys = field.mapping("words nth")
        return keys["words"].text(), keys["nth"].number(1, 1000)
    return field.text(), None


def _distance(place: Span, content: tuple[Span, ...]) -> int:
    """Code points between a place and the nearest piece of the content."""
    return min(max(piece.start - place.end, place.start - piece.end) for piece in content)
