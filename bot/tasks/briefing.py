"""Documents on a topic in, a briefing out: statements with all that bear them out, and where speakers stand.

A statement that is proven from one document is looked for in the others: what of them alone carries it, by the same
checks, is cited beside it. So a statement with citations from two documents is one that both make. Near copies of a
story are one voice and not two.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Final

from bot.drafting.llm import Writer
from bot.drafting.stances_extractive import draft_stances
from bot.grounding.ground import ground_claim, ground_stance
from bot.grounding.seek import ranked, seek, share_of
from bot.grounding.support import check
from bot.tasks.run import Finished, Read, Refusal, Step
from bot.tasks.stances import stances
from bot.tasks.summarize import summarize, summarize_extractive
from bot.types import Claim, DraftClaim, Reading, Readings, Span

MOST_BESIDE: Final = 5
"""Further documents that are cited for one statement: more would not make it truer, and hides the statement."""
NEAR: Final = 2
TRIED: Final = 6
"""Sentences of a further document, and of all of them, that are tried for what they say of a statement."""
MUCH: Final = 0.5
"""The share of a statement's content words from which on a sentence says much of it."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What a briefing is about.

    Attributes:
        about: the topic, in words.
        words: about how many the statements have together.
        said: readings with the attributions that stances are drawn from.
        stories: documents that are near copies of one another -> the one that stands for them.
    """

    about: str
    words: int
    said: Readings
    stories: Mapping[str, str]


async def brief_extractive(readings: Readings, topic: Topic) -> AsyncIterator[Step]:
    """Without a model: chosen sentences that bear on the topic, and stances by the lexicon."""
    unmet: Refusal | None = None
    said = set[str]()
    async for step in summarize_extractive(readings, topic.words, topic.about):
        match step:
            case Refusal():
                unmet = step
            case Claim() if unmet is None:
                for claim in _new(borne_out(step, readings, topic.stories), said):
                    yield claim
            case Claim() | Finished():
                pass  # of a summary that does not bear on the topic, nothing is shown
            case _:
                yield step
    found = False
    for draft in draft_stances(topic.said, (topic.about,)).stances:
        found = True
        yield ground_stance(draft, readings)
    if unmet is not None and not found:
        yield unmet
    yield Finished("stop")


async def brief(
    writer: Writer, readings: Readings, topic: Topic, within: Sequence[Span] = ()
) -> AsyncGenerator[Step, None]:
    """With a model: a summary of the passages on the topic, and the stances of who is reported on it.

    Args:
        writer: who writes, and decides.
        readings: the documents.
        topic: what is asked for.
        within: passages to summarize instead of all of the documents, the best first.
    """
    finish_reason, said = "stop", set[str]()
    async with aclosing(summarize(writer, readings, topic.words, topic.about, within)) as steps:
        async for step in steps:
            match step:
                case Claim():
                    for claim in _new(borne_out(step, readings, topic.stories), said):
                        yield claim
                case Finished():
                    finish_reason = step.reason
                case _:
                    yield step
    async with aclosing(stances(writer, topic.said, (topic.about,), None)) as steps:
        async for step in steps:
            match step:
                case Read():
                    pass  # counted with the passages; the sentences around statements may be the same
                case Finished():
                    finish_reason = step.reason if finish_reason == "stop" else finish_reason
                case _:
                    yield step
    yield Finished(finish_reason)


def borne_out(claim: Claim, readings: Readings, stories: Mapping[str, str]) -> tuple[Claim, ...]:
    """A proven statement with citations of further documents each of which carries it alone.

    Where none does, but two documents say much of it in the same way ("The council voted to build it", where the claim
    has the day as well), the sentence of the one that the other carries comes before the claim, cited from both.

    Args:
        claim: as grounded.
        readings: the documents to look in, by precedence.
        stories: near copies -> the document that stands for them; another copy bears nothing out.
    """
    cited = tuple(dict.fromkeys(c.span.document_id for c in claim.citations if c.span is not None))
    if claim.support != "supported" or not all(document_id in readings for document_id in cited):
        return (claim,)
    heard = {stories.get(document_id, document_id) for document_id in cited}
    others = []
    for document_id, reading in readings.items():
        story = stories.get(document_id, document_id)
        if story not in heard:
            heard.add(story)
            others.append(reading)
    whole = [citation for found in _carried(claim.text, others) for citation in found.citations]
    if whole:
        return (replace(claim, citations=(*claim.citations, *whole)),)
    shared = _shared(claim, [readings[document_id] for document_id in cited], others)
    return (claim,) if shared is None else (shared, claim)


def _new(claims: Sequence[Claim], said: set[str]) -> Iterator[Claim]:
    """The claims that were not made yet; they are then."""
    for claim in claims:
        if claim.text not in said:
            said.add(claim.text)
            yield claim


def _carried(text: str, readings: Sequence[Reading]) -> list[Claim]:
    """A statement as each of some documents proves it in full, where one does; at most ``MOST_BESIDE``."""
    found: list[Claim] = []
    for reading in readings:
        proven = _proven(text, seek(text, {reading.document.id: reading}), reading)
        if proven is not None:
            found.append(proven)
        if len(found) == MOST_BESIDE:
            break
    return found


def _shared(claim: Claim, own: Sequence[Reading], others: Sequence[Reading]) -> Claim | None:
    """What two documents say of a claim that only one makes whole: a sentence of one that the other carries too."""
    near: list[tuple[float, Reading, Span]] = []
    for reading in others:
        for span in ranked(claim.text, reading)[:NEAR]:
            near.append((share_of(claim.text, span, reading), reading, span))
    near = sorted((one for one in near if one[0] >= MUCH), key=lambda one: -one[0])[:TRIED]
    able = [*own, *{reading.document.id: reading for _, reading, _ in near}.values()]
    for _, reading, span in near:
        theirs = _proven(" ".join(reading.document.slice(span).split()), (span,), reading)
        if theirs is None:
            continue
        too = _carried(theirs.text, [other for other in able if other.document.id != reading.document.id])
        if too:
            return replace(theirs, citations=(*theirs.citations, *(c for found in too for c in found.citations)))
    return None


def _proven(text: str, spans: Sequence[Span], reading: Reading) -> Claim | None:
    """A statement as some words of one document prove it in full; None where they do not."""
    only = {reading.document.id: reading}
    if not spans or check(text, spans, only).support != "supported":
        return None
    grounded = ground_claim(DraftClaim(text, tuple(spans)), only)
    return grounded if isinstance(grounded, Claim) and grounded.support == "supported" else None
