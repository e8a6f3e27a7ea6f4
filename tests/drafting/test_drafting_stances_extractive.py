"""Stances with no model: from attributions, by the lexicon, and none where it does not tell."""

from __future__ import annotations

import pytest

from bot.drafting.issues import common_names
from bot.drafting.stances_extractive import draft_stances
from bot.ingest import from_bytes
from bot.language import read
from bot.language.propositions import parse
from bot.language.stands import stands
from bot.types import Document, Readings

TEXT = """TARNHOLM — Ada Birk, the mayor, welcomed the toll on Monday. “The toll is essential,” Birk said.

Ole Lund, the harbour master, said he opposed the toll. “The toll is a disaster for the port,” he said.

Karl Reiss signed the contract for the toll in 2026.

Una Morn, an engineer, said the toll was collected by a machine.
"""


def readings(text: str = TEXT) -> Readings:
    document = Document.of(text)
    return {document.id: read(document)}


def rows(text: str = TEXT, targets: tuple[str, ...] = (), speaker: str | None = None) -> set[tuple[str, str, str]]:
    return {(s.speaker, s.label, s.target) for s in draft_stances(readings(text), targets, speaker).stances}


def test_speakers_are_labelled_on_the_issue_they_share() -> None:
    found = rows()
    assert ("Ole Lund", "against", "toll") in found
    assert not any(speaker in ("Karl Reiss", "Una Morn") for speaker, _, _ in found)


def test_neutral_is_who_says_so_and_not_whose_words_do_not_tell() -> None:
    said = TEXT + "\nPer Holm, the priest, said he had no opinion on the toll.\n"
    found = rows(said, ("the toll should stay",))
    assert ("Per Holm", "neutral", "the toll should stay") in found
    assert not any(speaker == "Una Morn" for speaker, _, _ in found)


@pytest.mark.parametrize(
    "text",
    [
        "Ole Lund said the union would not oppose the toll.",
        "Ole Lund said the toll could stay so long as nobody lost a job.",
        "Ole Lund said the union would not oppose the toll so long as no driver lost their job.",
        "“We are not against a toll,” Ole Lund said.",
        "“We were never against the toll,” Ole Lund said.",
        "Ole Lund said the council voted for the toll.",
        "“Two days ago the council voted for the toll,” Ole Lund said.",
        "“The people who voted for the toll have moved away,” Ole Lund said.",
    ],
)
def test_who_does_not_oppose_is_not_yet_for(text: str) -> None:
    assert not any(speaker == "Ole Lund" for speaker, _, _ in rows(text, ("the toll",)))


@pytest.mark.parametrize(
    "text",
    [
        "“We are not against building a wall,” Ole Lund said.",
        "“We would not oppose building a wall,” Ole Lund said.",
        "“On Monday the council voted to build a wall,” Ole Lund said.",
    ],
)
def test_who_does_not_oppose_a_deed_does_not_ask_for_it(text: str) -> None:
    assert not rows(text, ("building a wall",))


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("“I voted for the toll,” Ole Lund said.", "favor"),
        ("“We are against the toll,” Ole Lund said.", "against"),
        ("“We are not for the toll,” Ole Lund said.", "against"),
        ("“Our members voted for the toll,” Ole Lund said.", "favor"),
    ],
)
def test_who_says_a_side_of_his_own_takes_it(text: str, label: str) -> None:
    assert rows(text, ("the toll",)) == {("Ole Lund", label, "the toll")}


def test_of_an_interview_who_reports_a_vote_takes_no_side() -> None:
    text = (
        "ASKER: Two days ago the council voted for the toll. Are you glad?\n\n"
        "LUND: We are not against a toll.\n\nASKER: And you?\n\nBIRK: I am against the toll.\n"
    )
    document = from_bytes(text.encode(), name="talk.txt")
    found = draft_stances({document.id: read(document)}, ("the toll",)).stances
    assert [(stance.speaker, stance.label) for stance in found] == [("Birk", "against")]


def test_ruin_is_no_praise() -> None:
    assert rows("Ole Lund said the toll would bankrupt the town.", ("the toll",)) == {
        ("Ole Lund", "against", "the toll")
    }


@pytest.mark.parametrize(
    "text",
    [
        "Ole Lund denied that he had ever agreed to the toll.",
        "Ole Lund said the mayor opposed the toll.",
        "Ole Lund said Birk opposed the toll because her voters own trucks, “not because it is a bad tax.”",
        "“I would support the toll if the quay were done first,” Ole Lund said.",
        "“The case against the toll must be proved,” Ole Lund said.",
        "“Voters have been told that I support the toll. I never said so,” Ole Lund said.",
        "“You have been misled into thinking that I support the toll,” Ole Lund said.",
        "“I support the ferry, I have always supported it,” Ole Lund said. The toll is new.",
    ],
)
def test_of_a_target_no_side_is_taken_by_denials_conditions_and_others(text: str) -> None:
    assert rows(text, ("the toll",)) == set()


def test_a_thing_that_would_be_bad_without_another_speaks_for_the_other() -> None:
    said = "Ole Lund said a wall without a toll would be irresponsible."
    assert rows(said, ("the toll",)) == {("Ole Lund", "favor", "the toll")}


