"""The time that one call may take."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

from bot.config import Settings
from bot.models.failures import TooSlow


@dataclass(slots=True)
class Pause:
    """Seconds that went by while a clock was stopped."""

    seconds: float = 0.0


class Clock:
    """Starts when a call starts. Times are seconds on the monotonic clock."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._end = time.monotonic() + settings.total_timeout

    @property
    def left(self) -> float:
        """Seconds left of the call's total."""
        return self._end - time.monotonic()

    def due(self, seconds: float) -> float:
        """The moment so many seconds from now."""
        return time.monotonic() + seconds

    @contextmanager
    def stopped(self) -> Iterator[Pause]:
        """Let time go by that is not the call's."""
        pause, began = Pause(), time.monotonic()
        try:
            yield pause
        finally:
            pause.seconds = time.monotonic() - began
            self._end += pause.seconds

    @asynccontextmanager
    async def until(self, due: float, what: str) -> AsyncIterator[None]:
        """Let something take until ``due``, or until the call's total is over if that comes first.

        Raises:
            TooSlow: with ``what``, or with a sentence on the total.
        """
        try:
            wait = min(due, self._end) - time.monotonic()
            if wait <= 0:
                raise TimeoutError
            async with asyncio.timeout(wait):
                yield
        except TimeoutError:
            if due < self._end:
                raise TooSlow(what) from None
            raise TooSlow(
                f"did not finish within {self._settings.total_timeout:g} seconds; set ONRECORD_TOTAL_TIMEOUT higher"
            ) from None
