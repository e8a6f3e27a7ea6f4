"""How well code alone ranks statements by whether their source carries them, and the weights that it does so by.

    onrecord eval support ragtruth_summary.jsonl ragtruth_qa.jsonl

A set is RAGTruth as it is published, or a file of JSON lines (``evals.adapters.ragtruth`` says more of both). Each row
has ``source_text``, ``output``, ``hallucinated_spans`` (offsets into the output) and ``group`` (the source document). A
sentence of the output is right where no marked span touches it; its evidence is what code finds by itself. The
regression of ``bot.grounding.score`` is fitted anew, logistic, its weights held non-negative, and tried three ways: as
shipped, on documents left out (five folds over all files), and by the weights of the other files. The weights fitted on
everything are printed last; they are figures, and the repository keeps no row.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp
from pathlib import Path
from typing import Any

from bot.grounding.evidence import Evidence
from bot.grounding.facts import facts
from bot.grounding.judge import of_quotes
from bot.grounding.score import BIAS, WEIGHTS, features
from bot.grounding.seek import seek
from bot.grounding.support import check
from bot.language import read
from bot.types import Document, Reading
from evals.adapters import ragtruth
from evals.adapters._rows import samples_of_rows
from evals.statistics import SEED, estimate_of, roc_auc

ROUNDS = 800
RATE = 0.04
SHRINKAGE = 1e-3
FOLDS = 5
PRECISIONS = (0.90, 0.95)


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence by its features (in the order of the weights, a constant last), whether it is right, and the document
    that it is about."""

    values: tuple[float, ...]
    right: bool
    group: str


def examples(path: Path) -> list[Example]:
    """The sentences of the outputs in a file or folder.

    Raises:
        SourceMissing, SourceUnreadable: there is no such file, or it is not the set.
    """
    return samples_of_rows(path, None, _of_row, what=ragtruth.WHAT, published=ragtruth.published)


def _of_row(row: dict[str, Any]) -> Iterator[Example]:
    source, output = read(Document.of(str(row["source_text"]))), Document.of(str(row["output"]))
    marked = [(int(span["start"]), int(span["end"])) for span in row["hallucinated_spans"]]
    for sentence in read(output).sentences:
        text = output.slice(sentence.span).strip()
        if source.sentences and any(c.isalpha() for c in text):
            right = not any(start < sentence.span.end and sentence.span.start < end for start, end in marked)
            yield Example(_values(text, source), right, str(row["group"]))


def _values(text: str, source: Reading) -> tuple[float, ...]:
    readings = {source.document.id: source}
    found = seek(text, readings, enough=0.0) or (source.sentences[0].span,)
    cited = tuple(sorted({*found, *of_quotes(text, readings)}))
    evidence = Evidence(cited, readings)
    said = facts(text, source.language, evidence.vocabulary.names)
    values = features(said, evidence, check(text, cited, readings).findings)
    return (*(values[name] for name in WEIGHTS), 1.0)


def fit(rows: Sequence[Example]) -> list[float]:
    """Weights and, last, the bias: the logistic loss with weights held at zero or above, by Adam."""
    size = len(rows[0].values)
    weights, mean, square = [1.0] * (size - 1) + [0.0], [0.0] * size, [0.0] * size
    for n in range(1, ROUNDS + 1):
        slope = [SHRINKAGE * weight for weight in weights[:-1]] + [0.0]
        for row in rows:
            error = (logistic(weights, row) - row.right) / len(rows)
            for i, value in enumerate(row.values):
                slope[i] += error * value
        for i in range(size):
            mean[i] = 0.9 * mean[i] + 0.1 * slope[i]
            square[i] = 0.999 * square[i] + 0.001 * slope[i] ** 2
            weights[i] -= RATE * (mean[i] / (1 - 0.9**n)) / ((square[i] / (1 - 0.999**n)) ** 0.5 + 1e-8)
        weights[:-1] = [max(0.0, weight) for weight in weights[:-1]]
    return weights


