"""How long the product takes to start: ``python -m evals.performance.startup``.

Two waits of a user are measured from the start of a process: until ``onrecord --help`` has ended, and until the
first byte of a model request is out (a socket on loopback notes its arrival). Both are given as seconds and as
ratios to ``python -c "import openai"`` in the same run, since seconds depend on the machine and ratios less so.
Runs of the three take turns, so that a busy moment of the machine hits all of them.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import selectors
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

TEXT = "The harbour council met on Monday. “We shall build the bridge,” said its chair, Mara Quist.\n"
QUESTION = "What did the chair say?"
LIMIT = 60.0
"""Seconds after which a run has failed."""


def measure(runs: int) -> dict[str, list[float]]:
    """Seconds of each run, by what was measured; one run of each first warms the disk cache and is not counted."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "source.txt")
        source.write_text(TEXT, "utf-8")
        environ = _environment(Path(folder))
        kinds: dict[str, Callable[[], float]] = {
            "import openai": lambda: _ended(["-c", "import openai"], environ),
            "onrecord --help": lambda: _ended(["-m", "bot", "--help"], environ),
            "first request byte": lambda: _first_byte(source, environ),
        }
        for kind in kinds.values():
            kind()
        seconds: dict[str, list[float]] = {name: [] for name in kinds}
        for _ in range(runs):
            for name, kind in kinds.items():
                seconds[name].append(kind())
    return seconds


def table(seconds: Mapping[str, list[float]]) -> str:
    """Medians, spread and ratios, one line each."""
    base = statistics.median(seconds["import openai"])
    lines = [f"{'':20} {'median s':>9} {'min':>6} {'max':>6} {'ratio':>6}"]
    for name, values in seconds.items():
        middle = statistics.median(values)
        lines.append(f"{name:20} {middle:9.3f} {min(values):6.3f} {max(values):6.3f} {middle / base:6.2f}")
    lines.append(f"ratio: to the median of python -c 'import openai'; {len(seconds['import openai'])} runs each")
    return "\n".join(lines)


def _ended(arguments: list[str], environ: Mapping[str, str]) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, *arguments], env=environ, check=True, stdout=subprocess.DEVNULL, timeout=LIMIT)
    return time.perf_counter() - started


def _first_byte(source: Path, environ: Mapping[str, str]) -> float:
    """Seconds from the start of ``onrecord ask`` until its first request's first byte has arrived."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/v1"
        command = [sys.executable, "-m", "bot", "ask", QUESTION, str(source), "--model", "m", "--base-url", url]
        started = time.perf_counter()
        process = subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _wait_for_byte(server)
            return time.perf_counter() - started
        finally:
            process.kill()
            process.wait()


def _wait_for_byte(server: socket.socket) -> None:
    """Until a byte has arrived on any connection; one that is opened ahead of its request has none yet."""
    with selectors.DefaultSelector() as waiting, contextlib.ExitStack() as connections:
        waiting.register(server, selectors.EVENT_READ)
        until = time.monotonic() + LIMIT
        while ready := waiting.select(max(0.0, until - time.monotonic())):
            for key, _ in ready:
                if key.fileobj is server:
                    connection = connections.enter_context(server.accept()[0])
                    waiting.register(connection, selectors.EVENT_READ)
                elif key.fileobj.recv(1):  # type: ignore[union-attr]
                    return
                else:
                    waiting.unregister(key.fileobj)
    raise TimeoutError(f"no request within {LIMIT:.0f} seconds")


def _environment(home: Path) -> dict[str, str]:
    """This process's environment without its settings of models, and with a home of its own."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("OPENAI_", "ONRECORD_", "AZURE_"))}
    root = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(part for part in (root, kept.get("PYTHONPATH", "")) if part)
    return {**kept, "ONRECORD_HOME": str(home), "PYTHONPATH": path}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--runs", type=int, default=9, help="runs of each kind (default 9)")
    print(table(measure(parser.parse_args().runs)))


if __name__ == "__main__":
    main()
