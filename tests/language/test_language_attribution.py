"""Who said what in English: one example for each rule, with the words that must and must not be taken."""

from __future__ import annotations

import pytest

from bot.language import read
from bot.types import Attribution, Document, Reading


def reading_of(text: str) -> Reading:
    return read(Document.of(text))


def rows(text: str) -> list[tuple[str, str | None, list[str]]]:
    """Kind, mention and pieces of every attribution."""
    reading = reading_of(text)

    def row(a: Attribution) -> tuple[str, str | None, list[str]]:
        mention = reading.document.slice(a.mention) if a.mention else None
        return a.kind, mention, [reading.document.slice(span) for span in a.spans]

    return [row(a) for a in reading.attributions]


DIRECT = [
    ("“It is late,” Ada Lind said.", "Ada Lind", ["“It is late,”"]),
    ("“It is late,” said Ada Lind, the mayor.", "Ada Lind", ["“It is late,”"]),
    ("“It is late,” the mayor told the council on Monday.", "the mayor", ["“It is late,”"]),
    ("Ada Lind said, “It is late.”", "Ada Lind", ["“It is late.”"]),
    ("Ada Lind said: “It is late.”", "Ada Lind", ["“It is late.”"]),
    ("Said Lind, “It is late.”", "Lind", ["“It is late.”"]),
    ("Continued Lind: “It is late.”", "Lind", ["“It is late.”"]),
    ("“It is late,” Lind said. “We should go.”", "Lind", ["“It is late,”", "“We should go.”"]),
    ("“It is,” Lind said, “too late.”", "Lind", ["“It is,”", "“too late.”"]),
    ("“It is late,” said Lind, head of the council, “and dark.”", "Lind", ["“It is late,”", "“and dark.”"]),
    ("The paper quoted Lind as saying, “It is late.”", "Lind", ["“It is late.”"]),
    ("“It is late,” the paper quoted Lind as saying.", "Lind", ["“It is late,”"]),
    ("“It is late,” Lind shrugged.", "Lind", ["“It is late,”"]),
    (
        "Ada Lind, Harbour Post: “The bridge is the winner of the day.”",
        "Ada Lind",
        ["“The bridge is the winner of the day.”"],
    ),
    ("The mayor went further: “It is far too late.”", "The mayor", ["“It is far too late.”"]),
    ("In a letter, she wrote: “It is late.”", "she", ["“It is late.”"]),
    ("When asked about it, Lind said: “No comment today.”", "Lind", ["“No comment today.”"]),
    ("‘It is late,’ Lind said.", "Lind", ["‘It is late,’"]),
    ("“It is late,” the report states.", "the report", ["“It is late,”"]),
    ("“It is late,” the former first lady told the Post.", "the former first lady", ["“It is late,”"]),
    ("“Is it late?” Mayor Lind asked.", "Mayor Lind", ["“Is it late?”"]),
    ("“We go now,” Lind said in remarks that were streamed.", "Lind", ["“We go now,”"]),
]


@pytest.mark.parametrize(("text", "mention", "pieces"), DIRECT)
def test_direct(text: str, mention: str, pieces: list[str]) -> None:
    assert ("direct", mention, pieces) in rows(text)


MIXED = [
    ("Lind said the plan was a “mistake” for the town.", "Lind", ["the plan was a “mistake” for the town"]),
    ("Lind said it “humbled” her.", "Lind", ["it “humbled” her"]),
    ("Lind called the plan a “mistake,” a word that stuck.", "Lind", ["the plan a “mistake,”"]),
    ("Lind vowed to “stop” the plan.", "Lind", ["to “stop” the plan"]),
    ("According to Lind, the plan is “dead” in May.", "Lind", ["the plan is “dead” in May"]),
]


@pytest.mark.parametrize(("text", "mention", "pieces"), MIXED)
def test_mixed(text: str, mention: str, pieces: list[str]) -> None:
    assert ("mixed", mention, pieces) in rows(text)


