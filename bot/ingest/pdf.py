"""PDF: the text of each page as it is set, line breaks and all, with its page kept. An empty line stands where the page
shows a gap between lines.

pypdf is pure Python and has limits of its own; they are set lower here, and a clock is looked at between drawing
operators, so that page loops, huge objects and forms that draw each other thousands of times end in bounded time.
"""

from __future__ import annotations

import io
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from bot.errors import SourceTooLarge, SourceUnreadable
from bot.ingest.decoding import clean
from bot.ingest.headlines import headline, title_of
from bot.ingest.origin import Origin
from bot.ingest.quiet import hush
from bot.types import Document, Page

if TYPE_CHECKING:
    from pypdf import PdfReader

MAX_SECONDS = 20.0
"""For one document. A page of prose takes some 10 ms, so this is well over a thousand pages."""

MAX_PAGES = 10_000
"""A shelf of volumes; what a page tree may claim is far more."""

MAX_STREAM = 20_000_000
"""Bytes of one stream when unpacked. A page's own is some 10 kB; drawings reach a few MB."""

MAX_STREAM_TOKENS = 1_000_000
"""Operators and operands of one stream; this many take some 5 s and 250 MB to parse, in one piece, so the clock cannot
be looked at. A page of prose has 2,000, a dense map 300,000."""

MAX_OPENED = 100_000_000
"""Bytes of one stream's decoding work in all, filters on filters included."""

GAP = 1.2
"""A step down to the next line that is this many times the page's usual one is a gap between paragraphs. Paragraphs
are set a quarter of a line apart or more; a line with a superscript or a larger letter steps some 10 % more."""

_CLOCK_EVERY = 256  # operators between two looks at the clock

# What programs write into the title when nobody has set one.
_NO_TITLE = re.compile(
    r"untitled|\(?anonymous\)?|microsoft \w+ - .*|.*\.(?:docx?|pdf|indd|tex|dvi|odt|rtf|qxd|pages)", re.I
)
_SENTENCE_END = re.compile(r"[.!?…:;][\"'”’»)\]]*\s*$")


Matrix = Sequence[float]
"""A transformation as PDF writes it: a, b, c, d, e, f."""


@dataclass(slots=True)
class _Line:
    """A line of a page under way: its text, its baseline above the page's foot and its letters' size in points."""

    text: str = ""
    height: float | None = None
    size: float = 0.0


class _TimeIsUp(BaseException):
    """Not an Exception: pypdf goes on after those that are raised inside a form."""


def read_pdf(raw: bytes, origin: Origin, *, seconds: float = MAX_SECONDS) -> Document:
    """Read a PDF; ``seconds`` is how long that may take.

    Raises:
        SourceUnreadable: it is encrypted, damaged, or holds no text (scanned pages).
        SourceTooLarge: reading it takes more time or memory than a document of people's making.
    """
    import pypdf
    from pypdf.errors import LimitReachedError

    hush("pypdf")
    too_much = f"{origin} takes more time or memory to read than any plain PDF; print it to a new PDF and give that."
    with pypdf.apply_configuration(
        maximum_declared_stream_length=MAX_STREAM,
        array_based_stream_maximum_output_length=MAX_STREAM,
        zlib_maximum_output_length=MAX_STREAM,
        lzw_maximum_output_length=MAX_STREAM,
        run_length_maximum_output_length=MAX_STREAM,
        brotli_maximum_output_length=MAX_STREAM,
        stream_decoding_work_maximum_length=MAX_OPENED,
        stream_parsing_work_maximum_count=MAX_STREAM_TOKENS,
    ):
        try:
            reader = pypdf.PdfReader(io.BytesIO(raw))
            if reader.is_encrypted and not reader.decrypt(""):
                raise SourceUnreadable(f"{origin} is an encrypted PDF; save it without its password and give that.")
            texts = _page_texts(reader, time.monotonic() + seconds)
            title = title_of(clean(str(reader.metadata.title or ""))) if reader.metadata else None
        except SourceUnreadable:
            raise
        except (_TimeIsUp, LimitReachedError, MemoryError):
            raise SourceTooLarge(too_much) from None
        except Exception:
            # pypdf lets out whatever its parser trips over in a damaged file: KeyError, TypeError, struct.error, ...
            raise SourceUnreadable(f"{origin} is a damaged PDF; print it to a new PDF and give that.") from None
    text, pages = _joined(texts)
    if not text.strip():
        raise SourceUnreadable(
            f"{origin} is a PDF without text, only images (a scan, perhaps); "
            "put it through text recognition (OCR) first."
        )
    if title and _NO_TITLE.fullmatch(title):
        title = None
    return Document.of(text, title=title or headline(text), uri=origin.uri, kind="pdf", pages=pages)


