"""QuoteSum: answers put together by people from exact words of several passages.

Where: github.com/google-research-datasets/QuoteSum. Licence: CC BY-SA 4.0. Paper: Schuster et al. 2023, "SEMQA"
(arXiv 2311.04886), whose own measures (ROUGE-L, entailment of quoted spans, their precision and recall) are for answers
in its mark-up and no figures of ours.

As published: ``v1/dev.jsonl`` and its like, or the folder. A line: ``qid``, ``unique_id``, ``question``, ``summary``
(the answer, with its quotes as ``[ 2 words ]``, the number being the passage's), ``title1`` and ``source1`` to
``title8`` and ``source8``, empty where there are fewer. The source is all passages, each under its number and title. A
quote is cited where its words first stand in the passage, if need be in other letter case, else in its title; one that
stands in neither (a slip of the writer's) stays in the answer and is no citation.

A row of our own: ``question``, ``answer``, ``citations`` [{start, end}], the quoted words in the text of all passages.

All questions can be answered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bot.types import Document
from evals.adapters._rows import Row, answer_gold, files_of, json_lines, samples_of_rows, span
from evals.samples import EvalSample

PASSAGES = 8
QUOTE = re.compile(r"\[ ([1-8]) ([^\[\]]*) \]")


def samples(path: Path, limit: int | None) -> list[EvalSample]:
    """The questions of a file; see ``samples_of_rows`` for arguments and errors."""
    return samples_of_rows(path, limit, _samples, what="QuoteSum", published=published)


def published(path: Path) -> Iterator[Row]:
    """The questions of a file as it is published, or of the files in a folder, as rows."""
    for file in files_of(path, "*.jsonl"):
        for line in json_lines(file):
            text, passages = _source(line)
            cited = [_place(quote[2], text, passages.get(quote[1], ())) for quote in QUOTE.finditer(line["summary"])]
            yield {
                "id": f"quotesum-{line['unique_id']}",
                "group": line["qid"],
                "source_text": text,
                "question": line["question"],
                "answer": QUOTE.sub(r"\2", line["summary"]).strip(),
                "citations": [place for place in cited if place],
            }


def _source(line: Row) -> tuple[str, dict[str, tuple[tuple[int, int], ...]]]:
    """The text of all passages, and by a passage's number where it stands and where its title does."""
    text = ""
    places: dict[str, tuple[tuple[int, int], ...]] = {}
    for number in map(str, range(1, PASSAGES + 1)):
        title, passage = line.get(f"title{number}") or "", line.get(f"source{number}") or ""
        if passage:
            head = len(text) + len(f"[{number}] ")
            body = head + len(title) + 1
            places[number] = ((body, body + len(passage)), (head, head + len(title)))
            text += f"[{number}] {title}\n{passage}\n\n"
    if not places:
        raise KeyError("source1")
    return text, places


def _place(words: str, text: str, places: tuple[tuple[int, int], ...]) -> Row | None:
    for start, end in places:
        for flags in (re.NOFLAG, re.IGNORECASE):
            if words.strip() and (found := re.compile(re.escape(words), flags).search(text, start, end)):
                return {"start": found.start(), "end": found.end()}
    return None


def _samples(row: Row) -> list[EvalSample]:
    document = Document.of(row["source_text"])
    places = [span(citation, document) for citation in row["citations"]]
    gold = answer_gold(True, [row["answer"]], places)
    gold["answer_spans"] = places
    return [EvalSample(row["id"], row["group"], "answer", (document,), gold, question=row["question"])]
