"""How a statement's words are spread over the sentences of its sources: what is true is mostly said in one place.

Words that stand together in a statement and in no sentence of the source, and a clause that no sentence has, are what
an invention looks like, even where each word is somewhere in the source.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bot.grounding.facts import Facts
from bot.grounding.seek import sentences_with
from bot.language.words import stem
from bot.types import Reading

# Where one clause or phrase of a statement may end and another begin.
_JOINT = re.compile(
    r"[,;:()–—]|\b(?:and|that|which|who|with|while|but|as|after|before|because|including|where|when|by"
    r"|und|dass|der|die|das|weil|aber|mit|et|que|qui|mais|avec|y|pero|con)\b",
    re.IGNORECASE,
)
# A clause has at least so many content words; shorter ones go with the next.
CLAUSE = 3
# Words so many content words apart belong together.
NEAR = 3
# A statement is read this far, in content words.
LONGEST = 60
# How it ends: so many content words.
ENDING = 6

# Words that join or tell that something is told. They say nothing of their own, and a source seldom has the same ones.
_JOINING = """
    accordingly additional additionally alternatively although among article based brief briefly contain
    contains context crucially describe describes despite detail discuss discusses due emphasize emphasizes
    explain explains finally follow followed following furthermore given hence highlight highlights however
    important importantly include includes including individual individuals information instead like
    meanwhile mention mentioned mentions moreover multiple namely note notes noting notably overall
    particular particularly passage passages provide provided provides question regarding say says several
    similarly specific specifically state states stating step steps such suggest suggests summarize
    summarizes summary text therefore thereby throughout thus towards upon various via whereas while within
    außerdem daher dennoch deshalb folglich insbesondere jedoch laut sowie verschiedene zudem zufolge ainsi
    cependant concernant divers notamment selon toutefois además asimismo según diversos incluyendo mediante
""".split()
_LISTED = re.compile(r"\s*(?:[-*•]\s*|(?:\w+\s)?\d{1,2}[.):]\s)")


@dataclass(frozen=True, slots=True)
class Held:
    """What a statement is held against: whole readings, and single sentences by their stems.

    ``places``: those of the words looked up so far.
    """

    readings: Sequence[Reading]
    sentences: Sequence[frozenset[str]] = ()
    places: dict[str, frozenset[tuple[int, int]]] = field(default_factory=dict, compare=False, repr=False)


def telling(said: Facts) -> list[str]:
    """The content words of a statement, as stems, but for words that only join and the mark of a list before it."""
    listed = _LISTED.match(said.text)
    start, joining = listed.end() if listed else 0, _joining(said.language)
    words = (said.stems[i] for i in said.content[:LONGEST] if said.tokens[i].start >= start)
    return [word for word in words if word not in joining]


@lru_cache(maxsize=8)
def _joining(language: str) -> frozenset[str]:
    return frozenset(stem(word, language) for word in _JOINING)


def weakest(said: Facts, held: Held) -> float:
    """The share of content words that the best sentence for a clause has, of the clause for which it is least."""
    return min((_best(clause, held) for clause in _clauses(said)), default=1.0)


def ending(words: Sequence[str], held: Held) -> float:
    """The share of the last words that the best sentence has: an invention is mostly what a true beginning ends in."""
    return _best(words[-ENDING:], held) if words else 1.0


def together(words: Sequence[str], held: Held) -> float:
    """The share of pairs of words near each other in the latter half that some sentence has both of."""
    latter = words[len(words) // 2 :]
    pairs = [(a, b) for i, a in enumerate(latter) for b in latter[i + 1 : i + 1 + NEAR]]
    return sum(bool(_places(a, held) & _places(b, held)) for a, b in pairs) / len(pairs) if pairs else 1.0


def _clauses(said: Facts) -> Iterator[list[str]]:
    """The content words of each clause or phrase, as stems."""
    joints = [match.start() for match in _JOINT.finditer(said.text)]
    held: list[list[str]] = [[]]
    at = 0
    for i in said.content[:LONGEST]:
        crossed = False
        while at < len(joints) and joints[at] <= said.tokens[i].start:
            at, crossed = at + 1, True
        if crossed and len(held[-1]) >= CLAUSE:
            held.append([])
        held[-1].append(said.stems[i])
    if len(held) > 1 and len(held[-1]) < CLAUSE:
        held[-2:] = [held[-2] + held[-1]]
    yield from (clause for clause in held if clause)


def _best(clause: Sequence[str], held: Held) -> float:
    votes: Counter[tuple[int, int]] = Counter()
    for word, count in Counter(clause).items():
        for place in _places(word, held):
            votes[place] += count
    return max(votes.values(), default=0) / len(clause)


def _places(word: str, held: Held) -> frozenset[tuple[int, int]]:
    """The sentences that have a stem, as (number of the reading, index); those that stand alone under -1."""
    if word not in held.places:
        held.places[word] = _found(word, held)
    return held.places[word]


def _found(word: str, held: Held) -> frozenset[tuple[int, int]]:
    found = {(-1, n) for n, stems in enumerate(held.sentences) if word in stems}
    for n, reading in enumerate(held.readings):
        found.update([(n, index) for index in sentences_with(word, reading)])
    return frozenset(found)
