"""The sentences of the documents as the drafter compares them: words by the form under which two of them are one.

A line is one sentence with its words. Lines are made once per call, in time linear in the text; everything that
ranks, answers or summarizes reads them.
"""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from bot.language.names import key
from bot.language.places import PLACES
from bot.language.words import bare, fold, stem, stopwords, tokens
from bot.types import Attribution, Reading, Readings, Sentence


class Word(NamedTuple):
    """A word in its place: ``form`` is what is compared, ``[start, end)`` code points of the text given."""

    form: str
    text: str
    start: int
    end: int
    content: bool


def words_of(text: str, language: str = "en", offset: int = 0) -> tuple[Word, ...]:
    """The words of a text with their forms.

    The form is the stem; for a country, a union or their people it is the country's name ("Iraqi" is "iraq",
    "US" and "United States" are "united states"). A word is content unless it is a function word of the language;
    "US" in capitals is content.

    Args:
        text: a sentence or a question.
        language: ISO 639-1 code.
        offset: added to every position.
    """
    function = stopwords(language)
    raw = tokens(text)
    shouted = sum(token.word.isupper() for token in raw) * 2 > len(raw)
    found: list[Word] = []
    at = 0
    while at < len(raw):
        token = raw[at]
        pair = f"{fold(token.word)} {bare(raw[at + 1].word)}" if at + 1 < len(raw) else ""
        if pair in PLACES:
            last = raw[at + 1]
            found.append(
                Word(PLACES[pair], text[token.start : last.end], token.start + offset, last.end + offset, True)
            )
            at += 2
            continue
        folded = fold(token.word)
        acronym = len(token.word) > 1 and token.word.isupper() and not shouted
        content = acronym or not (folded in function or bare(token.word) in function)
        form = _form(token.word, language, acronym) if content else folded
        found.append(Word(form, token.word, token.start + offset, token.end + offset, content))
        at += 1
    return tuple(found)


def _form(word: str, language: str, acronym: bool) -> str:
    folded = bare(word)
    if folded[:1].isdigit():
        return folded.replace(",", "")
    if folded in PLACES or (acronym or "." in word):
        named = key(word)
        if named != folded:
            return named
    if language == "en" and folded in _NUMBER_WORDS:
        return _NUMBER_WORDS[folded]
    return _plain(stem(word, language))


_NUMBER_WORDS = {
    word: str(number)
    for number, word in enumerate("two three four five six seven eight nine ten eleven twelve".split(), 2)
}


@lru_cache(maxsize=1 << 15)
def _plain(word: str) -> str:
    """Without accents, which a question is often typed without."""
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c)) or word


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of one document with its words, and the reported statements that a piece, the cue or the mention
    of the speaker of lies in it; positions are the document's.
    """

    reading: Reading
    sentence: Sentence
    words: tuple[Word, ...]
    attributions: tuple[Attribution, ...] = ()

    @property
    def text(self) -> str:
        return self.reading.document.slice(self.sentence.span)

    def forms(self) -> Iterable[str]:
        """The forms of its content words, in order."""
        return (word.form for word in self.words if word.content)


@dataclass(frozen=True, slots=True)
class Lines:
    """All sentences of all documents, in order, and in how many of them each form stands."""

    lines: tuple[Line, ...]
    frequency: Mapping[str, int]
    average: float
    """Content words in a line, on average; never 0."""

    def weight(self, form: str) -> float:
        """How much a form tells: the inverse document frequency over sentences after Robertson and Spärck Jones,
        kept positive (BM25+ variant). A form that no line holds weighs most.
        """
        held = self.frequency.get(form, 0)
        return math.log(1 + (len(self.lines) - held + 0.5) / (held + 0.5))

    def neighbours(self, at: int) -> tuple[int | None, int | None]:
        """The lines before and after one, where they belong to the same document."""
        document = self.lines[at].sentence.span.document_id
        before = at - 1 if at and self.lines[at - 1].sentence.span.document_id == document else None
        after = at + 1
        if after >= len(self.lines) or self.lines[after].sentence.span.document_id != document:
            return before, None
        return before, after


def lines_of(readings: Readings) -> Lines:
    """The lines of the readings, in the order of the sources. Linear in the text."""
    found = []
    frequency: Counter[str] = Counter()
    held = 0
    for reading in readings.values():
        document = reading.document
        said = _attributions(reading)
        for sentence in reading.sentences:
            words = words_of(document.slice(sentence.span), reading.language, sentence.span.start)
            line = Line(reading, sentence, words, tuple(said.get(sentence.index, ())))
            forms = set(line.forms())
            frequency.update(forms)
            held += len(forms)
            found.append(line)
    return Lines(tuple(found), frequency, max(held / len(found), 1.0) if found else 1.0)


def _attributions(reading: Reading) -> Mapping[int, list[Attribution]]:
    """Sentence number -> the reported statements that touch it, in the order of the text."""
    found: dict[int, list[Attribution]] = {}
    for attribution in reading.attributions:
        touched = {
            sentence.index
            for span in (*attribution.spans, attribution.cue, attribution.mention)
            if span is not None
            for sentence in reading.sentences_in(span)
        }
        for index in touched:
            found.setdefault(index, []).append(attribution)
    return found
