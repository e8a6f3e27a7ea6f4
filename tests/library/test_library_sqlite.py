"""The embedded store's file: its rights, its versions, its limits, and its search over thousands of passages."""

from __future__ import annotations

import asyncio
import os
import random
import sqlite3
import stat
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest

from bot.errors import StoreError, UsageError
from bot.library import open_store, sqlite_rank, sqlite_search, store_path
from bot.library.protocol import Entry, Filter
from bot.library.shaping import LONGEST, passages
from bot.library.sqlite import SqliteStore
from bot.library.sqlite_rank import FREQUENT
from bot.library.sqlite_schema import FILE, FOLDER, MIGRATIONS, SCHEMA
from bot.library.stems import stem_of
from bot.storage import about, open_database, text_bytes
from bot.types import Document
from tests.library.stores import COUNCIL, SCHOOL, document, entry

T = TypeVar("T")

WORDS = "harbour council bridge ferry stone winter school roof boat lamp clerk ledger quay market tide rope".split()


def run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


async def _empty(path: Path) -> None:
    await (await SqliteStore.open(path)).aclose()


@pytest.mark.skipif(os.name == "nt", reason="POSIX rights")
def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    async def work() -> dict[str, int]:
        store = await open_store(None, tmp_path / "home")
        await store.add([entry(COUNCIL, "/a.txt")])
        rights = {f.name: stat.S_IMODE(f.stat().st_mode) for f in (tmp_path / "home" / FOLDER).iterdir()}
        await store.aclose()
        return rights

    rights = run(work())
    assert FILE in rights and set(rights.values()) == {0o600}
    assert stat.S_IMODE((tmp_path / "home" / FOLDER).stat().st_mode) == 0o700


@pytest.mark.skipif(os.name == "nt", reason="POSIX rights")
def test_a_folder_of_the_users_own_keeps_its_rights(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o755)

    async def work() -> None:
        await (await open_store(f"sqlite:{shared}/news.db", tmp_path)).aclose()

    run(work())
    assert stat.S_IMODE(shared.stat().st_mode) == 0o755
    assert stat.S_IMODE((shared / "news.db").stat().st_mode) == 0o600


@pytest.mark.parametrize("address", ["", "sqlite:", "news.db", "postgresql://db/news", "sqlite:///x.db"])
def test_an_address_of_another_kind_is_said(address: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="sqlite:"):
        store_path(address, tmp_path)


def test_a_file_of_the_first_version_is_brought_up_and_read_later(tmp_path: Path) -> None:
    path, old = tmp_path / "old.db", document(COUNCIL)
    _make_first_version(path, old)

    async def work() -> None:
        store = await SqliteStore.open(path)
        assert await store.document(old.id) == old
        assert [hit.version.address for hit in await store.passages("ferries")] == ["/a.txt"]
        assert await store.statements("ferries") == ()
        assert [d.id for d in await store.put_off(5)] == [old.id]
        assert await store.add([entry(COUNCIL, "/a.txt"), entry(SCHOOL, "/b.txt")]) == ("unchanged", "new")
        assert len(await store.statements("", Filter(speaker="Elgin"))) == 2
        await store.aclose()

    run(work())
    again = sqlite3.connect(path)
    assert again.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    again.close()


def test_a_file_of_the_version_before_is_brought_up(tmp_path: Path) -> None:
    path, made = tmp_path / "before.db", entry(COUNCIL, "/a.txt")

    async def work() -> None:
        connection = open_database(path, replace(SCHEMA, migrations=MIGRATIONS[:-1]), private_folder=False)
        before = SqliteStore(connection, path, ThreadPoolExecutor(1))
        await before.add([made])
        await before.aclose()
        store = await SqliteStore.open(path)
        assert await store.document(made.document.id) == made.document
        assert len(await store.statements("", Filter(speaker="Elgin"))) == 2
        assert await store.add([made, entry(SCHOOL, "/b.txt")]) == ("unchanged", "new")
        await store.aclose()

    run(work())


