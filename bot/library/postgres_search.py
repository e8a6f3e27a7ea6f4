"""Searching the PostgreSQL store: BM25 over passages, titles and statements.

The server's own ``ts_rank`` knows nothing of how rare a word is. The rows that a question matches are found by its GIN
indexes, and scored here with the formula and the constants of the embedded store (k1 = 1.2, b = 0.75): how often a word
stands in a row is told by ``frequency`` (see the schema), how many rows there are and how long by a table of counts.
Two things are not to the letter: how many rows have a frequent word is what the server's planner thinks, and a phrase
counts once a row. As in the embedded store, the rare words of a question choose which rows are scored, or where there
are none several frequent ones together.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from bot.library.postgres_index import Cursor, kept
from bot.library.postgres_words import query
from bot.library.protocol import Filter, PassageHit, StatementHit, Stats, Version
from bot.library.search import Terms, could_be, name_keys, terms
from bot.library.shape import attribution_of, source_key, version_of
from bot.storage import bytes_text
from bot.types import Span

FREQUENT: Final = 3000
"""Rows from which on a word counts as frequent, as in the embedded store."""
DEPTH: Final = 50
"""Passages, and titles, that are looked at although fewer were asked for, as in the embedded store."""
CHOSEN: Final = 1000
"""Rows that are scored where frequent words alone choose: the newest."""
LEAST: Final = 1e-6
"""The weight of a word that stands in more than half of all rows."""

SELECT_VERSION: Final = (
    "SELECT v.collection, v.address, d.id, v.about, d.characters, d.read, v.added, v.current"
    " FROM version v JOIN document d ON d.number = v.document"
)
_SPEAKER: Final = "sp.name, sp.role, sp.aliases, sp.resolved::INTEGER"


class Conditions(NamedTuple):
    """SQL, and its values in order."""

    sql: str
    values: list[Any]


class _Kind(NamedTuple):
    """What is ranked: the table, as ``r``; the column that is matched; how often ``t.asked`` stands in ``r``."""

    table: str
    column: str
    frequency: str
    columns: str


_PASSAGES: Final = _Kind("passage", "words", "frequency(r.words, t.asked)", "r.number, r.document, r.start, r.stop")
_TITLES: Final = _Kind("version", "title", "frequency(r.title, t.asked)", "r.number, r.document")
# A statement's own words count twice as much as the sentences around it, which hold them once more.
_STATEMENTS: Final = _Kind(
    "statement",
    "around",
    "2 * frequency(r.words, t.asked) + frequency(r.around, t.asked)",
    "r.number, r.document, r.around_start, r.around_stop, r.attribution, r.speaker",
)


async def passages(cursor: Cursor, question: str, filter: Filter, limit: int, context: int) -> tuple[PassageHit, ...]:
    """See ``Store.passages``."""
    asked = terms(question)
    where = await passage_conditions(cursor, filter, "r")
    found = await _ranked(cursor, _PASSAGES, asked, where, limit, max(limit, DEPTH))
    found = await _with_titles(cursor, asked, filter, found)
    return await passage_hits(cursor, filter, found[:limit], context)


async def passage_conditions(cursor: Cursor, filter: Filter, of: str) -> Conditions:
    """What a passage ``of`` must fulfil to pass a filter, its speaker's statements included."""
    where = await conditions(cursor, filter, f"{of}.document")
    if filter.speaker is None:
        return where
    spoken = (
        f" AND EXISTS (SELECT 1 FROM statement s WHERE s.document = {of}.document"  # noqa: S608 (our own names)
        f" AND s.start < {of}.stop AND s.stop > {of}.start AND s.speaker = ANY(%s))"
    )
    return Conditions(where.sql + spoken, [*where.values, await _speakers(cursor, filter.speaker)])


