"""How fast the library keeps and finds: ``python -m evals.performance.library``.

News of no meaning (``evals.performance.prose``) is written to a folder and added from there, as ``onrecord add`` does
it, to a store of rising size; then questions are asked of it: half of them hold a word that was planted in one document
alone, half are frequent words only, which is what costs an index most.

A run that would take long can be done in pieces: with ``--work FOLDER --minutes N`` it stops after some N minutes, and
goes on when it is started again. ``--plot`` draws what was measured, and prints it as a table.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from bot.ingest import Limits
from bot.library import open_store
from bot.library.adding import add
from bot.library.protocol import Store
from bot.library.sources import SetAside
from evals.performance.prose import PARAGRAPHS, Page, Prose

QUESTIONS: Final = 200
FOLDER: Final = 500
"""Documents in a folder: what is written, added and deleted at a time."""
AT_ONCE: Final = 10
"""Folders of one call of ``add``: it starts processes, which is not to be counted over and over."""
SIZES: Final = (1_000, 10_000, 100_000, 1_000_000)


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured at a size: ``passages`` there were, and ``statements``.

    Since the row before: ``seconds`` of adding for so many ``octets`` and ``documents``, and ``cpu`` seconds of all
    processes in that time. Then milliseconds of a search; bytes of store per byte of text; the share of planted words
    whose document was among the ten found; bytes of memory at the most, of all processes; how busy the machine was.
    """

    passages: int
    statements: int
    documents: int
    octets: int
    seconds: float
    p50: float
    p95: float
    ratio: float
    found: float
    memory: int
    load: float
    cpu: float


@dataclass(slots=True)
class State:
    """How far a run has come."""

    documents: int = 0
    octets: int = 0
    seconds: float = 0.0
    cpu: float = 0.0
    since: list[float] = field(default_factory=lambda: [0, 0, 0.0, 0.0])
    memory: int = 0
    loads: list[float] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path) -> State:
        return cls(**json.loads(path.read_text())) if path.exists() else cls()

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self)))


