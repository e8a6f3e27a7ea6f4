"""Hard cases of every class of check: a source, a statement, and what code must make of it. All of it is invented."""

import pytest


def check_of(verdict) -> set[str]:
    return {finding.check for finding in verdict.findings if finding.veto}


NUMBERS_THAT_STAND = [
    ("They sent 2,500 men.", "They sent 2500 men."),
    ("They sent 2,500 men.", "They sent twenty-five hundred men."),
    ("They sent two thousand five hundred men.", "They sent 2,500 men."),
    ("It cost $3bn.", "It cost three billion dollars."),
    ("It cost $3bn.", "It cost USD 3 billion."),
    ("It fell by half.", "It fell by 50 percent."),
    ("It fell by 50 per cent.", "It fell by half."),
    ("They won two-thirds of the seats.", "They won 2/3 of the seats."),
    ("The dam is 2 km long.", "The dam is 2,000 metres long."),
    ("It ran for 90 minutes.", "It ran for 1.5 hours."),
    ("The pipe is 5.68 m long.", "The pipe is 5.68 metres long."),
    ("It has 5.68 m users.", "It has 5.68 million users."),
    ("They counted 2,487 boats.", "They counted nearly 2,500 boats."),
    ("They counted 2,512 boats.", "They counted more than 2,500 boats."),
    ("They counted 2,487 boats.", "They counted about 2,500 boats."),
    ("It has 5,683,112 users.", "It has 5.7 million users."),
    ("Between 10 and 15 percent stayed.", "Some 10 to 15 percent stayed."),
    ("Some 10-15 percent stayed.", "At most 15 percent stayed."),
    ("It was the 21st meeting.", "It was the twenty-first meeting."),
    ("Ada Lindqvist, 22, won.", "The 22-year-old Ada Lindqvist won."),
    ("He paid in May 2021.", "He paid in 2021."),
    ("It ran in the 2018-2019 season.", "It ran in the 2018–19 season."),
    ("They met at 17:30.", "They met at 5:30 p.m."),
    ("A dozen ships left.", "Twelve ships left."),
    ("It opened in Harrow and Elm.", "It opened in two towns."),
    ("Rates stood at 30, 40 and 50 percent.", "Rates stood at 40 percent."),
    ("He runs Windmark 10 there.", "He runs Windmark 10."),
    ("No fewer than 30 boats left.", "At least 30 boats left."),
]

NUMBERS_THAT_FALL = [
    ("They sent 2,500 men.", "They sent 25,000 men."),
    ("They sent 2,500 men.", "They sent 2,510 men."),
    ("It opened in 2019.", "It opened in 2020."),
    ("It opened in 1987.", "It opened in about 1990."),
    ("It cost $3bn.", "It cost €3bn."),
    ("It cost $3bn.", "It cost $3m."),
    ("It rose 4 percent.", "It rose 4 percentage points."),
    ("It rose 4 percentage points.", "It rose 4 percent."),
    ("40 people came.", "40 percent of people came."),
    ("40 percent of the berths stand empty.", "40 berths stand empty."),
    ("It fell by half.", "It fell by a third."),
    ("The dam is 2 km long.", "The dam is 2 miles long."),
    ("More than 30 boats left.", "Fewer than 30 boats left."),
    ("Nearly 30 boats left.", "More than 30 boats left."),
    ("They counted 2,487 boats.", "They counted more than 2,500 boats."),
    ("It was the third meeting.", "It was the fourth meeting."),
    ("It holds 30 cranes and 12 sheds.", "It holds 12 cranes and 30 sheds."),
    ("They won by 14 votes to 9.", "They won by 9 votes to 14."),
    ("They met at 5:30 a.m.", "They met at 5:30 p.m."),
    ("A dozen ships left.", "Two dozen ships left."),
    ("It opened in Harrow, Elm and Dale.", "It opened in two towns."),
    ("Some 10-15 percent stayed.", "Some 10-16 percent stayed."),
    ("They paid 1.50 euros.", "They paid 150 euros."),
]


@pytest.mark.parametrize(("source", "statement"), NUMBERS_THAT_STAND)
def test_numbers_that_stand(against, source: str, statement: str) -> None:
    verdict = against(statement, source)
    assert verdict.support != "unsupported", verdict.reasons


@pytest.mark.parametrize(("source", "statement"), NUMBERS_THAT_FALL)
def test_numbers_that_fall(against, source: str, statement: str) -> None:
    verdict = against(statement, source)
    assert check_of(verdict) & {"number", "bound", "roles"}, verdict


def test_the_reason_names_both_numbers(judge) -> None:
    verdict = judge("Northam will keep its 25,000 harbour workers until the spring.", "Northam will keep")
    assert verdict.reasons[0] == "The cited words say “2,500”, not “25,000”."


