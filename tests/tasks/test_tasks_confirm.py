"""A drafted stance between what its words tell and what the model answers: what is kept, what is rejected and why."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.drafting.stances_extractive import by_words
from bot.language import read
from bot.models import ScriptedModel
from bot.tasks.confirm import LEAN_AWAY, NOT_SURE, confirm_stance, settle
from bot.types import Citation, Decision, Document, Label, Reading, Rejected, Speaker, Stance

TARGET = "The toll should be scrapped"
TEXT = (
    "“The toll is a disgrace,” said Ada Birk. “It rains on the toll house,” said Ole Lund. “I have no opinion on the "
    "toll,” said Una Morn.\n"
)


def reading() -> Reading:
    return read(Document.of(TEXT))


def stance(name: str, label: Label, words: str) -> Stance:
    document = reading().document
    span = document.span(TEXT.index(words), TEXT.index(words) + len(words))
    return Stance(Speaker(name), None, TARGET, label, "direct", (Citation(words, "exact", span),))


def decision(favor: float, against: float) -> Decision:
    rest = 1 - favor - against
    return Decision("stance-1", (("favor", favor), ("against", against), ("neutral", rest)), "logprobs")


BIRK = ("Ada Birk", "The toll is a disgrace")
LUND = ("Ole Lund", "It rains on the toll house")
MORN = ("Una Morn", "I have no opinion on the toll")


@pytest.mark.parametrize(("who", "told"), [(BIRK, "favor"), (LUND, None), (MORN, "neutral")])
def test_what_the_words_tell(who: tuple[str, str], told: str | None) -> None:
    own = stance(who[0], "favor", who[1])
    spans = [citation.span for citation in own.citations if citation.span]
    known = reading()
    assert by_words({known.document.id: known}, own.speaker, TARGET, spans) == told


def test_a_label_that_the_words_tell_is_not_asked_about() -> None:
    known = reading()
    model = ScriptedModel([])
    row = stance(BIRK[0], "favor", BIRK[1])
    assert asyncio.run(confirm_stance(row, model, {known.document.id: known})) == row
    assert model.calls == []


def test_words_that_do_not_tell_are_put_to_the_model() -> None:
    known = reading()
    model = ScriptedModel([[decision(0.9, 0.05)]])
    row = asyncio.run(confirm_stance(stance(LUND[0], "favor", LUND[1]), model, {known.document.id: known}))
    assert isinstance(row, Stance)
    assert (row.label, row.probability) == ("favor", 0.9)
    assert len(model.calls) == 1


@pytest.mark.parametrize(
    ("told", "answer", "expected"),
    [
        ("favor", decision(0.0, 1.0), None),
        (None, decision(0.95, 0.0), None),
        (None, decision(0.6, 0.3), NOT_SURE),
        (None, decision(0.4, 0.5), NOT_SURE),
        (None, decision(0.05, 0.9), NOT_SURE),
        (None, None, NOT_SURE),
        ("against", decision(0.95, 0.0), None),
        ("against", decision(0.5, 0.4), LEAN_AWAY),
        ("neutral", None, LEAN_AWAY),
    ],
)
def test_the_rule(told: Label | None, answer: Any, expected: str | None) -> None:
    row = stance(LUND[0], "favor", LUND[1])
    settled = settle(row, told, answer)
    if expected is None:
        assert isinstance(settled, Stance)
        assert settled.label == "favor"
    else:
        assert isinstance(settled, Rejected)
        assert settled.reason == expected
