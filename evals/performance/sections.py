"""What a benchmark gives: lines for the one table, tables of its own, bars for its plot, and what limits it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

GAP: Final = "-"
"""Stands where there is no figure."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be measured, and how.

    Attributes:
        quick: small sizes, to see that everything works; figures of such a run say little.
        model_url: an OpenAI-compatible server for the answers; None: a scripted one on loopback, in a quick run only.
        model: the model's name there.
        data: a folder of public sets on this disk (``quotes/polnear.jsonl`` or ``quotes/polnear`` is looked for);
            None: none is at hand.
        cache: the folder in which the peers' environments are kept.
        questions: the most questions of the cases; None: all that the row asks.
        article: a text file of the user's own, about which one question more is asked.
        minutes: no question of the answers is begun after so long; None: all are asked.
    """

    quick: bool
    model_url: str | None
    model: str
    data: Path | None
    cache: Path
    questions: int | None = None
    article: Path | None = None
    minutes: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the one table.

    Attributes:
        what: what is measured, with its unit.
        ours: our figure.
        beside: what it stands beside: a peer or a physical limit, named.
        theirs: its figure; None where it could not be had.
        less: whether less is better.
        goal: the ratio ours / theirs that is to be reached (at most where less is better, at least where more is).
        own_goal: a bound on ``ours`` itself, where the goal is no ratio.
    """

    what: str
    ours: float | None
    beside: str = ""
    theirs: float | None = None
    less: bool = True
    goal: float | None = None
    own_goal: float | None = None

    @property
    def ratio(self) -> float | None:
        """Ours / theirs; None where one of them is missing or theirs is nothing."""
        return None if self.ours is None or not self.theirs else self.ours / self.theirs

    @property
    def holds(self) -> bool | None:
        """Whether the goal is reached; None where there is no goal, or nothing to judge it by."""
        value, bound = (self.ours, self.own_goal) if self.own_goal is not None else (self.ratio, self.goal)
        if value is None or bound is None:
            return None
        return value <= bound if self.less else value >= bound


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a section: its head and its rows, all as text."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """A plot: horizontal bars, ours first. ``log``: on a logarithmic axis, where values lie far apart."""

    title: str
    bars: tuple[tuple[str, float], ...]
    log: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """All that one row of the command measured. ``load``: the machine's load average before and after."""

    name: str
    title: str
    about: str
    lines: tuple[Line, ...]
    table: Table
    plots: tuple[Bars, ...] = ()
    notes: tuple[str, ...] = ()
    load: tuple[float, float] = (0.0, 0.0)


def number(value: float | None) -> str:
    """A figure as people read it: three digits that count, thousands set apart."""
    if value is None:
        return GAP
    if value and (abs(value) < 0.001 or abs(value) >= 1e9):
        return f"{value:.2e}"
    if float(value).is_integer() or abs(value) >= 100:
        return f"{value:,.0f}"
    digits = 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3
    return f"{value:.{digits}f}"


def percent(part: float, whole: float) -> str:
    """A share as people read it."""
    return f"{100 * part / whole:.1f} %" if whole else GAP


def markdown(table: Table, left: Sequence[int] = (0,)) -> str:
    """A table in Markdown; the columns named in ``left`` are set to the left, the others to the right."""
    rule = ["---" if at in left else "---:" for at in range(len(table.head))]
    rows = [table.head, tuple(rule), *table.rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows)


def one_table(sections: Sequence[Section]) -> Table:
    """The lines of all sections as one table."""
    words: dict[bool | None, Literal["yes", "no", "-"]] = {True: "yes", False: "no", None: "-"}
    rows = []
    for section in sections:
        for line in section.lines:
            sign = "≤" if line.less else "≥"
            goal = f"{sign} {number(line.own_goal)}" if line.own_goal is not None else GAP
            goal = f"{sign} {number(line.goal)} x" if line.goal is not None else goal
            theirs = GAP if line.theirs is None else number(line.theirs)
            rows.append(
                (
                    *(section.name, line.what, number(line.ours), line.beside or GAP, theirs, number(line.ratio)),
                    *(goal, words[line.holds]),
                )
            )
    return Table(("row", "what", "ours", "beside", "theirs", "ours / theirs", "goal", "holds"), tuple(rows))
