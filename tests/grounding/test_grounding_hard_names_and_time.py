"""Hard cases of dates, names, titles and word forms: what the cited words bear out and what they do not."""

from __future__ import annotations

import pytest

from bot.grounding.support import check
from bot.language import read
from bot.types import Document

# The source is published on Wednesday, 14 May 2031.
PUBLISHED = "2031-05-14"
DATES_STAND = [
    ("The vote is on Friday.", "The vote is on 16 May."),
    ("The council met on Tuesday.", "The council met on 13 May 2031."),
    ("Work begins next month.", "Work begins in June."),
    ("The wall broke last year.", "The wall broke in 2030."),
    ("The wall broke on 3 March 2029.", "The wall broke in March 2029."),
    ("The wall broke on 3 March 2029.", "The wall broke on March 3, 2029."),
    ("The wall broke on 3/3/2029.", "The wall broke on 3 March 2029."),
    ("The hall was built in the 1960s.", "The hall was built in the sixties."),
]
DATES_FALL = [
    ("The vote is on Friday.", "The vote is on Thursday."),
    ("Work begins next month.", "Work begins in July."),
    ("Work begins next month.", "Work began last month."),
    ("The wall broke last year.", "The wall broke in 2029."),
    ("The wall broke on 3 March 2029.", "The wall broke on 3 May 2029."),
    ("The vote is before 9 June.", "The vote is after 9 June."),
    ("The hall was built in the 1960s.", "The hall was built in the 1950s."),
    ("The office replies by the end of June.", "The office replies by the end of July."),
]
NAMES_STAND = [
    ("The U.S. signed the treaty.", "The United States signed the treaty."),
    ("The United Kingdom signed the treaty.", "The UK signed the treaty."),
    ("Fighters of the Islamic State (ISIS) took the dam. ISIS held it.", "ISIS took the dam."),
    ("The World Health Organization sent nurses.", "The WHO sent nurses."),
    ("The Orsay Port Authority (OPA) sent pilots.", "The OPA sent pilots."),
    ("The Orsay Port Authority sent pilots.", "The Orsay Port Authority (OPA) sent pilots."),
    ("Dr. Ada B. Lindqvist left the board.", "Ada Lindqvist left the board."),
    ("Mayor Tilda Brekke left the board.", "Brekke left the board."),
    ("Sen. Per Lund left the board.", "Senator Per Lund left the board."),
    ("The Iraqi army took the dam.", "Iraq's army took the dam."),
    ("St. Olaf's church was closed.", "Saint Olaf's church was closed."),
]
NAMES_FALL = [
    ("The U.S. signed the treaty.", "The United Kingdom signed the treaty."),
    ("Dr. Ada Lindqvist left the board.", "Nils Lindqvist left the board."),
    ("Ada Lindqvist left the board.", "Ada Lindquist left the board."),
    ("The World Health Organization sent nurses.", "The FAO sent nurses."),
    ("Tilda Brekke is the mayor, and Jorun Falk is the harbour master.", "Jorun Falk is the mayor."),
    ("Idris Malone, director of the hospital, was not asked.", "Idris Malone is the auditor general."),
    ("Said Mara Thorn, head of surgery; Matthias Thorn is finance director.", "Matthias Thorn is head of surgery."),
    ("Hugh Lovell, the treasurer, is her uncle.", "Hugh Lovell, the treasurer, is her brother."),
]
FORMS_STAND = [
    ("The board decided to close the mill.", "The board decides on closing the mill."),
    ("She is a well-known diver.", "She is a well known diver."),
    ("The re-election was on Sunday.", "The reelection was on Sunday."),
    ("The colour of the harbour has changed.", "The color of the harbor has changed."),
    ("The geese were driven out.", "A goose was driven out."),
    ("He e-mailed the office.", "He emailed the office."),
]


def judged(source: str, statement: str):
    document = Document.of(source, published=PUBLISHED)
    return check(statement, [document.span(0, len(source))], {document.id: read(document)})


@pytest.mark.parametrize(("source", "statement"), [*DATES_STAND, *NAMES_STAND, *FORMS_STAND])
def test_in_another_form_it_stands(source: str, statement: str) -> None:
    verdict = judged(source, statement)
    assert verdict.support != "unsupported", verdict.reasons


@pytest.mark.parametrize(("source", "statement"), [*DATES_FALL, *NAMES_FALL])
def test_another_date_or_name_falls(source: str, statement: str) -> None:
    assert judged(source, statement).support == "unsupported"
