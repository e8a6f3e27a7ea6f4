"""A result as one self-contained HTML page: every statement beside the words that it rests on.

Nothing is loaded from anywhere: style and script stand in the page, and its Content-Security-Policy allows these
two by their hashes and nothing else. Each value that the template prints is made safe to look at
(``bot.render.safe``) and escaped, by the template environment and not case by case.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from bot.render import wording
from bot.render.safe import line, lines
from bot.render.segments import Segment, segments
from bot.render.sources import Source, Sources, sources_of, text_of
from bot.types import Document, Readings, Result


@dataclass(frozen=True, slots=True)
class SourceText:
    """A document as the page shows it.

    ``facts`` are its publisher, its date and its address where that is none of the web; ``link`` is the address where
    it is (else empty); ``pieces`` are its text, none where that is not at hand.
    """

    title: str
    facts: tuple[str, ...]
    link: str
    language: str
    pieces: tuple[Segment, ...]


def to_html(result: Result, readings: Readings, *, notes: Sequence[str] = ()) -> str:
    """A whole result as an HTML page.

    Args:
        result: what is shown.
        readings: the readings of its documents; one that is missing is shown by its quotes alone.
        notes: sentences to begin with.
    """
    if result.check is not None:
        from bot.render.check_page import check_html

        return check_html(result, readings)
    sources = sources_of(result, readings)
    return page(
        "result.html.j2",
        title=wording.heading(result),
        result=result,
        sources=sources,
        notes=notes,
        cited=sources.of(citation for claim in result.claims for citation in claim.citations),
        texts=source_texts(result.documents, sources, readings),
    )


def source_texts(documents: Iterable[Document], sources: Sources, readings: Readings) -> tuple[SourceText, ...]:
    """The documents with the cited words marked in them, in the order given."""
    known = {document.id: document for document in documents}
    by_document: dict[str, list[Source]] = {name: [] for name in known}
    for source in sources.entries:
        if source.citation.span is not None and source.citation.span.document_id in by_document:
            by_document[source.citation.span.document_id].append(source)
    texts = []
    for name in known:
        document = text_of(name, known, readings) or known[name]
        pieces = segments(document, by_document[name]) if document.text else ()
        language = readings[name].language if name in readings else ""
        title, link = wording.title_of(document), web_address(document)
        address = None if link or document.uri == title else document.uri
        facts = tuple(fact for fact in (document.publisher, document.published, address) if fact)
        texts.append(SourceText(title, facts, link, language, pieces))
    return tuple(texts)


def web_address(document: Document) -> str:
    """A document's address where it is a plain web address that may be followed; else empty."""
    uri = document.uri or ""
    if uri != line(uri) or any(c in uri for c in " \"'<>\\`"):
        return ""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return ""
    return uri if parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc else ""


def page(template: str, *, title: str, **values: Any) -> str:
    """A page from one of this package's templates, with the one style and script that they share.

    Args:
        template: its file name.
        title: the page's title.
        values: what else the template prints.
    """
    style, script = _packaged("page.css"), _packaged("page.js")
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    shared: Mapping[str, Any] = {
        "title": line(title),
        "policy": policy,
        "style": Markup(style),  # noqa: S704 (our own file)
        "script": Markup(script),  # noqa: S704 (our own file)
    }
    return _environment().get_template(template).render(**shared, **values)


def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_packaged),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_fit,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["say"] = wording
    environment.filters["line"] = line
    return environment


def _fit(value: Any) -> Any:
    """What the template is about to print, without what could deceive; it is escaped after this."""
    return lines(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _packaged(name: str) -> str:
    return (files("bot.render") / "pages" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
