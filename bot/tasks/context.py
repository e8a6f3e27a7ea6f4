"""What of the documents goes into a prompt: all of it where it fits, else the best passages, or parts in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from bot.drafting.llm import Writer
from bot.errors import ModelMisbehaved
from bot.prompting.budget import count, fits
from bot.prompting.numbering import context_of, numbered
from bot.prompting.templates import Prompt, Template, render
from bot.types import Context, Readings, Sentence, Span

MARGIN = 64
"""Tokens kept free for what a server's chat template adds around the messages."""


def room(writer: Writer, template: Template, inputs: Mapping[str, object], slot: str = "document") -> int:
    """Tokens that are left for one input: the window less the rest of the prompt and the reserve for the answer.

    Args:
        writer: whose model's window counts.
        template: the template to be filled in.
        inputs: all its inputs but ``slot``.
        slot: the input that is to be given as much room as there is.

    Raises:
        ModelMisbehaved: the window does not even hold the prompt without that input.
    """
    bare = render(template, {**inputs, slot: ""})
    rest = _tokens(bare.system + bare.user, writer.model.name)
    left = writer.model.context_tokens - template.max_tokens - rest - MARGIN
    if left < MARGIN:
        raise ModelMisbehaved(
            f"The window of {writer.model.name} ({writer.model.context_tokens} tokens) is too small for the prompt; "
            "ask something shorter, or set --context-tokens if the model has a larger window."
        )
    return left


@lru_cache(maxsize=16)
def _tokens(text: str, model: str) -> int:
    """Tokens of a prompt without its document, which is the same for each document of a batch."""
    return count(text, model).tokens


def whole(readings: Readings, tokens: int, model: str) -> tuple[Context, str] | None:
    """All sentences and their numbered text, None where that takes more than so many tokens."""
    context = context_of(readings)
    text = numbered(context, readings)
    return (context, text) if fits(text, tokens, model) else None


def passages(readings: Readings, spans: Sequence[Span], tokens: int, model: str) -> tuple[Context, str] | None:
    """The sentences that some passages touch, and their numbered text: as many of the passages, from the first on, as
    take at most so many tokens. Documents stand in the order of their first passage. None where not one fits.
    """
    for size in range(len(spans), 0, -1):
        context = context_within(readings, spans[:size])
        text = numbered(context, readings)
        if context.sentences and fits(text, tokens, model):
            return context, text
    return None


def context_within(readings: Readings, spans: Sequence[Span]) -> Context:
    """The sentences that some spans touch, each once: documents in order of first span, sentences as they stand."""
    touched: dict[str, dict[int, Sentence]] = {}
    for span in spans:
        if span.document_id in readings:
            sentences = readings[span.document_id].sentences_in(span)
            touched.setdefault(span.document_id, {}).update((s.index, s) for s in sentences)
    return Context(tuple(found[index] for found in touched.values() for index in sorted(found)))


def parts(readings: Readings, tokens: int, model: str) -> list[tuple[Context, int, str]]:
    """The documents in parts of at most so many tokens each, in order, numbered through.

    Returns:
        For each part its context, the number of its first sentence, and its numbered text. A single sentence that
        alone takes more is a part of its own, and too long: it is left out, which coverage then says.
    """
    out: list[tuple[Context, int, str]] = []
    held: list[Sentence] = []
    held_tokens, first = 0, 1
    for number, sentence in enumerate(context_of(readings).sentences, 1):
        size = count(numbered(Context((sentence,)), readings, number), model).tokens + 8
        if held and (held_tokens + size > tokens):
            out.append(_part(held, first, readings))
            held, held_tokens = [], 0
        if size > tokens:
            continue
        if not held:
            first = number  # numbers run through, and a part never goes on behind a sentence that was left out
        held.append(sentence)
        held_tokens += size
    if held:
        out.append(_part(held, first, readings))
    return out


def characters(context: Context, readings: Readings) -> int:
    """Characters of the documents' text that a context covers; the white space behind a sentence counts with it."""
    total = 0
    for sentence in context.sentences:
        reading = readings[sentence.span.document_id]
        start = sentence.span.start if sentence.index else 0
        last = sentence.index + 1 == len(reading.sentences)
        total += (len(reading.document.text) if last else reading.sentences[sentence.index + 1].span.start) - start
    return total


def fill(template: Template, inputs: Mapping[str, object], document: str) -> Prompt:
    """The prompt with the document's numbered text in it."""
    return render(template, {**inputs, "document": document})


def _part(held: Sequence[Sentence], first: int, readings: Readings) -> tuple[Context, int, str]:
    context = Context(tuple(held))
    return context, first, numbered(context, readings, first)
