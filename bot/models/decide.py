"""Answers typed questions by the best way that a server has, found out by the first questions and kept."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from bot.errors import ModelDenied, ModelMisbehaved
from bot.models import questions as put
from bot.models import wire
from bot.models.abilities import DECIDE_WAYS, DecideWay
from bot.models.budget import estimated
from bot.models.failures import PromptTooLong, RequestRefused
from bot.models.protocol import Extraction, Input
from bot.models.server import Server
from bot.types import Decision, Question

Extract = Callable[..., Awaitable[Extraction]]
Decisions = tuple[Decision | None, ...]
T = TypeVar("T")


class _NotThisWay(Exception):  # noqa: N818
    """The server does not have this way of answering."""


async def decide(server: Server, extract: Extract, input: Input, questions: Sequence[Question]) -> Decisions:
    """Answer questions about one input, in their order; None for each that was refused or is unjudged.

    Args:
        server: the model's server; its ``abilities.decide`` is the way to begin with, and is set to the way
        found.
        extract: ``Model.extract``, for the way that needs objects.
        input: what the questions are about.
        questions: the questions.
    """
    if not questions:
        return ()
    known = server.abilities.decide
    for way in DECIDE_WAYS[DECIDE_WAYS.index(known) if known else 0 :]:
        try:
            found = await _by(way, server, extract, input, questions)
        except _NotThisWay:
            continue
        server.abilities.decide = way
        return found
    raise AssertionError("the last way raises an error of its own")


async def _by(
    way: DecideWay, server: Server, extract: Extract, input: Input, questions: Sequence[Question]
) -> Decisions:
    if way == "decisions":
        return await _by_decisions(server, input, questions)
    if way == "logprobs":
        return await _by_logprobs(server, extract, input, questions)
    return await _by_objects(server, extract, input, questions)


# --- decisions -----------------------------------------------------------------------------------------------


async def _by_decisions(server: Server, input: Input, questions: Sequence[Question]) -> Decisions:
    chunks = list(_chunks(questions, put.MOST_QUESTIONS))

    async def ask(chunk: Sequence[Question]) -> Decisions:
        asked = [put.to_decisions(question) for question in chunk]
        put_in = put.to_decisions_input(input)
        estimate = estimated(len(str(put_in).encode("utf-8", "replace")) + sum(len(str(q)) for q in asked))
        try:
            reply = await server.decisions(put_in, asked, estimate)
            answers = _list_of(reply, len(chunk))
            return tuple(put.from_decisions(q, a) for q, a in zip(chunk, answers, strict=True))
        except PromptTooLong:
            raise
        except ModelDenied:
            if server.abilities.decide != "decisions":  # None, or what others have found out meanwhile
                raise _NotThisWay from None  # not there, or not for this model or key; the next way will tell
            raise
        except (ValueError, ModelMisbehaved) as error:
            if server.abilities.decide != "decisions":
                raise _NotThisWay from None  # some servers answer any address with a page of their own
            raise ModelMisbehaved(f"The server's Decisions API answered with something else: {error}.") from None

    # The first chunk alone, for the prompt cache and to see whether the server has the API at all.
    return await _first_then_rest(server, ask, chunks)


def _list_of(reply: object, length: int) -> list[Any]:
    answers = getattr(reply, "answers", None)
    if not isinstance(answers, list) or len(answers) != length:
        raise ValueError("not one answer for each question")
    return answers


# --- logprobs ------------------------------------------------------------------------------------------------


async def _by_logprobs(server: Server, extract: Extract, input: Input, questions: Sequence[Question]) -> Decisions:
    lettered = [question for question in questions if put.has_letters(question)]
    others = [question for question in questions if not put.has_letters(question)]
    if not lettered or not server.abilities.top_logprobs:
        raise _NotThisWay

    async def ask(question: Question) -> Decisions:
        prompt = wire.Ask(put.to_messages(input, question), max_tokens=1, logprobs=True)
        try:
            tokens = wire.first_tokens(await server.complete(prompt))
        except PromptTooLong:
            raise
        except RequestRefused as refusal:
            if refusal.about("logprobs", "top_logprobs") or server.abilities.decide != "logprobs":
                raise _NotThisWay from None
            raise
        if tokens is None:
            raise _NotThisWay
        return (put.from_tokens(question, tokens),)

    found = await _first_then_rest(server, ask, lettered)
    if server.abilities.decide is None and not any(found):
        raise _NotThisWay  # a model whose first token is never an answer, such as one that thinks aloud
    by_question = dict(zip(map(id, lettered), found, strict=True))
    if others:
        by_question.update(zip(map(id, others), await _by_objects(server, extract, input, others), strict=True))
    return tuple(by_question[id(question)] for question in questions)


# --- json ----------------------------------------------------------------------------------------------------


async def _by_objects(server: Server, extract: Extract, input: Input, questions: Sequence[Question]) -> Decisions:
    async def ask(chunk: Sequence[Question]) -> Decisions:
        longest = sum(max(map(len, put.answers(question))) for question in chunk)
        try:
            extraction = await extract(
                put.to_object_messages(input, chunk),
                schema=put.to_schema(chunk),
                schema_name="answers",
                max_tokens=64 + 16 * len(chunk) + longest,
            )
        except ModelMisbehaved:
            return (None,) * len(chunk)
        return put.from_object(chunk, extraction.value)

    return await _first_then_rest(server, ask, list(_chunks(questions, put.MOST_JSON_QUESTIONS)))


# --- order and concurrency -----------------------------------------------------------------------------------


async def _first_then_rest(server: Server, ask: Callable[[T], Awaitable[Decisions]], parts: Sequence[T]) -> Decisions:
    """Ask the first part alone, so that the others find the input in the prompt cache, then the others, no
    more at a time than the settings allow. The order is kept; the first failure ends the others."""
    slots = asyncio.Semaphore(server.settings.concurrency)

    async def ask_in_turn(part: T) -> Decisions:
        async with slots:
            return await ask(part)

    found = list(await ask(parts[0]))
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(ask_in_turn(part)) for part in parts[1:]]
    except* Exception as failures:
        raise failures.exceptions[0] from None
    for task in tasks:
        found.extend(task.result())
    return tuple(found)


def _chunks(questions: Sequence[Question], size: int) -> list[Sequence[Question]]:
    return [questions[at : at + size] for at in range(0, len(questions), size)]
