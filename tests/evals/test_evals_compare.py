"""compare: differences are claimed where they are there, and nowhere else."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UsageError
from evals.compare import compare, comparison_text, holm, verdict, word_diff
from evals.runs import EvalRun, Row
from tests.evals.eval_rows import row, run_of

FIGURES = ("answers/right", "grounding/located", "support/supported")


def _run(seed: int, right: float, groups: int = 20, each: int = 5, **about: object) -> EvalRun:
    chance = random.Random(seed)
    rows = []
    for group in range(groups):
        for n in range(each):
            figures: dict[str, float | None] = {name: float(chance.random() < 0.8) for name in FIGURES}
            figures["answers/right"] = float(chance.random() < right)
            said = "It cost 3 million crowns." if figures["answers/right"] else "It cost nothing."
            rows.append(row(f"g{group}/{n}", figures, said))
    return run_of(rows, **about)


def test_two_runs_of_the_same_thing_claim_nothing() -> None:
    found = compare(_run(1, 0.8), _run(1, 0.8))
    assert verdict(found) == "No difference can be claimed."
    assert found.flips == () and all(change.better is None for change in found.changes)
    assert "0 samples flipped" in comparison_text(found)


def test_runs_that_differ_by_chance_alone_are_seldom_told_apart() -> None:
    claims = [any(c.claimed for c in compare(_run(s, 0.8), _run(s + 1000, 0.8)).changes) for s in range(40)]
    assert sum(claims) <= 5


def test_a_loss_is_found_and_its_samples_are_named() -> None:
    found = compare(_run(1, 0.9, prompts={"answer": "answer@aaa"}), _run(2, 0.4, prompts={"answer": "answer@bbb"}))
    [change] = [change for change in found.changes if change.name == "answers/right"]
    assert change.better is False and change.difference.p is not None and change.difference.p < 0.05
    assert verdict(found).startswith("B is worse by answer answers/right -")
    text = comparison_text(found, most_flips=3)
    assert "prompt answer: answer@aaa -> answer@bbb" in text
    first = next(flip for flip in found.flips if flip.worse and flip.first != flip.second)
    assert first.id in text and "answers/right 1.00 -> 0.00" in text
    assert "--flips N shows more" in text
    assert found.flips[0].worse


def test_less_is_better_for_some_figures() -> None:
    before = [row(f"g{n}/1", {"answers/refused_wrongly": 1.0}) for n in range(12)]
    after = [row(f"g{n}/1", {"answers/refused_wrongly": 0.0}) for n in range(12)]
    assert [change.better for change in compare(run_of(before), run_of(after)).changes] == [True]


def test_unscored_is_left_out_and_never_0() -> None:
    before = [row(f"g{n}/1", {"answers/f1": 1.0}) for n in range(12)]
    after = [row(f"g{n}/1", {"answers/f1": None if n < 10 else 1.0}) for n in range(12)]
    [change] = compare(run_of(before), run_of(after)).changes
    assert change.gap == 0 and change.difference.n == 2 and change.difference.unpaired == 10


def test_many_figures_are_corrected_for() -> None:
    hint = {"answers/right": 0.0}
    rows = [[row(f"g{n}/1", {**hint, **_noise(n, run)}) for n in range(8)] for run in (0, 1)]
    moved = [
        row(r.id, {**r.figures, "answers/right": float(n < 6)}) for n, r in enumerate(rows[1])
    ]  # six of eight: p = 0.03 by itself, and one of ten figures
    found = compare(run_of(rows[0]), run_of(moved))
    [change] = [change for change in found.changes if change.name == "answers/right"]
    assert change.difference.claimed and change.hint and change.better is None
    assert "No difference can be claimed. Hints" in verdict(found)
    alone = holm([change])
    assert alone[0].better is True


def _noise(n: int, run: int) -> dict[str, float]:
    chance = random.Random(n * 2 + run)
    names = ("holds_answer", "exact_match", "recall", "f1", "refusal_right", "denial_shown", "cited")
    return {f"answers/{name}": chance.random() for name in names}


def test_cost_is_told_apart_and_no_hypothesis() -> None:
    before = [row(f"g{n}/1", {"cost/seconds": 1.0, "answers/right": 1.0}) for n in range(12)]
    after = [row(f"g{n}/1", {"cost/seconds": 2.0, "answers/right": 1.0}) for n in range(12)]
    found = compare(run_of(before), run_of(after))
    assert verdict(found) == "No difference can be claimed."
    assert "cost/seconds" in comparison_text(found).partition("Cost and time:")[2]


def test_only_samples_that_are_the_same_are_paired() -> None:
    rows = [row("g1/1", {"answers/right": 1.0}), row("g2/1", {"answers/right": 1.0})]
    other: list[Row] = [rows[0], row("g2/1", {"answers/right": 0.0})]
    other[1].asked["gold"]["answers"] = ["another label"]  # type: ignore[index]
    found = compare(run_of(rows), run_of(other))
    assert found.unpaired == 2 and all(change.difference.n == 1 for change in found.changes)
    with pytest.raises(UsageError, match="no sample in common"):
        compare(run_of(rows[:1]), run_of(rows[1:]))


def test_a_failure_is_a_flip() -> None:
    before, after = [row("g1/1", {"answers/right": None})], [row("g1/1", {"answers/right": None}, error="It broke.")]
    [flip] = compare(run_of(before), run_of(after)).flips
    assert "(failed) It broke." in flip.second


@given(st.text(alphabet="ab \n", max_size=40), st.text(alphabet="ab \n", max_size=40))
def test_the_word_diff_holds_both_texts(first: str, second: str) -> None:
    words = word_diff(first, second)
    assert "".join(text for kind, text in words if kind != "new") == first
    assert "".join(text for kind, text in words if kind != "gone") == second


def test_the_word_diff_tells_words() -> None:
    assert word_diff("It cost 3 million.", "It cost 4 million.") == (
        ("same", "It cost "),
        ("gone", "3 "),
        ("new", "4 "),
        ("same", "million."),
    )
