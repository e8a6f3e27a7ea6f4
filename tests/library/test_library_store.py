"""What every store must do, whatever keeps it: the protocol, run on each kind."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import StoreError, UsageError
from bot.language import read
from bot.library.adding import read_put_off
from bot.library.exchange import exported, imported
from bot.library.protocol import Entry, Filter, Store
from bot.types import Document, Page, Turn
from tests.library.stores import COUNCIL, SCHOOL, Kind, document, entry, opened

Body = Callable[[Store], Awaitable[None]]
On = Callable[[Body], None]


@pytest.fixture
def on(kind: Kind, tmp_path: Path) -> On:
    """Runs a test's body on a store; what one body left is there for the next."""

    def run(body: Body) -> None:
        async def work() -> None:
            async with opened(kind, tmp_path) as store:
                await body(store)

        asyncio.run(work())

    return run


async def addresses(store: Store, question: str, filter: Filter = Filter()) -> list[str]:  # noqa: B008
    return [hit.version.address for hit in await store.passages(question, filter)]


def test_the_same_content_is_stored_once(on: On) -> None:
    async def body(store: Store) -> None:
        assert await store.add([entry(COUNCIL, "/a.txt"), entry(COUNCIL, "/b.txt")]) == ("new", "copy")
        assert await store.add([entry(COUNCIL, "/a.txt")]) == ("unchanged",)
        assert await store.add([entry(COUNCIL, "/a.txt")], collection="other") == ("copy",)
        stats = await store.stats()
        assert (stats.documents, stats.current, stats.superseded) == (1, 3, 0)
        assert stats.statements == len(read(document(COUNCIL)).attributions)
        assert len(await store.passages("quay bridge")) == 1

    on(body)


def test_changed_content_is_a_new_version_and_the_old_one_stays_citable(on: On) -> None:
    old, new = document(COUNCIL), document(COUNCIL.replace("Monday", "Thursday"))

    async def change(store: Store) -> None:
        assert await store.add([Entry(old, "/a.txt", read(old))]) == ("new",)
        assert await store.add([Entry(new, "/a.txt", read(new))]) == ("changed",)

    async def look(store: Store) -> None:
        assert [v.document_id for v in await store.versions()] == [new.id]
        assert [(v.document_id, v.current) for v in await store.find("/a.txt")] == [(new.id, True), (old.id, False)]
        assert await store.passages("Monday") == ()
        assert [hit.version.document_id for hit in await store.passages("Thursday")] == [new.id]
        assert {hit.version.document_id for hit in await store.statements("nine years")} == {new.id}
        assert await store.document(old.id) == old
        assert await store.add([Entry(old, "/a.txt")]) == ("changed",)
        assert [v.document_id for v in await store.versions()] == [old.id]
        assert await addresses(store, "Monday") == ["/a.txt"]

    on(change)
    on(look)  # by another process, as it were


def test_a_document_comes_back_as_it_was_where_it_was(on: On) -> None:
    text = "MODERATOR: Welcome.\nBIRK: We shall see."
    turns = (Turn("MODERATOR", 11, 19, 0, 10, time="00:01"), Turn("BIRK", 26, 39, 20, 25, key="b", edited=True))
    first = Document.of(text, title="A talk", uri="t.txt", published="2031-02-03", turns=turns, kind="transcript")
    second = Document.of(text, title="Printed", publisher="The Quay", pages=(Page(1, 0, 39),), kind="pdf")

    async def body(store: Store) -> None:
        await store.add([Entry(first, "/t.txt"), Entry(second, "/t.pdf")])
        assert await store.document(first.id, "/t.txt") == first
        assert await store.document(first.id, "/t.pdf") == second
        assert await store.document(first.id) in (first, second)
        assert await store.document("sha256:" + "0" * 64) is None

    on(body)


