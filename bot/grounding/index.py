"""A document made ready for search: its fold, and where each word of the fold stands.

Built once a document and kept for the few last used; both halves are built when first needed. A search for a
passage starts at the rarest of its words, so that thousands of quotes in megabytes of text cost little more than
reading them.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Iterator
from functools import cached_property, lru_cache

from bot.grounding.fold import Folded, fold_text

_WORD = re.compile(r"\w+")
# Scripts written without blanks between words: there any place between two characters may part words.
_UNPARTED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u30ff\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]"
)
# Below this many characters a plain search is quicker than an index of words.
_SMALL = 1 << 14


class Index:
    """Search in one text."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def folded(self) -> Folded:
        """The text's fold."""
        return fold_text(self.text)

    @cached_property
    def _places(self) -> dict[str, array[int]]:
        """Word of the fold -> the places where it begins, in order."""
        places: dict[str, array[int]] = {}
        for match in _WORD.finditer(self.folded.text):
            word = match[0]
            if word in places:
                places[word].append(match.start())
            else:
                places[word] = array("Q", (match.start(),))
        return places

    def find(self, needle: str, start: int = 0, end: int | None = None) -> Iterator[int]:
        """The places of the fold in ``[start, end)`` where a folded needle stands as whole words, in order."""
        hay = self.folded.text
        end = len(hay) if end is None else end
        for place in self._candidates(needle, start, end):
            if place + len(needle) <= end and parted(hay, place, place + len(needle)):
                yield place

    def _candidates(self, needle: str, start: int, end: int) -> Iterator[int]:
        hay = self.folded.text
        words = [] if end - start < _SMALL or _UNPARTED.search(needle) else list(_WORD.finditer(needle))
        if not words:
            place = hay.find(needle, start, end)
            while place >= 0:
                yield place
                place = hay.find(needle, place + 1, end)
            return
        nothing = array("Q")
        rarest = min(words, key=lambda match: len(self._places.get(match[0], nothing)))
        for at in self._places.get(rarest[0], nothing):
            place = at - rarest.start()
            if start <= place and hay.startswith(needle, place):
                yield place

    def rare_places(self, words: list[str], limit: int) -> Iterator[tuple[str, array[int]]]:
        """The words that the text has at most ``limit`` times, with their places."""
        for word in words:
            places = self._places.get(word)
            if places is not None and len(places) <= limit:
                yield word, places


@lru_cache(maxsize=16)
def index_of(text: str) -> Index:
    """The index of a text; those of the last sixteen texts are kept."""
    return Index(text)


def _in_word(char: str) -> bool:
    return char.isalnum() or char == "_" or unicodedata.category(char)[0] == "M"


def parted(text: str, start: int, end: int) -> bool:
    """Whether ``[start, end)`` begins and ends between words: not inside a word, a number or a "can't".

    Nor after the prefix of a compound that turns its sense ("non-lethal" does not hold "lethal").
    """
    return not _joined_at(text, start) and not _joined_at(text, end)


_TURNING = re.compile(
    r"(?:^|[^\w])(?:non|anti|un|ex|in|im|dis|de|mis|pseudo|quasi|semi|half|pre|post|nicht)-$", re.IGNORECASE
)


def _joined_at(text: str, place: int) -> bool:
    """Whether the characters before and at a place belong to one word or number."""
    if place <= 0 or place >= len(text):
        return False
    before, after = text[place - 1], text[place]
    if unicodedata.category(after)[0] == "M" or after == "\u200d" or before == "\u200d":
        return True
    if _in_word(before) and _in_word(after):
        return not (_UNPARTED.match(before) or _UNPARTED.match(after))
    if before in "'’" and _in_word(after):  # …n|'t is caught below, …'|t here
        return place > 1 and _in_word(text[place - 2])
    if after in "'’" and _in_word(before):
        return (
            place + 1 < len(text)
            and text[place + 1].isalpha()
            and text[place + 1 : place + 3].lower() not in ("s ", "s", "s,", "s.")
        )
    if before in ".," and after.isdigit():
        return place > 1 and text[place - 2].isdigit()
    if after in ".," and before.isdigit():
        return place + 1 < len(text) and text[place + 1].isdigit()
    return before == "-" and after.isalpha() and bool(_TURNING.search(text[max(0, place - 8) : place]))