def test_list_marks_and_passage_numbers_are_no_statements(against) -> None:
    assert against("1. The harbour was sold.", "The harbour was sold.").support != "unsupported"
    assert against("The harbour was sold (passage 2).", "The harbour was sold.").support != "unsupported"


DATES_THAT_STAND = [
    ("It met on 8 November 2021.", "It met on Nov. 8, 2021.", None),
    ("It met on 2021-11-08.", "It met on 8 November 2021.", None),
    ("It met on 8 November 2021.", "It met in November.", None),
    ("It met on 8 November 2021.", "It met on a Monday, 8 November 2021.", None),
    ("It met on Monday.", "It met on 8 November.", "2021-11-10"),
    ("It met on Nov. 8.", "It met on 8 November 2021.", "2021-11-10"),
    ("It will meet next month.", "It will meet in December.", "2021-11-10"),
    ("It met in May 1994.", "It met in the 1990s.", None),
    ("It met last week.", "It met last week.", None),
]
DATES_THAT_FALL = [
    ("It met on 8 November 2021.", "It met on 9 November 2021.", None),
    ("It met on 8 November 2021.", "It met on Tuesday, 8 November 2021.", None),
    ("It met in May.", "It met in June.", None),
    ("It met on Monday.", "It met on Friday.", None),
    ("It met on Monday.", "It met on 9 November.", "2021-11-10"),
    ("It will meet next month.", "It will meet in January.", "2021-11-10"),
    ("It met last week.", "It met next week.", None),
    ("It met.", "It met in June.", None),
]


@pytest.mark.parametrize(("source", "statement", "published"), DATES_THAT_STAND)
def test_dates_that_stand(against, source: str, statement: str, published: str | None) -> None:
    verdict = against(statement, source, published=published)
    assert verdict.support != "unsupported", verdict.reasons


@pytest.mark.parametrize(("source", "statement", "published"), DATES_THAT_FALL)
def test_dates_that_fall(against, source: str, statement: str, published: str | None) -> None:
    assert "date" in check_of(against(statement, source, published=published))


NAMES_THAT_STAND = [
    ("The United States sent boats.", "The U.S. sent boats."),
    ("The US sent boats.", "The United States sent boats."),
    ("Iraqi boats left.", "Boats of Iraq left."),
    ("The World Sailing Union (WSU) met.", "The WSU met."),
    ("The WSU met.", "The World Sailing Union (WSU) met."),
    ("Dr. Ada B. Lindqvist spoke.", "Lindqvist spoke."),
    ("Gen. Frida Okonjo left.", "Frida Okonjo left."),
    ("The Okonjos left.", "The Okonjo family left."),
    ("Boats left the harbour.", "Harbour boats left."),
    ("The Defence Ministry met.", "The Defense Ministry met."),
    ("It met in Raleigh, North Carolina.", "It met in Raleigh, NC."),
    ("Frida Okonjo came. She sold the boat.", "Frida Okonjo sold the boat."),
]
NAMES_THAT_FALL = [
    ("Frida Okonjo left the harbour early.", "Frida Brandt left the harbour early."),
    ("Frida Okonjo left the harbour early.", "Ada Okonjo left the harbour early."),
    ("Lindqvist sold the boat in May.", "Lindquist sold the boat in May."),
    ("The ship sailed to North Korea.", "The ship sailed to South Korea."),
    ("The boat left for Iran at noon.", "The boat left for Iraq at noon."),
    ("Okonjo met Ekwall at the quay.", "Okonjo met Brandt at the quay."),
    ("She sold the boat.", "Brandt said she sold the boat."),
    ("The road out of Aldwick is closed.", "The road out of Northam is closed."),
]


@pytest.mark.parametrize(("source", "statement"), NAMES_THAT_STAND)
def test_names_that_stand(against, source: str, statement: str) -> None:
    verdict = against(statement, source)
    assert verdict.support != "unsupported", verdict.reasons


@pytest.mark.parametrize(("source", "statement"), NAMES_THAT_FALL)
def test_names_that_fall(against, source: str, statement: str) -> None:
    assert "name" in check_of(against(statement, source))


def test_a_pronoun_is_whom_the_sentence_before_names(against) -> None:
    source = "Frida Okonjo came to Elm. She sold the boat. It rained."
    assert against("Frida Okonjo sold the boat.", source, ["She sold"]).support != "unsupported"


def test_a_name_of_the_source_in_the_place_of_another_falls(against) -> None:
    source = "Lars Ekwall spoke at length. Frida Okonjo sold the old boat to the town in May."
    verdict = against("Lars Ekwall sold the old boat to the town in May.", source, ["Frida Okonjo sold"])
    assert "name" in check_of(verdict)
    assert "Okonjo" in " ".join(verdict.reasons)