INDIRECT = [
    ("Lind said that the bridge was closed.", "Lind", ["that the bridge was closed"]),
    ("Lind said the bridge was closed.", "Lind", ["the bridge was closed"]),
    ("Lind said in an interview on Monday that the bridge was closed.", "Lind", ["that the bridge was closed"]),
    ("The bridge was closed, Lind said.", "Lind", ["The bridge was closed"]),
    ("The bridge was closed, said Ada Lind, the mayor.", "Ada Lind", ["The bridge was closed"]),
    ("The bridge, Lind said, would be closed.", "Lind", ["The bridge", "would be closed"]),
    (
        "The bridge was closed, she said, and the road with it.",
        "she",
        ["The bridge was closed", "and the road with it"],
    ),
    ("Instead, she said, the road would be closed.", "she", ["the road would be closed"]),
    ("Lind, the mayor of Port Ansel, said the bridge was closed.", "Lind", ["the bridge was closed"]),
    ("Lind, who once built it, said the bridge was closed.", "Lind", ["the bridge was closed"]),
    ("One of the nurses who signed the letter said the ward was full.", "One of the nurses", ["the ward was full"]),
    ("A man who was met by a guard said the door was shut.", "A man", ["the door was shut"]),
    ("Lind told the council on Monday that it was late.", "Lind", ["that it was late"]),
    ("Lind asked whether it was late.", "Lind", ["whether it was late"]),
    ("Lind urged the council to wait.", "Lind", ["the council to wait"]),
    ("Lind called for a vote in May.", "Lind", ["a vote in May"]),
    ("Lind condemned the vote.", "Lind", ["the vote"]),
    ("Lind vowed to resign.", "Lind", ["to resign"]),
    ("Lind rose, saying it was late.", "Lind", ["it was late"]),
    ("Lind said it was late, adding that she would go.", "Lind", ["that she would go"]),
    ("Lind left after the vote failed, saying it was unfair.", "Lind", ["it was unfair"]),
    ("Lind rejected the plan and said it was late.", "Lind", ["it was late"]),
    ("Noting that it was late, Lind left.", "Lind", ["that it was late"]),
    ("According to the ministry, the bridge is closed.", "the ministry", ["the bridge is closed"]),
    ("The bridge is closed, according to the ministry.", "the ministry", ["The bridge is closed"]),
    ("The report found that the bridge was closed.", "The report", ["that the bridge was closed"]),
    ("Two officials said the bridge was closed.", "Two officials", ["the bridge was closed"]),
    ("Several oppose the deal.", "Several", ["the deal"]),
    ("The plan was praised by Lind.", "Lind", ["The plan"]),
    ("Lind was quoted as saying that it was late.", "Lind", ["that it was late"]),
    ("Nothing came of her claim that it was late.", "her", ["that it was late"]),
    ("The mayor voiced support for the plan.", "The mayor", ["the plan"]),
    ("Lind is confident that it will pass.", "Lind", ["that it will pass"]),
    ("In Lind's view, the bridge was closed.", "Lind", ["the bridge was closed"]),
    ("Ortega and Lind both stressed that it was late.", "Ortega and Lind", ["that it was late"]),
    ("The aides in recent months said that it was late.", "The aides", ["that it was late"]),
    ("Ada Lind, the head of the council, a former nurse, said it was late.", "Ada Lind", ["it was late"]),
    ("Ada Lind, D-Ore., said it was late.", "Ada Lind", ["it was late"]),
    ("The memo, which outlines trade, energy and defence, was read.", "which", ["trade, energy and defence"]),
    ("The mayor left early, as members continued to warn that it was late.", "members", ["that it was late"]),
    ("When he said it was late, Lind left.", "he", ["it was late"]),
    ("The mayor rose, praising the plan and saying it was late.", "The mayor", ["it was late"]),
    ("Lind said, however, that it was late.", "Lind", ["that it was late"]),
    ("Lind said on Monday in Ansel, Oregon, that it was late.", "Lind", ["that it was late"]),
]


@pytest.mark.parametrize(("text", "mention", "pieces"), INDIRECT)
def test_indirect(text: str, mention: str, pieces: list[str]) -> None:
    assert ("indirect", mention, pieces) in rows(text)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Lind is expected to resign in May.", ["Lind", "to resign in May"]),
        ("Asked whether it was late, Lind left.", ["whether it was late"]),
    ],
)
def test_a_source_that_the_text_does_not_name_stays_open(text: str, pieces: list[str]) -> None:
    assert ("indirect", None, pieces) in rows(text)


@pytest.mark.parametrize(
    "text",
    [
        "They sang “Home Again” at the end.",
        "Jonas “Lefty” Brandt plays on Sunday.",
        "The so-called “bridge tax” fell to 4 percent.",
        "The book “Ninety Days” sold well.",
        "It was an effort to explain the delay.",
        "The votes she needs to win are in the north.",
        "Cases reported in May have risen again.",
        "An hourlong show that aired on Monday was dull.",
        "I wish somebody had called the bridge a ruin.",
        "We wish that the mayor had said it was late.",
        "I should like to see what Lind calls a bridge.",
        "I want to know whether the mayor said it was late.",
        "The mayor should ask for a vote.",
        "Does Lind say that it is late?",
        "Why did the mayor claim that the bridge was old?",
    ],
)
def test_what_is_no_speech(text: str) -> None:
    assert rows(text) == []


def test_a_quote_carries_on_into_the_next_paragraph() -> None:
    text = (
        "“The bridge is old,” Lind said on Monday at the hall.\n\n“It has been old for as long as I have lived here.”"
    )
    assert rows(text) == [
        ("direct", "Lind", ["“The bridge is old,”", "“It has been old for as long as I have lived here.”"])
    ]


def test_an_open_quote_waits_for_its_speaker() -> None:
    text = "“The bridge is old.\n\n“The road is older,” Lind said."
    assert rows(text) == [("direct", "Lind", ["“The bridge is old.", "“The road is older,”"])]


def test_a_colon_at_a_paragraph_end_takes_what_follows() -> None:
    assert rows("Lind wrote:\n\n“The bridge is old.”") == [("direct", "Lind", ["“The bridge is old.”"])]
    assert rows("Lind wrote:\n\nThe bridge is old and tired.") == [
        ("indirect", "Lind", ["The bridge is old and tired."])
    ]
    assert rows("The mayor released the following statement:\n\n“The bridge is old.”") == [
        ("direct", "The mayor", ["“The bridge is old.”"])
    ]


