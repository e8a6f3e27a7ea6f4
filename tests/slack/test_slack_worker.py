"""What a worker leaves behind when it is gone, and what the next one makes of it: one whole answer, or a plain word."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.config import Secret, Settings
from bot.slack.answering import Answerer
from bot.slack.api import Slack as Api
from bot.slack.blocks import endings
from bot.slack.config import SlackSettings
from bot.slack.jobs import Job, Place
from bot.slack.logs import open_log
from bot.slack.metrics import Metrics
from bot.slack.running import Room
from bot.slack.state import State, open_state
from bot.slack.state.answers import Passage
from bot.slack.state.queue import Claimed
from bot.slack.worker import TRIES, Crew
from tests.servers.slack import TEAM, Channel, Limits, Message, Person, Slack, channel

LEASE = 1.0
WORDS = "I support moving the market to the quay."


class Scene:
    """A thread in which somebody asked, the app's store, and its log."""

    def __init__(self, slack: Slack, home: Path) -> None:
        self.slack, self._home = slack, home
        self.ana = Person.joins(slack, "Ana Brask")
        self.ferry: Channel = channel(slack, "ferry", [self.ana])
        self.root = self.ana.post(self.ferry, WORDS)
        self.asked = self.ana.mention(self.ferry, "who stands where?", self.root["ts"])
        self.log = io.StringIO()

    def job(self, text: str = "summarize", key: str = "") -> Job:
        place = Place(TEAM, self.ferry.id, self.root["ts"], "channel")
        ts = key or self.asked["ts"]
        return Job(f"m:{self.ferry.id}:{ts}", "summary", place, self.ana.id, ts, text)

    def run(self, body: Callable[[State, Api, Crew], Awaitable[Any]]) -> Any:
        async def work() -> Any:
            async with self._crew() as (state, api, crew):
                return await body(state, api, crew)

        return asyncio.run(work())

    @asynccontextmanager
    async def _crew(self) -> AsyncIterator[tuple[State, Api, Crew]]:
        given = SlackSettings(
            bot_token=Secret(self.slack.tokens["bot"]), api_url=self.slack.api_url, workers=1, lease=LEASE
        )
        settings = Settings(allow_loopback=True, source_timeout=20.0)
        state, room = await open_state(None, self._home), Room(settings, 1)
        api = Api(given)
        crew = Crew(Answerer(api, state, settings, room), open_log(self.log), Metrics())
        try:
            yield state, api, crew
        finally:
            await crew.aclose(2.0)
            room.close()
            await state.aclose()

    def messages(self) -> list[Message]:
        return self.slack.do(self.slack.by_bot, self.ferry, self.root["ts"])

    def events(self) -> list[str]:
        return [json.loads(line)["event"] for line in self.log.getvalue().splitlines()]


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with Slack(Limits()) as slack:
        yield Scene(slack, tmp_path)


async def left_behind(state: State, job: Job, progress: dict[str, Any], tries: int = 1) -> Claimed:
    """A job that a worker took, got so far with, and will not be heard of again."""
    await state.queue.put(job)
    claimed = None
    for number in range(tries):
        claimed = await state.queue.claim(f"gone-{number}", 0.05)
        assert claimed is not None
        assert not progress or await state.queue.note(claimed, progress)
        await asyncio.sleep(0.1)
    assert claimed is not None
    return claimed


async def until_done(state: State, crew: Crew) -> None:
    crew.start()
    await until(state, (0, 0))


async def until(state: State, jobs: tuple[int, int]) -> None:
    """Until so many jobs wait and so many run."""
    for _ in range(400):
        if await state.queue.waiting() == jobs:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"never {jobs}")


async def started(scene: Scene, api: Api, text: str) -> str:
    told = await api.writer.chat_startStream(
        channel=scene.ferry.id,
        thread_ts=scene.root["ts"],
        markdown_text=text,
        recipient_team_id=TEAM,
        recipient_user_id=scene.ana.id,
    )
    return str(told["ts"])


def whole(messages: list[Message]) -> bool:
    """One message, with the statement once, its sources and thumbs."""
    return (
        len(messages) == 1
        and messages[0]["text"].count(WORDS) == 1
        and [block["type"] for block in messages[0]["blocks"]].count("context_actions") == 1
        and "streaming_state" not in messages[0]
    )


def test_a_half_written_message_is_taken_back_and_the_answer_written_anew(scene: Scene) -> None:
    async def body(state: State, api: Api, crew: Crew) -> str:
        ts = await started(scene, api, f"- {WORDS}\n")
        await left_behind(state, scene.job(), {"stage": "writing", "messages": [ts]})
        await until_done(state, crew)
        return ts

    old = scene.run(body)
    assert whole(scene.messages()) and scene.messages()[0]["ts"] != old
    assert "taken_over" in scene.events()


