"""Sources made to hurt: each ends in bounded time, with a document or a sentence.

The limits in seconds are some ten times what a two-core machine takes, so that a slow one passes and a square does not.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.errors import OnRecordError, SourceTooLarge, SourceUnreadable
from bot.ingest import from_bytes
from bot.ingest.decoding import clean
from bot.ingest.origin import Origin
from bot.ingest.pdf import read_pdf
from bot.ingest.transcripts import MAX_LABELS
from bot.types import Document

SAMPLES = Path(__file__).parents[2] / "docs" / "samples"
MB = 1_000_000
HTML = b"<html><body><article>"
PARAGRAPH = b"<p>The wall was discussed at length by the council of the town, and nobody had measured it yet.</p>"
CUE = b"1\n00:00:01,000 --> 00:00:02,000\n"
VTT = b"WEBVTT\n\n00:01.000 --> 00:02.000\n"


def outcome(raw: bytes, name: str, seconds: float) -> Document | OnRecordError:
    began = time.perf_counter()
    result: Document | OnRecordError
    try:
        result = from_bytes(raw, name=name)
    except OnRecordError as error:
        assert str(error).isprintable()
        result = error
    assert time.perf_counter() - began < seconds
    return result


TEXTS: Mapping[str, Callable[[], bytes]] = {
    "one line of 20 MB": lambda: b"word " * (4 * MB),
    "a million quotation marks": lambda: b'"' * MB,
    "typographic marks": lambda: "‘".encode() * (5 * MB),
    "nothing but colons": lambda: b":" * (5 * MB),
    "open brackets after a name": lambda: b"A ((((,,,,((((,,,,:\n" * (MB // 20),
    "labels of nobody": lambda: b"A A A A A A A: b\n" * (MB // 17),
    "more labels than a transcript has": lambda: b"Q: a\n" * (MAX_LABELS + 1),
    "white space": lambda: b"a" + b" " * (20 * MB) + b"b",
    "from right to left and back": lambda: "\u202e\u05d0\u202d a \u2066".encode() * MB,
    "dashes of front matter": lambda: b"---\n" * (MB // 4),
    "comments never closed": lambda: b"<!--" * (MB // 2),
}


@pytest.mark.parametrize("name", TEXTS)
def test_text_is_read_in_linear_time(name: str) -> None:
    raw = TEXTS[name]()
    document = outcome(raw, "a.txt", 10)
    assert isinstance(document, Document)
    assert (document.text, document.turns) == (raw.decode(), ())


REFUSED: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    "NULs": ("a.txt", lambda: b"a\0" * (5 * MB)),
    "a number without end": ("a.json", lambda: b"[" + b"1" * (10 * MB)),
    "lists in lists": ("a.json", lambda: b'[{"a":' * (2 * MB)),
    "messages without end": ("a.json", lambda: json.dumps([{"user": "a", "ts": "1", "text": "b"}] * 100_001).encode()),
    "a million elements": ("a.html", lambda: HTML + b"<b>x</b>" * MB),
    "a million attributes": ("a.html", lambda: HTML + b"<p " + b"".join(b" a%d='<'" % n for n in range(MB))),
    "a million meta elements": ("a.html", lambda: b"<html><head>" + b"<meta name=a content=b>" * MB),
    "tables in tables": ("a.html", lambda: HTML + b"<table><tr><td>" * 100_000),
    "a text beyond the parser": ("a.html", lambda: HTML + b"<p>" + b"x" * (12 * MB)),
    "quotes in quotes": ("a.md", lambda: b">" * 100_000 + b"a"),
    "lists in lists in Markdown": ("a.md", lambda: b"".join(b"  " * n + b"- a\n" for n in range(500))),
    "notes without end": ("a.vtt", lambda: b"WEBVTT\n\n" + b"NOTE\n" * MB),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_reader_could_read_is_refused(name: str) -> None:
    path, made = REFUSED[name]
    assert isinstance(outcome(made(), path, 20), SourceUnreadable)


CRUMBS: Mapping[str, Callable[[], bytes]] = {
    "ten million quotation marks": lambda: b'"' * (10 * MB),
    "typographic quotation marks": lambda: "“".encode() * (6 * MB),
    "nothing but full stops": lambda: b". " * (10 * MB),
    "sentences of a letter": lambda: b"a. " * (6 * MB),
    "lines of a letter": lambda: b"a\n\n" * (3 * MB // 2),
    "brackets": lambda: b"(" * (20 * MB),
}


@pytest.mark.parametrize("name", CRUMBS)
def test_what_would_be_millions_of_sentences_or_quotations_is_refused(name: str) -> None:
    found = outcome(CRUMBS[name](), "a.txt", 10)
    assert isinstance(found, SourceTooLarge)
    limit = "5,000,000 signs" if name == "brackets" else "1,000,000 full stops"
    assert f"more than {limit}" in str(found) and "give a part of it" in str(found)


READ: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    "elements in elements": ("a.html", lambda: HTML + (b"<div>" * 100 + PARAGRAPH + b"</div>" * 100) * 80),
    "one class of 6 MB": ("a.html", lambda: HTML + b"<p class='" + b"a " * (3 * MB) + b"'>x</p>" + PARAGRAPH),
    "linked data without end": (
        "a.html",
        lambda: b"<html><script type='application/ld+json'>" + b"[" * MB + b"</script><p>" + PARAGRAPH * 3,
    ),
    "linked data of open tags": (
        "a.html",
        lambda: (
            b'<html><script type="application/ld+json">{"@type":"Article","headline":"'
            + b"<a " * MB
            + b'"}</script>'
            + PARAGRAPH * 3
        ),
    ),
    "a million entities": ("a.html", lambda: HTML + b"<p>" + b"&amp;" * MB),
    "tags never closed": ("a.srt", lambda: CUE + b"<a" * (2 * MB)),
    "overrides never closed": ("a.srt", lambda: CUE + b"{\\" * (2 * MB)),
    "ampersands": ("a.vtt", lambda: VTT + b"&" * (4 * MB)),
    "voices without end": ("a.vtt", lambda: VTT + b"<v A>x</v>" * 100_000),
    "voices never named": ("a.vtt", lambda: VTT + b"<v." * MB),
    "brackets in Markdown": ("a.md", lambda: b"[" * 50_000),
    "stars in Markdown": ("a.md", lambda: b"*a **b " * 20_000),
}


@pytest.mark.parametrize("name", READ)
def test_what_can_be_read_is_read_in_bounded_time(name: str) -> None:
    path, made = READ[name]
    assert isinstance(outcome(made(), path, 20), Document)


# --- PDF ------------------------------------------------------------------------------------------------------


def pdf(content: bytes, *, pages: int = 1, resources: bytes = b"", more: Mapping[int, bytes] | None = None) -> bytes:
    """A PDF whose pages all draw the same content; ``more`` are further objects by number."""
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(b"%d 0 R" % (100 + n) for n in range(pages)), pages),
        4: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        5: packed(content),
        **dict.fromkeys(
            range(100, 100 + pages),
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 5 0 R "
            b"/Resources << /Font << /F1 4 0 R >> %s >> >>" % resources,
        ),
        **(more or {}),
    }
    made, offsets = b"%PDF-1.7\n", {}
    for number, body in objects.items():
        offsets[number] = len(made)
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(
        b"%010d 00000 %s \n" % (offsets.get(n, 0), b"n" if n in offsets else b"f") for n in range(max(objects) + 1)
    )
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (max(objects) + 1, len(made))
    return made + b"xref\n0 %d\n" % (max(objects) + 1) + table + end


def packed(data: bytes, entries: bytes = b"") -> bytes:
    data = zlib.compress(data, 9)
    return b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


SAID = b"BT /F1 12 Tf 50 700 Td (a) Tj ET "
FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /XObject << /X 6 0 R /Y 7 0 R >> >>"

PDFS: Mapping[str, Callable[[], bytes]] = {
    "a stream of 70 MB": lambda: pdf(b" " * (70 * MB)),
    "one string of 50 MB": lambda: pdf(b"BT /F1 12 Tf (" + b"a" * (50 * MB) + b") Tj ET"),
    "an array without end": lambda: pdf(b"BT /F1 12 Tf [" + b"(a) 1 " * 200_000 + b"] TJ ET"),
    "brackets never closed": lambda: pdf(b"[" * (5 * MB)),
    "dictionaries never closed": lambda: pdf(b"<<" * 5_000),
    "a name of 20 MB": lambda: pdf(b"/" + b"a" * (15 * MB) + b" Do"),
    "pages that hold each other": lambda: pdf(b"", more={2: b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 4 >>"}),
    "a form that draws itself": lambda: pdf(
        b"/X Do ", resources=b"/XObject << /X 6 0 R >>", more={6: packed(b"/X Do " * 50, FORM)}
    ),
    "objects without a table": lambda: b"%PDF-1.4\n" + b"1 0 obj\n" * 100_000,
}


@pytest.mark.parametrize("name", PDFS)
def test_a_hostile_pdf_is_refused(name: str) -> None:
    assert isinstance(outcome(PDFS[name](), "a.pdf", 20), OnRecordError)


@pytest.mark.parametrize(
    "raw",
    [
        pdf(SAID * 2000, pages=3000),
        pdf(
            b"/X Do " * 4000,
            resources=b"/XObject << /X 6 0 R /Y 7 0 R >>",
            more={6: packed(b"/Y Do " * 4000, FORM), 7: packed(SAID * 2000, FORM)},
        ),
        pdf(SAID, pages=200, resources=b"/Font << %s >>" % b" ".join(b"/G%d 4 0 R" % n for n in range(400))),
    ],
    ids=["pages", "forms that draw forms", "fonts"],
)
def test_a_pdf_that_takes_too_long_is_stopped(raw: bytes) -> None:
    began = time.perf_counter()
    with pytest.raises(SourceTooLarge, match="more time or memory"):
        read_pdf(raw, Origin.of("a.pdf", None, None), seconds=0.3)
    assert time.perf_counter() - began < 10


END = b"</w:t></w:r></w:p></w:body></w:document>"
OFFICE = "http://schemas.openxmlformats.org"
WORD = b"<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body><w:p><w:r><w:t>"
CONTENT_TYPES = (
    f'<Types xmlns="{OFFICE}/package/2006/content-types"><Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
)
RELATIONS = (
    f'<Relationships xmlns="{OFFICE}/package/2006/relationships"><Relationship Id="r1" Target="word/document.xml" '
    f'Type="{OFFICE}/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)


def archive(body: bytes, parts: int = 0) -> bytes:
    """A DOCX file that unpacks to a body and to further parts of 10 MB each."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packing:
        packing.writestr("[Content_Types].xml", CONTENT_TYPES)
        packing.writestr("_rels/.rels", RELATIONS)
        packing.writestr("word/document.xml", body)
        for number in range(parts):
            packing.writestr(f"word/media/{number}.bin", b"\0" * (10 * MB))
    return made.getvalue()


