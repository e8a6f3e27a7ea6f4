"""Vectors and signatures in the embedded store: what search by meaning and the folding of copies rest on.

Both hang on rows that an erasure deletes, and go with them (``ON DELETE CASCADE``).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from typing import Final

from bot.library.protocol import EVERYTHING, Alike, Filter, PassageHit, PassageText, Signature, VectorCount
from bot.library.shape import version_of
from bot.library.shaping import plain
from bot.library.sqlite_search import SELECT_VERSION, conditions, passage_hits, spoken
from bot.library.vectors import FLOAT, nearest_of
from bot.storage import bytes_text

BLOCK: Final = 4096
"""Vectors that are compared at a time: a few megabytes, so that memory stays flat."""

SPARE: Final = 100
"""Vectors that are kept besides those asked for, since some may be of documents that are not current."""

_CURRENT: Final = "EXISTS (SELECT 1 FROM version v WHERE v.document = p.document AND v.current)"


def without_vectors(connection: sqlite3.Connection, model: str, limit: int, after: int) -> tuple[PassageText, ...]:
    """See ``Store.without_vectors``."""
    rows = connection.execute(
        "SELECT p.number, p.document, p.start, p.stop FROM passage p WHERE p.number > ? AND NOT EXISTS"  # noqa: S608
        " (SELECT 1 FROM passage_vector pv WHERE pv.passage = p.number AND pv.model = ?)"
        f" AND {_CURRENT} ORDER BY p.number LIMIT ?",
        (after, plain(model), limit),
    ).fetchall()
    found = []
    for document, some in groupby(rows, key=lambda row: row[1]):  # a text is loaded once, however many passages it has
        (raw,) = connection.execute("SELECT text FROM document WHERE number = ?", (document,)).fetchone()
        text = bytes_text(raw)
        found += [PassageText(number, text[start:stop]) for number, _, start, stop in some]
    return tuple(found)


def keep_vectors(cursor: sqlite3.Cursor, model: str, vectors: Sequence[tuple[int, bytes]]) -> None:
    """See ``Store.keep_vectors``."""
    cursor.executemany(
        "INSERT OR IGNORE INTO passage_vector (passage, model, vector) SELECT number, ?, ? FROM passage"
        " WHERE number = ?",
        [(plain(model), vector, number) for number, vector in vectors],
    )


def vector_count(connection: sqlite3.Connection, model: str) -> VectorCount:
    """See ``Store.vector_count``."""
    (passages,) = connection.execute(f"SELECT count(*) FROM passage p WHERE {_CURRENT}").fetchone()  # noqa: S608
    vectors, octets = connection.execute(
        "SELECT count(*), max(length(pv.vector)) FROM passage_vector pv JOIN passage p ON p.number = pv.passage"  # noqa: S608
        f" WHERE pv.model = ? AND {_CURRENT}",
        (plain(model),),
    ).fetchone()
    return VectorCount(vectors, passages, (octets or 0) // FLOAT)


def nearest(
    connection: sqlite3.Connection, model: str, vector: bytes, filter: Filter, limit: int, context: int
) -> tuple[PassageHit, ...]:
    """See ``Store.nearest``. Every vector of the model is read: with 384 dimensions, 1.5 GB for a million.

    Where nothing is filtered, vectors are compared first and those of documents that are not current are left out of
    the best: a look at each one's document would take longer than its comparison.
    """
    if filter == EVERYTHING:
        sql = "SELECT passage, vector FROM passage_vector WHERE model = ?"
        best = _compared(connection, sql, (plain(model),), vector, SPARE + 2 * limit)
        found = [row for row in _rows(connection, best) if row is not None][:limit]
        if len(found) == limit or len(best) < SPARE + 2 * limit:
            return passage_hits(connection, filter, found, context)
    where, values = conditions(connection, filter, of="p.document")
    if filter.speaker is not None:
        clause, more = spoken(connection, filter.speaker)
        where, values = where + clause, [*values, *more]
    sql = (
        "SELECT pv.passage, pv.vector FROM passage_vector pv JOIN passage p ON p.number = pv.passage"  # noqa: S608
        f" WHERE pv.model = ? AND {where}"
    )
    best = _compared(connection, sql, (plain(model), *values), vector, limit)
    return passage_hits(connection, filter, [row for row in _rows(connection, best) if row is not None], context)


def _compared(
    connection: sqlite3.Connection, sql: str, values: Sequence[object], vector: bytes, limit: int
) -> tuple[tuple[int, float], ...]:
    """The nearest of the vectors that a query gives: passages' numbers and cosines."""
    rows = connection.execute(sql, values)
    return nearest_of(iter(lambda: rows.fetchmany(BLOCK), []), vector, limit)


