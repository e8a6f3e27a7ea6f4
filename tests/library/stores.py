"""Every store that there is, opened for a test, and small documents of invented people."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.language import read
from bot.library.protocol import Entry, Store
from bot.library.sqlite import SqliteStore
from bot.types import Document

KINDS = ("sqlite",)
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


@asynccontextmanager
async def opened(kind: str, folder: Path) -> AsyncIterator[Store]:
    """An empty store of a kind, or the one that was made in the folder before."""
    assert kind == "sqlite"
    store = await SqliteStore.open(folder / "library.sqlite3")
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
