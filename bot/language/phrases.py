"""Noun phrases, subjects, adjuncts and clause ends in a tagged sentence.

Everything here takes a ``Clauses`` and word indices and gives word indices, half-open, or None. Every search is
bounded by ``REACH`` words, so that a sentence of any length costs linear time.
"""

from __future__ import annotations

import re

from bot.language import lexicon
from bot.language.clauses import Clauses
from bot.language.names import TITLES

Words = tuple[int, int]

REACH = 60  # words: longer than any subject, adjunct or apposition a reader could follow

_PARTY = re.compile(r"[dri]-|\d+$")  # "Lang, D-Ore.," and "Lang, 45,"
_NOMINAL = frozenset("DHNn~")
_VERBAL = frozenset("VAEGB")
_STANDING = frozenset(
    "some many others most several few both all each one two three none another neither either half any this these "
    "those that half more such dozens hundreds thousands millions".split()
)
_ATTACHING = frozenset(("for", "at", "from", "with", "in"))
_INNER = frozenset(("of", "for", "at", "in", "from", "with", "on", "to", "by", "against", "about", "near", "between"))


def is_time(unit: Clauses, at: int) -> bool:
    """Whether a word tells a time: a weekday, or "morning" and its like in small letters (Kristen Day is a person)."""
    word = unit.low[at]
    if word in lexicon.WEEKDAYS:
        return True
    return word in lexicon.TIMES and (unit.title or not unit.capital(at) or at == 0)


def noun_phrase_before(unit: Clauses, last: int) -> Words | None:
    """The noun phrase whose last word is ``last``, without what is attached to it by prepositions."""
    tag, low = unit.tag, unit.low
    if last < 0:
        return None
    letter = tag[last]
    if letter in "WO" and last > 1 and low[last - 1] == "of" and tag[last - 2] in "nD":
        return last - 2, last + 1  # "most of whom", "one of them"
    if letter in "PW" or (letter == "T" and last > 0 and (tag[last - 1] in "nN" or tag[last - 2 : last] == ["n", "X"])):
        return last, last + 1
    if letter == "D":
        return _standing_alone(unit, last)
    if letter not in "Nn":
        return None
    first = last
    stop = max(-1, last - REACH)
    while first - 1 > stop:
        before = tag[first - 1]
        if before == "C" and low[first - 1] in ("and", "&", "or") and _joins(unit, first):
            first -= 1
        elif before == "X" and first > 1 and tag[first - 2] in "DH" and low[first - 1].endswith("ly"):
            first -= 1  # "the newly elected mayor"
        elif before in "Nn~H" or (before == "D" and tag[first] not in "D"):
            first -= 1
            if before == "D" and low[first] in ("the", "a", "an", "his", "her", "its", "their", "our", "my", "your"):
                if first - 1 > stop and low[first - 1] in ("all", "both"):
                    first -= 1
                break
        else:
            break
    while first < last and tag[first] == "~":
        first += 1
    first = _past_time(unit, first, last)
    return first, last + 1


def _standing_alone(unit: Clauses, last: int) -> Words | None:
    """ "Some", "several", and "Ortiz and Lang both", which are Ortiz and Lang; but not "the most"."""
    word, before = unit.low[last], unit.tag[last - 1] if last else ""
    if word not in _STANDING or before == "D":
        return None
    if word in ("both", "all", "each") and before and before in "nNP":
        return noun_phrase_before(unit, last - 1)
    return last, last + 1


def _past_time(unit: Clauses, first: int, last: int) -> int:
    """ "Friday Trump said": a day or time before a name is not part of it."""
    while first < last and is_time(unit, first) and unit.tag[first + 1] in "ND" and unit.tag[first] != "H":
        first += 1
    return first


def _joins(unit: Clauses, first: int) -> bool:
    """Whether the "and" before ``first`` joins noun phrases of like kind ("Ortiz and Lang", "doctors and nurses")."""
    if first < 2:
        return False
    left, right = unit.tag[first - 2], unit.tag[first]
    return (left == right and left in "Nn") or (left in "Nn" and right in "DHNn" and unit.low[first] != "the")


def subject(unit: Clauses, verb: int) -> Words | None:
    """The subject of the verb group that has its first word at ``verb``: nearest in its clause, else None.

    Steps over adverbs, a parenthesis, an apposition or a relative clause between commas or dashes, and takes the
    subject of the verb before where the two are joined ("she rose and said").
    """
    return _subject(unit, verb, 4)


