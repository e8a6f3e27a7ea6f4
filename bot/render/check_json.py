"""The member ``check`` of a result's JSON, and back; it is there where the task is "check" and only there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.render.result_json import citation_json
from bot.render.sources import Sources
from bot.render.strict import Node, fault
from bot.types import Check, Checked, Citation, Document, Quotation, Span

ReadCitation = Callable[[Node], Citation]


def check_json(check: Check, sources: Sources, document: dict[str, Any]) -> dict[str, Any]:
    """A check as the schema has it.

    Args:
        check: the check.
        sources: the result's numbered citations.
        document: the draft as the schema has a document.
    """
    return {
        "draft": document,
        "statements": [
            {
                "text": checked.text,
                "start": checked.place.start,
                "end": checked.place.end,
                "verdict": checked.verdict,
                "probability": checked.probability,
                "speaker": checked.speaker,
                "reasons": list(checked.reasons),
                "citations": [citation_json(citation, sources.n(citation)) for citation in checked.citations],
            }
            for checked in check.statements
        ],
        "quotations": [
            {
                "start": quotation.place.start,
                "end": quotation.place.end,
                "given_to": quotation.given_to,
                "speaker": quotation.speaker,
                "misattributed": quotation.misattributed,
                "reasons": list(quotation.reasons),
                "quote": quotation.citation.quote,
                "citation": _citation(quotation, sources),
            }
            for quotation in check.quotations
        ],
    }


def _citation(quotation: Quotation, sources: Sources) -> dict[str, Any] | None:
    if not quotation.verbatim:
        return None
    return citation_json(quotation.citation, sources.n(quotation.citation))


def read_check(node: Node, draft: Callable[[Node], Document], citation: ReadCitation) -> Check:
    """A check from its JSON.

    Args:
        node: the member ``check``.
        draft: what reads a document.
        citation: what reads a citation.

    Raises:
        UsageError: it is not as the schema says.
    """
    fields = node.fields("draft", "statements", "quotations")
    document = draft(fields["draft"])
    return Check(
        document,
        tuple(_read_checked(item, document, citation) for item in fields["statements"].items()),
        tuple(_read_quotation(item, document, citation) for item in fields["quotations"].items()),
    )


def _read_checked(node: Node, draft: Document, citation: ReadCitation) -> Checked:
    names = ("text", "start", "end", "verdict", "probability", "speaker", "reasons", "citations")
    fields = node.fields(*names)
    probability = fields["probability"]
    return Checked(
        fields["text"].text(),
        _place(fields["start"], fields["end"], draft),
        fields["verdict"].one_of("supported", "contradicted", "not_stated", "unchecked", "unjudged"),
        tuple(citation(item) for item in fields["citations"].items()),
        tuple(item.text() for item in fields["reasons"].items()),
        None if probability.value is None else probability.number(1),
        fields["speaker"].optional_text(),
    )


def _read_quotation(node: Node, draft: Document, citation: ReadCitation) -> Quotation:
    names = ("start", "end", "given_to", "speaker", "misattributed", "reasons", "quote", "citation")
    fields = node.fields(*names)
    found = fields["citation"]
    words = fields["quote"].text()
    return Quotation(
        _place(fields["start"], fields["end"], draft),
        Citation(words, "not_found", None) if found.value is None else citation(found),
        fields["given_to"].optional_text(),
        fields["speaker"].optional_text(),
        tuple(item.text() for item in fields["reasons"].items()),
        fields["misattributed"].flag(),
    )


def _place(start: Node, end: Node, draft: Document) -> Span:
    first, last = start.whole(), end.whole()
    if last < first:
        raise fault(end.path, "start is not after end")
    return Span(draft.id, first, last)
