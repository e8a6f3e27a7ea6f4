"""Where content begins behind a cue and where it ends; in word indices of a tagged sentence, bounded like ``phrases``."""

from __future__ import annotations

from bot.language import cues, lexicon, phrases
from bot.language.clauses import Clauses
from bot.language.cues import Cue

_NO_CIRCUMSTANCE_ADVERBS = frozenset("there not never no so only even just almost nearly very too as well".split())
_NO_CIRCUMSTANCE = frozenset("like than as about against for regarding concerning".split())
_CONTRASTS = frozenset("while although though whereas but as after when before since because until unless".split())
_TEMPORAL = frozenset(
    "while although though whereas as after when before since because until unless if once whenever".split()
)
_TIMES = lexicon.TIMES | lexicon.MONTHS


def comma_behind(unit: Clauses, at: int) -> bool:
    """Whether the word is a passage in marks that ends in a comma of the sentence around it (“… forever,” he said)."""
    passage = unit.passage[at]
    return passage is not None and unit.text[passage.inner_end - 1 : passage.inner_end] == ","


def skip_adjuncts(unit: Clauses, first: int) -> int:
    """The word behind adverbs, times and circumstances after a cue ("said | on Friday in an interview | that …")."""
    tag, low = unit.tag, unit.low
    size = min(len(unit), first + phrases.REACH)
    at = first
    while at < size:
        letter = tag[at]
        if letter == "X" and low[at] not in _NO_CIRCUMSTANCE_ADVERBS:
            at += 1
        elif phrases.is_time(unit, at) and letter != "H":
            at += 1
        elif low[at] in lexicon.TIME_STARTERS and at + 1 < size and low[at + 1] in _TIMES:
            at += 2
        elif letter == "R" and low[at] not in _NO_CIRCUMSTANCE:
            end = _phrase_end(unit, at)
            if end is None:
                break
            at = end
        else:
            break
    return at


def _phrase_end(unit: Clauses, preposition: int) -> int | None:
    """The end of a prepositional phrase, with what hangs on it."""
    tag = unit.tag
    at = preposition + 1
    if at >= len(unit):
        return None
    found = phrases.noun_phrase_after(unit, at)
    if found is None:
        return at + 1 if tag[at] in "QO" else None
    at = found[1]
    # "on NBC's “Morning Hour”": a title in marks belongs to the circumstance, unless speech could begin there
    if at < len(unit) and tag[at] == "Q" and tag[at - 1] in "Hn" and at + 1 < len(unit):
        at += 1
    return at


def content_start(unit: Clauses, cue: Cue, after: int) -> tuple[int, bool] | None:
    """Where the content behind a cue begins and whether it is a noun phrase; None where the cue leads to nothing.

    Args:
        unit: the sentence.
        cue: what may follow.
        after: the word behind the cue's verb.
    """
    size = len(unit)
    at = after
    if cue.frames & {"c", "q", "t"}:
        at = _past_topic(unit, skip_adjuncts(unit, after))
        if after < size and unit.low[after] in cue.prepositions and not _quotes_or_that(unit, at):
            at = after  # "responded to the letter": no circumstance, but what the response was about
    elif "i" in cue.frames:
        behind = skip_adjuncts(unit, after)
        at = behind if behind < size and unit.tag[behind] == "I" else after
    while at < size and unit.tag[at] == "X" and unit.low[at] not in ("no", "there", "never", "not"):
        at += 1
    if at + 2 < size and unit.tag[at] == "," and unit.tag[at + 1] in "XS" and unit.tag[at + 2] == ",":
        at += 3  # "says, however, that"
    if at < size and unit.tag[at] == "," and "c" in cue.frames:
        at = _that_behind_comma(unit, at)  # "said in Port Ansel, Oregon, that"
    if at >= size:
        return None
    if "a" in cue.frames:
        addressed = _behind_addressee(unit, cue, at)
        if addressed is not None or unit.tag[at] in "DHNnOP":
            return addressed
    return _start_at(unit, cue, at, after)


