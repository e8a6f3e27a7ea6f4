"""Words as the PostgreSQL store is handed them.

The server's own parser takes names and numbers apart in its own way; it is given finished vectors and queries, made of
the words that ``bot.library.stems`` finds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from bot.library.stems import stems

MOST_WORDS: Final = 10_000
"""Words of one vector: the server takes a megabyte, and positions up to 16,383."""
MOST_PLACES: Final = 255
"""Places of a word that the server keeps; it passes over the rest."""


class Vector(NamedTuple):
    """A text as the server keeps it: the literal of a tsvector, and how many words it counts."""

    literal: str
    length: int


def vectors(texts: Iterable[str]) -> list[Vector]:
    """Each text's vector."""
    return [_vector(words) for words in stems(texts)]


def query(term: str) -> str:
    """The literal of a tsquery for a word, or for words that stand next to one another; "" where there is none."""
    (words,) = stems((term,))
    return " <-> ".join(f"'{word}'" for word in words)


def _vector(words: Sequence[str]) -> Vector:
    places: dict[str, list[str]] = {}
    for place, word in enumerate(words[:MOST_WORDS], 1):
        places.setdefault(word, []).append(str(place))
    literal = " ".join(f"'{word}':{','.join(at[:MOST_PLACES])}" for word, at in places.items())
    return Vector(literal, len(words))
