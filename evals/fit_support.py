"""Fits the weights of ``bot.grounding.score`` on outputs whose invented spans are marked by hand.

    python -m evals.fit_support FILE.jsonl...

Each row of a file has ``source_text``, ``output``, ``hallucinated_spans`` (offsets into the output) and ``group``
(the source document). A sentence of the output is right where no marked span touches it. The regression is logistic,
its weights non-negative, its evidence what code finds by itself. Prints, per file, the ROC-AUC of weights fitted on the
other files (or on the same one, where there is no other), then the weights fitted on all.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import exp
from pathlib import Path

from bot.grounding.evidence import Evidence
from bot.grounding.facts import facts
from bot.grounding.score import WEIGHTS, features
from bot.grounding.seek import seek
from bot.grounding.support import check
from bot.language import read
from bot.types import Document
from evals.statistics import roc_auc

ROUNDS = 1500
RATE = 0.02
SHRINKAGE = 1e-3


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence by its features (in the order of the weights, a constant last), and whether it is right."""

    values: tuple[float, ...]
    right: bool


def examples(path: Path) -> Iterator[Example]:
    """The sentences of the outputs in a file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        source = read(Document.of(row["source_text"]))
        readings = {source.document.id: source}
        output = Document.of(row["output"])
        for sentence in read(output).sentences:
            text = output.slice(sentence.span).strip()
            if not source.sentences or not any(c.isalpha() for c in text):
                continue
            cited = seek(text, readings, enough=0.0) or (source.sentences[0].span,)
            evidence = Evidence(cited, readings)
            said = facts(text, source.language, evidence.vocabulary.names)
            found = features(said, evidence, check(text, cited, readings).findings)
            marked = any(
                span["start"] < sentence.span.end and sentence.span.start < span["end"]
                for span in row["hallucinated_spans"]
            )
            yield Example((*(found[name] for name in WEIGHTS), 1.0), not marked)


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


def main(arguments: Sequence[str]) -> int:
    """Fit on the files named and print what came of it."""
    if not arguments:
        print(__doc__)
        return 2
    sets = {path: list(examples(Path(path))) for path in arguments}
    for path, rows in sets.items():
        others = [row for other, theirs in sets.items() if other != path for row in theirs]
        weights = fit(others or rows)
        area = roc_auc([logistic(weights, row) for row in rows], [row.right for row in rows])
        print(f"{Path(path).name}: {len(rows)} sentences, ROC-AUC {100 * (area or 0):.1f}")
    weights = fit([row for rows in sets.values() for row in rows])
    for name, weight in zip((*WEIGHTS, "bias"), weights, strict=True):
        print(f"{name:8} {weight:6.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
