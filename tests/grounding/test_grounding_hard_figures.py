"""Hard cases of figures, class by class: what the cited words bear out and what they do not."""

from __future__ import annotations

import pytest

# (what the source says, what the statement says)
UNITS_STAND = [
    ("The pipe is 2.5 kilometres long.", "The pipe is 2,500 metres long."),
    ("The sack weighs 1.5 tonnes.", "The sack weighs 1,500 kilograms."),
    ("Roast it at 165 °F for an hour.", "Roast it at 165 °F (74 °C) for an hour."),
    ("The path is 5 miles long.", "The path is 5 miles (8 kilometres) long."),
    ("The grant is worth $3.2 million.", "The grant is worth 3.2 million dollars."),
    ("The grant is worth €400,000.", "The grant is worth 400,000 euros."),
    ("It lasted 90 minutes.", "It lasted an hour and a half."),
    ("The tank holds 750 ml.", "The tank holds 0.75 litres."),
]
UNITS_FALL = [
    ("The pipe is 2.5 kilometres long.", "The pipe is 2.5 metres long."),
    ("The grant is worth $3.2 million.", "The grant is worth £3.2 million."),
    ("The grant is worth $3.2 million.", "The grant is worth 3.2 billion dollars."),
    ("Turnout rose by 5 percentage points.", "Turnout rose by 5 percent."),
    ("The sack weighs 40 pounds.", "The sack weighs 40 kilograms."),
    ("Roast it at 165 °F for an hour.", "Roast it at 165 °F (90 °C) for an hour."),
    ("The upkeep comes to 400,000 crowns a year.", "The upkeep comes to 400,000 crowns a month."),
    ("They bought 40 water butts at £38 each.", "They bought 38 water butts."),
]
RANGES_STAND = [
    ("The work takes 14 to 18 months.", "The work takes between 14 and 18 months."),
    ("The work takes 14 to 18 months.", "The work takes at least 14 months."),
    ("Fines run from 200 to 1,500 marks.", "Fines run up to 1,500 marks."),
]
RANGES_FALL = [
    ("The work takes 14 to 18 months.", "The work takes between 14 and 28 months."),
    ("Fines run from 200 to 1,500 marks.", "Fines run from 300 to 1,500 marks."),
]
NEARLY_STAND = [
    ("The crowd numbered 2,487.", "The crowd numbered nearly 2,500."),
    ("The crowd numbered 2,513.", "The crowd numbered more than 2,500."),
    ("The crowd numbered 2,487.", "The crowd numbered about 2,500."),
    ("The bridge cost 4.97 million crowns.", "The bridge cost almost 5 million crowns."),
    ("Nearly 300 boats were lost.", "Almost 300 boats were lost."),
    ("At least 40 people were hurt.", "No fewer than 40 people were hurt."),
]
NEARLY_FALL = [
    ("The crowd numbered 2,513.", "The crowd numbered nearly 2,500."),
    ("The crowd numbered 2,487.", "The crowd numbered more than 2,500."),
    ("More than 300 boats were lost.", "Fewer than 300 boats were lost."),
    ("The port would lose no more than 12 days a year.", "The port would lose more than 12 days a year."),
    ("The bridge cost 4.97 million crowns.", "The bridge cost almost 6 million crowns."),
    ("The tower was built in 1934.", "The tower was built in 1930."),
]
ORDINALS_STAND = [
    ("It was the 3rd flood in ten years.", "It was the third flood in ten years."),
    ("She came 21st in the race.", "She came twenty-first in the race."),
    ("The party met on the 5th of May.", "The party met on May 5."),
]
ORDINALS_FALL = [
    ("It was the 3rd flood in ten years.", "It was the fourth flood in ten years."),
    ("She came second in the race.", "She came first in the race."),
    ("There were three floods in ten years.", "It was the fifth flood in ten years."),
]
FRACTIONS_STAND = [
    ("Half of the members voted.", "50 percent of the members voted."),
    ("Three quarters of the fleet was lost.", "75 percent of the fleet was lost."),
    ("A third of the fleet was lost.", "One third of the fleet was lost."),
    ("Two thirds of the seats are sold.", "Two-thirds of the seats are sold."),
]
FRACTIONS_FALL = [
    ("Half of the members voted.", "A third of the members voted."),
    ("Three quarters of the fleet was lost.", "A quarter of the fleet was lost."),
    ("Half of the members voted.", "60 percent of the members voted."),
    ("Two thirds of the seats are sold.", "Two fifths of the seats are sold."),
]
WORDS_STAND = [
    ("Twenty-seven sailors were saved.", "27 sailors were saved."),
    ("The town has 1,200 wells.", "The town has twelve hundred wells."),
    ("A dozen boats were lost.", "Twelve boats were lost."),
    ("The town has two million people.", "The town has 2m people."),
    ("Both bridges were closed.", "The two bridges were closed."),
]
WORDS_FALL = [
    ("Twenty-seven sailors were saved.", "37 sailors were saved."),
    ("A dozen boats were lost.", "Twenty boats were lost."),
    ("The town has two million people.", "The town has 3m people."),
]
STEPS_FALL = [
    ("The price has risen to 46 million crowns from 41 million.", "The price has risen by 46 million crowns."),
    ("The toll was cut by 4 crowns.", "The toll was cut to 4 crowns."),
]
STEPS_STAND = [
    (
        "The price has risen to 46 million crowns from 41 million.",
        "The price has risen from 41 million to 46 million crowns.",
    ),
    ("The toll was cut by 4 crowns.", "The toll was reduced by 4 crowns."),
]

STAND = [*UNITS_STAND, *RANGES_STAND, *NEARLY_STAND, *ORDINALS_STAND, *FRACTIONS_STAND, *WORDS_STAND, *STEPS_STAND]
FALL = [*UNITS_FALL, *RANGES_FALL, *NEARLY_FALL, *ORDINALS_FALL, *FRACTIONS_FALL, *WORDS_FALL, *STEPS_FALL]


@pytest.mark.parametrize(("source", "statement"), STAND)
def test_a_figure_in_other_writing_stands(against, source: str, statement: str) -> None:
    verdict = against(statement, source)
    assert verdict.support != "unsupported", verdict.reasons


@pytest.mark.parametrize(("source", "statement"), FALL)
def test_another_figure_falls(against, source: str, statement: str) -> None:
    verdict = against(statement, source)
    assert verdict.support == "unsupported"
    assert verdict.reasons


def test_the_length_of_a_summary_and_the_number_of_a_step_are_no_figures(against) -> None:
    source = "The harbour board met on Tuesday.  2  Remove the lid and let the pot stand for 10 minutes."
    assert against("Here is the summary in 53 words:", source).support != "unsupported"
    assert against("2. Let the pot stand for 10 minutes.", source).support != "unsupported"


def test_a_pair_spoken_of_need_not_be_counted_by_the_source(against) -> None:
    source = "The brewery and the mill will publish the details later this year."
    assert against("The two will publish the details later this year.", source).support != "unsupported"
    assert against("The five firms will publish the details later this year.", source).support == "unsupported"
