"""Citations: are they enough for what is said, and is each of them needed?

Recall and precision are ALCE's (Gao et al. 2023, "Enabling Large Language Models to Generate Text with Citations"):
a statement has recall 1 where its citations together carry it; a citation has precision 1 where its statement has
recall 1 and it is not irrelevant, which it is where it does not carry the statement alone while the others do without
it. In place of ALCE's NLI model stands our support check: *carried* is "supported", or "unchecked" with a score of
one half or more. Without citations a statement has recall 0.

Where a set has gold sentences, a citation is right that touches one, and a gold sentence is found that one touches;
with several annotators precision is against all of their sentences and recall is the best. ``span_f1`` compares
characters cited with characters of gold spans (QuoteSum). All of it on answers that were not refused.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.grounding.support import check
from bot.types import Claim, Readings, Span
from evals.samples import EvalSample, Figure, Figures, Output, gold_spans
from evals.texts import claims, overlap_any, share, spans

FIGURES = {
    "recall": Figure("statements that their citations carry (ALCE)"),
    "precision": Figure("citations that are needed by a statement that is carried (ALCE)"),
    "sentence_precision": Figure("citations that touch a gold sentence"),
    "sentence_recall": Figure("gold sentences that a citation touches"),
    "evidence_hit": Figure("answers of which any citation touches a gold sentence"),
    "span_f1": Figure("characters cited against characters of gold spans, F1"),
}

LIKELY = 0.5
"""The score of the support check from which an unchecked statement counts as carried."""


def score(sample: EvalSample, output: Output) -> Figures:
    """Figures of one sample; None where nothing was asserted, and where the gold has no sentences or spans."""
    result = output.result
    if result is None or output.error is not None or result.refused:
        return dict.fromkeys(FIGURES)
    recalls, precisions = [], []
    for claim in claims(output):
        recall, precision = alce(claim, output.readings)
        recalls.append(recall)
        precisions += precision
    cited = list(dict.fromkeys(span for claim in claims(output) for span in spans(claim)))
    return {"recall": share(recalls), "precision": share(precisions), **_against_gold(sample, cited)}


def alce(claim: Claim, readings: Readings) -> tuple[bool, list[bool]]:
    """ALCE's recall of a statement and precision of each of its citations."""
    cited = list(dict.fromkeys(spans(claim)))
    if not _carries(claim.text, cited, readings):
        return False, [False] * len(cited)
    if len(cited) == 1:
        return True, [True]
    needed = []
    for span in cited:
        others = [other for other in cited if other != span]
        irrelevant = not _carries(claim.text, [span], readings) and _carries(claim.text, others, readings)
        needed.append(not irrelevant)
    return True, needed


def _carries(text: str, cited: Sequence[Span], readings: Readings) -> bool:
    if not cited:
        return False
    verdict = check(text, cited, readings)
    return verdict.support == "supported" or (verdict.support == "unchecked" and verdict.score >= LIKELY)


def _against_gold(sample: EvalSample, cited: Sequence[Span]) -> Figures:
    document = sample.documents[0]
    sets = [
        gold_spans(rows, document) for rows in sample.gold.get("sentence_sets") or [sample.gold.get("evidence")] if rows
    ]
    gold = [span for one in sets for span in one]
    answer_spans = gold_spans(sample.gold.get("answer_spans") or (), document)
    found: Figures = dict.fromkeys(("sentence_precision", "sentence_recall", "evidence_hit", "span_f1"))
    if gold:
        touching = [overlap_any(span, gold) for span in cited]
        found["sentence_precision"] = share(touching)
        found["sentence_recall"] = max(sum(overlap_any(span, cited) for span in one) / len(one) for one in sets)
        found["evidence_hit"] = float(any(touching))
    if answer_spans:
        found["span_f1"] = _character_f1(cited, answer_spans)
    return found


def _character_f1(cited: Sequence[Span], gold: Sequence[Span]) -> float:
    ours = {(span.document_id, at) for span in cited for at in range(span.start, span.end)}
    theirs = {(span.document_id, at) for span in gold for at in range(span.start, span.end)}
    return 2 * len(ours & theirs) / (len(ours) + len(theirs)) if ours or theirs else 0.0
