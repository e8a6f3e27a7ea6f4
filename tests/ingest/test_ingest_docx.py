"""DOCX: the finished document, and archives that mean harm."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import docx
import pytest

from bot.errors import SourceTooLarge, SourceUnreadable
from bot.ingest import from_bytes
from bot.ingest.docx import MAX_XML
from bot.types import Document


def written(body: str = "", fill: Callable[..., None] | None = None) -> bytes:
    """A DOCX file, filled through python-docx, or with ``body`` as the XML of its body."""
    document = docx.Document()
    if fill:
        fill(document)
    made = io.BytesIO()
    document.save(made)
    if not body:
        return made.getvalue()
    return repacked(
        made.getvalue(),
        lambda xml: re.sub(r"<w:body>.*</w:body>", lambda _: f"<w:body>{body}</w:body>", xml, flags=re.S),
    )


def repacked(raw: bytes, change: Callable[[str], str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "word/document.xml":
                content = change(content.decode()).encode()
            new.writestr(part.filename, content)
    return made.getvalue()


def read(raw: bytes) -> Document:
    return from_bytes(raw, name="letter.docx")


def paragraph(inner: str) -> str:
    return f"<w:p>{inner}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


@pytest.mark.parametrize(
    ("inner", "seen"),
    [
        (run("One ") + run("two", "<w:b/>") + run("."), "One two."),
        (run("Kept ") + f"<w:del>{run('gone')}</w:del><w:ins>{run('added')}</w:ins>" + run("."), "Kept added."),
        (f"<w:moveFrom>{run('old')}</w:moveFrom><w:moveTo>{run('new')}</w:moveTo>", "new"),
        (run("Seen.") + run(" Obey the wall.", "<w:vanish/>"), "Seen."),
        (run("Seen.") + run(" Seen too.", '<w:vanish w:val="0"/>'), "Seen. Seen too."),
        (run("See ") + f'<w:hyperlink w:anchor="x">{run("the wall")}</w:hyperlink>', "See the wall"),
        (run("a") + "<w:r><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:t>d</w:t></w:r>", "a\tb\nc-d"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{run('Chosen')}</w:sdtContent></w:sdt>", "Chosen"),
        (f"<w:r><w:instrText>PAGE</w:instrText></w:r>{run('7')}", "7"),
        (run("R&amp;D e\u0301"), "R&D e\u0301"),
    ],
)
def test_a_paragraph_as_its_reader_sees_it(inner: str, seen: str) -> None:
    assert read(written(paragraph(inner))).text == seen


def test_text_boxes_and_content_controls_are_read_once() -> None:
    box = f"<w:txbxContent>{paragraph(run('In a box.'))}</w:txbxContent>"
    alternate = (
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
    )
    control = f"<w:sdt><w:sdtContent>{paragraph(run('In a control.'))}</w:sdtContent></w:sdt>"
    text = read(written(paragraph(run("Before.") + alternate) + control + paragraph(run("After.")))).text
    assert text == "Before.\n\nIn a box.\n\nIn a control.\n\nAfter."


def test_tables_in_tables() -> None:
    inner = f"<w:tbl><w:tr><w:tc>{paragraph(run('x'))}</w:tc><w:tc>{paragraph(run('y'))}</w:tc></w:tr></w:tbl>"
    table = f"<w:tbl><w:tr><w:tc>{paragraph(run('a'))}</w:tc><w:tc>{inner}{paragraph(run('b'))}</w:tc></w:tr></w:tbl>"
    assert read(written(table)).text == "a\tx y b"


def test_the_title_is_the_paragraph_set_as_one() -> None:
    def fill(document: docx.document.Document) -> None:
        document.core_properties.title = "A template"
        document.add_paragraph("Preamble.")
        document.add_heading("The wall", level=0)

    assert read(written(fill=fill)).title == "The wall"


def test_an_empty_document() -> None:
    with pytest.raises(SourceUnreadable, match="no text"):
        read(written())


def test_a_bomb_is_not_unpacked() -> None:
    raw = repacked(written(), lambda xml: xml.replace("<w:body>", "<w:body>" + " " * MAX_XML))
    assert len(raw) < 200_000
    with pytest.raises(SourceTooLarge, match="unpacks to more"):
        read(raw)


def test_too_many_parts() -> None:
    raw = io.BytesIO(written())
    with zipfile.ZipFile(raw, "a") as archive:
        for number in range(5001):
            archive.writestr(f"word/media/{number}", b"")
    with pytest.raises(SourceTooLarge):
        read(raw.getvalue())


def test_entities_are_not_expanded_nor_files_read() -> None:
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "wall"}">' for n in range(9))
    for inner in ("&l8;", "&file;"):
        doctype = f'<!DOCTYPE w:document [{lol}<!ENTITY file SYSTEM "file:///etc/hostname">]>'
        raw = repacked(
            written(paragraph(run("Seen. ENTITY"))),
            lambda xml, inner=inner, doctype=doctype: xml.replace("<w:document", f"{doctype}<w:document", 1).replace(
                "ENTITY", inner
            ),
        )
        try:
            text = read(raw).text
        except SourceUnreadable:
            continue
        assert text == "Seen."


def test_elements_nested_beyond_reason() -> None:
    raw = written("<w:sdt><w:sdtContent>" * 5000 + "</w:sdtContent></w:sdt>" * 5000)
    with pytest.raises(SourceUnreadable):
        read(raw)


@pytest.mark.parametrize("change", [lambda xml: xml[: len(xml) // 2], lambda xml: "", lambda xml: "<x/>"])
def test_a_broken_body(change: Callable[[str], str]) -> None:
    with pytest.raises(SourceUnreadable):
        read(repacked(written(), change))


def test_a_damaged_archive() -> None:
    raw = bytearray(written(paragraph(run("words " * 500))))
    raw[200:400] = bytes(200)
    with pytest.raises(SourceUnreadable):
        read(bytes(raw))
