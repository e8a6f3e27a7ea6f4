"""Who stands where: code finds the reported statements, the drafter labels them, code checks what it said."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from bot.drafting import llm
from bot.drafting.llm import Writer
from bot.drafting.stances_extractive import draft_stances
from bot.grounding.ground import ground_stance
from bot.language.names import same_name
from bot.prompting.budget import count
from bot.prompting.numbering import numbered, numbered_attributions
from bot.prompting.templates import render
from bot.tasks.confirm import confirm_stance
from bot.tasks.context import characters, room
from bot.tasks.run import Finished, Read, Step
from bot.types import Attribution, Context, DraftStance, Reading, Readings, Rejected, Sentence

TEMPLATE = "stances"

Numbered = tuple[Reading, Attribution]


async def stances_extractive(readings: Readings, targets: tuple[str, ...], speaker: str | None) -> AsyncIterator[Step]:
    """Without a model: stances from attributions by the lexicon of support and opposition."""
    draft = draft_stances(readings, targets, speaker)
    for stance in draft.stances:
        yield ground_stance(stance, readings)
    yield Read(sum(len(r.document.text) for r in readings.values()))
    yield Finished(draft.finish_reason)


async def stances(
    writer: Writer, readings: Readings, targets: tuple[str, ...], speaker: str | None
) -> AsyncIterator[Step]:
    """With a model: one call labels the numbered statements of all documents where they fit, else one call a batch.

    Later batches are given the targets that earlier ones named, so that the same issue keeps the same words.
    """
    template = writer.templates.get(TEMPLATE)
    asked = [pair for pair in _attributed(readings) if speaker is None or _is(pair[1], speaker)]
    known = list(targets)
    finish_reason = "stop"
    for batch in _batches(writer, readings, asked, room(writer, template, _inputs(writer, [], known, speaker))):
        context = _around(batch, readings)
        yield Read(characters(context, readings))
        inputs = _inputs(writer, batch, known, speaker)
        prompt = render(template, {**inputs, "document": numbered(context, readings)})
        drafts, finish_reason = await llm.stances(writer, prompt, batch)
        for draft in drafts:
            if targets and draft.target not in targets:
                yield Rejected(_said(draft), "This is not one of the issues that were asked for.")
                continue
            step = ground_stance(draft, readings)
            if isinstance(step, Rejected):
                yield step
                continue
            if not targets and draft.target not in known:
                known.append(draft.target)
            yield await confirm_stance(step, writer.model, readings)
    yield Finished(finish_reason)


def _attributed(readings: Readings) -> list[Numbered]:
    """Every reported statement whose speaker is known: what nobody said is nobody's stance."""
    return [
        (reading, attribution)
        for reading in readings.values()
        for attribution in reading.attributions
        if attribution.speaker is not None
    ]


def _is(attribution: Attribution, speaker: str) -> bool:
    known = attribution.speaker
    return known is not None and any(same_name(name, speaker) for name in (known.name, *known.aliases))


def _inputs(
    writer: Writer, batch: Sequence[Numbered], targets: Sequence[str], speaker: str | None
) -> dict[str, object]:
    return {
        "attributions": numbered_attributions(batch),
        "targets": list(targets),
        "speaker": speaker,
        "language": writer.language,
    }


def _batches(writer: Writer, readings: Readings, asked: Sequence[Numbered], tokens: int) -> list[list[Numbered]]:
    """Runs of attributions that fit the window together with the sentences they stand in, order kept."""
    out: list[list[Numbered]] = [[]]
    spent = 0
    for pair in asked:
        text = numbered_attributions([pair]) + "\n" + numbered(_around([pair], readings), readings)
        size = count(text, writer.model.name).tokens + 16
        if out[-1] and spent + size > tokens:
            out.append([])
            spent = 0
        out[-1].append(pair)
        spent += size
    return [batch for batch in out if batch]


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


def _said(draft: DraftStance) -> str:
    return f"{draft.speaker}: {draft.label} — {draft.target}"
