"""What a member can ask: in a thread, in the app's pane, about links and files; how the answer comes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.slack import BOT_USER, shown
from tests.slack.slack_runs import ARTICLE, OnRecord, Pages, Town, buttons, links


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with Town.open() as there, OnRecord(there, tmp_path_factory.mktemp("asking")):
        yield there


@pytest.fixture(scope="module")
def web() -> Iterator[Pages]:
    with Pages({"/bridge": ARTICLE}) as there:
        yield there


# --- a thread ------------------------------------------------------------------------------------------------------


def test_a_question_in_a_thread_is_answered_once_from_it_with_permalinks(town: Town) -> None:
    room = town.room()
    thread, said = town.discussion(room)
    asked = town.ana.mention(room, "how often did the quay flood?", thread)
    answer = town.answer(room, asked)
    assert "flooded once in ten years" in shown(answer)
    assert answer["thread_ts"] == thread
    assert town.slack.world.permalink(room.id, said[2]) in links(answer)
    town.quiet()
    assert len(town.answers(room, thread)) == 1  # though a mention is two events
    assert not town.slack.statuses


def test_an_answer_grows_as_a_stream_and_its_sources_come_last(town: Town) -> None:
    room = town.room()
    thread, _ = town.discussion(room)
    answer = town.answer(room, town.ana.mention(room, "how often did the quay flood?", thread))
    assert answer["ts"] in town.slack.streams
    calls = [
        one.method
        for one in town.slack.calls
        if answer["ts"] in (one.arguments.get("ts"), one.answer.get("ts")) and one.method.startswith("chat.")
    ]
    assert calls[0] == "chat.startStream" and calls[-1] == "chat.stopStream"
    [start] = [c for c in town.slack.called("chat.startStream") if c.answer.get("ts") == answer["ts"]]
    assert start.arguments["recipient_user_id"] == town.ana.id
    kinds = [one["type"] for one in answer["blocks"]]
    assert "context_actions" in kinds and kinds.index("actions") < kinds.index("context_actions")
    assert "“The harbour office measured it" in shown(answer) or "“the quay flooded" in shown(answer).lower()


def test_while_it_works_there_is_a_status(town: Town) -> None:
    room = town.room()
    thread, _ = town.discussion(room)
    town.answer(room, town.ana.mention(room, "how often did the quay flood?", thread))
    [first, *_] = [c for c in town.slack.called("assistant.threads.setStatus") if c.arguments["channel_id"] == room.id]
    assert first.ok and first.arguments["status"] and first.arguments["loading_messages"]
    assert (room.id, thread) not in town.slack.statuses


def test_a_thread_is_summarized(town: Town) -> None:
    room = town.room()
    thread, _ = town.discussion(room)
    words = shown(town.answer(room, town.bo.mention(room, "summarize", thread)))
    assert "Sources" in words
    assert any(piece in words for piece in ("moving the market", "flooded once", "40,000 crowns"))


def test_people_are_the_speakers_of_a_thread(town: Town) -> None:
    room = town.room()
    thread, said = town.discussion(room)
    answer = town.answer(room, town.cato.mention(room, "who stands where?", thread))
    words = shown(answer)
    assert "ana.brask" in words and "bo.elgin" in words and "cato.renn" in words
    found = links(answer)
    for number in (0, 1, 3):  # the messages in which each of them says so
        assert town.slack.world.permalink(room.id, said[number]) in found
    line = next(one for one in words.splitlines() if "bo.elgin" in one)
    assert "against" in line
    assert not [whom for _, whom in town.slack.pings if whom != BOT_USER]


def test_decisions_and_open_questions_of_a_thread(town: Town) -> None:
    room = town.room()
    thread, _ = town.discussion(room)
    words = shown(town.answer(room, town.ana.mention(room, "decisions and open questions", thread)))
    decided, _, still_open = words.partition("Open questions")
    assert "40,000 crowns" in decided and "Who would pay for the drains?" in still_open.partition("Sources")[0]


def test_a_group_conversation_is_asked_like_a_channel(town: Town) -> None:
    room = town.room(kind="mpim")
    thread, _ = town.discussion(room)
    asked = town.bo.mention(room, "how often did the quay flood?", thread)
    assert "flooded once in ten years" in shown(town.answer(room, asked))


# --- follow-ups ----------------------------------------------------------------------------------------------------


def test_a_follow_up_needs_no_mention_and_talk_among_people_gets_no_answer(town: Town) -> None:
    room = town.room()
    thread, _ = town.discussion(room)
    town.answer(room, town.ana.mention(room, "how often did the quay flood?", thread))
    follow = town.ana.post(room, "And who would pay for the drains?", thread)
    assert "drains" in shown(town.answer(room, follow))
    said = town.bo.post(room, "Thanks, that settles it for me.", thread)
    town.quiet()
    assert not [one for one in town.answers(room, thread) if one["ts"] > said["ts"]]


def test_a_thread_without_the_bot_stays_among_people(town: Town) -> None:
    room = town.room()
    thread, _ = town.discussion(room)
    town.ana.post(room, "How often did the quay flood?", thread)
    town.ana.post(room, "What was decided?")
    town.quiet()
    assert not town.slack.by_bot(room)


# --- the pane ------------------------------------------------------------------------------------------------------


def test_the_pane_has_prompts_and_a_question_there_is_answered(town: Town, web: Pages) -> None:
    pane = town.dag.opens("messages")
    prompts = town.slack.wait(lambda: town.slack.prompts.get(pane.id), what="suggested prompts")
    assert 1 <= len(prompts) <= 4 and all(one["title"] and one["message"] for one in prompts)
    asked = town.dag.dm(f"What did the council of Vessby vote on? {web.url}/bridge")
    words = shown(town.answer(pane, asked))
    assert "voted on Monday to build the quay bridge" in words
    again = town.dag.dm("And when would the work begin?", asked["ts"])
    assert "March" in shown(town.answer(pane, again))


def test_with_nothing_to_read_it_says_what_to_do(town: Town) -> None:
    asked = town.dag.dm("hello?")
    words = shown(town.answer(town.dag.im, asked))
    assert "/onrecord add" in words and len(words) < 800


# --- links and files -----------------------------------------------------------------------------------------------


def test_a_link_pasted_with_a_mention(town: Town, web: Pages) -> None:
    room = town.room()
    asked = town.ana.mention(room, f"what did Tomas Elgin say about the ferries? {web.url}/bridge")
    answer = town.answer(room, asked)
    assert "slow the ferries by ten minutes" in shown(answer)
    assert links(answer) == {f"{web.url}/bridge"}


def test_a_link_earlier_in_the_thread(town: Town, web: Pages) -> None:
    room = town.room()
    first = town.bo.post(room, f"Have you seen this? {web.url}/bridge")
    answer = town.answer(room, town.ana.mention(room, "what will the bridge cost?", first["ts"]))
    assert "3,200,000 crowns" in shown(answer)


def test_a_file_attached_to_the_question(town: Town) -> None:
    room = town.room()
    text = "Minutes of the allotment society. Ivo Lund proposed to raise the rent to 60 crowns. The motion was lost."
    file = town.slack.file("minutes.txt", text.encode(), town.ana.id)
    asked = town.ana.mention(room, "what did Ivo Lund propose?", files=[file])
    answer = town.answer(room, asked)
    assert "raise the rent to 60 crowns" in shown(answer)
    assert {token for path, token in town.slack.downloads if file.id in path} == {town.slack.tokens["bot"]}


def test_a_file_earlier_in_the_thread(town: Town) -> None:
    room = town.room()
    text = b"Report on the mill. The wheel was mended in June. Berit Aas paid for the timber."
    first = town.bo.upload(room, "mill.txt", text, "the report")
    answer = town.answer(room, town.ana.mention(room, "who paid for the timber?", first["ts"]))
    assert "Berit Aas" in shown(answer)


def test_a_file_that_cannot_be_read_is_told_in_a_sentence(town: Town) -> None:
    room = town.room()
    file = town.slack.file("clip.mp4", b"\x00\x00\x00\x18ftypmp42" + bytes(500), town.ana.id)
    words = shown(town.answer(room, town.ana.mention(room, "summarize", files=[file])))
    assert "clip.mp4" in words and "Traceback" not in words


def test_a_dead_link_is_told_in_a_sentence(town: Town, web: Pages) -> None:
    room = town.room()
    words = shown(town.answer(room, town.ana.mention(room, f"summarize {web.url}/nowhere")))
    assert "404" in words or "not" in words.lower()
    assert "Traceback" not in words and not town.slack.statuses


# --- edits and deletions -------------------------------------------------------------------------------------------


def test_an_edited_message_counts_as_it_is_now(town: Town) -> None:
    room = town.room()
    thread, said = town.discussion(room)
    town.answer(room, town.ana.mention(room, "how often did the quay flood?", thread))
    town.ana.edit(room, said[2], "The harbour office measured it: the quay flooded four times in ten years.")
    words = shown(town.answer(room, town.bo.mention(room, "how often did the quay flood?", thread)))
    assert "four times in ten years" in words and "once in ten years" not in words


def test_a_deleted_message_is_gone_from_answers_and_from_sources(town: Town) -> None:
    room = town.room()
    thread, said = town.discussion(room)
    answer = town.answer(room, town.ana.mention(room, "how often did the quay flood?", thread))
    town.ana.delete(room, said[2])
    words = shown(town.answer(room, town.bo.mention(room, "how often was it measured that the quay flooded?", thread)))
    assert "once in ten years" not in words
    town.bo.click(room, answer, "Show [1]")
    modal = shown(town.slack.wait(lambda: town.bo.modal, what="the modal"))
    assert "once in ten years" not in modal and "deleted" in modal
    town.bo.close(town.bo.modal or {})


def test_an_unfurled_link_is_no_new_question(town: Town, web: Pages) -> None:
    room = town.room()
    asked = town.ana.mention(room, f"what was the vote? {web.url}/bridge")
    town.answer(room, asked)

    def unfurl() -> None:
        before = dict(asked)
        asked["attachments"] = [{"from_url": f"{web.url}/bridge", "title": "Quay bridge", "fallback": "Quay bridge"}]
        town.slack.emit_changed(room, asked, before)

    town.slack.do(unfurl)
    town.quiet()
    assert len(town.answers(room, asked["ts"])) == 1


# --- below an answer -----------------------------------------------------------------------------------------------


def test_a_button_opens_the_passage_in_its_context(town: Town, web: Pages) -> None:
    room = town.room()
    asked = town.ana.mention(room, f"what did Tomas Elgin say about the ferries? {web.url}/bridge")
    answer = town.answer(room, asked)
    town.ana.click(room, answer, "Show [1]")
    modal = town.slack.wait(lambda: town.ana.modal, what="the modal")
    bold = [
        piece["text"]
        for block in modal["blocks"]
        if block["type"] == "rich_text"
        for section in block["elements"]
        for piece in section["elements"]
        if piece.get("style", {}).get("bold")
    ]
    assert any("slow the ferries by ten minutes" in one for one in bold)
    assert "We have waited nine years" in shown(modal)  # what stands around it
    assert f"{web.url}/bridge" in links(modal)
    town.ana.close(modal)


def test_thumbs_are_kept_with_a_reason_for_the_harvest(town: Town) -> None:
    room = town.room()
    thread, _ = town.discussion(room)
    answer = town.answer(room, town.ana.mention(room, "how often did the quay flood?", thread))
    town.bo.click(room, answer, "onrecord_feedback", True)
    town.ana.click(room, answer, "onrecord_feedback", False)
    modal = town.slack.wait(lambda: town.ana.modal, what="the modal that asks why")
    assert town.ana.submit(modal, {"reason": "It left out who measured."}) == {}
    assert town.ana.modal is None


def test_what_every_answer_shows_is_within_bounds(town: Town) -> None:
    room = town.room()
    thread, _ = town.discussion(room)
    answer = town.answer(room, town.ana.mention(room, "how often did the quay flood?", thread))
    assert [one for one in buttons(answer) if one.startswith("Show [")]
    assert "may be wrong" in shown(answer)
    refused = [one for one in town.slack.calls if not one.ok and one.error.startswith(("invalid", "missing", "msg"))]
    assert not refused


def test_one_process_did_all_this_without_an_error_of_its_own(town: Town, tmp_path_factory: Path) -> None:
    assert not [one for one in town.slack.deliveries.log if one.given_up]
    assert not [one.error for one in town.slack.calls if one.error in ("missing_scope", "invalid_arguments")]
