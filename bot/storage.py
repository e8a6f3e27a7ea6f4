"""SQLite files of our own: private to their owner, migrated step by step, and told about in sentences.

What every store shares stands here once. A change is one transaction that is on disk before the call returns
(write-ahead log, ``synchronous=FULL``), so a process that is killed, or a machine that loses its power, loses
nothing committed and leaves nothing by halves.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import StoreError, shown
from bot.types import Document, Page, Turn


@dataclass(frozen=True, slots=True)
class Schema:
    """What a file of ours holds.

    Attributes:
        what: its contents, as messages call them ("conversations").
        application: the number in the file's header that tells it from any other SQLite file.
        migrations: the schema in steps; step n (from 1) brings version n - 1 to version n. Steps are never edited.
        remedy: where else the file can be put, in words that end a sentence ("set ONRECORD_HOME to ...").
        busy_seconds: how long to wait for another process that is writing.
    """

    what: str
    application: int
    migrations: tuple[str, ...]
    remedy: str = "set ONRECORD_HOME to a folder of your own"
    busy_seconds: float = 5.0


def open_database(path: Path, schema: Schema, *, private_folder: bool = True) -> sqlite3.Connection:
    """Open a file, making or migrating it as needed. The connection may be handed from thread to thread.

    Args:
        path: the file; what is missing of its folders is made.
        schema: what is to be in it.
        private_folder: whether its folder is ours alone too, and is shut to others.

    Raises:
        StoreError: no permission, not our file, broken, or written by a newer version.
    """
    _make_private(path, schema, private_folder)
    with told(path, schema):
        connection = sqlite3.connect(
            path, timeout=schema.busy_seconds, isolation_level=None, check_same_thread=False, cached_statements=256
        )
    try:
        with told(path, schema):
            _prepare(connection, path, schema)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Cursor]:
    """All of what is done in it, or nothing."""
    cursor = connection.cursor()
    cursor.execute("BEGIN IMMEDIATE")
    try:
        yield cursor
        cursor.execute("COMMIT")  # may fail too: a full disk is often found out only here
    except BaseException:
        connection.rollback()
        raise


@contextmanager
def snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """All that is read in it is of one moment, whatever other processes write meanwhile."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.rollback()


@contextmanager
def told(path: Path, schema: Schema) -> Iterator[None]:
    """Say what is wrong with the store, and what to do, where SQLite or a stored value says no."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise StoreError(
            f"The {schema.what} in {shown(path)} cannot be used now ({shown(error)});"
            " free the disk or close the other program that holds the file."
        ) from error
    except (sqlite3.Error, ValueError, TypeError, KeyError) as error:
        raise StoreError(
            f"The {schema.what} in {shown(path)} are broken ({shown(error)}); move the file away to start afresh."
        ) from error


def about(document: Document) -> dict[str, Any]:
    """All of a document but its id and text, as a value that JSON can hold."""
    return {
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


def text_bytes(text: str) -> bytes:
    """A text as it is stored; nothing that a Python string can hold is lost."""
    return text.encode("utf-8", "surrogatepass")


def bytes_text(raw: bytes) -> str:
    """The text that ``text_bytes`` stored."""
    return raw.decode("utf-8", "surrogatepass")


def document_of(document_id: str, text: bytes, described: str) -> Document:
    """A document as it was; ``described`` is the JSON of ``about``.

    Raises:
        ValueError: its text is not the one that its id names, or the JSON is not what ``about`` wrote.
    """
    kept = json.loads(described)
    turns = tuple(Turn(*turn) for turn in kept.pop("turns"))
    pages = tuple(Page(*page) for page in kept.pop("pages"))
    document = Document.of(bytes_text(text), turns=turns, pages=pages, **kept)
    if document.id != document_id:
        raise ValueError(f"the text of {document.title or document_id} was changed")
    return document


def _make_private(path: Path, schema: Schema, private_folder: bool) -> None:
    """Make the folder (0700) and the file (0600), and take back rights that a backup may have widened."""
    try:
        path.parent.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        if private_folder:
            path.parent.chmod(0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        path.chmod(0o600)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no path"
        raise StoreError(
            f"The folder {shown(path.parent)} cannot be used to keep {schema.what} ({why}); {schema.remedy}."
        ) from error


def _prepare(connection: sqlite3.Connection, path: Path, schema: Schema) -> None:
    """Switch the connection to our modes, see that the file is ours, and migrate it."""
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    _switch_to_log(connection, schema)
    if _version(connection, path, schema) == len(schema.migrations):
        return  # and no lock was asked for: somebody else may be writing
    with transaction(connection) as cursor:
        for step in schema.migrations[_version(connection, path, schema) :]:
            for statement in step.split(";"):
                cursor.execute(statement)
        cursor.execute(f"PRAGMA application_id = {schema.application}")
        cursor.execute(f"PRAGMA user_version = {len(schema.migrations)}")


def _switch_to_log(connection: sqlite3.Connection, schema: Schema) -> None:
    """Write-ahead log. SQLite does not wait for a lock here, which two processes that make a file may both want."""
    until = time.monotonic() + schema.busy_seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").fetchone()
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
        time.sleep(0.02)


def _version(connection: sqlite3.Connection, path: Path, schema: Schema) -> int:
    """The version of the schema in the file, which is seen to be ours; 0 for a new file."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if tables and application != schema.application:
        raise StoreError(f"{shown(path)} belongs to another program; move it away and start again.")
    if version > len(schema.migrations):
        raise StoreError(
            f"The {schema.what} in {shown(path)} were written by a newer version of onrecord;"
            f" install that version, or {schema.remedy}."
        )
    return int(version)