def _subject(unit: Clauses, verb: int, depth: int) -> Words | None:
    if depth == 0:
        return None
    tag, low = unit.tag, unit.low
    at = verb - 1
    while at >= 0 and (tag[at] in "X~" or (low[at] in ("himself", "herself", "themselves"))):
        at -= 1
    if at < 0:
        return None
    letter = tag[at]
    if letter == ")":
        opened = opening(unit, at, "(")
        return _subject(unit, opened, depth - 1) if opened is not None else None
    if letter in ",—":
        return _behind_parenthesis(unit, at, depth)
    if letter == "C":
        return main_subject(unit, at) if depth > 2 else None
    if letter in _VERBAL or letter == "I":
        return None
    near = noun_phrase_before(unit, at)
    if near is None:
        return None
    if low[at] in lexicon.TIMES and near[0] > 0 and (is_time(unit, at) or tag[near[0] - 1] == "R"):
        found = _subject(unit, near[0] - (tag[near[0] - 1] == "R"), depth - 1)  # "have in recent months sought"
        if found is not None:
            return found
    whole = _whole(unit, near)
    if whole[0] == 1 and tag[0] == "R":
        return near[1] - 1, near[1]  # "In March in the Post | Lang said": the phrase put first has no comma
    return whole


def opening(unit: Clauses, at: int, sign: str) -> int | None:
    """Where the bracket was opened that closes at ``at``, if within reach."""
    for back in range(at - 1, max(-1, at - REACH), -1):
        if unit.tag[back] == sign:
            return back
    return None


def _whole(unit: Clauses, near: Words) -> Words:
    """From the noun phrase beside the verb to all of the subject ("one of the nurses who signed it | said").

    Walks left over what may hang on a subject: prepositional phrases, relative clauses, participles. A finite verb on
    the way must belong to a relative clause, or else it is a clause of its own and the near phrase is the subject.
    """
    tag, low = unit.tag, unit.low
    if tag[near[0]] in "PW" or tag[near[1] - 1] in "PW":
        return near
    best, verbs, at = near, 0, near[0] - 1
    stop = max(-1, near[0] - REACH)
    while at > stop:
        letter = tag[at]
        by = _hangs_by(unit, at, verbs)
        if by == "clause":
            break
        if by:
            verbs -= by == "relative"
            before = noun_phrase_before(unit, _past_bracket(unit, at - 1))
            if before is None or tag[before[0]] == "P":
                if by != "preposition" or tag[at - 1] not in "VEGBRX":
                    break
                at -= 1
                continue
            if verbs <= 0 and not (before[1] - before[0] == 1 and low[before[0]] in lexicon.TIMES):
                best = (before[0], best[1]) if by == "preposition" else before
            at = before[0] - 1
        elif letter in "VAB":
            verbs += letter == "V" or (letter == "A" and tag[at - 1] != "A")
            at -= 1
        elif letter in "XO~EG" or (letter in "InND" and verbs) or (letter in "nND" and at < near[0] - 1):
            at -= 1
        else:
            break
    return best


def _hangs_by(unit: Clauses, at: int, verbs: int) -> str:
    """By what the words behind ``at`` may hang on those before: "preposition", "relative", "participle" or "".

    ``verbs`` counts the finite verbs behind; a relative without one leads a clause of its own ("so late that the
    council agreed"): "clause".
    """
    letter = unit.tag[at]
    nominal = at > 0 and unit.tag[at - 1] in "nN"
    if letter == "W" or (letter == "T" and nominal):
        return "relative" if verbs > 0 else "clause"
    if letter == "R":
        return "preposition" if unit.low[at] in _INNER or verbs else ""
    return "participle" if letter in "EG" and nominal else ""


def _past_bracket(unit: Clauses, at: int) -> int:
    """The word before adverbs and a bracket that end at ``at``."""
    while at > 0 and unit.tag[at] == "X":
        at -= 1
    if at > 0 and unit.tag[at] == ")":
        return (opening(unit, at, "(") or 0) - 1
    return at


def _behind_parenthesis(unit: Clauses, close: int, depth: int) -> Words | None:
    """The subject before an apposition or relative clause that ends at the comma or dash ``close``."""
    tag, low = unit.tag, unit.low
    sign = tag[close]
    stop = max(0, close - REACH)
    for at in range(close - 1, stop, -1):
        letter = tag[at]
        if letter == "Q" and at == close - 1:
            return None
        if letter != sign:
            if letter in ";:":
                return None
            continue
        before = at - 1
        relative = tag[at + 1] == "W" or low[at + 1] == "whose"
        while before >= 0 and tag[before] in "X~":
            before -= 1
        if before >= 0 and tag[before] == ")":
            opened = opening(unit, before, "(")
            before = opened - 1 if opened is not None else -1
        near = noun_phrase_before(unit, before)
        if near is None or tag[near[0]] in "PT" or _PARTY.match(low[near[0]]):
            continue
        whole = _whole(unit, near)
        if _is_apposition(unit, whole, sign):
            continue
        if relative:
            return whole
        lead = whole[0] - 1
        while lead >= 0 and tag[lead] == "X":
            lead -= 1
        if lead < 0 or tag[lead] in ",—;:CSTQ" or (tag[lead] in "VEG" and depth):
            return whole
    return None


