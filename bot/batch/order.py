"""One command: what is asked for, and all of it done, up to a report."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.batch.engine import Engine, Tally
from bot.batch.folder import Folder
from bot.batch.plan import Failed, Job, Plan
from bot.batch.pool import Setup, processes_for
from bot.batch.rounds import Halt, Rounds
from bot.config import Settings
from bot.errors import ModelError, OnRecordError
from bot.library.sources import SetAside, expand
from bot.models import open_model, sdk

POLL_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Order:
    """What a command asks for.

    Attributes:
        plan: what is done to each document.
        settings: the settings in force; their caps are the command's.
        out: the batch's folder.
        sources: files, folders, globs, addresses.
        jobs: documents that are at hand already.
        store: the address of the library that jobs name documents of; None: the user's own.
        processes: how many; None: as many as are worth it.
        retry_failed: do only those that were set aside before (of the sources, or of all where there are none).
        by_batch: ask by the Batch API.
        poll: seconds between two looks at a batch there.
    """

    plan: Plan
    settings: Settings
    out: Path
    sources: Sequence[str] = ()
    jobs: Sequence[Job] = ()
    store: str | None = None
    processes: int | None = None
    retry_failed: bool = False
    by_batch: bool = False
    poll: float = POLL_SECONDS


@dataclass(frozen=True, slots=True)
class Report:
    """How a command ended. ``stopped``: what ended it early; ``halted``: the user did; ``set_aside``: documents that
    are in ``failed.jsonl`` now, ``source_failures``: some of them for reasons of their own."""

    tally: Tally
    set_aside: int
    halted: bool = False
    stopped: OnRecordError | None = None
    source_failures: bool = False


@dataclass(frozen=True, slots=True)
class Watcher:
    """Who is told how it goes: ``watch`` some times a second, ``say`` in a line now and then."""

    watch: Callable[[Tally], None] = lambda tally: None
    say: Callable[[str], None] = lambda line: None


async def carry_out(order: Order, watcher: Watcher, halt: Halt) -> Report:
    """Do what is asked for, as far as it goes; what is done is on disk when this returns.

    Args:
        order: what is asked for.
        watcher: told how it goes.
        halt: tells when the user wants to stop.

    Raises:
        UsageError: the folder cannot be used, or the sources do not fit.
        StoreError: results cannot be kept any more.
    """
    with Folder(order.out, order.plan.described(order.settings)) as folder:
        jobs, tally = await asyncio.to_thread(_jobs, order, folder)
        folder.save()
        tally = replace(tally, usage=folder.journal.totals()[1])
        stopped: OnRecordError | None = None
        try:
            engine = await _run(order, folder, jobs, tally, watcher, halt) if jobs else None
        except OnRecordError as error:
            engine, stopped = None, error
        if engine is not None:
            tally, stopped = engine.tally, engine.stopped
        aside = folder.list_failures()
        own = any(failure.exit_code != ModelError.exit_code for failure in folder.journal.failures())
        return Report(tally, aside, halt.now, stopped, own)


async def _run(order: Order, folder: Folder, jobs: list[Job], tally: Tally, watcher: Watcher, halt: Halt) -> Engine:
    processes = min(len(jobs), processes_for(order.plan, order.settings, order.processes))
    setup = Setup(order.plan, order.settings, order.out, order.store)
    if not order.by_batch:
        engine = Engine(folder, jobs, tally, watcher.watch)
        with halt.tells(engine.halt):
            await engine.run(setup, processes)
        return engine
    await asyncio.to_thread(sdk.load)
    from bot.models.batch_api import BatchApi

    model = await open_model(order.settings)
    try:
        rounds = Rounds(BatchApi(model.server), folder, setup, processes, order.poll, watcher.say)
        return await rounds.run(jobs, tally, watcher.watch, halt)
    finally:
        await model.aclose()


def _jobs(order: Order, folder: Folder) -> tuple[list[Job], Tally]:
    """What there is to do: what is done or set aside already is left out, where that can be told by its name."""
    failures = {failed.source: failed for failed in folder.journal.failures()}
    if order.retry_failed and not order.sources and not order.jobs:
        named: list[Job | SetAside] = [Job(source) for source in failures]
    else:
        named = [found if isinstance(found, SetAside) else Job(found) for found in expand(order.sources)]
        named += order.jobs
    jobs: list[Job] = []
    total = before = failed = 0
    for each in named:
        known = failures.get(each.source)
        if order.retry_failed and known is None:
            continue
        total += 1
        if isinstance(each, SetAside):
            folder.add(Failed(each.source, "SourceMissing", each.reason, 3))
            failed += 1
        elif known is not None and not order.retry_failed:
            before += 1
        elif "://" in each.source and known is None and folder.journal.is_done(each.source):
            before += 1  # an address is not fetched again; a file is looked at, since it may have changed
        else:
            jobs.append(replace(each, afresh=known is not None and known.kind in ("ModelMisbehaved", "ModelDenied")))
    return jobs, Tally(total=total, before=before, failed=failed)
