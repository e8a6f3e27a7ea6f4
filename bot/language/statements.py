"""From the reports of single sentences to whole statements: split quotes joined, quotes carried on, open colons filled.

A ``Statement`` is one reported statement in characters. Sentences give their ``Report``s; what crosses sentences is
settled here, by how texts are laid out:

- a sentence that is nothing but a quote belongs to the statement before it in its paragraph
  (“No,” Lang said. “We will not.”), or, where the paragraph opens with it, to the one behind it;
- a paragraph that is nothing but quotes goes on the statement that the paragraph before ended with;
- a cue with a colon at a paragraph's end ("She wrote:") takes the quotes of the next paragraph, or all of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.language import foreign, reports
from bot.language.clauses import Clauses
from bot.language.foreign_tables import TABLES
from bot.language.report import Report

Bounds = tuple[int, int]

_ENDING = re.compile(r"['’](?:s|re|ve|d|ll|m)?$")
_DASHES = tuple("—–―")
_TURNS = 8  # fewer paragraphs that open with a quote tell nothing
_SHORT = 9  # words
_SPEECH_WORDS = 4  # fewer words in marks, with nobody to say them, may be a title


@dataclass(slots=True)
class Statement:
    """A reported statement as it is put together; ``quoting`` where its words stand apart in marks."""

    unit: int
    paragraph: int
    pieces: list[Bounds]
    cue: Bounds | None
    mention: Bounds | None
    way: str
    kind: str
    lemma: str
    quoting: bool = False
    marks: list[bool] = field(default_factory=list)


def assemble(units: Sequence[Clauses], blocks: Sequence[Bounds], language: str) -> list[Statement]:
    """All statements of a text; ``units`` are its sentences and ``blocks`` its paragraphs, both in order."""
    dialogue = is_dialogue(units)
    joiner = _Joiner(blocks, dialogue=dialogue, unsaid=dialogue or language != "en")
    for number, unit in enumerate(units):
        joiner.take(number, unit, find(unit, language))
    joiner.finish()
    return joiner.done


def find(unit: Clauses, language: str) -> list[Report]:
    """The reports of one sentence, after the rules of its language; of an unknown language none."""
    if language == "en":
        return reports.find(unit)
    return foreign.find(unit, language) if language in TABLES else []


def is_dialogue(units: Sequence[Clauses]) -> bool:
    """Whether quotes in this text are turns of a conversation, as in a novel: there a new paragraph is a new voice.

    Told by their length: half of the paragraphs that open with a quote open with at most nine words of it. In the
    press, where speakers go on from paragraph to paragraph, the middle is above twelve.
    """
    lengths: list[int] = []
    before = -1
    for unit in units:
        first = unit.passage[0] if len(unit) else None
        if unit.paragraph != before and first is not None and first.closed:
            lengths.append(len(unit.text[first.inner_start : first.inner_end].split()))
        before = unit.paragraph
    return len(lengths) >= _TURNS and sorted(lengths)[len(lengths) // 2] <= _SHORT


class _Joiner:
    """Walks the sentences and keeps the statement that a bare quote may still belong to."""

    def __init__(self, blocks: Sequence[Bounds], *, dialogue: bool, unsaid: bool) -> None:
        self.blocks = blocks
        self.unsaid = unsaid
        self.dialogue = dialogue
        self.done: list[Statement] = []
        self.last: Statement | None = None  # the last that quotes, or waits for a quote behind its colon
        self.reach = -1  # the paragraph up to which ``last`` has come
        self.waiting: list[Bounds] = []  # bare quotes of this paragraph that nobody has said yet
        self.words = 0  # in them
        self.voiced = False  # they open with a dash, and so with another voice
        self.number = 0
        self.since = -1  # the paragraph in which they began
        self.paragraph = -1
        self.empty: Statement | None = None
        self.indirect: Statement | None = None  # the last that reports without marks
        self.carry = False  # the paragraph before left ``last`` open
        self.unclosed = False  # the paragraph's last passage goes on in the next one

    def take(self, number: int, unit: Clauses, found: Sequence[Report]) -> None:
        """The next sentence, its number and its reports."""
        self.number = number
        if unit.paragraph != self.paragraph:
            self.end_paragraph()
            self.carry = self.unclosed and self.reach == self.paragraph
            self.paragraph = unit.paragraph
        if _bare(unit):
            self._take_bare(number, unit)
            return
        if self.waiting and self.since < self.paragraph and not (found and found[0].pieces and _leads(found[0])):
            self._leave_unsaid()
            self.waiting = []
        self.unclosed = any(p is not None and not p.closed for p in unit.passage[-2:])
        if self.empty is not None:
            self._fill_with_block(unit)
        for report in found:
            self._take_report(number, unit, report)

    def _take_bare(self, number: int, unit: Clauses) -> None:
        last = next(p for p in reversed(unit.passage) if p is not None)
        self.unclosed = not last.closed
        pieces = [(unit.start[i], unit.end[i]) for i in range(len(unit)) if unit.tag[i] == "Q"]
        if self.empty is not None:
            self._extend(self.empty, pieces)
            self.last, self.empty = self.empty, None
            self.reach = self.paragraph
        elif self.last is not None and self.reach == self.paragraph:
            self._extend(self.last, pieces)
        elif (indirect := self._just_reported(number)) is not None:
            self._extend(indirect, pieces)
            self.last, self.reach = indirect, self.paragraph
        elif self.last is not None and self.carry and self.reach == self.paragraph - 1:
            self._extend(self.last, pieces)
            self.reach = self.paragraph
        else:
            if not self.waiting:
                self.voiced = unit.tag[0] == "Q" and unit.text.startswith(_DASHES, unit.start[0])
                self.since = self.paragraph
                self.words = 0
            self.waiting.extend(pieces)
            self.words += sum(unit.text.count(" ", *piece) + 1 for piece in pieces)

    def _take_report(self, number: int, unit: Clauses, report: Report) -> None:
        statement = statement_of(number, unit, report)
        if report.way == "open":
            if self.empty is None or report.lemma != ":":
                self.empty = statement
            return
        self.done.append(statement)
        if statement.mention is not None and statement.kind == "speech" and not statement.quoting:
            self.indirect = statement if report.way in ("left", "inverted", "right") else None
        if statement.quoting:
            if self.waiting and report.pieces[0][0] == 0:
                statement.pieces[:0] = self.waiting
                self.waiting = []
            self.last, self.reach = statement, self.paragraph

    def _just_reported(self, number: int) -> Statement | None:
        """The indirect statement of the sentence before, which a quote goes on: 'It was late, she said. “Too late.”'"""
        near = self.indirect is not None and self.indirect.unit == number - 1 and not self.dialogue
        return self.indirect if near else None

    def _extend(self, statement: Statement, pieces: Sequence[Bounds]) -> None:
        if not statement.pieces:
            self.done.append(statement)
        statement.pieces.extend(pieces)
        statement.quoting = True

    def _fill_with_block(self, unit: Clauses) -> None:
        """ "She wrote:" and then a paragraph without marks: the paragraph is what she wrote."""
        statement, self.empty = self.empty, None
        if statement is None or statement.lemma == ":":
            return  # a bare colon leads to marks or to nothing
        if unit.paragraph == statement.paragraph + 1 and "Q" not in unit.tag:
            self._extend(statement, [self.blocks[unit.paragraph]])

    def end_paragraph(self) -> None:
        """Settle whose the bare quotes of the paragraph are, unless the next one may tell."""
        if self.waiting and not self.unclosed:
            if self.last is not None and self.reach == self.since - 1 and not (self.dialogue or self.voiced):
                self._extend(self.last, self.waiting)
                self.reach = self.paragraph
            elif self.since == self.paragraph and not self.dialogue:
                return  # the next paragraph may name who says it
            else:
                self._leave_unsaid()
            self.waiting = []

    def finish(self) -> None:
        """The text has ended."""
        self.unclosed = False
        self.end_paragraph()
        if self.waiting:
            self._leave_unsaid()

    def _leave_unsaid(self) -> None:
        """A quote that nobody is said to have said: kept without a speaker, but not from the English press, where the
        cues are known so well that what is left over is a heading, a title or a motto."""
        if self.unsaid and self.words >= _SPEECH_WORDS:
            self.done.append(
                Statement(self.number, self.since, list(self.waiting), None, None, "unsaid", "speech", "", True)
            )


def _without_ending(text: str, mention: Bounds) -> Bounds:
    """A mention without the ending that is not its own: Lang’s, he’s, they’ve."""
    match = _ENDING.search(text, mention[0], mention[1])
    return (mention[0], match.start()) if match and match.start() > mention[0] else mention


def _leads(report: Report) -> bool:
    """Whether a report's words open its sentence, as those of “No,” she said."""
    return report.pieces[0][0] == 0 and report.way in ("left", "inverted")