def test_roles_turned_round_fall(against) -> None:
    source = "Lars Ekwall accused Frida Okonjo of selling the boats too early."
    assert "roles" in check_of(against("Frida Okonjo accused Lars Ekwall of selling the boats too early.", source))
    passive = against("Frida Okonjo was accused by Lars Ekwall of selling the boats too early.", source)
    assert passive.support != "unsupported"


def test_the_order_of_a_list_says_nothing(against) -> None:
    source = "Lars Ekwall and Frida Okonjo signed the treaty in Elm."
    assert against("Frida Okonjo and Lars Ekwall signed the treaty in Elm.", source).support != "unsupported"


QUOTES_THAT_STAND = [
    ("“It was a fair price,” Ekwall said.", "Ekwall said it was “a fair price”."),
    ("“It was a fair price,” Ekwall said.", 'Ekwall called it "a fair price."'),
    ("“It was a fair and open price,” Ekwall said.", "“It was a fair … price,” Ekwall said."),
    ("He read The Long Quay in a day.", "He read “The Long Quay” in a day."),
]
QUOTES_THAT_FALL = [
    ("“It was a fair price,” Ekwall said.", "Ekwall said it was “a good price for us”."),
    ("“It was a fair price,” Ekwall said.", "“It was a fair prize,” Ekwall said."),
    ("It was a fair price, Ekwall said.", "“It was a fair price,” Ekwall said."),
    ("“It was fair,” Ekwall said. “Nobody lost a job,” Okonjo said.", "“It was fair nobody lost a job,” Ekwall said."),
    ("“It was not a fair price,” Ekwall said.", "“It was … a fair price,” Ekwall said."),
    (
        "“It was fair,” Ekwall said. “Nobody lost a job,” Okonjo said.",
        "“It was fair … Nobody lost a job,” Ekwall said.",
    ),
    ("“It was fair,” Ekwall said, adding it was over.", "“It was fair,” Ekwall said, “adding it was over”."),
]


@pytest.mark.parametrize(("source", "statement"), QUOTES_THAT_STAND)
def test_quotes_that_stand(against, source: str, statement: str) -> None:
    verdict = against(statement, source)
    assert verdict.support != "unsupported", verdict.reasons


@pytest.mark.parametrize(("source", "statement"), QUOTES_THAT_FALL)
def test_quotes_that_fall(against, source: str, statement: str) -> None:
    assert "quote" in check_of(against(statement, source))


def test_a_quote_that_stands_elsewhere_is_not_in_the_cited_words(judge) -> None:
    verdict = judge("Ekwall called it “a fair price”.", "Mayor Lars Ekwall said")
    assert "stands in the source, but not in the cited words" in verdict.reasons[0]


def test_the_reason_says_what_the_source_has_instead(judge) -> None:
    verdict = judge("“They want all the cranes to stay,” Okonjo said.", "They want all the cranes")
    assert "which says “They want all the cranes to go”" in verdict.reasons[0]


def test_words_of_a_turn_may_be_quoted() -> None:
    from bot.grounding.support import check
    from bot.language import read
    from bot.types import Document, Turn

    text = "OKONJO: The night ferries will stay.\nEKWALL: We have sold the sheds."
    turns = [Turn("OKONJO", 8, 36, 0, 7), Turn("EKWALL", 45, 67, 37, 44)]
    document = Document.of(text, kind="transcript", turns=turns)
    reading = read(document)
    readings, first = {document.id: reading}, [reading.sentences[0].span]
    assert check("“The night ferries will stay,” Okonjo said.", first, readings).support != "unsupported"
    verdict = check("“The night ferries will stay,” Ekwall said.", first, readings)
    assert "speaker" in check_of(verdict) or "name" in check_of(verdict)


def test_direct_words_given_to_another_fall(judge) -> None:
    right = judge("“They want all the cranes to go,” Okonjo said.", "They want all the cranes")
    assert right.support != "unsupported", right.reasons
    wrong = judge("“They want all the cranes to go,” Ekwall said.", "They want all the cranes")
    assert wrong.support == "unsupported"


def test_indirect_words_given_to_another_fall(against) -> None:
    source = "Mayor Lars Ekwall spoke first. Frida Okonjo said the town had sold the sheds."
    cited = ["Frida Okonjo said"]
    assert against("Okonjo said the town had sold the sheds.", source, cited).support != "unsupported"
    verdict = against("Ekwall said the town had sold the sheds.", source, cited)
    assert "speaker" in check_of(verdict)


