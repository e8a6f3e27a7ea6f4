"""Whom a draft gives its quotations to where no sentence of its own language says so.

Two ways of giving words to somebody are read here that reading a text from end to end does not see, and that the short
statements of a draft are full of. A statement that is a quotation and a name and nothing else gives the one to the
other, whatever stands between them: “It leaks” — Ada Lund; Ada Lund: “It leaks”; “It leaks” (Ada Lund). And the words
about a quotation may be of another language than the quotation: According to Ada Lund, „es leckt“.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from bot.grounding.evidence import CONFIDENT
from bot.language import read
from bot.language.names import find_names, key_words, same_name
from bot.language.words import fold
from bot.types import Attribution, Document, Quote, Reading, Span

# A quotation and a name alone leave no doubt who is said to speak; of whom it is true is another matter.
SURE = 0.9
# More words than the longest names of people and bodies have; what is longer is a sentence.
MOST_WORDS = 8

_ARTICLE = re.compile(r"(?:the|der|die|das|le|la|les|el|los|las)\s", re.IGNORECASE)
_DASHED = re.compile(r"\W*?[-–—―]")
_EDGES = " \t\n\u00a0.,;:!?…|/~*_-–—―()[]{}"


def given(statement: Reading, sources: Collection[Reading]) -> Iterator[Attribution]:
    """The quotations of a draft that nobody is known to say, given to whom the words about them name.

    Args:
        statement: the reading of a draft or of one statement of it.
        sources: the readings of the documents that it is held against; a lone name is one of their speakers'.

    Yields:
        Attributions of the statement's document, in order.
    """
    open_ones = [quote for quote in statement.quotes if quote.depth == 0 and not _is_given(quote, statement)]
    if not open_ones:
        return
    frame = _frame(statement)
    for quote in open_ones:
        found = _told(quote, frame, statement) or _alone(quote, statement, sources)
        if found is not None:
            yield found


def _is_given(quote: Quote, reading: Reading) -> bool:
    """Whether a reading gives a quotation to somebody."""
    return any(a.mention is not None and a.confidence >= CONFIDENT for a in reading.attributions_in(quote.inner))


def _frame(statement: Reading) -> Reading:
    """The statement read by the words about its quotations alone: in the marks stands one word of no language."""
    text = statement.document.text
    for quote in statement.quotes:
        if quote.depth == 0:
            inner = text[quote.inner.start : quote.inner.end]
            first = re.match(r"\W*\w+", inner)
            at = first.end() if first else 0
            inner = re.sub(r"\w", "x", inner[:at]) + re.sub(r"\w", "_", inner[at:])
            text = text[: quote.inner.start] + inner + text[quote.inner.end :]
    return read(Document.of(text))


def _told(quote: Quote, frame: Reading, statement: Reading) -> Attribution | None:
    """What the words about a quotation say of it in a language of their own."""
    for found in frame.attributions_in(frame.document.span(quote.inner.start, quote.inner.end)):
        if found.mention is not None and found.confidence >= CONFIDENT and found.kind != "indirect":
            own = statement.document.span
            cue = own(found.cue.start, found.cue.end) if found.cue else None
            mention = own(found.mention.start, found.mention.end)
            spans = tuple(own(span.start, span.end) for span in found.spans)
            return Attribution(spans, found.kind, cue, mention, None, found.confidence)
    return None


def _alone(quote: Quote, statement: Reading, sources: Collection[Reading]) -> Attribution | None:
    """The name of a speaker that is all that stands behind a quotation, or else before it."""
    for mention in (_behind(quote, statement), _before(quote, statement)):
        if mention is None:
            continue
        words = statement.document.slice(mention)
        dashed = bool(_DASHED.match(statement.document.text[quote.outer.end : mention.start]))
        if any(_speaks(words, reading) or (dashed and _is_somebody(words, reading)) for reading in sources):
            return Attribution((quote.outer,), "direct", None, mention, None, SURE)
    return None


def _speaks(words: str, reading: Reading) -> bool:
    """Whether some words are what a speaker of a document is called in it."""
    forms = (form for speaker in reading.speakers for form in (speaker.name, *speaker.aliases))
    known = dict.fromkeys((*forms, *(turn.speaker for turn in reading.document.turns)))
    named = _is_name(words)
    return any(_plain(words) == _plain(form) or (named and same_name(words, form)) for form in known)


def _is_somebody(words: str, reading: Reading) -> bool:
    """Whether words behind a dash are a name, or an office with its article, that stands so in a document."""
    if not _is_name(words) and not _ARTICLE.match(words):
        return False
    return re.search(rf"(?<!\w){re.escape(_plain(words))}(?!\w)", fold(reading.document.text)) is not None


def _is_name(words: str) -> bool:
    """Whether some words are a name, title and article included, and nothing else."""
    return any(key_words(name.text) == key_words(words) for name in find_names(words))


def _plain(form: str) -> str:
    return fold(form.strip()).removeprefix("the ")


def _behind(quote: Quote, statement: Reading) -> Span | None:
    """The words from a quotation to the end of the line or to the next quotation, if that one is not theirs."""
    text = statement.document.text
    starts = [other.outer.start for other in statement.quotes if other.outer.start >= quote.outer.end]
    end = min([*starts, len(text)])
    rest = text[quote.outer.end : end]
    if end < len(text) and rest.rstrip().endswith(":"):
        return None
    line = next((line for line in rest.splitlines() if line.strip(_EDGES)), "")
    name = line.split(",")[0] if _DASHED.match(line) else line  # — Ada Lund, head of the council
    return _words(quote.outer.end + rest.index(line), name, statement.document) if line else None


def _before(quote: Quote, statement: Reading) -> Span | None:
    """The words from the beginning of the line or the quotation before to a quotation."""
    text = statement.document.text
    start = max([0, *(other.outer.end for other in statement.quotes if other.outer.end <= quote.outer.start)])
    lead = text[start : quote.outer.start]
    lines = [line for line in lead.splitlines() if line.strip(_EDGES)]
    return _words(start + lead.rindex(lines[-1]), lines[-1], statement.document) if lines else None


def _words(start: int, line: str, document: Document) -> Span | None:
    """A line without marks at its edges, None where it is longer than a name."""
    bare = line.strip(_EDGES)
    at = start + line.index(bare)
    return document.span(at, at + len(bare)) if bare and len(bare.split()) <= MOST_WORDS else None
