"""A checked draft as one self-contained HTML page: the draft with its statements marked, beside its sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.render import check_words as told
from bot.render.html import page, source_texts
from bot.render.sources import Source, Sources, sources_of
from bot.types import Check, Checked, Document, Readings, Result


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of the draft: the number of the innermost statement that holds it (from 1, 0 for none), and the
    statements that begin and end with it."""

    text: str
    number: int
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


def check_html(result: Result, readings: Readings) -> str:
    """A check as an HTML page; the arguments are those of ``to_html``."""
    assert result.check is not None
    check = result.check
    sources = sources_of(result, readings)
    return page(
        "check.html.j2",
        title=told.heading(result),
        result=result,
        check=check,
        told=told,
        sources=sources,
        stretches=stretches(check.draft, check.statements),
        rows=_rows(check, sources),
        quotations=[(q, sources.of([q.citation]) if q.verbatim else ()) for q in check.quotations],
        texts=source_texts(result.documents, sources, readings),
    )


def _rows(check: Check, sources: Sources) -> list[tuple[int, Checked, tuple[Source, ...]]]:
    return [(n, checked, sources.of(checked.citations)) for n, checked in enumerate(check.statements, 1)]


def stretches(draft: Document, statements: Sequence[Checked]) -> tuple[Stretch, ...]:
    """The draft's text cut where statements begin and end; joined, the pieces are the text. None without its text."""
    places = [(c.place.start, c.place.end, n) for n, c in enumerate(statements, 1) if c.place.end <= len(draft.text)]
    cuts = sorted({0, len(draft.text), *(start for start, _, _ in places), *(end for _, end, _ in places)})
    found = []
    for start, end in pairwise(cuts):
        around = [(last - first, n) for first, last, n in places if first <= start and end <= last]
        found.append(
            Stretch(
                draft.text[start:end],
                min(around)[1] if around else 0,
                tuple(n for first, _, n in places if first == start),
                tuple(n for _, last, n in places if last == end),
            )
        )
    return tuple(found)
