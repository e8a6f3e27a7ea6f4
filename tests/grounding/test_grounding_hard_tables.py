"""A table of hard cases for each class of what code compares: what the cited words bear out, and what they do not.

The source is published on Wednesday, 14 May 2031. More of the same stands in ``test_grounding_hard_figures``,
``test_grounding_hard_names_and_time`` and ``test_grounding_hard_senses``.
"""

from __future__ import annotations

import pytest

from bot.grounding.support import Verdict, check
from bot.language import read
from bot.types import Document

# (what the source says, what the statement says)
UNITS_AND_CURRENCIES_STAND = [
    ("The dam holds 3 million litres.", "The dam holds 3,000 cubic metres."),
    ("It weighs 12 stone.", "It weighs 12 st."),
    ("The field covers 40 hectares.", "The field covers 0.4 square kilometres."),
    ("The car did 60 km/h.", "The car did 60 kilometres an hour."),
    ("They paid 50p.", "They paid 50 pence."),
    ("The ticket costs 4.50 euros.", "The ticket costs €4.50."),
    ("The fine is CHF 300.", "The fine is 300 Swiss francs."),
    ("The loan is US$2.4bn.", "The loan is 2.4 billion US dollars."),
    ("The valve opens at 3 bar.", "The valve opens at 3 bars."),
    ("The race is 10 km.", "The race is ten kilometres long."),
    ("It lasted 36 hours.", "It lasted a day and a half."),
    ("The term is two years.", "The term is 24 months."),
    ("It rained for 14 days.", "It rained for two weeks."),
    ("A 5ft wall stood there.", "A five-foot wall stood there."),
    ("The plant yields 500 kilowatts.", "The plant yields half a megawatt."),
]
UNITS_AND_CURRENCIES_FALL = [
    ("The dam holds 3 million litres.", "The dam holds 3 million gallons."),
    ("The field covers 40 hectares.", "The field covers 40 acres."),
    ("The car did 60 km/h.", "The car did 60 mph."),
    ("They paid 50p.", "They paid 50 pounds."),
    ("The fine is 300 Swiss francs.", "The fine is 300 euros."),
    ("The term is two years.", "The term is 20 months."),
    ("It rained for 14 days.", "It rained for 14 weeks."),
    ("The rate rose by 25 basis points.", "The rate rose by 25 percent."),
    ("Wages rose 3 percent a year.", "Wages rose 3 percent a month."),
    ("The loan is US$2.4bn.", "The loan is 2.4 million US dollars."),
    ("The lake is 20 °C.", "The lake is 20 °F."),
    ("The bill is 40 dollars per household.", "The bill is 40 dollars per person."),
]
RANGES_STAND = [
    ("Between 30 and 40 people came.", "Some 30 to 40 people came."),
    ("It needs 8-12 weeks.", "It needs eight to twelve weeks."),
    ("Ages range from 6 to 14.", "The oldest is 14."),
    ("Fares are €2–€5.", "Fares run from 2 to 5 euros."),
    ("Open from 9 a.m. to 5 p.m.", "Open between 9 am and 5 pm."),
    ("The work takes 14 to 18 months.", "The work takes up to 18 months."),
]
RANGES_FALL = [
    ("Between 30 and 40 people came.", "More than 40 people came."),
    ("It needs 8-12 weeks.", "It needs at least 12 weeks."),
    ("It needs 8-12 weeks.", "It needs at most 8 weeks."),
    ("Between 30 and 40 people came.", "Between 30 and 50 people came."),
    ("Open from 9 a.m. to 5 p.m.", "Open from 9 a.m. to 6 p.m."),
    ("Fares are €2–€5.", "Fares are €3–€5."),
]
NEARLY_STAND = [
    ("Turnout was 61.8 percent.", "Turnout was about 62 percent."),
    ("The hall seats 1,980.", "The hall seats just under 2,000."),
    ("The hall seats 2,040.", "The hall seats a little over 2,000."),
    ("The yacht sold for $999,000.", "The yacht sold for almost $1 million."),
    ("It lasted 58 minutes.", "It lasted nearly an hour."),
    ("Roughly 700 trees fell.", "About 700 trees fell."),
    ("They counted 10,212 votes.", "They counted over 10,000 votes."),
    ("Upwards of 90 boats came.", "More than 90 boats came."),
]
NEARLY_FALL = [
    ("Turnout was 61.8 percent.", "Turnout was about 68 percent."),
    ("The hall seats 1,980.", "The hall seats just over 2,000."),
    ("The hall seats 2,040.", "The hall seats fewer than 2,000."),
    ("They counted 9,812 votes.", "They counted over 10,000 votes."),
    ("At most 90 boats came.", "At least 90 boats came."),
    ("Up to 90 boats came.", "More than 90 boats came."),
]
ORDINALS_STAND = [
    ("It is their 2nd win.", "It is their second win."),
    ("She finished last of 40.", "She finished 40th of 40."),
    ("The 21st century began badly.", "The twenty-first century began badly."),
    ("The fourth and fifth floors burned.", "The 4th and 5th floors burned."),
]
ORDINALS_FALL = [
    ("It is their 2nd win.", "It is their third win."),
    ("King Haldan III died.", "King Haldan II died."),
    ("The fourth floor burned.", "The fourteenth floor burned."),
    ("It was the second time in three years.", "It was the third time in two years."),
    ("He is in his first term.", "He is in his last term."),
]
FRACTIONS_STAND = [
    ("One in four homes lacks heat.", "A quarter of homes lack heat."),
    ("One in four homes lacks heat.", "25 percent of homes lack heat."),
    ("Four out of five voters agreed.", "80 percent of voters agreed."),
    ("Half the fleet is idle.", "50% of the fleet is idle."),
    ("It takes 1½ hours.", "It takes one and a half hours."),
    ("It takes 1½ hours.", "It takes 90 minutes."),
    ("Output doubled.", "Output rose twofold."),
    ("A tenth of the wells are dry.", "10 percent of the wells are dry."),
]
FRACTIONS_FALL = [
    ("One in four homes lacks heat.", "One in five homes lacks heat."),
    ("Four out of five voters agreed.", "Three out of five voters agreed."),
    ("Four out of five voters agreed.", "75 percent of voters agreed."),
    ("It takes 1½ hours.", "It takes 2½ hours."),
    ("Two thirds of the seats are sold.", "A third of the seats are sold."),
]
NUMBERS_IN_WORDS_STAND = [
    ("There were 105 entries.", "There were a hundred and five entries."),
    ("The loan is 1.5 million marks.", "The loan is one and a half million marks."),
    ("She is 35.", "She is thirty-five."),
    ("It has 1,000,000 readers.", "It has a million readers."),
    ("He was fined 2k crowns.", "He was fined 2,000 crowns."),
]
NUMBERS_IN_WORDS_FALL = [
    ("There were 105 entries.", "There were a hundred and fifty entries."),
    ("It has 1,000,000 readers.", "It has a billion readers."),
    ("Thirteen boats came.", "Thirty boats came."),
    ("She is 35.", "She is fifty-three."),
    ("Two dozen boats came.", "A dozen boats came."),
]
DATES_STAND = [
    ("The vote is on Friday.", "The vote is on Friday, 16 May 2031."),
    ("Work begins next month.", "Work begins in June 2031."),
    ("It burned the day before yesterday.", "It burned on Monday."),
    ("It burned yesterday.", "It burned on Tuesday."),
    ("It was sold two years ago.", "It was sold in 2029."),
    ("The strike starts tomorrow.", "The strike starts on 15 May."),
    ("It opened in spring 2030.", "It opened in 2030."),
    ("It was built in the late 1970s.", "It was built in the seventies."),
    ("Der Rat tagte am 3. Mai 2031.", "Der Rat tagte am 3.5.2031."),
    ("It closed last month.", "It closed in April."),
    ("The heatwave came a fortnight ago.", "The heatwave came two weeks ago."),
    ("The rerun was held 24 hours later.", "The rerun was held a day later."),
    ("The office closed last year.", "The office closed last summer."),
    ("It opens in the first week of June.", "It opens in early June."),
]
DATES_FALL = [
    ("The vote is on Friday.", "The vote is on 17 May."),
    ("Work begins next month.", "Work begins this month."),
    ("It burned yesterday.", "It burned on Monday."),
    ("It was sold two years ago.", "It was sold in 2028."),
    ("The strike starts tomorrow.", "The strike starts today."),
    ("It opened in spring 2030.", "It opened in autumn 2030."),
    ("It closed last month.", "It closed in March."),
    ("The hall opens at 9 a.m.", "The hall opens at 9 p.m."),
    ("It was built in the late 1970s.", "It was built in the late 1960s."),
    ("The rerun was held 24 hours later.", "The rerun was held 48 hours later."),
    ("It ran from 2019 to 2024.", "It ran from 2019 to 2026."),
    ("The session is on the first Monday of May.", "The session is on the first Tuesday of May."),
]
ABBREVIATIONS_AND_ALIASES_STAND = [
    ("The US signed.", "The United States of America signed."),
    ("The EU sent aid.", "The European Union sent aid."),
    ("ISIS took the dam.", "The Islamic State took the dam."),
    ("The U.N. sent aid.", "The United Nations sent aid."),
    ("The Northam Fire Brigade (NFB) came.", "The NFB came."),
    ("Lund works for the Department of Water (DoW).", "Lund works for the Department of Water."),
    ("Prof. Lind spoke.", "Professor Lind spoke."),
    ("The firm Holt & Co. lost.", "The firm Holt and Co lost."),
    ("Nato sent ships.", "NATO sent ships."),
    ("The UAE sent ships.", "The United Arab Emirates sent ships."),
    ("Elizabeth “Betty” Rask spoke.", "Betty Rask spoke."),
    ("The FBI raided it.", "The Federal Bureau of Investigation raided it."),
    ("The British sailed.", "The ships of Britain sailed."),
    ("The Dutch police came.", "Police of the Netherlands came."),
]
ABBREVIATIONS_AND_ALIASES_FALL = [
    ("The EU sent aid.", "The UN sent aid."),
    ("The US signed.", "The UK signed."),
    ("The FBI raided it.", "The CIA raided it."),
    ("The Northam Fire Brigade (NFB) came.", "The NFP came."),
    ("South Korea signed.", "North Korea signed."),
    ("The Austrian team won.", "The Australian team won."),
]
TITLES_STAND = [
    ("Gov. Ada Lind spoke.", "Governor Lind spoke."),
    ("Lt. Col. Bo Rask spoke.", "Lieutenant Colonel Bo Rask spoke."),
    ("Foreign Minister Ada Lind spoke.", "Lind, the foreign minister, spoke."),
    ("Ada Lind, the chief executive of Holt, left.", "Holt's CEO Ada Lind left."),
    ("Sir Ian Holt spoke.", "Ian Holt spoke."),
    ("Ada Lind Jr. spoke.", "Ada Lind spoke."),
    ("Mrs. Rask spoke.", "Rask spoke."),
    ("President Lind spoke.", "Lind, who is president, spoke."),
]
TITLES_FALL = [
    ("Gov. Ada Lind spoke.", "Senator Ada Lind spoke."),
    ("Deputy mayor Bo Rask spoke.", "Mayor Bo Rask spoke."),
    ("Former president Ada Lind spoke.", "President Ada Lind spoke."),
    ("Ada Lind, the finance minister, spoke.", "Ada Lind, the prime minister, spoke."),
    ("Mr. Rask spoke.", "Mrs. Rask spoke."),
    ("Ada Lind, vice-president of Holt, left.", "Ada Lind, president of Holt, left."),
]
INFLECTION_STAND = [
    ("The thieves stole knives.", "A thief stole a knife."),
    ("She swam and sank.", "She swims and sinks."),
    ("He was running late.", "He ran late."),
    ("The children were taught.", "A child was taught."),
    ("The crises were analysed.", "The crisis was analyzed."),
    ("It lay on the quay.", "It lies on the quay."),
    ("Die Häuser wurden verkauft.", "Das Haus wurde verkauft."),
    ("They bought mice and wolves.", "They buy a mouse and a wolf."),
    ("The committee's decision was final.", "The decision of the committee was final."),
]
HYPHENS_STAND = [
    ("The co-operative failed.", "The cooperative failed."),
    ("A three-year-old boy was found.", "A boy, three years old, was found."),
    ("The five-man crew left.", "The crew of five men left."),
    ("The e-mail leaked.", "The email leaked."),
    ("The anti-tank mine exploded.", "The antitank mine exploded."),
    ("The decision-makers met.", "The decision makers met."),
    ("The Lind–Rask plan failed.", "The Lind-Rask plan failed."),
    ("It is a state-owned mill.", "It is a state owned mill."),
    ("The semi-final was lost.", "The semifinal was lost."),
    ("It was a record-\nbreaking year.", "It was a record-breaking year."),
]
HYPHENS_FALL = [
    ("A three-year-old boy was found.", "A four-year-old boy was found."),
    ("The pro-union list won.", "The anti-union list won."),
    ("The pre-war wall stands.", "The post-war wall stands."),
    ("A non-fatal fall was logged.", "A fatal fall was logged."),
    ("The Lind-Rask plan failed.", "The Lind-Holt plan failed."),
]
NEGATION_SCOPE_STAND = [
    ("The plan is not only cheap but quick.", "The plan is not just cheap but also quick."),
    ("Not a single boat was lost.", "No boat was lost."),
    ("He did not deny that he took it.", "He did not deny taking it."),
    ("Hardly anyone came.", "Few people came."),
    ("The wall is not unsafe.", "The wall is safe."),
    ("They could not but agree.", "They agreed."),
    ("It was nothing but a rumour.", "It was only a rumour."),
    ("The tax will not be raised until June.", "The tax will be raised in June at the earliest."),
    ("The gate, which did not fail, was opened.", "The gate was opened."),
    ("She refused to sign.", "She did not sign."),
    ("The bill never passed.", "The bill did not pass."),
    ("The mayor, unlike the council, backs the plan.", "The mayor backs the plan."),
    ("No sooner had it opened than it closed.", "It closed soon after it opened."),
    ("No fewer than 12 boats came.", "At least 12 boats came."),
]
NEGATION_SCOPE_FALL = [
    ("The plan is not only cheap but quick.", "The plan is not cheap."),
    ("Not a single boat was lost.", "A single boat was lost."),
    ("He did not deny that he took it.", "He denied that he took it."),
    ("The wall is not safe.", "The wall is safe."),
    ("She refused to sign.", "She signed."),
    ("The bill never passed.", "The bill passed."),
    ("Neither Lind nor Rask voted.", "Lind and Rask voted."),
    ("The court lifted the ban.", "The court did not lift the ban."),
    ("The drug has no effect on fever.", "The drug has an effect on fever."),
    ("The firm lacks a licence.", "The firm has a licence."),
    ("Few members agreed.", "Most members agreed."),
    ("The council rejected the plan.", "The council approved the plan."),
    ("None of the wells is dry.", "All of the wells are dry."),
    ("The bridge is closed.", "The bridge is open."),
]
CONDITIONAL_AND_FUTURE_STAND = [
    ("The council will close the pier.", "The council is to close the pier."),
    ("The council plans to close the pier.", "The council intends to close the pier."),
    ("The mill would close if the tax rose.", "If the tax rose, the mill would close."),
    ("The pier closes in June.", "The pier will close in June."),
    ("The council closed the pier, and may sell it.", "The council closed the pier."),
    ("The firm has begun to build the dam.", "The firm is building the dam."),
]
CONDITIONAL_AND_FUTURE_FALL = [
    ("The council will close the pier.", "The council has closed the pier."),
    ("The council plans to close the pier.", "The council closed the pier."),
    ("The mill would have closed without the loan.", "The mill closed."),
    ("Lind was expected to resign.", "Lind resigned."),
    ("Lind threatened to resign.", "Lind resigned."),
    ("The court could overturn the ban.", "The court overturned the ban."),
    ("Unless it rains, the wells will run dry.", "The wells ran dry."),
    ("The council almost closed the pier.", "The council closed the pier."),
    ("The law takes effect in June.", "The law took effect in May."),
]

