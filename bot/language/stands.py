"""Sides that words take on what they themselves name: "I oppose the merger", "urged the council to repair the bridge".

Whoever asks for stances without naming targets wants to know what the speakers of a text are for and against. A word of
praise or blame somewhere in a sentence does not tell that: in "a clear violation of the resolutions" nobody is against
resolutions. So a side counts here only where the grammar shows who takes it and on what:

1. *Acts*: a verb of support or opposition whose subject is the speaker ("I support …", "said she opposed …", the verb
   that reports the words), with the thing or the deed that it governs; "for", "against", "in favor of" and "opposed to"
   behind a form of "be".
2. *Requests*: "urged the council to …", "called for …", "demanded that …".
3. *Duties*: "the council should …", "we must not …", "we will not …", "let us …".
4. *Judgements*: "the toll is a disgrace", "this sham lawsuit": a word that can only praise or blame, said of the thing.
5. *Abstentions*: "no opinion on rationing", "undecided about the merger".

Questions, conditions, what may or might be, and pronouns whose noun stands elsewhere take no side. What is found is
right far more often than not, and much that a reader would find is not found: a shorter list, not a false one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bot.language.clauses import Clauses
from bot.language.lexicon import Form, inflect, words
from bot.language.named import Deed, Named, Thing, deed_at, thing_at, thing_before
from bot.language.tagging import read_clauses
from bot.language.whose import COPULAS, NO, conditional, own, own_subject, speaks_for_itself

# Verbs that do nothing else than take a side on their object.
_FOR = words("support back endorse favor favour welcome applaud defend champion hail commend advocate embrace")
_AGAINST = words("oppose reject condemn denounce criticize criticise deplore decry slam resent boycott")
# With a preposition: the verb, the preposition, the sign.
_WITH: dict[tuple[str, str], float] = {
    (verb, preposition): sign
    for sign, rows in (
        (1.0, "argue for|vote for|push for|campaign for|lobby for|fight for|approve of|believe in|plead for|come for"),
        (-1.0, "argue against|vote against|campaign against|lobby against|fight against|disapprove of|object to"
               "|protest against|speak against|warn against|rail against|come against"),
    )
    for verb, preposition in (tuple(row.split()) for row in rows.split("|"))
}  # fmt: skip
# Who would "no longer defend" somebody is not against them yet; who would "no longer support" them is.
_ONLY_FOR = words("defend champion applaud hail commend embrace welcome back endorse advocate")
_REQUESTS = words("urge ask want press advise implore beg request encourage")
_CALLS = words("call appeal")
_DEMANDS = words("demand propose recommend insist request urge suggest")
_SEEKS = words("demand propose recommend seek request")
_DUTY = words("should must ought needs need has have shouldn't mustn't")
# Verbs behind which a duty is none of public matters ("we have to say"), or a guess ("it should help").
_IDLE = words(
    """say admit tell ask remember wait look see think know understand believe confess note add stress go get come
    help take arrive last reach rise fall grow improve mean happen begin start make be have do feel realize
    recognize imagine hope expect consider mention point talk thank try let give find become seem remain"""
)
_BAD = words(
    """disaster mistake disgrace outrage scandal sham farce fraud hoax travesty betrayal insult joke catastrophe
    abomination wrong unfair unacceptable unconstitutional reckless irresponsible immoral absurd ridiculous outrageous
    shameful disgraceful unjust cruel unwise unnecessary useless pointless phony rigged disastrous catastrophic
    indefensible inexcusable nonsense madness folly appalling despicable heinous barbaric hypocritical racist cynical"""
)
_GOOD = words("essential crucial vital necessary overdue sensible wise right just excellent admirable")
_GOOD_OF = re.compile(r"(?:great|good|wonderful|excellent|fantastic|right|brilliant)$")
_BAD_OF = re.compile(r"(?:bad|terrible|horrible|awful|wrong|stupid|dreadful|rotten)$")
_MATTER = words("idea thing step decision move deal plan policy law bill choice solution way")
_SHAMS = words("sham phony disastrous reckless shameful disgraceful outrageous absurd ridiculous unjust unfair cruel")
_CALLING = words("call calls called calling label labels labeled labelled brand brands branded")
_STANDING = words("am been came come here spoke")
_NONE_ON = words("opinion view position preference")
# "Twenty years ago I argued against the register": who tells that may think otherwise now.
_LONG_PAST = re.compile(r"\b(?:years|decades) ago\b|\b(?:in the past|back then|at the time|used to)\b", re.IGNORECASE)
_MARKS = str.maketrans(dict.fromkeys('“”„«»‹›"', " "))


LONGEST = 1200
"""Characters of a sentence; a longer one is no sentence that anybody says, and would take long to read."""


@dataclass(frozen=True, slots=True)
class Stand:
    """A side taken.

    Attributes:
        sign: 1.0 for, -1.0 against, 0.0 where the words say that none is taken.
        named: on what: a thing or a deed, with its place in the text.
        is_judgement: whether it is a judgement or a duty, which tells of public matters only where the text speaks of
            the thing elsewhere too.
    """

    sign: float
    named: Named
    is_judgement: bool = False


def stands(text: str, lead: int = 0) -> tuple[Stand, ...]:
    """The sides that a sentence of a speaker takes on what it names, in order.

    Args:
        text: an English sentence, or a part of one, that somebody said, with the verb that reports it in front.
        lead: how many characters of it are that verb and what leads from it to the words.
    """
    if len(text) > LONGEST or _LONG_PAST.search(text) or text.rstrip(" ”\"’').").endswith("?"):
        return ()
    unit = read_clauses(text.translate(_MARKS), 0, len(text), 0, ())
    found: dict[tuple[int, int], Stand] = {}
    for at in range(len(unit)):
        for stand in _at(unit, at, lead):
            found.setdefault((stand.named.start, stand.named.end), stand)
    return tuple(found.values())


def _at(unit: Clauses, at: int, lead: int) -> Iterator[Stand]:
    """The sides that begin with a word."""
    form = _verbs().get(unit.low[at])
    if form is not None and unit.tag[at] not in "DHX":
        yield from _act(unit, at, form[0], lead)
    yield from _being_for(unit, at, lead)
    yield from _duty(unit, at, lead)
    yield from _judgement(unit, at, lead)
    yield from _abstention(unit, at, lead)


@cache
def _verbs() -> dict[str, Form]:
    lemmas = _FOR | _AGAINST | {verb for verb, _ in _WITH} | _REQUESTS | _CALLS | _DEMANDS | _SEEKS
    return inflect(sorted(lemmas))


# --- acts and requests -----------------------------------------------------------------------------------------


def _act(unit: Clauses, at: int, lemma: str, lead: int) -> Iterator[Stand]:
    """What the speaker supports, opposes or asks for by a verb."""
    turned = own(unit, at, lead)
    if turned is None or conditional(unit, at):
        return
    if lemma in _FOR or lemma in _AGAINST:
        if turned > 0 or lemma not in _ONLY_FOR:
            yield from _on(_object(unit, at + 1), 1.0 if lemma in _FOR else -1.0, turned)
        return
    follows = unit.low[at + 1] if at + 1 < len(unit) else ""
    second = unit.low[at + 2] if at + 2 < len(unit) else ""
    if lemma == "come" and follows == "out":
        yield from _on(_object(unit, at + 3), _WITH.get((lemma, second), 0.0), turned)
    elif lemma == "speak" and follows == "out" and second == "against":
        yield from _on(_object(unit, at + 3), -1.0, turned)
    elif (lemma, follows) in _WITH and lemma != "come":
        yield from _on(_object(unit, at + 2), _WITH[lemma, follows], turned)
    elif turned > 0:
        yield from _request(unit, at, lemma, follows)


def _on(named: Named | None, sign: float, turned: float) -> Iterator[Stand]:
    """A side on what is named; who does "not oppose" a thing is not yet for it."""
    if named is not None and sign and (turned > 0 or sign > 0):
        yield Stand(sign * turned, named)


def _object(unit: Clauses, at: int) -> Named | None:
    """The thing or the deed that stands at a word, adverbs passed over."""
    while at < len(unit) and unit.tag[at] == "X":
        at += 1
    if at < len(unit) and unit.tag[at] == "G":
        return deed_at(unit, at) or thing_at(unit, at)
    return thing_at(unit, at)


def _request(unit: Clauses, at: int, lemma: str, follows: str) -> Iterator[Stand]:
    """What somebody is asked to do, or what is asked for."""
    if lemma in _CALLS:
        if follows == "for":
            named = _asked(unit, at + 2) or _object(unit, at + 2)
        else:
            named = _asked(unit, at + 2) if follows in ("on", "upon", "to") else None
    elif follows == "that" and lemma in _DEMANDS:
        named = _that(unit, at + 2)
    else:
        named = _asked(unit, at + 1) if lemma in _REQUESTS else None
        if named is None and lemma in _SEEKS:
            named = _object(unit, at + 1)
    if named is not None:
        yield _wanted(named)


def _asked(unit: Clauses, at: int) -> Deed | None:
    """The deed of "the council to repair the bridge"."""
    agent = thing_at(unit, at, bare=True)
    pronoun = unit.tag[at : at + 1] in (["O"], ["P"]) and unit.low[at] != "me"
    behind = agent.last if agent is not None else at + 1 if pronoun else None
    if behind is None or behind >= len(unit):
        return None
    no = unit.low[behind] in ("not", "never")
    to = behind + no
    if to + 1 >= len(unit) or unit.low[to] != "to":
        return None
    verb = to + 1
    if unit.low[verb : verb + 2] == ["no", "longer"]:
        no, verb = True, verb + 2
    elif unit.low[verb] == "not":
        no, verb = True, verb + 1
    return deed_at(unit, verb, agent, denied=no)


def _that(unit: Clauses, at: int) -> Deed | None:
    """The deed of "that the council repair the bridge", "that the toll be scrapped"."""
    agent = thing_at(unit, at, bare=True)
    if agent is None or agent.last >= len(unit):
        return None
    verb = agent.last
    if unit.tag[verb] == "A" and unit.low[verb] in ("should", "must", "be"):
        verb += unit.low[verb] != "be"
    elif unit.tag[verb] not in "VB" or unit.low[verb].endswith("s") or unit.low[verb].endswith("ed"):
        return None
    no = verb < len(unit) and unit.low[verb] in ("not", "never")
    return deed_at(unit, verb + no, agent, denied=no)


def _wanted(named: Named, *, is_judgement: bool = False) -> Stand:
    """For what is asked for; where that is a deed of support or opposition ("to reject the deal"), the side on its
    thing."""
    if not isinstance(named, Deed):
        return Stand(1.0, named, is_judgement)
    sign = -1.0 if named.denied else 1.0
    inner = named.inner
    if inner is None:
        return Stand(sign, named, is_judgement)
    verb = _verbs().get(named.head)
    if verb is not None and verb[0] in _FOR | _AGAINST:
        return Stand(sign * (1.0 if verb[0] in _FOR else -1.0), inner, is_judgement)
    return Stand(sign, named, is_judgement)


# --- being for, duties -----------------------------------------------------------------------------------------


def _being_for(unit: Clauses, at: int, lead: int) -> Iterator[Stand]:
    """ "I am against the toll", "said she was in favor of raising it": the preposition at a word."""
    low = unit.low
    sign, behind = 0.0, at + 1
    if low[at] in ("for", "against"):
        sign = 1.0 if low[at] == "for" else -1.0
    elif low[at : at + 3] in (["in", "favor", "of"], ["in", "favour", "of"], ["in", "support", "of"]):
        sign, behind = 1.0, at + 3
    elif low[at] in ("opposed", "supportive", "critical") and low[at + 1 : at + 2] in (["to"], ["of"]):
        sign, behind = (1.0 if low[at] == "supportive" else -1.0), at + 2
    if sign and not conditional(unit, at):
        turned = _is_for(unit, at, lead)
        if turned:
            yield from _on(_object(unit, behind), sign, turned)


def _is_for(unit: Clauses, at: int, lead: int) -> float:
    """1.0 where the speaker is what the preposition at a word says, -1.0 where the speaker is not, else 0.0."""
    low, tag = unit.low, unit.tag
    back = at - 1
    denied = 0
    while back >= 0 and tag[back] == "X":
        denied += bool(NO.match(low[back]))
        back -= 1
    if back < 0:
        return 0.0
    if low[back] in ("and", "but") and low[at] in ("for", "against"):  # "for the wall and against the bill"
        first = next((i for i in range(back - 1, -1, -1) if low[i] in ("for", "against")), None)
        return 1.0 if first is not None and _is_for(unit, first, lead) > 0 else 0.0
    denied += low[back].endswith("n't")
    if low[back] not in ("i'm", "we're"):
        if low[back] not in COPULAS and low[back] not in _STANDING:
            return 0.0
        back -= 1
        while back >= 0 and tag[back] in "XA":
            denied += bool(NO.match(low[back]))
            back -= 1
        if not own_subject(unit, back, lead):
            return 0.0
    return -1.0 if denied % 2 else 1.0


def _duty(unit: Clauses, at: int, lead: int) -> Iterator[Stand]:
    """ "The council should repair the bridge", "we will not ration water", "let us keep the school"."""
    low, tag = unit.low, unit.tag
    denied = low[at].endswith("n't")
    verb = at + 1
    if low[at] in _DUTY:
        if low[at] in ("ought", "needs", "need", "has", "have"):
            if low[verb : verb + 1] != ["to"]:
                return
            verb += 1
    elif low[at] in ("won't", "will", "let's"):
        if low[at] != "let's" and (not at or low[at - 1] != "we"):
            return
    else:
        return
    while verb < len(unit) and (tag[verb] == "X" or low[verb] in ("not", "never")):
        denied = denied or bool(NO.match(low[verb]))
        verb += 1
    if verb >= len(unit) or conditional(unit, at) or (low[at] == "will" and not denied):
        return
    if low[verb] in _IDLE and not _is_passive(unit, verb):
        return
    agent: Thing | None = None
    if low[at - 1 : at] in (["we"], ["i"]) and not own_subject(unit, at - 1, lead):
        return
    if low[at] != "let's" and low[at - 1 : at] not in (["we"], ["i"]):
        agent = thing_before(unit, at, lead)
        if agent is None:
            return
    deed = deed_at(unit, verb, agent, denied=denied)
    if deed is not None:
        yield _wanted(deed, is_judgement=True)


def _is_passive(unit: Clauses, verb: int) -> bool:
    """ "Be scrapped", "have been admitted"."""
    if unit.low[verb : verb + 2] == ["have", "been"]:
        verb += 1
    return unit.low[verb] in ("be", "been") and unit.tag[verb + 1 : verb + 2] == ["E"]


# --- judgements and abstentions --------------------------------------------------------------------------------


def _judgement(unit: Clauses, at: int, lead: int) -> Iterator[Stand]:
    """ "The toll is a disgrace", "this sham lawsuit", "called the merger a mistake"."""
    low, tag = unit.low, unit.tag
    if low[at] in _CALLING:
        thing = thing_at(unit, at + 1, bare=True)
        if thing is not None and own(unit, at, lead) == 1.0 and not conditional(unit, at):
            sign = _verdict(unit, _past(unit, thing.last, "XD", ("as",)))
            if sign:
                yield Stand(sign, thing)
        return
    if low[at] in _SHAMS and at and tag[at - 1] == "D" and tag[at + 1 : at + 2] in (["n"], ["N"]):
        thing = thing_at(unit, at + 1)
        if thing is not None and low[at - 1] not in ("no", "any") and not conditional(unit, at):
            yield Stand(-1.0, thing, True)
        return
    if low[at] not in COPULAS or conditional(unit, at):
        return
    thing = thing_before(unit, at - 1 if at and low[at - 1] in ("would", "will") else at, lead)
    if thing is None:
        return
    here = _past(unit, at + 1, "XD", ("been", "such", "complete", "total"))
    denied = low[at].endswith("n't") or any(NO.match(word) for word in low[at + 1 : here])
    sign = _verdict(unit, here)
    if sign and (not denied or sign > 0):
        yield Stand(-sign if denied else sign, thing, True)


def _past(unit: Clauses, at: int, tags: str, passed: tuple[str, ...]) -> int:
    """The first word from one on that has none of some tags and is none of some words."""
    while at < len(unit) and (unit.tag[at] in tags or unit.low[at] in passed):
        at += 1
    return at


def _verdict(unit: Clauses, at: int) -> float:
    """1.0 or -1.0 where the words at a word say that a thing is good or bad, as a whole, and nothing else follows."""
    low, tag = unit.low, unit.tag
    if at >= len(unit):
        return 0.0
    if low[at + 1 : at + 2] and low[at + 1] in _MATTER:
        return 1.0 if _GOOD_OF.match(low[at]) else -1.0 if _BAD_OF.match(low[at]) else 0.0
    sign = 1.0 if low[at] in _GOOD else -1.0 if low[at] in _BAD else 0.0
    if low[at] in ("right", "just", "wrong", "necessary") and at + 1 < len(unit) and tag[at + 1] not in ".,;:—C":
        return 0.0  # "right to", "wrong about", "just a"
    return 0.0 if at + 1 < len(unit) and tag[at + 1] in "nNGVH" else sign


def _abstention(unit: Clauses, at: int, lead: int) -> Iterator[Stand]:
    """ "Has no opinion on rationing", "undecided about the merger"."""
    low = unit.low
    none = low[at] in _NONE_ON and at > 1 and low[at - 1] == "no" and low[at + 1 : at + 2] in (["on"], ["about"])
    undecided = low[at] == "undecided" and low[at + 1 : at + 2] in (["on"], ["about"])
    if (none or undecided) and speaks_for_itself(unit, at, lead):
        named = _object(unit, at + 2)
        if named is not None:
            yield Stand(0.0, named)
