"""A worker goes in the middle of the last things: the next one sends what is missing, and nothing twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.slack import blocks, voices
from bot.slack.api import Slack as Api
from bot.slack.jobs import Job
from bot.slack.posting import Poster
from bot.slack.state import State
from bot.slack.state.answers import Answer, Passage
from bot.slack.streaming import ERRORS, AnswerStream
from bot.slack.worker import TRIES, Crew
from tests.servers.slack import TEAM, Limits, Message, Slack, shown
from tests.slack.test_slack_streaming import Lossy
from tests.slack.test_slack_worker import WORDS, Scene, left_behind, started, until, until_done, whole


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with Slack(Limits()) as slack:
        yield Scene(slack, tmp_path)


def answer(scene: Scene, identity: str, passages: int = 1, **more: Any) -> Answer:
    """An answer as a worker keeps it before it puts anything below its message."""
    found = tuple(Passage(n, f"Words number {n}.") for n in range(1, passages + 1))
    kept = Answer(identity, scene.job().place, scene.ana.id, None, None, found, notes=("small print",))
    return replace(kept, **more)


async def gone(scene: Scene, state: State, job: Job, progress: dict[str, Any], **more: Any) -> Answer:
    """What a worker left behind that kept its answer and got so far."""
    claimed = await left_behind(state, job, progress)
    kept = answer(scene, claimed.id, **more)
    await state.answers.keep(kept)
    return kept


def below(messages: list[Message]) -> list[str]:
    """The ids of the blocks of ours in some messages, without the answer's."""
    ids = [str(one.get("block_id", "")) for message in messages for one in message.get("blocks", ())]
    ours = [one for one in ids if one.startswith(("onrecord_show", "onrecord_feedback"))]
    return ["_".join(part for part in one.split("_") if len(part) < 32) for one in ours]


async def wait(condition: Callable[[], Any]) -> None:
    for _ in range(400):
        if condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never was so")


ALL = ["onrecord_show_0", "onrecord_show_1", "onrecord_show_2", "onrecord_feedback"]
"""What belongs below an answer with 25 sources."""


@pytest.mark.parametrize("sent", [0, 1, 2], ids=lambda sent: f"{sent} of 2 sent")
def test_further_sources_that_were_not_sent_are_and_the_others_not_again(scene: Scene, sent: int) -> None:
    async def body(state: State, api: Api, crew: Crew) -> None:
        ts = await started(scene, api, f"- {WORDS}\n")
        kept = await gone(scene, state, scene.job(), {"stage": "ended", "messages": [ts]}, passages=25)
        first, *others = voices.below(kept)
        await api.writer.chat_stopStream(channel=scene.ferry.id, ts=ts, blocks=first)
        for part in others[:sent]:
            await Poster(api).post(scene.job(), "More sources", part)
        await until_done(state, crew)

    scene.run(body)
    assert below(scene.messages()) == ALL and len(scene.messages()) == 3
    assert len(scene.slack.called("chat.startStream")) == 1


@pytest.mark.parametrize("over", [False, True])
def test_what_belongs_below_an_answer_is_put_there_and_the_answer_not_written_anew(scene: Scene, over: bool) -> None:
    """Its worker went between its last word and its sources; Slack may have ended the stream meanwhile."""

    async def body(state: State, api: Api, crew: Crew) -> None:
        ts = await started(scene, api, f"- {WORDS}\n")
        await gone(scene, state, scene.job(), {"stage": "ending", "messages": [ts]}, passages=25)
        if over:
            await api.writer.chat_stopStream(channel=scene.ferry.id, ts=ts)
        await until_done(state, crew)

    scene.run(body)
    messages = scene.messages()
    assert below(messages) == ALL and len(messages) == (4 if over else 3)
    assert [one["text"] for one in messages].count(f"- {WORDS}\n") == 1
    assert "streaming_state" not in messages[0] and len(scene.slack.called("chat.startStream")) == 1


