"""QMSum: long meetings with questions and summaries by people; its committee meetings are parliament hearings.

Where: github.com/Yale-LILY/QMSum. Licence: MIT. Paper: Zhong et al. 2021 (arXiv 2104.05938), whose tables give ROUGE of
summarizers; ours are token F1 and recall against the same texts, and whether what is cited lies in the turns that the
labels name.

As published: a file of JSON lines (``data/Committee/jsonl/val.jsonl``), a meeting's own file
(``data/Committee/all/NAME.json``), or a folder of such files; where a folder has both, those of single meetings are
read, and a meeting that stands in it twice counts once. A meeting: ``meeting_transcripts`` [{speaker, content}],
``general_query_list`` [{query, answer}], ``specific_query_list`` [{query, answer, relevant_text_span [[first, last]]}].
The spans are numbers of turns from 0, written as strings, the last one included; one that runs past the last turn ends
there. The source has a line a turn, ``speaker: content``. JSON lines name no meeting; it is then named by its text.

A row of our own: ``turns`` [{speaker, start, content_start, end}], ``queries`` [{query, answer, general, spans
[pair]}].

A general query gives a sample for ``summary`` with the answer as ``reference``, any other one for ``answer``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.types import Document, Turn
from evals.adapters._rows import (
    Row,
    answer_gold,
    files_of,
    joined,
    json_lines,
    json_of,
    named_by,
    samples_of_rows,
    spans,
)
from evals.samples import EvalSample


def samples(path: Path, limit: int | None) -> list[EvalSample]:
    """The queries of a file, ``limit`` counting meetings; see ``samples_of_rows`` for arguments and errors."""
    return samples_of_rows(path, limit, _samples, what="QMSum", published=published)


def published(path: Path) -> Iterator[Row]:
    """The meetings of a file as it is published, or of the files in a folder, as rows."""
    files = files_of(path, "*.json", "*.jsonl")
    seen: set[str] = set()
    for file in [file for file in files if file.suffix == ".json"] or files:
        for meeting, name in [(json_of(file), file.stem)] if file.suffix == ".json" else _lines(file):
            row = _row(meeting, name)
            if row["id"] not in seen:
                seen.add(row["id"])
                yield row


def _lines(file: Path) -> Iterator[tuple[Row, None]]:
    yield from ((meeting, None) for meeting in json_lines(file))


def _row(meeting: Row, name: str | None) -> Row:
    said = meeting["meeting_transcripts"]
    text, places = joined(f"{turn['speaker']}: {turn['content']}" for turn in said)
    name = name or named_by(text)
    general = [
        {"query": one["query"], "answer": one["answer"], "general": True, "spans": []}
        for one in meeting["general_query_list"]
    ]
    specific = [
        {
            "query": one["query"],
            "answer": one["answer"],
            "general": False,
            "spans": _of_turns(one["relevant_text_span"], places),
        }
        for one in meeting["specific_query_list"]
    ]
    return {
        "id": f"qmsum-{name}",
        "group": name,
        "source_text": text,
        "turns": [
            {"speaker": turn["speaker"], "start": start, "content_start": end - len(turn["content"]), "end": end}
            for turn, (start, end) in zip(said, places, strict=True)
        ],
        "queries": general + specific,
    }


def _of_turns(named: list[list[str]], places: list[list[int]]) -> list[list[int]]:
    numbers = [(int(first), int(last)) for first, last in named]
    if any(first < 0 for first, _ in numbers):
        raise ValueError("a span begins before the first turn")
    turns = [places[first : last + 1] for first, last in numbers]
    return [[held[0][0], held[-1][1]] for held in turns if held]


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
