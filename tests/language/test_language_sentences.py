"""Paragraphs and sentences: exact spans, abbreviations, wrapped lines, turns."""

from __future__ import annotations

import pytest

from bot.language import read
from bot.language.sentences import paragraphs, split
from bot.types import Document, Turn


def sentences(text: str, language: str = "en") -> list[str]:
    return [text[start:end] for start, end in split(text, 0, len(text), language)]


def blocks(text: str) -> list[str]:
    document = Document.of(text)
    return [text[start:end] for start, end in paragraphs(document)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rained. The road held.", ["It rained.", "The road held."]),
        ("Dr. Ada B. Lind met Sen. Ortega. He left.", ["Dr. Ada B. Lind met Sen. Ortega.", "He left."]),
        ("They met then-Gov. Ada Lind. He left.", ["They met then-Gov. Ada Lind.", "He left."]),
        ("An ex-Sen. Ortega aide spoke.", ["An ex-Sen. Ortega aide spoke."]),
        ("She moved to the U.S. The vote was lost.", ["She moved to the U.S.", "The vote was lost."]),
        ("The U.S. Senate met at 4 p.m. Friday.", ["The U.S. Senate met at 4 p.m. Friday."]),
        ("It cost 3.5 million. Nobody paid.", ["It cost 3.5 million.", "Nobody paid."]),
        ("Brill Foods Inc. fell. It rose.", ["Brill Foods Inc. fell.", "It rose."]),
        ("See No. 5 there. He said no. They left.", ["See No. 5 there.", "He said no.", "They left."]),
        ("They sat. Brandt stood.", ["They sat.", "Brandt stood."]),
        ("He paused ... and went on. Then he left.", ["He paused ... and went on.", "Then he left."]),
        ("“It is late.” The mayor rose.", ["“It is late.”", "The mayor rose."]),
        ("“Is it late?” she asked. Nobody knew.", ["“Is it late?” she asked.", "Nobody knew."]),
        ("“Is it late?” Mayor Lind asked. No.", ["“Is it late?” Mayor Lind asked.", "No."]),
        ("“Is it late?” The crowd knew.", ["“Is it late?”", "The crowd knew."]),
        ("Was it? Yes! (It was.) Good.", ["Was it?", "Yes!", "(It was.)", "Good."]),
        ("1. The well. It is dry.", ["1. The well.", "It is dry."]),
        ("終わった。次だ。", ["終わった。", "次だ。"]),
        ("  No stop at the end  ", ["No stop at the end"]),
    ],
)
def test_english_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "Am 3. Oktober kam Dr. Lind. Er blieb.", ["Am 3. Oktober kam Dr. Lind.", "Er blieb."]),
        ("de", "Sie mag z. B. Tee. Er nicht.", ["Sie mag z. B. Tee.", "Er nicht."]),
        ("fr", "M. Lind est venu. Il est resté.", ["M. Lind est venu.", "Il est resté."]),
        ("es", "El Sr. Lind vino. ¿Y tú?", ["El Sr. Lind vino.", "¿Y tú?"]),
    ],
)
def test_sentences_of_other_languages(language: str, text: str, expected: list[str]) -> None:
    assert sentences(text, language) == expected


def test_a_paragraph_ends_at_a_blank_line() -> None:
    assert blocks("One.\n\nTwo.\n \t\nThree.") == ["One.", "Two.", "Three."]


def test_in_a_wire_text_every_line_is_a_paragraph() -> None:
    lines = [
        "Bridge to close for repairs",
        "The council said on Monday that the old bridge would close in May, after engineers had found cracks in it "
        "that are longer than the ones they had found in the year before and in the year before that.",
        "“We have no choice,” Lind said.",
        "The ferry will run twice an hour.",
    ]
    assert blocks("\n".join(lines)) == lines


def test_wrapped_lines_are_one_paragraph_until_a_short_line() -> None:
    text = (
        "The council said on Monday that the old bridge would\n"
        "close in May, after engineers had found cracks in it.\n"
        "Lind voted against the plan, and so did most of the\n"
        "members who live on the island.\n"
        "The ferry will run twice an hour until the bridge is\n"
        "open again, which may take a year."
    )
    first, second = blocks(text)
    assert first.endswith("who live on the island.")
    assert second.startswith("The ferry")
    assert [s.replace("\n", " ") for s in sentences(second)] == [
        "The ferry will run twice an hour until the bridge is open again, which may take a year."
    ]


def test_a_line_that_breaks_inside_a_sentence_goes_on() -> None:
    assert blocks("The bridge will close in\nmay and open in june.") == [
        "The bridge will close in\nmay and open in june."
    ]


def test_list_items_are_paragraphs() -> None:
    text = "The plan has three parts:\n- a bridge\n- a ferry\n- a tunnel"
    assert blocks(text) == ["The plan has three parts:", "- a bridge", "- a ferry", "- a tunnel"]


def test_labels_of_turns_belong_to_no_sentence() -> None:
    text = "LIND: It is late. We go.\nORTEGA: We stay."
    turns = (Turn("LIND", 6, 24, 0, 5), Turn("ORTEGA", 33, 41, 25, 32))
    reading = read(Document.of(text, kind="transcript", turns=turns))
    assert [reading.document.slice(s.span) for s in reading.sentences] == ["It is late.", "We go.", "We stay."]


def test_sentences_are_numbered_and_never_leave_their_paragraph() -> None:
    text = "One here. Two here\n\nThree here. Four."
    reading = read(Document.of(text))
    assert [s.index for s in reading.sentences] == [0, 1, 2, 3]
    assert [s.paragraph for s in reading.sentences] == [0, 0, 1, 1]
    assert all("\n\n" not in reading.document.slice(s.span) for s in reading.sentences)
