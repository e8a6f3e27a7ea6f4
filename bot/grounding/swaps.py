"""Swaps: a name put where the cited sentence has another, and two names or numbers that changed places.

Both halves of a swap stand in the source, so that no look at the whole source finds it. What finds it is that a
statement answers to the sentence it cites: laid beside it, one name stands where the other was.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from bot.grounding.align import Alignment
from bot.grounding.evidence import Evidence, Finding
from bot.grounding.facts import Facts
from bot.language.names import TITLES, Name, same_name
from bot.language.words import fold, stopwords

# How close a statement must follow the cited sentence for a difference to be read as a change.
CLOSE = 0.6


def check_replaced(said: Facts, found: Alignment, evidence: Evidence) -> Iterator[Finding]:
    """Veto: where the cited sentence has one name and the statement, close to it, another in the same place."""
    if found.closeness < CLOSE:
        return
    for change in found.changes:
        ours, theirs = _names_in(said, change.a, change.b), _names_in(found.source, change.c, change.d)
        if not ours or not theirs or not _only_names(said, change.a, change.b):
            continue
        if not _only_names(found.source, change.c, change.d):
            continue
        if not any(same_name(a.text, b.text) for a in ours for b in theirs) and not _alias(ours, theirs, evidence):
            reason = f"The cited words say “{theirs[0].text}” where the statement says “{ours[0].text}”."
            yield Finding("name", reason, veto=True)


def _names_in(facts: Facts, start: int, end: int) -> list[Name]:
    """The names that have a word among the tokens ``[start, end)``."""
    if start >= end:
        return []
    low, high = facts.tokens[start].start, facts.tokens[end - 1].end
    return [name for name in facts.names if name.start < high and low < name.end]


def _only_names(facts: Facts, start: int, end: int) -> bool:
    """Whether the tokens hold no content word beside names and titles: "the American general" is a description."""
    function = stopwords(facts.language)
    for i in range(start, end):
        token = facts.tokens[i]
        inside = any(name.start <= token.start < name.end for name in facts.names)
        if not inside and fold(token.word) not in function and fold(token.word) not in TITLES:
            return False
    return True


def _alias(ours: list[Name], theirs: list[Name], evidence: Evidence) -> bool:
    """Whether the source knows one of the speakers there by both names."""
    for _, attribution in evidence.attributions:
        if attribution.speaker is None:
            continue
        forms = (attribution.speaker.name, *attribution.speaker.aliases)
        if any(same_name(a.text, f) for a in ours for f in forms) and any(
            same_name(b.text, f) for b in theirs for f in forms
        ):
            return True
    return False


def check_order(said: Facts, found: Alignment) -> Iterator[Finding]:
    """Veto: two names or two numbers that stand in the cited sentence the other way round, all else being alike.

    The proof is that the statement with the two exchanged follows the sentence almost word for word, and better than
    as it stands. A passive ("A was hit by B") also turns the order, and is left alone.
    """
    items = _items(said, found.source)
    for i, first in enumerate(items):
        for second in items[i + 1 :]:
            if first[4] == second[4] and first[2] > second[2] and _better_exchanged(said, found, first, second):
                a, b = said.text[first[3] : first[5]], said.text[second[3] : second[5]]
                yield Finding("roles", f"“{a}” and “{b}” have changed places against the cited words.", veto=True)
                return


# (first token, end token, place in the sentence, start in the text, class, end in the text)
_Item = tuple[int, int, int, int, str, int]


def _items(said: Facts, source: Facts) -> list[_Item]:
    """Names and numbers of the statement that the sentence has just once, in the statement's order."""
    items: list[_Item] = []
    for name in said.names:
        places = [other.start for other in source.names if same_name(name.text, other.text)]
        if len(places) == 1:
            items.append((said.token_at(name.start), said.token_at(name.end), places[0], name.start, "name", name.end))
    for figure in said.figures.numbers:
        spots = [f.start for f in source.figures.numbers if f.value == figure.value and f.unit == figure.unit]
        if len(spots) == 1:
            first, end = said.token_at(figure.start), said.token_at(figure.end)
            items.append((first, max(end, first + 1), spots[0], figure.start, "number", figure.end))
    return sorted(items)


def _better_exchanged(said: Facts, found: Alignment, first: _Item, second: _Item) -> bool:
    """Whether exchanging the two items makes the statement follow the sentence more closely, to almost all of it."""
    stems = said.stems
    turned = (
        *stems[: first[0]],
        *stems[second[0] : second[1]],
        *stems[first[1] : second[0]],
        *stems[first[0] : first[1]],
        *stems[second[1] :],
    )
    if _passive(said) != _passive(found.source):
        return False
    matcher = SequenceMatcher(None, turned, found.source.stems, autojunk=False)
    matched = sum(block.size for block in matcher.get_matching_blocks())
    return matched > len(found.matched) and matched >= 0.8 * len(turned)


def _passive(facts: Facts) -> bool:
    """Whether a form of "be" and a "by" or the like stand together: the passive voice, roughly."""
    words = {fold(token.word) for token in facts.tokens}
    return "by" in words and bool(words & {"was", "were", "is", "are", "been", "being", "be"})
