"""A short invented text, and samples and outputs made by hand from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.language import read
from bot.types import (
    Citation,
    Claim,
    Coverage,
    Document,
    Engine,
    Rejected,
    Result,
    Span,
    Speaker,
    Stance,
    Support,
    Usage,
)
from evals.samples import EvalSample, Output, Task

TEXT = """The town of Ferrow will close its tram line in May, mayor Ilse Brandauer said on Monday.

“The tram loses 4 million crowns a year,” she told the council. Driver Otto Remm said that 60 people would lose work.

The line is 11 kilometres long. It opened in 1931."""

OTHER = "The ferry to Holm costs 9 crowns. Its captain is Dora Quint."


def span_of(document: Document, words: str) -> Span:
    start = document.text.index(words)
    return document.span(start, start + len(words))


def pair(words: str, text: str = TEXT) -> list[int]:
    """The offsets of some words, as they stand in ``gold``."""
    start = text.index(words)
    return [start, start + len(words)]


def cite(document: Document, words: str) -> Citation:
    return Citation(words, "exact", span_of(document, words))


def claim(text: str, *cited: str, support: Support = "supported", probability: float | None = None) -> Claim:
    """A statement that cites these words of the text."""
    document = Document.of(TEXT)
    return Claim(text, tuple(cite(document, words) for words in cited), support, (), probability)


def stance(speaker: str, target: str, label: Any, words: str, document: Document | None = None) -> Stance:
    citation = cite(document or Document.of(TEXT), words)
    return Stance(Speaker(speaker), None, target, label, "indirect", (citation,))


def sample(task: Task, gold: Mapping[str, Any], *texts: str, **more: Any) -> EvalSample:
    documents = tuple(Document.of(text) for text in texts or (TEXT,))
    return EvalSample("one", "one", task, documents, gold, **more)


def output(of: EvalSample, *claims: Claim, **more: Any) -> Output:
    """What a run on the sample shows; ``more`` goes into the result."""
    more.setdefault("usage", Usage())
    more["rejected"] = tuple(Rejected(text, "for a reason") for text in more.get("rejected", ()))
    result = Result(
        task="answer",
        created="2031-01-01T00:00:00Z",
        engine=Engine("extractive"),
        documents=of.documents,
        coverage=Coverage(0, 0, "stop"),
        claims=claims,
        **more,
    )
    return Output(result, {document.id: read(document) for document in of.documents})
