"""Dialogue that begins with a dash, as French and Spanish set it.

"— Je viens, dit Ada. — Toi aussi ?" and "—Ven —dijo Ada—. Ahora.": a paragraph that opens with a long dash is
speech to its end, but for what the author puts in: in Spanish between two dashes, in French between commas with a
verb of speech. A text with fewer than two such paragraphs uses the dash for something else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.language.foreign import CUES
from bot.language.marks import Bounds, Passage

_OPENING = re.compile(r"[—–―]\s?(?=[^\W\d_]|[¿¡«“\"…])")
_SPANISH_ASIDE = re.compile(r"\s[—–―](?=[a-zñáéíóú])[^—–―\n]{1,200}(?:[—–―][.,;:]?|$)")
_NEXT_TURN = re.compile(r"\s[—–―]\s?(?=[A-ZÀ-Þ¿¡«])")


def dash_passages(text: str, blocks: Sequence[Bounds], language: str) -> list[Passage]:
    """The passages of dash dialogue, in order; none in other languages than French and Spanish."""
    if language not in ("fr", "es"):
        return []
    opened = [(number, block) for number, block in enumerate(blocks) if _OPENING.match(text, block[0])]
    if len(opened) < 2:
        return []
    aside = _SPANISH_ASIDE if language == "es" else _french_aside()
    found: list[Passage] = []
    for number, (start, end) in opened:
        at = start
        for match in aside.finditer(text, start, end):
            _add(text, at, match.start(), number, found)
            at = match.end()
        _add(text, at, end, number, found)
    return found


def _add(text: str, start: int, end: int, number: int, found: list[Passage]) -> None:
    """Add the words between, cut where another speaker's dash follows in the same paragraph."""
    for match in _NEXT_TURN.finditer(text, start, end):
        _add_one(text, start, match.start(), number, found)
        start = match.start()
    _add_one(text, start, end, number, found)


def _add_one(text: str, start: int, end: int, number: int, found: list[Passage]) -> None:
    while start < end and (text[start].isspace() or text[start] in ",;.:"):
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    inner = start
    while inner < end and (text[inner] in "—–―" or text[inner].isspace()):
        inner += 1
    if inner < end:
        found.append(Passage(start, end, inner, end, 0, number))


def _french_aside() -> re.Pattern[str]:
    verbs = "|".join(sorted(CUES["fr"], key=len, reverse=True))
    return re.compile(
        rf"(?:,|(?<=[!?…]))\s(?:(?:a|ont|avait)\s)?(?:{verbs})(?:-t)?(?:-(?:il|elle|ils|elles|je|on)|\s(?:[A-ZÀ-Þ]|l[ea]\s)[^,.!?\n]{{0,60}})"
        r"[^,.!?—\n]{0,60}(?=[,.!?—]|$)"
    )
