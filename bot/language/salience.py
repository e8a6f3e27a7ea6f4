"""Who was spoken of, in the order of the text: where a pronoun finds its person."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from bot.language.cast import Bearer

_REACH = 4  # paragraphs a pronoun may reach back; farther back the reader has forgotten
_MEMORY = 60  # people and bodies remembered at a time
_STRANGER_REACH = 1  # paragraphs in which somebody without a name keeps pronouns from those before


@dataclass(frozen=True, slots=True)
class Salient:
    """Somebody at a place in the text where a later pronoun may find him.

    ``bearer`` is None for a person whom the text does not name ("his former wife"): a pronoun that may be hers is
    nobody else's. ``sex`` is then "he", "she" or "". ``words`` is where the text names or describes him.
    """

    at: int
    paragraph: int
    bearer: Bearer | None
    sex: str = ""
    words: tuple[int, int] | None = None


class Salience:
    """Remembers who was spoken of; to be filled in the order of the text."""

    def __init__(self) -> None:
        self._seen: list[Salient] = []
        self._starts: list[int] = []

    def add(self, salient: Salient) -> None:
        """The next one."""
        self._seen.append(salient)
        self._starts.append(salient.at)

    def recent(self, before: int | None = None) -> Iterator[Salient]:
        """Who was spoken of, the last first, as far back as anybody remembers; ``before`` an offset, if given."""
        last = len(self._seen) if before is None else bisect_left(self._starts, before)
        return islice((self._seen[at] for at in range(last - 1, -1, -1)), _MEMORY)

    def person(
        self, pronoun: str, at: int, paragraph: int, *, since: int = 0, besides: Bearer | None = None
    ) -> Bearer | None:
        """The nearest person before an offset whom "he" or "she" fits, or None where that one has no name.

        Args:
            pronoun: "he" or "she".
            at: the pronoun's offset.
            paragraph: the pronoun's paragraph.
            since: nobody spoken of before this offset is meant (a turn's start).
            besides: somebody who is not meant, as he speaks himself. The pronoun is one of his, and whom he means he
                may say nowhere: only somebody of the same paragraph is then taken.
        """
        for seen in self.recent(at if besides is not None else None):
            if paragraph - seen.paragraph > (_REACH if besides is None else 0) or seen.at < since:
                return None
            if seen.at >= at or seen.bearer is besides is not None:
                continue
            if seen.bearer is None:
                if seen.sex in ("", pronoun) and paragraph - seen.paragraph <= _STRANGER_REACH:
                    return None
            elif seen.bearer.may_be(pronoun):
                seen.bearer.sex = pronoun
                return seen.bearer
        return None

    def body(self, at: int, paragraph: int) -> Bearer | None:
        """The body that spoke last, in this paragraph or the one before."""
        for seen in self.recent():
            if paragraph - seen.paragraph > 1:
                return None
            if seen.at < at and seen.bearer is not None and seen.bearer.body:
                return seen.bearer
        return None

    def speaker(self, at: int, paragraph: int) -> Salient | None:
        """Whoever was named last before an offset in the same paragraph: the subject that a verb leaves out."""
        for seen in self.recent():
            if seen.paragraph != paragraph:
                return None
            if seen.at < at and seen.words is not None and seen.bearer is not None:
                return seen if seen.bearer.person and not seen.bearer.body else None
        return None
