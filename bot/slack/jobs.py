"""What is to be done for somebody in Slack, as a frozen value that a store can keep as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

PASTED_TITLE: Final = "Text of the message"
"""The title of a text that was pasted into a message."""

Kind = Literal["answer", "summary", "stances", "decisions", "check", "add", "help"]
ChannelKind = Literal["channel", "group", "im", "mpim", ""]


@dataclass(frozen=True, slots=True)
class Place:
    """A thread. ``channel_type`` as events name it: channel (public), group (private), im, mpim; "" where not told.

    ``thread`` is the time stamp of the message that the thread hangs on; None for a command, which has no thread.
    """

    team: str
    channel: str
    thread: str | None
    channel_type: ChannelKind = ""

    @property
    def is_direct(self) -> bool:
        """Whether it is one person's own conversation with the app."""
        return self.channel_type == "im" or self.channel.startswith("D")


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file as Slack describes it; ``size`` in bytes, 0 where not told; ``page`` is its permalink. None of it is
    trusted."""

    id: str
    name: str
    url: str
    size: int = 0
    mimetype: str = ""
    access: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """One thing asked.

    Attributes:
        key: what makes it the same thing when it is delivered again, within its team.
        kind: what is to be done.
        place: where the answer goes.
        user: who asked.
        user_team: the workspace that he or she belongs to; "" for this one (in shared channels it may be another).
        ts: the message that asked; None for commands and shortcuts.
        text: the words asked with, as Slack escapes them, without the mention of the app.
        files: files of that very message.
        sources: addresses to answer from, besides those in the text.
        private: whether only the one who asked is to see the answer.
        response_url: where a private answer may be sent; None: by chat.postEphemeral.
        follow_up: whether it was asked without naming the app.
    """

    key: str
    kind: Kind
    place: Place
    user: str
    ts: str | None = None
    text: str = ""
    files: tuple[FileRef, ...] = ()
    sources: tuple[str, ...] = ()
    user_team: str = ""
    private: bool = False
    response_url: str | None = None
    follow_up: bool = False

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Job:
        """Read back what ``to_json`` wrote.

        Raises:
            ValueError, KeyError, TypeError: it is something else.
        """
        kept: dict[str, Any] = json.loads(text)
        place = Place(**kept.pop("place"))
        files = tuple(FileRef(**one) for one in kept.pop("files"))
        return cls(place=place, files=files, sources=tuple(kept.pop("sources")), **kept)


def pasted_source(ts: str | None) -> str:
    """What a text that was pasted into a message is kept under."""
    return f"text:{ts}"


def file_refs(message: Mapping[str, Any]) -> tuple[FileRef, ...]:
    """The files of a message that can be read at all; deleted ones and those hidden by a plan's limit are not."""
    found = []
    for raw in message.get("files") or ():
        if not isinstance(raw, Mapping) or raw.get("mode") in ("tombstone", "hidden_by_limit"):
            continue
        size = raw.get("size")
        found.append(
            FileRef(
                id=str(raw.get("id", "")),
                name=str(raw.get("name") or raw.get("title") or "a file"),
                url=str(raw.get("url_private_download") or raw.get("url_private") or ""),
                size=size if isinstance(size, int) else 0,
                mimetype=str(raw.get("mimetype") or ""),
                access=str(raw.get("file_access") or ""),
                page=str(raw.get("permalink") or ""),
            )
        )
    return tuple(found)
