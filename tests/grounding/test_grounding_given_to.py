"""Words given to another than the text gives them to: relatives, bodies, pronouns, a quotation inside another."""

from __future__ import annotations

import pytest

from bot.grounding.support import Verdict, check
from bot.language import read
from bot.types import Document

TEXT = (
    "The works department wants a lid. Signe Moss, who heads nothing, came late.\n\n"
    "Tom Lund, the harbour master, was angry. “I asked for a bridge,” he said by telephone.\n\n"
    "Ada Hale left the board last year. His former wife took it calmly. “He never returns things,” she said.\n\n"
    "“My cousin told me, ‘The sea is patient,’” said Mirjam Roe.\n\n"
    "Ines Corrigan called the price of Brell Foods “a third too high.”\n\n"
    "According to the works department’s report, the steel has “six years of life left.”"
)


def judged(text: str, quoted: str) -> Verdict:
    document = Document.of(TEXT)
    start = document.text.index(quoted)
    return check(text, [document.span(start, start + len(quoted))], {document.id: read(document)})


def vetoes(verdict: Verdict) -> list[str]:
    return [finding.check for finding in verdict.findings if finding.veto]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Signe Moss said “I asked for a bridge”.", "I asked for a bridge"),
        ("The works department said “I asked for a bridge”.", "I asked for a bridge"),
        ("Per Roe said “He never returns things”.", "He never returns things"),
        ("The works department said “He never returns things”.", "He never returns things"),
        ("Brell Foods called the price “a third too high”.", "a third too high"),
        ("Signe Moss said that the steel has “six years of life left”.", "six years of life left"),
    ],
)
def test_words_of_another_are_refused(text: str, quoted: str) -> None:
    assert "speaker" in vetoes(judged(text, quoted))


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Tom Lund said “I asked for a bridge”.", "I asked for a bridge"),
        ("The harbour master said “I asked for a bridge”.", "I asked for a bridge"),
        ("Ines Corrigan called the price “a third too high”.", "a third too high"),
        ("The works department said that the steel has “six years of life left”.", "six years of life left"),
        ("Ida Berg said “He never returns things”.", "He never returns things"),
    ],
)
def test_the_speakers_own_words_are_not_refused_for_their_speaker(text: str, quoted: str) -> None:
    assert "speaker" not in vetoes(judged(text, quoted))


def test_who_denies_another_s_words_is_not_contradicted_by_whose_they_are(against) -> None:
    source = (
        "Critics say the company, Lund Ferries, has put off repairs for years. Its spokesman, Ivo Holt, denied that."
    )
    verdict = against("Ivo Holt denied that Lund Ferries had put off repairs.", source)
    assert verdict.support == "unchecked"
    assert not any("gives these words" in reason for reason in verdict.reasons)


def test_who_denied_a_thing_is_still_the_one_whom_the_text_lets_deny_it(against) -> None:
    source = "Ivo Holt denied that the company had put off repairs. Ada Voss left the room."
    assert against("Ada Voss denied that the company had put off repairs.", source).support == "unsupported"
