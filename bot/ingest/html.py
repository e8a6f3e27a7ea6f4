"""Web pages: the article by trafilatura, laid out as its paragraphs, and what the page says of itself.

Menus, comments and other furniture are not the article, nor is a paragraph that repeats another word for word.

A hostile page must cost bounded time and memory, and trafilatura's time grows faster than the page. So the tree is
parsed here first, stripped of all that no reader sees (scripts, styles, elements that the page itself hides), and
counted; trafilatura never sees the page's metadata, which is read by ``page_facts`` instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from bot.errors import SourceUnreadable
from bot.ingest.decoding import clean
from bot.ingest.origin import Origin
from bot.ingest.page_facts import page_facts
from bot.ingest.quiet import hush
from bot.types import Document

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_ELEMENTS = 50_000
"""A long encyclopedia article has 30,000. The worst trees of this size that we could think of take 6 s."""

FAST_ELEMENTS = 10_000
"""Above this trafilatura's second opinions, which triple its time, are left out."""

MAX_ATTRIBUTES = 500
"""Attributes of one element. Building the tree takes time that grows with the square of it."""

MAX_ATTRIBUTE = 2_000
"""Characters of one attribute. Longer ones carry a program's state, not classes and styles, and are left out."""

MIN_BLOCK = 20
"""Characters. A page without one paragraph as long as a short sentence has buttons and labels, but no article."""

MENU_SHARE = 0.9
"""Where more of the words than this are links, the page is a menu."""

_META_CHARSET = re.compile(rb"<meta[^<>]{1,200}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_:.-]{2,40})", re.IGNORECASE)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]*[1-9])", re.I)
_UNSEEN = ("script", "style", "template", "noscript", "iframe", "object", "svg")
_BLOCKS = frozenset({"head", "p", "quote", "list", "table", "code", "div", "ab"})


def declared_charset(raw: bytes) -> str | None:
    """The charset in a page's own ``<meta>``, which stands in its first 1,024 bytes (HTML Standard, 4.2.5.4)."""
    match = _META_CHARSET.search(raw[:1024])
    return match[1].decode("ascii") if match else None


def read_html(text: str, origin: Origin) -> Document:
    """Read a web page.

    Raises:
        SourceUnreadable: there is no article in it, or more elements than ``MAX_ELEMENTS``.
    """
    tree = _parsed(text, origin)
    facts = page_facts(tree)
    size = _strip_unseen(tree)
    body = None if _is_menu(tree) else _article(tree, fast=size > FAST_ELEMENTS)
    blocks = list(_blocks(body)) if body is not None else []
    if max(map(len, blocks), default=0) < MIN_BLOCK:
        raise SourceUnreadable(
            f"{origin} is a web page with no article in it; if it shows one in a browser, save its text and give that."
        )
    headline = _headline_shown(tree, facts.title)
    if headline and " ".join(headline.split()) not in (" ".join(block.split()) for block in blocks[:3]):
        blocks.insert(0, headline)
    return Document.of(
        clean("\n\n".join(blocks)).strip(),
        title=facts.title,
        uri=origin.uri,
        published=facts.published,
        publisher=facts.publisher,
        kind="html",
    )


class _OverLimitError(Exception):
    """The page has more elements, or an element more attributes, than an article could have."""


class _Census:
    """A parser target that counts and keeps nothing, so that a monstrous page is refused before its tree is built."""

    def __init__(self) -> None:
        self.elements = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.elements += 1
        if self.elements > MAX_ELEMENTS or len(attributes) > MAX_ATTRIBUTES:
            raise _OverLimitError

    def end(self, tag: str) -> None: ...

    def data(self, text: str) -> None: ...

    def close(self) -> int:
        return self.elements


