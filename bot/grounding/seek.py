"""Evidence found by code, for a statement that cites nothing or cites wrongly."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.grounding.align import Alignment, overlap
from bot.grounding.facts import Facts, facts, vocabulary
from bot.language.words import content_tokens, stem
from bot.types import Reading, Readings, Sentence, Span

# A sentence that has less than this share of a statement's content words is no evidence of it.
ENOUGH = 0.5
# A further sentence is cited too where it adds at least this share (a missing name or number counts twice).
MORE = 0.15
MOST = 4


def seek(text: str, readings: Readings, enough: float = ENOUGH) -> tuple[Span, ...]:
    """The sentence whose words carry most of a statement, with those near it that add much; none where none does.

    Args:
        text: the statement.
        readings: the documents to search.
        enough: the least share of the statement's content words that the best sentence must have.

    Returns:
        At most ``MOST`` sentences of one document, in order.
    """
    best: tuple[float, float, Reading, Sentence] | None = None
    for reading in readings.values():
        for share, close, sentence in _ranked(text, reading):
            if best is None or (share, close) > best[:2]:
                best = (share, close, reading, sentence)
    if best is None or best[0] < enough:
        return ()
    found = [best[3]]
    while len(found) < MOST:
        more = _more(text, best[2], found)
        if more is None:
            break
        found.append(more)
    return tuple(sorted(sentence.span for sentence in found))


def ranked(text: str, reading: Reading) -> tuple[Span, ...]:
    """The few sentences of a reading that have most of a statement's words, the best first."""
    found = sorted(_ranked(text, reading), key=lambda one: (-one[0], -one[1], one[2].index))
    return tuple(sentence.span for _, _, sentence in found)


def share_of(text: str, span: Span, reading: Reading) -> float:
    """The share of a statement's content words that the sentences of a span have."""
    said = facts(text, reading.language)
    return max((overlap(said, _facts(s, reading)) for s in reading.sentences_in(span)), default=0.0)


def _facts(sentence: Sentence, reading: Reading) -> Facts:
    return facts(reading.document.slice(sentence.span), reading.language, vocabulary(reading.document.text).names)


def _ranked(text: str, reading: Reading) -> Iterator[tuple[float, float, Sentence]]:
    """The few most promising sentences of a reading: (share of content words, closeness in order, sentence)."""
    said = facts(text, reading.language)
    votes: Counter[int] = Counter()
    for word in dict.fromkeys(said.stems[i] for i in said.content):  # in order, so that equals fall out the same way
        for index in sentences_with(word, reading):
            votes[index] += 1
    for index, _ in votes.most_common(8):
        sentence = reading.sentences[index]
        source = _facts(sentence, reading)
        yield overlap(said, source), Alignment(said, source).closeness, sentence


def sentences_with(word: str, reading: Reading) -> Sequence[int]:
    """The sentences that have a stem, by index, each once, in order."""
    return _sentences_by_stem(reading.document.text, reading.language, _Same(reading.sentences)).get(word, ())


class _Same:
    """Stands for a value in a cache's key: equal to itself alone, and kept alive by the key."""

    __slots__ = ("value",)

    def __init__(self, value: tuple[Sentence, ...]) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.value is self.value


@lru_cache(maxsize=128)
def _sentences_by_stem(text: str, language: str, sentences: _Same) -> dict[str, array[int]]:
    """Stem of a content word -> the sentences that have it; those of the last 128 texts are kept, for batches that do
    many side by side."""
    found: dict[str, array[int]] = {}
    bounds = [(s.span.start, s.span.end, s.index) for s in sentences.value]
    at, last = 0, len(bounds) - 1
    for token in content_tokens(text, language) if bounds else ():
        while at < last and bounds[at + 1][0] <= token.start:
            at += 1
        start, end, index = bounds[at]
        if start <= token.start < end:
            held = found.setdefault(stem(token.word, language), array("L"))
            if not held or held[-1] != index:
                held.append(index)
    return found


def _more(text: str, reading: Reading, found: list[Sentence]) -> Sentence | None:
    """The sentence that adds most of what the sentences found still lack: words, and names and numbers twice over."""
    said = facts(text, reading.language, vocabulary(reading.document.text).names)
    carried = frozenset[str]().union(*(_facts(sentence, reading).stem_set for sentence in found))
    telling = {said.stems[i] for i in said.content if not said.tokens[i].word.islower()}
    content = {said.stems[i] for i in said.content}
    missing = content - carried
    taken = {sentence.index for sentence in found}
    votes: Counter[int] = Counter()
    for word in missing:
        for index in sentences_with(word, reading):
            if index not in taken:
                votes[index] += 2 if word in telling else 1
    if not votes:
        return None
    index, weight = min(votes.items(), key=lambda vote: (-vote[1], abs(vote[0] - found[0].index), vote[0]))
    return reading.sentences[index] if weight >= max(2, MORE * len(content)) else None
