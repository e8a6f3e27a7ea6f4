"""Several workers with one PostgreSQL: each question answered once, and by another where its worker dies."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.openai_server import Reply, Request, Text
from tests.servers.slack import Message, shown
from tests.slack.slack_runs import OnRecord, Pages, Town, model, sentence_number

FACTS = [
    f"House number {n} on the quay belongs to the {name} family."
    for n, name in enumerate("Aas Berg Dahl Eide".split(), 1)
]
PAGE = (
    "<!doctype html><title>The quay</title><article><h1>{}</h1>"
    + "".join(f"<p>{one}</p>" for one in FACTS)
    + "</article>"
)
LEASE = 4


def draft(request: Request) -> Reply:
    lines = [f"{one} [S{sentence_number(request.prompt, one)}]\n" for one in FACTS]
    return Text("", pieces=lines, pace=1.2 if "slowly" in request.prompt else 0.0)


@pytest.fixture
def web() -> Iterator[Pages]:
    with Pages({"/facts": PAGE.format("The quay"), "/slow": PAGE.format("The quay, slowly")}) as there:
        yield there


def counts(messages: list[Message]) -> list[int]:
    return [sum(one["text"].count(f"House number {n}") for one in messages) for n in range(1, 5)]


def whole(messages: list[Message]) -> bool:
    """Whether an answer is there, up to the buttons below it."""
    ends = [block for one in messages for block in one.get("blocks", ()) if block["type"] == "context_actions"]
    return counts(messages) == [1, 1, 1, 1] and len(ends) == 1


def worker(town: Town, home: Path, address: str, server: object) -> OnRecord:
    return OnRecord(
        town,
        home,
        model=server,
        words=["--store", address],
        ONRECORD_SLACK_LEASE=str(LEASE),  # type: ignore[arg-type]
    )


def test_a_worker_killed_in_the_middle_of_an_answer(tmp_path: Path, postgresql: str, web: Pages) -> None:
    with Town.open() as town, model(draft) as server:
        first, second = (worker(town, tmp_path / name, postgresql, server) for name in ("first", "second"))
        room = town.room()
        with first:
            asked = town.ana.mention(room, f"summarize {web.url}/slow")
            [begun] = town.slack.wait(lambda: town.slack.by_bot(room, asked["ts"]), 40, "the answer's beginning")
            with second:
                first.kill()
                killed = time.monotonic()
                town.slack.wait(lambda: whole(town.answers(room, asked["ts"])), 60, "the answer finished by another")
                assert time.monotonic() - killed < 60
                there = town.slack.by_bot(room, asked["ts"])
                assert counts(there) == [1, 1, 1, 1], [shown(one) for one in there]
                assert begun["ts"] not in [one["ts"] for one in there] or len(there) == 1
                town.quiet(LEASE + 1.0)
                assert counts(town.slack.by_bot(room, asked["ts"])) == [1, 1, 1, 1]
                assert not town.slack.statuses


def test_three_deliveries_to_two_workers_are_one_answer_each_and_one_that_is_killed_leaves_no_source_unsent(
    tmp_path: Path, postgresql: str, web: Pages
) -> None:
    with (
        Town.open() as town,
        model(draft) as server,
        worker(town, tmp_path / "first", postgresql, server) as first,
        worker(town, tmp_path / "second", postgresql, server) as second,
    ):
        town.slack.deliveries.repeat = 3
        rooms = [town.room() for _ in range(6)]
        asked = [town.ana.mention(room, f"summarize {web.url}/facts") for room in rooms]
        for room, one in zip(rooms, asked, strict=True):
            town.answer(room, one)
        town.quiet()
        assert [counts(town.slack.by_bot(room)) for room in rooms] == [[1, 1, 1, 1]] * 6
        assert [len(town.slack.by_bot(room)) for room in rooms] == [1] * 6
        ended = town.ana.command("/onrecord", "sources", rooms[0])  # either worker knows what both keep
        assert ended.acked
        town.slack.deliveries.repeat = 1
        killed_before_the_further_sources(town, [first, second])


def killed_before_the_further_sources(town: Town, workers: list[OnRecord]) -> None:
    """An answer with 25 sources stands there with the first ten when its worker is killed."""
    room = town.room()
    first = town.ana.post(room, "What do we do with the stalls?")
    for number in range(25):
        town.bo.post(room, f"We decided to give row {number} to the ferry.", first["ts"])
    town.slack.storm("chat.postMessage", retry_after=2)
    asked = town.ana.mention(room, "decisions", first["ts"])
    town.slack.wait(lambda: town.slack.called("chat.postMessage", ok=False), 40, "a try at the further sources")
    [holder] = [one for one in workers if '"kind": "decisions"' in one.said()]
    holder.kill()
    town.slack.rates.storms.clear()
    there = town.slack.wait(
        lambda: len(found := town.answers(room, first["ts"], asked["ts"])) == 3 and found, 60, "the further sources"
    )
    assert isinstance(there, list)
    town.quiet(LEASE + 1.0)
    assert town.answers(room, first["ts"], asked["ts"]) == there
    for number in range(25):
        assert sum(one["text"].count(f"row {number} to the ferry") for one in there[:1]) == 1
        assert sum(f"Show [{number + 1}]" in shown(one) for one in there) == 1
    assert sum("Good answer" in shown(one) or "feedback" in str(one["blocks"]) for one in there) == 1


def test_a_worker_that_is_told_to_end_leaves_no_answer_half_said(tmp_path: Path, web: Pages) -> None:
    with Town.open() as town, model(draft) as server:
        app = OnRecord(town, tmp_path, model=server, ONRECORD_SLACK_LEASE=str(LEASE))
        room = town.room()
        with app:
            asked = town.ana.mention(room, f"summarize {web.url}/slow")
            town.slack.wait(lambda: town.slack.by_bot(room, asked["ts"]), 40, "the answer's beginning")
            assert app.stop() == 0
            app.start()
            town.slack.wait(lambda: whole(town.answers(room, asked["ts"])), 45, "the answer finished after the start")
            assert max(counts(town.slack.by_bot(room, asked["ts"]))) == 1
