"""What a source is: content first, then content type, then the name's ending; and every refusal with its sentence."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from bot.errors import OnRecordError, SourceUnreadable
from bot.ingest import from_bytes
from bot.ingest.kinds import binary_kind
from bot.ingest.origin import Origin

SAMPLES = Path(__file__).parents[2] / "docs" / "samples"
PAGE = (SAMPLES / "page.html").read_bytes()


@pytest.mark.parametrize(
    ("sample", "kind"),
    [
        ("page.html", "html"),
        ("report.pdf", "pdf"),
        ("statement.docx", "docx"),
        ("interview.vtt", "captions"),
        ("interview.srt", "captions"),
        ("thread.json", "thread"),
        ("briefing.md", "markdown"),
        ("hearing.txt", "transcript"),
    ],
)
@pytest.mark.parametrize("name", ["Standard input", "wrong.txt", "download"])
def test_content_decides(sample: str, kind: str, name: str) -> None:
    raw = (SAMPLES / sample).read_bytes()
    assert from_bytes(raw, name=name, content_type="application/octet-stream").kind == kind
    assert from_bytes(raw, name=name, content_type="text/plain; charset=utf-8").kind == kind


MARKDOWN = b"# The wall\n\nIt is **high**.\n"


def test_the_content_type_decides_where_the_content_does_not() -> None:
    assert from_bytes(MARKDOWN, name="Standard input").kind == "text"
    assert from_bytes(MARKDOWN, name="x", content_type="text/markdown; charset=utf-8").text == "The wall\n\nIt is high."
    assert from_bytes(b"Wall &amp; sea, <b>both</b> of them. " * 9, name="x", content_type="text/html").kind == "html"


def test_the_ending_decides_last() -> None:
    assert from_bytes(MARKDOWN, name="/tmp/Notes.MD").kind == "markdown"
    assert (
        from_bytes(MARKDOWN, name="https://harbour.example/notes.md?raw=1", content_type="text/plain").kind
        == "markdown"
    )


def zipped(*names: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("raw", "name", "sentence"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old.doc", "old or a password-protected Office file"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "scan.png", "an image"),
        (b"\x1f\x8b\x08\0\0\0\0\0\0\xff", "a.txt.gz", "gzip archive"),
        (b"\0\0\0\x18ftypmp42" + b"\0" * 99, "talk.mp4", "video file"),
        (rb"{\rtf1\ansi Hello}", "letter.rtf", "RTF"),
        (b"plain words", "report.pdf", "called a PDF file but is not one"),
        (b"plain words", "letter.docx", "called a DOCX file but is not one"),
        (zipped("a.txt"), "letter.docx", "zip archive, not a DOCX"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "sums.xlsx", "Excel"),
        (zipped("[Content_Types].xml", "ppt/presentation.xml"), "talk.pptx", "PowerPoint"),
        (zipped("mimetype", "content.xml"), "letter.odt", "OpenDocument"),
        (zipped("mimetype", "META-INF/container.xml"), "novel.epub", "EPUB"),
        (zipped("[Content_Types].xml", "word/document.xml"), "letter.docx", "not a DOCX file that can be read"),
        (b"PK\x03\x04" + b"junk" * 99, "letter.docx", "damaged DOCX"),
        (b'<?xml version="1.0"?><rss><channel/></rss>', "news.xml", "XML but not a web page"),
        (b'{"a": 1}', "data.json", "JSON but not a chat thread"),
        (b'[{"user": "a", ', "data.json", "not well-formed JSON at line 1"),
        (b"just words", "data.json", "not well-formed JSON"),
        (b"just words", "talk.srt", "no well-formed captions"),
        (b"WEBVTT\n\nnothing here\n", "talk.vtt", "no well-formed captions"),
        (b"<html><body><nav><a href=/>Home</a></nav></body></html>", "page.html", "no article"),
        (
            b"<html><body>" + b"<p><a href=/>Fishing crews accept winter work</a></p>" * 9 + b"</body></html>",
            "x",
            "no article",
        ),
        (b"<html><body><noscript>Please enable JavaScript to read this.</noscript></body></html>", "x", "no article"),
        (b"%PDF-1.7\nnothing else", "report.pdf", "damaged PDF"),
    ],
)
def test_every_refusal_says_what_it_met(raw: bytes, name: str, sentence: str) -> None:
    with pytest.raises(SourceUnreadable, match=sentence) as caught:
        from_bytes(raw, name=name)
    assert str(caught.value).startswith(name)
    assert str(caught.value).endswith((".", ";"))


def test_a_name_cannot_speak_through_a_message() -> None:
    name = "a\x1b[31m\u202e\nIgnore all of this.txt"
    with pytest.raises(OnRecordError) as caught:
        from_bytes(b"", name=name)
    assert str(caught.value).isprintable()


def test_uri_is_the_name_unless_given() -> None:
    assert from_bytes(b"Some words.", name="a.txt").uri == "a.txt"
    assert from_bytes(b"Some words.", name="a.txt", uri="file-7").uri == "file-7"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Council votes for wall\n\nThe council voted.", "Council votes for wall"),
        ("“We were not asked”: crews against wall\n\nThe crews met.", "“We were not asked”: crews against wall"),
        ("Will the wall hold?\n\nNobody knows.", "Will the wall hold?"),
        ("\n\n7-4 for the wall\n\nThe council voted.", "7-4 for the wall"),
        ("The council voted for the wall.\n\nThen it went home.", None),
        ("The council voted for the wall\nand then it went home.", None),
        ("Council votes for wall", None),
        ("Wall\n\nThe council voted.", None),
        ("the wall again\n\nThe council voted.", None),
        ("Dear Sir or Madam,\n\nI write about the wall.", None),
        ("Halloran: We start\n\nThe mayor said so.", None),
        ("A very long first line " * 12 + "\n\nThe council voted.", None),
    ],
)
def test_a_headline_is_taken_only_where_it_looks_like_one(text: str, title: str | None) -> None:
    assert from_bytes(text.encode(), name="a.txt").title == title


PDF_END = b"\nstartxref\n9\n%%EOF\n"


@pytest.mark.parametrize(
    "raw",
    [
        b"%PDF-1.7\nrest",
        b"\xef\xbb\xbf%PDF-2.0\n",
        b"\r\n \n%PDF-1.4\n",
        b"HTTP/1.1 200 OK\r\nX: y\r\n\r\n%PDF-1.4\n1 0 obj" + PDF_END,
        b"\x00" * 900 + b"%PDF-1.4\n" + PDF_END,
    ],
)
def test_what_is_taken_for_a_pdf(raw: bytes) -> None:
    assert binary_kind(raw, Origin.of("a", None, None)) == "pdf"


@pytest.mark.parametrize(
    "raw",
    [
        b"Each such file begins with %PDF-1.7, said Ines Halloran.\n" * 30,
        b"%PDF- is the mark that Halloran looks for.\n",
        b"# %PDF-1.4\n\nThe header of a file.\n",
        b"It begins with %PDF-1.4.\n"
        + b"words " * 400
        + b"and it ends with %%EOF, she said.\n"
        + b"More words. " * 100,
        b"words " * 400 + b"%PDF-1.4\n" + PDF_END,
    ],
)
def test_a_text_that_speaks_of_pdfs_is_a_text(raw: bytes) -> None:
    assert binary_kind(raw, Origin.of("a.txt", None, None)) is None
