"""All benchmarks in one run, as one table with a plot of each: ``python -m evals.performance [ROW…]``.

From the repository's root, with the extras ``plots``, ``slack`` and ``test``. Rows: see ``--help``; without any, all.
``--out docs`` writes ``docs/performance.md`` and its pictures under ``docs/pictures``; rows that were not measured in
this run keep what the page says of them.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Final

import platformdirs

from bot.errors import OnRecordError
from evals.performance.page import PAGE, write
from evals.performance.peers import PeerFailed
from evals.performance.sections import Order, Section, markdown, one_table

ROWS: Final = {
    "answers": "evals.performance.answers",
    "attribution": "evals.performance.attribution",
    "locating": "evals.performance.locating",
    "ingest": "evals.performance.ingest",
    "startup": "evals.performance.starting",
    "memory": "evals.performance.memory",
    "batch": "evals.performance.batching",
    "slack": "evals.performance.acknowledging",
}


def measured(name: str, order: Order) -> Section:
    """Measure one row, and note how busy the machine was."""
    measure: Callable[[Order], Section] = import_module(ROWS[name]).measure
    before = os.getloadavg()[0]
    section = measure(order)
    return replace(section, load=(before, os.getloadavg()[0]))


def parser() -> argparse.ArgumentParser:
    """The command's options."""
    made = argparse.ArgumentParser(prog="python -m evals.performance", description=(__doc__ or "").partition("\n")[0])
    made.add_argument("rows", nargs="*", metavar="ROW", help=f"{', '.join(ROWS)}; none: all")
    made.add_argument("--quick", action="store_true", help="small sizes, to see that it works")
    made.add_argument("--out", type=Path, metavar="FOLDER", help="write performance.md and pictures there")
    made.add_argument("--model-url", metavar="URL", help="an OpenAI-compatible server, with its /v1, for the answers")
    made.add_argument("--model", default="default", metavar="NAME", help="the model's name there")
    made.add_argument("--questions", type=int, metavar="N", help="the most questions of each group of the answers")
    made.add_argument(
        "--minutes", type=float, metavar="N", help="begin no question of the answers so long after the first"
    )
    made.add_argument("--article", type=Path, metavar="FILE", help="a text file to ask one question more about")
    made.add_argument("--data", type=Path, metavar="FOLDER", help="public sets on this disk (quotes/polnear.jsonl)")
    made.add_argument("--cache", type=Path, metavar="FOLDER", help="where the peers are installed")
    return made


def main() -> None:
    """Measure, print, and write."""
    given = parser().parse_args()
    unknown = [name for name in given.rows if name not in ROWS]
    if unknown:
        raise SystemExit(f"There is no row {unknown[0]!r}; the rows are {', '.join(ROWS)}.")
    cache = given.cache or platformdirs.user_cache_path("onrecord") / "benchmarks"
    order = Order(
        quick=given.quick,
        model_url=given.model_url,
        model=given.model,
        data=given.data,
        cache=cache,
        questions=given.questions,
        article=given.article,
        minutes=given.minutes,
    )
    names = list(dict.fromkeys(given.rows)) or [
        name for name in ROWS if name != "answers" or given.quick or given.model_url
    ]
    sections = []
    for name in names:
        print(f"{name} …", file=sys.stderr, flush=True)
        try:
            sections.append(measured(name, order))
        except (OnRecordError, PeerFailed) as error:
            raise SystemExit(f"{name}: {error}") from None
        if given.out is not None:  # row by row, so that a run that is broken off keeps what it has
            write(sections[-1:], given.out, sys.argv[1:])
    for section in sections:
        print(f"\n{section.title}\n\n{markdown(section.table)}\n")
        print("\n".join(section.notes))
    print(f"\n{markdown(one_table(sections), left=(0, 1, 3))}\n")
    print(f"load average: {os.getloadavg()[0]:.1f}; {os.cpu_count()} processors")
    if given.out is not None:
        print(f"written: {given.out / PAGE}")


if __name__ == "__main__":
    main()
