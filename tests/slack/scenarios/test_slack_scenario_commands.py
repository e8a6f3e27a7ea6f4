"""Slash command, shortcuts, Home tab, settings, sharing, forgetting; the manifest and the doctor."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.console.onrecord_runs import onrecord
from tests.servers.slack import SIGNING_SECRET, Person, shown
from tests.slack.slack_runs import ANSWER, ARTICLE, QUESTION, OnRecord, Pages, Town, own_manifest


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("commands")


@pytest.fixture(scope="module")
def town(home: Path) -> Iterator[Town]:
    with Town.open() as there, OnRecord(there, home):
        yield there


@pytest.fixture(scope="module")
def web() -> Iterator[Pages]:
    with Pages({"/bridge": ARTICLE}) as there:
        yield there


# --- /onrecord -----------------------------------------------------------------------------------------------------


def test_help_names_every_subcommand(town: Town) -> None:
    room = town.room()
    town.ana.command("/onrecord", "help", room)
    words = shown(town.ephemeral(town.ana, room))
    for name in ("summarize", "stances", "ask", "add", "sources", "forget"):
        assert f"/onrecord {name}" in words


def test_an_unknown_subcommand_gets_help_and_stays_quoted(town: Town) -> None:
    room = town.room()
    town.ana.command("/onrecord", "<!channel> `boom`", room)
    words = shown(town.ephemeral(town.ana, room))
    assert "<!channel>" not in words and "/onrecord ask" in words


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("summarize {}", "quay bridge"),
        ("stances {}", "Elgin"),
        (f"ask {QUESTION} {{}}", ANSWER),
    ],
)
def test_a_command_about_a_link_is_answered_privately(town: Town, web: Pages, command: str, words: str) -> None:
    room = town.room()
    town.ana.command("/onrecord", command.format(f"{web.url}/bridge"), room)
    answer = town.ephemeral(town.ana, room, words)
    assert "Share to channel" in shown(answer)
    assert not town.slack.by_bot(room)


def test_a_document_added_to_a_channel_answers_there(town: Town, web: Pages) -> None:
    room = town.room()
    town.ana.command("/onrecord", f"add {web.url}/bridge", room)
    town.ephemeral(town.ana, room, "Added")
    town.bo.command("/onrecord", "sources", room)
    assert f"{web.url}/bridge" in shown(town.ephemeral(town.bo, room, "Quay bridge"))
    town.cato.command("/onrecord", f"ask {QUESTION}", room)
    town.ephemeral(town.cato, room, ANSWER)
    asked = town.ana.mention(room, "what would the bridge cost?")
    assert "3,200,000 crowns" in shown(town.answer(room, asked))


def test_an_answer_is_shared_once_and_its_buttons_work_there(town: Town, web: Pages) -> None:
    room = town.room()
    town.ana.command("/onrecord", f"ask {QUESTION} {web.url}/bridge", room)
    answer = town.ephemeral(town.ana, room, ANSWER)
    town.ana.click(room, answer, "Share to channel")
    town.ana.click(room, answer, "Share to channel")
    town.ephemeral(town.ana, room, "shared already")
    [shared] = town.slack.wait(lambda: town.slack.by_bot(room), what="the shared answer")
    assert ANSWER in shown(shared)
    town.quiet(1.0)
    assert len(town.slack.by_bot(room)) == 1
    town.bo.click(room, shared, "Show [1]")
    assert ANSWER in shown(town.slack.wait(lambda: town.bo.modal))
    town.bo.close(town.bo.modal or {})


def test_ask_without_a_question_and_add_without_a_link_say_how(town: Town) -> None:
    room = town.room()
    town.ana.command("/onrecord", "ask", room)
    town.ephemeral(town.ana, room, "/onrecord ask")
    town.bo.command("/onrecord", "add nothing", room)
    town.ephemeral(town.bo, room, "/onrecord add")


def test_where_an_answer_cannot_be_shared_it_is_said_and_can_be_tried_again(town: Town, web: Pages) -> None:
    room = town.room()
    town.ana.command("/onrecord", f"ask {QUESTION} {web.url}/bridge", room)
    answer = town.ephemeral(town.ana, room, ANSWER)
    town.slack.broken["chat.postMessage"] = "not_in_channel"
    town.ana.click(room, answer, "Share to channel")
    town.ephemeral(town.ana, room, "invite me with /invite")
    del town.slack.broken["chat.postMessage"]
    town.ana.click(room, answer, "Share to channel")
    town.slack.wait(lambda: town.slack.by_bot(room), what="the shared answer")


# --- forgetting ----------------------------------------------------------------------------------------------------


def test_what_is_forgotten_is_gone(town: Town, web: Pages) -> None:
    room = town.room()
    town.ana.command("/onrecord", f"add {web.url}/bridge", room)
    town.ephemeral(town.ana, room, "Added")
    town.ana.command("/onrecord", f"ask {QUESTION} {web.url}/bridge", room)
    answer = town.ephemeral(town.ana, room, ANSWER)
    town.ana.command("/onrecord", "forget", room)
    town.ephemeral(town.ana, room, "Forgotten")
    town.ana.click(room, answer, "Show [1]")
    modal = shown(town.slack.wait(lambda: town.ana.modal))
    assert ANSWER not in modal and "forgotten" in modal
    town.ana.close(town.ana.modal or {})
    town.bo.command("/onrecord", "sources", room)
    town.ephemeral(town.bo, room, "Nothing was added")


def test_only_who_may_settle_forgets_a_whole_channel(town: Town, web: Pages) -> None:
    room = town.room()
    town.bo.command("/onrecord", f"add {web.url}/bridge", room)
    town.ephemeral(town.bo, room, "Added")
    town.bo.command("/onrecord", "forget channel", room)
    town.ephemeral(town.bo, room, "Only the person who set me up")
    town.ana.command("/onrecord", "forget channel", room)
    town.ephemeral(town.ana, room, "Forgotten")
    town.bo.command("/onrecord", "sources", room)
    town.ephemeral(town.bo, room, "Nothing was added")


# --- shortcuts -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "words"), [("Summarize thread", "Sources"), ("Who stands where?", "bo.elgin")])
def test_a_message_shortcut_answers_privately(town: Town, name: str, words: str) -> None:
    room = town.room()
    thread, said = town.discussion(room)
    town.cato.shortcut(room, said[2], name)
    answer = town.ephemeral(town.cato, room, words)
    assert answer.get("thread_ts") in (thread, None)
    assert not town.slack.by_bot(room)


def test_a_message_is_checked_against_a_link(town: Town, web: Pages) -> None:
    room = town.room()
    claim = town.bo.post(room, "Tomas Elgin said the bridge would slow the ferries by ten minutes.")
    town.ana.shortcut(room, claim, "Check against…")
    modal = town.slack.wait(lambda: town.ana.modal, what="the modal")
    assert town.ana.submit(modal, {"source": f"{web.url}/bridge"}) == {}
    assert "supported" in shown(town.ephemeral(town.ana, room, ANSWER))
    assert not town.slack.by_bot(room)


# --- feedback ------------------------------------------------------------------------------------------------------


def test_what_people_said_of_answers_is_there_for_the_harvest(town: Town, home: Path, web: Pages) -> None:
    room = town.room()
    answer = town.answer(room, town.ana.mention(room, f"{QUESTION} {web.url}/bridge"))
    town.ana.click(room, answer, "onrecord_feedback", False)
    modal = town.slack.wait(lambda: town.ana.modal, what="the modal that asks why")
    assert town.ana.submit(modal, {"reason": "It left out who measured."}) == {}
    done = onrecord("slack", "feedback", home=home)
    assert done.returncode == 0, done.stderr
    [line] = [one for one in map(json.loads, done.stdout.splitlines()) if "who measured" in json.dumps(one)]
    assert QUESTION in json.dumps(line)


# --- Home ----------------------------------------------------------------------------------------------------------


def test_the_home_tab_shows_documents_of_ones_own_channels_and_ones_use(town: Town, web: Pages) -> None:
    mine, other = town.room(town.bo), town.room(town.cato, kind="group")
    for who, room in ((town.bo, mine), (town.cato, other)):
        who.command("/onrecord", f"add {web.url}/bridge", room)
        town.ephemeral(who, room, "Added")
    town.bo.opens("home")
    words = shown(town.slack.wait(lambda: town.bo.home, what="the Home tab"))
    assert f"#{mine.name}" in words and other.name not in words
    assert "question" in words and "Settings" not in words


@contextlib.contextmanager
def settled(town: Town, **values: Any) -> Iterator[None]:
    """The workspace's settings for a time, as the one who installed the app fills them in."""

    def fill(filled: dict[str, Any]) -> None:
        town.ana.opens("home")
        town.ana.click_in(town.slack.wait(lambda: town.ana.home, what="the Home tab"), "Settings")
        assert town.ana.submit(town.slack.wait(lambda: town.ana.modal, what="the settings"), filled) == {}

    fill(values)
    try:
        yield
    finally:
        fill({"channels": [], "user_questions": "0", "month_usd": "0"})