def _rows(connection: sqlite3.Connection, best: Sequence[tuple[int, float]]) -> Iterator[tuple[object, ...] | None]:
    """The passages of some numbers as ``passage_hits`` wants them; None for one whose document is not current."""
    for number, cosine in best:
        row = connection.execute(
            f"SELECT number, document, start, stop FROM passage p WHERE number = ? AND {_CURRENT}",  # noqa: S608
            (number,),
        ).fetchone()
        yield None if row is None else (*row, -cosine)


def unsigned(connection: sqlite3.Connection, limit: int) -> tuple[tuple[str, str], ...]:
    """See ``Store.unsigned``."""
    rows = connection.execute(
        "SELECT d.id, d.text FROM document d WHERE NOT d.signed"
        " AND EXISTS (SELECT 1 FROM version v WHERE v.document = d.number AND v.current) ORDER BY d.number LIMIT ?",
        (limit,),
    ).fetchall()
    return tuple((document_id, bytes_text(text)) for document_id, text in rows)


def keep_signatures(cursor: sqlite3.Cursor, signatures: Sequence[Signature]) -> None:
    """See ``Store.keep_signatures``."""
    for signature in signatures:
        row = cursor.execute(
            "SELECT number FROM document WHERE id = ? AND NOT signed", (signature.document_id,)
        ).fetchone()
        if row is None:
            continue
        cursor.execute("INSERT INTO signature (document, hashes) VALUES (?, ?)", (row[0], signature.hashes))
        cursor.executemany(
            "INSERT OR IGNORE INTO signature_band (band, document) VALUES (?, ?)",
            [(band, row[0]) for band in signature.bands],
        )
        cursor.execute("UPDATE document SET signed = 1 WHERE number = ?", row)


def alike(connection: sqlite3.Connection, document_ids: Collection[str], filter: Filter) -> tuple[Alike, ...]:
    """See ``Store.alike``."""
    named = json.dumps(sorted(set(document_ids)))
    numbers = connection.execute(
        "WITH asked AS (SELECT number FROM document WHERE id IN (SELECT value FROM json_each(?)))"
        " SELECT number FROM asked UNION SELECT other.document FROM asked"
        " JOIN signature_band mine ON mine.document = asked.number JOIN signature_band other ON other.band = mine.band"
        " ORDER BY 1",
        (named,),
    ).fetchall()
    without = Filter(filter.collection, None, filter.since, filter.until, filter.source)
    where, values = conditions(connection, without)
    return tuple(_alike(connection, [row[0] for row in numbers], where, values))


def _alike(
    connection: sqlite3.Connection, numbers: Sequence[int], where: str, values: Sequence[object]
) -> Iterator[Alike]:
    for number in numbers:
        rows = connection.execute(
            f"{SELECT_VERSION} WHERE v.document = ? AND {where} ORDER BY v.number", (number, *values)
        ).fetchall()
        if not rows:
            continue
        kept = connection.execute("SELECT hashes FROM signature WHERE document = ?", (number,)).fetchone()
        versions = tuple(map(version_of, rows))
        yield Alike(versions[0].document_id, kept[0] if kept else b"", versions)
