"""SQuAD 2.0: short answers from a paragraph of Wikipedia, half of the questions unanswerable.

Where: rajpurkar.github.io/SQuAD-explorer. Licence: CC BY-SA 4.0. Paper: Rajpurkar, Jia & Liang 2018 (arXiv 1806.03822).
Published: the best system of the paper 66 F1, people 86.8 exact match, on the set's own measure, which gives a refused
unanswerable question full marks; our F1 is over answerable questions only, and refusals are measured beside it.

As published: ``dev-v2.0.json`` or ``train-v2.0.json``, one JSON object: ``data`` [{title, paragraphs [{context, qas
[{id, question, is_impossible, answers [{text, answer_start}]}]}]}]. A paragraph is a source, named by its title and its
number in the article, from 0; the plausible answers to unanswerable questions are not read.

A row of our own: ``question``, ``answerable``, ``answers`` [{text, start, end}]; ``title`` if known.

The answer's own words are its evidence. The set's answers are the shortest words of the paragraph that answer, so its
questions ask for a phrase.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.types import Document
from evals.adapters._rows import Row, answer_gold, files_of, json_of, samples_of_rows, span
from evals.samples import EvalSample


def samples(path: Path, limit: int | None) -> list[EvalSample]:
    """The questions of a file; see ``samples_of_rows`` for arguments and errors."""
    return samples_of_rows(path, limit, _samples, what="SQuAD 2.0", published=published)


def published(path: Path) -> Iterator[Row]:
    """The questions of a file as it is published, or of the files in a folder, as rows."""
    for file in files_of(path, "*-v2.0.json"):
        for article in json_of(file)["data"]:
            for number, paragraph in enumerate(article["paragraphs"]):
                for asked in paragraph["qas"]:
                    yield {
                        "id": f"squad2-{asked['id']}",
                        "group": f"{article['title']}#{number}",
                        "title": article["title"],
                        "source_text": paragraph["context"],
                        "question": asked["question"],
                        "answerable": not asked["is_impossible"],
                        "answers": [_answer(answer, paragraph["context"], asked["id"]) for answer in asked["answers"]],
                    }


def _answer(answer: Row, text: str, asked: str) -> Row:
    start = answer["answer_start"]
    end = start + len(answer["text"])
    if start < 0 or text[start:end] != answer["text"]:
        raise ValueError(f"question {asked}: the answer's words do not stand at {start}")
    return {"text": answer["text"], "start": start, "end": end}


def _samples(row: Row) -> list[EvalSample]:
    document = Document.of(row["source_text"], title=(row.get("title") or "").replace("_", " ") or None)
    answers = list(dict.fromkeys(answer["text"] for answer in row["answers"]))
    evidence = [span(answer, document) for answer in row["answers"]]
    unique = [list(place) for place in dict.fromkeys(map(tuple, evidence))]
    gold = answer_gold(bool(row["answerable"]), answers, unique)
    return [EvalSample(row["id"], row["group"], "answer", (document,), gold, question=row["question"], form="phrase")]
