"""What a task will take at the most: calls and tokens, counted from the very prompts that it would send.

Bounds and not guesses. A prompt that is known is counted. What depends on the draft is bounded by what the draft may
hold: so many statements as its cap of tokens has room for, each decided once. Tries after a failure, and questions put
anew to a server that does not take them as first asked, come on top; the caps on a command hold for all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.drafting.llm import Writer
from bot.prompting.budget import count
from bot.prompting.numbering import context_of, numbered
from bot.prompting.templates import Prompt
from bot.tasks import answer as answering
from bot.tasks import stances as standing
from bot.tasks import summarize as summarizing
from bot.tasks.context import fill, parts, passages, room, whole
from bot.types import Context, Readings, Span

LEAST_STATEMENT: Final = 12
"""Tokens of the shortest statement with its numbers that a draft is bounded by."""
QUESTION: Final = 200
"""Tokens of a typed question and what goes around it."""
DECIDED: Final = 96
"""Tokens of an answer to a typed question in the longest of the ways that servers have."""
CITED: Final = 6
"""Sentences that one statement is taken to cite."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """At the most: calls, tokens of prompts, tokens of completions."""

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0

    def __add__(self, other: Estimate) -> Estimate:
        return Estimate(
            self.calls + other.calls,
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
        )

    @property
    def tokens(self) -> int:
        return self.prompt_tokens + self.completion_tokens


def of_answer(writer: Writer, readings: Readings, question: str, within: Sequence[Span] = ()) -> Estimate:
    """Of ``bot.tasks.answer.answer`` with these arguments."""
    material = answering.written_from(writer, readings, answering.Wish(question, within=within))
    asked = Estimate(1, count(material.nearest, writer.model.name).tokens + QUESTION, DECIDED)
    most = material.prompt.template.max_tokens
    if material.prompt.template.name == answering.PHRASE_TEMPLATE:  # each phrase may be decided on as well
        tried = max(1, most // LEAST_STATEMENT)
        decided = Estimate(tried, tried * asked.prompt_tokens, tried * DECIDED)
        return asked + decided + Estimate(1, _size(writer, material.prompt), most)
    return asked + _draft(writer, material.prompt, material.context, readings)


def of_briefing(
    writer: Writer, readings: Readings, said: Readings, about: str, words: int, within: Sequence[Span] = ()
) -> Estimate:
    """Of ``bot.tasks.briefing.brief`` with these arguments."""
    template = writer.templates.get(summarizing.TEMPLATE)
    inputs = {"words": words, "focus": about, "language": writer.language}
    tokens = room(writer, template, inputs)
    chosen = passages(readings, within, tokens, writer.model.name) if within else None
    chosen = chosen or whole(readings, tokens, writer.model.name)
    stances = of_stances(writer, said, (about,), None)
    if chosen is not None:
        context, text = chosen
        return stances + _draft(writer, fill(template, inputs, text), context, readings)
    most = template.max_tokens
    split = [fill(template, inputs, text) for _, _, text in parts(readings, tokens, writer.model.name)]
    written = Estimate(len(split), sum(_size(writer, prompt) for prompt in split), len(split) * most)
    merged = Estimate(1, writer.model.context_tokens, 0)  # prompt and completion are within the window
    decided = _decided(writer, context_of(readings), readings, most * (len(split) + 1))
    return stances + written + merged + decided


def of_stances(writer: Writer, readings: Readings, targets: tuple[str, ...], speaker: str | None) -> Estimate:
    """Of ``bot.tasks.stances.stances`` with these arguments."""
    total = Estimate()
    for prompt, batch in standing.prompts(writer, readings, targets, speaker):
        # An object that does not fit its schema is asked for once more, with the first answer in the prompt.
        most = prompt.template.max_tokens
        size = _size(writer, prompt)
        total += Estimate(2, 2 * size + most + QUESTION, 2 * most)
        decided = len(batch) * max(1, len(targets))
        longest = _longest(writer, Context(standing.sentences_of(batch)), readings)
        total += Estimate(decided, decided * (longest + QUESTION), decided * DECIDED)
    return total


def _draft(writer: Writer, prompt: Prompt, context: Context, readings: Readings) -> Estimate:
    """A completion of statements, and a decision on each."""
    most = prompt.template.max_tokens
    return Estimate(1, _size(writer, prompt), most) + _decided(writer, context, readings, most)


def _decided(writer: Writer, context: Context, readings: Readings, drafted: int) -> Estimate:
    """A decision on each statement that so many tokens of drafts have room for."""
    statements = max(1, drafted // LEAST_STATEMENT)
    cited = CITED * _longest(writer, context, readings)
    return Estimate(statements, statements * (cited + QUESTION) + drafted, statements * DECIDED)


def _size(writer: Writer, prompt: Prompt) -> int:
    return count(prompt.system + prompt.user, writer.model.name).tokens


def _longest(writer: Writer, context: Context, readings: Readings) -> int:
    """Tokens of the longest sentence."""
    if not context.sentences:
        return 0
    longest = max(context.sentences, key=lambda sentence: len(sentence.span))
    return count(numbered(Context((longest,)), readings), writer.model.name).tokens
