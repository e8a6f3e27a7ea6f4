"""The store on a PostgreSQL server, for many machines at once: the same protocol and words, nearly the same ranks.

Whoever adds holds an advisory lock for the time of a transaction, so that one writes at a time; all that can be worked
out of documents is worked out before, by as many as there are. Searches wait for nobody.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import partial
from typing import Any, Final, TypeVar

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from bot.errors import StoreError, UsageError, shown
from bot.library import postgres_alike as likeness
from bot.library import postgres_index as index
from bot.library import postgres_search as searching
from bot.library.postgres_index import Cursor, kept
from bot.library.postgres_schema import LOCK, SCHEMA, Connection, migrate
from bot.library.postgres_search import SELECT_VERSION
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
from bot.library.shape import version_of
from bot.storage import document_of
from bot.types import Document

_T = TypeVar("_T")

CONNECTIONS: Final = 8
"""Connections of one store at the most; one is enough until several things are asked at the same time."""
CONNECTS_WITHIN: Final = 10
"""Seconds that a server has to answer, where the address does not say connect_timeout."""
WAITS: Final = "60s"
"""How long to wait for another program that is adding."""
ABANDONED: Final = "300s"
"""After how much silence inside a transaction the server may take its maker for dead, and let go of the lock."""


class PostgresStore:
    """A ``Store`` on a server; open it with ``await PostgresStore.open(address)``."""

    def __init__(self, pool: AsyncConnectionPool[Connection], place: str) -> None:
        self._pool = pool
        self.place = place

    @classmethod
    async def open(cls, address: str) -> PostgresStore:
        """Connect, and make or migrate the tables as needed.

        Args:
            address: postgresql://USER:PASSWORD@HOST:PORT/DATABASE, or what else libpq takes for one.

        Raises:
            UsageError: it is no such address.
            StoreError: the server cannot be reached, refuses, or was written to by a newer version.
        """
        place = _place(address)
        with _told(place):
            # One by hand: it says why it fails, and a pool only that it did.
            connection = await psycopg.AsyncConnection.connect(
                address, autocommit=True, connect_timeout=_timeout(address)
            )
            async with connection:
                await _configure(connection)
                await migrate(connection)
            pool = AsyncConnectionPool(
                address,
                connection_class=psycopg.AsyncConnection[tuple[Any, ...]],
                kwargs={"autocommit": True, "connect_timeout": _timeout(address)},
                min_size=1,
                max_size=CONNECTIONS,
                open=False,
                configure=_configure,
                check=AsyncConnectionPool.check_connection,
                timeout=_timeout(address),
                reconnect_timeout=_timeout(address),
            )
            await pool.open(wait=True, timeout=_timeout(address))
        return cls(pool, place)

    async def add(self, entries: Sequence[Entry], *, collection: str = COLLECTION) -> tuple[Outcome, ...]:
        """See ``Store.add``."""
        ids = [entry.document.id for entry in entries]

        async def known(cursor: Cursor) -> dict[str, bool]:
            await cursor.execute("SELECT id, read FROM document WHERE id = ANY(%s)", (ids,))
            return dict(await cursor.fetchall())

        stored = await self._look(known)

        def work_out() -> list[index.Ready]:
            return [
                index.ready(entry, known=entry.document.id in stored, read=stored.get(entry.document.id, False))
                for entry in entries
            ]

        with _told(self.place):
            batch = await asyncio.to_thread(work_out)
        outcomes = await self._change(partial(index.add, batch=batch, collection=collection))
        await self._tend()
        return outcomes

    async def read_already(self, document_ids: Collection[str]) -> frozenset[str]:
        """See ``Store.read_already``."""
        rows = await self._rows("SELECT id FROM document WHERE read AND id = ANY(%s)", (list(document_ids),))
        return frozenset(row[0] for row in rows)

    async def put_off(self, limit: int) -> tuple[Document, ...]:
        """See ``Store.put_off``."""
        rows = await self._rows(
            "SELECT id, text, about FROM (SELECT DISTINCT ON (d.number) d.number, d.id, d.text, v.about,"
            " sum(d.characters) OVER (ORDER BY d.number) - d.characters AS before"
            " FROM (SELECT * FROM document d WHERE NOT d.read AND EXISTS (SELECT 1 FROM version v"
            " WHERE v.document = d.number AND v.current) ORDER BY d.number LIMIT %s) AS d"
            " JOIN version v ON v.document = d.number AND v.current ORDER BY d.number, v.number DESC) AS unread"
            " WHERE before < %s ORDER BY number",
            (limit, PUT_OFF_CHARACTERS),
        )
        with _told(self.place):
            return tuple(document_of(*row) for row in rows)

    async def keep_readings(self, entries: Sequence[Entry]) -> None:
        """See ``Store.keep_readings``."""

        def work_out() -> list[index.Ready]:
            return [index.ready(entry, known=True, read=False) for entry in entries]

        with _told(self.place):
            batch = await asyncio.to_thread(work_out)
        await self._change(partial(index.keep_statements, batch=batch))
        await self._tend()

    async def document(self, document_id: str, address: str | None = None) -> Document | None:
        """See ``Store.document``."""
        rows = await self._rows(
            "SELECT d.id, d.text, v.about FROM document d JOIN version v ON v.document = d.number WHERE d.id = %s"
            " ORDER BY v.address = %s DESC, v.current DESC, v.number DESC LIMIT 1",
            (kept(document_id), kept(address or "")),
        )
        with _told(self.place):
            return document_of(*rows[0]) if rows else None

    async def versions(self, filter: Filter = EVERYTHING, limit: int | None = None) -> tuple[Version, ...]:
        """See ``Store.versions``."""

        async def work(cursor: Cursor) -> tuple[Version, ...]:
            where = await searching.conditions(cursor, filter)
            sql = f"{SELECT_VERSION} WHERE {where.sql} ORDER BY v.number DESC LIMIT %s"
            await cursor.execute(sql.encode(), (*where.values, limit))
            return tuple(map(version_of, await cursor.fetchall()))

        return await self._look(work)

    async def find(self, name: str, collection: str | None = None) -> tuple[Version, ...]:
        """See ``Store.find``."""
        name = kept(name)
        prefix = name if name.startswith("sha256:") else f"sha256:{name}"
        rows = await self._rows(
            f"{SELECT_VERSION} WHERE (v.address = %s OR (d.id >= %s AND d.id < %s))"
            " AND (%s::TEXT IS NULL OR v.collection = %s) ORDER BY v.number DESC",
            (name, prefix, prefix + "g", *[None if collection is None else kept(collection)] * 2),
        )
        return tuple(map(version_of, rows))

    async def remove(self, versions: Collection[Version], *, erase: bool = False) -> int:
        """See ``Store.remove``."""
        return await self._change(partial(index.remove, versions=versions, erase=erase))

    async def passages(
        self, question: str, filter: Filter = EVERYTHING, *, limit: int = 10, context: int = 0
    ) -> tuple[PassageHit, ...]:
        """See ``Store.passages``."""
        return await self._look(lambda cursor: searching.passages(cursor, question, filter, limit, context))

    async def statements(
        self, question: str, filter: Filter = EVERYTHING, *, limit: int = 10
    ) -> tuple[StatementHit, ...]:
        """See ``Store.statements``."""
        return await self._look(lambda cursor: searching.statements(cursor, question, filter, limit))

    async def without_vectors(self, model: str, limit: int, after: int = 0) -> tuple[PassageText, ...]:
        """See ``Store.without_vectors``."""
        return await self._look(lambda cursor: likeness.without_vectors(cursor, model, limit, after))

    async def keep_vectors(self, model: str, vectors: Sequence[tuple[int, bytes]]) -> None:
        """See ``Store.keep_vectors``."""
        await self._change(lambda cursor: likeness.keep_vectors(cursor, model, vectors))

    async def vector_count(self, model: str) -> VectorCount:
        """See ``Store.vector_count``."""
        return await self._look(lambda cursor: likeness.vector_count(cursor, model))

    async def nearest(
        self, model: str, vector: bytes, filter: Filter = EVERYTHING, *, limit: int = 10, context: int = 0
    ) -> tuple[PassageHit, ...]:
        """See ``Store.nearest``."""
        return await self._look(lambda cursor: likeness.nearest(cursor, model, vector, filter, limit, context))

    async def unsigned(self, limit: int) -> tuple[tuple[str, str], ...]:
        """See ``Store.unsigned``."""
        return await self._look(lambda cursor: likeness.unsigned(cursor, limit))

    async def keep_signatures(self, signatures: Sequence[Signature]) -> None:
        """See ``Store.keep_signatures``."""
        await self._change(lambda cursor: likeness.keep_signatures(cursor, signatures))

    async def alike(self, document_ids: Collection[str], filter: Filter = EVERYTHING) -> tuple[Alike, ...]:
        """See ``Store.alike``."""
        return await self._look(lambda cursor: likeness.alike(cursor, document_ids, filter))

    async def stats(self) -> Stats:
        """See ``Store.stats``."""
        return await self._look(searching.stats)

    async def kept(self, collection: str | None = None) -> AsyncIterator[tuple[Version, Document]]:
        """See ``Store.kept``."""
        last = 0
        sql = (
            f"{SELECT_VERSION.replace(' FROM', ', v.number, d.text, v.about FROM', 1)} WHERE v.number > %s"
            " AND (%s::TEXT IS NULL OR v.collection = %s) ORDER BY v.number LIMIT 1"
        )
        while rows := await self._rows(sql, (last, *[None if collection is None else kept(collection)] * 2)):
            *listed, last, text, described = rows[0]
            version = version_of(listed)
            with _told(self.place):
                document = document_of(version.document_id, text, described)
            yield version, document

    async def aclose(self) -> None:
        """See ``Store.aclose``."""
        await self._pool.close()

    async def _change(self, work: Callable[[Cursor], Awaitable[_T]]) -> _T:
        """Have a change made, all of it or nothing, while nobody else makes one."""
        with _told(self.place):
            async with self._cursor("BEGIN") as cursor:
                await cursor.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
                done = await work(cursor)
                await cursor.execute("COMMIT")
                return done

    async def _look(self, work: Callable[[Cursor], Awaitable[_T]]) -> _T:
        """Have something looked up, all of it of one moment."""
        with _told(self.place):
            async with self._cursor("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY") as cursor:
                return await work(cursor)

    @asynccontextmanager
    async def _cursor(self, begin: str) -> AsyncIterator[Cursor]:
        """A transaction that is given up at the end, unless it was committed."""
        async with self._pool.connection() as connection, connection.cursor() as cursor:
            await cursor.execute(begin.encode())
            try:
                yield cursor
            finally:
                with suppress(psycopg.OperationalError):  # the connection is lost, and the transaction with it
                    await connection.rollback()

    async def _rows(self, sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
        with _told(self.place):
            async with self._pool.connection() as connection:
                return await (await connection.execute(sql.encode(), values)).fetchall()

    async def _tend(self) -> None:
        """Put what was added where searches find it quickly; whoever may not, having lesser rights, leaves it.

        New words lie in a list that every search walks through until they are put into their index. And the planner is
        had look at what has doubled: it tells the frequent words from the rare ones by it.
        """
        sql = "UPDATE total SET analyzed = rows WHERE rows > 2 * analyzed + 1000 AND kind = %s RETURNING kind"
        with _told(self.place), suppress(errors.InsufficientPrivilege):
            async with self._pool.connection() as connection:
                for kind, words in (("passage", "words"), ("statement", "words"), ("version", "title")):
                    await connection.execute(f"SELECT gin_clean_pending_list('{kind}_{words}')".encode())
                    if await (await connection.execute(sql, (kind,))).fetchone():
                        await connection.execute(f"ANALYZE {kind}".encode())


async def _configure(connection: Connection) -> None:
    """Make a new connection ours: our schema, bounded waits."""
    await connection.execute(
        f"SET search_path = {SCHEMA}; SET lock_timeout = '{WAITS}';"
        f" SET idle_in_transaction_session_timeout = '{ABANDONED}'; SET client_encoding = 'UTF8'".encode()
    )


def _place(address: str) -> str:
    """An address as messages name it: neither user nor password in it.

    Raises:
        UsageError: it is no address. What it holds is not shown: it may be a password with a character to be escaped.
    """
    try:
        parts = conninfo_to_dict(address)
    except psycopg.ProgrammingError:
        raise UsageError(
            "The address of the library is none that PostgreSQL takes; write postgresql://USER@HOST:PORT/DATABASE, with"
            " every special character of a password as %XX, or the password in ~/.pgpass."
        ) from None
    where = shown(parts.get("host") or parts.get("hostaddr") or "this machine", 100)
    port = f":{parts['port']}" if parts.get("port") else ""
    return f"{where}{port}/{shown(parts.get('dbname') or '', 60)}".rstrip("/")


def _timeout(address: str) -> int:
    return int(conninfo_to_dict(address).get("connect_timeout") or CONNECTS_WITHIN)


@contextmanager
def _told(place: str) -> Any:
    """Say what is wrong with the store, and what to do, where the server or a stored value says no."""
    try:
        yield
    except errors.LockNotAvailable as error:
        raise StoreError(
            f"Another program has been adding to the library on {place} for a long time; try again later."
        ) from error
    except errors.InsufficientPrivilege as error:
        raise StoreError(
            f"The server {place} does not let this user keep a library ({_why(error)}); have CREATE on the database"
            f" granted, or the schema {SCHEMA} made and given to the user."
        ) from error
    except errors.DiskFull as error:
        raise StoreError(
            f"The disk of the server {place} is full; nothing of this batch is kept. Free the disk and run the command"
            " again."
        ) from error
    except (psycopg.OperationalError, PoolTimeout) as error:
        raise StoreError(
            f"The library on {place} cannot be reached ({_why(error)}); see that the server runs and takes this user,"
            " and run the command again: what was added before is kept."
        ) from error
    except (psycopg.Error, ValueError, TypeError, KeyError) as error:
        raise StoreError(
            f"The library on {place} cannot be used ({_why(error)}); have its owner look at it."
        ) from error


def _why(error: Exception) -> str:
    return shown(str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__)
