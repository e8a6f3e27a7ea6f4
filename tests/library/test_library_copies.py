"""Near copies told, folded in search and in tasks, and nothing folded that only shares a subject."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language import read
from bot.library.copies import (
    ALIKE,
    FEWEST,
    RUN,
    fold_copies,
    folded,
    likeness,
    sign,
    signature,
    stories_in,
)
from bot.library.gathering import gather_passages, gather_statements
from bot.library.protocol import Alike, Filter
from bot.library.retrieval import search
from tests.library.stores import COUNCIL, Kind, document, entry, opened
from tests.library.stories import JUNE, MARCH, OWN, WIRE, news, story

WORDS = [f"{a}{b}{c}" for a in ("ka", "lo", "mi") for b in ("ra", "te", "vu") for c in ("n", "s", "l", "d")]


def prose(seed: int, size: int) -> list[str]:
    return random.Random(seed).choices(WORDS, k=size)


def share(one: list[str], other: list[str]) -> float:
    """The true share of runs in common."""
    first, second = ({tuple(w[at : at + RUN]) for at in range(len(w) - RUN + 1)} for w in (one, other))
    return len(first & second) / len(first | second)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 999), st.integers(60, 400), st.floats(0, 1))
def test_the_estimate_is_near_the_true_share(seed: int, size: int, kept: float) -> None:
    one = prose(seed, size)
    other = [*one[: int(size * kept)], *prose(seed + 1, size - int(size * kept))]
    signed = [signature(str(n), " ".join(words)) for n, words in enumerate((one, other))]
    assert abs(likeness(signed[0].hashes, signed[1].hashes) - share(one, other)) < 0.2  # five standard errors


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 999))
def test_copies_share_a_band_and_strangers_do_not(seed: int) -> None:
    words = prose(seed, 300)
    whole, cut, other = (signature("x", " ".join(w)) for w in (words, words[:270], prose(seed + 5000, 300)))
    assert set(whole.bands) & set(cut.bands)
    assert likeness(whole.hashes, cut.hashes) >= ALIKE
    assert not set(whole.bands) & set(other.bands)


def test_case_and_marks_make_no_difference_and_short_texts_have_no_signature() -> None:
    text = " ".join(prose(1, 80))
    assert signature("a", text).hashes == signature("b", text.upper().replace(" ", ",  ")).hashes
    assert signature("a", " ".join(prose(1, FEWEST + RUN - 2))).hashes == b""
    assert likeness(b"", signature("a", text).hashes) == 0.0 == likeness(b"", b"")


def test_a_document_is_folded_into_the_first_that_it_is_like() -> None:
    words = prose(3, 300)
    texts = {"a": words, "b": words[10:], "c": prose(4, 300)}
    alike = [Alike(name, signature(name, " ".join(w)).hashes, ()) for name, w in texts.items()]
    assert folded(["b", "a", "c"], alike).stands_for == {"b": "b", "a": "b", "c": "c"}
    assert folded(["c"], alike).stands_for == {"c": "c"}


def test_an_agency_story_is_one_hit_with_its_other_addresses(kind: Kind, tmp_path: Path) -> None:
    async def body() -> None:
        async with opened(kind, tmp_path) as store:
            await store.add(news())
            before = await search(store, "how much does the bridge cost", limit=10)
            assert sum(f.hit.version.address.startswith("/wire") for f in before) >= 3
            assert await sign(store) == (6, True)
            found = await search(store, "how much does the bridge cost", limit=10)
            wires = [f for f in found if f.hit.version.address.startswith("/wire") and "3,200,000" in f.hit.text]
            assert len(wires) == 1
            places = {wires[0].hit.version.address, *(v.address for v in wires[0].copies)}
            assert places == {"/wire1.txt", "/wire2.txt", "/wire3.txt"}
            assert all(not f.copies for f in found if f.hit.version.address in ("/march.txt", "/june.txt"))

    asyncio.run(body())


def test_what_one_paper_adds_to_the_story_is_still_found(kind: Kind, tmp_path: Path) -> None:
    async def body() -> None:
        async with opened(kind, tmp_path) as store:
            long = tuple(paragraph + " " + "It was late when the vote came. " * 8 for paragraph in WIRE)
            await store.add(
                [
                    entry(story("One", long), "/one.txt"),
                    entry(story("Two", (*long, OWN + " Nobody had told them." * 20)), "/two.txt"),
                ]
            )
            await sign(store)
            found = await search(store, "pilots of the outer harbour")
            assert found[0].hit.version.address == "/two.txt" and "pilots" in found[0].hit.text

    asyncio.run(body())


def test_the_same_text_at_two_addresses_needs_no_signature(kind: Kind, tmp_path: Path) -> None:
    async def body() -> None:
        async with opened(kind, tmp_path) as store:
            await store.add([entry(COUNCIL, "/a.txt"), entry(COUNCIL, "/b.txt")])
            (found, *_) = await search(store, "quay bridge")
            assert len({found.hit.version.address, *(v.address for v in found.copies)} & {"/a.txt", "/b.txt"}) == 2

    asyncio.run(body())


def test_statements_of_a_story_count_once_and_each_speaker_keeps_his_own(kind: Kind, tmp_path: Path) -> None:
    async def body() -> None:
        async with opened(kind, tmp_path) as store:
            await store.add(news())
            unfolded = await gather_statements(store, ("the quay bridge",))
            await sign(store)
            found = await gather_statements(store, ("the quay bridge",))
            assert found.found < unfolded.found
            read = {reading.document.title: reading for reading in found.statements.values()}
            assert list(read) == [
                *("Council votes for the quay bridge", "Quay bridge gets its money"),
                *("Quist turns against it", "Ferry crews speak"),
            ]
            own = read["Quay bridge gets its money"]
            assert all(own.document.slice(s) in OWN for a in own.attributions for s in a.spans), "the rest was said"
            copied = {version.address: {v.address for v in others} for version, others in found.copies}
            assert copied["/wire1.txt"] == {"/wire3.txt"}
            said = [a for reading in found.statements.values() for a in reading.attributions]
            assert len(said) == found.found
            assert found.documents == 6

    asyncio.run(body())


def test_filters_hold_for_copies_too(kind: Kind, tmp_path: Path) -> None:
    async def body() -> None:
        async with opened(kind, tmp_path) as store:
            await store.add(news())
            await sign(store)
            found = await gather_passages(store, "quay bridge", Filter(since="2031-01-14", until="2031-01-31"))
            assert [r.document.title for r in found.readings.values()] == ["Quay bridge gets its money"]
            assert found.copies == () and found.documents == 1

    asyncio.run(body())


def test_signatures_go_with_what_is_erased_and_come_back(kind: Kind, tmp_path: Path) -> None:
    async def body() -> None:
        async with opened(kind, tmp_path) as store:
            await store.add(news())
            await sign(store, 2)
            assert await sign(store) == (4, True)
            first = (await store.find("/wire1.txt"))[0]
            assert len([story async for story in stories_in(store)]) == 1
            await store.remove(await store.find("/wire2.txt"), erase=True)
            await store.remove(await store.find("/wire3.txt"))
            assert (await fold_copies(store, [first.document_id])).elsewhere(first.document_id, "/wire1.txt") == ()
            await store.add(news())
            assert await sign(store) == (1, True)
            (again,) = [story async for story in stories_in(store)]
            assert {version.address for version in again} == {"/wire1.txt", "/wire2.txt", "/wire3.txt"}

    asyncio.run(body())


@pytest.mark.parametrize("later", [MARCH, JUNE])
def test_a_later_report_of_the_same_matter_is_no_copy(later: tuple[str, ...]) -> None:
    one, other = (signature("x", document(story("A title", text)).text) for text in (WIRE, later))
    assert likeness(one.hashes, other.hashes) < ALIKE


def test_reading_is_not_changed_by_what_is_gathered(kind: Kind, tmp_path: Path) -> None:
    async def body() -> None:
        async with opened(kind, tmp_path) as store:
            await store.add(news())
            found = await gather_passages(store, "roof of the school")
            (reading, *_) = found.readings.values()
            assert reading == read(reading.document)
            assert all(span.document_id in found.readings for span in found.within)

    asyncio.run(body())


def test_more_copies_than_places_leave_room_for_the_others(kind: Kind, tmp_path: Path) -> None:
    async def body() -> None:
        async with opened(kind, tmp_path) as store:
            text = story("Wire", WIRE)
            copies = [entry(f"{text}\nPrinted by paper number {n}.\n", f"/p{n}.txt") for n in range(30)]
            other = "The quay bridge was never on the agenda of the school board, its clerk recalled over coffee."
            await store.add([*copies, entry(other, "/other.txt")])
            await sign(store)
            found = await search(store, "quay bridge voted Monday council crowns", limit=5)
            assert "/other.txt" in {f.hit.version.address for f in found}
            assert max(len(f.copies) for f in found) == 29

    asyncio.run(body())
