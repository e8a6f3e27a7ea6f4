"""Transcripts and threads: the label speaks, and what a turn reports of others is theirs."""

from __future__ import annotations

from bot.ingest import from_bytes
from bot.language import read
from bot.types import Document, Reading, Turn


def reading_of(*turns: tuple[str, str]) -> Reading:
    text, marked, at = "", [], 0
    for label, words in turns:
        head = f"{label}: "
        text += f"{head}{words}\n"
        marked.append(Turn(label, at + len(head), at + len(head) + len(words), at, at + len(label) + 1))
        at = len(text)
    return read(Document.of(text, kind="transcript", turns=marked))


def names(reading: Reading) -> list[str | None]:
    return [a.speaker.name if a.speaker else None for a in reading.attributions]


def test_each_turn_is_a_direct_statement_of_its_label() -> None:
    reading = reading_of(("Ada Lind", "It is late. We go."), ("Per Ortega", "We stay."))
    assert names(reading) == ["Ada Lind", "Per Ortega"]
    assert [a.kind for a in reading.attributions] == ["direct", "direct"]
    first = reading.attributions[0]
    assert first.mention is not None
    assert reading.document.slice(first.mention) == "Ada Lind:"
    assert reading.document.slice(first.spans[0]) == "It is late. We go."


def test_what_a_turn_reports_of_others_is_theirs() -> None:
    reading = reading_of(("Ada Lind", "Per Ortega said that the bridge was closed. I think he is wrong."))
    assert names(reading) == ["Ada Lind", "Per Ortega"]
    assert reading.document.slice(reading.attributions[1].spans[0]) == "that the bridge was closed"


def test_labels_in_capitals_and_with_titles_are_one_speaker() -> None:
    reading = reading_of(("SEN. LIND", "It is late."), ("PER ORTEGA", "Ada Lind is right."), ("SEN. LIND", "Yes."))
    assert names(reading) == ["Ada Lind", "Per Ortega", "Ada Lind"]


def test_labels_that_name_nobody_stay_mentions() -> None:
    reading = reading_of(("Q", "Is it late?"), ("MODERATOR", "Please."), ("Q", "Thanks."))
    assert names(reading) == [None, None, None]
    assert all(a.mention is not None for a in reading.attributions)


def test_a_name_in_a_label_s_brackets_counts() -> None:
    reading = reading_of(
        ("THE CHAIR (Ms. Lind)", "Order."), ("Per Ortega", "Thank you."), ("THE CHAIR (Ms. Lind)", "So.")
    )
    assert names(reading)[0] == names(reading)[2]
    assert "Lind" in str(names(reading)[0])


def test_i_in_a_turn_is_whoever_has_it() -> None:
    reading = reading_of(("Ada Lind", "I told them, “The bridge is closed.” Nobody came."))
    assert names(reading) == ["Ada Lind", "Ada Lind"]


def test_a_transcript_from_ingest() -> None:
    raw = "ADA LIND: It is late.\n\nPER ORTEGA: It is not.\n\nADA LIND: Per Ortega told me it was late.\n"
    reading = read(from_bytes(raw.encode(), name="talk.txt"))
    assert [name for name in names(reading) if name] == ["Ada Lind", "Per Ortega", "Ada Lind", "Per Ortega"]


INTERVIEW = """Ada Birk has kept the lamps of Tarnholm for 40 years. We met her at the pier.

Q: Will you stay?

A: No. I have seen enough weather.

Q: Who follows you?

A: Nobody yet.
"""


def test_who_answers_in_an_interview_is_the_one_person_it_introduces() -> None:
    document = from_bytes(INTERVIEW.encode(), name="interview.txt")
    said = [(a.speaker.name if a.speaker else None) for a in read(document).attributions if a.kind == "direct"]
    assert said == [None, "Ada Birk", None, "Ada Birk"]


def test_who_answers_is_left_open_where_two_are_introduced() -> None:
    two = INTERVIEW.replace("We met her", "We met her and Ole Lund")
    document = from_bytes(two.encode(), name="interview.txt")
    assert not any(a.speaker for a in read(document).attributions if a.kind == "direct")


def test_lines_that_a_turn_only_repeats_are_not_its_speakers() -> None:
    reading = reading_of(
        ("Ada Lind", "We stay."), ("Per Ortega", "> We stay.\nWe go.\n> Why?\nIt is late."), ("Bo", "> No.")
    )
    said = [[reading.document.slice(span) for span in a.spans] for a in reading.attributions]
    assert said == [["We stay."], ["We go.", "It is late."], ["> No."]]


def test_a_bracket_in_a_label_names_the_speaker_only_where_the_label_does_not() -> None:
    labels = ("Dr Selma Akande (Port Ives)", "THE CHAIR (Ms. Abelard)", "Ada Lind (Labour)")
    reading = reading_of(*((label, "I shall vote for the Bill.") for label in labels))
    assert names(reading) == ["Dr Selma Akande", "Ms. Abelard", "Ada Lind"]
