"""Who stands where: code finds the reported statements and what their words tell; a model labels the rest.

With a model or without one, the rows that code proves are the first. What the model adds has to be borne out by the
words or by its own sure answer (``bot.tasks.confirm``), so that no model makes the list worse than none would.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from dataclasses import replace

from bot.drafting import llm
from bot.drafting.issues import positions
from bot.drafting.llm import Writer
from bot.drafting.stances_extractive import can_tell, draft_stances, joined
from bot.errors import shown
from bot.grounding.ground import ground_stance
from bot.language.names import same_name
from bot.prompting.budget import count
from bot.prompting.numbering import numbered, numbered_attributions
from bot.prompting.templates import Prompt, render
from bot.tasks.confirm import confirm_stance
from bot.tasks.context import characters, room
from bot.tasks.run import Finished, Read, Step
from bot.types import Attribution, Context, DraftStance, Reading, Readings, Rejected, Sentence, Span, Stance

TEMPLATE = "stances"

TOKENS_A_STANCE = 40
"""A generous guess at what one stance takes in the completion, so that the reserve for the answer holds a batch."""

NAMED_TOKENS = 100
"""Tokens kept for the issues that earlier batches named."""

Numbered = tuple[Reading, Attribution]


async def stances_extractive(readings: Readings, targets: tuple[str, ...], speaker: str | None) -> AsyncIterator[Step]:
    """Without a model: stances from attributions by the lexicon of support and opposition."""
    for reading in readings.values():
        if not can_tell(reading):
            title = shown(reading.document.title or reading.document.uri or "This document", 80)
            yield Rejected(title, "Without a model, stances are told in English only.")
    draft = draft_stances(readings, targets, speaker)
    for stance in draft.stances:
        yield ground_stance(stance, readings)
    yield Read(sum(len(r.document.text) for r in readings.values()))
    yield Finished(draft.finish_reason)


async def stances(
    writer: Writer, readings: Readings, targets: tuple[str, ...], speaker: str | None
) -> AsyncGenerator[Step, None]:
    """With a model: what code proves, then what one call makes of the numbered statements, or one call a batch.

    Each batch is told the issues named before it, so that the same issue keeps the same words.
    """
    template = writer.templates.get(TEMPLATE)
    wanted = {_key(target): target for target in targets}
    asked = [pair for pair in _attributed(readings) if speaker is None or _is(pair[1], speaker)]
    if not asked:
        yield Read(sum(len(r.document.text) for r in readings.values()))  # code has, and found no statement to label
    proven = _proven(readings, targets, speaker)
    for stance in proven:
        yield stance
    named = [] if targets else list(dict.fromkeys(stance.target for stance in proven))
    read: set[Span] = set()
    finish_reason = "stop"
    tokens = room(writer, template, _inputs(writer, [], targets, speaker))
    tokens = max(tokens - NAMED_TOKENS, tokens // 2)
    for batch, text in _batches(writer, readings, asked, tokens, template.max_tokens // TOKENS_A_STANCE):
        if not text:
            yield Rejected(_shortened(batch), "This statement is too long for the model's window, and was not read.")
            continue
        context = _around(batch, readings)
        yield Read(characters(Context(tuple(s for s in context.sentences if s.span not in read)), readings))
        read.update(s.span for s in context.sentences)
        inputs = {**_inputs(writer, batch, targets, speaker), "named": _fitting(named, writer)}
        drafts, reason = await llm.stances(writer, render(template, {**inputs, "document": text}), batch)
        finish_reason = reason if finish_reason == "stop" else finish_reason
        for draft in joined(_in_order(drafts, readings)):
            if wanted and _key(draft.target) not in wanted:
                yield Rejected(_said(draft), "This is not one of the issues that were asked for.")
                continue
            step = ground_stance(replace(draft, target=wanted.get(_key(draft.target), draft.target)), readings)
            if isinstance(step, Rejected):
                yield step
                continue
            if not wanted and step.target not in named:
                named.append(step.target)
            if not any(_says_as_much(stance, step) for stance in proven):
                yield await confirm_stance(step, writer.model, readings)
    yield Finished(finish_reason)


def _proven(readings: Readings, targets: tuple[str, ...], speaker: str | None) -> list[Stance]:
    """The rows that code drafts and proves, of the documents whose language it can tell."""
    drafts = draft_stances(readings, targets, speaker).stances
    grounded = (ground_stance(draft, readings) for draft in drafts)
    return [stance for stance in grounded if isinstance(stance, Stance)]


def _says_as_much(proven: Stance, stance: Stance) -> bool:
    """Whether a proven row says of a speaker and a target what another does, or has its words already."""
    if proven.speaker.name != stance.speaker.name or _key(proven.target) != _key(stance.target):
        return False
    mine = [citation.span for citation in proven.citations if citation.span]
    theirs = [citation.span for citation in stance.citations if citation.span]
    overlap = any(own.overlaps(other) for own in mine for other in theirs)
    same_place = {span.document_id for span in mine} >= {span.document_id for span in theirs}
    return overlap or (proven.label == stance.label and same_place)


def prompts(
    writer: Writer, readings: Readings, targets: tuple[str, ...], speaker: str | None
) -> Iterator[tuple[Prompt, list[Numbered]]]:
    """The prompts that ``stances`` would send, but for the issues that earlier answers name, with their statements."""
    template = writer.templates.get(TEMPLATE)
    asked = [pair for pair in _attributed(readings) if speaker is None or _is(pair[1], speaker)]
    tokens = room(writer, template, _inputs(writer, [], targets, speaker))
    tokens = max(tokens - NAMED_TOKENS, tokens // 2)
    for batch, text in _batches(writer, readings, asked, tokens, template.max_tokens // TOKENS_A_STANCE):
        if text:
            yield render(template, {**_inputs(writer, batch, targets, speaker), "document": text}), batch


def sentences_of(batch: Sequence[Numbered]) -> tuple[Sentence, ...]:
    """The sentences that the statements of a batch stand in."""
    return tuple(s for reading, said in batch for piece in said.spans for s in reading.sentences_in(piece))


def _in_order(drafts: Sequence[DraftStance], readings: Readings) -> list[DraftStance]:
    """Rows in the order of their words, in which positions change, whatever order the model wrote them in."""
    order = {identity: at for at, identity in enumerate(readings)}
    return sorted(drafts, key=lambda draft: (order[draft.evidence[0].document_id], draft.evidence[0].start))


def _key(target: str) -> str:
    """What two writings of one target share."""
    return " ".join(target.split()).rstrip(".").casefold()


def _fitting(named: Sequence[str], writer: Writer) -> list[str]:
    """The issues named first, as many as have room."""
    left = NAMED_TOKENS
    out: list[str] = []
    for target in named:
        left -= count(target, writer.model.name).tokens + 4
        if left < 0:
            break
        out.append(target)
    return out


def _attributed(readings: Readings) -> list[Numbered]:
    """Every reported statement that may show a position; what nobody is known to have said is nobody's stance."""
    return [(reading, attribution) for reading in readings.values() for attribution in positions(reading)]


