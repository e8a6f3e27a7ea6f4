"""Blessed runs, and the gate that holds later ones to them.

A baseline is a small JSON file: what the run was, and of every gated figure the mean and number of scored samples of
each group of documents. That is enough to pair a later run with it group by group, and small enough to be read in a
review. ``floors.json`` holds what no run may fall below, for every model or for one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from bot.console.counts import counted
from bot.errors import SourceMissing, SourceUnreadable, UsageError, shown
from evals.compare import Change, holm
from evals.runs import EvalRun, Row, figure_names
from evals.scoring import figure
from evals.statistics import Difference, difference, mean
from evals.tables import value

FOLDER: Final = Path(__file__).parent / "baselines"
FLOORS: Final = "floors.json"
SCHEMA: Final = "onrecord/eval-baseline/1"
EVERY: Final = "*"
UNGATED: Final = ("cost/", "style/", "judge/")
"""Scorers whose figures are told and not gated: time hangs on the machine, style on taste, a judge on the judge."""

Groups = Mapping[str, tuple[float, int]]
"""Mean and number of scored samples by group."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """A blessed run. ``figures`` are the gated ones by task and name."""

    name: str
    run: str
    created: str
    model: str | None
    commit: str | None
    code: str
    samples: str
    prompts: Mapping[str, str]
    tasks: Mapping[str, int]
    figures: Mapping[str, Mapping[str, Groups]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate found: ``reasons`` close it; ``notes`` are to be known and close nothing; ``checked`` figures."""

    reasons: tuple[str, ...]
    notes: tuple[str, ...]
    checked: int

    @property
    def open(self) -> bool:
        return not self.reasons


def name_of(model: str | None) -> str:
    """The name of the baseline that runs of a model are held to."""
    return "".join(c if c.isalnum() or c in "-._" else "-" for c in model or "extractive").strip(".")


def gated(run: EvalRun) -> dict[str, dict[str, Groups]]:
    """The figures of a run that the gate looks at: shares of all scorers but those of cost, style and judge."""
    found: dict[str, dict[str, Groups]] = {}
    for suite in run.about.tasks:
        rows = run.suite(suite)
        names = [n for n in figure_names(rows) if figure(n).unit == "share" and not n.startswith(UNGATED)]
        found[suite] = {name: _by_group(rows, name) for name in sorted(names)}
    return found


def _by_group(rows: Sequence[Row], name: str) -> Groups:
    values: dict[str, list[float]] = {}
    for row in rows:
        number = row.figures.get(name)
        if number is not None:
            values.setdefault(row.group, []).append(number)
    return {group: (round(sum(found) / len(found), 6), len(found)) for group, found in sorted(values.items())}


def bless(run: EvalRun, folder: Path = FOLDER, name: str | None = None) -> Path:
    """Make a run the baseline of its model; gives the file.

    Raises:
        UsageError: the run is not whole, was limited, or a sample failed in it.
    """
    about = run.about
    if part := _only_a_part(run):
        raise UsageError(f"{part}; a baseline is a whole run.")
    broken = [row for row in run.rows if row.error or row.faults]
    if broken:
        raise UsageError(f"{about.id} has {len(broken)} samples that failed, such as {broken[0].id}; mend that first.")
    made = Baseline(
        name=name or name_of(about.model),
        run=about.id,
        created=about.created,
        model=about.model,
        commit=about.commit,
        code=about.code,
        samples=about.samples,
        prompts=about.prompts,
        tasks=about.tasks,
        figures=gated(run),
    )
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{made.name}.json"
    path.write_text(_json({"schema": SCHEMA, **asdict(made)}) + "\n", "utf-8")
    return path


def _json(value: Any, depth: int = 0) -> str:
    """JSON with one figure a line, so that a change shows as one line in a review."""
    if isinstance(value, dict) and depth < 3 and value:
        pad = " " * (2 * depth + 2)
        inside = ",\n".join(f"{pad}{json.dumps(k)}: {_json(v, depth + 1)}" for k, v in value.items())
        return "{\n" + inside + "\n" + " " * (2 * depth) + "}"
    return json.dumps(value, ensure_ascii=False)


