"""A key that is planted in the environment is looked for everywhere afterwards: it went to its server, nowhere else.

Every command runs against servers that fail in each way and give the key back in what they say.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.console.onrecord_runs import article, onrecord, process
from tests.servers.openai_server import Hang, OpenAIServer, Raw, Request, Status, Text, Tokens

KEY = "sk-planted-4f7Qz0bV2mX9"
OTHERS = {
    "AZURE_OPENAI_API_KEY": "az-planted-8Jr5",
    "ONRECORD_EMBEDDING_API_KEY": "em-planted-1Wc3",
    "SLACK_BOT_TOKEN": "xoxb-planted-6Tn2",
    "SLACK_APP_TOKEN": "xapp-planted-9Ly4",
    "SLACK_SIGNING_SECRET": "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
}
PARTS = (KEY, KEY[-10:], *OTHERS.values())
"""What must stand nowhere; the end of a key gives it away as well."""

ECHO = f"Bearer {KEY} is not known here"
SAID = "The harbour council of Vessby voted on Monday to build the quay bridge. [S2]\n"

FAILURES: dict[str, Any] = {
    "401": Status(401, ECHO),
    "403": Status(403, ECHO, code=KEY, param=KEY),
    "404": Status(404, ECHO, code="model_not_found"),
    "429": Status(429, ECHO, headers={"Retry-After": KEY}),
    "500": Status(500, ECHO, headers={"X-Request-Id": KEY}),
    "302": Status(302, ECHO, headers={"Location": f"http://127.0.0.1:1/{KEY}"}),
    "an error in the stream": Raw(
        f'data: {{"error": {{"message": "{ECHO}", "code": "{KEY}"}}}}\n\n'.encode(), "text/event-stream"
    ),
    "no JSON": Raw(ECHO.encode()),
    "half a JSON object": Raw(f'{{"choices": [{{"{KEY}'.encode()),
    "a page": Raw(f"<!doctype html><title>{ECHO}</title>".encode(), "text/html", 502),
    "another type": Raw(json.dumps({"choices": KEY, "data": KEY}).encode()),
    "a break in the middle": Text(SAID, then="garbage"),
    "silence": Hang(),
}


def environ(server: OpenAIServer, **more: str) -> dict[str, str]:
    return {
        **OTHERS,
        "OPENAI_API_KEY": KEY,
        "OPENAI_BASE_URL": server.base_url,
        "ONRECORD_MODEL": "test-model",
        "ONRECORD_RETRIES": "0",
        "ONRECORD_FIRST_TOKEN_TIMEOUT": "0.5",
        "ONRECORD_DEBUG": "1",
        **more,
    }


def leaks(home: Path, *said: str) -> list[str]:
    """Where a planted secret stands: in what was printed, in a file under ``home``, or in a file's name."""
    found = [
        f"printed: {text[max(0, text.find(part) - 80) :][:200]}" for text in said for part in PARTS if part in text
    ]
    for path in home.rglob("*"):
        found += [f"named: {path}" for part in PARTS if part in path.name]
        if path.is_file():
            raw = path.read_bytes()
            found += [f"kept: {path}" for part in PARTS if part.encode() in raw or part.encode("utf-16-le") in raw]
    return found


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
