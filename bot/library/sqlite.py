"""The embedded store: one SQLite file that its owner alone can read, with full text search by FTS5.

SQLite calls block, so each runs in the store's one thread, in the order asked for. What can be worked out of a
document is worked out before its transaction begins, so that other processes wait for writing alone.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from bot.language.dates import published_day
from bot.library import sqlite_alike as likeness
from bot.library import sqlite_index as index
from bot.library import sqlite_search as searching
from bot.library.protocol import (
    COLLECTION,
    EVERYTHING,
    PUT_OFF_CHARACTERS,
    Alike,
    Entry,
    Filter,
    Outcome,
    PassageHit,
    PassageText,
    Signature,
    StatementHit,
    Stats,
    VectorCount,
    Version,
)
from bot.library.shape import Shape, shape_of, source_key, version_of
from bot.library.shaping import Bounds, plain
from bot.library.sqlite_schema import CACHE_KILOBYTES, LOG_PAGES, SCHEMA
from bot.library.sqlite_search import SELECT_VERSION
from bot.storage import about, document_of, open_database, snapshot, text_bytes, told, transaction
from bot.types import Document

_T = TypeVar("_T")


class SqliteStore:
    """A ``Store`` in an SQLite file; open it with ``await SqliteStore.open(path)``."""

    def __init__(self, connection: sqlite3.Connection, path: Path, thread: ThreadPoolExecutor) -> None:
        self._connection = connection
        self._thread = thread
        self.path = path

    @classmethod
    async def open(cls, path: Path, *, private_folder: bool = False) -> SqliteStore:
        """Open a file, making or migrating it as needed.

        Args:
            path: the file.
            private_folder: whether its folder is ours alone too, and is to be shut to others.

        Raises:
            StoreError: no permission, not our file, broken, or written by a newer version.
        """
        thread = ThreadPoolExecutor(1, thread_name_prefix="onrecord-library")

        def work() -> sqlite3.Connection:
            connection = open_database(path, SCHEMA, private_folder=private_folder)
            connection.execute(f"PRAGMA cache_size = -{CACHE_KILOBYTES}")
            connection.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
            return connection

        try:
            connection = await asyncio.get_running_loop().run_in_executor(thread, work)
        except BaseException:
            thread.shutdown(wait=False)
            raise
        return cls(connection, path, thread)

    async def add(self, entries: Sequence[Entry], *, collection: str = COLLECTION) -> tuple[Outcome, ...]:
        """See ``Store.add``."""

        def work() -> tuple[Outcome, ...]:
            shapes = [shape_of(entry) for entry in entries]
            with transaction(self._connection) as cursor:
                speakers = index.Speakers(cursor)
                return tuple(
                    _added(cursor, entry, made, collection, speakers)
                    for entry, made in zip(entries, shapes, strict=True)
                )

        return await self._do(work)

    async def read_already(self, document_ids: Collection[str]) -> frozenset[str]:
        """See ``Store.read_already``."""
        sql = "SELECT id FROM document WHERE read AND id IN (SELECT value FROM json_each(?))"
        rows = await self._rows(sql, (json.dumps(list(document_ids)),))
        return frozenset(row[0] for row in rows)

    async def put_off(self, limit: int) -> tuple[Document, ...]:
        """See ``Store.put_off``."""

        def work() -> tuple[Document, ...]:
            found: list[Document] = []
            rows = self._connection.execute(
                "SELECT d.id, d.text, v.about, max(v.number) FROM document d JOIN version v ON v.document = d.number"
                " WHERE NOT d.read AND v.current GROUP BY d.number ORDER BY d.number LIMIT ?",
                (limit,),
            )
            characters = 0
            while characters < PUT_OFF_CHARACTERS and (row := rows.fetchone()):
                found.append(document_of(*row[:3]))
                characters += len(found[-1].text)
            return tuple(found)

        return await self._look(work)

    async def keep_readings(self, entries: Sequence[Entry]) -> None:
        """See ``Store.keep_readings``."""

        def work() -> None:
            shapes = [shape_of(entry) for entry in entries]
            with transaction(self._connection) as cursor:
                speakers = index.Speakers(cursor)
                for entry, made in zip(entries, shapes, strict=True):
                    _read(cursor, entry, made, speakers)

        await self._do(work)

    async def document(self, document_id: str, address: str | None = None) -> Document | None:
        """See ``Store.document``."""
        rows = await self._rows(
            "SELECT d.id, d.text, v.about FROM document d JOIN version v ON v.document = d.number WHERE d.id = ?"
            " ORDER BY v.address = ? DESC, v.current DESC, v.number DESC LIMIT 1",
            (plain(document_id), plain(address or "")),
        )
        with told(self.path, SCHEMA):
            return document_of(*rows[0]) if rows else None

    async def versions(self, filter: Filter = EVERYTHING, limit: int | None = None) -> tuple[Version, ...]:
        """See ``Store.versions``."""

        def work() -> tuple[Version, ...]:
            where, values = searching.conditions(self._connection, filter)
            sql = f"{SELECT_VERSION} WHERE {where} ORDER BY v.number DESC LIMIT ?"
            return tuple(map(version_of, self._connection.execute(sql, (*values, -1 if limit is None else limit))))

        return await self._look(work)

    async def find(self, name: str, collection: str | None = None) -> tuple[Version, ...]:
        """See ``Store.find``."""
        name = plain(name)
        prefix = name if name.startswith("sha256:") else f"sha256:{name}"
        rows = await self._rows(
            f"{SELECT_VERSION} WHERE (v.address = :name OR (d.id >= :prefix AND d.id < :prefix || 'g'))"
            " AND (:collection IS NULL OR v.collection = :collection) ORDER BY v.number DESC",
            {"name": name, "prefix": prefix, "collection": collection},
        )
        return tuple(map(version_of, rows))

    async def remove(self, versions: Collection[Version], *, erase: bool = False) -> int:
        """See ``Store.remove``."""

        def work() -> int:
            with transaction(self._connection) as cursor:
                return sum(_removed(cursor, version, erase) for version in versions)

        return await self._do(work)

    async def passages(
        self, question: str, filter: Filter = EVERYTHING, *, limit: int = 10, context: int = 0
    ) -> tuple[PassageHit, ...]:
        """See ``Store.passages``."""
        return await self._look(lambda: searching.passages(self._connection, question, filter, limit, context))

    async def statements(
        self, question: str, filter: Filter = EVERYTHING, *, limit: int = 10
    ) -> tuple[StatementHit, ...]:
        """See ``Store.statements``."""
        return await self._look(lambda: searching.statements(self._connection, question, filter, limit))

    async def without_vectors(self, model: str, limit: int, after: int = 0) -> tuple[PassageText, ...]:
        """See ``Store.without_vectors``."""
        return await self._look(lambda: likeness.without_vectors(self._connection, model, limit, after))

    async def keep_vectors(self, model: str, vectors: Sequence[tuple[int, bytes]]) -> None:
        """See ``Store.keep_vectors``."""
        await self._change(lambda cursor: likeness.keep_vectors(cursor, model, vectors))

    async def vector_count(self, model: str) -> VectorCount:
        """See ``Store.vector_count``."""
        return await self._look(lambda: likeness.vector_count(self._connection, model))

    async def nearest(
        self, model: str, vector: bytes, filter: Filter = EVERYTHING, *, limit: int = 10, context: int = 0
    ) -> tuple[PassageHit, ...]:
        """See ``Store.nearest``."""
        return await self._look(lambda: likeness.nearest(self._connection, model, vector, filter, limit, context))

    async def unsigned(self, limit: int) -> tuple[tuple[str, str], ...]:
        """See ``Store.unsigned``."""
        return await self._look(lambda: likeness.unsigned(self._connection, limit))

    async def keep_signatures(self, signatures: Sequence[Signature]) -> None:
        """See ``Store.keep_signatures``."""
        await self._change(lambda cursor: likeness.keep_signatures(cursor, signatures))

    async def alike(self, document_ids: Collection[str], filter: Filter = EVERYTHING) -> tuple[Alike, ...]:
        """See ``Store.alike``."""
        return await self._look(lambda: likeness.alike(self._connection, document_ids, filter))

    async def stats(self) -> Stats:
        """See ``Store.stats``."""
        return await self._look(lambda: searching.stats(self._connection))

    async def kept(self, collection: str | None = None) -> AsyncIterator[tuple[Version, Document]]:
        """See ``Store.kept``."""
        last = 0
        sql = (
            f"{SELECT_VERSION.replace(' FROM', ', v.number, d.text, v.about FROM', 1)} WHERE v.number > ?"
            " AND (? IS NULL OR v.collection = ?) ORDER BY v.number LIMIT 1"
        )
        while rows := await self._rows(sql, (last, collection, collection)):
            *listed, last, text, described = rows[0]
            version = version_of(listed)
            with told(self.path, SCHEMA):
                document = document_of(version.document_id, text, described)
            yield version, document

    async def aclose(self) -> None:
        """See ``Store.aclose``."""
        try:
            await asyncio.get_running_loop().run_in_executor(self._thread, self._connection.close)
        except RuntimeError:  # closed before
            return
        self._thread.shutdown()

    async def _do(self, work: Callable[[], _T]) -> _T:
        """Have blocking work done in the store's thread."""

        def in_words() -> _T:
            with told(self.path, SCHEMA):
                return work()

        return await asyncio.get_running_loop().run_in_executor(self._thread, in_words)

    async def _change(self, work: Callable[[sqlite3.Cursor], None]) -> None:
        """Have a change made in the store's thread, all of it or nothing."""

        def at_once() -> None:
            with transaction(self._connection) as cursor:
                work(cursor)

        await self._do(at_once)

    async def _look(self, work: Callable[[], _T]) -> _T:
        """Have reading work done in the store's thread, all of it of one moment."""

        def at_once() -> _T:
            with snapshot(self._connection):
                return work()

        return await self._do(at_once)

    async def _rows(self, sql: str, values: Sequence[object] | dict[str, object]) -> list[tuple[Any, ...]]:
        return await self._do(lambda: self._connection.execute(sql, values).fetchall())


