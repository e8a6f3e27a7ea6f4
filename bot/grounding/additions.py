"""What may be added to a source's words to say who speaks, proven and taken off again.

Three additions are known, as newspapers make them: a speaker's name in front of the words ("Ada Voss: …"), a plain
"said" with the name before or behind a quotation (Ada Voss said: “…”), and a name in square brackets behind the pronoun
that it explains ("she [Ada Voss] said"). Where the cited words give them to that speaker, what is left without the
addition can be compared with the source word by word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.grounding.evidence import Evidence, Finding
from bot.grounding.facts import facts
from bot.grounding.voices import CERTAIN, PRONOUNS, alike, forms_of, is_named
from bot.language.words import fold
from bot.types import Attribution, Reading

_LABEL = re.compile(r"\s*([^\s“”\"„«»:][^“”\"„«»:\n]{0,79}?)\s?:\s+(?=\S)")
# A plain verb of saying adds nothing to a quotation; "warned" and "joked" do.
_SAID = r"(?:said|says|told reporters|stated|sagte?|a (?:dit|déclaré)|dit|dijo|dice|declaró)"
_NAME = r"[^\s“”\"„«»:,\n][^“”\"„«»:,\n]{0,79}?"
_SAID_BEFORE = re.compile(rf"\s*({_NAME})\s+{_SAID}\s?[,:]?\s+([“\"„«].+[”\"“»]\.?)\s*", re.DOTALL)
_SAID_BEHIND = re.compile(
    rf"\s*([“\"„«].+[”\"“»])\s?,?\s+(?:({_NAME})\s+{_SAID}|{_SAID}\s+({_NAME}))\s?\.?\s*", re.DOTALL
)
_VERB_BEHIND = re.compile(r"[A-ZÀ-ÖØ-Þ][\w’'-]*\s+[a-zß-öø-ÿ]+$")  # "Ada Voss joked: …" is no name in front
_BRACKET = re.compile(r"\b([^\W\d_]+) \[([^\[\]\n]{2,80})\]")
# The share of some words that one reported statement must hold for them to be that speaker's.
_OWN = 0.9


def without_additions(text: str, evidence: Evidence) -> str:
    """A statement without the names that were added to it and that the cited words bear out.

    Args:
        text: the statement.
        evidence: what it cites.

    Returns:
        The statement itself where nothing was added, or what was added is not borne out.
    """
    bare = _BRACKET.sub(lambda match: match[1] if _explains(match[1], match[2], evidence) else match[0], text)
    label = _LABEL.match(bare)
    if label is not None and not _VERB_BEHIND.search(label[1]) and _speaks(label[1], bare[label.end() :], evidence):
        bare = bare[label.end() :]
    before, behind = _SAID_BEFORE.fullmatch(bare), _SAID_BEHIND.fullmatch(bare)
    if before is not None and _speaks(before[1], before[2], evidence):
        return before[2]
    if behind is not None and _speaks(behind[2] or behind[3], behind[1], evidence):
        return behind[1]
    return bare


def check_brackets(text: str, evidence: Evidence) -> Iterator[Finding]:
    """Veto: a name in brackets behind a pronoun that the cited words use for somebody else."""
    for match in _BRACKET.finditer(text):
        found = [(r, a) for r, a in _bearers(match[1], evidence) if a.speaker and a.confidence >= CERTAIN]
        if not found or not is_named(match[2]) or _explains(match[1], match[2], evidence):
            continue
        speaker = found[0][1].speaker
        if speaker is not None and is_named(speaker.name):
            reason = f"In the text “{match[1]}” is “{speaker.name}”, not “{match[2]}”."
            yield Finding("speaker", reason, veto=True)


def _bearers(pronoun: str, evidence: Evidence) -> Iterator[tuple[Reading, Attribution]]:
    """The reported statements of the cited sentences whose speaker is written as that pronoun."""
    if fold(pronoun) not in PRONOUNS:
        return
    for reading, attribution in evidence.attributions:
        mention = attribution.mention
        if mention is not None and fold(reading.document.slice(mention)) == fold(pronoun):
            yield reading, attribution


def _explains(pronoun: str, name: str, evidence: Evidence) -> bool:
    """Whether the pronoun stands for the bearer of the name in every cited reported statement that has it."""
    found = list(_bearers(pronoun, evidence))
    return bool(found) and all(_is_speaker(name, reading, attribution) for reading, attribution in found)


def _is_speaker(name: str, reading: Reading, attribution: Attribution) -> bool:
    return any(alike(name, form, reading.language) for form in forms_of(attribution, reading.document))


def _speaks(name: str, words: str, evidence: Evidence) -> bool:
    """Whether the cited words that a statement repeats are those of the bearer of a name: his or her turn, or a
    reported statement."""
    said = facts(words, evidence.language)
    content = frozenset(said.stems[i] for i in said.content)
    if not content:
        return False
    for piece in evidence.pieces:
        turn = piece.reading.document.turn_at(piece.span.start)
        if turn is None or not turn.speaker or len(content & piece.facts.stem_set) < _OWN * len(content):
            continue
        if fold(name) == fold(turn.speaker) or alike(name, turn.speaker):
            return True
    for reading, attribution in evidence.attributions:
        theirs = frozenset[str]().union(
            *(facts(reading.document.slice(span), reading.language).stem_set for span in attribution.spans)
        )
        if len(content & theirs) >= _OWN * len(content) and _is_speaker(name, reading, attribution):
            return True
    return False
