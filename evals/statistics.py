"""How sure a figure is: clustered bootstrap, paired tests, calibration. Pure, seeded, standard library only.

Samples about one document are no independent news of how good the product is, so whole groups are drawn, never
single samples (Efron & Tibshirani 1993, ch. 8; Cameron, Gelbach & Miller 2008 for clusters). None is "unscored": it
is counted and left out, never taken for 0.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeVar

DRAWS = 2000
SEED = 7
LEVEL = 0.95
SIGNIFICANT = 0.05
EXACT_GROUPS = 12
"""Up to so many groups all sign flips are tried (4,096 of them); beyond that ``DRAWS`` random ones."""

Values = Sequence[float | None]
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure over samples with its interval.

    ``value`` is None where nothing was scored; ``low`` and ``high`` are None where fewer than two groups were, for
    then nothing can be said of how it varies. ``n`` counts the scored samples, ``unscored`` the others.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    unscored: int
    groups: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What a second run has more than a first one, over the samples that both scored.

    ``p`` is the chance of so large a difference, either way, where the runs are alike; ``test`` says by which test:
    "mcnemar", "permutation", or "none" where nothing differs or no pair was scored.
    """

    value: float | None
    low: float | None
    high: float | None
    p: float | None
    test: str
    n: int
    unpaired: int

    @property
    def claimed(self) -> bool:
        """Whether a difference can be claimed: the test is below 5 % and the interval leaves out 0."""
        if self.p is None or self.low is None or self.high is None:
            return False
        return self.p < SIGNIFICANT and not self.low <= 0 <= self.high


def mean(values: Values) -> float | None:
    """The mean of what was scored, None where nothing was."""
    scored = [value for value in values if value is not None]
    return math.fsum(scored) / len(scored) if scored else None


def estimate(values: Values, groups: Sequence[Hashable], *, draws: int = DRAWS, seed: int = SEED) -> Estimate:
    """The mean over samples with a percentile interval over groups drawn with replacement.

    Args:
        values: one a sample.
        groups: what each sample belongs to, in the same order.
        draws: how often the groups are drawn.
        seed: of the draws; the same seed gives the same interval.
    """
    sums = _sums(values, groups)
    n = sum(count for _, count in sums.values())
    value = math.fsum(total for total, _ in sums.values()) / n if n else None
    low, high = _interval(list(sums.values()), draws, seed)
    return Estimate(value, low, high, n, len(values) - n, len(sums))


def estimate_of(
    rows: Sequence[Row],
    groups: Sequence[Hashable],
    statistic: Callable[[Sequence[Row]], float | None],
    *,
    draws: int = 500,
    seed: int = SEED,
) -> Estimate:
    """As ``estimate``, for a figure that is no mean (an F1 over counts, an error of calibration).

    Args:
        rows: one a sample.
        groups: what each belongs to.
        statistic: the figure of some rows; None where they cannot give it, and such draws are left out.
        draws: how often the groups are drawn.
        seed: of the draws.
    """
    members: dict[Hashable, list[Row]] = {}
    for row, group in zip(rows, groups, strict=True):
        members.setdefault(group, []).append(row)
    clusters = list(members.values())
    chance = random.Random(seed)
    found = []
    if len(clusters) > 1:
        for _ in range(draws):
            drawn = [row for cluster in chance.choices(clusters, k=len(clusters)) for row in cluster]
            value = statistic(drawn)
            if value is not None:
                found.append(value)
    low, high = _percentiles(found)
    return Estimate(statistic(rows), low, high, len(rows), 0, len(clusters))


def _sums(values: Values, groups: Sequence[Hashable]) -> dict[Hashable, tuple[float, int]]:
    """Sum and count of what was scored in each group that has any."""
    sums: dict[Hashable, tuple[float, int]] = {}
    for value, group in zip(values, groups, strict=True):
        if value is not None:
            total, count = sums.get(group, (0.0, 0))
            sums[group] = (total + value, count + 1)
    return sums


def _interval(clusters: Sequence[tuple[float, int]], draws: int, seed: int) -> tuple[float | None, float | None]:
    if len(clusters) < 2:
        return None, None
    chance = random.Random(seed)
    found = []
    for _ in range(draws):
        drawn = chance.choices(clusters, k=len(clusters))
        found.append(sum(total for total, _ in drawn) / sum(count for _, count in drawn))
    return _percentiles(found)


def _percentiles(values: Sequence[float]) -> tuple[float | None, float | None]:
    """The values that cut off half of what ``LEVEL`` leaves at each end."""
    if not values:
        return None, None
    ranked = sorted(values)
    cut = (1 - LEVEL) / 2
    last = len(ranked) - 1
    return ranked[math.floor(cut * last)], ranked[math.ceil((1 - cut) * last)]


# --- two runs -------------------------------------------------------------------------------------------------


