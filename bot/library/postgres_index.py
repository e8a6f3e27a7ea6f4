"""What the PostgreSQL store writes, a batch at a time and by COPY. The caller holds the lock, in a transaction."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from psycopg import AsyncCursor

from bot.language.dates import published_day
from bot.library.postgres_words import Vector, vectors
from bot.library.protocol import Entry, Outcome, Version
from bot.library.shape import Named, Shape, shape_of, statement_words
from bot.library.shaping import plain
from bot.storage import about, text_bytes

Cursor = AsyncCursor[tuple[Any, ...]]


def kept(text: str) -> str:
    """A text as the server takes it: without lone surrogates and NUL."""
    return plain(text).replace("\0", "\ufffd")


@dataclass(frozen=True, slots=True)
class Ready:
    """An entry with all that is worked out of it before the transaction. Empty words: it was known."""

    entry: Entry
    shape: Shape
    title: Vector
    words: Sequence[Vector]
    statements: Sequence[tuple[Vector, Vector]]


def ready(entry: Entry, *, known: bool, read: bool) -> Ready:
    """Work an entry out; of what is stored already only what is missing."""
    text, made = entry.document.text, shape_of(entry)
    words = [] if known else vectors(text[start:stop] for start, stop in made.passages)
    told = () if read else made.statements or ()
    pairs = [statement_words(text, s.attribution, s.around_start, s.around_stop) for s in told]
    flat = vectors(side for pair in pairs for side in pair)
    (title,) = vectors((entry.document.title or "",))
    return Ready(entry, made, title, words, list(zip(flat[::2], flat[1::2], strict=True)))


async def add(cursor: Cursor, batch: Sequence[Ready], collection: str) -> tuple[Outcome, ...]:
    """Keep a batch; says what became of each entry."""
    numbers, fresh = await _documents(cursor, batch)
    await keep_statements(cursor, batch)
    return await _Addresses.keep(cursor, batch, kept(collection), numbers, fresh)


async def keep_statements(cursor: Cursor, batch: Sequence[Ready]) -> None:
    """Keep the statements of documents that are there and not read yet."""
    await cursor.execute(
        "SELECT id, number FROM document WHERE NOT read AND id = ANY(%s)", ([r.entry.document.id for r in batch],)
    )
    unread: dict[str, int] = dict(await cursor.fetchall())
    told: dict[int, Ready] = {}
    for each in batch:
        number = unread.get(each.entry.document.id)
        if number is not None and each.shape.statements is not None:
            told.setdefault(number, _whole(each))
    speakers = await _speakers(cursor, [s.speaker for r in told.values() for s in r.shape.statements or ()])
    rows: list[tuple[Any, ...]] = []
    for number, each in told.items():
        for s, (own, around) in zip(each.shape.statements or (), each.statements, strict=True):
            who = None if s.speaker is None else speakers[s.speaker]
            length = own.length + around.length
            rows.append((number, *s[:4], who, s.attribution, length, own.literal, around.literal))
    columns = "number, document, start, stop, around_start, around_stop, speaker, attribution, length, words, around"
    await _copy(cursor, "statement", columns, _numbered(rows, await _numbers(cursor, len(rows))))
    await cursor.execute("UPDATE document SET read = true WHERE number = ANY(%s)", (list(told),))
    await _count(cursor, "statement", len(rows), sum(row[7] for row in rows))


async def remove(cursor: Cursor, versions: Collection[Version], *, erase: bool) -> int:
    """Take versions out; returns how many documents' texts are gone with them."""
    which = [[kept(v.collection), kept(v.address), v.document_id] for v in versions]
    chosen = (
        "(SELECT v.number FROM version v JOIN document d ON d.number = v.document JOIN"
        " unnest(%s::TEXT[], %s::TEXT[], %s::TEXT[]) AS w (collection, address, id)"
        " ON v.collection = w.collection AND v.address = w.address AND d.id = w.id)"
    )
    values = [list(column) for column in zip(*which, strict=True)] or [[], [], []]
    if not erase:
        await cursor.execute(f"UPDATE version SET current = false WHERE number IN {chosen}".encode(), values)  # noqa: S608
        return 0
    await cursor.execute(
        f"DELETE FROM version WHERE number IN {chosen} RETURNING document, length".encode(),  # noqa: S608
        values,
    )
    gone = await cursor.fetchall()
    await _count(cursor, "version", -len(gone), -sum(row[1] for row in gone))
    await cursor.execute(
        "SELECT number FROM document d WHERE number = ANY(%s)"
        " AND NOT EXISTS (SELECT 1 FROM version v WHERE v.document = d.number)",
        ([row[0] for row in gone],),
    )
    documents = [row[0] for row in await cursor.fetchall()]
    await _erase(cursor, documents)
    return len(documents)


