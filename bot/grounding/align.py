"""A statement laid beside the cited sentence that says most of it: what agrees in order, what was put for what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from bot.grounding.facts import Facts

# A statement is read this far word by word; the rest of a longer one counts by its words alone.
LONGEST = 160


@dataclass(frozen=True, slots=True)
class Change:
    """Tokens ``[a, b)`` of the statement stand where ``[c, d)`` of the cited sentence stood; either may be empty."""

    a: int
    b: int
    c: int
    d: int


class Alignment:
    """A statement and one cited sentence, token by token.

    Args:
        said: the statement.
        source: the cited sentence.
    """

    def __init__(self, said: Facts, source: Facts) -> None:
        self.said = said
        self.source = source

    @cached_property
    def _codes(self) -> Sequence[tuple[str, int, int, int, int]]:
        return SequenceMatcher(
            None, self.said.stems[:LONGEST], self.source.stems[: LONGEST * 2], autojunk=False
        ).get_opcodes()

    @cached_property
    def matched(self) -> frozenset[int]:
        """The statement's tokens that stand in the sentence, in order."""
        return frozenset(i for tag, a, b, _, _ in self._codes if tag == "equal" for i in range(a, b))

    @cached_property
    def partner(self) -> dict[int, int]:
        """Matched token of the statement -> its token in the sentence."""
        return {a + k: c + k for tag, a, b, c, _ in self._codes if tag == "equal" for k in range(b - a)}

    @property
    def changes(self) -> Iterator[Change]:
        """What differs, in order."""
        return (Change(a, b, c, d) for tag, a, b, c, d in self._codes if tag != "equal")

    @cached_property
    def closeness(self) -> float:
        """The share of the statement's content words that stand in the sentence in order (0 where it has none)."""
        content = [i for i in self.said.content if i < LONGEST]
        return sum(i in self.matched for i in content) / len(content) if content else 0.0

    @cached_property
    def ratio(self) -> float:
        """How alike the two are as rows of words, both ways: 1 is word for word."""
        total = len(self.said.stems[:LONGEST]) + len(self.source.stems[: LONGEST * 2])
        return 2 * len(self.matched) / total if total else 0.0


def overlap(said: Facts, source: Facts) -> float:
    """The share of the statement's content words that the sentence has, in any order."""
    content = [said.stems[i] for i in said.content]
    return sum(word in source.stem_set for word in content) / len(content) if content else 0.0


def best(said: Facts, sources: Sequence[Facts]) -> Alignment | None:
    """The alignment with the sentence that has most of the statement's words, the closest in order among equals."""
    if not sources:
        return None
    ranked = sorted(sources, key=lambda source: -overlap(said, source))[:3]
    return max((Alignment(said, source) for source in ranked), key=lambda found: (found.closeness, found.ratio))