def logistic(weights: Sequence[float], row: Example) -> float:
    """The probability that a sentence is right."""
    return 1 / (1 + exp(-sum(weight * value for weight, value in zip(weights, row.values, strict=True))))


def left_out(rows: Sequence[Example]) -> list[float]:
    """Each sentence's probability by weights that were fitted without its document."""
    groups = sorted({row.group for row in rows})
    random.Random(SEED).shuffle(groups)
    fold = {group: n % FOLDS for n, group in enumerate(groups)}
    weights = [fit([row for row in rows if fold[row.group] != n] or rows) for n in range(FOLDS)]
    return [logistic(weights[fold[row.group]], row) for row in rows]


def recall_of_wrong(scores: Sequence[float], rights: Sequence[bool], precision: float) -> float | None:
    """The share of wrong statements that stay below the lowest bound above which so many are right; None: no such."""
    wrong = sum(not right for right in rights)
    best: float | None = None
    good = bad = 0
    ranked = sorted(zip(scores, rights, strict=True), reverse=True)
    for n, (score, right) in enumerate(ranked):
        good, bad = good + right, bad + (not right)
        last = n + 1 == len(ranked) or ranked[n + 1][0] < score
        if last and good / (good + bad) >= precision:
            best = (wrong - bad) / wrong if wrong else None
    return best


def table(paths: Sequence[Path], *, refit: bool = True) -> str:
    """What is measured on some files, as text.

    Args:
        paths: the files.
        refit: also fit anew, on documents left out, by the other files, and on everything.
    """
    sets = {path: examples(path) for path in paths}
    everything = [row for rows in sets.values() for row in rows]
    shipped = [*WEIGHTS.values(), BIAS]
    apart = dict(zip(map(id, everything), left_out(everything), strict=True)) if refit else {}
    head = f"{'set':<24}{'n':>6}{'wrong':>7}  {'ROC-AUC':>8} {'[95 %]':>14}"
    lines = [
        head + "".join(f"  recall at {100 * p:.0f} %" for p in PRECISIONS) + ("  left out  by others" if refit else "")
    ]
    for path, rows in sets.items():
        others = [row for other, theirs in sets.items() if other != path for row in theirs] if refit else []
        lines.append(_line(path.stem, rows, shipped, [apart[id(row)] for row in rows] if refit else [], others))
    lines.append("")
    lines.append(
        "recall at P %: of the wrong sentences, where the score is set so that P % of those above it are right."
    )
    if refit:
        found = fit(everything)
        lines.append("weights fitted on everything:")
        names = (*WEIGHTS, "bias")
        lines += [
            f"  {name:<10}{new:6.2f}  (shipped {old:.2f})" for name, new, old in zip(names, found, shipped, strict=True)
        ]
    return "\n".join(lines)


def _line(
    name: str, rows: Sequence[Example], shipped: Sequence[float], apart: Sequence[float], others: Sequence[Example]
) -> str:
    scores, rights = [logistic(shipped, row) for row in rows], [row.right for row in rows]
    area = estimate_of(list(zip(scores, rights, strict=True)), [row.group for row in rows], _area)
    interval = f"[{_percent(area.low)}, {_percent(area.high)}]"
    text = f"{name:<24}{len(rows):>6}{sum(not right for right in rights):>7}  {_percent(area.value):>8} {interval:>14}"
    text += "".join(f"  {_percent(recall_of_wrong(scores, rights, p)):>11}" for p in PRECISIONS)
    if apart:
        text += f"  {_percent(roc_auc(list(apart), rights)):>8}"
        weights = fit(others) if others else None
        foreign = roc_auc([logistic(weights, row) for row in rows], rights) if weights else None
        text += f"  {_percent(foreign):>9}"
    return text


def _area(rows: Sequence[tuple[float, bool]]) -> float | None:
    return roc_auc([score for score, _ in rows], [right for _, right in rows])


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f}"
