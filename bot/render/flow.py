"""Styled words laid out in lines of terminal cells.

Width is counted in cells, not in characters: a Chinese or Japanese letter and most emoji take two, a combining
mark none. Lines break at spaces, and between wide letters, which are written without any; a closing mark never
begins a line and an opening one never ends it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rich.cells import cell_len, split_graphemes

from bot.render.safe import lines

Style = Literal["", "strong", "dim", "mark", "good", "bad", "warn", "lit"]
Piece = tuple[str, Style]

_UNICODE = "latest"  # the default would look into the environment
_SGR: dict[Style, str] = {"strong": "1", "dim": "2", "mark": "36", "good": "32", "bad": "31", "warn": "33", "lit": "7"}
LEAST_WIDTH = 20


def cells(text: str) -> int:
    """How many terminal cells a text takes."""
    return cell_len(text, _UNICODE)


def styled(text: str, style: Style, color: bool) -> str:
    """The text between the escape codes of a style; as it stands without colour or style."""
    code = _SGR.get(style)
    return f"\x1b[{code}m{text}\x1b[0m" if color and code and text else text


@dataclass(frozen=True, slots=True)
class Layout:
    """The width (cells) and the colour that all parts of one text share."""

    width: int
    color: bool

    def paragraph(self, text: str, style: Style = "") -> str:
        """One text in one style."""
        return self.flow([(text, style)])

    def flow(self, pieces: Sequence[Piece], first: str = "", rest: str = "") -> str:
        """Pieces with what the first line and every other one begin with; see ``flow``."""
        return flow(pieces, self.width, first=first, rest=rest, color=self.color)

    def hung(self, *pieces: Piece, indent: int = 0, hang: int = 2) -> str:
        """Pieces indented by some cells, and every line after the first by some more."""
        return self.flow(pieces, " " * indent, " " * (indent + hang))


@dataclass(frozen=True, slots=True)
class _Atom:
    """Some letters that are never parted; ``breakable`` where a line may end before them."""

    text: str
    style: Style
    width: int
    spaced: bool
    breakable: bool


def flow(pieces: Sequence[Piece], width: int, *, first: str = "", rest: str = "", color: bool = False) -> str:
    """Words in lines of at most ``width`` cells (never fewer than 20).

    Args:
        pieces: (text, style) in order; white space parts words, piece boundaries do not.
        width: cells of a line, with the indent.
        first: what the first line begins with, such as a sign.
        rest: what every other line begins with, such as blanks of the same width.
        color: whether styles become escape codes.
    """
    room = max(LEAST_WIDTH, width)
    out: list[str] = []
    current: list[_Atom] = []
    used = cells(first)
    for unit in _units(pieces):
        size = sum(atom.width for atom in unit)
        gap = 1 if current and unit[0].spaced else 0
        if current and used + gap + size > room:
            out.append(_drawn(current, rest if out else first, color))
            current, used, gap = [], cells(rest), 0
        for part in _parts(unit, max(1, room - cells(rest))):
            if part is not unit and current:
                out.append(_drawn(current, rest if out else first, color))
                current, used = [], cells(rest)
            current += part
            used += gap + sum(atom.width for atom in part)
            gap = 0
    out.append(_drawn(current, rest if out else first, color))
    return "\n".join(out)


def _drawn(atoms: Sequence[_Atom], lead: str, color: bool) -> str:
    """One line; neighbours of one style share one pair of escape codes."""
    runs: list[tuple[str, Style]] = []
    for index, atom in enumerate(atoms):
        space = " " if index and atom.spaced else ""
        if runs and runs[-1][1] == atom.style:
            runs[-1] = (runs[-1][0] + space + atom.text, atom.style)
        else:
            runs += [(space, ""), (atom.text, atom.style)] if space else [(atom.text, atom.style)]
    return (lead + "".join(styled(text, style, color) for text, style in runs)).rstrip()


def _units(pieces: Iterable[Piece]) -> Iterator[list[_Atom]]:
    """The atoms in groups that stay on one line where they can."""
    unit: list[_Atom] = []
    for atom in _atoms(pieces):
        if unit and atom.breakable:
            yield unit
            unit = []
        unit.append(atom)
    if unit:
        yield unit


def _atoms(pieces: Iterable[Piece]) -> Iterator[_Atom]:
    spaced = False
    before = ""
    for text, style in pieces:
        for word, pause in _words(lines(text)):
            if pause:
                spaced = True
                continue
            for part in _letters(word):
                breakable = spaced or _parts_before(before, part)
                yield _Atom(part, style, cells(part), spaced, breakable)
                spaced, before = False, part


def _words(text: str) -> Iterator[tuple[str, bool]]:
    """Words, and (blank, True) for white space between, before and after them."""
    if text[:1].isspace():
        yield " ", True
    split = text.split()
    for index, word in enumerate(split):
        if index:
            yield " ", True
        yield word, False
    if split and text[-1:].isspace():
        yield " ", True


def _letters(word: str) -> Iterator[str]:
    """A word whole where it is narrow; else wide letters one by one and what is narrow between them."""
    if cells(word) == len(word):
        yield word
        return
    narrow = ""
    for start, end, size in split_graphemes(word, _UNICODE)[0]:
        if size < 2:
            narrow += word[start:end]
            continue
        if narrow:
            yield narrow
            narrow = ""
        yield word[start:end]
    if narrow:
        yield narrow


def _parts_before(before: str, part: str) -> bool:
    """Whether a line may end between two unspaced neighbours: at a wide letter, but for its marks."""
    if not before or (cells(before[-1:]) < 2 and cells(part[:1]) < 2):
        return False
    closing = unicodedata.category(part[0]) in ("Pe", "Pf", "Po") or part[0] == "["
    return not closing and unicodedata.category(before[-1]) not in ("Ps", "Pi")


def _parts(unit: list[_Atom], room: int) -> Iterator[list[_Atom]]:
    """A unit whole where it fits a line of its own, else in pieces that do."""
    if sum(atom.width for atom in unit) <= room:
        yield unit
        return
    part: list[_Atom] = []
    used = 0
    for atom in unit:
        for text, size in _graphemes(atom):
            if part and used + size > room:
                yield part
                part, used = [], 0
            part.append(_Atom(text, atom.style, size, False, False))
            used += size
    if part:
        yield part


def _graphemes(atom: _Atom) -> Iterator[tuple[str, int]]:
    for start, end, size in split_graphemes(atom.text, _UNICODE)[0]:
        yield atom.text[start:end], size