@pytest.mark.parametrize("stage", ["ending", "ended"])
def test_an_answer_that_is_there_is_not_given_again(scene: Scene, stage: str) -> None:
    async def body(state: State, api: Api, crew: Crew) -> None:
        ts = await started(scene, api, f"- {WORDS}\n")
        kept = await gone(scene, state, scene.job(), {"stage": stage, "messages": [ts]})
        await api.writer.chat_stopStream(channel=scene.ferry.id, ts=ts, blocks=voices.below(kept)[0])
        await until_done(state, crew)

    scene.run(body)
    assert whole(scene.messages())
    assert len(scene.slack.called("chat.startStream")) == 1


def test_an_answer_that_was_forgotten_meanwhile_is_not_given_again(scene: Scene) -> None:
    async def body(state: State, api: Api, crew: Crew) -> None:
        ts = await started(scene, api, f"- {WORDS}\n")
        kept = await gone(scene, state, scene.job(), {"stage": "ended", "messages": [ts]}, passages=25)
        await api.writer.chat_stopStream(channel=scene.ferry.id, ts=ts, blocks=voices.below(kept)[0])
        await state.forgetting.person(TEAM, scene.ana.id)
        await until_done(state, crew)

    scene.run(body)
    assert len(scene.messages()) == 1 and len(scene.slack.called("chat.startStream")) == 1


@pytest.mark.parametrize("shared", [False, True])
def test_the_file_of_a_long_answer_is_shared_once(scene: Scene, shared: bool) -> None:
    async def body(state: State, api: Api, crew: Crew) -> None:
        ts = await started(scene, api, f"- {WORDS}\n")
        progress = {"stage": "ended", "messages": [ts]}
        kept = await gone(scene, state, scene.job(), progress, passages=60, whole="# All of it\n")
        await api.writer.chat_stopStream(channel=scene.ferry.id, ts=ts, blocks=voices.below(kept)[0])
        if shared:
            await voices.follow(Poster(api), scene.job(), kept)
        await until_done(state, crew)

    scene.run(body)
    _, file = scene.messages()
    assert [one["name"].partition("-record-")[0] for one in file["files"]] == ["on"]
    assert below(scene.messages()) == ["onrecord_show_0", "onrecord_feedback"]


@pytest.mark.parametrize(("passages", "messages", "files"), [(10, 1, 0), (40, 4, 0), (41, 2, 1)])
def test_more_sources_than_fit_in_some_messages_are_a_file(
    scene: Scene, passages: int, messages: int, files: int
) -> None:
    async def body(state: State, api: Api, _: Crew) -> None:
        async def noted(progress: Any) -> None:
            """Not heeded here."""

        stream = AnswerStream(api, scene.job().place, (scene.ana.id, TEAM), noted)
        voice = voices.Streamed(stream, Poster(api), state, scene.job())
        voice.say("- A statement.")
        await voice.end(answer(scene, "e" * 32, passages=passages))

    scene.run(body)
    there = scene.messages()
    assert (len(there), sum("files" in one for one in there)) == (messages, files)
    assert below(there).count("onrecord_feedback") == 1


@pytest.mark.parametrize("fault", ["missing_scope", "file_uploads_disabled"])
def test_where_the_file_cannot_be_had_the_rest_is_said_after_all(scene: Scene, fault: str) -> None:
    scene.slack.broken["files.getUploadURLExternal"] = fault

    async def body(_: State, api: Api, __: Crew) -> None:
        kept = answer(scene, "d" * 32, passages=25, whole="# All of it\n")
        await voices.follow(Poster(api), scene.job(), kept, held=["- The last", "- of it."])

    scene.run(body)
    sentence, rest, *more = scene.messages()
    assert "could not be put here" in sentence["text"] and "of it." in shown(rest)
    assert below(more) == ["onrecord_show_1", "onrecord_show_2"]


@pytest.mark.parametrize("how", ["done", "undone"])
def test_a_post_whose_answer_was_lost_is_looked_for_and_not_said_twice(scene: Scene, how: str) -> None:
    async def body(_: State, api: Api, __: Crew) -> None:
        async with Lossy(scene.slack, {"chat.postMessage": [how]}) as lossy:
            poster = Poster(Api(replace(api.settings, api_url=lossy.url)))
            if how == "undone":
                with pytest.raises(ERRORS):
                    await poster.post(scene.job(), "A sentence, and <https://a.example|no link>.", last=True)
            else:
                await poster.post(scene.job(), "A sentence, and <https://a.example|no link>.", last=True)

    scene.run(body)
    assert len(scene.messages()) == (1 if how == "done" else 0)


