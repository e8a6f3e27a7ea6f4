"""The two matters of the shipped cases in which people change sides: shown with both quotes, with no model."""

from __future__ import annotations

import json

import pytest

from bot.drafting.stances_extractive import draft_stances
from bot.grounding.ground import ground_stance
from bot.language import read
from bot.matrix import Change, Matrix, build
from bot.render.matrix import matrix_json, matrix_markdown, matrix_text
from bot.render.matrix_page import matrix_html
from bot.types import Coverage, Engine, Readings, Result, Stance
from evals.dataset import load_cases

BRIDGE = ("skerrow-bridge-march", "skerrow-bridge-november")
WATER = ("velmark-water-june", "velmark-water-august")
NEW_BRIDGE = "the new bridge over the harbour mouth should be fixed"
REPLACED = "The swing bridge should be replaced by a fixed bridge"
RATIONED = "Household water should be rationed"


def stances_of(ids: tuple[str, str], *targets: str) -> tuple[Matrix, Readings]:
    cases = {case.id: case for case in load_cases(None)}
    readings = {cases[name].document.id: read(cases[name].document) for name in ids}
    drafts = draft_stances(readings, targets).stances
    stances = tuple(s for draft in drafts if isinstance(s := ground_stance(draft, readings), Stance))
    documents = tuple(reading.document for reading in readings.values())
    coverage = Coverage(0, 0, "stop")
    result = Result("stances", "2034-01-01T00:00:00+00:00", Engine("extractive"), documents, coverage, stances=stances)
    return build([result], readings), readings


def change_of(matrix: Matrix, speaker: str, target: str) -> Change:
    (found,) = (
        change
        for change in matrix.changes
        if matrix.parties[change.party].speaker.name == speaker and matrix.targets[change.target] == target
    )
    return found


@pytest.mark.parametrize(
    ("ids", "target", "speaker", "labels", "before", "after"),
    [
        (BRIDGE, NEW_BRIDGE, "Ingrid Pell", ("against", "favor"), "the old bridge", "vote for a fixed bridge"),
        (BRIDGE, NEW_BRIDGE, "Tomas Lund", ("favor", "against"), "a fixed crossing", "no longer support"),
        (BRIDGE, REPLACED, "Ingrid Pell", ("against", "favor"), "the old bridge", "vote for a fixed bridge"),
        (BRIDGE, REPLACED, "Tomas Lund", ("favor", "against"), "a fixed crossing", "no longer support"),
        (BRIDGE, "", "Tomas Lund", ("favor", "against"), "a fixed crossing", "no longer support"),
        (WATER, RATIONED, "Oriane Vass", ("against", "favor"), "We will not ration", "the right thing to do now"),
        (WATER, "", "Oriane Vass", ("against", "favor"), "We will not ration", "the right thing to do now"),
    ],
)
def test_a_reversal_is_a_change_with_both_quotes(
    ids: tuple[str, str], target: str, speaker: str, labels: tuple[str, str], before: str, after: str
) -> None:
    matrix, readings = stances_of(ids, *([target] if target else []))
    found = change_of(matrix, speaker, target or {BRIDGE: "fixed crossing", WATER: "rationing"}[ids])
    assert (found.before.stance.label, found.after.stance.label, found.basis) == (*labels, "date")
    quotes = [" … ".join(c.quote for c in side.stance.citations) for side in (found.before, found.after)]
    assert before in quotes[0]
    assert after in quotes[1]
    for text in (matrix_text(matrix, readings, width=400), matrix_markdown(matrix, readings)):
        told = text[text.index("Changes") :]
        assert told.index(before) < told.index(after)
    page = matrix_html(matrix, readings)
    article = next(part for part in page.split('<article class="change">')[1:] if before in part and after in part)
    assert article.index('class="sides"') < article.index(before) < article.index(after)


def test_the_change_stands_in_the_json_too() -> None:
    matrix, _ = stances_of(WATER, RATIONED)
    value = json.loads(matrix_json(matrix))
    (change,) = value["changes"]
    assert (change["before"]["label"], change["after"]["label"], change["basis"]) == ("against", "favor", "date")
    assert value["speakers"][change["speaker"]]["name"] == "Oriane Vass"


def test_nobody_else_is_said_to_have_changed() -> None:
    bridge, _ = stances_of(BRIDGE, REPLACED)
    water, _ = stances_of(WATER, RATIONED)
    names = [matrix.parties[c.party].speaker.name for matrix in (bridge, water) for c in matrix.changes]
    assert names == ["Tomas Lund", "Ingrid Pell", "Oriane Vass"]


def test_who_takes_no_side_is_neutral_and_who_never_speaks_is_not_there() -> None:
    matrix, _ = stances_of(BRIDGE, REPLACED)
    held = {matrix.parties[c.party].speaker.name: c.latest.stance.label for c in matrix.cells}
    assert held["Henrik Moss"] == "neutral"
    assert "Edvard Stolle" not in held
    assert "Edda Vinter" not in held
