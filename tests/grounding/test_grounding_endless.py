"""Statements and sentences without end: refused or passed over, and never checked for ever."""

from __future__ import annotations

import time

import pytest

from bot.grounding.ground import MOST_CITED, MOST_STATEMENT, TOO_LONG, ground_claim
from bot.language import read
from bot.types import Claim, Document, DraftClaim, Rejected

LONGEST_ALLOWED = "The council of Vessby, which met on Monday, " + "and which met on Tuesday, " * 20 + "adjourned."


def test_a_statement_without_end_is_rejected() -> None:
    document = Document.of(LONGEST_ALLOWED)
    reading = read(document)
    found = ground_claim(DraftClaim("The council met. " * 200, (reading.sentences[0].span,)), {document.id: reading})
    assert isinstance(found, Rejected) and found.reason == TOO_LONG and len(found.text) < MOST_STATEMENT
    kept = ground_claim(DraftClaim(LONGEST_ALLOWED, (reading.sentences[0].span,)), {document.id: reading})
    assert isinstance(kept, Claim) and kept.support == "supported"


@pytest.mark.parametrize("unit", ['"a," said Bo. ', "Ab Cd ", "Bo 12 and Al 13 ", "not never no ", "“a” "])
def test_a_sentence_without_end_is_passed_over_and_the_next_one_found(unit: str) -> None:
    endless = (unit * (30_000 // len(unit))).strip()
    document = Document.of(f"{endless}\n\nThe toll cost 40 crowns in Vessby.")
    reading = read(document)
    cited = max((sentence.span for sentence in reading.sentences), key=lambda span: span.end - span.start)
    began = time.process_time()
    found = ground_claim(DraftClaim("The toll cost 40 crowns in Vessby.", (cited,)), {document.id: reading})
    assert time.process_time() - began < 20
    if cited.end - cited.start > MOST_CITED:
        assert isinstance(found, Claim)
        assert [citation.quote for citation in found.citations] == ["The toll cost 40 crowns in Vessby."]


@pytest.mark.parametrize("unit", ['"a," said Bo. ', "Ab Cd ", "Bo 12 and Al 13 "])
def test_the_longest_that_is_checked_is_checked_in_time(unit: str) -> None:
    document = Document.of((unit * MOST_CITED)[:MOST_CITED].strip())
    reading = read(document)
    text = (unit * MOST_STATEMENT)[:MOST_STATEMENT].strip()
    began = time.process_time()
    ground_claim(DraftClaim(text, (reading.sentences[0].span,)), {document.id: reading})
    assert time.process_time() - began < 60
