"""How a chosen sentence is worded as a claim: its own words, and no others but a name that it needs.

A claim is the sentence as it stands. Two things are added where a reader could not tell who speaks, and both are
marked as additions the way newspapers do:

- a pronoun that stands for a speaker gets the name behind it in square brackets: ``“…,” he [Ada Voss] said``;
- what is nothing but somebody's words (a turn of a transcript, a sentence in the middle of a long quotation) gets the
  speaker's name in front: ``Ada Voss: “…”``; quotation marks inside it become single ones.

Take the brackets or the name away and the words of the source are left, white space folded. A name is added only
where nothing speaks against it (``_bearer``): a sentence with a mere "she" is better than one with the wrong name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.drafting.lines import PRONOUNS, Line
from bot.language.speakers import is_part
from bot.language.words import fold
from bot.types import Attribution, Span

_CONFIDENT = 0.5  # an attribution less sure than this names nobody
_NEAR = 500  # characters before a pronoun within which the name it stands for must be read
_SINGLE = str.maketrans({"“": "‘", "”": "’", '"': "'", "„": "‚", "«": "‹", "»": "›"})
_MARKS = '“”„"«»'
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
    voice = voice_of(run)
    if voice is not None:
        said = document.slice(span)
        if run[0].turn is None:  # the marks of the quotation that the words are part of
            said = said.lstrip(_MARKS).rstrip(_MARKS)
        return f"{voice}: “{' '.join(said.translate(_SINGLE).split())}”"
    pieces = []
    at = span.start
    named = known
    for mention, name in pronouns_of(run).items():
        if name is None or name in named:
            continue
        pieces.append(document.text[at : mention.end])
        pieces.append(f" [{name}]")
        named += name
        at = mention.end
    pieces.append(document.text[at : span.end])
    return " ".join("".join(pieces).split())


def voice_of(run: Sequence[Line]) -> str | None:
    """The name of the one whose words the lines are, and nothing but words.

    That is the taker of a turn, told by its label or, where that is "A" or "Q", by the text, or who is quoted by a line
    that stands elsewhere. None where the lines tell themselves, or nobody can be named.
    """
    turn = run[0].turn
    span = span_of(run)
    if turn is not None and is_part(turn.speaker):
        bearers = (a.speaker for a in run[0].attributions if any(piece.covers(span) for piece in a.spans))
        return next((speaker.name for speaker in bearers if speaker is not None), None)
    if turn is not None:
        return " ".join(turn.speaker.split()) or None
    for attribution in run[0].attributions:
        if attribution.kind == "indirect" or not any(piece.covers(span) for piece in attribution.spans):
            continue
        if any(part is not None and part.overlaps(span) for part in (attribution.cue, attribution.mention)):
            continue
        return _bearer(run[0], attribution, span)
    return None


def pronouns_of(run: Sequence[Line]) -> Mapping[Span, str | None]:
    """The pronouns in neighbouring lines that stand for a speaker, in order, each with his or her name; None where
    it is not certain.
    """
    span = span_of(run)
    found: dict[Span, str | None] = {}
    for line in run:
        for attribution in line.attributions:
            mention = attribution.mention
            if mention is None or mention in found or not span.covers(mention):
                continue
            if fold(line.reading.document.slice(mention)) in PRONOUNS:
                found[mention] = _bearer(line, attribution, span)
    return dict(sorted(found.items()))


def _bearer(line: Line, attribution: Attribution, span: Span) -> str | None:
    """The name of an attribution's speaker, where it may be added to the words of ``span``.

    A name found for a pronoun must be that of somebody whom the document has speak by name, stand shortly before it
    with no other speaker's name between, and not be spoken of in the words themselves.
    """
    speaker, mention = attribution.speaker, attribution.mention
    if speaker is None or mention is None or attribution.confidence < _CONFIDENT:
        return None
    document = line.reading.document
    if fold(document.slice(mention)) not in PRONOUNS:
        return speaker.name
    if speaker.name not in line.voices:
        return None
    family = speaker.name.split()[-1]
    if family in document.slice(span):
        return None
    before = document.text[max(0, mention.start - _NEAR) : mention.start]
    named = before.rfind(family)
    between = before[named + len(family) :]
    others = (voice.split()[-1] for voice in line.voices if voice != speaker.name)
    if named < 0 or any(other in between for other in others):
        return None
    return speaker.name
