"""Processes that do documents side by side: each with a worker, a model and its share of the caps.

A process is told what to do through a pipe and says through it what became of each job. When the pipe closes, however
its other end came to go, the process ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import math
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from bot.batch.plan import Job, Keys, Outcome, Plan, Unfinished, with_share
from bot.config import Settings
from bot.errors import OnRecordError, StoreError

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext, SpawnContext
    from multiprocessing.process import BaseProcess

    from bot.batch.worker import Worker

CALLS_A_PROCESS: Final = 16
"""Requests at a time that one process is meant for: with more, another one is worth its start."""

AHEAD: Final = 2.0
"""Jobs that a process is given at a time, for each request that it may make: while some wait for the model, others
are read and grounded."""

GARBAGE: Final = 50_000
"""New objects until a process looks for cycles among them."""

Word = Job | Keys | Literal["halt", "end"]
"""What a process is told; its keys come first, and once."""


LOST: Final = "A process of the batch ended by itself, perhaps for want of memory; run the same command again to go on."


@dataclass(frozen=True, slots=True)
class Setup:
    """What a process is begun with.

    Attributes:
        plan, settings: what is done, and with what.
        folder: where the batch's notes are.
        store: the address of the library that jobs may name documents of; None: the user's own.
        by_batch: no request is made, each is noted.
    """

    plan: Plan
    settings: Settings
    folder: Path
    store: str | None = None
    by_batch: bool = False


def processes_for(plan: Plan, settings: Settings, asked: int | None) -> int:
    """How many processes are worth having: one a core, and with a model no more than its requests keep busy."""
    if asked is not None:
        return asked
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if settings.model is None or plan.task == "quotes":
        return cores
    if settings.target == "local":
        return 1  # each would hold the model in memory
    return max(1, min(cores, math.ceil(settings.concurrency / CALLS_A_PROCESS), settings.max_calls))


class Pool:
    """The processes. ``give`` hands jobs out, ``heard`` is called with each outcome, in the event loop's thread."""

    def __init__(self, setup: Setup, processes: int, heard: Callable[[Outcome], None]) -> None:
        self._heard = heard
        self._halted = False
        self._loop = asyncio.get_running_loop()
        self._members = [_Member(self, setup, part, processes) for part in range(processes)]

    @property
    def free(self) -> int:
        """How many jobs may be given now."""
        return sum(member.free for member in self._members)

    @property
    def busy(self) -> int:
        """How many jobs are being done."""
        return sum(len(member.jobs) for member in self._members)

    @property
    def able(self) -> bool:
        """Whether any process still takes jobs: none has met its cap."""
        return any(member.able for member in self._members)

    def give(self, job: Job) -> None:
        """Hand a job to the process with the most room; there has to be one (``free``)."""
        max(self._members, key=lambda member: member.free).give(job)

    def halt(self) -> None:
        """Have no further request made; those under way come to their end. Harmless when called again."""
        if not self._halted:
            self._halted = True
            for member in self._members:
                member.tell("halt")

    async def aclose(self) -> None:
        """End the processes: those that are idle by themselves, others at once."""
        idle = not self.busy
        for member in self._members:
            member.close(gently=idle)
        for member in self._members:
            await asyncio.to_thread(member.join)

    def hear(self, member: _Member, outcome: Outcome | None) -> None:
        """Take in what a process says; None: it is gone. In any thread."""

        def take() -> None:
            if outcome is None:
                lost, member.jobs, member.able = bool(member.jobs), {}, False
                if lost:
                    self._heard(Unfinished("", LOST, fatal=True, exit_code=OnRecordError.exit_code))
                return
            member.jobs.pop(outcome.source, None)
            if isinstance(outcome, Unfinished) and outcome.reason is not None:
                member.able = False
            self._heard(outcome)

        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody listens any more
            self._loop.call_soon_threadsafe(take)


