"""The indexes of the embedded store: passages and statements written, and taken out again.

The full text tables keep no text of their own (FTS5 "contentless"), so a row leaves an index only when the very words
that went in are given again: they are made from the document's text and the offsets stored, in one place for both.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from bot.library.search import name_keys
from bot.library.shaping import around, indexed, plain
from bot.storage import bytes_text
from bot.types import Attribution, Document, Reading, Span, Speaker

LONGEST_MENTION = 200
"""Characters of a mention that are kept as the name of a speaker who was not resolved."""


def add_passages(cursor: sqlite3.Cursor, document: int, text: str, cut: Sequence[tuple[int, int]]) -> None:
    """Index a new document's passages; their numbers follow one another."""
    (last,) = cursor.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'passage'").fetchone()
    cursor.executemany(
        "INSERT INTO passage (number, document, start, stop) VALUES (?, ?, ?, ?)",
        [(last + n, document, start, stop) for n, (start, stop) in enumerate(cut, 1)],
    )
    cursor.executemany(
        "INSERT INTO passage_words (rowid, words) VALUES (?, ?)",
        [(last + n, indexed(text[start:stop])) for n, (start, stop) in enumerate(cut, 1)],
    )


def keep_reading(cursor: sqlite3.Cursor, reading: Reading) -> None:
    """Keep a document's statements, unless it is gone or they are there already."""
    row = cursor.execute("SELECT number FROM document WHERE id = ? AND NOT read", (reading.document.id,)).fetchone()
    if row is None:
        return
    for attribution in reading.attributions:
        _add_statement(cursor, row[0], reading, attribution)
    cursor.execute("UPDATE document SET read = 1 WHERE number = ?", row)


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
        [(n, *_statement_words(text, json.loads(a)["spans"], start, stop)) for n, a, start, stop in statements],
    )
    for table, column in (("passage", "document"), ("statement", "document"), ("document", "number")):
        cursor.execute(f"DELETE FROM {table} WHERE {column} = ?", (document,))  # noqa: S608 (our own names)
    cursor.execute("DELETE FROM speaker WHERE NOT EXISTS (SELECT 1 FROM statement s WHERE s.speaker = speaker.number)")


def attribution_of(
    stored: str, document_id: str, speaker: tuple[str | None, str | None, str | None, int | None]
) -> Attribution:
    """A stored attribution. ``speaker``: name, role, aliases (JSON) and whether it was resolved; Nones for none."""
    kept = json.loads(stored)
    name, role, aliases, resolved = speaker
    who = Speaker(name, role or None, tuple(json.loads(aliases or "[]"))) if name is not None and resolved else None

    def span(bounds: list[int] | None) -> Span | None:
        return None if bounds is None else Span(document_id, *bounds)

    return Attribution(
        spans=tuple(Span(document_id, *bounds) for bounds in kept["spans"]),
        kind=kept["kind"],
        cue=span(kept["cue"]),
        mention=span(kept["mention"]),
        speaker=who,
        confidence=kept["confidence"],
    )


def _add_statement(cursor: sqlite3.Cursor, document: int, reading: Reading, attribution: Attribution) -> None:
    text = reading.document.text
    start, stop = around(reading, attribution.spans)
    spans = [_bounds(span) for span in attribution.spans]
    kept: dict[str, Any] = {
        "spans": spans,
        "kind": attribution.kind,
        "cue": _bounds(attribution.cue),
        "mention": _bounds(attribution.mention),
        "confidence": attribution.confidence,
    }
    cursor.execute(
        "INSERT INTO statement (document, start, stop, around_start, around_stop, speaker, attribution)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            *(document, attribution.start, attribution.end, start, stop),
            *(_speaker(cursor, attribution, reading.document), json.dumps(kept, separators=(",", ":"))),
        ),
    )
    cursor.execute(
        "INSERT INTO statement_words (rowid, words, around) VALUES (?, ?, ?)",
        (cursor.lastrowid, *_statement_words(text, spans, start, stop)),
    )


def _statement_words(text: str, spans: Sequence[Any], start: int, stop: int) -> tuple[str, str]:
    """A statement's own words and those of the sentences around it, as indexed."""
    return indexed(" ".join(text[a:b] for a, b in spans)), indexed(text[start:stop])


def _bounds(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]


def _speaker(cursor: sqlite3.Cursor, attribution: Attribution, document: Document) -> int | None:
    """The number of the speaker, who is kept once; the mention stands for somebody who was not resolved."""
    who = attribution.speaker
    if who is not None:
        row = (who.name, who.role or "", json.dumps(who.aliases), 1)
        names: tuple[str, ...] = (who.name, *who.aliases)
    elif attribution.mention is not None:
        mention = document.slice(attribution.mention)[:LONGEST_MENTION]
        row, names = (mention, "", "[]", 0), (mention,)
    else:
        return None
    row = (plain(row[0]), plain(row[1]), *row[2:])
    which = "WHERE name = ? AND role = ? AND aliases = ? AND resolved = ?"
    found = cursor.execute(f"SELECT number FROM speaker {which}", row).fetchone()  # noqa: S608
    if found is not None:
        return int(found[0])
    cursor.execute("INSERT INTO speaker (name, role, aliases, resolved) VALUES (?, ?, ?, ?)", row)
    number = int(cursor.lastrowid or 0)
    keys = [(plain(key), number) for key in name_keys(names)]
    cursor.executemany("INSERT OR IGNORE INTO speaker_word (word, speaker) VALUES (?, ?)", keys)
    return number
