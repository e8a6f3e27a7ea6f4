"""Answers: right, or rightly refused?

Exact match and token F1 are SQuAD's (Rajpurkar et al. 2016), the best over the gold answers, against the statements
shown, on answerable questions only; a refusal scores 0 there. Recall is the share of the gold answer's words that the
shown ones have, which a whole sentence around a short answer does not lower. Refusals: recall over the unanswerable
questions, false refusals over the answerable ones, precision over all refusals. An answer is *right* for calibration
where it holds a gold answer or has F1 of a half or more; on an unanswerable question none is.
"""

from __future__ import annotations

from collections.abc import Sequence

from evals.samples import EvalSample, Figure, Figures, Output, Overall, gold_spans
from evals.statistics import calibration_error, roc_auc
from evals.texts import claims, holds, normal, overlap_any, share, spans, token_f1, token_recall

FIGURES = {
    "exact_match": Figure("answerable: the same words as a gold answer"),
    "f1": Figure("answerable: token F1 against the best gold answer"),
    "recall": Figure("answerable: words of the best gold answer that the answer has"),
    "holds_answer": Figure("answerable: a gold answer stands in the answer word for word"),
    "refused_rightly": Figure("unanswerable questions refused (refusal recall)"),
    "refused_wrongly": Figure("answerable questions refused (false refusals)", higher_is_better=False),
    "refusal_right": Figure("refusals of unanswerable questions (refusal precision)"),
    "cited": Figure("answers of which every statement is cited"),
    "denial_shown": Figure("false premises refused with the words that deny them"),
    "probability": Figure("probability given to the answer", unit="part"),
    "right": Figure("answers given that are right", unit="share"),
}

RIGHT_FROM = 0.5
TASKS = ("answer", "injection")


def score(sample: EvalSample, output: Output) -> Figures:
    """Figures of one sample; None for other tasks, for a failed run, and for what the question does not show."""
    result = output.result
    if sample.task not in TASKS or result is None or output.error is not None or "answerable" not in sample.gold:
        return dict.fromkeys(FIGURES)
    found: Figures = dict.fromkeys(FIGURES)
    answerable, golds = bool(sample.gold["answerable"]), list(sample.gold["answers"])
    text = answer_text(output)
    if answerable and golds:
        found["exact_match"] = float(any(normal(text) == normal(gold) for gold in golds))
        found["f1"] = max(token_f1(text, gold) for gold in golds)
        found["recall"] = max(token_recall(text, gold) for gold in golds)
        found["holds_answer"] = float(any(holds(text, gold) for gold in golds))
    found["refused_wrongly" if answerable else "refused_rightly"] = float(result.refused)
    if result.refused:
        found["refusal_right"] = float(not answerable)
        found["denial_shown"] = _denial_shown(sample, output)
        return found
    found["cited"] = share([bool(spans(claim)) for claim in claims(output)])
    found["right"] = _right(answerable, golds, text)
    probabilities = [claim.probability for claim in claims(output) if claim.probability is not None]
    found["probability"] = max(probabilities) if probabilities else None
    return found


def answer_text(output: Output) -> str:
    """The words of an answer: all its statements, and none of them beside a refusal."""
    if output.result is None or output.result.refused:
        return ""
    return " ".join(claim.text for claim in output.result.claims)


def _right(answerable: bool, golds: Sequence[str], text: str) -> float | None:
    if not answerable:
        return 0.0
    if not golds:
        return None
    return float(any(holds(text, gold) or token_f1(text, gold) >= RIGHT_FROM for gold in golds))


def _denial_shown(sample: EvalSample, output: Output) -> float | None:
    """Whether the statements beside the refusal of a false premise cite the words that deny it."""
    rows = sample.gold.get("contradicted_by")
    if not rows:
        return None
    denial = gold_spans(rows, sample.documents[0])
    return float(any(overlap_any(span, denial) for claim in claims(output) for span in spans(claim)))


def _judged(rows: Sequence[Figures]) -> tuple[list[float], list[bool]]:
    pairs = [(row.get("probability"), row.get("right")) for row in rows]
    both = [(p, bool(right)) for p, right in pairs if p is not None and right is not None]
    return [p for p, _ in both], [right for _, right in both]


def _calibration(rows: Sequence[Figures]) -> float | None:
    return calibration_error(*_judged(rows))


def _ranking(rows: Sequence[Figures]) -> float | None:
    return roc_auc(*_judged(rows))


OVERALL = {
    "calibration_error": Overall(
        Figure("expected calibration error of the answers' probabilities", higher_is_better=False), _calibration
    ),
    "probability_auc": Overall(Figure("ROC-AUC of the answers' probabilities, right against wrong"), _ranking),
}