class Run:
    """A measurement in a folder: a store, and how far it has come.

    Args:
        work: the folder.
        address: the store; None: an SQLite file in the folder.
        put_off: leave the statements out.
        until: the time (``time.monotonic``) after which nothing more is begun.
    """

    def __init__(self, work: Path, address: str | None, *, put_off: bool, until: float) -> None:
        name = "put-off" if put_off else "all"
        self._work = work
        self._file = work / f"{name}.json"
        self._address = address or f"sqlite:{work / name}.db"
        self._put_off = put_off
        self._until = until
        self._prose = Prose()
        self.state = State.read(self._file)

    async def go(self, sizes: Sequence[int]) -> bool:
        """Go on to the last of the sizes (passages); False where there was no time for that."""
        store = await open_store(self._address, self._work)
        try:
            for size in sizes:
                documents = size // PARAGRAPHS
                while self.state.documents < documents:
                    if time.monotonic() > self._until:
                        return False
                    await self._add(store, min(documents, self.state.documents + AT_ONCE * FOLDER))
                if len(self.state.rows) <= sizes.index(size):
                    self.state.rows.append(asdict(await self._look(store)))
                    self.state.since = [self.state.documents, self.state.octets, self.state.seconds, self.state.cpu]
                    self.state.memory, self.state.loads = 0, []
                    self.state.write(self._file)
            return True
        finally:
            await store.aclose()

    async def _add(self, store: Store, documents: int) -> None:
        """Write and add the documents up to a number."""
        folder = Path(tempfile.mkdtemp(dir=self._work))
        try:
            pages = [self._prose.page(number) for number in range(self.state.documents, documents)]
            for page in pages:
                place = folder / f"{page.number // FOLDER:06}" / f"{page.number:08}.txt"
                place.parent.mkdir(exist_ok=True)
                place.write_text(page.text, "utf-8")
            del pages
            octets = sum(path.stat().st_size for path in folder.glob("*/*"))  # noqa: ASYNC240 (nothing else goes on)
            self.state.loads.append(os.getloadavg()[0])
            started, spent = time.perf_counter(), _cpu()
            async for each in add(store, [str(folder)], collection="main", limits=Limits(), put_off=self._put_off):
                if isinstance(each, SetAside) or each.outcome != "new":
                    raise RuntimeError(f"not added: {each}")
            self.state.seconds += time.perf_counter() - started
            self.state.cpu += _cpu() - spent
        finally:
            shutil.rmtree(folder)
        self.state.octets += octets
        self.state.documents = documents
        self.state.memory = max(self.state.memory, _memory())
        self.state.write(self._file)

    async def _look(self, store: Store) -> Row:
        seconds, found = [], 0
        for question, planted in self._questions():
            started = time.perf_counter()
            hits = await store.passages(question, limit=10)
            seconds.append(time.perf_counter() - started)
            found += any(planted is not None and planted in hit.text for hit in hits)
        stats = await store.stats()
        documents, octets, spent, cpu = self.state.since
        return Row(
            passages=stats.passages,
            statements=stats.statements,
            documents=self.state.documents - int(documents),
            octets=self.state.octets - int(octets),
            seconds=self.state.seconds - spent,
            p50=statistics.median(seconds) * 1000,
            p95=statistics.quantiles(seconds, n=20)[-1] * 1000,
            ratio=stats.size / self.state.octets,
            found=found / (QUESTIONS // 2),
            memory=max(self.state.memory, _memory()),
            load=statistics.mean(self.state.loads),
            cpu=self.state.cpu - cpu,
        )

    def _questions(self) -> Iterator[tuple[str, str | None]]:
        """Questions in turn, half of them with a planted word, which is said."""
        rng = random.Random(self.state.documents)
        frequent = self._prose.words[:1000]
        for number in range(QUESTIONS // 2):
            page: Page = self._prose.page(rng.randrange(self.state.documents))
            yield " ".join([*rng.choices(frequent, k=3), page.planted]), page.planted
            yield " ".join(self._prose.words[number % 40 : number % 40 + 2 + number % 5]), None


def _cpu() -> float:
    """Seconds that this process and those that read for it have had a core."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(used.ru_utime + used.ru_stime for used in both)


def _memory() -> int:
    """Bytes that this process and those that read for it held at the most: of each the highest, added up."""
    here, there = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return (here + there * (os.cpu_count() or 1)) * 1024


def table(rows: Sequence[Row]) -> str:
    """The rows in Markdown."""
    columns = ("passages", "statements", "MB/s", "CPU s/MB", "ms/document", "p50 ms", "p95 ms", "found", "store/text")
    lines = [f"| {' | '.join((*columns, 'memory MB', 'load'))} |", "|" + " ---: |" * (len(columns) + 2)]
    for r in rows:
        megabytes = r.octets / 1e6
        cells = (
            *(f"{r.passages:,}", f"{r.statements:,}", f"{megabytes / r.seconds:.2f}", f"{r.cpu / megabytes:.2f}"),
            *(f"{r.seconds * 1000 / r.documents:.2f}", f"{r.p50:.1f}", f"{r.p95:.1f}", f"{r.found:.0%}"),
            *(f"{r.ratio:.2f}", f"{r.memory / 1e6:.0f}", f"{r.load:.1f}"),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def plot(runs: dict[str, Sequence[Row]], path: Path) -> None:
    """Draw the cost of a document and the time of a search against the size."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "onrecord"
    from matplotlib import pyplot

    figure, (cost, search) = pyplot.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
    for name, rows in runs.items():
        sizes = [row.passages for row in rows]
        cost.plot(sizes, [row.seconds * 1000 / row.documents for row in rows], "o-", label=name)
        search.plot(sizes, [row.p95 for row in rows], "o-", label=f"{name}, p95")
        search.plot(sizes, [row.p50 for row in rows], "o:", color=search.lines[-1].get_color(), label=f"{name}, p50")
    for axes, title in ((cost, "Adding a document (ms)"), (search, "Searching passages (ms)")):
        axes.set(title=title, xscale="log", ylim=(0, None), xlabel="passages in the library")
        axes.grid(alpha=0.3)
        axes.legend(frameon=False)
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES[:3], help="passages, rising, thousands")
    parser.add_argument("--with", dest="kinds", choices=("put-off", "all", "both"), default="both", help="statements")
    parser.add_argument("--store", help="measure this store, which must be empty, and not a new SQLite file")
    parser.add_argument("--work", type=Path, help="a folder to keep the run in, so that it can be gone on with")
    parser.add_argument("--minutes", type=float, default=600.0, help="stop after so long; start again to go on")
    parser.add_argument("--plot", type=Path, help="draw what was measured into this SVG")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = asked.work or Path(folder)
        work.mkdir(parents=True, exist_ok=True)
        until = time.monotonic() + asked.minutes * 60
        runs: dict[str, Sequence[Row]] = {}
        for kind, title in (("put-off", "statements put off"), ("all", "with statements")):
            if asked.kinds in (kind, "both"):
                run = Run(work, asked.store, put_off=kind == "put-off", until=until)
                done = asyncio.run(run.go(asked.sizes))
                runs[title] = [Row(**row) for row in run.state.rows]
                print(f"{title}{'' if done else f': {run.state.documents} documents so far'}\n\n{table(runs[title])}\n")
        if asked.plot:
            plot(runs, asked.plot)


if __name__ == "__main__":
    main()
