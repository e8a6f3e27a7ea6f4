"""A refusal says its sentence once, and its reason only where that adds something."""

from __future__ import annotations

import pytest

from bot.render import to_html, to_markdown, to_text
from bot.types import Coverage, Document, Engine, Result


def refused(reason: str) -> Result:
    document = Document.of("The bridge opened in 2026.")
    return Result(
        task="answer",
        created="2031-01-01T00:00:00Z",
        engine=Engine("extractive"),
        documents=(document,),
        coverage=Coverage(26, 26, "stop"),
        question="Who paid?",
        refused=True,
        refusal_reason=reason,
    )


@pytest.mark.parametrize("render", [to_text, to_markdown, to_html])
def test_the_sentence_stands_once(render) -> None:  # type: ignore[no-untyped-def]
    assert render(refused("The document does not say."), {}).count("The document does not say.") == 1


@pytest.mark.parametrize("render", [to_text, to_markdown, to_html])
def test_a_reason_that_adds_something_stands_behind_it(render) -> None:  # type: ignore[no-untyped-def]
    shown = render(refused("The document says otherwise."), {})
    assert "The document does not say." in shown
    assert "The document says otherwise." in shown