def test_statements_come_back_as_they_were_read(on: On) -> None:
    made = entry(COUNCIL, "/a.txt")
    assert made.reading is not None

    async def body(store: Store) -> None:
        await store.add([made])
        found = [hit.attribution for hit in await store.statements("", limit=100)]
        assert tuple(found) == made.reading.attributions  # type: ignore[union-attr]
        hit, *_ = await store.statements("nine years")
        assert hit.text == "“We have waited nine years for this,”"
        assert hit.mention == "Mara Quist"
        assert made.document.slice(hit.window) == hit.context
        assert "council" in hit.context

    on(body)


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("Quist", 3),
        ("mara quist", 2),
        ("Ms. Mara Quist", 2),
        ("Jonas Quist", 1),
        ("Ödegård", 1),
        ("pelle odegard", 1),
        ("Elgin", 2),
        ("Quis", 0),
        ("Petra Quist", 0),
        ("", 0),
        ("%_*'\"", 0),
    ],
)
def test_what_somebody_said_is_a_search_over_statements(on: On, name: str, count: int) -> None:
    async def body(store: Store) -> None:
        await store.add([entry(COUNCIL, "/council.txt"), entry(SCHOOL, "/school.txt")])
        assert len(await store.statements("", Filter(speaker=name))) == count

    on(body)


def test_what_somebody_said_about_something(on: On) -> None:
    async def body(store: Store) -> None:
        await store.add([entry(COUNCIL, "/council.txt"), entry(SCHOOL, "/school.txt")])
        said = await store.statements("the roof of the school", Filter(speaker="Quist"))
        assert said[0].text == "the roof of the school would be mended before the winter"
        assert {hit.attribution.speaker.name for hit in said if hit.attribution.speaker} <= {
            "Mara Quist",
            "Jonas Quist",
        }
        assert await store.statements("ferries", Filter(speaker="Quist")) == ()

    on(body)


def test_filters(on: On) -> None:
    async def body(store: Store) -> None:
        early = entry(COUNCIL, "/news/council.txt", published="2031-02-03", publisher="The Quay Post")
        late = entry(SCHOOL, "https://example.org/school", published="2031-04-05T10:00:00Z")
        await store.add([early], collection="harbour")
        await store.add([late, entry("Mara Quist waved.", "/undated.txt")])
        for filter, expected in (
            (Filter(), {"/news/council.txt", "https://example.org/school", "/undated.txt"}),
            (Filter(collection="harbour"), {"/news/council.txt"}),
            (Filter(collection="none"), set()),
            (Filter(since="2031-02-04"), {"https://example.org/school"}),
            (Filter(since="2031-02-03", until="2031-02-03"), {"/news/council.txt"}),
            (Filter(until="2031-01-01"), set()),
            (Filter(source="quay post"), {"/news/council.txt"}),
            (Filter(source="EXAMPLE.org"), {"https://example.org/school"}),
            (Filter(source="%"), set()),
            (Filter(speaker="Elgin"), {"/news/council.txt"}),
        ):
            assert set(await addresses(store, "Mara Quist bridge", filter)) == expected, filter
            assert {v.address for v in await store.versions(filter)} == expected, filter
        assert [v.address for v in await store.versions(limit=1)] == ["/undated.txt"]
        said = await store.statements("", Filter(since="2031-03-01"))
        assert {hit.version.address for hit in said} == {"https://example.org/school"}

    on(body)


def test_windows_hold_the_neighbours(on: On) -> None:
    paragraphs = [f"Paragraph {n} speaks of {'the lighthouse' if n == 3 else 'nothing much'}. " * 12 for n in range(6)]
    text = "\n\n".join(p.strip() for p in paragraphs)

    async def body(store: Store) -> None:
        await store.add([entry("Another text, before.", "/x.txt"), entry(text, "/a.txt")])
        (bare,) = await store.passages("lighthouse", limit=1)
        (wide,) = await store.passages("lighthouse", limit=1, context=1)
        (whole,) = await store.passages("lighthouse", limit=1, context=20)
        assert bare.window == bare.span == wide.span
        assert wide.window.covers(bare.window) and len(wide.window) > len(bare.window)
        assert text[wide.window.start : wide.window.end] == wide.text
        assert whole.text == text

    on(body)


def test_what_is_taken_out_can_still_be_cited_and_what_is_erased_cannot(on: On) -> None:
    made = entry(COUNCIL, "/a.txt")

    async def body(store: Store) -> None:
        await store.add([made, entry(SCHOOL, "/b.txt")])
        assert await store.remove(await store.find("/a.txt")) == 0
        assert [v.address for v in await store.versions()] == ["/b.txt"]
        assert await store.passages("bridge") == ()
        assert await store.statements("bridge") == ()
        assert await store.document(made.document.id) == made.document

        assert await store.add([made]) == ("copy",)  # added again, it is back
        assert await addresses(store, "bridge") == ["/a.txt"]
        assert len(await store.statements("ferries")) == 2  # what follows a statement on them is found too

        assert await store.remove(await store.find("/a.txt"), erase=True) == 1
        assert await store.document(made.document.id) is None
        assert await store.passages("bridge") == await store.statements("bridge") == ()
        assert (await store.stats()).documents == 1
        assert await store.add([made]) == ("new",)
        assert len(await store.statements("ferries")) == 2  # what follows a statement on them is found too

    on(body)