def test_reported_words_said_as_a_fact_are_marked_and_not_called_supported(against) -> None:
    source = "Frida Okonjo said the wall is safe and will stand for years."
    verdict = against("The wall is safe and will stand for years.", source)
    assert verdict.support == "unchecked"
    assert any(finding.reported for finding in verdict.findings)
    assert "Okonjo" in verdict.reasons[0]


TURNED = [
    (
        "Northam will keep its harbour workers until the spring.",
        "Northam will not keep its harbour workers until the spring.",
    ),
    ("Northam will not keep its harbour workers until spring.", "Northam will keep its harbour workers until spring."),
    ("The council failed to pass the plan in May.", "The council passed the plan in May."),
    ("The mayor denied that the sale was secret.", "The mayor said that the sale was secret."),
    ("The town could sell the sheds this year.", "The town couldn’t sell the sheds this year."),
    ("The council approved the plan for the quay.", "The council rejected the plan for the quay."),
    ("Rents in the old harbour rose by a third.", "Rents in the old harbour fell by a third."),
    ("The plan is likely to pass the council.", "The plan is unlikely to pass the council."),
    ("He was found not guilty of the theft in Elm.", "He was found guilty of the theft in Elm."),
]
NOT_TURNED = [
    ("The council failed to pass the plan in May.", "The council did not pass the plan in May."),
    ("He was not only mayor but also owner of the quay.", "He was mayor and also owner of the quay."),
    ("No fewer than 30 boats left the old harbour.", "At least 30 boats left the old harbour."),
    ("The plan is unlikely to pass the council.", "The plan is not likely to pass the council."),
    ("He refused to sell the old boat to the town.", "He did not sell the old boat to the town."),
    ("The mayor was unable to sell the sheds.", "The mayor was not able to sell the sheds."),
    ("It is not impossible to sell the old sheds.", "It is possible to sell the old sheds."),
    ("The sale was no doubt a success for the town.", "The sale was a success for the town."),
]


@pytest.mark.parametrize(("source", "statement"), TURNED)
def test_a_sense_turned_falls(against, source: str, statement: str) -> None:
    assert check_of(against(statement, source)) & {"negation", "opposite"}


@pytest.mark.parametrize(("source", "statement"), NOT_TURNED)
def test_a_sense_kept_in_other_words_stands(against, source: str, statement: str) -> None:
    verdict = against(statement, source)
    assert verdict.support != "unsupported", verdict.reasons


def test_a_denial_of_what_nothing_denies_is_never_supported(against) -> None:
    source = "Former harbour captain and well loved pilot Omar Sayeg has died at the age of 84."
    verdict = against(
        "Former harbour captain and well loved pilot Omar Sayeg has not passed away at the age of 84.", source
    )
    assert verdict.support == "unsupported"


def test_a_hedge_left_out_keeps_a_statement_from_being_supported(judge) -> None:
    verdict = judge("The lawyer expects the union to strike over the shifts in December.", "The union may strike")
    assert verdict.support == "unchecked"
    assert any(finding.check == "hedge" for finding in verdict.findings)


def test_a_hedge_left_out_and_nothing_else_changed_falls(judge) -> None:
    verdict = judge("The union strikes in December because of the night shifts.", "The union may strike")
    assert "hedge" in check_of(verdict)


UNREAL = [
    ("It told of an attempt to sell the old sheds.", "The old sheds were sold."),
    ("The town tried to close the quay in May.", "The town closed the quay in May."),
    ("The union threatened to block the harbour.", "The union blocked the harbour."),
]


@pytest.mark.parametrize(("source", "statement"), UNREAL)
def test_what_was_only_attempted_is_not_done(against, source: str, statement: str) -> None:
    assert "unreal" in check_of(against(statement, source))


def test_an_attempt_told_as_one_stands(against) -> None:
    source = "The town tried to close the quay in May."
    assert against("The town attempted to close the quay in May.", source).support != "unsupported"
    both = source + " It closed the quay in June."
    assert against("The town closed the quay in June.", both).support != "unsupported"


def test_reported_speech_shifts_the_verb_and_that_is_no_hedge(against) -> None:
    verdict = against(
        "Okonjo said the port will pay for the ferries.", "Okonjo said the port would pay for the ferries."
    )
    assert not any(finding.check == "hedge" for finding in verdict.findings)


def test_a_cause_put_in_falls_where_nothing_else_differs(against) -> None:
    source = "The mayor sold the sheds and the union went on strike."
    assert "cause" in check_of(against("The mayor sold the sheds because the union went on strike.", source))
    assert (
        against("The union went on strike because of the mayor.", "The union struck because of the mayor.").support
        != "unsupported"
    )


def test_cited_words_about_something_else_fall(judge) -> None:
    verdict = judge("Northam will keep its 2,500 harbour workers until the spring.", "It was a fair price")
    assert verdict.support == "unsupported"
