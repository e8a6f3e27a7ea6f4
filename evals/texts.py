"""What several scorers need of texts: words compared, answers compared, words found where they stand."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from bot.language.words import content_tokens, fold, stem, tokens
from bot.types import Claim, Readings, Span
from evals.consistency import MARKED
from evals.samples import Output

_MARKS = '“”„«»" \u00a0,'
_CUT = re.compile(r"…|\.\.\.|\[[^\]]*\]")


def claims(output: Output) -> tuple[Claim, ...]:
    """The statements shown; none where there is no result."""
    return output.result.claims if output.result is not None else ()


def spans(claim: Claim) -> tuple[Span, ...]:
    """Where a statement's citations were found."""
    return tuple(citation.span for citation in claim.citations if citation.span is not None)


def share(flags: Sequence[bool | float]) -> float | None:
    """The mean of some flags; None without any."""
    return sum(flags) / len(flags) if flags else None


# --- words ----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1 << 12)
def stems(text: str, language: str = "en") -> frozenset[str]:
    """The stems of a text's content words."""
    return frozenset(stem(token.word, language) for token in content_tokens(text, language))


def carried(text: str, by: str, language: str = "en") -> float:
    """The share of a text's content words that another text has, 0 where it has none."""
    ours = stems(text, language)
    return len(ours & stems(by, language)) / len(ours) if ours else 0.0


def quotations(text: str) -> tuple[str, ...]:
    """What a text puts in quotation marks, without them and without a comma at their edge."""
    found = (match.group().strip(_MARKS) for match in MARKED.finditer(text))
    return tuple(words for words in found if any(c.isalnum() for c in words))


@lru_cache(maxsize=64)
def _row(text: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The folded words of a text, each with a blank before and behind, and where they stand."""
    found = tokens(text)
    return " " + "".join(f"{fold(token.word)} " for token in found), tuple((t.start, t.end) for t in found)


def places(words: str, text: str) -> Iterator[tuple[int, int]]:
    """Where some words stand in a text one after the other, whatever the case and the marks between them."""
    needle = " " + "".join(f"{fold(token.word)} " for token in tokens(words))
    row, offsets = _row(text)
    at = row.find(needle) if needle != " " else -1
    while at >= 0:
        first = row.count(" ", 0, at)
        yield offsets[first][0], offsets[first + needle.count(" ") - 2][1]
        at = row.find(needle, at + 1)


def quoted_places(quote: str, text: str) -> list[tuple[int, int]]:
    """Where a quotation stands; of one with an ellipsis or brackets each kept piece must, in order, and the place
    of all of them is given."""
    pieces = [piece for piece in _CUT.split(quote) if any(c.isalnum() for c in piece)]
    if not pieces:
        return []
    if len(pieces) == 1:
        return list(places(pieces[0], text))
    for start, end in places(pieces[0], text):
        for piece in pieces[1:]:
            following = next((place for place in places(piece, text) if place[0] >= end), None)
            if following is None:
                break
            end = following[1]
        else:
            return [(start, end)]
    return []


# --- answers --------------------------------------------------------------------------------------------------

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation + "“”„‘’«»–—…")


def normal(text: str) -> list[str]:
    """The words of an answer as SQuAD compares them: lower case, no punctuation, no English article."""
    return _ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split()


def token_f1(answer: str, gold: str) -> float:
    """Harmonic mean of the shares of words that an answer and a gold answer have in common, repeats counted
    (Rajpurkar et al. 2016)."""
    ours, theirs = normal(answer), normal(gold)
    common = sum((Counter(ours) & Counter(theirs)).values())
    if not common:
        return float(ours == theirs)
    return 2 * common / (len(ours) + len(theirs))


def token_recall(answer: str, gold: str) -> float:
    """The share of a gold answer's words that the answer has, repeats counted."""
    theirs = normal(gold)
    common = sum((Counter(normal(answer)) & Counter(theirs)).values())
    return common / len(theirs) if theirs else 0.0


def holds(answer: str, gold: str) -> bool:
    """Whether the words of a gold answer stand in the answer, one after the other."""
    return f" {' '.join(normal(gold))} " in f" {' '.join(normal(answer))} " and bool(normal(gold))


# --- places ---------------------------------------------------------------------------------------------------


def overlap_any(span: Span, others: Sequence[Span]) -> bool:
    """Whether a span shares a character with any of the others."""
    return any(span.overlaps(other) for other in others)


def sentences_of(found: Sequence[Span], readings: Readings) -> tuple[Span, ...]:
    """The whole sentences that hold some spans, each once; a span outside of any sentence stays as it is."""
    out: dict[Span, None] = {}
    for span in found:
        reading = readings.get(span.document_id)
        inside = [sentence.span for sentence in reading.sentences_in(span)] if reading else []
        out.update(dict.fromkeys(inside or [span]))
    return tuple(out)
