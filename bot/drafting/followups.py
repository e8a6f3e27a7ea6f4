"""Questions that lean on the ones before, made to stand alone where no model is there to understand them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.language.names import find_names

_PERSONAL = re.compile(r"\b(?:he|she|they|him|her|them|it)\b(?![’'])", re.IGNORECASE)
_POSSESSIVE = re.compile(r"\b(?:his|their|its)\b", re.IGNORECASE)
_LEAD = re.compile(r"\A\s*(?:and|but|so|then|also)\b[\s,]*", re.IGNORECASE)
_ELLIPSIS = re.compile(r"\A\s*(?:and|but|what about|how about)\s+(?P<what>[^?]{1,80})\?\s*\Z", re.IGNORECASE)
_INTERROGATIVE = re.compile(
    r"\b(?:who|whom|whose|what|when|where|why|how|which|does|did|is|are|was|were)\b", re.IGNORECASE
)


def standalone(question: str, earlier: Sequence[str]) -> str:
    """The question with what it leaves to the ones before put in.

    "And when did he resign?" after "Who is Ada Birk?" becomes "when did Ada Birk resign?"; "What about Ole Lund?"
    after "What does Ada Birk think of the toll?" becomes "What does Ole Lund think of the toll?". A question that
    stands alone, or leans on something that cannot be named with safety, comes back as it is.

    Args:
        question: what was asked now.
        earlier: the questions before it, the latest last.
    """
    if not earlier:
        return question
    swapped = _ELLIPSIS.match(question)
    if swapped and not _INTERROGATIVE.search(swapped["what"]):
        named = [name.text for name in find_names(earlier[-1])]
        if len(set(named)) == 1:
            return earlier[-1].replace(named[0], swapped["what"].strip())
    rest = _LEAD.sub("", question)
    if find_names(rest) or not (_PERSONAL.search(rest) or _POSSESSIVE.search(rest)):
        return question
    for before in reversed(earlier):
        named = [name.text for name in find_names(before)]
        if len(set(named)) == 1:
            rest = _POSSESSIVE.sub(f"{named[0]}’s", rest, count=1)
            return _PERSONAL.sub(named[0], rest, count=1)
        if named:
            return question
    return question


def leans(question: str) -> bool:
    """Whether a question seems to lean on the one before: it begins like a reply, or has a pronoun and no name."""
    if _ELLIPSIS.match(question) or _LEAD.match(question):
        return True
    return not find_names(question) and bool(_PERSONAL.search(question) or _POSSESSIVE.search(question))
