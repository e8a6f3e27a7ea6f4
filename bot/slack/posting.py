"""Single messages: sentences, what follows an answer, files. Each carries a mark by which it is known again.

A call whose connection was lost may have arrived: the thread is read before anything is said about it. Whoever takes a
job over sees by the marks what of it was said.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.slack.api import Slack
from bot.slack.blocks import Block
from bot.slack.jobs import Job
from bot.slack.streaming import LOST, ending_of, fold

SAID: Final = "onrecord_said"
"""The metadata's type of what is said about a job."""
LOADING: Final = ("Reading the sources …", "Finding the exact words …", "Checking every statement …")
PAUSES: Final = (0.5, 1.0, 2.0)
"""Seconds to wait before each look for a message whose sending was cut off."""


class Poster:
    """Says things about jobs, where their askers see them."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    async def post(self, job: Job, text: str, under: Sequence[Block] = (), *, last: bool = False) -> None:
        """Say something about a job: in its thread, or privately.

        Args:
            job: what it is about.
            text: escaped mrkdwn.
            under: blocks in the place of the text, which is then for notifications.
            last: whether nothing more is to be said about the job.

        Raises:
            SlackApiError, aiohttp.ClientError, TimeoutError, OSError: it was not said, or nobody knows.
        """
        body: dict[str, Any] = {"text": text, "blocks": list(under) or None}
        if job.private:
            await self._privately(job, body)
            return
        mark = {"event_type": SAID, "event_payload": {"job": job.key, "last": last}}
        try:
            await self._slack.writer.chat_postMessage(
                channel=job.place.channel,
                thread_ts=job.place.thread,
                unfurl_links=False,
                unfurl_media=False,
                metadata=mark,
                **body,
            )
        except (SlackApiError, *LOST) as error:
            if ending_of(error) != "lost" or not await self._arrived(job, text):
                raise

    async def share(self, job: Job, name: str, content: str, comment: str) -> bool:
        """Put a text into a job's thread as a file; whether it is there.

        Args:
            job: not a private one: everybody in the conversation sees the file.
            name: the file's name, by which it is known again.
            content: its text.
            comment: the sentence above it.
        """
        try:
            await self._slack.writer.files_upload_v2(
                channel=job.place.channel,
                thread_ts=job.place.thread,
                filename=name,
                title=name,
                content=content,
                initial_comment=comment,
            )
        except (SlackApiError, SlackRequestError, *LOST) as error:
            if isinstance(error, SlackRequestError) or ending_of(error) != "lost":
                return False
            for pause in PAUSES:
                await asyncio.sleep(pause)
                if name in marks(await self._slack.ours(job.place, job.ts or "")):
                    return True
            return False
        return True

    async def status(self, job: Job, words: str) -> None:
        """Show that it is being worked on; "" clears it. Not worth an error."""
        if job.private or job.place.thread is None:
            return
        try:
            await self._slack.writer.assistant_threads_setStatus(
                channel_id=job.place.channel,
                thread_ts=job.place.thread,
                status=words,
                loading_messages=list(LOADING) if words else None,
            )
        except (SlackApiError, OSError, TimeoutError):
            return

    async def _privately(self, job: Job, body: Mapping[str, Any]) -> None:
        if job.response_url is not None and self._slack.settings.is_slacks(job.response_url):
            # No handler tries again: where the connection is lost, it may have been said.
            hook = AsyncWebhookClient(job.response_url, retry_handlers=[])
            told = await hook.send(response_type="ephemeral", replace_original=False, **body)
            if told.status_code == 200:
                return
        await self._slack.writer.chat_postEphemeral(
            channel=job.place.channel, user=job.user, thread_ts=job.place.thread, **body
        )

    async def _arrived(self, job: Job, text: str) -> bool:
        """Whether a message whose sending was cut off stands in the thread."""
        for pause in PAUSES:
            await asyncio.sleep(pause)
            there = await self._slack.ours(job.place, job.ts or "")
            if any(is_about(one, job) and fold(text)[:200] == fold(str(one.get("text") or ""))[:200] for one in there):
                return True
        return False


def marks(messages: Collection[Mapping[str, Any]]) -> frozenset[str]:
    """What messages are known by: the ids of their blocks, and the names of their files."""
    blocks = {str(block.get("block_id", "")) for one in messages for block in one.get("blocks") or ()}
    files = {str(file.get("name", "")) for one in messages for file in one.get("files") or ()}
    return frozenset(blocks | files)


def is_over(messages: Collection[Mapping[str, Any]], job: Job) -> bool:
    """Whether the last word on a job is among some messages of ours."""
    return any(is_about(one, job) and one["metadata"]["event_payload"].get("last") is True for one in messages)


def is_about(message: Mapping[str, Any], job: Job) -> bool:
    """Whether a message of ours was posted about a job; those that are streamed carry no such mark."""
    mark = message.get("metadata")
    if not isinstance(mark, Mapping) or mark.get("event_type") != SAID:
        return False
    told = mark.get("event_payload")
    return isinstance(told, Mapping) and told.get("job") == job.key
