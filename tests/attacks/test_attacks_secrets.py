"""A key that is planted in the environment is looked for everywhere afterwards: it went to its server, nowhere else.

Every command runs against servers that fail in each way and give the key back in what they say.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.attacks.planted import ECHO, FAILURES, KEY, SAID, environ, leaks
from tests.console.onrecord_runs import article, onrecord, process
from tests.servers.openai_server import OpenAIServer, Raw, Request, Text, Tokens

COMMANDS: dict[str, Callable[[Path], tuple[Sequence[str | Path], str]]] = {
    "summarize": lambda a: (["summarize", a, "-v", "--output", "summary.json"], ""),
    "stances": lambda a: (["stances", a, "-v", "--output", "stances.html"], ""),
    "ask": lambda a: (["ask", "Who chairs the council?", a, "-v", "--format", "json"], ""),
    "check": lambda a: (["check", "The bridge cost 4 million crowns.", "--against", a], ""),
    "quotes": lambda a: (["quotes", a, "--format", "csv"], ""),
    "chat": lambda a: (["chat", a], "Who chairs the council?\n/stances\n/sources\n"),
    "batch": lambda a: (["batch", "summarize", a, "--out", "out"], ""),
    "add": lambda a: (["add", a], ""),
    "models": lambda a: (["models"], ""),
    "doctor": lambda a: (["doctor"], ""),
    "prompts": lambda a: (["prompts", "render", "summary", a], ""),
    "slack doctor": lambda a: (["slack", "doctor"], ""),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_no_failing_server_makes_a_command_give_the_key_away(tmp_path: Path, failure: str) -> None:
    commands = ["summarize", "stances", "ask", "check", "chat", "models"]
    path = article(tmp_path)
    with OpenAIServer([FAILURES[failure]] * 60) as server:
        for name in commands:
            words, stdin = COMMANDS[name](path)
            done = onrecord(*words, home=tmp_path, stdin=stdin, **environ(server))
            assert leaks(tmp_path, done.stdout, done.stderr) == [], name
        assert any(request.headers.get("Authorization") == f"Bearer {KEY}" for request in server.asked)


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_that_goes_well_gives_a_key_away(tmp_path: Path, command: str) -> None:
    def reply(request: Request) -> Any:
        if request.body.get("max_tokens") == 1 or "logprobs" in request.body:
            return Tokens([("yes", -0.01), ("no", -5.0)])
        return {"stances": []} if "response_format" in request.body else SAID

    words, stdin = COMMANDS[command](article(tmp_path))
    unreachable = {"SLACK_API_URL": "http://127.0.0.1:1/api/"} if command == "slack doctor" else {}
    with OpenAIServer([reply] * 60) as server:
        done = onrecord(*words, home=tmp_path, stdin=stdin, **environ(server, **unreachable))
    assert done.stdout or done.stderr
    assert leaks(tmp_path, done.stdout, done.stderr) == []


def test_a_model_that_says_the_key_does_not_have_it_shown_or_kept(tmp_path: Path) -> None:
    pieces = [SAID, "The key is ", KEY[:9], KEY[9:], ". [S3]\n", f"“{KEY}”, said Mara Quist. [S3]\n"]
    for command in ("summarize", "chat"):
        words, stdin = COMMANDS[command](article(tmp_path))
        with OpenAIServer([Text(pieces=pieces)] * 9) as server:
            done = onrecord(*words, home=tmp_path, stdin=stdin, **environ(server))
        assert "quay bridge" in done.stdout + "".join(p.read_text() for p in tmp_path.glob("summary.json"))
        assert leaks(tmp_path, done.stdout, done.stderr) == []


def test_a_crash_with_tracebacks_shown_does_not_give_the_key_away(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with OpenAIServer([Raw(b"data: " + ECHO.encode() + b"\n\n", "text/event-stream")] * 9) as server:
        done = process("summarize", article(home), home=home, **environ(server))
    assert done.returncode == 5
    assert "Traceback" in done.stderr
    assert leaks(home, done.stdout, done.stderr) == []


def test_the_search_for_keys_finds_them(tmp_path: Path) -> None:
    assert leaks(tmp_path, f"x {KEY}") != []
    with sqlite3.connect(tmp_path / "a.sqlite3") as kept:
        kept.execute("CREATE TABLE t (v TEXT)")
        kept.execute("INSERT INTO t VALUES (?)", (KEY,))
    kept.close()
    assert any(found.startswith("kept") for found in leaks(tmp_path))
