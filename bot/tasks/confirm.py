"""What code has grounded, put to the model that decides; code's veto is final before any question is asked.

A statement that the cited words carry almost verbatim is not asked about: words have vouched for it already. The
rest cost one short question each, over the cited words alone, so that a server which decides by one-token answers
reads little.
"""

from __future__ import annotations

from dataclasses import replace

from bot.grounding.verdicts import claim_questions, combine, combine_stance, stance_questions
from bot.models.protocol import Model
from bot.types import Claim, Predicate, Readings, Rejected, Stance

ANSWERS = 0.5
"""Probability from which a statement counts as an answer to the question; below it is beside the point."""

BESIDE = "It is in the text, but it does not answer the question."


async def confirm_statement(claim: Claim, model: Model, readings: Readings) -> Claim | Rejected:
    """A grounded statement with the model's probability, or a rejection where the model finds against it."""
    if claim.support == "supported":
        return claim
    (decision,) = await model.decide(_words(claim), claim_questions([claim], readings))
    return combine(claim, decision)


async def confirm_answer(claim: Claim, question: str, model: Model, readings: Readings) -> Claim | Rejected:
    """A grounded statement that also answers the question; both are asked at once."""
    stated = () if claim.support == "supported" else claim_questions([claim], readings)
    on_point = Predicate("answers", f"Do these words answer the question?\nQuestion: {question}\nAnswer: {claim.text}")
    decisions = await model.decide(_words(claim), (*stated, on_point))
    confirmed = combine(claim, decisions[0]) if stated else claim
    if isinstance(confirmed, Rejected):
        return confirmed
    answers = decisions[-1]
    if answers is not None and answers.probability("yes") < ANSWERS:
        return Rejected(claim.text, BESIDE)
    if answers is not None and confirmed.probability is None:
        return replace(confirmed, probability=answers.probability("yes"))
    return confirmed


async def confirm_stance(stance: Stance | Rejected, model: Model, readings: Readings) -> Stance | Rejected:
    """A grounded stance whose label the model has confirmed, or corrected where it is sure of another."""
    if isinstance(stance, Rejected):
        return stance
    words = " … ".join(citation.quote for citation in stance.citations)
    (decision,) = await model.decide(words, stance_questions([stance], readings))
    return combine_stance(stance, decision)


def _words(claim: Claim) -> str:
    return "\n".join(citation.quote for citation in claim.citations)
