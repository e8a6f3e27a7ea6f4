"""Start-up beside ``import openai`` (``evals.performance.startup``), as a row of the one table."""

from __future__ import annotations

import statistics
from typing import Final

from evals.performance.sections import Bars, Line, Order, Section, Table, number
from evals.performance.startup import measure as seconds_of

BASE: Final = "import openai"
GOALS: Final = {
    "onrecord --help": "seconds of onrecord --help",
    "first request byte": "seconds to a request's first byte",
}


def measure(order: Order) -> Section:
    """Measure both waits and what they stand beside."""
    seconds = seconds_of(2 if order.quick else 9)
    middle = {name: statistics.median(values) for name, values in seconds.items()}
    rows = [
        (name, number(middle[name]), number(min(values)), number(max(values)), number(middle[name] / middle[BASE]))
        for name, values in seconds.items()
    ]
    return Section(
        name="startup",
        title="Starting",
        about="From the start of a process, runs in turns. The limit is the import of the client that each call needs.",
        lines=tuple(Line(what, middle[name], f"python -c '{BASE}'", middle[BASE]) for name, what in GOALS.items()),
        table=Table(("what", "median, s", "least", "most", "times the import"), tuple(rows)),
        plots=(Bars("Seconds (median)", tuple(middle.items())),),
    )
