"""Who is meant: names, roles, pronouns, descriptions, and who is left open."""

from __future__ import annotations

import pytest

from bot.language import read
from bot.types import Document, Speaker


def speakers(text: str) -> list[str | None]:
    return [a.speaker.name if a.speaker else None for a in read(Document.of(text)).attributions]


def speaker(text: str, name: str) -> Speaker:
    return next(s for s in read(Document.of(text)).speakers if s.name == name)


def test_a_family_name_is_the_full_name_s_bearer() -> None:
    text = "Harbour commissioner Ada Lind said the bridge was closed.\n\n“It is old,” Lind said."
    assert speakers(text) == ["Ada Lind", "Ada Lind"]
    found = speaker(text, "Ada Lind")
    assert found.role == "Harbour commissioner"
    assert "Lind" in found.aliases


@pytest.mark.parametrize("role", ["Chief Executive", "Deputy Chief Executive", "Prosecutor", "Chief Negotiator"])
def test_a_whole_office_is_taken_off_the_name(role: str) -> None:
    assert speaker(f"{role} Ada Lind said it was late.", "Ada Lind").role == role


def test_an_office_in_a_body_s_name_stays() -> None:
    assert speakers("The Executive Council said it was late.") == ["Executive Council"]


def test_a_role_stands_behind_the_name_too() -> None:
    text = "Ada Lind, commissioner of the harbour, said the bridge was closed."
    assert speaker(text, "Ada Lind").role == "commissioner of the harbour"


def test_a_description_before_the_name_is_known_finds_it() -> None:
    text = (
        "The bridge will stay closed, the harbour commissioner said.\n\n"
        "Gen. Ada Lind said on Monday that the cracks were long.\n\n"
        "Lind, commissioner of the harbour, said she was sorry.\n\n"
        "The commissioner added that it was late."
    )
    assert speakers(text) == ["Ada Lind"] * 4


def test_pronouns_go_to_who_spoke_last() -> None:
    text = (
        "“It is old,” Per Ortega said.\n\n“It will fall,” he said.\n\n"
        "Ada Lind said it would hold. She added that it was new.\n\n“I built it,” he said."
    )
    assert speakers(text) == ["Per Ortega", "Per Ortega", "Ada Lind", "Ada Lind", "Per Ortega"]


def test_who_is_named_in_passing_says_nothing() -> None:
    text = (
        "Jonas Brandt, the guard, said the door was shut. The key was lost, he added.\n\n"
        "In July, Ada Lind and Per Ortega signed a deal.\n\n“It is a bad deal,” Brandt said. He said it was late."
    )
    assert speakers(text) == ["Jonas Brandt"] * 4


def test_one_family_name_and_two_bearers_stay_two() -> None:
    text = "Ada Lind said it was old.\n\nPer Lind said it was new.\n\n“It is old,” Ada Lind said."
    assert speakers(text) == ["Ada Lind", "Per Lind", "Ada Lind"]


def test_the_bare_name_of_two_bearers_is_nobody_s() -> None:
    text = "Ada Lind and Per Lind came home.\n\n“It is late,” Lind said."
    assert speakers(text) == [None]


def test_a_headline_s_bare_name_is_the_first_full_one_s() -> None:
    text = (
        "Lind harbour trial opens\n\nThe trial of the agent Per Lind began. “She was pale,” a guard said.\n\n"
        "Marian Holt said she was afraid. Outside, Holt met Lind and his brother, Erik Lind.\n\n“They knew,” she said."
    )
    assert speakers(text)[-1] == "Marian Holt"
    assert "Lind" not in {bearer.name for bearer in read(Document.of(text)).speakers}


def test_a_headline_s_bare_name_without_a_given_one_takes_no_pronoun_of_the_other_sex() -> None:
    text = "Lind denies all\n\nAda Lind and Iris Lind came home. “We knew,” he said."
    assert speakers(text) == ["Ada Lind", None]


def test_a_name_of_both_sexes_takes_either_pronoun() -> None:
    for pronoun in ("she", "he"):
        assert speakers(f"Marian Holt said it was old. “It is late,” {pronoun} added.") == ["Marian Holt"] * 2


def test_a_title_tells_which_of_two() -> None:
    text = "Ada Lind and Per Lind came home.\n\n“It is late,” Ms. Lind said."
    assert speakers(text) == ["Ada Lind"]


@pytest.mark.parametrize(
    "text",
    [
        "Two officials said the bridge was closed.",
        "A spokesman for Ada Lind said the bridge was closed.",
        "Critics called the plan a mistake.",
        "“It is late,” he said.",
        "Ada Lind and Per Ortega said it was late.",
    ],
)
def test_what_cannot_be_known_is_left_open(text: str) -> None:
    reading = read(Document.of(text))
    assert reading.attributions
    assert all(a.mention is not None and a.speaker is None for a in reading.attributions)


def test_a_name_between_commas_explains_the_description() -> None:
    text = "Its commissioner, Ada Lind, said the bridge was closed. She said it was late."
    assert speakers(text) == ["Ada Lind", "Ada Lind"]
    assert speaker(text, "Ada Lind").role == "commissioner"


def test_bodies_speak_under_their_description() -> None:
    text = (
        "The works department said the bridge was closed. The department added that it was late. "
        "It said the road was shut too."
    )
    assert speakers(text) == ["works department"] * 3


def test_a_named_body_is_found_by_its_noun() -> None:
    text = "Marholm Savings Bank said it was closed. The bank denied the rest."
    assert speakers(text) == ["Marholm Savings Bank"] * 2


def test_who_is_whoever_stands_before() -> None:
    text = "Ada Lind, who said the bridge was closed, left early."
    assert speakers(text) == ["Ada Lind"]


def test_a_quote_inside_a_quote_keeps_both_speakers() -> None:
    text = "“Per Ortega told me, ‘The bridge is closed,’ and left,” Ada Lind said."
    reading = read(Document.of(text))
    found = [(a.speaker.name if a.speaker else None, reading.document.slice(a.spans[0])) for a in reading.attributions]
    assert found == [
        ("Ada Lind", "“Per Ortega told me, ‘The bridge is closed,’ and left,”"),
        ("Per Ortega", "‘The bridge is closed,’"),
    ]


def test_a_given_name_rules_a_pronoun_out() -> None:
    text = "Per Ortega said it was old. Ada Lind spoke next. “It is not,” he said."
    assert speakers(text)[-1] == "Per Ortega"
