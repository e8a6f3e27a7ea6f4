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
LARGE: Final = 65_536
"""Characters or bytes of a value that is written by the thread."""
T = TypeVar("T")


class SQLiteDatabase:
    """One connection; what waits for a disk or another process is done by a thread of its own."""

    def __init__(self, connection: sqlite3.Connection, path: Path, thread: ThreadPoolExecutor) -> None:
        self._connection = connection
        self._path = path
        self._thread = thread
        self._turn = asyncio.Lock()
        self._group: asyncio.Future[None] | None = None
        self._committing: asyncio.Task[None] | None = None

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
        """One after the other, and committed together: the first opens a group, whoever waits by then joins it, and
        all go on when it is on the disk. A rush of deliveries costs one flush of the disk and not one each."""
        async with self._turn:
            group = self._group or await self._open_group()
            try:
                self._guarded(lambda: self._connection.execute("SAVEPOINT one"))
                yield SQLiteCursor(self)
                self._guarded(lambda: self._connection.execute("RELEASE one"))
            except BaseException:
                self._undo()
                raise
        await asyncio.shield(group)

    async def aclose(self) -> None:
        if self._committing is not None:
            await asyncio.wait({self._committing})
        async with self._turn:
            await self._do(self._connection.close)
            self._thread.shutdown(wait=False)

    async def _open_group(self) -> asyncio.Future[None]:
        try:
            await self._surely(lambda: self._connection.execute("BEGIN IMMEDIATE"))
        except asyncio.CancelledError:
            await self._surely(self._connection.rollback)
            raise
        self._group = asyncio.get_running_loop().create_future()
        # The lock is given in the order in which it is asked for: those who wait now come before this task.
        self._committing = asyncio.create_task(self._commit(self._group))
        return self._group

    async def _commit(self, group: asyncio.Future[None]) -> None:
        async with self._turn:
            self._group = None
            try:
                await self._do(lambda: self._connection.execute("COMMIT"))
            except Exception as error:
                await self._do(self._connection.rollback)
                group.set_exception(error)
            else:
                group.set_result(None)

    def _undo(self) -> None:
        """Take back what one transaction of the group did, where it did anything; the others stand."""
        if self._connection.in_transaction:
            try:
                self._connection.execute("ROLLBACK TO one")
                self._connection.execute("RELEASE one")
            except sqlite3.OperationalError:  # it was released already, or never begun
                return

    async def _surely(self, work: Callable[[], T]) -> T:
        """Do something to its end, also where the caller is cancelled meanwhile."""
        task = asyncio.ensure_future(self._do(work))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            await asyncio.wait({task})
            raise

    async def _do(self, work: Callable[[], T]) -> T:
        """Do something that may wait for the disk, or for another process, in the thread."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._guarded, work)

    def _guarded(self, work: Callable[[], T]) -> T:
        try:
            with told(self._path, SCHEMA):
                try:
                    return work()
                except sqlite3.IntegrityError as error:
                    raise TakenError from error
        except TakenError:
            raise

    async def execute(self, statement: str, values: dict[str, Any]) -> tuple[list[Row], int]:
        """The rows of a statement and how many it changed.

        Between BEGIN and COMMIT a statement waits for nobody: it is done here and now, for on a busy machine the way
        to the thread and back takes a hundred times longer. What is large goes there all the same.
        """

        def work() -> tuple[list[Row], int]:
            cursor = self._connection.execute(statement, values)
            return cursor.fetchall(), cursor.rowcount

        large = any(isinstance(value, str | bytes) and len(value) > LARGE for value in values.values())
        return await self._surely(work) if large else self._guarded(work)


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
