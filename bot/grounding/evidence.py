"""The words that a statement cites, laid out for the checks: whole sentences, their neighbours, who speaks there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from bot.grounding.facts import Facts, Vocabulary, facts, vocabulary
from bot.language.dates import Date, published_day, resolve
from bot.types import Attribution, Reading, Readings, Span

# A reported statement less sure than this is no ground for a finding.
CONFIDENT = 0.5
# A longer "sentence" (a page without a full stop) is read in part only, in characters.
LONGEST_SENTENCE = 20_000
# How many sentences before a cited one may say who its "he" is.
NEIGHBOURS = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check has to say: ``reason`` is one sentence that names the words.

    A veto says that the statement is not to be shown. Any other finding only keeps it from being called supported;
    ``reported`` marks the one that says whose words the cited ones are; ``speaker`` is then that speaker's name, ""
    where it is not certain. ``absent`` marks a veto that only says what the cited words lack; any other says that they
    speak against the statement.
    """

    check: str
    reason: str
    veto: bool = False
    reported: bool = False
    speaker: str = ""
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence of a source: where it stands, what it says, and the reading that it belongs to."""

    span: Span
    facts: Facts
    reading: Reading


class Evidence:
    """The sentences that hold the cited words, in the order of the sources, and what stands around them.

    A statement answers to whole sentences: a citation of three words of one is read in that sentence.

    Args:
        cited: the cited spans; those of unknown documents are left out.
        readings: all readings by document id.
    """

    def __init__(self, cited: Sequence[Span], readings: Readings) -> None:
        self.spans = tuple(span for span in cited if span.document_id in readings)
        self.readings = readings

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The cited sentences, each once."""
        seen: dict[tuple[str, int], Piece] = {}
        for span in self.spans:
            reading = self.readings[span.document_id]
            inside = [sentence.span for sentence in reading.sentences_in(span)] or [span]
            for place in (_around(sentence, span) for sentence in inside):
                seen.setdefault((place.document_id, place.start), _piece(place, reading))
        order = {document_id: i for i, document_id in enumerate(self.readings)}
        return tuple(sorted(seen.values(), key=lambda piece: (order[piece.span.document_id], piece.span.start)))

    @cached_property
    def before(self) -> tuple[Piece, ...]:
        """The sentences just before the cited ones (not cited themselves): who "he" is stands there."""
        cited = {(piece.span.document_id, piece.span.start) for piece in self.pieces}
        found: dict[tuple[str, int], Piece] = {}
        for piece in self.pieces:
            sentence = piece.reading.sentence_at(piece.span.start)
            if sentence is None:
                continue
            for neighbour in piece.reading.sentences[max(0, sentence.index - NEIGHBOURS) : sentence.index]:
                place = (neighbour.span.document_id, neighbour.span.start)
                if place not in cited and len(neighbour.span) <= LONGEST_SENTENCE:
                    found[place] = _piece(neighbour.span, piece.reading)
        return tuple(found.values())

    @cached_property
    def attributions(self) -> tuple[tuple[Reading, Attribution], ...]:
        """The reported statements, read with some confidence, that have a piece in a cited sentence."""
        return tuple(
            (piece.reading, attribution)
            for piece in self.pieces
            for attribution in piece.reading.attributions_in(piece.span)
            if attribution.confidence >= CONFIDENT
        )

    @cached_property
    def speakers(self) -> frozenset[str]:
        """Every name, role and mention of those who speak in the cited sentences."""
        return frozenset(self._speakers())

    def _speakers(self) -> Iterator[str]:
        for reading, attribution in self.attributions:
            if attribution.mention is not None:
                yield reading.document.slice(attribution.mention)
            if attribution.speaker is not None:
                yield attribution.speaker.name
                yield from attribution.speaker.aliases
                if attribution.speaker.role:
                    yield attribution.speaker.role
        for piece in self.pieces:
            turn = piece.reading.document.turn_at(piece.span.start)
            if turn is not None:
                yield turn.speaker

    @cached_property
    def around(self) -> tuple[Facts, ...]:
        """What may name what the cited sentences mean: neighbours, speakers, the document's title and publisher."""
        texts = []
        for document_id in dict.fromkeys(piece.span.document_id for piece in self.pieces):
            document = self.readings[document_id].document
            texts += [document.title, document.publisher]
        language = self.pieces[0].reading.language if self.pieces else "en"
        spoken = (facts(text, language) for text in (*texts, *sorted(self.speakers)) if text)
        return (*(piece.facts for piece in self.before), *spoken)

    @cached_property
    def dates(self) -> list[Date]:
        """The dates of the cited sentences, as written and as resolved from the day of publication."""
        found = []
        for piece in self.pieces:
            published = published_day(piece.reading.document.published)
            for date in piece.facts.figures.dates:
                found.append(date)
                if published is None:
                    continue
                found.append(resolve(date, published))
                if date.weekday and not date.day and date.relative is None:  # "on Friday" may be the one to come
                    found.append(resolve(date, published + timedelta(days=7)))
        return found

    @cached_property
    def words(self) -> frozenset[str]:
        """All words in the cited sentences and around them as names compare them, without a plural's ending."""
        keys = (*(piece.facts.key_set for piece in self.pieces), *(facts.key_set for facts in self.around))
        return frozenset(base(word) for word in frozenset[str]().union(*keys))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of all cited documents."""
        found = [vocabulary(piece.reading.document.text) for piece in self.pieces]
        if len({id(one) for one in found}) == 1:
            return found[0]
        return Vocabulary(
            frozenset().union(*(one.names for one in found)), frozenset().union(*(one.common for one in found))
        )

    @property
    def language(self) -> str:
        """The language of the first cited document."""
        return self.pieces[0].reading.language if self.pieces else "en"


def _around(sentence: Span, cited: Span) -> Span:
    """A sentence, or of one that is longer than any that people write the stretch around the cited words."""
    if len(sentence) <= LONGEST_SENTENCE:
        return sentence
    start = max(sentence.start, cited.start - LONGEST_SENTENCE // 2)
    return Span(sentence.document_id, start, min(sentence.end, start + LONGEST_SENTENCE))


def base(word: str) -> str:
    """A word of a name without a plural's ending ("Houthis" is "houthi")."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _piece(span: Span, reading: Reading) -> Piece:
    names = vocabulary(reading.document.text).names
    return Piece(span, facts(reading.document.slice(span), reading.language, names), reading)
