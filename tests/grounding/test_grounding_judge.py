"""Statements that cite nothing, judged against whole sources; and the draft's own citations and quotations."""

from __future__ import annotations

import pytest

from bot.grounding.footnotes import belonging, footnotes, without
from bot.grounding.judge import judge
from bot.grounding.quotations import quotations
from bot.language import read
from bot.types import Document, Reading, Readings

FIRST = """Ada Voss, the harbour chief of Northam, said on Monday that the pier would close in March. “The planks are \
rotten,” she said. The repair will cost 4.2 million crowns. The pier was built in 1931."""
SECOND = """Per Lund, who leads the dockers’ union, opposes the closure. “We were not asked,” Lund said. The council \
approved the plan by nine votes to two. The ferry cost 5 million crowns."""


@pytest.fixture(scope="module")
def sources() -> Readings:
    found = [read(Document.of(text)) for text in (FIRST, SECOND)]
    return {reading.document.id: reading for reading in found}


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        ("The repair will cost 4.2 million crowns.", "supported"),
        ("The repair will cost 5 million crowns.", "contradicted"),  # the ferry's, in the other source
        ("The pier was built in 1931.", "supported"),
        ("The pier was built in 1913.", "contradicted"),
        ("The council rejected the plan by nine votes to two.", "contradicted"),
        ("“We were never asked,” Lund said.", "contradicted"),
        ("“We were not asked,” Voss said.", "contradicted"),
        ("Everybody on the council approved the plan.", "contradicted"),
        ("The museum bought a steam engine.", "not_stated"),
        ("The plan was approved by a clear majority of the council.", "unchecked"),
    ],
)
def test_a_statement_is_held_against_the_sentence_that_is_about_it(
    sources: Readings, statement: str, verdict: str
) -> None:
    found = judge(statement, sources)
    assert found.verdict == verdict, found
    assert found.reasons or verdict in ("supported", "unchecked")


def test_what_somebody_says_there_is_shown_as_that_ones(sources: Readings) -> None:
    found = judge("The planks are rotten.", sources)
    assert (found.verdict, found.speaker) == ("unchecked", "Ada Voss")


def test_without_any_word_in_common_nothing_is_cited(sources: Readings) -> None:
    found = judge("Zebras graze.", sources)
    assert (found.verdict, found.cited) == ("not_stated", ())


def draft_of(text: str) -> Reading:
    return read(Document.of(text))


def test_a_quotation_is_located_and_its_speaker_compared(sources: Readings) -> None:
    draft = draft_of("“The planks are rotten,” said Per Lund. “We were not asked,” Lund said. “We want war,” he said.")
    first, second, third = quotations(draft, sources, draft.document.id)
    assert (first.verbatim, first.misattributed, first.speaker) == (True, True, "Ada Voss")
    assert (second.verbatim, second.misattributed) == (True, False)
    assert not third.verbatim and third.reasons


@pytest.mark.parametrize("text", ["“We were not asked” — Ada Voss", "According to Ada Voss, “We were not asked”."])
def test_a_quotation_beside_a_lone_name_is_that_ones_by_the_draft(sources: Readings, text: str) -> None:
    [found] = quotations(draft_of(text), sources, "draft")
    assert (found.verbatim, found.misattributed, found.speaker) == (True, True, "Per Lund")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("It rained [2].", [(2,)]),
        ("It rained [1, 3-4].", [(1, 3, 4)]),
        ("It rained (https://example.org/rain).", [(1,)]),
        ("It rained https://www.example.org/rain/ today.", [(1,)]),
        ("It rained (https://example.com/other).", [()]),
        ("In [square] brackets.", []),
        ("It rained [1-999].", [tuple(range(1, 52))]),
    ],
)
def test_a_drafts_own_citations_are_read(text: str, numbers: list[tuple[int, ...]]) -> None:
    source = Document.of("It rained.", uri="https://example.org/rain")
    notes = footnotes(Document.of(text), [source])
    assert [note.numbers for note in notes] == numbers


def test_a_citation_is_blanked_and_belongs_to_the_words_before_it() -> None:
    draft = Document.of("It rained.[1] It snowed [2].")
    notes = footnotes(draft, [draft, draft])
    bare = without(draft, notes)
    assert len(bare.text) == len(draft.text) and "[" not in bare.text
    assert belonging(draft.span(0, 10), notes, draft.text)[0].numbers == (1,)
    assert [note.numbers for note in belonging(draft.span(14, 27), notes, draft.text)] == [(2,)]
