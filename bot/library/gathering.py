"""What a task over the library reads: documents with the passages, or the statements, that bear on a question."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from bot.ingest.files import in_background
from bot.language import read
from bot.language.words import fold, tokens
from bot.library.copies import Folded, fold_copies
from bot.library.protocol import EVERYTHING, Filter, StatementHit, Store, Version
from bot.library.retrieval import Found, search
from bot.library.vectors import Embedder
from bot.types import Reading, Span

SAID_AGAIN: Final = 0.8
"""The share of the shorter one's words from which on a statement in a copy is the story's own over again."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Some of a library's documents, read.

    Attributes:
        readings: the documents by id: in the order of their best passage, or by date where statements were sought.
        within: the passages that were found, with their surroundings, best first; empty where statements were sought.
        statements: the documents in which statements were found, with those statements alone.
        stories: each document -> the one that stands for its story, where near copies were looked for among them all.
        found: how many passages, or statements, were found and are read.
        copies: for each document with near copies, itself and where else its story stands.
        documents: how many documents there are to be found in.
    """

    readings: Mapping[str, Reading]
    within: tuple[Span, ...]
    statements: Mapping[str, Reading]
    stories: Mapping[str, str]
    found: int
    copies: tuple[tuple[Version, tuple[Version, ...]], ...]
    documents: int


async def gather_passages(
    store: Store,
    question: str,
    filter: Filter = EVERYTHING,
    *,
    limit: int = 8,
    context: int = 1,
    embedder: Embedder | None = None,
) -> Gathered:
    """The documents in which a question's best passages stand, each story once.

    Args:
        store: where they are.
        question: any text.
        filter: which documents count.
        limit: the most passages.
        context: passages on either side that are read with each.
        embedder: what the passages' vectors were made by; None: words alone decide.
    """
    hits = await search(store, question, filter, limit=limit, context=context, embedder=embedder)
    versions = {found.hit.version.document_id: found.hit.version for found in reversed(hits)}
    order = dict.fromkeys(found.hit.version.document_id for found in hits)
    readings = await _read(store, [versions[document_id] for document_id in order])
    within = tuple(found.hit.window for found in hits if found.hit.version.document_id in readings)
    return Gathered(readings, within, {}, {}, len(within), _copies_of(hits), await count_documents(store, filter))


async def gather_statements(
    store: Store,
    targets: Sequence[str],
    filter: Filter = EVERYTHING,
    *,
    limit: int = 200,
    first: Sequence[str] = (),
) -> Gathered:
    """The documents in which statements on some targets are reported, and those statements.

    Args:
        store: where they are.
        targets: what the statements are to be about; none: all statements that pass the filter, newest first.
        filter: which documents and whose statements count.
        limit: the most statements for each target.
        first: documents that are read already, and stand for their stories.

    Returns:
        Documents by date. Of several copies of a story the earliest is read, unless one is of ``first``; others only
        for what they report beside it.
    """
    hits: dict[tuple[Span, ...], StatementHit] = {}
    for target in targets or ("",):
        for hit in await store.statements(target, filter, limit=limit):
            hits.setdefault(hit.attribution.spans, hit)
    dated = sorted(hits.values(), key=_when)
    dated.sort(key=lambda hit: hit.version.document_id not in first)
    copies = await fold_copies(store, [*first, *(hit.version.document_id for hit in dated)], filter)
    kept = sorted(_said_once(dated, copies), key=_when)
    versions = {hit.version.document_id: hit.version for hit in reversed(kept)}
    order = dict.fromkeys(hit.version.document_id for hit in kept)
    readings = await _read(store, [versions[document_id] for document_id in order])
    wanted = {hit.attribution.spans for hit in kept}
    said = {
        document_id: replace(reading, attributions=tuple(a for a in reading.attributions if a.spans in wanted))
        for document_id, reading in readings.items()
    }
    places = tuple((version, others) for version in versions.values() if (others := _others(copies, version, readings)))
    return Gathered(readings, (), said, copies.stands_for, len(kept), places, await count_documents(store, filter))


async def count_documents(store: Store, filter: Filter = EVERYTHING) -> int:
    """How many documents pass a filter, each once whatever its addresses; its speaker does not count."""
    versions = await store.versions(replace(filter, speaker=None))
    return len({version.document_id for version in versions})


def together(first: Gathered, second: Gathered) -> Gathered:
    """Passages and statements that were gathered from one library for one topic.

    The documents stand by date, and those without one as they were added: what a speaker says later in them is a
    change, and how well a passage fits the topic tells nothing of when it was said.
    """
    readings = {**second.readings, **first.readings}
    order = sorted(readings, key=lambda document_id: readings[document_id].document.published or "9999")
    copies = {version.document_id: (version, others) for version, others in (*second.copies, *first.copies)}
    return Gathered(
        {document_id: readings[document_id] for document_id in order},
        first.within,
        second.statements,
        second.stories,
        first.found + second.found,
        tuple(copies.values()),
        max(first.documents, second.documents),
    )


def _when(hit: StatementHit) -> tuple[str, str]:
    return hit.version.published or "9999", hit.version.added


def _copies_of(hits: Sequence[Found]) -> tuple[tuple[Version, tuple[Version, ...]], ...]:
    shown: dict[str, tuple[Version, tuple[Version, ...]]] = {}
    for found in hits:
        if found.copies:
            shown.setdefault(found.hit.version.document_id, (found.hit.version, found.copies))
    return tuple(shown.values())


def _others(copies: Folded, version: Version, readings: Mapping[str, Reading]) -> tuple[Version, ...]:
    """Where else the story of a document stands, but for documents that are read themselves."""
    story = copies.elsewhere(version.document_id, version.address)
    return tuple(
        other for other in story if other.document_id == version.document_id or other.document_id not in readings
    )


def _said_once(hits: Sequence[StatementHit], copies: Folded) -> list[StatementHit]:
    """Statements without those that a copy repeats; the first of several counts."""
    seen: dict[str, list[tuple[str, frozenset[str]]]] = {}
    kept = []
    for hit in hits:
        document_id = hit.version.document_id
        words = frozenset(fold(token.word) for token in tokens(hit.text))
        before = seen.setdefault(copies.stands_for[document_id], [])
        if any(
            other != document_id and len(words & said) >= SAID_AGAIN * min(len(words), len(said))
            for other, said in before
        ):
            continue
        before.append((document_id, words))
        kept.append(hit)
    return kept


async def _read(store: Store, versions: Sequence[Version]) -> dict[str, Reading]:
    """The documents of versions as read, in order; one that is erased meanwhile is left out."""
    readings: dict[str, Reading] = {}
    for version in versions:
        document = await store.document(version.document_id, version.address)
        if document is not None:
            work: Callable[[], Reading] = partial(read, document)
            readings[document.id] = await in_background(work)
    return readings
