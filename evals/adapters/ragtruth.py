"""RAGTruth: outputs of six models whose invented stretches people have marked.

Where: github.com/ParticleMedia/RAGTruth (also in vectara/FaithJudge). Licence: MIT; the news texts under it are their
publishers'. Paper: Niu et al. 2024 (arXiv 2401.00396). Published: a fine-tuned encoder of 2025 finds outputs with
inventions at 79.2 F1 (LettuceDetect, arXiv 2502.17125), by whole outputs; ours is by sentence and without training.

A row: ``output``, ``hallucinated_spans`` [{start, end}] (offsets into ``output``), ``question`` (null for a summary).

Each row gives a sample for ``checks``: the output's sentences as statements without citations, wrong where a marked
stretch has a word of them. Each source gives one for drafting anew, ``summary`` or ``answer``, without gold answers.
"""

from __future__ import annotations

import re
from pathlib import Path

from bot.language.sentences import split
from bot.types import Document
from evals.adapters._rows import Row, samples_of_rows
from evals.samples import WORDS, EvalSample


def samples(path: Path, limit: int | None) -> list[EvalSample]:
    """The outputs and sources of a file; see ``samples_of_rows`` for arguments and errors."""
    seen: set[str] = set()

    def make(row: Row) -> list[EvalSample]:
        document = Document.of(row["source_text"])
        found = [EvalSample(row["id"], row["group"], "checks", (document,), {"statements": _statements(row)})]
        if document.id not in seen:
            seen.add(document.id)
            found.append(_drafting(row, document))
        return found

    return samples_of_rows(path, limit, make, what="RAGTruth")


def _drafting(row: Row, document: Document) -> EvalSample:
    name = f"ragtruth-{row['group']}/draft"
    if row.get("question"):
        return EvalSample(name, row["group"], "answer", (document,), {}, question=row["question"])
    return EvalSample(name, row["group"], "summary", (document,), {}, words=WORDS)


def _statements(row: Row) -> list[Row]:
    """The sentences of an output; list marks are taken off, and lines without a word left out."""
    output = row["output"]
    marked = [(int(one["start"]), int(one["end"])) for one in row["hallucinated_spans"]]
    found = []
    for start, end in split(output, 0, len(output), "en"):
        lead = re.match(r"\s*(?:[-*•]|\d{1,2}[.)])?\s*", output[start:end])
        begin = start + (lead.end() if lead else 0)
        text = output[begin:end].strip()
        if len(text.split()) > 2:
            wrong = any(re.search(r"\w", output[max(begin, a) : min(end, b)]) for a, b in marked)
            found.append({"text": text, "right": not wrong, "error": None, "evidence": []})
    return found
