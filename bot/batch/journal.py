"""What a batch knows of itself between runs: which task it is, the answers paid for, what is done and what failed.

One SQLite file (write-ahead log) in the batch's folder. Every process of a batch writes its own answers into it. A
commit outlives its process, however that ends; a machine that loses its power may lose the answers of the last moment,
but never a document that ``mark`` has returned for.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from bot.batch.plan import Done, Failed, Same
from bot.errors import StoreError, UsageError, shown
from bot.models.answers import Kept
from bot.storage import Schema, open_database, told, transaction
from bot.types import Usage

FILE: Final = "journal.sqlite3"

_SCHEMA: Final = Schema(
    what="notes of the batch",
    application=0x6F726261,
    remedy="give --out another folder",
    busy_seconds=60.0,
    migrations=(
        """
        CREATE TABLE plan (described TEXT NOT NULL);
        CREATE TABLE answer (
            key TEXT PRIMARY KEY, status INTEGER NOT NULL, sent TEXT NOT NULL, body TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE claim (key TEXT PRIMARY KEY) WITHOUT ROWID;
        CREATE TABLE done (
            key TEXT PRIMARY KEY, source TEXT NOT NULL, upto INTEGER NOT NULL, usage TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX done_source ON done (source);
        CREATE INDEX done_upto ON done (upto);
        CREATE TABLE failed (
            source TEXT PRIMARY KEY, kind TEXT NOT NULL, reason TEXT NOT NULL, exit_code INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE request (
            key TEXT PRIMARY KEY, body TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0, batch TEXT
        ) WITHOUT ROWID;
        CREATE INDEX request_batch ON request (batch);
        CREATE TABLE batch (name TEXT PRIMARY KEY, file TEXT, id TEXT, over INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID
        """,
    ),
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A file of requests on its way through the Batch API: our name for it, its file and its id there, once known."""

    name: str
    file: str | None
    id: str | None


class Journal:
    """The notes of one batch. Every method raises StoreError where the file does not let it."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._connection = open_database(self._path, _SCHEMA, private_folder=False)
        with self._told():
            # Commits outlive a killed process without waiting for the disk; ``mark`` waits for it.
            self._connection.execute("PRAGMA synchronous = NORMAL")

    def close(self) -> None:
        self._connection.close()

    # --- the plan ---------------------------------------------------------------------------------------------

    def begin(self, described: Mapping[str, Any]) -> None:
        """Note the plan, or see that it is the one noted, and let go of the claims of an earlier run.

        Raises:
            UsageError: the folder holds a batch of another plan.
        """
        text = json.dumps(described, sort_keys=True)
        with self._changing() as cursor:
            row = cursor.execute("SELECT described FROM plan").fetchone()
            if row is None:
                cursor.execute("INSERT INTO plan VALUES (?)", (text,))
            elif row[0] != text:
                before = json.loads(row[0])
                differs = [name for name in described if before.get(name) != described[name]]
                raise UsageError(
                    f"{shown(self._path.parent)} holds a batch with another {', '.join(differs)}; "
                    "give --out another folder, or repeat the command that it was begun with."
                )
            cursor.execute("DELETE FROM claim")

    # --- documents --------------------------------------------------------------------------------------------

    def claim(self, key: str) -> bool:
        """Take a content on; False where it is done, or is being done by another process of this run."""
        with self._told():
            if self._one("SELECT 1 FROM done WHERE key = ?", key):
                return False
            return self._connection.execute("INSERT OR IGNORE INTO claim VALUES (?)", (key,)).rowcount == 1

    def let_go(self, key: str) -> None:
        """The content was not done after all."""
        with self._told():
            self._connection.execute("DELETE FROM claim WHERE key = ?", (key,))

    def is_done(self, source: str) -> bool:
        """Whether a content of this source is done."""
        with self._told():
            return self._one("SELECT 1 FROM done WHERE source = ?", source) is not None

    def mark(self, done: Sequence[tuple[Done, int]], failed: Sequence[Failed], same: Sequence[Same] = ()) -> None:
        """Note documents as done, each with where its line ends (in bytes), others as failed, and others as those of
        another's content, which had failed before; on disk when this returns."""
        with self._told():
            self._connection.execute("PRAGMA synchronous = FULL")
        try:
            with self._changing() as cursor:
                cursor.executemany(
                    "INSERT OR IGNORE INTO done VALUES (?, ?, ?, ?)",
                    [(d.key, d.source, upto, json.dumps(asdict(d.usage))) for d, upto in done],
                )
                cursor.executemany("DELETE FROM failed WHERE source = ?", [(d.source,) for d, _ in done])
                cursor.executemany("DELETE FROM failed WHERE source = ?", [(s.source,) for s in same])
                cursor.executemany(
                    "INSERT OR REPLACE INTO failed VALUES (?, ?, ?, ?)",
                    [(f.source, f.kind, f.reason, f.exit_code) for f in failed],
                )
        finally:
            with self._told():
                self._connection.execute("PRAGMA synchronous = NORMAL")

    def written(self) -> int:
        """Bytes of the results that are noted as done."""
        with self._told():
            return int(self._one("SELECT coalesce(max(upto), 0) FROM done")[0])

    def totals(self) -> tuple[int, Usage]:
        """How many documents are done, and what their results took in all."""
        columns = ("calls", "prompt_tokens", "cached_tokens", "completion_tokens", "seconds")
        sums = ", ".join(f"coalesce(sum(usage ->> '{name}'), 0)" for name in columns)
        with self._told():
            count, unknown, cost, *rest = self._one(
                f"SELECT count(*), coalesce(sum(usage ->> 'calls' > 0 AND usage ->> 'cost_usd' IS NULL), 0), "  # noqa: S608
                f"coalesce(sum(usage ->> 'cost_usd'), 0.0), {sums} FROM done"
            )
        return count, Usage(cost_usd=None if unknown else cost, **dict(zip(columns, rest, strict=True)))

    def failures(self) -> Iterator[Failed]:
        """The documents that are set aside, by source."""
        with self._told():
            yield from (
                Failed(source, kind, reason, code)
                for source, kind, reason, code in self._connection.execute(
                    "SELECT source, kind, reason, exit_code FROM failed ORDER BY source"
                )
            )

    # --- answers ----------------------------------------------------------------------------------------------

    def find(self, key: str) -> Kept | None:
        """The answer to a request."""
        with self._told():
            row = self._one("SELECT body, status, sent FROM answer WHERE key = ?", key)
            return None if row is None else Kept(json.loads(row[0]), row[1], row[2])

    def keep(self, key: str, kept: Kept) -> None:
        """Keep an answer."""
        self.keep_all([(key, kept)])

    def keep_all(self, answers: Iterable[tuple[str, Kept]]) -> None:
        """Keep answers, all or none; their requests wait no longer."""
        with self._changing() as cursor:
            for key, kept in answers:
                cursor.execute(
                    "INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?)",
                    (key, kept.status, kept.sent, json.dumps(kept.body, ensure_ascii=False)),
                )
                cursor.execute("DELETE FROM request WHERE key = ?", (key,))

    # --- requests that go by the Batch API ----------------------------------------------------------------------

    def want(self, key: str, body: Mapping[str, Any]) -> None:
        """Note a request that has no answer yet; one that is under way stays as it is."""
        with self._told():
            self._connection.execute(
                "INSERT INTO request (key, body) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET body = excluded.body "
                "WHERE batch IS NULL",
                (key, json.dumps(body)),
            )

    def waiting(self) -> Iterator[tuple[str, str, int]]:
        """Requests that are in no batch yet: key, body as JSON, how often they were sent before."""
        with self._told():
            yield from self._connection.execute("SELECT key, body, tries FROM request WHERE batch IS NULL ORDER BY key")

    def drop(self, keys: Iterable[str]) -> None:
        """Forget requests that are in no batch."""
        with self._changing() as cursor:
            cursor.executemany("DELETE FROM request WHERE key = ? AND batch IS NULL", [(key,) for key in keys])

    def put_in(self, name: str, keys: Sequence[str]) -> None:
        """Note requests as those of a batch that is about to be sent."""
        with self._changing() as cursor:
            cursor.execute("INSERT INTO batch (name) VALUES (?)", (name,))
            cursor.executemany(
                "UPDATE request SET batch = ?, tries = tries + 1 WHERE key = ?", [(name, k) for k in keys]
            )

    def requests_of(self, name: str) -> Iterator[tuple[str, str]]:
        """Key and body of the requests in a batch that have no answer, by key."""
        with self._told():
            yield from self._connection.execute("SELECT key, body FROM request WHERE batch = ? ORDER BY key", (name,))

    def sent(self, batch: Sent) -> None:
        """Note how far a batch has come: its file, its id."""
        with self._told():
            self._connection.execute(
                "UPDATE batch SET file = ?, id = ? WHERE name = ?", (batch.file, batch.id, batch.name)
            )

    def under_way(self) -> tuple[Sent, ...]:
        """The batches that are not over."""
        with self._told():
            rows = self._connection.execute("SELECT name, file, id FROM batch WHERE over = 0 ORDER BY name").fetchall()
        return tuple(Sent(*row) for row in rows)

    def over(self, name: str) -> None:
        """A batch is over: what it has not answered waits again."""
        with self._changing() as cursor:
            cursor.execute("UPDATE batch SET over = 1 WHERE name = ?", (name,))
            cursor.execute("UPDATE request SET batch = NULL WHERE batch = ?", (name,))

    # --- within -----------------------------------------------------------------------------------------------

    def _one(self, query: str, *values: object) -> Any:
        return self._connection.execute(query, values).fetchone()

    @contextmanager
    def _told(self) -> Iterator[None]:
        with told(self._path, _SCHEMA):
            yield

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Cursor]:
        with self._told(), transaction(self._connection) as cursor:
            yield cursor


def is_full(error: StoreError) -> bool:
    """Whether the disk is what keeps the notes from being written."""
    return isinstance(error.__cause__, sqlite3.Error) and "full" in str(error.__cause__)
