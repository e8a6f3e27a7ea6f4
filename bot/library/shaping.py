"""What a store keeps of a document for search: passages, statements, and words as they are indexed. All pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from bot.language.sentences import paragraphs
from bot.types import Document, Reading, Span

PASSAGE: Final = 600
"""Characters that a passage is filled up to: some hundred words, so that one hit says one thing."""
LONGEST: Final = 1200
"""Characters after which a passage is cut where no sentence ends: tables and lists run on without a full stop."""

# Letters that Unicode does not take apart into a letter and a mark, as a keyboard without them writes them; and
# characters that a reader does not see and a tokenizer would part a word at.
_LETTERS: Final = {
    "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th",
    "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ı": "i", "ħ": "h", "Ħ": "H",
    "\u00ad": "", "\u200b": "", "\u200c": "", "\u200d": "", "\u2060": "", "\ufeff": "",
}  # fmt: skip
_LETTER = re.compile("[" + "".join(_LETTERS) + "]")
# A full stop after a word of four letters and more is that of a sentence: few abbreviations are so long. An end that is
# missed costs nothing here; the borders of passages are for search, and nothing that is proven rests on them.
_SENTENCE_END = re.compile(r"(?<=\w{4})[.!?…]+[\"'”’»)\]]*(?=\s)|[。！？]+[」』”]*")
_IDEOGRAPH = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")

_ALTERED = re.compile(f"{_LETTER.pattern}|{_IDEOGRAPH.pattern}|[\ud800-\udfff]")


class Bounds(NamedTuple):
    """``[start, end)`` in code points."""

    start: int
    end: int


class Around(NamedTuple):
    """A statement's surroundings, ``[start, end)``: the sentences that hold it and the one before, which often
    says what "it" is."""

    start: int
    end: int


def indexed(text: str) -> str:
    """A text as a store's tokenizer is given it, documents and questions alike.

    Changing what it returns for any text means a migration that builds the indexes anew. Lone surrogates, which
    UTF-8 lacks, are replaced.
    """
    if text.isascii() or not _ALTERED.search(text):
        return text
    folded = _LETTER.sub(lambda match: _LETTERS[match[0]], text)
    return plain(_IDEOGRAPH.sub(r" \g<0> ", folded))


def plain(text: str) -> str:
    """A text that UTF-8 can write: lone surrogates are replaced by question marks."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def passages(document: Document) -> list[Bounds]:
    """The document cut into passages: whole sentences, paragraphs kept together, in order, about ``PASSAGE`` long."""
    found: list[Bounds] = []
    start = end = -1
    for piece_start, piece_end in _pieces(document):
        if start >= 0 and piece_end - start > PASSAGE:
            found.append(Bounds(start, end))
            start = -1
        if start < 0:
            start = piece_start
        end = piece_end
    if start >= 0:
        found.append(Bounds(start, end))
    return found


def around(reading: Reading, pieces: tuple[Span, ...]) -> Around:
    """Where the surroundings of a statement begin and end."""
    touched = [s for piece in pieces for s in reading.sentences_in(piece)]
    if not touched:
        return Around(pieces[0].start, pieces[-1].end)
    first = min(touched, key=lambda s: s.index)
    last = max(touched, key=lambda s: s.index)
    if first.index > 0:
        first = reading.sentences[first.index - 1]
    return Around(min(first.span.start, pieces[0].start), max(last.span.end, pieces[-1].end))


def _pieces(document: Document) -> Iterator[Bounds]:
    """Paragraphs, and those too long for a passage in parts."""
    text = document.text
    for start, end in paragraphs(document):
        while end - start > PASSAGE:
            stop = _border(text, start, end)
            yield Bounds(start, stop)
            start = stop
            while start < end and text[start].isspace():
                start += 1
        if start < end:
            yield Bounds(start, end)


def _border(text: str, start: int, end: int) -> int:
    """Where a paragraph that is too long is cut: after the last sentence that fits, after the first that ends later,
    between words, or anywhere, in this order."""
    longest = min(end, start + LONGEST)
    fitting = 0
    for match in _SENTENCE_END.finditer(text, start + PASSAGE // 2, longest):
        if fitting and match.end() > start + PASSAGE:
            break
        fitting = match.end()
    if fitting:
        return fitting
    if longest == end:
        return end
    space = text.rfind(" ", start + PASSAGE, longest)
    return space if space > 0 else longest
