"""Documents of HTML, PDF and DOCX read in a second of processor time, beside the raw parser on the same bytes.

The raw parser is the limit: lxml's tree and its text for HTML, pypdf's own extraction for PDF, and lxml on the one
part of the package that holds a DOCX's text. Ours does more: what an article is and is not, pages, joined lines.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Mapping
from functools import partial
from io import BytesIO
from typing import Final
from xml.sax.saxutils import escape

from bot.ingest import from_bytes
from evals.performance.prose import Prose
from evals.performance.sections import Bars, Line, Order, Section, Table, number

DOCUMENTS, RUNS = 20, 5
"""Documents of each kind, of about 5,000 characters, and runs over all of them."""
LIMITS: Final = {"HTML": "lxml: tree and text", "PDF": "pypdf: extract_text", "DOCX": "zipfile and lxml: text runs"}


def texts(count: int) -> list[str]:
    """Texts of about 5,000 characters."""
    prose = Prose()
    return [prose.page(at).text for at in range(count)]


def html(text: str) -> bytes:
    """A page with the text as its article, between a menu and a footer."""
    title, *paragraphs = text.split("\n\n")
    body = "".join(f"<p>{escape(paragraph)}</p>\n" for paragraph in paragraphs)
    menu = "".join(f'<li><a href="/{at}">Section {at}</a></li>' for at in range(20))
    page = (
        f"<!doctype html><html lang=en><head><title>{escape(title)}</title></head><body><nav><ul>{menu}</ul></nav>"
        f"<article><h1>{escape(title)}</h1>{body}</article><footer><p>All rights reserved.</p></footer></body></html>"
    )
    return page.encode()


def pdf(text: str) -> bytes:
    """A PDF with the text set in lines."""
    from reportlab.lib.styles import getSampleStyleSheet  # type: ignore[import-untyped]
    from reportlab.platypus import Paragraph, SimpleDocTemplate  # type: ignore[import-untyped]

    style, out = getSampleStyleSheet()["BodyText"], BytesIO()
    SimpleDocTemplate(out).build([Paragraph(escape(part), style) for part in text.split("\n\n")])
    return out.getvalue()


def docx(text: str) -> bytes:
    """A DOCX with the text in paragraphs."""
    import docx as library

    made, out = library.Document(), BytesIO()
    for part in text.split("\n\n"):
        made.add_paragraph(part)
    made.save(out)
    return out.getvalue()


def raw_html(raw: bytes) -> str:
    """All text of a page by lxml."""
    from lxml.html import document_fromstring

    return str(document_fromstring(raw).text_content())


def raw_pdf(raw: bytes) -> str:
    """All text of a PDF by pypdf."""
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(raw)).pages)


def raw_docx(raw: bytes) -> str:
    """All text runs of a DOCX."""
    from zipfile import ZipFile

    from lxml import etree

    with ZipFile(BytesIO(raw)) as package:
        tree = etree.fromstring(package.read("word/document.xml"), etree.XMLParser(resolve_entities=False))
    return "".join(tree.itertext())


def ours(name: str, raw: bytes) -> str:
    """The text as the product reads it."""
    return from_bytes(raw, name=name).text


KINDS: Final[Mapping[str, tuple[Callable[[str], bytes], Callable[[bytes], str], str]]] = {
    "HTML": (html, raw_html, "page.html"),
    "PDF": (pdf, raw_pdf, "page.pdf"),
    "DOCX": (docx, raw_docx, "page.docx"),
}


def seconds_each(
    files: list[bytes], read: Callable[[bytes], str], raw: Callable[[bytes], str], runs: int
) -> list[float]:
    """Median seconds of processor time a document, of ours and of the raw parser, whose runs take turns."""
    both: list[list[float]] = [[], []]
    read(files[0]), raw(files[0])
    for _ in range(runs):
        for kept, how in zip(both, (read, raw), strict=True):
            began = time.process_time()
            for file in files:
                how(file)
            kept.append((time.process_time() - began) / len(files))
    return [statistics.median(kept) for kept in both]


def measure(order: Order) -> Section:
    """Measure all three kinds."""
    before = os.getloadavg()[0]
    count, runs = (3, 1) if order.quick else (DOCUMENTS, RUNS)
    rows, lines, bars = [], [], []
    written = texts(count)
    for kind, (make, raw, name) in KINDS.items():
        files = [make(text) for text in written]
        mine, limit = seconds_each(files, partial(ours, name), raw, runs)
        size = statistics.fmean(len(file) for file in files) / 1000
        rows.append((kind, number(size), number(1 / mine), number(1 / limit), LIMITS[kind], number(mine / limit)))
        lines.append(Line(f"{kind}: documents a second", 1 / mine, LIMITS[kind], 1 / limit, less=False))
        bars += [(f"{kind}, On Record", 1 / mine), (f"{kind}, {LIMITS[kind]}", 1 / limit)]
    return Section(
        name="ingest",
        title="Reading files",
        about=(
            f"{count} documents of about 5,000 characters of each kind, median of {runs} runs in turns, one process; "
            "documents a second of processor time."
        ),
        lines=tuple(lines),
        table=Table(
            ("kind", "kB a file", "documents/s", "the limit, documents/s", "the limit", "times its time"), tuple(rows)
        ),
        plots=(Bars("Documents a second", tuple(bars), log=True),),
        load=(before, os.getloadavg()[0]),
    )
