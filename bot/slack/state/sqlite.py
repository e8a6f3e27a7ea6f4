"""The state in one SQLite file under ONRECORD_HOME: for one machine, one worker process or several."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

from bot.slack.state.database import Row, TakenError
from bot.slack.state.schema import MIGRATIONS
from bot.storage import Schema, open_database, told

FILE_NAME: Final = "slack.sqlite3"
SCHEMA: Final = Schema(
    what="records of the Slack app",
    application=0x4F52534C,  # "ORSL"
    migrations=tuple(step.replace("{bytes}", "BLOB") for step in MIGRATIONS),
    busy_seconds=10.0,
)
T = TypeVar("T")


class SQLiteDatabase:
    """One connection, used by one thread of its own, so that no disk ever holds up the event loop."""

    def __init__(self, connection: sqlite3.Connection, path: Path, thread: ThreadPoolExecutor) -> None:
        self._connection = connection
        self._path = path
        self._thread = thread
        self._turn = asyncio.Lock()

    @classmethod
    async def open(cls, home: Path) -> SQLiteDatabase:
        """Open the file in that folder, made or migrated as needed.

        Raises:
            StoreError: it cannot be used.
        """
        path = home / FILE_NAME
        thread = ThreadPoolExecutor(1, "slack-state")

        def connect() -> sqlite3.Connection:
            connection = open_database(path, SCHEMA)
            connection.create_function("now_seconds", 0, time.time)
            return connection

        try:
            connection = await asyncio.get_running_loop().run_in_executor(thread, connect)
        except BaseException:
            thread.shutdown(wait=False)
            raise
        return cls(connection, path, thread)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[SQLiteCursor]:
        async with self._turn:
            await self._do(lambda: self._connection.execute("BEGIN IMMEDIATE"))
            try:
                yield SQLiteCursor(self)
                await self._do(lambda: self._connection.execute("COMMIT"))
            except BaseException:
                await asyncio.shield(self._do(self._connection.rollback))
                raise

    async def aclose(self) -> None:
        async with self._turn:
            await self._do(self._connection.close)
            self._thread.shutdown(wait=False)

    async def _do(self, work: Callable[[], T]) -> T:
        def guarded() -> T:
            try:
                with told(self._path, SCHEMA):
                    try:
                        return work()
                    except sqlite3.IntegrityError as error:
                        raise TakenError from error
            except TakenError:
                raise

        return await asyncio.get_running_loop().run_in_executor(self._thread, guarded)

    async def execute(self, statement: str, values: dict[str, Any]) -> tuple[list[Row], int]:
        """The rows of a statement and how many it changed."""

        def work() -> tuple[list[Row], int]:
            cursor = self._connection.execute(statement, values)
            return cursor.fetchall(), cursor.rowcount

        return await self._do(work)


class SQLiteCursor:
    """Statements of one transaction."""

    def __init__(self, database: SQLiteDatabase) -> None:
        self._database = database

    async def rows(self, statement: str, **values: Any) -> list[Row]:
        found, _ = await self._database.execute(statement, values)
        return found

    async def changed(self, statement: str, **values: Any) -> int:
        _, count = await self._database.execute(statement, values)
        return count
