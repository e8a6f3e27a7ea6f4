"""Ranking in the embedded store: BM25, at a cost that does not grow with the library.

FTS5's own BM25 first walks through every row that has a word of the question, to count them: a word such as "council"
in a million passages costs more than all the rest. It is used where every word is rare (``FREQUENT``), as in any small
library. Otherwise the rare words choose rows, or where there are none several frequent ones together, the newest rows
first; and those rows, ``CHOSEN`` at the most, are scored here, with the same formula and constants, by their own words.
How many rows have a frequent word is then judged by the first that have it.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from bot.library.search import Terms
from bot.library.shaping import indexed
from bot.library.stems import split, stem_of, stems

FREQUENT: Final = 3000
"""Rows from which on a word counts as frequent: counting so many takes about a millisecond."""
CHOSEN: Final = 100
"""Rows that are scored by their own words: some milliseconds' worth."""
K1: Final = 1.2
B: Final = 0.75
LEAST: Final = 1e-6
"""The weight of a word that stands in more than half of all rows. All three as in FTS5."""

Fields = tuple[tuple[str, float], ...]
"""A row's texts, and how much a word in each counts."""


class Index(NamedTuple):
    """A full text table, as ``w``, with what it is joined to; and how the texts of rows are had again."""

    table: str
    joined: str
    texts: Callable[[sqlite3.Connection, Sequence[int]], Mapping[int, Fields]]


class Condition(NamedTuple):
    """SQL that a row must fulfil, and its values."""

    sql: str
    values: Sequence[Any]


def ranked(
    connection: sqlite3.Connection, index: Index, wanted: Terms, where: Condition, limit: int, depth: int
) -> list[tuple[int, float]]:
    """The numbers of the rows that fit best, with their scores, higher being better.

    Args:
        connection: where.
        index: what is searched.
        wanted: what is looked for.
        where: which rows count.
        limit: how many are enough.
        depth: how many are given at the most.
    """
    must, words = _quoted(wanted.must), _quoted(wanted.any)
    if not (must or words):
        return []
    rows, length = _size(connection, index.table)
    counts = {term: _count(connection, index.table, term, rows) for term in (*must, *words)}
    select = f"SELECT w.rowid, -w.rank FROM {index.joined} WHERE {index.table} MATCH ? AND {where.sql}"  # noqa: S608
    if max(counts.values()) < FREQUENT:
        either = " OR ".join((*must, *words))
        match = f"({' AND '.join(must)}) AND ({either})" if must else either
        return connection.execute(f"{select} ORDER BY w.rank LIMIT ?", (match, *where.values, depth)).fetchall()
    chosen: dict[int, None] = {}
    for match, rare in _choices(must, words, counts):
        sql = f"{select} ORDER BY w.rank LIMIT ?" if rare else f"{select} ORDER BY w.rowid DESC LIMIT ?"
        sql = sql if rare else sql.replace("-w.rank", "0", 1)
        chosen |= dict.fromkeys(row[0] for row in connection.execute(sql, (match, *where.values, max(depth, CHOSEN))))
        if len(chosen) >= limit:
            break
    texts = index.texts(connection, list(chosen))
    scored = _scored(texts, _weights(counts, rows), length / max(rows, 1))
    return sorted(scored, key=lambda pair: (-pair[1], pair[0]))[:depth]


def _choices(must: list[str], words: list[str], counts: Mapping[str, int]) -> Iterator[tuple[str, bool]]:
    """Queries to choose rows by, in turn until there are enough, and whether all words of the query are rare."""
    if must:
        yield " AND ".join(must), all(counts[term] < FREQUENT for term in must)
        return
    rare = [term for term in words if counts[term] < FREQUENT]
    if rare:
        yield " OR ".join(rare), True
    frequent = sorted(set(words) - set(rare), key=lambda term: counts[term])
    together = len(frequent)
    while together:
        yield " AND ".join(frequent[:together]), False
        together //= 2
    yield " OR ".join(words), False


def _weights(counts: Mapping[str, int], rows: int) -> dict[str, float]:
    """How much a term tells, by how few of the rows have it."""
    return {
        term: max(LEAST, math.log((rows - n + 0.5) / (n + 0.5))) if n < rows else LEAST for term, n in counts.items()
    }


def _scored(texts: Mapping[int, Fields], weights: Mapping[str, float], average: float) -> Iterator[tuple[int, float]]:
    """BM25 of rows by their own words."""
    terms = dict(zip(weights, stems(weights), strict=True))
    wanted = {part for parts in terms.values() for part in parts}
    initials = {part[:1] for part in wanted}  # a stem begins as its word does: most words need no look at their stems
    in_rows = any(len(parts) > 1 for parts in terms.values())
    for number, fields in texts.items():
        often, length = dict.fromkeys(terms, 0.0), 0
        for text, times in fields:
            words = split(text)
            length += len(words)
            here = [stem_of(word) if word[0] in initials else "" for word in words]
            here = here if in_rows else [stem for stem in here if stem in wanted]
            for term, parts in terms.items():
                often[term] += times * (here.count(parts[0]) if len(parts) == 1 else _runs(here, parts))
        norm = K1 * (1 - B + B * length / (average or 1.0))
        yield number, sum(weights[term] * n * (K1 + 1) / (n + norm) for term, n in often.items())


def _runs(words: list[str], parts: list[str]) -> int:
    """How often words stand in a row."""
    size = len(parts)
    return sum(words[at : at + size] == parts for at, word in enumerate(words) if word == parts[0])


def _quoted(words: Sequence[str]) -> list[str]:
    """Words as FTS5 strings, in which nothing is an operator; words with nothing to index are left out."""
    folded = (indexed(word).replace('"', " ").replace("\0", " ") for word in words)
    return list(dict.fromkeys(f'"{word}"' for word in folded if any(c.isalnum() for c in word)))


def _count(connection: sqlite3.Connection, table: str, term: str, rows: int) -> int:
    """How many rows have the term: counted up to ``FREQUENT``, and from there on in proportion to all rows."""
    sql = f"SELECT count(*), max(rowid) FROM (SELECT rowid FROM {table} WHERE {table} MATCH ? LIMIT ?)"  # noqa: S608
    counted, last = connection.execute(sql, (term, FREQUENT)).fetchone()
    return int(counted) if counted < FREQUENT else max(FREQUENT, min(rows, counted * rows // last))


def _size(connection: sqlite3.Connection, table: str) -> tuple[int, int]:
    """How many rows and words there are: FTS5 keeps them as varints in the first row of its own table."""
    found = connection.execute(f"SELECT block FROM {table}_data WHERE id = 1").fetchone()  # noqa: S608 (our own names)
    numbers, value = list[int](), 0
    for octet in found[0] if found else b"":
        value = value << 7 | octet & 0x7F
        if octet < 0x80:
            numbers.append(value)
            value = 0
    return (numbers[0], sum(numbers[1:])) if numbers else (0, 0)