@pytest.mark.parametrize("how", ["done", "undone"])
def test_a_file_whose_sharing_was_lost_is_looked_for(scene: Scene, how: str) -> None:
    async def body(_: State, api: Api, __: Crew) -> bool:
        async with Lossy(scene.slack, {"files.completeUploadExternal": [how]}) as lossy:
            return await Poster(Api(replace(api.settings, api_url=lossy.url))).share(scene.job(), "a.md", "# A", "All.")

    assert scene.run(body) is (how == "done")
    assert len(scene.messages()) == (1 if how == "done" else 0)


def test_a_sentence_that_was_said_is_not_said_again(scene: Scene) -> None:
    async def body(state: State, api: Api, crew: Crew) -> None:
        await left_behind(state, replace(scene.job(), kind="help", text="help"), {})
        await Poster(api).post(scene.job(), "This is what I can do.", last=True)
        await until_done(state, crew)

    scene.run(body)
    assert [one["text"] for one in scene.messages()] == ["This is what I can do."]


def test_where_slack_does_not_say_what_is_there_nothing_is_written_until_it_does(scene: Scene) -> None:
    scene.slack.broken["conversations.replies"] = "fatal_error"

    async def body(state: State, api: Api, crew: Crew) -> None:
        ts = await started(scene, api, f"- {WORDS}\n")
        kept = await gone(scene, state, scene.job(), {"stage": "ended", "messages": [ts]}, passages=25)
        await api.writer.chat_stopStream(channel=scene.ferry.id, ts=ts, blocks=voices.below(kept)[0])
        crew.start()
        await wait(lambda: "takeover_failed" in scene.events())
        assert len(scene.slack.called("chat.startStream", "chat.postMessage")) == 1
        del scene.slack.broken["conversations.replies"]
        await until(state, (0, 0))

    scene.run(body)
    assert below(scene.messages()) == ALL and len(scene.messages()) == 3


def test_where_slack_never_says_what_is_there_the_answer_is_given_up_in_so_many_words(scene: Scene) -> None:
    scene.slack.broken["conversations.replies"] = "fatal_error"

    async def body(state: State, api: Api, crew: Crew) -> None:
        await left_behind(state, scene.job(), {"stage": "writing", "messages": []}, tries=TRIES)
        await until_done(state, crew)

    scene.run(body)
    [word] = scene.messages()
    assert "have given up" in word["text"]


# --- private answers ----------------------------------------------------------------------------------------------


def privately(scene: Scene) -> Job:
    return replace(scene.job(), key="c:1", private=True, ts=None)


@pytest.mark.parametrize(
    ("progress", "seen"),
    [
        ({"stage": "sending", "sent": 0}, ["I was interrupted", "two", "three"]),
        ({"stage": "sending", "sent": 1}, ["I was interrupted", "three"]),
        ({"stage": "sending", "sent": 2}, ["I was interrupted"]),
        ({"stage": "sent"}, []),
    ],
)
def test_of_a_private_answer_no_part_is_sent_twice_and_none_is_lost_without_a_word(
    scene: Scene, progress: dict[str, Any], seen: list[str]
) -> None:
    async def body(state: State, api: Api, crew: Crew) -> None:
        await gone(scene, state, privately(scene), progress, shared='["one", "two", "three"]')
        await until_done(state, crew)

    scene.run(body)
    there = [shown(one) for one in scene.slack.do(scene.ana.sees, scene.ferry)]
    assert len(there) == len(seen) and all(words in one for words, one in zip(seen, there, strict=True))
    assert [one for one in there if "Share to channel" in one] == [one for one in there if "three" in one]


def test_a_private_answer_of_which_nothing_was_sent_is_answered_anew(scene: Scene) -> None:
    async def body(state: State, api: Api, crew: Crew) -> None:
        await left_behind(state, privately(scene), {})
        await until_done(state, crew)

    scene.run(body)
    [there] = scene.slack.do(scene.ana.sees, scene.ferry)
    assert WORDS in shown(there)


