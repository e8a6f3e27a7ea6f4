"""Markdown to the text that a reader of the rendered page sees.

Marks of emphasis, link targets, images and comments are not seen and leave no trace; a line break inside a paragraph
is seen as a space. List items keep a mark ("- ", "3. ") and their depth, table cells stand between tabs. Front matter
gives title, date and publisher and is not part of the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.errors import SourceUnreadable
from bot.ingest.decoding import clean
from bot.ingest.headlines import iso_date, title_of
from bot.ingest.origin import Origin
from bot.types import Document

if TYPE_CHECKING:
    from markdown_it.token import Token

MAX_CHARACTERS = 1_000_000
"""Two novels. The parser reads about a million characters of prose a second; text of nothing but opening brackets,
which only an attacker writes, takes twenty times as long."""

MAX_NESTING = 24
"""Levels of lists and quotes inside each other, each list counting two. The parser leaves out what lies deeper, and its
time for brackets inside brackets grows with the number."""

MAX_FRONT_MATTER = 65_536
"""Characters."""

_FENCE = re.compile(r"---[ \t]*(?:\n|$)")
_FRONT_MATTER_END = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)


def read_markdown(text: str, origin: Origin) -> Document:
    """Read Markdown.

    Raises:
        SourceUnreadable: it is longer than ``MAX_CHARACTERS``, or nested deeper than ``MAX_NESTING``.
    """
    from markdown_it import MarkdownIt

    if len(text) > MAX_CHARACTERS:
        raise SourceUnreadable(f"{origin} is Markdown of over {MAX_CHARACTERS:,} characters; give a part of it.")
    front, body = _front_matter(text)
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": MAX_NESTING}).enable(["table", "strikethrough"])
    tokens = parser.parse(body)
    if any(token.level >= MAX_NESTING - 1 for token in tokens):
        raise SourceUnreadable(f"{origin} has lists or quotes nested too deeply to be read in full; flatten them.")
    return Document.of(
        clean(_Page().laid_out(tokens)),
        title=title_of(front.get("title")) or _heading(tokens),
        uri=origin.uri,
        published=next((day for key in ("date", "published", "pubdate") if (day := iso_date(front.get(key)))), None),
        publisher=title_of(front.get("publisher")) or title_of(front.get("source")),
        kind="markdown",
    )


def _front_matter(text: str) -> tuple[Mapping[str, Any], str]:
    """The YAML mapping between two lines of three dashes at the start, in small letters, and the rest of the text."""
    import yaml

    opening = _FENCE.match(text)
    closing = _FRONT_MATTER_END.search(text, opening.end(), MAX_FRONT_MATTER) if opening else None
    if opening is None or closing is None:
        return {}, text
    try:
        value = yaml.safe_load(text[opening.end() : closing.start()])
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}, text
    if not isinstance(value, dict):
        return {}, text
    return {str(key).lower(): item for key, item in value.items()}, text[closing.end() :]


def _heading(tokens: Sequence[Token]) -> str | None:
    """The first heading of the first level; failing that a heading that the text begins with."""
    for index, token in enumerate(tokens):
        if token.type == "heading_open" and (token.tag == "h1" or index == 0):
            return title_of(clean(_inline(tokens[index + 1].children or ())))
    return None


def _inline(children: Sequence[Token]) -> str:
    pieces = []
    for token in children:
        if token.type == "softbreak":
            pieces.append(" ")
        elif token.type == "hardbreak" or (token.type == "html_inline" and token.content[:3].lower() == "<br"):
            pieces.append("\n")
        elif token.type in ("text", "code_inline"):
            pieces.append(token.content)
    return "".join(pieces)


@dataclass(slots=True)
class _Page:
    """The layout under way: what is written, and where in lists and tables the next token stands."""

    written: list[str] = field(default_factory=list)
    lists: list[int | None] = field(default_factory=list)  # the next number of each open list; None for bullets
    mark: str = ""  # of the list item that has just begun
    tight: bool = False
    after_item: bool = False  # what was written last belongs to the list that is still open
    row: list[str] | None = None
    first_row: bool = False

    def laid_out(self, tokens: Sequence[Token]) -> str:
        for token in tokens:
            self._take(token)
        return "".join(self.written)

    def _take(self, token: Token) -> None:
        match token.type:
            case "bullet_list_open":
                self.lists.append(None)
            case "ordered_list_open":
                self.lists.append(int(token.attrGet("start") or 1))
            case "bullet_list_close" | "ordered_list_close":
                self.lists.pop()
                self.after_item = self.after_item and bool(self.lists)
            case "list_item_open":
                number = self.lists[-1]
                self.mark = "- " if number is None else f"{number}. "
                self.lists[-1] = None if number is None else number + 1
            case "paragraph_open":
                self.tight = token.hidden
            case "table_open":
                self.first_row = True
            case "tr_open":
                self.row = []
            case "tr_close":
                self._write("\t".join(self.row or ()), "\n\n" if self.first_row else "\n")
                self.row, self.first_row = None, False
            case "inline":
                self._inline_block(_inline(token.children or ()))
            case "fence" | "code_block":
                self._write(token.content.rstrip("\n"), "\n\n")
            case "html_block":
                self._write(_visible(token.content), "\n\n")

    def _inline_block(self, text: str) -> None:
        if self.row is not None:
            self.row.append(" ".join(text.split()))
            return
        self._write(text, "\n" if self.tight and self.after_item else "\n\n")
        self.tight = False

    def _write(self, text: str, gap: str) -> None:
        if not text.strip():
            return
        indent = "  " * (len(self.lists) - 1)
        if self.lists:
            text = indent + (self.mark or "  ") + text
        self.written.append(f"{gap}{text}" if self.written else text)
        self.mark, self.after_item = "", bool(self.lists)


def _visible(markup: str) -> str:
    """What is seen of a block of HTML."""
    from lxml import etree, html

    try:
        tree = html.fragment_fromstring(markup, create_parent="div")
    except (etree.ParserError, ValueError):
        return ""
    etree.strip_elements(tree, "script", "style", "template", etree.Comment, with_tail=False)
    return "\n".join(line for part in tree.itertext() if (line := " ".join(part.split())))
