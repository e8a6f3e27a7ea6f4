"""Two runs, paired by sample: what changed, by how much, and whether it may be claimed.

A difference of means is tested by McNemar's exact test or by flipping the signs of whole groups (``evals.statistics``);
a difference of figures that are no means (an F1 over counts) by swapping whole groups between the runs. A difference is
claimed where its interval leaves out 0 and its test is below 5 % after Holm's correction (Holm 1979) over the figures
of its task, for of thirty figures looked at one or two are below 5 % by chance. Figures that are the same in every
sample cannot differ and are no test (Tarone 1990). What is below 5 % before the correction only is called a hint.
"""

from __future__ import annotations

import difflib
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.errors import UsageError
from evals.runs import EvalRun, Row, figure_names
from evals.samples import Figure, Figures
from evals.scoring import figure
from evals.solving import said
from evals.standing import standing
from evals.statistics import SEED, SIGNIFICANT, Difference, difference, estimate_of
from evals.tables import PART, grid, heading, overall_figures, own_figures, value

DRAWS = 500
FLIP = 0.5
"""A share that goes by so much or more has flipped the sample."""

COST = "cost/"
NOT_SHOWN = frozenset({"style/reading_level"})
"""Figures that are told apart but by which no sample is listed as flipped."""

Word = tuple[Literal["same", "gone", "new"], str]


@dataclass(frozen=True, slots=True)
class Change:
    """A figure in two runs, over the samples that both scored. ``claimed`` says whether the difference may be claimed;
    ``better`` is None where not."""

    suite: str
    name: str
    about: Figure
    first: float | None
    second: float | None
    difference: Difference
    claimed: bool = False

    @property
    def better(self) -> bool | None:
        return (self.gap > 0) == self.about.higher_is_better if self.claimed else None

    @property
    def gap(self) -> float:
        return self.difference.value or 0.0

    @property
    def hint(self) -> bool:
        """Below 5 % by itself, and not after correction for the number of tests."""
        return self.difference.claimed and not self.claimed

    @property
    def is_cost(self) -> bool:
        return self.name.startswith(COST)