def test_a_message_begun_and_not_noted_is_found_and_taken_back(scene: Scene) -> None:
    async def body(state: State, api: Api, crew: Crew) -> None:
        ts = await started(scene, api, f"- {WORDS}\n")
        await left_behind(state, scene.job(), {"stage": "beginning", "messages": [], "at": float(ts)})
        await until_done(state, crew)

    scene.run(body)
    assert whole(scene.messages())


def test_another_answer_in_the_thread_is_let_alone(scene: Scene) -> None:
    [below] = endings("other", [Passage(1, "words")], ["small print"])

    async def body(state: State, api: Api, crew: Crew) -> None:
        ts = await started(scene, api, "- Another answer.\n")
        await api.writer.chat_stopStream(channel=scene.ferry.id, ts=ts, blocks=below)
        await left_behind(state, scene.job(), {"stage": "beginning", "messages": [], "at": float(ts)})
        await until_done(state, crew)

    scene.run(body)
    other, answer = scene.messages()
    assert "Another answer." in other["text"] and whole([answer])


def test_an_end_that_did_not_arrive_is_written_with_the_whole(scene: Scene) -> None:
    async def body(state: State, api: Api, crew: Crew) -> None:
        ts = await started(scene, api, f"- {WORDS}\n")
        await left_behind(state, scene.job(), {"stage": "ending", "messages": [ts]})
        await until_done(state, crew)

    scene.run(body)
    assert whole(scene.messages())


def test_where_slack_takes_nothing_back_it_is_said(scene: Scene) -> None:
    scene.slack.broken["chat.delete"] = "cant_delete_message"

    async def body(state: State, api: Api, crew: Crew) -> None:
        ts = await started(scene, api, "- Half of\n")
        await left_behind(state, scene.job(), {"stage": "writing", "messages": [ts]})
        await until_done(state, crew)

    scene.run(body)
    half, word, answer = scene.messages()
    assert "Half of" in half["text"] and "streaming_state" not in half
    assert "the whole one follows" in word["text"] and whole([answer])


def test_a_job_that_kills_its_workers_is_given_up_in_so_many_words(scene: Scene) -> None:
    async def body(state: State, api: Api, crew: Crew) -> None:
        await left_behind(state, scene.job(), {}, tries=TRIES)
        await until_done(state, crew)

    scene.run(body)
    [word] = scene.messages()
    assert "have given up" in word["text"]


def test_a_message_that_was_begun_is_looked_for_as_long_as_slack_wants(scene: Scene) -> None:
    async def body(state: State, api: Api, crew: Crew) -> None:
        ts = await started(scene, api, f"- {WORDS}\n")
        await left_behind(state, scene.job(), {"stage": "beginning", "messages": [], "at": float(ts)})
        scene.slack.storm("conversations.replies", times=2)
        await until_done(state, crew)

    scene.run(body)
    assert whole(scene.messages())


def test_a_worker_outlives_a_note_that_it_cannot_read(scene: Scene) -> None:
    async def body(state: State, api: Api, crew: Crew) -> None:
        await state.queue.put(scene.job())
        async with state.database.transaction() as cursor:
            await cursor.changed("UPDATE jobs SET progress = '[1]'")
        await until_done(state, crew)

    scene.run(body)
    assert whole(scene.messages())


def test_who_loses_the_lease_says_nothing_more(scene: Scene) -> None:
    """A worker that could not renew its lease (a stopped machine, a broken store) must not write beside another."""

    async def body(state: State, api: Api, crew: Crew) -> None:
        reading = asyncio.Event()

        async def slow(_: web.Request) -> web.Response:
            reading.set()
            await asyncio.sleep(3 * LEASE)
            return web.Response(text="<article><p>The vote was seven to four.</p></article>", content_type="text/html")

        app = web.Application()
        app.router.add_get("/", slow)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
            await state.queue.put(scene.job(f"what? <{url}>"))
            crew.start()
            await reading.wait()
            async with state.database.transaction() as cursor:
                await cursor.changed("UPDATE jobs SET worker = 'another', tries = tries + 1, lease_until = 9e12")
            await asyncio.sleep(4 * LEASE)
        finally:
            await runner.cleanup()

    scene.run(body)
    assert scene.messages() == []
    assert [json.loads(line)["how"] for line in scene.log.getvalue().splitlines() if "job_ended" in line] == ["lost"]


def test_a_worker_that_is_told_to_end_gives_its_job_back(scene: Scene) -> None:
    async def body(state: State, api: Api, crew: Crew) -> tuple[int, int]:
        scene.slack.storm("conversations.replies", retry_after=30)
        await state.queue.put(scene.job())
        crew.start()
        await until(state, (0, 1))
        await crew.aclose(0.2)
        return await state.queue.waiting()

    assert scene.run(body) == (1, 0)
    scene.slack.rates.storms.clear()
    scene.run(until_done_alone)
    assert whole(scene.messages())


async def until_done_alone(state: State, _: Api, crew: Crew) -> None:
    await until_done(state, crew)
