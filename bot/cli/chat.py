"""``chat``: questions and answers over the same sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.door import run
from bot.cli.options import Language, ModelOptions, NoticeOptions, SourceLimitOptions, with_options

if TYPE_CHECKING:
    from bot.config import Settings


@with_options
def chat(
    limits: SourceLimitOptions,
    notice: NoticeOptions,
    model: ModelOptions,
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="SOURCE", help="Files or http(s) addresses; more with /add.", show_default=False),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--continue", "-c", help="Take the last conversation up again, its sources with it.")
    ] = False,
    language: Language = None,
) -> None:
    """Ask and answer over the same sources; /help in the chat lists its commands.

    \b
    Conversations are kept on this machine alone, in a file that only you can read.
    Through a pipe, every line is a question or a command.

    \b
    Examples:
      onrecord chat council.txt
      onrecord chat --continue
      printf 'Who opposed it?\\n/stances\\n' | onrecord chat council.txt
    """
    from dataclasses import replace

    from bot.chat import Opening, converse
    from bot.console.screen import View

    def settings_for(name: str | None) -> Settings:
        return (model if name is None else replace(model, model=name)).settings(limits, language)

    view = View(verbose=notice.verbose, quiet=True, no_color=notice.no_color)
    opening = Opening(tuple(sources or ()), resume, settings_for, view, notice.notices())

    async def work() -> None:
        if code := await converse(opening):
            raise typer.Exit(code)

    run(work())
