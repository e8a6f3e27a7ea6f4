"""Questions that lean on the ones before, made to stand alone where no model is there to understand them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.language.names import find_names

_PRONOUN = re.compile(r"\b(?:he|she|they|him|her|them|it|his|their|its)\b(?![’'])", re.IGNORECASE)
_LEAD = re.compile(r"\A\s*(?:and|but|so|then|also)\b[\s,]*", re.IGNORECASE)
_ELLIPSIS = re.compile(r"\A\s*(?:and|but|what about|how about)\s+(?P<what>[^?]{1,80})\?\s*\Z", re.IGNORECASE)
# Those that a person's name may stand for; what "it" is, no name tells.
_PERSON = re.compile(r"\b(?:he|she|they|him|her|them)\b(?![’'])", re.IGNORECASE)
_PERSONS = re.compile(r"\b(?:his|their)\b", re.IGNORECASE)


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
    what = swapped["what"].strip() if swapped else ""
    if [name.text for name in find_names(what)] == [what]:  # a name can stand where a name stood, and nothing else
        named = [name.text for name in find_names(earlier[-1])]
        if len(set(named)) == 1:
            return earlier[-1].replace(named[0], what)
    rest = _LEAD.sub("", question)
    if find_names(rest) or not (_PERSON.search(rest) or _PERSONS.search(rest)):
        return question
    for before in reversed(earlier):
        named = [name.text for name in find_names(before)]
        if len(set(named)) == 1:
            rest = _PERSONS.sub(f"{named[0]}’s", rest, count=1)
            return _PERSON.sub(named[0], rest, count=1)
        if named:
            return question
    return question


def leans(question: str) -> bool:
    """Whether a question seems to lean on the one before: it begins like a reply, or has a pronoun and no name."""
    if _ELLIPSIS.match(question) or _LEAD.match(question):
        return True
    return not find_names(question) and bool(_PRONOUN.search(question))
