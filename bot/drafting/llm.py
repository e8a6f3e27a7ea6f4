"""A model writes the draft: prompts filled in and sent, completions read into drafts.

Whatever comes back is a draft. It goes to grounding as it is; nothing here decides what is true.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from bot.drafting.completions import Statement, StatementReader
from bot.errors import TemplateError
from bot.language.sentences import split
from bot.models.protocol import Message, Model
from bot.prompting.numbering import pick
from bot.prompting.templates import Library, Prompt
from bot.types import Attribution, Context, DraftClaim, DraftStance, Label, Reading, Readings

REPEATS_ALLOWED = 2
"""A completion that says the same statement a third time goes in circles; what it says after that is not read."""

_LABELS: dict[str, Label] = {"favor": "favor", "against": "against", "neutral": "neutral"}


@dataclass(frozen=True, slots=True)
class Writer:
    """What a task needs to have drafts written.

    Attributes:
        model: the model that writes, and decides.
        templates: the prompt templates in force.
        language: the language to write in; None for the document's own.
        concurrency: the most requests at a time.
    """

    model: Model
    templates: Library
    language: str | None = None
    concurrency: int = 4


@dataclass(frozen=True, slots=True)
class Ended:
    """The end of a completion: why it stopped, and the text of a statement that was cut off ("" without one)."""

    finish_reason: str
    left_over: str = ""


async def statements(writer: Writer, prompt: Prompt) -> AsyncGenerator[Statement | Ended, None]:
    """Stream the statements of a completion, each as soon as it is whole; the last item is ``Ended``.

    Each statement is one sentence: where a completion puts several before its numbers, each of them cites those. A
    quotation of several sentences stays whole, with the one who says it.
    """
    reader = StatementReader()
    seen: dict[str | tuple[int, ...], int] = {}
    finish_reason = "stop"
    pieces = writer.model.generate(
        messages(prompt), max_tokens=prompt.template.max_tokens, temperature=prompt.template.temperature
    )
    async with aclosing(pieces) as stream:  # type: ignore[type-var]  # every model's generate is a generator
        async for piece in stream:
            finish_reason = piece.finish_reason or finish_reason
            for statement in _sentences(reader.feed(piece.text)):
                said = statement.text or statement.numbers
                seen[said] = seen.get(said, 0) + 1
                if seen[said] > REPEATS_ALLOWED:
                    yield Ended("repetition")
                    return
                if seen[said] == 1:
                    yield statement
    rest, left_over = (reader.close(), "") if finish_reason == "stop" else reader.cut_off()
    for statement in _sentences(rest):
        if (statement.text or statement.numbers) not in seen:
            yield statement
    yield Ended(finish_reason, left_over)


def messages(prompt: Prompt) -> tuple[Message, Message]:
    """The messages of a rendered prompt, as they are sent."""
    return Message("system", prompt.system), Message("user", prompt.user)


def claim_of(statement: Statement, context: Context, readings: Readings, first: int = 1) -> DraftClaim:
    """A statement as a draft claim: its numbers become the spans of the sentences that they name.

    A statement of numbers and no words says what the first of those sentences says, in its words.
    """
    named = pick(context, statement.numbers, first)
    if statement.text or not named:
        return DraftClaim(statement.text, tuple(sentence.span for sentence in named))
    span = named[0].span
    return DraftClaim(" ".join(readings[span.document_id].document.slice(span).split()), (span,))


async def stances(
    writer: Writer, prompt: Prompt, attributions: Sequence[tuple[Reading, Attribution]]
) -> tuple[tuple[DraftStance, ...], str]:
    """Have the numbered attributions labelled.

    Args:
        writer: who writes.
        prompt: the rendered stances template.
        attributions: what the prompt's numbers stand for, [A1] first.

    Returns:
        The drafted stances in the order written, and the finish reason. Numbers that were never given, empty
        issues and unknown labels are left out: they name nothing that could be checked.
    """
    schema = prompt.template.schema
    if schema is None:
        raise TemplateError(f"The prompt {prompt.template.name!r} must declare an output schema.")
    extraction = await writer.model.extract(
        messages(prompt),
        schema=schema,
        schema_name=prompt.template.name,
        max_tokens=prompt.template.max_tokens,
    )
    items = extraction.value.get("stances")
    drafts = [_stance_of(item, attributions) for item in (items if isinstance(items, list) else [])]
    return tuple(dict.fromkeys(d for d in drafts if d is not None)), extraction.finish_reason


def _stance_of(item: Any, attributions: Sequence[tuple[Reading, Attribution]]) -> DraftStance | None:
    if not isinstance(item, dict):
        return None
    number, issue, label = item.get("statement"), item.get("issue"), _LABELS.get(str(item.get("position")))
    if not isinstance(number, int) or not 1 <= number <= len(attributions) or not isinstance(issue, str):
        return None
    target = " ".join(issue.split()).rstrip(".")
    if label is None or not target:
        return None
    _, attribution = attributions[number - 1]
    speaker = attribution.speaker.name if attribution.speaker else ""
    return DraftStance(speaker, target, label, attribution.spans)


def _sentences(found: Sequence[Statement]) -> list[Statement]:
    return [
        Statement(text, statement.numbers)
        for statement in found
        for text in _whole_sentences(statement.text) or [statement.text]
    ]


def _whole_sentences(text: str) -> list[str]:
    """A statement's sentences, cut only where no quotation mark stands open."""
    out: list[str] = []
    begun: int | None = None
    for start, end in split(text, 0, len(text), "en"):
        begun = start if begun is None else begun
        if not _stands_open(text[begun:end]):
            out.append(text[begun:end])
            begun = None
    return out if begun is None else [*out, text[begun:]]


def _stands_open(text: str) -> bool:
    """Whether more quotation marks open than close; German „…“ closes with the mark that opens English “…”."""
    if "„" in text:
        return text.count("„") > text.count("“") + text.count("”")
    return text.count("“") > text.count("”") or text.count("«") != text.count("»") or text.count('"') % 2 == 1
