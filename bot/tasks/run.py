"""One task under way: what is proven is handed on as it comes, and a result can be had at any moment."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.types import (
    Check,
    Claim,
    Coverage,
    Document,
    Engine,
    Rejected,
    Result,
    Stance,
    Task,
    Usage,
)

INTERRUPTED = "interrupted"
"""The finish reason of a result that was taken before its task had ended."""


@dataclass(frozen=True, slots=True)
class Read:
    """So many more characters of the documents' text were read."""

    characters: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """The documents do not answer: the reason in one sentence. Claims beside it are the nearest they do say."""

    reason: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The drafter has ended, and why: "stop", or whatever else made it stop before the whole was said."""

    reason: str


Proven = Claim | Stance | Rejected
Step = Proven | Check | Read | Refusal | Finished
"""A ``Check`` takes the place of the one before it: first what code says of a draft, then what a model adds."""


class Run:
    """Iterate over it to have the task done; every item is proven, or rejected with its reason.

    ``result`` may be read at any time, after an error or a cancellation too: it holds what was proven so far.
    """

    def __init__(
        self,
        task: Task,
        engine: Engine,
        documents: tuple[Document, ...],
        steps: AsyncIterator[Step],
        spent: Callable[[], Usage],
        question: str | None = None,
    ) -> None:
        self._steps = steps
        self._spent = spent
        self._spent_before = spent()
        self._started = time.monotonic()
        self._usage: Usage | None = None
        self._result = Result(
            task=task,
            created=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            engine=engine,
            documents=documents,
            coverage=Coverage(0, sum(len(d.text) for d in documents), INTERRUPTED),
            question=question,
        )

    async def __aiter__(self) -> AsyncIterator[Proven]:
        async with AsyncExitStack() as stack:
            stack.callback(self._stop_the_count)
            if isinstance(self._steps, AsyncGenerator):  # whoever leaves early closes the model's stream at once
                await stack.enter_async_context(aclosing(self._steps))
            async for step in self._steps:
                self._take(step)
                if isinstance(step, Claim | Stance | Rejected):
                    yield step

    async def finish(self) -> Result:
        """Do the whole task and give its result."""
        async for _ in self:
            pass
        return self.result

    @property
    def result(self) -> Result:
        """What is proven so far; its finish reason is "interrupted" until the task has ended."""
        return replace(self._result, usage=self._usage or self._spent_since())

    def _stop_the_count(self) -> None:
        """The run is over: what is spent from now on is another run's."""
        self._usage = self._spent_since()

    def _spent_since(self) -> Usage:
        spent, before = self._spent(), self._spent_before
        cost = None if spent.cost_usd is None else spent.cost_usd - (before.cost_usd or 0.0)
        return Usage(
            calls=spent.calls - before.calls,
            prompt_tokens=spent.prompt_tokens - before.prompt_tokens,
            cached_tokens=spent.cached_tokens - before.cached_tokens,
            completion_tokens=spent.completion_tokens - before.completion_tokens,
            cost_usd=cost,
            seconds=round(time.monotonic() - self._started, 3),
        )

    def _take(self, step: Step) -> None:
        r = self._result
        match step:
            case Claim():
                self._result = replace(r, claims=(*r.claims, step))
            case Stance():
                self._result = replace(r, stances=(*r.stances, step))
            case Rejected():
                self._result = replace(r, rejected=(*r.rejected, step))
            case Read():
                read = min(r.coverage.characters_read + step.characters, r.coverage.characters_total)
                self._result = replace(r, coverage=replace(r.coverage, characters_read=read))
            case Check():
                self._result = replace(r, check=step)
            case Refusal():
                self._result = replace(r, refused=True, refusal_reason=step.reason)
            case Finished():
                self._result = replace(r, coverage=replace(r.coverage, finish_reason=step.reason))
