"""Adding many sources: read side by side, kept a batch at a time, the bad ones set aside with their reason."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Final

from bot.errors import SourceError, shown
from bot.ingest import Limits
from bot.ingest.files import in_background
from bot.language import read
from bot.library.feeds import FeedEntry
from bot.library.protocol import Entry, Outcome, Store
from bot.library.shaping import plain
from bot.library.sources import SetAside, expand, open_entry, open_source
from bot.types import Document

AT_ONCE: Final = 8
"""Sources that are read at the same time."""
BATCH: Final = 64
"""Documents that one transaction keeps at the most: each costs a wait for the disk."""
BATCH_CHARACTERS: Final = 4_000_000
"""Characters after which a batch is kept whatever its number of documents, so that memory stays bounded."""


@dataclass(frozen=True, slots=True)
class Added:
    """A document that is in the store now, or was before, and where it was found; its text is not held on to."""

    document_id: str
    address: str
    title: str | None
    published: str | None
    outcome: Outcome


async def add(
    store: Store, sources: Sequence[str], *, collection: str, limits: Limits, put_off: bool = False
) -> AsyncIterator[Added | SetAside]:
    """Add sources, and say of each what became of it once it is on disk.

    Args:
        store: where to.
        sources: files, folders, globs, http(s) addresses of pages or feeds.
        collection: the collection they go into.
        limits: what one source may cost.
        put_off: leave the statements for ``read_put_off``.

    Raises:
        StoreError: the store does not let it; what was yielded before is kept.
    """
    batch: list[Entry] = []
    async for found in _opened(expand(sources), limits):
        if isinstance(found, SetAside):
            yield found
            continue
        batch.append(found)
        if is_full(batch):
            for added in await _added(store, batch, collection, put_off):
                yield added
            batch = []
    for added in await _added(store, batch, collection, put_off):
        yield added


async def keep(store: Store, batch: Sequence[Entry], *, collection: str, put_off: bool) -> tuple[Outcome, ...]:
    """Keep a batch in one transaction, with the statements of what is not read yet unless they are put off.

    Finding statements takes about a second for a million characters.
    """
    if not batch:
        return ()
    if not put_off:
        known = await store.read_already({entry.document.id for entry in batch})
        batch = [entry if entry.document.id in known else await _with_statements(entry) for entry in batch]
    return await store.add(batch, collection=collection)


async def read_put_off(store: Store) -> AsyncIterator[int]:
    """Find the statements that were put off, some documents at a time; yields how many were done."""
    while documents := await store.put_off(AT_ONCE):
        await store.keep_readings([await in_background(partial(read, document)) for document in documents])
        yield len(documents)


def is_full(batch: Sequence[Entry]) -> bool:
    """Whether a batch is to be kept before more is read."""
    return len(batch) >= BATCH or sum(len(entry.document.text) for entry in batch) >= BATCH_CHARACTERS


async def _with_statements(entry: Entry) -> Entry:
    return replace(entry, reading=await in_background(partial(read, entry.document)))


async def _added(store: Store, batch: Sequence[Entry], collection: str, put_off: bool) -> tuple[Added, ...]:
    outcomes = await keep(store, batch, collection=collection, put_off=put_off)
    kept = ((entry.document, entry.address, outcome) for entry, outcome in zip(batch, outcomes, strict=True))
    return tuple(Added(d.id, address, d.title, d.published, outcome) for d, address, outcome in kept)


async def _opened(sources: Iterator[str | SetAside], limits: Limits) -> AsyncIterator[Entry | SetAside]:
    """Each source as an entry, a few read side by side, in order; a feed's pages in the feed's place."""
    while some := tuple(islice(sources, AT_ONCE)):
        for opened in await asyncio.gather(*(_open(source, limits) for source in some)):
            if isinstance(opened, Entry | SetAside):
                yield opened
            else:
                async for page in _pages(opened, limits):
                    yield page


async def _pages(feed: Sequence[FeedEntry], limits: Limits) -> AsyncIterator[Entry | SetAside]:
    left = iter(feed)
    while some := tuple(islice(left, AT_ONCE)):
        for opened in await asyncio.gather(*(_open_page(entry, limits) for entry in some)):
            yield opened


async def _open(source: str | SetAside, limits: Limits) -> Entry | tuple[FeedEntry, ...] | SetAside:
    if isinstance(source, SetAside):
        return source
    try:
        found = await open_source(source, limits)
    except SourceError as error:
        return SetAside(source, shown(error, 500))
    return _entry(found, source) if isinstance(found, Document) else found


async def _open_page(page: FeedEntry, limits: Limits) -> Entry | SetAside:
    try:
        return _entry(await open_entry(page, limits), page.link)
    except SourceError as error:
        return SetAside(page.link, shown(error, 500))


def _entry(document: Document, address: str) -> Entry:
    """An entry; a file name that is no UTF-8 is written with question marks."""
    return Entry(replace(document, uri=plain(address)), plain(address))
