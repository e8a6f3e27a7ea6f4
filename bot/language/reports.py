"""The passes that find reported statements in one tagged sentence: who, cue and content, as word indices."""

from __future__ import annotations

from bot.language import cues, extents, lexicon, nominal, passive, phrases
from bot.language.clauses import Clauses
from bot.language.cues import Cue
from bot.language.phrases import Words
from bot.language.report import Report

_UTTERANCES = frozenset(
    "statement letter email e-mail tweet message memo post release note interview speech op-ed editorial column remark "
    "comment tweets statements emails letters messages remarks comments series report brief filing lawsuit call".split()
)
_LONGEST = 150  # words of content before a cue; farther back no reader sees the two together
_NOT_SPEAKERS = frozenset(
    "contributing revealed watch video videos update updates updated correction corrections breaking exclusive photo photos "
    "note related more live analysis opinion editorial read listen gallery quiz question answer caption source sources "
    "from to cc bcc subject date sent re fwd phone address hours when where who what why price "
    "tags topics published by here transcript highlights timeline explainer review preview fact facts".split()
)


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
            report = _verbal(unit, at, found)
        elif letter == ":":
            report = _labelled(unit, at)
        elif letter in "nN" and unit.low[at] in cues.nouns():
            report = nominal.of_noun(unit, at)
        elif letter == "n" and unit.low[at] in cues.adjectives():
            report = nominal.of_adjective(unit, at)
        else:
            report = None
        if report is not None and not _generic(unit, report) and not _claimed(found, report):
            if report.way in ("left", "inverted", "colon"):
                found = [r for r in found if r.way in ("left", "inverted") or not _covers(report, r)]
            found.append(report)
            taken = max([taken, *(end for _, end in report.pieces)])
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


def cue_at(unit: Clauses, at: int) -> tuple[Cue, int] | None:
    """The cue verb at ``at``, with its particle, and the word behind it."""
    form = cues.forms().get(unit.low[at])
    if form is None:
        return None
    table = cues.verbs()
    if at + 1 < len(unit):
        particle = table.get(f"{form[0]}_{unit.low[at + 1]}")
        if particle is not None:
            return particle, at + 2
    cue = table.get(form[0])
    return (cue, at + 1) if cue is not None else None


def _group_start(unit: Clauses, verb: int) -> int:
    """The first word of the verb group that ends in the verb: "has", in "has long vowed"."""
    at = verb
    while at > 0 and unit.tag[at - 1] in "AXI":
        at -= 1
    while at < verb and unit.tag[at] == "X":
        at += 1
    return at


def _verbal(unit: Clauses, verb: int, before: list[Report]) -> Report | None:
    if unit.low[verb] == "according":
        return _according(unit, verb)
    got = cue_at(unit, verb)
    if got is None:
        return _unlisted(unit, verb)
    cue, after = got
    if cue.lemma in ("quote", "cite") and unit.tag[verb] in "VG":
        quoted = _quoting(unit, verb, after)
        if quoted is not None:
            return quoted
    if not cue.frames & {"c", "q"} and _is_tag(unit, verb):
        return _unlisted(unit, verb)
    group = _group_start(unit, verb)
    if unit.tag[verb] in "EV" and verb <= 1 and cue.lemma == "ask" and group == verb and unit.tag[0] in "ESV":
        return passive.of_participle(unit, cue, (group, after), verb)  # "Asked whether …, he left"
    if unit.tag[verb] == "E" and not (verb and unit.tag[verb - 1] == "K"):
        if group == verb or any(unit.low[i] in lexicon.BE for i in range(group, verb)):
            return passive.of_participle(unit, cue, (group, after), verb)
    finite = unit.tag[verb] == "V" or (group < verb and unit.tag[group] == "A")
    if unit.tag[verb] == "V":
        inverted = _inverted(unit, cue, verb, after)
        if inverted is not None:
            return inverted
    who = _who(unit, verb, group)
    if unit.tag[verb] == "G" and group == verb and before and before[-1].mention is not None:
        if before[-1].way in ("left", "inverted") or (before[-1].way == "right" and _follows(unit, before[-1], verb)):
            who = before[-1].mention
    if who is None or (unit.tag[verb] == "V" and _object_of_another(unit, who)):
        return None
    if finite:
        left = _left(unit, cue, who, after)
        if left is not None:
            return Report(left, (group, after), who, "left", cue.kind, cue.lemma)
    if unit.tag[-1] == ":" and cue.frames & {"c", "q"} and extents.skip_adjuncts(unit, after) == len(unit) - 1:
        return Report((), (group, after), who, "open", cue.kind, cue.lemma)
    return _right(unit, cue, who, (group, after))