STAND = {
    "units and currencies": UNITS_AND_CURRENCIES_STAND,
    "ranges": RANGES_STAND,
    "nearly": NEARLY_STAND,
    "ordinals": ORDINALS_STAND,
    "fractions": FRACTIONS_STAND,
    "numbers in words": NUMBERS_IN_WORDS_STAND,
    "dates": DATES_STAND,
    "abbreviations and aliases": ABBREVIATIONS_AND_ALIASES_STAND,
    "titles": TITLES_STAND,
    "inflection": INFLECTION_STAND,
    "hyphens": HYPHENS_STAND,
    "negation scope": NEGATION_SCOPE_STAND,
    "conditional and future": CONDITIONAL_AND_FUTURE_STAND,
}
FALL = {
    "units and currencies": UNITS_AND_CURRENCIES_FALL,
    "ranges": RANGES_FALL,
    "nearly": NEARLY_FALL,
    "ordinals": ORDINALS_FALL,
    "fractions": FRACTIONS_FALL,
    "numbers in words": NUMBERS_IN_WORDS_FALL,
    "dates": DATES_FALL,
    "abbreviations and aliases": ABBREVIATIONS_AND_ALIASES_FALL,
    "titles": TITLES_FALL,
    "hyphens": HYPHENS_FALL,
    "negation scope": NEGATION_SCOPE_FALL,
    "conditional and future": CONDITIONAL_AND_FUTURE_FALL,
}