ENTITIES = b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))

HEAVY: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    **{
        name: ("a.pdf", PDFS[name]) for name in ("a stream of 70 MB", "one string of 50 MB", "a form that draws itself")
    },
    **{name: REFUSED[name] for name in ("a million elements", "NULs", "lists in lists")},
    "ten million quotation marks": ("a.txt", CRUMBS["ten million quotation marks"]),
    "one line of 20 MB": ("a.txt", TEXTS["one line of 20 MB"]),
    "a zip bomb": ("a.docx", lambda: archive(WORD + b"a" + END, parts=100)),
    "a body that unpacks to 100 MB": ("a.docx", lambda: archive(WORD + b" " * (100 * MB) + END)),
    "an XML bomb": (
        "a.docx",
        lambda: archive(b'<!DOCTYPE a [<!ENTITY a "aa">' + ENTITIES + b"]>" + WORD + b"&j;" + END),
    ),
}
MEMORY = """
import resource, sys, time
sys.path.insert(0, sys.argv[1])
import test_ingest_hostile as hostile
from bot.errors import OnRecordError
from bot.ingest import from_bytes
name, made = hostile.HEAVY[sys.argv[2]]
raw = made()
before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
try:
    from_bytes(raw, name=name)
except OnRecordError as error:
    assert str(error).isprintable()
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024, time.process_time() - began)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted in kB on Linux only")
@pytest.mark.parametrize("name", HEAVY)
def test_memory_and_time_are_bounded(name: str) -> None:
    folder = __file__.rpartition("/")[0]
    done = subprocess.run([sys.executable, "-c", MEMORY, folder, name], capture_output=True, text=True, check=True)
    memory, seconds = done.stdout.split()
    assert int(memory) < 250  # MB
    assert float(seconds) < 20  # of this process on a processor


# --- anything at all ------------------------------------------------------------------------------------------

beginnings = st.sampled_from(
    [
        b"",
        b"%PDF-1.7\n",
        b"PK\x03\x04",
        b"WEBVTT\n\n",
        b"1\n00:00:01,000 --> ",
        b"[{",
        b"<html>",
        b"---\na: b\n---\n",
        b"\xff\xfe",
    ]
)
endings = st.sampled_from(["", ".txt", ".pdf", ".docx", ".html", ".md", ".srt", ".vtt", ".json", ".PDF/x"])


@settings(deadline=None, max_examples=200)
@given(beginnings, st.binary(max_size=300), endings, st.none() | st.text(max_size=30))
@example(b"", b"a\xed\xa0\x80b", ".txt", None)
@example(b"", b"a" * 50 + b"\x00", "", "text/html; charset=\x00")
@example(b"<html>", b"<p>" + b"&#xd800;&#0;&#x1f;" * 9 + b"words of a paragraph", "", "text/html")
def test_any_bytes_are_a_document_or_a_sentence(
    start: bytes, rest: bytes, ending: str, content_type: str | None
) -> None:
    try:
        document = from_bytes(start + rest, name=f"source{ending}", content_type=content_type)
    except OnRecordError as error:
        assert str(error).isprintable()
        return
    assert document.text.strip()
    assert clean(document.text) == document.text
    document.text.encode()  # no lone surrogates
    assert all(0 <= turn.label_start <= turn.label_end <= turn.start <= turn.end for turn in document.turns)


@settings(deadline=None, max_examples=120)
@given(
    st.sampled_from(["report.pdf", "statement.docx", "page.html", "thread.json", "interview.vtt", "briefing.md"]),
    st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=8), st.integers(0, 60)), min_size=1, max_size=6),
)
def test_a_damaged_sample_is_a_document_or_a_sentence(name: str, wounds: list[tuple[float, bytes, int]]) -> None:
    raw = (SAMPLES / name).read_bytes()
    for place, inserted, removed in wounds:
        at = int(place * len(raw))
        raw = raw[:at] + inserted + raw[at + removed :]
    result = outcome(raw, name, 30)
    if isinstance(result, Document):
        assert clean(result.text) == result.text
