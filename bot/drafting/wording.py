"""How a chosen sentence is worded as a claim: its own words, and no others but a name that it needs.

A claim is the sentence as it stands. Two things are added where a reader could not tell who speaks, and both are
marked as additions the way newspapers do:

- a pronoun that stands for a speaker gets the name behind it in square brackets: ``“…,” he [Ada Voss] said``;
- the words of a turn in a transcript or a thread get the speaker's name in front: ``Ada Voss: “…”``, and quotation
  marks inside them become single ones.

Take the brackets or the name away and the words of the source are left, white space folded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.drafting.lines import Line
from bot.language.words import fold
from bot.types import Span, Speaker

PRONOUNS = frozenset(
    """he she they him her his their them hers theirs himself herself themselves
    er sie ihm ihr ihre sein seine il elle ils elles lui leur son sa ses él ella ellos ellas su sus lei loro hij zij
    ele ela eles elas""".split()
)
"""Personal pronouns of the third person, folded, of the languages that the bot knows best."""

_CONFIDENT = 0.5  # an attribution less sure than this resolves no pronoun
_SINGLE = str.maketrans({"“": "‘", "”": "’", '"': "'", "„": "‚", "«": "‹", "»": "›"})


_DATELINE = re.compile(r"[A-Z][A-Z .,'’/-]{2,40}(?:,\s[\w. ]{2,20})?\s*(?:\([^()\n]{2,40}\)\s*)?[–—-]+\s+")


def span_of(run: Sequence[Line]) -> Span:
    """From the first line's start to the last one's end, a wire's dateline ("OSLO (NTB) — ") left out.

    The lines are neighbours in one document.
    """
    span = run[0].sentence.span
    dateline = _DATELINE.match(run[0].reading.document.text, span.start, span.end)
    start = dateline.end() if dateline and dateline.end() < span.end else span.start
    return Span(span.document_id, start, run[-1].sentence.span.end)


def worded(run: Sequence[Line], known: str = "") -> str:
    """The claim that neighbouring lines of one document make.

    Args:
        run: one or more lines.
        known: text that the reader sees right before; a speaker named there needs no bracket.
    """
    document = run[0].reading.document
    span = span_of(run)
    turn = document.turn_at(span.start)
    if turn is not None and turn.speaker:
        said = " ".join(document.slice(span).translate(_SINGLE).split())
        return f"{' '.join(turn.speaker.split())}: “{said}”"
    pieces = []
    at = span.start
    named = known
    for mention, speaker in pronouns_of(run).items():
        if speaker is None or speaker.name in named:
            continue
        pieces.append(document.text[at : mention.end])
        pieces.append(f" [{speaker.name}]")
        named += speaker.name
        at = mention.end
    pieces.append(document.text[at : span.end])
    return " ".join("".join(pieces).split())


def pronouns_of(run: Sequence[Line]) -> Mapping[Span, Speaker | None]:
    """The pronouns in neighbouring lines that stand for a speaker, in order; None where nothing resolves them."""
    span = span_of(run)
    found: dict[Span, Speaker | None] = {}
    for line in run:
        for attribution in line.attributions:
            mention = attribution.mention
            if mention is None or mention in found or not span.covers(mention):
                continue
            if fold(line.reading.document.slice(mention)) in PRONOUNS:
                sure = attribution.confidence >= _CONFIDENT
                found[mention] = attribution.speaker if sure else None
    return dict(sorted(found.items()))
