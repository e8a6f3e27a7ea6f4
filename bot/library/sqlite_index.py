"""The indexes of the embedded store: passages and statements written, and taken out again.

The full text tables keep no text of their own (FTS5 "contentless"), so a row leaves an index only when the very words
that went in are given again: they are made from the document's text and the offsets stored, in one place for both.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from bot.library.shape import Named, Statement, statement_words
from bot.library.shaping import Bounds, indexed
from bot.storage import bytes_text


class Speakers:
    """The numbers of speakers, each looked up once in a transaction."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor
        self._known: dict[Named, int] = {}

    def number(self, who: Named | None) -> int | None:
        """The number of a speaker, who is kept if not known before."""
        if who is None:
            return None
        if who not in self._known:
            self._known[who] = self._find(who) or self._add(who)
        return self._known[who]

    def _find(self, who: Named) -> int:
        found = self._cursor.execute(
            "SELECT number FROM speaker WHERE name = ? AND role = ? AND aliases = ? AND resolved = ?", who[:4]
        ).fetchone()
        return int(found[0]) if found else 0

    def _add(self, who: Named) -> int:
        self._cursor.execute("INSERT INTO speaker (name, role, aliases, resolved) VALUES (?, ?, ?, ?)", who[:4])
        number = int(self._cursor.lastrowid or 0)
        self._cursor.executemany(
            "INSERT OR IGNORE INTO speaker_word (word, speaker) VALUES (?, ?)", [(key, number) for key in who.keys]
        )
        return number


def add_passages(cursor: sqlite3.Cursor, document: int, text: str, cut: Sequence[Bounds]) -> None:
    """Index a new document's passages; their numbers follow one another."""
    last = _last(cursor, "passage")
    cursor.executemany(
        "INSERT INTO passage (number, document, start, stop) VALUES (?, ?, ?, ?)",
        [(last + n, document, start, stop) for n, (start, stop) in enumerate(cut, 1)],
    )
    cursor.executemany(
        "INSERT INTO passage_words (rowid, words) VALUES (?, ?)",
        [(last + n, indexed(text[start:stop])) for n, (start, stop) in enumerate(cut, 1)],
    )


def add_statements(
    cursor: sqlite3.Cursor, document_id: str, text: str, statements: Sequence[Statement], speakers: Speakers
) -> None:
    """Keep a document's statements, unless it is gone or they are there already."""
    row = cursor.execute("SELECT number FROM document WHERE id = ? AND NOT read", (document_id,)).fetchone()
    if row is None:
        return
    last = _last(cursor, "statement")
    cursor.executemany(
        "INSERT INTO statement (number, document, start, stop, around_start, around_stop, speaker, attribution)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (last + n, row[0], *statement[:4], speakers.number(statement.speaker), statement.attribution)
            for n, statement in enumerate(statements, 1)
        ],
    )
    cursor.executemany(
        "INSERT INTO statement_words (rowid, words, around) VALUES (?, ?, ?)",
        [
            (last + n, *statement_words(text, s.attribution, s.around_start, s.around_stop))
            for n, s in enumerate(statements, 1)
        ],
    )
    cursor.execute("UPDATE document SET read = 1 WHERE number = ?", row)


def add_title(cursor: sqlite3.Cursor, version: int, title: str | None) -> None:
    """Index the title that a document has in a new version."""
    cursor.execute("INSERT INTO title_words (rowid, words) VALUES (?, ?)", (version, indexed(title or "")))


def erase_titles(cursor: sqlite3.Cursor, versions: str, values: Sequence[object]) -> None:
    """Take the titles of versions out of the index. ``versions``: SQL for their numbers."""
    cursor.execute(f"DELETE FROM title_words WHERE rowid IN ({versions})", values)  # noqa: S608 (our own names)


def erase(cursor: sqlite3.Cursor, document: int) -> None:
    """Delete a document that no version has any more: its text, passages and statements, and speakers of it alone."""
    (raw,) = cursor.execute("SELECT text FROM document WHERE number = ?", (document,)).fetchone()
    text = bytes_text(raw)
    passages = cursor.execute("SELECT number, start, stop FROM passage WHERE document = ?", (document,)).fetchall()
    cursor.executemany(
        "INSERT INTO passage_words (passage_words, rowid, words) VALUES ('delete', ?, ?)",
        [(number, indexed(text[start:stop])) for number, start, stop in passages],
    )
    statements = cursor.execute(
        "SELECT number, attribution, around_start, around_stop FROM statement WHERE document = ?", (document,)
    ).fetchall()
    cursor.executemany(
        "INSERT INTO statement_words (statement_words, rowid, words, around) VALUES ('delete', ?, ?, ?)",
        [(number, *statement_words(text, stored, start, stop)) for number, stored, start, stop in statements],
    )
    for table, column in (("passage", "document"), ("statement", "document"), ("document", "number")):
        cursor.execute(f"DELETE FROM {table} WHERE {column} = ?", (document,))  # noqa: S608 (our own names)
    cursor.execute("DELETE FROM speaker WHERE NOT EXISTS (SELECT 1 FROM statement s WHERE s.speaker = speaker.number)")


def _last(cursor: sqlite3.Cursor, table: str) -> int:
    """The highest number that a row of the table ever had."""
    found = cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    return int(found[0]) if found else 0
