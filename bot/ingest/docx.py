"""DOCX: paragraphs and tables in their order, as the finished document shows them.

Changes that are tracked count as made: insertions are read, deletions are not. Text marked as hidden, comments,
headers and footers are not read. The numbers and bullets of lists, which Word makes up when it shows the page, are
not in the file and so not in the text.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from bot.errors import SourceTooLarge, SourceUnreadable
from bot.ingest.decoding import clean
from bot.ingest.headlines import headline, title_of
from bot.ingest.origin import Origin
from bot.types import Document

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_PARTS = 5_000
"""Files in the package; a report with hundreds of images has as many."""

MAX_UNPACKED = 200_000_000
"""Bytes of all parts when unpacked. Images, which are packed already, make up nearly all of a large document."""

MAX_XML = 20_000_000
"""Bytes of XML when unpacked: some 3,000 pages. Its tree takes up to twenty times the memory."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"

_SKIPPED = frozenset(
    {
        f"{_W}{name}"
        for name in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr", "sdtPr", "tblPr", "trPr", "tcPr")
    }
    | {_FALLBACK}
)
_TITLES = ("title", "heading 1")
_NUMBERED = f"{_W}pPr/{_W}numPr"
_WRITTEN = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-", f"{_W}ptab": "\t"}

# What is another kind of zip archive, by a file that it holds.
_OTHERS = (
    ("xl/workbook.xml", "an Excel workbook; save the sheet as text or PDF"),
    ("ppt/presentation.xml", "a PowerPoint presentation; save it as PDF"),
    ("META-INF/container.xml", "an e-book (EPUB); save its text or save it as PDF"),
    ("content.xml", "an OpenDocument file; save it as DOCX or PDF"),
)


def read_docx(raw: bytes, origin: Origin) -> Document:
    """Read a DOCX file.

    Raises:
        SourceUnreadable: it is another kind of archive, damaged or protected.
        SourceTooLarge: it unpacks to more than a document could hold.
    """
    import docx

    _check_archive(raw, origin)
    try:
        opened = docx.Document(io.BytesIO(raw))
        body = opened.element.body
        styles = {style.get(f"{_W}styleId", ""): style for style in opened.styles.element.iterchildren(f"{_W}style")}
        lists = frozenset(key for key, style in styles.items() if style.find(_NUMBERED) is not None)
        stated = title_of(clean(opened.core_properties.title or ""))
        paragraphs = list(_paragraphs(body, lists))
    except Exception:
        # python-docx lets out whatever it misses in a broken package: KeyError, ValueError, XMLSyntaxError, ...
        raise SourceUnreadable(f"{origin} is not a DOCX file that can be read; save it anew as DOCX or PDF.") from None
    text = _laid_out(paragraphs)
    entitled = (p.text for p in paragraphs if p.style in styles and _style_name(styles[p.style]) in _TITLES)
    title = next((title_of(clean(words)) for words in entitled if words.strip()), None)
    return Document.of(text, title=title or stated or headline(text), uri=origin.uri, kind="docx")


def _style_name(style: _Element) -> str:
    """A style's name, which is the same in every language of Word for the styles that come with it."""
    name = style.find(f"{_W}name")
    return "" if name is None else str(name.get(f"{_W}val", "")).lower()


def _check_archive(raw: bytes, origin: Origin) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError):
        raise SourceUnreadable(f"{origin} is a damaged DOCX file or archive; save it anew as DOCX or PDF.") from None
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or "word/document.xml" not in names:
        for name, what in _OTHERS:
            if name in names:
                raise SourceUnreadable(f"{origin} is {what}, and try again.")
    if "[Content_Types].xml" not in names:
        raise SourceUnreadable(f"{origin} is a zip archive, not a DOCX file; unpack it and give what is in it.")
    # zipfile never unpacks a part beyond the size that the archive states, so the statement is binding.
    xml = sum(part.file_size for part in parts if part.filename.lower().endswith((".xml", ".rels")))
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED or xml > MAX_XML:
        raise SourceTooLarge(
            f"{origin} unpacks to more than a document could hold (over {MAX_XML // 1_000_000} MB of text, "
            f"{MAX_UNPACKED // 1_000_000} MB in all or {MAX_PARTS:,} parts); save it anew, or give its text."
        )


class _Paragraph:
    """A paragraph or a table row: its text, the id of its style, and whether it goes on from the one before (the
    next item of a list, the next row of a table)."""

    __slots__ = ("continues", "style", "text")

    def __init__(self, text: str, style: str, continues: bool) -> None:
        self.text, self.style, self.continues = text, style, continues


def _paragraphs(container: _Element, lists: frozenset[str]) -> Iterator[_Paragraph]:
    in_list = False
    for child in container:
        if child.tag == f"{_W}p":
            mark = child.find(f"{_W}pPr/{_W}pStyle")
            style = "" if mark is None else mark.get(f"{_W}val", "")
            listed = style in lists or child.find(_NUMBERED) is not None
            yield _Paragraph(_text(child), style, listed and in_list)
            yield from _boxes(child, lists)
            in_list = listed
        elif child.tag == f"{_W}tbl":
            in_list = False
            for number, row in enumerate(_rows(child)):
                yield _Paragraph(row, "", number > 0)
        elif child.tag not in _SKIPPED:  # content controls and the like are wrappers
            yield from _paragraphs(child, lists)


def _boxes(paragraph: _Element, lists: frozenset[str]) -> Iterator[_Paragraph]:
    """The paragraphs of the text boxes that are anchored in a paragraph."""
    for box in paragraph.iter(f"{_W}txbxContent"):
        if not any(parent.tag in (_FALLBACK, f"{_W}txbxContent") for parent in box.iterancestors()):
            yield from _paragraphs(box, lists)


def _rows(table: _Element) -> Iterator[str]:
    for row in table.iter(f"{_W}tr"):
        if next(row.iterancestors(f"{_W}tbl")) is table:
            cells = (cell for cell in row.iter(f"{_W}tc") if next(cell.iterancestors(f"{_W}tr")) is row)
            yield "\t".join(_cell(cell) for cell in cells)


def _cell(cell: _Element) -> str:
    return " ".join(" ".join(paragraph.text for paragraph in _paragraphs(cell, frozenset())).split())


def _text(paragraph: _Element) -> str:
    pieces: list[str] = []
    waiting: list[Any] = [iter(paragraph)]
    while waiting:
        node = next(waiting[-1], None)
        if node is None:
            waiting.pop()
        elif node.tag == f"{_W}t":
            pieces.append(node.text or "")
        elif node.tag in _WRITTEN:
            pieces.append(_WRITTEN[node.tag])
        elif node.tag not in _SKIPPED and node.tag != f"{_W}txbxContent" and not _hidden(node):
            waiting.append(iter(node))
    return "".join(pieces)


def _hidden(node: _Element) -> bool:
    mark = node.find(f"{_W}rPr/{_W}vanish") if node.tag == f"{_W}r" else None
    return mark is not None and mark.get(f"{_W}val", "true") not in ("0", "false", "off")


def _laid_out(paragraphs: list[_Paragraph]) -> str:
    pieces: list[str] = []
    for paragraph in paragraphs:
        text = clean(paragraph.text).strip()
        if text:
            pieces.append(("\n" if paragraph.continues else "\n\n") if pieces else "")
            pieces.append(text)
    return "".join(pieces)
