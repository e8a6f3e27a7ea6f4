"""The checks are checked: errors planted in statements known to be right, and how many of them are caught.

``sensitivity`` needs no model; with a decider the same is measured again with a model's word added. Everything is
drawn from a seed, so that two runs on the same cases differ only by the checks.

*Caught* is a planted error that is not shown: the product rejects the statement, or, where the error was a citation
that pointed elsewhere, cites the right words in its place. *Not supported* counts with it what is shown as
"unchecked", which the reader sees to be unproven. A *false alarm* is a right statement that is rejected.
"""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from bot.grounding.ground import ground_claim
from bot.grounding.support import check
from bot.grounding.verdicts import claim_questions, combine
from bot.models.protocol import Model
from bot.types import Claim, Decision, DraftClaim, Readings, Rejected, Span
from evals.dataset import Case
from evals.planting import PLANTS
from evals.planting.names import other_speakers
from evals.statements import Right, Source, name_of, right_statements, sources
from evals.statistics import SEED, Estimate, estimate

Decider = Callable[[Claim, Readings], Awaitable[Decision | None]]
"""Asks a model about a claim that code has grounded and could not vouch for."""

Outcome = Literal["rejected", "corrected", "unchecked", "supported"]


def by_model(model: Model) -> Decider:
    """The decider that puts to a model what the product itself would put to it."""

    async def decide(claim: Claim, readings: Readings) -> Decision | None:
        words = "\n".join(citation.quote for citation in claim.citations)
        (decision,) = await model.decide(words, claim_questions([claim], readings))
        return decision

    return decide


BARS: dict[str, float] = {
    "number from outside": 0.98,
    "number swapped": 0.85,
    "name from outside": 0.95,
    "name swapped": 0.75,
    "negation put in": 0.65,
    "negation taken out": 0.65,
    "speaker swapped, direct": 0.95,
    "speaker swapped, indirect": 0.75,
    "word of a quote": 1.0,
    "date moved": 0.90,
    "quotes spliced": 0.98,
    "citation elsewhere": 0.95,
}
"""The share of a class that code alone is to catch."""

FALSE_ALARMS_AT_MOST = 0.05


