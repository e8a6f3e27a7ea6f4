"""The outermost door: every command goes in here, and every failure comes out as a sentence and an exit code."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, Final, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from bot.cli.options import MODEL, OUTPUT
from bot.console.failures import tell
from bot.console.notices import Notices, is_terminal

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

COMMANDS: Final = "onrecord.commands"
"""The entry point group by which other parts add commands: name = "module:app", a ``typer.Typer``."""

INTERRUPTED: Final = 130
BROKEN_PIPE: Final = 141
SECTIONS: Final = ("Arguments", "Options", OUTPUT, MODEL)


def enter() -> NoReturn:
    """Run the command that the process was started with, and exit with its code."""
    try:
        _fit_streams()
        from bot.cli.app import app

        app(prog_name="onrecord")
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    sys.exit(0)


def run(work: Coroutine[Any, Any, None]) -> None:
    """Run a command's work: the only ``asyncio.run`` of the product.

    Raises:
        KeyboardInterrupt: it was ended by Ctrl-C.
    """
    import asyncio  # --help is quicker without it

    from bot.console.interrupts import cancelled_by_ctrl_c

    async def main() -> None:
        task = asyncio.ensure_future(work)
        with cancelled_by_ctrl_c(task):
            await task

    try:
        asyncio.run(main())
    except asyncio.CancelledError:
        raise KeyboardInterrupt from None


class Command(TyperCommand):
    """A command whose help lists its options in named groups, on any terminal and in a pipe."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        sections: dict[str, list[tuple[str, str]]] = {title: [] for title in SECTIONS}
        for param in self.get_params(ctx):
            record = param.get_help_record(ctx)
            if record is not None:
                argument = param.param_type_name == "argument"
                title = "Arguments" if argument else getattr(param, "rich_help_panel", None) or "Options"
                sections.setdefault(title, []).append(record)
        for title, records in sections.items():
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)


class Group(TyperGroup):
    """A group of commands that shows plain help."""


class Door(Group):
    """The group of all commands: knows those of other parts, and turns failures into sentences."""

    def list_commands(self, ctx: Any) -> list[str]:
        own = super().list_commands(ctx)
        return [*own, *(name for name in _added() if name not in own)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        command = super().get_command(ctx, cmd_name)
        if command is None and cmd_name in _added():  # named in --help, which must not load what it lists
            return TyperCommand(cmd_name, help=f"See onrecord {cmd_name} --help.")
        return command

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if super().get_command(ctx, args[0]) is None and (entry := _added().get(args[0])) is not None:
            return args[0], _load(entry), args[1:]
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        try:
            outcome = super().invoke(ctx)
            sys.stdout.flush()
        except (typer.Exit, typer.Abort, TyperException):
            raise
        except BrokenPipeError:
            _let_go_of_output()
            raise typer.Exit(BROKEN_PIPE) from None
        except KeyboardInterrupt:
            Notices().insist("Interrupted.")
            raise typer.Exit(INTERRUPTED) from None
        except Exception as error:
            raise typer.Exit(tell(error, Notices())) from error
        return outcome


def _added() -> dict[str, EntryPoint]:
    """The commands of other parts, by name; reads their metadata, not their code."""
    from importlib.metadata import entry_points

    return {entry.name: entry for entry in entry_points(group=COMMANDS)}


def _load(entry: EntryPoint) -> Any:
    command = typer.main.get_command(entry.load())
    command.name = entry.name
    return command


def _fit_streams() -> None:
    """UTF-8 into files and pipes whatever the locale says, and no exception for a letter a terminal lacks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = None if is_terminal(stream) else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def _let_go_of_output() -> None:
    """Nobody reads any more: let what is still buffered go nowhere, so that the exit is a quiet one."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
