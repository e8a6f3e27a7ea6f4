"""Where content begins behind a cue, in word indices of a tagged sentence.

``content_start`` steps over circumstances ("said | on Friday in an interview | that …"), a topic ("said | of Lang |
that …") and somebody addressed ("told | the council | that …"), and asks the cue's frames whether what stands there
can be content.
"""

from __future__ import annotations

from bot.language import lexicon, phrases
from bot.language.clauses import Clauses
from bot.language.cues import Cue
from bot.language.lexicon import words

_NO_CIRCUMSTANCE_ADVERBS = words("there not never no so only even just almost nearly very too as well")
_NO_CIRCUMSTANCE = words("like than as about against for regarding concerning")
_SWORN = words("allegiance loyalty fealty obedience")  # "pledged allegiance to the king": nobody is told a thing
_ADVERBS_OF_CLAUSES = words("no there never not")
_ADVERBS_TOO = words("once before since after")
_TIMES = lexicon.TIMES | lexicon.MONTHS


def skip_adjuncts(unit: Clauses, first: int) -> int:
    """The word behind adverbs, times and circumstances after a cue ("said | on Friday in an interview | that …")."""
    tag, low = unit.tag, unit.low
    size = min(len(unit), first + phrases.REACH)
    at = first
    while at < size:
        letter = tag[at]
        adverb = letter == "X" and low[at] not in _NO_CIRCUMSTANCE_ADVERBS
        adverb = adverb or (low[at] in _ADVERBS_TOO and tag[at + 1 : at + 2] == [","])
        if adverb or (letter != "H" and phrases.is_time(unit, at)):
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
    at = _past_circumstances(unit, cue, after)
    while at < size and unit.tag[at] == "X" and unit.low[at] not in _ADVERBS_OF_CLAUSES:
        at += 1
    if at + 2 < size and unit.tag[at] == "," and unit.tag[at + 1] in "XS" and unit.tag[at + 2] == ",":
        at += 3  # "says, however, that"
    if at < size and unit.tag[at] == "," and "c" in cue.frames:
        at = _that_behind_comma(unit, at)  # "said in Port Ansel, Oregon, that"
    if at >= size:
        return None
    if "a" in cue.frames and not ("n" in cue.frames and _is_amount(unit, at)):
        addressed = _behind_addressee(unit, cue, at)
        if addressed is not None or unit.tag[at] in "DHNnOP":
            return addressed
    return _start_at(unit, cue, at, after)


def _is_amount(unit: Clauses, at: int) -> bool:
    """Whether a sum of money stands here, which nobody speaks to: "promised | $5 million towards the cost"."""
    return unit.low[at][0] in "$€£" and any(sign.isdigit() for sign in unit.low[at])


def _past_circumstances(unit: Clauses, cue: Cue, after: int) -> int:
    """The word behind the circumstances that may stand between this cue and its content."""
    size = len(unit)
    if cue.frames & {"c", "q", "t"}:
        at = _past_topic(unit, skip_adjuncts(unit, after))
        led = after < size and unit.low[after] in cue.prepositions
        # "responded to the letter": no circumstance, but what the response was about
        return after if led and not any(tag in "QT" for tag in unit.tag[at : at + 2]) else at
    if "i" in cue.frames:
        at = skip_adjuncts(unit, after)
        return at if at < size and unit.tag[at] == "I" else after
    return after


def _that_behind_comma(unit: Clauses, comma: int) -> int:
    """The "that" behind a second comma, if only nouns stand between; else the comma itself."""
    for at in range(comma + 1, min(len(unit) - 1, comma + 10)):
        if unit.tag[at] == "," and unit.tag[at + 1] == "T":
            return at + 1
        if unit.tag[at] not in "NnDHRX~()MC":
            break
    return comma


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
        if found is None or low[found[1] - 1] in _SWORN:
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
    if tag[rest] in "TQDPNHnIKWO" or low[rest] in lexicon.QUESTIONS or low[rest] in ("there", "not", "to"):
        return rest, False
    return None


def _closing_comma(unit: Clauses, comma: int) -> int | None:
    for at in range(comma + 1, min(len(unit), comma + 25)):
        if unit.tag[at] == ",":
            return at
    return None


def _start_at(unit: Clauses, cue: Cue, at: int, after: int) -> tuple[int, bool] | None:
    """What stands at ``at`` decides, frame by frame of the cue table."""
    tag, low, size = unit.tag, unit.low, len(unit)
    letter, frames = tag[at], cue.frames
    speaks = bool(frames & {"c", "q"})
    if letter in ",:":
        following = tag[at + 1] if at + 1 < size else ""
        leads = following == "Q" or (letter == ":" and following) or (following == "T" and "c" in frames)
        return (at + 1, False) if leads and speaks else None
    if letter == "Q":
        return at, not speaks
    if low[at] == "as":
        return _behind_as(unit, cue, at, after)
    if low[at] in cue.prepositions and letter != "I":
        return (at + 1, True) if at + 1 < size else None
    if letter == "T" or low[at] in lexicon.QUESTIONS:
        if letter == "T" and at > after and is_relative(unit, at):
            return None
        return (at, False) if frames & {"c", "t"} or (letter == "T" and "n" in frames) else None
    if letter == "I" or (low[at] == "to" and "i" in frames and _unlisted_infinitive(unit, at)):
        return (at, False) if "i" in frames else None
    if letter == "G":
        if "c" in frames and at == after and tag[at + 1 : at + 2] in (["V"], ["A"]):
            return at, False  # "says | rationing saved little": what one does is a subject, too
        return (at, True) if frames & {"g", "n"} else None
    if letter in "DHNnPOKA" or low[at] in _ADVERBS_OF_CLAUSES:
        if "c" in frames and has_verb(unit, at):
            return at, False
        if "n" in frames and (at == after or tag[at - 1] == "X"):
            return at, not frames & {"x", "p"}
        return None
    return (at, False) if letter == "S" and "c" in frames and low[at] in ("if", "when", "because") else None


def _behind_as(unit: Clauses, cue: Cue, at: int, after: int) -> tuple[int, bool] | None:
    """ "whom she described as | a friend", "said | as much" """
    following = unit.low[at + 1] if at + 1 < len(unit) else ""
    if "p" in cue.frames and at == after and following:
        return at + 1, False
    return (at, True) if following == "much" and cue.frames & {"c", "q"} else None


def is_relative(unit: Clauses, that: int) -> bool:
    """Whether "that" tells more of the noun before it ("said in a letter that leaked"): a verb follows at once."""
    return that + 1 < len(unit) and unit.tag[that + 1] in "VA" and unit.tag[that - 1] in "nN"


def _unlisted_infinitive(unit: Clauses, to: int) -> bool:
    """Whether "to" is followed by a word in small letters that may be a verb though no list has it."""
    if to + 1 >= len(unit) or unit.tag[to + 1] != "n":
        return False
    return not unit.capital(to + 1) and not unit.low[to + 1].endswith("s")


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
