"""What is said to people besides the result: on the standard error stream, so that pipes carry results alone."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from typing import TextIO

from bot.errors import shown

CLEAR_LINE = "\r\x1b[K"
DIM, PLAIN = "\x1b[2m", "\x1b[0m"


def is_terminal(stream: TextIO) -> bool:
    """Whether a stream leads to a terminal (a closed stream does not)."""
    try:
        return stream.isatty()
    except ValueError:
        return False


def wants_color(stream: TextIO, no_color: bool = False, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether to write colour: only on a terminal that can, and where nobody asked not to (no-color.org)."""
    if no_color or environ.get("NO_COLOR") or environ.get("TERM") == "dumb":
        return False
    return is_terminal(stream)


class Notices:
    """One line of progress that is wiped away, and notices that stay.

    Args:
        quiet: say nothing but errors.
        no_color: no colour on a terminal either.
        stream: where to; the standard error stream when None.
    """

    def __init__(self, *, quiet: bool = False, no_color: bool = False, stream: TextIO | None = None) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._quiet = quiet
        self._color = wants_color(self._stream, no_color)
        self._live = not quiet and is_terminal(self._stream) and os.environ.get("TERM") != "dumb"
        self._on_line = False

    def progress(self, text: str) -> None:
        """Show what is being done, in the place of what was shown before; nothing where nobody watches."""
        if not self._live:
            return
        line = shown(text, 100)
        self._write(CLEAR_LINE + (f"{DIM}{line}{PLAIN}" if self._color else line))
        self._on_line = True

    def clear(self) -> None:
        """Wipe the line of progress away, before anything else is written to the terminal."""
        if self._on_line:
            self._write(CLEAR_LINE)
            self._on_line = False

    def say(self, text: str) -> None:
        """A notice of one line, unless all is to be quiet."""
        if not self._quiet:
            self.insist(text)

    def insist(self, text: str) -> None:
        """A line that is said in any case."""
        self.clear()
        if is_terminal(self._stream):
            text = "\n".join(_wrapped(line) for line in text.split("\n"))
        self._write(text + "\n")

    def _write(self, text: str) -> None:
        self._stream.write(text)
        self._stream.flush()


def terminal_width(stream: TextIO) -> int:
    """Cells of a line: the terminal's, at most 100, since longer lines are hard to read; 80 in a pipe."""
    return min(100, shutil.get_terminal_size((80, 24)).columns) if is_terminal(stream) else 80


def _wrapped(line: str) -> str:
    """A line broken at spaces to fit the terminal; names of variables and files stay whole."""
    import textwrap

    return textwrap.fill(line, shutil.get_terminal_size().columns, break_long_words=False, break_on_hyphens=False)
