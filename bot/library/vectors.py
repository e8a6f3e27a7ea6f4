"""Vectors of passages: how they are kept, and the nearest ones found by looking at all of them.

A vector is float32, little-endian, scaled to unit length, so that the dot product of two is their cosine. The search
is exact: each block of vectors is one product of a matrix and a vector. That costs time and reading in proportion to
the passages: well for a hundred thousand, bearable for a million; beyond that, or to be quick before, a server with an
index for vectors is the tool.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol

from bot.errors import ConfigError, StoreError

if TYPE_CHECKING:
    from bot.types import Usage

FLOAT: Final = 4
"""Bytes of a number in a vector."""


class Embedder(Protocol):
    """What turns texts into vectors."""

    @property
    def name(self) -> str:
        """The model's name; vectors of two names are never compared."""
        ...

    @property
    def usage(self) -> Usage:
        """All that was spent through this object so far."""
        ...

    async def embed(self, texts: Sequence[str]) -> tuple[tuple[float, ...], ...]:
        """A vector for each text, in their order, all equally long.

        Raises:
            ModelError: it cannot be had.
        """
        ...

    async def aclose(self) -> None:
        """Let go of it. Harmless when called twice."""
        ...


def pack(vector: Sequence[float]) -> bytes:
    """A vector as it is kept: of unit length; zeros where it has no direction.

    Raises:
        ConfigError: numpy is not installed.
        ValueError: a number in it is not finite.
    """
    np = _numpy()
    made = np.asarray(vector, dtype="<f4")
    length = float(np.linalg.norm(made))
    if not np.isfinite(length):
        raise ValueError("a number of the vector is not finite")
    return bytes((made / length if length else made).astype("<f4").tobytes())


def nearest_of(
    blocks: Iterable[Sequence[tuple[int, bytes]]], vector: bytes, limit: int
) -> tuple[tuple[int, float], ...]:
    """The vectors nearest to one, best first, the lower number first where two are as near.

    Args:
        blocks: numbers and packed vectors, some at a time.
        vector: packed.
        limit: the most that are given.

    Raises:
        ConfigError: numpy is not installed.
        StoreError: the vectors are not as long as the one asked about.
    """
    np = _numpy()
    asked = np.frombuffer(vector, dtype="<f4")
    best: list[tuple[float, int]] = []
    for block in blocks:
        if any(len(kept) != len(vector) for _, kept in block):
            raise StoreError(
                "The vectors in the store are of another length than the question's: the model behind the name has "
                "changed. Give it another name in ONRECORD_EMBEDDING_MODEL, and run onrecord library embed."
            )
        cosines = np.frombuffer(b"".join(kept for _, kept in block), dtype="<f4").reshape(len(block), -1) @ asked
        top = np.argsort(-cosines, kind="stable")[:limit] if len(block) > limit else range(len(block))
        best = heapq.nsmallest(limit, [*best, *((-float(cosines[at]), block[at][0]) for at in top)])
    return tuple((number, -negative) for negative, number in best)


def _numpy() -> Any:
    try:
        import numpy
    except ImportError:
        raise ConfigError(
            "Search by meaning needs numpy, which is not installed: pip install 'onrecord[library]'."
        ) from None
    return numpy
