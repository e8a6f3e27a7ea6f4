"""A question in, a grounded answer or a refusal out."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from bot.drafting import llm
from bot.drafting.answer_extractive import draft_answer
from bot.drafting.completions import is_refusal
from bot.drafting.followups import leans
from bot.drafting.llm import Ended, Writer
from bot.drafting.ranking import best_passages
from bot.grounding.ground import ground_claim
from bot.prompting.budget import count, fits
from bot.prompting.numbering import numbered
from bot.prompting.templates import Prompt
from bot.tasks.confirm import confirm_statement
from bot.tasks.context import characters, fill, room, whole
from bot.tasks.gate import beginning, is_answered
from bot.tasks.run import Finished, Read, Refusal, Step
from bot.types import Claim, Context, Draft, DraftClaim, Readings, Rejected

TEMPLATE = "answer"
NOT_SAID = "The document does not say."
NOT_SAID_BY_ANY = "The documents do not say."
CHARACTERS_A_TOKEN = 3
"""A low guess, for choosing passages; what is chosen is then counted."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An earlier question of the conversation and the answer that was shown to it."""

    question: str
    answer: str


async def answer_extractive(readings: Readings, question: str) -> AsyncIterator[Step]:
    """Without a model: the best-supporting sentences, or a refusal."""
    draft = draft_answer(readings, question)
    if draft.refused:
        yield Refusal(draft.refusal_reason or not_said(readings))
    for claim in draft.claims:
        yield ground_claim(claim, readings)
    yield Read(sum(len(r.document.text) for r in readings.values()))
    yield Finished(draft.finish_reason)


async def answer(
    writer: Writer, readings: Readings, question: str, history: Sequence[Asked] = ()
) -> AsyncIterator[Step]:
    """With a model: statements stream, and each is handed on once its words are located and its checks passed.

    Before anything is written the model is asked whether the documents answer at all (``gate``); where they do not,
    where nothing of the draft can be proven, and where the draft itself says that they do not say, the result is a
    refusal, with the nearest that they do say, found by code.
    """
    template = writer.templates.get(TEMPLATE)
    inputs = {"question": question, "language": writer.language, "history": _recent(writer, history)}
    tokens = room(writer, template, inputs)
    sought = f"{history[-1].question} {question}" if history and leans(question) else question
    chosen = whole(readings, tokens, writer.model.name) or _best(writer, readings, sought, tokens)
    context, text = chosen
    prompt = fill(template, inputs, text)
    yield Read(characters(context, readings))
    proven = False
    finish_reason = "stop"
    if await is_answered(writer.model, beginning(prompt, text), readings, question, follows=bool(history)):
        async with aclosing(_written(writer, prompt, context, readings)) as steps:
            async for step in steps:
                if isinstance(step, Finished):
                    finish_reason = step.reason
                    continue
                proven = proven or isinstance(step, Claim)
                yield step
    if not proven:
        nearest = draft_answer(readings, question)
        yield Refusal(nearest.refusal_reason if nearest.refused and nearest.refusal_reason else not_said(readings))
        for claim in _nearest(nearest):
            yield ground_claim(claim, readings)
    yield Finished(finish_reason)


def not_said(readings: Readings) -> str:
    return NOT_SAID if len(readings) == 1 else NOT_SAID_BY_ANY


def _recent(writer: Writer, history: Sequence[Asked]) -> list[Asked]:
    """The latest exchanges that take at most a quarter of the window, so that the documents keep the most of it."""
    kept: list[Asked] = []
    left = writer.model.context_tokens // 4
    for asked in reversed(history):
        left -= count(f"Question: {asked.question}\nAnswer: {asked.answer}\n", writer.model.name).tokens
        if left < 0:
            break
        kept.insert(0, asked)
    return kept


def _reported(draft: DraftClaim, readings: Readings) -> bool:
    """Whether the cited words themselves say that something is not said: "The driver was not named." """
    return any(is_refusal(readings[span.document_id].document.slice(span)) for span in draft.evidence)


async def _written(writer: Writer, prompt: Prompt, context: Context, readings: Readings) -> AsyncGenerator[Step, None]:
    """One completion, grounded statement by statement; what says that something is not said is no answer."""
    async with aclosing(llm.statements(writer, prompt)) as items:
        async for item in items:
            if isinstance(item, Ended):
                if item.left_over:
                    yield Rejected(item.left_over, "The completion was cut off in the middle of this statement.")
                yield Finished(item.finish_reason)
                return
            draft = llm.claim_of(item, context, readings)
            if item.is_refusal and not _reported(draft, readings):
                yield Rejected(item.text, "This says that something is not said; no words of a source can carry that.")
                continue
            grounded = ground_claim(draft, readings)
            if isinstance(grounded, Claim):
                yield await confirm_statement(grounded, writer.model, readings)
            else:
                yield grounded


def _best(writer: Writer, readings: Readings, question: str, tokens: int) -> tuple[Context, str]:
    """The passages that answer best, as many as fit; fewer are taken until they do."""
    budget = tokens * CHARACTERS_A_TOKEN
    while True:
        passages = best_passages(readings, question, budget)
        context = Context(tuple(s for passage in passages for s in passage.sentences))
        fitting = _fitting(writer, context, readings, tokens)
        if fitting is not None:
            return fitting
        budget = budget * 2 // 3


def _fitting(writer: Writer, context: Context, readings: Readings, tokens: int) -> tuple[Context, str] | None:
    text = numbered(context, readings)
    return (context, text) if not context.sentences or fits(text, tokens, writer.model.name) else None


def _nearest(draft: Draft) -> tuple[DraftClaim, ...]:
    """At most two statements: the nearest that the documents say."""
    return draft.claims[:2]
