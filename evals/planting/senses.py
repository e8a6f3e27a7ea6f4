"""The sense put wrong with hardly a word changed: a negation, an opposite, a cause. English only.

The opposites are a list of their own, written for this, and not the one that the checks use.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence

from evals.planting.base import Planted, changed, has_word, sentence_of
from evals.statements import Right, lower_first

_PARTICIPLE = (
    r"(?:been|had|made|put|got|come|gone|lost|won|sent|met|read|left|built|paid|said|told|found|kept|\w+(?:ed|en|wn))\b"
)
_AUXILIARY = re.compile(
    rf"\b(?:is|are|was|were|will|would|should|must|can|could|(?:has|have|had)(?= {_PARTICIPLE}))\b"
    r"(?! (?:not|no|only|just|never|nothing|nobody|none|neither)\b| ?[“\"«‘])"
)
_OPEN = re.compile(
    r"\b(?:if|whether|unless|until|than|not|never|nobody|nothing|none|neither|no|without|hardly|asked)\b", re.I
)

_NEGATED = re.compile(
    r"\b(?P<verb>is|are|was|were|has|have|had|does|do|did|will|would|should|could|can|must) not\b"
    r"(?! (?:only|just|yet|least|even|necessarily|all)\b)"
    r"|\b(?P<short>is|are|was|were|has|have|had|does|do|did|would|should|could)n[’']t\b"
    r"|\b(?P<odd>won[’']t|can[’']t|cannot)|\b(?P<yet>not yet|no longer|never|without|failed to)\b"
)
_DEPENDS = re.compile(r"\b(?:but|until|nor|any\w*|either|at all|yet)\b")
_ODD = {"won't": "will", "can't": "can", "cannot": "can"}
_YET = {"not yet": "already", "no longer": "still", "never": "always", "without": "with", "failed to": "managed to"}

_PAIRS = """
rose/fell rises/falls rising/falling increased/decreased increase/decrease higher/lower longer/shorter larger/smaller
big/small cheaper/dearer cheap/expensive early/late earlier/later strong/weak stronger/weaker safe/dangerous
better/worse best/worst first/last old/new older/younger northern/southern north/south eastern/western east/west
public/private began/ended started/stopped bought/sold buy/sell gained/lost cold/warm colder/warmer dry/wet
empty/full easy/difficult likely/unlikely possible/impossible legal/illegal confirmed/denied praised/criticised
agreed/refused opened/closed open/closed opens/closes opening/closing approved/rejected supports/opposes
supported/opposed support/oppose allowed/forbidden won/lost above/below inside/outside summer/winter morning/evening
profit/loss majority/minority temporary/permanent upper/lower minimum/maximum faster/slower fast/slow heavier/lighter
deeper/shallower wider/narrower raised/lowered raise/lower more/fewer more/less men/women arrived/departed arrive/depart
accepted/declined accept/decline for/against always/never everybody/nobody least/most hire/dismiss sons/daughters
brother/sister father/mother husband/wife cut/raise reduce/increase reduced/raised remain/leave stay/leave join/leave
many/few known/unknown true/false right/wrong light/dark
"""
_CAUSAL = re.compile(
    r"\b(?:because|since|so|therefore|due|cause\w*|reason\w*|result\w*|led|after|if|why|thus|hence|when|as|to)\b", re.I
)
_A_TIME = re.compile(r" (?:year|week|month|summer|winter|spring|autumn|night|time|of all)\b")
_OF_ITSELF = re.compile(r"\b(?:at|as|any|too|very|so|years?|than|no|not|in|on) \Z", re.I)


def negation_in(right: Right, pool: Sequence[Right], chance: random.Random) -> Planted | None:
    """ "Not" behind a verb that is said flatly; behind "may" or after "whether" it would change nothing."""
    if right.source.case.lang != "en":
        return None
    places = []
    for match in _AUXILIARY.finditer(right.text):
        start, end = match.span()
        open_clause = _OPEN.search(sentence_of(right.text, start)) or _OPEN.match(right.text, end + 1)
        if not open_clause and not right.in_marks(start, end):
            places.append(end)
    if not places:
        return None
    at = chance.choice(places)
    return changed(right, at, at, " not")


def negation_out(right: Right, pool: Sequence[Right], chance: random.Random) -> Planted | None:
    """A negation taken away, unless a "but" or "until" depends on it."""
    if right.source.case.lang != "en":
        return None
    places = []
    for match in _NEGATED.finditer(right.text):
        rest = re.split(r"[.;]", right.text[match.end() :])[0]
        before = sentence_of(right.text, match.start())
        bound = _DEPENDS.search(rest) or re.search(r"\b(?:if|whether|unless)\b", before, re.I)
        if not bound and not right.in_marks(match.start(), match.end()):
            places.append(match)
    if not places:
        return None
    match = chance.choice(places)
    return changed(right, match.start(), match.end(), _affirmed(match))


def _affirmed(match: re.Match[str]) -> str:
    odd = (match["odd"] or "").replace("’", "'")
    return match["verb"] or match["short"] or _ODD.get(odd) or _YET[match["yet"]]


def antonym(right: Right, pool: Sequence[Right], chance: random.Random) -> Planted | None:
    """A word becomes its opposite, where the statement has not both already and no set phrase holds it."""
    if right.source.case.lang != "en":
        return None
    places = []
    for word, other in _opposites():
        for match in re.finditer(rf"(?<![\w’'-]){word}(?![\w’'-])", right.text):
            before, after = right.text[: match.start()], right.text[match.end() :]
            held = _OF_ITSELF.search(before) or _A_TIME.match(after) or _article_turns(before, word, other)
            if not held and not right.in_marks(match.start(), match.end()) and not has_word(right.text, other):
                places.append((match.start(), match.end(), other))
    if not places:
        return None
    start, end, other = chance.choice(places)
    return changed(right, start, end, other)


def _article_turns(before: str, word: str, other: str) -> bool:
    """Whether an "a" before the word would have to become "an", or the other way round."""
    return re.search(r"\ban? \Z", before) is not None and (word[0] in "aeiou") != (other[0] in "aeiou")


def _opposites() -> Iterator[tuple[str, str]]:
    for pair in _PAIRS.split():
        one, other = pair.split("/")
        if one not in ("for", "to"):
            yield one, other
        if other not in ("lost", "leave", "less", "lower", "raise", "increase", "closed"):
            yield other, one


def cause_claimed(right: Right, pool: Sequence[Right], chance: random.Random) -> Planted | None:
    """Two sentences of different paragraphs, both right and neither speaking of causes, joined by "because"."""
    if right.source.case.lang != "en" or not _joinable(right):
        return None
    here = right.source.reading.sentence_at(right.evidence[0].start)
    others = []
    for other in pool:
        there = right.source.reading.sentence_at(other.evidence[0].start)
        if here and there and abs(here.paragraph - there.paragraph) > 1 and _joinable(other):
            others.append(other)
    if not others:
        return None
    other = chance.choice(others)
    joint = chance.choice((" because", ", which is why"))
    text = f"{right.text.rstrip('.')}{joint} {lower_first(other.text, right.source.case)}"
    return Planted(text, (*right.evidence, *other.evidence), f"{joint.strip(', ')} “{other.text}”", right)


def _joinable(right: Right) -> bool:
    """A whole sentence of the document or a key fact, short, without marks and without any word of cause."""
    return (
        right.origin != "reported"
        and len(right.text.split()) <= 22
        and not re.search('[“”"«»:;‘]', right.text)
        and not _CAUSAL.search(right.text)
        and not re.match(r"(?:He|She|It|They|This|That|There|Its|His|Her|Their)\b", right.text)
        and not re.search(r"\b(?:I|me|my|we|us|our|you|your)\b", right.text)
    )
