"""The passes that find reported statements in one tagged English sentence: who, cue and content, as word indices."""

from __future__ import annotations

from bot.language import cues, nominal, phrase_cues, unsaid, verbal
from bot.language.clauses import Clauses
from bot.language.report import Report

_VIEWS = frozenset("view opinion words estimation telling judgment judgement".split())


def find(unit: Clauses) -> list[Report]:
    """All reported statements of a sentence, in the order of their cues; none lies inside another's content."""
    found: list[Report] = []
    taken = -1
    for at in range(len(unit)):
        if at < taken:
            continue
        letter = unit.tag[at]
        if letter == "E" and unit.low[at] in cues.adjectives():
            report = nominal.of_adjective(unit, at)
        elif letter in "VBGE":
            report = verbal.of_verb(unit, at, found)
        elif letter == ":":
            report = phrase_cues.labelled(unit, at)
        elif letter == "n" and unit.low[at] in _VIEWS:
            report = phrase_cues.in_view(unit, at) or nominal.of_noun(unit, at)
        elif letter in "nN" and unit.low[at] in cues.nouns():
            report = nominal.of_noun(unit, at)
        elif letter == "n" and unit.low[at] in cues.adjectives():
            report = nominal.of_adjective(unit, at)
        else:
            report = None
        if (
            report is not None
            and all(a < b for a, b in report.pieces)
            and not _generic(unit, report)
            and not _claimed(found, report)
        ):
            taken = max([taken, *(end for _, end in report.pieces)])
            if unsaid.is_unreal(unit, report):
                continue
            if report.way in ("left", "inverted", "colon"):
                found = [r for r in found if r.way in ("left", "inverted") or not _covers(report, r)]
            found.append(report)
    if len(unit):
        report = phrase_cues.led_by_comma(unit, found)
        if report is not None:
            found.append(report)
    return found


def _claimed(found: list[Report], report: Report) -> bool:
    """Whether a passage in marks that a colon gave to somebody is claimed again ("He warned her: “No,” he said")."""
    return any(r.way == "colon" and set(r.pieces) & set(report.pieces) for r in found)


def _covers(report: Report, inner: Report) -> bool:
    """Whether a report's cue stands in another's content, as in "It signals the end, said Lang"."""
    return any(start <= inner.cue[0] < end for start, end in report.pieces)


def _generic(unit: Clauses, report: Report) -> bool:
    """Whether the author speaks of himself or of anybody ("I think", "as you know") and quotes nothing."""
    if report.mention is None or "Q" in (unit.tag[at] for piece in report.pieces for at in range(*piece)):
        return False
    return unit.low[report.mention[0]] in ("i", "we", "you", "i'm", "i've", "i'd", "i'll", "we're", "we've", "you're")
