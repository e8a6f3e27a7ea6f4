"""Completions read as they stream: whole statements only, whatever the pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.drafting.completions import MAX_STATEMENT, Statement, StatementReader


def read(text: str, size: int = 3) -> list[Statement]:
    reader = StatementReader()
    found = [s for at in range(0, len(text), size) for s in reader.feed(text[at : at + size])]
    return found + reader.close()


@pytest.mark.parametrize(
    ("completion", "expected"),
    [
        ("The wall costs 4 million. [S2]", [("The wall costs 4 million.", (2,))]),
        ("- A is so. [S1]\n- B is so. [S2][S3]\n", [("A is so.", (1,)), ("B is so.", (2, 3))]),
        ("A is so [S1]. B is so [S2].", [("A is so.", (1,)), ("B is so.", (2,))]),
        ("A is so. [S1] B is so. [S4-S6]", [("A is so.", (1,)), ("B is so.", (4, 5, 6))]),
        ("[S3] A is so.\n[S4] B is so.", [("A is so.", (3,)), ("B is so.", (4,))]),
        ("[S3] A is so. [S4] B is so.", [("A is so.", (3,)), ("B is so.", (4,))]),
        ("1. **A is so.** [1, 2]", [("A is so.", (1, 2))]),
        ("Answer: A is so. (S7)", [("A is so.", (7,))]),
        ("A (7 years old) is so. 【S7】", [("A (7 years old) is so.", (7,))]),
        ("A is so.", [("A is so.", ())]),
        ("“We will,” she said. [S1]", [("“We will,” she said.", (1,))]),
        ("\n\n   \n[S1]\n", [("", (1,))]),
        ("\n ... \n", []),
        ("The town [12] grew fast.[3] [S5]", [("The town grew fast.", (5,))]),
    ],
)
def test_statements_and_their_numbers(completion: str, expected: list[tuple[str, tuple[int, ...]]]) -> None:
    assert [(s.text, s.numbers) for s in read(completion)] == expected


def test_a_statement_is_handed_on_as_soon_as_the_next_begins() -> None:
    reader = StatementReader()
    assert reader.feed("A is so. [S1") == []
    assert reader.feed("]") == []
    assert reader.feed("[S2] ") == []
    assert reader.feed("B") == [Statement("A is so.", (1, 2))]


def test_a_cut_off_statement_is_not_handed_on() -> None:
    reader = StatementReader()
    assert reader.feed("A is so. [S1]\nB is no") == [Statement("A is so.", (1,))]
    assert reader.cut_off() == ([], "B is no")


def test_a_cut_off_completion_whose_last_statement_is_whole_loses_nothing() -> None:
    reader = StatementReader()
    reader.feed("A is so. [S1]")
    assert reader.cut_off() == ([Statement("A is so.", (1,))], "")


def test_an_endless_line_is_cut() -> None:
    reader = StatementReader()
    found = reader.feed("word " * 2000)
    assert found
    assert all(len(s.text) <= MAX_STATEMENT for s in found)


@pytest.mark.parametrize(
    "text",
    [
        "The document does not say.",
        "NOT STATED",
        "The population of Orban is not mentioned in the given document.",
        "The document does not provide information about the number of boats.",
        "There is no mention of a price.",
        "The article doesn't specify when it opens.",
        "Das Dokument sagt dazu nichts.",
        "Das Dokument enthält dazu keine Angaben.",
        "Le texte n’indique pas qui a gagné.",
        "El documento no especifica la fecha.",
    ],
)
def test_refusals(text: str) -> None:
    assert Statement(text, ()).is_refusal


@pytest.mark.parametrize(
    "text",
    [
        "The mayor said the plan was not approved.",
        "Voss said she had no choice.",
        "The harbour master does not support the wall.",
        "The council did not give its consent.",
        "The ship was not named after her, Voss said.",
        "Artikel 5 wird nicht geändert.",
    ],
)
def test_statements_that_are_no_refusals(text: str) -> None:
    assert not Statement(text, ()).is_refusal


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "piece", [" ", "1, ", "S1 ", "[S1] ", "[", "(S1, ", "[S1 and ", "- ", "\u00a0", "….", "word, "]
)
def test_no_completion_takes_long_to_read(piece: str) -> None:
    for opened in ("", "[", "[S", "A is so. [S1"):
        reader = StatementReader()
        reader.feed(opened)
        for _ in range(600):
            reader.feed(piece)
        reader.feed(piece * 600)
        reader.close()


@given(st.text(alphabet="AB .\n[]S123,-()“”", max_size=120), st.integers(1, 7))
def test_pieces_make_no_difference(text: str, size: int) -> None:
    assert read(text, size) == read(text, 1)
