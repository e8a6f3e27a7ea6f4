"""What the fuzzer feeds, and what must hold of it whatever it is fed.

A target takes bytes and returns nothing. It lets out whatever breaks: a wrong result (AssertionError), an exception
that is none of ``bot.errors``, or time beyond all measure, which the fuzzer itself minds.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from typing import Final

from bot.drafting.completions import MAX_STATEMENT, StatementReader
from bot.errors import SourceError
from bot.grounding.locate import locate
from bot.ingest import from_bytes
from bot.language import read
from bot.types import Document

MOST: Final = 20_000
"""Bytes of an input that a target looks at; what is longer is slow to read and finds nothing new."""

Target = Callable[[bytes], None]


def _source(name: str, content_type: str | None = None) -> Target:
    """Bytes as a source of a kind: a document that fits together, or an error with one sentence."""

    def target(raw: bytes) -> None:
        try:
            document = from_bytes(raw[:MOST], name=name, content_type=content_type)
        except SourceError as error:
            assert str(error).isprintable() and len(str(error)) < 600, "an error that is no sentence"
            return
        _whole(document)

    return target


def _whole(document: Document) -> None:
    """A document has text that any file can hold, and turns and pages inside it, in order."""
    text = document.text
    assert text.strip(), "a document without text"
    text.encode()
    at = 0
    for turn in document.turns:
        assert at <= turn.label_start <= turn.label_end <= turn.start <= turn.end <= len(text), "turns out of order"
        at = turn.end
    for page in document.pages:
        assert 0 <= page.start <= page.end <= len(text), "a page outside the text"


def docx(raw: bytes) -> None:
    """Bytes as the body of a DOCX file, since no fuzzer makes an archive whose checksums fit."""
    _source("a.docx")(with_body(raw[:MOST]))


def with_body(body: bytes) -> bytes:
    """The smallest DOCX archive with some bytes as its body."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, part in _PARTS.items():
            archive.writestr(name, part)
        archive.writestr("word/document.xml", body)
    return made.getvalue()


_OFFICE = "http://schemas.openxmlformats.org"
_PARTS: Final[Mapping[str, str]] = {
    "[Content_Types].xml": f'<Types xmlns="{_OFFICE}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_OFFICE}/package/2006/relationships"><Relationship Id="r1" '
    f'Type="{_OFFICE}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
}


def attribution(raw: bytes) -> None:
    """A text read: sentences and reported statements stand in it, in order."""
    text = raw[:MOST].decode("utf-8", "replace")
    reading = read(Document.of(text))
    at = 0
    for sentence in reading.sentences:
        assert at <= sentence.span.start < sentence.span.end <= len(text), "sentences that overlap"
        at = sentence.span.end
    for found in reading.attributions:
        pieces = [*found.spans, *(span for span in (found.cue, found.mention) if span is not None)]
        assert found.spans and all(0 <= span.start < span.end <= len(text) for span in pieces), "a span outside"
        assert 0 <= found.confidence <= 1, "no probability"


def locating(raw: bytes) -> None:
    """A quote and a text, parted by a NUL: what is found has the quote's letters, and a quote that stands there once,
    between blanks, is found."""
    quote, _, text = raw[:MOST].decode("utf-8", "replace").partition("\0")
    if not text:
        return
    document = Document.of(text)
    citation = locate(quote, document)
    assert (citation.span is None) == (citation.status in ("ambiguous", "not_found")), "a status that does not fit"
    if citation.span is not None:
        assert 0 <= citation.span.start < citation.span.end <= len(text), "a span outside"
        if citation.status == "exact":
            assert quote in document.slice(citation.span) or document.slice(citation.span) in quote, "other words"
    if any(unicodedata.category(c) in ("Cf", "Mn", "Me") for c in quote + text):
        return  # a word that goes on behind a character without a shape of its own is one word
    alone = re.findall(rf"(?<!\S){re.escape(quote)}(?!\S)", text)  # a sign beside it may join it to a word: T'|t, 1,|1
    if any(c.isalnum() for c in quote) and quote == quote.strip() and len(alone) == text.count(quote) == 1:
        assert citation.status != "not_found", "an exact quote that is not found"


def completion(raw: bytes) -> None:
    """A completion in pieces gives the statements that it gives whole, none too long and no number of none."""
    text = raw[:MOST].decode("utf-8", "replace")
    whole = StatementReader()
    found = [*whole.feed(text), *whole.close()]
    for statement in found:
        assert statement.text or statement.numbers, "a statement of nothing"
        assert len(statement.text) <= MAX_STATEMENT + 1, "a statement without end"
        assert all(0 <= number < 1_000_000 for number in statement.numbers), "a number out of range"
    broken = StatementReader()
    for character in text[:2_000]:
        broken.feed(character)
    broken.cut_off()


TARGETS: Final[Mapping[str, Target]] = {
    "html": _source("a.html", "text/html"),
    "pdf": _source("a.pdf", "application/pdf"),
    "docx": docx,
    "captions": _source("a.vtt", "text/vtt"),
    "markdown": _source("a.md", "text/markdown"),
    "thread": _source("a.json", "application/json"),
    "plain": _source("a.txt", "text/plain"),
    "locate": locating,
    "attribution": attribution,
    "completions": completion,
}
