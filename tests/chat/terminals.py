"""A chat at a real terminal: a pty of 100 by 40, what is typed and what is shown."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.console.onrecord_runs import COMMAND, environment

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
        # pexpect allows a killed process a tenth of a second to be gone; a busy machine takes longer.
        opened.child.ptyproc.delayafterterminate = 3.0
        opened.child.close(force=True)


def plain(text: str) -> str:
    """Text without escape codes."""
    return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[=>]|\r", "", text)
