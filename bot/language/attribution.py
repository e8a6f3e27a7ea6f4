"""Who said what, put together: turns, statements with cues, quotes inside quotes, each with its speaker."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from bot.language import foreign, marks, sentences, statements
from bot.language.cast import Bearer, Cast
from bot.language.clauses import Clauses, read_clauses
from bot.language.marks import Passage
from bot.language.proper import names_in
from bot.language.speakers import Resolver, speaker
from bot.language.statements import Statement
from bot.types import Attribution, Document, Sentence, Speaker, SpeechKind

_MARKS = tuple('"“”„«»')
_DASHES = tuple("—–―")

# Share of predictions right in content and mention, by pass and kind of cue, on public labelled news; rounded.
_CONFIDENCE = {
    "turn": 0.99, "label": 0.95, "inverted": 0.94, "left": 0.93, "open": 0.9, "headline": 0.85, "according": 0.8,
    "asked": 0.7, "quoted": 0.85, "colon": 0.7, "passive": 0.6, "noun": 0.45, "adjective": 0.45, "nested": 0.6,
    "unsaid": 0.3,
    "right speech": 0.8, "right judgement": 0.7, "right directive": 0.55, "right commissive": 0.7,
    "right thought": 0.65, "right wish": 0.4, "right evidence": 0.6, "right verdict": 0.6,
}  # fmt: skip


def attribute(
    document: Document,
    found: Sequence[Sentence],
    passages: Sequence[Passage],
    language: str,
    blocks: Sequence[marks.Bounds],
) -> tuple[tuple[Attribution, ...], tuple[Speaker, ...]]:
    """All reported statements of a document in the order of the text, and all who speak in it.

    Args:
        document: the document.
        found: its sentences.
        passages: its passages in marks.
        language: as ``tongue.language_of`` tells it.
        blocks: its paragraphs.
    """
    text = document.text
    units = sentences_as_clauses(text, found, passages)
    cast = Cast(names_in(units))
    resolver = Resolver(text, cast, units)
    said: list[tuple[Statement, Bearer | None]] = []
    for statement in statements.assemble(units, blocks, language):
        said.append((statement, resolver.resolve(statement)))
    built = [_build(document, statement, bearer) for statement, bearer in said if statement.pieces]
    built.sort(key=lambda a: (a.start, a.end))
    speakers = tuple(dict.fromkeys(a.speaker for a in built if a.speaker is not None))
    return tuple(built), speakers


def sentences_as_clauses(text: str, found: Sequence[Sentence], passages: Sequence[Passage]) -> list[Clauses]:
    """The sentences tagged; sentences that one passage in marks spans are one."""
    units: list[Clauses] = []
    top = [p for p in passages if p.depth == 0]
    at = index = 0
    while index < len(found):
        sentence = found[index]
        start, end = sentence.span.start, sentence.span.end
        index += 1
        held: list[Passage] = []
        while at < len(top) and top[at].end <= start:
            at += 1
        while at < len(top) and top[at].start < end:
            held.append(top[at])
            at += 1
            while index < len(found) and held[-1].end > end and found[index].paragraph == sentence.paragraph:
                end = found[index].span.end
                index += 1
        units.append(read_clauses(text, start, end, sentence.paragraph, held))
    return units


def _build(document: Document, statement: Statement, bearer: Bearer | None) -> Attribution:
    pieces = sorted(statement.pieces)
    text = document.text
    kind: SpeechKind = "indirect"
    if all(text.startswith(_MARKS + _DASHES, a) for a, _ in pieces) or statement.way in ("turn", "unsaid"):
        kind = "direct"
    elif any(mark in text[a:b] for a, b in pieces for mark in _MARKS):
        kind = "mixed"
    way = statement.way if statement.way in _CONFIDENCE else f"{statement.way} {statement.kind}"
    confidence = _CONFIDENCE.get(way, 0.5)
    if statement.quoting and statement.way == "right":
        confidence = 0.9
    return Attribution(
        tuple(document.span(*piece) for piece in pieces),
        kind,
        document.span(*statement.cue) if statement.cue else None,
        document.span(*statement.mention) if statement.mention else None,
        speaker(bearer) if bearer is not None else None,
        confidence,
    )
