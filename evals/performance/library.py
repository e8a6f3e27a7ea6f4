"""How fast the library keeps and finds: ``python -m evals.performance.library``.

Generated prose with words in Zipf's proportions is added, statements put off, to stores of rising size; then questions
of two to six words are asked of each: half of them hold a word that was planted in one passage alone, half are frequent
words only, which is what costs an index most. A last row adds a share of the same documents with statements. Figures
are per process: one writes, one thread.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.language import read
from bot.library.protocol import Entry
from bot.library.sqlite import SqliteStore
from bot.types import Document

PASSAGES_PER_DOCUMENT = 10
SENTENCES_PER_PARAGRAPH = 5
VOCABULARY = 50_000
QUESTIONS = 100
BATCH = 64
READ_CHARACTERS = 1_000_000
"""Characters that the row with statements is measured on."""

_SYLLABLES = "ba de fi go hu ka le mi no pu ra se ti vo wu ya len mar tol sken dra fel".split()
_NAMES = "Quist Elgin Halvor Brask Mallory Renn Tveit Oduya Voss Marden".split()


@dataclass(frozen=True, slots=True)
class Row:
    """One size: megabytes of UTF-8 a second while adding, milliseconds of the searches, bytes of file per byte of text,
    and the share of planted words whose passage was among the ten shown."""

    passages: int
    ingest: float
    p50: float
    p95: float
    ratio: float
    found: float


class Prose:
    """Documents made of a seed: the same ones on every run."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        words: dict[str, None] = {}
        while len(words) < VOCABULARY:
            words["".join(self._random.choices(_SYLLABLES, k=self._random.randint(2, 4)))] = None
        self.words = list(words)
        self._weights = list(itertools.accumulate(1 / (rank + 10) for rank in range(VOCABULARY)))

    def sample(self, size: int) -> list[str]:
        """So many words, frequent ones often."""
        return self._random.choices(self.words, cum_weights=self._weights, k=size)

    def pick(self, words: list[str]) -> list[str]:
        """Three of the words given, each as likely as the next."""
        return self._random.choices(words, k=3)

    def documents(self) -> Iterator[tuple[Document, str]]:
        """Documents without end, each with a word that stands in it once and nowhere else."""
        for number in itertools.count():
            planted = f"needle{number}q"
            paragraphs = [self._paragraph() for _ in range(PASSAGES_PER_DOCUMENT)]
            paragraphs[number % PASSAGES_PER_DOCUMENT] += f" The clerk wrote {planted} in the ledger."
            yield Document.of(f"Report {number}\n\n" + "\n\n".join(paragraphs)), planted

    def _paragraph(self) -> str:
        sentences = [" ".join(self.sample(15)).capitalize() + "." for _ in range(SENTENCES_PER_PARAGRAPH - 1)]
        return " ".join([*sentences, f"{self._random.choice(_NAMES)} said the {' '.join(self.sample(8))} was late."])


async def measure(sizes: list[int], folder: Path, seed: int) -> tuple[list[Row], float]:
    """A row for each size, and MB/s with statements."""
    rows = []
    prose = Prose(seed)
    source = prose.documents()
    store = await SqliteStore.open(folder / "library.sqlite3")
    planted: list[tuple[str, str]] = []
    passages = 0
    for size in sizes:
        seconds = octets = 0.0
        while passages < size:
            batch = list(itertools.islice(source, BATCH))
            planted += [(word, document.id) for document, word in batch]
            octets += sum(len(document.text.encode()) for document, _ in batch)
            started = time.perf_counter()
            await store.add([Entry(document, f"/{len(planted)}/{n}") for n, (document, _) in enumerate(batch)])
            seconds += time.perf_counter() - started
            passages += BATCH * PASSAGES_PER_DOCUMENT
        rows.append(await _searched(store, prose, planted, octets / 1e6 / seconds))
    started, characters = time.perf_counter(), 0
    while characters < READ_CHARACTERS:
        batch = list(itertools.islice(source, BATCH))
        await store.add([Entry(d, f"/read/{characters}/{n}", read(d)) for n, (d, _) in enumerate(batch)])
        characters += sum(len(document.text) for document, _ in batch)
    with_statements = characters / 1e6 / (time.perf_counter() - started)
    await store.aclose()
    return rows, with_statements


async def _searched(store: SqliteStore, prose: Prose, planted: list[tuple[str, str]], ingest: float) -> Row:
    chosen = random.Random(len(planted)).sample(planted, min(QUESTIONS // 2, len(planted)))
    frequent = prose.words[:1000]
    questions = [(" ".join([*prose.pick(frequent), word]), document_id) for word, document_id in chosen]
    questions += [(" ".join(prose.words[n % 40 : n % 40 + 2 + n % 5]), "") for n in range(QUESTIONS // 2)]
    seconds, found = [], 0
    for question, document_id in questions:
        started = time.perf_counter()
        hits = await store.passages(question, limit=10)
        seconds.append(time.perf_counter() - started)
        found += any(hit.version.document_id == document_id for hit in hits)
    stats = await store.stats()
    return Row(
        passages=stats.passages,
        ingest=ingest,
        p50=statistics.median(seconds) * 1000,
        p95=statistics.quantiles(seconds, n=20)[-1] * 1000,
        ratio=stats.size / stats.characters,
        found=found / len(chosen),
    )


def table(rows: list[Row], with_statements: float) -> str:
    """The rows as lines of text."""
    lines = [f"{'passages':>9} {'ingest MB/s':>12} {'p50 ms':>8} {'p95 ms':>8} {'file/text':>10} {'found in 10':>12}"]
    for r in rows:
        lines.append(f"{r.passages:9,} {r.ingest:12.1f} {r.p50:8.1f} {r.p95:8.1f} {r.ratio:10.2f} {r.found:12.0%}")
    lines.append(f"with statements: {with_statements:.2f} MB/s")
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000], help="passages, rising")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(table(*asyncio.run(measure(asked.sizes, Path(folder), asked.seed))))


if __name__ == "__main__":
    main()
