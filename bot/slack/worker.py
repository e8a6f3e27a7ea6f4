"""Workers: each claims a job, holds it by a heartbeat, answers it, and says so when it cannot.

A job is one worker's as long as its lease lasts. Who cannot renew it stops posting before it runs out, so that two
workers never write the same answer; who takes a job over finds in its progress what was posted, and clears that up
before beginning again, or sees that the answer is there already.
"""

from __future__ import annotations

import asyncio
import os
import socket
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

from slack_sdk.errors import SlackApiError

from bot.errors import OnRecordError, SourceError, StoreError, UsageError
from bot.slack.answering import Answerer, Collected, Outcome, sentence_for
from bot.slack.api import failure
from bot.slack.logs import Log, reference_of
from bot.slack.metrics import Metrics
from bot.slack.state.queue import Claimed
from bot.slack.streaming import ERRORS, AnswerStream, StoppedError, has_ending

IDLE_SECONDS: Final = 1.0
"""How often a worker looks for work that another process took in, or that was left behind."""
TRIES: Final = 3
"""How many workers may die over a job before it is given up in so many words."""
GONE: Final = frozenset({"channel_not_found", "is_archived", "not_in_channel", "thread_not_found", "account_inactive"})
"""Slack's words for a place where nothing can be said any more."""

BEGINNING: Final = 5.0
"""Seconds by which this machine's clock may be before Slack's, when a message is sought that was begun."""

_GIVEN_UP: Final = "I was interrupted several times while answering this and have given up; please ask again."


class LeaseLostError(Exception):
    """The job is another worker's now."""


