"""``summarize``, ``stances`` and ``ask``: sources in, one result out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.door import run
from bot.cli.options import (
    Language,
    ModelOptions,
    NoticeOptions,
    ResultOptions,
    SourceLimitOptions,
    Sources,
    with_options,
)
from bot.console.files import check_writable, format_for
from bot.console.following import follow, waiting_for, warm_up
from bot.console.reading import check_sources, read_sources
from bot.console.screen import MatrixScreen, Screen, View
from bot.errors import UsageError, shown

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.console.notices import Notices
    from bot.session import Session
    from bot.tasks.run import Run

FORMATS = ("text", "markdown", "json", "html")
Start = Callable[["Session"], "Run"]


def view_of(result: ResultOptions, notice: NoticeOptions, known: tuple[str, ...] = FORMATS) -> View:
    """How the result is to look and where it goes.

    Raises:
        UsageError: it cannot be written there.
    """
    check_writable(result.output)
    return View(
        format=format_for(result.output, result.format, known),
        output=result.output,
        verbose=notice.verbose,
        quiet=notice.quiet,
        no_color=notice.no_color,
    )


async def perform(
    sources: list[str],
    settings: Settings,
    view: View,
    notices: Notices,
    start: Start,
    screen: type[Screen] = Screen,
) -> None:
    """Read the sources, do the task over them, and write the result.

    Raises:
        OnRecordError: what was proven before is written first.
    """
    from bot.session import Session

    warm_up(settings)
    documents = await read_sources(sources, settings, notices)
    session = await Session.open(settings)
    try:
        for document in documents:
            session.add_document(document)
        if session.notice:
            notices.say(session.notice)
        await follow(start(session), screen(view, session.readings), notices, waiting_for(session))
        if view.output is not None:
            notices.say(f"Written to {shown(view.output)}.")
    finally:
        await session.aclose()


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
    check_sources(sources)
    view, settings = view_of(result, notice), model.settings(limits, language)
    run(
        perform(sources, settings, view, notice.notices(), lambda session: session.summarize(words=length, focus=focus))
    )


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
    check_sources(sources)
    view, settings = view_of(result, notice), model.settings(limits, language)
    run(perform(sources, settings, view, notice.notices(), lambda session: session.ask(question)))


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
    check_sources(sources)
    view, settings = view_of(result, notice), model.settings(limits, language)
    targets = tuple(target or ())
    if any(not words.strip() for words in targets):
        raise UsageError("A target is empty; give --target a statement in quotation marks.")
    screen = MatrixScreen if matrix else Screen

    def start(session: Session) -> Run:
        return session.stances(targets=targets, speaker=speaker)

    run(perform(sources, settings, view, notice.notices(), start, screen))
