"""Namesakes: where a source names two people of one family, a bare name of a statement may be either of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from bot.grounding.evidence import Evidence, Finding
from bot.grounding.facts import Facts, vocabulary
from bot.grounding.naming import LONGEST_DOCUMENT
from bot.language.given_names import GIVEN
from bot.language.names import Name, find_names, key_words, same_name
from bot.language.speakers import names_body
from bot.language.words import fold


def check_namesakes(said: Facts, evidence: Evidence) -> Iterator[Finding]:
    """A remark where a name is written otherwise than in the cited words, and two of the source bear it.

    "Lind was cleared" is not vouched for by "Per Lind was cleared" if the source has an Ada Lind too; nor is "Per Lind
    left" by "Lind left", unless that is how the source writes what Per Lind said. Where both have the bare name alone,
    the statement says what the source says.
    """
    readings = {piece.span.document_id: piece.reading for piece in evidence.pieces}.values()
    for name in said.names:
        bearers = dict.fromkeys(
            full for one in readings for full in _bearers(one.document.text, one.language).get(name.words[-1], ())
        )
        if len(bearers) > 1 and not _is_as_cited(name, said, evidence):
            first, second = list(bearers)[:2]
            yield Finding("namesake", f"The text names “{first}” and “{second}”: “{name.text}” may be either.")
            return


def _is_as_cited(name: Name, said: Facts, evidence: Evidence) -> bool:
    """Whether the cited words have a name as the statement has it: the bare name, or that very bearer in full."""
    cited = [other for piece in evidence.pieces for other in piece.facts.names if other.words[-1:] == name.words[-1:]]
    if len(name.words) > 1:
        full = [other.text for other in cited if len(other.words) > 1]
        full += [speaker for speaker in evidence.speakers if len(key_words(speaker)) > 1]
        return any(same_name(name.text, other) for other in full)
    ours = {other.words for other in said.names}
    return any(other.words == name.words for other in cited) and all(other.words in ours for other in cited)


@lru_cache(maxsize=64)
def _bearers(text: str, language: str) -> dict[str, tuple[str, ...]]:
    """The people whom a text names in full, by the family names that two or more of them bear."""
    known, found = vocabulary(text), dict[str, list[str]]()
    for name in find_names(text[:LONGEST_DOCUMENT], language):
        given = name.words[0]
        person = given in GIVEN or (given in known.names and fold(name.text.split()[0]) not in known.common)
        if len(name.words) < 2 or not person or names_body(name.text):
            continue
        others = found.setdefault(name.words[-1], [])
        if not any(same_name(name.text, other) for other in others):
            others.append(name.text)
    return {family: tuple(full) for family, full in found.items() if len(full) > 1}
