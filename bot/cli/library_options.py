"""Options of the commands about the library, as values."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from bot.cli.options import OUTPUT, Output
from bot.console.files import check_writable, format_for, write_out
from bot.console.notices import terminal_width, wants_color
from bot.errors import UsageError

if TYPE_CHECKING:
    from bot.library.protocol import Filter, Store

LongFormat = Literal["text", "json"]

Only = Annotated[str | None, typer.Option("--collection", metavar="NAME", help="Only this collection.")]
PutOff = Annotated[
    bool, typer.Option("--put-off", help="Find out later, by library read, who said what: quicker by far.")
]


@dataclass(frozen=True, slots=True)
class StoreOptions:
    """Where the library is."""

    store: Annotated[
        str | None,
        typer.Option(
            "--store",
            metavar="ADDRESS",
            help="sqlite:PATH or postgresql://USER@HOST/DATABASE. Default: ONRECORD_STORE, else your own library.",
            show_default=False,
        ),
    ] = None

    def exists(self) -> bool:
        """Whether --store names one, which must then be there, or the one in force is there."""
        from bot.library import is_server, store_path

        address, home = self._place()
        return self.store is not None or is_server(address) or store_path(address, home).is_file()

    @asynccontextmanager
    async def opened(self, *, make: bool = False) -> AsyncIterator[Store]:
        """The store, closed at the end.

        Args:
            make: whether it is begun where it is not there. False: a library that was named must be there, and the
                user's own, not begun yet, is an empty one, of which nothing stays.

        Raises:
            StoreError: it cannot be opened, or is not there.
        """
        from bot.library import open_store, store_path

        address, home = self._place()
        with ExitStack() as passing:
            if not make and address is None and not store_path(None, home).exists():
                address = f"sqlite:{passing.enter_context(TemporaryDirectory(prefix='onrecord-'))}/empty"
                make = True
            store = await open_store(address, home, make=make)
            try:
                yield store
            finally:
                await store.aclose()

    def _place(self) -> tuple[str | None, Path]:
        """The address in force, None for the user's own library, and the folder of the local store."""
        from bot.config import load_settings

        settings = load_settings({"store": self.store})
        return None if settings.store is None else settings.store.reveal(), settings.home


@dataclass(frozen=True, slots=True)
class FilterOptions:
    """Which documents count."""

    collection: Only = None
    speaker: Annotated[str | None, typer.Option("--speaker", metavar="NAME", help="Only what this speaker said.")] = (
        None
    )
    since: Annotated[str | None, typer.Option("--since", metavar="DAY", help="Published on this day or later.")] = None
    until: Annotated[str | None, typer.Option("--until", metavar="DAY", help="Published on this day or before.")] = None
    source: Annotated[
        str | None, typer.Option("--source", metavar="TEXT", help="A part of the address or of the publisher's name.")
    ] = None

    def filter(self) -> Filter:
        """The filter.

        Raises:
            UsageError: a day is none.
        """
        from bot.library.protocol import Filter
        from bot.library.search import day

        since, until = day(self.since, "--since"), day(self.until, "--until")
        return Filter(self.collection, self.speaker, since, until, self.source)


@dataclass(frozen=True, slots=True)
class ViewOptions:
    """How it is written, and where."""

    format: Annotated[
        LongFormat | None,
        typer.Option("--format", "-f", help="Default: what the name of --output says, else text.",
                     rich_help_panel=OUTPUT, show_default=False),
    ] = None  # fmt: skip
    output: Output = None

    def write(self, text: Callable[[int, bool], str], json: Callable[[], str]) -> None:
        """Write one of the two; ``text`` is given the width in cells, and whether colour may be used."""
        check_writable(self.output)
        if format_for(self.output, self.format, ("text", "json")) == "json":
            write_out(json(), self.output)
        elif self.output is None:
            write_out(text(terminal_width(sys.stdout), wants_color(sys.stdout)), None)
        else:
            write_out(text(80, False), self.output)


def collection_named(name: str | None) -> str:
    """The collection to add to.

    Raises:
        UsageError: it is no name.
    """
    from bot.library.protocol import COLLECTION

    if name is None:
        return COLLECTION
    if not name.strip() or not name.isprintable() or len(name) > 100:
        raise UsageError("A collection's name has one to a hundred visible characters.")
    return name.strip()
