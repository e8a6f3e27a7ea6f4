"""The store on a server: what it says when it cannot be had, and its search beside that of the embedded store."""

from __future__ import annotations

import asyncio
import contextlib
import random
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Coroutine
from pathlib import Path
from struct import pack
from typing import Any, TypeVar

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.errors import ConfigError, StoreError, UsageError
from bot.library import open_store
from bot.library.protocol import Entry, Filter, Store
from bot.library.sqlite_schema import MIGRATIONS as SQLITE_MIGRATIONS
from bot.library.stems import split, stems
from bot.types import Document
from tests.console.onrecord_runs import ROOT, article, onrecord, process
from tests.library.stores import COUNCIL, SCHOOL, Kind, document, entry, opened
from tests.servers.postgresql import Server

T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run(work)


async def _open_and_close(address: str) -> None:
    await (await open_store(address, Path())).aclose()


# --- the address, the server, the rights -----------------------------------------------------------------------


def test_a_user_adds_searches_and_verifies_on_a_server(postgresql: str, tmp_path: Path) -> None:
    article(tmp_path)
    place = {"ONRECORD_STORE": postgresql}
    done = process("add", "article.txt", home=tmp_path, **place)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    found = process("library", "search", "cost of the bridge", home=tmp_path, **place)
    assert "3,200,000" in found.stdout
    said = process("library", "search", "--speaker", "Quist", home=tmp_path, **place)
    assert "nine years" in said.stdout
    assert (
        postgresql.split("@")[0] not in found.stdout + said.stdout + onrecord("doctor", home=tmp_path, **place).stdout
    )


def test_a_server_that_cannot_be_had_is_said_without_the_password(postgresql_server: Server) -> None:
    right = postgresql_server.address("postgres")
    for address, said in (
        (right.replace(f":{postgresql_server.port}", ":1"), "cannot be reached .*refused"),
        (right.replace(postgresql_server.password, "geheim"), "cannot be reached .*password authentication failed"),
        (postgresql_server.address("nowhere"), 'cannot be reached .*database "nowhere" does not exist'),
    ):
        with pytest.raises(StoreError, match=said) as told:
            run(_open_and_close(address))
        text = str(told.value)
        assert "geheim" not in text and postgresql_server.password not in text and text.count("\n") == 0


@pytest.mark.parametrize(
    "address", ["postgresql://u:geheim@[h/x", "postgresql://u:ge heim@h/x?bogus=1", "postgres://%zz"]
)
def test_what_is_no_address_is_said_without_showing_it(address: str) -> None:
    with pytest.raises(UsageError, match="none that PostgreSQL takes") as told:
        run(_open_and_close(address))
    assert "heim" not in str(told.value)


def test_without_psycopg_it_is_said_what_to_install(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from bot.cli import main\n"
        "sys.argv = ['onrecord', 'library', 'list', '--store', 'postgresql://u:geheim@127.0.0.1/x']\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True
    )
    assert (done.returncode, len(done.stderr.splitlines())) == (ConfigError.exit_code, 1), done.stderr
    assert "pip install 'onrecord[postgres]'" in done.stderr and "geheim" not in done.stderr


def test_a_user_without_rights_is_told_which(postgresql: str, postgresql_server: Server) -> None:
    import psycopg

    with psycopg.connect(postgresql, autocommit=True) as server:
        server.execute("CREATE ROLE guest LOGIN PASSWORD 'welcome'")
    try:
        address = postgresql.replace(f"onrecord:{postgresql_server.password}", "guest:welcome")
        with pytest.raises(StoreError, match="have CREATE on the database granted"):
            run(_open_and_close(address))
    finally:
        with psycopg.connect(postgresql, autocommit=True) as server:
            server.execute("DROP ROLE guest")


def test_a_library_survives_its_connections(postgresql: str) -> None:
    import psycopg

    async def work() -> None:
        store = await open_store(postgresql, Path())
        await store.add([entry(COUNCIL, "/a.txt")])
        with psycopg.connect(postgresql, autocommit=True) as server:
            sql = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            server.execute(f"{sql} AND pid <> pg_backend_pid()")
        assert await store.add([entry(COUNCIL, "/a.txt"), entry(SCHOOL, "/b.txt")]) == ("unchanged", "new")
        await store.aclose()

    run(work())


