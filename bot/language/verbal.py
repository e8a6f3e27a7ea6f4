"""Reports whose cue is an active verb before its content: "the mayor said (that) …", "…, adding that …"."""

from __future__ import annotations

from bot.language import cues, ends, extents, lexicon, lookup, parenthetical, passive, phrase_cues, phrases, unsaid
from bot.language.clauses import Clauses
from bot.language.cues import Cue
from bot.language.lexicon import words
from bot.language.phrases import Words
from bot.language.report import Report

_QUOTERS = words("quote cite")
_UTTERANCES = words(
    "statement letter email e-mail tweet message memo post release note interview speech op-ed editorial column remark "
    "comment tweets statements emails letters messages remarks comments series report brief filing lawsuit call"
)


def of_verb(unit: Clauses, verb: int, before: list[Report]) -> Report | None:
    """The report of the verb at ``verb``, if it is a cue; ``before`` are those found to its left."""
    if unit.low[verb] == "according":
        return phrase_cues.according(unit, verb)
    got = lookup.cue_at(unit, verb)
    if got is None or (not got[0].frames & {"c", "q"} and got[0].lemma not in _QUOTERS and _is_tag(unit, verb)):
        return _unlisted(unit, verb)
    cue, after = got
    letter = unit.tag[verb]
    if cue.lemma in _QUOTERS and letter in "VG":
        quoted = _quoting(unit, verb, after)
        if quoted is not None:
            return quoted
    group = lookup.group_start(unit, verb)
    if unsaid.is_silence(unit, cue, group, after) or unsaid.is_titled(unit, cue, after):
        return None
    if _is_passive(unit, cue, verb, group):
        return passive.of_participle(unit, cue, (group, after), verb)
    if letter == "V":
        if _is_reduced(unit, after):
            return None
        inverted = parenthetical.inverted(unit, cue, verb, after)
        if inverted is not None:
            return inverted
    who = _shared(unit, verb, before) if letter == "G" and group == verb else None
    who = who or _who(unit, verb, group)
    if who is None or (letter == "V" and _object_of_another(unit, who)):
        return None
    if letter == "V" or (group < verb and unit.tag[group] == "A"):
        left = parenthetical.behind_content(unit, cue, who, after)
        if left is not None:
            return Report(left, (group, after), who, "left", cue.kind, cue.lemma)
    if unit.tag[-1] == ":" and cue.frames & {"c", "q"} and extents.skip_adjuncts(unit, after) == len(unit) - 1:
        return Report((), (group, after), who, "open", cue.kind, cue.lemma)
    return _right(unit, cue, who, (group, after))


def _is_passive(unit: Clauses, cue: Cue, verb: int, group: int) -> bool:
    """Whether a participle is passive: behind a form of be, or bare, or "Asked whether …" at the sentence's start."""
    if cue.lemma == "ask" and verb <= 1 and group == verb and unit.tag[verb] in "EV" and unit.tag[0] in "ESV":
        return True
    if unit.tag[verb] != "E" or (verb and unit.tag[verb - 1] == "K"):
        return False
    return group == verb or any(unit.low[i] in lexicon.BE for i in range(group, verb))


def _shared(unit: Clauses, verb: int, before: list[Report]) -> Words | None:
    """The speaker that a participle shares with the report it follows ("she said it was late, adding …")."""
    if not before or before[-1].way not in ("left", "inverted", "right"):
        return None
    if before[-1].way == "right" and not _follows(unit, before[-1], verb):
        return None
    return before[-1].mention