async def passage_hits(
    cursor: Cursor, filter: Filter, rows: Sequence[Sequence[Any]], context: int
) -> tuple[PassageHit, ...]:
    """Hits of rows that passed the filter: (number, document, start, stop, score)."""
    shelf = await _shelf(cursor, filter, [row[1] for row in rows])
    await cursor.execute(
        "SELECT w.number, min(p.start), max(p.stop) FROM unnest(%s::BIGINT[], %s::BIGINT[]) AS w (number, document)"
        " JOIN passage p ON p.document = w.document AND p.number BETWEEN w.number - %s AND w.number + %s GROUP BY 1",
        ([row[0] for row in rows], [row[1] for row in rows], context, context),
    )
    windows = {number: (first, last) for number, first, last in await cursor.fetchall()}
    hits = []
    for number, document, start, stop, score in rows:
        version, text = shelf[document]
        first, last = windows[number]
        span, window = Span(version.document_id, start, stop), Span(version.document_id, first, last)
        hits.append(PassageHit(version, span, window, text[first:last], score))
    return tuple(hits)


async def statements(cursor: Cursor, question: str, filter: Filter, limit: int) -> tuple[StatementHit, ...]:
    """See ``Store.statements``."""
    where = await conditions(cursor, filter, "r.document")
    if filter.speaker is not None:
        speakers = await _speakers(cursor, filter.speaker)
        where = Conditions(f"{where.sql} AND r.speaker = ANY(%s)", [*where.values, speakers])
    wanted = terms(question)
    if not wanted and not question.strip():
        newest = "(SELECT max(v.day) FROM version v WHERE v.document = r.document AND v.current)"
        await cursor.execute(
            f"SELECT {_STATEMENTS.columns}, 0.0::FLOAT8 FROM statement r WHERE {where.sql}"  # noqa: S608 (our own names)
            f" ORDER BY {newest} DESC NULLS LAST, r.document DESC, r.start, r.number LIMIT %s".encode(),
            (*where.values, limit),
        )
        found = await cursor.fetchall()
    else:
        found = await _ranked(cursor, _STATEMENTS, wanted, where, limit, limit)
    shelf = await _shelf(cursor, filter, [row[1] for row in found])
    sql = f"SELECT sp.number, {_SPEAKER} FROM speaker sp WHERE sp.number = ANY(%s)"  # noqa: S608
    await cursor.execute(sql.encode(), ([row[5] for row in found],))
    who = {row[0]: row[1:] for row in await cursor.fetchall()}
    return tuple(_statement_hit(row, *shelf[row[1]], who.get(row[5], (None,) * 4)) for row in found)


async def conditions(cursor: Cursor, filter: Filter, of: str | None = None, version: str = "v") -> Conditions:
    """SQL for the versions that pass a filter.

    Args:
        cursor: where the speakers are looked up.
        filter: the filter; its speaker counts only where ``of`` is None, for whole documents.
        of: a column that holds a document's number, where rows of another table are filtered; None: versions.
        version: what the query calls the table of versions.
    """
    where, values = [f"{version}.current"], list[Any]()
    for clause, value in (
        (f"{version}.collection = %s", filter.collection),
        (f"{version}.day >= %s", filter.since),
        (f"{version}.day <= %s", filter.until),
        (f"position(%s IN {version}.source) > 0", None if filter.source is None else source_key(filter.source)),
    ):
        if value is not None:
            where.append(clause)
            values.append(kept(value))
    if of is not None:
        sql = f"EXISTS (SELECT 1 FROM version {version} WHERE {version}.document = {of} AND {' AND '.join(where)})"  # noqa: S608
        return Conditions(sql, values)
    if filter.speaker is not None:
        where.append(
            f"EXISTS (SELECT 1 FROM statement s WHERE s.document = {version}.document AND s.speaker = ANY(%s))"  # noqa: S608
        )
        values.append(await _speakers(cursor, filter.speaker))
    return Conditions(" AND ".join(where), values)


