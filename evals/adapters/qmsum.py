"""QMSum: long meetings with questions and summaries by people; its committee meetings are parliament hearings.

Where: github.com/Yale-LILY/QMSum. Licence: MIT. Paper: Zhong et al. 2021 (arXiv 2104.05938), whose tables give ROUGE of
summarizers; ours are token F1 and recall against the same texts, and whether what is cited lies in the turns that the
labels name.

A row: ``turns`` [{speaker, start, content_start, end}], ``queries`` [{query, answer, general, spans [pair]}]. A general
query gives a sample for ``summary`` with the answer as ``reference``, any other one for ``answer``.
"""

from __future__ import annotations

from pathlib import Path

from bot.types import Document, Turn
from evals.adapters._rows import Row, answer_gold, samples_of_rows, spans
from evals.samples import EvalSample


def samples(path: Path, limit: int | None) -> list[EvalSample]:
    """The queries of a file, ``limit`` counting meetings; see ``samples_of_rows`` for arguments and errors."""
    return samples_of_rows(path, limit, _samples, what="QMSum")


def _samples(row: Row) -> list[EvalSample]:
    turns = [
        Turn(str(t["speaker"]), int(t["content_start"]), int(t["end"]), int(t["start"]), int(t["content_start"]))
        for t in row["turns"]
    ]
    document = Document.of(row["source_text"], kind="transcript", turns=turns)
    found = []
    for number, query in enumerate(row["queries"], 1):
        name = f"{row['id']}/{number:02}"
        if query["general"]:
            gold = {"reference": query["answer"]}
            words = len(query["answer"].split())
            found.append(EvalSample(name, row["group"], "summary", (document,), gold, words=words))
        else:
            gold = answer_gold(True, [query["answer"]], spans(query["spans"], document))
            found.append(EvalSample(name, row["group"], "answer", (document,), gold, question=query["query"]))
    return found
