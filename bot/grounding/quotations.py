"""The quotations of a draft: each located in the sources, and who speaks it there held against who speaks it here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.grounding.giving import given
from bot.grounding.locate import locate
from bot.grounding.nearest import nearest
from bot.grounding.voices import Voice, is_named, spoken_by, voices
from bot.types import Attribution, Citation, Quotation, Quote, Reading, Readings, Span


def quotations(draft: Reading, readings: Readings, draft_id: str) -> Iterator[Quotation]:
    """The outermost quotations of a draft, in order.

    Args:
        draft: the reading of the draft.
        readings: the sources.
        draft_id: the document that the places are to belong to.
    """
    told = [*given(draft, readings.values()), *draft.attributions]
    for quote in draft.quotes:
        words = draft.document.slice(quote.inner).strip().rstrip(",")
        if quote.depth == 0 and any(c.isalnum() for c in words):
            place = Span(draft_id, quote.inner.start, quote.inner.end)
            yield _quotation(place, words, _giver(quote, told, draft), readings)


def _quotation(place: Span, words: str, giver: str | None, readings: Readings) -> Quotation:
    found = [locate(words, reading.document, after=0) for reading in readings.values()]
    located = [citation for citation in found if citation.span is not None]
    if not located:
        return Quotation(place, Citation(words, "not_found", None), giver, None, (_nowhere(words, readings),))
    best = max(located, key=lambda citation: _fits(citation, giver, readings))
    heard = _heard(best, readings)
    theirs = next((voice.speaker.name for voice in heard if voice.speaker is not None), None)
    own = any(spoken_by(giver, voice) for voice in heard) if giver else False
    if own or not giver or not theirs:
        return Quotation(place, best, giver, giver if own else theirs)
    sure = all(voice.certain for voice in heard) and is_named(giver) and is_named(theirs)
    if not sure:
        return Quotation(place, best, giver, theirs, (f"The sources do not make plain that “{giver}” says this.",))
    reason = f"The sources give “{_short(words)}” to “{theirs}”, not to “{giver}”."
    return Quotation(place, best, giver, theirs, (reason,), misattributed=True)


def _giver(quote: Quote, told: Iterable[Attribution], draft: Reading) -> str | None:
    """Who says a quotation by the draft, None where it does not say."""
    for attribution in told:
        if attribution.kind != "indirect" and any(piece.overlaps(quote.inner) for piece in attribution.spans):
            if attribution.speaker is not None:
                return attribution.speaker.name
            return draft.document.slice(attribution.mention) if attribution.mention is not None else None
    return None


def _fits(citation: Citation, given: str | None, readings: Readings) -> tuple[bool, bool]:
    """Of several places the one where the draft's speaker speaks, then the one to the letter."""
    own = given is not None and any(spoken_by(given, voice) for voice in _heard(citation, readings))
    return own, citation.status == "exact"


def _heard(citation: Citation, readings: Readings) -> list[Voice]:
    if citation.span is None:
        return []
    return list(voices(citation.span, readings[citation.span.document_id]))


def _nowhere(words: str, readings: Readings) -> str:
    near = next((found for r in readings.values() if (found := nearest(words, r.document))), None)
    if near:
        return f"“{_short(words)}” is not in the sources, which say “{_short(near)}”."
    return f"“{_short(words)}” is not in the sources."


def _short(words: str) -> str:
    return words if len(words) <= 120 else words[:117].rstrip() + "…"
