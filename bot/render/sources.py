"""The numbered sources of a result: each citation once, in order of first use, with its words and its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.types import Citation, Document, Place, Readings, Result, Span

Key = tuple[str, ...] | Span


@dataclass(frozen=True, slots=True)
class Source:
    """One citation under its number.

    ``words`` are the source's own, sliced from the document; the citation's quote stands in only where the text
    is not at hand (a stored result). ``place`` is None likewise, and where the words were not located.
    """

    n: int
    citation: Citation
    words: str
    document: Document | None
    place: Place | None


@dataclass(frozen=True, slots=True)
class Sources:
    """All sources of a result in order of first use; ``several`` where they come from more than one document."""

    entries: tuple[Source, ...]
    several: bool
    _numbers: Mapping[Key, int]

    def n(self, citation: Citation) -> int:
        """The number of a citation, from 1. KeyError for one of another result."""
        return self._numbers[_key(citation)]

    def of(self, citations: Iterable[Citation]) -> tuple[Source, ...]:
        """The sources of some citations, each once, in the order of the citations."""
        return tuple(self.entries[n - 1] for n in dict.fromkeys(map(self.n, citations)))


def citations_of(result: Result) -> Iterator[Citation]:
    """Every citation of a result in the order in which a reader meets it."""
    for claim in result.claims:
        yield from claim.citations
    for stance in result.stances:
        yield from stance.citations
    if result.check is not None:
        for checked in result.check.statements:
            yield from checked.citations
        yield from (quotation.citation for quotation in result.check.quotations if quotation.verbatim)


def sources_of(result: Result, readings: Readings) -> Sources:
    """Number the citations of a result.

    Args:
        result: what is shown.
        readings: the readings of its documents; one that is missing costs the place, not the quote.
    """
    return number(citations_of(result), {d.id: d for d in result.documents}, readings)


def number(citations: Iterable[Citation], documents: Mapping[str, Document], readings: Readings) -> Sources:
    """Number some citations from 1 in order of first use; the same words at the same place have one number."""
    numbers: dict[Key, int] = {}
    entries: list[Source] = []
    for citation in citations:
        key = _key(citation)
        if key not in numbers:
            numbers[key] = len(numbers) + 1
            entries.append(_source(numbers[key], citation, documents, readings))
    return Sources(tuple(entries), len(documents) > 1, numbers)


def text_of(document_id: str, documents: Mapping[str, Document], readings: Readings) -> Document | None:
    """A document by its id: with its text where a reading has it, else as the result knows it."""
    reading = readings.get(document_id)
    return documents.get(document_id) if reading is None else reading.document


def _source(n: int, citation: Citation, documents: Mapping[str, Document], readings: Readings) -> Source:
    span = citation.span
    if span is None:
        return Source(n, citation, citation.quote, None, None)
    document = text_of(span.document_id, documents, readings)
    if document is None or span.end > len(document.text):
        return Source(n, citation, citation.quote, document, None)
    return Source(n, citation, document.slice(span), document, document.place(span))


def _key(citation: Citation) -> Key:
    return (citation.status, citation.quote) if citation.span is None else citation.span
