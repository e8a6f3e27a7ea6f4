"""What the product asks of a model: write freely, fill in a schema, answer typed questions.

A model's words are untrusted. Nothing here says that they are true; it says only how they come and why they
stopped.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol, runtime_checkable

from bot.types import Decision, Question, Usage

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a prompt."""

    role: Role
    content: str


def sendable(text: str) -> str:
    """A text as it can be sent: a lone surrogate, from a broken source, which UTF-8 lacks, becomes "?"."""
    return text.encode("utf-8", "replace").decode()


Input = str | tuple[Message, ...]
"""What typed questions are about: a text, or the messages of a prompt, the last of which is the user's: the question
goes behind it."""

DECISIVE: Final = frozenset({"answered", "right"})
"""Names of the questions on whose answer hangs what is asked next, or whether anything is: no batch goes on without."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a completion as it streams.

    The last piece, and only it, carries a ``finish_reason``: "stop", or "length", "content_filter" and the
    like where the completion is not whole. Its text may be empty.
    """

    text: str
    finish_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """An object that was checked against the schema asked for, and why the model stopped."""

    value: dict[str, Any]
    finish_reason: str


@runtime_checkable
class Model(Protocol):
    """A model that can be asked.

    Every method raises a ``bot.errors.ModelError`` (unreachable, denied, misbehaved, budget spent) and
    nothing else of its own; a cancelled call closes its connection at once.
    """

    @property
    def name(self) -> str:
        """The model's name, as it stands in results."""

    @property
    def context_tokens(self) -> int:
        """The window: prompt and completion together, in tokens."""

    @property
    def usage(self) -> Usage:
        """All that was spent through this object so far."""

    def begin(self) -> None:
        """A new command begins: the caps on calls, tokens and money count from here. ``usage`` goes on."""

    def generate(
        self, messages: Sequence[Message], *, max_tokens: int, temperature: float = 0.0
    ) -> AsyncIterator[Piece]:
        """Stream a completion.

        Args:
            messages: the prompt, the document first and the question last, so that a prompt cache can work.
            max_tokens: the most tokens of the completion.
            temperature: 0 is as deterministic as the server can be; left out where the model does not take
            it.
        """

    async def extract(
        self, messages: Sequence[Message], *, schema: Mapping[str, Any], schema_name: str, max_tokens: int
    ) -> Extraction:
        """Have an object written that fits a JSON schema (an object at its root).

        Args:
            messages: the prompt.
            schema: a JSON schema in the strict dialect: every property required, no additional properties.
            schema_name: letters, digits, dashes and underscores, at most 64.
            max_tokens: the most tokens of the completion.
        """

    async def decide(self, input: Input, questions: Sequence[Question]) -> tuple[Decision | None, ...]:
        """Answer typed questions about one input.

        Args:
            input: what the questions are about.
            questions: any number of them, each with a name of its own.

        Returns:
            One entry a question in the same order; None where the model refused or could not be understood:
            unjudged, which is neither yes nor no.
        """

    async def aclose(self) -> None:
        """Let go of connections and of a model held in this process. Harmless when called twice."""
