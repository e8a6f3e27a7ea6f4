"""Stances with no model: reported statements, labelled by the lexicon of support and opposition.

A statement's label is how its words, and the verb that reports it, lean towards the target; where they do not tell,
it is neutral. Statements of one speaker on one target that agree are one row; where the speaker's position turns,
both rows stay, in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.drafting.issues import issues, phrases, places, positions
from bot.language.names import same_name
from bot.language.positions import leaning, reversers
from bot.language.words import content_tokens, stem
from bot.types import Attribution, Draft, DraftStance, Label, Reading, Readings, Speaker

CLEAR = 1.0
"""How far a statement must lean to count as for or against: as far as one judgement next to the target does."""

_MODAL = re.compile(
    r"\b(?:should|must|ought to|will|would|needs? to|has to|have to|is to|are to)\b"
    r"(?P<no> not| never)?\s*(?:be\b)?(?P<verb>.*)",
    re.IGNORECASE,
)


def draft_stances(readings: Readings, targets: tuple[str, ...] = (), speaker: str | None = None) -> Draft:
    """Stances of all speakers, or of one, on the targets given, or on the issues that each document shows.

    Args:
        readings: documents as read.
        targets: propositions or things; empty for the documents' own issues.
        speaker: a name; None for everybody who speaks.
    """
    rows: list[DraftStance] = []
    for reading in readings.values():
        found = [a for a in positions(reading) if a.speaker and _is(a.speaker, speaker)]
        known = [(target, _stems(target, reading.language)) for target in targets]
        known = known or [(issue.name, frozenset({issue.head})) for issue in issues(reading, found)]
        for attribution in found:
            rows += _rows(reading, attribution, known, asked=bool(targets))
    return Draft(stances=tuple(joined(rows)))


def _rows(
    reading: Reading, attribution: Attribution, known: list[tuple[str, frozenset[str]]], *, asked: bool
) -> Iterator[DraftStance]:
    """A row for each target that the statement is about; without targets asked for, only the one it is most about."""
    text = _with_cue(reading, attribution)
    best: tuple[float, DraftStance] | None = None
    assert attribution.speaker is not None
    own = {word for name in (attribution.speaker.name, *attribution.speaker.aliases) for word in name.split()}
    for target, stems in known:
        where = places(text, stems, reading.language)
        covered = {stem(text[start:end], reading.language) for start, end in where}
        if len(covered) * 2 < len(stems) or not where:
            continue
        lean = leaning(text, where, own) * orientation(target)
        row = DraftStance(attribution.speaker.name, target, _label(lean), attribution.spans)
        if asked:
            yield row
        elif best is None or abs(lean) > best[0]:
            best = abs(lean), row
    if best is not None:
        yield best[1]


def orientation(target: str) -> float:
    """1.0, or -1.0 where being for the proposition is being against the thing that it names.

    "The toll should be scrapped": whoever speaks well of the toll is against it.
    """
    modal = _MODAL.search(target)
    if modal is None:
        return 1.0
    turned = any(stem(token.word) in reversers() for token in content_tokens(modal["verb"]))
    return -1.0 if turned != bool(modal["no"]) else 1.0


def _stems(target: str, language: str) -> frozenset[str]:
    """The stems by which a target is recognised: of a proposition, its subject's; else those of all its nouns."""
    modal = _MODAL.search(target)
    subject = target[: modal.start()] if modal else target
    named = [token for phrase in phrases(subject, language) for token in phrase]
    named = named or content_tokens(target, language)
    return frozenset(stem(token.word, language) for token in named)


def _with_cue(reading: Reading, attribution: Attribution) -> str:
    """The statement's words with the verb that reports it before them: "denounced", "welcomed" say where one stands."""
    document = reading.document
    words = " ".join(document.slice(span) for span in attribution.spans)
    return f"{document.slice(attribution.cue)} {words}" if attribution.cue else words


def _label(lean: float) -> Label:
    return "neutral" if abs(lean) < CLEAR else "favor" if lean > 0 else "against"


def joined(rows: Iterable[DraftStance]) -> Iterator[DraftStance]:
    """Rows of one speaker on one target, joined while they agree; neutral ones go with the position before them.

    Where the position turns, the row before is kept and a new one begins, so that both stay, in order.
    """
    held: dict[tuple[str, str, str], DraftStance] = {}
    for row in rows:
        key = (row.speaker, row.target, row.evidence[0].document_id if row.evidence else "")
        before = held.get(key)
        if before is None:
            held[key] = row
        elif row.label in ("neutral", before.label) or before.label == "neutral":
            label = row.label if before.label == "neutral" else before.label
            evidence = row.evidence if before.label == "neutral" and label != "neutral" else before.evidence
            if row.label == before.label and label != "neutral":
                evidence = (*before.evidence, *row.evidence)
            held[key] = DraftStance(row.speaker, row.target, label, evidence)
        else:
            yield held[key]
            held[key] = row
    yield from held.values()


def _is(speaker: Speaker, asked: str | None) -> bool:
    return asked is None or any(same_name(name, asked) for name in (speaker.name, *speaker.aliases))
