"""Runs a suite on Inspect, and goes on with a run that was broken off.

Each finished sample is in Inspect's log on the disk before the next one ends (``log_buffer=1``; the file is replaced
as a whole), so whatever ends the process, a power cut too, costs the samples under way and no other. ``eval_set`` then
finds the unfinished log, takes the finished samples over and runs the rest. A run goes on only where it is the same in
every point that bears on its figures: samples, labels, prompts, model, options and the program's own code.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from bot.config import Settings
from bot.errors import BudgetSpent, OnRecordError, StoreError, shown
from evals import suite as suites_
from evals.inspect_tasks import Judge, Solve, inspect_task, record
from evals.runs import LOGS, PROMPTS, About, all_runs, load_run, write_about
from evals.samples import EvalSample, Output
from evals.sessions import Sessions
from evals.solving import WITHOUT_DRAFTER, solve

LOCK = "lock"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: finished samples of the task under way, how many it has, seconds since the run began, and
    dollars spent by this process (None where no price is known)."""

    suite: str
    done: int
    of: int
    seconds: float
    cost_usd: float | None


@dataclass(frozen=True, slots=True)
class Begun:
    """A run's folder, what it is, and how many samples of each task were finished before."""

    folder: Path
    about: About
    finished: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Means:
    """How a run is carried out: what does not bear on its figures, but for the judge.

    ``parallel`` samples are under way at once; ``fresh`` begins anew where a broken-off run could go on.
    """

    log_dir: Path
    parallel: int = 1
    fresh: bool = False
    judge: Judge | None = None
    on_begin: Callable[[Begun], None] = lambda _: None
    on_progress: Callable[[Progress], None] = lambda _: None


def run_suite(order: suites_.Order, settings: Settings, means: Means, options: Mapping[str, str] | None = None) -> Path:
    """Run what is ordered, or go on with it; gives the run's folder.

    Args:
        order: which samples and prompts.
        settings: the model, or none, and what it may cost: ``max_cost_usd`` caps the whole run.
        means: how.
        options: further words of the command that bear on figures, for ``About.options``.

    Raises:
        OnRecordError: it cannot begin, or cannot go on. What is finished stays, and the same command goes on from it.
    """
    samples = suites_.collect(order)
    texts = suites_.prompt_texts(settings, order.prompts)
    means.log_dir.mkdir(parents=True, exist_ok=True)
    began = _begin(order, samples, settings, texts, means, dict(options or {}))
    with _alone(began.folder):
        settings = suites_.with_prompts(settings, texts, began.folder / PROMPTS)
        means.on_begin(began)
        work = _Work(began, settings, means)
        succeeded = _on_inspect(samples, work, began.folder / LOGS, means)
        if work.fatal is not None:
            raise work.fatal
        if not succeeded:
            raise StoreError(
                f"The run broke off; 'inspect view --log-dir {shown(began.folder / LOGS)}' says why. The same "
                "command goes on with it."
            )
        write_about(began.folder, replace(began.about, finished=_now()))
    return began.folder


def _begin(
    order: suites_.Order,
    samples: Mapping[str, Sequence[EvalSample]],
    settings: Settings,
    texts: Mapping[str, str],
    means: Means,
    options: Mapping[str, str],
) -> Begun:
    """The newest broken-off run that is the same, or a new one."""
    created = datetime.now(UTC)
    name = (settings.model or "extractive").removeprefix("local:").rpartition("/")[2]
    plain = "".join(c if c.isalnum() or c in "-._" else "-" for c in name)[:40]
    identity = f"{created:%Y%m%dT%H%M%S%f}"[:-3] + f"-{plain}"
    folder = means.log_dir / identity
    about = About(
        id=identity,
        created=_now(created),
        finished=None,
        model=settings.model,
        tasks={task: len(found) for task, found in samples.items()},
        prompts=suites_.identities(settings, texts),
        limit=order.limit,
        samples=suites_.samples_digest(samples),
        code=suites_.code_digest(),
        commit=suites_.commit(),
        options=options,
    )
    for earlier, told in reversed(all_runs(means.log_dir)):
        if not means.fresh and told.finished is None and told.same == about.same:
            return Begun(earlier, told, Counter(row.suite for row in load_run(earlier).rows))
    folder.mkdir(parents=True, exist_ok=True)
    write_about(folder, about)
    return Begun(folder, about, {})


def _now(moment: datetime | None = None) -> str:
    return (moment or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold a run's folder for this process; the hold ends with the process, however that ends."""
    with (folder / LOCK).open("w") as file:
        if not _locked(file):
            raise StoreError(f"Another process is at work on {shown(folder.name)}; wait for it, or give --fresh.")
        yield


def _locked(file: IO[str]) -> bool:
    try:
        import fcntl
    except ImportError:  # a system without it: nothing is held
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


class _Work:
    """Does samples, and minds progress, cost and what ends a run."""

    def __init__(self, began: Begun, settings: Settings, means: Means) -> None:
        self._of = began.about.tasks
        self._done = {name: began.finished.get(name, 0) for name in self._of}
        self._settings = settings
        self._sessions: Sessions | None = None
        self._means = means
        self._started = time.monotonic()
        self._cost: float | None = None
        self.fatal: OnRecordError | None = None

    async def solve(self, name: str, sample: EvalSample) -> Output:
        if self.fatal is not None:
            raise self.fatal
        if self._sessions is None:
            self._sessions = Sessions(self._settings, record)
        try:
            async with self._sessions.open(sample.task not in WITHOUT_DRAFTER) as session:
                output = await solve(sample, session)
            self._count(name, output)
        except OnRecordError as error:
            self.fatal = self.fatal or error
            raise
        return output

    def _count(self, name: str, output: Output) -> None:
        self._done[name] += 1
        if output.result is not None and output.result.usage.cost_usd is not None:
            self._cost = (self._cost or 0.0) + output.result.usage.cost_usd
        seconds = time.monotonic() - self._started
        self._means.on_progress(Progress(name, self._done[name], self._of[name], seconds, self._cost))
        if self._cost is not None and self._cost >= self._settings.max_cost_usd:
            self.fatal = BudgetSpent(
                f"This run has cost {self._cost:.2f} dollars, which is its cap; the same command goes on with it, "
                "--max-cost raises the cap."
            )


def _on_inspect(samples: Mapping[str, Sequence[EvalSample]], work: _Work, logs: Path, means: Means) -> bool:
    """Have Inspect run the tasks, one after the other; whether all came to their end."""
    from inspect_ai import eval_set

    def solver_of(name: str) -> Solve:
        return lambda sample: work.solve(name, sample)

    tasks = [inspect_task(name, found, solver_of(name), means.judge) for name, found in samples.items()]
    logging.getLogger("inspect_ai").setLevel(logging.ERROR)
    succeeded, _ = eval_set(
        tasks,
        log_dir=str(logs),
        model=None,
        display="none",
        log_level="error",
        log_buffer=1,
        log_realtime=False,
        log_dir_allow_dirty=True,
        retry_attempts=0,
        retry_cleanup=True,
        ctl_server=False,
        score_display=False,
        max_tasks=1,
        max_samples=means.parallel,
        fail_on_error=True,
    )
    return succeeded
