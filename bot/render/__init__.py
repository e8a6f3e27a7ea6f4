"""Results, reported statements and the matrix of stances, as text, Markdown, HTML, JSON and CSV. Pure functions.

Nothing is imported before it is asked for: what prints JSON need not load what draws a page.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.render.briefing import briefing_html, briefing_markdown, briefing_text
    from bot.render.html import to_html
    from bot.render.markdown import to_markdown
    from bot.render.matrix import matrix_json, matrix_markdown, matrix_text
    from bot.render.matrix_page import matrix_html
    from bot.render.passages import passage
    from bot.render.quotes import quotes_csv, quotes_json, quotes_markdown, quotes_text
    from bot.render.result_json import from_json, to_json
    from bot.render.sources import Source, Sources, sources_of
    from bot.render.text import source_list, statement, to_text
    from bot.render.timeline import timeline_svg

_HOME = {
    "briefing_html": "briefing",
    "briefing_markdown": "briefing",
    "briefing_text": "briefing",
    "timeline_svg": "timeline",
    "to_html": "html",
    "to_markdown": "markdown",
    "matrix_json": "matrix",
    "matrix_markdown": "matrix",
    "matrix_text": "matrix",
    "matrix_html": "matrix_page",
    "passage": "passages",
    "quotes_csv": "quotes",
    "quotes_json": "quotes",
    "quotes_markdown": "quotes",
    "quotes_text": "quotes",
    "from_json": "result_json",
    "to_json": "result_json",
    "Source": "sources",
    "Sources": "sources",
    "sources_of": "sources",
    "source_list": "text",
    "statement": "text",
    "to_text": "text",
}

__all__ = [
    "Source",
    "Sources",
    "briefing_html",
    "briefing_markdown",
    "briefing_text",
    "from_json",
    "matrix_html",
    "matrix_json",
    "matrix_markdown",
    "matrix_text",
    "passage",
    "quotes_csv",
    "quotes_json",
    "quotes_markdown",
    "quotes_text",
    "source_list",
    "sources_of",
    "statement",
    "timeline_svg",
    "to_html",
    "to_json",
    "to_markdown",
    "to_text",
]


def __getattr__(name: str) -> Any:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)
