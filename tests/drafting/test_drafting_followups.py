"""Follow-up questions made to stand alone, and only where that is safe."""

from __future__ import annotations

import pytest

from bot.drafting.followups import leans, standalone


@pytest.mark.parametrize(
    ("question", "earlier", "expected"),
    [
        ("And when did she resign?", ["Who is Ada Birk?"], "when did Ada Birk resign?"),
        ("What is his view?", ["What did Ole Lund say?"], "What is Ole Lund’s view?"),
        (
            "What about Ole Lund?",
            ["What does Ada Birk think of the toll?"],
            "What does Ole Lund think of the toll?",
        ),
        ("When did the bridge open?", ["Who is Ada Birk?"], "When did the bridge open?"),
        ("And who disagreed?", ["What did Ada Birk say?"], "And who disagreed?"),
        ("When did she resign?", ["Did Ada Birk meet Ole Lund?"], "When did she resign?"),
        ("When did she resign?", [], "When did she resign?"),
        ("What about the cost?", ["What does Ada Birk think of the toll?"], "What about the cost?"),
        ("And in 2025?", ["What did Ada Birk earn in 2024?"], "And in 2025?"),
        ("What about her?", ["What did Ada Birk say?"], "What about Ada Birk?"),
        ("Does it work?", ["Who is Ada Birk?"], "Does it work?"),
    ],
)
def test_standalone(question: str, earlier: list[str], expected: str) -> None:
    assert standalone(question, earlier) == expected


@pytest.mark.parametrize(
    ("question", "does"),
    [
        ("And who disagreed?", True),
        ("What about the toll?", True),
        ("Why did she resign?", True),
        ("When did the bridge open?", False),
        ("What did Ada Birk say about it?", False),
    ],
)
def test_a_question_that_leans_on_the_one_before_is_told_from_one_that_does_not(question: str, does: bool) -> None:
    assert leans(question) is does
