"""The matrix of stances as text, Markdown and JSON: the table, the changes, who agrees with whom, and the words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from bot.matrix import Basis, Cell, Change, Matrix, Party, Position, Relation
from bot.render import wording
from bot.render.flow import Layout, Piece, cells, flow, styled
from bot.render.result_json import citation_json
from bot.render.safe import json_text, line, markdown
from bot.render.sources import Sources, number
from bot.render.text import LABEL_STYLE
from bot.types import Label, Readings

if TYPE_CHECKING:
    from bot.briefing import Dispute

SCHEMA = "onrecord/matrix/1"
BASIS: dict[Basis, str] = {
    "date": "later by date",
    "order": "not told by dates: in the order of the sources",
    "text": "later in the same document",
}
LEGEND = tuple((label, f"{wording.SIGN[label]} {wording.LABEL[label]}") for label in wording.SIGN)
RELATIONS = "Agreement and opposition, by each one's latest words"
DISPUTES = "Against one another"
_ARROW = "→"


def sources_in(matrix: Matrix, readings: Readings) -> Sources:
    """Every citation of the matrix under a number, by speaker and target."""
    documents = {document.id: document for document in matrix.documents}
    citations = (c for cell in matrix.cells for p in cell.positions for c in p.stance.citations)
    return number(citations, documents, readings)


def course(cell: Cell) -> tuple[Label, ...]:
    """The labels of a cell in order of time, each once as long as it lasts."""
    labels: list[Label] = []
    for position in cell.positions:
        if not labels or labels[-1] != position.stance.label:
            labels.append(position.stance.label)
    return tuple(labels)


def party_name(party: Party) -> str:
    """A row's name; where it only describes somebody, with the document it means him in."""
    name = wording.speaker_of(party.speaker)
    return name if party.document is None else f"{name} ({wording.title_of(party.document)})"


def heading(matrix: Matrix) -> str:
    """One line over a matrix: how much of what."""
    counts = ((matrix.documents, "document"), (matrix.parties, "speaker"), (matrix.targets, "target"))
    told = ", ".join(f"{len(items)} {name}{'' if len(items) == 1 else 's'}" for items, name in counts)
    return f"Stances: {told}"


def relation_words(relation: Relation, matrix: Matrix) -> tuple[str, ...]:
    """On what two speakers agree and on what they are opposed, a sentence each."""
    first, second = (party_name(matrix.parties[i]) for i in (relation.first, relation.second))
    told = []
    for word, targets in (("agree on", relation.agree), ("are opposed on", relation.oppose)):
        if targets:
            told.append(f"{first} and {second} {word}: " + "; ".join(matrix.targets[t] for t in targets))
    return tuple(told)


# --- text ----------------------------------------------------------------------------------------------------


def matrix_text(
    matrix: Matrix,
    readings: Readings,
    *,
    width: int = 80,
    color: bool = False,
    disputes: Sequence[Dispute] = (),
    notes: Sequence[str] = (),
) -> str:
    """The matrix for a terminal.

    Args:
        matrix: who holds what.
        readings: the readings of its documents, for the words and their places; may lack some or all.
        width: cells of a line.
        color: whether escape codes may stand in it.
        disputes: what is to be set side by side, with both sides' words.
        notes: sentences to end with.
    """
    sources = sources_in(matrix, readings)
    layout = Layout(width, color)
    say = layout.hung
    out = [say((heading(matrix), "strong"))]
    told_last = ["\n".join(layout.paragraph(note, "dim") for note in notes)] if notes else []
    if not matrix.cells:
        return "\n\n".join([*out, "No stance was found.", *told_last]) + "\n"
    targets = [say((f"{i}  {target}", ""), indent=1, hang=3) for i, target in enumerate(matrix.targets, 1)]
    out.append("\n".join(["Targets", *targets]))
    out += _tables(matrix, width, color)
    legend = "   ".join(text for _, text in LEGEND) + "   blank: nothing said"
    out.append(say((legend, "dim")))
    if matrix.changes:
        rows = [say(("Changes", "strong"))]
        for change in matrix.changes:
            rows += change_text(change, matrix, sources, layout)
        out.append("\n".join(rows))
    if disputes:
        shown = [row for dispute in disputes for row in dispute_text(dispute, matrix, sources, layout)]
        out.append("\n".join([say((DISPUTES, "strong")), *shown]))
    told = [say((words, ""), indent=2) for r in matrix.relations for words in relation_words(r, matrix)]
    if told:
        out.append("\n".join([say((RELATIONS, "strong")), *told]))
    out.append("\n".join([say(("In the words", "strong")), *_words(matrix, sources, layout)]))
    return "\n\n".join([*out, *told_last]) + "\n"