def _object_of_another(unit: Clauses, who: Words) -> bool:
    """Whether the noun phrase before a form in -ed is another verb's object and the form a participle ("feeds fears | held
    by some"); behind a verb that takes a clause it may as well be a subject ("she believes Lang said")."""
    lead = who[0] - 1
    if lead < 0 or unit.tag[lead] not in "VBGE" or unit.tag[who[0]] in "PW":
        return False
    got = cue_at(unit, lead)
    return got is None or "c" not in got[0].frames


def _quoting(unit: Clauses, verb: int, after: int) -> Report | None:
    """ "The paper quoted Lang as saying …": the one quoted speaks, not the one who quotes."""
    who = phrases.noun_phrase_after(unit, after)
    if who is None or who[1] + 1 >= len(unit) or unit.low[who[1]] != "as":
        return None
    if unit.low[who[1] + 1] not in ("saying", "telling", "writing", "arguing", "warning"):
        return None
    words = (verb, who[1] + 2)
    by = phrases.subject(unit, _group_start(unit, verb))
    lead = by[0] - 1 if by else verb - 1
    if lead >= 0 and unit.tag[lead] in ",Q?!":
        pieces = _split(unit, lead + (unit.tag[lead] == "Q"), words[1])
        if pieces:
            return Report(pieces, words, who, "left", "speech", "quote")
    first = extents.skip_adjuncts(unit, words[1])
    first += first < len(unit) and unit.tag[first] in ",:"
    end = extents.clause_end(unit, first, noun=False, inside=False) if first < len(unit) else first
    return Report(((first, end),), words, who, "right", "speech", "quote") if end > first else None


def _follows(unit: Clauses, report: Report, verb: int) -> bool:
    """Whether a participle stands right behind a report's content ("she said it was late, adding …")."""
    at = verb - 1
    while at > 0 and unit.tag[at] in ",X":
        at -= 1
    return any(end == at + 1 for _, end in report.pieces)


def _is_tag(unit: Clauses, verb: int) -> bool:
    """Whether a finite verb and its subject are all that stands behind words in marks that end in a comma."""
    if unit.tag[verb] != "V" or unit.tag[0] != "Q" or not extents.comma_behind(unit, 0) or verb > 12:
        return False
    who = phrases.noun_phrase_after(unit, 1)
    return who is not None and who[1] == verb


def _unlisted(unit: Clauses, verb: int) -> Report | None:
    """ "“We will see,” Lang shrugged.": any verb in the place of a cue is one."""
    if not _is_tag(unit, verb):
        return None
    return Report(((0, 1),), (verb, verb + 1), (1, verb), "left", "speech", unit.low[verb])


def _right(unit: Clauses, cue: Cue, who: Words, verb: Words) -> Report | None:
    """ "the mayor said | it was late": the content behind its cue."""
    start = extents.content_start(unit, cue, verb[1])
    if start is None:
        return None
    first, noun = start
    inside = _inside(unit, who) or who[0] > verb[0]
    end = extents.clause_end(unit, first, noun=noun, inside=inside, predicate="p" in cue.frames)
    if end <= first:
        return None
    pieces = [(first, end)]
    relative = who[0] - 1
    if first == verb[1] and relative >= 0 and unit.tag[relative] in "WT" and unit.tag[first] in "VA":
        pieces.insert(0, (relative, relative + 1))  # "Lang, who the mayor said was late"
    return Report(tuple(pieces), verb, who, "right", cue.kind, cue.lemma)


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
        return unit.low[at] not in lexicon.TIMES
    while at > 0 and unit.tag[at] in "XR":
        at -= 1
    form = cues.forms().get(unit.low[at])
    return unit.tag[at] in "VEGB" and form is not None and form[0] not in lexicon.CATENATIVES


def _following_subject(unit: Clauses, verb: int) -> Words | None:
    """ "Noting that it was late, the mayor left": a participle put first has the subject behind its comma."""
    for at in range(verb + 1, min(len(unit) - 1, verb + phrases.REACH)):
        if unit.tag[at] == "," or (unit.tag[at] == "Q" and extents.comma_behind(unit, at)):
            who = phrases.noun_phrase_after(unit, at + 1)
            if who is not None and who[1] < len(unit) and unit.tag[who[1]] in "VAX,K":
                return who
    return None


def _inside(unit: Clauses, who: Words) -> bool:
    """Whether the cue's clause ends at a comma: a relative clause behind one, or a clause put first ("When he said …,")."""
    first = who[0]
    if unit.tag[who[1] - 1] == "W":
        return first > 0 and unit.tag[first - 1] == ","
    lead = first - 1
    return lead >= 0 and unit.tag[lead] == "S" and (lead == 0 or unit.tag[lead - 1] in "C")


