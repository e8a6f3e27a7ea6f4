"""What code has grounded, put to the model that decides; code's veto is final before any question is asked.

A statement that the cited words carry almost verbatim is not asked about: words have vouched for it already. The
rest cost one short question each, over the cited words alone, so that a server which decides by one-token answers
reads little.
"""

from __future__ import annotations

from bot.grounding.verdicts import claim_questions, combine, combine_stance, stance_questions
from bot.models.protocol import Model
from bot.types import Claim, Readings, Rejected, Stance


async def confirm_statement(claim: Claim, model: Model, readings: Readings) -> Claim | Rejected:
    """A grounded statement with the model's probability, or a rejection where the model finds against it."""
    if claim.support == "supported":
        return claim
    (decision,) = await model.decide(_words(claim), claim_questions([claim], readings))
    return combine(claim, decision)


async def confirm_stance(stance: Stance | Rejected, model: Model, readings: Readings) -> Stance | Rejected:
    """A grounded stance whose label the model has confirmed, or corrected where it is sure of another."""
    if isinstance(stance, Rejected):
        return stance
    words = " … ".join(citation.quote for citation in stance.citations)
    (decision,) = await model.decide(words, stance_questions([stance], readings))
    return combine_stance(stance, decision)


def _words(claim: Claim) -> str:
    return "\n".join(citation.quote for citation in claim.citations)
