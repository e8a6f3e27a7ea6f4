"""rapidfuzz's partial ratio and langextract's aligner on quotes and a document.

Told ``{"how", "text", "quotes"}``; says ``{"seconds", "found": [bool]}``. A partial ratio finds a quote where it is
``CUTOFF`` or more; langextract finds one where its aligner gives it a place, as it does by default: exactly, in part,
or by fuzzy matching.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from peer_lines import serve  # type: ignore[import-not-found]

CUTOFF = 90.0


def partial_ratio(text: str, quotes: Sequence[str]) -> list[bool]:
    """Whether each quote has a place with a partial ratio of ``CUTOFF`` or more."""
    from rapidfuzz import fuzz  # type: ignore[import-not-found]

    return [fuzz.partial_ratio(quote, text, score_cutoff=CUTOFF) >= CUTOFF for quote in quotes]


def aligner(text: str, quotes: Sequence[str]) -> list[bool]:
    """Whether langextract aligns each quote; all in one call, in the order of the text, as it is meant to be used."""
    from langextract.core.data import Extraction  # type: ignore[import-not-found]
    from langextract.resolver import WordAligner  # type: ignore[import-not-found]

    groups = [[Extraction("quote", quote) for quote in quotes]]
    (aligned,) = WordAligner().align_extractions(groups, text)
    return [one.char_interval is not None and one.char_interval.start_pos is not None for one in aligned]


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    """Locate the quotes."""
    how = {"rapidfuzz": partial_ratio, "langextract": aligner}[asked["how"]]
    how(asked["text"][:2000], asked["quotes"][:1])  # imports, and what is made once
    began = time.process_time()
    found = how(asked["text"], asked["quotes"])
    return {"seconds": time.process_time() - began, "found": found}


if __name__ == "__main__":
    serve(answer)
