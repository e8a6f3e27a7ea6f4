"""``quotes``: every reported statement, with who said it. No model is asked."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bot.cli.door import run
from bot.cli.options import NoticeOptions, QuoteResultOptions, SourceLimitOptions, Sources, with_options
from bot.console.files import check_writable, format_for, write_out
from bot.console.notices import terminal_width, wants_color
from bot.console.reading import check_sources, read_sources

if TYPE_CHECKING:
    from bot.types import Reading, SpeechKind

FORMATS = ("text", "markdown", "json", "csv")


@with_options
def quotes(
    sources: Sources,
    limits: SourceLimitOptions,
    result: QuoteResultOptions,
    notice: NoticeOptions,
    speaker: Annotated[
        str | None, typer.Option("--speaker", metavar="NAME", help="Only what this speaker said.")
    ] = None,
    kind: Annotated[
        Literal["direct", "mixed", "indirect"] | None,
        typer.Option("--kind", help="Only word for word, only in part, or only reported."),
    ] = None,
) -> None:
    """List every reported statement with its speaker. Needs no model.

    \b
    Examples:
      onrecord quotes article.txt
      onrecord quotes hearing.pdf --speaker Halloran --kind direct
      onrecord quotes *.txt --output quotes.csv
    """
    check_sources(sources)
    check_writable(result.output)
    look = format_for(result.output, result.format, FORMATS)

    async def work() -> None:
        from bot.language import read

        settings = limits.settings()
        notices = notice.notices()
        readings = [read(document) for document in await read_sources(sources, settings, notices)]
        colored = result.output is None and wants_color(sys.stdout, notice.no_color)
        write_out(_rendered(readings, look, speaker, kind, colored), result.output)

    run(work())


def _rendered(readings: list[Reading], look: str, speaker: str | None, kind: SpeechKind | None, colored: bool) -> str:
    from bot.render import quotes_csv, quotes_json, quotes_markdown, quotes_text

    if look == "text":
        width = terminal_width(sys.stdout)
        return quotes_text(readings, speaker=speaker, kind=kind, width=width, color=colored)
    write = {"markdown": quotes_markdown, "json": quotes_json, "csv": quotes_csv}[look]
    return write(readings, speaker=speaker, kind=kind)