def _rows(tables: dict[str, list[tuple[str, str]]]) -> list[object]:
    return [
        pytest.param(source, statement, id=f"{name}: {statement}")
        for name, rows in tables.items()
        for source, statement in rows
    ]


def _judged(source: str, statement: str) -> Verdict:
    document = Document.of(source, published="2031-05-14")
    return check(statement, [document.span(0, len(source))], {document.id: read(document)})


@pytest.mark.parametrize(("source", "statement"), _rows(STAND))
def test_the_same_in_other_writing_stands(source: str, statement: str) -> None:
    verdict = _judged(source, statement)
    assert verdict.support != "unsupported", verdict.reasons


@pytest.mark.parametrize(("source", "statement"), _rows(FALL))
def test_something_else_falls(source: str, statement: str) -> None:
    verdict = _judged(source, statement)
    assert verdict.support == "unsupported"
    assert verdict.reasons


NOT_SUPPORTED = [
    ("He did not deny that he took it.", "He denied that he took it."),
    ("The firm lacks a licence.", "The firm has a licence."),
    ("The firm was building the dam in 2030 when it went bankrupt.", "The firm built the dam in 2030."),
    ("The mill would close if the tax rose.", "The mill closed."),
    ("The council is considering a ban.", "The council has imposed a ban."),
    ("She signed.", "She refused to sign."),
    # Words that look like forms of one word and are two.
    ("The university opened its gates in 1920.", "The universe opened its gates in 1920."),
    ("The organ was sold to the chapel.", "The organisation was sold to the chapel."),
    ("The police came to the hall at noon.", "The policy came to the hall at noon."),
    ("The import of tea fell.", "The important tea fell."),
]