def _added(cursor: sqlite3.Cursor, entry: Entry, made: Shape, collection: str, speakers: index.Speakers) -> Outcome:
    document, address = entry.document, entry.address
    known = cursor.execute("SELECT number FROM document WHERE id = ?", (document.id,)).fetchone()
    number = int(known[0]) if known else _content(cursor, document, made.passages)
    _read(cursor, entry, made, speakers)
    here = cursor.execute(
        "SELECT document, current FROM version WHERE collection = ? AND address = ? ORDER BY current DESC, number DESC",
        (collection, address),
    ).fetchall()
    if (number, 1) in here or (not entry.current and any(row[0] == number for row in here)):
        return "unchanged"
    if entry.current:
        cursor.execute(
            "UPDATE version SET current = 0 WHERE collection = ? AND address = ? AND current", (collection, address)
        )
    _version(cursor, entry, number, collection)
    if any(row[0] != number for row in here):
        return "changed"
    return "copy" if known else "new"


def _read(cursor: sqlite3.Cursor, entry: Entry, made: Shape, speakers: index.Speakers) -> None:
    """Keep the statements of a document, if they are known by now."""
    if made.statements is not None:
        index.add_statements(cursor, entry.document.id, entry.document.text, made.statements, speakers)


def _content(cursor: sqlite3.Cursor, document: Document, cut: Sequence[Bounds]) -> int:
    """Keep a document's text and passages; returns its number."""
    cursor.execute(
        "INSERT INTO document (id, characters, text) VALUES (?, ?, ?)",
        (document.id, len(document.text), text_bytes(document.text)),
    )
    number = int(cursor.lastrowid or 0)
    index.add_passages(cursor, number, document.text, cut)
    return number


