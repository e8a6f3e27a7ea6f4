"""Runs a batch: hands documents to the processes, takes in what becomes of them, and knows when to stop."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from bot.batch.folder import Folder
from bot.batch.plan import Done, Failed, Job, Listed, Outcome, Same, Unfinished
from bot.batch.pool import Pool, Setup
from bot.errors import BudgetSpent, ConfigError, ModelError, OnRecordError, StoreError
from bot.types import Usage

SAVE_SECONDS: Final = 0.5
"""How long a result may wait to be put on disk with others: each wait for the disk takes milliseconds."""

SAVE_COUNT: Final = 64

TIMES_IN_A_ROW: Final = 10
"""So many documents in a row whose failure may be the server's, and the run stops instead of setting all aside."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How a run stands. ``usage`` is of all results in the folder, those of earlier runs among them.

    Attributes:
        total: documents of the command, as far as they are known.
        before: those that were done, or set aside, before this run.
        done, same, failed: what became of the others.
        waiting: those whose answers are still to come by the Batch API.
        seconds: since the run began.
    """

    total: int = 0
    before: int = 0
    done: int = 0
    same: int = 0
    failed: int = 0
    waiting: int = 0
    usage: Usage = field(default_factory=Usage)
    seconds: float = 0.0

    @property
    def over(self) -> int:
        """Documents about which nothing is left to do."""
        return self.before + self.done + self.same + self.failed

    @property
    def rate(self) -> float:
        """Documents done a second in this run."""
        return (self.done + self.failed) / self.seconds if self.seconds > 0 else 0.0

    @property
    def left(self) -> float | None:
        """Seconds that the rest will take at this rate; None where there is no telling yet."""
        rest = self.total - self.over
        return rest / self.rate if self.rate else None


class Engine:
    """One pass over the documents. After ``run``, ``tally`` says what became of them, and ``stopped`` why it ended
    early, if it did."""

    def __init__(self, folder: Folder, jobs: Iterable[Job], tally: Tally, watch: Callable[[Tally], None]) -> None:
        """Prepare a pass.

        Args:
            folder: where results go.
            jobs: the documents.
            tally: how the run stands so far.
            watch: told how it stands, some times a second.
        """
        self._folder = folder
        self._jobs = deque(jobs)
        self._watch = watch
        self._began = time.monotonic() - tally.seconds
        self._news = asyncio.Event()
        self._halted = False
        self._doubtful: list[Failed] = []
        self._given: dict[str, Job] = {}
        self.unfinished: list[Job] = []
        self.tally = tally
        self.stopped: OnRecordError | None = None

    async def run(self, setup: Setup, processes: int) -> None:
        """Do the documents.

        Raises:
            StoreError: results cannot be kept.
        """
        pool = Pool(setup, processes, self._hear)
        try:
            while self._jobs or pool.busy:
                if self._jobs and not pool.able:
                    self._halted = True
                if self._halted:
                    pool.halt()
                    if not pool.busy:
                        break
                while self._jobs and pool.free and not self._halted:
                    job = self._jobs.popleft()
                    self._given[job.source] = job
                    pool.give(job)
                await self._next_news()
            self._settle(at_end=True)
        finally:
            try:
                self._folder.save()
            finally:
                await asyncio.shield(pool.aclose())
                self._look()

    def halt(self) -> None:
        """Begin no further document, and make no further request; what is under way comes to its end."""
        self._halted = True
        self._news.set()

    async def _next_news(self) -> None:
        """Wait until something has become of a job, or it is time to save."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(SAVE_SECONDS):
                await self._news.wait()
        self._news.clear()
        if self._folder.unsaved >= SAVE_COUNT or time.monotonic() - self._began - self.tally.seconds >= SAVE_SECONDS:
            self._folder.save()
            self._look()

    def _look(self) -> None:
        self.tally = replace(self.tally, seconds=time.monotonic() - self._began)
        self._watch(self.tally)

    def _hear(self, outcome: Outcome) -> None:
        try:
            self._take(outcome)
        except OnRecordError as error:  # there is no going on: results cannot be kept
            self._stop(error)
        self._news.set()

    def _take(self, outcome: Outcome) -> None:
        if isinstance(outcome, Done):
            self._settle(at_end=False)
        tally, job = self.tally, self._given.pop(outcome.source, None)
        match outcome:
            case Done():
                if isinstance(self._folder.add(outcome), Same):  # two addresses, side by side
                    self.tally = replace(tally, same=tally.same + 1)
                else:
                    self.tally = replace(tally, done=tally.done + 1, usage=together(tally.usage, outcome.usage))
            case Same() if self._folder.journal.is_done(outcome.source):
                self.tally = replace(tally, before=tally.before + 1)
            case Same():
                self._folder.add(outcome)
                self.tally = replace(tally, same=tally.same + 1)
            case Failed(everywhere=True):
                self._doubtful.append(outcome)
                if len(self._doubtful) >= TIMES_IN_A_ROW:
                    self._stop(error_of(outcome.exit_code, outcome.reason))
            case Failed():
                self._set_aside(outcome)
            case Listed():
                self._jobs.extend(outcome.jobs)
                self.tally = replace(tally, total=tally.total - 1 + len(outcome.jobs))
            case Unfinished(reason=None):
                self.tally = replace(tally, waiting=tally.waiting + 1)
                if job is not None:
                    self.unfinished.append(job)
            case Unfinished(reason=str(reason)):
                error = error_of(outcome.exit_code, reason) if outcome.fatal else BudgetSpent(reason)
                self.stopped = self.stopped or error
                if outcome.fatal:
                    self.halt()

    def _settle(self, *, at_end: bool) -> None:
        """What failed for a reason that may have been the server's was the documents' own after all: others went
        well. Where the run stopped for it, and at the end of a run in which none did, they stay to be done."""
        doubtful, self._doubtful = self._doubtful, []
        if at_end and doubtful and (self.stopped is not None or not self.tally.done):
            self.stopped = self.stopped or error_of(doubtful[-1].exit_code, doubtful[-1].reason)
            return
        for failed in doubtful:
            self._set_aside(failed)

    def _set_aside(self, failed: Failed) -> None:
        self._folder.add(failed)
        self.tally = replace(self.tally, failed=self.tally.failed + 1)

    def _stop(self, error: OnRecordError) -> None:
        self.stopped = self.stopped or error
        self.halt()


def together(one: Usage, other: Usage) -> Usage:
    """What two results took; no price is known where one of them has none."""
    known = [usage.cost_usd for usage in (one, other) if usage.calls]
    return Usage(
        calls=one.calls + other.calls,
        prompt_tokens=one.prompt_tokens + other.prompt_tokens,
        cached_tokens=one.cached_tokens + other.cached_tokens,
        completion_tokens=one.completion_tokens + other.completion_tokens,
        cost_usd=sum(cost for cost in known if cost is not None) if None not in known else None,
        seconds=one.seconds + other.seconds,
    )


def error_of(exit_code: int, reason: str) -> OnRecordError:
    """The error that a process told of by its exit code and its words."""
    kinds: dict[int, type[OnRecordError]] = {2: ConfigError, 5: ModelError, 6: StoreError}
    return kinds.get(exit_code, OnRecordError)(reason)
