"""The most memory that a command holds, beside a Python that only imports the client.

Each command is a process of its own; what it held at the most is what the system says of it when it has ended.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from evals.performance.locating import document
from evals.performance.peers import ROOT, PeerFailed
from evals.performance.sections import Bars, Line, Order, Section, Table, number

BASE: Final = "python -c 'import openai'"
LARGE: Final = 1_000_000
"""Characters of the large document."""


_WATCH: Final = (
    "import os, sys; pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, "
    "file_actions=[(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_WRONLY, 0) for fd in (1, 2)]); "
    "_, status, used = os.wait4(pid, 0); print(os.waitstatus_to_exitcode(status), used.ru_maxrss)"
)
"""A small Python that begins the command: what a process holds counts what its parent held when it was begun."""


def peak(arguments: Sequence[str], home: Path) -> float:
    """The megabytes (10**6 bytes) that a Python with these arguments held at the most.

    Raises:
        PeerFailed: it failed.
    """
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("OPENAI_", "ONRECORD_", "AZURE_"))}
    told = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _WATCH, sys.executable, *arguments],
        env={**kept, "ONRECORD_HOME": str(home), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    code, held = map(int, told.stdout.split())
    if code:
        raise PeerFailed(f"{' '.join(arguments[:3])} ended with {code}")
    return held * (1 if sys.platform == "darwin" else 1024) / 1e6


def measure(order: Order) -> Section:
    """Measure each command, in turns."""
    runs = 1 if order.quick else 3
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        small, large = home / "small.txt", home / "large.txt"
        small.write_text(document(5_000).text, "utf-8")
        large.write_text(document(LARGE // (10 if order.quick else 1)).text, "utf-8")
        size = large.stat().st_size / 1e6
        read = "import sys; from pathlib import Path; from bot.ingest import from_bytes; "
        read += "from bot.language import read; read(from_bytes(Path(sys.argv[1]).read_bytes(), name='a.txt'))"
        commands: Mapping[str, Sequence[str]] = {
            BASE: ("-c", "import openai"),
            "onrecord --help": ("-m", "bot", "--help"),
            "onrecord summarize, 5 kB, no model": ("-m", "bot", "summarize", str(small), "--model", "none"),
            f"reading {size:.1f} MB of text": ("-c", read, str(large)),
        }
        held: dict[str, list[float]] = {what: [] for what in commands}
        for _ in range(runs):
            for what, arguments in commands.items():
                held[what].append(peak(arguments, home))
    middle = {what: statistics.median(values) for what, values in held.items()}
    return Section(
        name="memory",
        title="Memory",
        about="Megabytes that a process held at the most (resident), medians. The limit is a Python with the client.",
        lines=tuple(Line(f"MB, {what}", value, BASE, middle[BASE]) for what, value in middle.items() if what != BASE),
        table=Table(
            ("process", "MB", "times the import"),
            tuple((what, number(value), number(value / middle[BASE])) for what, value in middle.items()),
        ),
        plots=(Bars("Megabytes at the most", tuple(middle.items())),),
    )
