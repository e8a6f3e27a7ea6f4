"""A result as JSON of the schema "onrecord/result/1", and back.

What is written is all that anybody needs to prove the result again from the sources: ids of the texts, offsets,
quotes. The texts themselves are not in it, so a result that was read back has documents with text "".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.render.safe import json_text
from bot.render.sources import Sources, sources_of
from bot.render.strict import Node, fault, parse
from bot.types import (
    Check,
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
    Status,
    Usage,
    content_id,
)

SCHEMA = "onrecord/result/1"


def to_json(result: Result, indent: int | None = 2) -> str:
    """A result as JSON that ends with a newline; ``indent`` None puts it on one line.

    A citation's ``n`` counts from 1 in order of first use. One that was not located has null for its document and
    offsets. A document whose text is not at hand has null for its number of characters.
    """
    sources = sources_of(result, {})
    return json_text(
        {
            "schema": SCHEMA,
            "task": result.task,
            "created": result.created,
            "engine": _engine(result.engine),
            "documents": [_document(document) for document in result.documents],
            "question": result.question,
            "claims": [_claim(claim, sources) for claim in result.claims],
            "stances": [_stance(stance, sources, result.documents) for stance in result.stances],
            "refused": result.refused,
            "refusal_reason": result.refusal_reason,
            "rejected": [{"text": rejected.text, "reason": rejected.reason} for rejected in result.rejected],
            "coverage": {
                "characters_read": result.coverage.characters_read,
                "characters_total": result.coverage.characters_total,
                "finish_reason": result.coverage.finish_reason,
            },
            "usage": _usage(result.usage),
            **_check_of(result, sources),
        },
        indent,
    )


def _check_of(result: Result, sources: Sources) -> dict[str, Any]:
    """The member ``check`` of a check's result; no member for any other."""
    if result.check is None:
        return {}
    from bot.render.check_json import check_json

    return {"check": check_json(result.check, sources, _document(result.check.draft))}


def _engine(engine: Engine) -> dict[str, Any]:
    return {"drafter": engine.drafter, "model": engine.model, "template": engine.template}


def _document(document: Document) -> dict[str, Any]:
    at_hand = document.text != "" or document.id == content_id("")
    return {
        "id": document.id,
        "title": document.title,
        "uri": document.uri,
        "characters": len(document.text) if at_hand else None,
    }


def citation_json(citation: Citation, n: int) -> dict[str, Any]:
    """A citation as the schema has it, under its number."""
    span = citation.span
    return {
        "n": n,
        "document_id": None if span is None else span.document_id,
        "start": None if span is None else span.start,
        "end": None if span is None else span.end,
        "quote": citation.quote,
        "status": citation.status,
    }


def _citations(citations: Iterable[Citation], sources: Sources) -> list[dict[str, Any]]:
    return [citation_json(citation, sources.n(citation)) for citation in citations]


def _claim(claim: Claim, sources: Sources) -> dict[str, Any]:
    return {
        "text": claim.text,
        "support": claim.support,
        "probability": claim.probability,
        "reasons": list(claim.reasons),
        "citations": _citations(claim.citations, sources),
    }


def _stance(stance: Stance, sources: Sources, documents: tuple[Document, ...]) -> dict[str, Any]:
    mention = stance.mention
    if mention is not None and mention.document_id != _home(stance.citations, documents):
        mention = None  # the schema gives a mention no document of its own: an offset into another one would mislead
    return {
        "speaker": {
            "name": stance.speaker.name,
            "role": stance.speaker.role,
            "start": None if mention is None else mention.start,
            "end": None if mention is None else mention.end,
        },
        "target": stance.target,
        "label": stance.label,
        "kind": stance.kind,
        "probability": stance.probability,
        "citations": _citations(stance.citations, sources),
    }


def _home(citations: Iterable[Citation], documents: tuple[Document, ...]) -> str | None:
    """The document that a stance's speaker is mentioned in: that of its first located citation, else the first."""
    located = next((c.span.document_id for c in citations if c.span is not None), None)
    return located or (documents[0].id if documents else None)


def _usage(usage: Usage) -> dict[str, Any]:
    return {
        "calls": usage.calls,
        "prompt_tokens": usage.prompt_tokens,
        "cached_tokens": usage.cached_tokens,
        "completion_tokens": usage.completion_tokens,
        "cost_usd": usage.cost_usd,
        "seconds": usage.seconds,
    }


# --- and back ------------------------------------------------------------------------------------------------


def from_json(text: str) -> Result:
    """A result from its JSON, taken at its word: whether it holds is for ``verify`` to say.

    Args:
        text: the JSON; at most 64 million characters and 12 levels of nesting.

    Raises:
        UsageError: it is not JSON, or something in it is missing, unknown, repeated, of the wrong type or out of
            bounds; the message names the path.
    """
    whole = parse(text)
    if isinstance(whole.value, dict) and whole.value.get("schema", SCHEMA) != SCHEMA:
        raise fault("schema", f"only {SCHEMA} is known")
    top = whole.fields(
        *("schema", "task", "created", "engine", "documents", "question", "claims", "stances"),
        *("refused", "refusal_reason", "rejected", "coverage", "usage"),
        *(("check",) if isinstance(whole.value, dict) and whole.value.get("task") == "check" else ()),
    )
    top["schema"].one_of(SCHEMA)
    documents = tuple(_read_document(node) for node in top["documents"].items())
    result = Result(
        task=top["task"].one_of("summary", "stances", "answer", "check"),
        created=top["created"].text(),
        engine=_read_engine(top["engine"]),
        documents=documents,
        coverage=_read_coverage(top["coverage"]),
        question=top["question"].optional_text(),
        claims=tuple(_read_claim(node) for node in top["claims"].items()),
        stances=tuple(_read_stance(node, documents) for node in top["stances"].items()),
        refused=top["refused"].flag(),
        refusal_reason=top["refusal_reason"].optional_text(),
        rejected=tuple(_read_rejected(node) for node in top["rejected"].items()),
        usage=_read_usage(top["usage"]),
        check=_read_check(top["check"]) if "check" in top else None,
    )
    _check(result, top)
    return result


