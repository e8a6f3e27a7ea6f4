"""An invented article and two ways to put a question to the checks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from bot.grounding.support import Verdict, check
from bot.language import read
from bot.types import Document, Reading, Span

ARTICLE = """Northam will keep its 2,500 harbour workers until the spring, the port's top manager said.

Harbour chief Frida Okonjo said in an interview with the Coastal Herald on Thursday that the port would still pay for the night ferries.

“They want all the cranes to go, and all the cranes are not going to go,” she told the Herald.

Mayor Lars Ekwall said the town had sold 30 sheds to Brightwater in May. He denied that the sale was secret.

“It was a fair price,” Ekwall said. “Nobody lost a job.”

The council approved the plan by 14 votes to 9 on 8 November 2021. About 40 percent of the berths stand empty.

The union may strike in December because of the night shifts, its lawyer Omar al-Sayeg warned.
"""


@pytest.fixture(scope="session")
def article() -> Reading:
    return read(Document.of(ARTICLE, title="Northam keeps its dockers"))


def sentence_with(reading: Reading, words: str) -> Span:
    """The sentence of a reading that holds some words."""
    at = reading.document.text.index(words)
    sentence = reading.sentence_at(at)
    assert sentence is not None
    return sentence.span


Judge = Callable[..., Verdict]


@pytest.fixture
def judge(article: Reading) -> Judge:
    """Check a statement against the article's sentences that hold the words given."""

    def judged(statement: str, *cited: str) -> Verdict:
        spans = [sentence_with(article, words) for words in cited]
        return check(statement, spans, {article.document.id: article})

    return judged


@pytest.fixture
def against() -> Judge:
    """Check a statement against a source of its own, all of whose sentences (or those named) are cited."""

    def judged(statement: str, source: str, cited: Sequence[str] = (), **about: str) -> Verdict:
        reading = read(Document.of(source, **about))
        spans = [sentence_with(reading, words) for words in cited] or [s.span for s in reading.sentences]
        return check(statement, spans, {reading.document.id: reading})

    return judged