# --- jobs that cannot be read ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("kept", ["{}", "not json", "[]", '{"key": "m:C1:1.0"}'])
def test_a_job_that_cannot_be_read_is_set_aside_with_a_word(scene: Scene, kept: str) -> None:
    async def body(state: State, api: Api, crew: Crew) -> None:
        await state.queue.put(scene.job())
        async with state.database.transaction() as cursor:
            await cursor.changed("UPDATE jobs SET body = :kept", kept=kept)
        await until_done(state, crew)

    scene.run(body)
    [word] = scene.messages()
    assert "ask again" in word["text"] and word["thread_ts"] == scene.root["ts"]
    reference = word["text"].partition("reference ")[2].strip(")")
    assert "job_unreadable" in scene.events() and reference in scene.log.getvalue()


def test_a_private_job_that_cannot_be_read_is_told_to_its_asker_alone(scene: Scene) -> None:
    async def body(state: State, api: Api, crew: Crew) -> None:
        await state.queue.put(replace(privately(scene), place=replace(scene.job().place, thread=None)))
        async with state.database.transaction() as cursor:
            await cursor.changed("UPDATE jobs SET body = '{'")
        await until_done(state, crew)

    scene.run(body)
    assert not scene.messages()
    [word] = scene.slack.do(scene.ana.sees, scene.ferry)
    assert "ask again" in shown(word)


# --- questions that are deleted -------------------------------------------------------------------------------------


def test_of_a_question_deleted_after_its_worker_went_nothing_is_left(scene: Scene) -> None:
    async def body(state: State, api: Api, crew: Crew) -> None:
        ts = await started(scene, api, f"- {WORDS}\n")
        kept = await gone(scene, state, scene.job(), {"stage": "ended", "messages": [ts]}, passages=25)
        first, second, _ = voices.below(kept)
        await api.writer.chat_stopStream(channel=scene.ferry.id, ts=ts, blocks=first)
        await Poster(api).post(scene.job(), "More sources", second)
        other = await started(scene, api, "- Another answer.\n")
        await api.writer.chat_stopStream(
            channel=scene.ferry.id, ts=other, blocks=blocks.endings("b" * 32, (), ["x"])[0]
        )
        await state.queue.take_in(TEAM, deletion(scene))
        await until_done(state, crew)
        assert await state.answers.get(kept.id, TEAM) is None

    scene.run(body)
    [left] = scene.messages()
    assert "Another answer." in left["text"]


def deletion(scene: Scene) -> Any:
    from bot.slack.events import Deleted, Delivery

    return Delivery("Ev-gone", deleted=Deleted(scene.job().place, scene.asked["ts"]))


def test_an_answer_whose_question_is_deleted_meanwhile_is_taken_back_without_a_word(scene: Scene) -> None:
    async def body(state: State, api: Api, crew: Crew) -> None:
        scene.slack.storm("chat.stopStream", times=1, retry_after=20)  # so that the answer is not over meanwhile
        await state.queue.put(scene.job())
        crew.start()
        await wait(lambda: scene.slack.called("chat.stopStream"))
        await state.queue.take_in(TEAM, deletion(scene))
        await until(state, (0, 0))

    scene.run(body)
    assert scene.messages() == [] and not scene.slack.statuses
    assert "withdrawn" in scene.log.getvalue()


def test_a_stream_at_its_end_is_not_ended_with_another_line(scene: Scene) -> None:
    """A worker that is told to end while it puts the sources there leaves the message to the next one."""

    async def body(_: State, api: Api, __: Crew) -> None:
        async def noted(progress: Any) -> None:
            if progress["stage"] == "ending":
                scene.slack.storm("chat.stopStream", times=1, retry_after=20)

        stream = AnswerStream(api, scene.job().place, (scene.ana.id, TEAM), noted)
        stream.say("- A statement.")
        closing = asyncio.create_task(stream.close(blocks.endings("c" * 32, (), ["x"])[0]))
        await wait(lambda: scene.slack.called("chat.stopStream"))
        closing.cancel()
        await asyncio.gather(closing, return_exceptions=True)
        await stream.abandon("I am being restarted.")

    scene.run(body)
    [left] = scene.messages()
    assert left["text"] == "- A statement.\n"