async def _erase(cursor: Cursor, documents: list[int]) -> None:
    """Delete documents that no version has any more, and speakers of theirs alone."""
    spoke: set[int] = set()
    for kind in ("passage", "statement"):
        who = "speaker" if kind == "statement" else "NULL::BIGINT"
        await cursor.execute(
            f"DELETE FROM {kind} WHERE document = ANY(%s) RETURNING length, {who}".encode(),  # noqa: S608 (our own names)
            (documents,),
        )
        rows = await cursor.fetchall()
        await _count(cursor, kind, -len(rows), -sum(row[0] for row in rows))
        spoke |= {row[1] for row in rows if row[1] is not None}
    await cursor.execute("DELETE FROM document WHERE number = ANY(%s)", (documents,))
    await cursor.execute(
        "DELETE FROM speaker sp WHERE number = ANY(%s)"
        " AND NOT EXISTS (SELECT 1 FROM statement s WHERE s.speaker = sp.number)",
        (list(spoke),),
    )


async def _documents(cursor: Cursor, batch: Sequence[Ready]) -> tuple[dict[str, int], set[str]]:
    """Keep the texts and passages that are not there yet; the number of each document, and the ids of the new ones."""
    ids = list(dict.fromkeys(each.entry.document.id for each in batch))
    await cursor.execute("SELECT id, number FROM document WHERE id = ANY(%s)", (ids,))
    numbers: dict[str, int] = dict(await cursor.fetchall())
    new: dict[str, Ready] = {}
    for each in batch:
        if each.entry.document.id not in numbers:
            new.setdefault(each.entry.document.id, _whole(each))
    numbers.update(zip(new, await _numbers(cursor, len(new)), strict=True))
    texts = [(numbers[i], i, len(r.entry.document.text), text_bytes(r.entry.document.text)) for i, r in new.items()]
    await _copy(cursor, "document", "number, id, characters, text", texts)
    rows = [
        (numbers[document_id], start, stop, words.length, words.literal)
        for document_id, each in new.items()
        for (start, stop), words in zip(each.shape.passages, each.words, strict=True)
    ]
    columns = "number, document, start, stop, length, words"
    await _copy(cursor, "passage", columns, _numbered(rows, await _numbers(cursor, len(rows))))
    await _count(cursor, "passage", len(rows), sum(row[3] for row in rows))
    return numbers, set(new)


def _whole(each: Ready) -> Ready:
    """The entry with its words, which are missing where it was stored a moment ago and was erased since."""
    if len(each.words) == len(each.shape.passages) and len(each.statements) == len(each.shape.statements or ()):
        return each
    return ready(each.entry, known=False, read=False)


@dataclass(slots=True)
class _Addresses:
    """What stands at the addresses of a batch, before it and as it goes on."""

    here: dict[str, list[tuple[int, bool]]]
    superseded: list[str] = field(default_factory=list)
    rows: list[list[Any]] = field(default_factory=list)

    @classmethod
    async def keep(
        cls, cursor: Cursor, batch: Sequence[Ready], collection: str, numbers: dict[str, int], fresh: set[str]
    ) -> tuple[Outcome, ...]:
        addresses = [kept(each.entry.address) for each in batch]
        await cursor.execute(
            "SELECT address, document, current FROM version WHERE collection = %s AND address = ANY(%s)",
            (collection, addresses),
        )
        state = cls({})
        for address, document, current in await cursor.fetchall():
            state.here.setdefault(address, []).append((document, current))
        outcomes: list[Outcome] = []
        for each, address in zip(batch, addresses, strict=True):
            document_id = each.entry.document.id
            outcomes.append(state._take(each, address, numbers[document_id], known=document_id not in fresh))
            fresh.discard(document_id)
        await cursor.execute(
            "UPDATE version SET current = false WHERE collection = %s AND address = ANY(%s) AND current",
            (collection, state.superseded),
        )
        rows = _numbered(((collection, *row) for row in state.rows), await _numbers(cursor, len(state.rows)))
        columns = "number, collection, address, document, current, added, day, source, about, title, length"
        await _copy(cursor, "version", columns, rows)
        await _count(cursor, "version", len(state.rows), sum(row[8] for row in state.rows))
        return tuple(outcomes)

    def _take(self, each: Ready, address: str, number: int, *, known: bool) -> Outcome:
        entry, here = each.entry, self.here.setdefault(address, [])
        others = any(document != number for document, _ in here)
        if (number, True) in here or (not entry.current and any(document == number for document, _ in here)):
            return "unchanged"
        if entry.current:
            if any(current for _, current in here):
                self.superseded.append(address)
                here[:] = [(document, False) for document, _ in here]
            for row in self.rows:
                row[2] = row[2] and row[0] != address
        here.append((number, entry.current))
        self.rows.append([address, number, entry.current, *_described(entry), each.title.literal, each.title.length])
        if others:
            return "changed"
        return "copy" if known else "new"