def test_who_set_it_up_changes_the_settings(town: Town, web: Pages) -> None:
    allowed, closed = town.room(), town.room()
    values = {"channels": [allowed.id], "user_questions": "100", "month_usd": "5.5", "retention_days": "30"}
    with settled(town, **values):
        asked = town.bo.mention(closed, f"{QUESTION} {web.url}/bridge")
        assert "not set up to answer in this channel" in shown(town.answer(closed, asked))
        asked = town.bo.mention(allowed, f"{QUESTION} {web.url}/bridge")
        assert ANSWER in shown(town.answer(allowed, asked))
        town.ana.click_in(town.ana.home or {}, "Settings")
        modal = town.slack.wait(lambda: town.ana.modal, what="the settings again")
        kept = {block["block_id"]: block["element"] for block in modal["blocks"] if block["type"] == "input"}
        assert kept["channels"]["initial_conversations"] == [allowed.id]
        assert kept["retention_days"]["initial_value"] == "30"
        town.ana.close(modal)


@pytest.mark.parametrize(
    "name", ["local:/etc/passwd", "local:hf:a/b/c.gguf", "/etc/passwd", "../weights", "http://a.example/m"]
)
def test_a_model_is_chosen_by_a_plain_name_only(town: Town, name: str) -> None:
    town.ana.opens("home")
    town.ana.click_in(town.slack.wait(lambda: town.ana.home, what="the Home tab"), "Settings")
    modal = town.slack.wait(lambda: town.ana.modal, what="the settings")
    refused = town.ana.submit(modal, {"model": name})
    assert ["without a path" in one for one in refused.values()] == [True]
    refused = town.ana.submit(modal, {"model": "gpt-9"})  # this app was started with none
    assert ["started with no model" in one for one in refused.values()] == [True]
    assert town.ana.submit(modal, {"model": "none"}) == {}


