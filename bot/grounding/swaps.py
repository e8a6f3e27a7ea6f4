"""Swaps: a name put where the cited sentence has another, and two names or numbers that changed places.

Both halves of a swap stand in the source, so that no look at the whole source finds it. What finds it is that a
statement answers to the sentence it cites: laid beside it, one name stands where the other was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from bot.grounding.align import Alignment, Change
from bot.grounding.evidence import Evidence, Finding
from bot.grounding.facts import Facts
from bot.grounding.naming import is_common_noun, preposition
from bot.grounding.numbers import carries, is_mark
from bot.language.figures import Figure
from bot.language.lexicon import ADVERBS
from bot.language.names import TITLES, Name, same_name
from bot.language.words import fold, stopwords

# How close a statement must follow the cited sentence for a difference to be read as a change.
CLOSE = 0.6
# So close that a name in the place of another is a change even where the sentence has both names.
VERBATIM = 0.8
# In a statement with more plain words than this, only names and numbers are tried in each other's place.
MOST_WORDS = 12


def check_replaced(said: Facts, found: Alignment, evidence: Evidence) -> Iterator[Finding]:
    """Veto: where the cited sentence has one name and the statement, close to it, another in the same place."""
    if found.closeness < CLOSE:
        return
    for change in found.changes:
        exchanged = _numbers_exchanged(said, found, change)
        if exchanged is not None:
            figure, other = exchanged
            reason = f"The cited words say “{other.text}” where the statement says “{figure.text}”."
            yield Finding("number", reason, veto=True)
        ours = [name for name in _names_in(said, change.a, change.b) if _likely(name, evidence, said)]
        ours = [name for name in ours if not _is_opening(name, said)]
        theirs = [name for name in _names_in(found.source, change.c, change.d) if _likely(name, evidence, found.source)]
        if not ours or not theirs or not _only_names(said, change.a, change.b):
            continue
        if preposition(said, ours[0]) != preposition(found.source, theirs[0]):
            continue  # "an engineer of Brightwater" is no other than "their engineer, Ada Voss"
        if not _only_names(found.source, change.c, change.d) or (
            found.closeness < VERBATIM and _stands_in(ours[0], [found.source])
        ):
            continue
        if not any(same_name(a.text, b.text) for a in ours for b in theirs) and not _alias(ours, theirs, evidence):
            reason = f"The cited words say “{theirs[0].text}” where the statement says “{ours[0].text}”."
            yield Finding("name", reason, veto=True, absent=_is_kept(theirs[0], said))


def _is_kept(name: Name, said: Facts) -> bool:
    """Whether the statement has a name of the source too, in another place: then it is not replaced for certain."""
    return any(same_name(name.text, other.text) for other in said.names)


def _likely(name: Name, evidence: Evidence, facts: Facts) -> bool:
    """Whether a capitalised word is a name, or at a sentence's start one that the source never writes small."""
    if is_common_noun(name, facts):
        return False
    if not name.certain and fold(name.text) in ADVERBS:
        return False  # "Almost" at a sentence's start
    return name.certain or not any(word in evidence.vocabulary.common for word in name.words)


def _is_opening(name: Name, said: Facts) -> bool:
    """Whether a doubtful name only opens a statement: the first word of "According to", "Owing to", "Because of"."""
    after = said.token_at(name.end)
    return not name.certain and after < len(said.tokens) and fold(said.tokens[after].word) in ("to", "of")


def _stands_in(name: Name, sources: Sequence[Facts]) -> bool:
    """Whether the cited sentences have the name too: then its place alone says little (see ``check_order``)."""
    return any(set(name.words) <= source.key_set for source in sources)


def _numbers_exchanged(said: Facts, found: Alignment, change: Change) -> tuple[Figure, Figure] | None:
    """The figures of a change that puts one number for one other: neither a range nor a rounded or spelled-out form.

    They are whole, as a reader sees them: "A quarter" and not its "A".
    """
    if change.b - change.a != 1 or change.d - change.c != 1:
        return None
    ours, theirs = said.tokens[change.a], found.source.tokens[change.c]
    first = [f for f in said.figures.numbers if f.start <= ours.start < f.end and not is_mark(said.text, f)]
    second = [f for f in found.source.figures.numbers if f.start <= theirs.start < f.end]
    if not first or not second or (first[0].kind == "ordinal") != (second[0].kind == "ordinal"):
        return None
    return None if carries(first[0], second[0]) else (first[0], second[0])