def _page_texts(reader: PdfReader, deadline: float) -> list[str]:
    operators = 0

    def watch(*_: Any) -> None:
        nonlocal operators
        operators += 1
        if operators % _CLOCK_EVERY == 0 and time.monotonic() > deadline:
            raise _TimeIsUp

    texts: list[str] = []
    for page in reader.pages:
        if len(texts) == MAX_PAGES or time.monotonic() > deadline:
            raise _TimeIsUp
        lines: list[_Line] = []

        def take(text: str, form: Matrix, matrix: Matrix, _: Any, size: float, into: list[_Line] = lines) -> None:
            _add(into, text, form, matrix, size)

        page.extract_text(visitor_operand_before=watch, visitor_text=take)
        texts.append(clean(_with_gaps(lines)).strip("\n"))
    return texts


def _add(lines: list[_Line], text: str, form: Matrix, matrix: Matrix, size: float) -> None:
    """Add a piece of text, as pypdf meets it, to the lines of a page."""
    if not lines or lines[-1].text.endswith("\n"):
        lines.append(_Line())
    line = lines[-1]
    if line.height is None and text.strip():
        # Where the text matrix puts the baseline once the form's matrix is applied (PDF 32000-1, 9.4.4).
        line.height = matrix[4] * form[1] + matrix[5] * form[3] + form[5]
        line.size = abs(size * (matrix[3] or 1) * (form[3] or 1))
    line.text += text


def _with_gaps(lines: Sequence[_Line]) -> str:
    shown = [line for line in lines if line.height is not None]
    steps = [above.height - line.height for above, line in pairwise(shown) if above.height and line.height]
    # Down by a line or more; the lower quartile, since on a page of headings and short paragraphs most steps are gaps.
    steps = sorted(step for step, line in zip(steps, shown, strict=False) if step > line.size / 2)
    usual = steps[len(steps) // 4] if steps else 0.0
    pieces: list[str] = []
    above = None
    for line in lines:
        if line.height is None:
            pieces.append(line.text)
            continue
        # The size of the letters counts too: a heading of two lines steps further and has no gap inside.
        if above is not None and above.height is not None and usual:
            step = max(usual, 1.15 * min(line.size, above.size))
            if above.height - line.height > GAP * step and pieces and pieces[-1].endswith("\n"):
                pieces.append("\n")
        pieces.append(line.text)
        above = line
    return "".join(pieces)


def _joined(texts: Sequence[str]) -> tuple[str, tuple[Page, ...]]:
    """The pages as one text. A page that ends within a sentence is joined to the next by a line break, else by an
    empty line, so that the sentence stays whole."""
    pieces: list[str] = []
    pages: list[Page] = []
    at = 0
    for number, text in enumerate(texts, 1):
        gap = ""
        if text and at:
            gap = "\n\n" if _SENTENCE_END.search(pieces[-1][-40:]) else "\n"
        start = at + len(gap)
        if text:
            pieces.append(gap + text)
        at = start + len(text)
        pages.append(Page(number, start, at))
    return "".join(pieces), tuple(pages)
