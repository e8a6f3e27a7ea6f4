"""chat.*: messages and streams. Sources: docs.slack.dev/reference/methods/chat.*."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.servers.slack.api import Arguments, flag, method, need, parsed
from tests.servers.slack.blocks import checked_blocks
from tests.servers.slack.errors import Refused
from tests.servers.slack.world import APP, BOT, BOT_USER, TEAM, Channel, Message, rich_text

if TYPE_CHECKING:
    from tests.servers.slack.server import Slack


@dataclass
class Stream:
    """A message that is being written. ``mode`` is "text" or "chunks", as its first words came; "" before them."""

    started: float
    mode: str = ""
    state: str = "streaming"


def place(slack: Slack, name: str) -> Channel:
    """A conversation that the bot may write in."""
    channel = slack.world.channel_named(name)
    if channel is None and name in slack.world.users:
        need(slack, "im:write")
        channel = slack.world.im(name)
    if channel is None or (channel.kind != "channel" and BOT_USER not in channel.members):
        raise Refused("channel_not_found")
    if channel.is_archived:
        raise Refused("is_archived")
    if BOT_USER not in channel.members and "chat:write.public" not in slack.scopes:
        raise Refused("not_in_channel")
    return channel


def _own(slack: Slack, arguments: Arguments, refusal: str) -> tuple[Channel, Message]:
    channel = place(slack, str(arguments["channel"]))
    message = channel.messages.get(str(arguments["ts"]))
    if message is None:
        raise Refused("message_not_found")
    if message.get("bot_id") != BOT:
        raise Refused(refusal)
    return channel, message


def content(slack: Slack, arguments: Arguments, most_text: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """The text and blocks of a message, checked, and the warnings that go with the answer."""
    text, markdown, blocks = arguments.get("text"), arguments.get("markdown_text"), arguments.get("blocks")
    found: dict[str, Any] = {}
    if markdown is not None:
        if text or blocks:
            raise Refused("markdown_text_conflict")
        if len(markdown) > slack.limits.markdown:
            raise Refused("msg_too_long")
        text = markdown
    if blocks:
        found["blocks"] = _with_ids(slack, checked_blocks(blocks, slack.limits.markdown))
    if not text and not found.get("blocks") and not parsed(arguments, "attachments"):
        raise Refused("no_text")
    warned: dict[str, Any] = {}
    if text and len(text) > most_text:
        if most_text < slack.limits.text:
            raise Refused("msg_too_long")
        text = text[:most_text]
        warned = {"warning": "message_truncated", "response_metadata": {"warnings": ["message_truncated"]}}
    metadata = parsed(arguments, "metadata")
    if metadata is not None and not (isinstance(metadata, dict) and {"event_type", "event_payload"} >= set(metadata)):
        raise Refused("invalid_metadata_format")
    if metadata:
        found["metadata"] = metadata
    return {"text": text or "", **found}, warned


def _with_ids(slack: Slack, blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"block_id": slack.world.number("b"), **one} for one in blocks]


def by_bot(slack: Slack, channel: Channel, thread_ts: str | None, fields: Mapping[str, Any]) -> Message:
    """A message of the app's bot, and its event."""
    if thread_ts is not None and thread_ts not in channel.messages:
        thread_ts = None  # Slack starts a message of its own where the thread is gone
    common = {"user": BOT_USER, "bot_id": BOT, "app_id": APP, "bot_profile": {"id": BOT, "name": "On Record"}}
    message = slack.world.post(channel, thread_ts, **common, **fields)
    slack.status_ended(channel.id, message.get("thread_ts", message["ts"]))
    slack.emit_message(channel, message)
    return message


@method(
    "chat.postMessage",
    scope="chat:write",
    tier=5,
    required="channel",
    optional="text blocks attachments thread_ts markdown_text metadata mrkdwn unfurl_links unfurl_media "
    "reply_broadcast link_names parse icon_emoji icon_url username as_user container_id client_msg_id",
)
def post_message(slack: Slack, arguments: Arguments) -> Mapping[str, Any]:
    """A message, which is cut where it is longer than a message may be."""
    channel = place(slack, str(arguments["channel"]))
    fields, warned = content(slack, arguments, slack.limits.text)
    message = by_bot(slack, channel, arguments.get("thread_ts"), fields)
    return {"channel": channel.id, "ts": message["ts"], "message": message, **warned}


