"""Chat threads: a JSON list of messages ``{"user": ..., "ts": ..., "text": ...}``, oldest first.

``reply_to`` (or ``thread_ts``) names the time stamp of the message replied to, ``edited`` is true or an object where
the message was changed later. An object with a list ``messages`` around it, as chat services answer, is read too.
The text shows each message as "user: text". A message that itself looks like "somebody: text" remains its sender's:
turns are made from the JSON, never read back from the text.
"""

from __future__ import annotations

import json
from typing import Any

from bot.errors import SourceUnreadable, shown
from bot.ingest.blocks import Block, compose
from bot.ingest.decoding import clean
from bot.ingest.headlines import title_of
from bot.ingest.origin import Origin
from bot.types import Document

MAX_MESSAGES = 100_000
"""A busy channel has some hundred thousand messages a year; a thread to be summarized has a few hundred."""

_SHAPE = 'a chat thread is a list of {"user": "...", "ts": "...", "text": "..."}'


def read_thread(text: str, origin: Origin) -> Document | None:
    """Read a chat thread; None where the text is not JSON at all and nobody said it was.

    Raises:
        SourceUnreadable: broken JSON, JSON of another shape, or a message without its parts; says which one.
    """
    try:
        # Numbers are kept as they are written: a time stamp such as 1762164000.000100 has more digits than a float.
        value = json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        if origin.extension != ".json" and origin.media_type != "application/json":
            return None
        where = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise SourceUnreadable(f"{origin} is not well-formed JSON{where}; {_SHAPE}.") from None
    title = None
    if isinstance(value, dict) and isinstance(value.get("messages"), list):
        title = title_of(value.get("title"))
        value = value["messages"]
    if not isinstance(value, list) or not value or not all(isinstance(message, dict) for message in value):
        raise SourceUnreadable(f"{origin} is JSON but not a chat thread; {_SHAPE}.")
    if len(value) > MAX_MESSAGES:
        raise SourceUnreadable(f"{origin} has over {MAX_MESSAGES:,} messages; give a part of it.")
    blocks = [_block(message, number, origin) for number, message in enumerate(value, 1)]
    body, turns = compose(block for block in blocks if block.text)
    return Document.of(body, title=title and clean(title), uri=origin.uri, kind="thread", turns=turns)


def _block(message: dict[str, Any], number: int, origin: Origin) -> Block:
    for key in ("user", "ts", "text"):
        if not isinstance(message.get(key), str) or (key != "text" and not message[key].strip()):
            raise SourceUnreadable(f'Message {number} of {origin} has no "{shown(key)}"; {_SHAPE}.')
    stamp = _line(message["ts"])
    reply = message.get("reply_to") or message.get("thread_ts")
    return Block(
        speaker=_line(message["user"]).rstrip(":"),
        text=clean(message["text"]).strip(),
        time=stamp,
        key=stamp,
        # A message that opens a thread names itself as the thread.
        reply_to=_line(reply) if isinstance(reply, str) and _line(reply) != stamp else None,
        edited=bool(message.get("edited")),
    )


def _line(text: str) -> str:
    """A name or a stamp as one line."""
    return " ".join(clean(text).split())
