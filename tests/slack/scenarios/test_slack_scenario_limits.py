"""Slack's limits and the world's sizes: storms of 429, streams that end, long answers, long threads, large files."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.servers.openai_server import OpenAIServer, Reply, Request, Status, Text
from tests.servers.slack import Limits, Message, Person, shown
from tests.slack.slack_runs import ANSWER, QUESTION, OnRecord, Pages, Town, model, sentence_number

FACTS = [
    f"House number {n} on the quay belongs to the {name} family."
    for n, name in enumerate("Aas Berg Dahl Eide".split(), 1)
]
WRITES = ("chat.postMessage", "chat.startStream", "chat.appendStream", "chat.stopStream", "chat.update")


def page(title: str, sentences: list[str]) -> str:
    body = "".join(f"<p>{one}</p>" for one in sentences)
    return f"<!doctype html><title>{title}</title><body><article><h1>{title}</h1>{body}</article></body>"


def draft(request: Request) -> Reply:
    """What the model of these tests writes: statements, slowly where the page says so, or an error."""
    prompt = request.prompt
    if "Break down" in prompt:
        return Status(500, "the engine is on fire")
    lines = [f"{one} [S{sentence_number(prompt, one)}]\n" for one in FACTS]
    return Text("", pieces=lines, pace=0.7 if "slowly" in prompt else 0.0)


@pytest.fixture(scope="module")
def brain() -> Iterator[OpenAIServer]:
    with model(draft) as server:
        yield server


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, brain: OpenAIServer) -> Iterator[OnRecord]:
    with (
        Town.open() as town,
        OnRecord(town, tmp_path_factory.mktemp("limits"), model=brain, ONRECORD_RETRIES="0") as app,
    ):
        yield app


@pytest.fixture
def town(app: OnRecord) -> Iterator[Town]:
    yield app.town
    app.town.slack.limits = Limits(retry_delays=(0.05, 0.2, 0.5))
    app.town.slack.rates.storms.clear()


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town whose app has no model."""
    with Town.open() as there, OnRecord(there, tmp_path_factory.mktemp("sizes")):
        yield there


@pytest.fixture(scope="module")
def web() -> Iterator[Pages]:
    pages = {"/facts": "The quay", "/slow": "The quay, slowly", "/engine": "Break down"}
    with Pages({path: page(title, FACTS) for path, title in pages.items()}) as there:
        yield there


def said(messages: list[Message], words: str) -> int:
    """How often these words stand in the texts of some messages, sources not counted."""
    return sum(one["text"].count(words) for one in messages)


def ended(town: Town, asked: Message) -> list[Message]:
    """All messages of an answer, once its last one has its feedback buttons."""

    def there() -> list[Message]:
        channel, thread = town.slack.world.channels[asked["channel"]], asked.get("thread_ts", asked["ts"])
        found = town.answers(channel, thread, asked["ts"])
        last = found[-1].get("blocks", ()) if found else ()
        return found if any(block["type"] == "context_actions" for block in last) else []

    return town.slack.wait(there, 60, f"the end of the answer to {asked['text'][:60]}")


# --- rates ---------------------------------------------------------------------------------------------------------


def test_a_storm_of_429_delays_an_answer_and_neither_loses_nor_doubles_it(town: Town, web: Pages) -> None:
    room = town.room()
    town.slack.storm(*WRITES, times=4, retry_after=1)
    asked = town.ana.mention(room, f"summarize {web.url}/facts")
    messages = ended(town, asked)
    assert [said(messages, f"House number {n}") for n in range(1, 5)] == [1, 1, 1, 1]
    refused = [one for one in town.slack.calls if one.status == 429 and one.arguments.get("channel") == room.id]
    assert refused
    for before, after in itertools.pairwise(refused):
        if before.method == after.method:
            assert after.at - before.at >= 0.95  # Retry-After was heeded
    town.quiet(1.0)
    assert len(town.slack.by_bot(room)) == len(messages)


