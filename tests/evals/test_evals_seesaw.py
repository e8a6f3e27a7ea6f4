"""SEESAW by the lexicon and with a model's word: what is asked, how it is combined, and that answers are kept."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from bot.errors import ConfigError, SourceMissing, SourceUnreadable
from bot.models import ScriptedModel
from bot.types import Choice, Decision
from evals.seesaw import load, score, table
from evals.seesaw_model import ANSWERS, NOTHING, Asked, ask, candidates, combine, spread, tables, unbiased

TEXT = (
    "Ada Birk denounced Ole Lund on Monday. “Lund is a disgrace to this town,” Birk said.\n\n"
    "Una Morn said Lund came at nine. Karl Reiss praised nobody.\n"
)


def row() -> dict[str, Any]:
    first, second = TEXT.index("“Lund"), TEXT.index("Una Morn")
    stances = [
        {"source": "Ada Birk", "target": "Ole Lund", "stance": "against", "evidence_sentences": [1]},
        {"source": "Una Morn", "target": "Ole Lund", "stance": "for", "evidence_sentences": [2]},
        {"source": "Karl Reiss", "target": "Ole Lund", "stance": "for", "evidence_sentences": [2]},
        {"source": "Ada Birk", "target": "Karl Reiss", "stance": "mixed", "evidence_sentences": []},
    ]
    sentences = [
        {"i": 0, "start": 0, "end": first - 1},
        {"i": 1, "start": first, "end": second - 2},
        {"i": 2, "start": second, "end": second + 33},
    ]
    return {"source_text": TEXT, "group": "a", "sentences": sentences, "article_stances": stances}


def decision(favor: float, against: float, none: float) -> Decision:
    return Decision("stance", tuple(zip(ANSWERS, (favor, against, none), strict=True)), "logprobs")


def test_the_lexicon_finds_who_takes_a_side() -> None:
    scored = score([row()])
    assert (scored.gold, len(scored.found)) == (3, 1)
    assert (scored.label_accuracy, scored.evidence_share) == (1.0, 1.0)
    assert "3 gold pairs, 1 found" in table(scored)


def test_pairs_are_asked_about_where_the_speaker_names_the_target() -> None:
    found = candidates([row()])
    assert [(one.source, one.gold, one.lexicon) for one in found] == [
        ("Ada Birk", "against", "against"),
        ("Una Morn", "favor", None),
    ]
    assert "“Lund is a disgrace to this town,”" in found[0].words
    assert json.dumps("Ole Lund") in found[0].question.question


@pytest.mark.parametrize(
    ("lexicon", "answer", "expected"),
    [
        ("against", decision(0.3, 0.4, 0.3), "against"),
        ("against", decision(0.9, 0.1, 0.0), None),
        ("against", decision(0.1, 0.1, 0.8), "against"),
        ("against", None, "against"),
        (None, decision(0.9, 0.1, 0.0), "favor"),
        (None, decision(0.5, 0.3, 0.2), None),
        (None, decision(0.1, 0.1, 0.8), None),
        (None, None, None),
    ],
)
def test_the_rule_that_combines(lexicon: Any, answer: Decision | None, expected: str | None) -> None:
    assert combine(lexicon, answer) == expected


def test_what_a_model_says_to_everything_is_taken_out() -> None:
    lazy = decision(0.2, 0.7, 0.1)
    assert unbiased(lazy, lazy).probability("against") == pytest.approx(1 / 3)
    assert unbiased(decision(0.4, 0.5, 0.1), lazy).answer == "in favor"


def test_answers_are_kept_and_not_asked_for_again(tmp_path: Path) -> None:
    found = candidates([row()])
    model = ScriptedModel([[decision(0.4, 0.4, 0.2)], [decision(0.1, 0.8, 0.1)], [decision(0.7, 0.2, 0.1)]])
    answers, prior = asyncio.run(ask(model, found, tmp_path))
    assert [call.input for call in model.calls] == [NOTHING, *(one.words for one in found)]
    assert prior is not None
    (kept,) = tmp_path.iterdir()
    assert "disgrace" not in kept.read_text()
    with kept.open("a") as out:
        out.write('{"key": "cut o')
    assert asyncio.run(ask(ScriptedModel([]), found, tmp_path)) == (answers, prior)
    told = tables(found, answers, prior, 3)
    assert "2 of 3 gold pairs asked about, 0 not answered" in told
    assert "lexicon and model\n2 gold pairs, 2 found" in told


def test_an_answer_belongs_to_its_model(tmp_path: Path) -> None:
    found = candidates([row()])[:1]
    one = [decision(0.3, 0.3, 0.4)]
    asyncio.run(ask(ScriptedModel([one, one], name="a/b"), found, tmp_path))
    other = ScriptedModel([one, one], name="a-b")
    asyncio.run(ask(other, found, tmp_path))
    assert len(other.calls) == 2


def test_a_limit_spreads_over_the_pairs() -> None:
    pairs = [Asked(str(n), "", "", "favor", (), "", (), None, ()) for n in range(10)]
    assert [one.group for one in spread(pairs, 5)] == ["0", "2", "4", "6", "8"]
    assert spread(pairs, None) == spread(pairs, 40) == pairs


def test_the_question_has_three_answers() -> None:
    (first, _) = candidates([row()])
    assert isinstance(first.question, Choice)
    assert first.question.choices == ANSWERS


def test_what_cannot_be_read_or_kept_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SourceMissing, match="cannot be read"):
        load(tmp_path / "none.jsonl")
    bad = tmp_path / "bad.jsonl"
    bad.write_text("{}\n")
    with pytest.raises(SourceUnreadable, match="is not SEESAW as it is published"):
        load(bad)
    bad.write_text(json.dumps({"source_text": TEXT}))
    with pytest.raises(SourceUnreadable, match="Line 1"):
        load(bad)
    with pytest.raises(ConfigError, match="--log-dir"):
        asyncio.run(ask(ScriptedModel([]), [], bad))
