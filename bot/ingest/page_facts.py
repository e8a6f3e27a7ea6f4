"""Title, date and publisher that a web page states of itself, in its metadata. What it does not state stays None."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.ingest.decoding import clean
from bot.ingest.headlines import iso_date, title_of

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_LINKED_DATA = 500_000
"""Characters of JSON-LD read in all; an article's own is a few thousand."""

MAX_NODES = 1_000
"""Objects of JSON-LD looked at."""

_TITLE_KEYS = ("og:title", "twitter:title", "dc.title", "dcterms.title", "title")
_DATE_KEYS = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "publication_date",
    "pubdate",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "date",
)
_PUBLISHER_KEYS = ("og:site_name", "application-name", "dc.publisher", "dcterms.publisher", "publisher")
_ARTICLES = ("Article", "Posting", "WebPage", "Report", "PressRelease")


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page says of itself; ``published`` is an ISO date."""

    title: str | None
    published: str | None
    publisher: str | None


def page_facts(tree: _Element) -> PageFacts:
    """Read the facts of a parsed page: its JSON-LD first, then its ``<meta>`` elements, then its own words."""
    meta = _meta(tree)
    title = published = publisher = None
    for node in _linked_data(tree):
        kinds = str(node.get("@type"))
        if any(kind in kinds for kind in _ARTICLES):
            title = title or title_of(node.get("headline"))
            published = published or iso_date(node.get("datePublished"))
            by = node.get("publisher")
            publisher = publisher or title_of(by.get("name") if isinstance(by, Mapping) else by)
    return PageFacts(
        title=_seen(title or _first(meta, _TITLE_KEYS) or _heading(tree)),
        published=published or next((d for k in _DATE_KEYS if (d := iso_date(meta.get(k)))), None) or _time(tree),
        publisher=_seen(publisher or _first(meta, _PUBLISHER_KEYS)),
    )


def _seen(text: str | None) -> str | None:
    return title_of(clean(html.unescape(text))) if text else None


def _meta(tree: _Element) -> dict[str, str]:
    """``<meta>`` contents by name, property or itemprop in small letters; the first of each."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop")
        content = element.get("content")
        if key and content and content.strip():
            found.setdefault(key.strip().lower(), content)
    return found


def _first(meta: Mapping[str, str], keys: tuple[str, ...]) -> str | None:
    return next((value for key in keys if (value := title_of(meta.get(key)))), None)


def _heading(tree: _Element) -> str | None:
    """The page's only ``<h1>``, else its ``<title>``."""
    headings = [words for element in tree.iter("h1") if (words := title_of("".join(element.itertext())))]
    if len(headings) == 1:
        return headings[0]
    return next((title_of("".join(element.itertext())) for element in tree.iter("title")), None)


def _time(tree: _Element) -> str | None:
    """A ``<time>`` that is marked as the date of publication, or the only date that the page marks as one."""
    dates: list[str] = []
    for element in tree.iter("time"):
        day = iso_date(element.get("datetime"))
        if day and (element.get("pubdate") is not None or element.get("itemprop") == "datePublished"):
            return day
        dates.extend([day] if day else [])
    return dates[0] if len(set(dates)) == 1 else None


def _linked_data(tree: _Element) -> Iterator[Mapping[str, Any]]:
    """The objects of the page's JSON-LD, those in lists and graphs too."""
    budget, nodes = MAX_LINKED_DATA, MAX_NODES
    for element in tree.iter("script"):
        text = element.text or ""
        if (element.get("type") or "").strip().lower() != "application/ld+json" or len(text) > budget:
            continue
        budget -= len(text)
        try:
            waiting = [json.loads(text, strict=False)]
        except (ValueError, RecursionError):
            continue
        while waiting and nodes:
            nodes -= 1
            node = waiting.pop(0)
            if isinstance(node, list):
                waiting[:0] = node[:nodes]
            elif isinstance(node, Mapping):
                yield node
                waiting.extend(node[key] for key in ("@graph", "mainEntity") if key in node)
