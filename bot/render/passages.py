"""A source's words where they stand, marked, with what stands around them."""

from __future__ import annotations

from bot.render import wording
from bot.render.flow import Piece, flow
from bot.render.sources import Source

OPEN, CLOSE = "▶", "◀"


def passage(source: Source, *, several: bool = False, width: int = 80, color: bool = False, around: int = 400) -> str:
    """The place of a source, then its words in context: inverted with colour, between ▶ and ◀ without.

    Args:
        source: a numbered source, located in a document whose text is at hand; else its quote alone is shown.
        several: whether to name the document.
        width: cells of a line.
        color: whether escape codes may stand in it.
        around: how many characters of context to show on either side, at most; whole words.
    """
    head = " ".join(part for part in (f"[{source.n}]", wording.where(source, several=several)) if part)
    out = [flow([(head, "mark")], width, color=color), ""]
    span, document = source.citation.span, source.document
    if span is None or document is None or source.place is None:
        return "\n".join([*out, flow([(wording.quoted(source.words), "")], width, color=color), ""])
    text = document.text
    start, end = _left(text, span.start, around), _right(text, span.end, around)
    before = ("… " if text[:start].strip() else "") + text[start : span.start].lstrip()
    after = text[span.end : end] + (" …" if text[end:].strip() else "")
    words = source.words if color else OPEN + source.words + CLOSE
    for row in _rows([(before, ""), (words, "lit"), (after, "")]):
        out.append(flow(row, width, color=color))
    return "\n".join(out).rstrip() + "\n"


def _left(text: str, start: int, around: int) -> int:
    """Where the context begins: at most ``around`` characters before, at the start of a word."""
    if start <= around:
        return 0
    at = start - around
    while at < start and not text[at - 1].isspace():
        at += 1
    return at


def _right(text: str, end: int, around: int) -> int:
    if len(text) - end <= around:
        return len(text)
    at = end + around
    while at > end and not text[at].isspace():
        at -= 1
    return at


def _rows(pieces: list[Piece]) -> list[list[Piece]]:
    """Pieces parted at the line breaks of the text; runs of empty rows become one."""
    rows: list[list[Piece]] = [[]]
    for text, style in pieces:
        for index, part in enumerate(text.splitlines() if text else []):
            if index:
                _next(rows)
            rows[-1].append((part, style))
        if text.endswith(("\n", "\r")):
            _next(rows)
    return rows


def _next(rows: list[list[Piece]]) -> None:
    blank = not any(text.strip() for text, _ in rows[-1])
    if not blank or (len(rows) > 1 and any(text.strip() for text, _ in rows[-2])):
        rows.append([])
