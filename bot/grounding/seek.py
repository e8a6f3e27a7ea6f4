"""Evidence found by code, for a statement that cites nothing or cites wrongly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from bot.grounding.align import Alignment, overlap
from bot.grounding.facts import Facts, facts, vocabulary
from bot.language.words import content_tokens, stem
from bot.types import Reading, Readings, Sentence, Span

# A sentence that has less than this share of a statement's content words is no evidence of it.
ENOUGH = 0.5
# A second sentence is cited too where it adds at least this share.
MORE = 0.2


def seek(text: str, readings: Readings) -> tuple[Span, ...]:
    """The sentence whose words carry most of a statement, and a second one that adds much; none where none does.

    Args:
        text: the statement.
        readings: the documents to search.
    """
    best: tuple[float, float, Reading, Sentence] | None = None
    for reading in readings.values():
        for share, close, sentence in _ranked(text, reading):
            if best is None or (share, close) > best[:2]:
                best = (share, close, reading, sentence)
    if best is None or best[0] < ENOUGH:
        return ()
    _, _, reading, sentence = best
    second = _second(text, reading, sentence)
    found = [sentence.span] if second is None else sorted((sentence.span, second.span))
    return tuple(found)


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
    words = _sentences_of(reading.document.text, reading.language, reading.sentences)
    for word in {said.stems[i] for i in said.content}:
        for index in words.get(word, ()):
            votes[index] += 1
    for index, _ in votes.most_common(8):
        sentence = reading.sentences[index]
        source = _facts(sentence, reading)
        yield overlap(said, source), Alignment(said, source).closeness, sentence


@lru_cache(maxsize=16)
def _sentences_of(text: str, language: str, sentences: tuple[Sentence, ...]) -> dict[str, list[int]]:
    """Stem -> the sentences that have it, by index."""
    found: dict[str, list[int]] = {}
    for sentence in sentences:
        piece = text[sentence.span.start : sentence.span.end]
        for word in {stem(token.word, language) for token in content_tokens(piece, language)}:
            found.setdefault(word, []).append(sentence.index)
    return found


def _second(text: str, reading: Reading, first: Sentence) -> Sentence | None:
    """A sentence that has words of the statement which the first one lacks."""
    said = facts(text, reading.language)
    content = {said.stems[i] for i in said.content}
    missing = content - _facts(first, reading).stem_set
    if len(missing) < MORE * len(content) or len(missing) < 2:
        return None
    near = [s for s in reading.sentences[max(0, first.index - 8) : first.index + 9] if s.index != first.index]
    ranked = ((len(missing & _facts(s, reading).stem_set), -abs(s.index - first.index), s) for s in near)
    added = max(ranked, key=lambda found: found[:2], default=None)
    return added[2] if added and added[0] >= max(2, MORE * len(content)) else None