def _bare(unit: Clauses) -> bool:
    """Whether a sentence is nothing but passages in marks."""
    return "Q" in unit.tag and all(tag in "Q.,;:—…~" for tag in unit.tag)


def statement_of(number: int, unit: Clauses, report: Report) -> Statement:
    """A report of the sentence with that number, in characters."""
    pieces = [(unit.start[a], unit.end[b - 1]) for a, b in report.pieces]
    mention = (unit.start[report.mention[0]], unit.end[report.mention[1] - 1]) if report.mention else None
    cue = (unit.start[report.cue[0]], unit.end[report.cue[1] - 1])
    if mention is not None and report.mention is not None and report.cue[0] == report.mention[0]:
        hyphen = unit.text.rfind("-", *mention)  # "dit-il": verb and pronoun are one word
        if hyphen >= 0:
            cue, mention = (cue[0], hyphen if cue[1] == mention[1] else cue[1]), (hyphen + 1, mention[1])
        else:
            mention = None  # a word that is both cue and source ("it's clear that"): nobody is named
    elif mention is not None:
        mention = _without_ending(unit.text, mention)
    quoting = any(unit.tag[a] == "Q" or unit.tag[b - 1] == "Q" for a, b in report.pieces) and (
        report.way != "right" or unit.tag[report.pieces[0][0]] == "Q"
    )
    return Statement(
        number, unit.paragraph, sorted(pieces), cue, mention, report.way, report.kind, report.lemma, quoting
    )
