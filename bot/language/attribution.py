"""Who said what: for now the plain cases, turns and passages beside a cue."""

from __future__ import annotations

from collections.abc import Sequence

from bot.language import statements
from bot.language.clauses import Clauses, read_clauses
from bot.language.marks import Passage
from bot.types import Attribution, Document, Sentence, SpeechKind, Speaker

_MARKS = tuple("\"“„«»")


def units_of(document: Document, sentences: Sequence[Sentence], passages: Sequence[Passage]) -> list[Clauses]:
    text = document.text
    found: list[Clauses] = []
    top = [p for p in passages if p.depth == 0]
    at = 0
    index = 0
    while index < len(sentences):
        sentence = sentences[index]
        start, end = sentence.span.start, sentence.span.end
        index += 1
        held: list[Passage] = []
        while at < len(top) and top[at].end <= start:
            at += 1
        while at < len(top) and top[at].start < end:
            held.append(top[at])
            at += 1
            while index < len(sentences) and held[-1].end > end and sentences[index].paragraph == sentence.paragraph:
                end = sentences[index].span.end
                index += 1
        found.append(read_clauses(text, start, end, sentence.paragraph, held))
    return found


def attribute(
    document: Document, sentences: Sequence[Sentence], passages: Sequence[Passage], language: str, blocks=None
) -> tuple[tuple[Attribution, ...], tuple[Speaker, ...]]:
    found: list[Attribution] = []
    names: dict[str, Speaker] = {}
    for turn in document.turns:
        if turn.end > turn.start and turn.speaker:
            speaker = names.setdefault(turn.speaker, Speaker(turn.speaker))
            mention = document.span(turn.label_start, turn.label_end) if turn.label_end > turn.label_start else None
            found.append(Attribution((document.span(turn.start, turn.end),), "direct", None, mention, speaker, 0.99))
    if language == "en":
        blocks = blocks or []
        for statement in statements.assemble(units_of(document, sentences, passages), blocks):
            found.append(_build(document, statement))
    found.sort(key=lambda a: (a.start, a.end))
    return tuple(found), tuple(names.values())


def _build(document: Document, statement: statements.Statement) -> Attribution:
    pieces = sorted(statement.pieces)
    text = document.text
    kind: SpeechKind = "indirect"
    if all(text[a] in _MARKS for a, b in pieces):
        kind = "direct"
    elif any(m in text[a:b] for a, b in pieces for m in _MARKS):
        kind = "mixed"
    return Attribution(
        tuple(document.span(*p) for p in pieces),
        kind,
        document.span(*statement.cue) if statement.cue else None,
        document.span(*statement.mention) if statement.mention else None,
        None,
        0.5,
    )
