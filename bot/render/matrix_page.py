"""The matrix of stances as one self-contained HTML page, with the sources under it and every mark leading there."""

from __future__ import annotations

from bot.matrix import Matrix
from bot.render import matrix as telling
from bot.render.html import page, source_texts
from bot.types import Readings


def matrix_html(matrix: Matrix, readings: Readings) -> str:
    """The matrix as an HTML page.

    Args:
        matrix: who holds what.
        readings: the readings of its documents; one that is missing is shown by its quotes alone.
    """
    sources = telling.sources_in(matrix, readings)
    return page(
        "matrix.html.j2",
        title=telling.heading(matrix),
        matrix=matrix,
        sources=sources,
        telling=telling,
        texts=source_texts(matrix.documents, sources, readings),
    )
