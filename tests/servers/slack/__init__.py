"""Slack on loopback: its Web API, Socket Mode and Events API over HTTP, with a workspace behind them.

    with Slack() as slack:
        ana = Person.joins(slack, "Ana Brask")
        ferry = channel(slack, "ferry", [ana])
        ...                                     # an app connects to slack.api_url with slack.tokens["bot"] and ["app"]
        asked = ana.mention(ferry, "who stands where?")
        slack.wait(lambda: slack.by_bot(ferry, asked["ts"]))

It is faithful to Slack's documented errors, limits and order: what Slack would refuse, it refuses with Slack's code; an
app installed with ``slack.install(manifest)`` has the scopes and events of its manifest and no others; what is not
acknowledged in time is delivered again, with Slack's retry marks. ``slack.calls`` and ``slack.deliveries.log`` are the
transcript, with times.

world.py has who and what is there, people.py what members do, events.py what the app hears of it, deliveries.py how it
is brought to the app, api.py the door of the Web API, chat.py, conversations.py, files.py and views.py its methods,
blocks.py Block Kit's limits, limits.py sizes, times and rates.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.servers.slack.deliveries import SIGNING_SECRET, Unacknowledged, signature
from tests.servers.slack.errors import Refused
from tests.servers.slack.limits import Limits
from tests.servers.slack.people import Person
from tests.servers.slack.server import Slack
from tests.servers.slack.transcript import Call, Delivery
from tests.servers.slack.world import APP, BOT, BOT_USER, TEAM, Channel, File, Kind, Message, User

__all__ = [
    "APP",
    "BOT",
    "BOT_USER",
    "SIGNING_SECRET",
    "TEAM",
    "Call",
    "Channel",
    "Delivery",
    "File",
    "Limits",
    "Message",
    "Person",
    "Refused",
    "Slack",
    "Unacknowledged",
    "User",
    "channel",
    "shown",
    "signature",
]


def channel(
    slack: Slack, name: str, members: Sequence[Person], kind: Kind = "channel", *, with_bot: bool = True
) -> Channel:
    """A channel with these members, and the bot among them unless it is not to be."""
    ids = [*(one.id for one in members), *([BOT_USER] if with_bot else [])]
    return slack.do(slack.world.add_channel, name, kind, ids)


def shown(message: Mapping[str, Any] | None) -> str:
    """All words that a reader sees in a message or a view, one piece a line."""
    if message is None:
        return ""
    pieces = [str(message.get("text", ""))] if not isinstance(message.get("title"), Mapping) else []
    for name in ("title", "submit", "close"):
        if isinstance(message.get(name), Mapping):
            pieces.append(message[name]["text"])
    for place, block in enumerate(message.get("blocks", ())):
        if place == 0 and block.get("type") == "rich_text" and ("grew" in message or "client_msg_id" in message):
            continue  # Slack's own rendering of the message's text
        pieces.append("".join(_words(block)) if block.get("type") == "rich_text" else "\n".join(_words(block)))
    return "\n".join(pieces)


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        if isinstance(value.get("text"), str):
            yield value["text"]
        for name, inner in value.items():
            if name != "text" or not isinstance(inner, str):
                yield from _words(inner) if isinstance(inner, Mapping | list) else ()
    elif isinstance(value, list):
        for inner in value:
            yield from _words(inner)
