"""What the tests of the stand-in share: questions put to it by slack_sdk's own client, and a town to put them in."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack import Channel, Person, Slack, channel

PLAIN: Final[dict[str, Any]] = {"type": "plain_text", "text": "x"}
BUTTON: Final[dict[str, Any]] = {"type": "button", "text": PLAIN, "action_id": "a"}
MODAL: Final[dict[str, Any]] = {"type": "modal", "title": PLAIN, "blocks": [{"type": "section", "text": PLAIN}]}
INPUT: Final[dict[str, Any]] = {
    "type": "input",
    "label": PLAIN,
    "element": {"type": "plain_text_input", "action_id": "a"},
}


def asked(slack: Slack, *questions: Callable[[AsyncWebClient], Awaitable[Any]]) -> list[Any]:
    """What the real client gets for each: the answer's data, or the error's code."""

    async def ask() -> list[Any]:
        client = AsyncWebClient(token=slack.tokens["bot"], base_url=slack.api_url)
        found = []
        for question in questions:
            try:
                response = await question(client)
                found.append(getattr(response, "data", response))
            except SlackApiError as error:
                found.append(error.response["error"])
        return found

    return asyncio.run(ask())


def town(slack: Slack) -> tuple[Person, Person, Channel]:
    """Two members, and a channel with both."""
    ana, bo = Person.joins(slack, "Ana Brask"), Person.joins(slack, "Bo Elgin")
    return ana, bo, channel(slack, "ferry", [ana, bo])
