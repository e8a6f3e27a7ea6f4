"""A model that is sent prompts and answers nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.models.protocol import Extraction, Message, Piece
from bot.types import Decision, Question, Usage


@dataclass
class Recorder:
    """A model that writes down what it is sent and answers nothing: so the prompts are the tasks' own."""

    name: str
    context_tokens: int
    usage: Usage = field(default_factory=Usage)
    prompts: list[tuple[Message, ...]] = field(default_factory=list)

    def begin(self) -> None:
        """Nothing is capped."""

    async def generate(
        self, messages: Sequence[Message], *, max_tokens: int, temperature: float = 0.0
    ) -> AsyncIterator[Piece]:
        self.prompts.append(tuple(messages))
        yield Piece("", "stop")

    async def extract(
        self, messages: Sequence[Message], *, schema: Mapping[str, Any], schema_name: str, max_tokens: int
    ) -> Extraction:
        self.prompts.append(tuple(messages))
        return Extraction({"stances": []}, "stop")

    async def decide(
        self, input: str | tuple[Message, ...], questions: Sequence[Question]
    ) -> tuple[Decision | None, ...]:
        return (None,) * len(questions)

    async def aclose(self) -> None:
        """There is nothing to let go of."""
