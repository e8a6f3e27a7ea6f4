"""Whether the documents answer a question at all, asked before an answer is written.

A small model that is asked to answer does so, whether or not the text does; asked first whether the text answers, it
is right far more often. That question is put behind the very prompt that the answer would be written from, so the
document is read once for both.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Literal

from bot.drafting.answer_extractive import answerable
from bot.grounding.thresholds import thresholds
from bot.models.protocol import Input, Message, Model
from bot.prompting.templates import Prompt
from bot.types import Predicate, Readings

WORDS_WEIGHT = 0.2
"""How much the odds by words alone count beside the model's own, in log odds. Chosen on 149 questions of SQuAD 2.0 and
CLAPNQ (development halves) with a model of 1.5 billion parameters among 0, 0.1, 0.2, 0.3 and 0.5: the model's word
ranks them with a ROC-AUC of 84 and 87, both together with 85 and 90."""

LEAN = 0.4
"""What is added to the log odds that the documents answer, for a model whose one-token answers are not calibrated: it
is slow to say yes, but tells one from the other. Chosen on the questions of CLAPNQ among these, among 0, 0.1 … 0.7:
74 of 100 unanswerable questions are then refused, and 3 answerable ones."""

LEAN_TO_A_PHRASE = 0.1
"""The same where a phrase is to answer: a question for a detail presupposes more. Chosen on the questions of SQuAD 2.0
among these, among -0.1, 0, 0.05 … 0.6: 65 and 13 of 100."""

CERTAIN = 1e-3
"""Probabilities are kept this far from 0 and 1, so that one side alone never decides without bound."""


def beginning(prompt: Prompt, document: str) -> Input:
    """The prompt up to the end of the document, which is where a question about it may go."""
    start = prompt.user.find(document)
    # A user's own template may show the document in another way: then all of the prompt goes before the question.
    end = start + len(document) if start >= 0 else len(prompt.user)
    return Message("system", prompt.system), Message("user", prompt.user[:end])


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
    model: Model, input: Input, readings: Readings, question: str, *, follows: bool, phrase: bool = False
) -> Judged:
    """Whether the documents answer the question: the model's word and that of words alone, added up.

    Args:
        model: the model that decides; where it gives no decision, words alone do.
        input: the beginning of the prompt that holds the documents.
        readings: the documents.
        question: as the user put it.
        follows: whether it may lean on questions before it; words alone then count for nothing.
        phrase: whether a phrase is to answer it.
    """
    (decision,) = await model.decide(
        input, [Predicate("answered", f"{question}\nDoes the document answer this question?")]
    )
    if decision is None:
        likely = 1.0 if follows else answerable(readings, question)
        return Judged(_log_odds(likely), likely, None)
    likely = decision.probability("yes")
    by_words = 0.0 if follows else WORDS_WEIGHT * _log_odds(answerable(readings, question))
    lean = 0.0 if decision.way == "decisions" else LEAN_TO_A_PHRASE if phrase else LEAN
    return Judged(_log_odds(likely) + by_words + lean, likely, decision.way)


async def right_odds(model: Model, input: Input, question: str, phrase: str) -> Judged | None:
    """Whether a phrase is the answer that the documents give; None where the model gives no decision."""
    text = f"{question}\nIs this the answer that the document gives: {json.dumps(phrase, ensure_ascii=False)}"
    (decision,) = await model.decide(input, [Predicate("right", text)])
    if decision is None:
        return None
    likely = decision.probability("yes")
    return Judged(_log_odds(likely), likely, decision.way)


def settles(answered: Judged, right: Judged) -> bool:
    """Whether a phrase may be shown as the answer: from the odds that there is one and that this is it.

    However sure it is that there is one, a phrase that the model finds against is none. Beyond that only a calibrated
    model's word on the phrase counts: the one-token answers of a model of 1.5 billion parameters rank its right phrases
    no better than chance (ROC-AUC 44 on 60 phrases of the questions above), and long ones higher.
    """
    if right.way is not None and right.probability <= thresholds()[right.way].low:
        return False
    return answered.odds + (right.odds if right.calibrated else 0.0) >= 0


def _log_odds(probability: float) -> float:
    kept = min(max(probability, CERTAIN), 1 - CERTAIN)
    return math.log(kept / (1 - kept))