@dataclass(frozen=True, slots=True)
class Trial:
    """One statement put to the checks, and what came of it.

    ``clean`` says whether it is shown without the error, None where there is no such form of it.
    """

    text: str
    change: str
    origin: str
    case_id: str
    group: str
    outcome: Outcome
    reasons: tuple[str, ...]
    clean: bool | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A class of statements: for planted errors ``caught`` is good, for right statements it is a false alarm.

    ``clean`` is ``caught`` over the statements that are shown without the error: a check that rejects everything
    catches everything. ``not_supported`` is the share caught or shown as unproven, ``bar`` what ``caught`` is to reach
    (or, for right statements, to stay under); None where no bar is set.
    """

    name: str
    caught: Estimate
    clean: Estimate
    not_supported: Estimate
    bar: float | None
    trials: tuple[Trial, ...]

    @property
    def missed(self) -> tuple[Trial, ...]:
        """The planted errors that are shown, the ones shown as supported first."""
        shown = [trial for trial in self.trials if trial.outcome in ("unchecked", "supported")]
        return tuple(sorted(shown, key=lambda trial: trial.outcome != "supported"))

    @property
    def rejected(self) -> tuple[Trial, ...]:
        return tuple(trial for trial in self.trials if trial.outcome == "rejected")


@dataclass(frozen=True, slots=True)
class Table:
    """Everything ``sensitivity`` measures. ``false_claims`` are errors planted by people, by class."""

    planted: tuple[Row, ...]
    untouched: tuple[Row, ...]
    false_claims: tuple[Row, ...]
    swaps: tuple[Row, ...]


def sensitivity(
    cases: Sequence[Case], decider: Decider | None = None, *, limit: int | None = None, seed: int = SEED
) -> Table:
    """Plant one error of each class in every right statement that offers a place for it, and check them all.

    Args:
        cases: labelled cases.
        decider: asked about what code leaves unchecked; None for code alone.
        limit: the most statements of one class, drawn evenly over the cases; None for all. For slow deciders.
        seed: of all that is drawn.
    """
    return asyncio.run(_sensitivity(cases, decider, limit, seed))


async def _sensitivity(cases: Sequence[Case], decider: Decider | None, limit: int | None, seed: int) -> Table:
    found = sources(cases)
    rights = {source.case.id: right_statements(source) for source in found}
    planted = []
    for name in PLANTS:
        drafts = _thinned(list(_planted(name, rights, seed)), limit)
        planted.append(await _row(name, drafts, decider, BARS.get(name)))
    untouched = []
    for origin in ("key fact", "verbatim", "reported"):
        drafts = [_Draft(right.text, right.evidence, "", right) for rs in rights.values() for right in rs]
        chosen = _thinned([draft for draft in drafts if draft.right.origin == origin], limit)
        untouched.append(await _row(origin, chosen, decider, FALSE_ALARMS_AT_MOST))
    every = tuple(trial for row in untouched for trial in row.trials)
    untouched.append(_summed("all", every, FALSE_ALARMS_AT_MOST))
    return Table(tuple(planted), tuple(untouched), await _false_claims(found, decider, limit), swap_test(cases))


@dataclass(frozen=True, slots=True)
class _Draft:
    text: str
    evidence: tuple[Span, ...]
    change: str
    right: Right
    paired: bool = True


def _planted(name: str, rights: dict[str, tuple[Right, ...]], seed: int) -> Iterator[_Draft]:
    for case_id, pool in rights.items():
        for right in pool:
            planted = PLANTS[name](right, pool, random.Random(f"{seed} {name} {case_id} {right.text}"))
            if planted is not None:
                yield _Draft(planted.text, planted.evidence, planted.change, right)


def _thinned(drafts: Sequence[_Draft], limit: int | None) -> list[_Draft]:
    """At most so many, evenly spread."""
    if limit is None or len(drafts) <= limit:
        return list(drafts)
    return [drafts[at * len(drafts) // limit] for at in range(limit)]


async def _row(name: str, drafts: Iterable[_Draft], decider: Decider | None, bar: float | None) -> Row:
    return _summed(name, [await _trial(draft, decider) for draft in drafts], bar)


def _summed(name: str, trials: Sequence[Trial], bar: float | None) -> Row:
    groups = [trial.group for trial in trials]
    caught = [float(trial.outcome in ("rejected", "corrected")) for trial in trials]
    unsupported = [float(trial.outcome != "supported") for trial in trials]
    clean = [value if trial.clean else None for value, trial in zip(caught, trials, strict=True)]
    return Row(
        name, estimate(caught, groups), estimate(clean, groups), estimate(unsupported, groups), bar, tuple(trials)
    )


async def _trial(draft: _Draft, decider: Decider | None) -> Trial:
    source = draft.right.source
    readings = {source.document.id: source.reading}
    found = ground_claim(DraftClaim(draft.text, draft.evidence), readings)
    if isinstance(found, Claim) and found.support != "supported" and decider is not None:
        found = combine(found, await decider(found, readings))
    outcome, reasons = _outcome(found, draft)
    case, right = source.case, draft.right
    clean = _is_shown(right) if draft.paired else None
    return Trial(draft.text, draft.change, right.origin, case.id, case.group, outcome, reasons, clean)


@lru_cache(maxsize=1 << 12)
def _is_shown(right: Right) -> bool:
    """Whether a right statement is shown as it is."""
    readings = {right.source.document.id: right.source.reading}
    return not isinstance(ground_claim(DraftClaim(right.text, right.evidence), readings), Rejected)


def _outcome(found: Claim | Rejected, draft: _Draft) -> tuple[Outcome, tuple[str, ...]]:
    if isinstance(found, Rejected):
        return "rejected", (found.reason,)
    moved = draft.text == draft.right.text and draft.evidence != draft.right.evidence
    places = [citation.span for citation in found.citations if citation.span is not None]
    if moved and places and all(any(span.overlaps(own) for own in draft.right.evidence) for span in places):
        return "corrected", found.reasons
    return ("supported" if found.support == "supported" else "unchecked"), found.reasons


async def _false_claims(found: Sequence[Source], decider: Decider | None, limit: int | None) -> tuple[Row, ...]:
    """The false claims of the labels, which people wrote: by class, and all of them."""
    drafts: dict[str, list[_Draft]] = defaultdict(list)
    for source in found:
        for claim in source.case.false_claims:
            right = Right(claim.truth, claim.evidence, source, "key fact")
            drafts[claim.error].append(_Draft(claim.text, claim.evidence, f"truth: {claim.truth}", right, False))
    rows = [await _row(error, _thinned(drafts[error], limit), decider, None) for error in sorted(drafts)]
    return (*rows, _summed("all", [trial for row in rows for trial in row.trials], None))


# --- real quotes given to other real speakers ------------------------------------------------------------------

SWAP_BARS = {"direct": 0.95, "mixed": 0.85}
TRUE_DRAFTS_REJECTED_AT_MOST = 0.02


def swap_test(cases: Sequence[Case]) -> tuple[Row, ...]:
    """Every direct and mixed statement of the labels, given to each other real speaker of its document.

    Returns:
        For each kind a row of swapped drafts, of which only those count as caught that are rejected because of who
        speaks (``… for any reason`` counts all rejected), and one of the true drafts, where caught is a false alarm.
    """
    swapped: dict[str, list[Trial]] = defaultdict(list)
    true: dict[str, list[Trial]] = defaultdict(list)
    for source in sources(cases):
        for right in right_statements(source):
            if right.origin != "reported" or right.speech is None or right.speech.kind not in SWAP_BARS:
                continue
            kind: str = right.speech.kind
            true[kind].append(_swap_trial(right, right.text, ""))
            own = name_of(right.speaker, source.document)
            for other in other_speakers(right):
                if other not in right.text:
                    swapped[kind].append(_swap_trial(right, other + right.text[len(own) :], f"“{own}” → “{other}”"))
    rows = []
    for kind, bar in SWAP_BARS.items():
        rows.append(_summed(f"{kind}, swapped", [_only_for_speaker(trial) for trial in swapped[kind]], bar))
        rows.append(_summed(f"{kind}, swapped, for any reason", swapped[kind], None))
        rows.append(_summed(f"{kind}, true", true[kind], TRUE_DRAFTS_REJECTED_AT_MOST))
    return tuple(rows)


_FOR_SPEAKER = "speaker: "


def _swap_trial(right: Right, text: str, change: str) -> Trial:
    """A draft put to the checks; its reasons are marked where the check of speakers is among what rejects it."""
    readings = {right.source.document.id: right.source.reading}
    found = ground_claim(DraftClaim(text, right.evidence), readings)
    outcome: Outcome = "rejected" if isinstance(found, Rejected) else "unchecked"
    reasons: tuple[str, ...] = (found.reason,) if isinstance(found, Rejected) else found.reasons
    if isinstance(found, Rejected):
        findings = check(text, right.evidence, readings).findings
        reasons += tuple(_FOR_SPEAKER + f.reason for f in findings if f.veto and f.check == "speaker")
    elif found.support == "supported":
        outcome = "supported"
    case = right.source.case
    return Trial(text, change, right.origin, case.id, case.group, outcome, reasons, _is_shown(right))


def _only_for_speaker(trial: Trial) -> Trial:
    """The trial with "rejected" only where the speaker is a reason for it."""
    if trial.outcome != "rejected" or any(reason.startswith(_FOR_SPEAKER) for reason in trial.reasons):
        return trial
    return replace(trial, outcome="unchecked")


# --- showing it ------------------------------------------------------------------------------------------------


def table_text(table: Table) -> str:
    """The table for a terminal: shares in percent with 95 % intervals over cases, and whether each bar is met.

    The column "else shown" is the share caught of the statements that are shown when they are right.
    """
    parts = (
        ("Errors planted by machine", "caught", table.planted, True),
        ("Right statements", "rejected", table.untouched, False),
        ("False claims written by people", "caught", table.false_claims, True),
        ("Real quotes given to other speakers", "rejected", table.swaps, None),
    )
    return "\n\n".join("\n".join(_lines(*part)) for part in parts) + "\n"


def _lines(title: str, verb: str, rows: Sequence[Row], good: bool | None) -> Iterator[str]:
    yield f"{title:<38}{'n':>5}  {verb + ' %':>10} {'[95 %]':>14}  {'else shown':>10}  {'not supported':>13}  bar"
    for row in rows:
        upward = good if good is not None else not row.name.endswith("true")
        caught = row.caught
        if caught.value is None:
            yield f"  {row.name:<36}{0:>5}"
            continue
        interval = f"[{_percent(caught.low)}, {_percent(caught.high)}]"
        clean = _percent(row.clean.value) if upward and row.clean.n else ""
        yield (
            f"  {row.name:<36}{caught.n:>5}  {_percent(caught.value):>10} {interval:>14}  {clean:>10}  "
            f"{_percent(row.not_supported.value):>13}  {_bar(row, upward)}".rstrip()
        )


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f}"


def _bar(row: Row, upward: bool) -> str:
    if row.bar is None or row.caught.value is None:
        return ""
    met = row.caught.value >= row.bar if upward else row.caught.value <= row.bar
    return f"{'≥' if upward else '≤'} {100 * row.bar:.0f} {'met' if met else 'NOT MET'}"