@method(
    "chat.postEphemeral",
    scope="chat:write",
    tier=4,
    required="channel user",
    optional="text blocks attachments thread_ts markdown_text link_names parse icon_emoji icon_url username as_user",
)
def post_ephemeral(slack: Slack, arguments: Arguments) -> Mapping[str, Any]:
    """A message that one member sees."""
    channel = place(slack, str(arguments["channel"]))
    if arguments["user"] not in channel.members:
        raise Refused("user_not_in_channel")
    fields, warned = content(slack, arguments, slack.limits.text)
    message = slack.ephemeral(channel, str(arguments["user"]), fields, arguments.get("thread_ts"))
    return {"message_ts": message["ts"], **warned}


@method(
    "chat.update",
    scope="chat:write",
    required="channel ts",
    optional="text blocks attachments markdown_text metadata link_names parse reply_broadcast file_ids as_user",
)
def update(slack: Slack, arguments: Arguments) -> Mapping[str, Any]:
    """Other words for a message of one's own; not while it is being streamed."""
    channel, message = _own(slack, arguments, "cant_update_message")
    stream = slack.streams.get(message["ts"])
    if stream is not None and stream.state == "streaming" and _alive(slack, stream):
        raise Refused("streaming_state_conflict")
    fields, warned = content(slack, arguments, slack.limits.update_text)
    before = dict(message)
    if "blocks" not in fields and arguments.get("blocks") is None:
        message.pop("blocks", None)
    message |= {**fields, "edited": {"user": BOT, "ts": slack.world.ts()}}
    slack.emit_changed(channel, message, before)
    return {"channel": channel.id, "ts": message["ts"], "text": message["text"], "message": message, **warned}


@method("chat.delete", scope="chat:write", required="channel ts", optional="as_user")
def delete(slack: Slack, arguments: Arguments) -> Mapping[str, Any]:
    """Take a message of one's own away."""
    channel, message = _own(slack, arguments, "cant_delete_message")
    slack.remove(channel, message)
    return {"channel": channel.id, "ts": message["ts"]}


@method("chat.getPermalink", tier=5, required="channel message_ts")
def permalink(slack: Slack, arguments: Arguments) -> Mapping[str, Any]:
    """A message's address, of any message in a channel that the bot can see."""
    channel = slack.world.channel_named(str(arguments["channel"]))
    if channel is None or (channel.kind != "channel" and BOT_USER not in channel.members):
        raise Refused("channel_not_found")
    message = channel.messages.get(str(arguments["message_ts"]))
    if message is None:
        raise Refused("message_not_found")
    return {"channel": channel.id, "permalink": slack.world.permalink(channel.id, message)}


# --- streams -------------------------------------------------------------------------------------------------------


def _alive(slack: Slack, stream: Stream) -> bool:
    return time.monotonic() - stream.started < slack.limits.stream_seconds


def _words(slack: Slack, arguments: Arguments, stream: Stream) -> tuple[str, list[dict[str, Any]]]:
    """The text and the blocks that a call of a stream brings; "" and [] where it brings none."""
    markdown, chunks = arguments.get("markdown_text"), parsed(arguments, "chunks")
    if not markdown and not chunks:
        return "", []
    mode = "text" if markdown else "chunks"
    if (stream.mode and stream.mode != mode) or (markdown and chunks):
        raise Refused("streaming_mode_mismatch")
    stream.mode = mode
    if markdown:
        pieces, blocks = [markdown], []
    else:
        pieces, blocks = _chunks(slack, chunks)
    text = "".join(pieces)
    if any(len(piece) > slack.limits.markdown for piece in pieces) or len(text) > slack.limits.markdown:
        raise Refused("msg_too_long")
    return text, blocks


_CHUNKS = {
    "markdown_text": {"text"},
    "task_update": {"id", "title", "status", "details", "output", "sources"},
    "plan_update": {"title"},
    "blocks": {"blocks"},
}


def _chunks(slack: Slack, chunks: Any) -> tuple[list[str], list[dict[str, Any]]]:
    pieces: list[str] = []
    blocks: list[dict[str, Any]] = []
    if not isinstance(chunks, list):
        raise Refused("invalid_chunks")
    for one in chunks:
        kind = str(one.get("type")) if isinstance(one, dict) else ""
        if kind not in _CHUNKS or set(one) - _CHUNKS[kind] - {"type"}:
            raise Refused("invalid_chunks")
        if kind == "markdown_text":
            pieces.append(str(one["text"]))
        elif kind == "blocks":
            blocks += checked_blocks(one["blocks"], slack.limits.markdown)
        elif kind == "task_update" and one.get("status") not in ("pending", "in_progress", "complete", "error"):
            raise Refused("invalid_chunks")
    return pieces, blocks


