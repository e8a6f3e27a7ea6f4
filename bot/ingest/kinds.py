"""What a source is: its content says so first, then the server's content type, then the ending of its name."""

from __future__ import annotations

import re
from typing import Literal

from bot.errors import SourceUnreadable
from bot.ingest.origin import Origin

BinaryKind = Literal["pdf", "docx"]
TextKind = Literal["captions", "thread", "html", "markdown", "text"]

READABLE = "text, Markdown, HTML, PDF, DOCX, WebVTT or SRT captions, or a chat thread as JSON"

HEAD = 4096
"""How many characters of a text are looked at to tell its kind."""

_DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

# Header and end of a PDF: ISO 32000-2, sections 7.5.2 and 7.5.5; how far from the edges they may stand is what viewers
# allow (Adobe, PDF Reference 1.7, appendix H, notes 13 and 18).
_PDF_HEADER = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,100}%PDF-\d")
_PDF_LINE = re.compile(rb"%PDF-\d\.\d")
_PDF_HEADER_WITHIN = 1024
_PDF_END_WITHIN = 1024

# (offset, first bytes, what it is and what to do about it)
_FOREIGN: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or a password-protected Office file; save it as DOCX or PDF"),
    (0, b"\x89PNG", "an image; give its text"),
    (0, b"\xff\xd8\xff", "an image; give its text"),
    (0, b"GIF8", "an image; give its text"),
    (0, b"II*\x00", "an image; give its text"),
    (0, b"MM\x00*", "an image; give its text"),
    (8, b"WEBP", "an image; give its text"),
    (0, b"\x1f\x8b", "a gzip archive; unpack it"),
    (0, b"BZh", "a bzip2 archive; unpack it"),
    (0, b"\xfd7zXZ\x00", "an xz archive; unpack it"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive; unpack it"),
    (0, b"Rar!\x1a\x07", "a RAR archive; unpack it"),
    (0, b"\x28\xb5\x2f\xfd", "a zstd archive; unpack it"),
    (257, b"ustar", "a tar archive; unpack it"),
    (0, b"ID3", "a sound file; give its captions or transcript"),
    (0, b"OggS", "a sound file; give its captions or transcript"),
    (0, b"RIFF", "a sound or video file; give its captions or transcript"),
    (4, b"ftyp", "a video file; give its captions or transcript"),
    (0, b"\x1aE\xdf\xa3", "a video file; give its captions or transcript"),
    (0, b"\x7fELF", "a program"),
    (0, b"MZ\x90\x00", "a program"),
    (0, b"SQLite format 3\x00", "a database"),
    (0, b"{\\rtf", "an RTF file; save it as DOCX or PDF"),
)

# A page may be preceded by comments and an XML declaration; the head is short, so backtracking is bounded.
_HTML = re.compile(
    r"\s*(?:<\?xml[^<>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*){0,20}"
    r"<(?:(?P<page>!doctype\s+html|html|head|body)|article|main|section|div|p|h1|h2)\b",
    re.IGNORECASE | re.DOTALL,
)
_SRT = re.compile(r"\s*\d{1,9}[ \t]*\n[ \t]*\d{1,3}:\d{1,2}:\d{1,2}[,.]\d{1,3}[ \t]*-->")
_WEBVTT = re.compile(r"\s*WEBVTT(?:\s|$)")
_JSON = re.compile(r"\s*(?:\[\s*[{\]]|\{\s*[\"}])")
_FRONT_MATTER = re.compile(r"---[ \t]*\n(?=\w[\w-]{0,60}[ \t]*:)(?:[^\n]{0,500}\n){0,100}?---[ \t]*(?:\n|$)")


def binary_kind(raw: bytes, origin: Origin) -> BinaryKind | None:
    """PDF or DOCX by the first bytes; None for what must then be text.

    Raises:
        SourceUnreadable: another binary format, or a name or content type that promises what the bytes are not.
    """
    if _is_pdf(raw):
        return "pdf"
    if raw.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "docx"
    for offset, magic, what in _FOREIGN:
        if raw.startswith(magic, offset):
            raise SourceUnreadable(f"{origin} is {what}, and try again. Readable: {READABLE}.")
    for ending, media_type, name in ((".pdf", "application/pdf", "PDF"), (".docx", _DOCX_TYPE, "DOCX")):
        if origin.extension == ending or origin.media_type == media_type:
            raise SourceUnreadable(f"{origin} is called a {name} file but is not one; open it to see what it is.")
    return None


def _is_pdf(raw: bytes) -> bool:
    """Whether bytes are a PDF: its header comes first, but for white space and a byte order mark, or within the first
    kilobyte, as viewers allow, of a file that also ends as a PDF does. A text that speaks of ``%PDF-`` does neither.
    """
    if _PDF_HEADER.match(raw):
        return True
    return _PDF_LINE.search(raw, 0, _PDF_HEADER_WITHIN) is not None and b"%%EOF" in raw[-_PDF_END_WITHIN:]


def text_kind(text: str, origin: Origin) -> TextKind:
    """The kind of a text.

    Raises:
        SourceUnreadable: XML that is not a web page.
    """
    head = text[:HEAD]
    if _WEBVTT.match(head) or _SRT.match(head):
        return "captions"
    if _JSON.match(head):
        return "thread"
    media_type, extension = origin.media_type or "", origin.extension
    is_markdown = media_type == "text/markdown" or extension in (".md", ".markdown") or _FRONT_MATTER.match(head)
    markup = _HTML.match(head)
    if markup and (markup["page"] or not is_markdown):  # Markdown may begin with a piece of HTML
        return "html"
    if head.lstrip().startswith("<?xml") or _is_feed(media_type):
        raise SourceUnreadable(f"{origin} is XML but not a web page (a feed, perhaps); give {READABLE}.")
    if media_type in ("text/html", "application/xhtml+xml") or extension in (".html", ".htm", ".xhtml"):
        return "html"
    if media_type in ("text/vtt", "application/x-subrip") or extension in (".vtt", ".srt"):
        return "captions"
    if media_type == "application/json" or extension == ".json":
        return "thread"
    return "markdown" if is_markdown else "text"


def _is_feed(media_type: str) -> bool:
    return media_type.endswith(("/xml", "+xml")) and media_type != "application/xhtml+xml"
