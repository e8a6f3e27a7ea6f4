"""The table of commands."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from bot.cli import library, prompts, slack, tasks
from bot.cli.add import add
from bot.cli.batch import batch
from bot.cli.chat import chat
from bot.cli.check import check
from bot.cli.doctor import doctor, models
from bot.cli.door import Command, Door
from bot.cli.quotes import quotes
from bot.cli.verify import verify

EPILOG: Final = """\b
Start here:
  onrecord summarize article.txt
  onrecord stances article.txt
  onrecord ask "Who opposed it?" article.txt
  onrecord chat article.txt
  onrecord doctor

Exit codes: 0 done, 1 a result or a checked draft does not hold, 2 wrong words or settings, 3 a source, 4 a prompt,
5 the model, 6 the local store, 130 interrupted.
"""

app = typer.Typer(
    cls=Door,
    help="Who said what, where each speaker stands, and what the text answers: every statement with its exact words.",
    epilog=EPILOG,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            number = version("onrecord")
        except PackageNotFoundError:
            number = "(not installed)"
        typer.echo(f"onrecord {number}")
        raise typer.Exit


@app.callback()
def _door(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    pass


app.command(cls=Command)(tasks.summarize)
app.command(cls=Command)(tasks.stances)
app.command(cls=Command)(tasks.ask)
app.command(cls=Command)(check)
app.command(cls=Command)(quotes)
app.command(cls=Command)(chat)
app.command(cls=Command)(verify)
app.command(cls=Command)(add)
app.command(cls=Command)(batch)
app.add_typer(library.app, name="library")
app.add_typer(slack.app, name="slack")
app.add_typer(prompts.app, name="prompts")
app.command(cls=Command)(models)
app.command(cls=Command)(doctor)
