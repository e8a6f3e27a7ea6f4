"""PDF: pages, gaps, passwords, scans and damage."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pypdf
import pytest
from reportlab.lib.pagesizes import A5
from reportlab.pdfgen.canvas import Canvas

from bot.errors import SourceUnreadable
from bot.ingest import from_bytes


def printed(pages: Sequence[str], title: str | None = None, size: int = 12) -> bytes:
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=A5, invariant=True)
    if title is not None:
        canvas.setTitle(title)
    for page in pages:
        lines = canvas.beginText(40, A5[1] - 60)
        lines.setFont("Times-Roman", size)
        lines.textLines(page, trim=0)
        canvas.drawText(lines)
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def locked(raw: bytes, user_password: str) -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(raw))
    writer.encrypt(user_password, "owner", algorithm="AES-256")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def test_lines_stay_and_gaps_are_empty_lines() -> None:
    document = from_bytes(printed(["The wall\n\nIt is high. It is\nwide and long.\n\nIt is dear."]), name="a.pdf")
    assert document.text == "The wall\n\nIt is high. It is\nwide and long.\n\nIt is dear."
    assert document.title == "The wall"


def test_lines_set_far_apart_have_no_gaps_between_them() -> None:
    spaced = io.BytesIO()
    canvas = Canvas(spaced, pagesize=A5)
    for number, line in enumerate(("One line", "and another,", "all far apart", "from each other.")):
        canvas.drawString(40, 500 - 40 * number, line)
    canvas.save()
    assert from_bytes(spaced.getvalue(), name="a.pdf").text == "One line\nand another,\nall far apart\nfrom each other."


def test_pages_cover_the_text_in_order() -> None:
    document = from_bytes(printed(["One ends.", "", "Three goes\non", "and ends."]), name="a.pdf")
    assert document.text == "One ends.\n\nThree goes\non\nand ends."
    assert [document.text[page.start : page.end] for page in document.pages] == [
        "One ends.",
        "",
        "Three goes\non",
        "and ends.",
    ]
    assert [page.number for page in document.pages] == [1, 2, 3, 4]
    at = document.text.index("and ends")
    assert document.place(document.span(at, at + 3)).page == 4


@pytest.mark.parametrize("title", ["untitled", "Microsoft Word - draft7.docx", "report_final.pdf", "(anonymous)"])
def test_a_programs_title_is_no_title(title: str) -> None:
    assert from_bytes(printed(["words on a page.\nmore."], title), name="a.pdf").title is None


def test_a_password_is_needed() -> None:
    raw = locked(printed(["Secret words on a page."]), "open sesame")
    with pytest.raises(SourceUnreadable, match="encrypted PDF"):
        from_bytes(raw, name="a.pdf")


def test_a_pdf_that_opens_without_its_password_is_read() -> None:
    assert from_bytes(locked(printed(["Words on a page."]), ""), name="a.pdf").text == "Words on a page."


def test_pages_that_are_pictures_hold_no_text() -> None:
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=A5)
    canvas.rect(50, 50, 100, 100, fill=1)
    canvas.save()
    with pytest.raises(SourceUnreadable, match=r"without text, only images.*OCR"):
        from_bytes(made.getvalue(), name="a.pdf")


@pytest.mark.parametrize("keep", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_a_pdf_cut_short_is_damaged(keep: float) -> None:
    raw = printed(["Words on a page."] * 3)
    with pytest.raises(SourceUnreadable):
        from_bytes(raw[: int(len(raw) * keep)], name="a.pdf")


def test_warnings_do_not_reach_standard_error(capfd: pytest.CaptureFixture[str]) -> None:
    raw = printed(["Words on a page."]).replace(b"startxref\n", b"startxref\n9", 1)
    assert from_bytes(raw, name="a.pdf").text == "Words on a page."
    assert capfd.readouterr().err == ""
