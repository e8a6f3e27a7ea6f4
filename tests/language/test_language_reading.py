"""Any text whatever: no exception, every span inside, spans in order, time linear in length.

ONRECORD_EXAMPLES raises the number of random texts (ten thousand for the acceptance run).
"""

from __future__ import annotations

import os
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language import read
from bot.types import Document, Reading, Span, Turn

EXAMPLES = int(os.environ.get("ONRECORD_EXAMPLES", "150"))

_PIECES = [
    "“", "”", '"', "‘", "’", "'", "„", "«", "»", "‹", "›", "‚", " ", " ", "  ", "\n", "\n\n", "\r\n",
    "\u2029", "\u00a0", ".", "?", "!", ",", ":", ";", "—", " – ", "...", "…", "(", ")", "[", "]", "Ada Lind",
    "Lind", "Mr. Ortega", "he", "she", "who", "the mayor", " said ", " says ", "told", "that", "according to",
    "asked whether", "was described as", "her claim that", "calls for", "sagte", "a déclaré", "dit-il",
    "a-t-elle dit", "dijo", "laut", "selon", "según", "so", "it was late", "in an interview with",
    "on Monday", "and", "but", "U.S.", "3.5", "No.", "-", "*", "I", "the", "of",
    "https://ansel.example/a?b=c", "@lind", "#ansel", "\U0001f600", "\u0301", "\u200f", "\ud800", "ß", "İ",
    "﷽", "\x00",
]  # fmt: skip

texts = st.one_of(
    st.text(max_size=300),
    st.lists(st.sampled_from(_PIECES), max_size=80).map("".join),
    st.lists(st.sampled_from(_PIECES), max_size=60).map(" ".join),
)


def check(reading: Reading) -> None:
    document = reading.document
    text = document.text
    before = 0
    for sentence in reading.sentences:
        words = document.slice(sentence.span)
        assert words and words == words.strip()
        assert sentence.span.start >= before
        before = sentence.span.end
    for quote in reading.quotes:
        assert 0 <= quote.outer.start <= quote.inner.start <= quote.inner.end <= quote.outer.end <= len(text)
    assert [q.outer.start for q in reading.quotes] == sorted(q.outer.start for q in reading.quotes)
    assert [a.start for a in reading.attributions] == sorted(a.start for a in reading.attributions)
    for attribution in reading.attributions:
        assert attribution.spans
        assert 0 <= attribution.confidence <= 1
        ends = 0
        for span in attribution.spans:
            assert ends <= span.start < span.end <= len(text)
            ends = span.end
        for part in (attribution.cue, attribution.mention):
            assert part is None or (isinstance(part, Span) and part.start < part.end <= len(text))
        assert attribution.speaker is None or attribution.speaker in reading.speakers


@settings(max_examples=EXAMPLES, deadline=None)
@given(texts)
def test_any_text_is_read(text: str) -> None:
    check(read(Document.of(text)))


@settings(max_examples=max(20, EXAMPLES // 5), deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["Lind", "Q", "", "SEN. ADA LIND", "Ortega"]), texts), max_size=6))
def test_any_turns_are_read(parts: list[tuple[str, str]]) -> None:
    text, turns = "", []
    for label, words in parts:
        head = f"{label}: " if label else ""
        start = len(text) + len(head)
        turns.append(Turn(label, start, start + len(words), len(text), len(text) + len(head)))
        text += f"{head}{words}\n"
    check(read(Document.of(text, kind="transcript", turns=turns)))


SHAPES = {
    "straight marks": '"',
    "opening marks": "“",
    "pairs": "“”",
    "single marks": "'",
    "open and a word": "“a ",
    "open paragraphs": "“a\n\n",
    "nested": "“a ‘b ",
    "one line": "word ",
    "one sentence of cues": "he said, ",
    "who said": "the man who said that ",
    "names": "Ada Lind ",
    "full stops": ". ",
    "dashes": "— ",
    "brackets": "(",
    "namesakes": "Ada Lind said it was late. Lind said so. ",
    "pronouns": "He said it was late. ",
    "quotes in quotes": "“She told me, ‘No,’” he said. ",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_time_is_linear(shape: str) -> None:
    def seconds(size: int) -> float:
        text = (SHAPES[shape] * (size // len(SHAPES[shape]) + 1))[:size]
        best = float("inf")
        for _ in range(2):
            begun = time.process_time()
            check(read(Document.of(text)))
            best = min(best, time.process_time() - begun)
        return best

    small, large = seconds(8_000), seconds(64_000)
    assert large < 24 * small + 0.25, f"eight times the text took {large / small:.1f} times as long"


def test_an_empty_text_has_nothing_in_it() -> None:
    reading = read(Document.of(""))
    assert (reading.language, reading.sentences, reading.quotes, reading.attributions, reading.speakers) == (
        "und", (), (), (), (),
    )  # fmt: skip


def test_reading_twice_gives_the_same() -> None:
    text = "“It is late,” Ada Lind said. She added that Per Ortega had called the plan a “mistake.”"
    assert read(Document.of(text)) == read(Document.of(text))
