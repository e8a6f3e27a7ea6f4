"""Two ways to put a statement to the checks: against the invented article, or against a source of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from grounding_article import ARTICLE, sentence_with

from bot.grounding.support import Verdict, check
from bot.language import read
from bot.types import Document, Reading


@pytest.fixture(scope="session")
def article() -> Reading:
    return read(Document.of(ARTICLE, title="Northam keeps its dockers"))


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
