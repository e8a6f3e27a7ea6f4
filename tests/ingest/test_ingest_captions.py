"""Captions: turns, times, voices, rolling text, and files that are broken."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import OnRecordError
from bot.ingest import from_bytes
from bot.types import Document


def captions(text: str, name: str = "talk.vtt") -> Document:
    return from_bytes(text.encode(), name=name)


def vtt(*cues: tuple[float, float, str]) -> str:
    def stamp(seconds: float) -> str:
        return f"{int(seconds) // 3600:02}:{int(seconds) // 60 % 60:02}:{seconds % 60:06.3f}"

    return "WEBVTT\n\n" + "\n\n".join(f"{stamp(a)} --> {stamp(b)}\n{text}" for a, b, text in cues) + "\n"


def said(document: Document) -> list[tuple[str, str]]:
    return [(turn.speaker, document.text[turn.start : turn.end]) for turn in document.turns]


def test_two_voices_in_one_cue() -> None:
    document = captions(
        vtt((0, 2, "<v.loud Ines Halloran>We start.</v> <v Tobias Wren>We do not."), (2, 4, "Not now."))
    )
    assert said(document) == [("Ines Halloran", "We start."), ("Tobias Wren", "We do not."), ("", "Not now.")]


def test_tags_and_entities_are_not_text() -> None:
    document = captions(vtt((0, 2, "<c.yellow>R&amp;D <i>costs</i> 3 &lt; 4,</c> and a < b > c stays {\\an8}here")))
    assert document.text == "R&D costs 3 < 4, and a < b > c stays here"


def test_notes_styles_and_cue_names_are_not_text() -> None:
    head = "WEBVTT\n\nNOTE by the station\n\nSTYLE\n::cue { color: red }\n\n"
    text = head + "intro-1\n00:01.000 --> 00:02.000\nGood evening.\n"
    assert captions(text).text == "Good evening."


def test_captions_without_speakers_still_have_times() -> None:
    cues = [(i * 4.0, i * 4.0 + 3.9, f"This is sentence {i}.") for i in range(20)]
    document = captions(vtt(*cues))
    assert {turn.speaker for turn in document.turns} == {""}
    assert all(turn.label_start == turn.label_end == turn.start for turn in document.turns)
    assert [turn.time for turn in document.turns] == ["00:00:00.000", "00:00:32.000", "00:01:04.000"]
    assert document.text.count("\n\n") == 2
    assert document.place(document.span(document.text.index("sentence 9"), len(document.text))).time == "00:00:32.000"


def test_a_long_turn_is_cut_at_a_sentence_and_its_label_shown_once() -> None:
    cues = [
        (0.0, 20.0, "<v Halloran>One."),
        (20.0, 40.0, "<v Halloran>Two and"),
        (40.0, 60.0, "<v Halloran>a half."),
        (61.0, 62.0, "<v Halloran>Three."),
    ]
    document = captions(vtt(*cues))
    assert document.text == "Halloran: One. Two and a half.\n\nThree."
    assert [turn.speaker for turn in document.turns] == ["Halloran", "Halloran"]


def test_silence_ends_a_turn() -> None:
    document = captions(vtt((0, 2, "Good evening"), (30, 31, "and good night.")))
    assert document.text == "Good evening\n\nand good night."


def test_a_change_of_speaker_without_a_name() -> None:
    document = captions(
        vtt((0, 1, "HALLORAN: Yes."), (1, 2, "WREN: No."), (2, 3, ">> Shame!"), (3, 4, "HALLORAN: Order."))
    )
    assert said(document) == [("HALLORAN", "Yes."), ("WREN", "No."), ("", ">> Shame!"), ("HALLORAN", "Order.")]


def test_rolling_captions_are_read_once() -> None:
    cues = [
        (0.0, 2.0, "good<00:00:00.500><c> evening</c>"),
        (2.0, 2.01, "good evening"),
        (2.01, 4.0, "good evening\nthe<00:00:02.500><c> council</c>"),
        (4.0, 4.01, "the council"),
        (4.01, 6.0, "the council\nvoted<00:00:04.500><c> no</c>"),
    ]
    assert captions(vtt(*cues)).text == "good evening the council voted no"


def test_what_is_said_twice_stays_twice() -> None:
    assert captions(vtt((0, 1, "No."), (1, 2, "No."), (2, 3, "No."))).text == "No. No. No."


def test_srt_with_line_breaks_of_windows_and_a_mark() -> None:
    raw = "\ufeff1\r\n00:00:01,000 --> 00:00:02,000\r\nGood\r\nevening.\r\n\r\n".encode()
    assert from_bytes(raw, name="x").text == "Good evening."


@pytest.mark.parametrize("text", ["WEBVTT", "WEBVTT\n\n00:01.000 -> 00:02.000\nx\n", "1\n00:00:01,000 --> \nx\n"])
def test_no_cue_is_an_error(text: str) -> None:
    with pytest.raises(OnRecordError, match="no well-formed captions"):
        captions(text)


def test_empty_cues_hold_no_text() -> None:
    with pytest.raises(OnRecordError):
        captions(vtt((0, 1, " "), (1, 2, "<i></i>")))


lines = st.text(st.sampled_from("ab.:<>/v&;lt\n 0123-,\u202e\x00"), max_size=50)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 9000), lines), max_size=8))
def test_any_cues_are_read_or_refused(cues: list[tuple[int, str]]) -> None:
    try:
        document = captions(vtt(*((start, start + 2.0, text) for start, text in cues)))
    except OnRecordError:
        return
    at = 0
    for turn in document.turns:
        assert at <= turn.label_start <= turn.label_end <= turn.start <= turn.end <= len(document.text)
        at = turn.end


@settings(deadline=None, max_examples=60)
@given(st.text(st.sampled_from("WEBVT1\n:0.->, <v>ab"), max_size=200))
def test_any_text_called_captions_is_read_or_refused(text: str) -> None:
    try:
        captions("WEBVTT\n" + text)
    except OnRecordError as error:
        assert str(error).isprintable()
