"""Checks: statements that people have labelled right or wrong, put to the product's checks as they stand.

No drafter is involved: each statement of the sample is grounded with the evidence that its label names (none where a
set names none; the checks then look for it). *Stopped* is rejected, *kept* is not. Statements that people could not
decide on are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

from bot.grounding.ground import ground_claim
from bot.grounding.support import check
from bot.language import read
from bot.types import Claim, DraftClaim, Readings, Rejected
from evals.dataset import ErrorClass
from evals.samples import EvalSample, Figure, Figures, Output, gold_spans
from evals.statistics import Estimate, estimate_of, roc_auc
from evals.texts import share

FIGURES = {
    "right_kept": Figure("right statements that are shown"),
    "right_supported": Figure("right statements that are called supported"),
    "wrong_stopped": Figure("wrong statements that are rejected"),
    "wrong_not_supported": Figure("wrong statements that are rejected or shown as unproven"),
    **{f"stopped_{error}": Figure(f"wrong statements rejected, class {error}") for error in get_args(ErrorClass)},
}


def score(sample: EvalSample, output: Output) -> Figures:
    """Figures of one sample; None for other tasks and for what its statements do not hold."""
    if sample.task != "checks":
        return dict.fromkeys(FIGURES)
    rows = [(row, grounded(row, sample, output.readings)) for row in sample.gold["statements"]]
    right = [found for row, found in rows if row["right"] is True]
    wrong = [(row, found) for row, found in rows if row["right"] is False]
    figures: Figures = {
        "right_kept": share([isinstance(found, Claim) for found in right]),
        "right_supported": share([_is_supported(found) for found in right]),
        "wrong_stopped": share([isinstance(found, Rejected) for _, found in wrong]),
        "wrong_not_supported": share([not _is_supported(found) for _, found in wrong]),
    }
    for error in get_args(ErrorClass):
        figures[f"stopped_{error}"] = share([isinstance(f, Rejected) for row, f in wrong if row["error"] == error])
    return figures


def grounded(row: dict[str, Any], sample: EvalSample, readings: Readings) -> Claim | Rejected:
    """What the product makes of one statement."""
    return ground_claim(DraftClaim(row["text"], gold_spans(row["evidence"], sample.documents[0])), readings)


def _is_supported(found: Claim | Rejected) -> bool:
    return isinstance(found, Claim) and found.support == "supported"


def ranking(samples: Sequence[EvalSample]) -> Estimate:
    """ROC-AUC of the support check's score over all statements of some samples, right against wrong, with its interval.

    Statements without evidence are checked against the whole document, for which the score was not made.
    """
    scored: list[tuple[float, bool]] = []
    groups: list[str] = []
    for sample in samples:
        document = sample.documents[0]
        readings = {document.id: read(document)}
        for row in sample.gold["statements"]:
            if row["right"] is None:
                continue
            cited = gold_spans(row["evidence"], document) or (document.span(0, len(document.text)),)
            scored.append((check(row["text"], cited, readings).score, row["right"]))
            groups.append(sample.group)
    return estimate_of(scored, groups, lambda rows: roc_auc([s for s, _ in rows], [right for _, right in rows]))
