"""Negation: a statement that follows the cited sentence almost word for word, but with its sense turned.

By words alone a negation says little of whether a statement is right (a paraphrase puts it elsewhere). Where all
other words agree it says everything: there it is a veto.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.grounding.align import Alignment, Change
from bot.grounding.evidence import Finding
from bot.grounding.facts import Facts
from bot.grounding.opposites import DENIALS, IDLE_AFTER, NEGATIONS, opposite
from bot.language.words import fold

# How close a statement must follow the cited sentence for a turn of sense to be a veto, and to be a remark.
VERBATIM = 0.7
ALIKE = 0.5


def check_negation(said: Facts, found: Alignment) -> Iterator[Finding]:
    """What turns the sense of the cited sentence: a negation put in or taken out, or a word put for its opposite."""
    if found.closeness < ALIKE:
        return
    veto = found.closeness >= VERBATIM
    for change in found.changes:
        pair = _opposed(found, change)
        if pair:
            reason = f"The cited words say “{pair[1]}” where the statement says “{pair[0]}”."
            yield Finding("opposite", reason, veto=veto)
            return
    start, end = _window(found)
    ours, theirs = _turns(said, 0, len(said.tokens)), _turns(found.source, start, end)
    if len(ours) % 2 == len(theirs) % 2:
        return
    if len(ours) > len(theirs):
        reason = f"The statement says “{ours[-1]}” and the cited words do not."
    else:
        reason = f"The cited words say “{theirs[-1]}” and the statement leaves it out."
    yield Finding("negation", reason, veto=veto)


def _window(found: Alignment) -> tuple[int, int]:
    """The tokens of the sentence that the statement covers: from its first to its last matched word."""
    places = found.partner.values()
    return (min(places), max(places) + 1) if places else (0, 0)


def turning(words: Sequence[str], at: int) -> bool:
    """Whether the folded word at a place turns the sense of its clause ("not", but not in "not only")."""
    word = words[at]
    if word.endswith("n't"):
        return not (at + 1 < len(words) and words[at + 1] in IDLE_AFTER["not"])
    if word not in NEGATIONS:
        return False
    idle = IDLE_AFTER.get(word)
    if idle and at + 1 < len(words) and words[at + 1] in idle:
        return False
    return not (word == "nor" and "neither" in words[:at])


def _turns(facts: Facts, start: int, end: int) -> list[str]:
    """The words in a stretch of tokens that turn its sense, as written."""
    words = [fold(token.word) for token in facts.tokens]
    found = []
    for at in range(start, end):
        if turning(words, at) or _denies(facts, words, at):
            found.append(facts.tokens[at].word)
    return found


def _denies(facts: Facts, words: Sequence[str], at: int) -> bool:
    """A verb that denies what depends on it: "failed to pass", "denied that", "refused to"."""
    if facts.stems[at] not in DENIALS or at + 1 >= len(words):
        return False
    following = words[at + 1 : at + 3]
    return following[0] in ("to", "that") or "from" in following


def _opposed(found: Alignment, change: Change) -> tuple[str, str] | None:
    """The word of the statement and the one of the sentence in a change that are opposites, if it is a plain exchange."""
    if change.b - change.a > 3 or change.d - change.c > 3:
        return None
    for i in range(change.a, change.b):
        for j in range(change.c, change.d):
            a, b = found.said.stems[i], found.source.stems[j]
            if opposite(a, b) and not _both_turned(found, change):
                return found.said.tokens[i].word, found.source.tokens[j].word
    return None


def _both_turned(found: Alignment, change: Change) -> bool:
    """Whether a negation beside the opposite turns it back: "not likely" is "unlikely"."""
    ours = _turns(found.said, max(0, change.a - 2), change.b)
    theirs = _turns(found.source, max(0, change.c - 2), change.d)
    return len(ours) % 2 != len(theirs) % 2
