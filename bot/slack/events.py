"""Slack's deliveries -> values: what was asked, and what was said, changed or deleted in a thread. Pure.

Subtypes other than ``file_share``, and everything that a bot said, are nobody's question. A mention in a channel
comes twice, as ``app_mention`` and as ``message``: both make a job of the same key.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast, get_args

from bot.slack import wording
from bot.slack.helping import is_about_the_app
from bot.slack.jobs import ChannelKind, FileRef, Job, Kind, Place, file_refs

ASKING_SUBTYPES: Final = (None, "file_share", "thread_broadcast")

_SUMMARY: Final = re.compile(
    r"(?:please\s+|can you\s+|could you\s+)*"
    r"(?:summari[sz]e|sum\s+up|summary|tl;?dr|recap|zusammenfass\w*|fasse?\b.*zusammen)\b",
    re.IGNORECASE,
)
_STANCES: Final = re.compile(
    r"who\s+stands\s+where|where\s+(?:does|do)\s+(?:everyone|everybody|each|people|they)\b.*\bstand|^\W*stances?\b"
    r"|^\W*positions\b|who\s+is\s+(?:for|in\s+favou?r)\s+(?:it\s+)?and\s+(?:who\s+(?:is\s+)?)?against|wer\s+steht\s+wo",
    re.IGNORECASE,
)
_DECISIONS: Final = re.compile(
    r"\b(?:decisions?\s+and\s+(?:the\s+)?open\s+(?:questions?|points?)|open\s+questions\b|what\s+(?:was|were|has\s+been|did\s+we)"
    r"\s+decided?|^\W*decisions\b|(?:list|show|which|what)\b.{0,20}\bdecisions\b|what\s+is\s+(?:still\s+)?open\b)",
    re.IGNORECASE,
)
_ADD: Final = re.compile(r"^\W*add\b", re.IGNORECASE)
_CHECK: Final = re.compile(r"^\W*check\b", re.IGNORECASE)
_ASKS: Final = re.compile(
    r"^\W*(?:who|whom|whose|what|when|where|why|how|which|is|are|was|were|do|does|did|can|could|has|have|should|will|and\b"
    r"|but\b|tell|show|list|explain|quote|give|wer|was|wann|wo|warum|wie|welche[rsn]?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """A message of a thread as it stands now; ``text`` as Slack escapes it."""

    place: Place
    ts: str
    user: str
    text: str
    edited: bool = False
    files: tuple[FileRef, ...] = ()
    bot: bool = False


@dataclass(frozen=True, slots=True)
class Deleted:
    """A message is gone."""

    place: Place
    ts: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery of Slack's.

    Attributes:
        id: the same for each time that it is delivered; None where Slack gives none (commands, buttons).
        job: what is asked, if anything. A follow-up is only one if the app is part of its thread.
        said: a message that was said or changed.
        deleted: a message that was deleted.
        left: the app was removed from the workspace.
    """

    id: str | None
    job: Job | None = None
    said: Said | None = None
    deleted: Deleted | None = None
    left: bool = False


def is_idle(delivery: Delivery) -> bool:
    """Whether nothing is to be done about a delivery: talk in a channel that is no thread's and no question."""
    said = delivery.said
    alone = said is None or (not said.edited and said.ts == said.place.thread)
    return alone and delivery.job is None and delivery.deleted is None and not delivery.left


def kind_of(text: str) -> Kind:
    """What a request in words asks for; a question where nothing else is recognised."""
    words = " ".join(text.split())
    if is_about_the_app(words):
        return "help"
    if _STANCES.search(words):
        return "stances"
    if _DECISIONS.search(words):
        return "decisions"
    if _SUMMARY.match(words.lstrip("*_~`\"'“ ")):
        return "summary"
    if _ADD.match(words):
        return "add"
    return "check" if _CHECK.match(words) else "answer"


def is_follow_up(text: str) -> bool:
    """Whether words that name nobody read as a question or a request, and not as talk among people."""
    words = wording.without_links(text)
    return not wording.mentions(text) and (
        words.rstrip(" )\"'”*_").endswith("?") or bool(_ASKS.match(words)) or kind_of(words) != "answer"
    )


