"""A sentence as tagged words: what the passes find cues, subjects and contents in.

A ``Clauses`` is one sentence (several, where a passage in marks spans them) with every passage in quotation marks as
one word, so that what somebody said is not taken for what the author says. ``tagging`` gives each word a tag of one
letter:

====  ==========================================  ====  ==========================================
D     determiner (the, his, three)                H     possessive (council's)
N     capitalised word                            n     any other noun or adjective
P     pronoun as subject (he, who may say)        O     pronoun as object (him)
K     pronoun with its verb (he's)                W     relative (who, which)
T     that                                        I     to before an infinitive
A     auxiliary or copula                         V     finite verb
B     bare infinitive                             G     -ing form as a verb
E     participle after an auxiliary or before by  X     adverb
R     preposition                                 C     and, or, but
S     subordinator (because, if, what)            Q     passage in quotation marks
~     a full stop after an abbreviation           else  the punctuation mark itself
====  ==========================================  ====  ==========================================
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.language.marks import Passage

_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}(?:-\w+)*"  # U.S., U.S.-led
    r"|[$€£#@]?\w+(?:[.’'&/@-]\w+)*(?:['’](?=\s\w))?"  # words, well-known, O'Neill, council's, voters' (rights)
    r"|--+|\.\.+"
    r"|[^\w\s]"
)


class Clauses:
    """One sentence as parallel lists over its words; see the module's text for the tags.

    ``low`` is the word in small letters with a straight apostrophe, ``start`` and ``end`` are its offsets in the
    document, ``passage`` is the passage in marks that a Q stands for. ``title`` is True for a line in title case, whose
    capitals say nothing.
    """

    __slots__ = ("end", "low", "paragraph", "passage", "start", "tag", "text", "title")

    def __init__(self, text: str, paragraph: int) -> None:
        self.text = text
        self.paragraph = paragraph
        self.low: list[str] = []
        self.tag: list[str] = []
        self.start: list[int] = []
        self.end: list[int] = []
        self.passage: list[Passage | None] = []
        self.title = False

    def __len__(self) -> int:
        return len(self.low)

    def capital(self, index: int) -> bool:
        """Whether a word begins with a capital letter."""
        return self.text[self.start[index]].isupper()


def words_of(text: str, start: int, end: int, paragraph: int, held: Sequence[Passage]) -> Clauses:
    """The words of the sentence ``text[start:end]``, untagged but for the passages in marks.

    Args:
        text: the document's text.
        start: where the sentence begins.
        end: where it ends.
        paragraph: the number of its paragraph.
        held: the passages in marks inside it, in order, none nested.
    """
    unit = Clauses(text, paragraph)
    at = start
    for passage in held:
        _take(unit, at, passage.start)
        unit.low.append("“”")
        unit.tag.append("Q")
        unit.start.append(passage.start)
        unit.end.append(passage.end)
        unit.passage.append(passage)
        at = passage.end
    _take(unit, at, end)
    return unit


def _take(unit: Clauses, start: int, end: int) -> None:
    """Add the words between two offsets: list by list, since a text has far more words than anything else."""
    found = list(_TOKEN.finditer(unit.text, start, end))
    written = [match[0].lower() for match in found]
    unit.low += [word.replace("’", "'") for word in written] if unit.text.find("’", start, end) >= 0 else written
    unit.start += [match.start() for match in found]
    unit.end += [match.end() for match in found]
    unit.tag += [""] * len(found)
    unit.passage += [None] * len(found)
