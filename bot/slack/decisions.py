"""Decisions and open questions of a thread, found by code and shown in the very words of who wrote them.

A decision is a sentence in which somebody says that something is settled ("we decided", "agreed", "let's go with").
A question is open where nobody else took it up: no later message of another person shares a content word with it,
and the next one does not begin as answers do. Nothing is drafted, so nothing can be made up; what is not said in such
words is not found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final, Literal, NamedTuple

from bot.language import read
from bot.language.words import STOPWORDS, stem, tokens
from bot.types import Citation, Claim, Coverage, Document, Engine, Reading, Result, Sentence, Turn

_DECIDED: Final = re.compile(
    r"\b(?:we(?:'ve|'re|’ve|’re| have| are)?\s+(?:all\s+)?"
    r"(?:decided|agreed|settled|chose|approved|going\s+with|go(?:ing)?\s+for)"
    r"|(?:it\s+is|it's|it’s|that's|that’s|is|was|are|were|has\s+been|have\s+been)\s+(?:now\s+)?"
    r"(?:decided|agreed|approved|settled)"
    r"|let(?:'s|’s| us)\s+(?:go\s+(?:with|for|ahead)|do\s+(?:it|that)|ship|use|take|keep|drop|stick\s+with)"
    r"|(?:final\s+)?decision\s*(?::|is\b|was\b)|decided\s*:|agreed\s*[:.!]|go\s+ahead\s+with|(?:is|are)\s+a\s+go\b"
    r"|wir\s+(?:haben\s+(?:beschlossen|entschieden)|nehmen|machen)\b|beschlossen\s*:)",
    re.IGNORECASE,
)
_NOT_YET: Final = re.compile(
    r"\b(?:not|never|nothing|n't|n’t|until|once|if|whether|should|could|before|unless|nicht|ob|wenn)\b", re.IGNORECASE
)

_ANSWERS: Final = re.compile(
    r"\W*(?:yes|yeah|yep|yup|no|nope|nah|sure|maybe|probably|perhaps|i|i['’]ll|i['’]d|i['’]m|it|it['’]s|that|that['’]s|they"
    r"|he|she|because|about|around|at|on|in|by|for|to|from|not|done|ok|okay|right|both|neither|all|none|nobody"
    r"|everybody|ja|nein|ich|vielleicht)\b|\W*[\d$€£]",
    re.IGNORECASE,
)

Sort = Literal["decision", "question"]


class Found(NamedTuple):
    """A sentence that is a decision or an open question, and whose turn it stands in."""

    sort: Sort
    turn: Turn
    sentence: Sentence


def find(reading: Reading) -> tuple[Found, ...]:
    """The decisions, then the open questions of a thread, each in order."""
    document = reading.document
    decisions, questions = [], []
    for number, turn in enumerate(document.turns):
        for sentence in _sentences(reading, turn):
            words = document.text[max(sentence.span.start, turn.start) : min(sentence.span.end, turn.end)].strip()
            if words.endswith("?"):
                if not _taken_up(document, number, words):
                    questions.append(Found("question", turn, sentence))
            elif _DECIDED.search(words) and not _NOT_YET.search(words):
                decisions.append(Found("decision", turn, sentence))
    return (*decisions, *questions)


def result_of(document: Document) -> tuple[Result, dict[str, Reading], tuple[Sort, ...]]:
    """Decisions and open questions as a result whose claims are quotes.

    Returns:
        The result, the readings its citations point into, and what each claim is.
    """
    reading = read(document)
    found = find(reading)
    claims = []
    for one in found:
        start, end = max(one.sentence.span.start, one.turn.start), min(one.sentence.span.end, one.turn.end)
        words = document.text[start:end]
        start += len(words) - len(words.lstrip())
        span = document.span(start, start + len(words.strip()))
        quote = document.slice(span)
        text = f"{one.turn.speaker}: “{quote}”"
        claims.append(Claim(text, (Citation(quote, "exact", span),), "supported"))
    size = len(document.text)
    result = Result(
        task="answer",
        created=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        engine=Engine("extractive"),
        documents=(document,),
        coverage=Coverage(size, size, "stop"),
        question="Decisions and open questions",
        claims=tuple(claims),
    )
    return result, {document.id: reading}, tuple(one.sort for one in found)


def _sentences(reading: Reading, turn: Turn) -> Sequence[Sentence]:
    if turn.end <= turn.start:
        return ()
    return reading.sentences_in(reading.document.span(turn.start, turn.end))


def _taken_up(document: Document, number: int, question: str) -> bool:
    """Whether somebody else took a question up: at once, or later with a word of it."""
    asker, asked = document.turns[number].speaker, _content(question)
    for later, turn in enumerate(document.turns[number + 1 :]):
        if turn.speaker == asker:
            continue
        words = document.text[turn.start : turn.end]
        if words.rstrip().endswith("?") and later == 0:
            continue
        if (later == 0 and _ANSWERS.match(words)) or asked & _content(words):
            return True
    return False


def _content(words: str) -> set[str]:
    return {
        stem(word, "en") for word, _, _ in tokens(words) if word.casefold() not in STOPWORDS["en"] and len(word) > 2
    }
