"""Thresholds of a way of deciding, fitted on labelled statements: from which probability on a model's word counts.

    onrecord eval calibrate --model qwen-1.5b --base-url http://127.0.0.1:8080/v1 [--data FILE...] [-o FILE]

Statements that people have labelled right or wrong are put to the model as the product puts them: the question whether
the cited sentences state a claim, and, of checked statements, whether the sources state, contradict or do not state it.
*high* is the lowest probability of "yes" above which ``PRECISE`` of the statements are right; *low* the highest up to
which at most ``LOST`` of the statements are right; *against* the lowest probability of "contradicted" or "not stated"
above which ``PRECISE`` are wrong. A bound that the labels do not bear out keeps its shipped value. What is fitted, and
the curve that it was read off, go to a file of the form of ``bot/grounding/thresholds.json``, one way's entry replaced.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.config import Settings
from bot.errors import ModelMisbehaved, SourceMissing, SourceUnreadable, shown
from bot.grounding import thresholds as kept
from bot.grounding.ground import ground_claim
from bot.grounding.judge import of_quotes
from bot.grounding.seek import seek
from bot.grounding.verdicts import ANSWERS, check_questions, claim_questions
from bot.language import read
from bot.models import open_model
from bot.models.protocol import Model
from bot.types import Checked, Citation, Claim, Document, DraftClaim, Readings, Span
from evals.dataset import Case
from evals.statements import right_statements, sources

PRECISE = 0.95
LOST = 0.10
LEAST = 20
"""A bound that fewer statements lie beyond is chance, and not taken."""
STEPS = tuple(n / 20 for n in range(1, 20))


@dataclass(frozen=True, slots=True)
class Labelled:
    """A statement, the spans that it is held against, and whether people call it right."""

    text: str
    cited: tuple[Span, ...]
    readings: Readings
    right: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """What a model said of a labelled statement: probabilities of "yes", "contradicted", "not stated"; and the way."""

    right: bool
    yes: float
    contradicted: float
    missing: float
    way: str


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
                found.append(Labelled(grounded.text, cited, readings, right))
    return found


def of_file(path: Path) -> list[Labelled]:
    """The sentences of a file of outputs with marked inventions, as ``evals.fit_support`` reads it.

    Raises:
        SourceMissing, SourceUnreadable: there is no such file, or a line of it is no such row.
    """
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
        return [labelled for row in rows for labelled in _of_row(row)]
    except OSError as error:
        raise SourceMissing(f"{shown(path)} cannot be read; give the path of the set's file.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise SourceUnreadable(f"{shown(path)} holds a row of another layout ({shown(error, 80)}).") from error


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
            found.append(Labelled(text, cited, readings, not wrong))
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
        found = [await _asked(model, row) for row in rows]
    finally:
        await model.aclose()
    answered = [one for one in found if one is not None]
    if not answered:
        raise ModelMisbehaved(f"{shown(model.name, 60)} answered none of the questions; try another model.")
    return answered


async def _asked(model: Model, row: Labelled) -> Answered | None:
    citations = tuple(Citation(_words(span, row.readings), "exact", span) for span in row.cited)
    claim = Claim(row.text, citations, "unchecked")
    words = "\n".join(citation.quote for citation in citations)
    (first,) = await model.decide(words, claim_questions([claim], row.readings))
    checked = Checked(row.text, Span("draft", 0, len(row.text)), "unchecked", citations)
    (second,) = await model.decide(words, check_questions([checked]))
    if first is None or second is None:
        return None
    _, contradicted, missing = (second.probability(answer) for answer in ANSWERS)
    return Answered(row.right, first.probability("yes"), contradicted, missing, first.way)


def _words(span: Span, readings: Readings) -> str:
    return readings[span.document_id].document.slice(span)


def fitted(found: Sequence[Answered], model: str, data: str) -> dict[str, Any]:
    """The entry of a way: its three bounds, the curve, and on what they were fitted."""
    shipped = kept.thresholds()[found[0].way]
    high = _lowest(found, lambda one: one.yes, lambda one: one.right, PRECISE)
    low = _highest(found)
    against = _lowest(found, lambda one: max(one.contradicted, one.missing), lambda one: not one.right, PRECISE)
    bounds = {"low": low, "high": high, "against": against}
    before = {"low": shipped.low, "high": shipped.high, "against": shipped.against}
    entry: dict[str, Any] = {name: before[name] if value is None else value for name, value in bounds.items()}
    if entry["low"] >= entry["high"]:
        entry |= {"low": before["low"], "high": max(entry["high"], before["high"])}
    return {**entry, "curve": _curve(found), "model": model, "data": data}


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


def _curve(found: Sequence[Answered]) -> list[dict[str, float]]:
    """At each step of the probability of "yes": how many statements lie at or above it, and the share right of those
    at or above and of those below."""
    rows = []
    for step in STEPS:
        above = [one.right for one in found if one.yes >= step]
        below = [one.right for one in found if one.yes < step]
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
    lines.append(f"low {entry['low']:.2f}  high {entry['high']:.2f}  against {entry['against']:.2f}")
    return "\n".join(lines)