def read_baseline(name: str, folder: Path = FOLDER) -> Baseline | None:
    """The baseline of that name; None where nothing was blessed under it.

    Raises:
        SourceUnreadable: the file is no baseline.
    """
    path = folder / f"{name}.json"
    if not path.is_file():
        return None
    try:
        found = json.loads(path.read_text("utf-8"))
        if found.pop("schema") != SCHEMA:
            raise ValueError("another schema")
        figures = {
            suite: {
                key: {group: (float(pair[0]), int(pair[1])) for group, pair in groups.items()}
                for key, groups in named.items()
            }
            for suite, named in found.pop("figures").items()
        }
        return Baseline(**found, figures=figures)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        raise SourceUnreadable(f"{shown(path)} is no baseline of this version; bless a run again.") from None


def read_floors(model: str | None, folder: Path = FOLDER) -> dict[str, dict[str, float]]:
    """The floors by task and figure: those for every model, and above them those for this one.

    Raises:
        SourceMissing, SourceUnreadable: there is no such file, or it holds something else.
    """
    path = folder / FLOORS
    try:
        whole = json.loads(path.read_text("utf-8"))
        found: dict[str, dict[str, float]] = {}
        for name in (EVERY, name_of(model)):
            for suite, floors in whole.get(name, {}).items():
                found.setdefault(suite, {}).update({key: float(floor) for key, floor in floors.items()})
        return found
    except OSError:
        raise SourceMissing(f"There is no {shown(path)}; the gate needs its floors.") from None
    except (ValueError, TypeError, AttributeError):
        raise SourceUnreadable(f"{shown(path)} does not hold floors by model, task and figure.") from None


def judge(
    run: EvalRun,
    baseline: Baseline | None,
    floors: Mapping[str, Mapping[str, float]],
    tasks: Sequence[str] = (),
) -> Verdict:
    """Hold a run to the floors and to a baseline.

    A figure closes the gate where it is on the wrong side of its floor (for figures of which less is better the floor
    is a ceiling), was to be measured and was not, or is worse than the baseline by a difference that can be
    claimed (as ``evals.compare`` claims one: after correction for the number of figures of the task). So does a task
    that has floors or is in the baseline and is not in the run, and a run that is only a part of one.

    Args:
        run: the run.
        baseline: the blessed run of its model; None where there is none.
        floors: by task and figure.
        tasks: those that count, and no other; none for all.
    """
    run = _of_tasks(run, tasks)
    figures = gated(run)
    reasons, notes = [*_troubles(run), *_missing(figures, baseline, floors, tasks)], []
    checked = 0
    for suite in figures:
        for name, floor in floors.get(suite, {}).items():
            checked += 1
            reasons += _below(suite, name, floor, [row.figures.get(name) for row in run.suite(suite)])
    if baseline is None:
        return Verdict(
            tuple(reasons), (f"No run of {name_of(run.about.model)} is blessed: floors alone hold.",), checked
        )
    notes += _differences(run, baseline)
    for suite, named in figures.items():
        before = baseline.figures.get(suite, {})
        changes = [_change(suite, name, before[name], now) for name, now in named.items() if name in before]
        checked += len(changes)
        reasons += [_told(change) for change in holm(changes) if change.better is False]
    return Verdict(tuple(reasons), tuple(notes), checked)


def _of_tasks(run: EvalRun, tasks: Sequence[str]) -> EvalRun:
    """What the run has of these tasks; all of it where none is named."""
    counting = {suite: count for suite, count in run.about.tasks.items() if _counts(suite, tasks)}
    rows = tuple(row for row in run.rows if row.suite in counting)
    return replace(run, about=replace(run.about, tasks=counting), rows=rows)


def _counts(suite: str, tasks: Sequence[str]) -> bool:
    """Whether an Inspect task is of one of these tasks, as "answer-squad2" is of "answer"; where none is named, any."""
    return not tasks or suite.partition("-")[0] in tasks