def test_a_storm_in_the_middle_of_a_stream(town: Town, web: Pages) -> None:
    room = town.room()
    asked = town.ana.mention(room, f"summarize {web.url}/slow")
    town.slack.wait(lambda: town.slack.by_bot(room, asked["ts"]), 25, "the stream's beginning")
    town.slack.storm("chat.appendStream", "chat.stopStream", times=3, retry_after=1)
    messages = ended(town, asked)
    assert [said(messages, f"House number {n}") for n in range(1, 5)] == [1, 1, 1, 1]


def test_a_throttled_thread_is_read_when_slack_lets_it(plain: Town) -> None:
    room = plain.room()
    thread, _ = plain.discussion(room)
    plain.slack.storm("conversations.replies", times=2, retry_after=1)
    asked = plain.ana.mention(room, "summarize", thread)
    plain.answer(room, asked)
    calls = [one for one in plain.slack.called("conversations.replies") if one.arguments["channel"] == room.id]
    assert [one.status for one in calls[:3]] == [429, 429, 200]


# --- streams -------------------------------------------------------------------------------------------------------


def test_a_stream_that_slack_ends_goes_on_in_a_new_message(town: Town, web: Pages) -> None:
    room = town.room()
    town.slack.limits = replace(town.slack.limits, stream_seconds=1.0)
    asked = town.ana.mention(room, f"summarize {web.url}/slow")
    found = town.slack.wait(
        lambda: said(there := town.slack.by_bot(room, asked["ts"]), "House number 4") and there,
        40,
        "the last statement",
    )
    assert isinstance(found, list) and len(found) > 1
    assert [said(found, f"House number {n}") for n in range(1, 5)] == [1, 1, 1, 1]
    assert town.slack.called("chat.appendStream", "chat.stopStream", ok=False)


def test_a_message_that_is_full_goes_on_in_a_new_one(town: Town, web: Pages) -> None:
    room = town.room()
    town.slack.limits = replace(town.slack.limits, stream_text=260)
    asked = town.ana.mention(room, f"summarize {web.url}/slow")
    messages = ended(town, asked)
    assert len(messages) > 1
    assert [said(messages, f"House number {n}") for n in range(1, 5)] == [1, 1, 1, 1]


def test_a_socket_dropped_in_the_middle_of_a_stream_changes_nothing(town: Town, web: Pages) -> None:
    room = town.room()
    asked = town.ana.mention(room, f"summarize {web.url}/slow")
    town.slack.wait(lambda: said(town.slack.by_bot(room, asked["ts"]), "House number 1"), 25, "the first statement")
    for socket in list(town.slack.deliveries.sockets):
        town.slack.do(socket.drop)
    messages = ended(town, asked)
    assert [said(messages, f"House number {n}") for n in range(1, 5)] == [1, 1, 1, 1]
    town.slack.wait(lambda: town.slack.deliveries.sockets, 30, "a new socket")


def test_who_stops_an_answer_gets_no_more_of_it(town: Town, web: Pages) -> None:
    room = town.room()
    asked = town.ana.mention(room, f"summarize {web.url}/slow")
    [begun] = town.slack.wait(lambda: town.slack.by_bot(room, asked["ts"]), 25, "the stream's beginning")
    town.ana.stop(begun)
    town.quiet(4.0)
    there = town.slack.by_bot(room, asked["ts"])
    assert said(there, "House number 4") == 0 and len(there) == 1
    assert not town.slack.statuses


def test_a_question_that_is_deleted_while_it_is_answered_has_no_answer_any_more(town: Town, web: Pages) -> None:
    room = town.room()
    asked = town.ana.mention(room, f"summarize {web.url}/slow")
    town.slack.wait(lambda: said(town.slack.by_bot(room, asked["ts"]), "House number 1"), 25, "the first statement")
    town.ana.delete(room, asked)
    town.slack.wait(lambda: not town.slack.by_bot(room, asked["ts"]), 15, "the answer taken back")
    town.quiet(2.0)
    assert not town.slack.by_bot(room) and not town.slack.statuses