async def stats(cursor: Cursor) -> Stats:
    """See ``Store.stats``."""

    async def number(sql: str) -> int:
        await cursor.execute(sql.encode())
        return int((await cursor.fetchone() or (0,))[0])

    await cursor.execute(
        "SELECT collection, count(*) FROM version WHERE current GROUP BY collection ORDER BY collection"
    )
    collections = tuple((name, count) for name, count in await cursor.fetchall())
    return Stats(
        documents=await number("SELECT count(*) FROM document"),
        current=sum(count for _, count in collections),
        superseded=await number("SELECT count(*) FROM version WHERE NOT current"),
        put_off=await number(
            "SELECT count(*) FROM document d WHERE NOT d.read"
            " AND EXISTS (SELECT 1 FROM version v WHERE v.document = d.number AND v.current)"
        ),
        characters=await number("SELECT coalesce(sum(characters), 0) FROM document"),
        passages=await number("SELECT rows FROM total WHERE kind = 'passage'"),
        statements=await number("SELECT rows FROM total WHERE kind = 'statement'"),
        speakers=await number("SELECT count(*) FROM speaker WHERE resolved"),
        collections=collections,
        size=await number(
            "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class c"
            " WHERE c.relnamespace = current_schema()::REGNAMESPACE AND c.relkind = 'r'"
        ),
    )


# --- ranking ---------------------------------------------------------------------------------------------------


async def _ranked(
    cursor: Cursor, kind: _Kind, wanted: Terms, where: Conditions, limit: int, depth: int
) -> list[tuple[Any, ...]]:
    """The rows that fit best, each with its score behind it.

    Args:
        cursor: where.
        kind: what is ranked.
        wanted: what is looked for.
        where: which rows count.
        limit: how many are enough for no further plan to be tried.
        depth: how many are given at the most.
    """
    must = [asked for phrase in wanted.must if (asked := query(phrase))]
    words = list(dict.fromkeys(asked for word in wanted.any if (asked := query(word))))
    if not (must or words):
        return []
    counts = {asked: await _count(cursor, kind, asked) for asked in [*must, *words]}
    await cursor.execute("SELECT rows, words FROM total WHERE kind = %s", (kind.table,))
    rows, length = await cursor.fetchone() or (0, 0)
    weights = [max(LEAST, math.log((rows - n + 0.5) / (n + 0.5))) if n < rows else LEAST for n in counts.values()]
    sql = (
        f"WITH r AS MATERIALIZED (SELECT r.* FROM {kind.table} r WHERE r.{kind.column} @@ %s::TSQUERY AND {where.sql}"  # noqa: S608
        " ORDER BY CASE WHEN %s::BIGINT IS NOT NULL THEN r.number END DESC LIMIT %s::BIGINT)"
        f" SELECT {kind.columns}, (SELECT coalesce(sum(t.weight * f.often * 2.2"
        " / (f.often + 0.3 + 0.9 * r.length / %s::FLOAT8)), 0)"
        " FROM unnest(%s::TEXT[]::TSQUERY[], %s::FLOAT8[]) AS t (asked, weight)"
        f" CROSS JOIN LATERAL (SELECT ({kind.frequency})::FLOAT8 AS often) f WHERE f.often > 0) AS score"
        " FROM r ORDER BY score DESC, r.number LIMIT %s"
    )
    found: list[tuple[Any, ...]] = []
    for match, rare in _choices(must, words, counts):
        most = None if rare else CHOSEN
        values = (match, *where.values, most, most, max(length / max(rows, 1), 1.0), list(counts), weights, depth)
        found += await (await cursor.execute(sql.encode(), values)).fetchall()
        if len(found) >= limit:
            break
    best = {row[0]: row for row in found}
    return sorted(best.values(), key=lambda row: (-row[-1], row[0]))[:depth]


def _choices(must: list[str], words: list[str], counts: dict[str, int]) -> Iterator[tuple[str, bool]]:
    """Queries to choose rows by, in turn until there are enough, and whether all words of the query are rare."""
    if must:
        yield _joined(must, "&"), all(counts[asked] < FREQUENT for asked in must)
        return
    rare = [asked for asked in words if counts[asked] < FREQUENT]
    if rare:
        yield _joined(rare, "|"), True
    if len(rare) == len(words):
        return
    frequent = sorted(set(words) - set(rare), key=lambda asked: counts[asked])
    together = len(frequent)
    while together:
        yield _joined(frequent[:together], "&"), False
        together //= 2
    yield _joined(words, "|"), False


