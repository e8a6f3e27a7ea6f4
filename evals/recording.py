"""A model that notes every call that passes through it, and is otherwise the model it wraps."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Literal, cast

from bot.models.protocol import Extraction, Input, Message, Model, Piece
from bot.types import Decision, Question, Usage


@dataclass(frozen=True, slots=True)
class Called:
    """One call: what was asked, what came, what it cost.

    Attributes:
        completion: the words that came; for an object and for decisions, these as JSON.
        finish_reason: why the model stopped; "abandoned" where whoever asked left before the end.
        usage: what the model object counted between beginning and end. Where several calls run at once, one may
            have been given what belongs to another; their sum is right.
        started: seconds since the epoch.
        error: one sentence where the call failed, else None.
    """

    model: str
    kind: Literal["generate", "extract", "decide"]
    messages: tuple[Message, ...]
    max_tokens: int | None
    completion: str
    finish_reason: str
    usage: Usage
    started: float
    error: str | None


def spent_since(before: Usage, now: Usage) -> Usage:
    """What was spent between two readings of one meter; ``seconds`` is left at 0, for a meter does not time."""
    return Usage(
        calls=now.calls - before.calls,
        prompt_tokens=now.prompt_tokens - before.prompt_tokens,
        cached_tokens=now.cached_tokens - before.cached_tokens,
        completion_tokens=now.completion_tokens - before.completion_tokens,
        cost_usd=None if now.cost_usd is None else now.cost_usd - (before.cost_usd or 0.0),
    )


class RecordedModel:
    """Implements ``Model`` by another one, and hands a ``Called`` on after each call."""

    def __init__(self, model: Model, record: Callable[[Called], None]) -> None:
        """Wrap a model.

        Args:
            model: the model asked; this object closes it.
            record: called once after each call, failed and abandoned ones too.
        """
        self._model = model
        self._record = record

    @property
    def name(self) -> str:
        return self._model.name

    @property
    def context_tokens(self) -> int:
        return self._model.context_tokens

    @property
    def usage(self) -> Usage:
        return self._model.usage

    def begin(self) -> None:
        self._model.begin()

    async def generate(
        self, messages: Sequence[Message], *, max_tokens: int, temperature: float = 0.0
    ) -> AsyncGenerator[Piece, None]:
        """Stream a completion; see ``Model.generate``."""
        note = _Note(self._model, self._record, "generate", tuple(messages), max_tokens)
        pieces = cast(
            AsyncGenerator[Piece, None],
            self._model.generate(messages, max_tokens=max_tokens, temperature=temperature),
        )
        try:
            async with aclosing(pieces):
                async for piece in pieces:
                    note.text.append(piece.text)
                    note.finish_reason = piece.finish_reason or note.finish_reason
                    yield piece
        except Exception as error:
            note.error = str(error)
            raise
        finally:
            note.close()

    async def extract(
        self, messages: Sequence[Message], *, schema: Mapping[str, Any], schema_name: str, max_tokens: int
    ) -> Extraction:
        """Have an object written; see ``Model.extract``."""
        note = _Note(self._model, self._record, "extract", tuple(messages), max_tokens)
        try:
            found = await self._model.extract(messages, schema=schema, schema_name=schema_name, max_tokens=max_tokens)
            note.text.append(json.dumps(found.value, ensure_ascii=False))
            note.finish_reason = found.finish_reason
        except Exception as error:
            note.error = str(error)
            raise
        finally:
            note.close()
        return found

    async def decide(self, input: Input, questions: Sequence[Question]) -> tuple[Decision | None, ...]:
        """Answer typed questions; see ``Model.decide``."""
        asked = Message("user", "\n".join(f"{question.name}: {question.question}" for question in questions))
        put_in = (Message("user", input),) if isinstance(input, str) else input
        note = _Note(self._model, self._record, "decide", (*put_in, asked), None)
        try:
            found = await self._model.decide(input, questions)
            note.text.append(json.dumps([d and {d.name: dict(d.probabilities), "way": d.way} for d in found]))
            note.finish_reason = "stop"
        except Exception as error:
            note.error = str(error)
            raise
        finally:
            note.close()
        return found

    async def aclose(self) -> None:
        await self._model.aclose()


class _Note:
    """A call under way."""

    def __init__(
        self,
        model: Model,
        record: Callable[[Called], None],
        kind: Literal["generate", "extract", "decide"],
        messages: tuple[Message, ...],
        max_tokens: int | None,
    ) -> None:
        self._model, self._record, self._kind = model, record, kind
        self._messages, self._max_tokens = messages, max_tokens
        self._before, self._started = model.usage, time.time()
        self.text: list[str] = []
        self.finish_reason = ""
        self.error: str | None = None

    def close(self) -> None:
        self._record(
            Called(
                model=self._model.name,
                kind=self._kind,
                messages=self._messages,
                max_tokens=self._max_tokens,
                completion="".join(self.text),
                finish_reason=self.finish_reason or ("error" if self.error else "abandoned"),
                usage=spent_since(self._before, self._model.usage),
                started=self._started,
                error=self.error,
            )
        )
