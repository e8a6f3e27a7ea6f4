"""Reported statements as stances are read from: their sentences, what reports them and what stands before."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from bot.language.sides import Words
from bot.language.whose import unsaid
from bot.language.words import fold, tokens
from bot.types import Attribution, Reading, Span, Speaker

NEAR = 40
"""Characters between a cue and the words it reports; what stands further away is another part of the sentence."""

SENTENCES_BEFORE = 3
"""How many sentences back a pronoun may reach in running text."""

MOST_BEFORE = 1200
"""How many characters back it may reach in a turn."""

UNSAID_WITHIN = 4
"""Words before a verb among which what denies it stands."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of a statement: its own words, where they stand, and what stands before it.

    ``lead`` is how many characters of ``words`` are the verb that reports them; ``shown`` are the words with that verb
    where they follow it at once, since "opposed the toll" shows a side and "the toll" does not.
    """

    spans: tuple[Span, ...]
    words: Words
    lead: int
    shown: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A reported statement of somebody known, with its sentences."""

    reading: Reading
    attribution: Attribution
    speaker: Speaker
    sentences: tuple[Said, ...]

    @classmethod
    def of(cls, reading: Reading, attribution: Attribution, speaker: Speaker) -> Statement:
        return cls(reading, attribution, speaker, tuple(_sentences(reading, attribution, speaker)))


def own_words(speaker: Speaker) -> frozenset[str]:
    return frozenset(word for name in (speaker.name, *speaker.aliases) for word in name.split())


def is_asserted(reading: Reading, attribution: Attribution) -> bool:
    """Whether the verb that reports some words stands as a fact: not denied, declined, or only possible."""
    cue = attribution.cue
    sentence = reading.sentence_at(cue.start) if cue else None
    if cue is None or sentence is None:
        return False
    before = tokens(reading.document.text[sentence.span.start : cue.start])[-UNSAID_WITHIN:]
    return not any(unsaid(fold(token.word)) for token in before)


def with_cue(reading: Reading, attribution: Attribution) -> str:
    """The statement's words with the verb that reports it before them: "denounced", "welcomed" say where one stands."""
    document = reading.document
    words = " ".join(document.slice(span) for span in attribution.spans)
    return f"{document.slice(attribution.cue)} {words}" if attribution.cue else words


def _sentences(reading: Reading, attribution: Attribution, speaker: Speaker) -> Iterator[Said]:
    """The sentences of a statement, without what it reports of others."""
    others = _of_others(reading, attribution)
    spans = [part for span in attribution.spans for part in _without(span, others)]
    seen: dict[int, list[Span]] = {}
    for span in spans:
        for sentence in reading.sentences_in(span):
            start, end = max(span.start, sentence.span.start), min(span.end, sentence.span.end)
            if any(character.isalnum() for character in reading.document.text[start:end]):
                seen.setdefault(sentence.index, []).append(reading.document.span(start, end))
    for index, parts in seen.items():
        before = _before(reading, index)
        lead = _lead(reading, attribution, parts)
        words = Words(lead + _joined(reading, parts), before, own_words(speaker))
        yield Said(tuple(parts), words, len(lead), _shown(attribution, parts))


def _before(reading: Reading, index: int) -> str:
    """What a sentence's pronouns may mean: the sentences before it; in a turn, all of it and the turn it answers."""
    document = reading.document
    start = reading.sentences[index].span.start
    first = reading.sentences[max(0, index - SENTENCES_BEFORE)].span.start
    turn = document.turn_at(start)
    if turn is not None:
        answered = document.turn_at(max(0, turn.label_start - 2))
        first = min(first, answered.start if answered else turn.start)
    return document.text[max(first, start - MOST_BEFORE) : start]


def _joined(reading: Reading, parts: Sequence[Span]) -> str:
    return " ".join(reading.document.slice(part) for part in parts)


def _lead(reading: Reading, attribution: Attribution, parts: Sequence[Span]) -> str:
    """The verb that reports the words, where it stands in their sentence, with what leads from it to them.

    "Asked the council to" and "has argued for" say more than "asked" and "has argued".
    """
    cue = attribution.cue
    sentence = reading.sentence_at(parts[0].start)
    if cue is None or sentence is None or not sentence.span.overlaps(cue):
        return ""
    if cue.end <= parts[0].start <= cue.end + NEAR:
        return reading.document.text[cue.start : parts[0].start]
    return reading.document.slice(cue) + " "


def _shown(attribution: Attribution, parts: Sequence[Span]) -> tuple[Span, ...]:
    cue = attribution.cue
    if cue is None or attribution.kind == "direct" or not cue.end <= parts[0].start <= cue.end + NEAR:
        return tuple(parts)
    return (Span(cue.document_id, cue.start, parts[0].end), *parts[1:])


def _of_others(reading: Reading, attribution: Attribution) -> list[Span]:
    """The pieces of a statement that it reports as another's."""
    found: list[Span] = []
    first = bisect_left(reading.attributions, attribution.start, key=lambda other: other.start)
    for other in islice(reading.attributions, first, None):
        if other.start >= attribution.end:
            break
        inside = all(any(own.covers(piece) for own in attribution.spans) for piece in other.spans)
        if other is not attribution and inside and other.speaker != attribution.speaker:
            found += other.spans
    return found


def _without(span: Span, others: Sequence[Span]) -> Iterator[Span]:
    """What is left of a span without some others."""
    at = span.start
    for other in sorted(other for other in others if other.overlaps(span)):
        if at < other.start:
            yield Span(span.document_id, at, other.start)
        at = max(at, other.end)
    if at < span.end:
        yield Span(span.document_id, at, span.end)