def _that_behind_comma(unit: Clauses, comma: int) -> int:
    """The "that" behind a second comma, if only nouns stand between; else the comma itself."""
    for at in range(comma + 1, min(len(unit) - 1, comma + 10)):
        if unit.tag[at] == "," and unit.tag[at + 1] == "T":
            return at + 1
        if unit.tag[at] not in "NnDHRX~()MC":
            break
    return comma


def _quotes_or_that(unit: Clauses, at: int) -> bool:
    return any(unit.tag[i] in "QT" for i in range(at, min(at + 2, len(unit))))


def _past_topic(unit: Clauses, at: int) -> int:
    """ "said of Lang that …", "said about Lang, “…”": the topic stands before the content where one follows."""
    if at < len(unit) and unit.low[at] in ("of", "about", "as", "for"):
        topic = phrases.noun_phrase_after(unit, at + 1)
        if topic is not None and topic[1] < len(unit):
            rest = topic[1] + (unit.tag[topic[1]] in ",:")
            if rest < len(unit) and unit.tag[rest] in "TQ":
                return topic[1]
    return at


def _behind_addressee(unit: Clauses, cue: Cue, at: int) -> tuple[int, bool] | None:
    """ "told | the council | on Monday | that …" """
    tag, low = unit.tag, unit.low
    size = len(unit)
    if tag[at] in "OPK" or (low[at] == "her" and tag[at + 1 : at + 2] != ["n"]):
        end = at + 1
    else:
        found = phrases.noun_phrase_after(unit, at)
        if found is None:
            return None
        end = found[1]
    rest = end if end < size and low[end] in cue.prepositions else skip_adjuncts(unit, end)
    if rest + 1 < size and tag[rest] == "," and tag[rest + 1] in "QWRDNn":
        close = _closing_comma(unit, rest)
        rest = rest + 1 if tag[rest + 1] == "Q" else close + 1 if close else rest
    if rest >= size:
        return None
    if low[rest] in cue.prepositions or tag[rest] == ":":
        return (rest + 1, False) if rest + 1 < size else None
    if tag[rest] in "TQDPNHnIKWO" or low[rest] in lexicon.QUESTIONS or low[rest] in ("there", "not"):
        return rest, False
    return None


def _closing_comma(unit: Clauses, comma: int) -> int | None:
    for at in range(comma + 1, min(len(unit), comma + 25)):
        if unit.tag[at] == ",":
            return at
    return None


def _start_at(unit: Clauses, cue: Cue, at: int, after: int) -> tuple[int, bool] | None:
    """What stands at ``at`` decides; each line is one frame of the cue table."""
    tag, low, size = unit.tag, unit.low, len(unit)
    letter = tag[at]
    speaks = bool(cue.frames & {"c", "q"})
    if letter in ",:" and at + 1 < size and tag[at + 1] == "Q":
        return (at + 1, False) if speaks else None
    if letter == ":":
        return (at + 1, False) if at + 1 < size and speaks else None
    if letter == "," and at + 2 < size and tag[at + 1] == "T":
        return (at + 1, False) if "c" in cue.frames else None
    if letter == "Q":
        return at, not speaks
    if low[at] == "as" and "p" in cue.frames and at == after:
        return (at + 1, False) if at + 1 < size else None
    if low[at] == "as" and speaks and at + 1 < size and low[at + 1] == "much":
        return at, True
    if low[at] in cue.prepositions and letter != "I":
        return (at + 1, True) if at + 1 < size else None
    if letter == "T" and at > after and is_relative(unit, at):
        return None
    if letter == "T" or low[at] in lexicon.QUESTIONS:
        return (at, False) if cue.frames & {"c", "t"} or (letter == "T" and "n" in cue.frames) else None
    if letter == "I" or (low[at] == "to" and "i" in cue.frames and _unlisted_infinitive(unit, at)):
        return (at, False) if "i" in cue.frames else None
    if letter == "G":
        return (at, True) if cue.frames & {"g", "n"} else None
    if letter in "DHNnPOKA" or low[at] in ("there", "no", "not", "never"):
        if "c" in cue.frames and has_verb(unit, at):
            return at, False
        if "n" in cue.frames and (at == after or tag[at - 1] == "X"):
            return at, not cue.frames & {"x", "p"}
    if letter == "S" and "c" in cue.frames and low[at] in ("if", "when", "because"):
        return at, False
    return None


