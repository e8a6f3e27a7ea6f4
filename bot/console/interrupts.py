"""What Ctrl-C does while something runs: it cancels that, at once where it waits and soon where it computes."""

from __future__ import annotations

import asyncio
import contextlib
import selectors
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any, Final

PATIENCE: Final = 0.5
"""Seconds that a computation may go on after Ctrl-C before it is broken into."""

_LOOP: Final = (selectors.__file__, str(Path(asyncio.__file__).parent))


@contextlib.contextmanager
def cancelled_by_ctrl_c(task: asyncio.Task[Any]) -> Iterator[None]:
    """While it lasts, Ctrl-C cancels the task. To be used inside the running event loop, in the main thread.

    A task that waits for a server hears of it at once. One that computes (a long source is being read, say) would
    only hear of it at its next ``await``, which may be minutes away: into that, ``CancelledError`` is raised where
    it stands, as ``KeyboardInterrupt`` would be in a program without an event loop. (Not on Windows, which has no
    timer for it.)
    """
    loop = asyncio.get_running_loop()
    alarm = contextlib.ExitStack()  # empty until Ctrl-C is pressed: the alarm clock may be somebody else's till then

    def cancel(_signal: int, _frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(task.cancel)
        if hasattr(signal, "setitimer") and signal.getsignal(signal.SIGALRM) is not break_in:
            alarm.enter_context(_alarm(break_in))

    def break_in(_signal: int, frame: FrameType | None) -> None:
        # Inside the event loop's own code the cancellation is on its way, and an exception would break the loop.
        in_loop = frame is not None and frame.f_code.co_filename.startswith(_LOOP)
        if not in_loop and not task.done():
            raise asyncio.CancelledError

    before = signal.signal(signal.SIGINT, cancel)
    try:
        yield
    finally:
        alarm.close()
        signal.signal(signal.SIGINT, before)


@contextlib.contextmanager
def _alarm(ring: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    """While it lasts, ring every so often."""
    handler = signal.signal(signal.SIGALRM, ring)
    timer = signal.setitimer(signal.ITIMER_REAL, PATIENCE, PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, *timer)
        signal.signal(signal.SIGALRM, handler)
