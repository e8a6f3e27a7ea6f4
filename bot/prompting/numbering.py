"""Sentences given to a model under numbers, and the numbers read back.

A model is never asked for offsets or copied words: it names sentences, ``[S12]``, and code slices the words. The
letter keeps a source's own "[12]" from being taken for one of ours; where a source does hold "[S12]", the prompt
shows it with brackets that do not pair. The document itself is never changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.types import Attribution, Context, Document, Reading, Readings, Sentence

_LOOKALIKE = re.compile(r"[\[(【](?=\s*[SA]\s?\d)")
# What chat templates of the common model families mark roles and turns with; a server may read it out of any text.
_CONTROL = re.compile(
    r"(?<=<)(?=[|｜]|<?/?SYS>)|(?<=[|｜])(?=>)|(?<=<)(?=/?(?:s|bos|eos|pad|unk|start_of_turn|end_of_turn)>)"
    r"|(?<=\[)(?=/?INST\])"
)
_BLANKS = re.compile(r"\s+")


def context_of(readings: Readings) -> Context:
    """All sentences of all documents, in order."""
    return Context(tuple(sentence for reading in readings.values() for sentence in reading.sentences))


def numbered(context: Context, readings: Readings, first: int = 1) -> str:
    """The text of a prompt's document part: one sentence a line, ``[S1] …``.

    Args:
        context: the sentences, grouped by document.
        readings: the documents' readings by id.
        first: the number of the first sentence.
    """
    return "\n".join(
        line if number is None else f"[S{number}] {line}" for number, line in _lines(context, readings, first)
    )


def unnumbered(context: Context, readings: Readings) -> str:
    """The same without the numbers, for a question that no sentence is named in answer to."""
    return "\n".join(line for _, line in _lines(context, readings, 1))


def _lines(context: Context, readings: Readings, first: int) -> Iterator[tuple[int | None, str]]:
    """The lines of a document part with their sentences' numbers; None: a heading, or that something is left out."""
    current: str | None = None
    before: Sentence | None = None
    for number, sentence in enumerate(context.sentences, first):
        reading = readings[sentence.span.document_id]
        if sentence.span.document_id != current:
            current, before = sentence.span.document_id, None
            if len(readings) > 1:
                place = list(readings).index(current) + 1
                yield None, f"Document {place}{_headed(reading.document)}"
        if before is not None and sentence.index != before.index + 1:
            yield None, "…"
        yield number, f"{_turn_label(reading, sentence, before)}{_one_line(reading.document, sentence)}"
        before = sentence


def numbered_attributions(attributions: Sequence[tuple[Reading, Attribution]]) -> str:
    """Reported statements for a prompt, one a line: ``[A1] Speaker: words``; a speaker nobody names is "somebody"."""
    lines = []
    for number, (reading, attribution) in enumerate(attributions, 1):
        words = " … ".join(reading.document.slice(span) for span in attribution.spans)
        name = attribution.speaker.name if attribution.speaker else "somebody"
        lines.append(f"[A{number}] {safe_line(name)}: {safe_line(words)}")
    return "\n".join(lines)


def pick(context: Context, numbers: Iterable[int], first: int = 1) -> tuple[Sentence, ...]:
    """The sentences behind the numbers that a completion named; numbers that were never given are left out."""
    chosen = sorted({number for number in numbers if first <= number < first + len(context.sentences)})
    return tuple(context.sentences[number - first] for number in chosen)


def _headed(document: Document) -> str:
    parts = [part for part in (document.title, document.publisher, document.published) if part]
    return f": {safe_line(', '.join(parts))}" if parts else ""


def _turn_label(reading: Reading, sentence: Sentence, before: Sentence | None) -> str:
    """The speaker before the first sentence of a turn, unless the sentence itself begins with the label."""
    turn = reading.document.turn_at(sentence.span.end - 1)
    if turn is None or sentence.span.start < turn.start:
        return ""
    if before is not None and before.span.start >= turn.start:
        return ""
    return f"{safe_line(turn.speaker)}: "


def _one_line(document: Document, sentence: Sentence) -> str:
    return safe_line(document.slice(sentence.span))


def safe_line(text: str) -> str:
    """Words from a source for a prompt: one line, no number of ours in them, no chat-template control marks."""
    line = _BLANKS.sub(" ", text).strip()
    line = _LOOKALIKE.sub(lambda bracket: "[" if bracket.group() == "(" else "(", line)
    return _CONTROL.sub(" ", line)
