"""A run as one self-contained HTML page: figures, charts, and every sample with its source beside its output.

Nothing is loaded from anywhere, and nothing of a sample is ever markup: the figures are escaped by the template, the
samples stand in the page as JSON and are put in place as text by its script, which a Content-Security-Policy allows
by its hash.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from evals.charts import Bars, Reliability, Scatter, bars, reliability_chart, scatter
from evals.runs import EvalRun, Row
from evals.standing import standing
from evals.statistics import calibration_error, mean
from evals.tables import Line, agreement_line, all_lines, interval, value

CLASS_BARS: Final = ("support/unsupported_", "checks/stopped_")
OUTCOMES: Final = ("failed", "wrong", "partly", "right", "unscored")
"""In the order in which samples stand on the page."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure as the page prints it; ``left`` and ``width`` place its interval on a bar of 100, None where the figure
    is no share."""

    name: str
    description: str
    better: str
    value: str
    interval: str
    n: int
    unscored: int
    at: float | None
    left: float | None
    width: float | None


def outcome(row: Row) -> str:
    """The sample's outcome in one word: one of ``OUTCOMES``."""
    if row.error:
        return "failed"
    score = standing(row)
    if score is None:
        return "unscored"
    return "right" if score >= 0.999 else "partly" if score >= 0.5 else "wrong"


def classes(row: Row) -> list[str]:
    """What a sample can be found by besides its task: the errors that it shows, and the kind of its question."""
    found = [
        name.removeprefix("support/")
        for name, number in row.figures.items()
        if name.startswith("support/unsupported_") and number
    ]
    gold = row.asked["gold"]
    if "answerable" in gold:
        found.append("answerable" if gold["answerable"] else str(gold.get("why") or "unanswerable"))
    result = row.output["result"]
    if result and result["refused"]:
        found.append("refused")
    if result and result["rejected"]:
        found.append("something rejected")
    return found + (["a scorer failed"] if row.faults else [])


def report_html(run: EvalRun) -> str:
    """The page."""
    style, script = _packaged("report.css"), _packaged("report.js")
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    found = all_lines(run)
    samples = _samples(run)
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            run=run,
            about=run.about,
            policy=policy,
            style=Markup(style),  # noqa: S704 (our own file)
            script=Markup(script),  # noqa: S704 (our own file)
            facts=_facts(run, samples),
            suites={suite: [_shown(line) for line in found if line.suite == suite] for suite in run.about.tasks},
            class_bars=_class_bars(found),
            reliability=_reliability(run),
            scatter=_cost(run),
            payload=Markup(_payload(run, samples)),  # noqa: S704 (JSON with every "<" escaped)
            outcomes=[(name, sum(s["outcome"] == name for s in samples)) for name in OUTCOMES],
            tasks=list(run.about.tasks),
            classes=sorted({name for sample in samples for name in sample["classes"]}),
        )
    )


