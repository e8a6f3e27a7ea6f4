"""The chat at a real terminal (a pty): editing, completion, interruption, death and taking up again."""

from __future__ import annotations

import re
import signal
import stat
import time
from pathlib import Path

import pytest

from bot.conversations import FOLDER
from tests.chat.terminals import CTRL_C, CTRL_D, TAB, UP, terminal
from tests.console.onrecord_runs import article


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
