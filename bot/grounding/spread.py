"""How a statement's words are spread over the sentences of its sources: what is true is mostly said in one place.

Words that stand together in a statement and in no sentence of the source, and a clause that no sentence has, are what
an invention looks like, even where each word is somewhere in the source.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.grounding.facts import Facts
from bot.grounding.seek import sentences_with
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


@dataclass(frozen=True, slots=True)
class Held:
    """What a statement is held against: whole readings, and single sentences by their stems."""

    readings: Sequence[Reading]
    sentences: Sequence[frozenset[str]] = ()


def weakest(said: Facts, held: Held) -> float:
    """The share of content words that the best sentence for a clause has, of the clause for which it is least."""
    return min((_best(clause, held) for clause in _clauses(said)), default=1.0)


def together(said: Facts, held: Held) -> float:
    """The share of pairs of content words near each other that some sentence has both of."""
    words = [said.stems[i] for i in said.content[:LONGEST]]
    places = {word: _places(word, held) for word in set(words)}
    pairs = [(a, b) for i, a in enumerate(words) for b in words[i + 1 : i + 1 + NEAR]]
    return sum(bool(places[a] & places[b]) for a, b in pairs) / len(pairs) if pairs else 1.0


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
    alone = ((-1, n) for n, stems in enumerate(held.sentences) if word in stems)
    inside = ((n, index) for n, reading in enumerate(held.readings) for index in sentences_with(word, reading))
    return frozenset((*alone, *inside))