def _inverted(unit: Clauses, cue: Cue, verb: int, after: int) -> Report | None:
    """ "…," said the mayor."""
    if not cue.frames & {"q", "c"}:
        return None
    at = verb - 1
    while at > 0 and unit.tag[at] == "X":
        at -= 1
    if at < 0:
        return _inverted_first(unit, cue, verb, after)
    if unit.tag[at] not in ",Q?!" or ("a" in cue.frames and unit.tag[at] != "Q"):
        return None
    who = phrases.noun_phrase_after(unit, after)
    if who is None or unit.low[after] == "that" or unit.low[who[0]] in lexicon.TIMES:
        return None
    if (who[1] < len(unit) and unit.tag[who[1]] in "VAKP") or unit.low[who[0]] in ("it", "that", "this"):
        return None
    if unit.tag[at] == "," and unit.tag[who[1] : who[1] + 1] == ["Q"]:
        return None
    if unit.tag[at] == "," and unit.tag[who[0]] not in "NP" and phrases.subject(unit, verb) is not None:
        return None
    pieces = _split(unit, verb, who[1], inverted=True)
    return Report(pieces, (verb, after), who, "inverted", cue.kind, cue.lemma) if pieces else None


def _inverted_first(unit: Clauses, cue: Cue, verb: int, after: int) -> Report | None:
    """ "Said Lang, “…”" """
    who = phrases.noun_phrase_after(unit, after)
    if who is None or who[1] >= len(unit) or unit.tag[who[1]] not in ",:":
        return None
    first = who[1] + 1
    if first == len(unit):
        return Report((), (verb, after), who, "open", cue.kind, cue.lemma)
    end = extents.clause_end(unit, first, noun=False, inside=False)
    return Report(((first, end),), (verb, after), who, "inverted", cue.kind, cue.lemma) if end > first else None


def _split(unit: Clauses, end: int, after: int, *, inverted: bool = False) -> tuple[Words, ...]:
    """The content before a parenthetical cue and, where it goes on, behind it ("It was, she said, too late")."""
    start = 0
    while start < end and unit.tag[start] in "C,":
        start += 1
    stop = end
    while stop > start and unit.tag[stop - 1] in ",X":
        stop -= 1
    if stop <= start or stop - start > _LONGEST:
        return ()
    if unit.tag[stop - 1] == "Q" and stop - 2 > start and unit.tag[stop - 2] == ":":
        start = stop - 1  # "He scolded him: “…,” he said"
    pieces = [(start, stop)]
    at = extents.skip_adjuncts(unit, after)
    comma = at < len(unit) and unit.tag[at] in ",:—"
    at = _behind_apposition(unit, at) if comma else at
    if at < len(unit) and unit.tag[at] == "Q" and at > after:
        pieces.append((at, extents.clause_end(unit, at, noun=False, inside=False)))
    elif (
        comma and at < len(unit) and unit.tag[at] == "C" and _JOIN_ON and not inverted and not _cue_ahead(unit, at + 1)
    ):
        pieces.append((at, extents.clause_end(unit, at + 1, noun=False, inside=False)))
    elif comma and at < len(unit) and unit.tag[at] not in "GSCW" and unit.low[at] not in ("according", "whose"):
        if unit.tag[at] in "VA" or not (inverted or _closed(unit, start, stop)):
            pieces.append((at, extents.clause_end(unit, at, noun=False, inside=False)))
    return tuple(p for p in pieces if p[1] > p[0])


def _behind_apposition(unit: Clauses, comma: int) -> int:
    """The word behind the comma, or behind a second one, if a passage in marks begins there
    ("“No,” said Lang, head of the council, | “never.”")."""
    for at in range(comma + 1, min(len(unit) - 1, comma + 25)):
        if unit.tag[at] in "VGQ;":
            break
        if unit.tag[at] in ",:" and unit.tag[at + 1] == "Q":
            return at + 1
    return comma + 1


_JOIN_ON = True


def _cue_ahead(unit: Clauses, first: int) -> bool:
    """Whether another cue verb follows before the next comma."""
    for at in range(first, len(unit)):
        if unit.tag[at] in ",;":
            return False
        if unit.tag[at] == "V" and cue_at(unit, at) is not None:
            return True
    return False


def _closed(unit: Clauses, start: int, stop: int) -> bool:
    """Whether the words are a clause of their own, with a finite verb or a whole passage in marks."""
    return any(unit.tag[at] in "VAKQ" for at in range(start, stop))