def _is(attribution: Attribution, speaker: str) -> bool:
    known = attribution.speaker
    return known is not None and any(same_name(name, speaker) for name in (known.name, *known.aliases))


def _inputs(
    writer: Writer, batch: Sequence[Numbered], targets: Sequence[str], speaker: str | None
) -> dict[str, object]:
    return {
        "attributions": numbered_attributions(batch),
        "targets": list(targets),
        "named": [],
        "speaker": speaker,
        "language": writer.language,
    }


def _batches(
    writer: Writer, readings: Readings, asked: Sequence[Numbered], tokens: int, most: int
) -> Iterator[tuple[list[Numbered], str]]:
    """Runs of at most so many attributions that fit the window with the sentences they stand in, order kept.

    Each comes with the numbered text of those sentences; a statement that alone does not fit comes with "".
    """
    held: list[Numbered] = []
    spent = 0
    for pair in asked:
        text = numbered_attributions([pair]) + "\n" + numbered(_around([pair], readings), readings)
        size = count(text, writer.model.name).tokens + 16
        if held and (spent + size > tokens or len(held) >= max(1, most)):
            yield held, numbered(_around(held, readings), readings)
            held, spent = [], 0
        if size > tokens:
            yield [pair], ""
            continue
        held.append(pair)
        spent += size
    if held:
        yield held, numbered(_around(held, readings), readings)


def _around(batch: Sequence[Numbered], readings: Readings) -> Context:
    """The sentences that the statements of a batch stand in, each with its neighbours, in order."""
    wanted: dict[str, set[int]] = {}
    for reading, attribution in batch:
        for piece in attribution.spans:
            for sentence in reading.sentences_in(piece):
                near = range(sentence.index - 1, sentence.index + 2)
                wanted.setdefault(reading.document.id, set()).update(near)
    chosen: list[Sentence] = []
    for identity, indexes in wanted.items():
        chosen += [s for s in readings[identity].sentences if s.index in indexes]
    return Context(tuple(chosen))


def _shortened(batch: Sequence[Numbered]) -> str:
    reading, attribution = batch[0]
    return shown(reading.document.slice(attribution.spans[0]))


def _said(draft: DraftStance) -> str:
    return f"{draft.speaker}: {draft.label} — {draft.target}"