def _joined(words: list[str], operator: str) -> str:
    return f" {operator} ".join(f"({asked})" for asked in words)


async def _count(cursor: Cursor, kind: _Kind, asked: str) -> int:
    """How many rows have the word: counted up to ``FREQUENT``, thought by the planner from there on."""
    where = f"FROM {kind.table} r WHERE r.{kind.column} @@ %s::TSQUERY"
    await cursor.execute(f"EXPLAIN (FORMAT JSON) SELECT 1 {where}".encode(), (asked,), prepare=False)
    plan = (await cursor.fetchone() or ("[]",))[0]
    thought = int((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]["Plan Rows"])
    if thought > 2 * FREQUENT:
        return thought
    sql = f"SELECT count(*) FROM (SELECT 1 {where} LIMIT %s) AS counted"  # noqa: S608 (our own names)
    await cursor.execute(sql.encode(), (asked, FREQUENT))
    counted = int((await cursor.fetchone() or (0,))[0])
    return counted if counted < FREQUENT else max(counted, thought)


async def _with_titles(
    cursor: Cursor, wanted: Terms, filter: Filter, found: Sequence[tuple[Any, ...]]
) -> list[tuple[Any, ...]]:
    """Rows of passages with the BM25 of their documents' titles added, best first.

    A document whose title fits and no passage of which was found comes in with its first passage; not so where
    phrases or a speaker were asked for, which are the passage's own.
    """
    where = await conditions(cursor, _without_speaker(filter), version="r")
    asked = Terms((), (*wanted.must, *wanted.any))
    titles: dict[int, float] = {}
    for _, document, score in await _ranked(cursor, _TITLES, asked, where, 0, DEPTH):
        titles.setdefault(document, score)
    ranked = [(*row[:4], row[4] + titles.get(row[1], 0.0)) for row in found]
    if not wanted.must and filter.speaker is None:
        others = set(titles) - {row[1] for row in found}
        await cursor.execute(
            "SELECT DISTINCT ON (document) number, document, start, stop FROM passage WHERE document = ANY(%s)"
            " ORDER BY document, number",
            (list(others),),
        )
        ranked += [(*row, titles[row[1]]) for row in await cursor.fetchall()]
    return sorted(ranked, key=lambda row: (-row[4], row[0]))


# --- from rows to hits -----------------------------------------------------------------------------------------


def _without_speaker(filter: Filter) -> Filter:
    return Filter(filter.collection, None, filter.since, filter.until, filter.source)


async def _speakers(cursor: Cursor, name: str) -> list[int]:
    """The numbers of the stored speakers who may be the one named."""
    await cursor.execute(
        "SELECT DISTINCT sp.number, sp.name, sp.aliases FROM speaker_word w JOIN speaker sp ON sp.number = w.speaker"
        " WHERE w.word = ANY(%s)",
        ([kept(key) for key in name_keys((name,))],),
    )
    rows = await cursor.fetchall()
    return [number for number, known, aliases in rows if could_be(name, (known, *json.loads(aliases)))]


async def _shelf(cursor: Cursor, filter: Filter, documents: Sequence[int]) -> dict[int, tuple[Version, str]]:
    """The documents of one search's hits: the version of each that passed the filter, and its text."""
    where = await conditions(cursor, _without_speaker(filter))
    columns = SELECT_VERSION.replace("SELECT", "SELECT DISTINCT ON (v.document) v.document, d.text,", 1)
    await cursor.execute(
        f"{columns} WHERE v.document = ANY(%s) AND {where.sql} ORDER BY v.document, v.number DESC".encode(),
        (list(set(documents)), *where.values),
    )
    return {number: (version_of(row), bytes_text(text)) for number, text, *row in await cursor.fetchall()}


def _statement_hit(row: Sequence[Any], version: Version, text: str, speaker: Sequence[Any]) -> StatementHit:
    _, _, start, stop, stored, _, score = row
    name, role, aliases, resolved = speaker
    attribution = attribution_of(stored, version.document_id, (name, role, aliases, resolved))
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
