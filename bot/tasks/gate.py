"""Whether the documents answer a question at all, asked before an answer is written.

A small model that is asked to answer does so, whether or not the text does; asked first whether the text answers, it
is right far more often. It is asked over the passages nearest to the question and nothing else, so that little is read
where nothing is to be written.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Literal

from bot.drafting.answer_extractive import answerable
from bot.grounding.thresholds import thresholds
from bot.models.protocol import Model
from bot.types import Predicate, Readings

WORDS_WEIGHT = 0.2
"""How much the odds by words alone count beside the model's own, in log odds. Chosen with a model of 1.5 billion
parameters on 80 questions of SQuAD 2.0, 80 of CLAPNQ (development halves) and 115 of our own cases, among 0, 0.1, 0.2,
0.3, 0.5 and 1: the model's word ranks them with a ROC-AUC of 85, 87 and 91, both together with 86, 90 and 94."""

LEAN_FROM_A_PHRASE = 0.5
"""What is taken off the log odds that the documents answer where a phrase is to answer, for a model whose one-token
answers are not calibrated: a question for a detail that nobody gives is often put so that the text seems to. Chosen on
the questions of SQuAD 2.0 among these, among 0.3, 0.4, 0.5 and 0.65: of answers in all, 58, 68, 73 and 73 of 100
unanswerable questions are then refused, and 15, 15, 15 and 20 answerable ones."""

CERTAIN = 1e-3
"""Probabilities are kept this far from 0 and 1, so that one side alone never decides without bound."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a model said to a typed question.

    Attributes:
        odds: log odds of "yes"; 0.0 is as likely as not.
        probability: the model's own, 0 to 1.
        way: how it was said, as ``Decision.way``; None where words alone tell.
    """

    odds: float
    probability: float
    way: Literal["decisions", "logprobs", "json"] | None

    @property
    def calibrated(self) -> bool:
        """Whether its server says that its probabilities are."""
        return self.way == "decisions"


async def answered_odds(
    model: Model, passages: str, readings: Readings, question: str, *, follows: bool, phrase: bool = False
) -> Judged:
    """Whether the documents answer the question: the model's word and that of words alone, added up.

    Args:
        model: the model that decides; where it gives no decision, words alone do.
        passages: what of the documents is nearest to the question, as text.
        readings: the documents.
        question: as the user put it.
        follows: whether it may lean on questions before it; words alone then count for nothing.
        phrase: whether a phrase is to answer it.
    """
    asked = Predicate("answered", f"{question}\nDoes the document answer this question?")
    (decision,) = await model.decide(passages, [asked])
    if decision is None:
        likely = 1.0 if follows else answerable(readings, question)
        return Judged(_log_odds(likely), likely, None)
    likely = decision.probability("yes")
    by_words = 0.0 if follows else WORDS_WEIGHT * _log_odds(answerable(readings, question))
    lean = LEAN_FROM_A_PHRASE if phrase and decision.way != "decisions" else 0.0
    return Judged(_log_odds(likely) + by_words - lean, likely, decision.way)


async def right_odds(model: Model, passages: str, question: str, phrase: str) -> Judged | None:
    """Whether a phrase is the answer that the passages give; None where the model gives no decision.

    For a model whose probabilities are calibrated. The one-token answers of a model of 1.5 billion parameters rank its
    right phrases no better than chance (ROC-AUC 44 on 60 phrases of the questions above), and long ones higher.
    """
    text = f"{question}\nIs this the answer that the document gives: {json.dumps(phrase, ensure_ascii=False)}"
    (decision,) = await model.decide(passages, [Predicate("right", text)])
    if decision is None:
        return None
    likely = decision.probability("yes")
    return Judged(_log_odds(likely), likely, decision.way)


def settles(answered: Judged, right: Judged) -> bool:
    """Whether a phrase may be shown as the answer: from the odds that there is one and that this is it.

    However sure it is that there is one, a phrase that the model finds against is none.
    """
    if right.way is not None and right.probability <= thresholds()[right.way].low:
        return False
    return answered.odds + right.odds >= 0


def _log_odds(probability: float) -> float:
    kept = min(max(probability, CERTAIN), 1 - CERTAIN)
    return math.log(kept / (1 - kept))
