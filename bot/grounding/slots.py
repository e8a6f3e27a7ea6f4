"""What a statement puts in another's place: a figure beside words that have another figure in the cited sentences,
and one plain word exchanged for another that the source uses of something else.

Both halves of such an exchange stand in the source, and each check of one of them alone passes. What tells is the
place: the words around it are those of the cited sentence, and it has something else there.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from bot.grounding.align import Alignment, Change
from bot.grounding.evidence import Evidence, Finding
from bot.grounding.facts import Facts, document_stems
from bot.grounding.numbers import carries, is_mark
from bot.grounding.opposites import NEGATIONS
from bot.language.dates import Date, agrees
from bot.language.figures import Figure
from bot.language.words import fold, is_past_form, stopwords

_VERBAL = frozenset("to will would can could may might must should i you he she it we they who that".split())
# How many content words before a figure say what it is of.
BEFORE = 4
# A text with more figures is read in part.
MOST = 24
# So many of them make the same place.
SAME = 2
# How close a statement must follow a sentence for one exchanged word to be read as an exchange.
CLOSE = 0.8
_CONTRASTS = frozenset("instead rather unlike contrary statt anstatt lieu lugar".split())
# A noun behind one of these may be another way to call what was named before.
_DEFINITE = frozenset("the this that these those its his her their der die das dem den le la les el los las".split())
_ENDS = ".;:!?()–—"
_RANGE = re.compile(r"\s?(?:[^\W\d_]+\s)?(?:to|and|–|-|bis|und|à|et|a|y)\s?(?:[$€£]\s?)?")


@dataclass(frozen=True, slots=True)
class _Slot:
    """A figure or a date and the content words before it in its clause, nearest first.

    ``group`` is where the range begins that a figure is an end of ("200 to 1,500"), else where it begins itself.
    """

    text: str
    start: int
    words: tuple[str, ...]
    kind: str
    unit: str
    same: Callable[[_Slot], bool]
    item: Figure | Date
    group: int = -1


def check_figure_slots(said: Facts, sources: Sequence[Facts]) -> Iterator[Finding]:
    """Veto: a figure or date behind words that stand so before another one in the cited sentences, and not before it.

    "The limit is 4,800" where they have "a sample held 4,800" and "the limit is 1,000"; and two that changed places.
    """
    ours = list(_slots(said))
    if not ours:
        return
    theirs = [slot for source in sources for slot in _slots(source)]
    for slot in ours:
        rival = _rival(slot, ours, theirs)
        if rival is not None:
            reason = f"The cited words say “{rival.text}” of this, and “{slot.text}” of something else."
            yield Finding("date" if slot.kind == "date" else "number", reason, veto=True)
            return
    for first, second in combinations(ours, 2):
        if first.kind == second.kind and _crossed(first, second, theirs):
            reason = f"“{first.text}” and “{second.text}” have changed places against the cited words."
            yield Finding("roles", reason, veto=True)
            return


def _rival(slot: _Slot, ours: Sequence[_Slot], theirs: Sequence[_Slot]) -> _Slot | None:
    """The figure of the cited sentences that stands behind a figure's words when the figure itself does not."""
    carriers = [other for other in theirs if slot.same(other)]
    if not carriers or len(slot.words) < SAME:
        return None
    best = max(len(set(slot.words) & set(other.words)) for other in carriers)
    for rival in theirs:
        if rival.kind != slot.kind or rival.unit != slot.unit or slot.same(rival):
            continue
        if rival.group in {other.group for other in carriers} - {-1}:
            continue  # the other end of the range
        taken = any(one.same(rival) for one in ours if one is not slot)
        if not taken and len(set(slot.words) & set(rival.words)) >= best + SAME:
            return rival
    return None


def _crossed(first: _Slot, second: _Slot, theirs: Sequence[_Slot]) -> bool:
    """Whether each of two figures stands behind the words that the other has in the cited sentences."""
    own = [slot for slot in theirs if first.same(slot)]
    other = [slot for slot in theirs if second.same(slot)]
    if len(own) != 1 or len(other) != 1 or own[0] is other[0]:
        return False
    a, b, c, d = (frozenset(slot.words) for slot in (first, second, own[0], other[0]))
    return bool(a & d and b & c) and len(a & d) + len(b & c) > len(a & c) + len(b & d)


