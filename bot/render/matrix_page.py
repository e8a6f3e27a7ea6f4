"""The matrix of stances as one self-contained HTML page, with the sources under it and every mark leading there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from markupsafe import Markup

from bot.matrix import Matrix
from bot.render import matrix as telling
from bot.render.html import page, source_texts
from bot.render.timeline import COLUMN, NARROW, timeline_svg
from bot.types import Readings

if TYPE_CHECKING:
    from bot.briefing import Dispute


def matrix_html(
    matrix: Matrix,
    readings: Readings,
    *,
    timeline: bool = False,
    disputes: Sequence[Dispute] = (),
    notes: Sequence[str] = (),
) -> str:
    """The matrix as an HTML page.

    Args:
        matrix: who holds what.
        readings: the readings of its documents; one that is missing is shown by its quotes alone.
        timeline: whether the positions are also drawn over time.
        disputes: what is to be set side by side, with both sides' words.
        notes: sentences to begin with.
    """
    sources = telling.sources_in(matrix, readings)
    return page(
        "matrix.html.j2",
        title=telling.heading(matrix),
        matrix=matrix,
        sources=sources,
        telling=telling,
        pictures=pictures(matrix) if timeline else (),
        disputes=disputes,
        notes=notes,
        texts=source_texts(matrix.documents, sources, readings),
    )


def pictures(matrix: Matrix) -> tuple[Markup, Markup]:
    """The positions over time, drawn for a wide page and for a narrow one; a style sheet shows one of them."""
    wide, narrow = (timeline_svg(matrix, width=width, alone=False) for width in (COLUMN, NARROW))
    return Markup(wide), Markup(narrow)  # noqa: S704 (every word in them is escaped)
