"""A question in, a grounded answer or a refusal out."""

from __future__ import annotations

import math
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from bot.drafting.answer_extractive import draft_answer
from bot.drafting.followups import leans
from bot.drafting.forms import Form, asks_detail
from bot.drafting.llm import Writer
from bot.drafting.ranking import best_passages
from bot.grounding.ground import ground_claim
from bot.prompting.budget import count, fits
from bot.prompting.numbering import numbered, unnumbered
from bot.tasks.context import characters, fill, passages, room, whole
from bot.tasks.gate import Judged, answered_odds
from bot.tasks.replies import NO_ANSWERS, Material, phrase, prose, sentences
from bot.tasks.run import Finished, Read, Refusal, Step
from bot.types import Claim, Context, Draft, DraftClaim, Readings, Rejected, Span

TEMPLATE = "answer"
PHRASE_TEMPLATE = "answer_phrase"
NOT_SAID = "The document does not say."
NOT_SAID_BY_ANY = "The documents do not say."
CHARACTERS_A_TOKEN = 3
"""A low guess, for choosing passages; what is chosen is then counted."""

LEAST_SOUGHT = 1200
SOUGHT = 24
"""Characters of the passages in which an answer is sought, at the most: so many for each square root of a character
that the documents have, and not fewer than the first. That ranking errs more often in a longer text is what the root is
for."""

BEARING = 0.3
"""Of the best sentence's score: what has less bears on no detail that is asked for. With these three numbers all of 113
questions for a detail on the cases have their answer among the passages, of 730 of 2,600 characters on average; without
this one, of 1,200."""

AROUND = 5
"""How many times as much an answer that is more than a detail is written from."""


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


@dataclass(frozen=True, slots=True)
class Wish:
    """A question and how it is to be answered.

    Attributes:
        question: as the user put it.
        history: earlier exchanges that it may lean on.
        within: passages to answer from, the best first; none: the documents, or what of them fits.
        form: how the answer is to look; None: as the question wants it (``bot.drafting.forms``).
    """

    question: str
    history: Sequence[Asked] = ()
    within: Sequence[Span] = ()
    form: Form | None = None

    @property
    def sought(self) -> str:
        """What the documents are searched for: a question that leans on the one before, together with it."""
        leaning = self.history and leans(self.question)
        return f"{self.history[-1].question} {self.question}" if leaning else self.question


def template_for(writer: Writer, readings: Readings, wish: Wish) -> str:
    """The name of the template that an answer is written with: a phrase where one is wanted, in no other language."""
    detail = wish.form is None and asks_detail(readings, wish.sought)
    return PHRASE_TEMPLATE if (detail or wish.form == "phrase") and not writer.language else TEMPLATE


async def answer(writer: Writer, readings: Readings, wish: Wish) -> AsyncIterator[Step]:
    """With a model: statements stream, and each is handed on once its words are located and its checks passed.

    Before anything is written the model is asked whether the documents answer at all (``gate``); where they do not,
    where nothing of the draft can be proven, and where the draft itself says that they do not say, the result is a
    refusal, with the nearest that they do say, found by code. Where they do, and only a phrase's words could not be
    proven, that nearest is the answer: "the document does not say" would be false.
    """
    material = written_from(writer, readings, wish)
    yield Read(characters(material.context, readings))
    phrased = material.prompt.template.name == PHRASE_TEMPLATE
    answered = await answered_odds(
        writer.model, material.nearest, readings, wish.question, follows=bool(wish.history), phrase=phrased
    )
    proven = drafted = False
    finish_reason = "stop"
    if answered.odds >= 0:
        async with aclosing(_reply(writer, material, wish, answered)) as steps:
            async for step in steps:
                if isinstance(step, Finished):
                    finish_reason = step.reason
                    continue
                proven = proven or isinstance(step, Claim)
                drafted = drafted or (isinstance(step, Rejected) and step.reason not in NO_ANSWERS)
                yield step
    if not proven:
        nearest = draft_answer(readings, wish.question)
        if phrased and drafted and not nearest.refused:
            yield ground_claim(nearest.claims[0], readings)
            yield Finished(finish_reason)
            return
        yield Refusal(nearest.refusal_reason if nearest.refused and nearest.refusal_reason else not_said(readings))
        for claim in _nearest(nearest):
            yield ground_claim(claim, readings)
    yield Finished(finish_reason)


def _reply(writer: Writer, material: Material, wish: Wish, answered: Judged) -> AsyncGenerator[Step, None]:
    """The completion in its form. Prose is a model's own where its server can say how sure it is; of any other, the
    documents' sentences that it cites are surer words. Another language leaves no choice."""
    if material.prompt.template.name == PHRASE_TEMPLATE:
        return phrase(writer, material, answered)
    form = wish.form or ("prose" if answered.calibrated else "sentences")
    return prose(writer, material) if form == "prose" or writer.language else sentences(writer, material)


def written_from(writer: Writer, readings: Readings, wish: Wish) -> Material:
    """What an answer is written from: the prompt, what of the documents is in it, and what of that is nearest."""
    template = writer.templates.get(template_for(writer, readings, wish))
    inputs = {"question": wish.question, "language": writer.language, "history": _recent(writer, wish.history)}
    tokens = room(writer, template, inputs)
    shown = passages(readings, wish.within, tokens, writer.model.name) if wish.within else None
    least = sought(readings)
    nearest = shown or _best(writer, readings, wish.sought, tokens, least, BEARING)
    if shown is None:
        detail = template.name == PHRASE_TEMPLATE
        shown = nearest if detail else _best(writer, readings, wish.sought, tokens, AROUND * least)
    context, text = shown
    return Material(fill(template, inputs, text), unnumbered(nearest[0], readings), context, readings, wish.question)


def sought(readings: Readings) -> int:
    """Characters of the passages in which the answer to a question for a detail is sought."""
    total = sum(len(reading.document.text) for reading in readings.values())
    return max(LEAST_SOUGHT, round(SOUGHT * math.sqrt(total)))


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


def _best(
    writer: Writer, readings: Readings, question: str, tokens: int, most: int, bearing: float = 0.0
) -> tuple[Context, str]:
    """All sentences where they have at most so many characters, else the passages that answer best; as many as fit."""
    if sum(len(reading.document.text) for reading in readings.values()) <= most:
        everything = whole(readings, tokens, writer.model.name)
        if everything is not None:
            return everything
    room_for = tokens * CHARACTERS_A_TOKEN
    budget = min(most, room_for)
    while True:
        best = best_passages(readings, question, budget, bearing)
        if not best and budget < room_for:  # not one sentence is so short
            budget = room_for
            continue
        context = Context(tuple(s for passage in best for s in passage.sentences))
        fitting = _fitting(writer, context, readings, tokens)
        if fitting is not None:
            return fitting
        room_for = budget = budget * 2 // 3


def _fitting(writer: Writer, context: Context, readings: Readings, tokens: int) -> tuple[Context, str] | None:
    text = numbered(context, readings)
    return (context, text) if not context.sentences or fits(text, tokens, writer.model.name) else None


def _nearest(draft: Draft) -> tuple[DraftClaim, ...]:
    """At most two statements: the nearest that the documents say."""
    return draft.claims[:2]