def check_denied_figures(said: Facts, sources: Sequence[Facts]) -> Iterator[Finding]:
    """Veto: a figure or date that the cited words only deny ("from next summer and not from 2039")."""
    words = {fold(token.word) for token in said.tokens}
    if words & (NEGATIONS | _CONTRASTS) or any(word.endswith("n't") for word in words):
        return
    ours = list(_slots(said))
    theirs = [(source, other) for source in sources for other in _slots(source)] if ours else []
    for slot in ours:
        spots = [(source, other) for source, other in theirs if slot.same(other)]
        if spots and all(_is_denied(source, other) for source, other in spots):
            yield Finding("negation", f"The cited words say “not” of “{slot.text}”.", veto=True)


def _is_denied(source: Facts, slot: _Slot) -> bool:
    """Whether a contrast denies a figure: "not" two words before it at most, with a bare preposition between."""
    at = source.token_at(slot.start)
    words = [fold(token.word) for token in source.tokens[max(0, at - 3) : at]]
    function = stopwords(source.language)
    for back, word in enumerate(reversed(words)):
        if word in ("not", "nicht"):
            before = words[-back - 2] if back + 2 <= len(words) else ""
            return back < 2 and before in ("and", "but", "und", "aber", "")
        if word not in function:
            return False
    return False


def _slots(facts: Facts) -> Iterator[_Slot]:
    """The figures and dates of a text, not more than ``MOST``, each with the words before it."""
    figures = [f for f in facts.figures.numbers if not f.weak and f.kind != "ordinal" and not is_mark(facts.text, f)]
    dates = [date for date in facts.figures.dates if not date.bare]
    ends = sorted([figure.end for figure in facts.figures.numbers] + [date.end for date in dates])
    group, last = -1, None
    for figure in figures[:MOST]:
        words = _before(facts, figure.start, ends)
        unit = "part" if figure.value < 1 else figure.unit
        joined = last is not None and _RANGE.fullmatch(facts.text[last.end : figure.start])
        group, last = group if joined else figure.start, figure
        yield _Slot(figure.text, figure.start, words, _kind(figure), unit, _carried(figure), figure, group)
    for date in dates[:MOST]:
        words = _before(facts, date.start, ends)
        yield _Slot(date.text, date.start, words, "date", "", _agreeing(date), date)


def _kind(figure: Figure) -> str:
    if len(figure.text) == 4 and figure.text.isdigit():
        return "year"
    return figure.kind if figure.kind in ("percent", "points", "time") else "number"


def _carried(figure: Figure) -> Callable[[_Slot], bool]:
    return lambda slot: isinstance(slot.item, Figure) and carries(figure, slot.item)


def _agreeing(date: Date) -> Callable[[_Slot], bool]:
    return lambda slot: isinstance(slot.item, Date) and (agrees(date, slot.item) or agrees(slot.item, date))


def _before(facts: Facts, start: int, ends: Sequence[int]) -> tuple[str, ...]:
    """The stems of the content words before an offset, nearest first, back to the clause's first mark or the
    figure before (``ends`` are where figures end, in order)."""
    before = bisect_right(ends, start)
    last = ends[before - 1] if before else 0
    at = facts.token_at(start)
    function = stopwords(facts.language)
    found: list[str] = []
    end = start
    for i in range(at - 1, max(-1, at - 4 * BEFORE), -1):
        token = facts.tokens[i]
        gap = facts.text[token.end : end]
        if (gap != " " and any(mark in gap for mark in _ENDS)) or len(found) == BEFORE:
            break
        if token.start < last:
            break
        if fold(token.word) not in function:
            found.append(facts.stems[i])
        end = token.start
    return tuple(found)


# Words before a date or time that say on which side of it something is.
_SIDES = {
    **dict.fromkeys("by before until till bis vor antes avant hasta jusqu'au".split(), "before"),
    **dict.fromkeys("after since from seit nach ab después tras après depuis desde".split(), "after"),
    "of": "of",
}


