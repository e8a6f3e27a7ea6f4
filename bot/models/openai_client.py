"""``Model`` on any server that speaks OpenAI's protocol.

Import it after ``sdk.load``, which makes the SDK's import quick.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any, Literal

from bot.errors import ModelDenied, ModelError, ModelMisbehaved, shown
from bot.models import structured, wire
from bot.models.abilities import STRUCTURED_WAYS, Abilities
from bot.models.answers import Answers
from bot.models.decide import decide
from bot.models.failures import PromptTooLong, RequestRefused
from bot.models.masking import Mask
from bot.models.protocol import Extraction, Input, Message, Piece
from bot.models.server import Server
from bot.types import Decision, Question, Usage


class OpenAIModel:
    """A ``Model`` on an OpenAI-compatible server.

    Attributes:
        name: the model's name, as it stands in results.
        context_tokens: the window in tokens.
    """

    def __init__(
        self, server: Server, context_tokens: int, name: str | None = None, on_close: Callable[[], None] | None = None
    ) -> None:
        """Wrap a server.

        Args:
            server: the model's server, which this object closes.
            context_tokens: the model's window in tokens.
            name: the name for results, where it is not the one the server knows.
            on_close: called once when this object is closed, to let go of a server run by this process.
        """
        self.name = name or server.model
        self.context_tokens = context_tokens
        self._server = server
        self._on_close = on_close

    @property
    def usage(self) -> Usage:
        """All that was spent through this object so far."""
        return self._server.meter.usage

    @property
    def abilities(self) -> Abilities:
        """What was found out about the server so far."""
        return self._server.abilities

    @property
    def server(self) -> Server:
        """The model's server."""
        return self._server

    def branch(self, answers: Answers | None = None, processing: Literal["batch"] | None = None) -> OpenAIModel:
        """The same model on the same connections under the same caps, with a ``usage`` of its own.

        It is not to be closed: whoever opened this model closes the connections of both.

        Args:
            answers: where its answers are kept; None: nowhere.
            processing: "batch" where the answers are paid for as the Batch API's are.
        """
        return OpenAIModel(self._server.branch(answers, processing), self.context_tokens, self.name)

    def begin(self) -> None:
        """A new command begins: the caps count from here."""
        self._server.meter.begin()

    async def generate(
        self, messages: Sequence[Message], *, max_tokens: int, temperature: float = 0.0
    ) -> AsyncGenerator[Piece, None]:
        """Stream a completion; see ``Model.generate``. Whoever leaves the loop early closes the generator
        (``contextlib.aclosing``), which closes the connection."""
        ask = wire.Ask(tuple(messages), max_tokens, temperature)
        async with aclosing(self._pieces(ask)) as pieces:
            async for piece in pieces:
                yield piece

    async def _pieces(self, ask: wire.Ask) -> AsyncGenerator[Piece, None]:
        """A completion as it streams, without the key, should the server say it."""
        mask = Mask(self._server.settings.api_key)
        try:
            async with aclosing(self._server.stream(ask)) as pieces:
                async for piece in pieces:
                    text = mask.feed(piece.text) + (mask.close() if piece.finish_reason else "")
                    yield piece if text == piece.text else replace(piece, text=text)
        except ModelError:
            if held := mask.close():  # what was said before the server failed is paid for, and no whole key
                yield Piece(held)
            raise

    async def extract(
        self, messages: Sequence[Message], *, schema: Mapping[str, Any], schema_name: str, max_tokens: int
    ) -> Extraction:
        """Have an object written that fits a schema; see ``Model.extract``.

        The server's own enforcement of the schema is used where it has it, else its JSON mode, else plain
        text; which one is found out by the first call and kept.
        """
        abilities = self._server.abilities
        asked, text, finish_reason = await self._first_answer(tuple(messages), schema, schema_name, max_tokens)
        try:
            return Extraction(structured.parse(text, schema), finish_reason)
        except structured.NotTheObject as found:
            fault = _fault(found, finish_reason, max_tokens)
            if finish_reason == "stop" and not found.is_json:
                # The format was accepted and not kept to: from now on the schema is shown to the model.
                abilities.structured, asked = "text", replace(asked, response_format=None)
        again = replace(asked, messages=structured.correction(asked.messages, text, fault, schema))
        text, finish_reason = await self._collect(again)
        try:
            return Extraction(structured.parse(text, schema), finish_reason)
        except structured.NotTheObject as found:
            fault = _fault(found, finish_reason, max_tokens)
            raise ModelMisbehaved(
                f"{shown(self.name)} twice did not answer in the form asked for: {fault}. Use another model."
            ) from None

    async def decide(self, input: Input, questions: Sequence[Question]) -> tuple[Decision | None, ...]:
        """Answer typed questions about one input; see ``Model.decide``."""
        return await decide(self._server, self.extract, input, questions)

    async def aclose(self) -> None:
        """Close the connections, and the server if this process runs it."""
        await self._server.aclose()
        on_close, self._on_close = self._on_close, None
        if on_close is not None:
            on_close()

    async def _first_answer(
        self, messages: tuple[Message, ...], schema: Mapping[str, Any], schema_name: str, max_tokens: int
    ) -> tuple[wire.Ask, str, str]:
        """Ask in the best way that the server takes; gives the request, the answer's text and its finish
        reason."""
        known = self._server.abilities.structured
        for way in STRUCTURED_WAYS[STRUCTURED_WAYS.index(known) if known else 0 :]:
            ask = wire.Ask(
                structured.prompt(messages, way, schema),
                max_tokens,
                response_format=structured.response_format(way, schema, schema_name),
            )
            try:
                text, finish_reason = await self._collect(ask)
            except PromptTooLong:
                raise
            except RequestRefused:
                # What a server calls it when it does not take a format is anybody's guess; the last way has
                # none.
                if known or way == STRUCTURED_WAYS[-1]:
                    raise
                continue
            self._server.abilities.structured = way
            return ask, text, finish_reason
        raise AssertionError("the last way returns or raises")

    async def _collect(self, ask: wire.Ask) -> tuple[str, str]:
        """A completion's whole text and finish reason. It streams, so that every time limit holds here
        too."""
        texts, finish_reason = [], ""
        async with aclosing(self._pieces(ask)) as pieces:
            async for piece in pieces:
                texts.append(piece.text)
                finish_reason = piece.finish_reason or finish_reason
        if finish_reason == "content_filter":
            raise ModelDenied(f"{shown(self.name)}: the server filtered the answer out; try another model or source.")
        return "".join(texts), finish_reason


def _fault(found: structured.NotTheObject, finish_reason: str, max_tokens: int) -> str:
    if finish_reason == "length":
        return f"it was cut off after {max_tokens} tokens, so it has to be shorter"
    return str(found)
