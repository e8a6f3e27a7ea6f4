import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.names import acronym, defined_aliases, find_names, head_name, key, same_name


def names(text: str, **options) -> list[str]:
    return [name.text for name in find_names(text, **options)]


def test_titles_stand_before_a_name_and_not_in_it() -> None:
    found = find_names("Then Gen. Frida Okonjo met Prime Minister Lars Ekwall at noon.")
    assert [(name.text, name.title) for name in found] == [("Frida Okonjo", "gen"), ("Lars Ekwall", "minister")]


def test_a_title_inside_a_run_of_capitals_parts_two_names() -> None:
    assert names("It hurt, Treasury Secretary Ada Lindqvist said.") == ["Treasury", "Ada Lindqvist"]
    assert names("It hurt the Justice Department and General Motors.") == ["Justice Department", "General Motors"]


def test_particles_initials_and_institutions() -> None:
    text = "He met Ursula van der Moor, J. B. Ore, Omar al-Sayeg and the Bank of Northam."
    assert names(text) == ["Ursula van der Moor", "J. B. Ore", "Omar al-Sayeg", "Bank of Northam"]


def test_calendar_words_and_pronouns_are_no_names() -> None:
    assert names("On Monday I met her in March, and I said so.") == []


def test_a_word_that_opens_a_sentence_is_not_certain_unless_known() -> None:
    [name] = find_names("Harrow said no.")
    assert not name.certain
    [name] = find_names("Harrow said no.", known=frozenset({"harrow"}))
    assert name.certain


def test_possessives_are_left_off() -> None:
    assert names("He read Ekwall’s letter.") == ["Ekwall"]


def test_in_german_a_capital_alone_says_nothing() -> None:
    assert not any(name.certain for name in find_names("Er sah das Haus am Hafen.", "de"))
    assert [name.text for name in find_names("Er traf Lars Ekwall.", "de") if name.certain] == ["Lars Ekwall"]


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Dr. Ada B. Lindqvist", "Lindqvist"),
        ("A. Lindqvist", "Ada Lindqvist"),
        ("U.S.", "United States"),
        ("US", "America"),
        ("Iraqi", "Iraq"),
        ("WHO", "World Health Organization"),
        ("al-Sayeg", "Omar al-Sayeg"),
        ("Ekwall’s", "Ekwall"),
        ("ISIS", "Islamic State"),
        ("Ada", "Ada Lindqvist"),
        ("Mr. Ekwall", "Lars Ekwall"),
        ("Müller", "Muller"),
    ],
)
def test_names_of_one_bearer(a: str, b: str) -> None:
    assert same_name(a, b)
    assert same_name(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Lindqvist", "Lindquist"),
        ("Ada Lindqvist", "Per Lindqvist"),
        ("Iran", "Iraq"),
        ("North Korea", "South Korea"),
        ("WHO", "World Trade Organization"),
        ("B. Lindqvist", "Ada Lindqvist"),
        ("al-Sayeg", "al-Harun"),
        ("", "Ada"),
    ],
)
def test_names_of_two_bearers(a: str, b: str) -> None:
    assert not same_name(a, b)


def test_key_head_and_acronym() -> None:
    assert key("us") == "us"
    assert key("US") == "united states"
    assert key("Calif.") == "california"
    assert head_name("Gen. Frida Okonjo Jr.") == "okonjo"
    assert acronym("World Health Organization") == "who"


def test_defined_aliases() -> None:
    text = "The Northam Harbour Trust (NHT) met. It said (twice) no. Rivers and Seas (known as Rise) too."
    assert ("NHT", "Northam Harbour Trust") in defined_aliases(text)
    assert all(short != "twice" for short, _ in defined_aliases(text))


@given(st.text(max_size=150))
def test_any_text_can_be_read(text: str) -> None:
    for name in find_names(text):
        assert 0 <= name.start < name.end <= len(text)
        assert text[name.start : name.end] == name.text