def _grow(slack: Slack, message: Message, text: str, blocks: list[dict[str, Any]]) -> None:
    """Append to a streamed message."""
    if len(message["text"]) + len(text) > slack.limits.stream_text:
        raise Refused("msg_too_long")
    if len(message["streamed_blocks"]) + len(blocks) > 50:
        raise Refused("invalid_blocks", ["[ERROR] no more than 50 items allowed [json-pointer:/chunks]"])
    message["text"] += text
    message["streamed_blocks"] += _with_ids(slack, blocks)
    if text:
        message["grew"].append((time.time(), len(message["text"])))


@method(
    "chat.startStream",
    scope="chat:write",
    tier=2,
    required="channel thread_ts",
    optional="markdown_text chunks recipient_user_id recipient_team_id task_display_mode icon_emoji icon_url username",
)
def start_stream(slack: Slack, arguments: Arguments) -> Mapping[str, Any]:
    """A message in a thread that will grow."""
    channel = place(slack, str(arguments["channel"]))
    if channel.kind != "im":
        for name in ("recipient_user_id", "recipient_team_id"):
            if not arguments.get(name):
                raise Refused(f"missing_{name}")
        if arguments["recipient_user_id"] not in slack.world.users:
            raise Refused("user_not_found")
        if arguments["recipient_team_id"] != TEAM:
            raise Refused("team_not_found")
    if str(arguments["thread_ts"]) not in channel.messages:
        raise Refused("message_not_found")
    stream = Stream(time.monotonic())
    text, blocks = _words(slack, arguments, stream)
    fields = {"text": "", "streamed_blocks": [], "grew": [], "streaming_state": "in_progress"}
    message = by_bot(slack, channel, str(arguments["thread_ts"]), fields)
    slack.streams[message["ts"]] = stream
    _grow(slack, message, text, blocks)
    return {"channel": channel.id, "ts": message["ts"]}


def _streaming(slack: Slack, arguments: Arguments) -> tuple[Channel, Message, Stream]:
    channel = place(slack, str(arguments["channel"]))
    message = channel.messages.get(str(arguments["ts"]))
    if message is None:
        raise Refused("message_not_found")
    if message.get("bot_id") != BOT:
        raise Refused("message_not_owned_by_app")
    stream = slack.streams.get(message["ts"])
    if stream is not None and stream.state == "stopped_by_user":
        raise Refused("stopped_by_user")
    if stream is None or stream.state != "streaming" or not _alive(slack, stream):
        raise Refused("message_not_in_streaming_state")
    return channel, message, stream


@method("chat.appendStream", scope="chat:write", tier=4, required="channel ts", optional="markdown_text chunks")
def append_stream(slack: Slack, arguments: Arguments) -> Mapping[str, Any]:
    """More words for it."""
    channel, message, stream = _streaming(slack, arguments)
    text, blocks = _words(slack, arguments, stream)
    if not text and not parsed(arguments, "chunks"):
        raise Refused("no_text")
    _grow(slack, message, text, blocks)
    return {"channel": channel.id, "ts": message["ts"]}


@method(
    "chat.stopStream",
    scope="chat:write",
    tier=2,
    required="channel ts",
    optional="markdown_text chunks blocks metadata session_status",
)
def stop_stream(slack: Slack, arguments: Arguments) -> Mapping[str, Any]:
    """Its last words, and the blocks below them."""
    channel, message, stream = _streaming(slack, arguments)
    text, blocks = _words(slack, arguments, stream)
    last = checked_blocks(arguments["blocks"], slack.limits.markdown) if arguments.get("blocks") else []
    _grow(slack, message, text, blocks)
    before = dict(message)
    written = rich_text(message["text"], slack.world.number("b")) if message["text"] else []
    final = [*written, *message["streamed_blocks"], *_with_ids(slack, last)]
    if not final:
        raise Refused("no_text")
    stream.state = "stopped"
    message.pop("streaming_state")
    message["blocks"] = final
    slack.emit_changed(channel, message, before)
    return {"channel": channel.id, "ts": message["ts"], "message": slack.public(message)}


def link_names(arguments: Arguments) -> bool:
    """Whether plain @names in the text are to become mentions."""
    return flag(arguments, "link_names") or arguments.get("parse") == "full"
