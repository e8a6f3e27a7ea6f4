"""The store of chats: one SQLite file that its owner alone can read.

What a chat needs to go on later stands in it: the sources with their text (so that nothing is read again),
every question, and every result as far as it was proven. Each change is one transaction, on disk before the
call returns (write-ahead log, ``synchronous=FULL``), so a process that is killed, or a machine that loses its
power, loses nothing that was shown before.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.errors import StoreError
from bot.storage import Schema, about, document_of, open_database, text_bytes, told, transaction
from bot.types import Document

FOLDER: Final = "chats"
FILE: Final = "conversations.sqlite3"
KEPT: Final = 20
"""How many conversations are kept; the least recently used ones above that go when a new one begins."""

MIGRATIONS: Final[tuple[str, ...]] = (
    """
    CREATE TABLE conversation (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        touched INTEGER NOT NULL
    );
    CREATE TABLE document (
        id TEXT PRIMARY KEY,
        text BLOB NOT NULL
    );
    CREATE TABLE source (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        conversation_id INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
        document_id TEXT NOT NULL REFERENCES document (id),
        about TEXT NOT NULL,
        dropped INTEGER NOT NULL DEFAULT 0
    );
    CREATE INDEX source_of ON source (conversation_id);
    CREATE INDEX source_document ON source (document_id);
    CREATE TABLE exchange (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        conversation_id INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
        question TEXT NOT NULL,
        result TEXT
    );
    CREATE INDEX exchange_of ON exchange (conversation_id);
    """,
)
"""The schema in steps; see ``bot.storage.Schema``."""

_SCHEMA: Final = Schema("conversations", 0x4F6E5265, MIGRATIONS)  # "OnRe"


@dataclass(frozen=True, slots=True)
class StoredExchange:
    """A question and its result as JSON; None where nothing had been proven when the chat ended."""

    question: str
    result: str | None


@dataclass(frozen=True, slots=True)
class Conversation:
    """A stored chat: its sources in order, those that were dropped since, and its exchanges in order."""

    id: int
    documents: tuple[Document, ...]
    dropped: tuple[Document, ...]
    exchanges: tuple[StoredExchange, ...]


class ConversationStore:
    """An open store. Every method raises StoreError, and nothing else, where the file does not let it."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self.path = path

    @classmethod
    def open(cls, home: Path) -> ConversationStore:
        """Open the store under ``home``, making or migrating it as needed.

        Raises:
            StoreError: no permission, not our file, broken, or written by a newer version.
        """
        path = home / FOLDER / FILE
        return cls(open_database(path, _SCHEMA), path)

    def begin(self) -> int:
        """Begin a conversation and return its number; the least recently used above ``KEPT`` go."""
        with self._change() as cursor:
            cursor.execute("INSERT INTO conversation (touched) SELECT coalesce(max(touched), 0) + 1 FROM conversation")
            number = int(cursor.lastrowid or 0)
            cursor.execute(
                "DELETE FROM conversation WHERE id NOT IN (SELECT id FROM conversation ORDER BY touched DESC LIMIT ?)",
                (KEPT,),
            )
            _sweep(cursor)
        return number

    def add_source(self, conversation: int, document: Document) -> None:
        """Keep a document, text and all, as the conversation's next source."""
        with self._change(conversation) as cursor:
            cursor.execute(
                "INSERT OR IGNORE INTO document (id, text) VALUES (?, ?)",
                (document.id, text_bytes(document.text)),
            )
            cursor.execute(
                "INSERT INTO source (conversation_id, document_id, about) VALUES (?, ?, ?)",
                (conversation, document.id, json.dumps(about(document))),
            )

    def drop_source(self, conversation: int, document_id: str) -> None:
        """Mark a source as dropped. Its text stays as long as an exchange of the conversation may cite it."""
        with self._change(conversation) as cursor:
            cursor.execute(
                "UPDATE source SET dropped = 1 WHERE conversation_id = ? AND document_id = ?",
                (conversation, document_id),
            )

    def ask(self, conversation: int, question: str) -> int:
        """Keep a question whose result is still to come; returns the exchange's number."""
        with self._change(conversation) as cursor:
            cursor.execute(
                "INSERT INTO exchange (conversation_id, question) VALUES (?, ?)",
                (conversation, question.encode("utf-8", "replace").decode()),
            )
            return int(cursor.lastrowid or 0)

    def keep(self, exchange: int, result: str) -> None:
        """Keep a result (JSON), as far as it is proven by now, in the place of what was kept before."""
        with self._change() as cursor:
            cursor.execute("UPDATE exchange SET result = ? WHERE id = ?", (result, exchange))

    def clear(self, conversation: int) -> None:
        """Forget a conversation's exchanges, and the sources that were dropped from it."""
        with self._change(conversation) as cursor:
            cursor.execute("DELETE FROM exchange WHERE conversation_id = ?", (conversation,))
            cursor.execute("DELETE FROM source WHERE conversation_id = ? AND dropped", (conversation,))
            _sweep(cursor)

    def latest(self) -> Conversation | None:
        """The conversation last used, or None where there is none."""
        with told(self.path, _SCHEMA):
            row = self._connection.execute("SELECT id FROM conversation ORDER BY touched DESC LIMIT 1").fetchone()
            if row is None:
                return None
            sources = self._connection.execute(
                "SELECT d.id, d.text, s.about, s.dropped FROM source s"
                " JOIN document d ON d.id = s.document_id WHERE s.conversation_id = ? ORDER BY s.id",
                row,
            ).fetchall()
            exchanges = self._connection.execute(
                "SELECT question, result FROM exchange WHERE conversation_id = ? ORDER BY id", row
            ).fetchall()
            return Conversation(
                id=row[0],
                documents=tuple(document_of(*source[:3]) for source in sources if not source[3]),
                dropped=tuple(document_of(*source[:3]) for source in sources if source[3]),
                exchanges=tuple(StoredExchange(question, result) for question, result in exchanges),
            )

    def close(self) -> None:
        """Let go of the file. Harmless when called twice."""
        self._connection.close()

    @contextmanager
    def _change(self, conversation: int | None = None) -> Iterator[sqlite3.Cursor]:
        """One transaction; it also makes the conversation, where one is named, the latest."""
        with told(self.path, _SCHEMA), transaction(self._connection) as cursor:
            if conversation is not None:
                cursor.execute(
                    "UPDATE conversation SET touched = (SELECT max(touched) + 1 FROM conversation) WHERE id = ?",
                    (conversation,),
                )
                if cursor.rowcount == 0:
                    raise StoreError("This conversation was removed from the store by another chat.")
            yield cursor


def _sweep(cursor: sqlite3.Cursor) -> None:
    """Texts that no conversation has any more go."""
    cursor.execute("DELETE FROM document WHERE id NOT IN (SELECT document_id FROM source)")
