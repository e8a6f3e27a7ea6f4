"""An answer that is written while people read it: chat.startStream, appendStream, stopStream, within Slack's limits.

Slack's limits, as documented and as seen: 12,000 characters a call, some hundred appends a minute for a workspace,
about five minutes from a stream's start to its end, whatever is written; leading white space may be lost. A stream
that is over answers ``message_not_in_streaming_state``; a text too long ``msg_too_long``; one that its reader stopped
``stopped_by_user``. The first two go on in a new message. A call whose connection was lost may have arrived or not:
the message is read back before anything is sent again, so that nothing is said twice.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.slack.api import Slack, failure
from bot.slack.blocks import Block, pieces
from bot.slack.jobs import Place

CALL_LIMIT: Final = 11_500
"""Characters sent in one call."""
MESSAGE_LIMIT: Final = 11_500
"""Characters of one message, after which a new one is begun."""
OVER: Final = frozenset({"message_not_in_streaming_state", "streaming_state_conflict", "message_not_found"})
UNSURE: Final = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
"""Slack's words for a call that may have been done or not."""
LOST = (aiohttp.ClientError, TimeoutError, OSError)
ERRORS = (SlackApiError, *LOST)
STARTS: Final = 3
SHORTEST: Final = 200
"""Characters of a text that is not halved any more, where Slack finds it too long to begin a message with."""
CLOCKS: Final = 60.0
"""Seconds by which this machine's clock may be before Slack's."""

Ending = Literal["stopped", "over", "long", "lost", "refused"]

Noted = Callable[[Mapping[str, Any]], Awaitable[None]]
"""Keeps how far a job got; may raise to stop the work."""


class StoppedError(Exception):
    """The reader does not want the rest."""


@dataclass(slots=True)
class _Message:
    """The message that is being written: its time stamp, when it began (monotonic), and what was written to it."""

    ts: str
    began: float
    written: str = ""