def difference(
    first: Values, second: Values, groups: Sequence[Hashable], *, draws: int = DRAWS, seed: int = SEED
) -> Difference:
    """The mean of second less first over the samples that both scored, with interval and test.

    Right-or-wrong figures of samples that are each a group of their own are tested by McNemar's exact test, all
    others by flipping the signs of whole groups.

    Args:
        first: one value a sample, of the earlier run.
        second: of the later run, of the same samples in the same order.
        groups: what each sample belongs to.
        draws: of the bootstrap and, with many groups, of the permutation test.
        seed: of the draws.
    """
    pairs = [(a, b, g) for a, b, g in zip(first, second, groups, strict=True) if a is not None and b is not None]
    gaps = [b - a for a, b, _ in pairs]
    kept = [g for _, _, g in pairs]
    whole = estimate(gaps, kept, draws=draws, seed=seed)
    unpaired = len(groups) - len(pairs)
    if not any(gaps):
        return Difference(whole.value, whole.low, whole.high, 1.0 if pairs else None, "none", len(pairs), unpaired)
    binary = all(value in (0, 1) for a, b, _ in pairs for value in (a, b))
    if binary and len(set(kept)) == len(kept):
        p: float | None = mcnemar(gaps.count(1), gaps.count(-1))
        return Difference(whole.value, whole.low, whole.high, p, "mcnemar", len(pairs), unpaired)
    p = permutation(gaps, kept, draws=draws, seed=seed)
    return Difference(whole.value, whole.low, whole.high, p, "permutation", len(pairs), unpaired)


def mcnemar(gained: int, lost: int) -> float:
    """McNemar's exact test, two-sided (McNemar 1947; the binomial form).

    Args:
        gained: samples wrong in the first run and right in the second.
        lost: right in the first and wrong in the second.
    """
    n = gained + lost
    tail: float = sum(math.comb(n, k) for k in range(min(gained, lost) + 1)) / 2.0**n
    return min(1.0, 2 * tail)


def permutation(
    gaps: Sequence[float], groups: Sequence[Hashable], *, draws: int = DRAWS, seed: int = SEED
) -> float | None:
    """The share of sign flips of whole groups whose sum is as far from 0 as the one seen; None without groups.

    Where the flips are drawn and not all tried, the one seen counts among them, so that p is never 0.
    """
    totals = [total for total, _ in _sums(gaps, groups).values()]
    if not totals:
        return None
    seen = abs(math.fsum(totals)) - 1e-12
    if len(totals) <= EXACT_GROUPS:
        flips = product((1, -1), repeat=len(totals))
        sums = [abs(math.fsum(s * t for s, t in zip(signs, totals, strict=True))) for signs in flips]
        return sum(total >= seen for total in sums) / len(sums)
    chance = random.Random(seed)
    hits = 0
    for _ in range(draws):
        hits += abs(math.fsum(t if chance.random() < 0.5 else -t for t in totals)) >= seen
    return (hits + 1) / (draws + 1)


# --- probabilities --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bin:
    """Statements whose probability lies in ``[low, high)`` (the last bin holds 1): their mean probability, the share
    that was right, and how many there were."""

    low: float
    high: float
    probability: float
    right: float
    n: int


def reliability(probabilities: Sequence[float], right: Sequence[bool], bins: int = 10) -> tuple[Bin, ...]:
    """The reliability curve: bins of equal width that hold anything, in order.

    Args:
        probabilities: each from 0 to 1.
        right: whether what it was given to was right, in the same order.
        bins: how many the range is cut into.
    """
    held: dict[int, list[tuple[float, bool]]] = {}
    for probability, correct in zip(probabilities, right, strict=True):
        held.setdefault(min(bins - 1, int(probability * bins)), []).append((probability, correct))
    return tuple(
        Bin(
            low=at / bins,
            high=(at + 1) / bins,
            probability=math.fsum(p for p, _ in pairs) / len(pairs),
            right=sum(correct for _, correct in pairs) / len(pairs),
            n=len(pairs),
        )
        for at, pairs in sorted(held.items())
    )


def calibration_error(probabilities: Sequence[float], right: Sequence[bool], bins: int = 10) -> float | None:
    """Expected calibration error (Naeini et al. 2015): the bins' gaps between probability and share right, weighted
    by how many they hold. None without any."""
    if not probabilities:
        return None
    curve = reliability(probabilities, right, bins)
    return math.fsum(abs(b.probability - b.right) * b.n for b in curve) / len(probabilities)


def roc_auc(scores: Sequence[float], right: Sequence[bool]) -> float | None:
    """The chance that a right one has the higher score than a wrong one, ties counting half; None without both."""
    positive = [score for score, correct in zip(scores, right, strict=True) if correct]
    negative = [score for score, correct in zip(scores, right, strict=True) if not correct]
    if not positive or not negative:
        return None
    ranks = _ranks([*positive, *negative])
    wins = math.fsum(ranks[: len(positive)]) - len(positive) * (len(positive) + 1) / 2
    return wins / (len(positive) * len(negative))


def _ranks(values: Sequence[float]) -> list[float]:
    """Ranks from 1, those of equal values being their mean."""
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0.0] * len(values)
    at = 0
    while at < len(order):
        end = at
        while end < len(order) and values[order[end]] == values[order[at]]:
            end += 1
        for place in order[at:end]:
            ranks[place] = (at + 1 + end) / 2
        at = end
    return ranks


def agreement(first: Sequence[str], second: Sequence[str]) -> Mapping[str, float | None]:
    """How far two judges agree on the same items: ``share`` of equal labels, and Cohen's ``kappa`` (1960), which
    takes off what chance would give. Both None without items; kappa None where chance alone gives all."""
    n = len(first)
    if not n:
        return {"share": None, "kappa": None}
    share = sum(a == b for a, b in zip(first, second, strict=True)) / n
    expected = sum(first.count(label) * second.count(label) for label in set(first) | set(second)) / n**2
    return {"share": share, "kappa": None if expected == 1 else (share - expected) / (1 - expected)}
