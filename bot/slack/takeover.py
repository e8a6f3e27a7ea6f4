"""What a worker that is gone left behind: what is missing of an answer is sent, what is half said is taken back.

What is noted of a job tells how far its worker meant to get; what stands in the thread tells how far it got. Nothing
is written before the thread was read: where Slack does not give it out, the job waits.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from slack_sdk.errors import SlackApiError

from bot.slack import voices
from bot.slack.api import Slack, failure
from bot.slack.posting import Poster, is_about, is_over, marks
from bot.slack.state import State
from bot.slack.state.answers import Answer
from bot.slack.state.queue import Claimed
from bot.slack.streaming import Noted, ending_of, has_ending

ARRIVAL: Final = 1.0
"""Seconds in which a message that was being begun has arrived."""
BEGINNING: Final = 5.0
"""Seconds by which this machine's clock may be before Slack's, when a message is sought that was begun."""

_INTERRUPTED: Final = "The answer above was interrupted; the whole one follows."


@dataclass(frozen=True, slots=True)
class Takeover:
    """One job that another worker had before."""

    slack: Slack
    state: State
    poster: Poster
    claimed: Claimed
    noted: Noted

    async def is_answered(self) -> bool:
        """Send what is missing of an answer, or clear up what is half said; whether the answer is there, whole.

        Raises:
            SlackApiError, ThrottledError, aiohttp.ClientError, TimeoutError, OSError: Slack does not say what is
                there, or does not take what is missing.
        """
        claimed, stage = self.claimed, self.claimed.progress.get("stage")
        if claimed.job.private:
            return await self._privately(stage)
        ours = await self.slack.ours(claimed.job.place, claimed.job.ts or "")
        if is_over(ours, claimed.job):
            return True
        there = marks(ours)
        answer = await self.state.answers.get(claimed.id, claimed.job.place.team)
        ended = answer is not None and voices.is_ended(answer, there)
        if answer is not None and stage == "ending" and not ended and self._written():
            await self._end(answer)
            ended = True
        if ended or stage == "ended":
            if answer is not None:
                await voices.follow(self.poster, claimed.job, answer, there)
            return True
        for ts in (*self._written(), *self._begun(ours, self._written())):
            await self.remove(ts)
        await self.noted({})
        return False

    async def retract(self) -> None:
        """Take back all that was said of a job whose question is gone, without a word."""
        job = self.claimed.job
        if job.private:
            return
        if self.claimed.progress.get("stage") == "beginning":
            await asyncio.sleep(ARRIVAL)
        ours = await self.slack.ours(job.place, job.ts or "")
        known = {*self._written(), *self._begun(ours, ())}
        known |= {str(one["ts"]) for one in ours if is_about(one, job) or self._is_marked(one)}
        for ts in sorted(known):
            await self.remove(ts, silently=True)

    async def remove(self, ts: str, *, silently: bool = False) -> None:
        """Take back a message; where Slack will not, say that it is only a half."""
        writer, channel = self.slack.writer, self.claimed.job.place.channel
        with suppress(SlackApiError):
            await writer.chat_stopStream(channel=channel, ts=ts)
        try:
            await writer.chat_delete(channel=channel, ts=ts)
        except SlackApiError as error:
            if failure(error) != "message_not_found" and not silently:
                await self.poster.post(self.claimed.job, _INTERRUPTED)

    async def _privately(self, stage: object) -> bool:
        """Of a private answer nobody can see what arrived: what was noted counts."""
        if stage == "sent":
            return True
        begun = self.claimed.progress.get("sent")
        answer = await self.state.answers.get(self.claimed.id, self.claimed.job.place.team)
        if stage != "sending" or not isinstance(begun, int) or answer is None:
            return False
        await voices.send(self.poster, self.claimed.job, answer, self.noted, begun)
        return True

    async def _end(self, answer: Answer) -> None:
        """Put what belongs below an answer below its last message, all of whose words are there."""
        under, channel = voices.below(answer)[0], self.claimed.job.place.channel
        try:
            await self.slack.writer.chat_stopStream(channel=channel, ts=self._written()[-1], blocks=under)
        except SlackApiError as error:
            if ending_of(error) not in ("over", "long"):
                raise
            await self.poster.post(self.claimed.job, "*Sources*", under)
        await self.noted({"stage": "ended", "messages": self._written()})

    def _is_marked(self, message: Mapping[str, Any]) -> bool:
        """Whether the answer's sources, its thumbs or its file are in a message."""
        identity = self.claimed.id
        return any(identity in mark or mark == voices.file_name(identity) for mark in marks([message]))

    def _written(self) -> list[str]:
        """The time stamps of the messages that were noted as begun."""
        noted = self.claimed.progress.get("messages")
        return [str(ts) for ts in noted] if isinstance(noted, list) else []

    def _begun(self, ours: Collection[Mapping[str, Any]], known: Collection[str]) -> list[str]:
        """The message that a worker was beginning when it went, where it was begun: since then, and not whole."""
        if self.claimed.progress.get("stage") != "beginning":
            return []
        at = self.claimed.progress.get("at")
        since = float(at if isinstance(at, int | float) else time.time()) - BEGINNING
        found = [
            str(one["ts"])
            for one in ours
            if float(one["ts"]) >= since and one["ts"] not in known and not has_ending(one) and not one.get("metadata")
        ]
        return found[:1]
