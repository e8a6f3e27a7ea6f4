"""The lexicon of support and opposition: what leans which way, and what says nothing."""

from __future__ import annotations

import pytest

from bot.language.positions import NOT_OPPOSED, leaning, signals
from bot.language.sides import CLEAR


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


@pytest.mark.parametrize(
    "text",
    [
        "We are not against the levy.",
        "We were never against the levy.",
        "We aren't against the levy.",
        "Nobody here is against the levy.",
    ],
)
def test_who_is_not_against_is_no_more_for_it_than_who_does_not_oppose(text: str) -> None:
    assert 0 < lean(text, "levy") <= 2 * NOT_OPPOSED < CLEAR


def test_not_for_is_against() -> None:
    assert lean("We are not for the levy.", "levy") == lean("We are against the levy.", "levy") < 0


@pytest.mark.parametrize(
    "text",
    [
        "Two days ago the council voted for the levy.",
        "The council has voted, by nine votes to two, against the levy.",
        "The union voted against the levy.",
        "Ada Birk is against the levy.",
        "Most residents are for the levy.",
        "The mayor has always been against the levy.",
        "The people who voted for the levy have moved away.",
    ],
)
def test_anothers_vote_is_no_side_of_who_reports_it(text: str) -> None:
    assert lean(text, "levy", ("Lund",)) == 0


@pytest.mark.parametrize(
    "text",
    [
        "I voted for the levy.",
        "Our members voted for the levy.",
        "said she was for the levy",
        "Lund voted for the levy.",
    ],
)
def test_the_speakers_own_vote_is(text: str) -> None:
    assert lean(text, "levy", ("Lund",)) > 0


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
