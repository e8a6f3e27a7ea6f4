"""One model on one OpenAI-compatible server: sends, waits no longer than it may, tries again, adapts, counts.

Import it after ``sdk.load``, which makes the SDK's import quick.
"""

from __future__ import annotations

import asyncio
import copy
import random
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

from openai import APIConnectionError, AsyncOpenAI, AsyncStream
from openai.types.chat.chat_completion import ChatCompletion
from openai.types.chat.chat_completion_chunk import ChatCompletionChunk

from bot.config import Settings
from bot.errors import ModelDenied, ModelMisbehaved, ModelUnreachable, shown
from bot.models import wire
from bot.models.abilities import Abilities
from bot.models.answers import OK, Address, Answers, Kept
from bot.models.budget import Call, Meter
from bot.models.clock import Clock
from bot.models.failures import Broken, BrokenOff, Failures, RequestRefused, TooSlow, passes, retry_after
from bot.models.kept import as_kept, kept_failure, kept_reply, loose
from bot.models.prices import Counted, Price
from bot.models.protocol import Piece

if TYPE_CHECKING:
    from bot.models.direct import Direct

FIRST_WAIT: Final = 0.5
LONGEST_WAIT: Final = 8.0
"""Seconds of back-off before the first retry, doubled for each further one up to the longest."""

AFTER_THE_END: Final = 1.0
"""Seconds in which a server may still tell what an answer took, once the answer has come to its end."""

CHARACTERS_A_TOKEN: Final = 16
"""More than any language's text has in the long run: an answer longer than its cap times this does not
stop."""

T = TypeVar("T")


class _MoreRoom(Exception):  # noqa: N818
    """The model spent the whole cap on thinking; it is to be asked again with more."""


