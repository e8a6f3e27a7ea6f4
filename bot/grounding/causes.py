"""Causes: a "because" that the cited words do not have, or have of something else.

A statement that says A because B says three things: A, B, and that the one comes of the other. The third is the one
that drafts add. It is there where a cited sentence has words of both A and B, or of either with a word of cause in it
or in its neighbour; it is not where A and B are each carried by a sentence of its own and none of these speaks of
causes, nor where the sentence that has A gives another cause in its own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.grounding.align import Alignment
from bot.grounding.evidence import Evidence, Finding
from bot.grounding.facts import Facts, facts

_CLAIMED = re.compile(
    r"\b(?:because(?: of)?|due to|caused by|owing to|thanks to|as a result(?: of)?|which is why|that is why|therefore"
    r"|consequently|in response to"
    r"|weil|deshalb|deswegen|daher|wegen|aufgrund|parce qu(?:e|['’])|à cause d[eu]s?|en raison d[eu]s?|porque"
    r"|debido a(?:l)?|a causa de(?:l)?)\b\s?",
    re.IGNORECASE,
)
# Words that may tell a cause, in a sentence of a source: more than those that surely do.
_CAUSAL = re.compile(
    _CLAIMED.pattern
    + r"|\b(?:caus(?:e|es|ed|ing)|result(?:ed|ing) in|lead(?:s|ing)? to|led to|prompt(?:s|ed|ing)|trigger(?:s|ed|ing)"
    r"|so that|since|reasons?|results?|forc(?:ed|es|ing)|blam(?:e|ed|es|ing)|made|makes|why|so|hence"
    r"|thus|after|following|amid|over|as|if|when|in order to|grounds?|denn|da|durch|infolge|damit|nachdem|car|puisque"
    r"|après|faute de|grâce à|pues|ya que|tras|después de|por)\b",
    re.IGNORECASE,
)
# Words that surely give a cause, to which another one is an objection; the cause follows them.
_GIVEN = re.compile(
    r"\b(?:because(?: of)?|due to|caused by|owing to|weil|wegen|aufgrund|parce qu(?:e|['’])|en raison d[eu]s?|porque"
    r"|debido a(?:l)?)\b\s?",
    re.IGNORECASE,
)
# The share of a half's content words that a sentence must have to be what carries it.
HALF = 0.5
# At most this share of a claimed cause may stand in a cause given for it to be another.
OTHER = 0.25


@dataclass(frozen=True, slots=True)
class _Halves:
    """What comes of what, each as the stems of its content words, and the word between them."""

    word: str
    one: frozenset[str]
    other: frozenset[str]


def check_causes(said: Facts, evidence: Evidence, found: Alignment | None) -> Iterator[Finding]:
    """What is wrong with a cause that the statement claims.

    Veto: the cited words give another cause, or two sentences carry the two halves and nothing there speaks of causes.
    A remark where no cited sentence has a word of cause and the halves cannot be told.
    """
    halves = _halves(said)
    if halves is None:
        return
    sources = [piece.facts for piece in evidence.pieces]
    given = _given_otherwise(halves, sources)
    if given:
        yield Finding("cause", f"The cited words give another cause: “{given}”.", veto=True)
        return
    apart = _carried_apart(halves, sources)
    causal = any(_CAUSAL.search(source.text) for source in sources)
    if causal and not (apart and not _linked(halves, evidence)):
        return
    veto = apart or (found is not None and found.closeness >= 0.85)
    reason = f"The statement claims a cause (“{halves.word}”) and the cited words give none."
    yield Finding("cause", reason, veto=veto, absent=True)


def _halves(said: Facts) -> _Halves | None:
    """The halves on either side of a statement's first word of cause; a cause put first ends at its comma."""
    match = _CLAIMED.search(said.text)
    if match is None:
        return None
    before, after = said.text[: match.start()], said.text[match.end() :]
    if not any(c.isalnum() for c in before):
        before, _, after = after.partition(",")
    one, other = _content(before, said.language), _content(after, said.language)
    return _Halves(match[0].strip().lower(), one, other) if one and other else None


def _content(text: str, language: str) -> frozenset[str]:
    found = facts(text, language)
    return frozenset(found.stems[i] for i in found.content)


def _share(half: frozenset[str], source: frozenset[str]) -> float:
    return len(half & source) / len(half)


def _given_otherwise(halves: _Halves, sources: Sequence[Facts]) -> str:
    """The cause that a sentence which carries one half gives in its own words, where the other half has none of it."""
    for source in sources:
        match = _GIVEN.search(source.text)
        if match is None or match.start() < 3:
            continue
        lead, cause = (_content(part, source.language) for part in _around(source.text, match))
        if not cause or _share(halves.one, lead) < HALF or _share(halves.other, source.stem_set) > OTHER:
            continue
        if _share(cause, halves.other) > OTHER:
            continue
        if _carried_elsewhere(halves.other, source, sources):
            continue
        return source.text[match.start() :].strip().rstrip('.”"’')[:120]
    return ""


def _around(text: str, match: re.Match[str]) -> tuple[str, str]:
    return text[: match.start()], text[match.end() :]


def _carried_elsewhere(half: frozenset[str], one: Facts, sources: Sequence[Facts]) -> bool:
    """Whether another cited sentence with a word of cause carries a half."""
    return any(
        source is not one and _GIVEN.search(source.text) and _share(half, source.stem_set) >= HALF for source in sources
    )


def _carried_apart(halves: _Halves, sources: Sequence[Facts]) -> bool:
    """Whether each half is carried by a sentence that does not carry the other one."""
    one = [_share(halves.one, source.stem_set) for source in sources]
    other = [_share(halves.other, source.stem_set) for source in sources]
    if any(min(a, b) >= HALF for a, b in zip(one, other, strict=True)):
        return False
    return max(one, default=0.0) >= HALF and max(other, default=0.0) >= HALF


def _linked(halves: _Halves, evidence: Evidence) -> bool:
    """Whether a word of cause may link the sentences of the two halves: in neighbours, or beside words of both."""
    pieces = evidence.pieces
    for i, piece in enumerate(pieces):
        if not _CAUSAL.search(piece.facts.text):
            continue
        stems = piece.facts.stem_set
        if (
            stems & halves.one
            and stems & halves.other
            and max(_share(halves.one, stems), _share(halves.other, stems)) >= HALF
        ):
            return True
        for other in pieces[max(0, i - 1) : i + 2]:
            first, second = piece.reading.sentence_at(piece.span.start), other.reading.sentence_at(other.span.start)
            near = other is not piece and other.reading is piece.reading and first and second
            if near and first and second and abs(first.index - second.index) <= 1:
                return True
    return False
