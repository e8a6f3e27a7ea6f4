"""QuoteSum: answers put together by people from exact words of several passages.

Where: github.com/google-research-datasets/QuoteSum. Licence: CC BY-SA 4.0. Paper: Schuster et al. 2023, "SEMQA"
(arXiv 2311.04886), whose own measures (ROUGE-L, entailment of quoted spans, their precision and recall) are for answers
in its mark-up and no figures of ours.

A row: ``question``, ``answer``, ``citations`` [{start, end}], the quoted words in the text of all passages. All
questions can be answered.
"""

from __future__ import annotations

from pathlib import Path

from bot.types import Document
from evals.adapters._rows import Row, answer_gold, samples_of_rows, span
from evals.samples import EvalSample


def samples(path: Path, limit: int | None) -> list[EvalSample]:
    """The questions of a file; see ``samples_of_rows`` for arguments and errors."""
    return samples_of_rows(path, limit, _samples, what="QuoteSum")


def _samples(row: Row) -> list[EvalSample]:
    document = Document.of(row["source_text"])
    places = [span(citation, document) for citation in row["citations"]]
    gold = answer_gold(True, [row["answer"]], places)
    gold["answer_spans"] = places
    return [EvalSample(row["id"], row["group"], "answer", (document,), gold, question=row["question"])]
