"""Slack's deliveries acknowledged (``evals.performance.slack``), beside a bare request on loopback."""

from __future__ import annotations

import asyncio
import http.client
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from evals.performance.sections import Bars, Line, Order, Section, Table, number

REQUESTS: Final = 200
BARE: Final = "a bare POST on loopback"
WORKERS: Final = 4


@contextmanager
def bare_server() -> Iterator[int]:
    """A server that answers every POST with 200 and nothing else; its port."""
    from aiohttp import web

    loop, begun, ended = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    ports: list[int] = []

    async def main() -> None:
        async def answer(request: web.Request) -> web.Response:
            await request.read()
            return web.Response()

        app = web.Application()
        app.router.add_post("/", answer)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        ports.append(runner.addresses[0][1])
        begun.set()
        await ended.wait()
        await runner.cleanup()

    thread = threading.Thread(target=lambda: loop.run_until_complete(main()), daemon=True)
    thread.start()
    begun.wait()
    try:
        yield ports[0]
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join()
        loop.close()


def bare_seconds(count: int) -> list[float]:
    """Seconds of each of so many requests, each on a connection of its own, as Slack's are."""
    found = []
    with bare_server() as port:
        for _ in range(count):
            began = time.perf_counter()
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("POST", "/", b'{"type": "event_callback"}')
            connection.getresponse().read()
            connection.close()
            found.append(time.perf_counter() - began)
    return found


def measure(order: Order) -> Section:
    """200 questions at once, and so many bare requests before and after."""
    from evals.performance.slack import QUESTIONS, load, p95

    count = 20 if order.quick else REQUESTS
    bare = bare_seconds(count)
    with tempfile.TemporaryDirectory() as folder:
        found = load(Path(folder), WORKERS)
    bare += bare_seconds(count)
    middle = statistics.median(bare)
    both = {
        "a delivery, from its sending to its acknowledgement": (found.p50, found.p95, found.most),
        BARE: (middle, p95(bare), max(bare)),
    }
    rows = tuple((what, *(number(1000 * value) for value in values)) for what, values in both.items())
    return Section(
        name="slack",
        title="Slack's deliveries acknowledged",
        about=(
            f"{QUESTIONS} questions at once, {WORKERS} answers at a time, no model; {found.once} answered "
            f"once, {found.twice} twice, {found.lost} lost, {found.again} delivered again; {found.seconds:.1f} s. "
            "The limit is a request on loopback by itself; Slack waits for three seconds."
        ),
        lines=(
            Line("ms to an acknowledgement (median), 200 at once", 1000 * found.p50, BARE, 1000 * middle),
            Line("ms to an acknowledgement (95 of 100)", 1000 * found.p95, "Slack's own limit", 3000.0, goal=1.0),
        ),
        table=Table(("what", "median, ms", "95 of 100", "most"), rows),
        plots=(
            Bars(
                "Milliseconds to an acknowledgement",
                (("median", 1000 * found.p50), ("95 of 100", 1000 * found.p95), (f"{BARE}, median", 1000 * middle)),
                log=True,
            ),
        ),
    )