def _left(unit: Clauses, cue: Cue, who: Words, after: int) -> tuple[Words, ...] | None:
    """ "It was late, she said.": a cue behind its content, with nothing but circumstances after it."""
    if not cue.frames & {"c", "q"} or who[0] == 0 or unit.tag[who[1] - 1] in "WT":
        return None
    at = who[0] - 1
    while at > 0 and unit.tag[at] == "X":
        at -= 1
    if unit.tag[at] not in ",Q?!—":
        return None
    rest = after
    if "a" in cue.frames:
        addressed = phrases.noun_phrase_after(unit, after)
        if addressed is not None:
            rest = addressed[1]
    rest = extents.skip_adjuncts(unit, rest)
    quoted = unit.tag[at] == "Q" or unit.tag[at - 1] == "Q"
    if quoted and _goes_on_right(unit, after, rest):
        return None
    if rest < len(unit) and unit.tag[rest] not in ".,;—:?!)" and not quoted:
        return None
    pieces = _split(unit, at + (unit.tag[at] == "Q"), after if "a" not in cue.frames else rest)
    if not pieces and rest + 1 < len(unit) and unit.tag[rest] == ",":
        pieces = ((rest + 1, extents.clause_end(unit, rest + 1, noun=False, inside=False)),)  # "Instead, she said, …"
    if pieces and not _closed(unit, *pieces[0]) and (len(pieces) == 1 or unit.tag[pieces[1][0]] not in "VA"):
        pieces = pieces[1:]  # "In a letter, she wrote, “…”": what stands before is a circumstance
    return pieces or None


def _goes_on_right(unit: Clauses, after: int, rest: int) -> bool:
    """Whether, in spite of marks before the cue, the content stands behind it: a clause ("On “Morning Hour,” Lang said the
    plan was dead"), or marks behind a clause that was put first ("After he called it “dead,” Lang said: “…”")."""
    size = len(unit)
    if rest < size and unit.tag[rest] == "T" and not extents.is_relative(unit, rest):
        return True
    if rest < size and unit.tag[rest] in "DHNnPK" and unit.tag[0] != "Q" and extents.has_verb(unit, rest):
        return True
    led = unit.tag[0] in "SEG" and rest + 1 < size and unit.tag[rest] in ",:" and unit.tag[rest + 1] == "Q"
    return led


def _according(unit: Clauses, cue: int) -> Report | None:
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
        end = extents.clause_end(unit, first, noun=False, inside=False)
        return Report(((first, end),), (cue, after), who, "according", "speech", "according") if end > first else None
    stop = cue
    while stop > 0 and unit.tag[stop - 1] in ",X—":
        stop -= 1
    if stop > 0 and unit.tag[stop - 1] in "STC" and at < len(unit) and unit.tag[at] == ",":
        end = extents.clause_end(unit, at + 1, noun=False, inside=False)
        return Report(((at + 1, end),), (cue, after), who, "according", "speech", "according") if end > at + 1 else None
    start = 0
    while start < stop and unit.tag[start] in "C,":
        start += 1
    if stop <= start:
        return None
    return Report(((start, stop),), (cue, after), who, "according", "speech", "according")


def _labelled(unit: Clauses, colon: int) -> Report | None:
    """ "Lang: “We will not.”", and in a headline "Lang: We Will Not" """
    if colon == 0:
        return None
    if colon + 1 >= len(unit):
        who = phrases.main_subject(unit, colon)
        return Report((), (colon, colon + 1), who, "open", "colon", ":") if who is not None else None
    if unit.tag[colon + 1] == "Q":
        who = phrases.noun_phrase_after(unit, 0)
        capital = who is not None and unit.text[unit.start[who[0]]].isupper()
        if who is not None and capital and all(t in "NnHDRC,~" for t in unit.tag[who[1] : colon]):
            return Report(((colon + 1, len(unit)),), (colon, colon + 1), who, "label", "speech", ":")
        who = phrases.main_subject(unit, colon)
        if who is not None:
            return Report(((colon + 1, colon + 2),), (colon, colon + 1), who, "colon", "speech", ":")
        return None
    if colon > 5 or not (unit.title or unit.paragraph == 0) or unit.low[0] in _NOT_SPEAKERS:
        return None
    if unit.low[colon - 1] in _NOT_SPEAKERS or not all(
        unit.text[unit.start[i]].isupper() or unit.tag[i] == "~" for i in range(colon)
    ):
        return None
    end = extents.clause_end(unit, colon + 1, noun=False, inside=False)
    return Report(((colon + 1, end),), (colon, colon + 1), (0, colon), "headline", "speech", ":")
