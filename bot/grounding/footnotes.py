"""A draft's own citations: "[2]" for the second source, a link to a source's address. Found, and read around."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.types import Document, Span

_NUMBERS = re.compile(r"\[(\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*)\]")
_LINK = re.compile(r"\(?<?https?://[^\s<>()\[\]]+[^\s<>()\[\].,;:!?'\"”]>?\)?")
_MOST = 50


@dataclass(frozen=True, slots=True)
class Footnote:
    """A citation as a draft writes it: where, and the numbers of the sources that it names (from 1).

    An address that is none of the sources' gives no number.
    """

    start: int
    end: int
    text: str
    numbers: tuple[int, ...]


def footnotes(draft: Document, sources: Sequence[Document]) -> tuple[Footnote, ...]:
    """The citations of a draft, in order."""
    addresses = {_plain(document.uri): n for n, document in enumerate(sources, 1) if document.uri}
    found = [Footnote(m.start(), m.end(), m[0], _listed(m[1])) for m in _NUMBERS.finditer(draft.text)]
    for match in _LINK.finditer(draft.text):
        number = addresses.get(_plain(match[0].strip("()<>")))
        found.append(Footnote(match.start(), match.end(), match[0], (number,) if number else ()))
    return tuple(sorted(found, key=lambda note: note.start))


def without(draft: Document, notes: Sequence[Footnote]) -> Document:
    """The draft with blanks in the place of its citations, so that every offset stays what it was."""
    text = draft.text
    for note in notes:
        text = text[: note.start] + " " * (note.end - note.start) + text[note.end :]
    return replace(Document.of(text), turns=draft.turns, pages=draft.pages, kind=draft.kind)


def belonging(place: Span, notes: Sequence[Footnote], text: str) -> tuple[Footnote, ...]:
    """The citations inside some words of a draft or right behind them, their sentence's mark between."""
    found = []
    end = place.end
    for note in notes:
        if note.start < place.start:
            continue
        if note.start < end or not text[end : note.start].strip(' \t.!?”"’'):
            found.append(note)
            end = max(end, note.end)
    return tuple(found)


def _listed(written: str) -> tuple[int, ...]:
    """The numbers of "1, 3-5"."""
    numbers: list[int] = []
    for part in re.split(r"[,;]", written):
        first, _, last = (piece.strip() for piece in re.sub("–", "-", part).partition("-"))
        numbers += range(int(first), min(int(last or first), int(first) + _MOST) + 1)
    return tuple(dict.fromkeys(numbers))


def _plain(address: str | None) -> str:
    return re.sub(r"^https?://(?:www\.)?", "", address or "").rstrip("/").casefold()
