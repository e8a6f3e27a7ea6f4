"""Whether a sentence answers a question: two small formulas over the figures of ``evidence``.

``bearing`` compares sentences: which of them speaks of what is asked. ``probability`` judges one: does it answer? It
is a logistic function of a weighted sum. No weight is negative, so that more of any figure never speaks against an
answer: models without that bound look as good on the sets they are fitted on and break on others.

How the numbers were come by. One half (by document) of the development halves of SQuAD 2.0 and CLAPNQ, 158 questions,
half of them unanswerable. ``bearing``: logistic regression on the differences between a sentence that holds the
answer and one that does not. ``probability``: logistic regression, each question counted by its best sentence, chosen
anew in each of five rounds; every question was also asked of another document of its set, where it has no answer, and
those count half as much. Weights bounded at zero, ridge penalty, gradient descent. ``ANSWERABLE`` refuses 15 % of the
answerable questions of that half. The other half only confirmed the figures. Rounded to one decimal place: more would
be noise.
"""

from __future__ import annotations

import math

from bot.drafting.evidence import Evidence

_BEARING = Evidence(covered=1.8, names=0.8, figures=0.2, present=0.0, pairs=1.3, typed=1.0, close=1.3, agreeing=0.2)
_WEIGHT = Evidence(covered=1.0, names=2.5, figures=1.3, present=1.7, pairs=1.2, typed=0.8, close=1.5, agreeing=3.8)
_BIAS = -11.1

ANSWERABLE = 0.3
"""The probability from which a question is answered."""


def bearing(evidence: Evidence) -> float:
    """How well the sentence bears on the question, from 0 up; it says nothing but which of two does so better."""
    return _sum(_BEARING, evidence)


def probability(evidence: Evidence) -> float:
    """The probability, from 0 to 1, that the sentence answers the question."""
    return 1 / (1 + math.exp(-_sum(_WEIGHT, evidence) - _BIAS))


def _sum(weights: Evidence, evidence: Evidence) -> float:
    return sum(weight * figure for weight, figure in zip(weights.values(), evidence.values(), strict=True))
