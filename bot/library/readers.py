"""Opening and reading many documents on every core.

Both are Python from end to end, so that threads would take turns: a few documents are read in a thread, and where more
come, processes are started (``bot.library.reader``). They are handed sources or documents and give plain values back;
they never touch the store, and end with the process that started them, however it ends.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Final, TypeVar, cast

from bot.errors import SourceError, SourceUnreadable, shown
from bot.ingest import Limits
from bot.ingest.files import in_background
from bot.language import read
from bot.library.feeds import FeedEntry
from bot.library.reader import HEAD, packed
from bot.library.shape import Shape, shape
from bot.library.sources import SetAside, open_file
from bot.types import Document

_T = TypeVar("_T")

WORTH_PROCESSES: Final = 500_000
"""Characters after which processes are started: less is read sooner than they are."""
PORTION: Final = 60_000
"""Characters that are read at a time: a tenth of a second, so that no core waits long for the others."""


class Readers:
    """Use it in ``async with``; at its end the processes are gone.

    Args:
        cores: how many to use; None: all that this process may use.
        alone: characters after which processes are started.
    """

    def __init__(self, cores: int | None = None, alone: int = WORTH_PROCESSES) -> None:
        self._cores = cores or _cores()
        self._worth = alone
        self._done = 0
        self._alone = asyncio.Lock()
        self._processes: list[_Process] = []
        self._idle: asyncio.Queue[_Process] = asyncio.Queue()

    async def __aenter__(self) -> Readers:
        return self

    async def __aexit__(self, *_: object) -> None:
        for process in self._processes:
            await process.end()

    async def opened(self, paths: Sequence[str], limits: Limits) -> list[Document | tuple[FeedEntry, ...] | SetAside]:
        """Each file as a document, a feed's entries, or set aside."""
        found = await self._do(partial(_opened, paths, limits))
        self._done += sum(len(each.text) for each in found if isinstance(each, Document))
        return found

    async def shapes(self, documents: Sequence[Document]) -> list[Shape]:
        """The shapes of documents, with their statements, in order."""
        shaped = await asyncio.gather(*(self._read(portion) for portion in _portions(documents)))
        return [each for portion in shaped for each in portion]

    async def _read(self, documents: Sequence[Document]) -> list[Shape]:
        made = await self._do(partial(_shapes, documents))
        self._done += sum(len(document.text) for document in documents)
        return made

    async def _do(self, work: Callable[[], _T]) -> _T:
        async with self._alone:  # one thread at a time, as they would take turns anyhow
            if self._done < self._worth or self._cores == 1 or not sys.executable:
                return await in_background(work)
            if not self._processes:
                self._processes = [await _Process.start() for _ in range(self._cores)]
                for process in self._processes:
                    self._idle.put_nowait(process)
        process = await self._idle.get()
        try:
            return await process.ask(work)
        finally:
            self._idle.put_nowait(process)


class _Process:
    """One process, which is asked one thing at a time."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(cls) -> _Process:
        path = os.pathsep.join(place for place in sys.path if place)
        return cls(
            await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot.library.reader"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": path},
                start_new_session=True,  # Ctrl-C is for the one who started it
            )
        )

    async def ask(self, work: Callable[[], _T]) -> _T:
        """Have something done there."""
        asked, answered = self._process.stdin, self._process.stdout
        assert asked is not None and answered is not None
        try:
            asked.write(packed(work))
            await asked.drain()
            size = int.from_bytes(await answered.readexactly(HEAD), "big")
            done, value = pickle.loads(await answered.readexactly(size))  # noqa: S301 (from our own process)
        except (asyncio.IncompleteReadError, OSError):
            raise SourceUnreadable(
                "A process that was reading documents was ended from outside, as happens when memory runs out; what was"
                " added before is kept, so run the command again."
            ) from None
        except asyncio.CancelledError:
            self._kill()  # nobody waits for its answer, and the next one would get it
            raise
        if not done:
            raise value
        return cast(_T, value)

    async def end(self) -> None:
        """Have it end: at once, where it is busy."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            await asyncio.wait_for(self._process.wait(), 5)
        except TimeoutError:
            self._kill()
            await self._process.wait()
        with suppress(OSError):
            await self._process.stdin.wait_closed()

    def _kill(self) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _opened(paths: Sequence[str], limits: Limits) -> list[Document | tuple[FeedEntry, ...] | SetAside]:
    found: list[Document | tuple[FeedEntry, ...] | SetAside] = []
    for path in paths:
        try:
            found.append(open_file(path, limits))
        except SourceError as error:
            found.append(SetAside(path, shown(error, 500)))
    return found


def _shapes(documents: Sequence[Document]) -> list[Shape]:
    return [shape(document, read(document)) for document in documents]


def _portions(documents: Sequence[Document]) -> list[list[Document]]:
    found: list[list[Document]] = []
    size = PORTION
    for document in documents:
        if size >= PORTION:
            found.append([])
            size = 0
        found[-1].append(document)
        size += len(document.text)
    return found