class AnswerStream:
    """One answer in one thread. ``say`` never waits for Slack; ``close`` waits until all is there.

    Args:
        slack: where to.
        place: the thread.
        reader: who asked, and that user's workspace: in channels Slack wants to know for whom a stream is.
        noted: told of each message that was begun, before and after; may raise to stop the stream.
    """

    def __init__(self, slack: Slack, place: Place, reader: tuple[str, str], noted: Noted) -> None:
        self._slack = slack
        self._place = place
        self._user, self._team = reader
        self._noted = noted
        self._pending: list[str] = []
        self._message: _Message | None = None
        self._sent = 0.0
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._ending = False
        self.messages: list[str] = []
        """The time stamps of the messages written, in order."""
        self.first_said: float | None = None
        """When the first words were said (monotonic)."""
        self.first_seen: float | None = None
        """When they stood in Slack (monotonic)."""

    def say(self, text: str) -> None:
        """Add a paragraph of Markdown, whole; it ends its line.

        Raises:
            StoppedError, SlackApiError: an earlier one could not be posted.
        """
        if self._task is not None and self._task.done():
            self._task.result()
        if self.first_said is None:
            self.first_said = time.monotonic()
        self._pending += pieces(text.rstrip("\n"), CALL_LIMIT - 1)
        self._wake.set()
        if self._task is None:
            self._task = asyncio.create_task(self._write())

    async def close(self, blocks: Sequence[Block]) -> None:
        """Write what is left, end the message, and put blocks below it.

        Raises:
            StoppedError: the reader stopped it.
            SlackApiError: Slack will not have it.
        """
        await self._end_writing()
        await self._flush()
        if self._message is None:
            await self._begin("")
        await self._finish(blocks)

    async def abandon(self, words: str | None) -> None:
        """End the message as it stands, with a last line; best effort. Nothing pending is written.

        One whose words are all there is not ended with another line: what is missing below it may be on its way.
        """
        self._pending.clear()
        await self._end_writing(cancel=True)
        if self._message is None or self._ending:
            return
        try:
            await self._stop(f"\n{words}\n" if words else None, ())
        except ERRORS:
            if words:
                await self._post(words)

    async def drop(self) -> None:
        """Write nothing more, nor end the message: it is another's now, or is going to be taken back."""
        self._pending.clear()
        await self._end_writing(cancel=True)

    async def _end_writing(self, *, cancel: bool = False) -> None:
        task, self._task = self._task, None
        if task is None:
            return
        if cancel:
            task.cancel()
        self._pending.append("")  # an empty piece is the end
        self._wake.set()
        try:
            await task
        except asyncio.CancelledError:
            if not cancel:
                raise
        except Exception:
            if not cancel:
                raise
        self._pending = [piece for piece in self._pending if piece]

    async def _write(self) -> None:
        """Write as it comes, no faster than Slack likes; what comes meanwhile goes together."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            if "" in self._pending:
                return
            rest = self._slack.settings.append_interval - (time.monotonic() - self._sent)
            if rest > 0 and self._message is not None:
                await asyncio.sleep(rest)
            await self._flush()

    async def _flush(self) -> None:
        while any(self._pending):
            chunk = self._take()
            await self._send(chunk)
            del self._pending[: chunk.count("\0") + 1]
            self._sent = time.monotonic()
            if self.first_seen is None:
                self.first_seen = self._sent

    def _take(self) -> str:
        """As many pending pieces as one call may carry, parted by NUL, which no piece holds."""
        taken = self._pending[0].replace("\0", "")
        for piece in self._pending[1:]:
            if not piece or len(taken) + len(piece) + 2 > CALL_LIMIT:
                break
            taken += "\0" + piece.replace("\0", "")
        return taken

    async def _send(self, chunk: str) -> None:
        text = chunk.replace("\0", "\n") + "\n"
        m = self._message
        if m is not None:
            old = time.monotonic() - m.began > self._slack.settings.message_seconds
            if old or len(m.written) + len(text) > MESSAGE_LIMIT:
                await self._turn_over()
        if self._message is None:
            await self._begin(text)
        else:
            await self._append(self._message, text)

    async def _append(self, message: _Message, text: str) -> None:
        try:
            await self._slack.writer.chat_appendStream(channel=self._place.channel, ts=message.ts, markdown_text=text)
        except ERRORS as error:
            match ending_of(error):
                case "stopped":
                    raise StoppedError from error
                case "over":
                    self._message = None
                    await self._begin(text)
                case "long":
                    await self._turn_over()
                    await self._begin(text)
                case "lost":
                    if await self._arrived(message.ts, text):
                        message.written += text
                        return
                    await self._turn_over()
                    await self._begin(text)
                case _:
                    raise
        else:
            message.written += text

    async def _begin(self, text: str) -> None:
        """A new message in the thread, with its first words."""
        await self._noted({"stage": "beginning", "messages": self.messages, "at": time.time()})
        try:
            ts = await self._started(text)
        except SlackApiError as error:
            if ending_of(error) != "long" or len(text) <= SHORTEST:
                raise
            for half in pieces(text.rstrip("\n"), len(text) // 2 + 1):
                await self._send(half)
            return
        self._message = _Message(ts, time.monotonic(), text)
        self.messages.append(ts)
        await self._noted({"stage": "writing", "messages": self.messages})

    async def _started(self, text: str) -> str:
        """The time stamp of a stream that was started once, however often it took."""
        direct, since = self._place.is_direct, time.time() - CLOCKS
        for attempt in range(STARTS):
            try:
                told = await self._slack.writer.chat_startStream(
                    channel=self._place.channel,
                    thread_ts=self._place.thread or "",
                    markdown_text=text or None,
                    recipient_team_id=None if direct else self._team,
                    recipient_user_id=None if direct else self._user,
                )
                return str(told["ts"])
            except ERRORS as error:
                if ending_of(error) != "lost" or attempt == STARTS - 1:
                    raise
                await asyncio.sleep(1.0 + attempt)
                found = await self.begun_since(since, text)
                if found is not None:
                    return found
        raise AssertionError("the last attempt returns or raises")

    async def _turn_over(self) -> None:
        """End the message that is being written, because the answer goes on in a new one."""
        try:
            await self._stop(None, ())
        except ERRORS as error:
            if ending_of(error) == "stopped":
                raise StoppedError from error
        self._message = None

    async def _finish(self, blocks: Sequence[Block]) -> None:
        m = self._message
        assert m is not None
        await self._noted({"stage": "ending", "messages": self.messages})
        self._ending = True
        try:
            await self._stop(None, blocks)
        except ERRORS as error:
            match ending_of(error):
                case "stopped":
                    raise StoppedError from error
                case "over" | "long":
                    await self._post("*Sources*", blocks)  # what belongs below a message that is ended follows it
                case "lost":
                    await self._finish_again(m, blocks)
                case _:
                    raise
        self._message = None
        await self._noted({"stage": "ended", "messages": self.messages})

    async def _finish_again(self, message: _Message, blocks: Sequence[Block]) -> None:
        """The blocks, where they are not below the message yet."""
        await asyncio.sleep(1.0)
        raw = await self._slack.message(self._place.channel, self._place.thread or "", message.ts)
        if raw is not None and not has_ending(raw):
            try:
                await self._stop(None, blocks)
            except SlackApiError as error:
                if ending_of(error) not in ("over", "long"):
                    raise
                await self._post("*Sources*", blocks)

    async def _stop(self, words: str | None, blocks: Sequence[Block]) -> None:
        assert self._message is not None
        await self._slack.writer.chat_stopStream(
            channel=self._place.channel, ts=self._message.ts, markdown_text=words, blocks=list(blocks) or None
        )

    async def _post(self, text: str, blocks: Sequence[Block] = ()) -> None:
        told = await self._slack.writer.chat_postMessage(
            channel=self._place.channel,
            thread_ts=self._place.thread,
            text=text,
            blocks=list(blocks) or None,
            unfurl_links=False,
            unfurl_media=False,
        )
        self.messages.append(str(told["ts"]))

    async def begun_since(self, since: float, text: str) -> str | None:
        """The message of ours with these words that was begun since a time, whose answer was lost."""
        said = await self._slack.replies(self._place, patient=True)
        mine = (await self._slack.identity()).bot_user
        for one in reversed(said):
            ours = one.bot and one.user == mine and float(one.ts) >= since and one.ts not in self.messages
            if ours and fold(text)[:80] in fold(one.text):
                return one.ts
        return None

    async def _arrived(self, ts: str, text: str) -> bool:
        """Whether words that were sent stand in the message, as Slack has it."""
        for pause in (0.2, 1.0, 3.0):
            await asyncio.sleep(pause)
            try:
                raw = await self._slack.message(self._place.channel, self._place.thread or "", ts)
            except ERRORS:
                continue
            return raw is not None and fold(text)[-80:] in fold(str(raw.get("text") or ""))
        return False


def ending_of(error: BaseException) -> Ending:
    """What an error of a stream's call means for the stream."""
    if not isinstance(error, SlackApiError):
        return "lost"
    code = failure(error)
    if code == "stopped_by_user":
        return "stopped"
    if code in OVER:
        return "over"
    if code == "msg_too_long":
        return "long"
    if code in UNSURE or getattr(error.response, "status_code", 200) >= 500:
        return "lost"
    return "refused"


def has_ending(message: Mapping[str, Any]) -> bool:
    """Whether what belongs below an answer stands below a message."""
    return any(
        isinstance(block, Mapping) and str(block.get("block_id", "")).startswith("onrecord_")
        for block in message.get("blocks") or ()
    )


_LINK: Final = re.compile(r"\]\([^)]*\)")


def fold(text: str) -> str:
    """Letters and digits alone: what stays the same when Slack makes its own of a Markdown text."""
    return "".join(c for c in _LINK.sub("]", text) if c.isalnum())
