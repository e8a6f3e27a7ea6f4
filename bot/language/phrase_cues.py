"""Cues that are no verbs: "according to", a colon behind a name, a comma before a whole sentence in marks."""

from __future__ import annotations

from bot.language import ends, nominal, phrases
from bot.language.clauses import Clauses
from bot.language.lexicon import words
from bot.language.report import Report

_LABEL = 5  # words before the colon of a headline
_NOT_SPEAKERS = words(
    "contributing revealed watch video videos update updates updated correction corrections breaking exclusive photo "
    "photos note related more live analysis opinion editorial read listen gallery quiz question answer caption source "
    "sources from to cc bcc subject date sent re fwd phone address hours when where who what why price "
    "tags topics published by here transcript highlights timeline explainer review preview fact facts"
)


def according(unit: Clauses, cue: int) -> Report | None:
    """ "According to the ministry, …", "…, according to the ministry" """
    if cue + 1 >= len(unit) or unit.low[cue + 1] != "to":
        return None
    after = cue + 2
    who = phrases.noun_phrase_after(unit, after)
    if who is None:
        return None
    at = who[1]
    while at < len(unit) and unit.tag[at] not in ",Q":
        at += 1
    if cue == 0 or unit.tag[cue - 1] == "C":
        first = at + (at < len(unit) and unit.tag[at] == ",")
        if first >= len(unit):
            return None
        end = ends.clause_end(unit, first, noun=False, inside=False)
        return Report(((first, end),), (cue, after), who, "according", "speech", "according") if end > first else None
    stop = cue
    while stop > 0 and unit.tag[stop - 1] in ",X—":
        stop -= 1
    if stop > 0 and unit.tag[stop - 1] in "STC" and at < len(unit) and unit.tag[at] == ",":
        end = ends.clause_end(unit, at + 1, noun=False, inside=False)
        return Report(((at + 1, end),), (cue, after), who, "according", "speech", "according") if end > at + 1 else None
    start = 0
    while start < stop and unit.tag[start] in "C,":
        start += 1
    if stop <= start:
        return None
    return Report(((start, stop),), (cue, after), who, "according", "speech", "according")


def in_view(unit: Clauses, noun: int) -> Report | None:
    """ "In Lang's view, …", "…, in her words, …" """
    who = nominal.owner(unit, noun)
    if who is None or who[0] == 0 or unit.low[who[0] - 1] != "in":
        return None
    cue = (who[0] - 1, noun + 1)
    first = noun + 1
    if first < len(unit) and unit.tag[first] == "," and (cue[0] == 0 or unit.tag[cue[0] - 1] in "CT,"):
        end = ends.clause_end(unit, first + 1, noun=False, inside=False)
        pieces = ((first + 1, end),)
        return Report(pieces, cue, who, "according", "speech", "view") if end > first + 1 else None
    return None


def labelled(unit: Clauses, colon: int) -> Report | None:
    """ "Lang: “We will not.”", and in a headline "Lang: We Will Not" """
    if colon == 0:
        return None
    if colon + 1 >= len(unit):
        who = phrases.main_subject(unit, colon)
        return Report((), (colon, colon + 1), who, "open", "colon", ":") if who is not None else None
    if unit.tag[colon + 1] == "Q":
        who = phrases.noun_phrase_after(unit, 0)
        if who is not None and unit.capital(who[0]) and all(t in "NnHDRC,~" for t in unit.tag[who[1] : colon]):
            return Report(((colon + 1, len(unit)),), (colon, colon + 1), who, "label", "speech", ":")
        who = phrases.main_subject(unit, colon)
        if who is not None:
            return Report(((colon + 1, colon + 2),), (colon, colon + 1), who, "colon", "speech", ":")
        return None
    head = unit.title or unit.paragraph == 0
    if not head or colon > _LABEL or not _NOT_SPEAKERS.isdisjoint((unit.low[0], unit.low[colon - 1])):
        return None
    if not all(unit.capital(i) or unit.tag[i] == "~" for i in range(colon)):
        return None
    end = ends.clause_end(unit, colon + 1, noun=False, inside=False)
    if end == colon + 1:
        return None
    return Report(((colon + 1, end),), (colon, colon + 1), (0, colon), "headline", "speech", ":")


def led_by_comma(unit: Clauses, found: list[Report]) -> Report | None:
    """ "She turned to the crowd, “We will not go.”": a whole sentence in marks behind a comma is the subject's."""
    last = len(unit) - 1
    passage = unit.passage[last]
    if last < 3 or passage is None or unit.tag[last - 1] != ",":
        return None
    if any(last < end for report in found for _, end in report.pieces):
        return None
    said = unit.text[passage.inner_start : passage.inner_end]
    if said.count(" ") < 3 or said[-1:] not in ".?!" or not said[0].isupper():
        return None
    who = phrases.main_subject(unit, last)
    return Report(((last, last + 1),), (last - 1, last), who, "colon", "speech", ",") if who is not None else None
