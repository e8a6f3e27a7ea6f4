"""Vectors and signatures in the PostgreSQL store.

Vectors are arrays of REAL. Where the database has pgvector, the server compares them itself, all of them, as exactly as
is done here without it. Both kinds hang on rows that an erasure deletes, and go with them.
"""

from __future__ import annotations

import heapq
from array import array
from collections.abc import Collection, Sequence
from itertools import groupby
from struct import unpack
from typing import Any, Final

from psycopg import errors

from bot.errors import StoreError
from bot.library.postgres_index import Cursor, kept
from bot.library.postgres_search import SELECT_VERSION, conditions, passage_conditions, passage_hits
from bot.library.protocol import Alike, Filter, PassageHit, PassageText, Signature, VectorCount
from bot.library.shape import version_of
from bot.library.vectors import FLOAT, nearest_of
from bot.storage import bytes_text

BLOCK: Final = 4096
"""Vectors that are fetched and compared at a time."""
HEADER: Final = 20
"""Bytes before the numbers of an array in the server's binary form; before each number stand four of its length."""

_CURRENT: Final = "EXISTS (SELECT 1 FROM version v WHERE v.document = p.document AND v.current)"


async def without_vectors(cursor: Cursor, model: str, limit: int, after: int) -> tuple[PassageText, ...]:
    """See ``Store.without_vectors``."""
    await cursor.execute(
        "SELECT p.number, p.document, p.start, p.stop FROM passage p WHERE p.number > %s AND NOT EXISTS"  # noqa: S608
        " (SELECT 1 FROM passage_vector pv WHERE pv.passage = p.number AND pv.model = %s)"
        f" AND {_CURRENT} ORDER BY p.number LIMIT %s".encode(),
        (after, kept(model), limit),
    )
    rows = await cursor.fetchall()
    found = []
    for document, some in groupby(rows, key=lambda row: row[1]):  # a text is loaded once, however many passages it has
        await cursor.execute("SELECT text FROM document WHERE number = %s", (document,))
        text = bytes_text((await cursor.fetchone() or (b"",))[0])
        found += [PassageText(number, text[start:stop]) for number, _, start, stop in some]
    return tuple(found)


async def keep_vectors(cursor: Cursor, model: str, vectors: Sequence[tuple[int, bytes]]) -> None:
    """See ``Store.keep_vectors``."""
    await cursor.executemany(
        "INSERT INTO passage_vector (passage, model, vector) SELECT number, %s, %s::REAL[] FROM passage"
        " WHERE number = %s ON CONFLICT DO NOTHING",
        [(kept(model), _numbers(vector), number) for number, vector in vectors],
    )


async def vector_count(cursor: Cursor, model: str) -> VectorCount:
    """See ``Store.vector_count``."""
    await cursor.execute(f"SELECT count(*) FROM passage p WHERE {_CURRENT}".encode())  # noqa: S608 (our own names)
    (passages,) = await cursor.fetchone() or (0,)
    await cursor.execute(
        "SELECT count(*), coalesce(max(cardinality(pv.vector)), 0) FROM passage_vector pv"  # noqa: S608
        f" JOIN passage p ON p.number = pv.passage WHERE pv.model = %s AND {_CURRENT}".encode(),
        (kept(model),),
    )
    vectors, dimensions = await cursor.fetchone() or (0, 0)
    return VectorCount(vectors, passages, dimensions)


async def nearest(
    cursor: Cursor, model: str, vector: bytes, filter: Filter, limit: int, context: int
) -> tuple[PassageHit, ...]:
    """See ``Store.nearest``. Every vector of the model is read, by the server where it has pgvector."""
    where = await passage_conditions(cursor, filter, "p")
    source = f"FROM passage_vector pv JOIN passage p ON p.number = pv.passage WHERE pv.model = %s AND {where.sql}"
    values = [kept(model), *where.values]
    await cursor.execute(
        "SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'vector'"
    )
    if (home := await cursor.fetchone()) is not None:
        rows = await _nearest_by_server(cursor, str(home[0]), source, values, vector, limit)
    else:
        rows = await _nearest_here(cursor, source, values, vector, limit)
    return await passage_hits(cursor, filter, rows, context)


async def unsigned(cursor: Cursor, limit: int) -> tuple[tuple[str, str], ...]:
    """See ``Store.unsigned``."""
    await cursor.execute(
        "SELECT d.id, d.text FROM document d WHERE NOT d.signed"
        " AND EXISTS (SELECT 1 FROM version v WHERE v.document = d.number AND v.current) ORDER BY d.number LIMIT %s",
        (limit,),
    )
    return tuple((document_id, bytes_text(text)) for document_id, text in await cursor.fetchall())


