"""Right statements in other words: whatever code makes of them, it does not call them contradicted."""

from __future__ import annotations

import time

import pytest

from bot.grounding.judge import judge
from bot.grounding.score import features
from bot.grounding.spread import telling
from bot.grounding.support import MOST_STATEMENT, TOO_LONG, check
from bot.language import read
from bot.types import Document, Readings


def sources(*texts: str) -> Readings:
    documents = [Document.of(text) for text in texts]
    return {document.id: read(document) for document in documents}


RIGHT = [
    # two figures of one kind in one statement, of which each sentence has one
    (
        "The ferry carries 180 cars. The barge carries 40 cars and has no bar.",
        "The ferry carries 180 cars, while the barge carries 40 cars.",
    ),
    (
        "Rask, a 31-year-old baker, was charged. The dead man was the 26-year-old Bo Lind.",
        "Rask, a 31-year-old baker, was charged with killing the 26-year-old Bo Lind.",
    ),
    (
        "In September the sea is 18 degrees warm. In January the sea is 4 degrees warm.",
        "The sea is 18 degrees warm in September and 4 degrees warm in January.",
    ),
    # an ordinal is in no number's place
    ("The nurse saw her first patient at noon. A second patient came later.", "The nurse saw two patients."),
    # the same time in another measure
    ("The strike ended 24 hours later.", "The strike ended a day later."),
    # who speaks, by a description, by the body that he speaks for, with the name behind, misspelt
    (
        "“The boys will recover slowly,” said Ian Falk. Falk represents the family.",
        "The family's lawyer says that the boys will recover slowly.",
    ),
    (
        "Joel Brandt said that the number of refugees from the delta had risen. Brandt works for the relief agency.",
        "The relief agency said that the number of refugees from the delta had risen.",
    ),
    (
        "Amy Lund said that the comet honours her mother.",
        "The astronomer, Amy Lund, said that the comet honours her mother.",
    ),
    ("“The duel is a matter of honour,” Jan Zelinka said.", "Jan Zelnika said that the duel is a matter of honour."),
    (
        "Passengers felt dizzy before the landing, Larry Holt said.",
        "Passengers described that they felt dizzy before the landing.",
    ),
    # a hedge that bears on something else
    ("The company planned to sell the Vega, a ship which was built in 1994.", "The Vega was built in 1994."),
    ("The dye may change the colour of wool.", "The dye can change the colour of wool."),
    # an owner before what is its own
    ("Ada Lind, the chief executive of Holt, left in May.", "Holt's chief executive Ada Lind left in May."),
]


@pytest.mark.parametrize(("source", "statement"), RIGHT)
def test_a_right_statement_in_other_words_is_not_contradicted(source: str, statement: str) -> None:
    found = judge(statement, sources(source))
    assert found.verdict != "contradicted", found.reasons


WRONG = [
    ("The ferry carries 180 cars. The barge carries 40 cars.", "The ferry carries 190 cars."),
    ("“The duel is a matter of honour,” Jan Zelinka said.", "“The duel is a matter of honour,” Per Holt said."),
    ("Jan Zelinka said that the duel was off. Per Holt was silent.", "Per Holt said that the duel was off."),
    ("The strike ended 24 hours later.", "The strike ended three days later."),
    ("Aune denied that the company planned to sell the Vega.", "The company planned to sell the Vega."),
    ("The old works should have been closed in 2022.", "The old works was closed in 2022."),
]


@pytest.mark.parametrize(("source", "statement"), WRONG)
def test_a_wrong_one_is_not_let_through(source: str, statement: str) -> None:
    assert judge(statement, sources(source)).verdict in ("contradicted", "not_stated")


def test_a_statement_without_end_is_not_judged_and_costs_nothing() -> None:
    readings = sources("Frida Okonjo said all 30 cranes will go in May.")
    text = " ".join(str(1000 + n) for n in range(9000))
    begun = time.process_time()
    assert judge(text, readings).reasons == (TOO_LONG,)
    verdict = check(text, [reading.sentences[0].span for reading in readings.values()], readings)
    assert verdict.support == "unsupported" and verdict.reasons == (TOO_LONG,)
    assert time.process_time() - begun < 1
    assert judge("1,000 cranes " * (MOST_STATEMENT // 13), readings).verdict != "unjudged"


def scored(statement: str, source: str) -> dict[str, float]:
    from bot.grounding.evidence import Evidence
    from bot.grounding.facts import facts

    readings = sources(source)
    cited = [reading.sentences[0].span for reading in readings.values()]
    evidence = Evidence(cited, readings)
    said = facts(statement, "en", evidence.vocabulary.names)
    return features(said, evidence, check(statement, cited, readings).findings)


SOURCE = "The mill in Corvane burned in May. Ada Lind rebuilt it for 40 crowns. Its wheel turns the saw."


def test_the_score_sees_an_invented_ending() -> None:
    true = scored("The mill in Corvane burned in May.", SOURCE)
    tail = scored("The mill in Corvane burned in May, with profits going to orphans and widows.", SOURCE)
    assert tail["ending"] < true["ending"] and tail["together"] < true["together"] and tail["present"] < true["present"]


def test_the_score_looks_for_names_and_numbers_in_the_whole_document() -> None:
    near = scored("The mill burned, and Ada Lind paid 40 crowns.", SOURCE)
    far = scored("The mill burned, and Bo Rask paid 60 crowns.", SOURCE)
    assert (near["names"], near["numbers"]) == (1.0, 1.0)
    assert (far["names"], far["numbers"]) == (0.0, 0.0)


def test_words_that_only_join_tell_nothing() -> None:
    from bot.grounding.facts import facts

    assert telling(facts("4. Additionally, the mill burned.", "en")) == telling(facts("The mill burned.", "en"))
