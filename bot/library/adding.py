"""Adding many sources: opened and read on every core, kept a batch at a time, the bad ones set aside with their reason.

Three things go on at once: sources are opened ahead, the documents of one batch are read, and the batch before it is
written. What is said and kept is in the order of the sources all the same.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, Final, TypeVar

from bot.errors import SourceError, shown
from bot.ingest import Limits
from bot.library.feeds import FeedEntry
from bot.library.protocol import Entry, Outcome, Store
from bot.library.readers import Readers
from bot.library.shape import shape
from bot.library.shaping import plain
from bot.library.sources import SetAside, expand, is_address, open_entry, open_source
from bot.types import Document

_T = TypeVar("_T")

AHEAD: Final = 8
"""Sources, or groups of small files, that are opened at the same time."""
GROUP: Final = 16
"""Small files that are opened in one go: handing each over by itself would cost more than opening it."""
GROUP_BYTES: Final = 500_000
"""Bytes after which a group is closed."""
BATCH: Final = 512
"""Documents that one transaction keeps at the most: each costs a wait for the disk, and work for the index."""
BATCH_CHARACTERS: Final = 4_000_000
"""Characters after which a batch is kept whatever its number of documents, so that memory stays bounded."""
BATCH_SECONDS: Final = 2.0
"""Seconds after which a batch is kept however small: slow sources are not fetched twice if this is interrupted."""


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
    async with Readers() as readers:
        keeping = Keeping(store, readers, put_off=put_off)
        try:
            async for found in _batches(_entries(expand(sources), limits, readers)):
                if isinstance(found, SetAside):
                    yield found
                    continue
                async for batch, outcomes in keeping.keep(found, collection):
                    for added in _added(batch, outcomes):
                        yield added
            async for batch, outcomes in keeping.rest():
                for added in _added(batch, outcomes):
                    yield added
        finally:
            await keeping.stop()


async def read_put_off(store: Store) -> AsyncIterator[int]:
    """Find the statements that were put off, some documents at a time; yields how many were done."""
    async with Readers() as readers:
        while documents := await store.put_off(BATCH):
            shapes = await readers.shapes(documents)
            await store.keep_readings([Entry(d, "", shape=made) for d, made in zip(documents, shapes, strict=True)])
            yield len(documents)


class Keeping:
    """Batches on their way into the store, in order: one is read while the one before it is written.

    Finding statements takes one core about a second and a half for a million characters.
    """

    def __init__(self, store: Store, readers: Readers, *, put_off: bool) -> None:
        self._store = store
        self._readers = readers
        self._put_off = put_off
        self._under_way: deque[asyncio.Task[tuple[Sequence[Entry], tuple[Outcome, ...]]]] = deque()

    async def keep(
        self, batch: Sequence[Entry], collection: str
    ) -> AsyncIterator[tuple[Sequence[Entry], tuple[Outcome, ...]]]:
        """Put a batch on its way; yields those that have arrived, with what became of each entry."""
        before = self._under_way[-1] if self._under_way else None
        self._under_way.append(asyncio.create_task(self._keep(batch, collection, before)))
        while len(self._under_way) > 2 or (self._under_way and self._under_way[0].done()):
            yield await self._under_way.popleft()

    async def rest(self) -> AsyncIterator[tuple[Sequence[Entry], tuple[Outcome, ...]]]:
        """Those that are still on their way, as they arrive."""
        while self._under_way:
            yield await self._under_way.popleft()

    async def stop(self) -> None:
        """Give up what is on its way. Nothing to do where all has arrived."""
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        self._under_way.clear()

    async def _keep(
        self, batch: Sequence[Entry], collection: str, before: Awaitable[Any] | None
    ) -> tuple[Sequence[Entry], tuple[Outcome, ...]]:
        if not self._put_off:
            batch = await self._with_statements(batch)
        if before is not None:
            await before  # if it failed, this one is not tried
        return batch, await self._store.add(batch, collection=collection)

    async def _with_statements(self, batch: Sequence[Entry]) -> list[Entry]:
        known = await self._store.read_already({entry.document.id for entry in batch})
        unread = {entry.document.id: entry.document for entry in batch if entry.document.id not in known}
        shapes = dict(zip(unread, await self._readers.shapes(list(unread.values())), strict=True))
        return [replace(entry, shape=shapes.get(entry.document.id, entry.shape)) for entry in batch]


def is_full(batch: Sequence[Entry]) -> bool:
    """Whether a batch is to be kept before more is read."""
    return len(batch) >= BATCH or sum(len(entry.document.text) for entry in batch) >= BATCH_CHARACTERS


async def _batches(found: AsyncIterator[Entry | SetAside]) -> AsyncIterator[list[Entry] | SetAside]:
    """Entries in batches; what was set aside at once."""
    now = asyncio.get_running_loop().time
    batch: list[Entry] = []
    since = now()
    async for each in found:
        if isinstance(each, SetAside):
            yield each
            continue
        batch.append(each)
        if is_full(batch) or now() - since > BATCH_SECONDS:
            yield batch
            batch, since = [], now()
    if batch:
        yield batch


def _added(batch: Sequence[Entry], outcomes: Sequence[Outcome]) -> Iterator[Added]:
    for entry, outcome in zip(batch, outcomes, strict=True):
        document = entry.document
        yield Added(document.id, entry.address, document.title, document.published, outcome)


async def _entries(
    sources: Iterator[str | SetAside], limits: Limits, readers: Readers
) -> AsyncIterator[Entry | SetAside]:
    """Each source as an entry, some opened side by side, in order; a feed's pages in the feed's place."""
    async for group in _in_order(partial(_open, unit, limits, readers) for unit in _units(sources)):
        for found in group:
            if isinstance(found, Entry | SetAside):
                yield found
            else:
                async for page in _in_order(partial(_open_page, entry, limits) for entry in found):
                    yield page


async def _in_order(work: Iterable[Callable[[], Coroutine[Any, Any, _T]]]) -> AsyncIterator[_T]:
    """What comes of each piece of work, in order; ``AHEAD`` of them go on at a time."""
    ahead: deque[asyncio.Task[_T]] = deque()
    try:
        for begin in work:
            ahead.append(asyncio.create_task(begin()))
            if len(ahead) == AHEAD:
                yield await ahead.popleft()
        while ahead:
            yield await ahead.popleft()
    finally:
        for task in ahead:
            task.cancel()
        await asyncio.gather(*ahead, return_exceptions=True)


def _units(sources: Iterator[str | SetAside]) -> Iterator[SetAside | str | list[str]]:
    """Addresses one by one, and files that follow one another in groups."""
    group: list[str] = []
    size = 0
    for source in chain(sources, [None]):
        is_file = isinstance(source, str) and not is_address(source)
        if group and (not is_file or len(group) == GROUP or size >= GROUP_BYTES):
            yield group
            group, size = [], 0
        if is_file:
            group.append(str(source))
            size += _size(str(source))
        elif source is not None:
            yield source


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except (OSError, ValueError):  # which is said when it is opened
        return 0


async def _open(
    unit: SetAside | str | list[str], limits: Limits, readers: Readers
) -> list[Entry | tuple[FeedEntry, ...] | SetAside]:
    if isinstance(unit, SetAside):
        return [unit]
    found = await readers.opened(unit, limits) if isinstance(unit, list) else [await _fetched(unit, limits)]
    sources = unit if isinstance(unit, list) else [unit]
    return [_entry(f, source) if isinstance(f, Document) else f for f, source in zip(found, sources, strict=True)]


async def _fetched(address: str, limits: Limits) -> Document | tuple[FeedEntry, ...] | SetAside:
    try:
        return await open_source(address, limits)
    except SourceError as error:
        return SetAside(address, shown(error, 500))


async def _open_page(page: FeedEntry, limits: Limits) -> Entry | SetAside:
    try:
        return _entry(await open_entry(page, limits), page.link)
    except SourceError as error:
        return SetAside(page.link, shown(error, 500))


def _entry(document: Document, address: str) -> Entry:
    """An entry; a file name that is no UTF-8 is written with question marks."""
    return Entry(replace(document, uri=plain(address)), plain(address), shape=shape(document))