@dataclass(frozen=True, slots=True)
class Flip:
    """A sample that came out otherwise: by which figures, and what was shown in both runs. ``worse`` goes by the
    task's headline figures, and where these did not move by all that did."""

    id: str
    suite: str
    question: str
    figures: tuple[tuple[str, float, float], ...]
    worse: bool
    first: str
    second: str
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that ``onrecord eval compare`` says. ``unpaired`` samples stand in one of the runs alone."""

    first: EvalRun
    second: EvalRun
    changes: tuple[Change, ...]
    flips: tuple[Flip, ...]
    unpaired: int


def compare(first: EvalRun, second: EvalRun) -> Comparison:
    """Compare a later run with an earlier one.

    Raises:
        UsageError: they have no sample in common.
    """
    before = {(row.suite, row.id): row for row in first.rows}
    after = {(row.suite, row.id): row for row in second.rows}
    pairs = [(before[key], after[key]) for key in before if key in after and _alike(before[key], after[key])]
    if not pairs:
        raise UsageError("The two runs have no sample in common; run both on the same tasks and cases.")
    changes: list[Change] = []
    for suite in dict.fromkeys(row.suite for row, _ in pairs):
        changes += holm(_changes(suite, [pair for pair in pairs if pair[0].suite == suite]))
    flips = [flip for one, other in pairs if (flip := _flip(one, other)) is not None]
    flips.sort(key=lambda flip: (not flip.worse, flip.suite, flip.id))
    unpaired = len(before) + len(after) - 2 * len(pairs)
    return Comparison(first, second, tuple(changes), tuple(flips), unpaired)


def _alike(one: Row, other: Row) -> bool:
    """Whether two rows are one sample: the same question on the same text with the same labels."""
    keys = ("question", "words", "targets", "form", "gold")
    ids = [[document["id"] for document in row.asked["documents"]] for row in (one, other)]
    return ids[0] == ids[1] and all(one.asked.get(key) == other.asked.get(key) for key in keys)


def _changes(suite: str, pairs: Sequence[tuple[Row, Row]]) -> list[Change]:
    groups = [row.group for row, _ in pairs]
    names = figure_names([row for pair in pairs for row in pair])
    found = []
    for name in names:
        if figure(name).unit == PART:
            continue
        one, other = ([row.figures.get(name) for row in run] for run in zip(*pairs, strict=True))
        both = [(a, b) for a, b in zip(one, other, strict=True) if a is not None and b is not None]
        means = [sum(side) / len(both) for side in zip(*both, strict=True)] if both else [None, None]
        found.append(Change(suite, name, figure(name), means[0], means[1], difference(one, other, groups)))
    for name, overall in overall_figures(names).items():
        rows = [(own_figures(a, name), own_figures(b, name)) for a, b in pairs]
        found.append(_overall(suite, name, overall.of, rows, groups))
    return sorted((change for change in found if change.difference.n), key=lambda change: change.name)


def _overall(
    suite: str,
    name: str,
    of: Callable[[Sequence[Figures]], float | None],
    rows: Sequence[tuple[Figures, Figures]],
    groups: Sequence[str],
) -> Change:
    def gap(some: Sequence[tuple[Figures, Figures]]) -> float | None:
        one, other = of([a for a, _ in some]), of([b for _, b in some])
        return None if one is None or other is None else other - one

    first, second = of([a for a, _ in rows]), of([b for _, b in rows])
    nothing = Difference(None, None, None, None, "none", 0, len(rows))
    if first is None or second is None:
        return Change(suite, name, figure(name), first, second, nothing)
    if all(a == b for a, b in rows):
        return Change(suite, name, figure(name), first, second, Difference(0.0, 0.0, 0.0, 1.0, "none", len(rows), 0))
    seen = estimate_of(rows, groups, gap, draws=DRAWS)
    p = _swap_test(rows, groups, gap, abs(second - first))
    whole = Difference(second - first, seen.low, seen.high, p, "permutation", len(rows), 0)
    return Change(suite, name, figure(name), first, second, whole)


def _swap_test(
    rows: Sequence[tuple[Figures, Figures]],
    groups: Sequence[str],
    gap: Callable[[Sequence[tuple[Figures, Figures]]], float | None],
    seen: float,
) -> float:
    """The share of random swaps of whole groups between the runs that give so large a gap; the one seen counts."""
    chance = random.Random(SEED)
    hits = 0
    for _ in range(DRAWS):
        swapped = {group for group in dict.fromkeys(groups) if chance.random() < 0.5}
        drawn = [(b, a) if group in swapped else (a, b) for (a, b), group in zip(rows, groups, strict=True)]
        found = gap(drawn)
        hits += found is not None and abs(found) >= seen - 1e-12
    return (hits + 1) / (DRAWS + 1)


def holm(changes: Sequence[Change]) -> tuple[Change, ...]:
    """The changes of one task with those marked that Holm's step-down procedure claims. What an answer costs is no
    hypothesis about the answers: it is neither counted nor corrected."""
    tested = [change for change in changes if change.difference.test != "none" and not change.is_cost]
    kept = {id(change) for change in changes if change.is_cost}
    ranked = sorted(tested, key=lambda change: change.difference.p or 0.0)
    for rank, change in enumerate(ranked):
        if (change.difference.p or 0.0) > SIGNIFICANT / (len(ranked) - rank):
            break
        kept.add(id(change))
    return tuple(replace(c, claimed=c.difference.claimed and id(c) in kept) for c in changes)


# --- samples that flipped -------------------------------------------------------------------------------------


def _flip(one: Row, other: Row) -> Flip | None:
    gone: list[tuple[str, float, float]] = []
    weight = 0.0
    for name, before in one.figures.items():
        now, about = other.figures.get(name), figure(name)
        if before is None or now is None or about.unit != "share" or name in NOT_SHOWN:
            continue
        if abs(now - before) >= FLIP:
            gone.append((name, before, now))
            weight += (now - before) * (1 if about.higher_is_better else -1)
    if not gone and one.error == other.error:
        return None
    first, second = said(one.output), said(other.output)
    asked = one.asked["question"] or one.id
    was, now_is = standing(one), standing(other)
    headline = 0.0 if was is None or now_is is None else now_is - was
    worse = (headline or weight) < 0
    return Flip(one.id, one.suite, asked, tuple(gone), worse, first, second, word_diff(first, second))


def word_diff(first: str, second: str) -> tuple[Word, ...]:
    """Two texts as one, word by word: what both have, what only the first has, what only the second has. Words keep
    the white space behind them, so that joining "same" and "gone" gives the first text again."""
    one, other = (re.findall(r"\S+\s*|\s+", text) for text in (first, second))
    found: list[Word] = []
    for what, a, b, c, d in difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(("same", "".join(one[a:b])))
            continue
        found += [("gone", "".join(one[a:b]))] if b > a else []
        found += [("new", "".join(other[c:d]))] if d > c else []
    return tuple(found)


# --- as text --------------------------------------------------------------------------------------------------


def comparison_text(found: Comparison, *, most_flips: int = 20) -> str:
    """The comparison for a terminal: the verdict, the table, cost, and the flipped samples with their words."""
    out = [f"A  {heading(found.first)}", f"B  {heading(found.second)}", *_prompts(found), "", verdict(found), ""]
    quality = [change for change in found.changes if not change.is_cost]
    moved = [change for change in quality if change.gap]
    out += [grid(_table(moved)), ""] if moved else []
    if len(moved) < len(quality):
        out += [f"{len(quality) - len(moved)} figures are the same in both runs.", ""]
    spent = [change for change in found.changes if change.is_cost and change.gap]
    out += ["Cost and time:", grid(_table(spent)), ""] if spent else []
    if found.unpaired:
        out += [f"{found.unpaired} samples stand in one of the runs alone and are left out.", ""]
    worse = sum(flip.worse for flip in found.flips)
    out.append(f"{len(found.flips)} samples flipped, {worse} of them for the worse.")
    for flip in found.flips[:most_flips]:
        out += ["", *_flip_lines(flip)]
    if len(found.flips) > most_flips:
        out += ["", f"... and {len(found.flips) - most_flips} more; --flips N shows more."]
    return "\n".join(out) + "\n"


def verdict(found: Comparison) -> str:
    """What may be claimed, in plain words."""
    quality = [change for change in found.changes if not change.is_cost]
    parts = []
    for word, wanted in (("worse", False), ("better", True)):
        some = [_told(change) for change in quality if change.better is wanted]
        parts += [f"B is {word} by {', '.join(some)}."] if some else []
    hints = [_told(change) for change in quality if change.hint]
    if not parts:
        parts = ["No difference can be claimed."]
    if hints:
        parts.append(f"Hints that do not outlast the correction for many tests: {', '.join(hints)}.")
    return " ".join(parts)


def _told(change: Change) -> str:
    p = change.difference.p or 0.0
    return f"{change.suite} {change.name} {_signed(change)} (p {'< 0.001' if p < 0.001 else f'= {p:.3f}'})"


def _signed(change: Change) -> str:
    gap = change.gap
    if change.about.unit == "share":
        return f"{100 * gap:+.1f} points"
    return f"{'+' if gap > 0 else '-'}{value(abs(gap), change.about.unit)}"


def _prompts(found: Comparison) -> list[str]:
    one, other = found.first.about.prompts, found.second.about.prompts
    lines = [
        f"prompt {n}: {one.get(n, '-')} -> {other.get(n, '-')}" for n in {**one, **other} if one.get(n) != other.get(n)
    ]
    if found.first.about.code != found.second.about.code:
        lines.append("The program's code differs between the runs.")
    return lines


def _table(changes: Sequence[Change]) -> list[Sequence[str]]:
    rows: list[Sequence[str]] = [("task figure", "A", "B", "B - A", "95 % interval", "p", "test", "n", "claimed")]
    for change in changes:
        d, unit = change.difference, change.about.unit
        ends = "-" if d.low is None or d.high is None else f"{_plain(d.low, unit)} to {_plain(d.high, unit)}"
        claim = "hint" if change.hint else {None: "no", True: "better", False: "worse"}[change.better]
        rows.append(
            (
                f"{change.suite} {change.name}",
                value(change.first, unit),
                value(change.second, unit),
                _plain(change.gap, unit),
                ends,
                "-" if d.p is None else f"{d.p:.3f}",
                d.test,
                str(d.n),
                claim,
            )
        )
    return rows


def _plain(gap: float, unit: str) -> str:
    return f"{100 * gap:+.1f}" if unit == "share" else f"{gap:+.3g}"


def _flip_lines(flip: Flip) -> list[str]:
    moved = ", ".join(f"{name} {before:.2f} -> {after:.2f}" for name, before, after in flip.figures) or "failed or not"
    marked = "".join(
        {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}[kind].format(text) for kind, text in flip.words
    )
    body = [f"  | {line}" for line in marked.replace("-]", "-] ").splitlines()]
    return [f"{'worse ' if flip.worse else 'better'} {flip.id}: {flip.question}", f"  {moved}", *body]
