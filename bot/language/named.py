"""Things and deeds as a sentence names them, in words that stand for themselves: the targets of stances.

A *thing* is a noun phrase without its determiner ("war in Iraq", "fixed bridge"); a *deed* is a verb with what is done
("repair the old bridge"), and who is to do it where somebody is named ("the council should repair the old bridge").
What needs other words to be understood ("it", "his plan", "do this") names nothing here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.language.clauses import Clauses
from bot.language.lexicon import MONTHS, NUMBERS, spell, words
from bot.language.phrases import is_time, noun_phrase_after, subject

LONGEST_THING = 8
"""Words of a thing; a longer one is taken without what hangs on its noun."""

LONGEST_DEED = 12
"""Words of a deed; a longer one is no target that anybody else could be for or against."""

_VAGUE = words(
    """thing things idea way people one ones lot situation fact time day something anything everything nothing kind
    sort person man woman men women guy question questions issue issues matter point reason result results case
    part problem problems place moment end start side word words statement comment comments story answer all
    both most some many others who whoever whomever whichever whatever what this that everyone everybody anyone
    someone need demand demands call calls view views past request requests appeal appeals claim claims remark
    remarks word effort efforts suggestion suggestions notion rumor rumors rumour rumours allegation allegations
    accusation accusations assertion assertions criticism"""
)
_OTHERS = words("his her their its my your whose")
_DANGLING = words("it them this that these those my your his her him me us himself herself themselves so such do")
_SAID = words("say said think thought believe feel know hope mean maintain insist argue")
_DOUBLES = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]")
_COMPLETING = words("on against about to into")
_TO_DO = words(
    "plan plans proposal effort decision attempt move push right amendment deal agreement call pledge vote motion bid"
)
_STOPS = ",;:—.?!()SWQ~"


@dataclass(frozen=True, slots=True)
class Named:
    """What is named: its words in order, ``[start, end)`` in code points of the text, and where its words end.

    Attributes:
        name: its words, in one line.
        head: the word that it is one of (a noun, a verb), in small letters.
        last: the index behind its last word in the sentence.
    """

    name: str
    head: str
    start: int
    end: int
    last: int


@dataclass(frozen=True, slots=True)
class Thing(Named):
    """A noun phrase."""


@dataclass(frozen=True, slots=True)
class Deed(Named):
    """Something to be done.

    Attributes:
        inner: the thing that it is done to, where it is nothing but that.
        denied: whether it is not to be done; its name leaves that out.
    """

    inner: Thing | None = None
    denied: bool = False


def thing_at(unit: Clauses, at: int, *, bare: bool = False) -> Thing | None:
    """The thing that begins at a word; ``bare``: without what prepositions other than "of" hang on to it."""
    if at >= len(unit) or unit.tag[at] in "POKWTQ":
        return None
    if unit.tag[at] == "G":
        return _thing(unit, at, at + 1) if _ends(unit, at + 1) else None
    found = noun_phrase_after(unit, at, attached=not bare)
    if found is not None and unit.tag[found[1] : found[1] + 1] == ["G"] and _ends(unit, found[1] + 1):
        found = found[0], found[1] + 1  # "a fixed crossing"
    if found is not None and not bare:
        found = _completed(unit, found)
    if found is not None and _says_which(unit, at, found[1]):
        return None
    if found is not None and _is_subject(unit, found[1], "G" if bare else "GVA"):
        return None  # "opposes | the committee | making changes", "the levy | falls": neither of them
    if found is not None and found[1] - found[0] > LONGEST_THING:
        found = _short(unit, found)
    return None if found is None else _thing(unit, *found)


def thing_before(unit: Clauses, verb: int, lead: int) -> Thing | None:
    """The thing that is the subject of the verb at a word, in a clause of the speaker's own.

    ``lead`` is how many characters of the sentence report its words.
    """
    found = subject(unit, verb)
    if found is None and verb and unit.tag[verb - 1] == "G" and unit.low[verb - 1].endswith("ing"):
        found = verb - 1, verb  # "rationing is the right thing"
    if found is None or unit.tag[found[0]] in "POKWT" or found[1] - found[0] > LONGEST_THING:
        return None
    return _thing(unit, *found) if begins_clause(unit, found[0], lead) else None


def begins_clause(unit: Clauses, first: int, lead: int) -> bool:
    """Whether a subject is the first thing in a clause that the speaker asserts.

    It is not where it hangs on another ("what she said about | the levy"), on a noun ("the chance that | the council
    has to speak") or on what somebody else says ("he wrote that | the levy is a disgrace").
    """
    low, tag = unit.low, unit.tag
    before = first - 1
    while before >= 0 and tag[before] == "X":
        before -= 1
    if before < 0 or tag[before] in ",;:.—~C":
        return True
    verb = before - 1 if tag[before] == "T" else before
    if verb < 0 or unit.start[verb] < lead:
        return True
    return low[verb] in _SAID and verb > 0 and low[verb - 1] in ("i", "we")


def deed_at(unit: Clauses, at: int, agent: Thing | None = None, *, denied: bool = False) -> Deed | None:
    """The deed whose verb stands at a word; ``agent`` is who is to do it, where somebody is named."""
    if at >= len(unit) or not unit.low[at][:1].isalpha() or unit.tag[at] in "DHPOKWTQSC":
        return None
    end = _deed_end(unit, at)
    if end is None or unit.low[at] in ("kind", "sort") or _dangles(unit, at, end):
        return None
    last = _trimmed(unit, at, end)
    if last - at < 2:
        return None
    said = _said(unit, at, last)
    begin = agent.start if agent else unit.start[at]
    name = f"{_with_article(unit, agent)} should {said}" if agent else _as_noun(unit.low[at], unit.tag[at], said)
    inner = thing_at(unit, at + 1)
    whole = inner if inner is not None and inner.last == last else None
    return Deed(name, unit.low[at], begin, unit.end[last - 1], last, whole, denied)


def _thing(unit: Clauses, first: int, last: int) -> Thing | None:
    while first < last and unit.tag[first] == "D":
        if unit.low[first] in _OTHERS or unit.low[first] in ("no", "any"):
            return None
        first += 1
    last = _without_time(unit, first, _without_second(unit, first, last))
    head = _head(unit, first, last)
    if head is None or unit.low[head] in _VAGUE or len(unit.low[head]) < 3 or is_time(unit, head):
        return None
    if any(unit.tag[i] in "PQOKV" or unit.low[i] in _OTHERS for i in range(first, last)):
        return None
    return Thing(_name(unit, first, last), unit.low[head], unit.start[first], unit.end[last - 1], last)


def _without_second(unit: Clauses, first: int, last: int) -> int:
    """The end of the first of two noun phrases: "every vote | and every delegate"."""
    return next((i for i in range(first, last - 1) if unit.tag[i] == "C" and unit.tag[i + 1] == "D"), last)


def _without_time(unit: Clauses, first: int, last: int) -> int:
    """The end of a noun phrase without the time that hangs on it: "the buyback | in March"."""
    at = max((i for i in range(first + 1, last) if unit.tag[i] == "R"), default=last)
    tells_time = all(
        unit.low[i] in MONTHS | NUMBERS or unit.low[i][0].isdigit() or is_time(unit, i) for i in range(at + 1, last)
    )
    return at if at < last and tells_time else last


def _name(unit: Clauses, first: int, last: int) -> str:
    """Words as a name: what is written large for beginning the sentence only becomes small."""
    said = _said(unit, first, last)
    begins = first == 0 or unit.tag[first - 1] in ".:;"
    return said[:1].lower() + said[1:] if begins and unit.tag[first] in "nG" and said[1:2].islower() else said


def _head(unit: Clauses, first: int, last: int) -> int | None:
    """The noun of a noun phrase: its last word before a preposition."""
    end = next((i for i in range(first, last) if unit.tag[i] in "RI"), last)
    return end - 1 if end > first and unit.tag[end - 1] in "nNG" else None


def _completed(unit: Clauses, found: tuple[int, int]) -> tuple[int, int]:
    """A noun phrase with what it would say too little without: "ban | on fishing", "decision | to close the school"."""
    first, last = found
    head = _head(unit, first, last)
    if last + 1 >= len(unit) or unit.low[last] not in _COMPLETING or head is None or head != last - 1:
        return found
    if unit.low[last] == "to" and unit.low[head] in _TO_DO and unit.tag[last + 1] in "Bn":
        end = _deed_end(unit, last + 1)
        whole = _trimmed(unit, last + 1, end) if end else last
        return (first, whole) if last < whole <= first + LONGEST_THING else found
    if unit.tag[last] == "R" and unit.tag[last + 1] == "G" and _ends(unit, last + 2):
        return first, last + 2
    if unit.tag[last] != "R" or unit.tag[last + 1] not in "DHNn":
        return found
    behind = noun_phrase_after(unit, last + 1, attached=False)
    if behind is None or is_time(unit, last + 1) or behind[1] > first + LONGEST_THING:
        return found
    if unit.tag[behind[1] : behind[1] + 1] == ["G"]:
        return found  # "a ban on visitors entering the country"
    return first, behind[1]


def _says_which(unit: Clauses, first: int, behind: int) -> bool:
    """Whether what follows says which of many is meant: "an offer | that makes people poorer" is not any offer."""
    which = behind < len(unit) and unit.tag[behind] in "TW"
    return which and unit.low[first] in ("a", "an", "any", "no", "every", "another")


def _is_subject(unit: Clauses, behind: int, tags: str) -> bool:
    """Whether a noun phrase ends at a verb of its own; "focused on" behind it may be its participle."""
    return behind < len(unit) and unit.tag[behind] in tags and not unit.low[behind].endswith("ed")


def _ends(unit: Clauses, at: int) -> bool:
    return at >= len(unit) or unit.tag[at] in ",;:.SCQ—)"


def _short(unit: Clauses, found: tuple[int, int]) -> tuple[int, int] | None:
    first, last = found
    end = next((i for i in range(first, last) if unit.tag[i] == "R"), last)
    return (first, end) if end - first <= LONGEST_THING else None


def _deed_end(unit: Clauses, at: int) -> int | None:
    """Where a deed's clause ends; None where it goes on too long, or into another clause."""
    for here in range(at + 1, min(len(unit), at + LONGEST_DEED + 1)):
        tag = unit.tag[here]
        if unit.low[here] in ("as", "than"):
            return None  # "treated as such", "more than before": the verb needs it
        if tag in _STOPS or (tag == "C" and unit.tag[here + 1 : here + 2] in (["P"], ["K"], ["X"], ["A"])):
            return here
        if tag in "TKP":
            return None
    return len(unit) if len(unit) - at <= LONGEST_DEED else None


def _trimmed(unit: Clauses, first: int, last: int) -> int:
    while last - 1 > first and unit.tag[last - 1] in "XCRI":
        last -= 1
    return last


def _dangles(unit: Clauses, at: int, end: int) -> bool:
    """Whether a deed has words that point elsewhere; "this year" does not."""
    return any(
        unit.low[i] in _DANGLING and not (unit.low[i] in ("this", "that") and i + 1 < end and is_time(unit, i + 1))
        for i in range(at, end)
    )


def _as_noun(verb: str, tag: str, said: str) -> str:
    """A deed as what one can be for or against: "rationing water" for "ration water"."""
    if tag == "G" or not verb.isalpha():
        return said
    gerund = next(form for form, letter in spell(verb) if letter == "g")
    if _DOUBLES.fullmatch(verb) and gerund == verb + "ing":
        gerund = verb + verb[-1] + "ing"  # "stepping"
    return gerund + said[len(verb) :]


def _with_article(unit: Clauses, agent: Thing) -> str:
    """An agent as the subject of a sentence: with the article that it had."""
    at = next(i for i in range(len(unit)) if unit.start[i] == agent.start)
    before = unit.low[at - 1] if at and unit.tag[at - 1] == "D" else ""
    return f"{before} {agent.name}" if before in ("the", "all", "every", "no") else agent.name


def _said(unit: Clauses, first: int, last: int) -> str:
    return " ".join(unit.text[unit.start[first] : unit.end[last - 1]].split())