def is_relative(unit: Clauses, that: int) -> bool:
    """Whether "that" tells more of the noun before it ("said in a letter that leaked"): a verb follows at once."""
    return that + 1 < len(unit) and unit.tag[that + 1] in "VA" and unit.tag[that - 1] in "nN"


def _unlisted_infinitive(unit: Clauses, to: int) -> bool:
    """Whether "to" is followed by a word in small letters that may be a verb though no list has it."""
    if to + 1 >= len(unit) or unit.tag[to + 1] != "n":
        return False
    return unit.text[unit.start[to + 1]].islower() and not unit.low[to + 1].endswith("s")


def has_verb(unit: Clauses, first: int) -> bool:
    """Whether a clause begins at ``first``: a finite verb, in marks or not, follows before a comma, or behind two."""
    tag = unit.tag
    end = min(len(unit), first + 25)
    at = first
    while at < end:
        if tag[at] in "VAKQ":
            return True
        if tag[at] in ";:":
            return False
        if tag[at] in ",—" and at > first:
            close = next((i for i in range(at + 1, end) if tag[i] == tag[at]), end)
            return close + 1 < len(unit) and tag[close + 1] in "VAX"
        at += 1
    return False


def clause_end(unit: Clauses, first: int, *, noun: bool, inside: bool, predicate: bool = False) -> int:
    """The word behind the content that begins at ``first``.

    Args:
        unit: the sentence.
        first: the content's first word.
        noun: the content is a noun phrase, which ends before any conjunction of time or cause and before a verb that
            shares the cue's subject; a clause may hold both.
        inside: the cue stands in a relative clause or in a clause put first, which ends at its comma.
        predicate: the content says what somebody calls a thing, which ends with the words in marks.
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
        if letter == "," and (inside or _comma_ends(unit, at) or (noun and _new_clause(unit, at))):
            if inside or noun or finite or not (at + 1 < size and tag[at + 1] == "V"):
                break  # else the clause's own verb follows: "the delay, she says, | proves"
        if letter == "Q" and comma_behind(unit, at) and (inside or predicate or _comma_ends(unit, at)):
            at += 1
            break
        if letter == "—" and (noun or _dash_ends(unit, at)):
            break
        if letter == ")" and (phrases.opening(unit, at, "(") or 0) <= first:
            break
        if at > first and noun and letter in "SR" and low[at] in _TEMPORAL and not verbs:
            if low[at] != "as" or _clause_within(unit, at + 1):
                break
        if letter == "C" and at > first and _joined_cue(unit, at, noun=noun and not verbs):
            break
        verbs += letter in "WT" or (letter in "V" and at > first)
        finite = finite or letter in "VAK"
        at += 1
    while at > first and tag[at - 1] in ".?!,:—~":
        at -= 1
    return at


def _dash_ends(unit: Clauses, dash: int) -> bool:
    """Whether the content ends at a dash: where "but" or "even though" follows, not where something is put in."""
    at = dash + 1
    while at < len(unit) and unit.tag[at] == "X":
        at += 1
    return at < len(unit) and (unit.tag[at] == "C" and unit.low[at] != "or" or unit.low[at] in _CONTRASTS)


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
    if at >= size or tag[at] not in "VE":
        return False
    if noun:
        return tag[at] == "V"
    return tag[at] == "V" and _is_cue(unit, at)


def _is_cue(unit: Clauses, at: int) -> bool:
    """Whether the verb is one of speech, judgement or demand."""
    form = cues.forms().get(unit.low[at])
    cue = cues.verbs().get(form[0]) if form else None
    return cue is not None and cue.kind in ("speech", "judgement", "directive", "commissive", "thought")
