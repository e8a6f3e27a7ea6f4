"""Titles and dates that a source gives; nothing here makes one up."""

from __future__ import annotations

import re
from datetime import date

from bot.ingest.transcripts import is_label_line

MAX_TITLE = 200
"""Characters; a longer first line is a paragraph."""

MAX_HEAD = 2_000
HEAD_LINES = 6
"""Characters, and lines that are not blank, among which a report says when it was written."""

_LANGUAGES = ("en", "de", "fr", "es")
_DATELINE = re.compile(
    r"[^\W\d_a-z][^—–\n]{1,40}?,\s+(?:[^\W\d_]{2,10},?\s+)??(?P<date>[^—–\n]{0,12}?\d[^—–\n(]{3,24}?)(?:\s*\([^()\n]{0,40}\))?\s*(?:[—–]|--?\s)"
)
_DATE_LINE = re.compile(
    r"(?:(?:published|posted|updated|dated?|issued)\b(?:\s+on)?\s*:?\s*)?(?:[^\W\d_]{2,10},?\s+)?"
    r"(?P<date>[^\W\d_]{0,10}\.?\s?\d[\w .,-]{3,24}?)(?:,?\s+(?:at\s+)?\d{1,2}[:.]\d{2}.{0,12})?",
    re.IGNORECASE,
)
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?![\d-])")


def headline(text: str) -> str | None:
    """The first line, where it looks like a headline: short, set off by a blank line from the text that follows,
    two words or more, beginning as a headline does and not ending as a sentence or an opening line does."""
    line, _, rest = text.lstrip().partition("\n")
    line = line.strip()
    following, _, _ = rest.partition("\n")
    if not line or following.strip() or not rest.strip() or len(line) > MAX_TITLE or len(line.split()) < 2:
        return None
    opening = line.lstrip("\"'“”„‚‘’«‹([¿¡")[:1]
    if not opening.isalnum() or opening.islower():
        return None
    if line.rstrip("\"'“”’»›)]").endswith((".", ",", ";", ":", "。", "…")) or is_label_line(line):
        return None
    return line


def dateline(text: str) -> str | None:
    """The day that a report dates itself by, in ISO form; None where it gives no whole date.

    It is a line of its own ("Published 9 June 2031") or stands before the dash of an opening ("PORT ANSEL, 9 June 2031
    (Wire) — The council …"), among the first lines.
    """
    from bot.language.dates import find_dates

    lines = [line.strip() for line in text[:MAX_HEAD].split("\n")]
    for line in [line for line in lines if line][:HEAD_LINES]:
        opening = _DATELINE.match(line) or _DATE_LINE.fullmatch(line)
        written = opening["date"].strip() if opening else ""
        for language in _LANGUAGES if written else ():
            for day in find_dates(written, language):
                whole = day.end - day.start == len(written) and day.year and day.month and day.day and not day.turned
                if whole and (found := _iso(day.year or 0, day.month or 0, day.day or 0)):
                    return found
    return None


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def title_of(value: object) -> str | None:
    """A title from a source's own metadata as one line; None where it is empty or no text."""
    if not isinstance(value, str):
        return None
    line = " ".join(value.split())
    return line[:MAX_TITLE] or None


def iso_date(value: object) -> str | None:
    """The ISO date (``YYYY-MM-DD``) that a metadata value begins with or is; None for anything else."""
    if isinstance(value, date):
        return value.isoformat()[:10]
    match = _ISO_DATE.match(str(value).strip()) if isinstance(value, str) else None
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
    except ValueError:
        return None
