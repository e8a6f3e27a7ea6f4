"""Characters that nobody sees are left out of drafts, and spelling is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.grounding.ground import ground_claim
from bot.language import read
from bot.language.visible import visible
from bot.types import Document, DraftClaim, Rejected


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("V\u200ba\u200bn\u200be\u200bk", "Vanek"),
        ("4\u00ad2 crowns\ufeff", "42 crowns"),
        ("\u2066left\u2069 \u202eright", "left right"),
        ("Va\u200dnek", "Vanek"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d👧 ❤\ufe0f", "👩\u200d👧 ❤\ufe0f"),
        ("plain", "plain"),
    ],
)
def test_hidden_characters_go_and_spelling_stays(text: str, seen: str) -> None:
    assert visible(text) == seen


@given(st.text())
def test_once_is_enough(text: str) -> None:
    assert visible(visible(text)) == visible(text)


@pytest.mark.parametrize("false", ["Teodor Vanek", "Mara Quist"])
def test_a_name_hidden_in_a_draft_is_seen_by_the_checks(false: str) -> None:
    document = Document.of("The founder, Leopold Tarn, sold his last shares in 2019. Mara Quist leads the council.")
    reading = read(document)
    hidden = "\u200b".join(false)
    draft = DraftClaim(f"The founder, {hidden}, sold his last shares in 2019.", (reading.sentences[0].span,))
    assert isinstance(ground_claim(draft, {document.id: reading}), Rejected)
