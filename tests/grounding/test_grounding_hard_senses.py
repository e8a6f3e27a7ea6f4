"""Hard cases of sense: what is denied, who says it, whether it happened, of how many, and why."""

from __future__ import annotations

import pytest

NEGATION_STAND = [
    ("The plan is not only cheap but quick.", "The plan is cheap and quick."),
    ("No fewer than 40 boats were lost.", "At least 40 boats were lost."),
    ("The board failed to pass the plan.", "The board did not pass the plan."),
    ("Falk denied that he had seen the letter.", "Falk said that he had not seen the letter."),
    ("It is unlikely that the wall holds.", "The wall is not likely to hold."),
    ("The harbour board was asked to share the cost, and declined.", "The harbour board declined to share the cost."),
    ("Nobody was hurt.", "There were no injuries."),
    ("There is no doubt that the wall was weak.", "The wall was weak."),
    ("The bell has rung no more than twice.", "The bell has not rung more than twice."),
]
NEGATION_FALL = [
    ("The board did not pass the plan.", "The board passed the plan."),
    ("The board passed the plan.", "The board did not pass the plan."),
    ("The board failed to pass the plan.", "The board passed the plan."),
    ("Falk denied that he had seen the letter.", "Falk said that he had seen the letter."),
    ("The study did not look at the effects on fish.", "The study looked at the effects on fish."),
    ("The mayor never saw the report.", "The mayor saw the report."),
    ("The wall is safe.", "The wall is unsafe."),
    ("Falk opposes the gate.", "Falk supports the gate."),
    ("Der Rat hat dem Plan nicht zugestimmt.", "Der Rat hat dem Plan zugestimmt."),
    ("La maire n’est pas opposée à la navette.", "La maire est opposée à la navette."),
    ("El consejo nunca aprobó el plan.", "El consejo aprobó el plan."),
]
DONE_STAND = [
    ("The bell is to leave Corvane in May.", "The bell is to leave Corvane in May."),
    ("The county must still grant the permit.", "The county has yet to grant the permit."),
    ("The council closed the pier after it had tried to mend it.", "The council closed the pier."),
    ("Voss said it would close.", "Voss said it will close."),
]
DONE_FALL = [
    ("The bell is to leave Corvane in May.", "The bell left Corvane in May."),
    ("The county must still grant the permit.", "The county granted the permit."),
    ("The council may close the pier.", "The council closed the pier."),
    ("The council tried to close the pier.", "The council closed the pier."),
    ("If the vote is yes, work could begin in 2032.", "If the vote is yes, work will begin in 2032."),
    ("The lake may have leaked into the ground.", "The lake leaked into the ground."),
    ("The calls become permanent in May if the fund pays.", "The calls become permanent in May."),
]
ALL_STAND = [
    ("Every member voted for the plan.", "All members voted for the plan."),
    ("The members voted for the plan without exception; nobody was against it.", "All members voted for the plan."),
    ("Several systems work together. The heart and the lungs all work together.", "The heart and the lungs all work."),
]
ALL_FALL = [
    ("Some members voted for the plan.", "All members voted for the plan."),
    ("The board agreed by seven votes to two.", "Everybody on the board agreed."),
    ("Not all members voted for the plan.", "All members voted for the plan."),
    ("Residents of the Quay support the gate.", "All residents of the Quay support the gate."),
]
CAUSE_STAND = [
    ("The pier was closed because the planks were rotten.", "The pier was closed due to rotten planks."),
    ("The planks were rotten. So the pier was closed.", "The pier was closed because the planks were rotten."),
    ("After the planks broke, the pier was closed.", "The pier was closed because the planks broke."),
]
CAUSE_FALL = [
    ("The pier was closed because the planks were rotten.", "The pier was closed because of the strike."),
    ("The pier was closed in May. The union went on strike.", "The pier was closed because the union went on strike."),
    ("Der Steg wurde im März gesperrt. Die Gewerkschaft streikte.",
     "Der Steg wurde gesperrt, weil die Gewerkschaft streikte."),
]  # fmt: skip


@pytest.mark.parametrize(("source", "statement"), [*NEGATION_STAND, *DONE_STAND, *ALL_STAND, *CAUSE_STAND])
def test_the_sense_kept_stands(against, source: str, statement: str) -> None:
    verdict = against(statement, source)
    assert verdict.support != "unsupported", verdict.reasons


@pytest.mark.parametrize(("source", "statement"), [*NEGATION_FALL, *DONE_FALL, *ALL_FALL, *CAUSE_FALL])
def test_the_sense_turned_falls(against, source: str, statement: str) -> None:
    assert against(statement, source).support == "unsupported"


REPORTED = [
    ("Falk said the wall is safe.", "The wall is safe.", "Falk"),
    ("“The wall is safe,” Jorun Falk told the council.", "The wall is safe.", "Jorun Falk"),
    (
        "According to Mara Lind, the gate will cost 38 million crowns.",
        "The gate will cost 38 million crowns.",
        "Mara Lind",
    ),
]


@pytest.mark.parametrize(("source", "statement", "speaker"), REPORTED)
def test_what_somebody_says_is_no_fact_and_shown_as_that_ones(against, source, statement, speaker) -> None:
    verdict = against(statement, source)
    assert verdict.support == "unchecked"
    (finding,) = [finding for finding in verdict.findings if finding.reported]
    assert speaker in finding.reason


def test_what_the_text_says_itself_is_fact(against) -> None:
    assert against("The wall is safe.", "The wall is safe. Falk said the gate is not.").support == "supported"
