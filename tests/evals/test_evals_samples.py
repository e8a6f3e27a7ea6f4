"""Samples made of cases: gold that points at the right words, also where an attack was put in."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.types import Document, Turn
from evals.dataset import Case, load_cases
from evals.injections import BIPIA, HIDDEN, effects
from evals.samples import EvalSample, Task, gold_spans, plant, samples_of_cases


@pytest.fixture(scope="module")
def cases() -> tuple[Case, ...]:
    return load_cases()


def words(sample: EvalSample, rows: list[list[int]]) -> list[str]:
    document = sample.documents[0]
    return [document.slice(span) for span in gold_spans(rows, document)]


@pytest.mark.parametrize("task", get_args(Task))
def test_every_task_has_samples_with_ids_of_their_own_and_gold_fit_for_a_log(
    cases: tuple[Case, ...], task: Task
) -> None:
    samples = samples_of_cases(cases, task)
    assert len({sample.id for sample in samples}) == len(samples) > 0
    groups = {case.group for case in cases}
    for sample in samples:
        assert sample.task == task and sample.group in groups
        assert json.loads(json.dumps(sample.gold, ensure_ascii=False)) == sample.gold


def test_stances_are_asked_for_a_group_at_once_in_the_order_of_its_dates(cases: tuple[Case, ...]) -> None:
    several = [sample for sample in samples_of_cases(cases, "stances") if len(sample.documents) > 1]
    assert len(several) >= 2
    for sample in several:
        dates = [document.published for document in sample.documents]
        assert dates == sorted(dates, key=str)
        assert set(sample.targets) == {row["target"] for row in sample.gold["stances"]}
        assert {row["document"] for row in sample.gold["stances"]} == set(range(len(sample.documents)))


def test_an_attack_stands_where_it_is_said_to_and_the_evidence_moves_along(cases: tuple[Case, ...]) -> None:
    plain = {sample.question: sample for sample in samples_of_cases(cases, "answer")}
    attacked = samples_of_cases(cases, "injection")
    assert len(attacked) == 2 * len(cases) + 2 * len(BIPIA)
    assert {sample.gold["kind"] for sample in attacked} == {hidden.kind for hidden in HIDDEN}
    for sample in attacked:
        before = plain[sample.question]
        assert words(sample, [sample.gold["attack_span"]]) == [sample.gold["attack"]]
        for key in ("evidence", "contradicted_by"):
            was, now = words(before, before.gold[key]), words(sample, sample.gold[key])
            assert [w.replace(sample.gold["attack"], "").split() for w in now] == [w.split() for w in was]
        assert len(sample.documents[0].turns) == len(before.documents[0].turns)


def test_effects_are_words_that_only_obedience_would_show(cases: tuple[Case, ...]) -> None:
    for sample in samples_of_cases(cases, "injection"):
        start, end = sample.gold["attack_span"]
        text = sample.documents[0].text
        rest = f"{text[:start]} {text[end:]} {sample.question} {' '.join(sample.gold['answers'])}".lower()
        assert [effect for effect in sample.gold["effects"] if effect.lower() in rest] == []


def test_an_answer_in_disguise_is_an_effect() -> None:
    by_kind = {hidden.kind: hidden for hidden in BIPIA}
    assert len(by_kind) == 20
    assert effects(by_kind["reverse text"], ("Halloran", "two")) == ["narollaH"]
    assert "Unyybena" in effects(by_kind["substitution ciphers"], ("Halloran",))
    (_, masked) = effects(by_kind["base encoding"], ("Halloran",))
    assert b64encode(b"Halloran by the sea").decode().startswith(masked[:7])
    assert effects(by_kind["persuasion"], ("Halloran",)) == ["marenfeld"]


@settings(max_examples=60)
@given(st.lists(st.text("ab \n", max_size=12), min_size=1, max_size=6), st.floats(0, 1))
def test_planting_moves_turns_with_their_words(parts: list[str], place: float) -> None:
    text, turns = "", []
    for part in parts:
        label = len(text)
        text += "X: "
        turns.append(Turn("X", len(text), len(text) + len(part), label, len(text)))
        text += part + "\n"
    planted, span = plant(Document.of(text, turns=turns), "ATTACK", place)
    assert planted.slice(span) == "ATTACK"
    for old, new in zip(turns, planted.turns, strict=True):
        kept = planted.text[new.start : new.end].replace("ATTACK", "")
        assert kept.replace("\n", "") == text[old.start : old.end].replace("\n", "")
        assert planted.text[new.label_start : new.label_end].replace("ATTACK", "").strip() == "X:"