def _facts(run: EvalRun, samples: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    about = run.about
    costs = [row.usage["cost_usd"] for row in run.rows if row.usage.get("cost_usd") is not None]
    tokens = [row.usage[k] for row in run.rows if row.usage for k in ("prompt_tokens", "completion_tokens")]
    return [
        ("Model", about.model or "none: the extractive drafter"),
        ("Samples", f"{len(samples)} of {sum(about.tasks.values())}"),
        ("Commit", about.commit or "-"),
        ("Started", about.created),
        ("Time", f"{sum(row.seconds or 0 for row in run.rows):.0f} s of samples"),
        ("Tokens", f"{sum(tokens):,}"),
        ("Cost", f"{sum(costs):.4f} dollars" if costs else "-"),
        *[("Prompt", identity) for identity in about.prompts.values()],
        *[("Judge", told) for told in [agreement_line(run.folder)] if told],
    ]


def _shown(line: Line) -> Shown:
    e, unit = line.estimate, line.about.unit
    share = unit == "share" and e.value is not None
    low, high = (e.low, e.high) if share and e.low is not None and e.high is not None else (None, None)
    return Shown(
        name=line.name,
        description=line.about.description,
        better="more is better" if line.about.higher_is_better else "less is better",
        value=value(e.value, unit),
        interval=interval(e, unit),
        n=e.n,
        unscored=e.unscored,
        at=round(100 * (e.value or 0.0), 1) if share else None,
        left=None if low is None else round(100 * low, 1),
        width=None if low is None or high is None else round(100 * (high - low), 1),
    )


# --- charts ---------------------------------------------------------------------------------------------------


def _class_bars(found: Sequence[Line]) -> list[Bars]:
    charts = []
    for suite in dict.fromkeys(line.suite for line in found):
        for start in CLASS_BARS:
            some = [line for line in found if line.suite == suite and line.name.startswith(start)]
            rows = [
                (line.name.removeprefix(start).replace("_", " "), line.estimate.value)
                for line in some
                if line.estimate.value is not None
            ]
            if rows:
                title = f"{suite}: " + (
                    "unsupported statements shown" if "support" in start else "wrong statements stopped"
                )
                charts.append(bars(title, rows, bad="support" in start))
    return charts


def _reliability(run: EvalRun) -> Reliability | None:
    pairs = [(row.figures.get("answers/probability"), row.figures.get("answers/right")) for row in run.rows]
    both = [(p, right >= 0.5) for p, right in pairs if p is not None and right is not None]
    if not both:
        return None
    probabilities, right = [p for p, _ in both], [r for _, r in both]
    return reliability_chart(probabilities, right, calibration_error(probabilities, right))


def _cost(run: EvalRun) -> Scatter | None:
    """Each task's score against what its samples cost: dollars, or tokens, or seconds where no model was asked."""
    points = []
    priced = any(row.usage.get("cost_usd") for row in run.rows)
    asked = any(row.usage.get("calls") for row in run.rows)
    unit = "dollars a sample" if priced else "tokens a sample" if asked else "seconds a sample"
    for suite in run.about.tasks:
        rows = run.suite(suite)
        score = mean([standing(row) for row in rows])
        spent = mean([_spent(row, unit) for row in rows])
        if score is not None and spent is not None:
            points.append((suite, spent, score))
    return scatter(points, unit) if points else None


def _spent(row: Row, unit: str) -> float | None:
    usage = row.usage
    if unit.startswith("seconds"):
        return float(usage["seconds"]) if usage else row.seconds
    if not usage:
        return 0.0
    if unit.startswith("dollars"):
        return float(usage["cost_usd"] or 0.0)
    return float(usage["prompt_tokens"] + usage["completion_tokens"])


# --- samples --------------------------------------------------------------------------------------------------


def _samples(run: EvalRun) -> list[dict[str, Any]]:
    """The samples as the page's script wants them, failures first."""
    made = [_sample(row) for row in run.rows]
    return sorted(made, key=lambda s: (OUTCOMES.index(s["outcome"]), s["score"] if s["score"] is not None else 1.0))


def _sample(row: Row) -> dict[str, Any]:
    asked = row.asked
    return {
        "id": row.id,
        "suite": row.suite,
        "question": asked["question"],
        "outcome": outcome(row),
        "score": standing(row),
        "classes": classes(row),
        "documents": [document["id"] for document in asked["documents"]],
        "gold": _gold(asked["gold"]),
        "error": row.error,
        "faults": list(row.faults),
        "result": row.output["result"],
        "attributions": row.output["attributions"],
        "figures": {
            name: round(number, 4)
            for name, number in row.figures.items()
            if number is not None and not name.startswith("support/unsupported_")
        },
    }


def _gold(gold: Mapping[str, Any]) -> list[str]:
    """The labels as lines for people."""
    lines = []
    if "answerable" in gold:
        answers = " / ".join(map(str, gold.get("answers", ())))
        lines.append(f"Right answer: {answers}" if gold["answerable"] else f"Not answerable: {gold.get('why') or ''}")
    lines += [f"Key fact ({fact['weight']}): {fact['text']}" for fact in gold.get("key_facts", ())]
    lines += [f"{row['speaker']}: {row['label']}: {row['target']}" for row in gold.get("stances", ())]
    lines += [f"{'right' if s['right'] else 'wrong'}: {s['text']}" for s in gold.get("statements", ())]
    return lines + ([f"Attack: {gold['attack']}"] if "attack" in gold else [])


def _payload(run: EvalRun, samples: Sequence[Mapping[str, Any]]) -> str:
    """JSON that cannot end the element it stands in."""
    documents = {
        d["id"]: {"title": d["title"] or d["uri"] or "", "text": d["text"]}
        for r in run.rows
        for d in r.asked["documents"]
    }
    text = json.dumps({"documents": documents, "samples": samples}, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _environment() -> Environment:
    return Environment(
        loader=FunctionLoader(_packaged),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _packaged(name: str) -> str:
    return (files("evals") / "pages" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
