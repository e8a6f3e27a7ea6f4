"""Where content ends, in word indices of a tagged sentence: at what can no more be part of it.

A comma ends it before a participle ("…, adding"), a contrast ("…, while"), another cue of the same subject ("…, and
called") or the verb of the main clause ("who said so, | left"). A noun phrase also ends before a conjunction of time.
"""

from __future__ import annotations

from bot.language import lookup, phrases
from bot.language.clauses import Clauses
from bot.language.lexicon import words

_CONTRASTS = words("while although though whereas but as after when before since because until unless")
_TEMPORAL = _CONTRASTS - {"but"} | {"if", "once", "whenever"}


def comma_behind(unit: Clauses, at: int) -> bool:
    """Whether the word is a passage in marks that ends in a comma of the sentence around it (“… forever,” he said)."""
    passage = unit.passage[at]
    return passage is not None and unit.text[passage.inner_end - 1 : passage.inner_end] == ","


def clause_end(
    unit: Clauses, first: int, *, noun: bool, inside: bool, predicate: bool = False, shared: bool = False
) -> int:
    """The word behind the content that begins at ``first``.

    Args:
        unit: the sentence.
        first: the content's first word.
        noun: the content is a noun phrase, which ends before any conjunction of time or cause and before a verb that
            shares the cue's subject; a clause may hold both.
        inside: the cue stands in a relative clause or in a clause put first, which ends at its comma.
        predicate: the content says what somebody calls a thing, which ends with the words in marks.
        shared: the cue is a participle, and another may share its subject ("praising the plan | and saying …").
    """
    tag, low = unit.tag, unit.low
    size = len(unit)
    verbs = 0
    finite = False
    at = first
    while at < size:
        letter = tag[at]
        if letter == ";" or (letter == ":" and noun and at + 1 < size and tag[at + 1] == "Q"):
            break
        if letter == "," and (
            (inside and not _in_list(unit, at)) or _comma_ends(unit, at) or (noun and _new_clause(unit, at))
        ):
            own_verb = at + 1 < size and tag[at + 1] == "V" and not (inside or noun or finite)
            if not own_verb:  # "the delay, she says, | proves": here the clause goes on
                break
        if letter == "Q" and comma_behind(unit, at) and (inside or predicate or _comma_ends(unit, at)):
            at += 1
            break
        if letter == "—" and (noun or _dash_ends(unit, at)):
            break
        if letter == ")" and (phrases.opening(unit, at, "(") or 0) <= first:
            break
        if noun and at > first and not verbs and low[at] in _TEMPORAL and _leads_clause(unit, at):
            break
        if letter == "C" and at > first and _joined_cue(unit, at, noun=noun and not verbs):
            break
        if shared and letter == "C" and _joined_participle(unit, at):
            break
        verbs += letter in "WT" or (letter in "V" and at > first)
        finite = finite or letter in "VAK"
        at += 1
    while at > first and tag[at - 1] in ".?!,:—~":
        at -= 1
    return at


def main_verb(unit: Clauses, first: int, end: int) -> int:
    """Where the verb begins of which a noun with its content is subject: "His warning that it would sink | came true".

    So it is behind a relative clause ("A baker who said it was late | left"). It is the first finite verb that the
    clauses of the content cannot hold; each holds one, in marks or not.
    """
    room, verbs = int(unit.tag[first] not in "IX"), 0
    for at in range(first + 1, end):
        letter = unit.tag[at]
        joined = letter == "C" and verbs and unit.tag[at + 1 : at + 2] != ["B"]
        told = letter == "P" and not verbs and unit.tag[at - 1] in "nN"  # "the plan she backed"
        if letter in "TWS" or joined or told:
            room += 1
        elif letter == "Q":
            verbs = verbs or room
        elif letter in "VAK" and unit.tag[at - 1] not in "AXI":
            verbs += 1
            if verbs > room:
                return at
    return end


def _in_list(unit: Clauses, comma: int) -> bool:
    """Whether a comma only parts the nouns of a list ("outlines trade, | energy and defence")."""
    for at in range(comma + 1, min(len(unit) - 1, comma + 12)):
        if unit.tag[at] == "C":
            return at > comma + 1 and unit.tag[at + 1] in "DHNn"
        if unit.tag[at] not in "DHNn~,":
            return False
    return False


def _leads_clause(unit: Clauses, at: int) -> bool:
    """Whether "when" or "as" leads a clause; "as" may also say what a thing is called ("slammed him as weak")."""
    return unit.tag[at] in "SR" and (unit.low[at] != "as" or _clause_within(unit, at + 1))


def _dash_ends(unit: Clauses, dash: int) -> bool:
    """Whether the content ends at a dash: where "but" or "even though" follows, not where something is put in."""
    at = dash + 1
    while at < len(unit) and unit.tag[at] == "X":
        at += 1
    return at < len(unit) and (unit.low[at] in ("and", "but") or unit.low[at] in _CONTRASTS)


def _new_clause(unit: Clauses, comma: int) -> bool:
    """Whether a comma with "and" or "but" begins a clause with a subject of its own."""
    return comma + 1 < len(unit) and unit.tag[comma + 1] == "C" and _clause_within(unit, comma + 2)


def _clause_within(unit: Clauses, first: int) -> bool:
    """Whether a subject and a finite verb follow before the next comma."""
    for at in range(first, min(len(unit), first + 8)):
        if unit.tag[at] in "VAK":
            return at > first or unit.tag[at] == "K"
        if unit.tag[at] in ",;:—.Q":
            return False
    return False


def _comma_ends(unit: Clauses, comma: int) -> bool:
    """Whether what follows a comma is no more content: a participle, a contrast, another cue, the main verb."""
    tag, low, size = unit.tag, unit.low, len(unit)
    if tag[comma] == "," and tag[comma - 1] == "T":
        return False
    at = comma + 1
    while at < size and tag[at] == "X" and low[at] != "not":
        at += 1
    if at >= size:
        return False
    if tag[at] in "VG" or low[at] in _CONTRASTS:
        return True
    if tag[at] == "W" and at + 2 < size and tag[at + 1] in "PN" and tag[at + 2] == "V":
        return _is_cue(unit, at + 2)  # "…, which she believes will fail": another report
    if tag[at] == "C" and at + 1 < size:
        if tag[comma] == "Q" and tag[at + 1] in "VX":
            return True  # "she said, “No,” | and left"
        return _joined_cue(unit, at, noun=False)
    return False


def _joined_cue(unit: Clauses, joint: int, *, noun: bool) -> bool:
    """Whether "and" or "but" leads on to another cue of the same subject, or (``noun``) to any finite verb."""
    tag, size = unit.tag, len(unit)
    at = joint + 1
    while at < size and tag[at] in "XA":
        if noun and tag[at] == "A":
            return True
        at += 1
    return at < size and tag[at] == "V" and (noun or _is_cue(unit, at))


def _joined_participle(unit: Clauses, joint: int) -> bool:
    return joint + 1 < len(unit) and unit.tag[joint + 1] == "G" and _is_cue(unit, joint + 1)


def _is_cue(unit: Clauses, at: int) -> bool:
    """Whether the verb is one of speech, judgement or demand."""
    got = lookup.cue_at(unit, at)
    return got is not None and got[0].kind in ("speech", "judgement", "directive", "commissive", "thought")
