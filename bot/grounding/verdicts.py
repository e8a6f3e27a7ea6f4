"""Typed questions to a model about what code has grounded, and the one rule that combines its answers with the code's.

Pure: nothing here asks a model. ``bot.models`` answers the questions with probabilities; ``combine`` then follows
one rule: **a veto cannot be outvoted**. A model can lift "unchecked" to "supported" and can take a claim away; it can
never bring back what code refused.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, log

from bot.grounding.thresholds import thresholds
from bot.types import Checked, Choice, Claim, Decision, Label, Predicate, Readings, Rejected, Stance

LABELS: tuple[Label, ...] = ("favor", "against", "neutral")


CONTRADICTED = "The model finds that the cited words do not state this."
DOUBTED = "The model doubts that the cited words state this."
ANSWERS = ("stated", "contradicted", "not stated")
"""What a model is asked of a checked statement."""
SAYS = {
    "contradicted": "The model finds that the sources say otherwise.",
    "not_stated": "The model finds that the sources do not state this.",
}


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
    bounds = thresholds()[decision.way]
    if yes >= bounds.high:
        return replace(claim, support="supported", probability=yes)
    if yes > bounds.low:
        return replace(claim, probability=yes)
    if claim.support == "supported":
        return replace(claim, support="unchecked", reasons=(*claim.reasons, DOUBTED), probability=yes)
    return Rejected(claim.text, CONTRADICTED)


def check_questions(statements: Sequence[Checked]) -> tuple[Choice, ...]:
    """One question a checked statement, named ``statement-1`` and on, all about one input: the sources' sentences.

    They are put in one request, so that a check costs one, and the sources' tokens once.
    """
    return tuple(
        Choice(
            f"statement-{n}",
            "Do the sentences above state the statement (the same people, numbers, dates and speakers, nothing added), "
            "do they contradict it (they say otherwise of the same thing), or is it not stated in them?\n"
            f"Statement: {_quoted(checked.text)}",
            ANSWERS,
        )
        for n, checked in enumerate(statements, 1)
    )


def is_open(checked: Checked) -> bool:
    """Whether a model has a say on a checked statement: not where code contradicts it, vouches for it or skips it."""
    return checked.verdict in ("unchecked", "not_stated")


EVEN = 0.5
"""From here on "stated" is likelier than all else together: words alone, however good, vouch for nothing."""

CERTAIN = 1e-4
"""Probabilities are kept this far from 0 and 1, so that neither the model nor the words decide without bound."""


def joint(probability: float, score: float, words: float) -> float:
    """How likely the model's word and the words together make it that a statement is stated.

    Their log odds are added, those of the words ``words`` times: each says something that the other does not, and in a
    sum of two no weight has to be learned but one.

    Args:
        probability: the model's of "stated", 0 to 1.
        score: the words' own (``bot.grounding.score``), 0 to 1.
        words: from ``Thresholds``; 0 leaves the model's word as it is.
    """
    if words == 0:
        return probability
    total = _odds(probability) + words * _odds(score)
    return 1 / (1 + exp(-total))


def _odds(probability: float) -> float:
    kept = min(max(probability, CERTAIN), 1 - CERTAIN)
    return log(kept / (1 - kept))


@dataclass(frozen=True, slots=True)
class Standing:
    """How a checked statement stands by code: whether there is a veto against it, and the score of its words."""

    vetoed: bool = False
    score: float = 0.5


def combine_check(checked: Checked, decision: Decision | None, standing: Standing) -> Checked:
    """The rule of ``docs/checks.md``. By the code's verdict and what the model is sure of:

    =============  ===========  =============  ===========  ============
    code           stated       contradicted   not stated   sure of none
    =============  ===========  =============  ===========  ============
    supported      supported    supported      supported    supported
    contradicted   contradicted contradicted   contradicted contradicted
    unchecked      supported    contradicted   not stated   unchecked
    not stated     unchecked    contradicted   not stated   not stated
    … and vetoed   not stated   contradicted   not stated   not stated
    =============  ===========  =============  ===========  ============

    The model is sure that it is stated where it says so (``EVEN``) and the joint probability, which is kept in the
    statement, is ``Thresholds.stated`` at least; of the other two from ``Thresholds.against`` on of its own.

    A veto says that code misses something in the sources that the statement needs (a name, a number, a quotation);
    without one code only found no words of it, which a model may have found under other ones. What code is sure of is
    not put to the model. Without a decision the code's verdict stands.
    """
    if decision is None or not is_open(checked):
        return checked
    bounds = thresholds()[decision.way]
    said, contradicted, missing = (decision.probability(answer) for answer in ANSWERS)
    stated = joint(said, standing.score, bounds.words)
    checked = replace(checked, probability=stated)
    if contradicted >= bounds.against:
        return replace(checked, verdict="contradicted", reasons=(*checked.reasons, SAYS["contradicted"]))
    if said >= EVEN and stated >= bounds.stated and not (standing.vetoed and checked.verdict == "not_stated"):
        return replace(checked, verdict="supported" if checked.verdict == "unchecked" else "unchecked")
    if checked.verdict == "unchecked" and missing >= bounds.against:
        return replace(checked, verdict="not_stated", reasons=(*checked.reasons, SAYS["not_stated"]))
    return checked
