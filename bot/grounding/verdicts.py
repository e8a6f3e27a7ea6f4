"""Typed questions to a model about what code has grounded, and the one rule that combines its answers with the code's.

Pure: nothing here asks a model. ``bot.models`` answers the questions with probabilities; ``combine`` then follows
one rule: **a veto cannot be outvoted**. A model can lift "unchecked" to "supported" and can take a claim away; it can
never bring back what code refused.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.types import Choice, Claim, Decision, Label, Predicate, Readings, Rejected, Stance

LABELS: tuple[Label, ...] = ("favor", "against", "neutral")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Probabilities of "yes": from ``high`` on a claim is supported, up to ``low`` it is rejected."""

    low: float
    high: float


THRESHOLDS: dict[str, Thresholds] = {
    # Calibrated probabilities of a Decisions server.
    "decisions": Thresholds(low=0.15, high=0.75),
    # One-token answers: small models lean to "yes", so that "supported" asks for more.
    "logprobs": Thresholds(low=0.20, high=0.85),
    # A number that the model writes itself, which is seldom in the middle and often too sure.
    "json": Thresholds(low=0.20, high=0.90),
}
"""Thresholds per way of deciding, kept apart because the three ways are sure to different degrees."""

CONTRADICTED = "The model finds that the cited words do not state this."
DOUBTED = "The model doubts that the cited words state this."


def claim_questions(claims: Sequence[Claim], readings: Readings) -> tuple[Predicate, ...]:
    """One yes-or-no question a claim, named ``claim-1`` and on, to be asked in one request over the shared source.

    The statement and the cited words stand in them as JSON strings, so that nothing in them ends the quotation.
    """
    return tuple(
        Predicate(
            f"claim-{n}",
            "Do the cited sentences state the statement: the same people, numbers, dates and speakers, nothing added "
            f"and nothing turned round?\nCited sentences: {_cited(claim, readings)}\nStatement: {_quoted(claim.text)}",
        )
        for n, claim in enumerate(claims, 1)
    )


def stance_questions(stances: Sequence[Stance], readings: Readings) -> tuple[Choice, ...]:
    """One question of label a stance, named ``stance-1`` and on."""
    return tuple(
        Choice(
            f"stance-{n}",
            f"Judging by these words alone, where does {_quoted(stance.speaker.name)} stand on "
            f"{_quoted(stance.target)}: in favor, against, or neutral?\n"
            f"Words: {_quoted(' '.join(citation.quote for citation in stance.citations))}",
            LABELS,
        )
        for n, stance in enumerate(stances, 1)
    )


def _cited(claim: Claim, readings: Readings) -> str:
    """The whole sentences that hold a claim's citations, as a JSON list."""
    found: dict[tuple[str, int], str] = {}
    for citation in claim.citations:
        if citation.span is None or citation.span.document_id not in readings:
            continue
        reading = readings[citation.span.document_id]
        for sentence in reading.sentences_in(citation.span):
            found[(sentence.span.document_id, sentence.span.start)] = reading.document.slice(sentence.span)
    return json.dumps(list(found.values()), ensure_ascii=False)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def combine(claim: Claim, decision: Decision | None) -> Claim | Rejected:
    """The one rule. By the code's verdict and the model's probability p of "yes" (None: not asked or no answer):

    ===================  ==============  ===================  ============
    code                 p >= high       between              p <= low
    ===================  ==============  ===================  ============
    veto                 rejected        rejected             rejected
    nothing against it   supported       unchecked            rejected
    almost verbatim      supported       supported            unchecked
    ===================  ==============  ===================  ============

    Without p the code's verdict stands. The probability is kept in the claim.
    """
    if claim.support == "unsupported":
        return Rejected(claim.text, claim.reasons[0] if claim.reasons else "The cited words do not carry this.")
    if decision is None:
        return claim
    yes = decision.probability("yes")
    bounds = THRESHOLDS[decision.way]
    if yes >= bounds.high:
        return replace(claim, support="supported", probability=yes)
    if yes > bounds.low:
        return replace(claim, probability=yes)
    if claim.support == "supported":
        return replace(claim, support="unchecked", reasons=(*claim.reasons, DOUBTED), probability=yes)
    return Rejected(claim.text, CONTRADICTED)


def combine_stance(stance: Stance, decision: Decision | None) -> Stance | Rejected:
    """The drafted label where the model finds it likelier than not, or another one that the model is sure of.

    A label is a judgement and not words that can be located, so doubt counts against it: where the drafted label has
    less than one half and no other has at least ``high``, the stance is rejected. Without a decision it stays as
    drafted.
    """
    if decision is None:
        return stance
    bounds = THRESHOLDS[decision.way]
    answer = next((label for label in LABELS if label == decision.answer), stance.label)
    likely = 0.5 if answer == stance.label else bounds.high
    if decision.probability(answer) >= likely:
        return replace(stance, label=answer, probability=decision.probability(answer))
    return Rejected(
        f"{stance.speaker.name}: {stance.label} ({stance.target})",
        "The model does not find this stance in the words.",
    )
