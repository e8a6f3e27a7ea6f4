"""What states something and what does not, among the lines that models give as summaries."""

from __future__ import annotations

import pytest

from bot.grounding.alone import NOTHING, QUESTION
from bot.grounding.saying import says_nothing


@pytest.mark.parametrize(
    "text",
    [
        "The Islander has called twice.",
        "Ada Lind: It now pays 55 percent.",
        "“A puppet never lies about its strings,” Lind said.",
        "Revenue was 212.4 million.",
        "Tarnholm council votes for the wall",
        "Sea wall over budget by a third, says auditor",
        "No one was hurt in the fire.",
        "We count water.",
        "Der Rat lehnte den Plan ab.",
        "Seven, each 196 meters high.",
    ],
)
def test_a_statement_states_something(text: str) -> None:
    language = "de" if text.startswith("Der") else "en"
    assert says_nothing(text, language) == ""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Dear all,", NOTHING),
        ("1. The well.", NOTHING),
        ("Press release:", NOTHING),
        ("Ada Lind: Good evening.", NOTHING),
        ("DR.", NOTHING),
        ("helene: Dov.", NOTHING),
        ("Nothing else.", NOTHING),
        ("How many turbines are planned?", QUESTION),
        ("Ada Lind: “What has happened to you?”", QUESTION),
        ("", NOTHING),
    ],
)
def test_greetings_headings_labels_and_questions_state_nothing(text: str, why: str) -> None:
    assert says_nothing(text) == why
