"""Decisions and open questions of a thread: found in the words of who wrote them, and nothing made up."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ingest import from_bytes
from bot.slack.decisions import result_of
from bot.types import Document

TALK = (
    ("Ana", "I think we should move the market. Who could ask the council?"),
    ("Bo", "I will ask the council on Friday."),
    ("Cato", "Should we also rent tents?"),
    ("Ana", "We decided to move the market to the quay on 4 May."),
    ("Bo", "Let's go with the blue flyers."),
    ("Cato", "We have not decided about the music."),
    ("Ana", "What does the insurance cost?"),
    ("Bo", "Decision: no dogs. It was agreed that entry is free."),
    ("Cato", "If we agreed on tents, we would need poles."),
)


def thread(*talk: tuple[str, str]) -> Document:
    messages = [{"user": who, "ts": f"17621610{n:02}.000100", "text": text} for n, (who, text) in enumerate(talk)]
    return from_bytes(json.dumps(messages).encode(), name="thread.json", content_type="application/json")


def found(*talk: tuple[str, str]) -> list[tuple[str, str]]:
    result, _, sorts = result_of(thread(*talk))
    return [(sort, claim.text) for sort, claim in zip(sorts, result.claims, strict=True)]


def test_decisions_and_open_questions_of_a_thread() -> None:
    assert found(*TALK) == [
        ("decision", "Ana: “We decided to move the market to the quay on 4 May.”"),
        ("decision", "Bo: “Let's go with the blue flyers.”"),
        ("decision", "Bo: “Decision: no dogs.”"),
        ("decision", "Bo: “It was agreed that entry is free.”"),
        ("question", "Cato: “Should we also rent tents?”"),  # only Cato says more of tents
        ("question", "Ana: “What does the insurance cost?”"),
    ]


def test_every_one_is_a_quote_with_its_place() -> None:
    document = thread(*TALK)
    result, readings, _ = result_of(document)
    assert readings.keys() == {document.id}
    for claim in result.claims:
        [citation] = claim.citations
        assert citation.span is not None and document.slice(citation.span) == citation.quote
        turn = document.turn_at(citation.span.start)
        assert turn is not None and claim.text.startswith(f"{turn.speaker}: ")
        assert claim.support == "supported"


@pytest.mark.parametrize(
    "words",
    [
        "We have not decided yet.",
        "Has it been decided?",
        "We should decide this week.",
        "Unless it is agreed, we wait.",
        "They never agreed to it. It was not approved.",
        "I decided to go home.",
    ],
)
def test_what_is_not_decided_is_no_decision(words: str) -> None:
    assert not [text for sort, text in found(("Ana", words)) if sort == "decision"]


@pytest.mark.parametrize("answer", ["Yes, on Monday.", "I would.", "40,000 crowns", "The drains are paid by the town."])
def test_a_question_that_somebody_else_took_up_is_not_open(answer: str) -> None:
    assert found(("Ana", "Who pays for the drains?"), ("Bo", answer)) == []


def test_a_question_is_not_answered_by_who_asked_it() -> None:
    talk = (("Ana", "Who pays for the drains?"), ("Ana", "The drains are dear."))
    assert found(*talk) == [("question", "Ana: “Who pays for the drains?”")]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["Ana", "Bo"]), st.text(min_size=1, max_size=60)), min_size=1, max_size=8))
def test_nothing_anybody_writes_breaks_it(talk: list[tuple[str, str]]) -> None:
    if not any(text.strip() for _, text in talk):
        return
    try:
        document = thread(*talk)
    except Exception as error:
        assert "no text" in str(error)
        return
    result, _, _ = result_of(document)
    for claim in result.claims:
        assert all(c.span is not None and document.slice(c.span) == c.quote for c in claim.citations)