async def keep_signatures(cursor: Cursor, signatures: Sequence[Signature]) -> None:
    """See ``Store.keep_signatures``."""
    await cursor.execute(
        "UPDATE document SET signed = true WHERE NOT signed AND id = ANY(%s) RETURNING id, number",
        ([signature.document_id for signature in signatures],),
    )
    new: dict[str, int] = dict(await cursor.fetchall())
    once = {signature.document_id: signature for signature in signatures if signature.document_id in new}
    hashes = [(new[document_id], signature.hashes) for document_id, signature in once.items()]
    bands = [(band, new[document_id]) for document_id, signature in once.items() for band in set(signature.bands)]
    await cursor.executemany("INSERT INTO signature (document, hashes) VALUES (%s, %s)", hashes)
    await cursor.execute(
        "INSERT INTO signature_band (band, document) SELECT * FROM unnest(%s::BIGINT[], %s::BIGINT[])",
        ([band for band, _ in bands], [number for _, number in bands]),
    )


async def alike(cursor: Cursor, document_ids: Collection[str], filter: Filter) -> tuple[Alike, ...]:
    """See ``Store.alike``."""
    where = await conditions(cursor, Filter(filter.collection, None, filter.since, filter.until, filter.source))
    columns = SELECT_VERSION.replace("SELECT", "SELECT v.document, sg.hashes,", 1)
    await cursor.execute(
        "WITH asked AS (SELECT number FROM document WHERE id = ANY(%s)), alike AS (SELECT number FROM asked"  # noqa: S608
        " UNION SELECT other.document FROM asked JOIN signature_band mine ON mine.document = asked.number"
        f" JOIN signature_band other ON other.band = mine.band) {columns} JOIN alike ON alike.number = v.document"
        f" LEFT JOIN signature sg ON sg.document = v.document WHERE {where.sql} ORDER BY v.document, v.number".encode(),
        (list(document_ids), *where.values),
    )
    found = []
    for _, rows in groupby(await cursor.fetchall(), key=lambda row: row[0]):
        some = list(rows)
        versions = tuple(version_of(row[2:]) for row in some)
        found.append(Alike(versions[0].document_id, some[0][1] or b"", versions))
    return tuple(found)


def _numbers(vector: bytes) -> list[float]:
    return list(unpack(f"<{len(vector) // FLOAT}f", vector))


async def _nearest_by_server(
    cursor: Cursor, home: str, source: str, values: Sequence[Any], vector: bytes, limit: int
) -> list[tuple[Any, ...]]:
    """Rows for hits by pgvector, which lives in the schema ``home``; its <#> is minus the dot product."""
    home = '"' + home.replace('"', '""').replace("%", "%%") + '"'
    minus = f"pv.vector::{home}.vector OPERATOR({home}.<#>) %s::REAL[]::{home}.vector"
    asked = _numbers(vector)
    try:
        await cursor.execute(
            f"SELECT p.number, p.document, p.start, p.stop, -({minus}) {source} ORDER BY {minus}, p.number"
            " LIMIT %s".encode(),
            (asked, *values, asked, limit),
        )
    except errors.DataException:
        raise StoreError(
            "The vectors on the server are of another length than the question's: the model behind the name has"
            " changed. Give it another name in ONRECORD_EMBEDDING_MODEL, and run onrecord library embed."
        ) from None
    return await cursor.fetchall()


async def _nearest_here(
    cursor: Cursor, source: str, values: Sequence[Any], vector: bytes, limit: int
) -> list[tuple[Any, ...]]:
    """Rows for hits, compared here, some fetched at a time."""
    best: list[tuple[float, tuple[Any, ...]]] = []
    async with cursor.connection.cursor("vectors") as stream:
        await stream.execute(
            f"SELECT p.number, p.document, p.start, p.stop, array_send(pv.vector) {source} ORDER BY p.number".encode(),
            values,
        )
        while rows := await stream.fetchmany(BLOCK):
            packed = [(at, _packed(row[4])) for at, row in enumerate(rows)]
            near = nearest_of([packed], vector, limit)
            best = heapq.nsmallest(limit, [*best, *((-cosine, tuple(rows[at][:4])) for at, cosine in near)])
    return [(*row, -negative) for negative, row in best]


def _packed(sent: bytes) -> bytes:
    """An array in the server's binary form as float32, little-endian."""
    words = array("I", sent[HEADER:])
    words.byteswap()
    return words[1::2].tobytes()
