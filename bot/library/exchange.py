"""A library as JSON lines, to be carried to another store: ``onrecord/library/1``.

The first line is ``{"schema": "onrecord/library/1"}``. Each further line is a version of a document, oldest first:
``{"collection", "address", "added", "current", "id", "text", "about"}``. Statements are not in it: whoever imports
finds them anew in the text, and so need not believe the file.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from typing import Any, BinaryIO, Final, get_args

from bot.errors import UsageError, shown
from bot.library.adding import Keeping, is_full
from bot.library.protocol import Entry, Outcome, Store
from bot.library.readers import Readers
from bot.library.shaping import plain
from bot.storage import about, document_of, text_bytes
from bot.types import Document, DocumentKind

SCHEMA: Final = "onrecord/library/1"
LONGEST_LINE: Final = 400_000_000
"""Bytes of a line at the most: the largest source that is read, each character as an escape, and then some."""


async def exported(store: Store, collection: str | None = None) -> AsyncIterator[bytes]:
    """The lines of an export, each with its line feed."""
    yield _line({"schema": SCHEMA})
    async for version, document in store.kept(collection):
        yield _line(
            {
                "collection": version.collection,
                "address": version.address,
                "added": version.added,
                "current": version.current,
                "id": document.id,
                "text": document.text,
                "about": about(document),
            }
        )


async def imported(
    store: Store, lines: BinaryIO, *, collection: str | None = None, put_off: bool = False
) -> AsyncIterator[Outcome]:
    """Add an export's versions, a batch at a time; importing twice changes nothing.

    Args:
        store: where to.
        lines: the export.
        collection: put all of it into this collection; None: each version into its own.
        put_off: leave the statements for ``read_put_off``.

    Raises:
        UsageError: a line that is none of an export; what was yielded before is kept.
    """
    async with Readers() as readers:
        keeping = Keeping(store, readers, put_off=put_off)
        try:
            for batch, into in _batches(_entries(lines), collection):
                async for _, outcomes in keeping.keep(batch, into):
                    for outcome in outcomes:
                        yield outcome
            async for _, outcomes in keeping.rest():
                for outcome in outcomes:
                    yield outcome
        finally:
            await keeping.stop()


def _batches(entries: Iterator[tuple[Entry, str]], collection: str | None) -> Iterator[tuple[list[Entry], str]]:
    """Entries in batches, each of one collection. What stands before a broken line is handed on first."""
    batch: list[Entry] = []
    into = ""
    broken: UsageError | None = None
    while True:
        try:
            entry, named = next(entries)
        except StopIteration:
            break
        except UsageError as error:
            broken = error
            break
        wanted = collection or named
        if batch and (wanted != into or is_full(batch)):
            yield batch, into
            batch = []
        into = wanted
        batch.append(entry)
    if batch:
        yield batch, into
    if broken is not None:
        raise broken


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii") + b"\n"


def _entries(lines: BinaryIO) -> Iterator[tuple[Entry, str]]:
    """Each version of an export and its collection."""
    head = lines.readline(4096)
    try:
        if json.loads(head)["schema"] != SCHEMA:
            raise ValueError
    except (ValueError, TypeError, KeyError):
        raise UsageError(f"The file is no export of a library: its first line does not say {SCHEMA}.") from None
    number = 1
    while line := lines.readline(LONGEST_LINE):
        number += 1
        try:
            yield _entry(json.loads(line))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise UsageError(f"Line {number} of the export is broken ({shown(error, 80)}); export it again.") from None


def _entry(value: dict[str, Any]) -> tuple[Entry, str]:
    document = document_of(value["id"], text_bytes(value["text"]), json.dumps(value["about"]))
    collection, address, added, current = (value[key] for key in ("collection", "address", "added", "current"))
    if not (isinstance(current, bool) and all(isinstance(x, str) and x for x in (collection, address))):
        raise ValueError("a field is of the wrong type")
    datetime.fromisoformat(added)
    _check(document)
    return Entry(document, plain(address), None, added, current), plain(collection)


def _check(document: Document) -> None:
    """See that a document is one: its facts are texts or None, its turns and pages lie inside the text, in order.

    Raises:
        ValueError, TypeError: it is none.
    """
    facts = (document.title, document.uri, document.published, document.publisher)
    speakers = [turn.speaker for turn in document.turns]
    if document.kind not in get_args(DocumentKind) or not all(isinstance(fact, str | None) for fact in facts):
        raise ValueError("a fact about the document is of the wrong type")
    if not all(isinstance(name, str) for name in speakers):
        raise ValueError("a speaker is no text")
    size = len(document.text)
    for parts in (document.turns, document.pages):
        at = 0
        for part in parts:
            if not at <= part.start <= part.end <= size:
                raise ValueError("a part of the document lies outside its text")
            at = part.end
    if not all(0 <= turn.label_start <= turn.label_end <= size for turn in document.turns):
        raise ValueError("a label lies outside the text")