def check_date_sides(said: Facts, sources: Sequence[Facts]) -> Iterator[Finding]:
    """Veto: a date with another side than in the cited words: "after 30 June" for "before 30 June", or a term for
    what is a date of something ("by July 18" for "the letters of July 18")."""
    for date in said.figures.dates:
        side = _side(said, date)
        spots = [(source, other) for source in sources for other in source.figures.dates if agrees(date, other)]
        theirs = {_side(source, other) for source, other in spots}
        if side in ("before", "after") and theirs and theirs <= {"before", "after", "of"} - {side}:
            source, other = spots[0]
            words = source.text[max(0, other.start - 12) : other.end].split()[-4:]
            yield Finding("date", f"The cited words say “{' '.join(words)}”, not “{_phrase(said, date)}”.", veto=True)


def _side(facts: Facts, date: Date) -> str:
    """On which side of a date: "before", "after", "of", or "" where no such word is right before it."""
    at = facts.token_at(date.start)
    words = [fold(token.word) for token in facts.tokens[max(0, at - 2) : at]]
    if words and words[-1] in ("the", "de", "del", "dem", "den", "der", "le", "el"):
        words.pop()
    return _SIDES.get(words[-1], "") if words else ""


def _phrase(facts: Facts, date: Date) -> str:
    at = facts.token_at(date.start)
    return facts.text[facts.tokens[max(0, at - 1)].start : date.end]


def check_exchanged(said: Facts, found: Alignment, evidence: Evidence) -> Iterator[Finding]:
    """Veto: one plain word put for another, in a statement that follows the cited sentence otherwise, where the source
    has the new word too, but not in the cited sentences: there it is of something else.

    A synonym is seldom both in the source and missing from the sentence; a name may stand for a description, so that
    names are left to the checks of names.
    """
    if found.closeness < CLOSE:
        return
    changes = [change for change in found.changes if change.b > change.a and _content(said, change.a, change.b)]
    if len(changes) != 1:
        return
    change = changes[0]
    ours, theirs = _content(said, change.a, change.b), _content(found.source, change.c, change.d)
    if len(ours) != 1 or not 0 < len(theirs) <= 2 or not _flanked(found, change):
        return
    new, old = said.stems[ours[0]], {found.source.stems[i] for i in theirs}
    cited = frozenset[str]().union(*(piece.facts.stem_set for piece in evidence.pieces))
    before = fold(said.tokens[ours[0] - 1].word) if ours[0] else ""
    if before in _DEFINITE or _is_verb(said, ours[0]) or any(_is_verb(found.source, i) for i in theirs):
        return
    if new in cited or old & said.stem_set or not _plain(said, ours) or not _plain(found.source, theirs):
        return
    if new in _elsewhere(evidence):
        ours_word, word = said.tokens[ours[0]].word, found.source.tokens[theirs[-1]].word
        yield Finding("exchange", f"The cited words say “{word}” where the statement says “{ours_word}”.", veto=True)


def _content(facts: Facts, start: int, end: int) -> list[int]:
    content = frozenset(facts.content)
    return [i for i in range(start, end) if i in content]


def _plain(facts: Facts, places: Sequence[int]) -> bool:
    """Whether tokens are plain words: no name, no figure."""
    return all(facts.tokens[i].word.islower() and facts.tokens[i].word.isalpha() for i in places)


def _is_verb(facts: Facts, at: int) -> bool:
    """Whether a token looks like a verb: an ending, an irregular past, a "to" or a pronoun before it."""
    word = fold(facts.tokens[at].word)
    before = fold(facts.tokens[at - 1].word) if at else ""
    return word.endswith(("ed", "ing")) or is_past_form(word) or before in _VERBAL or not at or at == 1


def _flanked(found: Alignment, change: Change) -> bool:
    """Whether words that both have stand on both sides of a change, or on the one side that there is."""
    before = change.a == 0 or change.a - 1 in found.matched
    after = change.b >= len(found.said.tokens) or change.b in found.matched
    return before and after


def _elsewhere(evidence: Evidence) -> frozenset[str]:
    """The stems of the cited documents."""
    texts = {piece.span.document_id: piece.reading.document.text for piece in evidence.pieces}
    return frozenset[str]().union(*(document_stems(text, evidence.language) for text in texts.values()))
