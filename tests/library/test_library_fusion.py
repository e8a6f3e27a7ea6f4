"""Rankings joined, vectors kept and searched, and search by meaning through a server."""

from __future__ import annotations

import asyncio
import json
import math
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.config import Secret, Settings
from bot.errors import BudgetSpent, ConfigError, ModelMisbehaved, StoreError
from bot.library.fusion import K, fuse
from bot.library.protocol import Entry, Filter, Store
from bot.library.retrieval import search
from bot.library.sqlite import SqliteStore
from bot.library.sqlite_schema import MIGRATIONS, SCHEMA
from bot.library.vectors import nearest_of, pack
from bot.models.embeddings import AT_A_TIME, open_embedder
from bot.storage import about, open_database, transaction
from bot.types import Document
from tests.library.stores import Kind, opened
from tests.library.stories import news
from tests.servers.openai_server import OpenAIServer

VECTOR = st.lists(st.floats(-5, 5, width=32), min_size=3, max_size=3)
RANKING = st.lists(st.integers(0, 20), unique=True, max_size=12)


def meaning(text: str) -> list[float]:
    """A vector by topic: what is about schools, about ferries, about anything."""
    lower = text.lower()
    return [
        float(any(word in lower for word in ("school", "roof", "children", "pupils", "lessons"))),
        float(any(word in lower for word in ("ferr", "boats", "vessels"))),
        0.1,
    ]


async def embedded(store: Store, server: OpenAIServer, model: str = "topics") -> None:
    """Every passage of a store with its vector."""
    embedder = await open_embedder(Settings(embedding_model=model, embedding_base_url=server.base_url))
    try:
        last = 0
        while passages := await store.without_vectors(model, 3, last):
            vectors = await embedder.embed([passage.text for passage in passages])
            kept = [(passage.number, pack(vector)) for passage, vector in zip(passages, vectors, strict=True)]
            await store.keep_vectors(model, kept)
            last = passages[-1].number
    finally:
        await embedder.aclose()


def test_scores_are_those_of_the_paper() -> None:
    assert fuse([["a", "b"], ["b", "c"]]) == (
        ("b", 1 / (K + 2) + 1 / (K + 1)),
        ("a", 1 / (K + 1)),
        ("c", 1 / (K + 2)),
    )


@given(st.lists(RANKING, max_size=4))
def test_fusion_holds_every_key_once_and_best_first(rankings: list[list[int]]) -> None:
    found = fuse(rankings)
    assert sorted(key for key, _ in found) == sorted({key for ranking in rankings for key in ranking})
    assert all(first >= second for (_, first), (_, second) in pairwise(found))


@given(RANKING)
def test_one_ranking_stays_as_it_is(ranking: list[int]) -> None:
    assert [key for key, _ in fuse([ranking])] == ranking


@given(RANKING, RANKING)
def test_a_better_place_never_gives_a_lower_score(one: list[int], other: list[int]) -> None:
    before = dict(fuse([one, other]))
    for at in range(1, len(one)):
        moved = [*one[: at - 1], one[at], one[at - 1], *one[at + 1 :]]
        assert dict(fuse([moved, other]))[one[at]] >= before[one[at]]


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.lists(st.floats(-5, 5, width=32), min_size=3, max_size=3), min_size=1, max_size=30), st.integers(1, 9)
)
def test_the_nearest_are_exact_however_the_blocks_fall(vectors: list[list[float]], size: int) -> None:
    packed = [(number, pack(vector)) for number, vector in enumerate(vectors)]
    asked = pack([0.5, -1.0, 2.0])
    blocks = [packed[at : at + size] for at in range(0, len(packed), size)]
    found = nearest_of(blocks, asked, 5)
    cosines = [float(np.frombuffer(kept, "<f4") @ np.frombuffer(asked, "<f4")) for _, kept in packed]
    assert [score for _, score in found] == pytest.approx(sorted(cosines, reverse=True)[:5], abs=1e-5)
    assert all(math.isclose(cosines[number], score, abs_tol=1e-5) for number, score in found)


def test_a_vector_is_kept_at_unit_length() -> None:
    assert np.allclose(np.frombuffer(pack([3.0, 4.0]), "<f4"), [0.6, 0.8])
    assert np.frombuffer(pack([0.0, 0.0]), "<f4").tolist() == [0.0, 0.0]
    with pytest.raises(ValueError, match="finite"):
        pack([math.inf, 0.0])


def test_vectors_of_another_length_are_said_to_be() -> None:
    with pytest.raises(StoreError, match="library embed"):
        nearest_of([[(1, pack([1.0, 0.0]))]], pack([1.0, 0.0, 0.0]), 3)


def test_what_shares_no_word_is_found_by_meaning(kind: Kind, tmp_path: Path) -> None:
    async def body() -> None:
        async with opened(kind, tmp_path) as store, OpenAIServer(embed=meaning) as server:
            await store.add(news())
            question = "Will lessons go on for the pupils?"
            assert not await search(store, question)
            await embedded(store, server)
            count = await store.vector_count("topics")
            assert count.vectors == count.passages and count.dimensions == 3
            embedder = await open_embedder(Settings(embedding_model="topics", embedding_base_url=server.base_url))
            try:
                found = await search(store, question, embedder=embedder)
                assert found[0].hit.version.address == "/school.txt"
                both = await search(store, "ferry season", embedder=embedder)
                assert "ferr" in both[0].hit.text.lower()
                within = Filter(since="2031-03-01")
                later = await search(store, question, within, embedder=embedder)
                assert {f.hit.version.address for f in later} == {"/march.txt", "/june.txt"}
            finally:
                await embedder.aclose()

    asyncio.run(body())


