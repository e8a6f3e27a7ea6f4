"""A key that a server gives back in a completion is masked, however the pieces fall."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config import Secret
from bot.models.masking import MASK, Mask
from tests.models.asking import KEY, extracted, told, with_model
from tests.servers.openai_server import OpenAIServer, Text

LONG = "sk-aabaabaabaac"


def masked(pieces: list[str], key: str = LONG) -> str:
    mask = Mask(Secret(key))
    return "".join([*(mask.feed(piece) for piece in pieces), mask.close()])


@given(
    st.lists(st.sampled_from(["sk-", "aab", "a", "aac", "sk-aabaab", LONG, " ", "b", "sk-aabaabaabaa"]), max_size=12)
)
def test_the_key_never_comes_out_and_all_else_does(pieces: list[str]) -> None:
    text = "".join(pieces)
    assert masked(pieces) == masked([text]) == text.replace(LONG, MASK)


@given(st.text(max_size=80), st.lists(st.integers(0, 80)))
def test_a_text_without_the_key_is_left_alone(text: str, cuts: list[int]) -> None:
    places = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    assert masked([text[a:b] for a, b in pairwise(places)]) == text.replace(LONG, MASK)


@pytest.mark.parametrize("key", ["", "none", "local"])
def test_a_key_that_is_no_secret_masks_nothing(key: str) -> None:
    assert masked(["none of the local boats"], key) == "none of the local boats"


def test_no_piece_waits_that_cannot_be_the_key() -> None:
    mask = Mask(Secret(LONG))
    assert mask.feed("The bridge is ") == "The bridge is "
    assert mask.feed("s") == ""
    assert mask.feed("afe") == "safe"


def test_completions_and_objects_are_masked() -> None:
    assert len(KEY) >= 12
    said = Text(pieces=["It is ", KEY[:5], KEY[5:], "."])
    assert with_model(OpenAIServer([said]), told) == (f"It is {MASK}.", "stop")
    found = with_model(OpenAIServer([{"name": f"Ada {KEY}", "age": 3}]), extracted)
    assert found.value == {"name": f"Ada {MASK}", "age": 3}
