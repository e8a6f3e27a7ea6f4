"""Which side words take on a proposition: what they ask for, how they lean, and when they tell nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.propositions import Proposition, mentions, parse
from bot.language.sides import CLEAR, Words, side

TOLL = "The toll should be scrapped"
FERRY = "The old ferry should be replaced by a tunnel"
WATER = "Garden water should be metered"


def proposition(target: str) -> Proposition:
    found = parse(target)
    assert found is not None
    return found


def taken(text: str, target: str, before: str = "", speaker: tuple[str, ...] = ()) -> str:
    found = side(Words(text, before, speaker), proposition(target))
    if not found.about:
        return "nothing"
    return "neutral" if abs(found.lean) < CLEAR else "for" if found.lean > 0 else "against"


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("demanded that the toll be scrapped", TOLL),
        ("The toll is a disgrace.", TOLL),
        ("They oppose the toll.", TOLL),
        ("We must abolish the levy.", TOLL),
        ("said she would vote for a tunnel", FERRY),
        ("urged the council to replace the ferry", FERRY),
        ("We will meter garden water from May.", WATER),
        ("Metering is the right thing to do.", WATER),
        ("Every summer without metering is a disaster.", WATER),
        ("rejected a demand that the kiln be kept", "The kiln should not be kept"),
        ("rejected the claim that the kiln should not be kept", "The kiln should be kept"),
        ("wants the nurses to stay", "The nurses should stay"),
        ("He proposed a new market.", "There should be a market"),
        ("The kiln was the source of the smoke.", "The kiln was the source of the smoke"),
    ],
)
def test_for(text: str, target: str) -> None:
    assert taken(text, target) == "for"


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("asked the mayor to keep the toll", TOLL),
        ("The toll is essential.", TOLL),
        ("said nobody should scrap the toll", TOLL),
        ("wants the old ferry repaired, asked the council to repair the ferry", FERRY),
        ("could no longer support a tunnel", FERRY),
        ("We will not meter garden water.", WATER),
        ("No metering, not one hour of it.", WATER),
        ("called for the old kiln", "The new kiln should be fired"),
        ("rejected a demand that no kiln be fired above 900 degrees", "No kiln should be fired above 900 degrees"),
        ("The nurses must leave.", "The nurses should stay"),
        ("does not believe that the kiln was the source", "The kiln was the source of the smoke"),
    ],
)
def test_against(text: str, target: str) -> None:
    assert taken(text, target) == "against"


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("My office has no opinion on metering.", WATER),
        ("The toll is scrapped in some towns.", TOLL),
        ("Metering has been tried in eleven towns with garden water.", WATER),
    ],
)
def test_words_on_it_that_take_no_side_are_neutral(text: str, target: str) -> None:
    assert taken(text, target) == "neutral"


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("It rained.", TOLL),
        ("Should the toll be scrapped?", TOLL),
        ("I asked for a ferry and was given a raft.", FERRY),
        ("The garden is wet.", WATER),
        ("If we scrap the toll, the road will close.", TOLL),
        ("The baths should open.", "The baths should open before the pipes are laid"),
        ("There are 40 kilns.", "The kiln was the source of the smoke"),
        ("The kiln may have been the source of the smoke?", "The kiln was the source of the smoke"),
    ],
)
def test_what_does_not_tell_is_not_told(text: str, target: str) -> None:
    assert taken(text, target) in ("nothing", "neutral")


def test_a_pronoun_means_what_stands_before_it() -> None:
    assert taken("I am against it.", TOLL, "Should the toll be scrapped?") == "against"
    assert taken("I am against it.", TOLL, "Should the toll be kept?") == "for"
    assert taken("I am against it.", TOLL, "It rained all night.") == "nothing"


def test_the_thing_named_is_told_from_the_other_of_its_kind() -> None:
    found = mentions("the old kiln and the new kiln", proposition("The new kiln should be kept"))
    assert [mention.sign for mention in found.theme] == [-1.0, 1.0]


def test_a_thing_in_a_compound_is_not_named() -> None:
    assert mentions("a toll-free road", proposition(TOLL)).theme == ()


@given(st.text(max_size=80), st.sampled_from([TOLL, FERRY, WATER, "There should be a market"]))
def test_any_words_have_mentions_inside_them(text: str, target: str) -> None:
    found = mentions(text, proposition(target))
    assert all(0 <= m.start < m.end <= len(text) for m in (*found.theme, *found.predicate, *found.gain))
    side(Words(text), proposition(target))


@given(st.text(max_size=60))
def test_any_target_is_taken_apart_or_left_whole(target: str) -> None:
    found = parse(target)
    assert found is None or found.theme.head


@pytest.mark.parametrize("text", ["I am against the quay bridge now.", "We are against their new quay bridge."])
def test_against_reaches_the_thing_behind_the_words_that_say_which(text: str) -> None:
    assert taken(text, "The quay bridge should be built") == "against"


def test_against_does_not_reach_over_another_thing() -> None:
    assert taken("We are against the cost of the bridge.", "The bridge should be built") != "for"
    assert taken("I am against people who hate the bridge.", "The bridge should be built") != "for"
