"""bless and gate."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import SourceMissing, SourceUnreadable, UsageError
from evals.baselines import FOLDER, bless, judge, name_of, read_baseline, read_floors, verdict_text
from evals.runs import EvalRun
from evals.scoring import scorers
from evals.suite import TASKS
from tests.evals.eval_rows import row, run_of


def _run(right: float, **about: object) -> EvalRun:
    """Twenty groups of five, of which so large a share is right in each."""
    rows = [
        row(f"g{g}/{n}", {"answers/right": float(n < 5 * right), "answers/f1": None, "cost/seconds": 1.0})
        for g in range(20)
        for n in range(5)
    ]
    return run_of(rows, **about)


def test_a_baseline_is_read_as_it_was_blessed(tmp_path: Path) -> None:
    path = bless(_run(0.8, prompts={"answer": "answer@abc"}), tmp_path)
    assert path.name == "extractive.json" and path.stat().st_size < 20_000
    found = read_baseline("extractive", tmp_path)
    assert found is not None
    assert found.figures == {"answer": {"answers/right": {f"g{g}": (0.8, 5) for g in range(20)}}}
    assert (found.prompts, found.commit, found.model) == ({"answer": "answer@abc"}, "abc", None)
    assert read_baseline("another", tmp_path) is None


def test_the_same_run_passes_and_a_worse_one_does_not(tmp_path: Path) -> None:
    bless(_run(0.8), tmp_path)
    baseline = read_baseline("extractive", tmp_path)
    assert judge(_run(0.8), baseline, {}).open
    assert judge(_run(1.0), baseline, {}).open
    found = judge(_run(0.6), baseline, {})
    assert not found.open
    assert found.reasons == ("answer answers/right: -20.0 points against the baseline (p = 0.000).",)
    assert verdict_text(_run(0.6), baseline, found).endswith("The gate is closed: 1 reason.")


def test_one_sample_less_is_no_significant_loss(tmp_path: Path) -> None:
    bless(_run(0.8), tmp_path)
    one_less = _run(0.8)
    one_less.rows[0].figures["answers/right"] = 0.0
    assert judge(one_less, read_baseline("extractive", tmp_path), {}).open


def test_floors_and_ceilings_hold_without_a_baseline() -> None:
    assert judge(_run(0.8), None, {"answer": {"answers/right": 0.8}}).open
    found = judge(_run(0.8), None, {"answer": {"answers/right": 0.81}})
    assert found.reasons == ("answer answers/right: 80.0 % is below its floor of 81.0 %.",)
    assert "floors alone" in found.notes[0]
    refused = run_of([row("g1/1", {"answers/refused_wrongly": 1.0})])
    closed = judge(refused, None, {"answer": {"answers/refused_wrongly": 0.1}})
    assert "above its ceiling of 10.0 %" in closed.reasons[0]


def test_what_was_not_measured_closes_the_gate() -> None:
    found = judge(_run(0.8), None, {"answer": {"answers/f1": 0.1}})
    assert found.reasons == ("answer answers/f1: has a floor and was not measured.",)


def test_failed_samples_and_scorers_close_the_gate() -> None:
    rows = [row("g1/1", {"answers/right": 1.0}, error="It broke."), row("g1/2", {}, faults=["style: it broke"])]
    reasons = judge(run_of(rows), None, {}).reasons
    assert "1 sample failed, such as g1/1: It broke." in reasons
    assert reasons[1] == "scorers failed on 1 sample, such as g1/2: style: it broke"


def test_a_task_that_is_held_to_something_and_missing_closes_the_gate(tmp_path: Path) -> None:
    bless(_run(0.8), tmp_path)
    baseline, quotes = read_baseline("extractive", tmp_path), {"quotes": {"attribution/kind": 0.5}}
    by_floor = judge(_run(0.8), baseline, quotes)
    assert by_floor.reasons == (
        "quotes: has floors and is not in this run; run all tasks, or name those that are to count.",
    )
    assert judge(_run(0.8), None, quotes).reasons == by_floor.reasons
    others = replace(_run(0.8), rows=(), about=replace(_run(0.8).about, tasks={}))
    by_baseline = judge(others, baseline, {})
    assert by_baseline.reasons == (
        "answer: is in the baseline and is not in this run; run all tasks, or name those that are to count.",
    )


def test_tasks_that_are_named_count_alone(tmp_path: Path) -> None:
    floors = {"answer": {"answers/right": 0.8}, "quotes": {"attribution/kind": 0.5}}
    bless(_run(0.8), tmp_path)
    baseline = read_baseline("extractive", tmp_path)
    assert judge(_run(0.8), baseline, floors, ("answer",)).open
    assert judge(_run(0.6), baseline, {}, ("answer",)).reasons
    missing = judge(_run(0.6), baseline, floors, ("quotes",))
    assert missing.reasons == ("quotes: has floors and is not in this run; run it too.",)
    unheld = judge(_run(0.8), baseline, {}, ("answer", "stances"))
    assert unheld.reasons == ("stances: is named and is not in this run; run it too.",)
    failed = run_of([row("g1/1", {}, error="It broke.")])
    assert judge(failed, None, {}, ("quotes",)).reasons == ("quotes: is named and is not in this run; run it too.",)
    # A public set's samples stand under the task's name and the set's: to name the task is to name them.
    on_set = replace(_run(0.8), rows=tuple(replace(r, suite="answer-squad2") for r in _run(0.8).rows))
    on_set = replace(on_set, about=replace(on_set.about, tasks={"answer-squad2": 100}))
    assert judge(on_set, None, {"answer-squad2": {"answers/right": 0.9}}, ("answer",)).checked == 1


def test_a_part_of_a_run_closes_the_gate() -> None:
    limited = judge(_run(0.8, limit=5), None, {})
    assert limited.reasons == ("a-run was limited to 5 samples a task, so it is not a whole run.",)
    assert judge(_run(0.8, limit=5), None, {}, ("answer",)).reasons == limited.reasons
    broken_off = judge(_run(0.8, finished=None), None, {})
    assert broken_off.reasons == ("a-run is not finished, so it is not a whole run.",)


def test_only_a_whole_run_without_failures_is_blessed(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not finished"):
        bless(_run(0.8, finished=None), tmp_path)
    with pytest.raises(UsageError, match="limited"):
        bless(_run(0.8, limit=3), tmp_path)
    with pytest.raises(UsageError, match="failed"):
        bless(run_of([row("g1/1", {}, error="It broke.")]), tmp_path)
    assert not list(tmp_path.iterdir())


def test_changed_labels_and_prompts_are_told(tmp_path: Path) -> None:
    bless(_run(0.8, prompts={"answer": "answer@a"}), tmp_path)
    now = _run(0.8, samples="other", prompts={"answer": "answer@b"})
    notes = judge(now, read_baseline("extractive", tmp_path), {}).notes
    assert any("bless a new run" in note for note in notes) and any("Prompts differ" in note for note in notes)


def test_floors_of_a_model_stand_above_those_of_every_model(tmp_path: Path) -> None:
    whole = {"*": {"answer": {"a/b": 0.5, "a/c": 0.5}}, "qwen": {"answer": {"a/b": 0.7}}}
    (tmp_path / "floors.json").write_text(json.dumps(whole), "utf-8")
    assert read_floors("qwen", tmp_path) == {"answer": {"a/b": 0.7, "a/c": 0.5}}
    assert read_floors(None, tmp_path) == {"answer": {"a/b": 0.5, "a/c": 0.5}}


@pytest.mark.parametrize("text", ["", "[]", '{"schema": "other"}', '{"schema": "onrecord/eval-baseline/1"}'])
def test_broken_files_are_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json").write_text(text, "utf-8")
    with pytest.raises(SourceUnreadable, match="no baseline"):
        read_baseline("x", tmp_path)
    with pytest.raises(SourceMissing, match=r"floors\.json"):
        read_floors(None, tmp_path)


def test_the_floors_that_ship_name_figures_that_there_are() -> None:
    known = {f"{scorer.name}/{key}" for scorer in scorers() for key in scorer.figures}
    for model in (None, "any"):
        for suite, floors in read_floors(model, FOLDER).items():
            assert suite in TASKS and set(floors) <= known
    assert name_of("owner/name:7b") == "owner-name-7b"
