"""Reports in the passive: "was described by the mayor as …", "is expected to …", "was asked whether …"."""

from __future__ import annotations

from bot.language import ends, extents, phrases
from bot.language.clauses import Clauses
from bot.language.cues import Cue
from bot.language.phrases import Words
from bot.language.report import Report

# Of these the text need not say whose words or thoughts they are ("is widely expected to resign").
_NOBODYS = frozenset(
    "expect say believe think report allege consider see view regard know describe call dub label brand term deem hail "
    "portray characterize characterise accuse criticize criticise praise predict estimate rumor perceive declare "
    "announce suspect understand assume liken compare name nominate".split()
)
_MEASURES = frozenset("margin vote votes end means default law definition nature design way accident turns".split())


def of_participle(unit: Clauses, cue: Cue, words: Words, verb: int) -> Report | None:
    """The report of a passive participle.

    Args:
        unit: the sentence.
        cue: the participle's verb.
        words: its verb group, with a particle.
        verb: the participle.
    """
    if cue.lemma == "quote":
        return _quoted_as(unit, words)
    agent, before_agent = _agent(unit, words[1])
    reduced = words[0] == verb
    if reduced and agent is None and not (cue.lemma == "ask" and verb <= 1):
        return None
    if cue.lemma in ("ask", "tell", "warn", "inform", "remind", "assure", "advise"):
        return _addressed(unit, cue, words, agent)
    if agent is None and (cue.lemma not in _NOBODYS or _is_a_name(unit, cue, words[1])):
        return None
    what = phrases.noun_phrase_before(unit, verb - 1) if reduced else phrases.subject(unit, words[0])
    if what is None or (reduced and not (cue.frames & {"p"})):
        return None
    return _of_subject(unit, cue, words, what, agent, before_agent)


def _is_a_name(unit: Clauses, cue: Cue, after: int) -> bool:
    """Whether a participle only says what somebody is called: "who is known as Tiny"."""
    return cue.lemma in ("know", "name") and unit.low[after : after + 1] == ["as"]


def _of_subject(
    unit: Clauses, cue: Cue, words: Words, what: Words, agent: Words | None, before_agent: int
) -> Report | None:
    """ "The plan | is expected | to fail", "It | is feared | that the plan fails", "The plan was praised by Lang" """
    pieces = [] if unit.low[what[0]] in ("it", "there") else [what]
    start = agent[1] if agent is not None else words[1]
    if agent is not None and before_agent > words[1]:
        pieces.append((words[1], before_agent))
    elif start < len(unit) and unit.tag[start] not in ".,;—:?!)":
        end = ends.clause_end(unit, start, noun=unit.tag[start] not in "TI", inside=False)
        if end > start:
            pieces.append((start, end))
    elif agent is None:
        return None
    if not pieces:
        return None
    return Report(tuple(pieces), words, agent, "passive", cue.kind, cue.lemma)


def _agent(unit: Clauses, after: int) -> tuple[Words | None, int]:
    """The noun phrase behind "by" in the words that follow the participle, and where "by" stands."""
    for at in range(after, min(len(unit), after + 8)):
        if unit.tag[at] in ",;—:.QVWS":
            break
        if unit.low[at] == "by":
            found = phrases.noun_phrase_after(unit, at + 1)
            if found is not None and unit.tag[at + 1] != "G" and unit.low[found[1] - 1] not in _MEASURES:
                return found, at
            break
    return None, after


def _quoted_as(unit: Clauses, words: Words) -> Report | None:
    """ "Lang was quoted as saying that …": the one quoted is the speaker."""
    at = words[1]
    if at + 1 >= len(unit) or unit.low[at] != "as" or unit.low[at + 1] not in ("saying", "telling"):
        return None
    who = phrases.subject(unit, words[0])
    if who is None:
        return None
    first = extents.skip_adjuncts(unit, at + 2)
    if first >= len(unit):
        return None
    first += unit.tag[first] in ",:"
    end = ends.clause_end(unit, first, noun=False, inside=False)
    return Report(((first, end),), (words[0], at + 2), who, "quoted", "speech", "quote") if end > first else None


def _addressed(unit: Clauses, cue: Cue, words: Words, agent: Words | None) -> Report | None:
    """ "was asked (by the mayor) whether …": the subject only listened."""
    start = extents.content_start(unit, cue, agent[1] if agent else words[1])
    if start is None:
        return None
    end = ends.clause_end(unit, start[0], noun=start[1], inside=words[0] <= 1)
    return Report(((start[0], end),), words, agent, "asked", cue.kind, cue.lemma) if end > start[0] else None
