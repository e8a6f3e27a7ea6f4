"""Documents in, a summary out: one call where they fit the model's window, else parts first and then one whole."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine, Iterator, Sequence
from contextlib import aclosing
from typing import Any

from bot.drafting import llm
from bot.drafting.llm import Ended, Writer
from bot.drafting.summary_extractive import draft_summary
from bot.errors import ModelError
from bot.grounding.ground import ground_claim
from bot.grounding.saying import says_nothing
from bot.prompting.budget import count
from bot.prompting.templates import Prompt, Template, render
from bot.tasks.confirm import confirm_statement
from bot.tasks.context import characters, fill, parts, passages, room, whole
from bot.tasks.run import Finished, Read, Refusal, Step
from bot.types import Claim, Context, DraftClaim, Readings, Rejected, Span

TEMPLATE = "summary"
MERGE = "summary_merge"
Part = list[tuple[DraftClaim, Claim | Rejected]]
"""What the summary of one part came to: each statement as drafted, and as grounded."""

OVERRUN = 1.2
"""How far over the words asked for a summary may run before the completion is closed."""


async def summarize_extractive(readings: Readings, words: int, focus: str | None) -> AsyncIterator[Step]:
    """Without a model: chosen sentences of the documents, in their order."""
    draft = draft_summary(readings, words, focus)
    if draft.refused and draft.refusal_reason:
        yield Refusal(draft.refusal_reason)
    for claim in draft.claims:
        yield ground_claim(claim, readings)
    yield Read(sum(len(r.document.text) for r in readings.values()))
    yield Finished(draft.finish_reason)


async def summarize(
    writer: Writer, readings: Readings, words: int, focus: str | None, within: Sequence[Span] = ()
) -> AsyncGenerator[Step, None]:
    """With a model: statements stream, and each is handed on once its words are located and its checks passed.

    ``within``: passages to summarize instead of all of the documents, the best first.
    """
    template = writer.templates.get(TEMPLATE)
    inputs = {"words": words, "focus": focus, "language": writer.language}
    tokens = room(writer, template, inputs)
    chosen = passages(readings, within, tokens, writer.model.name) if within else None
    if chosen is None:
        chosen = whole(readings, tokens, writer.model.name)
    if chosen is not None:
        context, text = chosen
        yield Read(characters(context, readings))
        steps = _written(writer, fill(template, inputs, text), context, readings, words)
    else:
        steps = _from_parts(writer, template, readings, words, focus)
    async with aclosing(steps):
        async for step in steps:
            yield step


async def _written(
    writer: Writer, prompt: Prompt, context: Context, readings: Readings, words: int
) -> AsyncGenerator[Step, None]:
    """One completion, grounded statement by statement, closed once it has said as much as was asked for."""
    said = 0
    async with aclosing(llm.statements(writer, prompt)) as items:
        async for item in items:
            if isinstance(item, Ended):
                if item.left_over:
                    yield Rejected(item.left_over, "The completion was cut off in the middle of this statement.")
                yield Finished(item.finish_reason)
                return
            step = await _proven(writer, llm.claim_of(item, context, readings), readings)
            said += len(item.text.split()) if isinstance(step, Claim) else 0
            yield step
            if said >= words * OVERRUN:
                yield Finished("stop")
                return


async def _proven(writer: Writer, draft: DraftClaim, readings: Readings) -> Claim | Rejected:
    nothing = says_nothing(draft.text, _language(draft, readings))
    if nothing:
        return Rejected(draft.text, nothing)
    grounded = ground_claim(draft, readings)
    if isinstance(grounded, Rejected):
        return grounded
    return await confirm_statement(grounded, writer.model, readings)


def _language(draft: DraftClaim, readings: Readings) -> str:
    """The language of what a draft cites, or of the first document."""
    cited = (readings[span.document_id] for span in draft.evidence if span.document_id in readings)
    return next(cited, next(iter(readings.values()))).language


async def _from_parts(
    writer: Writer, template: Template, readings: Readings, words: int, focus: str | None
) -> AsyncGenerator[Step, None]:
    """Map: a summary of each part, a bounded number at a time, order kept. Reduce: one summary of what was proven.

    Numbers run through all parts, so the final statements cite the documents' own sentences. Where the model fails on
    the way, and where nothing of the final summary can be proven, the parts' own proven statements are handed on.
    """
    inputs = {"words": max(50, words // 2), "focus": focus, "language": writer.language}
    split = parts(readings, room(writer, template, inputs), writer.model.name)
    slots = asyncio.Semaphore(writer.concurrency)
    done: dict[int, Part] = {}

    async def summarize_part(place: int) -> None:
        context, first, text = split[place]
        async with slots:
            drafts = [
                llm.claim_of(item, context, readings, first)
                async for item in llm.statements(writer, fill(template, inputs, text))
                if not isinstance(item, Ended)
            ]
            done[place] = [(draft, ground_claim(draft, readings)) for draft in drafts]

    try:
        await _together([summarize_part(place) for place in range(len(split))])
    except ModelError:
        for read in _handed_on(split, done, readings):
            yield read
        for claim in _claims(done):
            yield claim
        raise
    for read in _handed_on(split, done, readings):
        yield read
    merged = False
    try:
        async with aclosing(_merged(writer, readings, [done[place] for place in sorted(done)], words, focus)) as steps:
            async for step in steps:
                merged = merged or isinstance(step, Claim)
                if merged or not isinstance(step, Finished):
                    yield step
    except ModelError:
        if not merged:
            for claim in _claims(done):
                yield claim
        raise
    if not merged:
        async for step in _parts_own(writer, readings, done, words):
            yield step


async def _together(works: Sequence[Coroutine[Any, Any, None]]) -> None:
    """Do all of them at once; where one fails, the others are cancelled and its own error is raised, not a group."""
    try:
        async with asyncio.TaskGroup() as group:
            for work in works:
                group.create_task(work)
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None


def _handed_on(
    split: Sequence[tuple[Context, int, str]], done: dict[int, Part], readings: Readings
) -> Iterator[Read | Rejected]:
    """What the parts that are done read, and what of their statements could not be proven, in order."""
    for place in sorted(done):
        yield Read(characters(split[place][0], readings))
        yield from (grounded for _, grounded in done[place] if isinstance(grounded, Rejected))


def _claims(done: dict[int, Part]) -> list[Claim]:
    """The proven statements of the parts that are done, in order."""
    return [grounded for place in sorted(done) for _, grounded in done[place] if isinstance(grounded, Claim)]


async def _merged(
    writer: Writer, readings: Readings, done: Sequence[Part], words: int, focus: str | None
) -> AsyncGenerator[Step, None]:
    """One summary of the parts' proven statements; nothing but its end where there are none."""
    merge = writer.templates.get(MERGE)
    inputs = {"words": words, "focus": focus, "language": writer.language}
    everything = Context(tuple(s for reading in readings.values() for s in reading.sentences))
    kept = [[draft for draft, grounded in part if isinstance(grounded, Claim)] for part in done]
    lines = _numbered_again(kept, everything, writer, room(writer, merge, inputs, "statements"))
    if not lines:
        yield Finished("stop")
        return
    prompt = render(merge, {**inputs, "statements": "\n".join(lines)})
    async with aclosing(_written(writer, prompt, everything, readings, words)) as steps:
        async for step in steps:
            yield step


