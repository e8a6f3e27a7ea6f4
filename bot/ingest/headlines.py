"""Titles and dates that a source gives; nothing here makes one up."""

from __future__ import annotations

import re
from datetime import date

from bot.ingest.transcripts import is_label_line

MAX_TITLE = 200
"""Characters; a longer first line is a paragraph."""

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