def _right(unit: Clauses, cue: Cue, who: Words, verb: Words) -> Report | None:
    """ "the mayor said | it was late": the content behind its cue."""
    start = extents.content_start(unit, cue, verb[1])
    if start is None:
        return None
    first, noun = start
    if (noun or unit.tag[first] == "I") and _in_zero_relative(unit, who):
        return None
    inside = _inside(unit, who) or who[0] > verb[0]
    shared = unit.tag[verb[1] - 1] == "G"
    end = ends.clause_end(unit, first, noun=noun, inside=inside, predicate="p" in cue.frames, shared=shared)
    if not inside and not noun and unit.tag[who[1] - 1] == "W" and who[0] > 0 and unit.tag[who[0] - 1] in "nN":
        end = ends.main_verb(unit, first, end)
    if end <= first:
        return None
    pieces = [(first, end)]
    relative = who[0] - 1
    if first == verb[1] and relative >= 0 and unit.tag[relative] in "WT" and unit.tag[first] in "VA":
        pieces.insert(0, (relative, relative + 1))  # "Lang, who the mayor said was late"
    return Report(tuple(pieces), verb, who, "right", cue.kind, cue.lemma)


def _in_zero_relative(unit: Clauses, who: Words) -> bool:
    """Whether a pronoun stands right behind a noun and tells of it ("the votes | she needs to win").

    There the noun is what is meant, and nothing is reported. "In the speech | she vowed to resign" has its noun in a
    phrase put first, and so has "In a letter read out by the clerk | she thanked him": no verb but hers says anything.
    """
    at = who[0] - 1
    if unit.tag[who[0]] != "P" or at < 0 or unit.tag[at] not in "nN" or phrases.is_time(unit, at):
        return False
    if unit.tag[0] == "R" and frozenset(unit.tag[: who[0]]).isdisjoint("VAKWT"):
        return False
    near = phrases.noun_phrase_before(unit, at)
    return near is not None and not (near[0] == 1 and unit.tag[0] == "R")


def _object_of_another(unit: Clauses, who: Words) -> bool:
    """Whether the noun phrase before a form in -ed is another verb's object, and the form a participle of it.

    So in "feeds fears | held by some"; behind a verb that takes a clause the noun phrase may as well be a subject ("she
    believes Lang said").
    """
    lead = who[0] - 1
    if lead < 0 or unit.tag[lead] not in "VBGE" or unit.tag[who[0]] in "PW":
        return False
    got = lookup.cue_at(unit, lead)
    return got is None or "c" not in got[0].frames


def _quoting(unit: Clauses, verb: int, after: int) -> Report | None:
    """ "The paper quoted Lang as saying …": the one quoted speaks, not the one who quotes."""
    who = phrases.noun_phrase_after(unit, after)
    if who is None or who[1] + 1 >= len(unit) or unit.low[who[1]] != "as":
        return None
    if unit.low[who[1] + 1] not in ("saying", "telling", "writing", "arguing", "warning"):
        return None
    cue = (verb, who[1] + 2)
    by = phrases.subject(unit, lookup.group_start(unit, verb))
    lead = by[0] - 1 if by else verb - 1
    if lead >= 0 and unit.tag[lead] in ",Q?!":
        pieces = parenthetical.split(unit, lead + (unit.tag[lead] == "Q"), cue[1])
        if pieces:
            return Report(pieces, cue, who, "left", "speech", "quote")
    first = extents.skip_adjuncts(unit, cue[1])
    first += first < len(unit) and unit.tag[first] in ",:"
    end = ends.clause_end(unit, first, noun=False, inside=False) if first < len(unit) else first
    return Report(((first, end),), cue, who, "right", "speech", "quote") if end > first else None


def _is_reduced(unit: Clauses, after: int) -> bool:
    """Whether a form in -ed tells of its noun, as the verb comes behind it ("cases | reported in May | have risen")."""
    if after >= len(unit) or unit.tag[after] != "R":
        return False
    rest = extents.skip_adjuncts(unit, after)
    return rest < len(unit) and unit.tag[rest] in "AV"


def _is_tag(unit: Clauses, verb: int) -> bool:
    """Whether a finite verb and its subject are all that stands behind words in marks that end in a comma."""
    if unit.tag[verb] != "V" or unit.tag[0] != "Q" or not ends.comma_behind(unit, 0) or verb > 12:
        return False
    who = phrases.noun_phrase_after(unit, 1)
    return who is not None and who[1] == verb


