"""English-looking news without meaning, as much as is wanted: the function words and the grammar of English, content
words made of syllables in Zipf's proportions, and in every paragraph two reported statements, so that whoever looks for
statements has them to find. Each document holds one word that stands nowhere else.
"""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass
from typing import Final

VOCABULARY: Final = 50_000
PARAGRAPHS: Final = 10
"""Of a document. Each is as long as a passage."""

_SYLLABLES = "ba de fi go hu ka le mi no pu ra se ti vo wu ya len mar tol sken dra fel".split()
_FIRST = "Mara Tomas Pelle Jonas Ines Oskar Lena Aron Vera Silas Nadia Emil".split()
_LAST = "Quist Elgin Halvor Brask Mallory Renn Tveit Oduya Voss Marden Castell Iwen Dray Solberg Anker Fenn".split()
_POSTS = "mayor,chair of the council,harbour master,minister,head of the union,judge,treasurer,director".split(",")
# "_" stands for a content word, "*" for a whole name, "+" for a family name, "#" for a post.
_PLAIN = (
    "The _ of the _ was _ by the _ in the _ and has been _ since then.",
    "There were more than _ _ in the _ when it was _ for the first time.",
    "In the _ of the _, a _ and a _ had to be _ before the end of the year.",
    "It was not clear how the _ would be _ or who would pay for the _.",
    "After the _ the _ was moved to the _, where it has _ for years.",
    "Many of those who _ in the _ have left the _ for another _ since.",
)
_TOLD = (
    "+ said the _ of the _ would be _ by the end of the _.",
    "*, the #, said that the _ had _ the _ too late.",
    "The # warned that the _ could not be _ without a new _.",
    "According to *, the _ in the _ has never been _.",
)
_QUOTED = (
    "“We have _ the _ for years, and nobody has _ it,” said *, the #.",
    "“The _ is not a _,” + told the _ on Monday.",
    "“I will not _ a _ that I have not read,” said *.",
)


@dataclass(frozen=True, slots=True)
class Page:
    """A document's number, its text, and the word that no other has."""

    number: int
    text: str
    planted: str


class Prose:
    """Documents made of a seed: the same ones on every run, each for itself."""

    def __init__(self, seed: int = 1) -> None:
        rng = random.Random(seed)
        words: dict[str, None] = {}
        while len(words) < VOCABULARY:
            words["".join(rng.choices(_SYLLABLES, k=rng.randint(2, 4)))] = None
        self.words = list(words)
        self._weights = list(itertools.accumulate(1 / (rank + 10) for rank in range(VOCABULARY)))
        self._seed = seed

    def page(self, number: int) -> Page:
        """The document of a number."""
        rng = random.Random(f"{self._seed}/{number}")
        content = iter(rng.choices(self.words, cum_weights=self._weights, k=PARAGRAPHS * 60))
        planted = f"needle{number}q"
        paragraphs = [self._paragraph(rng) for _ in range(PARAGRAPHS)]
        paragraphs[number % PARAGRAPHS] += f" The clerk wrote {planted} in the ledger."
        pieces = "\n\n".join(paragraphs).split("_")
        text = "".join(piece + word for piece, word in zip(pieces, content, strict=False)) + pieces[-1]
        return Page(number, f"Report {number} on the {next(content)}\n\n{text}\n", planted)

    def _paragraph(self, rng: random.Random) -> str:
        sentences = [*rng.sample(_PLAIN, 4), rng.choice(_TOLD), rng.choice(_QUOTED)]
        rng.shuffle(sentences)
        last = rng.choice(_LAST)
        text = " ".join(sentences)
        return text.replace("*", f"{rng.choice(_FIRST)} {last}").replace("+", last).replace("#", rng.choice(_POSTS))
