"""Searching the embedded store: BM25 by FTS5 over passages and over statements.

FTS5 scores every row that a query matches, so a question with one frequent word would cost more with every document
added. The words of a question are therefore counted first, up to a bound: the rare ones choose which rows are scored
(``_plans``), the frequent ones only add to the score. Where all words are rare, as in any small store, that is plain
BM25; where that finds too little, all words choose.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any, Final

from bot.library.protocol import Filter, PassageHit, StatementHit, Stats, Version
from bot.library.search import Terms, could_be, name_keys, terms
from bot.library.shaping import indexed, plain
from bot.library.sqlite_index import attribution_of
from bot.storage import bytes_text
from bot.types import Span

FREQUENT: Final = 3000
"""Rows from which on a word counts as frequent: counting so many takes about a millisecond."""

SELECT_VERSION: Final = (
    "SELECT v.collection, v.address, d.id, v.about, d.characters, d.read, v.added, v.current"
    " FROM version v JOIN document d ON d.number = v.document"
)
_SPEAKER: Final = "sp.name, sp.role, sp.aliases, sp.resolved"


def passages(
    connection: sqlite3.Connection, question: str, filter: Filter, limit: int, context: int
) -> tuple[PassageHit, ...]:
    """See ``Store.passages``."""
    where, values = conditions(connection, filter, of="p.document")
    if filter.speaker is not None:
        where += " AND EXISTS (SELECT 1 FROM statement s WHERE s.document = p.document"
        where += " AND s.start < p.stop AND s.stop > p.start AND s.speaker IN (SELECT value FROM json_each(?)))"
        values.append(json.dumps(speakers(connection, filter.speaker)))
    sql = (
        "SELECT p.number, p.document, p.start, p.stop, w.rank FROM passage_words w JOIN passage p ON p.number = w.rowid"  # noqa: S608
        f" WHERE passage_words MATCH ? AND {where} ORDER BY w.rank LIMIT ?"
    )
    found: list[tuple[Any, ...]] = []
    for match in _plans(connection, "passage_words", terms(question), limit):
        found = connection.execute(sql, (match, *values, limit)).fetchall()
        if len(found) >= limit:
            break
    shelf = _Shelf(connection, filter)
    return tuple(_passage_hit(connection, shelf, row, context) for row in found)


def statements(connection: sqlite3.Connection, question: str, filter: Filter, limit: int) -> tuple[StatementHit, ...]:
    """See ``Store.statements``."""
    where, values = conditions(connection, filter, of="s.document")
    if filter.speaker is not None:
        where += " AND s.speaker IN (SELECT value FROM json_each(?))"
        values.append(json.dumps(speakers(connection, filter.speaker)))
    columns = f"SELECT s.document, s.around_start, s.around_stop, s.attribution, {_SPEAKER}"
    joined = "LEFT JOIN speaker sp ON sp.number = s.speaker"
    found: list[tuple[Any, ...]] = []
    wanted = terms(question)
    if not wanted and not question.strip():
        newest = "(SELECT max(v.day) FROM version v WHERE v.document = s.document AND v.current)"
        sql = f"{columns}, 0.0 FROM statement s {joined} WHERE {where} ORDER BY {newest} DESC, s.document DESC, s.start"
        found = connection.execute(f"{sql} LIMIT ?", (*values, limit)).fetchall()
    sql = (
        f"{columns}, w.rank FROM statement_words w JOIN statement s ON s.number = w.rowid {joined}"
        f" WHERE statement_words MATCH ? AND {where} ORDER BY w.rank LIMIT ?"
    )
    for match in _plans(connection, "statement_words", wanted, limit):
        found = connection.execute(sql, (match, *values, limit)).fetchall()
        if len(found) >= limit:
            break
    shelf = _Shelf(connection, filter)
    return tuple(_statement_hit(shelf, row) for row in found)


def speakers(connection: sqlite3.Connection, name: str) -> list[int]:
    """The numbers of the stored speakers who may be the one named."""
    keys = json.dumps([plain(key) for key in name_keys((name,))])
    rows = connection.execute(
        "SELECT DISTINCT sp.number, sp.name, sp.aliases FROM speaker_word w JOIN speaker sp ON sp.number = w.speaker"
        " WHERE w.word IN (SELECT value FROM json_each(?))",
        (keys,),
    )
    return [number for number, known, aliases in rows if could_be(name, (known, *json.loads(aliases)))]


def conditions(connection: sqlite3.Connection, filter: Filter, of: str | None = None) -> tuple[str, list[Any]]:
    """SQL for the versions that pass a filter, and its values.

    Args:
        connection: where the speakers are looked up.
        filter: the filter; its speaker counts only where ``of`` is None, for whole documents.
        of: a column that holds a document's number, where rows of another table are filtered; None: versions.
    """
    where, values = ["v.current"], list[Any]()
    for clause, value in (
        ("v.collection = ?", None if filter.collection is None else plain(filter.collection)),
        ("v.day >= ?", filter.since),
        ("v.day <= ?", filter.until),
        ("instr(v.source, ?)", None if filter.source is None else source_key(filter.source)),
    ):
        if value is not None:
            where.append(clause)
            values.append(value)
    if of is not None:
        return f"EXISTS (SELECT 1 FROM version v WHERE v.document = {of} AND {' AND '.join(where)})", values  # noqa: S608
    if filter.speaker is not None:
        where.append(
            "EXISTS (SELECT 1 FROM statement s WHERE s.document = v.document"
            " AND s.speaker IN (SELECT value FROM json_each(?)))"
        )
        values.append(json.dumps(speakers(connection, filter.speaker)))
    return " AND ".join(where), values


def source_key(text: str) -> str:
    """An address or a publisher's name as it is compared."""
    return plain(text.casefold())