def _described(entry: Entry) -> tuple[Any, ...]:
    document = entry.document
    day = published_day(document.published)
    return (
        entry.added or datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        None if day is None else day.isoformat(),
        kept(f"{entry.address}\n{document.publisher or ''}".casefold()),
        json.dumps(about(document)),
    )


async def _speakers(cursor: Cursor, asked: Iterable[Named | None]) -> dict[Named, int]:
    """The number of each speaker; those who are not there yet are kept."""
    wanted = list(dict.fromkeys(who for who in asked if who is not None))
    texts = [[kept(text) for text in (who.name, who.role, who.aliases)] for who in wanted]
    columns = [list(column) for column in zip(*texts, strict=True)] or [[], [], []]
    await cursor.execute(
        "SELECT w.place, sp.number FROM unnest(%s::TEXT[], %s::TEXT[], %s::TEXT[], %s::BOOLEAN[])"
        " WITH ORDINALITY AS w (name, role, aliases, resolved, place) JOIN speaker sp ON md5(sp.name) = md5(w.name)"
        " AND md5(sp.role) = md5(w.role) AND md5(sp.aliases) = md5(w.aliases) AND sp.resolved = w.resolved",
        (*columns, [who.resolved for who in wanted]),
    )
    found = {wanted[place - 1]: number for place, number in await cursor.fetchall()}
    alike: dict[tuple[Any, ...], int] = {}  # two that differ only in what the server does not take are one
    rows, words = [], []
    missing = [who for who in wanted if who not in found]
    for who, number in zip(missing, await _numbers(cursor, len(missing)), strict=True):
        row = (kept(who.name), kept(who.role), kept(who.aliases), who.resolved)
        found[who] = alike.setdefault(row, number)
        if found[who] == number:
            rows.append((number, *row))
            words += [(word, number) for word in {kept(key) for key in who.keys}]
    await _copy(cursor, "speaker", "number, name, role, aliases, resolved", rows)
    await _copy(cursor, "speaker_word", "word, speaker", words)
    return found


async def _numbers(cursor: Cursor, size: int) -> list[int]:
    """So many numbers that no row has: they follow one another, as nobody else takes any while the lock is held."""
    await cursor.execute("SELECT nextval('number') FROM generate_series(1, %s)", (size,))
    return [row[0] for row in await cursor.fetchall()]


def _numbered(rows: Iterable[Sequence[Any]], numbers: Sequence[int]) -> list[tuple[Any, ...]]:
    return [(number, *row) for number, row in zip(numbers, rows, strict=True)]


async def _copy(cursor: Cursor, table: str, columns: str, rows: Sequence[Sequence[Any]]) -> None:
    if not rows:
        return
    async with cursor.copy(f"COPY {table} ({columns}) FROM STDIN".encode()) as copy:
        for row in rows:
            await copy.write_row(row)


async def _count(cursor: Cursor, kind: str, rows: int, words: int) -> None:
    """Keep count of rows and their words, which BM25 needs."""
    if rows:
        sql = "UPDATE total SET rows = rows + %s, words = words + %s WHERE kind = %s"
        await cursor.execute(sql, (rows, words, kind))