class Server:
    """Asks one model. Knows the protocol and nothing of what the answers are for.

    All methods raise ``bot.errors.ModelError`` only. What the server does not have or does not take is
    ``RequestRefused``, once ``Abilities.adapt`` has no other way to put it.
    """

    def __init__(
        self,
        settings: Settings,
        model: str,
        client: AsyncOpenAI,
        abilities: Abilities,
        direct: Direct | None = None,
    ) -> None:
        self.answers: Answers | None = None
        self.direct = direct
        self.settings = settings
        self.model = model
        self.client = client
        self.abilities = abilities
        self.failures = Failures.of(settings, model)
        self._price = Price(settings, model)
        self._warming: asyncio.Task[None] | None = None
        self.meter = Meter(settings, self._price)

    def branch(self, answers: Answers | None, processing: Literal["batch"] | None = None) -> Server:
        """The same server on the same connections under the same caps, with a count of its own.

        Args:
            answers: where answers are kept; what is asked through the branch is then asked whole, and once.
            processing: "batch" where the answers come from the Batch API and are paid for as such.
        """
        self._warm()  # once for all branches
        branch = copy.copy(self)
        branch._price = Price(self.settings, self.model, processing)
        branch.meter = self.meter.branch(branch._price)
        branch.answers = answers
        return branch

    async def stream(self, ask: wire.Ask) -> AsyncGenerator[Piece, None]:
        """Stream a completion; the last piece, which has no text, carries the finish reason.

        Tries again after failures that pass, but never once a piece was given out.
        """
        if self.answers is not None:
            for piece in await self._whole(ask):
                yield piece
            return
        clock = Clock(self.settings)
        while True:
            try:
                cap = ask.max_tokens + self.abilities.reasoning_room
                with self.meter.call(ask.prompt_estimate, cap) as call:
                    async with aclosing(self._stream_patiently(ask, clock, call)) as pieces:
                        async for piece in pieces:
                            # What the reader does with a piece takes its own time, and may ask the model in between.
                            with clock.stopped() as pause:
                                yield piece
                            call.elsewhere += pause.seconds
                return
            except _MoreRoom:
                continue

    async def complete(self, ask: wire.Ask, patience: float | None = None) -> object:
        """A whole completion, as the SDK's ``ChatCompletion``.

        Args:
            ask: what is asked.
            patience: seconds to wait for it; None: as for a first token.
        """
        return await self._once(
            _Post(
                wire.key([ask, self.abilities.reasoning_room], self.model),
                "/v1/chat/completions",
                lambda: wire.parameters(ask, self.abilities, self.model, stream=False),
                lambda: self._complete(ask, patience),
            )
        )

    async def _complete(self, ask: wire.Ask, patience: float | None) -> object:
        async def send() -> object:
            sent = wire.parameters(ask, self.abilities, self.model, stream=False)
            reply = await self._posted(sent)
            event = wire.event(reply)  # raises where it is no completion
            if patience is not None and event.finish_reason is None:
                raise BrokenOff
            return reply

        with self.meter.call(ask.prompt_estimate, ask.max_tokens + self.abilities.reasoning_room) as call:
            reply = await self.request(send, patience)
            call.answered, call.counted = True, wire.counted(getattr(reply, "usage", None))
            await self._warmed()
            return reply

    async def _posted(self, sent: dict[str, Any]) -> object:
        if self.direct is not None and self.direct.knows:
            return loose(await self.direct.post(sent))
        # As ``chat.completions.create`` does, but for its rewriting of every argument, of which ours need none.
        return await self.client.post("/chat/completions", body=sent, cast_to=ChatCompletion)

    async def decisions(self, input: Any, questions: Sequence[Any], estimate: int) -> object:
        """Ask the Decisions API; gives the SDK's ``Decision``, unchecked."""
        sent = {"model": self.model, "input": input, "questions": questions}
        key = wire.key(["decisions", input, questions], self.model)
        return await self._once(_Post(key, "/v1/decisions", lambda: sent, lambda: self._decisions(sent, estimate)))

    async def _decisions(self, sent: dict[str, Any], estimate: int) -> object:
        async def send() -> object:
            return await self.client.decisions.create(**sent)

        with self.meter.call(estimate, 0, "decisions") as call:
            reply = await self.request(send)
            call.answered, call.counted = True, wire.counted(getattr(reply, "usage", None))
            await self._warmed()
            return reply

    async def _once(self, post: _Post) -> object:
        """The answer to a request: the one that is kept, else a new one, which is kept then."""
        answers = self.answers
        if answers is None:
            return await post.make()
        while (kept := answers.find(post.key)) is not None:
            if kept.status == OK:
                reply = kept_reply(post.address, kept)
                self.meter.again(wire.counted(reply.usage), "decisions" if post.address == "/v1/decisions" else "chat")
                return reply
            if kept.sent != wire.digest(post.body()):
                break  # it was refused, but not as it would be put now
            failure = self.failures.explain(kept_failure(kept, self.settings.target))
            if not isinstance(failure, RequestRefused) or not self.abilities.adapt(failure):
                raise failure
        answers.missing(post.key, post.address, post.body)
        async with answers.turn():
            reply = await post.make()
            answers.keep(post.key, Kept(as_kept(reply)))
        return reply

    async def _whole(self, ask: wire.Ask) -> list[Piece]:
        """The pieces of a completion that does not stream."""
        while True:
            reading = _Reading(ask.max_tokens + self.abilities.reasoning_room)
            reply = await self.complete(ask, self.settings.total_timeout)
            try:
                text = reading.take(wire.event(reply)) + reading.end()
            except (Broken, BrokenOff) as error:
                raise self.failures.explain(error) from None
            if not reading.only_thought or not self.abilities.give_room():
                return [Piece(text), Piece("", reading.finish_reason)]

    async def request(self, send: Callable[[], Awaitable[T]], patience: float | None = None) -> T:
        """Make a request that does not stream, and try again after failures that pass.

        Args:
            send: makes it.
            patience: seconds to wait for the answer; None: as for a first token.
        """
        clock, tries = Clock(self.settings), 0
        patience = self.settings.first_token_timeout if patience is None else patience
        while True:
            revision = self.abilities.revision
            try:
                async with clock.until(clock.due(patience), self._silent()):
                    return await send()
            except Exception as error:
                tries = await self._recover(error, tries, clock, revision)

    async def aclose(self) -> None:
        """Close the connections."""
        if self._warming is not None:
            await self._warming
        if self.direct is not None:
            await self.direct.aclose()
        await self.client.close()

    async def _stream_patiently(self, ask: wire.Ask, clock: Clock, call: Call) -> AsyncGenerator[Piece, None]:
        tries = 0
        while True:
            revision, delivered = self.abilities.revision, False
            try:
                async with aclosing(self._stream_once(ask, clock, call)) as pieces:
                    async for piece in pieces:
                        delivered = True
                        yield piece
                return
            except _MoreRoom:
                raise
            except Exception as error:
                if delivered:
                    raise self.failures.explain(error) from None
                tries = await self._recover(error, tries, clock, revision)

    async def _stream_once(self, ask: wire.Ask, clock: Clock, call: Call) -> AsyncGenerator[Piece, None]:
        sent = wire.parameters(ask, self.abilities, self.model, stream=True)
        due = clock.due(self.settings.first_token_timeout)
        async with clock.until(due, self._silent()):
            stream = await self.client.chat.completions.create(**sent)
        if not isinstance(stream, AsyncStream):
            raise Broken("it does not stream")
        self._warm()
        reading = _Reading(ask.max_tokens + self.abilities.reasoning_room)
        async with stream, aclosing(self._events(stream, clock, due)) as events:
            async for event in events:
                text = reading.take(event)
                if text:
                    yield Piece(text)
        rest = reading.end()
        if reading.only_thought and self.abilities.give_room():
            raise _MoreRoom
        call.answered, call.counted = True, reading.counted
        await self._warmed()
        if rest:
            yield Piece(rest)
        yield Piece("", reading.finish_reason)

    async def _events(
        self, stream: AsyncStream[ChatCompletionChunk], clock: Clock, due: float
    ) -> AsyncGenerator[wire.Event, None]:
        """The events of a stream, each within its time; ``due`` is when the first that says anything has to
        be there."""
        what, ended = self._silent(), False
        while True:
            try:
                async with clock.until(due, what):
                    event = wire.event(await anext(stream))
            except StopAsyncIteration:
                return
            except (APIConnectionError, TooSlow) as error:
                if ended:
                    return
                if isinstance(error, TooSlow):
                    raise
                raise BrokenOff from None
            yield event
            if event.finish_reason and not ended:
                ended, due = True, clock.due(AFTER_THE_END)
            elif not ended and (event.text or event.thought):
                due = clock.due(self.settings.idle_timeout)
                what = (
                    f"stopped in the middle of its answer for {self.settings.idle_timeout:g} seconds; "
                    "set ONRECORD_IDLE_TIMEOUT higher if it is only slow"
                )

    async def _recover(self, error: Exception, tries: int, clock: Clock, revision: int) -> int:
        """Make ready for another try after a failure, or raise what it comes to. Gives the tries made."""
        failure = self.failures.explain(error)
        if isinstance(failure, RequestRefused) and (
            self.abilities.adapt(failure) or self.abilities.revision != revision
        ):
            return tries
        if not passes(error) or tries >= self.settings.retries:
            raise failure from None
        asked = retry_after(error)
        wait = asked if asked is not None else min(_back_off(tries), clock.left)
        if wait > clock.left:
            raise ModelUnreachable(
                f"The model server at {shown(self.settings.target)} asks to be left alone for {wait:.0f} seconds; "
                "try again after that."
            ) from None
        await asyncio.sleep(wait)
        return tries + 1

    def _silent(self) -> str:
        return (
            f"sent nothing for {self.settings.first_token_timeout:g} seconds; set ONRECORD_FIRST_TOKEN_TIMEOUT "
            "higher if it is only slow"
        )

    def _warm(self) -> None:
        """Have the price table read in a thread, now that there is nothing to do but wait for the server."""
        if self._warming is None and self._price.may_exist:
            self._warming = asyncio.create_task(asyncio.to_thread(self._price.warm))

    async def _warmed(self) -> None:
        self._warm()
        if self._warming is not None:
            await self._warming


