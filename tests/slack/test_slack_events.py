"""Deliveries -> values: who asks, what, and what is nobody's question."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.events import is_follow_up, is_idle, kind_of, read_event
from bot.slack.jobs import FileRef, Job, Place

BOT = "UBOT"


def body(**event: Any) -> dict[str, Any]:
    return {
        "type": "event_callback",
        "team_id": "T1",
        "event_id": "Ev1",
        "event": {"type": "message", "channel": "C1", "user": "U1", "ts": "1.0", "text": "", **event},
    }


def test_a_mention_is_the_same_job_as_app_mention_and_as_message() -> None:
    said = {"text": f"<@{BOT}> who was against?", "thread_ts": "0.5"}
    first = read_event(body(type="app_mention", **said), BOT).job
    second = read_event(body(channel_type="channel", **said), BOT).job
    assert first is not None and second is not None
    assert first.key == second.key == "m:C1:1.0"
    assert first.text == "who was against?" and first.kind == "answer"
    assert first.place == Place("T1", "C1", "0.5")


@pytest.mark.parametrize(
    "event",
    [
        {"bot_id": "B9", "text": f"<@{BOT}> hello?"},
        {"subtype": "bot_message", "text": f"<@{BOT}> hello?"},
        {"user": BOT, "text": "who?", "channel_type": "im"},
        {"subtype": "channel_join", "text": f"<@{BOT}> has joined"},
        {"text": "talk among people", "thread_ts": "0.5"},
        {"text": "what do you think, <@U7>?", "thread_ts": "0.5"},
        {"text": "is anybody there?"},
    ],
)
def test_what_is_not_asked_of_the_app_makes_no_job(event: dict[str, Any]) -> None:
    assert read_event(body(**event), BOT).job is None


def test_a_question_in_a_thread_is_a_follow_up_and_direct_words_always_a_question() -> None:
    follow = read_event(body(text="and who would pay?", thread_ts="0.5"), BOT).job
    direct = read_event(body(text="the ferry", channel="D1", channel_type="im"), BOT).job
    assert follow is not None and follow.follow_up
    assert direct is not None and not direct.follow_up and direct.place.thread == "1.0"


def test_edits_and_deletions_name_the_message_and_not_the_event() -> None:
    changed = {"ts": "1.0", "user": "U1", "text": "new words", "edited": {"ts": "2.0"}, "thread_ts": "0.5"}
    delivery = read_event(body(subtype="message_changed", ts="2.0", message=changed), BOT)
    assert delivery.said is not None and delivery.job is None
    assert (delivery.said.ts, delivery.said.text, delivery.said.edited) == ("1.0", "new words", True)
    gone = read_event(body(subtype="message_deleted", deleted_ts="1.0", previous_message={"thread_ts": "0.5"}), BOT)
    assert gone.deleted is not None and gone.deleted.ts == "1.0" and gone.job is None


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("summarize", "summary"),
        ("please summarise this thread", "summary"),
        ("TL;DR?", "summary"),
        ("who stands where?", "stances"),
        ("where does everybody stand on the bridge?", "stances"),
        ("decisions and open questions", "decisions"),
        ("what was decided?", "decisions"),
        ("help", "help"),
        ("Who sees what I ask here?", "help"),
        ("check this against the report", "check"),
        ("what is the summary of costs in section 3?", "answer"),
        ("who opposed the bridge?", "answer"),
    ],
)
def test_what_is_asked_for_is_told_from_the_words(words: str, kind: str) -> None:
    assert kind_of(words) == kind


def test_add_without_anything_to_add_is_a_question() -> None:
    alone = read_event(body(type="app_mention", text=f"<@{BOT}> add up the costs"), BOT).job
    linked = read_event(body(type="app_mention", text=f"<@{BOT}> add <https://a.example/r>"), BOT).job
    assert alone is not None and alone.kind == "answer"
    assert linked is not None and linked.kind == "add"


def test_talk_is_no_follow_up() -> None:
    assert not is_follow_up("thanks, that settles it")
    assert is_follow_up("how much is it")
    assert not is_follow_up("can you look at it, <@U2>?")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = (
    "type",
    "subtype",
    "user",
    "ts",
    "text",
    "channel",
    "thread_ts",
    "message",
    "previous_message",
    "files",
    "edited",
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS), JSON), st.sampled_from(["message", "app_mention", "app_home_opened"]))
def test_no_shape_of_an_event_breaks_the_reading(event: dict[str, Any], kind: str) -> None:
    delivery = read_event({"team_id": "T1", "event_id": "E", "event": {**event, "type": kind}}, BOT)
    assert delivery.id == "E"


def test_a_job_is_read_back_as_it_was() -> None:
    job = Job(
        key="m:C1:1.0",
        kind="answer",
        place=Place("T1", "C1", None, "im"),
        user="U1",
        text="nul \0 and \ud800 stay",
        files=(FileRef("F1", "a.pdf", "https://files.slack.com/a", 3, "application/pdf", "", "https://x.slack.com/f"),),
        sources=("https://a.example",),
        private=True,
    )
    assert Job.from_json(job.to_json()) == job
    assert job.to_json().isascii()


def test_talk_that_is_no_threads_needs_no_store() -> None:
    assert is_idle(read_event(body(text="good morning all"), BOT))
    assert not is_idle(read_event(body(text="in a thread", thread_ts="0.5"), BOT))
    assert not is_idle(read_event(body(type="app_mention", text=f"<@{BOT}> who?"), BOT))
    assert not is_idle(read_event(body(subtype="message_deleted", deleted_ts="1.0"), BOT))
    assert not is_idle(read_event({"team_id": "T1", "event": {"type": "app_uninstalled"}}, BOT))