def _tables(matrix: Matrix, width: int, color: bool) -> Iterator[str]:
    """The table, in blocks of as many targets as fit the width."""
    names = [line(party_name(party)) for party in matrix.parties]
    label = min(max(map(cells, names)), max(12, width // 2))
    columns = [_column(matrix, target) for target in range(len(matrix.targets))]
    block: list[int] = []
    used = label
    for target, column in enumerate(columns):
        size = max(map(cells, [str(target + 1), *column])) + 2
        if block and used + size > width:
            yield _table(names, label, block, columns, color)
            block, used = [], label
        block.append(target)
        used += size
    yield _table(names, label, block, columns, color)


def _column(matrix: Matrix, target: int) -> list[str]:
    shown = [""] * len(matrix.parties)
    for cell in matrix.cells:
        if cell.target == target:
            shown[cell.party] = f" {_ARROW} ".join(wording.SIGN[label] for label in course(cell))
    return shown


def _table(names: Sequence[str], label: int, block: Sequence[int], columns: list[list[str]], color: bool) -> str:
    sizes = {t: max(map(cells, [str(t + 1), *columns[t]])) for t in block}
    head = " " * label + "".join(f"  {t + 1:<{sizes[t]}}" for t in block)
    rows = [styled(head.rstrip(), "dim", color)]
    for index, name in enumerate(names):
        wrapped = flow([(name, "")], label, rest="  ").split("\n")
        rows += wrapped[:-1]
        row = wrapped[-1] + " " * (label - cells(wrapped[-1]))
        row += "".join(f"  {columns[t][index]:<{sizes[t]}}" for t in block)
        rows.append(row.rstrip())
    return "\n".join(rows)


def change_text(change: Change, matrix: Matrix, sources: Sources, layout: Layout) -> list[str]:
    name, target = party_name(matrix.parties[change.party]), matrix.targets[change.target]
    rows = [layout.hung((f"{name}: {target}", ""), (f" ({BASIS[change.basis]})", "dim"), indent=2)]
    return rows + [position_text(position, sources, layout, 4) for position in (change.before, change.after)]


def dispute_text(dispute: Dispute, matrix: Matrix, sources: Sources, layout: Layout) -> list[str]:
    """A target, and under it those in favor and those against with their words."""
    rows = [layout.hung((matrix.targets[dispute.target], ""), indent=2)]
    for side in (*dispute.favor, *dispute.against):
        rows.append(layout.hung((party_name(matrix.parties[side.party]), "strong"), indent=4))
        rows.append(position_text(side.position, sources, layout, 6))
    return rows


def _words(matrix: Matrix, sources: Sources, layout: Layout) -> Iterator[str]:
    before = None
    for cell in matrix.cells:
        if cell.party != before:
            before = cell.party
            yield layout.hung((party_name(matrix.parties[cell.party]), "strong"), indent=2)
        yield layout.hung((f"{cell.target + 1}  {matrix.targets[cell.target]}", ""), indent=4, hang=3)
        for position in cell.positions:
            yield position_text(position, sources, layout, 7)


def position_text(position: Position, sources: Sources, layout: Layout, indent: int) -> str:
    label = position.stance.label
    pieces: list[Piece] = [(f"{wording.SIGN[label]} ", LABEL_STYLE[label]), (wording.day(position.date), "dim")]
    for source in sources.of(position.stance.citations):
        where = wording.where(source, several=sources.several)
        pieces += [(f" {wording.quoted(source.words)} ", ""), (f"[{source.n}]", "mark"), (f" {where}", "dim")]
    return layout.hung(*pieces, indent=indent)


# --- Markdown ------------------------------------------------------------------------------------------------


def matrix_markdown(
    matrix: Matrix, readings: Readings, *, disputes: Sequence[Dispute] = (), notes: Sequence[str] = ()
) -> str:
    """The matrix as Markdown with a table; arguments as for ``matrix_text``."""
    sources = sources_in(matrix, readings)
    out = [f"## {markdown(heading(matrix))}"]
    told_last = ["\n".join(f"- {markdown(note)}" for note in notes)] if notes else []
    if not matrix.cells:
        return "\n\n".join([*out, "No stance was found.", *told_last]) + "\n"
    rows = ["| Speaker | " + " | ".join(markdown(target) for target in matrix.targets) + " |"]
    rows.append("|---" * (len(matrix.targets) + 1) + "|")
    columns = [_column(matrix, target) for target in range(len(matrix.targets))]
    for index, party in enumerate(matrix.parties):
        shown = " | ".join(column[index] for column in columns)
        rows.append(f"| {markdown(party_name(party))} | {shown} |")
    out += ["\n".join(rows), "*" + ", ".join(text for _, text in LEGEND) + ", blank: nothing said*"]
    if matrix.changes:
        out += ["### Changes", "\n".join(change_markdown(c, matrix, sources) for c in matrix.changes)]
    if disputes:
        opposed = [dispute_markdown(dispute, matrix, sources) for dispute in disputes]
        out += [f"### {DISPUTES}", "\n".join(opposed)]
    told = [f"- {markdown(words)}" for r in matrix.relations for words in relation_words(r, matrix)]
    if told:
        out += [f"### {RELATIONS}", "\n".join(told)]
    out += ["### In the words", "\n".join(_words_markdown(matrix, sources))]
    return "\n\n".join([*out, *told_last]) + "\n"


def dispute_markdown(dispute: Dispute, matrix: Matrix, sources: Sources) -> str:
    """A target, and under it those in favor and those against with their words, as a list."""
    rows = [f"- {markdown(matrix.targets[dispute.target])}"]
    for side in (*dispute.favor, *dispute.against):
        name = markdown(party_name(matrix.parties[side.party]))
        rows.append(f"  - **{name}** " + position_markdown(side.position, sources))
    return "\n".join(rows)


def change_markdown(change: Change, matrix: Matrix, sources: Sources) -> str:
    name, target = markdown(party_name(matrix.parties[change.party])), markdown(matrix.targets[change.target])
    rows = [f"- **{name}**: {target} *({BASIS[change.basis]})*"]
    rows += ["  - " + position_markdown(position, sources) for position in (change.before, change.after)]
    return "\n".join(rows)


def _words_markdown(matrix: Matrix, sources: Sources) -> Iterator[str]:
    for cell in matrix.cells:
        name, target = markdown(party_name(matrix.parties[cell.party])), markdown(matrix.targets[cell.target])
        yield f"- **{name}**: {target}"
        for position in cell.positions:
            yield "  - " + position_markdown(position, sources)


def position_markdown(position: Position, sources: Sources) -> str:
    told = [f"**{wording.SIGN[position.stance.label]}** {markdown(wording.day(position.date))}"]
    for source in sources.of(position.stance.citations):
        where = markdown(wording.where(source, several=sources.several))
        told.append(f"{markdown(wording.quoted(source.words))} [{source.n}] {where}")
    return " — ".join(told)


# --- JSON ----------------------------------------------------------------------------------------------------


def matrix_json(matrix: Matrix) -> str:
    """The matrix as JSON of the schema "onrecord/matrix/1"; speakers and targets are named by their index from 0."""
    sources = sources_in(matrix, {})

    def position(held: Position) -> dict[str, Any]:
        return {
            "label": held.stance.label,
            "kind": held.stance.kind,
            "document_id": held.document.id,
            "date": held.date,
            "probability": held.stance.probability,
            "citations": [citation_json(c, sources.n(c)) for c in held.stance.citations],
        }

    return json_text(
        {
            "schema": SCHEMA,
            "documents": [
                {"id": d.id, "title": d.title, "uri": d.uri, "published": d.published} for d in matrix.documents
            ],
            "speakers": [_party_json(party) for party in matrix.parties],
            "targets": list(matrix.targets),
            "cells": [
                {"speaker": c.party, "target": c.target, "stances": [position(p) for p in c.positions]}
                for c in matrix.cells
            ],
            "changes": [
                {
                    "speaker": c.party,
                    "target": c.target,
                    "basis": c.basis,
                    "before": position(c.before),
                    "after": position(c.after),
                }
                for c in matrix.changes
            ],
            "relations": _relations_json(matrix.relations),
        }
    )


def _party_json(party: Party) -> dict[str, Any]:
    return {
        "name": party.speaker.name,
        "role": party.speaker.role,
        "aliases": list(party.speaker.aliases),
        "document_id": None if party.document is None else party.document.id,
    }


def _relations_json(relations: Iterable[Relation]) -> list[dict[str, Any]]:
    return [{"speakers": [r.first, r.second], "agree": list(r.agree), "oppose": list(r.oppose)} for r in relations]
