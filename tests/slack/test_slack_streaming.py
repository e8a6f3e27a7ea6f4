"""A streamed answer against the stand-in for Slack: whole and once, whatever happens to its calls."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import ClientSession, web
from slack_sdk.errors import SlackApiError

from bot.config import Secret
from bot.slack.api import Slack as Api
from bot.slack.blocks import endings as ends
from bot.slack.config import SlackSettings
from bot.slack.jobs import Place
from bot.slack.state.answers import Passage
from bot.slack.streaming import AnswerStream, StoppedError, ending_of, fold
from tests.servers.slack import Channel, Limits, Message, Person, Slack, channel

[ENDING] = ends("a1", [Passage(1, "words", url="https://a.example")], ["small print"])


@pytest.fixture
def town() -> Iterator[tuple[Slack, Person, Channel]]:
    with Slack(Limits()) as slack:
        ana = Person.joins(slack, "Ana Brask")
        yield slack, ana, channel(slack, "ferry", [ana])


class Lossy:
    """Between the app and Slack: some answers never come back, though what was asked may have been done.

    ``plan`` has, by method, what happens to its next calls: "done" or "undone" before the connection is dropped.
    """

    def __init__(self, slack: Slack, plan: dict[str, list[str]]) -> None:
        self._slack = slack
        self._plan = plan
        self.url = ""

    async def __aenter__(self) -> Lossy:
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._pass_on)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/api/"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()

    async def _pass_on(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        left = self._plan.get(method, [])
        how = left.pop(0) if left else ""
        body, names = await request.read(), ("Authorization", "Content-Type")
        headers = {name: request.headers[name] for name in names if name in request.headers}
        if how != "undone":
            async with ClientSession() as session:
                url = f"{self._slack.api_url}{method}"
                async with session.post(url, data=body, headers=headers, params=request.query) as answer:
                    told = web.Response(status=answer.status, body=await answer.read(), content_type="application/json")
        if how:
            assert request.transport is not None
            request.transport.close()
            raise web.HTTPInternalServerError
        return told


Write = Callable[[AnswerStream], Awaitable[None]]


def write(
    town: tuple[Slack, Person, Channel], body: Write, *, plan: dict[str, list[str]] | None = None, **more: Any
) -> tuple[list[Message], list[dict[str, Any]]]:
    """Run a test's body on a stream in a new thread: the thread's messages by the app, and the progress noted."""
    slack, ana, ferry = town
    asked = ana.post(ferry, "who was against?")
    notes: list[dict[str, Any]] = []

    async def noted(progress: dict[str, Any]) -> None:
        notes.append({**progress, "messages": list(progress["messages"])})

    async def work() -> None:
        async with Lossy(slack, plan or {}) as lossy:
            settings = SlackSettings(bot_token=Secret(slack.tokens["bot"]), api_url=lossy.url, append_interval=0.05)
            place = Place("T0ONRECORD", ferry.id, asked["ts"], "channel")
            stream = AnswerStream(Api(replace(settings, **more)), place, (ana.id, "T0ONRECORD"), noted)
            await body(stream)

    asyncio.run(work())
    return slack.do(slack.by_bot, ferry, asked["ts"]), notes


async def three(stream: AnswerStream) -> None:
    """Three statements with time between them, and the end."""
    for number in range(1, 4):
        stream.say(f"- Statement number {number} of three.")
        await asyncio.sleep(0.25)
    await stream.close(ENDING)


def once(messages: list[Message]) -> bool:
    text = "".join(message["text"] for message in messages)
    return [text.count(f"number {n} of three") for n in range(1, 4)] == [1, 1, 1]


def endings(messages: list[Message]) -> int:
    return sum(any(one["type"] == "context_actions" for one in message.get("blocks", ())) for message in messages)


def test_statements_stand_there_as_they_come_and_the_ending_below(town: tuple[Slack, Person, Channel]) -> None:
    messages, notes = write(town, three)
    assert len(messages) == 1 and once(messages) and endings(messages) == 1
    assert "streaming_state" not in messages[0]
    assert [note["stage"] for note in notes] == ["beginning", "writing", "ending", "ended"]
    assert notes[-1]["messages"] == [messages[0]["ts"]]
    assert len(town[0].called("chat.appendStream")) == 2


def test_what_comes_fast_goes_together(town: tuple[Slack, Person, Channel]) -> None:
    async def many(stream: AnswerStream) -> None:
        for number in range(60):
            stream.say(f"- Line {number}.")
        await stream.close(ENDING)

    messages, _ = write(town, many)
    assert [messages[0]["text"].count(f"Line {n}.") for n in range(60)] == [1] * 60
    calls = town[0].called("chat.startStream", "chat.appendStream", "chat.stopStream")
    assert len(calls) <= 4


def test_a_message_that_is_too_old_is_ended_and_the_answer_goes_on(town: tuple[Slack, Person, Channel]) -> None:
    messages, _ = write(town, three, message_seconds=0.2)
    assert len(messages) > 1 and once(messages) and endings(messages) == 1
    assert not town[0].called("chat.appendStream", ok=False)  # before Slack had to say so
    assert all("streaming_state" not in message for message in messages)


def test_a_stream_that_slack_ended_goes_on_in_a_new_message(town: tuple[Slack, Person, Channel]) -> None:
    town[0].limits = replace(town[0].limits, stream_seconds=0.3)
    messages, _ = write(town, three)
    assert len(messages) > 1 and once(messages) and endings(messages) == 1


def test_an_answer_longer_than_a_message_is_cut_between_lines(town: tuple[Slack, Person, Channel]) -> None:
    async def long(stream: AnswerStream) -> None:
        for number in range(30):
            stream.say(f"- Line {number}. " + "word " * 200)
        await stream.close(ENDING)

    messages, _ = write(town, long)
    text = "".join(message["text"] for message in messages)
    assert len(messages) == 3 and [text.count(f"Line {n}. ") for n in range(30)] == [1] * 30
    assert all(message["text"].startswith("- Line") for message in messages)
    assert not town[0].called("chat.appendStream", "chat.startStream", ok=False)


def test_one_line_longer_than_a_call_loses_no_word(town: tuple[Slack, Person, Channel]) -> None:
    async def long(stream: AnswerStream) -> None:
        stream.say(" ".join(f"w{n}" for n in range(6000)))
        await stream.close(())

    messages, _ = write(town, long)
    assert fold("".join(message["text"] for message in messages)) == fold("".join(f"w{n}" for n in range(6000)))


def test_what_is_too_long_to_begin_a_message_with_is_halved(town: tuple[Slack, Person, Channel]) -> None:
    """Slack may count otherwise than we do, or allow less than it did."""
    town[0].limits = replace(town[0].limits, markdown=700, stream_text=1500)

    async def long(stream: AnswerStream) -> None:
        for number in range(30):
            stream.say(f"- Line {number}. " + "word " * 20)
        await stream.close(ENDING)

    messages, _ = write(town, long)
    text = "".join(message["text"] for message in messages)
    assert [text.count(f"Line {n}. ") for n in range(30)] == [1] * 30 and endings(messages) == 1
    assert town[0].called("chat.startStream", ok=False)
    assert all("streaming_state" not in message for message in messages)


def test_a_line_that_slack_never_takes_is_an_error_and_no_endless_halving(town: tuple[Slack, Person, Channel]) -> None:
    town[0].limits = replace(town[0].limits, markdown=3)

    async def never(stream: AnswerStream) -> None:
        stream.say("word " * 200)
        with pytest.raises(SlackApiError):
            await stream.close(ENDING)
        await stream.abandon(None)

    assert write(town, never)[0] == []


@pytest.mark.parametrize("how", ["done", "undone"])
@pytest.mark.parametrize("method", ["chat.startStream", "chat.appendStream", "chat.stopStream"])
def test_a_call_whose_answer_was_lost_is_neither_lost_nor_done_twice(
    town: tuple[Slack, Person, Channel], method: str, how: str
) -> None:
    messages, _ = write(town, three, plan={method: [how]})
    assert once(messages) and endings(messages) == 1
    assert all("streaming_state" not in message for message in messages)


def test_a_start_whose_answer_was_lost_is_looked_for_as_long_as_slack_wants(
    town: tuple[Slack, Person, Channel],
) -> None:
    town[0].storm("conversations.replies", times=2)
    messages, _ = write(town, three, plan={"chat.startStream": ["done"]})
    assert once(messages) and endings(messages) == 1 and len(messages) == 1


def test_who_stops_the_answer_gets_no_more_of_it(town: tuple[Slack, Person, Channel]) -> None:
    slack, ana, ferry = town

    async def stopped(stream: AnswerStream) -> None:
        stream.say("- Statement number 1 of three.")
        await asyncio.sleep(0.3)
        [message] = await asyncio.to_thread(slack.do, slack.by_bot, ferry)
        await asyncio.to_thread(ana.stop, message)
        stream.say("- Statement number 2 of three.")
        with pytest.raises(StoppedError):
            await stream.close(ENDING)
        await stream.abandon(None)

    messages, _ = write(town, stopped)
    assert len(messages) == 1 and "number 2" not in messages[0]["text"]


def test_an_error_that_is_none_of_these_is_raised_and_leaves_no_open_stream(
    town: tuple[Slack, Person, Channel],
) -> None:
    async def refused(stream: AnswerStream) -> None:
        stream.say("- Statement number 1 of three.")
        await asyncio.sleep(0.2)
        town[0].broken["chat.appendStream"] = "restricted_action"
        stream.say("- Statement number 2 of three.")
        with pytest.raises(SlackApiError):
            await stream.close(ENDING)
        await stream.abandon("_Interrupted._")

    messages, _ = write(town, refused)
    assert "Interrupted" in messages[0]["text"] and "streaming_state" not in messages[0]


def test_nothing_said_still_ends_with_its_blocks(town: tuple[Slack, Person, Channel]) -> None:
    messages, _ = write(town, lambda stream: stream.close(ENDING))
    assert len(messages) == 1 and endings(messages) == 1


def test_a_store_that_says_stop_stops_the_stream_before_a_word(town: tuple[Slack, Person, Channel]) -> None:
    class LostError(Exception):
        pass

    slack, ana, ferry = town
    asked = ana.post(ferry, "who?")

    async def noted(_: dict[str, Any]) -> None:
        raise LostError

    async def work() -> None:
        settings = SlackSettings(bot_token=Secret(slack.tokens["bot"]), api_url=slack.api_url)
        place = Place("T0ONRECORD", ferry.id, asked["ts"])
        stream = AnswerStream(Api(settings), place, (ana.id, "T0ONRECORD"), noted)
        stream.say("- Statement.")
        with pytest.raises(LostError):
            await stream.close(ENDING)

    asyncio.run(work())
    assert not slack.by_bot(ferry, asked["ts"])


def test_what_a_lost_connection_means() -> None:
    assert ending_of(TimeoutError()) == "lost"
    assert ending_of(ConnectionResetError()) == "lost"
    assert fold("- **Ana** said [\\[1\\]](https://a.example/p1)\n") == "Anasaid1"