@dataclass(frozen=True, slots=True)
class _Post:
    """A request: what names it, where it goes, its body as it would be sent now, and how it is made."""

    key: str
    address: Address
    body: Callable[[], dict[str, Any]]
    make: Callable[[], Awaitable[object]]


class _Reading:
    """What a stream has said so far."""

    def __init__(self, max_tokens: int) -> None:
        self._longest = 2_000 + max_tokens * CHARACTERS_A_TOKEN
        self._max_tokens = max_tokens
        self._length = 0
        self._events = 0
        self._thoughts = wire.Thoughts()
        self._thought = False
        self._visible = False
        self._refusal = ""
        self.finish_reason: str | None = None
        self.counted: Counted | None = None

    @property
    def only_thought(self) -> bool:
        """Whether the cap was met by thinking alone."""
        thought = self._thought or (self.counted is not None and self.counted.reasoning > 0)
        return self.finish_reason == "length" and thought and not self._visible

    def take(self, event: wire.Event) -> str:
        """Note an event; gives the text of it that is for the reader."""
        self._events += 1
        self._length += len(event.text) + event.thought + len(event.refusal)
        if self._length > self._longest:
            raise ModelMisbehaved(
                f"The model's answer does not stop: {self._length} characters came where at most {self._max_tokens} "
                "tokens were asked for. Use another model or server."
            )
        self.finish_reason = self.finish_reason or event.finish_reason
        self.counted = event.counted or self.counted
        self._refusal += event.refusal
        text = self._thoughts.visible(event.text)
        self._thought = self._thought or event.thought > 0 or (bool(event.text) and not text)
        self._visible = self._visible or bool(text.strip())
        return text

    def end(self) -> str:
        """Check that the stream came to its end; gives what text was held back.

        Raises:
            Broken: nothing came that is an event of the protocol.
            BrokenOff: it ended with no finish reason.
            ModelDenied: the model refused.
        """
        if not self._events:
            raise Broken("it sent no event of a stream")
        if self._refusal and not self._visible:
            raise ModelDenied(f"The model declines to answer: {shown(self._refusal)}")
        if self.finish_reason is None:
            raise BrokenOff
        return self._thoughts.rest()


def _back_off(tries: int) -> float:
    """Seconds to wait before the next try: doubled each time, and spread so that many clients do not come at
    once."""
    return min(LONGEST_WAIT, FIRST_WAIT * 2.0**tries) * random.uniform(0.5, 1.0)  # noqa: S311