def version_of(row: Sequence[Any]) -> Version:
    """A row of ``SELECT_VERSION``."""
    collection, address, document_id, described, characters, read, added, current = row
    about = json.loads(described)
    return Version(
        collection=collection,
        address=address,
        document_id=document_id,
        title=about["title"],
        published=about["published"],
        publisher=about["publisher"],
        kind=about["kind"],
        characters=characters,
        read=bool(read),
        added=added,
        current=bool(current),
    )


def stats(connection: sqlite3.Connection) -> Stats:
    """See ``Store.stats``."""

    def number(sql: str) -> int:
        return int(connection.execute(sql).fetchone()[0])

    collections = connection.execute(
        "SELECT collection, count(*) FROM version WHERE current GROUP BY collection ORDER BY collection"
    ).fetchall()
    return Stats(
        documents=number("SELECT count(*) FROM document"),
        current=number("SELECT count(*) FROM version WHERE current"),
        superseded=number("SELECT count(*) FROM version WHERE NOT current"),
        put_off=number(
            "SELECT count(*) FROM document d WHERE NOT d.read"
            " AND EXISTS (SELECT 1 FROM version v WHERE v.document = d.number AND v.current)"
        ),
        characters=number("SELECT coalesce(sum(characters), 0) FROM document"),
        passages=number("SELECT count(*) FROM passage"),
        statements=number("SELECT count(*) FROM statement"),
        speakers=number("SELECT count(*) FROM speaker WHERE resolved"),
        collections=tuple((name, count) for name, count in collections),
        size=number("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"),
    )


# --- from a question to FTS5's language ------------------------------------------------------------------------


def _plans(connection: sqlite3.Connection, table: str, wanted: Terms, limit: int) -> Iterator[str]:
    """Queries to try in turn until one gives enough: rare words choose, then all words."""
    must, words = _quoted(wanted.must), _quoted(wanted.any)
    if must:
        together = " AND ".join(must)
        yield f"({together}) AND ({' OR '.join([*must, *words])})" if words else together
        return
    if not words:
        return
    counts = {word: _count(connection, table, word) for word in words}
    rare = [word for word in words if counts[word] < FREQUENT]
    everything = " OR ".join(words)
    if len(rare) < len(words):
        if sum(counts[word] for word in rare) >= limit:
            yield f"({' OR '.join(rare)}) AND ({everything})"
        elif not rare:
            yield " AND ".join(words)
    yield everything


def _quoted(words: Sequence[str]) -> list[str]:
    """Words as FTS5 strings, in which nothing is an operator; words with nothing to index are left out."""
    folded = (indexed(word).replace('"', " ").replace("\0", " ") for word in words)
    return [f'"{word}"' for word in folded if any(c.isalnum() for c in word)]


def _count(connection: sqlite3.Connection, table: str, word: str) -> int:
    """How many rows have the word, up to ``FREQUENT``."""
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {table} MATCH ? LIMIT ?)"  # noqa: S608 (our own names)
    return int(connection.execute(sql, (word, FREQUENT)).fetchone()[0])


# --- from rows to hits -----------------------------------------------------------------------------------------


class _Shelf:
    """The documents of one search's hits, each loaded once: its version that passed the filter, and its text."""

    def __init__(self, connection: sqlite3.Connection, filter: Filter) -> None:
        self._connection = connection
        self._where, self._values = conditions(connection, Filter(*_without_speaker(filter)))
        self._loaded: dict[int, tuple[Version, str]] = {}

    def take(self, number: int) -> tuple[Version, str]:
        if number not in self._loaded:
            sql = SELECT_VERSION.replace(" FROM", ", d.text FROM", 1)
            sql += f" WHERE v.document = ? AND {self._where} ORDER BY v.number DESC LIMIT 1"
            *row, text = self._connection.execute(sql, (number, *self._values)).fetchone()
            self._loaded[number] = version_of(row), bytes_text(text)
        return self._loaded[number]


def _without_speaker(filter: Filter) -> tuple[str | None, ...]:
    return filter.collection, None, filter.since, filter.until, filter.source


def _passage_hit(connection: sqlite3.Connection, shelf: _Shelf, row: tuple[Any, ...], context: int) -> PassageHit:
    number, document, start, stop, rank = row
    version, text = shelf.take(document)
    first, last = connection.execute(
        "SELECT min(start), max(stop) FROM passage WHERE document = ? AND number BETWEEN ? AND ?",
        (document, number - context, number + context),
    ).fetchone()
    span, window = Span(version.document_id, start, stop), Span(version.document_id, first, last)
    return PassageHit(version, span, window, text[first:last], -rank)


def _statement_hit(shelf: _Shelf, row: tuple[Any, ...]) -> StatementHit:
    document, start, stop, stored, *speaker, rank = row
    version, text = shelf.take(document)
    attribution = attribution_of(stored, version.document_id, (speaker[0], speaker[1], speaker[2], speaker[3]))
    mention = attribution.mention
    return StatementHit(
        version=version,
        attribution=attribution,
        text=" … ".join(text[span.start : span.end] for span in attribution.spans),
        mention=None if mention is None else text[mention.start : mention.end],
        window=Span(version.document_id, start, stop),
        context=text[start:stop],
        score=abs(rank),
    )
