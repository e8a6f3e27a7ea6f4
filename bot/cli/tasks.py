"""``summarize``, ``stances`` and ``ask``: sources in, one result out."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.door import run
from bot.console.files import check_writable, format_for, write_out
from bot.console.notices import Notices, is_terminal, terminal_width, wants_color
from bot.cli.options import (
    Language,
    ModelOptions,
    NoticeOptions,
    ResultOptions,
    SourceLimitOptions,
    Sources,
    with_options,
)
from bot.console.reading import check_sources, read_sources
from bot.errors import OnRecordError, UsageError, shown

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.session import Run, Session
    from bot.types import Readings, Result

FORMATS = ("text", "markdown", "json", "html")
Start = Callable[["Session"], "Run"]


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked for: which sources, how the result is to look, and where it goes."""

    sources: tuple[str, ...]
    format: str
    output: Path | None
    notice: NoticeOptions

    @classmethod
    def of(cls, sources: list[str], result: ResultOptions, notice: NoticeOptions) -> Order:
        """Check the words of the command before any work is done.

        Raises:
            UsageError: the sources do not fit together, or the output cannot be written.
        """
        check_sources(sources)
        check_writable(result.output)
        return cls(tuple(sources), format_for(result.output, result.format, FORMATS), result.output, notice)

    def rendered(self, result: Result, readings: Readings) -> str:
        """A result in the format asked for."""
        from bot import render

        if self.format == "json":
            return render.to_json(result)
        if self.format == "markdown":
            return render.to_markdown(result, readings)
        if self.format == "html":
            return render.to_html(result, readings)
        on_screen = self.output is None
        return render.to_text(
            result,
            readings,
            width=terminal_width(sys.stdout) if on_screen else 80,
            color=on_screen and wants_color(sys.stdout, self.notice.no_color),
            verbose=self.notice.verbose,
            quiet=self.notice.quiet,
        )


class Screen:
    """Shows a result while it comes, where somebody watches, and whole at the end in any case.

    The statements shown early are the beginning of what is rendered at the end, so only the rest is left to write.
    """

    def __init__(self, order: Order, readings: Readings) -> None:
        self._order = order
        self._readings = readings
        self._live = order.format == "text" and order.output is None and is_terminal(sys.stdout)
        self._claims = 0
        self._written = ""

    def show(self, result: Result) -> None:
        """Write the statements that are new. Stances wait for the end: they stand under their speakers."""
        if not self._live or result.refused or len(result.claims) == self._claims:
            return
        from bot.render.sources import sources_of
        from bot.render.text import statement

        sources = sources_of(result, self._readings)
        width, color = terminal_width(sys.stdout), wants_color(sys.stdout, self._order.notice.no_color)
        new = [statement(c, sources, width=width, color=color) for c in result.claims[self._claims :]]
        if not self._claims:
            whole = self._order.rendered(result, self._readings)
            new[0] = whole[: whole.index(new[0])] + new[0]
        self._claims = len(result.claims)
        self._write("".join(line + "\n" for line in new))

    def finish(self, result: Result) -> None:
        """Write what is not on the screen yet."""
        whole = self._order.rendered(result, self._readings)
        if not whole.startswith(self._written):  # a refusal that came after statements stands above them
            whole = "\n" + whole
            self._written = ""
        write_out(whole[len(self._written) :], self._order.output)

    def _write(self, text: str) -> None:
        self._written += text
        sys.stdout.write(text)
        sys.stdout.flush()


async def perform(order: Order, settings: Settings, start: Start) -> None:
    """Read the sources, do the task over them, and write the result.

    Raises:
        OnRecordError: what was proven before is written first.
    """
    from bot.session import Session

    notices = order.notice.notices()
    documents = await read_sources(order.sources, settings, notices)
    session = await Session.open(settings)
    try:
        for document in documents:
            session.add_document(document)
        if session.notice:
            notices.say(session.notice)
        await follow(start(session), session, order, notices)
    finally:
        await session.aclose()


async def follow(work: Run, session: Session, order: Order, notices: Notices) -> None:
    """Write a task's result as it comes; on an error or Ctrl-C, what was proven by then."""
    import asyncio

    screen = Screen(order, session.readings)
    waiting = f"Asking {session.model_name} …" if session.model_name else "Working …"
    notices.progress(waiting)
    try:
        async for _ in work:
            notices.clear()
            screen.show(work.result)
            notices.progress(waiting)
    except (OnRecordError, asyncio.CancelledError) as failure:
        notices.clear()
        if work.result.claims or work.result.stances:
            screen.finish(work.result)
        if isinstance(failure, asyncio.CancelledError):
            notices.say("Interrupted.")
        raise
    notices.clear()
    screen.finish(work.result)
    if order.output is not None:
        notices.say(f"Written to {shown(order.output)}.")


@with_options
def summarize(
    sources: Sources,
    limits: SourceLimitOptions,
    result: ResultOptions,
    notice: NoticeOptions,
    model: ModelOptions,
    length: Annotated[int, typer.Option("--length", metavar="WORDS", min=10, help="About so many words.")] = 120,
    focus: Annotated[
        str | None, typer.Option("--focus", metavar="TOPIC", help="What the summary is to be about.")
    ] = None,
    language: Language = None,
) -> None:
    """Summarize sources in statements that cite the exact words.

    \b
    Examples:
      onrecord summarize article.txt
      onrecord summarize https://example.org/news --length 60
      onrecord summarize hearing.pdf --focus "the budget" --output hearing.html
      pdftotext report.pdf - | onrecord summarize - --format json > report.json
    """
    order = Order.of(sources, result, notice)
    settings = model.settings(limits, language)
    run(perform(order, settings, lambda session: session.summarize(words=length, focus=focus)))


@with_options
def ask(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="In quotation marks, to be one word.")],
    sources: Sources,
    limits: SourceLimitOptions,
    result: ResultOptions,
    notice: NoticeOptions,
    model: ModelOptions,
    language: Language = None,
) -> None:
    """Answer a question from sources, or say that they do not answer it.

    \b
    Examples:
      onrecord ask "Who opposed the bridge?" council.txt
      onrecord ask "What did it cost?" report.pdf minutes.docx --format markdown
    """
    if not question.strip():
        raise UsageError("The question is empty; put it in quotation marks before the sources.")
    order = Order.of(sources, result, notice)
    settings = model.settings(limits, language)
    run(perform(order, settings, lambda session: session.ask(question)))


@with_options
def stances(
    sources: Sources,
    limits: SourceLimitOptions,
    result: ResultOptions,
    notice: NoticeOptions,
    model: ModelOptions,
    target: Annotated[
        list[str] | None,
        typer.Option("--target", metavar="STATEMENT", help="What the stances are about; may be repeated."),
    ] = None,
    speaker: Annotated[
        str | None, typer.Option("--speaker", metavar="NAME", help="Only the stances of this speaker.")
    ] = None,
    matrix: Annotated[
        bool, typer.Option("--matrix", help="Speakers by targets over all sources, and who changed position.")
    ] = False,
    language: Language = None,
) -> None:
    """Show where each speaker stands on what, with the words that show it.

    \b
    Examples:
      onrecord stances article.txt
      onrecord stances article.txt --target "the bridge should be built"
      onrecord stances march.txt june.txt --matrix --output council.html
    """
    order = Order.of(sources, result, notice)
    settings = model.settings(limits, language)
    targets = tuple(target or ())
    if any(not words.strip() for words in targets):
        raise UsageError("A target is empty; give --target a statement in quotation marks.")
    run(perform(order, settings, lambda session: session.stances(targets=targets, speaker=speaker)))
