"""Every store that there is, opened for a test, and small documents of invented people."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.language import read
from bot.library import open_store
from bot.library.protocol import Entry, Store
from bot.types import Document

if TYPE_CHECKING:
    from tests.servers.postgresql import Server

KINDS = ("sqlite", "postgresql")
"""The kinds of store that the suite runs on."""

COUNCIL = """Quay bridge gets its money

The harbour council of Vessby voted on Monday to build the quay bridge, at a cost of 3,200,000 crowns.
“We have waited nine years for this,” said Mara Quist, who chairs the council.
Tomas Elgin, the harbour master, said the bridge would slow the ferries by ten minutes.
“I will not sign it,” Elgin told reporters.
"""
SCHOOL = """School roof to be mended

Mara Quist said the roof of the school would be mended before the winter.
“The children cannot learn in the rain,” said Pelle Ödegård, who teaches there.
“The money is there,” said Jonas Quist, the treasurer.
"""


class Kind:
    """A kind of store. A folder stands for a store; on a server it has a database of its own.

    Args:
        name: one of ``KINDS``.
        server: where the databases are.
    """

    def __init__(self, name: str, server: Server | None = None) -> None:
        self.name = name
        self._server = server
        self._databases: dict[Path, str] = {}

    def address(self, folder: Path) -> str:
        """The address of the store that the folder stands for."""
        if self._server is None:
            return f"sqlite:{folder / 'library.sqlite3'}"
        if folder not in self._databases:
            self._databases[folder] = self._server.create()
        return self._server.address(self._databases[folder])

    def clear(self) -> None:
        """Take the databases away."""
        for database in self._databases.values():
            assert self._server is not None
            self._server.drop(database)


@asynccontextmanager
async def opened(kind: Kind | str, folder: Path) -> AsyncIterator[Store]:
    """An empty store of a kind, or the one that was made for the folder before. Just "sqlite" needs no server."""
    kind = Kind(kind) if isinstance(kind, str) else kind
    store = await open_store(kind.address(folder), folder)
    try:
        yield store
    finally:
        await store.aclose()


def document(text: str, *, published: str | None = None, publisher: str | None = None) -> Document:
    """A document with its first line for a title."""
    return Document.of(text, title=text.partition("\n")[0], published=published, publisher=publisher)


def entry(text: str, address: str, *, published: str | None = None, publisher: str | None = None) -> Entry:
    """An entry with its statements."""
    made = document(text, published=published, publisher=publisher)
    return Entry(made, address, read(made))