def _missing(
    figures: Mapping[str, object],
    baseline: Baseline | None,
    floors: Mapping[str, object],
    tasks: Sequence[str],
) -> list[str]:
    """A sentence for each task that is to be held to something and is not in the run."""
    held = {suite: "is in the baseline" for suite in (baseline.figures if baseline else ()) if _counts(suite, tasks)}
    held |= {suite: "has floors" for suite in floors if _counts(suite, tasks)}
    named = {task: "is named" for task in tasks if not any(_counts(suite, (task,)) for suite in figures)}
    remedy = "run it too" if tasks else "run all tasks, or name those that are to count"
    found = (named | held).items()
    return [f"{suite}: {why} and is not in this run; {remedy}." for suite, why in found if suite not in figures]


def _only_a_part(run: EvalRun) -> str | None:
    """Why a run is not a whole one, as the beginning of a sentence; None where it is."""
    about = run.about
    if about.finished is None or len(run.rows) != sum(about.tasks.values()):
        return f"{about.id} is not finished"
    if about.limit is not None:
        return f"{about.id} was limited to {counted(about.limit, 'sample')} a task"
    return None


def _troubles(run: EvalRun) -> list[str]:
    failed = [row for row in run.rows if row.error]
    faults = [row for row in run.rows if row.faults]
    part = _only_a_part(run)
    found = [f"{part}, so it is not a whole run."] if part else []
    if failed:
        found.append(f"{counted(len(failed), 'sample')} failed, such as {failed[0].id}: {failed[0].error}")
    if faults:
        found.append(
            f"scorers failed on {counted(len(faults), 'sample')}, such as {faults[0].id}: {faults[0].faults[0]}"
        )
    return found


def _below(suite: str, name: str, floor: float, values: Sequence[float | None]) -> list[str]:
    found, about = mean(values), figure(name)
    if found is None:
        return [f"{suite} {name}: has a floor and was not measured."]
    told = f"{suite} {name}: {value(found, about.unit)}"
    if about.higher_is_better and found < floor:
        return [f"{told} is below its floor of {value(floor, about.unit)}."]
    if not about.higher_is_better and found > floor:
        return [f"{told} is above its ceiling of {value(floor, about.unit)}."]
    return []


def _change(suite: str, name: str, before: Groups, after: Groups) -> Change:
    return Change(suite, name, figure(name), None, None, paired(before, after))


def _told(change: Change) -> str:
    d = change.difference
    return f"{change.suite} {change.name}: {100 * change.gap:+.1f} points against the baseline (p = {d.p or 0.0:.3f})."


def paired(before: Groups, after: Groups) -> Difference:
    """The difference of two runs' group means over the groups that both have, each weighted by its samples now."""
    first: list[float | None] = []
    second: list[float | None] = []
    groups: list[str] = []
    for group, (now, n) in after.items():
        if group in before:
            first += [before[group][0]] * n
            second += [now] * n
            groups += [group] * n
    return difference(first, second, groups)


def _differences(run: EvalRun, baseline: Baseline) -> list[str]:
    about, notes = run.about, []
    if about.samples != baseline.samples and dict(about.tasks) == dict(baseline.tasks):
        notes.append("The samples or labels have changed since the baseline was blessed; bless a new run.")
    changed = [n for n in {**baseline.prompts, **about.prompts} if baseline.prompts.get(n) != about.prompts.get(n)]
    if changed:
        notes.append(f"Prompts differ from the baseline's: {', '.join(sorted(changed))}.")
    return notes


def verdict_text(run: EvalRun, baseline: Baseline | None, found: Verdict) -> str:
    """What the gate says."""
    held = f"baseline {baseline.run} (commit {baseline.commit or '-'})" if baseline else "floors alone"
    lines = [f"{run.about.id} against {held}: {counted(found.checked, 'check')}."]
    lines += [f"note: {note}" for note in found.notes]
    lines += [f"CLOSED: {reason}" for reason in found.reasons]
    return "\n".join(
        [*lines, "The gate is open." if found.open else f"The gate is closed: {counted(len(found.reasons), 'reason')}."]
    )
