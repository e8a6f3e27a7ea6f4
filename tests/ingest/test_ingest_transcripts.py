"""Labels that name speakers, and the many lines with a colon that do not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ingest import from_bytes
from bot.ingest.transcripts import MIN_LABELS, accepted, find_turns, label_at


def said(text: str) -> list[tuple[str, str]]:
    return [(turn.speaker, text[turn.start : turn.end]) for turn in find_turns(text)]


@pytest.mark.parametrize(
    ("line", "speaker", "time"),
    [
        ("SEN. VOSS: Thank you.", "SEN. VOSS", None),
        ("Q: Why?", "Q", None),
        ("A.: Because.", "A.", None),
        ("**Ines Halloran:** Good morning.", "Ines Halloran", None),
        ("**Ines Halloran**: Good morning.", "Ines Halloran", None),
        ("__Q:__ Why?", "Q", None),
        ("Ines Halloran (Coast Party): Good morning.", "Ines Halloran", None),
        ("DR. ODUYA, HARBOUR ENGINEER: It is.", "DR. ODUYA", None),
        ("Qais al-Nasri: Yes.", "Qais al-Nasri", None),
        ("Anna-Lena de la Tour: Yes.", "Anna-Lena de la Tour", None),
        ("de Vries: Yes.", "de Vries", None),
        ("Speaker 2: Yes.", "Speaker 2", None),
        ("Audience member: Shame!", "Audience member", None),
        ("The Chair: Order.", "The Chair", None),
        ("D’Arcy O'Dea: Yes.", "D’Arcy O'Dea", None),
        ("[00:12:03] HALLORAN: Good morning.", "HALLORAN", "00:12:03"),
        ("0:07 Halloran: Good morning.", "Halloran", "0:07"),
        ("Halloran (12:03): Good morning.", "Halloran", "12:03"),
        ("- HALLORAN: Good morning.", "HALLORAN", None),
        (">> HALLORAN: Good morning.", "HALLORAN", None),
        ("HALLORAN:", "HALLORAN", None),
        ("Хальворсен: Да.", "Хальворсен", None),
        ("市長: はい。", "市長", None),
        ("PRICE: I object.", "PRICE", None),
    ],
)
def test_a_label(line: str, speaker: str, time: str | None) -> None:
    label = label_at(line)
    assert label is not None
    assert (label.speaker, label.time) == (speaker, time)
    assert line[label.start : label.end].rstrip("*_").endswith(":")


@pytest.mark.parametrize(
    "line",
    [
        "Note: the vote is on Tuesday.",
        "Update: the vote was postponed.",
        "EDITOR'S NOTE: corrected on Monday.",
        "Price: $14.6 million",
        "Key Points: three of them",
        "Step 3: mix",
        "12:30: doors open",
        "https://harbour.example: the site",
        "He said: we start.",
        "The mayor said: we start.",
        "This is what matters: the wall.",
        "My answer: no.",
        "In Port Ansel: rain.",
        "Halloran:said without a space",
        "three things: a wall, a gate, a quay",
        "The council of Port Ansel decided on Tuesday in the old customs house on Harbour Street: a wall.",
        "",
        ":",
        ": no name",
        "**: no name",
        "Ratio 3:1 is fine",
    ],
)
def test_no_label(line: str) -> None:
    assert label_at(line) is None


def test_questions_and_answers() -> None:
    text = (
        "An interview with the engineer.\n\nQ: Is it safe?\nA: It is.\n\nQ: For how long?\nA: Sixty years.\nOr more.\n"
    )
    assert said(text) == [
        ("Q", "Is it safe?"),
        ("A", "It is."),
        ("Q", "For how long?"),
        ("A", "Sixty years.\nOr more."),
    ]


def test_labels_on_lines_of_their_own() -> None:
    text = "HALLORAN:\nWe start.\n\nWREN:\nWe do not.\n\nHALLORAN:\n\nODUYA:\nIt is safe.\n"
    assert said(text) == [("HALLORAN", "We start."), ("WREN", "We do not."), ("ODUYA", "It is safe.")]


def test_where_labels_are_capitals_other_colons_are_speech() -> None:
    text = (
        "HALLORAN: I say two things.\nFirst Point: the wall.\nWREN: And I say one.\nHALLORAN: Which?\nLast Word: none."
    )
    assert [speaker for speaker, _ in said(text)] == ["HALLORAN", "WREN", "HALLORAN"]
    assert said(text)[0][1] == "I say two things.\nFirst Point: the wall."


@pytest.mark.parametrize(
    "text",
    [
        # one quotation set off with a colon
        "The council met.\n\nHalloran: “We start.”\n\nThe crews objected.\n",
        # a box of facts: each label once
        "The wall\n\nLength: 840 metres\nHeight: 3.2 metres\nCost: $14.6 million\nBuilder: not chosen\n",
        "Place: the hall\nAgenda: the wall\nChair: vacant\n",
        # the same notices again and again
        "Pros: strong\nCons: dear\n\nPros: cheap\nCons: weak\n\nPros: none\nCons: many\n",
        "12:30: doors\n13:00: talk\n13:30: end\n",
        "From: Ines\nTo: Maren\nSubject: the wall\nDate: Monday\n\nDear Maren, we start.",
        "He said: yes.\nShe said: no.\nHe said: yes.\nShe said: no.\n",
        "# include: a\nthis is: b\nthat is: c\nthis is: d\n",
    ],
)
def test_no_transcript(text: str) -> None:
    assert find_turns(text) == ()
    assert from_bytes(text.encode(), name="a.txt").kind == "text"


def test_markdown_with_bold_labels_is_a_transcript() -> None:
    text = "# Talk\n\n**Lena Moravec:** Is it *safe*?\n\n**Maren Oduya:** It is.\n\n**Lena Moravec:** Thank you.\n"
    document = from_bytes(text.encode(), name="talk.md")
    assert (document.kind, document.title) == ("transcript", "Talk")
    assert said(document.text)[0] == ("Lena Moravec", "Is it safe?")


def test_labels_in_other_formats_give_turns_and_keep_the_kind() -> None:
    page = "<html><body><article><h1>Five questions</h1>" + "".join(
        f"<p>{who}: {words}</p>"
        for who, words in (
            ("MORAVEC", "Is the wall safe, and if so for how many years will it be?"),
            ("ODUYA", "It is built for sixty years, and it can be raised after that."),
            ("MORAVEC", "And who will pay for that when the time comes, in your view?"),
            ("ODUYA", "That is not for an engineer to say, but somebody will have to."),
        )
    )
    document = from_bytes(page.encode(), name="x.html")
    assert document.kind == "html"
    assert [turn.speaker for turn in document.turns] == ["MORAVEC", "ODUYA", "MORAVEC", "ODUYA"]


names = st.sampled_from(["HALLORAN", "SEN. VOSS", "Q", "A", "DR. ODUYA", "SPEAKER 1"])
words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=40).map(
    lambda text: "so " + text.replace(":", " ").replace("\n", " ").strip()
)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(names, words), min_size=MIN_LABELS, max_size=12))
def test_every_turn_of_a_transcript_is_found(turns: list[tuple[str, str]]) -> None:
    text = "\n\n".join(f"{name}: {speech}" for name, speech in turns)
    assert said(text) == [(name, speech.strip()) for name, speech in turns]


@settings(deadline=None, max_examples=60)
@given(st.text(st.sampled_from("AaQ:. \n\t*_-[(0)]1>é市\u202e"), max_size=300))
def test_turns_of_any_text_lie_in_order_inside_it(text: str) -> None:
    at = 0
    for turn in find_turns(text):
        assert at <= turn.label_start < turn.label_end <= turn.start < turn.end <= len(text)
        assert turn.speaker in text[turn.label_start : turn.label_end]
        assert text[turn.start : turn.end].strip() == text[turn.start : turn.end]
        at = turn.end


def test_few_labels_are_none() -> None:
    assert accepted(["Q", "A"]) == frozenset()
    assert accepted(["Q", "A", "Q"]) == {"Q", "A"}
    assert accepted(["Ines Halloran", "Tobias Wren", "Maren Oduya"]) == frozenset()


@pytest.mark.parametrize(
    ("text", "stamps"),
    [
        (
            "[2026-03-03 09:01] mara: Shall we wait?\n[2026-03-03 09:03] jonas K: No: it is late.\nReally.\n"
            "[2026-03-03 09:05] mara: Well.\n",
            ("2026-03-03 09:01", "2026-03-03 09:03"),
        ),
        (
            "03/03/2026, 09:01 - mara: Shall we wait?\n03/03/2026, 09:03 - jonas K: No: it is late.\nReally.\n"
            "03/03/2026, 09:05 - mara: Well.\n",
            ("03/03/2026, 09:01", "03/03/2026, 09:03"),
        ),
        (
            "[3.3.26, 9:01:07 AM] mara: Shall we wait?\n[3.3.26, 9:03:00 AM] jonas K: No: it is late.\nReally.\n"
            "[3.3.26, 9:05:00 AM] mara: Well.\n",
            ("3.3.26, 9:01:07 AM", "3.3.26, 9:03:00 AM"),
        ),
    ],
)
def test_a_chat_that_was_saved_as_text_has_turns_whatever_people_call_themselves(
    text: str, stamps: tuple[str, str]
) -> None:
    turns = find_turns(text)
    assert [turn.speaker for turn in turns] == ["mara", "jonas K", "mara"]
    assert (turns[0].time, turns[1].time) == stamps
    assert text[turns[1].start : turns[1].end] == "No: it is late.\nReally."


def test_a_chat_of_nicks_in_angle_brackets() -> None:
    text = "2026-03-03 09:01:22 <mara> hello: there\n2026-03-03 09:01:30 <jo> no\n2026-03-03 09:02:00 <mara> why?\n"
    assert [(t.speaker, text[t.start : t.end]) for t in find_turns(text)] == [
        ("mara", "hello: there"),
        ("jo", "no"),
        ("mara", "why?"),
    ]


def test_a_log_with_dates_is_no_chat_where_nobody_speaks_twice() -> None:
    text = "2026-03-03 09:01: the ferry left\n2026-03-03 09:03: it came back\n2026-03-03 09:05 engine: broken\n"
    assert find_turns(text) == ()
