"""Every sample document, read from disk: what it is, what it is called, who speaks in it, what its pages hold."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from bot.ingest import Limits, ingest
from bot.types import Document

SAMPLES = Path(__file__).parents[2] / "docs" / "samples"


def read(name: str) -> Document:
    return asyncio.run(ingest(str(SAMPLES / name), Limits()))


@pytest.mark.parametrize(
    ("name", "kind", "title"),
    [
        ("article.txt", "text", "Port Ansel council votes 7-4 for $14.6 million sea wall"),
        (
            "hearing.txt",
            "transcript",
            "Transcript: Committee on Coastal Works, hearing on the Port Ansel sea wall",
        ),
        ("thread.json", "thread", None),
        ("interview.vtt", "captions", "Harbour Hour, 5 November 2026"),
        ("interview.srt", "captions", None),
        ("briefing.md", "markdown", "Sea wall: what the council decides on Tuesday"),
        ("page.html", "html", "Fishing crews accept winter work on Port Ansel quay"),
        ("statement.docx", "docx", "Statement of the Ansel Fishing Cooperative"),
        ("report.pdf", "pdf", "Port Ansel sea wall: report of the harbour engineer"),
    ],
)
def test_kind_and_title(name: str, kind: str, title: str | None) -> None:
    document = read(name)
    assert (document.kind, document.title) == (kind, title)
    assert document.uri == str(SAMPLES / name)
    for turn in document.turns:
        assert document.text[turn.label_start : turn.label_end].rstrip(":") == turn.speaker
        assert document.text[turn.start : turn.end].strip() == document.text[turn.start : turn.end] != ""


def test_the_article_is_the_file_to_the_letter() -> None:
    document = read("article.txt")
    assert document.text.encode() == (SAMPLES / "article.txt").read_bytes()
    assert (document.turns, document.pages, document.published) == ((), (), None)


def test_the_hearing_has_its_turns() -> None:
    document = read("hearing.txt")
    assert len(document.turns) == 17
    assert [turn.speaker for turn in document.turns[:4]] == [
        "CHAIR OSEI",
        "MAYOR HALLORAN",
        "SEN. VOSS",
        "MAYOR HALLORAN",
    ]
    assert document.text[document.turns[7].start : document.turns[7].end].startswith("It is. The supplier")
    # A stage direction belongs to nobody's label; it stays with the turn before.
    assert document.text[document.turns[7].start : document.turns[7].end].endswith("(Murmurs in the gallery.)")


def test_the_thread_has_its_messages() -> None:
    turns = read("thread.json").turns
    assert [turn.speaker for turn in turns] == [
        "ines.h",
        "maren",
        "petra",
        "ines.h",
        "petra",
        "maren",
        "tobias_w",
        "maren",
    ]
    assert turns[3].time == turns[3].key == "1793697000.000400"
    assert turns[3].reply_to == turns[2].key
    assert [turn.edited for turn in turns].index(True) == 2


@pytest.mark.parametrize(
    ("name", "speakers"),
    [
        ("interview.vtt", ["Lena Moravec", "Tobias Wren", "Lena Moravec", "Tobias Wren", "Ines Halloran"]),
        ("interview.srt", ["MORAVEC", "WREN", "MORAVEC", "WREN", "HALLORAN"]),
    ],
)
def test_the_captions_have_their_turns(name: str, speakers: list[str]) -> None:
    document = read(name)
    assert [turn.speaker for turn in document.turns] == speakers
    assert [turn.time for turn in document.turns] == [
        "00:00:01.000",
        "00:00:12.500",
        "00:00:22.000",
        "00:00:25.900",
        "00:00:33.500",
    ]
    second = document.turns[1]
    assert document.text[second.start : second.end] == (
        "We will decide that on the fourteenth. If the quay is closed in winter & only in winter, "
        "there is no reason to."
    )


def test_the_briefing_reads_as_its_page_does() -> None:
    document = read("briefing.md")
    assert (document.published, document.publisher) == ("2026-11-01", "Port Ansel Town Office")
    assert "- two gates, at the quay and at the north basin\n- first stones" in document.text
    assert "Paid by\tMillion dollars\nthe region\t5.2\nthe town\t9.4" in document.text
    assert "The Ansel Fishing Cooperative says it was not asked." in document.text
    for unseen in ("**", "cooperative.example", "governor", "---", "title:"):
        assert unseen not in document.text


def test_the_page_is_its_article() -> None:
    document = read("page.html")
    assert (document.published, document.publisher) == ("2026-11-15", "Coast Wire")
    paragraphs = document.text.split("\n\n")
    assert paragraphs[0] == document.title
    assert paragraphs[3] == (
        "Mayor Ines Halloran said she was relieved. The town will pay the crews $900,000, she said, in two parts."
    )
    assert "ended on time.\nShe was one" in document.text
    for furniture in ("Weather", "Most read", "rights reserved", "Imprint", "hidden paragraph", "dataLayer"):
        assert furniture not in document.text


def test_the_statement_keeps_headings_lists_and_table() -> None:
    document = read("statement.docx")
    assert (
        "The cooperative was not asked. Our chair, Tobias Wren, says: “We will not be built around.”" in document.text
    )
    assert "Work at the quay only between December and March.\nA fund of $1.4 million" in document.text
    assert "Year\tTonnes\n2024\t3,240\n2025\t3,100" in document.text
    assert document.published is None  # the day a file was saved is not the day a text was published


def test_the_report_has_three_pages() -> None:
    document = read("report.pdf")
    assert [page.number for page in document.pages] == [1, 2, 3]
    gate = document.text.index("A gate at the harbour mouth")
    assert document.place(document.span(gate, gate + 6)).page == 2
    # The page ends within a sentence, which goes on below it; another ends with its paragraph.
    assert "keep the sea out of the\nold harbour." in document.text
    assert "pay for a gate.\n\n3. What this office recommends\n\nThis office" in document.text


def test_nothing_heavy_is_imported_with_the_package() -> None:
    heavy = "trafilatura pypdf docx httpx2 webvtt markdown_it lxml charset_normalizer yaml asyncio"
    code = f"import sys, bot.ingest; print([m for m in {heavy.split()!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
