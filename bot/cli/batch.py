"""``batch``: one task over thousands of documents."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Literal

import typer

from bot.cli.add import listed_sources
from bot.cli.door import run
from bot.cli.library_options import StoreOptions
from bot.cli.options import (
    OUTPUT,
    Language,
    ModelOptions,
    NoticeOptions,
    SourceLimitOptions,
    with_options,
)
from bot.console.counts import counted, set_aside
from bot.errors import BudgetSpent, ModelError, OnRecordError, SourceError, UsageError, shown

if TYPE_CHECKING:
    from types import FrameType

    from bot.batch.order import Order, Report
    from bot.batch.plan import Job, Plan
    from bot.batch.rounds import Halt
    from bot.config import Settings

TaskName = Literal["summarize", "stances", "ask", "quotes"]
Engine = Literal["local", "ray"]

CONCURRENCY: Final = 16
"""Requests at a time, where nothing says otherwise and the model is not on this machine."""

TASK: Final = "Task"


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """What is done to each document."""

    question: Annotated[
        str | None, typer.Option("--question", metavar="QUESTION", help="Of ask.", rich_help_panel=TASK)
    ] = None
    length: Annotated[
        int, typer.Option("--length", metavar="WORDS", min=10, help="Of summarize.", rich_help_panel=TASK)
    ] = 120
    focus: Annotated[
        str | None, typer.Option("--focus", metavar="TOPIC", help="Of summarize.", rich_help_panel=TASK)
    ] = None
    target: Annotated[
        list[str] | None,
        typer.Option("--target", metavar="STATEMENT", help="Of stances; may be repeated.", rich_help_panel=TASK),
    ] = None
    speaker: Annotated[
        str | None, typer.Option("--speaker", metavar="NAME", help="Of stances.", rich_help_panel=TASK)
    ] = None

    def plan(self, task: TaskName, language: str | None) -> Plan:
        """The plan.

        Raises:
            UsageError: the options do not fit the task.
        """
        from bot.batch.plan import Plan

        targets = tuple(self.target or ())
        if any(not words.strip() for words in targets):
            raise UsageError("A target is empty; give --target a statement in quotation marks.")
        question = " ".join((self.question or "").split())
        return Plan(task, question, self.length, self.focus, targets, self.speaker, language)


@dataclass(frozen=True, slots=True)
class WayOptions:
    """How the work is done."""

    concurrency: Annotated[
        int | None,
        typer.Option("--concurrency", metavar="N", min=1, help=f"Requests at a time. Default: {CONCURRENCY}.",
                     show_default=False),
    ] = None  # fmt: skip
    processes: Annotated[
        int | None,
        typer.Option("--processes", metavar="N", min=1, help="Default: as many as are worth it.", show_default=False),
    ] = None
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Do what was set aside before, and nothing else.")
    ] = False
    batch_api: Annotated[
        bool, typer.Option("--batch-api", help="Ask by OpenAI's Batch API: within a day, at half the price.")
    ] = False
    poll: Annotated[float, typer.Option("--poll", metavar="SECONDS", min=0.01, hidden=True)] = 30.0
    engine: Annotated[
        Engine,
        typer.Option("--engine", help="local, or ray: on the Ray cluster that RAY_ADDRESS names."),
    ] = "local"


@with_options
def batch(
    task: Annotated[TaskName, typer.Argument(metavar="TASK", help="summarize, stances, ask or quotes.")],
    out: Annotated[
        str,
        typer.Option(
            "--out",
            metavar="DIR",
            help="The batch's folder: results.jsonl, failed.jsonl, and its notes.",
            rich_help_panel=OUTPUT,
        ),
    ],
    plan: PlanOptions,
    way: WayOptions,
    limits: SourceLimitOptions,
    store: StoreOptions,
    notice: NoticeOptions,
    model: ModelOptions,
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="INPUT",
            help="Files, folders, globs, http(s) addresses of pages or feeds; - reads a list of these.",
            show_default=False,
        ),
    ] = None,
    library: Annotated[bool, typer.Option("--library", help="The documents of the library.")] = False,
    collection: Annotated[
        str | None, typer.Option("--collection", metavar="NAME", help="Of the library, only these.")
    ] = None,
    language: Language = None,
) -> None:
    """Do one task for each of many documents. Run it again to go on where it ended.

    Each result is a line of results.jsonl. What cannot be done is set aside in failed.jsonl with its reason. Nothing
    that was answered is paid for twice, however the command ended.

    \b
    Examples:
      onrecord batch summarize archive/ --out summaries --max-cost 20
      onrecord batch ask "minutes/*.pdf" --question "What was decided?" --out decisions
      onrecord batch stances --library --collection council --out positions --batch-api
      onrecord batch summarize --out summaries --retry-failed
    """  # fmt: skip
    settings = _settings(model.settings(limits, language), way)
    planned = plan.plan(task, language)
    named = listed_sources(sources or [])
    if not named and not library and not way.retry_failed:
        raise UsageError("There is nothing to do; name files, folders or addresses, or --library.")
    if way.engine == "ray":
        _by_ray(planned, settings, named, out, way, library)
        return

    async def work() -> None:
        from bot.batch.order import Order

        jobs = await _stored(store, collection) if library else []
        order = Order(
            planned, settings, Path(out), named, jobs, store=store.store, processes=way.processes,
            retry_failed=way.retry_failed, by_batch=way.batch_api, poll=way.poll,
        )  # fmt: skip
        await _carry_out(order, notice)

    run(work())


async def _carry_out(order: Order, notice: NoticeOptions) -> None:
    from bot.batch.order import Watcher, carry_out
    from bot.batch.rounds import Halt
    from bot.console.progress import Progress

    notices, halt = notice.notices(), Halt()
    if order.by_batch and (order.settings.model is None or order.plan.task == "quotes"):
        raise UsageError("The Batch API is a model's, and no model is asked here; leave --batch-api out.")
    if order.settings.model is None and order.plan.task != "quotes":
        from bot.session import NO_MODEL_NOTICE

        notices.say(NO_MODEL_NOTICE)
    with (
        Progress(notices, quiet=notice.quiet, no_color=notice.no_color) as progress,
        _halted_by_ctrl_c(halt, progress.say),
    ):
        report = await carry_out(order, Watcher(progress.watch, progress.say), halt)
    sys.stdout.write("\n".join(_summary(order, report)) + "\n")
    sys.stdout.flush()
    _raise_for(order, report)


@contextmanager
def _halted_by_ctrl_c(halt: Halt, say: object) -> Iterator[None]:
    """While it lasts, the first Ctrl-C lets what is under way come to its end, and the second does not."""
    import asyncio

    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None and callable(say)

    def interrupted(_signal: int, _frame: FrameType | None) -> None:
        if halt.now:
            loop.call_soon_threadsafe(task.cancel)
        else:
            loop.call_soon_threadsafe(halt.halt)
            loop.call_soon_threadsafe(say, "Waiting for the answers under way; Ctrl-C again to leave at once.")

    before = signal.signal(signal.SIGINT, interrupted)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _summary(order: Order, report: Report) -> list[str]:
    from bot.batch.folder import FAILED, RESULTS
    from bot.console.progress import duration, spent

    tally = report.tally
    words = [f"{tally.done} done"]
    if tally.before:
        words.append(f"{tally.before} before")
    if tally.same:
        words.append(f"{tally.same} the same as another")
    if tally.failed:
        words.append(f"{tally.failed} set aside")
    rest = tally.total - tally.over
    if rest:
        words.append(f"{rest} left")
    took = "".join(f"; {each} for all results" for each in spent(tally))
    lines = [f"{counted(tally.total, 'document')}: {', '.join(words)}, in {duration(tally.seconds)}{took}."]
    lines.append(f"Results: {shown(order.out / RESULTS)}")
    if report.set_aside:
        lines.append(f"Set aside: {shown(order.out / FAILED)}")
    return lines


def _raise_for(order: Order, report: Report) -> None:
    """Turn what ended the run early, and what was set aside, into the failure that it is."""
    go_on = "Run the same command again to go on where it ended."
    if report.halted:
        from bot.console.notices import Notices

        Notices().insist(f"{shown(order.out)} holds what is done. {go_on}")
        raise KeyboardInterrupt
    stopped = report.stopped
    if isinstance(stopped, BudgetSpent) and not order.by_batch:
        caps = order.settings
        raise BudgetSpent(
            f"A cap of this command was met ({caps.max_calls} calls, {caps.max_tokens} tokens, "
            f"${caps.max_cost_usd:g}); raise it with --max-calls, --max-tokens or --max-cost. {go_on}"
        )
    if stopped is not None:
        words = str(stopped)
        raise type(stopped)(words if "same command" in words else f"{words} {go_on}")
    if report.tally.failed:
        kind: type[OnRecordError] = SourceError if report.source_failures else ModelError
        told = set_aside(report.tally.failed, report.tally.total, "document", "done")
        raise kind(f"{told} --retry-failed tries {'it' if report.tally.failed == 1 else 'them'} again.")


def _settings(settings: Settings, way: WayOptions) -> Settings:
    if way.concurrency is not None:
        return replace(settings, concurrency=way.concurrency)
    if "concurrency" in settings.origins or settings.target == "local":
        return settings
    return replace(settings, concurrency=CONCURRENCY)


async def _stored(store: StoreOptions, collection: str | None) -> list[Job]:
    """The library's documents as jobs."""
    from bot.batch.plan import Job
    from bot.library.protocol import Filter

    async with store.opened() as opened:
        versions = await opened.versions(Filter(collection=collection))
    if not versions:
        raise UsageError("The library has no such documents; onrecord library list shows those that it has.")
    return [Job(version.address, stored=version.document_id) for version in versions]


def _by_ray(plan: Plan, settings: Settings, sources: list[str], out: str, way: WayOptions, library: bool) -> None:
    from bot.batch.cluster import Cluster, run_on_ray

    if library or way.batch_api or way.retry_failed:
        raise UsageError("--engine ray takes no --library, --batch-api or --retry-failed; leave it out for those.")
    tally = run_on_ray(Cluster(plan, settings, tuple(sources), out, way.processes))
    documents = counted(tally.total, "document")
    sys.stdout.write(f"{documents}: {tally.done} done, {tally.failed} set aside.\nResults: {out}\n")
    if tally.failed:
        were, lines = ("was", "its line") if tally.failed == 1 else ("were", "their lines")
        told = counted(tally.failed, "document")
        raise SourceError(f"{told} {were} set aside; the reasons stand in {lines} in {shown(out)}.")
