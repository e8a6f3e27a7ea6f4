"""A workspace: its people, channels, messages and files. No I/O here; times are ``ts`` strings as Slack's."""

from __future__ import annotations

import bisect
import html
import itertools
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

TEAM, APP, BOT_USER, BOT = "T0ONRECORD", "A0ONRECORD", "U0BOT00001", "B0BOT00001"

Kind = Literal["channel", "group", "im", "mpim"]
"""``channel_type`` of events: a public channel, a private one, a direct message, one among several."""

_URL = re.compile(r"(?<![<|\w])https?://[^\s<>|]*[^\s<>|.,;:!?)\]}'\"]")


@dataclass
class User:
    """A member. ``guest`` sees only the channels that he or she is in; ``other_bot`` is another app's bot."""

    id: str
    name: str
    real_name: str
    is_admin: bool = False
    guest: bool = False
    other_bot: bool = False
    deleted: bool = False
    locale: str = "en-US"

    def shown(self) -> dict[str, Any]:
        """As users.info gives it (no email: that needs a further scope)."""
        return {
            "id": self.id,
            "team_id": TEAM,
            "name": self.name,
            "deleted": self.deleted,
            "real_name": self.real_name,
            "tz": "Europe/Oslo",
            "tz_offset": 3600,
            "profile": {
                "real_name": self.real_name,
                "real_name_normalized": self.real_name,
                "display_name": self.name,
                "display_name_normalized": self.name,
                "team": TEAM,
            },
            "is_admin": self.is_admin,
            "is_owner": self.is_admin,
            "is_primary_owner": False,
            "is_restricted": self.guest,
            "is_ultra_restricted": False,
            "is_bot": self.other_bot or self.id == BOT_USER,
            "is_app_user": False,
            "updated": 1_700_000_000,
        }


@dataclass
class File:
    """A file. ``size`` is what Slack says; ``content`` are its bytes, or how many zeros stand for them; ``redirect``
    is where the download sends the client instead."""

    id: str
    name: str
    user: str
    content: bytes | int
    mimetype: str
    size: int
    url: str
    shares: list[tuple[str, str]] = field(default_factory=list)
    redirect: str | None = None
    mode: str = "hosted"

    def shown(self) -> dict[str, Any]:
        """As a message's ``files`` and files.info give it."""
        return {
            "id": self.id,
            "created": int(time.time()),
            "timestamp": int(time.time()),
            "name": self.name,
            "title": self.name,
            "mimetype": self.mimetype,
            "filetype": self.name.rpartition(".")[2].lower(),
            "pretty_type": self.name.rpartition(".")[2].upper(),
            "user": self.user,
            "user_team": TEAM,
            "size": self.size,
            "mode": self.mode,
            "is_external": False,
            "is_public": False,
            "url_private": self.url,
            "url_private_download": f"{self.url}?download=1",
            "permalink": f"https://vessby.slack.com/files/{self.user}/{self.id}/{self.name}",
            "has_rich_preview": False,
            "file_access": "visible",
        }


Message = dict[str, Any]
"""As conversations.history gives it, with ``channel`` besides."""


@dataclass
class Channel:
    """A conversation, with its messages by ``ts``."""

    id: str
    name: str
    kind: Kind
    members: list[str]
    creator: str = "U0"
    is_archived: bool = False
    messages: dict[str, Message] = field(default_factory=dict)
    ephemeral: list[Message] = field(default_factory=list)
    order: list[str] = field(default_factory=list)

    def shown(self, member: str) -> dict[str, Any]:
        """As conversations.info gives it to ``member``."""
        common = {
            "id": self.id,
            "created": 1_700_000_000,
            "is_archived": self.is_archived,
            "is_im": self.kind == "im",
            "is_org_shared": False,
            "context_team_id": TEAM,
            "updated": 1_700_000_000_000,
        }
        if self.kind == "im":
            other = next((one for one in self.members if one != member), member)
            return {**common, "user": other, "is_user_deleted": False, "priority": 0}
        return {
            **common,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind == "channel",
            "is_group": self.kind == "group",
            "is_mpim": self.kind == "mpim",
            "is_private": self.kind != "channel",
            "is_general": False,
            "is_shared": False,
            "is_ext_shared": False,
            "is_member": member in self.members,
            "creator": self.creator,
            "num_members": len(self.members),
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
        }

    def keep(self, message: Message) -> None:
        """Put a message in its place."""
        self.messages[message["ts"]] = message
        bisect.insort(self.order, message["ts"])

    def thread(self, ts: str) -> list[Message]:
        """The thread's messages, its parent first; empty where there is no such message."""
        there = self.messages.get(ts)
        if there is None:
            return []
        root = there.get("thread_ts", ts)
        if root == ts and "reply_count" not in there:
            return [there]
        return [self.messages[one] for one in self.order if self.messages[one].get("thread_ts", one) == root]


