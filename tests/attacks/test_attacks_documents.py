"""Hostile texts all the way: read for who says what, summarized, asked about, shown; time grows no faster than they do.

What is measured is this process's own time on a processor, so that a busy machine fails nothing; the limits are some
twenty times what it takes. ``tests/ingest/test_ingest_hostile.py`` has what is refused before it is a text.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from bot.config import Settings
from bot.errors import OnRecordError, SourceTooLarge, SourceUnreadable
from bot.ingest import Limits, from_bytes, ingest
from bot.language import read
from bot.library.feeds import entries
from bot.render import to_html, to_json, to_markdown, to_text
from bot.session import Session
from bot.types import Result

KB = 1_000
SECONDS = 20.0

TEXTS: Mapping[str, Callable[[], bytes]] = {
    "one line": lambda: b"word " * (20 * KB),
    "quotation marks": lambda: b'"' * (100 * KB),
    "typographic marks": lambda: "“".encode() * (30 * KB),
    "marks that close": lambda: "“a” ".encode() * (12 * KB),
    "apostrophes": lambda: b"'a " * (30 * KB),
    "full stops": lambda: b". " * (40 * KB),
    "capitals": lambda: b"Ab Cd " * (16 * KB),
    "abbreviations": lambda: b"Mr. A. " * (14 * KB),
    "speech without end": lambda: b'"a," said Bo. ' * (7 * KB),
    "speech in speech": lambda: b'"a said b, ' * (9 * KB),
    "paragraphs": lambda: b"a\n\n" * (30 * KB),
    "turns": lambda: b"BO: a\nAL: b\n" * (8 * KB),
    "digits": lambda: b"1" * (100 * KB),
    "brackets": lambda: b"(" * (100 * KB),
    "towers of marks": lambda: ("a" + "\u0300" * 1000).encode() * 50,
    "right to left and back": lambda: "\u202e\u05d0\u202d a \u2066".encode() * (6 * KB),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_hostile_text_is_read_in_time(name: str) -> None:
    document = from_bytes(TEXTS[name](), name="a.txt")
    began = time.process_time()
    reading = read(document)
    assert time.process_time() - began < SECONDS
    assert all(sentence.span.end <= len(document.text) for sentence in reading.sentences)


@pytest.mark.parametrize("name", ["one line", "speech without end", "full stops", "right to left and back"])
def test_a_hostile_text_goes_through_every_task_and_every_surface(name: str) -> None:
    document = from_bytes(TEXTS[name]()[: 30 * KB], name="a.txt")
    session = Session(Settings())
    session.add_document(document)

    async def tasks() -> list[Result]:
        runs = (session.summarize(), session.stances(), session.ask("Who paid for the wall in 2031?"))
        return [await run.finish() for run in runs]

    began = time.process_time()
    for result in asyncio.run(tasks()):
        shown = (to_text(result, session.readings), to_markdown(result, session.readings), to_json(result))
        assert all("\u202e" not in text and "\x1b" not in text for text in (*shown, to_html(result, session.readings)))
    assert time.process_time() - began < 2 * SECONDS


# --- more than may be read ------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted in kB on Linux only")
def test_a_line_of_100_mb_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "line.txt"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(SourceTooLarge, match=r"larger than the limit of 20 MB; give a part of it, or raise"):
        asyncio.run(ingest(str(path), Limits()))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


ENTITIES = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)
)


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("a.xhtml", b"<?xml version='1.0'?>" + ENTITIES + b"]><html><body><p>&j;</p></body></html>"),
        ("a.html", ENTITIES + b"]><html><body><p>The wall holds, said Ada Lund. &j;</p></body></html>"),
        ("a.html", b"<!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><p>The wall holds, she said. &x;</p>"),
    ],
    ids=["XHTML", "HTML", "a file"],
)
def test_entities_are_neither_expanded_nor_fetched(name: str, raw: bytes) -> None:
    host = Path("/etc/hostname")
    try:
        text = from_bytes(raw, name=name).text
    except OnRecordError as error:
        assert str(error).isprintable()
        return
    assert len(text) < 1_000
    assert not host.is_file() or (host.read_text().strip() or "localhost") not in text


@pytest.mark.parametrize(
    "declared",
    [ENTITIES + b"]>", b"<!DOCTYPE a [<!ENTITY j SYSTEM 'file:///etc/hostname'>]>"],
    ids=["entities in entities", "a file"],
)
def test_a_feed_expands_no_entities(declared: bytes) -> None:
    raw = (
        b"<?xml version='1.0'?>"
        + declared
        + b"<rss version='2.0'><channel><title>A</title><item><link>https://a.example/1?&j;</link>"
        + b"<title>&j;</title><description>&j;</description></item></channel></rss>"
    )
    try:
        found = entries(raw, "https://a.example/feed")
    except OnRecordError as error:
        assert str(error).isprintable()
        return
    assert len(repr(found)) < 10_000


LONE = [
    ("a.txt", b"The wall holds, said Ada Lund. \xed\xa0\x80\xed\xbf\xbf It was measured in May."),
    ("a.txt", b"\xff\xfe" + "The wall holds, said Ada Lund. It was measured.".encode("utf-16-le") + b"\x00\xd8 \x00"),
    (
        "a.json",
        json.dumps(
            [{"user": "ada \ud800", "ts": "1.0", "text": "The wall holds \udfff. It was measured."}] * 3
        ).encode(),
    ),
    ("a.html", b"<p>The wall holds, said Ada Lund. &#xd800;&#57343; It was measured twice in May.</p>" * 3),
    ("a.md", b"# Wall &#xd800;\n\nThe wall holds, said Ada Lund. &#xdfff; It was measured in May.\n"),
    ("a.vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\nThe wall holds &#xd800; &#57343; and was measured.\n"),
]


@pytest.mark.parametrize(("name", "raw"), LONE, ids=["UTF-8", "UTF-16", "JSON", "HTML", "Markdown", "captions"])
def test_lone_surrogates_reach_neither_a_file_nor_a_terminal(name: str, raw: bytes, tmp_path: Path) -> None:
    try:
        document = from_bytes(raw, name=name)
    except OnRecordError as error:
        assert str(error).isprintable()
        return
    assert "wall" in document.text
    session = Session(Settings())
    session.add_document(document)
    result = asyncio.run(session.summarize().finish())
    for show in (to_text, to_markdown, to_html):
        (tmp_path / "shown").write_text(show(result, session.readings), "utf-8")
    (tmp_path / "kept.json").write_text(to_json(result), "utf-8")
    assert document.text.encode("utf-8")


def test_a_text_that_speaks_of_pdfs_is_read_as_a_text() -> None:
    text = "A PDF begins with %PDF-1.7, said Ines Halloran, and nobody at the harbour office had known."
    assert from_bytes(text.encode(), name="a.txt").text == text
    with pytest.raises(SourceUnreadable, match="is called a PDF file but is not one"):
        from_bytes(text.encode(), name="a.pdf")
