"""Figures of a run as tables of text. A figure stands with its interval, how many samples gave it, and how many did
not; "unscored" is never 0."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.runs import JUDGE, EvalRun, Row, figure_names
from evals.samples import Figure, Figures, Overall
from evals.scoring import figure, scorers
from evals.statistics import Estimate, estimate, estimate_of

PART = "part"
"""The unit of what only feeds a figure over all samples."""


@dataclass(frozen=True, slots=True)
class Line:
    """A figure of one task over all its samples."""

    suite: str
    name: str
    about: Figure
    estimate: Estimate


def lines(rows: Sequence[Row], suite: str) -> tuple[Line, ...]:
    """Every figure of one task's rows, with clustered bootstrap intervals: the means, and what is no mean."""
    groups = [row.group for row in rows]
    names = figure_names(rows)
    found = [
        Line(suite, name, figure(name), estimate([row.figures.get(name) for row in rows], groups))
        for name in names
        if figure(name).unit != PART
    ]
    for name, overall in overall_figures(names).items():
        whole = estimate_of([own_figures(row, name) for row in rows], groups, overall.of)
        if whole.value is not None:
            found.append(Line(suite, name, overall.figure, whole))
    return tuple(sorted(found, key=lambda line: line.name))


def overall_figures(names: Sequence[str]) -> dict[str, Overall]:
    """The figures over all samples, by ``scorer/figure``, of the scorers that any of these figures is of."""
    wanted = {name.partition("/")[0] for name in names}
    found = [(f"{scorer.name}/{key}", overall) for scorer in scorers() for key, overall in scorer.overall.items()]
    return {name: overall for name, overall in found if name.partition("/")[0] in wanted}


def own_figures(row: Row, name: str) -> Figures:
    """A row's figures of the scorer that a figure is of, by their names within it."""
    start = name.partition("/")[0] + "/"
    return {key.removeprefix(start): number for key, number in row.figures.items() if key.startswith(start)}


def all_lines(run: EvalRun) -> tuple[Line, ...]:
    """Every figure of every task of a run."""
    return tuple(line for suite in run.about.tasks for line in lines(run.suite(suite), suite))


def value(number: float | None, unit: str) -> str:
    """A figure as people read it: a share in per cent with one decimal, anything else with up to three digits."""
    if number is None:
        return "-"
    if unit == "share":
        return f"{100 * number:.1f} %"
    if unit == "USD":
        return f"{number:.4f}"
    digits = 0 if abs(number) >= 100 else 1 if abs(number) >= 10 else 2
    return f"{number:.{digits}f}"


def interval(found: Estimate, unit: str) -> str:
    """The interval's two ends, or a dash where there is none."""
    if found.low is None or found.high is None:
        return "-"
    return f"{value(found.low, unit).removesuffix(' %')} to {value(found.high, unit).removesuffix(' %')}"


def run_table(run: EvalRun) -> str:
    """All that a run measured."""
    out = [heading(run), "(+ more is better, - less is better; intervals over groups of documents)"]
    told = agreement_line(run.folder)
    out += [told, ""] if told else [""]
    for suite, wanted in run.about.tasks.items():
        rows = run.suite(suite)
        failed = [row for row in rows if row.error]
        faults = sum(len(row.faults) for row in rows)
        notes = [f"{len(rows)} of {wanted} samples", f"{len({row.group for row in rows})} groups"]
        notes += [f"{len(failed)} failed"] if failed else []
        notes += [f"{faults} times a scorer failed"] if faults else []
        out += [f"{suite}: {', '.join(notes)}", grid(_cells(lines(rows, suite))), ""]
        if failed:
            out.insert(-1, f"  first failure: {failed[0].id}: {failed[0].error}")
        if faults:
            fault = next(f"{row.id}: {row.faults[0]}" for row in rows if row.faults)
            out.insert(-1, f"  first fault of a scorer: {fault}")
    return "\n".join(out)


def heading(run: EvalRun) -> str:
    """One line that says what a run is."""
    about = run.about
    spent = [float(row.usage["cost_usd"]) for row in run.rows if row.usage.get("cost_usd") is not None]
    cost = f", {math.fsum(spent):.4f} dollars" if spent else ""
    seconds = math.fsum(row.seconds or 0.0 for row in run.rows)
    state = "" if about.finished else ", not finished"
    return (
        f"{about.id}: {about.model or 'extractive drafter'}, commit {about.commit or '-'}, {seconds:.0f} s{cost}{state}"
    )


def agreement_line(folder: Path) -> str | None:
    """What stands beside every judged figure: which judge, and how far it agrees with people. None without a judge."""
    path = folder / JUDGE
    if not path.exists():
        return None
    told = json.loads(path.read_text("utf-8"))
    share, kappa = told["share"], told["kappa"]
    ends = "" if share["low"] is None else f" ({100 * share['low']:.1f} to {100 * share['high']:.1f})"
    return (
        f"judge {told['judge']}: agrees with people on {value(share['value'], 'share')}{ends} of {told['n']} labelled "
        f"statements, kappa {'-' if kappa is None else f'{kappa:.2f}'}, {told['unjudged']} unjudged"
    )


def _cells(found: Sequence[Line]) -> list[Sequence[str]]:
    rows: list[Sequence[str]] = [("figure", "", "value", "95 % interval", "n", "unscored")]
    for line in found:
        e, unit = line.estimate, line.about.unit
        arrow = "+" if line.about.higher_is_better else "-"
        rows.append((line.name, arrow, value(e.value, unit), interval(e, unit), str(e.n), str(e.unscored)))
    return rows


def grid(rows: Sequence[Sequence[str]], indent: str = "  ") -> str:
    """Rows in columns, the first to the left and the others to the right; the first row is the head."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return "\n".join(
        indent
        + "  ".join(
            cell.ljust(w) if at == 0 else cell.rjust(w) for at, (cell, w) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )
