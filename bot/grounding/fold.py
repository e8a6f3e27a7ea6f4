"""The one table of what two writings of the same words may differ in, and the way back to the original.

==================  =====================================================================================
quotation marks     every mark, single or double, of any language, is ``'`` (and so is an apostrophe)
dashes              every dash, a run of them and the blanks beside them, is ``-``
white space         a run of any white space is one blank
invisible marks     soft hyphen, zero-width blank, byte order mark, direction marks: nothing
Unicode             NFKC, letter by letter with its combining marks (ligatures, full-width forms, composed
                    accents), but not where it would change a number: ``10²`` never becomes ``102``
==================  =====================================================================================

Two more allowances are no part of the text but of the search (``bot.grounding.locate``): case at the first letter,
and ellipsis and [bracketed] editing. Nothing else is ever folded: no case inside, no spelling, no word.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import lru_cache

QUOTATION_MARKS = "\"'`´ʹʺʻʼʽˈ‘’‚‛“”„‟′″‵‶‹›«»〝〞〟＂＇｀「」『』"
DASHES = "-‐‑‒–—―−﹘﹣－⸺⸻"
INVISIBLE = "\u00ad\u200b\u2060\ufeff\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069"

_SPECIAL = re.compile(
    rf"(?P<dash>\s*+(?:[{re.escape(DASHES)}]\s*+)++)|(?P<blank>\s{{2,}}+|[^\S ])"
    rf"|(?P<mark>[{re.escape(QUOTATION_MARKS)}])|(?P<nothing>[{INVISIBLE}]++)"
)
# Compatibility forms that stay as they are, since plain they would read as other digits.
_KEPT = ("<super>", "<sub>", "<circle>", "<fraction>")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text folded, with the way from each place of the fold back to the original.

    The fold is a row of segments: the original's characters one by one, or a unit that was folded as a whole and
    cannot be cut (a ligature, a run of blanks). ``at`` and ``starts`` hold where each segment begins in the fold and
    in the original, ``ends`` where it ends in the original, ``whole`` whether it is a unit.
    """

    text: str
    at: array[int] = field(repr=False)
    starts: array[int] = field(repr=False)
    ends: array[int] = field(repr=False)
    whole: bytearray = field(repr=False)

    def original_start(self, place: int) -> int | None:
        """Where the fold's character ``place`` begins in the original; None inside a unit."""
        i = bisect_right(self.at, place) - 1
        if i < 0:
            return None
        step = place - self.at[i]
        if self.whole[i]:
            return self.starts[i] if step == 0 else None
        return self.starts[i] + step

    def original_end(self, place: int) -> int | None:
        """Where the fold's character before ``place`` ends in the original; None inside a unit."""
        i = bisect_right(self.at, place - 1) - 1
        if i < 0:
            return None
        step = place - self.at[i]
        if self.whole[i]:
            following = self.at[i + 1] if i + 1 < len(self.at) else len(self.text)
            return self.ends[i] if place == following else None
        return self.starts[i] + step

    def fold_place(self, offset: int) -> int:
        """The first place of the fold that stands at or after an offset of the original."""
        i = max(0, bisect_right(self.starts, offset) - 1)
        if not len(self.starts):
            return 0
        if offset <= self.starts[i]:
            return self.at[i]
        if not self.whole[i] and offset < self.ends[i]:
            return self.at[i] + offset - self.starts[i]
        return self.at[i + 1] if i + 1 < len(self.at) else len(self.text)


class _Builder:
    """Collects the segments of a fold."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.at, self.starts, self.ends, self.whole = array("Q"), array("Q"), array("Q"), bytearray()

    def add(self, folded: str, start: int, end: int, *, whole: bool) -> None:
        if not folded:
            return
        self.parts.append(folded)
        self.length += len(folded)
        if not whole and self.ends and not self.whole[-1] and self.ends[-1] == start:
            self.ends[-1] = end  # one to one on both sides: the same segment goes on
            return
        self.at.append(self.length - len(folded))
        self.starts.append(start)
        self.ends.append(end)
        self.whole.append(whole)

    def plain(self, text: str, start: int, end: int) -> None:
        """Text without marks, dashes and special blanks: as it is where NFKC changes nothing, else unit by unit."""
        piece = text[start:end]
        if piece.isascii() or unicodedata.is_normalized("NFKC", piece):
            self.add(piece, start, end, whole=False)
            return
        for unit in _UNIT.finditer(piece):
            folded = unit[0] if unit[0].isascii() else _unit(unit[0])
            self.add(folded, start + unit.start(), start + unit.end(), whole=folded != unit[0])

    def done(self) -> Folded:
        return Folded("".join(self.parts), self.at, self.starts, self.ends, self.whole)


# A character with what composes onto it: combining marks of most scripts, Hangul vowels and finals.
_UNIT = re.compile(
    r"[\x00-\x7f]+(?![\u0300-\U000e01ef])"
    r"|.[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0711\u0730-\u074a"
    r"\u07a6-\u07b0\u0900-\u0903\u093a-\u094f\u0951-\u0957\u0962\u0963\u0981-\u0983\u09bc-\u09d7\u0a01-\u0a51"
    r"\u0a70-\u0a75\u0a81-\u0a83\u0abc-\u0acd\u0b01-\u0b03\u0b3c-\u0b57\u0b82\u0bbe-\u0bd7\u0c00-\u0c04\u0c3e-\u0c56"
    r"\u0c81-\u0c83\u0cbc-\u0cd6\u0d00-\u0d03\u0d3e-\u0d57\u0e31-\u0e4e\u0f71-\u0f84\u102b-\u103e\u1160-\u11ff"
    r"\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe00-\ufe0f\ufe20-\ufe2f\uff9e\uff9f]*",
    re.DOTALL,
)


@lru_cache(maxsize=1 << 14)
def _unit(unit: str) -> str:
    """One unit in NFKC; with a superscript, a circled number or a fraction sign only in NFC."""
    if any(unicodedata.decomposition(c).startswith(_KEPT) for c in unit):
        return unicodedata.normalize("NFC", unit)
    return unicodedata.normalize("NFKC", unit)


def fold_text(text: str) -> Folded:
    """A text folded by the table of this module, in time and memory linear in its length."""
    build = _Builder()
    done = 0
    for match in _SPECIAL.finditer(text):
        start, end = match.span()
        if start > done:
            build.plain(text, done, start)
        kind = match.lastgroup
        folded = {"dash": "-", "blank": " ", "mark": "'"}.get(kind or "", "")
        build.add(folded, start, end, whole=end - start != 1)
        done = end
    if done < len(text):
        build.plain(text, done, len(text))
    return build.done()
