"""What was said over the wire: each call of the Web API, and each delivery to the app, with times."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Call:
    """A call of the Web API: seconds since the epoch, the method, its arguments without the token, the answer."""

    at: float
    method: str
    arguments: dict[str, Any]
    answer: dict[str, Any]
    status: int = 200
    token: str = ""

    @property
    def ok(self) -> bool:
        """Whether it was done."""
        return bool(self.answer.get("ok"))

    @property
    def error(self) -> str:
        """The error's code, or ""."""
        return str(self.answer.get("error", ""))


@dataclass
class Delivery:
    """Something sent to the app: an event, an interaction, a slash command.

    Attributes:
        kind: "events_api", "interactive" or "slash_commands".
        body: the payload.
        sent: when each attempt was sent, in seconds since the epoch.
        acked: when it was acknowledged, or None.
        attempts: how often it was sent.
        answer: the payload that came with the acknowledgement, such as a view_submission's errors.
        status: the HTTP status, where it went over HTTP.
        given_up: whether nobody acknowledged it in the end.
    """

    kind: str
    body: dict[str, Any]
    sent: list[float] = field(default_factory=list)
    acked: float | None = None
    answer: Any = None
    status: int | None = None
    given_up: bool = False

    @property
    def attempts(self) -> int:
        """How often it was sent."""
        return len(self.sent)

    @property
    def seconds(self) -> float | None:
        """From the first sending to the acknowledgement."""
        return None if self.acked is None or not self.sent else self.acked - self.sent[0]
