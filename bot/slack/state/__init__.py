"""All that the app remembers: deliveries and jobs, threads, documents, answers, spending. SQLite or PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.slack.state.answers import Answers
from bot.slack.state.database import Database
from bot.slack.state.forgetting import Forgetting
from bot.slack.state.ledger import Ledger
from bot.slack.state.queue import Queue
from bot.slack.state.shelf import Shelf
from bot.slack.state.threads import Threads


@dataclass(frozen=True, slots=True)
class State:
    """The rooms of one database. Close it with ``aclose``."""

    database: Database
    queue: Queue
    threads: Threads
    shelf: Shelf
    answers: Answers
    ledger: Ledger
    forgetting: Forgetting

    @classmethod
    def on(cls, database: Database) -> State:
        """The rooms, on a database that is open."""
        rooms = (Queue(database), Threads(database), Shelf(database), Answers(database), Ledger(database))
        return cls(database, *rooms, Forgetting(database))

    async def aclose(self) -> None:
        await self.database.aclose()


async def open_state(address: str | None, home: Path) -> State:
    """Open the state.

    Args:
        address: a PostgreSQL address; None: the SQLite file in ``home``.
        home: the folder of the local store.

    Raises:
        StoreError: it cannot be used; says what to do.
    """
    if address is not None:
        from bot.slack.state.postgres import PostgresDatabase

        return State.on(await PostgresDatabase.open(address))
    from bot.slack.state.sqlite import SQLiteDatabase

    return State.on(await SQLiteDatabase.open(home))