def test_a_part_of_its_name_is_not_the_thing() -> None:
    said = "Ole Lund said Tarnholm was a disgrace to the coast."
    assert rows(said, ("the enlargement of Tarnholm",)) == set()
    assert rows(said, ("Tarnholm",)) == {("Ole Lund", "against", "Tarnholm")}


def test_targets_that_were_asked_for_keep_their_words() -> None:
    found = rows(targets=("the toll should stay",))
    assert ("Ole Lund", "against", "the toll should stay") in found
    assert {target for _, _, target in found} == {"the toll should stay"}


def test_one_speaker_can_be_asked_for() -> None:
    assert {speaker for speaker, _, _ in rows(speaker="Lund")} == {"Ole Lund"}


def test_evidence_lies_in_the_document() -> None:
    given = readings()
    (reading,) = given.values()
    for stance in draft_stances(given).stances:
        assert stance.evidence
        for span in stance.evidence:
            assert reading.document.slice(span)


def test_a_change_of_position_keeps_both_rows_in_order() -> None:
    text = (
        "Ole Lund said he supported the toll. The toll was new then.\n\n"
        "A year later, Ole Lund said he opposed the toll. “The toll is a disaster,” Lund said.\n"
    )
    labels = [s.label for s in draft_stances(readings(text)).stances if s.target == "toll"]
    assert labels == ["favor", "against"]


@pytest.mark.parametrize(
    ("target", "sign"),
    [
        ("the toll should stay", 1),
        ("the toll should be scrapped", -1),
        ("the toll should not be scrapped", 1),
        ("the bridge must not be built", -1),
    ],
)
def test_the_orientation_of_a_proposition(target: str, sign: int) -> None:
    proposition = parse(target)
    assert proposition is not None
    assert proposition.liking == sign


def test_a_thing_is_no_proposition() -> None:
    assert parse("the toll") is None


def names(*texts: str) -> list[str]:
    return common_names([stand.named for text in texts for stand in stands(text)])


def test_forms_of_one_issue_share_the_name_that_most_use() -> None:
    assert names("I oppose the sea wall.", "I support the wall.", "We support the sea wall.") == ["sea wall"] * 3
    assert names("I support the fixed bridge.", "I support the swing bridge.", "I oppose the bridge.") == [
        "fixed bridge",
        "swing bridge",
        "bridge",
    ]
    assert (
        names("We will not ration water to households.", "I have no opinion on rationing.")
        == ["rationing water to households"] * 2
    )


def test_words_are_shown_with_the_verb_that_takes_the_side() -> None:
    given = readings("Ole Lund, the harbour master, opposed the toll on Monday. The toll is new.")
    (reading,) = given.values()
    (stance,) = draft_stances(given).stances
    assert (stance.speaker, stance.label, stance.target) == ("Ole Lund", "against", "toll")
    assert "opposed the toll" in reading.document.slice(stance.evidence[0])


@pytest.mark.parametrize(
    "text",
    [
        "Ole Lund declined to endorse the toll on Monday.",
        "Ole Lund denied that he supported the toll.",
        "Ole Lund joked that he supported the toll.",
        "Ole Lund said he would no longer defend Birk.",
        "Ole Lund rejected suggestions that his party had promised its votes.",
        "Ole Lund might endorse the toll, he said.",
        "Una Morn said that Lund wrote that the toll is a disgrace. The toll is new.",
        "“You were lucky that I was a friend of the toll,” Ole Lund said. The toll is new.",
        "Ole Lund called the test “a clear violation of five resolutions”. The resolutions are old.",
        "“What she said about the toll is wrong,” Ole Lund said. The toll is new.",
        "“If the council drops the bridge, I will support the toll,” Ole Lund said.",
    ],
)
def test_without_targets_a_word_of_praise_or_blame_is_no_side(text: str) -> None:
    assert rows(text) == set()


def test_nothing_said_is_no_stance() -> None:
    assert rows("It rained. The rain stopped.") == set()


HEARING = """MR. BRANDT: Thank you, Madam Chair. The levy has raised 4 million. No wall. I ask you to repeal it.

SENATOR OKAFOR: I voted for the levy and I would vote for it again.

MR. BRANDT: The harbour authority told us to wait.

DR. LIM: Agree with the senator, the levy is a lifeline. The sea has risen.
"""


@pytest.mark.parametrize(
    ("target", "against", "favor"),
    [
        ("the levy", {"Mr. Brandt"}, {"Senator Okafor"}),
        ("repeal the levy", {"Senator Okafor"}, {"Mr. Brandt"}),
        ("repealing the levy", {"Senator Okafor"}, {"Mr. Brandt"}),
        ("the levy should be repealed", {"Senator Okafor"}, {"Mr. Brandt"}),
    ],
)
def test_a_thing_and_what_is_to_be_done_to_it_are_judged_sentence_by_sentence(
    target: str, against: set[str], favor: set[str]
) -> None:
    document = from_bytes(HEARING.encode(), name="hearing.txt")
    stances = draft_stances({document.id: read(document)}, (target,)).stances
    assert {s.speaker for s in stances if s.label == "against"} == against
    assert {s.speaker for s in stances if s.label == "favor"} == favor
    assert "Thank you" not in " ".join(document.slice(span) for s in stances for span in s.evidence)
