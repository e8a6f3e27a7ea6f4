"""The state in PostgreSQL: for several workers on several machines."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from bot.errors import StoreError, shown
from bot.slack.state.database import Row, TakenError
from bot.slack.state.schema import MIGRATIONS

if TYPE_CHECKING:
    from psycopg import AsyncConnection
    from psycopg_pool import AsyncConnectionPool

CONNECT_SECONDS: Final = 10.0
LOCK: Final = 0x4F52534C
"""Held while the schema is migrated, so that workers that start together do it once."""

_VALUE: Final = re.compile(r"(?<!:):([a-z_]+)")
_SKIP: Final = "/* skip locked */"


class PostgresDatabase:
    """A pool of connections; each transaction has one of its own."""

    def __init__(self, pool: AsyncConnectionPool[AsyncConnection[Any]]) -> None:
        self._pool = pool

    @classmethod
    async def open(cls, address: str, *, connections: int = 8) -> PostgresDatabase:
        """Connect and migrate.

        Raises:
            StoreError: no server there, no permission, or a schema of a newer version.
        """
        try:
            from psycopg import AsyncConnection, Error
            from psycopg_pool import AsyncConnectionPool, PoolTimeout
        except ImportError:
            raise StoreError('PostgreSQL needs psycopg: pip install "onrecord[slack,postgres]".') from None
        pool: AsyncConnectionPool[AsyncConnection[Any]] = AsyncConnectionPool(
            address,
            min_size=1,
            max_size=connections,
            timeout=CONNECT_SECONDS,
            check=AsyncConnectionPool.check_connection,
            open=False,
            name="onrecord",
        )
        # What the pool warns of is raised as well; without a handler it would be lines of no shape on standard error.
        pool_log = logging.getLogger("psycopg.pool")
        if not pool_log.handlers:
            pool_log.addHandler(logging.NullHandler())
        try:
            async with await AsyncConnection.connect(address, connect_timeout=int(CONNECT_SECONDS)) as connection:
                await _migrate(connection)
            await pool.open(wait=True, timeout=CONNECT_SECONDS)
        except (Error, PoolTimeout) as error:
            await pool.close()
            raise StoreError(
                f"The PostgreSQL server of --store cannot be used ({shown(error)}); see that it runs and lets you in."
            ) from error
        except BaseException:
            await pool.close()
            raise
        return cls(pool)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[PostgresCursor]:
        from psycopg import Error, errors
        from psycopg_pool import PoolTimeout

        try:
            async with self._pool.connection() as connection:
                yield PostgresCursor(connection)
        except errors.UniqueViolation as error:
            raise TakenError from error
        except (Error, PoolTimeout) as error:
            raise StoreError(
                f"The PostgreSQL server of --store cannot be used now ({shown(error)}); see that it runs."
            ) from error

    async def aclose(self) -> None:
        await self._pool.close()


class PostgresCursor:
    """Statements of one transaction."""

    def __init__(self, connection: AsyncConnection[Any]) -> None:
        self._connection = connection

    async def rows(self, statement: str, **values: Any) -> list[Row]:
        cursor = await self._connection.execute(translated(statement), values)
        return list(await cursor.fetchall()) if cursor.description else []

    async def changed(self, statement: str, **values: Any) -> int:
        cursor = await self._connection.execute(translated(statement), values)
        return cursor.rowcount


@lru_cache(maxsize=256)
def translated(statement: str) -> bytes:
    """A statement in PostgreSQL's ways: its clock, its placeholders, and locked rows passed over."""
    ours = statement.replace("now_seconds()", "extract(epoch from clock_timestamp())::float8")
    ours = _VALUE.sub(r"%(\1)s", ours.replace("%", "%%")).replace(_SKIP, "FOR UPDATE OF j SKIP LOCKED")
    return ours.encode()


async def _migrate(connection: AsyncConnection[Any]) -> None:
    await connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
    await connection.execute("CREATE TABLE IF NOT EXISTS onrecord_slack (version INTEGER NOT NULL)")
    row = await (await connection.execute("SELECT max(version) FROM onrecord_slack")).fetchone()
    version = (row[0] if row else None) or 0
    if version > len(MIGRATIONS):
        raise StoreError("The store was written by a newer version of onrecord; install that version.")
    for number, step in enumerate(MIGRATIONS[version:], version + 1):
        for statement in step.replace("{bytes}", "BYTEA").split(";"):
            await connection.execute(statement.encode())
        await connection.execute("INSERT INTO onrecord_slack VALUES (%s)", (number,))