def _version(cursor: sqlite3.Cursor, entry: Entry, number: int, collection: str) -> None:
    document = entry.document
    day = published_day(document.published)
    cursor.execute(
        "INSERT INTO version (collection, address, document, current, added, day, source, about)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(collection, entry.address, number, int(entry.current)),
            entry.added or datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
            None if day is None else day.isoformat(),
            source_key(f"{entry.address}\n{document.publisher or ''}"),
            json.dumps(about(document)),
        ),
    )
    index.add_title(cursor, int(cursor.lastrowid or 0), document.title)


def _removed(cursor: sqlite3.Cursor, version: Version, erase: bool) -> int:
    """Take a version out; returns 1 where its document's text is gone with it."""
    row = cursor.execute("SELECT number FROM document WHERE id = ?", (version.document_id,)).fetchone()
    if row is None:
        return 0
    which = (version.collection, version.address, row[0])
    where = "WHERE collection = ? AND address = ? AND document = ?"
    if not erase:
        cursor.execute(f"UPDATE version SET current = 0 {where}", which)  # noqa: S608
        return 0
    index.erase_titles(cursor, f"SELECT number FROM version {where}", which)  # noqa: S608
    cursor.execute(f"DELETE FROM version {where}", which)  # noqa: S608
    if cursor.execute("SELECT 1 FROM version WHERE document = ?", row).fetchone():
        return 0
    index.erase(cursor, row[0])
    return 1
