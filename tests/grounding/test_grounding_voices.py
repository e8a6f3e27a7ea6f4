import pytest

from bot.grounding.voices import alike, cite, is_named
from bot.types import Document


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Okonjo", "Frida Okonjo"),
        ("the harbour chief", "harbour chief of Northam"),
        ("the top U.S. commander", "commander of the U.S. fleet"),
        ("the mayor", "Mayor"),
        ("the Trust", "director of the Northam Trust"),
        ("Lars Ekwall and Frida Okonjo", "Okonjo"),
        ("Herald reporter Ada Holt", "Ada Holt"),
    ],
)
def test_forms_of_one_speaker(a: str, b: str) -> None:
    assert alike(a, b)
    assert alike(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Okonjo", "Ekwall"),
        ("NFL Legend", "former NFL star"),
        ("the union's lawyer", "chief of the union"),
        ("the mayor", "Frida Okonjo"),
        ("Ada Okonjo", "Frida Okonjo"),
    ],
)
def test_forms_of_two_speakers(a: str, b: str) -> None:
    assert not alike(a, b)
    assert not alike(b, a)


def test_a_description_is_no_name() -> None:
    assert is_named("Frida Okonjo")
    assert not is_named("the U.S. commander")
    assert not is_named("The Head of Household")


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("“It was fair,”", "It was fair"),
        ("it was a “fair price”", "it was a “fair price”"),
        (' "fair" ', "fair"),
        ("he said “it was”, and so on,", "he said “it was”, and so on"),
    ],
)
def test_citations_lose_outer_marks_and_keep_inner_pairs(text: str, quote: str) -> None:
    [citation] = cite(0, len(text), Document.of(text))
    assert citation.quote == quote


def test_marks_alone_are_no_citation() -> None:
    assert cite(0, 3, Document.of("“,”")) == ()
