"""Feeds (RSS, Atom, RDF): the addresses of the pages that they list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from bot.errors import SourceUnreadable, shown

MOST_ENTRIES: Final = 500
"""Entries that are read of one feed; publishers list a few dozen."""

_HEAD: Final = 2048
# The root element, after a declaration, comments and a style sheet; the head is short, so backtracking is bounded.
_FEED = re.compile(
    rb"\s*(?:<\?xml[^<>]*>\s*)?(?:<\?[^<>]*>\s*|<!--(?:(?!-->).)*-->\s*|<!DOCTYPE\s+rss[^<>]*>\s*){0,10}"
    rb"<(?:rss\b|feed\b|rdf:RDF\b)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """A page that a feed lists: its http(s) address, and the day the feed gives for it (YYYY-MM-DD) or None."""

    link: str
    published: str | None


def is_feed(raw: bytes) -> bool:
    """Whether bytes are a feed, by how they begin."""
    return _FEED.match(raw[:_HEAD].removeprefix(b"\xef\xbb\xbf")) is not None


def entries(raw: bytes, name: str) -> tuple[FeedEntry, ...]:
    """The pages that a feed lists, each address once, in the feed's order.

    A feed is written by anybody, so what is not an http(s) address in it is passed over, a path above all.

    Args:
        raw: the feed, whole.
        name: its address, against which relative links count, or its path.

    Raises:
        SourceUnreadable: no entry with an address is in it.
    """
    import io

    import feedparser

    base = {"content-location": name} if name.startswith(("http://", "https://")) else {}
    parsed = feedparser.parse(io.BytesIO(raw), response_headers=base)  # a string would be taken for an address
    found: dict[str, FeedEntry] = {}
    for entry in parsed.entries[:MOST_ENTRIES]:
        link = entry.get("link")
        if isinstance(link, str) and _is_address(link):
            found.setdefault(link, FeedEntry(link, _day(entry)))
    if not found:
        raise SourceUnreadable(f"{shown(name)} is a feed without an entry that has an address; give its pages.")
    return tuple(found.values())


def _is_address(link: str) -> bool:
    try:
        return urlsplit(link).scheme in ("http", "https")
    except ValueError:
        return False


def _day(entry: dict[str, object]) -> str | None:
    when = entry.get("published_parsed") or entry.get("updated_parsed")
    if not isinstance(when, tuple) or not 1 <= when[0] <= 9999:
        return None
    return f"{when[0]:04}-{when[1]:02}-{when[2]:02}"
