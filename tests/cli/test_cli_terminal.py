"""The commands at a real terminal: statements come as they are proven, in colour, and each once."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from tests.console.onrecord_runs import COMMAND, article, environment
from tests.servers.openai_server import OpenAIServer, Text

if sys.platform == "win32":
    pytest.skip("needs a pty", allow_module_level=True)

import pexpect

FIRST = "The harbour council of Vessby voted on Monday to build the quay bridge. [S2]\n"
SECOND = "The vote was seven to four. [S6]\n"


def spawn(home: Path, *words: str, **environ: str) -> pexpect.spawn:
    article(home)
    return pexpect.spawn(
        COMMAND[0],
        [*COMMAND[1:], *words],
        cwd=str(home),
        env=environment(home, **environ),
        encoding="utf-8",
        dimensions=(40, 100),
        timeout=30,
    )


def shown(child: pexpect.spawn) -> str:
    """All that a command showed to its end, as it stands on the screen then: no codes, no wiped line."""
    child.expect(pexpect.EOF)
    text = re.sub(r"\r[^\n]*\x1b\[K", "", child.before.replace("\r\n", "\n"))
    child.close()
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)


def test_statements_come_before_the_end_and_each_once(tmp_path: Path) -> None:
    with OpenAIServer([Text(FIRST + SECOND, then="hang")]) as server:
        child = spawn(tmp_path, "summarize", "article.txt", "--base-url", server.base_url, "-m", "test-model")
        child.expect("Summary: ")
        child.expect(r"build the quay bridge\. ")
        child.expect(r"seven to four\. ")
        before = len(server.requests)
        child.sendintr()
        rest = shown(child)
    assert before == 1
    assert child.exitstatus == 130
    assert "Sources" in rest and "proven until then" in rest and "Interrupted." in rest
    assert "seven to four. [" not in rest


@pytest.mark.parametrize("words", [("summarize",), ("stances",), ("ask", "Who chairs the council?")])
def test_what_is_left_on_the_screen_is_what_a_pipe_gets(tmp_path: Path, words: tuple[str, ...]) -> None:
    on_screen = shown(spawn(tmp_path, *words, "article.txt", "--quiet", COLUMNS="80"))
    out = tmp_path / "out.txt"
    shown(spawn(tmp_path, *words, "article.txt", "--quiet", "--output", str(out)))
    assert on_screen.strip() == out.read_text("utf-8").strip()


@pytest.mark.parametrize(
    ("words", "environ", "colour"), [((), {}, True), (("--no-color",), {}, False), ((), {"NO_COLOR": "1"}, False)]
)
def test_colour_is_for_terminals_that_want_it(
    tmp_path: Path, words: tuple[str, ...], environ: dict[str, str], colour: bool
) -> None:
    child = spawn(tmp_path, "ask", "Who chairs the council?", "article.txt", "--quiet", *words, **environ)
    child.expect(pexpect.EOF)
    assert ("\x1b[" in child.before) is colour
    child.close()


def test_a_failure_wipes_the_line_of_progress(tmp_path: Path) -> None:
    child = spawn(tmp_path, "summarize", "gone.txt")
    assert shown(child).strip().startswith("onrecord: There is no file gone.txt")
    assert child.exitstatus == 3
