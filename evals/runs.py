"""Runs on disk: a folder each, with ``run.json``, the prompts that were used and Inspect's logs; and reading them back.

The rows come from Inspect's logs, so that what is compared, blessed and reported is what ``inspect view`` shows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from bot.errors import SourceMissing, SourceUnreadable, shown
from evals.samples import Figures

SCHEMA: Final = "onrecord/eval-run/1"
ABOUT: Final = "run.json"
LOGS: Final = "logs"
PROMPTS: Final = "prompts"
JUDGE: Final = "judge.json"
"""How far the judge of a run agrees with people, where there was one."""

DEFAULT_FOLDER: Final = Path("logs")


@dataclass(frozen=True, slots=True)
class About:
    """What a run is.

    Attributes:
        id: the folder's name.
        created, finished: UTC; ``finished`` is None while the run is under way or broken off.
        model: the model's name; None for the extractive drafter.
        tasks: Inspect's task names and how many samples each has.
        prompts: the templates in force by name, with their identity.
        limit: the most samples of a task; None for all.
        samples, code: digests (``evals.suite``); runs are the same where these, model, prompts and tasks are.
        commit: of the checkout, with "+" where it was changed; None outside of one.
        options: the command's other words that bear on figures (base URL, judge).
    """

    id: str
    created: str
    finished: str | None
    model: str | None
    tasks: Mapping[str, int]
    prompts: Mapping[str, str]
    limit: int | None
    samples: str
    code: str
    commit: str | None
    options: Mapping[str, str]

    @property
    def same(self) -> tuple[object, ...]:
        """Equal for two runs that were asked the same."""
        told = (self.tasks, self.prompts, self.options)
        return (self.model, self.limit, self.samples, self.code, *(tuple(sorted(m.items())) for m in told))


@dataclass(frozen=True, slots=True)
class Row:
    """One sample of a run, done.

    Attributes:
        suite: the Inspect task it stood in ("answer", "answer-squad2").
        figures: by ``scorer/figure``; None is unscored or not applicable.
        asked: group, task, question, words, targets, gold and documents, as logged.
        output: as ``evals.solving.stored`` wrote it.
        faults: scorers that failed, each with its sentence.
        seconds: that the sample took.
    """

    id: str
    suite: str
    group: str
    figures: Figures
    asked: Mapping[str, Any]
    output: Mapping[str, Any]
    faults: tuple[str, ...]
    seconds: float | None

    @property
    def error(self) -> str | None:
        error = self.output["error"]
        return None if error is None else str(error)

    @property
    def usage(self) -> Mapping[str, Any]:
        """What it cost: the fields of ``Usage``; empty where no model could have been asked."""
        result = self.output["result"]
        return result["usage"] if result else {}


@dataclass(frozen=True, slots=True)
class EvalRun:
    """A run read back. Rows are in the order of the tasks and of the samples."""

    folder: Path
    about: About
    rows: tuple[Row, ...]

    def suite(self, name: str) -> tuple[Row, ...]:
        """The rows of one Inspect task."""
        return tuple(row for row in self.rows if row.suite == name)


def write_about(folder: Path, about: About) -> None:
    """Write ``run.json``."""
    text = json.dumps({"schema": SCHEMA, **asdict(about)}, ensure_ascii=False, indent=2)
    fresh = folder / f"{ABOUT}.new"
    fresh.write_text(text + "\n", "utf-8")
    fresh.replace(folder / ABOUT)


def read_about(folder: Path) -> About:
    """Read ``run.json``. SourceMissing, SourceUnreadable where it is none."""
    path = folder / ABOUT
    try:
        found = json.loads(path.read_text("utf-8"))
        if found.pop("schema") != SCHEMA:
            raise ValueError("another schema")
        return About(**found)
    except OSError:
        raise SourceMissing(f"{shown(folder)} is no run; 'onrecord eval list' names those there are.") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise SourceUnreadable(f"{shown(path)} is not the {ABOUT} of a run of this version; run it again.") from None


def all_runs(log_dir: Path) -> tuple[tuple[Path, About], ...]:
    """The runs of a folder, oldest first; folders that are no runs are passed over."""
    found = []
    for path in sorted(log_dir.glob(f"*/{ABOUT}")):
        try:
            found.append((path.parent, read_about(path.parent)))
        except SourceUnreadable:
            continue
    return tuple(sorted(found, key=lambda pair: (pair[1].created, pair[1].id)))


def resolve(name: str, log_dir: Path) -> Path:
    """The folder of a run: a path, an id or its beginning, or "latest" (finished) and "latest~1" for the one before.

    Raises:
        SourceMissing: there is none, or several begin so.
    """
    if (Path(name) / ABOUT).is_file():
        return Path(name)
    runs = all_runs(log_dir)
    back = re.fullmatch(r"latest(?:~(\d+))?", name)
    if back:
        done = [folder for folder, about in runs if about.finished]
        steps = int(back.group(1) or 0)
        if steps < len(done):
            return done[-1 - steps]
        raise SourceMissing(f"{shown(log_dir)} holds {len(done)} finished runs; 'onrecord eval list' names them.")
    matching = [folder for folder, about in runs if about.id.startswith(name)]
    if len(matching) != 1:
        many = f"{len(matching)} runs begin with" if matching else "There is no run"
        raise SourceMissing(f"{many} {shown(name)} in {shown(log_dir)}; 'onrecord eval list' names those there are.")
    return matching[0]


def load_run(folder: Path) -> EvalRun:
    """A run with all its rows.

    Raises:
        SourceMissing, SourceUnreadable: it is no run, or a log cannot be read.
    """
    about = read_about(folder)
    logs = _logs(folder / LOGS)
    return EvalRun(
        folder, about, tuple(row for suite in about.tasks if suite in logs for row in _rows(logs[suite], suite))
    )


def _logs(folder: Path) -> dict[str, Any]:
    """The log of each task: after an interruption there are several, and the newest holds what the others held."""
    from inspect_ai.log import list_eval_logs, read_eval_log

    try:
        headers = [read_eval_log(info, header_only=True) for info in list_eval_logs(str(folder))]
        headers.sort(key=lambda header: (header.status == "success", header.eval.created))
        best = {header.eval.task: header.location for header in headers}
        return {suite: read_eval_log(location) for suite, location in best.items()}
    except (OSError, ValueError) as error:
        raise SourceUnreadable(f"A log in {shown(folder)} cannot be read: {shown(error)}.") from None


def _rows(log: Any, suite: str) -> Iterator[Row]:
    for sample in log.samples or []:
        if sample.error is None and sample.scores is not None:
            yield _row(sample, suite)


def _row(sample: Any, suite: str) -> Row:
    figures: Figures = {}
    faults = []
    for scorer, score in sample.scores.items():
        if score.explanation:
            faults.append(f"{scorer}: {score.explanation}")
        figures |= {f"{scorer}/{name}": value for name, value in score.value.items()}
    return Row(
        id=str(sample.id),
        suite=suite,
        group=sample.metadata["group"],
        figures=figures,
        asked=sample.metadata,
        output=sample.store["onrecord"],
        faults=tuple(faults),
        seconds=sample.total_time,
    )


def figure_names(rows: Sequence[Row]) -> tuple[str, ...]:
    """The figures that any of the rows has a value for, in order of first appearance."""
    seen = dict.fromkeys(name for row in rows for name, value in row.figures.items() if value is not None)
    return tuple(seen)