def test_in_a_conversation_a_new_paragraph_is_nobody_s_until_named() -> None:
    turns = "“Come in,” said Jonas.\n\n“I will not.”\n\n“Why?” asked Jonas.\n\n“It is dark there.”\n\n"
    unsaid = [row for row in rows(turns * 4) if row[1] is None]
    assert unsaid and all(row[2] == ["“It is dark there.”"] for row in unsaid)


def test_a_headline_names_its_speaker_before_a_colon() -> None:
    text = "Lind: Bridge Will Close In May\n\nThe mayor spoke on Monday."
    assert rows(text)[0] == ("indirect", "Lind", ["Bridge Will Close In May"])
    assert rows("Correction: Bridge Will Close In June\n\nWe were wrong.") == []


def test_the_outer_report_is_the_one_that_counts() -> None:
    assert rows("Lind said she believed the bridge was closed.") == [
        ("indirect", "Lind", ["she believed the bridge was closed"])
    ]
    assert rows("The vote signals the end of the bridge, said Lind.") == [
        ("indirect", "Lind", ["The vote signals the end of the bridge"])
    ]


def test_two_speakers_in_one_sentence() -> None:
    text = "Ada Lind said the bridge was old, but Jonas Ortega said it would hold."
    assert [row[1] for row in rows(text)] == ["Ada Lind", "Jonas Ortega"]


@pytest.mark.parametrize(
    ("text", "denied", "said"),
    [
        (
            "Ada Lind denied that the mill had been sold and said the union had misread it.",
            "that the mill had been sold",
            "the union had misread it",
        ),
        ("Ada Lind said it was closed and added that it was late.", "it was closed", "that it was late"),
    ],
)
def test_a_second_verb_of_the_same_speaker_ends_the_first_report(text: str, denied: str, said: str) -> None:
    assert rows(text) == [("indirect", "Ada Lind", [denied]), ("indirect", "Ada Lind", [said])]


def test_what_was_done_to_somebody_twice_is_one_report() -> None:
    assert rows("Ada Lind said she had been warned and told that the mill was full.") == [
        ("indirect", "Ada Lind", ["she had been warned and told that the mill was full"])
    ]


def test_words_in_marks_in_a_question_were_said() -> None:
    assert ("mixed", "Lind", ["that it was “a ruin”"]) in rows("Did Lind say that it was “a ruin”?")


def test_confidence_falls_with_the_kind_of_cue() -> None:
    quoted = reading_of("“It is late,” Lind said.").attributions[0].confidence
    wished = reading_of("Lind wants a new bridge over the river in the spring.").attributions[0].confidence
    assert 0 < wished < quoted <= 1


def test_attributions_are_ordered_and_their_pieces_are_the_text_s_words() -> None:
    text = "“We go,” Lind said. “Now.”\n\nPer Ortega said it was late. He added that he would stay."
    reading = reading_of(text)
    starts = [a.start for a in reading.attributions]
    assert starts == sorted(starts)
    assert all(reading.document.slice(s).strip() for a in reading.attributions for s in a.spans)


def test_a_dateline_with_its_agency_is_nobodys_words() -> None:
    said = rows("PORT ANSEL (HPA) — The quay will reopen in spring, Ada Lind said on Monday.")
    assert said == [("indirect", "Ada Lind", ["The quay will reopen in spring"])]


def test_one_of_them_speaks_without_a_name() -> None:
    assert ("direct", "one of them", ["“It was loud,”"]) in rows("Two men came. “It was loud,” one of them said.")


def test_a_department_in_capitals_is_no_pronoun() -> None:
    first, second = reading_of("HR said the payroll is late. IT said the server is down.").attributions
    assert first.speaker is not None and first.speaker.name == "HR"
    assert second.speaker is None


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Ada Lind, a baker, said it was late.", "baker"),
        ("“It is late,” recalled Ada Lind, a nurse at the hospital.", "nurse at the hospital"),
        ("Ada Lind, said the paper, was late.", None),
        ("The head of the trust, Dame Ada Lind, gave evidence by train. Lind said it was late.", "head of the trust"),
        ("Your successor, Ada Lind, supports the tram. Lind said it was late.", None),
        ("The guest, Ada Lind, left by train. Lind said it was late.", "guest"),
        ("In May, Ada Lind, head of the trust, said it was late.", "head of the trust"),
        ("On Monday Ada Lind, gave up. Lind said it was late.", None),
        ("“It is late,” said Ada Lind, sports editor of the Post.", "sports editor of the Post"),
    ],
)
def test_an_apposition_with_an_article_is_the_role(text: str, role: str | None) -> None:
    speakers = {s.name: s.role for s in reading_of(text).speakers}
    assert speakers.get("Ada Lind") == role


def test_allegiance_is_nobody_who_is_told_something() -> None:
    assert rows("Ada Lind pledged allegiance to the crown.") == []
