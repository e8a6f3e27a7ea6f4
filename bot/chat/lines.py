"""Where a chat's lines come from: a person at a terminal, or a pipe."""

from __future__ import annotations

import asyncio
import io
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.chat.talk import Talk


class Lines(Protocol):
    """Gives one line after the other; None at the end."""

    async def next(self) -> str | None:
        """The next line, without its line feed."""


class PipedLines:
    """Lines from the standard input, in UTF-8; what is not UTF-8 is replaced."""

    def __init__(self) -> None:
        if isinstance(sys.stdin, io.TextIOWrapper):
            sys.stdin.reconfigure(encoding="utf-8", errors="replace")

    async def next(self) -> str | None:
        await asyncio.sleep(0)  # a Ctrl-C that came just now is heard here
        # Nothing else is going on while we wait, so the wait may hold the event loop up; Ctrl-C must end it, and
        # asyncio's own handler would let the read go on.
        with _interruptible():
            line = sys.stdin.readline()
        return line.removesuffix("\n") if line else None


def lines_for(talk: Talk) -> Lines:
    """A line editor where a person types, else the pipe."""
    if talk.interactive:
        from bot.chat.editor import EditedLines

        return EditedLines(talk)
    return PipedLines()


@contextmanager
def _interruptible() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
