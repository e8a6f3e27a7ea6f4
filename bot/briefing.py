"""What of a briefing is agreed, what disputed and by whom, and what changed. Pure; no words are judged but by checks.

- **Agreed** is a statement that two documents or more each carry alone (near copies of a story count as one), and a
  target on which two speakers or more hold the same and none
  the contrary.
- **Disputed** is a target on which, by their latest words, one speaker is in favor and another against: both sides
  stand side by side. What one speaker said at different times is a **change** of the matrix.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from bot.grounding.support import check
from bot.matrix import Cell, Matrix, Position, build
from bot.types import Claim, Label, Readings, Result, Span


@dataclass(frozen=True, slots=True)
class Side:
    """A speaker, by the index of the row in the matrix, and his or her latest position on a target."""

    party: int
    position: Position


@dataclass(frozen=True, slots=True)
class Dispute:
    """A target, by its index in the matrix, with those in favor of it and those against; neither is empty."""

    target: int
    favor: tuple[Side, ...]
    against: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Accord:
    """A target on which two speakers or more hold the same, and nobody the contrary."""

    target: int
    label: Label
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Briefing:
    """A result in the order in which it is of use.

    ``reported`` are claims of one document alone whose words are no position's; ``matrix.changes`` are the changes;
    ``others`` are what is held with nobody for or against it and no change.
    """

    result: Result
    agreed: tuple[Claim, ...]
    reported: tuple[Claim, ...]
    accords: tuple[Accord, ...]
    disputes: tuple[Dispute, ...]
    others: tuple[Cell, ...]
    matrix: Matrix


def brief(result: Result, readings: Readings, stories: Mapping[str, str] = MappingProxyType({})) -> Briefing:
    """Put a summary with stances in that order.

    Args:
        result: what ``Session.brief`` gave.
        readings: the documents.
        stories: documents that are near copies of one another -> the one that stands for them.
    """
    matrix = build((result,), readings)
    agreed = tuple(
        claim
        for claim in result.claims
        if len({stories.get(document_id, document_id) for document_id in voices_for(claim, readings)}) > 1
    )
    held = [c.span for cell in matrix.cells for p in cell.positions for c in p.stance.citations if c.span is not None]
    reported = tuple(claim for claim in result.claims if claim not in agreed and not _is_among(claim, held))
    shared, opposed = accords(matrix), disputes(matrix)
    shown = {(side.party, accord.target) for accord in shared for side in accord.sides}
    shown |= {(side.party, d.target) for d in opposed for side in (*d.favor, *d.against)}
    shown |= {(change.party, change.target) for change in matrix.changes}
    others = tuple(cell for cell in matrix.cells if (cell.party, cell.target) not in shown)
    return Briefing(result, agreed, reported, shared, opposed, others, matrix)


def voices_for(claim: Claim, readings: Readings) -> tuple[str, ...]:
    """The ids of the documents each of which carries a statement by what is cited of it, alone."""
    cited = [citation.span for citation in claim.citations if citation.span is not None]
    documents = tuple(dict.fromkeys(span.document_id for span in cited))
    if len(documents) < 2:
        return documents
    return tuple(
        document_id
        for document_id in documents
        if document_id in readings
        and check(claim.text, [s for s in cited if s.document_id == document_id], readings).support == "supported"
    )


def _is_among(claim: Claim, held: Sequence[Span]) -> bool:
    """Whether all that a claim cites is shown already as the words of a position."""
    spans = [citation.span for citation in claim.citations if citation.span is not None]
    return bool(spans) and all(any(span.overlaps(other) for other in held) for span in spans)


def disputes(matrix: Matrix) -> tuple[Dispute, ...]:
    """The targets on which the latest words of some are in favor and of others against, in the matrix's order."""
    found = []
    for target in range(len(matrix.targets)):
        favor, against = _sides(matrix, target, "favor"), _sides(matrix, target, "against")
        if favor and against:
            found.append(Dispute(target, favor, against))
    return tuple(found)


def accords(matrix: Matrix) -> tuple[Accord, ...]:
    """The targets on which two speakers or more hold the same, and none the contrary."""
    found = []
    contrary: Sequence[tuple[Label, Label]] = (("favor", "against"), ("against", "favor"))
    for target in range(len(matrix.targets)):
        for label, other in contrary:
            sides = _sides(matrix, target, label)
            if len(sides) > 1 and not _sides(matrix, target, other):
                found.append(Accord(target, label, sides))
    return tuple(found)


def _sides(matrix: Matrix, target: int, label: Label) -> tuple[Side, ...]:
    return tuple(
        Side(cell.party, cell.latest)
        for cell in matrix.cells
        if cell.target == target and cell.latest.stance.label == label
    )