def test_a_text_is_erased_with_its_last_version_only(on: On) -> None:
    made = entry(COUNCIL, "/a.txt")

    async def body(store: Store) -> None:
        await store.add([made, replace(made, address="/b.txt")])
        assert await store.remove(await store.find("/a.txt"), erase=True) == 0
        assert await addresses(store, "bridge") == ["/b.txt"]
        assert await store.remove(await store.find("/b.txt"), erase=True) == 1
        assert (await store.stats()).passages == (await store.stats()).statements == (await store.stats()).speakers == 0

    on(body)


def test_statements_can_be_put_off(on: On) -> None:
    made = entry(COUNCIL, "/a.txt")

    async def body(store: Store) -> None:
        await store.add([replace(made, reading=None), entry(SCHOOL, "/b.txt")])
        assert (await store.stats()).put_off == 1
        assert await addresses(store, "ferries") == ["/a.txt"]
        assert await store.statements("ferries") == ()
        assert await store.read_already({made.document.id, document(SCHOOL).id}) == {document(SCHOOL).id}
        assert [count async for count in read_put_off(store)] == [1]
        assert [hit.attribution.kind for hit in await store.statements("ferries")] == ["indirect", "direct"]
        assert await store.put_off(10) == ()
        assert made.reading is not None
        await store.keep_readings([made])  # once more changes nothing
        assert len(await store.statements("ferries")) == 2  # what follows a statement on them is found too

    on(body)


def test_all_of_a_batch_is_kept_or_none(on: On) -> None:
    bad = replace(entry(SCHOOL, "/b.txt"), added=object())  # type: ignore[arg-type]

    async def body(store: Store) -> None:
        with pytest.raises(StoreError):
            await store.add([entry(COUNCIL, "/a.txt"), bad])
        stats = await store.stats()
        assert (stats.documents, stats.current, stats.passages, stats.statements, stats.speakers) == (0, 0, 0, 0, 0)
        assert await store.add([entry(COUNCIL, "/a.txt")]) == ("new",)

    on(body)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("odegard", "It was Ödegård."),
        ("Ödegård", "It was Odegard."),
        ("Ödegård", "It was O\u0308dega\u030ard, decomposed."),
        ("Lodz", "A train to Łódź left."),
        ("Strasse", "Die Straße ist lang."),
        ("O'Neill", "Then O’Neill spoke."),
        ("O’Neill’s", "Then O'Neill spoke."),
        ("3,200,000", "It cost 3,200,000 crowns."),
        ("3.200.000", "It cost 3 200 000 crowns."),
        ("12.5%", "It rose by 12.5 percent."),
        ("U.S.", "The U.S. agreed."),
        ("Jean-Luc", "Then Jean-Luc left."),
        ("voted", "They will vote in May."),
        ("Ministerpräsident", "Der Minister\u00adpräsident sprach."),
        ("市長", "東京の市長は反対した。"),
        ("नमस्ते", "उसने नमस्ते कहा।"),
        ("мэр", "Мэр выступил против."),
        ('"slow the ferries"', "It would slow the ferries."),
        ("the", "Only the."),
        ("US crowns", "Payments to the US."),
    ],
)
def test_names_numbers_and_accents_are_found(on: On, question: str, text: str) -> None:
    async def body(store: Store) -> None:
        await store.add([entry(text, "/a.txt"), entry("Something else altogether: a ferry, 3,300,000.", "/b.txt")])
        assert (await addresses(store, question))[:1] == ["/a.txt"]

    on(body)


def test_words_in_quotation_marks_must_stand_in_a_row(on: On) -> None:
    async def body(store: Store) -> None:
        await store.add([entry("The ferries slow down.", "/a.txt"), entry("It would slow the ferries.", "/b.txt")])
        assert await addresses(store, '"slow the ferries" down') == ["/b.txt"]
        assert len(await addresses(store, "slow the ferries")) == 2
        assert await addresses(store, '"no such words"') == []

    on(body)


