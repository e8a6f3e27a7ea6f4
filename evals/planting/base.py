"""One planted error: a right statement, what was changed in it, and what it cites."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.types import Span
from evals.statements import Right


@dataclass(frozen=True, slots=True)
class Planted:
    """A statement that is wrong for one reason; ``change`` says which, to whoever looks at what slipped through."""

    text: str
    evidence: tuple[Span, ...]
    change: str
    right: Right


Plant = Callable[[Right, Sequence[Right], random.Random], Planted | None]
"""Plants an error in a statement: the statement, all right statements of its document, a source of chance. None where
the statement offers no place for such an error, or none of which it is sure that the claim becomes a false one."""


def changed(right: Right, start: int, end: int, words: str) -> Planted | None:
    """The statement with other words at ``[start, end)``; None where the document says just that somewhere."""
    text = right.text[:start] + words + right.text[end:]
    if right.text[0].isupper():
        text = text[0].upper() + text[1:]
    if text == right.text or text.rstrip(".") in right.source.document.text:
        return None
    return Planted(text, right.evidence, f"“{right.text[start:end]}” → “{words}”", right)


def sentence_of(text: str, start: int) -> str:
    """The words of a text from the last comma, semicolon or colon before an offset up to it: its clause, roughly."""
    return re.split(r"[,;:–—“”\"]", text[:start])[-1]


def has_word(text: str, word: str) -> bool:
    """Whether a text has some words as whole words, whatever their case."""
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE) is not None
