"""Anything people read -> one Document: text, Markdown, HTML, PDF, DOCX, captions, transcripts, chat threads, the web.

The text of a document is what a reader of the source sees, and nothing of it is altered: no Unicode normalisation,
no new line breaks, no tidying. What is left out before the text exists is listed in ``bot.ingest.decoding``; what each
format makes of its source stands at the top of its module. Titles, dates and publishers are the source's own
statements or None. Sources are hostile until proven otherwise: each reader has limits, as named constants with their
reasons, and the only exceptions that leave this room are those of ``bot.errors``.

Importing this package imports no parser; each is loaded when the first source needs it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.errors import SourceForbidden, SourceTooLarge, SourceUnreadable, shown
from bot.ingest.origin import Limits, Origin
from bot.types import Document

__all__ = ["Limits", "Raw", "from_bytes", "ingest", "read_raw"]

MAX_MARKS = 1_000_000
"""Sentence ends, line ends and quotation marks in one text. Each can begin something that is kept while the text is
read, some 900 bytes of it; 20 MB of prose hold two thirds of this, 20 MB of full stops would need 9 GB."""
_MARKS = '.!?…。！？\n"“”„«»'
MAX_SIGNS = 5_000_000
"""Signs of any kind in one text: each is a word to the reader of sentences, some 300 bytes of it."""
_SIGN = re.compile(r"[^\w\s]+")
_ADDRESS = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*)://")


class Raw(NamedTuple):
    """A source's bytes, what messages call it, and the server's Content-Type header, where a server gave it."""

    raw: bytes
    name: str
    content_type: str | None


async def ingest(source: str, limits: Limits) -> Document:
    """Read one source.

    Args:
        source: a path, "-" for standard input, or an http or https address.
        limits: how much may be read, in bytes and seconds.

    Returns:
        The document; its ``uri`` is ``source`` as given.

    Raises:
        SourceError: one of its classes, with a sentence that says what is wrong with the source and what to do.
    """
    from bot.ingest.files import in_background

    raw, name, content_type = await read_raw(source, limits)
    return await in_background(lambda: from_bytes(raw, name=name, content_type=content_type, uri=source))


async def read_raw(source: str, limits: Limits) -> Raw:
    """The bytes of one source, not looked into; arguments and errors as for ``ingest``."""
    from bot.ingest.files import read_file, read_stdin

    address = _ADDRESS.match(source)
    if address is None:
        raw = await (read_stdin(limits) if source == "-" else read_file(source, limits))
        return Raw(raw, "Standard input" if source == "-" else source, None)
    if address[1].lower() not in ("http", "https"):
        raise SourceForbidden(f"{shown(source)} is a {shown(address[1])} address; only http and https are read.")
    from bot.ingest.urls import fetch

    fetched = await fetch(source, limits)
    return Raw(fetched.raw, source, fetched.content_type)


def from_bytes(raw: bytes, *, name: str, content_type: str | None = None, uri: str | None = None) -> Document:
    """Make a document of bytes that are at hand.

    Args:
        raw: the whole source.
        name: what messages call it; its ending hints at the kind.
        content_type: the server's Content-Type header, a hint as well.
        uri: where the source is found; ``name`` where None.

    Raises:
        SourceError: the source is empty, broken, of a kind that is not read, or holds no text.
    """
    origin = Origin.of(name, uri, content_type)
    if not raw.strip():
        raise SourceUnreadable(f"{origin} is empty; there is nothing to read.")
    document = _read(raw, origin)
    if not document.text.strip():
        raise SourceUnreadable(f"{origin} holds no text, only white space; there is nothing to read.")
    _refuse_crumbs(document.text, origin)
    return document


def _refuse_crumbs(text: str, origin: Origin) -> None:
    """Refuse a text of so many signs that reading it would take memory beyond measure."""
    if len(text) <= MAX_MARKS:
        return
    if sum(map(text.count, _MARKS)) > MAX_MARKS:
        what = f"{MAX_MARKS:,} full stops, line ends and quotation marks"
    elif len(text) > MAX_SIGNS and len(text) - len(_SIGN.sub("", text)) > MAX_SIGNS:
        what = f"{MAX_SIGNS:,} signs that are neither letters, digits nor blanks"
    else:
        return
    raise SourceTooLarge(f"{origin} holds more than {what}, more than prose of the largest size; give a part of it.")


def _read(raw: bytes, origin: Origin) -> Document:
    from bot.ingest import kinds
    from bot.ingest.decoding import decode

    match kinds.binary_kind(raw, origin):
        case "pdf":
            from bot.ingest.pdf import read_pdf

            return _with_turns(read_pdf(raw, origin))
        case "docx":
            from bot.ingest.docx import read_docx

            return _with_turns(read_docx(raw, origin))
    declared = None
    if b"<" in raw[:1024]:
        from bot.ingest.html import declared_charset

        declared = declared_charset(raw)
    text = decode(raw, origin, declared=declared)
    if not text.strip():
        raise SourceUnreadable(f"{origin} holds no text, only white space; there is nothing to read.")
    kind = kinds.text_kind(text, origin)
    if kind == "captions":
        from bot.ingest.captions import read_captions

        return read_captions(text, origin)
    if kind == "thread":
        from bot.ingest.threads import read_thread

        return read_thread(text, origin) or _plain(text, origin)
    if kind == "html":
        from bot.ingest.html import read_html

        return _with_turns(read_html(text, origin))
    if kind == "markdown":
        from bot.ingest.markdown import read_markdown

        return _with_turns(read_markdown(text, origin))
    return _plain(text, origin)


def _plain(text: str, origin: Origin) -> Document:
    from bot.ingest.headlines import dateline, headline

    document = Document.of(text, title=headline(text), uri=origin.uri, kind="text", published=dateline(text))
    return _with_turns(document)


def _with_turns(document: Document) -> Document:
    """The document with its speaker turns, where its lines are labelled; text and Markdown are transcripts then."""
    from dataclasses import replace

    from bot.ingest.transcripts import find_turns

    turns = find_turns(document.text)
    kind = "transcript" if turns and document.kind in ("text", "markdown") else document.kind
    return replace(document, turns=turns, kind=kind)
