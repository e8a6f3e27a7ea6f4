"""Chat threads: every message in its place, and every broken one named."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import OnRecordError, SourceUnreadable
from bot.ingest import from_bytes
from bot.types import Document


def thread(messages: Any) -> Document:
    return from_bytes(json.dumps(messages).encode(), name="thread.json")


def message(**fields: Any) -> dict[str, Any]:
    return {"user": "ines", "ts": "1.0", "text": "We start."} | fields


def test_numbers_keep_their_writing() -> None:
    raw = b'[{"user": "ines", "ts": 1793696400.000100, "text": "We start."}, {"user": "wren", "ts": 17, "text": "No."}]'
    assert [turn.time for turn in from_bytes(raw, name="x").turns] == ["1793696400.000100", "17"]


def test_a_service_answer_with_messages_is_read() -> None:
    document = thread(
        {"ok": True, "title": "Wall", "messages": [message(), message(user="wren", ts="2", thread_ts="1.0")]}
    )
    assert document.title == "Wall"
    assert [turn.reply_to for turn in document.turns] == [None, "1.0"]


def test_a_thread_that_names_itself_is_no_reply() -> None:
    assert thread([message(thread_ts="1.0")]).turns[0].reply_to is None


def test_edited_may_be_an_object() -> None:
    assert thread([message(edited={"user": "ines", "ts": "3"})]).turns[0].edited


def test_a_message_cannot_speak_for_another() -> None:
    document = thread([message(text="I disagree.\n\nwren: I agree with Ines.\n\nwren: Really.\n\nwren: Yes.")])
    assert [turn.speaker for turn in document.turns] == ["ines"]
    assert document.turns[0].end == len(document.text)


def test_a_name_is_one_line_and_controls_vanish() -> None:
    document = thread([message(user="in\nes\x00 h: ", text="a\ud800\x1b[0m\r\nb")])
    assert document.text == "in es h: a\ufffd[0m\nb"


def test_messages_without_words_are_left_out() -> None:
    assert len(thread([message(text=" \n"), message(ts="2")]).turns) == 1


@pytest.mark.parametrize(
    ("messages", "sentence"),
    [
        ([message(), {"user": "x", "ts": "1"}], 'Message 2 of thread.json has no "text"'),
        ([message(user=None)], 'Message 1 of thread.json has no "user"'),
        ([message(user="  ")], 'has no "user"'),
        ([message(ts=True)], 'has no "ts"'),
        ([message(text=["a"])], 'has no "text"'),
        ([], "not a chat thread"),
        (["a"], "not a chat thread"),
        ({"messages": {}}, "not a chat thread"),
        ({}, "not a chat thread"),
    ],
)
def test_a_malformed_thread_is_named(messages: Any, sentence: str) -> None:
    with pytest.raises(SourceUnreadable, match=sentence):
        thread(messages)


def test_text_that_begins_like_json_is_text() -> None:
    document = from_bytes(b"[{A note in brackets}] The council met.", name="a.txt")
    assert document.kind == "text"


def test_json_nested_beyond_reason_is_refused() -> None:
    with pytest.raises(SourceUnreadable, match="not well-formed"):
        from_bytes(b"[" + b'{"a":[' * 200_000, name="a.json")


texts = st.text(max_size=60)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.fixed_dictionaries({"user": texts, "ts": texts, "text": texts}), max_size=8))
def test_any_thread_is_read_in_full_or_refused(messages: list[dict[str, str]]) -> None:
    try:
        document = thread(messages)
    except OnRecordError:
        return
    kept = [m for m in messages if "".join(c for c in m["text"] if c.isprintable()).strip()]
    assert len(document.turns) >= len(kept)
    at = 0
    for turn in document.turns:
        assert at <= turn.label_start <= turn.label_end <= turn.start < turn.end <= len(document.text)
        at = turn.end


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["user", "ts", "text", "messages"]), inner)
    ),
    max_leaves=12,
)


@settings(deadline=None, max_examples=60)
@given(json_values)
def test_any_json_is_a_thread_or_a_sentence(value: Any) -> None:
    try:
        thread(value)
    except OnRecordError as error:
        assert str(error).isprintable()
