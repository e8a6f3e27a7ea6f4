"""What a Web API method answers when it does not do as asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


class Refused(Exception):  # noqa: N818 - an answer, not a fault
    """``{"ok": false, "error": code}``, with the messages that Slack puts into ``response_metadata``."""

    def __init__(self, code: str, messages: Sequence[str] = (), **more: Any) -> None:
        super().__init__(code)
        self.code, self.messages, self.more = code, list(messages), more
        self.retry_after: int | None = None

    def answer(self) -> Mapping[str, Any]:
        """The JSON object."""
        found: dict[str, Any] = {"ok": False, "error": self.code, **self.more}
        if self.messages:
            found |= {"errors": self.messages, "response_metadata": {"messages": self.messages}}
        return found


def ratelimited(seconds: int) -> Refused:
    """HTTP 429 with its Retry-After, in seconds."""
    refused = Refused("ratelimited")
    refused.retry_after = seconds
    return refused
