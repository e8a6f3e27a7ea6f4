"""In which form a question wants its answer: a phrase, the document's own sentences, or prose.

"How much did the bridge cost?" wants a figure; "how did the town take it" wants to be told. The question's first word
does not tell them apart ("when did the wall come down" has an answer of three dates), but what it is about does: a
question that goes beyond the subject of the document, to a detail that one sentence holds, is answered by that detail.
"""

from __future__ import annotations

import re
from collections.abc import Set
from typing import Literal

from bot.drafting.lines import Lines, lines_of, words_of
from bot.drafting.questions import ask
from bot.drafting.ranking import Wanted, wanted_terms
from bot.types import Readings

Form = Literal["phrase", "sentences", "prose"]
"""``phrase``: the few words that answer; ``sentences``: the documents' own sentences, word for word; ``prose``: what a
model writes of them."""

_TOLD = frozenset({"reason", "manner", "statement", "speaker", "yes_no"})
"""Kinds of question that no phrase of a document answers."""

_DETAIL = 2
"""Terms of the question, besides the subject, that one sentence must hold for it to be the sentence asked for. One
term alone is found by chance."""

_RESTATED = 2
"""Content words of the question that a statement must begin or end with to be taken for restating it."""

_DENIES = re.compile(
    r"\b(?:not?|never|neither|nor|nobody|nothing|none|cannot|without|hardly|kein\w*|nicht|nie)\b|n[’']t\b",
    re.IGNORECASE,
)
_BEFORE_A_NOUN = re.compile(
    r"\b(?:(?:the|an?|its|their|his|her|about|over|under|more|less|than|at|up|to|between|only|in|on|by|from|after|before"
    r"|until|since|for|with|of)\s+)+\Z",
    re.IGNORECASE,
)

_GOES_ON = re.compile(
    r"\s*,?\s*(?:in|on|at|of|for|by|from|with|to|if|when|where|after|before|during|as|is|are|was|were|that|which|who"
    r"|because|under|over|between|into|through|within|until|since)\b",
    re.IGNORECASE,
)
_LAST_WORD = re.compile(r"(\w+)\W*\Z")

_SUBJECT = 1 / 3
"""Of a document's sentences: a word that so many of them hold is what the document is about."""


def asks_detail(readings: Readings, question: str) -> bool:
    """Whether a question goes beyond what the documents are about, to something that one sentence of theirs holds.

    Args:
        readings: the documents.
        question: as the user put it.
    """
    lines = lines_of(readings)
    if not lines.lines:
        return False
    asked = ask(question, lines.lines[0].reading.language)
    if asked.kind in _TOLD:
        return False
    subject = _subject(readings, lines)
    terms = [term for term in wanted_terms(asked, lines) if not subject.intersection(term.forms)]
    return any(_held(terms, frozenset(line.forms())) >= _DETAIL for line in lines.lines)


def beyond(question: str, text: str) -> str:
    """A statement without what it only repeats of the question.

    "The port lies between two capes" to "what does the port lie between" is "two capes", and "lamps that stood on the
    old pier" to "what was lost on the old pier" is "lamps that stood". Nothing is cut that has a negation, without
    which the rest would say another thing, and never everything.

    Args:
        question: as the user put it.
        text: a statement, whose end signs go.
    """
    asked = {word.form for word in words_of(question)}
    rest = _without_end(asked, _without_beginning(asked, text)).strip(" .,;:")
    asked_with = _LAST_WORD.search(question)
    first, _, behind = rest.partition(" ")
    return behind if asked_with and behind and _bare(first, asked_with[1]) else rest


def repeats(question: str, text: str) -> bool:
    """Whether a phrase has no content word that the question has not."""
    asked = {word.form for word in words_of(question)}
    return all(word.form in asked for word in words_of(text) if word.content)


def _without_beginning(asked: Set[str], text: str) -> str:
    repeated = 0
    for word in words_of(text):
        if not word.content:
            continue
        if word.form not in asked:
            if repeated < _RESTATED or _DENIES.search(text[: word.start]):
                return text
            before = _BEFORE_A_NOUN.search(text[: word.start])
            return text[before.start() if before else word.start :]
        repeated += 1
    return text


def _without_end(asked: Set[str], text: str) -> str:
    content = [word for word in words_of(text) if word.content]
    kept = len(content)
    while kept and content[kept - 1].form in asked:
        kept -= 1
    if not kept or _DENIES.search(text):
        return text
    ends = (content[at - 1].end for at in range(kept, len(content) - _RESTATED + 1))
    return next((text[:end] for end in ends if _GOES_ON.match(text, end)), text)


def _bare(word: str, last: str) -> bool:
    """Whether a word is the preposition that the question ends with: "act between" is answered by "masses"."""
    return word.lower() == last.lower() and not any(found.content for found in words_of(word))


def _held(terms: list[Wanted], forms: frozenset[str]) -> int:
    return sum(not forms.isdisjoint(term.forms) for term in terms)


def _subject(readings: Readings, lines: Lines) -> frozenset[str]:
    """The forms that a document's title has, or where none has a title those that much of the documents has."""
    titles = [reading.document.title for reading in readings.values() if reading.document.title]
    if titles:
        return frozenset(word.form for word in words_of(" ".join(titles)))
    often = max(2.0, _SUBJECT * len(lines.lines))
    return frozenset(form for form, held in lines.frequency.items() if held > often)
