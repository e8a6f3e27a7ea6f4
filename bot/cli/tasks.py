"""``summarize``, ``stances`` and ``ask``: sources in, one result out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bot.cli import library_tasks
from bot.cli.door import run
from bot.cli.library_options import StoreOptions
from bot.cli.library_tasks import LibraryOptions
from bot.cli.options import (
    Language,
    ModelOptions,
    NoticeOptions,
    ResultOptions,
    SourceLimitOptions,
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

AnswerForm = Literal["phrase", "sentences", "prose"]
FORMATS = ("text", "markdown", "json", "html")
Given = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="SOURCE",
        help="Files or http(s) addresses; - reads standard input. Or none, with --library.",
        show_default=False,
    ),
]
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
    limits: SourceLimitOptions,
    result: ResultOptions,
    notice: NoticeOptions,
    model: ModelOptions,
    stored: LibraryOptions,
    store: StoreOptions,
    sources: Given = None,
    length: Annotated[int, typer.Option("--length", metavar="WORDS", min=10, help="About so many words.")] = 120,
    focus: Annotated[
        str | None, typer.Option("--focus", metavar="TOPIC", help="What the summary is to be about.")
    ] = None,
    about: Annotated[
        str | None,
        typer.Option(
            "--about", metavar="TOPIC", help="With --library: what the briefing is about.", rich_help_panel="Library"
        ),
    ] = None,
    language: Language = None,
) -> None:
    """Summarize sources in statements that cite the exact words; or brief on a topic from the library.

    A briefing says what is agreed, what is disputed and by whom, and what changed, each statement with the words of
    every document that bears it out.

    \b
    Examples:
      onrecord summarize article.txt
      onrecord summarize https://example.org/news --length 60
      onrecord summarize hearing.pdf --focus "the budget" --output hearing.html
      pdftotext report.pdf - | onrecord summarize - --format json > report.json
      onrecord summarize --library --about "the quay bridge" --output bridge.html
    """
    stored.check(sources, store)
    view, settings = view_of(result, notice), model.settings(limits, language)
    if stored.library:
        if not (about or "").strip() or focus is not None:
            raise UsageError("A summary of the library is about something; name it with --about TOPIC.")
        task = library_tasks.briefing(about or "", length, stored.filter(), stored.most)
        run(library_tasks.perform(task, stored, store, settings, view, notice.notices()))
        return
    if about is not None:
        raise UsageError("--about goes with --library; for sources, say --focus TOPIC.")
    given = list(sources or ())
    check_sources(given)
    run(perform(given, settings, view, notice.notices(), lambda session: session.summarize(words=length, focus=focus)))


@with_options
def ask(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="In quotation marks, to be one word.")],
    limits: SourceLimitOptions,
    result: ResultOptions,
    notice: NoticeOptions,
    model: ModelOptions,
    stored: LibraryOptions,
    store: StoreOptions,
    sources: Given = None,
    speaker: Annotated[
        str | None,
        typer.Option(
            "--speaker", metavar="NAME", help="Only where this speaker is reported.", rich_help_panel="Library"
        ),
    ] = None,
    form: Annotated[
        AnswerForm | None,
        typer.Option(
            "--form",
            help="Of a model's answer: the few words that answer, the sources' own sentences, or the model's own "
            "statements; else as the question wants it.",
        ),
    ] = None,
    language: Language = None,
) -> None:
    """Answer a question from sources or from the library, or say that they do not answer it.

    \b
    Examples:
      onrecord ask "Who opposed the bridge?" council.txt
      onrecord ask "What did it cost?" report.pdf minutes.docx --format markdown
      onrecord ask "What did Quist say about the bridge?" --library --since 2031-01-01
      onrecord ask "Who opposed the bridge?" --library --dry-run
    """
    if not question.strip():
        raise UsageError("The question is empty; put it in quotation marks before the sources.")
    stored.check(sources, store)
    view, settings = view_of(result, notice), model.settings(limits, language)
    if stored.library:
        task = library_tasks.answering(question, stored.filter(speaker), stored.most)
        run(library_tasks.perform(task, stored, store, settings, view, notice.notices()))
        return
    if speaker is not None:
        raise UsageError("--speaker goes with --library; for sources, put the name in the question.")
    given = list(sources or ())
    check_sources(given)
    run(perform(given, settings, view, notice.notices(), lambda session: session.ask(question, form=form)))


@with_options
def stances(
    limits: SourceLimitOptions,
    result: ResultOptions,
    notice: NoticeOptions,
    model: ModelOptions,
    stored: LibraryOptions,
    store: StoreOptions,
    sources: Given = None,
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

    With --library: the matrix over all that is stored, who stands against whom and who changed, drawn over time in
    HTML, or as a picture of its own (--output FILE.svg).

    \b
    Examples:
      onrecord stances article.txt
      onrecord stances article.txt --target "the bridge should be built"
      onrecord stances march.txt june.txt --matrix --output council.html
      onrecord stances --library --target "the quay bridge" --output bridge.html
      onrecord stances --library --target "the quay bridge" --output bridge.svg
    """
    stored.check(sources, store)
    drawn = (*FORMATS, "svg") if matrix or stored.library else FORMATS
    view, settings = view_of(result, notice, drawn), model.settings(limits, language)
    targets = tuple(target or ())
    if any(not words.strip() for words in targets):
        raise UsageError("A target is empty; give --target a statement in quotation marks.")
    if stored.library:
        task = library_tasks.standing(targets, speaker, stored.filter(speaker), stored.most)
        run(library_tasks.perform(task, stored, store, settings, view, notice.notices()))
        return
    given = list(sources or ())
    check_sources(given)
    screen = MatrixScreen if matrix else Screen

    def start(session: Session) -> Run:
        return session.stances(targets=targets, speaker=speaker)

    run(perform(given, settings, view, notice.notices(), start, screen))
