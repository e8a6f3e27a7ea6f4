"""Reading rows, from a set's published files or from our own layout, with a plain word where a file is neither."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from bot.errors import SourceMissing, SourceUnreadable, shown
from bot.types import Document

Row = dict[str, Any]
Published = Callable[[Path], Iterable[Row]]
T = TypeVar("T")

_WRONG = (ValueError, LookupError, TypeError, AttributeError, RecursionError)


def samples_of_rows(
    path: Path,
    limit: int | None,
    make: Callable[[Row], Iterable[T]],
    *,
    what: str,
    published: Published,
) -> list[T]:
    """What is made of a set's rows, in order: samples, or whatever else a reader wants of a row.

    A file whose first line is a JSON object with a ``source_text`` is in our layout. Any other file, and a folder, is
    the set as it is published.

    Args:
        path: the set as it is published, a file or a folder, or a file of JSON lines in our layout.
        limit: the most rows that are taken, spread evenly over all; None for all.
        make: gives a row's samples; may raise ValueError, LookupError, TypeError or AttributeError for a wrong row.
        what: the set's name, for messages.
        published: gives the rows of the published file or folder, with ids that are unique and stay the same; may
            raise ValueError, LookupError, TypeError or AttributeError.

    Raises:
        SourceMissing: there is no such file.
        SourceUnreadable: it is in neither layout, or ``make`` raises.
    """
    found: list[T] = []
    for where, row in _spread(_located(path, what, published), limit):
        try:
            found += make(row)
        except _WRONG as error:
            raise _no_row(where, path, what, error) from error
    return found


def _located(path: Path, what: str, published: Published) -> list[tuple[str, Row]]:
    """The rows, each with the word for where it stands."""
    try:
        if _is_ours(path):
            return list(_ours(path, what))
        return list(_of_published(path, what, published))
    except OSError as error:
        raise SourceMissing(f"{shown(path)} cannot be read; give the path of the set's file.") from error
    except UnicodeDecodeError as error:
        raise SourceUnreadable(f"{shown(path)} is not UTF-8 text; give {what} as it is published.") from error


def _is_ours(path: Path) -> bool:
    if path.is_dir():
        return False
    with path.open(encoding="utf-8") as file:
        try:
            row = json.loads(next((line for line in file if line.strip()), ""))
        except UnicodeDecodeError:
            raise
        except (ValueError, RecursionError):
            return False
    return isinstance(row, dict) and isinstance(row.get("source_text"), str)


def _ours(path: Path, what: str) -> Iterator[tuple[str, Row]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if not isinstance(row, dict) or not isinstance(row["source_text"], str):
                raise ValueError("no row")
        except _WRONG as error:
            raise _no_row(f"Line {number}", path, what, error) from error
        yield f"Line {number}", row


def _of_published(path: Path, what: str, published: Published) -> Iterator[tuple[str, Row]]:
    seen: set[str] = set()
    try:
        for row in published(path):
            if not isinstance(row["source_text"], str):
                raise TypeError("the source is no text")
            if row["id"] in seen:
                raise ValueError(f"two rows are called {row['id']}")
            seen.add(row["id"])
            yield f"Row {len(seen)}", row
    except UnicodeDecodeError:
        raise
    except _WRONG as error:
        reason = f"there is no {error}" if isinstance(error, KeyError) else error
        raise SourceUnreadable(
            f"{shown(path)} is not {what} as it is published, from row {len(seen) + 1} on ({shown(reason, 120)}); the "
            "head of its adapter says what is read."
        ) from error
    if not seen:
        raise SourceUnreadable(f"{shown(path)} holds nothing of {what}; the head of its adapter says what is read.")


def _no_row(where: str, path: Path, what: str, error: Exception) -> SourceUnreadable:
    return SourceUnreadable(
        f"{where} of {shown(path)} is no row of {what} ({shown(error, 80)}); the head of its adapter says what a row "
        "holds."
    )


def _spread(rows: list[tuple[str, Row]], limit: int | None) -> list[tuple[str, Row]]:
    if limit is None or limit >= len(rows):
        return rows
    return [rows[at * len(rows) // limit] for at in range(limit)]


def files_of(path: Path, *patterns: str) -> list[Path]:
    """The file itself, or a folder's files under such names at any depth, in order of their paths.

    Raises:
        ValueError: no file in the folder has such a name.
    """
    if not path.is_dir():
        return [path]
    found = sorted({file for pattern in patterns for file in path.rglob(pattern) if file.is_file()})
    if not found:
        raise ValueError(f"no {' or '.join(patterns)} in the folder")
    return found


def json_of(path: Path) -> Any:
    """What a JSON file holds."""
    return json.loads(path.read_text(encoding="utf-8"))


def json_lines(path: Path) -> Iterator[Row]:
    """The objects of a file of JSON lines. ValueError, with the line, where one is none."""
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if line.strip():
            try:
                row = json.loads(line)
            except ValueError as error:
                raise ValueError(f"line {number} of {path.name}: {error}") from error
            if not isinstance(row, dict):
                raise ValueError(f"line {number} of {path.name} is no JSON object")
            yield row


def named_by(text: str) -> str:
    """A short name that follows from the text alone, for a source that its set gives none."""
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:12]


def joined(pieces: Iterable[str], after: str = "\n") -> tuple[str, list[list[int]]]:
    """Pieces as one text, each with ``after`` behind it, and the offsets of each."""
    parts: list[str] = []
    places: list[list[int]] = []
    at = 0
    for piece in pieces:
        parts += piece, after
        places.append([at, at + len(piece)])
        at += len(piece) + len(after)
    return "".join(parts), places


def span(row: Row, document: Document) -> list[int]:
    """The ``start`` and ``end`` of a row's entry; ValueError where they do not lie inside the text."""
    place = document.span(int(row["start"]), int(row["end"]))
    return [place.start, place.end]


def spans(rows: list[list[int]], document: Document) -> list[list[int]]:
    """Pairs of offsets; ValueError where one does not lie inside the text."""
    found = [document.span(int(start), int(end)) for start, end in rows]
    return [[place.start, place.end] for place in found]


def answer_gold(answerable: bool, answers: list[str], evidence: list[list[int]]) -> Row:
    """Gold of an answer as ``evals.samples`` lays it down, for sets that say no more than that."""
    return {
        "answerable": answerable,
        "answers": [answer for answer in answers if answer.strip()],
        "evidence": evidence,
        "why": None if answerable else "not_stated",
        "contradicted_by": [],
    }
