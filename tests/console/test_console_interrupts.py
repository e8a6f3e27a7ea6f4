"""Ctrl-C cancels what waits and what computes, and nothing else, and leaves no handler behind."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
import time
from collections.abc import Coroutine

import pytest

from bot.console.interrupts import PATIENCE, cancelled_by_ctrl_c

if sys.platform == "win32":
    pytest.skip("needs POSIX signals", allow_module_level=True)


async def waits() -> None:
    await asyncio.sleep(30)


async def computes() -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        sum(range(1000))


async def is_stubborn() -> None:
    """Computes, and when it is broken into tidies up for longer than anybody has patience."""
    try:
        await computes()
    finally:
        await asyncio.sleep(2 * PATIENCE)


async def interrupted(work: Coroutine[None, None, None]) -> tuple[float, bool]:
    """Press Ctrl-C a moment after the work begins; gives the seconds from then to its end, and if it was cancelled."""
    task = asyncio.ensure_future(work)
    pressed: list[float] = []

    def press() -> None:
        pressed.append(time.monotonic())
        os.kill(os.getpid(), signal.SIGINT)

    timer = threading.Timer(0.2, press)
    timer.start()
    with cancelled_by_ctrl_c(task):
        await asyncio.wait({task})
    timer.join()
    return time.monotonic() - pressed[0], task.cancelled()


@pytest.mark.parametrize(
    ("work", "at_most"), [(waits, 0.4), (computes, PATIENCE + 0.6), (is_stubborn, 3 * PATIENCE + 0.8)]
)
def test_ctrl_c_cancels(work: object, at_most: float) -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGALRM)
    seconds, cancelled = asyncio.run(interrupted(work()))  # type: ignore[operator]
    assert cancelled
    assert seconds < at_most
    assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGALRM)) == before
    assert signal.getitimer(signal.ITIMER_REAL)[1] == 0  # no alarm of ours goes on ringing


def test_the_loop_goes_on_afterwards() -> None:
    async def twice() -> list[bool]:
        return [(await interrupted(computes()))[1], (await interrupted(waits()))[1]]

    assert asyncio.run(twice()) == [True, True]
