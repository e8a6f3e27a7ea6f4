"""Figures, dates, roles and words put in another's place; and true paraphrases that must not be taken for it."""

import pytest

from bot.grounding.ground import ground_claim
from bot.grounding.support import check
from bot.language import read
from bot.types import Document, DraftClaim, Rejected, Turn

FALL = [
    # a figure behind words that stand before another one
    ("A sample from the pond held 300 cells. The limit for closing the showers is 50.",
     "The limit for closing the showers is 300."),
    ("The repair would cost 4 million crowns, the new bridge 9 million.",
     "The repair would cost 9 million crowns, the new bridge 4 million."),
    ("The tower was cleaned on May 3 and tested on June 9.", "The tower was cleaned on June 9 and tested on May 3."),
    # a figure that is denied
    ("The boats will sail from next summer, and not from 2039.", "The boats will sail from 2039."),
    # another side of a date
    ("The mayor promised to study the plan before 30 June.", "The mayor promised to study the plan after 30 June."),
    ("Holt asked them to publish the letters of July 18.", "Holt asked them to publish the letters by July 18."),
    # a post of another
    ("Ada Voss, head of surgery, praised the plan. Per Lund, the finance director, did not.",
     "Per Lund is head of surgery."),
    # all for some
    ("Many of the people in the hall said they would leave.", "All the people in the hall said they would leave."),
    # a comparison turned
    ("The bell may not be rung more than twice a year.", "The bell may be rung more than twice a year."),
]  # fmt: skip

STAND = [
    ("A sample from the pond held 300 cells. The limit for closing the showers is 50.", "The sample held 300 cells."),
    ("Patients now wait 11 weeks, down from 23 weeks.", "The wait fell from 23 weeks to 11."),
    ("The clearance is 12 metres, and not the 15 that he was promised.", "The clearance is 12 metres instead of 15."),
    ("The mayor promised to study the plan before 30 June.", "By 30 June the mayor is to study the plan."),
    ("Ada Voss, head of surgery, praised the plan.", "Ada Voss is head of surgery."),
    ("Everybody in the hall said they would leave.", "All the people in the hall said they would leave."),
    ("The bell may not be rung more than twice a year.", "The bell may be rung no more than twice a year."),
    ("The keeper, a Mr. Osei, admits that the gate was never tested.", "A keeper of the gate admits it had no test."),
    ("Lund thinks 35 is too high. The water has 20 degrees.", "Lund thinks 35 degrees too high."),
]  # fmt: skip


def support_of(source: str, statement: str) -> str:
    reading = read(Document.of(source))
    return check(statement, [s.span for s in reading.sentences], {reading.document.id: reading}).support


@pytest.mark.parametrize(("source", "statement"), FALL)
def test_what_is_put_in_anothers_place_is_caught(source: str, statement: str) -> None:
    assert support_of(source, statement) == "unsupported"


@pytest.mark.parametrize(("source", "statement"), STAND)
def test_a_true_paraphrase_stands(source: str, statement: str) -> None:
    assert support_of(source, statement) != "unsupported"


def test_a_word_of_the_source_put_for_another_is_caught() -> None:
    reading = read(Document.of("Under the order hospitals, schools and the fire service are exempt. Farms must pay."))
    cited = [reading.sentences[0].span]
    readings = {reading.document.id: reading}
    swapped = "Under the order hospitals, farms and the fire service are exempt."
    assert check(swapped, cited, readings).support == "unsupported"
    assert check("Under the order hospitals and schools are exempt.", cited, readings).support != "unsupported"


TALK = "PER LUND: Vesna Corrado came to us in May. It was late.\nPER LUND: She told me that we could play at night.\n"


def talk() -> tuple[str, list[Turn]]:
    turns, at = [], 0
    for line in TALK.splitlines():
        turns.append(Turn("PER LUND", at + 10, at + len(line), at, at + 8))
        at += len(line) + 1
    return TALK, turns


def test_whom_a_pronoun_means_may_be_named() -> None:
    text, turns = talk()
    reading = read(Document.of(text, turns=turns, kind="transcript"))
    cited = (reading.sentences[-1].span,)
    readings = {reading.document.id: reading}
    made = ground_claim(DraftClaim("Vesna Corrado told Lund that they could play at night.", cited), readings)
    assert not isinstance(made, Rejected)
    unknown = ground_claim(DraftClaim("Greta Moor told Lund that they could play at night.", cited), readings)
    assert isinstance(unknown, Rejected)


def test_a_pronoun_stands_for_no_place() -> None:
    source = "Brack is a town. The talks took weeks. The weather was bad. We had a fire at our supplier in Orsk."
    reading = read(Document.of(source))
    verdict = check("There was a fire at Brack.", [reading.sentences[-1].span], {reading.document.id: reading})
    assert verdict.support == "unsupported"


GERMAN = (
    "Nach Ansicht der Ingenieurin Ada Lindner muss die Mauer der Sperre saniert werden. "
    "Sie rechnet mit 31 bis 34 Millionen Talern."
)


@pytest.mark.parametrize(
    "statement",
    [
        "Ada Lindner hält eine Sanierung der Mauer für nötig.",
        "Nach Darstellung der Ingenieurin muss die Mauer saniert werden.",
        "Lindner rechnet mit Kosten zwischen 31 und 34 Millionen Talern.",
    ],
)  # fmt: skip
def test_german_nouns_are_no_names(statement: str) -> None:
    assert support_of(GERMAN, statement) != "unsupported"


def test_a_german_name_that_is_not_there_is_caught() -> None:
    assert support_of(GERMAN, "Ruth Brandl von den Werken muss die Mauer der Sperre sanieren.") == "unsupported"
    assert support_of(GERMAN, "Lindner rechnet mit Kosten zwischen 31 und 38 Millionen Talern.") == "unsupported"


def test_few_shared_words_are_a_remark_and_none_a_veto() -> None:
    reading = read(Document.of("PER LUND: I am against playing it on the net.", turns=[Turn("PER LUND", 10, 45, 0, 8)]))
    cited, readings = [reading.sentences[-1].span], {reading.document.id: reading}
    assert check("Lund rejects the idea of playing for screens.", cited, readings).support == "unchecked"
    assert check("The river carried forty barges of gravel.", cited, readings).support == "unsupported"
