"""The chat at a real terminal (a pty): editing, completion, interruption, death and taking up again."""

from __future__ import annotations

import re
import signal
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.conversations import FOLDER
from tests.console.onrecord_process import COMMAND, article, environment

if sys.platform == "win32":
    pytest.skip("needs a pty", allow_module_level=True)

import pexpect

PROMPT = r"\x1b\[\?2004h[^\n]*>(?: |\x08\x1b\[2C)"  # bracketed paste is switched on with every new prompt
CTRL_C, CTRL_D, TAB, UP = "\x03", "\x04", "\t", "\x1b[A"
SLOW = 30  # seconds; nothing here takes long, but the machine may be busy


class Terminal:
    """A chat at a terminal of 100 by 40, and all that it has shown."""

    def __init__(self, home: Path, *words: str, **environ: str) -> None:
        self.child = pexpect.spawn(
            COMMAND[0],
            [*COMMAND[1:], "chat", *words],
            cwd=str(home),
            env=environment(home, PROMPT_TOOLKIT_NO_CPR="1", **environ),
            encoding="utf-8",
            dimensions=(40, 100),
            timeout=SLOW,
        )

    def ready(self) -> str:
        """Wait for the prompt; gives what was shown before it, without escape codes."""
        self.child.expect(PROMPT)
        return plain(self.child.before)

    def type(self, keys: str) -> None:
        self.child.send(keys)

    def say(self, line: str) -> str:
        """Type a line at the prompt and wait for the next prompt; gives what was shown between."""
        self.child.send(line + "\r")
        return self.ready()

    def see(self, pattern: str) -> None:
        self.child.expect(pattern)

    def ended(self) -> int:
        """Wait for the end; gives the exit code."""
        self.child.expect(pexpect.EOF)
        self.child.close()
        return int(self.child.exitstatus if self.child.exitstatus is not None else -self.child.signalstatus)


@contextmanager
def terminal(home: Path, *words: str, **environ: str) -> Iterator[Terminal]:
    opened = Terminal(home, *words, **environ)
    try:
        yield opened
    finally:
        opened.child.close(force=True)


def plain(text: str) -> str:
    """Text without escape codes."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|\r", "", text)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    article(tmp_path)
    return tmp_path


def test_questions_are_answered_and_ctrl_d_leaves(home: Path) -> None:
    with terminal(home, "article.txt") as chat:
        greeting = chat.ready()
        assert "1 source" in greeting and "No model is set" in greeting
        answer = chat.say("What did the bridge cost?")
        assert "3,200,000" in answer and "[1]" in answer and "Sources" in answer
        chat.type(CTRL_D)
        assert chat.ended() == 0


def test_quit_leaves(home: Path) -> None:
    with terminal(home, "article.txt") as chat:
        chat.ready()
        chat.type("/quit\r")
        assert chat.ended() == 0


def test_tab_completes_commands_and_paths(home: Path) -> None:
    article(home, "“Yes,” said Ada Moll.\n", "minutes of june.txt")
    with terminal(home) as chat:
        chat.ready()
        chat.type("/so" + TAB)
        chat.see("/sources")
        chat.type("\r")
        assert "No source yet" in chat.ready()
        chat.type("/add minu" + TAB)
        chat.see("tes of june.txt")
        chat.type("\r")
        assert re.search(r"1\. .*characters", chat.ready())
        chat.type("/s" + TAB)
        for command in ("/summary", "/stances", "/sources", "/save"):
            chat.see(re.escape(command))


def test_tab_completes_citations_and_speakers(home: Path) -> None:
    with terminal(home, "article.txt") as chat:
        chat.ready()
        chat.say("What did the bridge cost?")
        chat.type("/open " + TAB)
        chat.see("1")
        chat.type("\r")
        assert "line" in chat.ready()
        chat.type("/quotes El" + TAB)
        chat.see("Tomas Elgin|Elgin|mas Elgin")
        chat.type("\r")
        assert "I will not sign it" in chat.ready()


def test_the_history_is_kept_for_its_owner(home: Path) -> None:
    with terminal(home, "article.txt") as chat:
        chat.ready()
        chat.say("What did the bridge cost?")
        chat.type(CTRL_D)
        chat.ended()
    with terminal(home, "article.txt") as chat:
        chat.ready()
        chat.type(UP)
        chat.see("What did the bridge cost")
        chat.type("\r")
        assert "3,200,000" in chat.ready()
    history = home / "store" / FOLDER / "history"
    assert stat.S_IMODE(history.stat().st_mode) == 0o600


def test_ctrl_c_at_the_prompt_empties_the_line_and_stays(home: Path) -> None:
    with terminal(home, "article.txt") as chat:
        chat.ready()
        chat.type("What did the br" + CTRL_C)
        chat.ready()
        assert "1. " in chat.say("/sources")
        chat.type(CTRL_C)
        assert "Ctrl-D" in chat.ready()


def test_kill_9_loses_nothing(home: Path) -> None:
    with terminal(home, "article.txt") as chat:
        chat.ready()
        answer = chat.say("What did the bridge cost?")
        chat.child.kill(signal.SIGKILL)
        assert chat.ended() == -signal.SIGKILL
    (home / "article.txt").unlink()
    with terminal(home, "--continue") as chat:
        again = chat.ready()
        assert "> What did the bridge cost?" in again
        cited = [line for line in answer.splitlines() if "3,200,000" in line and "[1]" in line]
        assert cited and all(line in again for line in cited)
        assert "line" in chat.say("/open 1")
        assert "Quist" in chat.say("Who chairs the council?")


def test_colour_is_off_where_it_is_not_wanted(home: Path) -> None:
    for words, environ in ((("--no-color",), {}), ((), {"NO_COLOR": "1"})):
        with terminal(home, "article.txt", *words, **environ) as chat:
            chat.ready()
            chat.type("What did the bridge cost?\r")
            chat.see("Sources")
            assert not re.search(r"\x1b\[[0-9;]*3\d", chat.child.before)  # no foreground colour


def test_a_pasted_question_of_several_lines_is_one(home: Path) -> None:
    with terminal(home, "article.txt") as chat:
        chat.ready()
        chat.type("\x1b[200~What did\nthe bridge\ncost?\x1b[201~")
        time.sleep(0.2)
        chat.type("\r")
        assert "3,200,000" in chat.ready()