def test_any_text_is_a_safe_question(kind: Kind, tmp_path: Path) -> None:
    with asyncio.Runner() as runner:
        manager = opened(kind, tmp_path)
        store = runner.run(manager.__aenter__())
        runner.run(store.add([entry(COUNCIL, "/a.txt")]))
        operators = st.sampled_from(
            ["AND", "OR", "NOT", "NEAR(", ")", '"', "^", "*", ":", "words:", "-", "'", "\0", "bridge"]
        )
        question = st.text(max_size=60) | st.lists(operators, max_size=8).map(" ".join) | st.text("\ud800\"'bridge ")

        @settings(max_examples=150, deadline=None)
        @given(question)
        def ask(words: str) -> None:
            async def both() -> None:
                await store.passages(words, Filter(speaker=words, source=words, collection=words))
                for hit in await store.passages(words):
                    assert COUNCIL[hit.span.start : hit.span.end] == hit.text
                await store.statements(words, Filter(speaker=words))
                await store.statements(words)
                await store.find(words)
                assert await store.document(words, words) is None

            runner.run(both())

        try:
            ask()
        finally:
            runner.run(manager.__aexit__(None, None, None))


def test_any_text_can_be_kept_and_erased(kind: Kind, tmp_path: Path) -> None:
    with asyncio.Runner() as runner:
        manager = opened(kind, tmp_path)
        store = runner.run(manager.__aenter__())

        @settings(max_examples=60, deadline=None)
        @given(st.text(min_size=1, max_size=300), st.sampled_from(["", " said Mara Quist.", "\n\nQUIST: “No.”\n"]))
        def keep(text: str, tail: str) -> None:
            async def there_and_back() -> None:
                made = document(text + tail)
                await store.add([Entry(made, "/a.txt", read(made))])
                assert await store.document(made.id) == made
                await store.remove(await store.find("/a.txt"), erase=True)
                stats = await store.stats()
                assert (stats.documents, stats.passages, stats.statements, stats.speakers) == (0, 0, 0, 0)

            runner.run(there_and_back())

        try:
            keep()
        finally:
            runner.run(manager.__aexit__(None, None, None))


def test_what_is_exported_can_be_imported(kind: Kind, on: On, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()

    async def body(store: Store) -> None:
        odd = entry("Odd \ud800 text.", "/odd.txt")
        await store.add([entry(COUNCIL, "/a.txt", published="2031-02-03"), odd])
        await store.add([entry(SCHOOL, "/a.txt")])
        await store.add([entry(SCHOOL, "/c.txt")], collection="school")
        raw = b"".join([line async for line in exported(store)])
        async with opened(kind, tmp_path / "other") as other:
            outcomes = [outcome async for outcome in imported(other, io.BytesIO(raw))]
            assert outcomes == ["new", "new", "changed", "copy"]
            assert [pair async for pair in other.kept()] == [pair async for pair in store.kept()]
            assert [h.attribution for h in await other.statements("")] == [
                h.attribution for h in await store.statements("")
            ]
            assert {outcome async for outcome in imported(other, io.BytesIO(raw))} == {"unchanged"}
            assert [pair async for pair in other.kept()] == [pair async for pair in store.kept()]
            assert [o async for o in imported(other, io.BytesIO(raw), collection="x", put_off=True)][-1] == "copy"

    on(body)


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: b"",
        lambda raw: raw.replace(b"library/1", b"library/2"),
        lambda raw: raw.replace(b"Monday", b"Friday"),
        lambda raw: raw.replace(b'"current":true', b'"current":1'),
        lambda raw: raw.replace(b'"kind":"text"', b'"kind":"spell"'),
        lambda raw: raw.replace(b'"turns":[]', b'"turns":[["A",5,99999,0,0]]'),
        lambda raw: raw.replace(b'"added":"', b'"added":"x'),
        lambda raw: raw[:-40],
        lambda raw: raw + b"[]\n",
    ],
)
def test_a_broken_export_is_said_to_be(on: On, change: Callable[[bytes], bytes]) -> None:
    async def body(store: Store) -> None:
        await store.add([entry(COUNCIL, "/a.txt")])
        raw = b"".join([line async for line in exported(store)])
        await store.remove(await store.find("/a.txt"), erase=True)
        with pytest.raises(UsageError, match="export"):
            async for _ in imported(store, io.BytesIO(change(raw))):
                pass

    on(body)


def test_closing_twice_is_harmless(on: On) -> None:
    async def body(store: Store) -> None:
        await store.aclose()

    on(body)