class _Member:
    """One process, as its parent sees it."""

    def __init__(self, pool: Pool, setup: Setup, part: int, parts: int) -> None:
        context = _context(asks=setup.settings.model is not None)
        self._pipe, other = context.Pipe()
        settings = with_share(setup.settings, part, parts)
        bare, keys = Keys.taken_from(settings)
        mine = replace(setup, settings=bare)
        self._most = math.ceil(AHEAD * settings.concurrency) if settings.model and not setup.by_batch else 4
        self.jobs: dict[str, Job] = {}
        self.able = True
        self._process: BaseProcess = context.Process(target=_serve, args=(other, mine), daemon=True)
        self._process.start()
        other.close()
        self.tell(keys)
        threading.Thread(target=self._listen, args=(pool,), daemon=True, name="onrecord-batch").start()

    @property
    def free(self) -> int:
        return max(0, self._most - len(self.jobs)) if self.able else 0

    def give(self, job: Job) -> None:
        self.jobs[job.source] = job
        self.tell(job)

    def tell(self, word: Word) -> None:
        with contextlib.suppress(OSError):  # it is gone, which its pipe says
            self._pipe.send(word)

    def close(self, *, gently: bool) -> None:
        self.tell("end")
        if not gently:
            self._process.terminate()

    def join(self) -> None:
        self._process.join(5)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._pipe.close()

    def _listen(self, pool: Pool) -> None:
        try:
            while True:
                pool.hear(self, self._pipe.recv())
        except (EOFError, OSError):
            pool.hear(self, None)


def _context(*, asks: bool) -> SpawnContext | ForkServerContext:
    """How processes are begun. On Linux they come of one that has read the program already and does nothing else:
    to read it takes each of them longer than fifty documents do."""
    if sys.platform != "linux" or not asks:
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["bot.batch.preloaded"])
    return context


def _serve(pipe: Connection, setup: Setup) -> None:
    """The main function of a process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all processes of a terminal; the parent tells us
    # What was read before lives as long as the process, and a document's values hold no cycles to speak of: at Python's
    # own pace the search for such takes a tenth of the processor.
    gc.freeze()
    gc.set_threshold(GARBAGE)
    with pipe, contextlib.suppress(OSError):
        try:
            keys: Keys = pipe.recv()
            asyncio.run(_work(pipe, replace(setup, settings=keys.put_back(setup.settings))))
        except EOFError:
            return  # whoever began it is gone before it said anything
        except OnRecordError as error:
            pipe.send(Unfinished("", str(error), fatal=True, exit_code=error.exit_code))


async def _work(pipe: Connection, setup: Setup) -> None:
    from bot.batch.journal import Journal
    from bot.batch.worker import Worker

    words: asyncio.Queue[Word | None] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    threading.Thread(target=_receive, args=(pipe, loop, words), daemon=True, name="onrecord-batch").start()
    journal = Journal(setup.folder)
    try:
        worker = await Worker.open(setup.plan, setup.settings, journal, setup.store)
        try:
            await _obey(words, worker, pipe, setup.by_batch)
        finally:
            await worker.aclose()
    finally:
        with contextlib.suppress(StoreError):
            journal.close()


async def _obey(words: asyncio.Queue[Word | None], worker: Worker, pipe: Connection, by_batch: bool) -> None:
    async with asyncio.TaskGroup() as group:

        async def do(job: Job) -> None:
            outcome = await worker.do(job, by_batch=by_batch)
            with contextlib.suppress(OSError):  # whoever gave the job is gone; what was answered is kept
                pipe.send(outcome)

        while (word := await words.get()) not in ("end", None):
            if isinstance(word, Job):
                group.create_task(do(word))
            else:
                worker.halt()
        if word is None:  # the parent was killed: what is under way is paid for, and waited for
            worker.halt()


def _receive(pipe: Connection, loop: asyncio.AbstractEventLoop, words: asyncio.Queue[Word | None]) -> None:
    word: Word | None = None
    while word != "end":
        try:
            word = pipe.recv()
        except (EOFError, OSError):
            word = None
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(words.put_nowait, word)
        if word is None:
            return
