"""Whether words that a summary would show as a statement state anything: no greeting, heading, label or question."""

from __future__ import annotations

import re

from bot.grounding.alone import LEAST_CONTENT, NOTHING, QUESTION
from bot.language.tagging import read_clauses
from bot.language.words import content_tokens

SHORT = 5
"""Words up to which a statement must have a verb that is seen; of longer ones the tagger may have missed it."""

_MARKER = re.compile(r"\s*(?:\d{1,2}[.)]|[-*•])\s+")
_LABEL = re.compile(r"\s*[^\s“”\"„«»:][^“”\"„«»:\n]{0,79}:\s+(?=\S)")
_VERBS = frozenset("VAKB")


def says_nothing(text: str, language: str = "en") -> str:
    """Why words state nothing, "" where they do.

    Args:
        text: a statement, perhaps with its speaker's label in front ("Ada Lind: …").
        language: of the text; verbs are seen in English only.
    """
    bare = _LABEL.sub("", _MARKER.sub("", text, count=1), count=1).strip(" \u00a0“”\"„«»‘’'")
    if bare.endswith("?"):
        return QUESTION
    if bare.endswith(":") or not bare:
        return NOTHING
    if any(letter.isdigit() for letter in bare):
        return ""
    if len(content_tokens(bare, language)) < LEAST_CONTENT:
        return NOTHING
    if language.startswith("en") and len(bare.split()) <= SHORT:
        return "" if _VERBS.intersection(read_clauses(bare, 0, len(bare), 0, ()).tag) else NOTHING
    return ""