def _read_check(node: Node) -> Check:
    from bot.render.check_json import read_check

    return read_check(node, _read_document, _read_citation)


def _check(result: Result, top: Mapping[str, Node]) -> None:
    """Ids name documents that are there, each once, and the numbers count in order of first use."""
    known: set[str] = set()
    for index, document in enumerate(result.documents):
        if document.id in known:
            raise fault(f"documents[{index}].id", "the same document stands there twice")
        known.add(document.id)
    sources = sources_of(result, {})
    for claim, node in zip(result.claims, top["claims"].items(), strict=True):
        _check_citations(claim.citations, node, known, sources)
    for stance, node in zip(result.stances, top["stances"].items(), strict=True):
        _check_citations(stance.citations, node, known, sources)
    if result.check is not None:
        rows = top["check"].fields("draft", "statements", "quotations")["statements"].items()
        for checked, node in zip(result.check.statements, rows, strict=True):
            _check_citations(checked.citations, node, known, sources)
        for quotation in result.check.quotations:
            span = quotation.citation.span
            if span is not None and span.document_id not in known:
                raise fault("check.quotations", "a citation is of none of the documents above")


def _check_citations(citations: tuple[Citation, ...], node: Node, known: set[str], sources: Sources) -> None:
    for index, citation in enumerate(citations):
        path = f"{node.path}.citations[{index}]"
        if citation.span is not None and citation.span.document_id not in known:
            raise fault(f"{path}.document_id", "it is none of the documents above")
        if node.value["citations"][index]["n"] != sources.n(citation):
            raise fault(f"{path}.n", f"{sources.n(citation)} is expected, in order of first use")


def _read_document(node: Node) -> Document:
    fields = node.fields("id", "title", "uri", "characters")
    fields["characters"].optional_whole()
    return Document(fields["id"].text(), "", title=fields["title"].optional_text(), uri=fields["uri"].optional_text())


def _read_engine(node: Node) -> Engine:
    fields = node.fields("drafter", "model", "template")
    return Engine(
        fields["drafter"].one_of("llm", "extractive"),
        fields["model"].optional_text(),
        fields["template"].optional_text(),
    )


def _read_coverage(node: Node) -> Coverage:
    fields = node.fields("characters_read", "characters_total", "finish_reason")
    return Coverage(
        fields["characters_read"].whole(), fields["characters_total"].whole(), fields["finish_reason"].text()
    )


def _read_usage(node: Node) -> Usage:
    fields = node.fields("calls", "prompt_tokens", "cached_tokens", "completion_tokens", "cost_usd", "seconds")
    cost = fields["cost_usd"]
    return Usage(
        fields["calls"].whole(),
        fields["prompt_tokens"].whole(),
        fields["cached_tokens"].whole(),
        fields["completion_tokens"].whole(),
        None if cost.value is None else cost.number(),
        fields["seconds"].number(),
    )


def _read_rejected(node: Node) -> Rejected:
    fields = node.fields("text", "reason")
    return Rejected(fields["text"].text(), fields["reason"].text())


def _read_claim(node: Node) -> Claim:
    fields = node.fields("text", "support", "probability", "reasons", "citations")
    return Claim(
        fields["text"].text(),
        tuple(_read_citation(item) for item in fields["citations"].items()),
        fields["support"].one_of("supported", "unsupported", "unchecked"),
        tuple(item.text() for item in fields["reasons"].items()),
        _probability(fields["probability"]),
    )


def _read_stance(node: Node, documents: tuple[Document, ...]) -> Stance:
    fields = node.fields("speaker", "target", "label", "kind", "probability", "citations")
    citations = tuple(_read_citation(item) for item in fields["citations"].items())
    speaker = fields["speaker"].fields("name", "role", "start", "end")
    home = _home(citations, documents)
    return Stance(
        Speaker(speaker["name"].text(), speaker["role"].optional_text()),
        _read_span(speaker["start"], speaker["end"], home),
        fields["target"].text(),
        fields["label"].one_of("favor", "against", "neutral"),
        fields["kind"].one_of("direct", "indirect", "mixed"),
        citations,
        _probability(fields["probability"]),
    )


def _read_citation(node: Node) -> Citation:
    fields = node.fields("n", "document_id", "start", "end", "quote", "status")
    fields["n"].whole(1)
    status: Status = fields["status"].one_of("exact", "normalized", "ambiguous", "not_found")
    located = status in ("exact", "normalized")
    document_id = fields["document_id"].optional_text()
    span = _read_span(fields["start"], fields["end"], document_id)
    if (span is not None) != located or (document_id is not None) != located:
        wanted = "document_id, start and end are expected" if located else "null is expected for its place"
        raise fault(node.path, f"of a citation that is {status}, {wanted}")
    return Citation(fields["quote"].text(), status, span)


def _read_span(start: Node, end: Node, document_id: str | None) -> Span | None:
    first, last = start.optional_whole(), end.optional_whole()
    if first is None and last is None:
        return None
    if first is None or last is None or last < first:
        raise fault(end.path, "start and end are both null, or start is not after end")
    return None if document_id is None else Span(document_id, first, last)


def _probability(node: Node) -> float | None:
    return None if node.value is None else node.number(1)