def _unlisted(unit: Clauses, verb: int) -> Report | None:
    """ "“We will see,” Lang shrugged.": any verb in the place of a cue is one."""
    if not _is_tag(unit, verb):
        return None
    return Report(((0, 1),), (verb, verb + 1), (1, verb), "left", "speech", unit.low[verb])


def _follows(unit: Clauses, report: Report, verb: int) -> bool:
    """Whether a participle stands right behind a report's content ("she said it was late, adding …")."""
    at = verb - 1
    while at > 0 and unit.tag[at] in ",X":
        at -= 1
    return any(end == at + 1 for _, end in report.pieces)


def _who(unit: Clauses, verb: int, group: int) -> Words | None:
    """The subject of a cue verb, finite or not."""
    letter = unit.tag[verb]
    if letter == "G" and group == verb:
        if verb == 0 or (verb == 1 and unit.tag[0] in "RS"):
            return _following_subject(unit, verb)
        near = phrases.noun_phrase_before(unit, verb - 1) if unit.tag[verb - 1] in "nND" else None
        if near is not None and unit.low[verb - 1] not in _UTTERANCES and unit.low[verb - 1] not in lexicon.TIMES:
            return near
        return phrases.main_subject(unit, verb)
    if letter == "B" and _hangs_on_noun(unit, verb):
        return None
    who = phrases.subject(unit, group)
    if who is None and letter == "B" and group and unit.tag[group - 1] in "VEG":
        who = phrases.subject(unit, lookup.group_start(unit, group - 1))  # "continued to warn"
    if who is None and (letter in "BG" or (group and unit.tag[group - 1] == ",")):
        who = phrases.main_subject(unit, group)
    return who


def _hangs_on_noun(unit: Clauses, verb: int) -> bool:
    """Whether an infinitive tells of a noun what it is for ("an effort to explain"), which reports nothing."""
    at = verb - 1
    while at >= 0 and unit.tag[at] == "X":
        at -= 1
    if at <= 0 or unit.tag[at] != "I":
        return False
    at -= 1
    if unit.tag[at] in "nNHQCDO," and unit.low[at] not in lexicon.CATENATIVES:
        return unit.low[at] not in lexicon.TIMES or unit.low[at] == "time"
    while at > 0 and unit.tag[at] in "XR":
        at -= 1
    form = cues.forms().get(unit.low[at])
    return unit.tag[at] in "VEGB" and form is not None and form[0] not in lexicon.CATENATIVES


def _following_subject(unit: Clauses, verb: int) -> Words | None:
    """ "Noting that it was late, the mayor left": a participle put first has the subject behind its comma."""
    for at in range(verb + 1, min(len(unit) - 1, verb + phrases.REACH)):
        if unit.tag[at] == "," or (unit.tag[at] == "Q" and ends.comma_behind(unit, at)):
            who = phrases.noun_phrase_after(unit, at + 1)
            if who is not None and who[1] < len(unit) and unit.tag[who[1]] in "VAX,K":
                return who
    return None


def _inside(unit: Clauses, who: Words) -> bool:
    """Whether the cue's clause ends at a comma: a relative clause behind one, or a clause put first ("When he …,")."""
    first = who[0]
    if unit.tag[who[1] - 1] == "W":
        return first > 0 and unit.tag[first - 1] == ","
    lead = first - 1
    if lead < 0 or unit.tag[lead] != "S":
        return False
    # "When he …,", "but when he …,", "Eight months after he …,", "PORT ANSEL, May 2 — Eight months after he …,"
    begins = max((at + 1 for at in range(max(0, lead - 4), lead) if unit.tag[at] == "—"), default=0)
    if lead == begins or unit.tag[lead - 1] == "C":
        return True
    return lead - begins <= 3 and all(tag in "DnX" for tag in unit.tag[begins:lead])
