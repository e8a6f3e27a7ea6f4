"""The store of chats: one SQLite file that its owner alone can read.

What a chat needs to go on later stands in it: the sources with their text (so that nothing is read again),
every question, and every result as far as it was proven. Each change is one transaction, on disk before the
call returns (write-ahead log, ``synchronous=FULL``), so a process that is killed, or a machine that loses its
power, loses nothing that was shown before.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.errors import StoreError, shown
from bot.types import Document, Page, Turn

FOLDER: Final = "chats"
FILE: Final = "conversations.sqlite3"
KEPT: Final = 20
"""How many conversations are kept; the least recently used ones above that go when a new one begins."""

_APPLICATION: Final = 0x4F6E5265  # "OnRe": tells this store from any other SQLite file
_BUSY_SECONDS: Final = 5.0

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
"""The schema in steps: step n (from 1) brings version n - 1 to version n. Steps are never edited."""


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
        _make_private(path)
        with _told(path):
            connection = sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)
        try:
            with _told(path):
                _prepare(connection, path)
        except BaseException:
            connection.close()
            raise
        return cls(connection, path)

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
        text = document.text.encode("utf-8", "surrogatepass")
        with self._change(conversation) as cursor:
            cursor.execute("INSERT OR IGNORE INTO document (id, text) VALUES (?, ?)", (document.id, text))
            cursor.execute(
                "INSERT INTO source (conversation_id, document_id, about) VALUES (?, ?, ?)",
                (conversation, document.id, _about(document)),
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
        with _told(self.path):
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
                documents=tuple(_document(*source[:3]) for source in sources if not source[3]),
                dropped=tuple(_document(*source[:3]) for source in sources if source[3]),
                exchanges=tuple(StoredExchange(question, result) for question, result in exchanges),
            )

    def close(self) -> None:
        """Let go of the file. Harmless when called twice."""
        self._connection.close()

    @contextmanager
    def _change(self, conversation: int | None = None) -> Iterator[sqlite3.Cursor]:
        """One transaction; it also makes the conversation, where one is named, the latest."""
        with _told(self.path), _transaction(self._connection) as cursor:
            if conversation is not None:
                cursor.execute(
                    "UPDATE conversation SET touched = (SELECT max(touched) + 1 FROM conversation) WHERE id = ?",
                    (conversation,),
                )
                if cursor.rowcount == 0:
                    raise StoreError("This conversation was removed from the store by another chat.")
            yield cursor


def _make_private(path: Path) -> None:
    """Make the folder (0700) and the file (0600), and take back rights that a backup may have widened."""
    try:
        path.parent.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.parent.chmod(0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        path.chmod(0o600)
    except OSError as error:
        raise StoreError(
            f"The folder {shown(path.parent)} cannot be used to keep conversations ({error.strerror});"
            " set ONRECORD_HOME to a folder of your own."
        ) from error


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Switch the connection to our modes, see that the file is ours, and migrate it."""
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL").fetchone()
    connection.execute("PRAGMA synchronous = FULL")
    with _transaction(connection) as cursor:
        (version,) = cursor.execute("PRAGMA user_version").fetchone()
        (application,) = cursor.execute("PRAGMA application_id").fetchone()
        (tables,) = cursor.execute("SELECT count(*) FROM sqlite_master").fetchone()
        if tables and application != _APPLICATION:
            raise StoreError(f"{shown(path)} belongs to another program; move it away and start again.")
        if version > len(MIGRATIONS):
            raise StoreError(
                f"The conversations in {shown(path)} were written by a newer version of onrecord;"
                " install that version, or set ONRECORD_HOME to another folder."
            )
        for step in MIGRATIONS[version:]:
            for statement in step.split(";"):
                cursor.execute(statement)
        cursor.execute(f"PRAGMA application_id = {_APPLICATION}")
        cursor.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Cursor]:
    cursor = connection.cursor()
    cursor.execute("BEGIN IMMEDIATE")
    try:
        yield cursor
    except BaseException:
        connection.rollback()
        raise
    cursor.execute("COMMIT")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Say what is wrong with the store, and what to do, where SQLite or a stored value says no."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise StoreError(
            f"The conversations in {shown(path)} cannot be used now ({shown(error)});"
            " free the disk or close the other program that holds the file."
        ) from error
    except (sqlite3.Error, ValueError, TypeError, KeyError) as error:
        raise StoreError(
            f"The conversations in {shown(path)} are broken ({shown(error)}); move the file away to start afresh."
        ) from error


def _sweep(cursor: sqlite3.Cursor) -> None:
    """Texts that no conversation has any more go."""
    cursor.execute("DELETE FROM document WHERE id NOT IN (SELECT document_id FROM source)")


def _about(document: Document) -> str:
    """All of a document but its text, as JSON."""
    return json.dumps(
        {
            "title": document.title,
            "uri": document.uri,
            "published": document.published,
            "publisher": document.publisher,
            "kind": document.kind,
            "turns": [
                [t.speaker, t.start, t.end, t.label_start, t.label_end, t.time, t.key, t.reply_to, t.edited]
                for t in document.turns
            ],
            "pages": [[page.number, page.start, page.end] for page in document.pages],
        }
    )


def _document(document_id: str, text: bytes, about: str) -> Document:
    """A document as it was; ValueError where its text is not the one that its id names."""
    kept = json.loads(about)
    turns = tuple(Turn(*turn) for turn in kept.pop("turns"))
    pages = tuple(Page(*page) for page in kept.pop("pages"))
    document = Document.of(text.decode("utf-8", "surrogatepass"), turns=turns, pages=pages, **kept)
    if document.id != document_id:
        raise ValueError(f"the text of {document.title or document_id} was changed")
    return document
