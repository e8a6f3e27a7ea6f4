"""A text cut into the pieces that figures are made of (numbers, words, signs), and the bounds before them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bot.language.numerals import VULGAR
from bot.language.words import fold

Bound = Literal["", "about", "nearly", "most", "less", "least", "more"]

SPACE = " \u00a0\u2009\u202f"
_GROUPED = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:,[ \u00a0]000)+|\d{1,3}(?:[\u00a0\u2009\u202f'’]\d{3})+(?:[.,]\d+)?"
PIECE = re.compile(
    rf"(?P<clock>(?<![\d:.])(?:[01]?\d|2[0-3])[:.][0-5]\d(?![\d:]|\.\d)(?=[{SPACE}]?(?:[ap]\.?m\b|Uhr|GMT|UTC|local))"
    rf"|(?<![\d:])(?:[01]?\d|2[0-3]):[0-5]\d(?![\d:]))"
    rf"|(?P<slash>(?<![\d/])\d{{1,3}}[/⁄]\d{{1,3}}(?![\d/]))"
    rf"|(?P<number>(?:{_GROUPED}|\d+(?:[.,]\d+)*)(?P<vulgar>[{''.join(VULGAR)}]?)|[{''.join(VULGAR)}])"
    rf"|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)?)"
    rf"|(?P<sign>[%‰$€£¥₹₽₩₺₪฿])"
)


@dataclass(slots=True)
class Scan:
    """A text cut into pieces (group name, written, start, end), and the way through them."""

    text: str
    pieces: list[tuple[str, str, int, int]]
    decimal_comma: bool

    def gap(self, at: int) -> str:
        """What stands between piece ``at - 1`` and piece ``at``."""
        return self.text[self.pieces[at - 1][3] : self.pieces[at][2]]

    def word(self, at: int) -> str:
        """The folded word at ``at``, or "" where there is none."""
        if 0 <= at < len(self.pieces) and self.pieces[at][0] == "word":
            return fold(self.pieces[at][1])
        return ""

    def close(self, at: int, gaps: str = " -") -> bool:
        """Whether piece ``at`` follows the one before it by blanks, or by a hyphen where ``gaps`` has one."""
        if not 0 < at < len(self.pieces):
            return False
        gap = self.gap(at)
        return (len(gap) <= 2 and not gap.strip(SPACE)) or ("-" in gaps and gap in ("-", "‑", "‐"))


_BOUNDS: tuple[tuple[str, Bound], ...] = (
    ("no more than", "most"), ("not more than", "most"), ("at most", "most"), ("up to", "most"), ("as many as", "most"),
    ("as much as", "most"), ("maximum of", "most"), ("no fewer than", "least"), ("no less than", "least"),
    ("not less than", "least"), ("at least", "least"), ("minimum of", "least"), ("more than", "more"), ("over", "more"),
    ("above", "more"), ("greater than", "more"), ("upwards of", "more"), ("exceeding", "more"), ("exceeds", "more"),
    ("exceeded", "more"), ("fewer than", "less"), ("less than", "less"), ("under", "less"), ("below", "less"),
    ("nearly", "nearly"), ("almost", "nearly"), ("close to", "nearly"), ("just under", "nearly"), ("about", "about"),
    ("around", "about"), ("roughly", "about"), ("approximately", "about"), ("some", "about"), ("an estimated", "about"),
    ("estimated", "about"), ("circa", "about"), ("c", "about"), ("mehr als", "more"), ("über", "more"),
    ("weniger als", "less"), ("unter", "less"), ("fast", "nearly"), ("beinahe", "nearly"), ("rund", "about"),
    ("etwa", "about"), ("ungefähr", "about"), ("mindestens", "least"), ("höchstens", "most"), ("bis zu", "most"),
)  # fmt: skip
_BOUND_OF = dict(_BOUNDS)


def bound(scan: Scan, at: int) -> Bound:
    """What the one to three words before piece ``at`` make of the figure: "more than", "nearly", or nothing."""
    for size in (3, 2, 1):
        if at - size < 0:
            continue
        phrase = " ".join(scan.word(i) for i in range(at - size, at))
        if phrase in _BOUND_OF and all(scan.close(i, " ") for i in range(at - size + 1, at + 1)):
            return _BOUND_OF[phrase]
    return ""
