"""``ask``, ``summarize`` and ``stances`` over the library: what bears on a question found, read, and asked about."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from bot.cli.library_options import StoreOptions
from bot.console.files import write_out
from bot.console.following import follow, waiting_for, warm_up
from bot.console.screen import BriefingScreen, CourseScreen, Screen
from bot.errors import UsageError, shown

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.console.notices import Notices
    from bot.console.screen import View
    from bot.library.gathering import Gathered
    from bot.library.protocol import Filter, Store, Version
    from bot.library.vectors import Embedder
    from bot.session import Session
    from bot.tasks.estimate import Estimate
    from bot.tasks.run import Run
    from bot.types import Task

LIBRARY: Final = "Library"
MOST_ADDRESSES: Final = 20
"""Addresses of copies that are listed for one story; of more, the number is said."""
PASSAGES: Final = 8
"""Passages that an answer is written from: some 1,500 words with what stands around them."""
BRIEFED: Final = 20
STATEMENTS: Final = 200
"""Passages and statements that a briefing is written from, and statements for each target of stances."""
NOTHING: Final = "No document that counts has a word of it."
SIGNED_FIRST: Final = 2_000
"""Documents that a task compares for copies before it begins, a few seconds; more are left to ``library read``."""

_FLAG = typer.Option("--library", help="Over the library, and not over sources.", rich_help_panel=LIBRARY)


def _only(name: str, metavar: str, words: str) -> Any:
    return typer.Option(name, metavar=metavar, help=words, rich_help_panel=LIBRARY, show_default=False)


@dataclass(frozen=True, slots=True)
class LibraryOptions:
    """Whether a task is over the library, which of its documents count, and whether anything is sent."""

    library: Annotated[bool, _FLAG] = False
    collection: Annotated[str | None, _only("--collection", "NAME", "Only this collection.")] = None
    since: Annotated[str | None, _only("--since", "DAY", "Only what was published on this day or later.")] = None
    until: Annotated[str | None, _only("--until", "DAY", "Only what was published on this day or before.")] = None
    source: Annotated[
        str | None, _only("--source", "TEXT", "Only where this is a part of the address or the publisher.")
    ] = None
    most: Annotated[
        int | None, typer.Option("--most", metavar="N", min=1, max=1000, rich_help_panel=LIBRARY, show_default=False,
                                 help="The most passages or statements to read; default: 8, briefing 20, stances 200."),
    ] = None  # fmt: skip
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Say what it will take at the most; send nothing.", rich_help_panel=LIBRARY),
    ] = False

    def check(self, sources: list[str] | None, store: StoreOptions) -> None:
        """See that the command is over sources or over the library, and not over both or neither.

        Raises:
            UsageError: it is not.
        """
        if self.library and sources:
            raise UsageError("Give sources, or --library to go over what is stored, not both.")
        if self.library:
            return
        named = [
            (self.collection, "--collection"),
            (self.since, "--since"),
            (self.until, "--until"),
            (self.source, "--source"),
            (self.most, "--most"),
            (self.dry_run or None, "--dry-run"),
            (store.store, "--store"),
        ]
        for value, option in named:
            if value is not None:
                raise UsageError(f"{option} goes with --library; add it, or leave {option} out.")
        if not sources:
            raise UsageError("Name a SOURCE (a file, an address or -), or give --library to go over what is stored.")

    def filter(self, speaker: str | None = None) -> Filter:
        """Which documents count.

        Raises:
            UsageError: a day is none.
        """
        from bot.library.protocol import Filter
        from bot.library.search import day

        return Filter(self.collection, speaker, day(self.since, "--since"), day(self.until, "--until"), self.source)


@dataclass(frozen=True, slots=True)
class LibraryTask:
    """A task over what was gathered.

    Attributes:
        task: what its result is.
        question: what it is about, in the user's words; None: everything.
        gather: finds what bears on it.
        start: begins it.
        estimate: what it will take at the most.
        screen: where its result is shown.
    """

    task: Task
    question: str | None
    gather: Callable[[Store, Embedder | None], Awaitable[Gathered]]
    start: Callable[[Session, Gathered], Run]
    estimate: Callable[[Session, Gathered], Estimate | None]
    screen: type[Screen] = Screen


def answering(question: str, wanted: Filter, most: int | None) -> LibraryTask:
    """A question answered from the passages that fit it best."""

    async def gather(store: Store, embedder: Embedder | None) -> Gathered:
        from bot.library.gathering import gather_passages

        return await gather_passages(store, question, wanted, limit=most or PASSAGES, embedder=embedder)

    return LibraryTask(
        "answer",
        question,
        gather,
        lambda session, found: session.ask(question, within=found.within),
        lambda session, found: session.estimate_answer(question, within=found.within),
    )


def briefing(about: str, words: int, wanted: Filter, most: int | None) -> LibraryTask:
    """What is agreed, disputed and changed on a topic."""

    async def gather(store: Store, embedder: Embedder | None) -> Gathered:
        from bot.library.gathering import gather_passages, gather_statements, together

        passages = await gather_passages(store, about, wanted, limit=most or BRIEFED, embedder=embedder)
        statements = await gather_statements(store, (about,), wanted, limit=STATEMENTS, first=tuple(passages.readings))
        return together(passages, statements)

    return LibraryTask(
        "summary",
        about,
        gather,
        lambda session, found: session.brief(
            about, words=words, within=found.within, said=found.statements, stories=found.stories
        ),
        lambda session, found: session.estimate_briefing(
            about, words=words, within=found.within, said=found.statements
        ),
        BriefingScreen,
    )


def standing(targets: tuple[str, ...], speaker: str | None, wanted: Filter, most: int | None) -> LibraryTask:
    """Where speakers stand, over time."""

    async def gather(store: Store, embedder: Embedder | None) -> Gathered:
        from bot.library.gathering import gather_statements

        return await gather_statements(store, targets, wanted, limit=most or STATEMENTS)

    return LibraryTask(
        "stances",
        "; ".join(targets) or None,
        gather,
        lambda session, found: session.stances(targets=targets, speaker=speaker, said=found.statements),
        lambda session, found: session.estimate_stances(targets=targets, speaker=speaker, said=found.statements),
        CourseScreen,
    )


async def perform(
    task: LibraryTask, options: LibraryOptions, store: StoreOptions, settings: Settings, view: View, notices: Notices
) -> None:
    """Find what bears on the task, do it, and write the result; or say what it would take.

    Raises:
        OnRecordError: what was proven before is written first.
    """
    from bot.session import Session

    if not options.dry_run:
        warm_up(settings)
    async with store.opened() as opened:
        await _prepared(opened, notices)
        async with searching(opened, settings, notices, asked=not options.dry_run) as embedder:
            notices.progress("Searching …")
            found = await task.gather(opened, embedder)
    session = await Session.open(settings)
    try:
        for reading in found.readings.values():
            session.add_reading(reading)
        if session.notice:
            notices.say(session.notice)
        notices.clear()
        if options.dry_run:
            write_out(_beforehand(session, task, found), None)
            return
        told = (told_of(found, whole=session.model_name is None), *copies_of(found))
        view = replace(view, notes=told, stories=found.stories)
        if view.format in ("json", "svg"):  # which have no place for them
            notices.say("\n".join(view.notes))
        run = task.start(session, found) if found.readings else session.silence(task.task, task.question, NOTHING)
        await follow(run, task.screen(view, session.readings), notices, waiting_for(session))
        if view.output is not None:
            notices.say(f"Written to {shown(view.output)}.")
    finally:
        await session.aclose()


@asynccontextmanager
async def searching(
    store: Store, settings: Settings, notices: Notices, *, asked: bool = True
) -> AsyncIterator[Embedder | None]:
    """What makes a question's vector, where a model for it is set and the store has vectors of it; else None.

    Args:
        store: where is searched.
        settings: those in force.
        notices: where it is said that there are no vectors yet.
        asked: whether it may be asked; False: None is given.
    """
    if settings.embedding_model is None or not asked:
        yield None
        return
    from bot.models.embeddings import open_embedder

    embedder = await open_embedder(settings)
    try:
        count = await store.vector_count(embedder.name)
        if count.vectors < count.passages:
            notices.say(f"{count.vectors:,} of {count.passages:,} passages have vectors; run onrecord library embed.")
        yield embedder if count.vectors else None
    finally:
        await embedder.aclose()


async def compared(store: Store, notices: Notices, most: int) -> None:
    """Compare documents that were not compared for copies yet, some of them; say so where that is not all."""
    from bot.library import copies

    if not copies.is_available():
        notices.say(copies.MISSING)
        return
    _, all_done = await copies.sign(store, most)
    if not all_done:
        notices.say("Some documents were not compared for copies yet; onrecord library read does that.")


def told_of(found: Gathered, *, whole: bool) -> str:
    """One sentence on what is read. ``whole``: the documents are read from end to end."""
    documents = len(found.readings)
    of = f"{documents:,} document{'' if documents == 1 else 's'} of {found.documents:,}"
    if not documents:
        return f"Read nothing: none of {found.documents:,} documents fits."
    what = "passage" if found.within else "statement"
    named = f"{found.found:,} {what}{'' if found.found == 1 else 's'}"
    if found.within and found.statements:
        named = f"{len(found.within):,} passages and {found.found - len(found.within):,} statements"
    if whole and found.within:
        return f"Read {of}, those with the {named} that fit best."
    return f"Read {named} of {of}."


def copies_of(found: Gathered) -> tuple[str, ...]:
    """A sentence for each story that stands in several places, with all the addresses."""
    return tuple(_copied(version, others) for version, others in found.copies)


def _copied(version: Version, others: tuple[Version, ...]) -> str:
    listed = "; ".join(other.address for other in others[:MOST_ADDRESSES])
    more = f"; and {len(others) - MOST_ADDRESSES:,} more" if len(others) > MOST_ADDRESSES else ""
    places = "1 more place" if len(others) == 1 else f"{len(others):,} more places"
    return f"“{version.title or version.address}” stands in {places}, counted once: {listed}{more}."


async def _prepared(store: Store, notices: Notices) -> None:
    """See to what search needs, and say what is still put off."""
    await compared(store, notices, SIGNED_FIRST)
    if await store.put_off(1):
        notices.say("Some documents' statements are put off, and not considered; onrecord library read finds them.")


def _beforehand(session: Session, task: LibraryTask, found: Gathered) -> str:
    """What the task will take at the most, and what of that its caps allow."""
    told = told_of(found, whole=session.model_name is None).replace("Read ", "It reads ", 1)
    estimate = task.estimate(session, found) if found.readings else None
    if estimate is None:
        return f"{told}\nNo call: {'nothing is there to ask about' if session.model_name else 'no model is asked'}."
    settings, price = session.settings, session.price_of(estimate)
    lines = [
        told,
        f"At most {estimate.calls:,} calls to {session.model_name} and {estimate.tokens:,} tokens "
        f"({estimate.prompt_tokens:,} in, {estimate.completion_tokens:,} out)"
        + (f", ${price:.4f}." if price is not None else "; its price is not known."),
        f"The caps: {settings.max_calls:,} calls, {settings.max_tokens:,} tokens"
        + (f", ${settings.max_cost_usd:g}." if price is not None else "."),
    ]
    over = estimate.calls > settings.max_calls or estimate.tokens > settings.max_tokens
    if over or (price or 0.0) > settings.max_cost_usd:
        lines.append("That may meet a cap, at which it would stop with what is proven by then.")
    if settings.embedding_model is not None and task.task != "stances":
        lines.append("One more call turns the question into a vector; what is read may differ by that.")
    return "\n".join(lines)
