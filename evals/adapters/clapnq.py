"""CLAPNQ: long answers from a passage of Wikipedia with the sentences they rest on, half of the questions unanswerable.

Where: github.com/primeqa/clapnq. Licence: Apache-2.0. Paper: Rosenthal et al. 2024 (arXiv 2404.02103), whose tables
give ROUGE-L and a score of unanswerables for several models; they are no figures of ours, which are token F1, refusals
and precision and recall of cited sentences.

A row: ``question``, ``answerable``, ``answers`` [{answer, citations [{start, end}]}], one an annotator. The answers are
long and near the words of the passage, so the questions ask for its sentences.
"""

from __future__ import annotations

from pathlib import Path

from bot.types import Document
from evals.adapters._rows import Row, answer_gold, samples_of_rows, span
from evals.samples import EvalSample


def samples(path: Path, limit: int | None) -> list[EvalSample]:
    """The questions of a file; see ``samples_of_rows`` for arguments and errors."""
    return samples_of_rows(path, limit, _samples, what="CLAPNQ")


def _samples(row: Row) -> list[EvalSample]:
    document = Document.of(row["source_text"], title=row.get("title"))
    sets = [[span(citation, document) for citation in answer["citations"]] for answer in row["answers"]]
    sets = [one for one in sets if one]
    everything = [list(place) for place in dict.fromkeys(tuple(place) for one in sets for place in one)]
    gold = answer_gold(bool(row["answerable"]), [answer["answer"] for answer in row["answers"]], everything)
    gold["sentence_sets"] = sets
    return [
        EvalSample(row["id"], row["group"], "answer", (document,), gold, question=row["question"], form="sentences")
    ]
