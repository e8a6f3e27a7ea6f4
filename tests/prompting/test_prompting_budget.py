"""Token counts: exact where they can be, never an under-estimate where they cannot."""

from __future__ import annotations

import pytest
import tiktoken
from hypothesis import given
from hypothesis import strategies as st

from bot.prompting import budget
from bot.prompting.budget import PACKAGED, count, fits


def test_a_model_of_the_packaged_vocabulary_is_counted_exactly() -> None:
    text = "The harbour board meets on 3 March; 2,500 people are expected."
    encoding = tiktoken.get_encoding(PACKAGED)
    got = count(text, "gpt-4")
    assert got.exact
    assert got.tokens == len(encoding.encode_ordinary(text))


def test_an_unknown_model_is_over_estimated() -> None:
    text = "The harbour board meets on 3 March; 2,500 people are expected."
    got = count(text, "some-local-model")
    assert not got.exact
    assert got.tokens > count(text, "gpt-4").tokens


def test_special_tokens_in_a_document_are_plain_text() -> None:
    assert count("<|endoftext|>", "gpt-4").tokens > 1


@pytest.mark.parametrize("text", ["", "\ud800 lone", "漢字" * 50, "🙂" * 20, "\x00"])
def test_odd_texts_are_counted(text: str) -> None:
    assert count(text, None).tokens >= 0


@given(st.text(max_size=200))
def test_what_fits_is_what_is_counted(text: str) -> None:
    tokens = count(text, None).tokens
    assert fits(text, tokens, None)
    assert tokens == 0 or not fits(text, tokens - 1, None)


def test_a_cache_that_is_turned_off_is_never_asked_for_an_encoding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", "")
    assert budget._cache_file("https://example.org/any") is None
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", "/somewhere")
    file = budget._cache_file("https://example.org/any")
    assert file is not None
    assert file.parent.as_posix() == "/somewhere"
