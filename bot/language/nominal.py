"""Reports whose cue is a noun or an adjective: "her claim that …", "voiced support for …", "is confident that …"."""

from __future__ import annotations

from bot.language import cues, ends, lexicon, phrases
from bot.language.clauses import Clauses
from bot.language.phrases import Words
from bot.language.report import Report

# Verbs that only lend a cue noun its subject: "voiced concern that", "made a call for".
_LIGHT = frozenset(
    "express voice make issue offer give have show raise take sound reiterate repeat share convey feel get receive "
    "throw announce declare state".split()
)


def of_noun(unit: Clauses, noun: int) -> Report | None:
    """The report of a cue noun that has its content behind it and its speaker somewhere near."""
    leads = cues.nouns().get(unit.low[noun])
    start = _content(unit, leads, noun + 1) if leads else None
    if start is None:
        return None
    first, mention = start
    words = (noun, noun + 1)
    if mention is None:
        mention = owner(unit, noun)
        if mention is None:
            light = _light_verb(unit, noun)
            if light is None:
                return None
            mention = phrases.subject(unit, light)
            words = (light, noun + 1)
    if mention is None:
        return None
    end = ends.clause_end(unit, first, noun=unit.tag[first] not in "TI", inside=False)
    if unit.tag[first] in "TI" and _is_subject(unit, noun):
        end = ends.main_verb(unit, first, end)
    if end <= first:
        return None
    return Report(((first, end),), words, mention, "noun", "noun", unit.low[noun])


def _is_subject(unit: Clauses, noun: int) -> bool:
    """Whether no verb stands before a cue noun in its clause, so that one must come behind its content."""
    for at in range(noun - 1, max(-1, noun - phrases.REACH), -1):
        if unit.tag[at] in ",;:—CSTWQ":
            return True
        if unit.tag[at] in "VAKBGEI":
            return False
    return True


def of_adjective(unit: Clauses, adjective: int) -> Report | None:
    """ "Lang is (very) confident that …" """
    at = adjective - 1
    while at >= 0 and unit.tag[at] == "X":
        at -= 1
    if at < 0 or unit.tag[at] not in "AK":
        return None
    start = _content(unit, cues.adjectives()[unit.low[adjective]], adjective + 1)
    if start is None:
        return None
    group = at
    while group > 0 and unit.tag[group - 1] in "AX":
        group -= 1
    who = (at, at + 1) if unit.tag[at] == "K" else phrases.subject(unit, group)
    if who is None:
        return None
    first = start[0]
    end = ends.clause_end(unit, first, noun=unit.tag[first] not in "TI", inside=False)
    if end <= first:
        return None
    return Report(((first, end),), (group, adjective + 1), who, "adjective", "adjective", unit.low[adjective])


def _content(unit: Clauses, leads: frozenset[str], at: int) -> tuple[int, Words | None] | None:
    """Where the content behind a noun or adjective begins, and who is named in between ("calls by the union for …")."""
    mention = None
    if at < len(unit) and unit.low[at] in ("by", "from"):
        mention = phrases.noun_phrase_after(unit, at + 1, attached=False)
        if mention is None:
            return None
        at = mention[1]
    if at + 1 >= len(unit) or unit.low[at] not in leads:
        return None
    if unit.tag[at] in "TI":
        return at, mention
    return at + 1, mention


def owner(unit: Clauses, noun: int) -> Words | None:
    """The possessor of a noun: "the mayor's (repeated) claim", "her claim"."""
    at = noun - 1
    while at >= 0 and unit.tag[at] == "n" and noun - at < 4:
        at -= 1
    if at < 0:
        return None
    if unit.tag[at] == "H":
        first = at
        while first > 0 and unit.tag[first - 1] in "Nn~":
            first -= 1
        if first > 0 and unit.tag[first - 1] == "D":
            first -= 1
        return first, at + 1
    if unit.tag[at] == "D" and unit.low[at] in lexicon.POSSESSIVES and unit.low[at] not in ("my", "our", "your"):
        return at, at + 1
    return None


def _light_verb(unit: Clauses, noun: int) -> int | None:
    """The verb that lends the noun its subject, if one stands before the noun phrase."""
    at = noun - 1
    while at >= 0 and unit.tag[at] in "nDX" and noun - at < 5:
        at -= 1
    if at < 0 or unit.tag[at] not in "VAEGB":
        return None
    form = cues.forms().get(unit.low[at])
    lemma = form[0] if form else "have" if unit.low[at] in lexicon.HAVE else ""
    if lemma not in _LIGHT:
        return None
    while at > 0 and unit.tag[at - 1] in "AXI":
        at -= 1
    return at
