"""How often the library finds the right passage: ``python -m evals.performance.retrieval --data FOLDER``.

The folder holds ``squad2.jsonl`` and ``clapnq.jsonl`` (their layout stands at the head of their adapters). All their
passages are put into one library, a document each, with their titles; then each question is asked, and counts as
found where one of the first five passages is of the document that the question was written on. Words alone decide
(BM25). Of an unanswerable question that document is the one that it was asked about, though it does not answer it.

Beside it, on the same pool, llama-index's BM25 retriever, which is installed where nothing else is:

    python -m venv llama && llama/bin/pip install llama-index-retrievers-bm25
    python -m evals.performance.retrieval --data FOLDER --beside llama/bin/python
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import OnRecordError, SourceUnreadable, shown
from bot.library.protocol import Entry
from bot.library.retrieval import search
from bot.library.sqlite import SqliteStore
from evals.adapters import clapnq, squad2
from evals.samples import EvalSample

LIMIT = 5
SETS = (("SQuAD 2.0", "squad2.jsonl", squad2), ("CLAPNQ", "clapnq.jsonl", clapnq))
BESIDE = Path(__file__).with_name("beside_llama_index.py")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the set and half that it belongs to, and the document that it was written on."""

    question: str
    group: str
    document_id: str


@dataclass(frozen=True, slots=True)
class Run:
    """What one retriever did: the documents found for each question, best first; seconds of indexing and asking."""

    name: str
    found: Sequence[Sequence[str]]
    indexing: float
    asking: Sequence[float]


def pool(folder: Path) -> tuple[list[EvalSample], list[Asked]]:
    """The samples of both sets, and their questions.

    Raises:
        SourceError: a file is not there, or is none of the set.
    """
    samples: list[EvalSample] = []
    asked: list[Asked] = []
    for name, file, adapter in SETS:
        for sample in adapter.samples(folder / file, None):
            (document,) = sample.documents
            half = "answerable" if sample.gold["answerable"] else "unanswerable"
            samples.append(sample)
            asked.append(Asked(sample.question or "", f"{name}, {half}", document.id))
    return samples, asked


async def ours(samples: Sequence[EvalSample], asked: Sequence[Asked], folder: Path) -> Run:
    """The library's search, as ``library search`` and ``ask --library`` use it."""
    documents = {document.id: document for sample in samples for document in sample.documents}
    store = await SqliteStore.open(folder / "library.sqlite3")
    try:
        started = time.perf_counter()
        await store.add([Entry(document, document.id) for document in documents.values()])
        indexing = time.perf_counter() - started
        found, seconds = [], []
        for one in asked:
            started = time.perf_counter()
            hits = await search(store, one.question, limit=LIMIT)
            seconds.append(time.perf_counter() - started)
            found.append([hit.hit.version.document_id for hit in hits])
        return Run("onrecord", found, indexing, seconds)
    finally:
        await store.aclose()


def beside(python: Path, samples: Sequence[EvalSample], asked: Sequence[Asked]) -> Run:
    """llama-index's retriever, in the environment of another Python.

    Raises:
        SourceUnreadable: it does not run there.
    """
    documents = {document.id: document for sample in samples for document in sample.documents}
    passages = [{"id": d.id, "title": d.title or "", "text": d.text} for d in documents.values()]
    given = json.dumps({"passages": passages, "questions": [one.question for one in asked], "limit": LIMIT})
    done = subprocess.run([python, BESIDE], input=given, capture_output=True, text=True, check=False)
    try:
        told: dict[str, Any] = json.loads(done.stdout[done.stdout.index('{"version"') :])
    except ValueError:
        last = (done.stderr.strip() or "it wrote nothing").split("\n")[-1]
        raise SourceUnreadable(f"{shown(python)} does not run llama-index's retriever ({shown(last)}).") from None
    return Run(f"llama-index {told['version']}", told["found"], told["indexing"], told["asking"])


def recall(run: Run, asked: Sequence[Asked], group: str = "") -> tuple[float, int]:
    """The share of a group's questions whose document is among those found, and how many they are."""
    hits = [
        one.document_id in found for one, found in zip(asked, run.found, strict=True) if one.group.startswith(group)
    ]
    return (sum(hits) / len(hits) if hits else 0.0), len(hits)


def table(runs: Sequence[Run], asked: Sequence[Asked]) -> str:
    """Recall by set and half, and times, a column for each retriever."""
    rows = [["recall@5", "n", *(run.name for run in runs)]]
    answerable = [one.group.endswith(", answerable") for one in asked]
    for group in dict.fromkeys(one.group for one in asked):
        values = [recall(run, asked, group) for run in runs]
        rows.append([group, str(values[0][1]), *(f"{share:.3f}" for share, _ in values)])
    both = []
    for run in runs:
        hits = [a.document_id in f for a, f, able in zip(asked, run.found, answerable, strict=True) if able]
        both.append(f"{sum(hits) / len(hits):.3f}")
    rows.append(["answerable", str(sum(answerable)), *both])
    rows.append(["all", str(len(asked)), *(f"{recall(run, asked)[0]:.3f}" for run in runs)])
    rows.append(["indexing, ms", "", *(f"{run.indexing * 1000:.0f}" for run in runs)])
    rows.append(["a question, ms (median)", "", *(f"{statistics.median(run.asking) * 1000:.1f}" for run in runs)])
    rows.append(
        [
            "a question, ms (95 of 100)",
            "",
            *(f"{statistics.quantiles(run.asking, n=20)[-1] * 1000:.1f}" for run in runs),
        ]
    )
    sizes = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            value.ljust(size) if at == 0 else value.rjust(size)
            for at, (value, size) in enumerate(zip(row, sizes, strict=True))
        )
        for row in rows
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="the folder with squad2.jsonl and clapnq.jsonl")
    parser.add_argument("--beside", type=Path, help="a Python that has llama-index-retrievers-bm25")
    given = parser.parse_args()
    try:
        samples, asked = pool(given.data)
        with tempfile.TemporaryDirectory() as folder:
            runs = [asyncio.run(ours(samples, asked, Path(folder)))]
        if given.beside is not None:
            runs.append(beside(given.beside, samples, asked))
    except OnRecordError as error:
        raise SystemExit(str(error)) from None
    print(f"{len({one.document_id for one in asked})} passages, {len(asked)} questions")
    print(table(runs, asked))


if __name__ == "__main__":
    main()
