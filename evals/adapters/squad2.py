"""SQuAD 2.0: short answers from a paragraph of Wikipedia, half of the questions unanswerable.

Where: rajpurkar.github.io/SQuAD-explorer. Licence: CC BY-SA 4.0. Paper: Rajpurkar, Jia & Liang 2018 (arXiv 1806.03822).
Published: the best system of the paper 66 F1, people 86.8 exact match, on the set's own measure, which gives a refused
unanswerable question full marks; our F1 is over answerable questions only, and refusals are measured beside it.

A row: ``question``, ``answerable``, ``answers`` [{text, start, end}]; ``title`` if known. The answer's own words are
its evidence. The set's answers are the shortest words of the paragraph that answer, so its questions ask for a phrase.
"""

from __future__ import annotations

from pathlib import Path

from bot.types import Document
from evals.adapters._rows import Row, answer_gold, samples_of_rows, span
from evals.samples import EvalSample


def samples(path: Path, limit: int | None) -> list[EvalSample]:
    """The questions of a file; see ``samples_of_rows`` for arguments and errors."""
    return samples_of_rows(path, limit, _samples, what="SQuAD 2.0")


def _samples(row: Row) -> list[EvalSample]:
    document = Document.of(row["source_text"], title=(row.get("title") or "").replace("_", " ") or None)
    answers = list(dict.fromkeys(answer["text"] for answer in row["answers"]))
    evidence = [span(answer, document) for answer in row["answers"]]
    unique = [list(place) for place in dict.fromkeys(map(tuple, evidence))]
    gold = answer_gold(bool(row["answerable"]), answers, unique)
    return [EvalSample(row["id"], row["group"], "answer", (document,), gold, question=row["question"], form="phrase")]