def test_a_spent_budget_is_told_kindly(town: Town, web: Pages) -> None:
    room = town.room()
    eve = Person.joins(town.slack, "Eve Aas")
    town.ana.invite(room, eve.id)
    with settled(town, user_questions="1"):
        first = eve.mention(room, f"{QUESTION} {web.url}/bridge")
        assert ANSWER in shown(town.answer(room, first))
        second = eve.mention(room, f"{QUESTION} {web.url}/bridge")
        words = shown(town.answer(room, second))
        assert "this month" in words and ANSWER not in words


# --- manifest and doctor -------------------------------------------------------------------------------------------


def test_the_manifest_asks_for_the_least_and_slack_takes_it(town: Town) -> None:
    for manifest in (own_manifest(),):
        scopes = manifest["oauth_config"]["scopes"]["bot"]
        assert len(scopes) == len(set(scopes))
        assert not {"chat:write.public", "channels:join", "users:read.email", "links:write"} & set(scopes)
        assert manifest["settings"]["socket_mode_enabled"] is True
        assert "agent_view" in manifest["features"] and "assistant_view" not in manifest["features"]
        assert [one["command"] for one in manifest["features"]["slash_commands"]] == ["/onrecord"]
    unused = {c.answer.get("needed") for c in town.slack.calls if c.error == "missing_scope"}
    assert not unused  # what the app did in this module, it did with these scopes


def doctor(town: Town, home: Path, **environ: str) -> tuple[int, str]:
    known = {
        "SLACK_API_URL": town.slack.api_url,
        "SLACK_BOT_TOKEN": town.slack.tokens["bot"],
        "SLACK_APP_TOKEN": town.slack.tokens["app"],
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
    }
    done = onrecord("slack", "doctor", home=home, **{**known, **environ})
    return done.returncode, done.stdout + done.stderr


def test_the_doctor_finds_nothing_wrong_where_nothing_is(town: Town, home: Path) -> None:
    code, words = doctor(town, home)
    assert code == 0, words
    assert "scope" in words.lower() and "store" in words.lower()


def test_the_doctor_says_what_to_click(town: Town, home: Path) -> None:
    code, words = doctor(town, home, SLACK_BOT_TOKEN="xoxb-wrong")
    assert code != 0 and "OAuth & Permissions" in words and "Traceback" not in words
    manifest = own_manifest()
    manifest["oauth_config"]["scopes"]["bot"].remove("files:read")
    town.slack.do(town.slack.install, manifest)
    try:
        code, words = doctor(town, home)
        assert code != 0 and "files:read" in words
    finally:
        town.slack.do(town.slack.install, own_manifest())


def test_a_wrong_token_ends_the_app_with_one_sentence(town: Town, tmp_path: Path) -> None:
    known = {"SLACK_API_URL": town.slack.api_url, "SLACK_APP_TOKEN": town.slack.tokens["app"]}
    done = onrecord("slack", "run", home=tmp_path, SLACK_BOT_TOKEN="xoxb-wrong", **known)
    assert done.returncode not in (0, 1) and "Traceback" not in done.stderr
    assert "SLACK_BOT_TOKEN" in done.stderr
    assert json.dumps(town.slack.tokens["app"]) not in done.stderr


def test_when_the_app_is_removed_nothing_is_kept(town: Town, web: Pages) -> None:
    room = town.room()
    town.ana.command("/onrecord", f"add {web.url}/bridge", room)
    town.ephemeral(town.ana, room, "Added")
    gone = town.slack.do(town.slack.events.emit, "app_uninstalled", {"type": "app_uninstalled"})
    town.slack.wait(lambda: gone is not None and gone.acked, what="the acknowledgement")
    town.bo.command("/onrecord", "sources", room)
    town.ephemeral(town.bo, room, "Nothing was added")
