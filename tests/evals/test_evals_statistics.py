"""Intervals, tests and calibration against values worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.statistics import (
    agreement,
    calibration_error,
    difference,
    estimate,
    estimate_of,
    mcnemar,
    mean,
    permutation,
    reliability,
    roc_auc,
)


def test_what_is_unscored_is_counted_and_never_nought() -> None:
    found = estimate([1.0, None, 0.5, None], ["a", "a", "b", "c"])
    assert (found.value, found.n, found.unscored, found.groups) == (0.75, 2, 2, 2)
    nothing = estimate([None, None], ["a", "b"])
    assert (nothing.value, nothing.low, nothing.n, nothing.unscored) == (None, None, 0, 2)
    assert mean([None]) is None and mean([0.0, None, 1.0]) == 0.5


def test_one_group_has_no_interval_and_equal_groups_have_none_to_speak_of() -> None:
    alone = estimate([0.0, 1.0], ["a", "a"])
    assert (alone.value, alone.low, alone.high) == (0.5, None, None)
    same = estimate([0.5] * 6, list("abcdef"))
    assert (same.low, same.high) == (0.5, 0.5)


def test_whole_groups_are_drawn() -> None:
    """Two groups of a hundred like samples each are two pieces of news: any mean of 0, a half or 1 is likely."""
    values = [0.0] * 100 + [1.0] * 100
    clustered = estimate(values, [0] * 100 + [1] * 100)
    single = estimate(values, list(range(200)))
    assert (clustered.low, clustered.high) == (0.0, 1.0)
    assert single.low is not None and single.high is not None
    assert 0.40 < single.low < 0.46 and 0.54 < single.high < 0.60


@settings(max_examples=40)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 5)), min_size=1, max_size=40))
def test_the_interval_is_within_the_values_and_the_seed_fixes_it(pairs: list[tuple[float, int]]) -> None:
    values, groups = [value for value, _ in pairs], [group for _, group in pairs]
    found = estimate(values, groups, draws=200)
    assert found == estimate(values, groups, draws=200)
    if found.low is not None and found.high is not None:
        assert min(values) - 1e-9 <= found.low <= found.high <= max(values) + 1e-9


def test_a_figure_that_is_no_mean_is_drawn_by_rows() -> None:
    rows = [(1, 2), (2, 2), (0, 2)]
    found = estimate_of(rows, ["a", "b", "c"], lambda part: sum(a for a, _ in part) / sum(b for _, b in part))
    assert found.value == 0.5 and found.low is not None and found.high is not None
    assert 0.0 <= found.low <= 0.5 <= found.high <= 1.0


def test_mcnemar_is_the_binomial_test_of_the_pairs_that_flipped() -> None:
    # 8 gained, 1 lost: 2 · (C(9,0) + C(9,1)) / 2**9.
    assert mcnemar(8, 1) == pytest.approx(2 * 10 / 512)
    assert mcnemar(1, 8) == mcnemar(8, 1)
    assert mcnemar(3, 3) == 1.0


def test_the_permutation_test_flips_whole_groups() -> None:
    # All four groups gain: of 16 ways to flip the signs only all plus and all minus reach the sum.
    assert permutation([0.5, 0.5, 0.5, 0.5], list("abcd")) == 2 / 16
    # The same four gains within one group are one sign: as far either way.
    assert permutation([0.5, 0.5, 0.5, 0.5], list("aaaa")) == 1.0
    assert permutation([], []) is None
    many = permutation([0.3] * 40, list(range(40)))
    assert many is not None and 0 < many < 0.001


def test_a_difference_is_claimed_only_where_test_and_interval_agree() -> None:
    groups = list(range(20))
    better = difference([0.0] * 20, [1.0] * 15 + [0.0] * 5, groups)
    assert better.value == 0.75 and better.test == "mcnemar" and better.claimed
    assert better.p == pytest.approx(2 / 2**15)
    same = difference([0.2, 0.7, None], [0.2, 0.7, 0.1], [1, 2, 3])
    assert (same.value, same.p, same.test, same.n, same.unpaired, same.claimed) == (0.0, 1.0, "none", 2, 1, False)
    noise = difference([0.5, 0.4, 0.6, 0.5] * 5, [0.4, 0.5, 0.5, 0.6] * 5, groups)
    assert noise.test == "permutation" and not noise.claimed
    clustered = difference([0.0] * 20, [1.0] * 20, [0] * 10 + [1] * 10)
    assert clustered.test == "permutation" and clustered.p == 0.5 and not clustered.claimed
    nothing = difference([None], [1.0], ["a"])
    assert (nothing.value, nothing.p, nothing.claimed) == (None, None, False)


def test_reliability_and_calibration_error() -> None:
    probabilities = [0.95, 0.91, 0.15, 1.0]
    right = [True, False, False, True]
    low, high = reliability(probabilities, right)
    assert (low.low, low.high, low.n, low.right) == (0.1, 0.2, 1, 0.0)
    assert high.n == 3 and high.right == 2 / 3 and high.probability == pytest.approx(2.86 / 3)
    # (1 · |0.15 - 0| + 3 · |2.86/3 - 2/3|) / 4
    assert calibration_error(probabilities, right) == pytest.approx((0.15 + 0.86) / 4)
    assert calibration_error([], []) is None


def test_roc_auc_counts_pairs_with_ties_as_half() -> None:
    # Right 0.9 and 0.5 against wrong 0.5 and 0.1: won, won, tied, won.
    assert roc_auc([0.9, 0.5, 0.5, 0.1], [True, True, False, False]) == 3.5 / 4
    assert roc_auc([0.9], [True]) is None


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from([0.1, 0.2, 0.3, 0.4]), st.booleans()), max_size=25))
def test_roc_auc_is_what_counting_every_pair_gives(pairs: list[tuple[float, bool]]) -> None:
    right = [score for score, good in pairs if good]
    wrong = [score for score, good in pairs if not good]
    wins = sum((a > b) + (a == b) / 2 for a in right for b in wrong)
    expected = wins / (len(right) * len(wrong)) if right and wrong else None
    assert roc_auc([s for s, _ in pairs], [g for _, g in pairs]) == (
        expected if expected is None else pytest.approx(expected)
    )


def test_kappa_takes_off_what_chance_gives() -> None:
    # 3 of 4 agree; people say right 2 of 4, the judge 3 of 4: chance gives ½·¾ + ½·¼ = ½.
    found = agreement(["r", "r", "w", "w"], ["r", "r", "r", "w"])
    assert found == {"share": 0.75, "kappa": 0.5}
    assert agreement(["r"], ["r"]) == {"share": 1.0, "kappa": None}
    assert agreement([], []) == {"share": None, "kappa": None}
