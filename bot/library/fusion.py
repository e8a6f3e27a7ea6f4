"""Several rankings made one, by the places in them alone.

Reciprocal rank fusion: G. V. Cormack, C. L. A. Clarke, S. Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and
individual Rank Learning Methods", SIGIR 2009. What stands at place r (from 1) of a ranking gets 1 / (k + r), and what
it gets from all rankings is added up. Scores of different kinds, such as BM25 and cosines, need no common scale then.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Final, TypeVar

K: Final = 60
"""The constant of the paper, which found any near it to do as well: it keeps first places from outvoting the rest."""

Key = TypeVar("Key", bound=Hashable)


def fuse(rankings: Sequence[Sequence[Key]], k: int = K) -> tuple[tuple[Key, float], ...]:
    """The union of some rankings, best first.

    Args:
        rankings: each best first; what stands in one twice counts where it stands first.
        k: how little the first places count more than the next.

    Returns:
        Each key once with its score; where scores are equal, in the order of the rankings given.
    """
    scores: dict[Key, float] = {}
    for ranking in rankings:
        for place, key in enumerate(dict.fromkeys(ranking), 1):
            scores[key] = scores.get(key, 0.0) + 1 / (k + place)
    return tuple(sorted(scores.items(), key=lambda pair: -pair[1]))
