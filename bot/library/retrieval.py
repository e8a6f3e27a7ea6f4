"""Passages for a question: by their words, by their meaning where there are vectors, each story once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.language.words import fold, tokens
from bot.library.copies import fold_copies
from bot.library.fusion import fuse
from bot.library.protocol import EVERYTHING, Filter, PassageHit, Store, Version
from bot.library.vectors import Embedder, pack
from bot.types import Span

FIRST: Final = 20
DEPTH: Final = 50
DEEPEST: Final = 1000
"""Places of a ranking that are looked at: at first, where rankings are fused, and where copies leave too few hits."""
SAME: Final = 0.5
"""The share of the shorter one's words from which on passages of two copies say the same: copies are cut elsewhere."""


@dataclass(frozen=True, slots=True)
class Found:
    """A passage and where else the same story stands. A hit's score is BM25, or that of the fusion."""

    hit: PassageHit
    copies: tuple[Version, ...] = ()


async def search(
    store: Store,
    question: str,
    filter: Filter = EVERYTHING,
    *,
    limit: int = 10,
    context: int = 0,
    embedder: Embedder | None = None,
) -> tuple[Found, ...]:
    """The passages that fit a question best, each story once.

    Args:
        store: where.
        question: any text.
        filter: which documents count.
        limit: the most passages.
        context: passages on either side of each that its window covers.
        embedder: what the passages' vectors were made by; None: words alone decide.

    Raises:
        StoreError, ModelError: as the store and the embedder do.
    """
    depth = max(DEPTH if embedder else FIRST, 2 * limit)
    vector = None
    if embedder is not None and question.strip():
        (made,) = await embedder.embed([question])
        vector = pack(made)
    while True:
        hits = await store.passages(question, filter, limit=depth, context=context)
        whole = len(hits) < depth
        if embedder is not None and vector is not None:
            near = await store.nearest(embedder.name, vector, filter, limit=depth, context=context)
            whole = whole and len(near) < depth
            hits = fused(hits, near)
        found = await _each_story_once(store, hits, filter, limit)
        if len(found) == limit or whole or depth >= DEEPEST:
            return found
        depth *= 4  # copies took the places


def fused(*rankings: Sequence[PassageHit]) -> tuple[PassageHit, ...]:
    """Hits of several rankings as one, with the scores of the fusion."""
    known: dict[Span, PassageHit] = {hit.span: hit for ranking in rankings for hit in ranking}
    order = fuse([[hit.span for hit in ranking] for ranking in rankings])
    return tuple(replace(known[span], score=score) for span, score in order)


async def _each_story_once(store: Store, hits: Sequence[PassageHit], filter: Filter, limit: int) -> tuple[Found, ...]:
    """The first hits, without those whose words a copy of their document has shown already.

    What a copy adds to the story is its own, and stays.
    """
    documents = dict.fromkeys(hit.version.document_id for hit in hits)
    copies = await fold_copies(store, tuple(documents), filter)
    told = Counter(copies.stands_for[document_id] for document_id in documents)
    shown: dict[str, list[tuple[str, frozenset[str]]]] = {}
    found: list[Found] = []
    for hit in hits:
        if len(found) == limit:
            break
        document_id = hit.version.document_id
        story = copies.stands_for[document_id]
        if told[story] > 1:  # only then is there anything to compare
            words = frozenset(fold(token.word) for token in tokens(hit.text))
            before = shown.setdefault(story, [])
            if any(other != document_id and _say_the_same(words, seen) for other, seen in before):
                continue
            before.append((document_id, words))
        found.append(Found(hit, copies.elsewhere(document_id, hit.version.address)))
    return tuple(found)


def _say_the_same(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= SAME * min(len(one), len(other))
