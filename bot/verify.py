"""Proves a stored result again: every citation found anew, every code check run anew, no model asked.

Whoever is handed a result and its sources can tell with this alone whether it holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.errors import shown
from bot.grounding.locate import locate
from bot.grounding.quoting import quoted_spans
from bot.grounding.support import check
from bot.grounding.thresholds import thresholds
from bot.grounding.verdicts import LABELS
from bot.grounding.voices import Voice, spoken_by, voices
from bot.language import read
from bot.types import Check, Citation, Claim, Document, Readings, Result, Span, Stance, content_id


@dataclass(frozen=True, slots=True)
class Failure:
    """What does not hold: ``where`` in the stored result ("claims[2].citations[0]"), and why in one sentence."""

    where: str
    reason: str


def verify(stored: Result, readings: Readings) -> tuple[Failure, ...]:
    """Check a stored result against its sources, with no model.

    Args:
        stored: the result; its documents' texts are not needed.
        readings: the sources, read anew, by document id.

    Returns:
        Everything that does not hold, in the order of the result; nothing where all of it does.
    """
    return tuple(_failures(stored, readings))


def _failures(stored: Result, readings: Readings) -> Iterator[Failure]:
    yield from _documents(stored, readings)
    for i, claim in enumerate(stored.claims):
        yield from _claim(f"claims[{i}]", claim, readings)
    for i, stance in enumerate(stored.stances):
        yield from _stance(f"stances[{i}]", stance, readings)
    if stored.check is not None:
        yield from _check(stored.check, readings)
    yield from _coverage(stored, readings)


def _check(stored: Check, readings: Readings) -> Iterator[Failure]:
    """A checked draft: its citations hold, and what it calls supported, code or a model vouched for."""
    for i, checked in enumerate(stored.statements):
        where = f"check.statements[{i}]"
        quotes = quoted_spans(read(Document.of(checked.text)))
        failures = list(_citations(where, checked.citations, quotes, readings))
        yield from failures
        if failures or checked.verdict != "supported":
            continue
        verdict = check(checked.text, _spans(checked.citations), readings)
        lowest = min(bounds.high for bounds in thresholds().values())
        vouched = checked.probability is not None and checked.probability >= lowest
        if verdict.support == "unsupported" or not (verdict.support == "supported" or vouched):
            why = verdict.reasons[0] if verdict.reasons else "Code cannot vouch for the statement and no model did."
            yield Failure(f"{where}.verdict", why)
    for i, quotation in enumerate(stored.quotations):
        reason = _wrong(quotation.citation, (quotation.citation.quote,), readings) if quotation.verbatim else None
        if reason is not None and not reason.startswith("The status"):
            yield Failure(f"check.quotations[{i}]", reason)


def _documents(stored: Result, readings: Readings) -> Iterator[Failure]:
    for i, document in enumerate(stored.documents):
        where = f"documents[{i}].id"
        if document.id not in readings:
            yield Failure(where, f"No source with the text of “{shown(document.title or document.id, 80)}” was given.")
        elif content_id(readings[document.id].document.text) != document.id:
            yield Failure(where, "The id is not the SHA-256 of the source's text.")


def _coverage(stored: Result, readings: Readings) -> Iterator[Failure]:
    if any(document.id not in readings for document in stored.documents):
        return
    total = sum(len(readings[document.id].document.text) for document in stored.documents)
    if stored.coverage.characters_total != total:
        yield Failure("coverage.characters_total", f"The sources have {total} characters.")
    if not 0 <= stored.coverage.characters_read <= total:
        yield Failure("coverage.characters_read", f"The sources have {total} characters.")


def _claim(where: str, claim: Claim, readings: Readings) -> Iterator[Failure]:
    if not claim.citations:
        yield Failure(where, "The statement cites nothing.")
        return
    quotes = quoted_spans(read(Document.of(claim.text)))
    failures = list(_citations(where, claim.citations, quotes, readings))
    yield from failures
    if failures:
        return
    verdict = check(claim.text, _spans(claim.citations), readings)
    if verdict.support == "unsupported":
        yield Failure(where, verdict.reasons[0])
    elif claim.support == "unsupported":
        yield Failure(f"{where}.support", "An unsupported statement is not to be shown.")
    elif claim.support == "supported" and verdict.support != "supported":
        lowest = min(bounds.high for bounds in thresholds().values())
        if claim.probability is None or claim.probability < lowest:
            reason = "Code cannot vouch for the statement and no model did, yet it is called supported."
            yield Failure(f"{where}.support", reason)


def _spans(citations: Sequence[Citation]) -> list[Span]:
    return [citation.span for citation in citations if citation.span is not None]


def _citations(
    where: str, citations: Sequence[Citation], quotes: Sequence[str], readings: Readings
) -> Iterator[Failure]:
    for i, citation in enumerate(citations):
        reason = _wrong(citation, quotes, readings)
        if reason is not None:
            yield Failure(f"{where}.citations[{i}]", reason)


def _wrong(citation: Citation, quotes: Sequence[str], readings: Readings) -> str | None:
    """Why a citation does not hold; None where it does."""
    span = citation.span
    if span is None:
        return f"The quote is {citation.status.replace('_', ' ')}: it has no place."
    reading = readings.get(span.document_id)
    if reading is None:
        return "It cites a source that was not given."
    document = reading.document
    if span.end > len(document.text) or span.start >= span.end:
        return f"[{span.start}, {span.end}) is no place in a text of {len(document.text)} characters."
    words = document.slice(span)
    if words != citation.quote:
        return f"At [{span.start}, {span.end}) the source says “{shown(words, 120)}”."
    if citation.status not in ("exact", "normalized"):
        return f"The status “{shown(citation.status, 40)}” is wrong: the quote stands in the source."
    took = [locate(quote, document, [span]) for quote in quotes]
    by_fold = any(found.span == span and found.status == "normalized" for found in took)
    as_written = any(found.span == span and found.status == "exact" for found in took)
    if citation.status == "normalized" and not by_fold:
        return "The status should be “exact”."
    if citation.status == "exact" and by_fold and not as_written:
        return "The status should be “normalized”."
    return None


def _stance(where: str, stance: Stance, readings: Readings) -> Iterator[Failure]:
    if stance.label not in LABELS:
        yield Failure(f"{where}.label", f"“{shown(stance.label, 40)}” is no label.")
    if not stance.citations:
        yield Failure(where, "The stance cites nothing.")
        return
    failures = list(_citations(where, stance.citations, (), readings))
    yield from failures
    if failures:
        return
    for i, span in enumerate(_spans(stance.citations)):
        heard = [v for v in voices(span, readings[span.document_id]) if spoken_by(stance.speaker.name, v)]
        if not heard:
            reason = f"The text does not give these words to {shown(stance.speaker.name, 80)}."
            yield Failure(f"{where}.citations[{i}]", reason)
    yield from _speaker(where, stance, readings)


def _speaker(where: str, stance: Stance, readings: Readings) -> Iterator[Failure]:
    """The kind and the place of the speaker's mention must be those of one of the cited reported statements."""
    heard: list[Voice] = []
    for span in _spans(stance.citations):
        heard += [v for v in voices(span, readings[span.document_id]) if spoken_by(stance.speaker.name, v)]
    if not heard:
        return
    if stance.kind not in {voice.kind for voice in heard}:
        yield Failure(f"{where}.kind", f"The text reports these words as {heard[0].kind} speech.")
    if stance.mention is not None and stance.mention not in {voice.mention for voice in heard}:
        yield Failure(f"{where}.speaker", "The speaker is not named at these offsets.")
