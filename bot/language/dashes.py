"""Speech as French and Spanish set it: after a dash, and in French with the author's words inside the marks.

"— Je viens, dit Ada. — Toi aussi ?" and "—Ven —dijo Ada—. Ahora.": a paragraph that opens with a long dash is speech to
its end, but for what the author puts in: in Spanish between two dashes, in French between commas with a verb of speech.
A text with fewer than two such paragraphs uses the dash for something else. « Je viens, dit-elle. Toi aussi ? » is cut
in the same way. English sets speech so in some books and reports ("—Are you coming? asked Ada."), and its lists begin
with dashes too: there a paragraph is speech only where the author puts in who says it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from bot.language.foreign_tables import TABLES
from bot.language.marks import Bounds, Passage

_OPENING = re.compile(r"[—–―]\s?(?=[^\W\d_]|[¿¡«“\"…])")
_SPANISH_ASIDE = re.compile(r"\s[—–―](?=[a-zñáéíóú])[^—–―\n]{1,200}(?:[—–―][.,;:]?|$)")
_SAID = r"(?:said|says|asked|asks|replied|answered|cried|added|whispered|shouted|called|murmured)"
_ENGLISH_ASIDE = re.compile(
    rf"(?:,|(?<=[!?…]))\s(?:{_SAID}\s(?:[A-ZÀ-Þ]|the\s|he\b|she\b|they\b)|(?:he|she|they|[A-ZÀ-Þ][\w’'-]+)\s{_SAID}\b)"
    r"[^.!?—\n]{0,60}?(?=[,.:!?—]|$)"
)
_NEXT_TURN = re.compile(r"\s[—–―]\s?(?=[A-ZÀ-Þ¿¡«])")


def with_asides(text: str, found: Sequence[Passage], blocks: Sequence[Bounds], language: str) -> list[Passage]:
    """The passages of a French or Spanish text with dash dialogue added and the author's asides cut out."""
    if language not in ("en", "fr", "es"):
        return list(found)
    if language == "en":
        return _beside(found, _english_passages(text, blocks))
    kept = [piece for passage in found for piece in _cut(text, passage, language)]
    return _beside(kept, _dash_passages(text, blocks, language))


def _beside(kept: Sequence[Passage], dashes: list[Passage]) -> list[Passage]:
    """Passages in marks and behind dashes, but for marks inside of dash dialogue."""
    if not dashes:
        return list(kept)
    taken = [(p.start, p.end) for p in dashes]
    kept = [p for p in kept if not any(start <= p.start < end for start, end in _near(taken, p.start))]
    return sorted(kept + dashes, key=lambda p: (p.start, -p.end))


def _near(spans: Sequence[Bounds], at: int) -> Sequence[Bounds]:
    """The span that begins last before ``at``."""
    low, high = 0, len(spans)
    while low < high:
        middle = (low + high) // 2
        if spans[middle][0] <= at:
            low = middle + 1
        else:
            high = middle
    return spans[max(0, low - 1) : low]


def _cut(text: str, passage: Passage, language: str) -> list[Passage]:
    """A passage in marks, cut at "…, dit-il, …" or "… —dijo Ada— …" if the author speaks inside of it."""
    if passage.depth:
        return [passage]
    aside = _french_aside() if language == "fr" else _spanish_aside_in_marks()
    found: list[Passage] = []
    at = passage.start
    for match in aside.finditer(text, passage.inner_start, passage.inner_end):
        _add_one(text, at, match.start(), passage.paragraph, found)
        at = match.end()
    if not found:
        return [passage]
    _add_one(text, at, passage.end, passage.paragraph, found)
    return found


def _dash_passages(text: str, blocks: Sequence[Bounds], language: str) -> list[Passage]:
    opened = [(number, block) for number, block in enumerate(blocks) if _OPENING.match(text, block[0])]
    found: list[Passage] = []
    if len(opened) < 2:
        return found
    aside = _SPANISH_ASIDE if language == "es" else _french_aside()
    for number, (start, end) in opened:
        at = start
        for match in aside.finditer(text, start, end):
            _add(text, at, match.start(), number, found)
            at = match.end()
        _add(text, at, end, number, found)
    return found


def _english_passages(text: str, blocks: Sequence[Bounds]) -> list[Passage]:
    """Paragraphs behind a dash in which the author says who speaks, cut there."""
    found: list[Passage] = []
    for number, (start, end) in enumerate(blocks):
        if not _OPENING.match(text, start):
            continue
        at = start
        for match in _ENGLISH_ASIDE.finditer(text, start, end):
            _add(text, at, match.start(), number, found)
            at = match.end()
        if at > start:
            _add(text, at, end, number, found)
    return found


def _add(text: str, start: int, end: int, number: int, found: list[Passage]) -> None:
    """Add the words between, cut where another speaker's dash follows in the same paragraph."""
    for match in _NEXT_TURN.finditer(text, start + 1, end):
        _add_one(text, start, match.start(), number, found)
        start = match.start()
    _add_one(text, start, end, number, found)


def _add_one(text: str, start: int, end: int, number: int, found: list[Passage]) -> None:
    """Add a passage without the blanks and signs at its ends that belong to the author."""
    while start < end and (text[start].isspace() or text[start] in ",;.:"):
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    inner_start, inner_end = start, end
    while inner_start < end and (text[inner_start] in '—–―«“"' or text[inner_start].isspace()):
        inner_start += 1
    while inner_end > inner_start and (text[inner_end - 1] in '»”"' or text[inner_end - 1].isspace()):
        inner_end -= 1
    if inner_start < inner_end:
        found.append(Passage(start, end, inner_start, inner_end, 0, number))


@cache
def _french_aside() -> re.Pattern[str]:
    verbs = "|".join(sorted(TABLES["fr"].said, key=len, reverse=True))
    pronoun = r"(?:-t)?-(?:il|elle|ils|elles|je|on)\b"
    clitic = rf"(?:[^\W\d_]+{pronoun}(?:\s(?:{verbs}))?)"
    named = rf"(?:(?:a|ont|avait)\s)?(?:{verbs})\s(?:[A-ZÀ-Þ]|l[ea]\s|M\.\s)[^.!?\n]{{0,90}}"
    return re.compile(rf"(?:,|(?<=[!?…]))\s(?:{clitic}[^,.!?—\n]{{0,60}}?|{named}?)(?=\s?[,.:!?—]|$)")


@cache
def _spanish_aside_in_marks() -> re.Pattern[str]:
    """A verb of speech and its speaker between two dashes; other words between dashes are the speaker's own."""
    verbs = "|".join(sorted(TABLES["es"].said, key=len, reverse=True))
    return re.compile(rf"\s[—–―](?:{verbs})\b[^—–―\n]{{0,120}}[—–―][.,;:]?")