def test_a_long_answer_is_whole_in_several_messages_and_a_file(plain: Town) -> None:
    members = [Person.joins(plain.slack, f"Neighbour {number}") for number in range(90)]
    room = plain.room(*members)
    first = members[0].post(room, "I support moving the market to the quay.")
    for number, who in enumerate(members[1:], 1):
        verb = ("support", "oppose")[number % 2]
        who.post(room, f"I {verb} moving the market to the quay, as row {number} of the stalls does.", first["ts"])
    asked = members[3].mention(room, "who stands where?", first["ts"])
    found = plain.slack.wait(
        lambda: (there := plain.answers(room, first["ts"], asked["ts"])) and there[-1].get("files") and there, 60, "it"
    )
    assert isinstance(found, list) and len(found) > 2
    *messages, last = found
    counts = [said(messages, f"**neighbour.{number}**") for number in range(90)]
    assert counts == [1] * 90
    assert not [one for one in messages if one["text"] and not one["text"].startswith("- ")]  # cut between statements
    assert len([one for one in messages if "Sources" in shown(one)]) == 1  # the others are in the file
    [file] = last["files"]
    whole = plain.slack.do(lambda: plain.slack.world.files[file["id"]].content).decode()
    assert [whole.count(f"**neighbour.{number}**") for number in range(90)] == [1] * 90
    sources = whole.partition("## Sources")[2]
    assert sources.count("\n- [") == 90 and sources.count("https://vessby.slack.com/archives/") == 90
    assert last["text"] == "The whole answer, with all 90 sources, as a file." and file["name"].endswith(".md")
    again = members[4].mention(room, "who opposes it?", first["ts"])  # the file is no source of a follow-up
    plain.answer(room, again)
    assert not [path for path, _ in plain.slack.downloads if file["id"] in path]


def test_an_answer_too_long_for_messages_says_where_the_rest_is(plain: Town) -> None:
    room = plain.room()
    words = "for the north side of the old quay, where the stalls have stood since the year of the flood, and no more"

    def write() -> str:
        first = plain.slack.world.post(room, None, user=plain.ana.id, text="What did we decide?")
        for number in range(200):
            text = f"We decided to give row {number} to stall {number} {words}."
            plain.slack.world.post(room, first["ts"], user=plain.bo.id, text=text)
        return str(first["ts"])

    thread = plain.slack.do(write)
    asked = plain.ana.mention(room, "decisions", thread)
    found = plain.slack.wait(
        lambda: (there := plain.answers(room, thread, asked["ts"])) and there[-1].get("files") and there, 60, "the file"
    )
    assert isinstance(found, list) and 4 <= len(found) <= 6  # the answer's messages, and the one with the file
    counts = [said(found, f"row {number} to stall") for number in range(200)]
    assert counts == sorted(counts, reverse=True) and set(counts) == {0, 1}
    assert said(found, "The rest is in the file below") == 1
    [file] = found[-1]["files"]
    whole = plain.slack.do(lambda: plain.slack.world.files[file["id"]].content).decode()
    assert [whole.partition("## Sources")[0].count(f"row {number} to stall") for number in range(200)] == [1] * 200


# --- sizes ---------------------------------------------------------------------------------------------------------


def test_a_message_of_40_000_characters_is_read(plain: Town) -> None:
    room = plain.room()
    text = " ".join(f"Line {n} of the log says that the tide stood at {n % 90} inches." for n in range(2000))[:39_700]
    asked = plain.ana.mention(room, f"{QUESTION}\n{text} The bridge would slow the ferries by ten minutes.")
    assert len(asked["text"]) > 39_000
    answer = plain.answer(room, asked)
    assert ANSWER in shown(answer) and not [one for one in plain.slack.calls if one.error == "invalid_blocks"]


