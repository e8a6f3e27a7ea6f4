"""What the checks compare of a piece of text, found once and kept: words, figures, names, turning words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from bot.language.figures import Figures, find_figures
from bot.language.names import Name, find_names, key
from bot.language.words import Token, fold, spelled, stem, stopwords, tokens


class Facts:
    """One piece of text (a statement, a sentence of a source) as the checks see it. Each part is found when asked for.

    Args:
        text: the piece.
        language: ISO 639-1 code.
        known: words (keys) that are names in the source.
    """

    def __init__(self, text: str, language: str, known: frozenset[str]) -> None:
        self.text = text
        self.language = language
        self._known = known

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The words in order."""
        return tuple(tokens(self.text))

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """The words as compared; a place's people are the place ("Iraqi" is "iraq", "U.S." is "united states")."""
        return tuple(_stem(token.word, self.language) for token in self.tokens)

    @cached_property
    def content(self) -> tuple[int, ...]:
        """The places among the tokens of words that are not function words."""
        function = stopwords(self.language)
        return tuple(i for i, token in enumerate(self.tokens) if fold(token.word) not in function)

    @cached_property
    def stem_set(self) -> frozenset[str]:
        """All stems, and for names of several words the name's key."""
        joined = (word for name in self.names for word in name.words)
        return frozenset(self.stems) | frozenset(joined)

    @cached_property
    def key_set(self) -> frozenset[str]:
        """The words as names compare them (``bot.language.names.key``), and the keys of names of several words."""
        joined = (word for name in self.names for word in name.words)
        return frozenset(key(token.word) for token in self.tokens) | frozenset(joined)

    @cached_property
    def figures(self) -> Figures:
        """Numbers and dates."""
        return find_figures(self.text, self.language)

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """Proper names."""
        return find_names(self.text, self.language, self._known)

    def token_at(self, offset: int) -> int:
        """The place of the first token that ends after an offset of the text."""
        low, high = 0, len(self.tokens)
        while low < high:
            middle = (low + high) // 2
            if self.tokens[middle].end <= offset:
                low = middle + 1
            else:
                high = middle
        return low


@lru_cache(maxsize=1 << 15)
def _stem(word: str, language: str) -> str:
    if word[:1].isupper():
        place = key(word)
        if place != fold(word):
            return place
    return stem(word, language)


@lru_cache(maxsize=1 << 12)
def facts(text: str, language: str = "en", known: frozenset[str] = frozenset()) -> Facts:
    """The facts of a text; those of the last few thousand texts are kept."""
    return Facts(text, language, known)


@lru_cache(maxsize=256)
def document_stems(text: str, language: str) -> frozenset[str]:
    """The stems of a whole text; those of the last 256 texts are kept, for batches that do many side by side."""
    return frozenset(_stem(word, language) for word in set(spelled(text)))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of a whole source: ``names`` stand capitalised inside a sentence, ``common`` in lower case."""

    names: frozenset[str]
    common: frozenset[str]


_INSIDE = re.compile(r"(?<=[^\W\d_A-Z.!?:][ ,] )[^\W\d_a-z][\w.'’-]*|(?<=[^\W\d_A-Z] )[^\W\d_a-z][\w.'’-]*")
_LOWER = re.compile(r"\b[^\W\d_A-Z][\w]*")


@lru_cache(maxsize=256)
def vocabulary(text: str) -> Vocabulary:
    """Which words of a text are names and which are common; those of the last 256 texts are kept."""
    names = {word for match in _INSIDE.findall(text) if match[0].isupper() for word in _keys(match)}
    common = {fold(word) for word in set(_LOWER.findall(text)) if word.islower()}
    return Vocabulary(frozenset(names), frozenset(common))


def _keys(written: str) -> list[str]:
    return [key(part) for part in re.split("[-.]", written) if len(part) > 1] or [key(written)]
