"""What Slack allows: sizes, times and rates, as its reference pages give them; a test may set others."""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Collection
from dataclasses import dataclass, field

TIERS = {1: 1, 2: 20, 3: 50, 4: 100, 5: 600}
"""Calls a minute that a method of this tier takes from one app in one workspace (docs: Rate limits)."""


@dataclass(frozen=True)
class Limits:
    """Sizes are in characters, times in seconds.

    Attributes:
        text: a message's ``text``; longer ones are cut, with a warning.
        update_text: the ``text`` of chat.update; longer ones are refused.
        markdown: a ``markdown_text``, and all markdown blocks of one message together.
        stream_text: all text of one streamed message. Not in Slack's reference; measured by others in public threads.
        stream_seconds: how long a stream may be appended to, from its start. Likewise measured by others.
        trigger_seconds: the life of a ``trigger_id``.
        response_seconds, response_uses: the life of a ``response_url``, and how often it may be used.
        ack_seconds: how long the app may take to acknowledge.
        retry_delays: seconds to wait before the second, third and fourth delivery of an event.
        sockets: Socket Mode connections at once.
        tiers: whether calls are counted against their tier.
    """

    text: int = 40_000
    update_text: int = 4_000
    markdown: int = 12_000
    stream_text: int = 12_000
    stream_seconds: float = 300.0
    trigger_seconds: float = 3.0
    response_seconds: float = 1800.0
    response_uses: int = 5
    ack_seconds: float = 3.0
    retry_delays: tuple[float, ...] = (0.0, 60.0, 300.0)
    sockets: int = 10
    tiers: bool = False


@dataclass
class Storm:
    """Calls of some methods are answered 429 until a moment, or a number of times."""

    methods: Collection[str]
    until: float
    left: int
    retry_after: int

    def covers(self, method: str) -> bool:
        """Whether a call of this method is refused now; uses up one refusal."""
        if (self.methods and method not in self.methods) or self.left <= 0 or time.monotonic() >= self.until:
            return False
        self.left -= 1
        return True


@dataclass
class Rates:
    """Who called what in the last minute."""

    storms: list[Storm] = field(default_factory=list)
    _calls: dict[tuple[str, str], deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def retry_after(self, method: str, tier: int, channel: str, counted: bool) -> int | None:
        """Seconds after which the call may be made again, or None where it may be made now.

        Args:
            method: its name.
            tier: its rate tier.
            channel: where it posts, for chat.postMessage, which is counted by channel: one a second, with short
                bursts (reckoned here as 60 a minute); "" for other methods.
            counted: whether calls are held against their tier at all.
        """
        for storm in self.storms:
            if storm.covers(method):
                return storm.retry_after
        if not counted:
            return None
        calls, now = self._calls[method, channel], time.monotonic()
        while calls and calls[0] < now - 60:
            calls.popleft()
        if len(calls) >= (60 if channel else TIERS[tier]):
            return max(1, round(calls[0] + 60 - now + 0.5))
        calls.append(now)
        return None
