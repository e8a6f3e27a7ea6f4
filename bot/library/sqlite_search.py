"""Searching the embedded store: passages, with the titles of their documents, and statements.

A document's title counts for each of its passages: the title's own BM25, over all titles, is added to the passage's.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, Final

from bot.library.protocol import Filter, PassageHit, StatementHit, Stats, Version
from bot.library.search import Terms, could_be, name_keys, terms
from bot.library.shape import attribution_of, source_key, statement_words, version_of
from bot.library.shaping import plain
from bot.library.sqlite_rank import Condition, Fields, Index, ranked
from bot.storage import bytes_text
from bot.types import Span

DEPTH: Final = 50
"""Passages, and titles, that are looked at although fewer were asked for: a title may lift what its words do not."""

OWN: Final = 2.0
"""How much a statement's own words count beside those of the sentences around it, as the schema says too."""

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
        clause, more = spoken(connection, filter.speaker)
        where, values = where + clause, [*values, *more]
    wanted = terms(question)
    best = ranked(connection, _PASSAGES, wanted, Condition(where, values), limit, max(limit, DEPTH))
    rows = _rows(connection, "SELECT p.number, p.document, p.start, p.stop FROM passage p WHERE p.number", dict(best))
    found = [(*rows[number], -score) for number, score in best]
    return passage_hits(connection, filter, _with_titles(connection, wanted, filter, found)[:limit], context)


def _with_titles(
    connection: sqlite3.Connection, wanted: Terms, filter: Filter, found: Sequence[tuple[Any, ...]]
) -> list[tuple[Any, ...]]:
    """Rows of passages with the BM25 of their documents' titles added, best first.

    A document whose title fits and no passage of which was found comes in with its first passage; not so where
    phrases or a speaker were asked for, which are the passage's own.
    """
    titles = _titles(connection, wanted, filter)
    ranked = [(*row[:4], row[4] + titles.get(row[1], 0.0)) for row in found]
    if not wanted.must and filter.speaker is None:
        seen = {row[1] for row in found}
        for document, rank in titles.items():
            first = connection.execute(
                "SELECT number, document, start, stop FROM passage WHERE document = ? ORDER BY number LIMIT 1",
                (document,),
            ).fetchone()
            if document not in seen and first is not None:
                ranked.append((*first, rank))
    return sorted(ranked, key=lambda row: (row[4], row[0]))


def _titles(connection: sqlite3.Connection, wanted: Terms, filter: Filter) -> dict[int, float]:
    """The documents whose titles fit best, with minus the BM25 of the title."""
    where, values = conditions(connection, Filter(*_without_speaker(filter)))
    asked = Terms((), (*wanted.must, *wanted.any))
    best = ranked(connection, _TITLES, asked, Condition(where, values), 0, DEPTH)
    rows = _rows(connection, "SELECT v.number, v.document FROM version v WHERE v.number", dict(best))
    found: dict[int, float] = {}
    for number, score in best:
        found.setdefault(rows[number][1], -score)
    return found


def passage_hits(
    connection: sqlite3.Connection, filter: Filter, rows: Sequence[tuple[Any, ...]], context: int
) -> tuple[PassageHit, ...]:
    """Hits of rows that passed the filter: (number, document, start, stop, minus the score)."""
    shelf = _Shelf(connection, filter)
    return tuple(_passage_hit(connection, shelf, row, context) for row in rows)


def spoken(connection: sqlite3.Connection, name: str) -> tuple[str, list[Any]]:
    """SQL for passages ``p`` in which somebody of that name is reported to say something, and its values."""
    return (
        " AND EXISTS (SELECT 1 FROM statement s WHERE s.document = p.document"
        " AND s.start < p.stop AND s.stop > p.start AND s.speaker IN (SELECT value FROM json_each(?)))",
        [json.dumps(speakers(connection, name))],
    )


def statements(connection: sqlite3.Connection, question: str, filter: Filter, limit: int) -> tuple[StatementHit, ...]:
    """See ``Store.statements``."""
    where, values = conditions(connection, filter, of="s.document")
    if filter.speaker is not None:
        where += " AND s.speaker IN (SELECT value FROM json_each(?))"
        values.append(json.dumps(speakers(connection, filter.speaker)))
    columns = f"SELECT s.number, s.document, s.around_start, s.around_stop, s.attribution, {_SPEAKER}"
    source = "FROM statement s LEFT JOIN speaker sp ON sp.number = s.speaker"
    wanted = terms(question)
    shelf = _Shelf(connection, filter)
    if not wanted and not question.strip():
        newest = "(SELECT max(v.day) FROM version v WHERE v.document = s.document AND v.current)"
        sql = f"{columns} {source} WHERE {where} ORDER BY {newest} DESC, s.document DESC, s.start LIMIT ?"
        return tuple(_statement_hit(shelf, row, 0.0) for row in connection.execute(sql, (*values, limit)).fetchall())
    best = ranked(connection, _STATEMENTS, wanted, Condition(where, values), limit, limit)
    rows = _rows(connection, f"{columns} {source} WHERE s.number", dict(best))
    return tuple(_statement_hit(shelf, rows[number], score) for number, score in best)


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


# --- the texts of rows, where they are scored by their own words -------------------------------------------------


def _rows(connection: sqlite3.Connection, select: str, numbers: Collection[int]) -> dict[int, tuple[Any, ...]]:
    """Rows by their numbers, which are their first columns."""
    sql = f"{select} IN (SELECT value FROM json_each(?))"  # noqa: S608 (our own words)
    return {row[0]: row for row in connection.execute(sql, (json.dumps(list(numbers)),))}


def _passage_texts(connection: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, Fields]:
    select = "SELECT number, document, start, stop FROM passage WHERE number"
    found: dict[int, Fields] = {}
    for text, number, start, stop in _with_text(connection, _rows(connection, select, numbers).values()):
        found[number] = ((text[start:stop], 1.0),)
    return found


def _statement_texts(connection: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, Fields]:
    select = "SELECT number, document, attribution, around_start, around_stop FROM statement WHERE number"
    found: dict[int, Fields] = {}
    for text, number, *told in _with_text(connection, _rows(connection, select, numbers).values()):
        own, around = statement_words(text, *told)
        found[number] = ((own, OWN), (around, 1.0))
    return found


def _title_texts(connection: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, Fields]:
    rows = _rows(connection, "SELECT number, about FROM version WHERE number", numbers).values()
    return {number: ((json.loads(about)["title"] or "", 1.0),) for number, about in rows}


def _with_text(connection: sqlite3.Connection, rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Rows (number, document, …) with the document's text, which is loaded once, in its place."""
    held = {document: list(some) for document, some in groupby(sorted(rows, key=_document), key=_document)}
    sql = "SELECT number, text FROM document WHERE number IN (SELECT value FROM json_each(?))"
    for document, raw in connection.execute(sql, (json.dumps(list(held)),)):
        text, some = bytes_text(raw), held[document]
        for number, _, *rest in some:
            yield (text, number, *rest)


def _document(row: tuple[Any, ...]) -> int:
    return int(row[1])


_PASSAGES: Final = Index("passage_words", "passage_words w JOIN passage p ON p.number = w.rowid", _passage_texts)
_TITLES: Final = Index("title_words", "title_words w JOIN version v ON v.number = w.rowid", _title_texts)
_STATEMENTS: Final = Index(
    "statement_words", "statement_words w JOIN statement s ON s.number = w.rowid", _statement_texts
)


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


def _statement_hit(shelf: _Shelf, row: tuple[Any, ...], score: float) -> StatementHit:
    _, document, start, stop, stored, *speaker = row
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
        score=score,
    )
