"""How near a batch comes to its server's limit (``evals.performance.batch``), as a row of the one table."""

from __future__ import annotations

import argparse
import time

from evals.performance.batch import bench
from evals.performance.peers import PeerFailed
from evals.performance.sections import Bars, Line, Order, Section, Table, number

LATENCY, AT_A_TIME, DOCUMENTS = 0.2, 64, 1000


def measure(order: Order) -> Section:
    """Run a batch from its beginning to its end."""
    documents = 40 if order.quick else DOCUMENTS
    asked = argparse.Namespace(
        latency=LATENCY, paraphrased=2, documents=documents, seed=1, at_a_time=AT_A_TIME, interrupt=3.0
    )
    with bench(asked) as at:
        began = time.time()
        process = at.command("straight")
        _, error = process.communicate()
        wall = time.time() - began
        if process.returncode:
            raise PeerFailed(error.decode())
        seen = at.seen()
        results = at.lines("straight")
    calls = sum(seen.bodies.values())
    ideal, between = calls * LATENCY / AT_A_TIME, seen.last - seen.first
    limit = f"{AT_A_TIME} requests of {LATENCY * 1000:.0f} ms at a time"
    rows = tuple(
        (what, number(seconds), number(ideal), number(documents / seconds), f"{100 * ideal / seconds:.1f} %")
        for what, seconds in (("whole command", wall), ("first request to last answer", between))
    )
    return Section(
        name="batch",
        title="Batches",
        about=(
            f"{documents} documents, {calls} requests, {results} results, {seen.most} requests at a time at the most; "
            f"the limit: {limit}."
        ),
        lines=(
            Line("documents a second, whole command", documents / wall, limit, documents / ideal, less=False),
            Line(
                "documents a second, first request to last", documents / between, limit, documents / ideal, less=False
            ),
        ),
        table=Table(("what", "seconds", "the limit, s", "documents/s", "of the limit"), rows),
        plots=(Bars("Seconds", (("whole command", wall), ("first request to last answer", between), (limit, ideal))),),
    )