def _parsed(text: str, origin: Origin) -> _Element:
    from lxml import etree, html

    raw = text.encode()
    unread = f"{origin} is not a web page that can be read; save its text and give that."
    try:
        etree.fromstring(raw, etree.HTMLParser(encoding="utf-8", target=_Census()))
        parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
        tree: _Element = html.document_fromstring(raw, parser=parser)
    except _OverLimitError:
        raise SourceUnreadable(
            f"{origin} is a web page of over {MAX_ELEMENTS:,} elements, or with over {MAX_ATTRIBUTES} attributes "
            "on one; save its text and give that."
        ) from None
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise SourceUnreadable(unread) from None
    return tree


def _strip_unseen(tree: _Element) -> int:
    """Take out what the page does not show, and overlong attributes; the number of elements left."""
    from lxml import etree

    etree.strip_elements(tree, *_UNSEEN, with_tail=False)
    size = 0
    hidden = []
    for element in tree.iter(etree.Element):
        size += 1
        for key, value in element.attrib.items():
            if len(value) > MAX_ATTRIBUTE:
                del element.attrib[key]
        if element.get("hidden") is not None or _HIDDEN_STYLE.search(element.get("style", "")):
            hidden.append(element)
    for element in hidden:
        if element.tag not in ("html", "body"):
            element.text, element[:] = None, []
    return size


def _is_menu(tree: _Element) -> bool:
    linked = sum(len(" ".join("".join(link.itertext()).split())) for link in tree.iter("a"))
    body = tree.find("body")
    words = "" if body is None else " ".join("".join(body.itertext()).split())
    return linked > MENU_SHARE * len(words)


def _article(tree: _Element, *, fast: bool) -> _Element | None:
    from trafilatura import bare_extraction

    hush("trafilatura")
    found = bare_extraction(tree, fast=fast, include_comments=False, with_metadata=False)
    body: _Element | None = getattr(found, "body", None)
    return body


def _headline_shown(tree: _Element, title: str | None) -> str | None:
    """The page's one visible headline, where it is the title: extraction often leaves it outside the article."""
    for heading in tree.iter("h1"):
        words = " ".join("".join(heading.itertext()).split())
        if words and title and (words == title or title.startswith(words) or words.startswith(title)):
            return words
    return None


def _blocks(body: _Element) -> Iterator[str]:
    """The paragraphs, headings, lists and tables of trafilatura's article, each as the lines a reader sees."""
    loose = [body.text or ""]  # text that stands in no block of its own
    for element in body:
        if element.tag in _BLOCKS:
            yield from _flushed(loose)
            if element.tag in ("quote", "div") and any(child.tag in _BLOCKS for child in element):
                yield from _blocks(element)
            elif text := _block(element):
                yield text
        else:
            loose.append(_words(element))
        loose.append(element.tail or "")
    yield from _flushed(loose)


def _flushed(loose: list[str]) -> Iterator[str]:
    text = _spaced("".join(loose))
    loose.clear()
    if text:
        yield text


def _block(element: _Element) -> str:
    if element.tag == "list":
        return "\n".join(_items(element, 0))
    if element.tag == "table":
        rows = ("\t".join(" ".join(_words(cell).split()) for cell in row.iter("cell")) for row in element.iter("row"))
        return "\n".join(row for row in rows if row.strip())
    return _spaced(_words(element))


def _items(element: _Element, depth: int) -> Iterator[str]:
    for number, item in enumerate(element.iterchildren("item"), 1):
        mark = f"{number}. " if element.get("rend") == "ol" else "- "
        own = _spaced(_words(item, stop="list")).replace("\n", " ")
        if own:
            yield "  " * depth + mark + own
        for inner in item.iterchildren("list"):
            yield from _items(inner, depth + 1)


def _words(element: _Element, stop: str | None = None) -> str:
    """An element's text with its line breaks; without the children named ``stop``."""
    pieces = [element.text or ""]
    for child in element:
        if child.tag == "lb":
            pieces.append("\n")
        elif child.tag != stop:
            inner = _words(child)
            pieces.append(f"\n{inner}\n" if child.tag in _BLOCKS else inner)
        pieces.append(child.tail or "")
    return "".join(pieces)


def _spaced(text: str) -> str:
    """Text without space at the ends of its lines and without empty lines."""
    return "\n".join(line for part in text.split("\n") if (line := part.strip()))