def test_a_thread_of_1_000_replies_is_read_in_few_calls(plain: Town) -> None:
    room = plain.room()

    def write() -> str:
        first = plain.slack.world.post(room, None, user=plain.ana.id, text="What do we do about the market?")
        for number in range(1000):
            who = (plain.ana, plain.bo, plain.cato)[number % 3]
            text = f"Point {number}: the stalls in row {number} stand too close to the wall."
            plain.slack.world.post(room, first["ts"], user=who.id, text=text)
        return str(first["ts"])

    thread = plain.slack.do(write)
    asked = plain.ana.mention(room, "who stands where?", thread)
    plain.answer(room, asked, within=60)
    calls = [one for one in plain.slack.called("conversations.replies") if one.arguments["channel"] == room.id]
    assert 1 <= len(calls) <= 8
    again = plain.bo.mention(room, "summarize", thread)
    plain.answer(room, again, within=60)
    now = [one for one in plain.slack.called("conversations.replies") if one.arguments["channel"] == room.id]
    assert len(now) == len(calls)  # kept, and not read again


def test_a_file_of_50_mb_is_turned_down_unread(plain: Town) -> None:
    room = plain.room()
    file = plain.slack.file("minutes.txt", 50_000_000, plain.ana.id)
    words = shown(plain.answer(room, plain.ana.mention(room, "summarize", files=[file])))
    assert "minutes.txt" in words and ("MB" in words or "large" in words)
    assert not [path for path, _ in plain.slack.downloads if file.id in path]


def test_a_file_that_is_larger_than_it_says_is_cut_off(plain: Town) -> None:
    room = plain.room()
    file = plain.slack.file("minutes.txt", 200_000_000, plain.ana.id, size=1000)
    words = shown(plain.answer(room, plain.ana.mention(room, "summarize", files=[file])))
    assert "minutes.txt" in words
    assert plain.slack.downloaded < 60_000_000


# --- failures ------------------------------------------------------------------------------------------------------


def test_a_failure_is_told_with_a_reference_that_the_log_has_and_the_words_it_has_not(
    town: Town, app: OnRecord, web: Pages
) -> None:
    room = town.room()
    asked = town.ana.mention(room, f"summarize about my dear engine {web.url}/engine")
    words = shown(town.answer(room, asked))
    assert "reference" in words and "Traceback" not in words
    reference = words.partition("reference ")[2].split(")")[0].strip()
    assert reference and reference in app.said()
    assert "dear engine" not in app.said()
    assert not town.slack.statuses


def test_what_a_failed_answer_used_is_counted_and_the_question_is_not(town: Town, web: Pages) -> None:
    def used() -> tuple[int, int]:
        views = len(town.slack.called("views.publish"))
        town.ana.opens("home")
        town.slack.wait(lambda: len(town.slack.called("views.publish")) > views, what="the Home tab")
        words = shown(town.ana.home or {})
        asked, tokens = re.search(r"All together: ([\d,]+) questions, ([\d,]+) tokens", words).groups()  # type: ignore[union-attr]
        return int(asked.replace(",", "")), int(tokens.replace(",", ""))

    before = used()
    room = town.room()
    asked = town.ana.mention(room, f"who owns house number 2 by the quay? {web.url}/engine")
    assert "did not answer" in shown(town.answer(room, asked))
    town.slack.wait(lambda: not town.slack.statuses, 10, "the job's end")
    after = used()
    assert after[0] == before[0] and after[1] > before[1]


def test_the_log_is_json_and_holds_no_tokens(app: OnRecord) -> None:
    lines = [one for one in app.said().splitlines() if one.strip()]
    assert lines
    for line in lines:
        json.loads(line)
    for token in app.town.slack.tokens.values():
        assert token not in app.said()


def test_nothing_was_given_up(app: OnRecord, plain: Town) -> None:
    for town in (app.town, plain):
        assert not [one for one in town.slack.deliveries.log if one.given_up]
