"""What code has grounded, put to the model that decides; code's veto is final before any question is asked.

A statement that the cited words carry almost verbatim is not asked about: words have vouched for it already, and so
they have for a stance whose label the lexicon reads in them too. The rest cost one short question each, over the cited
words alone, so that a server which decides by one-token answers reads little.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.drafting.stances_extractive import by_words
from bot.grounding.thresholds import thresholds
from bot.grounding.verdicts import claim_questions, combine, stance_questions
from bot.models.protocol import Model
from bot.types import Claim, Decision, Label, Readings, Rejected, Span, Stance

LEAN_AWAY: Final = "The words lean the other way, and the model is not sure enough of this label to say otherwise."
NOT_SURE: Final = "The words do not tell this stance by themselves, and the model is not sure enough of it."


async def confirm_statement(claim: Claim, model: Model, readings: Readings) -> Claim | Rejected:
    """A grounded statement with the model's probability, or a rejection where the model finds against it."""
    if claim.support == "supported":
        return claim
    (decision,) = await model.decide(_words(claim), claim_questions([claim], readings))
    return combine(claim, decision)


async def confirm_stance(stance: Stance | Rejected, model: Model, readings: Readings) -> Stance | Rejected:
    """A grounded stance whose label words or model have confirmed, or a rejection that says which did not.

    The model is not asked where the lexicon reads the same label in the words. See ``settle`` for the rest.
    """
    if isinstance(stance, Rejected):
        return stance
    told = by_words(readings, stance.speaker, stance.target, _spans(stance))
    if told == stance.label:
        return stance
    words = " … ".join(citation.quote for citation in stance.citations)
    (decision,) = await model.decide(words, stance_questions([stance], readings))
    return settle(stance, told, decision)


def settle(stance: Stance, told: Label | None, decision: Decision | None) -> Stance | Rejected:
    """The one rule for a drafted label, by what the words tell and the model's probability p of that label.

    ====================  ===========  ============
    the words             p >= high    else, or none
    ====================  ===========  ============
    tell the same         kept         kept
    do not tell           kept         rejected
    tell another          kept         rejected
    ====================  ===========  ============

    A position in somebody's mouth is shown without a caveat, so that a label which neither the words nor a sure model
    bear out is no result: a small model gives one label to everything it is shown. A label is never put in another's
    place: who drafted it has read the document, and a doubtful answer to one short question is no reading.

    Args:
        stance: the grounded row.
        told: the lexicon's label for its words; None where they do not tell.
        decision: the model's answer to ``stance_questions``; None where it was not asked or gave none.
    """
    if told == stance.label:
        return stance
    likely = decision.probability(stance.label) if decision else 0.0
    if decision is None or likely < thresholds()[decision.way].high:
        return _rejected(stance, NOT_SURE if told is None else LEAN_AWAY)
    return replace(stance, probability=likely)


def _rejected(stance: Stance, reason: str) -> Rejected:
    return Rejected(f"{stance.speaker.name}: {stance.label} ({stance.target})", reason)


def _spans(stance: Stance) -> tuple[Span, ...]:
    return tuple(citation.span for citation in stance.citations if citation.span is not None)


def _words(claim: Claim) -> str:
    return "\n".join(citation.quote for citation in claim.citations)
