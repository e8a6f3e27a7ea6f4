"""What happens in the workspace, as events that the app gets where it has subscribed to them and may see them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Any

from tests.servers.slack.deliveries import Deliveries, envelope_of
from tests.servers.slack.transcript import Delivery
from tests.servers.slack.world import BOT, BOT_USER, Channel, Message, World

SCOPES = {
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "app_mention": "app_mentions:read",
    "app_home_opened": "",
    "app_context_changed": "",
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
    "file_shared": "files:read",
    "file_deleted": "files:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "app_uninstalled": "",
    "tokens_revoked": "",
}
"""Events that may be subscribed to, with the scope that each needs."""

_MESSAGES = {"channel": "message.channels", "group": "message.groups", "im": "message.im", "mpim": "message.mpim"}
_PRIVATE = {"streamed_blocks", "grew", "channel", "seen_by"}
_PING = re.compile(r"<!(channel|here|everyone)\b[^>]*>|<@([UW]\w+)[^>]*>|<!(subteam)\^[^>]*>")


def public(message: Mapping[str, Any]) -> Message:
    """A message without what only the stand-in knows."""
    return {name: value for name, value in message.items() if name not in _PRIVATE}


def pings(value: Any) -> Iterator[str]:
    """Whom the mrkdwn and Markdown in an outgoing message would notify: "channel", "here", or a member's id."""
    if isinstance(value, Mapping):
        if value.get("type") in ("plain_text", "text"):
            return  # shown as it is; "text" is a piece of rich text
        if value.get("type") in ("user", "broadcast", "usergroup") and len(value) < 4:  # a piece of rich text
            yield str(value.get("user_id") or value.get("range") or value.get("usergroup_id"))
        for name, inner in value.items():
            if name not in ("value", "action_id", "block_id", "private_metadata", "channel"):
                yield from pings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from pings(inner)
    elif isinstance(value, str):
        for found in _PING.finditer(value):
            yield next(one for one in found.groups() if one)


class Events:
    """Makes events. ``subscribed`` are those the app asked for, ``scopes`` what its bot token may do."""

    def __init__(self, world: World, deliveries: Deliveries) -> None:
        self.world, self.deliveries = world, deliveries
        self.subscribed: set[str] = set(SCOPES)
        self.scopes: set[str] = set()
        self._mention_first = itertools.cycle((False, True))

    def emit(self, name: str, event: Mapping[str, Any], channel: Channel | None = None) -> Delivery | None:
        """Send an event, if the app is to have it."""
        scope = SCOPES[name]
        if name not in self.subscribed or (scope and scope not in self.scopes):
            return None
        if channel is not None and BOT_USER not in channel.members:
            return None
        return self.deliveries.send("events_api", envelope_of(event, self.world.number("Ev")))

    def message(self, channel: Channel, message: Message) -> None:
        """A new message: an event of the channel's kind, and one more where it mentions the bot; in either order."""
        event = {
            **public(message),
            "channel": channel.id,
            "channel_type": channel.kind,
            "event_ts": message["ts"],
        }
        mention = {name: value for name, value in event.items() if name not in ("channel_type", "subtype")}
        todo = [(_MESSAGES[channel.kind], event)]
        if channel.kind != "im" and f"<@{BOT_USER}>" in message.get("text", "") and message.get("bot_id") != BOT:
            todo.append(("app_mention", {**mention, "type": "app_mention"}))
            if next(self._mention_first):
                todo.reverse()
        for name, one in todo:
            self.emit(name, one, channel)
        for file in message.get("files", ()):
            shared = {
                "type": "file_shared",
                "file_id": file["id"],
                "user_id": message.get("user"),
                "file": {"id": file["id"]},
            }
            self.emit("file_shared", {**shared, "channel_id": channel.id, "event_ts": message["ts"]}, channel)

    def changed(self, channel: Channel, message: Message, before: Message) -> None:
        """A message that is otherwise now: edited, unfurled, finished, or a tombstone."""
        ts = self.world.ts()
        event = {
            "type": "message",
            "subtype": "message_changed",
            "message": public(message),
            "previous_message": public(before),
            "channel": channel.id,
            "hidden": True,
            "ts": ts,
            "event_ts": ts,
            "channel_type": channel.kind,
        }
        self.emit(_MESSAGES[channel.kind], event, channel)

    def deleted(self, channel: Channel, message: Message) -> None:
        """Take a message away; the parent of a thread leaves a tombstone."""
        if message.get("reply_count"):
            before = dict(message)
            for name in ("files", "blocks", "edited", "client_msg_id"):
                message.pop(name, None)
            message |= {
                "subtype": "tombstone",
                "text": "This message was deleted.",
                "user": "USLACKBOT",
                "hidden": True,
            }
            self.changed(channel, message, before)
            return
        del channel.messages[message["ts"]]
        channel.order.remove(message["ts"])
        ts = self.world.ts()
        event = {
            "type": "message",
            "subtype": "message_deleted",
            "previous_message": public(message),
            "channel": channel.id,
            "hidden": True,
            "deleted_ts": message["ts"],
            "ts": ts,
            "event_ts": ts,
            "channel_type": channel.kind,
        }
        self.emit(_MESSAGES[channel.kind], event, channel)

    def member(self, name: str, channel: Channel, user: str) -> None:
        """Somebody came or went ("member_joined_channel", "member_left_channel")."""
        ts = self.world.ts()
        kind = "G" if channel.kind == "group" else "C"
        event = {"type": name, "user": user, "channel": channel.id, "channel_type": kind, "team": "T0ONRECORD"}
        self.emit(name, {**event, "event_ts": ts}, channel)
