"""Words as they are compared in search, in questions as in documents, whatever store keeps them.

They are found as the embedded store's tokenizer finds them: runs of letters, digits and the marks that belong to them,
without case or accents, in Porter's stems where they are plain Latin letters (FTS5's own differ in words on -eed).
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any, Final

from bot.library.shaping import indexed

LONGEST_WORD: Final = 400
"""Characters of a word that count."""

_PLAIN = re.compile("[a-z0-9]+")
_LATIN = re.compile(r"[^\W_]+")
# Latin letters with accents lose them, and so does any letter whose accent is a character of its own; others keep
# theirs: й is no и.
_ACCENTED = re.compile("[\u00c0-\u024f\u0300-\u036f\u1e00-\u1eff]")
_DASHES_AND_QUOTES = re.compile("[\u2000-\u206f]")
_FIRST_MARK: Final = "\u0483"
"""The first combining mark that is no accent: before it, letters and digits are all there is to a word."""
_STEMMED: Final = range(3, 65)
"""Lengths of words that have a stem, as in the embedded store."""


def stems(texts: Iterable[str]) -> list[list[str]]:
    """The words of each text, in order, as stems."""
    return [[stem_of(word) for word in split(text)] for text in texts]


def split(text: str) -> list[str]:
    """The words of a text, in order, without case or accents."""
    text = indexed(text)
    if not text.isascii():
        text = _ACCENTED.sub(_without_accent, _DASHES_AND_QUOTES.sub(" ", text))
    text = text.lower()
    return (_PLAIN if text.isascii() else _pattern(max(text))).findall(text)


@lru_cache(maxsize=1 << 17)
def stem_of(word: str) -> str:
    """The stem of a word that ``split`` gave. The last hundred thousand are kept: what a library's texts have in
    common, and a fifth of the time of a search at that."""
    if len(word) not in _STEMMED or not word.isascii():
        return word[:LONGEST_WORD]
    return str(_stemmer().stemWord(word))


@cache
def _stemmer() -> Any:
    import Stemmer

    return Stemmer.Stemmer("porter", 0)  # which keeps none itself


def _without_accent(match: re.Match[str]) -> str:
    letter = match[0]
    return "" if "\u0300" <= letter <= "\u036f" else unicodedata.normalize("NFD", letter)[0]


def _pattern(highest: str) -> re.Pattern[str]:
    """What finds words in a text with that highest character: the fewer scripts, the quicker by far."""
    return _LATIN if highest < _FIRST_MARK else _letters("\uffff" if highest <= "\uffff" else chr(sys.maxunicode))


@cache
def _letters(last: str) -> re.Pattern[str]:
    """A run of letters, digits and marks, in any script up to a character."""
    kinds = ("L", "N", "Mn", "Mc", "Co")
    ranges: list[list[int]] = []
    for code in range(ord(last) + 1):
        if unicodedata.category(chr(code)).startswith(kinds):
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    return re.compile("[" + "".join(f"\\U{start:08x}-\\U{stop:08x}" for start, stop in ranges) + "]+")