def _is_apposition(unit: Clauses, found: Words, sign: str) -> bool:
    """Whether a noun phrase behind a comma tells of the one before it ("Lang, | the head of the council, | a …, said").

    So does the last of a list ("a doctor, lawyer | and writer"); a phrase put first does not ("In May, | the mayor").
    """
    tag, low, first = unit.tag, unit.low, found[0]
    if first > 1 and tag[first - 1] == "C" and tag[first - 2] == sign:
        return tag[first] == "n"
    if first < 2 or tag[first - 1] != sign or tag[first] not in "Dn":
        return False
    if low[first] in ("a", "an"):
        return True
    before = noun_phrase_before(unit, _past_bracket(unit, first - 2))
    if before is None or is_time(unit, before[1] - 1) or tag[before[1] - 1] != "N":
        return False
    if before == (0, 1) and low[0] in TITLES:
        return False  # "Minister, | the mayor said": a title alone is whom one speaks to
    return before[0] == 0 or tag[before[0] - 1] != "R"


def main_subject(unit: Clauses, before: int) -> Words | None:
    """The subject that a verb without one shares: of the nearest main clause to the left.

    "Lang rose after the vote failed, saying …" is Lang's; a clause led in by a conjunction, a relative or another verb
    ("the vote failed", "who spoke", "she thought it failed") lends its subject only where there is no other.
    """
    tag = unit.tag
    stop = max(-1, before - 2 * REACH)
    at = before - 1
    nearest: Words | None = None
    while at > stop:
        if tag[at] == "V" or (tag[at] == "A" and not (at and tag[at - 1] in "AX")):
            found = _subject(unit, at, 2)
            if found is not None:
                if not _subordinate(unit, found):
                    return found
                nearest = nearest or found
                at = found[0]
        elif tag[at] == "K":
            if not _subordinate(unit, (at, at + 1)):
                return at, at + 1
            nearest = nearest or (at, at + 1)
        at -= 1
    return nearest


def _subordinate(unit: Clauses, found: Words) -> bool:
    """Whether a subject's clause hangs on another."""
    tag, low = unit.tag, unit.low
    if tag[found[0]] in "WT":
        return True
    lead = found[0] - 1
    while lead >= 0 and (tag[lead] == "X" or low[lead] in lexicon.TIMES):
        lead -= 1
    if lead >= 0 and tag[lead] == "O" and lead:
        lead -= 1
    return lead >= 0 and (tag[lead] in "STWVBGE" or (tag[lead] == "R" and low[lead] not in _INNER))


def noun_phrase_after(unit: Clauses, first: int, *, attached: bool = True) -> Words | None:
    """The noun phrase that begins at ``first`` with what "of" hangs on to it; with ``attached`` also "for", "at" …"""
    tag, low = unit.tag, unit.low
    size = min(len(unit), first + REACH)
    at = first
    if at >= size:
        return None
    if tag[at] in "PO":
        return at, at + 1
    while at < size:
        letter = tag[at]
        if letter == "Q" and at > first and tag[at - 1] == "H":
            at += 1  # NBC's “Morning Hour”
            break
        nominal = letter in _NOMINAL and not (at > first and _begins_anew(unit, at))
        joined = letter == "C" and first < at < size - 1 and low[at] in ("and", "or", "&") and _joins(unit, at + 1)
        if not (nominal or joined or (letter == "R" and first < at < size - 1 and _attaches(unit, at, attached))):
            break
        at += 1
    while at > first and tag[at - 1] in "~C":
        at -= 1
    named = any(tag[i] in "NnQ" or low[i] in _STANDING for i in range(first, at))
    return (first, at) if named else None


def _begins_anew(unit: Clauses, at: int) -> bool:
    """Whether a word is no more of the noun phrase before it: a time, or a determiner behind a noun."""
    if unit.tag[at - 1] not in "Nn":
        return False
    return unit.tag[at] == "D" or (unit.tag[at] != "H" and is_time(unit, at))


def _attaches(unit: Clauses, at: int, attached: bool) -> bool:
    """Whether a preposition hangs a noun phrase on the noun before it."""
    if unit.tag[at + 1] not in "DHNn" or is_time(unit, at + 1):
        return False
    return unit.low[at] == "of" or (attached and unit.tag[at - 1] == "n" and unit.low[at] in _ATTACHING)