def test_the_next_version_of_the_schema_keeps_what_this_one_kept(postgresql: str) -> None:
    import psycopg

    from bot.library.postgres_schema import MIGRATIONS, migrate

    async def work() -> None:
        store = await open_store(postgresql, Path())
        await store.add([entry(COUNCIL, "/a.txt")])
        async with await psycopg.AsyncConnection.connect(postgresql, autocommit=True) as connection:
            broken = "CREATE TABLE half (x INTEGER); ALTER TABLE nowhere ADD COLUMN x INTEGER"
            with pytest.raises(psycopg.errors.UndefinedTable):
                await migrate(connection, (*MIGRATIONS, broken))
            found = await connection.execute("SELECT to_regclass('onrecord_library.half')")
            assert await found.fetchone() == (None,)  # and the version is the old one
            assert [v.address for v in await store.versions()] == ["/a.txt"]
            later = (*MIGRATIONS, "ALTER TABLE document ADD COLUMN later INTEGER NOT NULL DEFAULT 7")
            await asyncio.gather(migrate(connection, later), _migrate(postgresql, later))
            row = await (await connection.execute("SELECT later FROM onrecord_library.document")).fetchall()
            assert row == [(7,)]
        await store.aclose()

    run(work())


def test_many_make_the_tables_of_one_empty_database_at_once(postgresql: str) -> None:
    """Whoever waits for the first one must see its tables, though it saw before the wait that there were none."""
    import psycopg

    from bot.library.postgres_schema import MIGRATIONS, migrate

    async def work() -> None:
        async with contextlib.AsyncExitStack() as all_:
            connect = psycopg.AsyncConnection.connect
            each = [await all_.enter_async_context(await connect(postgresql, autocommit=True)) for _ in range(6)]
            for _ in range(12):
                await asyncio.gather(*(migrate(connection, MIGRATIONS[:1]) for connection in each))
                await each[0].execute("DROP SCHEMA onrecord_library CASCADE")

    run(work())


async def _migrate(address: str, steps: tuple[str, ...]) -> None:
    import psycopg

    from bot.library.postgres_schema import migrate

    async with await psycopg.AsyncConnection.connect(address, autocommit=True) as connection:
        await migrate(connection, steps)


def test_characters_that_the_server_does_not_take_are_kept_in_texts(postgresql: str) -> None:
    text = "Mara\0 Quist said “the quay\ud800 is\0 shut”.\n\nMARA\0: No.\n"
    made = entry(text, "/a\0b.txt", publisher="The \0 Post")

    async def work() -> None:
        store = await open_store(postgresql, Path())
        assert await store.add([made], collection="a\0b") == ("new",)
        assert await store.document(made.document.id) == made.document
        assert [v.document_id for v in await store.find("/a\0b.txt", "a\0b")] == [made.document.id]
        assert len(await store.passages("quay", Filter(source="\0", collection="a\0b"))) == 1
        assert await store.remove(await store.find("/a\0b.txt"), erase=True) == 1
        await store.aclose()

    run(work())


# --- search, beside the embedded store's -----------------------------------------------------------------------


ALPHABETS = (
    "abcdefgé Łß.,’'-3\u0301İ_",
    "омйЁ \u0301-7",
    "मस् ते।",
    "日本 の、",
    "running votes agreed ponies The US 3,200 O'",
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(ALPHABETS).flatmap(lambda letters: st.text(letters, max_size=25)), max_size=5).map(
        " ".join
    )
)
def test_words_are_those_of_the_embedded_stores_tokenizer(text: str) -> None:
    from bot.library.shaping import indexed

    assume(not any("eed" in word for word in split(text)))  # FTS5 makes "fe" of "feed", which is not Porter's
    connection = sqlite3.connect(":memory:")
    for statement in SQLITE_MIGRATIONS[0].split(";"):
        if "passage_words" in statement:
            connection.execute(statement)
    connection.execute("CREATE VIRTUAL TABLE seen USING fts5vocab(passage_words, instance)")
    connection.execute("INSERT INTO passage_words (rowid, words) VALUES (1, ?)", (indexed(text),))
    expected = [
        row[0] for row in connection.execute("SELECT term FROM seen ORDER BY offset") if row[0]
    ]  # no accent alone
    connection.close()
    assert stems([text]) == [expected]


def test_how_often_a_word_stands_in_a_passage_is_told_right(postgresql: str) -> None:
    import psycopg

    from bot.library.postgres_words import query, vectors

    rng = random.Random(5)
    run(_open_and_close(postgresql))
    with psycopg.connect(postgresql) as server:
        for _ in range(40):
            words = rng.choices(["quay", "bridge", "ferry", "tar"], weights=[40, 10, 3, 1], k=rng.randrange(1, 80))
            (vector,) = vectors([" ".join(words)])
            for word in ("quay", "bridge", "ferry", "tar", "rope"):
                sql = "SELECT onrecord_library.frequency(%s::TSVECTOR, %s::TSQUERY)"
                row = server.execute(sql, (vector.literal, query(word))).fetchone()
                assert row == (min(Counter(words)[word], 64),)