def test_vectors_go_with_what_is_erased_and_are_made_once(kind: Kind, tmp_path: Path) -> None:
    async def body() -> None:
        async with opened(kind, tmp_path) as store, OpenAIServer(embed=meaning) as server:
            await store.add(news())
            await embedded(store, server)
            asked = len(server.requests)
            await embedded(store, server)
            assert len(server.requests) == asked
            before = await store.vector_count("topics")
            await store.remove(await store.find("/school.txt"), erase=True)
            after = await store.vector_count("topics")
            assert after.vectors == before.vectors - 1 == after.passages
            assert (await store.vector_count("another")).vectors == 0

    asyncio.run(body())


def test_texts_are_sent_some_at_a_time_and_keep_their_order() -> None:
    async def body() -> None:
        async with OpenAIServer(embed=lambda text: [float(len(text)), 1.0], key="k") as server:
            settings = Settings(embedding_model="e", embedding_base_url=server.base_url, embedding_api_key=Secret("k"))
            embedder = await open_embedder(settings)
            try:
                vectors = await embedder.embed(["x" * n for n in range(1, AT_A_TIME + 10)])
                assert [vector[0] for vector in vectors] == [float(n) for n in range(1, AT_A_TIME + 10)]
                assert [len(r.body["input"]) for r in server.requests] == [AT_A_TIME, 9]
                assert embedder.usage.calls == 2 and embedder.usage.prompt_tokens > 0
            finally:
                await embedder.aclose()

    asyncio.run(body())


def test_the_key_of_the_writing_model_is_not_sent_to_another_server() -> None:
    async def body() -> None:
        async with OpenAIServer(embed=lambda text: [1.0]) as server:
            mine = Settings(api_key=Secret("mine"), embedding_model="e", embedding_base_url=server.base_url)
            embedder = await open_embedder(mine)
            try:
                await embedder.embed(["words"])
                assert "mine" not in server.requests[0].headers["Authorization"]
            finally:
                await embedder.aclose()

    asyncio.run(body())


def test_caps_hold_for_embeddings() -> None:
    async def body() -> None:
        async with OpenAIServer(embed=lambda text: [1.0]) as server:
            embedder = await open_embedder(Settings(embedding_model="e", base_url=server.base_url, max_calls=1))
            try:
                with pytest.raises(BudgetSpent):
                    await embedder.embed(["x"] * (AT_A_TIME + 1))
                assert len(server.requests) == 1
            finally:
                await embedder.aclose()

    asyncio.run(body())


@pytest.mark.parametrize("vector", [[], ["one"], [float("nan")]])
def test_an_answer_that_is_no_vector_is_said_to_be(vector: list[float]) -> None:
    async def body() -> None:
        async with OpenAIServer(embed=lambda text: vector) as server:
            embedder = await open_embedder(Settings(embedding_model="e", base_url=server.base_url, retries=0))
            try:
                with pytest.raises(ModelMisbehaved):
                    await embedder.embed(["words"])
            finally:
                await embedder.aclose()

    asyncio.run(body())


def test_no_model_for_embeddings_is_one_sentence() -> None:
    with pytest.raises(ConfigError, match="ONRECORD_EMBEDDING_MODEL"):
        asyncio.run(open_embedder(Settings()))


def test_the_words_of_a_title_count_for_its_passages(kind: Kind, tmp_path: Path) -> None:
    async def body() -> None:
        async with opened(kind, tmp_path) as store:
            spring = Document.of("It runs all year round and never freezes.", title="The Kelda Spring")
            await store.add([*news(), Entry(spring, "/kelda.txt")])
            (found, *_) = await search(store, "Kelda spring")
            assert found.hit.version.address == "/kelda.txt"
            assert not await search(store, "Kelda spring", Filter(speaker="Quist"))
            await store.remove(await store.find("/kelda.txt"), erase=True)
            assert not await search(store, "Kelda")

    asyncio.run(body())


def test_a_library_of_the_version_before_is_searched_by_title_too(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    text = "It runs all year round."
    connection = open_database(path, replace(SCHEMA, migrations=MIGRATIONS[:2]))
    with transaction(connection) as cursor:
        made = Document.of(text, title="The Kelda Spring")
        cursor.execute("INSERT INTO document VALUES (1, ?, ?, ?, 1)", (made.id, len(text), text.encode()))
        told = json.dumps({**about(made), "turns": [], "pages": []})
        cursor.execute(
            "INSERT INTO version VALUES (1, 'main', '/k.txt', 1, 1, '2031-01-01T00:00:00Z', NULL, '', ?)", (told,)
        )
        cursor.execute("INSERT INTO passage VALUES (1, 1, 0, ?)", (len(text),))
        cursor.execute("INSERT INTO passage_words (rowid, words) VALUES (1, ?)", (text,))
    connection.close()

    async def body() -> None:
        store = await SqliteStore.open(path)
        try:
            assert [hit.hit.text for hit in await search(store, "Kelda")] == [text]
            assert (await store.vector_count("any")).passages == 1
            assert await store.unsigned(5) == ((made.id, text),)
        finally:
            await store.aclose()

    asyncio.run(body())
