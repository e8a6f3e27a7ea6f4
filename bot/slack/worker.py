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
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import replace
from typing import Any, Final

from slack_sdk.errors import SlackApiError

from bot.errors import OnRecordError, SourceError, StoreError, UsageError
from bot.slack.answering import Answerer, Outcome, sentence_for
from bot.slack.api import ThrottledError, failure
from bot.slack.logs import Log, reference_of
from bot.slack.metrics import Metrics
from bot.slack.state.queue import WITHDRAWN, Claimed, Holding, LeaseLostError, WithdrawnError
from bot.slack.streaming import ERRORS, AnswerStream, Noted, StoppedError
from bot.slack.takeover import Takeover
from bot.slack.voices import Collected, Streamed

IDLE_SECONDS: Final = 1.0
"""How often a worker looks for work that another process took in, or that was left behind."""
CALM_SECONDS, CALMS = 0.05, 40
"""How long, and how often, an answer waits for a rush of deliveries to be taken in: two seconds at the most."""
TRIES: Final = 3
"""How many workers may die over a job before it is given up in so many words."""
GONE: Final = frozenset({"channel_not_found", "is_archived", "not_in_channel", "thread_not_found", "account_inactive"})
"""Slack's words for a place where nothing can be said any more."""

_GIVEN_UP: Final = "I was interrupted several times while answering this and have given up; please ask again."
_UNREADABLE: Final = (
    "I cannot read any more what was asked here: it was kept by another version of me, or is damaged. Please ask"
    " again. (reference {})"
)


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
        self._taking = 0
        self._tasks: list[asyncio.Task[None]] = []
        self._holds: set[_Hold] = set()

    def start(self) -> None:
        """Begin to work."""
        self._tasks = [
            asyncio.create_task(self._worker(f"{self._name}-{number}")) for number in range(self._settings.workers)
        ]

    def wake(self) -> None:
        """There may be something to do."""
        self._work.set()

    @contextmanager
    def deferring(self) -> Iterator[None]:
        """While something is taken in, no further answer is begun: Slack waits three seconds, a reader longer."""
        self._taking += 1
        try:
            yield
        finally:
            self._taking -= 1

    def look(self) -> None:
        """A question that is being answered may have been deleted."""
        for hold in self._holds:
            hold.look.set()

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
            await self._calm()
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

    async def _calm(self) -> None:
        """Let a rush of deliveries pass, but not for ever."""
        for _ in range(CALMS):
            if not self._taking:
                return
            await asyncio.sleep(CALM_SECONDS)

    async def _hold(self, claimed: Claimed) -> None:
        """Answer a job under its lease, whatever happens."""
        began = time.monotonic()
        self._metrics.waited.observe(claimed.waited)
        self._log.info("job_begun", **_about(claimed), waited=round(claimed.waited, 3))
        how = "failed"
        try:
            async with self._held(claimed) as hold:
                how = await self._settle(claimed, hold)
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

    async def _settle(self, claimed: Claimed, hold: _Hold) -> str:
        """Answer a job and finish it; how it ended."""
        try:
            ended = await self._answer(claimed, hold)
            if ended is None:
                await self._state.queue.give_back(claimed, self._settings.lease / 4)
                return "postponed"
            if await self._state.queue.finish(claimed, ended) != "withdrawn":
                return ended
        except WithdrawnError:
            hold.withdrawn = True
        except asyncio.CancelledError:
            if hold.lost or not hold.withdrawn:
                raise
            working = asyncio.current_task()
            assert working is not None
            working.uncancel()
        await self._withdraw(claimed, hold)
        return WITHDRAWN

    @asynccontextmanager
    async def _held(self, claimed: Claimed) -> AsyncIterator[_Hold]:
        """Renew the lease in the background; cancel the work when it is lost."""
        hold = _Hold(time.monotonic() + self._settings.lease, claimed.progress)
        working = asyncio.current_task()
        assert working is not None

        async def beat() -> None:
            while True:
                with suppress(TimeoutError):
                    await asyncio.wait_for(hold.look.wait(), self._settings.lease / 4)
                hold.look.clear()
                sent = time.monotonic()
                try:
                    how = await self._state.queue.beat(claimed, self._settings.lease)
                    hold.until = sent + self._settings.lease if how != "lost" else 0.0
                    if how == "withdrawn" and not hold.withdrawn:
                        hold.withdrawn = True
                        working.cancel()
                        continue
                except StoreError:
                    pass
                if not hold.good(self._settings.lease / 4):
                    hold.lost = True
                    working.cancel()
                    return

        beating = asyncio.create_task(beat())
        self._holds.add(hold)
        try:
            yield hold
        except asyncio.CancelledError:
            if hold.lost:
                working.uncancel()
                raise LeaseLostError from None
            raise
        finally:
            self._holds.discard(hold)
            beating.cancel()
            await asyncio.gather(beating, return_exceptions=True)

    async def _answer(self, claimed: Claimed, hold: _Hold) -> str | None:
        """The outcome of a job that was answered, or of which it was said why not; None: it is to be tried again."""
        job, noted = claimed.job, self._noted(claimed, hold)
        if claimed.withdrawn:
            raise WithdrawnError
        if not claimed.readable:
            self._log.error("job_unreadable", **_about(claimed), reference=reference_of(claimed.id))
            await self._tell(claimed, _UNREADABLE.format(reference_of(claimed.id)))
            return "unreadable"
        if claimed.tries > 1 or claimed.progress:
            taken = await self._take_over(claimed, noted)
            if taken != "anew":
                return taken
        if claimed.tries > TRIES:
            await self._tell(claimed, _GIVEN_UP)
            return "given_up"
        await self._answerer.poster.status(job, "is reading …")
        return await (self._privately(claimed, noted) if job.private else self._openly(claimed, hold, noted))

    async def _openly(self, claimed: Claimed, hold: _Hold, noted: Noted) -> str:
        """Answer in the thread."""
        job = claimed.job
        stream = AnswerStream(self._answerer.slack, job.place, (job.user, job.user_team or job.place.team), noted)
        try:
            voice = Streamed(stream, self._answerer.poster, self._state, job)
            outcome = await self._answerer.answer(job, claimed.id, voice, again=claimed.tries > 1)
        except (LeaseLostError, WithdrawnError):
            await stream.drop()
            raise
        except StoppedError:
            await stream.abandon(None)
            return "stopped"
        except asyncio.CancelledError:
            if hold.lost or hold.withdrawn:
                await stream.drop()
            else:
                await asyncio.shield(stream.abandon("_I am being restarted; the whole answer follows in a moment._"))
            raise
        except Exception as error:
            return await self._failed(claimed, stream, error)
        if stream.first_seen is not None and stream.first_said is not None:
            self._metrics.showing.observe(stream.first_seen - stream.first_said)
            self._metrics.posted.inc(len(stream.messages))
        return self._done(claimed, outcome)

    async def _privately(self, claimed: Claimed, noted: Noted) -> str:
        voice = Collected(self._answerer.poster, self._state, claimed.job, noted)
        try:
            return self._done(
                claimed, await self._answerer.answer(claimed.job, claimed.id, voice, again=claimed.tries > 1)
            )
        except (LeaseLostError, WithdrawnError):
            raise
        except Exception as error:
            return await self._failed(claimed, None, error)

    async def _take_over(self, claimed: Claimed, noted: Noted) -> str | None:
        """What became of a job that another worker had: its outcome, where that is settled; "anew", where it is to be
        answered from the beginning; None, where Slack does not let us see what is there yet."""
        taken = Takeover(self._answerer.slack, self._state, self._answerer.poster, claimed, noted)
        try:
            answered = await taken.is_answered()
        except (ThrottledError, *ERRORS) as error:
            self._log.warning("takeover_failed", **_about(claimed), error=_word(error))
            if isinstance(error, SlackApiError) and failure(error) in GONE:
                return "nowhere"
            if claimed.tries <= TRIES:
                return None
            await self._tell(claimed, _GIVEN_UP)
            return "given_up"
        self._log.info("taken_over", **_about(claimed), stage=claimed.progress.get("stage"), answered=answered)
        return "answered" if answered else "anew"

    async def _withdraw(self, claimed: Claimed, hold: _Hold) -> None:
        """Its question is gone: nothing is said, and what was said of the answer goes too."""
        so_far = replace(claimed, progress=hold.progress)
        taken = Takeover(self._answerer.slack, self._state, self._answerer.poster, so_far, self._noted(claimed, hold))
        try:
            await taken.retract()
            await self._answerer.poster.status(claimed.job, "")
        except (ThrottledError, *ERRORS) as error:
            self._log.warning("not_taken_back", **_about(claimed), error=_word(error))
        await self._state.answers.forget(claimed.id)
        await self._state.queue.finish(claimed, WITHDRAWN)

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
            await self._answerer.poster.post(claimed.job, words, last=True)
            await self._answerer.poster.status(claimed.job, "")
        except ERRORS as error:
            self._log.error("could_not_tell", **_about(claimed), error=_word(error))

    def _noted(self, claimed: Claimed, hold: _Hold) -> Noted:
        """Keeps a job's progress; stops the work where the job is no longer ours, or not wanted any more."""

        async def noted(progress: Mapping[str, Any]) -> None:
            how: Holding = await self._state.queue.note(claimed, progress) if hold.good() else "lost"
            hold.progress = progress
            if how == "lost":
                raise LeaseLostError
            if how == "withdrawn":
                raise WithdrawnError

        return noted

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
    """A job that is held: until when (monotonic) it is surely ours, whether it was lost or its question deleted, and
    what was noted of it last. ``look`` has its lease renewed at once, which shows how it stands."""

    def __init__(self, until: float, progress: Mapping[str, Any]) -> None:
        self.until = until
        self.progress = progress
        self.lost = False
        self.withdrawn = False
        self.look = asyncio.Event()

    def good(self, margin: float = 0.0) -> bool:
        return time.monotonic() + margin < self.until


def _word(error: BaseException) -> str:
    """What an error is, without any words of a user."""
    return failure(error) if isinstance(error, SlackApiError) else type(error).__name__


def _about(claimed: Claimed) -> dict[str, Any]:
    p = claimed.job.place
    return {"job": claimed.id, "kind": claimed.job.kind, "team": p.team, "channel": p.channel, "tries": claimed.tries}
