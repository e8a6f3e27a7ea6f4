"""Quotations: what a statement puts in quotation marks must be the source's words, and somebody's there."""

from __future__ import annotations

from collections.abc import Iterator

from bot.grounding.evidence import Evidence, Finding, Piece
from bot.grounding.locate import locate
from bot.grounding.nearest import nearest
from bot.language.names import TITLES
from bot.language.words import fold, stopwords, tokens
from bot.types import Citation, Reading, Span

# Up to this many words in marks may be a title or a term that the writer sets off, and not speech.
TERM = 3


def quoted_spans(statement: Reading) -> tuple[str, ...]:
    """What a statement puts in quotation marks, outermost marks only, without them and without an edge comma."""
    found = (statement.document.slice(quote.inner) for quote in statement.quotes if quote.depth == 0)
    return tuple(words for quote in found if (words := quote.strip().rstrip(",")))


def check_quotes(statement: Reading, evidence: Evidence) -> Iterator[Finding]:
    """What is wrong with the quotations of a statement.

    Veto: words in marks that the source does not have, has elsewhere than in the cited sentences, or does not put in
    quotation marks or a speaker's turn; and a quotation made of two. A title or a term of up to three words needs to
    stand in the cited words, and no marks there.
    """
    for quote in quoted_spans(statement):
        located = [citation for citation in _places(quote, evidence) if citation.span is not None]
        if not located:
            if not _is_label(quote, evidence):
                yield _absent(quote, evidence)
            continue
        spans = [citation.span for citation in located if citation.span is not None]
        if any(_is_speech(span, evidence) for span in spans):
            continue
        if _is_term(quote, evidence.language):
            continue
        if any(_touches_speech(span, evidence) for span in spans):
            yield Finding("quote", f"“{quote}” mixes quoted words of the source with others.", veto=True)
        else:
            reason = f"The source has “{quote}” as its own words, not as a quotation."
            yield Finding("quote", reason, veto=True, absent=True)


def _places(quote: str, evidence: Evidence) -> Iterator[Citation]:
    """The quote in the cited sentences of each document."""
    by_document: dict[str, list[Piece]] = {}
    for piece in evidence.pieces:
        by_document.setdefault(piece.span.document_id, []).append(piece)
    for pieces in by_document.values():
        document = pieces[0].reading.document
        spans = list(_runs(pieces))
        citation = locate(quote, document, spans)
        if citation.span is not None and any(span.covers(citation.span) for span in spans):
            yield citation


def _runs(pieces: list[Piece]) -> Iterator[Span]:
    """The cited sentences with neighbouring ones joined, so that a quotation over two of them is found."""
    run = pieces[0].span
    for piece in pieces[1:]:
        between = piece.reading.document.text[run.end : piece.span.start]
        if between.strip():
            yield run
            run = piece.span
        else:
            run = Span(run.document_id, run.start, piece.span.end)
    yield run


def _is_speech(span: Span, evidence: Evidence) -> bool:
    """Whether words stand inside one passage in marks, in pieces of one quotation, or in a speaker's turn."""
    reading = evidence.readings[span.document_id]
    turn = reading.document.turn_at(span.start)
    if turn is not None and span.end <= turn.end:
        return True
    if any(quote.outer.covers(span) for quote in reading.quotes):
        return True
    return any(
        attribution.kind != "indirect" and attribution.start <= span.start and span.end <= attribution.end
        and _edges_quoted(span, reading)
        for attribution in reading.attributions_in(span)
    )  # fmt: skip


def _edges_quoted(span: Span, reading: Reading) -> bool:
    """Whether both ends of a span stand inside marks: pieces of one speaker's words with an ellipsis between them."""
    first = any(quote.outer.start <= span.start < quote.outer.end for quote in reading.quotes)
    last = any(quote.outer.start < span.end <= quote.outer.end for quote in reading.quotes)
    return first and last


def _touches_speech(span: Span, evidence: Evidence) -> bool:
    return any(quote.outer.overlaps(span) for quote in evidence.readings[span.document_id].quotes)


def _is_term(quote: str, language: str) -> bool:
    """A title or a term: a few words, or all its content words capitalised."""
    words = [token.word for token in tokens(quote)]
    function = stopwords(language)
    content = [word for word in words if fold(word) not in function and fold(word) not in TITLES]
    return len(words) <= TERM or all(word[0].isupper() or word[0].isdigit() for word in content)


def _is_label(quote: str, evidence: Evidence) -> bool:
    """A few words that the cited sentences have but for their capitals: a button, a heading ("Recovery Mode")."""
    words = [fold(token.word) for token in tokens(quote)]
    if not 0 < len(words) <= TERM:
        return False
    row = " ".join(words)
    return any(f" {row} " in f" {' '.join(fold(t.word) for t in piece.facts.tokens)} " for piece in evidence.pieces)


def _absent(quote: str, evidence: Evidence) -> Finding:
    """The veto for words that the cited sentences do not have: where they are instead, or what is there instead."""
    for document_id in dict.fromkeys(piece.span.document_id for piece in evidence.pieces):
        document = evidence.readings[document_id].document
        if locate(quote, document).status in ("exact", "normalized", "ambiguous"):
            return Finding("quote", f"“{quote}” stands in the source, but not in the cited words.", True, absent=True)
        near = nearest(quote, document)
        if near:
            return Finding("quote", f"“{quote}” is not in the source, which says “{near}”.", veto=True)
    return Finding("quote", f"“{quote}” is not in the source.", veto=True, absent=True)