def _make_first_version(path: Path, old: Document) -> None:
    """A file as version 1 of the schema wrote it, with one document."""
    import json

    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(MIGRATIONS[0])
    connection.execute(f"PRAGMA application_id = {SCHEMA.application}")
    connection.execute("PRAGMA user_version = 1")
    connection.execute("INSERT INTO document VALUES (1, ?, ?, ?)", (old.id, len(old.text), text_bytes(old.text)))
    connection.execute(
        "INSERT INTO version VALUES (1, 'main', '/a.txt', 1, 1, '2031-01-01T00:00:00Z', NULL, '/a.txt', ?)",
        (json.dumps(about(old)),),
    )
    for number, (start, stop) in enumerate(passages(old), 1):
        connection.execute("INSERT INTO passage VALUES (?, 1, ?, ?)", (number, start, stop))
        connection.execute("INSERT INTO passage_words (rowid, words) VALUES (?, ?)", (number, old.text[start:stop]))
    connection.commit()
    connection.close()


def test_a_step_that_fails_leaves_the_old_version_whole(tmp_path: Path) -> None:
    path, old = tmp_path / "old.db", document(COUNCIL)
    _make_first_version(path, old)
    in_the_way = sqlite3.connect(path)
    in_the_way.execute("CREATE TABLE statement (x)")
    in_the_way.commit()
    with pytest.raises(StoreError, match="already exists"):
        run(SqliteStore.open(path))
    tables = {row[0] for row in in_the_way.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert "speaker" not in tables  # made before the table in the way
    assert in_the_way.execute("PRAGMA user_version").fetchone() == (1,)
    in_the_way.execute("DROP TABLE statement")
    in_the_way.commit()
    in_the_way.close()
    run(_empty(path))


def test_a_newer_store_anothers_file_and_garbage_are_left_alone(tmp_path: Path) -> None:
    run(_empty(tmp_path / "newer.db"))
    for name, statement in (("newer.db", "PRAGMA user_version = 99"), ("other.db", "CREATE TABLE recipes (name)")):
        connection = sqlite3.connect(tmp_path / name)
        connection.execute(statement)
        connection.commit()
        connection.close()
    (tmp_path / "garbage.db").write_bytes(b"This is no database. " * 300)
    for name, said in (("newer.db", "newer version"), ("other.db", "another program"), ("garbage.db", "broken")):
        before = (tmp_path / name).read_bytes()
        with pytest.raises(StoreError, match=said):
            run(SqliteStore.open(tmp_path / name))
        assert (tmp_path / name).read_bytes()[100:] == before[100:]


def test_a_text_that_was_tampered_with_is_not_taken_for_the_document(tmp_path: Path) -> None:
    async def work() -> None:
        store = await SqliteStore.open(tmp_path / "a.db")
        made = entry(COUNCIL, "/a.txt")
        await store.add([made])
        store._connection.execute("UPDATE document SET text = ?", (COUNCIL.replace("nine", "five").encode(),))
        with pytest.raises(StoreError, match="was changed"):
            await store.document(made.document.id)
        await store.aclose()

    run(work())


def test_a_full_disk_is_said_and_loses_nothing(tmp_path: Path) -> None:
    async def work() -> None:
        store = await SqliteStore.open(tmp_path / "a.db")
        await store.add([entry(COUNCIL, "/a.txt")])
        (pages,) = store._connection.execute("PRAGMA page_count").fetchone()
        store._connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        big = Document.of(" ".join(f"{word}{n}" for n in range(20_000) for word in ("tide", "rope")))
        with pytest.raises(StoreError, match=r"full.*free the disk"):
            await store.add([entry(SCHOOL, "/b.txt"), Entry(big, "/big.txt")])
        assert [v.address for v in await store.versions()] == ["/a.txt"]
        store._connection.execute("PRAGMA max_page_count = 1000000")
        assert await store.add([entry(SCHOOL, "/b.txt"), Entry(big, "/big.txt")]) == ("new", "new")
        await store.aclose()

    run(work())


def test_needles_are_found_among_thousands_of_passages_fast(tmp_path: Path) -> None:
    rng = random.Random(7)
    needles = {rng.randrange(400): f"Keeper Anselm{n} sold {n},4{n:02} barrels of tar." for n in range(20)}

    def page(n: int) -> str:
        paragraphs = [" ".join(rng.choices(WORDS, k=90)).capitalize() + "." for _ in range(8)]
        return "\n\n".join([needles.get(n, "Nothing."), *paragraphs, f"Page {n}."])

    pages = [Document.of(page(n)) for n in range(400)]

    async def work() -> None:
        store = await SqliteStore.open(tmp_path / "many.db")
        for at in range(0, 400, 50):
            await store.add([Entry(d, f"/{at + i}") for i, d in enumerate(pages[at : at + 50])])
        count = (await store.stats()).passages
        assert 2_000 < FREQUENT < count  # so that the words of every page count as frequent
        slowest = 0.0
        for n, needle in needles.items():
            name = needle.split()[1]
            for question in (f"what did {name} sell", f"harbour council bridge {name} tide market", needle):
                started = time.perf_counter()
                hits = await store.passages(question, limit=5)
                slowest = max(slowest, time.perf_counter() - started)
                assert hits[0].version.address == f"/{n}", question
        assert len(await store.passages("harbour council", limit=7)) == 7
        assert len(await store.passages("harbour Anselm3", limit=7)) == 7  # the rare word alone gives too little
        assert slowest < 1.0  # some twenty milliseconds on a quiet machine
        await store.aclose()

    run(work())


def test_rows_scored_by_their_own_words_get_the_scores_of_the_index(tmp_path: Path) -> None:
    rng = random.Random(3)
    pages = [Document.of(" ".join(rng.choices(WORDS, weights=range(1, 17), k=rng.randrange(9, 80)))) for _ in range(90)]
    wanted = ['"stone"', '"winter"', '"rope"', '"bridges"', '"lamp clerk"']

    async def work() -> None:
        store = await SqliteStore.open(tmp_path / "a.db")
        await store.add([Entry(page, f"/{n}") for n, page in enumerate(pages)])
        connection = store._connection
        rows, length = sqlite_rank._size(connection, "passage_words")
        assert rows == (await store.stats()).passages
        counts = {term: sqlite_rank._count(connection, "passage_words", term, rows) for term in wanted}
        sql = "SELECT rowid, -rank FROM passage_words WHERE passage_words MATCH ?"
        expected = dict(connection.execute(sql, (" OR ".join(wanted),)).fetchall())
        texts = sqlite_search._passage_texts(connection, list(expected))
        scored = dict(sqlite_rank._scored(texts, sqlite_rank._weights(counts, rows), length / rows))
        assert len(expected) > 60 and scored == pytest.approx(expected, rel=1e-6)
        await store.aclose()

    run(work())


def test_passages_cover_every_word_and_are_not_too_long() -> None:
    rows = "\n".join(f"row {n} of a table without an end" for n in range(400))
    run_on = "word " * 2000
    for text in (COUNCIL, rows, run_on, "x" * 5000, "東京" * 2000, "One.\n\n\n\nTwo. " * 300):
        cut = passages(Document.of(text))
        assert all(0 < stop - start <= LONGEST for start, stop in cut)
        assert [*cut] == sorted(cut)
        outside = text
        for start, stop in reversed(cut):
            outside = outside[:start] + outside[stop:]
        assert not outside.strip()


def test_passages_of_long_paragraphs_end_where_sentences_end() -> None:
    text = "Mr. Elgin of the harbour said that Dr. Renn had left the council early. " * 40
    cut = passages(Document.of(text))
    assert len(cut) == 5  # of 2,879 characters: eight sentences each
    assert {text[start:stop].split()[-1] for start, stop in cut} == {"early."}


def test_a_stem_begins_as_its_word_does() -> None:
    rng = random.Random(4)
    letters, endings = "abcdeghilmnorstuyy", ("ed", "ing", "ies", "ational", "ying", "eed", "sses", "y", "iviti", "")
    words = {"".join(rng.choices(letters, k=rng.randint(1, 6))) + rng.choice(endings) for _ in range(20_000)}
    assert [word for word in words if stem_of(word)[:1] != word[:1]] == []
