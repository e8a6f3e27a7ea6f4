"""Whether a sentence answers a question: two small formulas over the figures of ``evidence``.

``bearing`` compares sentences: which of them speaks of what is asked. ``probability`` judges one: does it answer? It
is a logistic function of a weighted sum. No weight is negative, so that more of any figure never speaks against an
answer: models without that bound look as good on the sets they are fitted on and break on others.

How the numbers were come by. Half (by document) of three development sets: SQuAD 2.0 and CLAPNQ, 158 questions, and
the cases of this project's evals, 118 questions; about half of the former and two fifths of the latter have no answer.
``bearing``: logistic regression on the differences between a sentence that holds the answer and one that does not.
``probability``: logistic regression, each question counted by its best sentence, chosen anew in each of five rounds;
the public questions were also asked of other documents of their sets, where they have no answer, and those count half
as much. Weights bounded at zero, ridge penalty, gradient descent. ``ANSWERABLE`` refuses 15 % of the answerable public
questions. The other halves only confirmed the figures. Rounded to one decimal place: more would be noise.
"""

from __future__ import annotations

import math

from bot.drafting.evidence import Evidence
from bot.drafting.questions import Asked

_BEARING = Evidence(
    covered=2.0,
    names=1.1,
    figures=0.2,
    present=0.0,
    pairs=1.1,
    typed=1.2,
    close=0.9,
    agreeing=0.3,
    spoken_of=1.1,
    named=0.0,
)
_WEIGHT = Evidence(
    covered=2.4,
    names=0.6,
    figures=1.4,
    present=0.8,
    pairs=0.9,
    typed=1.1,
    close=1.3,
    agreeing=3.9,
    spoken_of=0.9,
    named=0.0,
)
_BIAS = -10.4

ANSWERABLE = 0.31
"""The probability from which a question is answered."""

_NO_FIGURE = 0.3  # ``typed`` below which a sentence has no figure of the kind asked for
_NO_NAME = 0.4  # ``named`` up to which a sentence is not about whom the question names: beside it, each counts so


def bearing(evidence: Evidence) -> float:
    """How well the sentence bears on the question, from 0 up; it says nothing but which of two does so better."""
    return _sum(_BEARING, evidence)


def probability(evidence: Evidence) -> float:
    """The probability, from 0 to 1, that the sentence answers the question."""
    return 1 / (1 + math.exp(-_sum(_WEIGHT, evidence) - _BIAS))


def answers(evidence: Evidence, asked: Asked) -> bool:
    """Whether the sentence answers the question.

    However probable, it does not where it says the contrary, where it shares nothing but names with the question,
    where it is not about those, or where an English question asks how many and it has no such figure.
    """
    if not evidence.agreeing or not evidence.spoken_of or evidence.named <= _NO_NAME:
        return False
    if asked.kind == "number" and asked.language == "en" and evidence.typed < _NO_FIGURE:
        return False
    return probability(evidence) >= ANSWERABLE


def _sum(weights: Evidence, evidence: Evidence) -> float:
    return sum(weight * figure for weight, figure in zip(weights.values(), evidence.values(), strict=True))