async def _parts_own(writer: Writer, readings: Readings, done: dict[int, Part], words: int) -> AsyncIterator[Step]:
    """The parts' own statements, in order, until as much is said as was asked for."""
    said = 0
    for claim in _claims(done):
        if said >= words:
            break
        step = await confirm_statement(claim, writer.model, readings)
        said += len(claim.text.split()) if isinstance(step, Claim) else 0
        yield step
    yield Finished("stop")


def _numbered_again(
    kept: Sequence[Sequence[DraftClaim]], everything: Context, writer: Writer, tokens: int
) -> list[str]:
    """Proven statements with the numbers of the sentences that they cite, in order, in at most so many tokens.

    Where not all fit, each part gives its first statement, then each its second, and so on: no part goes unheard.
    """
    number = {sentence.span: n for n, sentence in enumerate(everything.sentences, 1)}
    chosen: dict[tuple[int, int], str] = {}
    turns = ((i, j) for j in range(max(map(len, kept), default=0)) for i in range(len(kept)) if j < len(kept[i]))
    for i, j in turns:
        draft = kept[i][j]
        line = f"{draft.text} " + "".join(f"[S{number[span]}]" for span in draft.evidence if span in number)
        tokens -= count(line, writer.model.name).tokens + 1
        if tokens < 0:
            break
        chosen[i, j] = line
    return [chosen[place] for place in sorted(chosen)]
