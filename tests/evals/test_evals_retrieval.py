"""The measurement of retrieval, on invented rows in the sets' own layout."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import pytest

from bot.errors import SourceMissing, SourceUnreadable
from evals.performance.retrieval import Run, beside, ours, pool, recall, table

PASSAGES = (
    ("Vessby", "The harbour council of Vessby voted to build the quay bridge.", "Who voted to build the quay bridge?"),
    ("Tarnholm", "The toll on the harbour bridge is twelve crowns, and the mayor keeps it.", "What is the toll?"),
    ("Kelda Spring", "It runs all year round and never freezes.", "Does the Kelda spring dry up?"),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = []
    for number, (title, text, question) in enumerate(PASSAGES):
        answers = [{"text": text[:3], "start": 0, "end": 3}] if number < 2 else []
        rows.append(
            {"id": f"r{number}", "group": title, "lang": "en", "title": title, "source_text": text}
            | {"question": question, "answerable": number < 2, "answers": answers}
        )
    (tmp_path / "squad2.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    text = "The ferry of Aldvik sails on Mondays. It carries nine lorries."
    answer = {"answer": "on Mondays", "citations": [{"start": 0, "end": 37}]}
    row = {"id": "c0", "group": "Aldvik", "lang": "en", "title": "Aldvik", "source_text": text}
    row |= {"question": "when does the ferry sail", "answerable": True, "answers": [answer]}
    (tmp_path / "clapnq.jsonl").write_text(json.dumps(row) + "\n")
    return tmp_path


def test_every_question_finds_its_document_by_text_or_title(folder: Path, tmp_path: Path) -> None:
    samples, asked = pool(folder)
    run = asyncio.run(ours(samples, asked, tmp_path))
    assert [found[0] for found in run.found] == [one.document_id for one in asked]
    assert recall(run, asked) == (1.0, 4)
    assert recall(run, asked, "SQuAD 2.0, unanswerable") == (1.0, 1)
    worse = Run("none", [[], list(run.found[1]), [], []], 0.0, [0.0] * 4)
    shown = table([run, worse], asked)
    assert [row.split()[-2:] for row in shown.split("\n") if row.startswith("all")] == [["1.000", "0.250"]]


def test_what_is_not_there_is_said(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(SourceMissing):
        pool(tmp_path / "none")
    samples, asked = pool(folder)
    with pytest.raises(SourceUnreadable, match="llama-index"):
        beside(Path(sys.executable), samples, asked)