def read_event(body: Mapping[str, Any], bot_user: str) -> Delivery:
    """What an Events API delivery holds.

    Args:
        body: the whole body (``type`` "event_callback"), of which no field is trusted to be there.
        bot_user: the app's own user id.
    """
    event = body.get("event")
    identity = str(body["event_id"]) if body.get("event_id") else None
    team = str(body.get("team_id") or "")
    if not isinstance(event, Mapping):
        return Delivery(identity)
    match event.get("type"):
        case "app_mention":
            return Delivery(identity, job=_job(event, team, bot_user), said=_said(event, team))
        case "message":
            return _read_message(event, team, bot_user, identity)
        case "app_uninstalled" | "tokens_revoked":
            return Delivery(identity, left=True)
    return Delivery(identity)


def _read_message(event: Mapping[str, Any], team: str, bot_user: str, identity: str | None) -> Delivery:
    subtype = event.get("subtype")
    if subtype == "message_deleted":
        before = event.get("previous_message")
        message = before if isinstance(before, Mapping) else {}
        ts = str(event.get("deleted_ts") or message.get("ts") or "")
        return Delivery(identity, deleted=Deleted(_place(event, team, message.get("thread_ts")), ts) if ts else None)
    if subtype == "message_changed":
        changed = event.get("message")
        if not isinstance(changed, Mapping) or changed.get("subtype") == "tombstone":
            ts = str(changed.get("ts", "")) if isinstance(changed, Mapping) else ""
            return Delivery(identity, deleted=Deleted(_place(event, team, None), ts) if ts else None)
        now = {**event, **changed, "edited": changed.get("edited") or True}
        return Delivery(identity, job=_job(now, team, bot_user), said=_said(now, team))
    if subtype not in ASKING_SUBTYPES:
        return Delivery(identity)
    return Delivery(identity, job=_job(event, team, bot_user), said=_said(event, team))


def _said(event: Mapping[str, Any], team: str) -> Said | None:
    ts, user = str(event.get("ts") or ""), str(event.get("user") or "")
    if not ts or not (user or event.get("bot_id")):
        return None
    return Said(
        place=_place(event, team, event.get("thread_ts") or ts),
        ts=ts,
        user=user,
        text=str(event.get("text") or ""),
        edited=bool(event.get("edited")),
        files=file_refs(event),
        bot=_by_bot(event),
    )


def _job(event: Mapping[str, Any], team: str, bot_user: str) -> Job | None:
    """The job that a message asks for; None for a bot's message and for talk that is not for the app."""
    user, ts, text = str(event.get("user") or ""), str(event.get("ts") or ""), str(event.get("text") or "")
    if not user or not ts or user == bot_user or _by_bot(event):
        return None
    place = _place(event, team, event.get("thread_ts") or ts)
    named = bot_user in wording.mentions(text) or event.get("type") == "app_mention"
    in_thread = bool(event.get("thread_ts")) and event.get("thread_ts") != ts
    if not named and not place.is_direct and not (in_thread and is_follow_up(text)):
        return None
    if event.get("edited") and not named:
        return None
    asked, files = wording.without_mention(text, bot_user), file_refs(event)
    kind = kind_of(wording.without_links(asked))
    if kind == "add" and not files and not wording.links(asked):
        kind = "answer"
    return Job(
        key=f"m:{place.channel}:{ts}",
        kind=kind,
        place=place,
        user=user,
        ts=ts,
        text=asked,
        files=files,
        user_team=str(event.get("user_team") or event.get("team") or ""),
        follow_up=not named and not place.is_direct,
    )


def _by_bot(event: Mapping[str, Any]) -> bool:
    return bool(event.get("bot_id") or event.get("bot_profile")) or event.get("subtype") == "bot_message"


def _place(event: Mapping[str, Any], team: str, thread: object) -> Place:
    kind = event.get("channel_type")
    known = cast("ChannelKind", kind) if kind in get_args(ChannelKind) else ""
    return Place(team, str(event.get("channel") or ""), str(thread) if thread else None, known)
