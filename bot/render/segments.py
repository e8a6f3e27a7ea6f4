"""A source's text cut where citations begin and end, so that overlapping ones can be marked without overlap."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from bot.render.sources import Source
from bot.render.wording import clock
from bot.types import Document


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a text on which the same citations rest throughout.

    ``numbers`` are those citations, ``starts`` and ``ends`` those that begin with and end with this piece, and
    ``label`` what a reader is to be told before it, such as a page's number; empty for most.
    """

    text: str
    numbers: tuple[int, ...] = ()
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    label: str = ""


def segments(document: Document, entries: Iterable[Source]) -> tuple[Segment, ...]:
    """The whole text in pieces, in order; joined they are the text again.

    Args:
        document: a document with its text.
        entries: sources; those of other documents, and those not located, are passed over.
    """
    starts: defaultdict[int, list[int]] = defaultdict(list)
    ends: defaultdict[int, list[int]] = defaultdict(list)
    for source in entries:
        span = source.citation.span
        if span is not None and source.place is not None and span.document_id == document.id:
            starts[span.start].append(source.n)
            ends[span.end].append(source.n)
    labels = _labels(document)
    cuts = sorted({0, len(document.text), *starts, *ends, *labels})
    pieces: list[Segment] = []
    active: list[int] = []
    for start, end in pairwise(cuts):
        for n in starts[start]:
            insort(active, n)
        for n in ends[start]:
            active.remove(n)  # begun above at the latest, where the span is empty
        piece = document.text[start:end]
        label = labels.get(start, "")
        pieces.append(Segment(piece, tuple(active), tuple(starts[start]), tuple(ends[end]), label))
    return tuple(pieces)


def _labels(document: Document) -> dict[int, str]:
    """What the source has at a place but not in its text: page numbers, times, unwritten names of speakers."""
    labels = {page.start: f"p. {page.number}" for page in document.pages if page.start < len(document.text)}
    for turn in document.turns:
        name = turn.speaker if turn.label_start == turn.label_end else ""
        told = " ".join(part for part in (clock(turn.time), name) if part)
        if told:
            at = min(turn.label_start, turn.start) if turn.label_start < turn.label_end else turn.start
            labels[at] = f"{labels[at]} · {told}" if at in labels else told
    return labels
