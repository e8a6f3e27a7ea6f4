"""Somebody's draft held against sources: statement by statement by code, then all open ones to the model in one go.

What is judged by code is handed on before any model is asked, so that a model that fails costs nothing of it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace

from bot.grounding.alone import Alone, alone
from bot.grounding.evidence import Evidence
from bot.grounding.footnotes import Footnote, belonging, footnotes, without
from bot.grounding.ground import citations_for
from bot.grounding.judge import Judged, judge
from bot.grounding.parts import parts_of
from bot.grounding.quotations import quotations
from bot.grounding.verdicts import Standing, check_questions, combine_check, is_open
from bot.language import read
from bot.models.protocol import Model
from bot.prompting.budget import count
from bot.prompting.numbering import context_of, numbered
from bot.tasks.run import Finished, Read, Step
from bot.types import Check, Checked, Context, Document, Quotation, Reading, Readings, Span

RESERVE = 0.25
"""The share of a model's window that is kept for the questions and their answers."""
AROUND = 2
"""Sentences on either side of a cited one that go with it where the sources do not fit the window whole."""


async def check(draft: Document, readings: Readings, model: Model | None) -> AsyncIterator[Step]:
    """Hold a draft against sources.

    Args:
        draft: the text to be checked; none of it is trusted.
        readings: the sources, in the order in which the draft's [1], [2] count them.
        model: asked about what code can neither vouch for nor contradict; None for code alone.
    """
    found, standings = by_code(draft, readings)
    yield found
    yield Read(sum(len(reading.document.text) for reading in readings.values()))
    asked = [checked for checked in found.statements if is_open(checked)]
    if model is not None and asked:
        decisions = await model.decide(sources_for(asked, readings, model), check_questions(asked))
        said = iter(decisions)
        yield replace(
            found,
            statements=tuple(
                combine_check(one, next(said), standing) if is_open(one) else one
                for one, standing in zip(found.statements, standings, strict=True)
            ),
        )
    yield Finished("stop")


def by_code(draft: Document, readings: Readings) -> tuple[Check, tuple[Standing, ...]]:
    """What code alone says of a draft, and how each of its statements stands by it."""
    notes = footnotes(draft, [reading.document for reading in readings.values()])
    reading = read(without(draft, notes))
    quoted = tuple(quotations(reading, readings, draft.id))
    parts = list(alone(list(parts_of(reading)), reading))
    judged = [_checked(one, draft, readings, _notes_of(one, notes, reading)) for one in parts]
    statements = tuple(_with_quotations(checked, quoted) for checked, _ in judged)
    return Check(draft, statements, quoted), tuple(standing for _, standing in judged)


def _notes_of(one: Alone, notes: Sequence[Footnote], draft: Reading) -> tuple[Footnote, ...]:
    """The citations of the whole sentence that a statement is a part of."""
    places = [sentence.span for sentence in draft.sentences_in(one.part.place)]
    return tuple(dict.fromkeys(note for place in places for note in belonging(place, notes, draft.document.text)))


def _checked(one: Alone, draft: Document, readings: Readings, notes: Sequence[Footnote]) -> tuple[Checked, Standing]:
    """A statement judged by code, and how it stands by it."""
    place = Span(draft.id, one.part.place.start, one.part.place.end)
    if one.unjudged:
        return Checked(one.text, place, "unjudged", reasons=(one.unjudged,)), Standing()
    found, remarks = _judged(one.text, readings, notes)
    shown = found.cited if found.verdict != "not_stated" or found.findings else ()
    checked = Checked(
        one.text,
        place,
        found.verdict,
        citations_for(one.text, shown, readings),
        tuple(dict.fromkeys((*found.reasons, *remarks))),
        speaker=found.speaker,
    )
    return checked, Standing(found.vetoed, found.score)


def _judged(text: str, readings: Readings, notes: Sequence[Footnote]) -> tuple[Judged, tuple[str, ...]]:
    """A statement judged, by the sources that the draft cites for it where they carry it, and what to say of that."""
    numbers = list(dict.fromkeys(number for note in notes for number in note.numbers))
    order = list(readings)
    unknown = [number for number in numbers if not 1 <= number <= len(order)]
    count_of = "only 1" if len(order) == 1 else f"none beyond {len(order)}"
    remarks = tuple(f"The draft cites source {number}, and there is {count_of}." for number in unknown[:3])
    cited = [order[number - 1] for number in numbers if number not in unknown]
    found = judge(text, readings)
    if not cited or {span.document_id for span in found.cited} & set(cited):
        return found, remarks
    own = judge(text, {document_id: readings[document_id] for document_id in cited})
    better = found.verdict == "supported" or (found.verdict == "unchecked" and own.verdict == "not_stated")
    if own.verdict == "supported" or not (better or found.verdict == "contradicted"):
        return own, remarks
    right = sorted({order.index(span.document_id) + 1 for span in found.cited})
    named = [number for number in numbers if number not in unknown]
    return found, (*remarks, f"The draft cites {_named(named)} here; the words stand in {_named(right)}.")


def _named(numbers: Sequence[int]) -> str:
    return f"source{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"


def _with_quotations(checked: Checked, quoted: Sequence[Quotation]) -> Checked:
    """A statement contradicted where a quotation in it is given to somebody else than by the sources."""
    wrong = [q.reasons[0] for q in quoted if q.misattributed and q.place.overlaps(checked.place)]
    if not wrong or checked.verdict in ("unjudged", "contradicted"):
        return checked
    return replace(checked, verdict="contradicted", reasons=tuple(dict.fromkeys(wrong)))


def sources_for(asked: Sequence[Checked], readings: Readings, model: Model) -> str:
    """The input of the one request: the sources as numbered sentences, all where they fit the model's window, else what
    was cited and stands around it, which has what the statements were held against."""
    room = int(model.context_tokens * (1 - RESERVE))
    whole = numbered(context_of(readings), readings)
    if count(whole, model.name).tokens <= room:
        return whole
    text = ""
    for context in _narrower(asked, readings):
        text = numbered(context, readings)
        if count(text, model.name).tokens <= room:
            break
    return text


def _narrower(asked: Sequence[Checked], readings: Readings) -> Iterator[Context]:
    """The cited sentences with more and less of what stands around them, at last alone."""
    cited = [c.span for checked in asked for c in checked.citations if c.span is not None]
    places = {(p.span.document_id, p.span.start) for p in Evidence(cited, readings).pieces}
    for around in range(AROUND, -1, -1):
        near = set()
        for reading in readings.values():
            at = [s.index for s in reading.sentences if (reading.document.id, s.span.start) in places]
            near |= {(reading.document.id, i + step) for i in at for step in range(-around, around + 1)}
        yield Context(tuple(s for s in context_of(readings).sentences if (s.span.document_id, s.index) in near))
