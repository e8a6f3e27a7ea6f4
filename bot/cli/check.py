"""``check``: somebody's draft held against sources, statement by statement and quotation by quotation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.door import run
from bot.cli.options import ModelOptions, NoticeOptions, ResultOptions, SourceLimitOptions, with_options
from bot.cli.tasks import view_of
from bot.console.drafts import names_source
from bot.console.following import follow, waiting_for, warm_up
from bot.console.reading import STDIN, check_sources, read_sources
from bot.console.screen import Screen
from bot.errors import UsageError, VerificationFailed, shown

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.console.notices import Notices
    from bot.console.screen import View
    from bot.types import Document


@with_options
def check(
    draft: Annotated[
        str,
        typer.Argument(
            metavar="DRAFT",
            help="A file or an address, - for standard input, or a sentence in quotation marks.",
            show_default=False,
        ),
    ],
    limits: SourceLimitOptions,
    result: ResultOptions,
    notice: NoticeOptions,
    model: ModelOptions,
    against: Annotated[
        list[str] | None,
        typer.Option("--against", "-a", metavar="SOURCE", help="A source: a file or an address; more may follow it."),
    ] = None,
    more: Annotated[
        list[str] | None, typer.Argument(metavar="[SOURCE]...", help="More sources.", show_default=False)
    ] = None,
) -> None:
    """Check a draft against its sources: what they carry, contradict or do not state, and every quotation.

    Exits 0 where nothing is contradicted and every quotation is verbatim, and 1 where anything is not.

    \b
    Examples:
      onrecord check draft.md --against interview.txt report.pdf
      onrecord check draft.txt --against https://example.org/news --output check.html
      onrecord check "The bridge cost 4 million." --against council.txt
      pandoc draft.docx -t plain | onrecord check - --against notes.txt --format json
    """
    if not draft.strip():
        raise UsageError("The draft is empty; give a file, an address, or a sentence in quotation marks.")
    sources = [*(against or ()), *(more or ())]
    if not sources:
        raise UsageError("There is nothing to check the draft against; name a source with --against.")
    check_sources(sources, taken="the draft is read from it" if draft == STDIN else None)
    view, settings = view_of(result, notice), model.settings(limits)
    run(_perform(draft, sources, settings, view, notice.notices()))


async def _perform(draft: str, sources: list[str], settings: Settings, view: View, notices: Notices) -> None:
    """Read draft and sources, check, write the check.

    Raises:
        VerificationFailed: something is contradicted or a quotation is not verbatim; the check is written first.
    """
    from bot.render.check_words import verdict_in_short
    from bot.session import Session

    warm_up(settings)
    text = await _draft(draft, settings, notices)
    documents = await read_sources(sources, settings, notices)
    session = await Session.open(settings)
    try:
        for document in documents:
            session.add_document(document)
        work = session.check(text)
        await follow(work, Screen(view, session.readings), notices, waiting_for(session))
        if view.output is not None:
            notices.say(f"Written to {shown(view.output)}.")
        if wrong := verdict_in_short(work.result):
            name = "standard input" if draft == STDIN else shown(draft, 60)
            raise VerificationFailed(f"{name}: {wrong}.")
    finally:
        await session.aclose()


async def _draft(draft: str, settings: Settings, notices: Notices) -> Document:
    """The draft: a file, an address, standard input, or else the words themselves; one word alone is no statement.

    Raises:
        SourceError: it cannot be read.
    """
    from bot.types import Document

    words = draft.strip()
    if len(words.split()) == 1 or names_source(words):
        return (await read_sources([words], settings, notices))[0]
    return Document.of(words)
