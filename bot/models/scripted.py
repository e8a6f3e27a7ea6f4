"""A model that says what a script tells it to: for tests, and for evals that replay."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.models.protocol import Extraction, Input, Message, Piece
from bot.types import Decision, Question, Usage

CallKind = Literal["generate", "extract", "decide"]


class ScriptEndedError(AssertionError):
    """A scripted model was asked something that its script does not hold: the test, or the code, is wrong."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call that a scripted model got. Fields that the kind of call does not have are empty."""

    kind: CallKind
    messages: tuple[Message, ...] = ()
    max_tokens: int = 0
    schema: Mapping[str, Any] | None = None
    schema_name: str | None = None
    input: Input = ""
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """A scripted completion: its pieces as they stream and why it ends."""

    pieces: tuple[str, ...]
    finish_reason: str = "stop"


Answers = Sequence["Decision | float | str | None"]
Reply = str | Said | Mapping[str, Any] | Answers | Exception | Callable[[Call], "Reply"]


@dataclass
class ScriptedModel:
    """Implements ``Model`` from a list of replies, used up in order, one a call.

    A reply is, by the call it answers:

    - generate: a string (streamed word by word) or ``Said`` (own pieces, own finish reason);
    - extract: a mapping (the object); the finish reason is "stop";
    - decide: a sequence with one answer a question: a ``Decision``, the probability of "yes" as a float (for
      a predicate), the answer itself as a string (its probability is then 1), or None for a refusal;
    - any: an exception, which is raised, or a function of the ``Call``, which returns one of the above.

    Every call is recorded in ``calls``. ``ScriptEndedError`` is raised where the script has run out or the
    reply does not fit the call.
    """

    replies: list[Reply]
    name: str = "scripted"
    context_tokens: int = 128_000
    calls: list[Call] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)
    closed: bool = False

    def begin(self) -> None:
        """Nothing is capped here."""

    async def generate(
        self, messages: Sequence[Message], *, max_tokens: int, temperature: float = 0.0
    ) -> AsyncIterator[Piece]:
        reply = self._next(Call("generate", tuple(messages), max_tokens))
        if isinstance(reply, str):
            reply = Said(tuple(_words(reply)))
        if not isinstance(reply, Said):
            raise ScriptEndedError(f"generate was called, but the script's next reply is {reply!r}")
        for piece in reply.pieces:
            yield Piece(piece)
        yield Piece("", reply.finish_reason)

    async def extract(
        self, messages: Sequence[Message], *, schema: Mapping[str, Any], schema_name: str, max_tokens: int
    ) -> Extraction:
        reply = self._next(Call("extract", tuple(messages), max_tokens, schema, schema_name))
        if not isinstance(reply, Mapping):
            raise ScriptEndedError(f"extract was called, but the script's next reply is {reply!r}")
        return Extraction(dict(reply), "stop")

    async def decide(self, input: Input, questions: Sequence[Question]) -> tuple[Decision | None, ...]:
        reply = self._next(Call("decide", input=input, questions=tuple(questions)))
        if isinstance(reply, str | Said | Mapping) or not isinstance(reply, Sequence):
            raise ScriptEndedError(f"decide was called, but the script's next reply is {reply!r}")
        if len(reply) != len(questions):
            raise ScriptEndedError(f"decide got {len(questions)} questions, but the script answers {len(reply)}")
        return tuple(_decision(q, a) for q, a in zip(questions, reply, strict=True))

    async def aclose(self) -> None:
        self.closed = True

    def _next(self, call: Call) -> Any:
        self.calls.append(call)
        if not self.replies:
            last = call.messages[-1].content if call.messages else str(call.input)
            raise ScriptEndedError(f"the script has run out at call {len(self.calls)} ({call.kind}): {last[-200:]!r}")
        reply = self.replies.pop(0)
        self.usage = Usage(calls=self.usage.calls + 1)
        if callable(reply):
            reply = reply(call)
        if isinstance(reply, Exception):
            raise reply
        return reply


def _words(text: str) -> list[str]:
    """The text in pieces that end after each space, as a server streams them."""
    return [word for word in text.replace(" ", " \0").split("\0") if word]


def _decision(question: Question, answer: Decision | float | str | None) -> Decision | None:
    if answer is None or isinstance(answer, Decision):
        return answer
    if isinstance(answer, str):
        return Decision(question.name, ((answer, 1.0),), "decisions")
    yes = float(answer)
    return Decision(question.name, (("yes", yes), ("no", 1.0 - yes)), "decisions")
