"""The chat with a model behind it: statements as they are proven, servers that fail, Ctrl-C, death in mid-answer."""

from __future__ import annotations

import json
import re
import signal
import sqlite3
import time
from pathlib import Path

import pytest

from bot.conversations import FILE, FOLDER
from tests.chat.terminals import CTRL_C, CTRL_D, terminal
from tests.console.onrecord_runs import article, onrecord
from tests.servers.openai_server import Hang, OpenAIServer, Reply, Request, Status, Text, Tokens

FIRST = "The harbour council of Vessby voted on Monday to build the quay bridge. [S2]\n"
SECOND = "The vote was seven to four. [S6]\n"
PROVEN = r"to build the quay bridge(?s:.)*?\[1\]"


def script(*drafts: Reply) -> OpenAIServer:
    """A server that says yes to every question of one token, and gives these drafts in order."""
    left = list(drafts)

    def reply(request: Request) -> Reply:
        if request.body.get("logprobs"):
            return Tokens([("Yes", -0.01), ("No", -5.0)])
        return left.pop(0) if left else Status(418)

    return OpenAIServer([reply] * 50)


def model(server: OpenAIServer) -> list[str]:
    return ["article.txt", "--base-url", server.base_url, "--model", "test-model"]


def shown(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def home(tmp_path: Path) -> Path:
    article(tmp_path)
    return tmp_path


def test_a_failed_answer_is_told_and_the_next_question_answered(home: Path) -> None:
    with script(Status(400, "no thanks"), FIRST) as server:
        done = onrecord(
            "chat", *model(server), home=home, stdin="What was decided?\nWhat was decided?\n", ONRECORD_RETRIES="0"
        )
    assert done.returncode == 5
    assert "no thanks" in done.stderr
    assert "to build the quay bridge" in done.stdout.rpartition("> What was decided?")[2]


def test_what_was_proven_before_the_server_failed_is_shown_and_kept(home: Path) -> None:
    with script(Text(FIRST, then="close")) as server:
        done = onrecord("chat", *model(server), home=home, stdin="What was decided?\n", ONRECORD_RETRIES="0")
    assert done.returncode == 5
    assert re.search(PROVEN, shown(done.stdout))
    again = onrecord("chat", "--continue", "--model", "none", home=home, stdin="/open 1\n")
    assert "The harbour council of Vessby voted" in shown(again.stdout)


def test_later_questions_come_with_the_earlier_ones(home: Path) -> None:
    with script(FIRST, SECOND) as server:
        onrecord("chat", *model(server), home=home, stdin="What was decided?\nAnd by how many?\n")
        last = server.requests[-1].prompt
    assert "What was decided?" in last and "And by how many?" in last
    assert "voted on Monday to build the quay bridge" in last.partition("What was decided?")[2]


def test_another_model_goes_on_with_the_same_sources_and_questions(home: Path) -> None:
    lines = "What was decided?\n/model other-model\n/model\nAnd by how many?\n/model none\n/model\n/cost\n/sources\n"
    with script(FIRST, SECOND) as server:
        server.models.append({"id": "other-model", "max_model_len": 8192})
        done = onrecord("chat", *model(server), home=home, stdin=lines)
        asked = [request.body["model"] for request in server.requests if not request.body.get("logprobs")]
        last = server.requests[-1].prompt
    assert done.returncode == 0, done.stderr
    assert asked == ["test-model", "other-model"]
    assert "What was decided?" in last
    assert "From here on: other-model." in done.stdout
    assert "From here on: no model." in done.stdout
    assert "No model is set" in done.stdout
    calls = re.search(r"(\d+) calls", done.stdout)
    assert calls and int(calls[1]) >= len(server.requests)  # of both models
    assert done.stdout.count("characters") == 1


def test_a_model_that_cannot_be_had_leaves_the_one_before(home: Path) -> None:
    lines = "/model local:nowhere.gguf\n/model\nWhat was decided?\n"
    with script(FIRST) as server:
        done = onrecord("chat", *model(server), home=home, stdin=lines)
    assert done.returncode != 0
    assert "nowhere.gguf" in done.stderr
    assert "test-model" in done.stdout
    assert "to build the quay bridge" in done.stdout


def test_ctrl_c_stops_the_answer_and_not_the_chat(home: Path) -> None:
    with script(Text(FIRST, then="hang"), Hang(), SECOND) as server, terminal(home, *model(server)) as chat:
        chat.ready()
        chat.type("What was decided?\r")
        chat.see(PROVEN)
        pressed = time.monotonic()
        chat.type(CTRL_C)
        rest = chat.ready()
        assert time.monotonic() - pressed < 3
        assert "Stopped." in rest and "Sources" in rest and "this is what was proven until then" in shown(rest)

        chat.type("Who said so?\r")
        chat.see("Asking test-model")
        time.sleep(0.5)
        chat.type(CTRL_C)
        assert "Stopped." in chat.ready()

        assert "seven to four" in chat.say("What was the vote?")
        chat.type(CTRL_D)
        assert chat.ended() == 0


def test_kill_9_in_the_middle_of_an_answer_keeps_what_was_shown(home: Path) -> None:
    with script(FIRST, Text(SECOND, then="hang")) as server, terminal(home, *model(server)) as chat:
        chat.ready()
        assert "quay bridge" in chat.say("What was decided?")
        chat.type("What was the vote?\r")
        chat.see(r"seven to four.*\[1\]")
        chat.child.kill(signal.SIGKILL)
        chat.ended()
    held = sqlite3.connect(home / "store" / FOLDER / FILE)
    kept = [
        (question, json.loads(result)) for question, result in held.execute("SELECT question, result FROM exchange")
    ]
    held.close()
    assert [question for question, _ in kept] == ["What was decided?", "What was the vote?"]
    assert kept[1][1]["claims"][0]["text"] == "The vote was seven to four."
    assert kept[1][1]["coverage"]["finish_reason"] == "interrupted"
    with terminal(home, "--continue", "--model", "none") as chat:
        again = chat.ready()
        assert "seven to four" in again and "proven until then" in shown(again)


def test_kill_9_before_anything_was_proven_keeps_the_question(home: Path) -> None:
    with script(Hang()) as server, terminal(home, *model(server)) as chat:
        chat.ready()
        chat.type("What was decided?\r")
        chat.see("Asking test-model")
        time.sleep(0.5)
        chat.child.kill(signal.SIGKILL)
        chat.ended()
    with terminal(home, "--continue", "--model", "none") as chat:
        again = chat.ready()
        assert "> What was decided?" in again and "ask again" in again
