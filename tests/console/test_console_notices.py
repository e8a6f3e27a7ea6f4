"""Progress is for terminals, notices are for people, and colour is for those who want it."""

from __future__ import annotations

import io

import pytest

from bot.console.failures import INTERNAL, tell
from bot.console.notices import CLEAR_LINE, Notices, wants_color
from bot.errors import SourceMissing


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "no_color", "environ", "expected"),
    [
        (Terminal(), False, {}, True),
        (Terminal(), False, {"TERM": "xterm-256color", "NO_COLOR": ""}, True),
        (Terminal(), True, {}, False),
        (Terminal(), False, {"NO_COLOR": "1"}, False),
        (Terminal(), False, {"TERM": "dumb"}, False),
        (io.StringIO(), False, {}, False),
    ],
)
def test_colour_is_for_terminals_that_want_it(
    stream: io.StringIO, no_color: bool, environ: dict[str, str], expected: bool
) -> None:
    assert wants_color(stream, no_color, environ) is expected


def test_progress_is_wiped_before_a_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    terminal = Terminal()
    notices = Notices(no_color=True, stream=terminal)
    notices.progress("Reading …")
    notices.say("Done.")
    assert terminal.getvalue() == f"{CLEAR_LINE}Reading …{CLEAR_LINE}Done.\n"


def test_a_pipe_gets_no_progress() -> None:
    pipe = io.StringIO()
    notices = Notices(stream=pipe)
    notices.progress("Reading …")
    notices.clear()
    notices.say("Done.")
    assert pipe.getvalue() == "Done.\n"


def test_quiet_leaves_only_what_must_be_said() -> None:
    pipe = io.StringIO()
    notices = Notices(quiet=True, stream=pipe)
    notices.progress("Reading …")
    notices.say("By the way.")
    notices.insist("It failed.")
    assert pipe.getvalue() == "It failed.\n"


def test_progress_cannot_drive_the_terminal() -> None:
    terminal = Terminal()
    Notices(no_color=True, stream=terminal).progress("a\x1b[2Jb\x07\u202ec")
    assert terminal.getvalue().replace(CLEAR_LINE, "") in ("", "a [2Jb c")


def test_a_known_failure_is_its_sentence_and_its_code() -> None:
    pipe = io.StringIO()
    code = tell(SourceMissing("There is no file x; check the path."), Notices(stream=pipe))
    assert (code, pipe.getvalue()) == (3, "onrecord: There is no file x; check the path.\n")


def test_an_unknown_failure_is_one_sentence_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ONRECORD_DEBUG", raising=False)
    pipe = io.StringIO()
    code = tell(ZeroDivisionError("division\nby zero"), Notices(stream=pipe))
    assert code == INTERNAL
    assert pipe.getvalue().count("\n") == 1
    assert "ZeroDivisionError: division by zero" in pipe.getvalue()
    assert "ONRECORD_DEBUG=1" in pipe.getvalue()
