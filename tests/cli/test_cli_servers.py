"""Servers that fail in every way a server can: one clear sentence, in time, and what was proven is kept."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.console.onrecord_runs import COMMAND, article, environment, onrecord
from tests.servers.openai_server import HTML, Hang, OpenAIServer, Raw, Status, Text

FIRST = "The harbour council of Vessby voted on Monday to build the quay bridge. [S2]\n"
PROVEN = "voted on Monday to build the quay bridge. [1]"
"""How the first statement of the drafts below is shown."""

TIMEOUT = 3
"""Seconds that a call may take in all."""

START = 25
"""Seconds that the process may need besides, on a busy machine."""


def ask(home: Path, server: OpenAIServer, *words: str) -> tuple[subprocess.CompletedProcess[str], float]:
    """Have the article summarized by a server; gives what came of it, and the seconds it took."""
    started = time.monotonic()
    done = onrecord(
        "summarize",
        article(home),
        "--model",
        "test-model",
        "--base-url",
        server.base_url,
        "--timeout",
        str(TIMEOUT),
        *words,
        home=home,
        ONRECORD_RETRIES="1",
        ONRECORD_FIRST_TOKEN_TIMEOUT="1",
        ONRECORD_IDLE_TIMEOUT="1",
    )
    return done, time.monotonic() - started


FAILURES: dict[str, tuple[Sequence[Any], str]] = {
    "429 to the end": ([Status(429, "slow down")] * 9, "429"),
    "500 to the end": ([Status(500, "oops")] * 9, "500"),
    "hangs": ([Hang()] * 9, "second"),
    "hangs after its headers": ([Hang(headers=True)] * 9, "second"),
    "hangs in the middle": ([Text(FIRST, then="hang")], "second"),
    "closes in the middle": ([Text(FIRST, then="close")] * 9, ""),
    "half a JSON object": ([Text(FIRST, then="garbage")] * 9, ""),
    "half a JSON object, not streamed": ([Raw(b'{"choices": [{"mess')] * 9, ""),
    "a page of HTML": ([HTML] * 9, ""),
    "an endless stream of the same": ([Text(pieces=[FIRST, "again and "], then="endless")] * 9, ""),
    "an endless line": ([Raw(b"data: " + b"x" * 65536, "text/event-stream", endless=True)] * 9, ""),
    "drips for ever": ([Text(pieces=[FIRST, "and "], then="drip")] * 9, ""),
    "a wrong key": ([Status(401, "no such key")], "key"),
}
SAY_SOMETHING_FIRST = {"hangs in the middle", "closes in the middle", "half a JSON object", "drips for ever"}


@pytest.mark.parametrize("kind", FAILURES)
def test_a_failing_server_ends_in_a_sentence_and_in_time(tmp_path: Path, kind: str) -> None:
    replies, words = FAILURES[kind]
    with OpenAIServer(replies) as server:
        done, seconds = ask(tmp_path, server)
    assert seconds < TIMEOUT + START
    assert "Traceback" not in done.stderr
    if kind in SAY_SOMETHING_FIRST:
        assert PROVEN in " ".join(done.stdout.split())
    if kind == "an endless stream of the same":  # it is closed once it has said enough: no failure at all
        assert done.returncode in (0, 5)
        return
    assert done.returncode == 5, done.stderr
    lines = done.stderr.splitlines()
    assert len(lines) == 1 and lines[0].startswith("onrecord: ")
    assert words in lines[0]


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        done = onrecord(
            "ask", "Who?", article(tmp_path), "--base-url", url, "--model", "m", home=tmp_path, ONRECORD_RETRIES="0"
        )
    assert done.returncode == 5
    assert len(done.stderr.splitlines()) == 1


def test_what_was_proven_is_written_to_the_file_and_says_that_it_is_a_part(tmp_path: Path) -> None:
    with OpenAIServer([Text(FIRST, then="close")] * 9) as server:
        done, _ = ask(tmp_path, server, "--output", "out.json")
    assert done.returncode == 5
    stored = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert len(stored["claims"]) == 1
    assert stored["coverage"]["finish_reason"] == "interrupted"
    assert onrecord("verify", "out.json", home=tmp_path).returncode == 0


def test_nothing_is_written_where_nothing_was_proven(tmp_path: Path) -> None:
    with OpenAIServer([Status(500)] * 9) as server:
        done, _ = ask(tmp_path, server, "--output", "out.json")
    assert (done.returncode, done.stdout) == (5, "")
    assert not (tmp_path / "out.json").exists()


def test_an_answer_that_was_cut_off_is_not_shown_as_whole(tmp_path: Path) -> None:
    with OpenAIServer([Text(FIRST + "The vote was seven to", finish_reason="length")]) as server:
        done, _ = ask(tmp_path, server, "--verbose")
    assert done.returncode == 0
    assert PROVEN in " ".join(done.stdout.split())
    assert "cut off at its length limit" in " ".join(done.stdout.split())


def test_a_cap_ends_the_command(tmp_path: Path) -> None:
    with OpenAIServer([FIRST] * 9) as server:
        done, _ = ask(tmp_path, server, "--max-tokens", "50")
    assert done.returncode == 5
    assert "max" in done.stderr.lower() or "cap" in done.stderr.lower()


@pytest.mark.parametrize("said_before", [False, True])
def test_ctrl_c_ends_at_once_and_keeps_what_was_proven(tmp_path: Path, said_before: bool) -> None:
    replies = [Text(FIRST, then="hang")] if said_before else [Hang()]
    with OpenAIServer(replies) as server:
        process = subprocess.Popen(
            [*COMMAND, "summarize", str(article(tmp_path)), "--model", "test-model", "--base-url", server.base_url],
            cwd=tmp_path,
            env=environment(tmp_path),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        until = time.monotonic() + START
        while not server.requests and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(1.0)  # the statement, if any, is on its way through the checks
        os.kill(process.pid, signal.SIGINT)
        interrupted = time.monotonic()
        out, err = process.communicate(timeout=START)
        took = time.monotonic() - interrupted
        assert server.requests[0].left.wait(5)
    assert process.returncode == 130
    assert took < 2
    assert err.decode() == "Interrupted.\n"
    if said_before:
        assert PROVEN in " ".join(out.decode().split())
        assert "this is what was proven until then" in " ".join(out.decode().split())
    else:
        assert out == b""
