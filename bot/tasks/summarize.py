"""Documents in, a summary out: one call where they fit the model's window, else parts first and then one whole."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

from bot.drafting import llm
from bot.drafting.llm import Ended, Writer
from bot.drafting.summary_extractive import draft_summary
from bot.grounding.ground import ground_claim
from bot.prompting.budget import count
from bot.prompting.templates import Prompt, Template, render
from bot.tasks.confirm import confirm_statement
from bot.tasks.context import characters, fill, parts, room, whole
from bot.tasks.run import Finished, Read, Step
from bot.types import Claim, Context, DraftClaim, Readings, Rejected

TEMPLATE = "summary"
MERGE = "summary_merge"
OVERRUN = 1.2
"""How far over the words asked for a summary may run before the completion is closed."""


async def summarize_extractive(readings: Readings, words: int, focus: str | None) -> AsyncIterator[Step]:
    """Without a model: chosen sentences of the documents, in their order."""
    draft = draft_summary(readings, words, focus)
    for claim in draft.claims:
        yield ground_claim(claim, readings)
    yield Read(sum(len(r.document.text) for r in readings.values()))
    yield Finished(draft.finish_reason)


async def summarize(writer: Writer, readings: Readings, words: int, focus: str | None) -> AsyncIterator[Step]:
    """With a model: statements stream, and each is handed on once its words are located and its checks passed."""
    template = writer.templates.get(TEMPLATE)
    inputs = {"words": words, "focus": focus, "language": writer.language}
    tokens = room(writer, template, inputs)
    all_of_it = whole(readings, tokens, writer.model.name)
    if all_of_it is not None:
        context, text = all_of_it
        yield Read(characters(context, readings))
        async for step in _written(writer, fill(template, inputs, text), context, readings, words):
            yield step
        return
    async for step in _from_parts(writer, template, readings, words, focus):
        yield step


async def _written(
    writer: Writer, prompt: Prompt, context: Context, readings: Readings, words: int
) -> AsyncIterator[Step]:
    """One completion, grounded statement by statement, closed once it has said as much as was asked for."""
    said = 0
    async for item in llm.statements(writer, prompt):
        if isinstance(item, Ended):
            if item.left_over:
                yield Rejected(item.left_over, "The completion was cut off in the middle of this statement.")
            yield Finished(item.finish_reason)
            return
        step = await _proven(writer, llm.claim_of(item, context), readings)
        said += len(item.text.split()) if isinstance(step, Claim) else 0
        yield step
        if said >= words * OVERRUN:
            yield Finished("stop")
            return


async def _proven(writer: Writer, draft: DraftClaim, readings: Readings) -> Claim | Rejected:
    grounded = ground_claim(draft, readings)
    if isinstance(grounded, Rejected):
        return grounded
    return await confirm_statement(grounded, writer.model, readings)


async def _from_parts(
    writer: Writer, template: Template, readings: Readings, words: int, focus: str | None
) -> AsyncIterator[Step]:
    """Map: a summary of each part, a bounded number at a time, order kept. Reduce: one summary of what was proven.

    Numbers run through all parts, so the final statements cite the documents' own sentences.
    """
    inputs = {"words": max(50, words // 2), "focus": focus, "language": writer.language}
    split = parts(readings, room(writer, template, inputs), writer.model.name)
    slots = asyncio.Semaphore(writer.concurrency)
    everything = Context(tuple(s for reading in readings.values() for s in reading.sentences))

    async def of_part(text: str) -> list[tuple[DraftClaim, Claim | Rejected]]:
        async with slots:
            drafts = [
                llm.claim_of(item, everything)
                async for item in llm.statements(writer, fill(template, inputs, text))
                if not isinstance(item, Ended)
            ]
            return [(draft, ground_claim(draft, readings)) for draft in drafts]

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(of_part(text)) for _, _, text in split]
    kept: list[list[DraftClaim]] = []
    for (context, _, _), task in zip(split, tasks, strict=True):
        yield Read(characters(context, readings))
        kept.append([draft for draft, grounded in task.result() if isinstance(grounded, Claim)])
        for _, grounded in task.result():
            if isinstance(grounded, Rejected):
                yield grounded
    merge = writer.templates.get(MERGE)
    merge_inputs = {"words": words, "focus": focus, "language": writer.language}
    lines = _numbered_again(kept, everything, writer, room(writer, merge, merge_inputs, "statements"))
    if not lines:
        yield Finished("stop")
        return
    prompt = render(merge, {**merge_inputs, "statements": "\n".join(lines)})
    async for step in _written(writer, prompt, everything, readings, words):
        yield step


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
