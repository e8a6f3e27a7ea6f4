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
from bot.types import Attribution, Reading, Readings, Sentence, Turn

PRONOUNS = frozenset(
    """he she they him her his their them hers theirs himself herself themselves
    er sie ihm ihr ihre sein seine il elle ils elles lui leur son sa ses él ella ellos ellas su sus lei loro hij zij
    ele ela eles elas""".split()
)
"""Personal pronouns of the third person, folded, of the languages that the bot knows best."""


class Word(NamedTuple):
    """A word in its place: ``form`` is what is compared, ``[start, end)`` code points of the text given."""

    form: str
    text: str
    start: int
    end: int
    content: bool


def is_question(text: str) -> bool:
    """Whether a sentence asks, quotation marks and brackets behind the sign left aside."""
    return text.rstrip("\"“”„‟«»‘’')] ").endswith(("?", "？"))


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
    raw = tokens(text)
    shouted = len(raw) > 2 and sum(token.word.isupper() for token in raw) * 2 > len(raw)
    found: list[Word] = []
    joined = -1
    for at, (word, start, end) in enumerate(raw):
        if at == joined:
            continue
        if at + 1 < len(raw) and fold(word) in _FIRST_OF_TWO:
            place = PLACES.get(f"{fold(word)} {bare(raw[at + 1].word)}")
            if place is not None:
                joined = at + 1
                last = raw[joined].end
                found.append(Word(place, text[start:last], start + offset, last + offset, True))
                continue
        form, content = _compared(word, language, shouted)
        found.append(Word(form, word, start + offset, end + offset, content))
    return tuple(found)


_FIRST_OF_TWO = frozenset(name.split()[0] for name in PLACES if name.count(" ") == 1)


@lru_cache(maxsize=1 << 16)
def _compared(word: str, language: str, shouted: bool) -> tuple[str, bool]:
    """The form of one word, and whether it is content; capitals tell nothing in a text that is ``shouted``."""
    function = stopwords(language)
    folded = bare(word)
    acronym = len(word) > 1 and word.isupper() and not shouted
    if not acronym and (folded in function or fold(word) in function):
        return fold(word), False
    if folded[:1].isdigit():
        return folded.replace(",", ""), True
    if folded in PLACES or acronym or "." in word:
        named = key(word)
        if named != folded:
            return named, True
    if language == "en" and folded in _NUMBER_WORDS:
        return _NUMBER_WORDS[folded], True
    return _plain(stem(word, language)), True


_NUMBER_WORDS = {
    word: str(number)
    for number, word in enumerate("two three four five six seven eight nine ten eleven twelve".split(), 2)
}


def _plain(word: str) -> str:
    """Without accents, which a question is often typed without."""
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c)) or word


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of one document with its words; positions are the document's.

    ``attributions`` are the reported statements of which a piece, the cue or the mention of the speaker lies in it;
    ``voices`` the names of all whom the document has speak by name or role, and not only by a pronoun.
    """

    reading: Reading
    sentence: Sentence
    words: tuple[Word, ...]
    attributions: tuple[Attribution, ...] = ()
    voices: frozenset[str] = frozenset()

    @property
    def text(self) -> str:
        return self.reading.document.slice(self.sentence.span)

    @property
    def turn(self) -> Turn | None:
        """The turn that it is part of, in a transcript, captions or a thread."""
        return self.reading.document.turn_at(self.sentence.span.start)

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
        return math.log(1 + (len(self.lines) + 10 - held + 0.5) / (held + 0.5))

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
        voices = _voices(reading)
        for sentence in reading.sentences:
            words = words_of(document.slice(sentence.span), reading.language, sentence.span.start)
            line = Line(reading, sentence, words, tuple(said.get(sentence.index, ())), voices)
            forms = set(line.forms())
            frequency.update(forms)
            held += len(forms)
            found.append(line)
    return Lines(tuple(found), frequency, max(held / len(found), 1.0) if found else 1.0)


def _voices(reading: Reading) -> frozenset[str]:
    """The names of all whom the document has speak by name or role."""
    return frozenset(
        attribution.speaker.name
        for attribution in reading.attributions
        if attribution.speaker is not None
        and attribution.mention is not None
        and fold(reading.document.slice(attribution.mention)) not in PRONOUNS
    )


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