def check_slots(said: Facts, sources: Sequence[Facts]) -> Iterator[Finding]:
    """Veto: a name beside words that, in the cited sentences, stand just so beside another name.

    "The highway out of Northam" where they have "the highway out of Aldwick": two neighbouring words, one of them a
    content word, on one side of the name are enough, if the name stands in no such place itself.
    """
    slots = [slot for source in sources for slot in _slots(source)]
    named = _named(said)
    for name in said.names:
        if not name.certain or is_common_noun(name, said) or _stands_in(name, sources):
            continue
        places = {(side, words) for side, words, _ in _slots_of(said, name, named)}
        filled = [other for side, words, other in slots if (side, words) in places]
        if not filled or any(same_name(name.text, other.text) for other in filled):
            continue
        other = filled[0]
        if not set(name.words) & set(other.words):
            reason = f"The cited words say “{other.text}” where the statement says “{name.text}”."
            yield Finding("name", reason, veto=True, absent=_is_kept(other, said))


# (side, the two words beside the name as stems, the name)
_Slot = tuple[str, tuple[str, str], Name]


def _slots(facts: Facts) -> Iterator[_Slot]:
    named = _named(facts)
    for name in facts.names:
        if name.certain:
            yield from _slots_of(facts, name, named)


def _named(facts: Facts) -> frozenset[int]:
    """The tokens that belong to names."""
    return frozenset(i for name in facts.names for i in range(facts.token_at(name.start), facts.token_at(name.end)))


def _slots_of(facts: Facts, name: Name, named: frozenset[int]) -> Iterator[_Slot]:
    """The two words before a name and the two after it, where one of them is a content word and no mark parts them."""
    content = facts.content
    first, last = facts.token_at(name.start), facts.token_at(name.end)
    for side, a, b in (("before", first - 2, first), ("after", last, last + 2)):
        if a < 0 or b > len(facts.tokens) or not any(i in content and i not in named for i in range(a, b)):
            continue
        low = min(facts.tokens[a].end, name.end)
        text = facts.text[low : facts.tokens[b - 1].start] if side == "after" else facts.text[low : name.start]
        if not any(mark in text for mark in ',.;:()“”"'):
            yield side, (facts.stems[a], facts.stems[a + 1]), name


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
            if first[4] != second[4] or first[2] < second[2] or _coordinated(said, first, second):
                continue
            if _is_owner(first, said, found.source) or _is_owner(second, said, found.source):
                continue
            if _better_exchanged(said, found, first, second):
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
    taken = {i for first, end, *_ in items for i in range(first, end)}
    return sorted([*items, *_words(said, source, taken)])


def _words(said: Facts, source: Facts, taken: set[int]) -> Iterator[_Item]:
    """Plain content words of the statement that both have just once, as items; none of a long statement."""
    plain = [
        i for i in said.content if i not in taken and said.tokens[i].word.islower() and len(said.tokens[i].word) > 3
    ]
    if len(plain) > MOST_WORDS:
        return
    for i in plain:
        token = said.tokens[i]
        if said.stems.count(said.stems[i]) == 1 and source.stems.count(said.stems[i]) == 1:
            place = source.tokens[source.stems.index(said.stems[i])].start
            yield i, i + 1, place, token.start, "word", token.end


def _coordinated(said: Facts, first: _Item, second: _Item) -> bool:
    """Whether only an "and" or the like stands between two items, so that their order says nothing."""
    return said.text[first[5] : second[3]].strip(" ,") in ("and", "or", "&", "und", "oder", "")


_OWNED = re.compile(r"(?:'s|’s|s'|s’)")
_OWNING = re.compile(r"\b(?:of|at|for|in|from|von|de|du)\s(?:the\s)?\Z", re.IGNORECASE)


def _is_owner(item: _Item, said: Facts, source: Facts) -> bool:
    """Whether an item is an owner, before what is its own in one text and behind it in the other: "Holt's chief", "the
    chief of Holt"."""
    end = item[2] + item[5] - item[3]
    ours, theirs = _OWNED.match(said.text, item[5]), _OWNED.match(source.text, end)
    if bool(ours) == bool(theirs):
        return False
    text, place = (source.text, item[2]) if ours else (said.text, item[3])
    return bool(_OWNING.search(text, max(0, place - 12), place))


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