async def _ranks(store: Store, questions: list[str]) -> list[list[tuple[str, float]]]:
    return [
        [(hit.version.address, round(hit.score, 3)) for hit in await store.passages(question, limit=20)]
        for question in questions
    ]


def test_scores_are_those_of_the_embedded_store(postgresql: str, tmp_path: Path) -> None:
    """Where all words are rare, as in any small library, BM25 is the same to three places on both."""
    rng = random.Random(9)
    names = "harbour council bridge ferry stone winter school roof boat lamp clerk ledger quay market tide rope".split()
    pages = [" ".join(rng.choices(names, weights=range(1, 17), k=rng.randrange(20, 90))) for _ in range(150)]
    entries = [Entry(document(f"Page {n}\n\n{page.capitalize()}."), f"/{n}") for n, page in enumerate(pages)]
    questions = ["harbour", "stone winter", "bridge ferry harbour", "council council boat", "page 17", "lamp clerk 3"]

    async def work() -> None:
        embedded = await open_store(f"sqlite:{tmp_path}/a.db", tmp_path)
        server = await open_store(postgresql, tmp_path)
        for store in (embedded, server):
            await store.add(entries)
        here, there = await _ranks(embedded, questions), await _ranks(server, questions)
        for mine, theirs in zip(here, there, strict=True):
            assert [score for _, score in mine] == pytest.approx([score for _, score in theirs], abs=2e-3)
            assert dict(mine).keys() & dict(theirs).keys()
        await embedded.aclose()
        await server.aclose()

    run(work())


def test_needles_are_found_where_all_other_words_are_frequent(kind: Kind, tmp_path: Path) -> None:
    rng = random.Random(7)
    words = "harbour council bridge ferry stone winter school roof boat lamp".split()
    needles = {rng.randrange(500): f"Keeper Anselm{n} sold {n},4{n:02} barrels." for n in range(8)}

    def page(n: int) -> str:
        paragraphs = [" ".join(rng.choices(words, k=80)).capitalize() + "." for _ in range(8)]
        return "\n\n".join([needles.get(n, "Nothing."), *paragraphs, f"Sheet {n}."])

    entries = [Entry(Document.of(page(n)), f"/{n}") for n in range(500)]

    async def work() -> None:
        async with opened(kind, tmp_path) as store:
            await store.add(entries)
            assert (await store.stats()).passages > 3_500
            for n, needle in needles.items():
                for question in (f"what did {needle.split()[1]} sell", f"harbour council {needle.split()[1]} roof"):
                    hits = await store.passages(question, limit=5)
                    assert hits[0].version.address == f"/{n}", question
            assert len(await store.passages("harbour council", limit=7)) == 7
            rare = next(iter(needles.values())).split()[1]
            assert len(await store.passages(f"harbour {rare}", limit=7)) == 7  # the rare word alone gives too little
            together = await store.passages("harbour council bridge", limit=5)
            assert all({"harbour", "council", "bridge"} <= set(hit.text.lower().split()) for hit in together)

    run(work())


# --- vectors ---------------------------------------------------------------------------------------------------


def test_vectors_are_compared_alike_with_and_without_pgvector(postgresql: str) -> None:
    import psycopg

    pytest.importorskip("numpy")
    rng = random.Random(4)
    asked = _unit([rng.gauss(0, 1) for _ in range(8)])

    async def nearest(store: Store) -> list[tuple[str, float]]:
        hits = await store.nearest("m", asked, limit=6)
        return [(hit.version.address, round(hit.score, 5)) for hit in hits]

    async def work() -> None:
        store = await open_store(postgresql, Path())
        await store.add([Entry(document(f"Pier {n} has ropes."), f"/{n}") for n in range(40)])
        todo = await store.without_vectors("m", 100)
        await store.keep_vectors("m", [(p.number, _unit([rng.gauss(0, 1) for _ in range(8)])) for p in todo])
        before = await nearest(store)
        assert len(before) == 6 and before == sorted(before, key=lambda pair: -pair[1])
        with psycopg.connect(postgresql, autocommit=True) as server:
            if server.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'").fetchone():
                server.execute("CREATE EXTENSION vector SCHEMA public")
                assert await nearest(store) == before
        with pytest.raises(StoreError, match="of another length"):
            await store.nearest("m", _unit([1.0, 0.0]), limit=3)
        await store.aclose()

    run(work())


def _unit(numbers: list[float]) -> bytes:
    length = sum(n * n for n in numbers) ** 0.5
    return pack(f"<{len(numbers)}f", *(n / length for n in numbers))