class Crew:
    """Some workers of one process."""

    def __init__(self, answerer: Answerer, log: Log, metrics: Metrics) -> None:
        self._answerer = answerer
        self._state = answerer.state
        self._settings = answerer.slack.settings
        self._log = log
        self._metrics = metrics
        self._name = f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:6]}"
        self._work = asyncio.Event()
        self._leaving = False
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to work."""
        self._tasks = [
            asyncio.create_task(self._worker(f"{self._name}-{number}")) for number in range(self._settings.workers)
        ]

    def wake(self) -> None:
        """There may be something to do."""
        self._work.set()

    async def aclose(self, seconds: float = 8.0) -> None:
        """Finish what is being answered, for so many seconds; give the rest back to the queue."""
        self._leaving = True
        self._work.set()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _worker(self, name: str) -> None:
        while not self._leaving:
            try:
                claimed = await self._state.queue.claim(name, self._settings.lease)
            except Exception as error:  # a worker outlives whatever it meets
                self._log.error("claim_failed", error=type(error).__name__, reason=str(error), exc_info=True)
                await asyncio.sleep(IDLE_SECONDS)
                continue
            if claimed is None:
                self._work.clear()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._work.wait(), IDLE_SECONDS)
                continue
            await self._hold(claimed)

    async def _hold(self, claimed: Claimed) -> None:
        """Answer a job under its lease, whatever happens."""
        began = time.monotonic()
        self._metrics.waited.observe(claimed.waited)
        self._log.info("job_begun", **_about(claimed), waited=round(claimed.waited, 3))
        how = "failed"
        try:
            async with self._held(claimed) as hold:
                how = await self._answer(claimed, hold)
                await self._state.queue.finish(claimed, how)
        except LeaseLostError:
            how = "lost"
        except asyncio.CancelledError:
            await asyncio.shield(self._state.queue.give_back(claimed))
            raise
        except StoreError as error:
            self._log.error("store_failed", **_about(claimed), reason=str(error))
        except Exception as error:  # the lease runs out, and the job is taken up again or given up in so many words
            self._log.error("worker_failed", **_about(claimed), error=type(error).__name__, exc_info=True)
        finally:
            self._metrics.jobs.labels(claimed.job.kind, how).inc()
            self._metrics.answering.observe(time.monotonic() - began)
            self._log.info("job_ended", **_about(claimed), how=how, seconds=round(time.monotonic() - began, 3))
            self._work.set()  # the next of the same thread may be waiting

    @asynccontextmanager
    async def _held(self, claimed: Claimed) -> AsyncIterator[_Hold]:
        """Renew the lease in the background; cancel the work when it is lost."""
        hold = _Hold(time.monotonic() + self._settings.lease)
        working = asyncio.current_task()
        assert working is not None

        async def beat() -> None:
            while True:
                await asyncio.sleep(self._settings.lease / 4)
                sent = time.monotonic()
                try:
                    if await self._state.queue.beat(claimed, self._settings.lease):
                        hold.until = sent + self._settings.lease
                        continue
                    hold.until = 0.0
                except StoreError:
                    pass
                if not hold.good(self._settings.lease / 4):
                    hold.lost = True
                    working.cancel()
                    return

        beating = asyncio.create_task(beat())
        try:
            yield hold
        except asyncio.CancelledError:
            if hold.lost:
                working.uncancel()
                raise LeaseLostError from None
            raise
        finally:
            beating.cancel()
            await asyncio.gather(beating, return_exceptions=True)

    async def _answer(self, claimed: Claimed, hold: _Hold) -> str:
        """The outcome of a job that was answered, or of which it was said why not."""
        job = claimed.job
        try:
            if claimed.progress.get("stage") and await self._take_over(claimed):
                return "answered"
        except StoreError:
            raise
        except Exception as error:
            self._log.warning("takeover_failed", **_about(claimed), error=_word(error))
        if claimed.tries > TRIES:
            await self._tell(claimed, _GIVEN_UP)
            return "given_up"
        await self._answerer.status(job, "is reading …")
        if job.private:
            return await self._privately(claimed)
        stream = AnswerStream(
            self._answerer.slack, job.place, (job.user, job.user_team or job.place.team), self._noted(claimed, hold)
        )
        try:
            outcome = await self._answerer.answer(job, claimed.id, stream, again=claimed.tries > 1)
        except LeaseLostError:
            stream.drop()
            raise
        except StoppedError:
            await stream.abandon(None)
            return "stopped"
        except asyncio.CancelledError:
            if hold.lost:
                stream.drop()
            else:
                await asyncio.shield(stream.abandon("_I am being restarted; the whole answer follows in a moment._"))
            raise
        except Exception as error:
            return await self._failed(claimed, stream, error)
        if stream.first_seen is not None and stream.first_said is not None:
            self._metrics.showing.observe(stream.first_seen - stream.first_said)
            self._metrics.posted.inc(len(stream.messages))
        return self._done(claimed, outcome)

    async def _privately(self, claimed: Claimed) -> str:
        voice = Collected(self._answerer, claimed.job, claimed.id)
        try:
            return self._done(
                claimed, await self._answerer.answer(claimed.job, claimed.id, voice, again=claimed.tries > 1)
            )
        except Exception as error:
            return await self._failed(claimed, None, error)

    async def _failed(self, claimed: Claimed, stream: AnswerStream | None, error: Exception) -> str:
        """Say in the thread what went wrong, below what was said already, and write the details to the log."""
        reference = reference_of(claimed.id)
        expected = isinstance(error, SourceError | UsageError)
        if expected:
            self._log.info("job_declined", **_about(claimed), reference=reference, error=_word(error))
        else:
            why = str(error) if isinstance(error, OnRecordError) else None
            self._log.error(
                "job_failed", **_about(claimed), reference=reference, error=_word(error), reason=why, exc_info=True
            )
        words = sentence_for(error, reference)
        if isinstance(error, SlackApiError) and failure(error) in GONE:
            return "nowhere"
        if stream is not None and stream.messages:
            await stream.abandon(None)
            words = f"The answer above is not whole. {words}"
        await self._tell(claimed, words)
        return "declined" if expected else "failed"

    async def _tell(self, claimed: Claimed, words: str) -> None:
        try:
            await self._answerer.post(claimed.job, words)
            await self._answerer.status(claimed.job, "")
        except ERRORS as error:
            self._log.error("could_not_tell", **_about(claimed), error=_word(error))

    def _noted(self, claimed: Claimed, hold: _Hold) -> Any:
        """Keeps a stream's progress; stops the stream where the job is no longer ours."""

        async def noted(progress: dict[str, Any]) -> None:
            if not hold.good() or not await self._state.queue.note(claimed, progress):
                raise LeaseLostError

        return noted

    async def _take_over(self, claimed: Claimed) -> bool:
        """Clear up what a worker that is gone left behind; whether the answer turns out to be there, whole."""
        job, slack = claimed.job, self._answerer.slack
        messages = [str(ts) for ts in claimed.progress.get("messages") or ()]
        stage = claimed.progress["stage"]
        if stage == "ended":
            return True
        if stage == "ending" and messages:
            raw = await slack.message(job.place.channel, job.place.thread or "", messages[-1])
            if raw is not None and has_ending(raw):
                return True
        if stage == "beginning":
            messages += await self._begun(claimed, messages)
        for ts in messages:
            await self._remove(claimed, ts)
        self._log.info("taken_over", **_about(claimed), stage=stage, removed=len(messages))
        await self._state.queue.note(claimed, {})
        return False

    async def _begun(self, claimed: Claimed, known: list[str]) -> list[str]:
        """The message that a worker was beginning when it went, where it was begun: ours, since then, not whole."""
        place, slack = claimed.job.place, self._answerer.slack
        since = float(claimed.progress.get("at") or time.time()) - BEGINNING
        mine = (await slack.identity()).bot_user
        found = []
        for one in await slack.replies(place, patient=True):
            if one.bot and one.user == mine and float(one.ts) >= since and one.ts not in known:
                raw = await slack.message(place.channel, place.thread or "", one.ts)
                if raw is not None and not has_ending(raw):
                    found.append(one.ts)
        return found[:1]

    async def _remove(self, claimed: Claimed, ts: str) -> None:
        """Take back a message that was left half said; where Slack will not, say that it is."""
        writer, channel = self._answerer.slack.writer, claimed.job.place.channel
        with suppress(SlackApiError):
            await writer.chat_stopStream(channel=channel, ts=ts)
        try:
            await writer.chat_delete(channel=channel, ts=ts)
        except SlackApiError as error:
            if failure(error) != "message_not_found":
                await self._tell(claimed, "The answer above was interrupted; the whole one follows.")

    def _done(self, claimed: Claimed, outcome: Outcome) -> str:
        if outcome.error is not None:
            self._log.error(
                "answer_broken",
                **_about(claimed),
                reference=reference_of(claimed.id),
                error=_word(outcome.error),
                reason=str(outcome.error),
            )
        self._metrics.tokens.inc(outcome.usage.prompt_tokens + outcome.usage.completion_tokens)
        self._metrics.cost.inc(outcome.usage.cost_usd or 0.0)
        return outcome.how


class _Hold:
    """Until when (monotonic) a job is surely ours, and whether it was lost."""

    def __init__(self, until: float) -> None:
        self.until = until
        self.lost = False

    def good(self, margin: float = 0.0) -> bool:
        return time.monotonic() + margin < self.until


def _word(error: BaseException) -> str:
    """What an error is, without any words of a user."""
    return failure(error) if isinstance(error, SlackApiError) else type(error).__name__


def _about(claimed: Claimed) -> dict[str, Any]:
    p = claimed.job.place
    return {"job": claimed.id, "kind": claimed.job.kind, "team": p.team, "channel": p.channel, "tries": claimed.tries}
