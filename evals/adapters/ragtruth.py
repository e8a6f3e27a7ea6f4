"""RAGTruth: outputs of six models whose invented stretches people have marked.

Where: github.com/ParticleMedia/RAGTruth (also in vectara/FaithJudge). Licence: MIT; the news texts under it are their
publishers'. Paper: Niu et al. 2024 (arXiv 2401.00396). Published: a fine-tuned encoder of 2025 finds outputs with
inventions at 79.2 F1 (LettuceDetect, arXiv 2502.17125), by whole outputs; ours is by sentence and without training.

As published: give ``dataset/response.jsonl``, or a folder that holds it. A line of it is an output: ``source_id``,
``model``, ``response``, ``labels`` [{start, end}] (offsets into the response), ``quality``. ``source_info.jsonl``,
beside it, says by ``source_id`` what the output was made of: ``task_type`` and ``source_info``, which is the text of a
Summary, and ``question`` and ``passages`` of a QA. The third task, Data2txt, is left out: its sources are records and
no text. So are outputs that were cut off or refused wrongly (``quality`` other than ``good``), as in the set's own
baseline. A stretch is marked invented also where it happens to be true (``implicit_true``).

Our layout, a row: ``output``, ``hallucinated_spans`` [{start, end}] (offsets into ``output``), ``question`` (null for a
summary).

Each row gives a sample for ``checks``: the output's sentences as statements without citations, wrong where a marked
stretch has a word of them. Each source gives one for drafting anew, ``summary`` or ``answer``, without gold answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bot.language.sentences import split
from bot.types import Document
from evals.adapters._rows import Row, files_of, json_lines, samples_of_rows
from evals.samples import WORDS, EvalSample

OUTPUTS, SOURCES = "response.jsonl", "source_info.jsonl"
TASKS = ("Summary", "QA")

WHAT = "RAGTruth"


def samples(path: Path, limit: int | None) -> list[EvalSample]:
    """The outputs and sources of a file or folder; see ``samples_of_rows`` for arguments and errors."""
    seen: set[str] = set()

    def make(row: Row) -> list[EvalSample]:
        document = Document.of(row["source_text"])
        found = [EvalSample(row["id"], row["group"], "checks", (document,), {"statements": _statements(row)})]
        if document.id not in seen:
            seen.add(document.id)
            found.append(_drafting(row, document))
        return found

    return samples_of_rows(path, limit, make, what=WHAT, published=published)


def published(path: Path) -> Iterator[Row]:
    """The outputs of the set as it is published, as rows of our layout; see ``rows_of``."""
    for file in files_of(path, OUTPUTS):
        outputs = file.with_name(OUTPUTS) if file.name == SOURCES else file
        if not (beside := file.with_name(SOURCES)).is_file():
            raise ValueError(f"{SOURCES} does not stand beside {file.name}")
        sources = {source["source_id"]: source for source in json_lines(beside)}
        for output in json_lines(outputs):
            source = sources[output["source_id"]]
            if source["task_type"] in TASKS and output.get("quality", "good") == "good":
                yield _row(output, source)


def _row(output: Row, source: Row) -> Row:
    asked, told = source["task_type"] == "QA", source["source_info"]
    return {
        "id": f"ragtruth-{source['task_type'].lower()}-{source['source_id']}-{output['model']}",
        "group": str(source["source_id"]),
        "source_text": told["passages"] if asked else told,
        "question": told["question"] if asked else None,
        "output": output["response"],
        "hallucinated_spans": [{"start": one["start"], "end": one["end"]} for one in output["labels"]],
    }


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