class World:
    """All there is. Changed by one thread alone (the server's loop)."""

    def __init__(self) -> None:
        self.users: dict[str, User] = {BOT_USER: User(BOT_USER, "onrecord", "On Record", other_bot=False)}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, File] = {}
        self._numbers = itertools.count(1)
        self._last = 0

    # --- making ----------------------------------------------------------------------------------------------

    def number(self, prefix: str) -> str:
        """A new id."""
        return f"{prefix}{next(self._numbers):08d}"

    def ts(self) -> str:
        """A new time stamp, later than all before it."""
        self._last = max(self._last + 1, time.time_ns() // 1000)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def add_user(self, name: str, **more: Any) -> User:
        """A new member."""
        user = User(self.number("U0"), name.lower().replace(" ", "."), name, **more)
        self.users[user.id] = user
        return user

    def add_channel(self, name: str, kind: Kind, members: Sequence[str]) -> Channel:
        """A new conversation."""
        prefix = {"channel": "C0", "group": "C1", "im": "D0", "mpim": "C2"}[kind]
        channel = Channel(self.number(prefix), name, kind, list(members), creator=members[0] if members else "U0")
        self.channels[channel.id] = channel
        return channel

    def im(self, user: str) -> Channel:
        """The direct messages between a member and the bot."""
        for channel in self.channels.values():
            if channel.kind == "im" and set(channel.members) == {user, BOT_USER}:
                return channel
        return self.add_channel("", "im", [user, BOT_USER])

    def post(self, channel: Channel, thread_ts: str | None, **fields: Any) -> Message:
        """Put a message into a channel or a thread."""
        message: Message = {"type": "message", "ts": self.ts(), "team": TEAM, "channel": channel.id, **fields}
        if thread_ts is not None:
            parent = channel.messages.get(thread_ts)
            root = parent.get("thread_ts", thread_ts) if parent else thread_ts
            message["thread_ts"] = root
            if (first := channel.messages.get(root)) is not None:
                message["parent_user_id"] = first.get("user", "")
                who = first.setdefault("reply_users", [])
                if message.get("user") and message["user"] not in who:
                    who.append(message["user"])
                first |= {
                    "thread_ts": root,
                    "reply_count": first.get("reply_count", 0) + 1,
                    "reply_users_count": len(who),
                    "latest_reply": message["ts"],
                    "is_locked": False,
                    "subscribed": False,
                }
        channel.keep(message)
        return message

    # --- finding ---------------------------------------------------------------------------------------------

    def channel_named(self, name: str) -> Channel | None:
        """A channel by its id, or by its name with or without #."""
        found = self.channels.get(name)
        wanted = name.lstrip("#")
        return found or next((one for one in self.channels.values() if one.name and one.name == wanted), None)

    def permalink(self, channel: str, message: Message) -> str:
        """A message's address."""
        ts = message["ts"].replace(".", "")
        link = f"https://vessby.slack.com/archives/{channel}/p{ts}"
        root = message.get("thread_ts")
        return f"{link}?thread_ts={root}&cid={channel}" if root and root != message["ts"] else link

    # --- text ------------------------------------------------------------------------------------------------

    def encoded(self, typed: str) -> str:
        """What a person typed, as Slack sends it: & < > escaped, addresses, @names and #channels marked."""
        text = html.escape(typed, quote=False)
        text = _URL.sub(lambda found: f"<{found[0]}>", text)
        for user in self.users.values():
            text = re.sub(rf"@{re.escape(user.name)}(?![\w.])", f"<@{user.id}>", text)
        for channel in self.channels.values():
            if channel.name:
                text = re.sub(rf"#{re.escape(channel.name)}\b", f"<#{channel.id}|{channel.name}>", text)
        return text


_MARKED = re.compile(r"<(@|#|!|https?:|mailto:)([^<>|]*)(?:\|([^<>]*))?>")


def rich_text(text: str, block_id: str) -> list[dict[str, Any]]:
    """The block that Slack's composer makes of a message's encoded text."""
    return [
        {
            "type": "rich_text",
            "block_id": block_id,
            "elements": [{"type": "rich_text_section", "elements": list(_elements(text))}],
        }
    ]


def _elements(text: str) -> Iterator[dict[str, Any]]:
    at = 0
    for found in _MARKED.finditer(text):
        if found.start() > at:
            yield {"type": "text", "text": html.unescape(text[at : found.start()])}
        sign, value, label = found.groups()
        if sign == "@":
            yield {"type": "user", "user_id": value}
        elif sign == "#":
            yield {"type": "channel", "channel_id": value}
        elif sign == "!":
            yield {"type": "broadcast", "range": value}
        else:
            link = {"type": "link", "url": html.unescape(sign + value)}
            yield {**link, "text": html.unescape(label)} if label else link
        at = found.end()
    if at < len(text) or not text:
        yield {"type": "text", "text": html.unescape(text[at:])}