@pytest.mark.parametrize(("source", "statement"), NOT_SUPPORTED)
def test_nearly_the_same_words_with_another_sense_are_never_called_supported(source: str, statement: str) -> None:
    assert _judged(source, statement).support != "supported"


REPORTED = [
    ("Lind said the wall is safe.", "The wall is safe."),
    ("The wall is safe, according to Lind.", "The wall is safe."),
    ("“The wall is safe,” Lind told the council.", "The wall is safe."),
    ("Lind claimed that the wall is safe.", "The wall is safe."),
    ("The wall, Lind insisted, is safe.", "The wall is safe."),
    ("Laut Lind ist die Mauer sicher.", "Die Mauer ist sicher."),
]


@pytest.mark.parametrize(("source", "statement"), REPORTED)
def test_what_is_reported_is_no_fact(source: str, statement: str) -> None:
    verdict = _judged(source, statement)
    assert verdict.support == "unchecked"
    assert any("Lind" in finding.reason for finding in verdict.findings if finding.reported), verdict.findings


@pytest.mark.parametrize(("source", "statement"), REPORTED[:5])
def test_reported_as_that_ones_it_stands(source: str, statement: str) -> None:
    assert _judged(source, f"Lind said {statement[0].lower()}{statement[1:]}").support != "unsupported"
