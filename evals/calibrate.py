"""Thresholds of a way of deciding, fitted on labelled statements: from which probability on a model's word counts.

    onrecord eval calibrate --model qwen-1.5b --base-url http://127.0.0.1:8080/v1 [--data PATH...] [-o FILE]

Statements that people have labelled right or wrong are put to the model as the product puts them: the question whether
the cited sentences state a claim, and, of checked statements, whether the sources state, contradict or do not state
it. *high* is the lowest probability of "yes" above which ``PRECISE`` of the statements are right; *low* the highest up
to which at most ``LOST`` of the statements are right; *against* the lowest probability of "contradicted" or "not
stated" above which ``PRECISE`` are wrong; *stated* the lowest joint probability of model and words above which
``PRECISE`` are right, *words* the weight of the words in it. A bound that the labels do not bear out keeps its shipped
value. The table has the ROC-AUC of words, model and both; what is fitted, and the curves that it was read off, go to a
file of the form of ``bot/grounding/thresholds.json``, one way's entry replaced.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.config import Settings
from bot.errors import ModelMisbehaved, SourceUnreadable, shown
from bot.grounding import thresholds as kept
from bot.grounding.ground import ground_claim
from bot.grounding.judge import of_quotes
from bot.grounding.seek import seek
from bot.grounding.support import check
from bot.grounding.verdicts import ANSWERS, EVEN, check_questions, claim_questions, joint
from bot.language import read
from bot.models import open_model
from bot.models.protocol import Model
from bot.tasks.check import sources_for
from bot.types import Checked, Citation, Claim, Decision, Document, DraftClaim, Readings, Span
from evals.adapters import ragtruth
from evals.adapters._rows import samples_of_rows
from evals.dataset import Case
from evals.statements import right_statements, sources
from evals.statistics import estimate_of, roc_auc

PRECISE = 0.95
LOST = 0.10
LEAST = 20
"""A bound that fewer statements lie beyond is chance, and not taken."""
STEPS = tuple(n / 20 for n in range(1, 20))
WEIGHTS = (0.0, 0.5, 1.0, 2.0)
"""Of the words beside the model that are tried."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A statement, the spans that it is held against, and whether people call it right."""

    text: str
    cited: tuple[Span, ...]
    readings: Readings
    right: bool
    group: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a model said of a labelled statement, and the score of its words.

    ``yes`` is its probability that the cited words state it; ``stated``, ``contradicted`` and ``missing`` are those of
    a check over the whole source; ``way`` is how it was asked; ``group`` is the document.
    """

    right: bool
    yes: float
    contradicted: float
    missing: float
    way: str
    stated: float = 0.5
    score: float = 0.5
    group: str = ""


def of_cases(cases: Sequence[Case]) -> list[Labelled]:
    """The right statements and the false claims of labelled cases that code alone does not settle."""
    found: list[Labelled] = []
    for source in sources(cases):
        readings = {source.document.id: source.reading}
        rows = [(right.text, right.evidence, True) for right in right_statements(source)]
        rows += [(claim.text, claim.evidence, False) for claim in source.case.false_claims]
        for text, evidence, right in rows:
            grounded = ground_claim(DraftClaim(text, evidence), readings)
            if isinstance(grounded, Claim) and grounded.support == "unchecked":
                cited = tuple(citation.span for citation in grounded.citations if citation.span is not None)
                found.append(Labelled(grounded.text, cited, readings, right, source.case.group))
    return found


def of_file(path: Path) -> list[Labelled]:
    """The sentences of a file or folder of outputs with marked inventions, as ``evals.fit_support`` reads it.

    Raises:
        SourceMissing, SourceUnreadable: there is no such file, or it is not the set.
    """
    return samples_of_rows(path, None, _of_row, what=ragtruth.WHAT, published=ragtruth.published)


def _of_row(row: dict[str, Any]) -> list[Labelled]:
    source, output = read(Document.of(row["source_text"])), Document.of(row["output"])
    readings = {source.document.id: source}
    found = []
    for sentence in read(output).sentences:
        text = output.slice(sentence.span).strip()
        cited = tuple(sorted({*seek(text, readings), *of_quotes(text, readings)}))
        if cited and any(c.isalpha() for c in text):
            marked = row["hallucinated_spans"]
            wrong = any(s["start"] < sentence.span.end and sentence.span.start < s["end"] for s in marked)
            found.append(Labelled(text, cited, readings, not wrong, str(row["group"])))
    return found


def thinned(rows: Sequence[Labelled], limit: int) -> list[Labelled]:
    """At most so many, half of them wrong where there are as many, each half spread evenly."""
    wrong = [row for row in rows if not row.right]
    right = [row for row in rows if row.right]
    few = _spread(wrong, max(limit // 2, limit - len(right)))
    return [*few, *_spread(right, limit - len(few))]


def _spread(rows: Sequence[Labelled], limit: int) -> list[Labelled]:
    return list(rows) if len(rows) <= limit else [rows[n * len(rows) // limit] for n in range(limit)]


def calibrate(settings: Settings, rows: Sequence[Labelled]) -> list[Answered]:
    """Put the statements to the settings' model.

    Raises:
        ConfigError, ModelError: the model cannot be had or asked, or answers none of the questions.
    """
    return asyncio.run(_calibrate(settings, rows))


async def _calibrate(settings: Settings, rows: Sequence[Labelled]) -> list[Answered]:
    model = await open_model(settings)
    try:
        by_source: dict[frozenset[str], list[Labelled]] = defaultdict(list)
        for row in rows:
            by_source[frozenset(row.readings)].append(row)
        answered = [one for some in by_source.values() for one in await _asked(model, some)]
    finally:
        await model.aclose()
    if not answered:
        raise ModelMisbehaved(f"{shown(model.name, 60)} answered none of the questions; try another model.")
    return answered


async def _asked(model: Model, rows: Sequence[Labelled]) -> list[Answered]:
    """What a model says of statements about one source: of each whether its cited words state it, and of all together
    whether the source does, as a check asks it."""
    readings = rows[0].readings
    cited = [tuple(Citation(_words(span, readings), "exact", span) for span in row.cited) for row in rows]
    claims = [Claim(row.text, own, "unchecked") for row, own in zip(rows, cited, strict=True)]
    first: list[Decision | None] = []
    for claim in claims:
        words = "\n".join(citation.quote for citation in claim.citations)
        first += await model.decide(words, claim_questions([claim], readings))
    checked = [Checked(c.text, Span("draft", 0, len(c.text)), "unchecked", c.citations) for c in claims]
    second = await model.decide(sources_for(checked, readings, model), check_questions(checked))
    return [
        _answered(row, one, two)
        for row, one, two in zip(rows, first, second, strict=True)
        if one is not None and two is not None
    ]


def _answered(row: Labelled, first: Decision, second: Decision) -> Answered:
    stated, contradicted, missing = (second.probability(answer) for answer in ANSWERS)
    score = check(row.text, row.cited, row.readings).score
    yes = first.probability("yes")
    return Answered(row.right, yes, contradicted, missing, first.way, stated, score, row.group)


def _words(span: Span, readings: Readings) -> str:
    return readings[span.document_id].document.slice(span)


def fitted(found: Sequence[Answered], model: str, data: str) -> dict[str, Any]:
    """The entry of a way: its three bounds, the curve, and on what they were fitted."""
    shipped = kept.thresholds()[found[0].way]
    high = _lowest(found, lambda one: one.yes, lambda one: one.right, PRECISE)
    low = _highest(found)
    against = _lowest(found, lambda one: max(one.contradicted, one.missing), lambda one: not one.right, PRECISE)
    words = _weight(found)
    told = [one for one in found if one.stated >= EVEN]
    stated = _lowest(told, lambda one: joint(one.stated, one.score, words), lambda one: one.right, PRECISE)
    stated = None if stated is None else max(EVEN, stated)
    bounds = {"low": low, "high": high, "against": against, "stated": stated}
    before = {"low": shipped.low, "high": shipped.high, "against": shipped.against, "stated": shipped.stated}
    entry: dict[str, Any] = {name: before[name] if value is None else value for name, value in bounds.items()}
    if entry["low"] >= entry["high"]:
        entry |= {"low": before["low"], "high": max(entry["high"], before["high"])}
    curves = {
        "curve": _curve(found, lambda one: one.yes),
        "curve_stated": _curve(found, lambda one: joint(one.stated, one.score, words)),
    }
    return {**entry, "words": words, **curves, "model": model, "data": data}


def _weight(found: Sequence[Answered]) -> float:
    """How much the words count beside the model: of few weights the smallest that ranks the statements best."""
    return max(WEIGHTS, key=lambda words: (_rank(found, words) or 0.0, -words))


def _rank(found: Sequence[Answered], words: float) -> float | None:
    return roc_auc([joint(one.stated, one.score, words) for one in found], [one.right for one in found])


def _lowest(
    found: Sequence[Answered],
    value: Callable[[Answered], float],
    good: Callable[[Answered], bool],
    share: float,
) -> float | None:
    """The lowest step from which on so large a share is good; None where too few lie there."""
    for step in STEPS:
        beyond = [one for one in found if value(one) >= step]
        if len(beyond) >= LEAST and sum(map(good, beyond)) >= share * len(beyond):
            return step
    return None


def _highest(found: Sequence[Answered]) -> float | None:
    """The highest step up to which hardly any statement is right; None where too few lie there."""
    for step in reversed(STEPS):
        below = [one for one in found if one.yes <= step]
        if len(below) >= LEAST and sum(one.right for one in below) <= LOST * len(below):
            return step
    return None


def _curve(found: Sequence[Answered], value: Callable[[Answered], float]) -> list[dict[str, float]]:
    """At each step of a probability: how many statements lie at or above it, and the share right of those at or above
    and of those below."""
    rows = []
    for step in STEPS:
        above = [one.right for one in found if value(one) >= step]
        below = [one.right for one in found if value(one) < step]
        rows.append({"at": step, "n": len(above), "right": _mean(above), "right_below": _mean(below)})
    return rows


def _mean(values: Sequence[bool]) -> float:
    return round(sum(values) / len(values), 4) if values else 0.0


def renewed(path: Path, way: str, entry: dict[str, Any]) -> str:
    """The thresholds of a file, or where there is none those shipped, with one way's entry replaced.

    Raises:
        SourceUnreadable: the file is there and holds something else.
    """
    try:
        text = path.read_text(encoding="utf-8") if path.exists() else kept.shipped()
        kept.from_json(text)
    except (ValueError, KeyError, TypeError) as error:
        raise SourceUnreadable(f"{shown(path)} holds no thresholds; name another file.") from error
    whole = json.loads(text)
    whole["ways"][way] = entry
    new = json.dumps(whole, indent=2, ensure_ascii=False) + "\n"
    kept.from_json(new)
    return new


def table(found: Sequence[Answered], entry: dict[str, Any]) -> str:
    """The curve and the bounds for a terminal."""
    lines = [f"way: {found[0].way}, {len(found)} statements, {sum(not one.right for one in found)} wrong"]
    lines.append(f"{'p(yes) from':>12}{'n':>6}{'right %':>9}{'right % below':>15}")
    lines += [
        f"{row['at']:>12.2f}{row['n']:>6.0f}{100 * row['right']:>9.1f}{100 * row['right_below']:>15.1f}"
        for row in entry["curve"]
    ]
    names = ("low", "high", "against", "stated", "words")
    lines.append("  ".join(f"{name} {entry[name]:.2f}" for name in names))
    lines.append("ROC-AUC over these statements:")
    ways: dict[str, Callable[[Answered], float]] = {
        "words alone": lambda one: one.score,
        "model, cited words": lambda one: one.yes,
        "model, whole source": lambda one: one.stated,
        "whole source and words": lambda one: joint(one.stated, one.score, entry["words"]),
    }
    lines += [f"  {name:<24}{_area(found, value)}" for name, value in ways.items()]
    return "\n".join(lines)


def _area(found: Sequence[Answered], value: Callable[[Answered], float]) -> str:
    """The ROC-AUC of a value in percent, with its interval over documents."""
    rows = [(value(one), one.right) for one in found]
    area = estimate_of(rows, [one.group for one in found], lambda some: roc_auc(*map(list, zip(*some, strict=True))))
    if area.value is None or area.low is None or area.high is None:
        return "-"
    return f"{100 * area.value:.1f} [{100 * area.low:.1f}, {100 * area.high:.1f}]"
