"""Follow-up questions made to stand alone, and only where that is safe."""

from __future__ import annotations

import pytest

from bot.drafting.followups import standalone


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
    ],
)
def test_standalone(question: str, earlier: list[str], expected: str) -> None:
    assert standalone(question, earlier) == expected
