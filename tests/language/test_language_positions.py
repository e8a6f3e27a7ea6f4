"""The lexicon of support and opposition: what leans which way, and what says nothing."""

from __future__ import annotations

import pytest

from bot.language.positions import leaning, signals


def lean(text: str, target: str, speaker: tuple[str, ...] = ()) -> float:
    start = text.index(target)
    return leaning(text, [(start, start + len(target))], speaker)


@pytest.mark.parametrize(
    "text",
    [
        "We support the levy.",
        "The union welcomed the levy.",
        "The levy is essential.",
        "She would never oppose the levy.",
        "Nobody should reject the levy.",
        "They reject the repeal of the levy.",
        "I am for the levy.",
        "It was not only good but the best levy, and the levy is essential.",
    ],
)
def test_for(text: str) -> None:
    assert lean(text, "levy") > 0


@pytest.mark.parametrize(
    "text",
    [
        "We oppose the levy.",
        "She denounced the levy.",
        "The levy is a disaster.",
        "The levy was a terrible mistake.",
        "They do not support the levy.",
        "We support the repeal of the levy.",
        "He welcomed an end to the levy.",
        "I am for the wall and against the levy.",
        "She is not for a levy.",
    ],
)
def test_against(text: str) -> None:
    assert lean(text, "levy") < 0


@pytest.mark.parametrize(
    "text",
    [
        "The levy was passed in March.",
        "Critics met before the levy.",
        "Mayor Birk attacked the levy.",
        "The levy was criticized.",
        "The Justice Department read the levy.",
    ],
)
def test_what_does_not_tell(text: str) -> None:
    assert lean(text, "levy", ("Lund",)) == 0


def test_the_speakers_own_act_counts() -> None:
    assert lean("Mayor Birk attacked the levy.", "levy", ("Birk",)) < 0


def test_near_words_count_more_than_far_ones() -> None:
    near = lean("It is a disaster, the levy.", "levy")
    far = lean("It is a disaster for all of us in this town and in the next one too, the levy.", "levy")
    assert near < far < 0


def test_signals_lie_in_the_text_and_carry_negation() -> None:
    text = "They do not support it; they condemn it."
    first, second = signals(text)
    assert (text[first.start : first.end], text[second.start : second.end]) == ("support", "condemn")
    assert first.value < 0 > second.value
