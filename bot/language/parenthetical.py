"""Cues behind or inside their content: "…," said the mayor; "it is late, she said"; "it was, she said, too late"."""

from __future__ import annotations

from bot.language import ends, extents, lookup, phrases
from bot.language.clauses import Clauses
from bot.language.cues import Cue
from bot.language.lexicon import words
from bot.language.phrases import Words
from bot.language.report import Report

# What may follow a speaker behind his verb: nothing, a comma, a circumstance, but no noun of his own.
_AFTER_SPEAKER = ([], *([sign] for sign in ",.;:—)?!RWCXSGI"))
_CIRCUMSTANCES = words("when asked after before as while speaking writing since")
_DATELINE = 12  # words
_LONGEST = 150  # words of content before a cue; farther back no reader sees the two together


def inverted(unit: Clauses, cue: Cue, verb: int, after: int) -> Report | None:
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
    if who is None or unit.low[after] == "that" or phrases.is_time(unit, who[0]):
        return None
    if (who[1] < len(unit) and unit.tag[who[1]] in "VAKP") or unit.low[who[0]] in ("it", "that", "this"):
        return None
    if unit.tag[at] == "," and (
        "Q" in unit.tag[who[0] : who[1]] or unit.tag[who[1] : who[1] + 1] not in _AFTER_SPEAKER
    ):
        return None
    if unit.tag[at] == "," and unit.tag[who[0]] not in "NP" and phrases.subject(unit, verb) is not None:
        return None
    pieces = split(unit, verb, who[1], inverted=True)
    return Report(pieces, (verb, after), who, "inverted", cue.kind, cue.lemma) if pieces else None


def _inverted_first(unit: Clauses, cue: Cue, verb: int, after: int) -> Report | None:
    """ "Said Lang, “…”" """
    who = phrases.noun_phrase_after(unit, after)
    if who is None or who[1] >= len(unit) or unit.tag[who[1]] not in ",:":
        return None
    first = who[1] + 1
    if first == len(unit):
        return Report((), (verb, after), who, "open", cue.kind, cue.lemma)
    end = ends.clause_end(unit, first, noun=False, inside=False)
    return Report(((first, end),), (verb, after), who, "inverted", cue.kind, cue.lemma) if end > first else None


def split(unit: Clauses, end: int, after: int, *, inverted: bool = False) -> tuple[Words, ...]:
    """The content before a parenthetical cue and, where it goes on, behind it ("It was, she said, too late")."""
    start = _past_dateline(unit, end)
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
        pieces.append((at, ends.clause_end(unit, at, noun=False, inside=False)))
    elif comma and at < len(unit) and _goes_on(unit, at, (start, stop), inverted):
        first = at + (unit.tag[at] == "C")
        pieces.append((at, ends.clause_end(unit, first, noun=False, inside=False)))
    return tuple(p for p in pieces if p[1] > p[0])


def _past_dateline(unit: Clauses, end: int) -> int:
    """The word behind "PORT ANSEL, May 2 —" or "PORT ANSEL (HPA) —", which nobody says, or 0."""
    dash = next((at for at in range(min(end, _DATELINE)) if unit.tag[at] == "—"), 0)
    place = unit.text[unit.start[0] : unit.end[0]]
    plain = all(tag in ",~.()" or unit.capital(at) or unit.low[at].isdigit() for at, tag in enumerate(unit.tag[:dash]))
    return dash + 1 if dash and plain and place.isupper() and len(place) > 1 else 0


def _goes_on(unit: Clauses, at: int, before: Words, inverted: bool) -> bool:
    """Whether the content goes on behind the cue's comma: "…, she said, and …", "it, she said, was …"."""
    if unit.tag[at] == "C":
        return not inverted and not _cue_ahead(unit, at + 1)
    if unit.tag[at] in "GSW" or unit.low[at] in ("according", "whose"):
        return False
    return unit.tag[at] in "VA" or not (inverted or _closed(unit, *before))


def _behind_apposition(unit: Clauses, comma: int) -> int:
    """The word behind a comma, or behind a second one where marks begin there ("said Lang, the mayor, | “no”")."""
    for at in range(comma + 1, min(len(unit) - 1, comma + 25)):
        if unit.tag[at] in "VGQ;":
            break
        if unit.tag[at] in ",:" and unit.tag[at + 1] == "Q":
            return at + 1
    return comma + 1


def _cue_ahead(unit: Clauses, first: int) -> bool:
    """Whether another cue verb follows before the next comma."""
    for at in range(first, len(unit)):
        if unit.tag[at] in ",;":
            return False
        if unit.tag[at] == "V" and lookup.cue_at(unit, at) is not None:
            return True
    return False


def _closed(unit: Clauses, start: int, stop: int) -> bool:
    """Whether the words are a clause of their own, with a finite verb or a whole passage in marks."""
    return any(unit.tag[at] in "VAKQ" for at in range(start, stop))


def behind_content(unit: Clauses, cue: Cue, who: Words, after: int) -> tuple[Words, ...] | None:
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
    pieces = split(unit, at + (unit.tag[at] == "Q"), after if "a" not in cue.frames else rest)
    if not pieces and rest + 1 < len(unit) and unit.tag[rest] == ",":
        pieces = ((rest + 1, ends.clause_end(unit, rest + 1, noun=False, inside=False)),)  # "Instead, she said, …"
    if pieces and not _closed(unit, *pieces[0]) and (len(pieces) == 1 or unit.tag[pieces[1][0]] not in "VA"):
        pieces = pieces[1:]  # "In a letter, she wrote, “…”": what stands before is a circumstance
    if len(pieces) > 1 and unit.low[pieces[0][0]] in _CIRCUMSTANCES and unit.tag[pieces[1][0]] == "Q":
        pieces = pieces[1:]  # "When asked, Lang said: “…”"
    return pieces or None


def _goes_on_right(unit: Clauses, after: int, rest: int) -> bool:
    """Whether the content stands behind the cue in spite of marks before it.

    It may be a clause ("On “Morning Hour,” Lang said the plan was dead"), or marks behind a clause that was put first
    ("After he called it “dead,” Lang said: “…”").
    """
    size = len(unit)
    if rest < size and unit.tag[0] != "Q":
        if unit.tag[rest] == "T" and not extents.is_relative(unit, rest):
            return True
        if unit.tag[rest] in "DHNnPK" and extents.has_verb(unit, rest):
            return True
    return unit.tag[0] in "SEG" and rest + 1 < size and unit.tag[rest] in ",:" and unit.tag[rest + 1] == "Q"
