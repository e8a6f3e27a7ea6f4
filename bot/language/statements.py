"""From the reports of single sentences to whole statements: split quotes joined, quotes carried on, open colons filled.

A ``Statement`` is one reported statement in characters. Sentences give their ``Report``s; what crosses sentences is
settled here, by how texts are laid out:

- a sentence that is nothing but a quote belongs to the statement before it in its paragraph
  (“No,” Lang said. “We will not.”), or, where the paragraph opens with it, to the one behind it;
- a paragraph that is nothing but quotes goes on the statement that the paragraph before ended with;
- a cue with a colon at a paragraph's end ("She wrote:") takes the quotes of the next paragraph, or all of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.language import reports
from bot.language.clauses import Clauses
from bot.language.reports import Report

Bounds = tuple[int, int]


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


def assemble(units: Sequence[Clauses], blocks: Sequence[Bounds]) -> list[Statement]:
    """All statements of a text; ``units`` are its sentences and ``blocks`` its paragraphs, both in order."""
    joiner = _Joiner(units, blocks)
    for number, unit in enumerate(units):
        joiner.take(number, unit)
    joiner.end_paragraph()
    return joiner.done


class _Joiner:
    """Walks the sentences and keeps the statement that a bare quote may still belong to."""

    def __init__(self, units: Sequence[Clauses], blocks: Sequence[Bounds]) -> None:
        self.blocks = blocks
        self.done: list[Statement] = []
        self.last: Statement | None = None  # the last that quotes, or waits for a quote behind its colon
        self.reach = -1  # the paragraph up to which ``last`` has come
        self.waiting: list[Bounds] = []  # bare quotes of this paragraph that nobody has said yet
        self.paragraph = -1
        self.empty: Statement | None = None

    def take(self, number: int, unit: Clauses) -> None:
        if unit.paragraph != self.paragraph:
            self.end_paragraph()
            self.paragraph = unit.paragraph
        if _bare(unit):
            self._take_bare(number, unit)
            return
        if self.empty is not None:
            self._fill_with_block(unit)
        found = reports.find(unit)
        for report in found:
            self._take_report(number, unit, report)

    def _take_bare(self, number: int, unit: Clauses) -> None:
        pieces = [(unit.start[i], unit.end[i]) for i in range(len(unit)) if unit.tag[i] == "Q"]
        if self.empty is not None:
            self._extend(self.empty, pieces)
            self.last, self.empty = self.empty, None
            self.reach = self.paragraph
        elif self.last is not None and self.reach == self.paragraph:
            self._extend(self.last, pieces)
        else:
            self.waiting.extend(pieces)

    def _take_report(self, number: int, unit: Clauses, report: Report) -> None:
        statement = _statement(number, unit, report)
        if report.way == "open":
            self.empty = statement
            return
        self.done.append(statement)
        if statement.quoting:
            if self.waiting and report.pieces[0][0] == 0:
                if not self._carry():
                    statement.pieces[:0] = self.waiting
                self.waiting = []
            self.last, self.reach = statement, self.paragraph

    def _carry(self) -> bool:
        return False

    def _extend(self, statement: Statement, pieces: Sequence[Bounds]) -> None:
        if not statement.pieces:
            self.done.append(statement)
        statement.pieces.extend(pieces)
        statement.quoting = True

    def _fill_with_block(self, unit: Clauses) -> None:
        """"She wrote:" and then a paragraph without marks: the paragraph is what she wrote."""
        statement, self.empty = self.empty, None
        if statement is not None and unit.paragraph == statement.paragraph + 1 and "Q" not in unit.tag:
            self._extend(statement, [self.blocks[unit.paragraph]])

    def end_paragraph(self) -> None:
        if self.waiting:
            if self.last is not None and self.reach == self.paragraph - 1:
                self._extend(self.last, self.waiting)
                self.reach = self.paragraph
            self.waiting = []


def _bare(unit: Clauses) -> bool:
    """Whether a sentence is nothing but passages in marks."""
    return "Q" in unit.tag and all(tag in "Q.,;:—…~" for tag in unit.tag)


def _statement(number: int, unit: Clauses, report: Report) -> Statement:
    pieces = [(unit.start[a], unit.end[b - 1]) for a, b in report.pieces]
    mention = (unit.start[report.mention[0]], unit.end[report.mention[1] - 1]) if report.mention else None
    cue = (unit.start[report.cue[0]], unit.end[report.cue[1] - 1])
    quoting = any(unit.tag[a] == "Q" or unit.tag[b - 1] == "Q" for a, b in report.pieces) and (
        report.way != "right" or unit.tag[report.pieces[0][0]] == "Q"
    )
    return Statement(number, unit.paragraph, sorted(pieces), cue, mention, report.way, report.kind, report.lemma, quoting)
