"""Near copies of a story: what an agency wrote and many printed, told by the runs of words that they share.

A document's runs of five words are a set; two documents are as alike as the share of their runs that both have
(Jaccard). MinHash (A. Broder, "On the resemblance and containment of documents", 1997; here ``datasketch``) estimates
that share from 128 numbers a document, and hashes of parts of those numbers, the bands, find who may be alike without
comparing all with all. Two documents at the threshold share a band in 97 of 100 cases.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Final

from bot.language.words import fold, tokens
from bot.library.protocol import EVERYTHING, Alike, Filter, Signature, Store, Version

RUN: Final = 5
"""Words of a run: long enough that two reports of one event share few of them by chance."""
NUMBERS: Final = 128
"""Numbers of a signature: an estimate is within 0.08 of the truth in 95 of 100 cases."""
BANDS: Final = 20
ROWS: Final = 5
"""Bands, and numbers of each."""
ALIKE: Final = 0.7
"""The share of runs from which on two texts are copies: a fifth cut off, or a new first paragraph, stays one."""
FEWEST: Final = 20
"""Runs below which a text is too short to tell a copy from a common turn of phrase."""
SEED: Final = 1
LOOKED_AT: Final = 64
"""Documents whose near copies are looked up together."""
BATCH: Final = 32
"""Documents that are signed in one transaction: some tens of milliseconds of work."""

MISSING: Final = (
    "Copies that differ by some words are not folded, because datasketch is not installed: "
    "pip install 'onrecord[library]'."
)


@dataclass(frozen=True, slots=True)
class Folded:
    """Which of some documents are near copies of others of them.

    Attributes:
        stands_for: each document asked about -> the one that stands for it, which is itself where it is no copy.
        places: each that stands for itself -> its versions, and then those of all its copies.
    """

    stands_for: Mapping[str, str]
    places: Mapping[str, tuple[Version, ...]]

    def elsewhere(self, document_id: str, address: str) -> tuple[Version, ...]:
        """Where else the story of a document stands: all its versions but those at ``address``."""
        story = self.places.get(self.stands_for.get(document_id, document_id), ())
        return tuple(version for version in story if version.address != address)


def is_available() -> bool:
    """Whether signatures can be made here; copies that are the same to the character are known without."""
    return find_spec("datasketch") is not None


def signature(document_id: str, text: str) -> Signature:
    """The signature of a text; without numbers where it is too short. Needs datasketch."""
    words = [fold(token.word) for token in tokens(text)]
    runs = {" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}
    if len(runs) < FEWEST:
        return Signature(document_id, b"", ())
    from datasketch import MinHash

    made = MinHash(num_perm=NUMBERS, seed=SEED, scheme="affine32")
    made.update_batch([run.encode("utf-8", "replace") for run in runs])
    hashes = made.hashvalues.astype("<u4").tobytes()
    return Signature(document_id, hashes, _bands(hashes))


def likeness(one: bytes, other: bytes) -> float:
    """The estimated share of runs that two signed documents have in common; 0.0 where one has no signature."""
    if not one or not other:
        return 0.0
    mine, theirs = array("I", one), array("I", other)
    return sum(a == b for a, b in zip(mine, theirs, strict=True)) / NUMBERS


async def sign(store: Store, most: int | None = None) -> tuple[int, bool]:
    """Sign documents that have no signature yet, a batch at a time; each takes about two milliseconds a page.

    Args:
        store: whose documents.
        most: the most that are signed; None: all.

    Returns:
        How many were signed, and whether none is left.
    """
    done = 0
    while most is None or done < most:
        left = await store.unsigned(BATCH if most is None else min(BATCH, most - done))
        if not left:
            return done, True
        await store.keep_signatures([signature(document_id, text) for document_id, text in left])
        done += len(left)
    return done, not await store.unsigned(1)


async def fold_copies(store: Store, document_ids: Sequence[str], filter: Filter = EVERYTHING) -> Folded:
    """Which of some documents are near copies of one another, and where else each story stands.

    Args:
        store: where they are.
        document_ids: the documents, in order of precedence: the first of several copies stands for the others.
        filter: which versions count as places.
    """
    asked = tuple(dict.fromkeys(document_ids))
    return folded(asked, await store.alike(asked, filter))


async def stories_in(store: Store, filter: Filter = EVERYTHING) -> AsyncIterator[tuple[Version, ...]]:
    """The stories that stand in several places, those added first before others; each with its versions."""
    versions = await store.versions(filter)
    listed = list(dict.fromkeys(version.document_id for version in reversed(versions)))
    seen: set[str] = set()
    for at in range(0, len(listed), LOOKED_AT):
        asked = [document_id for document_id in listed[at : at + LOOKED_AT] if document_id not in seen]
        alike = [one for one in await store.alike(asked, filter) if one.document_id not in seen]
        for story in folded(asked, alike).places.values():
            seen.update(version.document_id for version in story)
            if len(story) > 1:
                yield story


def folded(asked: Sequence[str], alike: Collection[Alike]) -> Folded:
    """The same of what the store found. A document is folded into the first one given that it is alike to."""
    known = {one.document_id: one for one in alike}
    stands_for: dict[str, str] = {}
    places: dict[str, tuple[Version, ...]] = {}
    wanted = set(asked)
    for first in asked:
        if first in stands_for:
            continue
        stands_for[first] = first
        own = known.get(first)
        if own is None:
            continue
        others = [
            one for one in alike if one.document_id not in stands_for and likeness(own.hashes, one.hashes) >= ALIKE
        ]
        stands_for |= {one.document_id: first for one in others}
        places[first] = (*own.versions, *(version for one in others for version in one.versions))
    return Folded({key: value for key, value in stands_for.items() if key in wanted}, places)


def _bands(hashes: bytes) -> tuple[int, ...]:
    size = ROWS * 4
    found = []
    for band in range(BANDS):
        part = bytes([band]) + hashes[band * size : (band + 1) * size]
        found.append(int.from_bytes(hashlib.blake2b(part, digest_size=8).digest(), "little", signed=True))
    return tuple(found)
