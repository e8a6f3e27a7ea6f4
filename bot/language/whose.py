"""Whose a verb is in a sentence that somebody says: the speaker's own act, for sure and without a condition?

The speaker is "I" and "we", the subject of the verb that reports the words, and "she" or "it" as the first word behind
that verb ("said **she** opposed it").
"""

from __future__ import annotations

import re
from functools import cache

from bot.language.clauses import Clauses
from bot.language.lexicon import Form, inflect, words
from bot.language.named import begins_clause

# "Vowed to oppose", "would like to support": the act is the speaker's own.
_COMMITS = words("vow pledge promise intend want plan continue like decide wish agree go prefer")
_OWN = words("i we i'm we're i've we've i'd we'd i'll we'll")
_THEY = words("he she they it he'd she'd they'd he's she's they're they've he'll she'll they'll")
_UNSURE = words("may might could can should must ought if unless whether possibly perhaps maybe")
CONDITION = re.compile(
    r"\b(?:if|unless|until(?! (?:the end of |\d|[A-Z]))|provided|(?:as|so) long as|on (?:the )?condition"
    r"|were (?:it|the|this|that|there)|rather than"
    r"|sooner than|before (?:I|we)\b|as much as|by mistake|but no longer"
    r"|regret (?:it|that))\b",
    re.IGNORECASE,
)
"""What makes a side that words take depend on something else, or a manner of speaking."""
WOULD_IF = re.compile(
    r"(?:\b(?:would|could|might|will)\b|[’'](?:d|ll)\b)[^.;]*\b(?:if|unless|provided|(?:as|so) long as"
    r"|on (?:the )?condition|were (?:it|the|this|that))\b",
    re.IGNORECASE,
)
"""A side that would be taken if something else were so: "would support it if …"; who asks for a thing "if the state
pays" does ask for it."""
NO = re.compile(r"(?:not|never|no|nor|neither|cannot|hardly)$|.*n't$")
_DECLINES = words("refuse decline stop hesitate fail avoid")
_DENIES = words("deny doubt dispute question joke quip wonder imagine pretend")
COPULAS = words("is are was were be isn't aren't wasn't weren't")


def own(unit: Clauses, at: int, lead: int) -> float | None:
    """1.0 where the verb at a word is the speaker's, -1.0 where it is and is denied, None where it is not or unsure."""
    low, tag = unit.low, unit.tag
    denied = 0
    back = at - 1
    if back > 0 and low[back - 1 : back + 1] == ["no", "longer"]:
        denied, back = 1, back - 2
    while back >= 0 and tag[back] in "XA":
        if low[back] in _UNSURE and low[back] not in ("can", "could"):
            return None
        if low[back] in ("can", "could") and not denied:
            return None
        denied += bool(NO.match(low[back])) and low[back + 1] not in ("only", "just", "merely")
        if low[back] == "have" and back and low[back - 1] in ("would", "could", "might"):
            return None  # "would have voted for it"
        if low[back] in COPULAS and not low[at].endswith("ing"):
            return None  # "was criticized"
        back -= 1
    if low[at].endswith("ing") and back >= 0 and not COPULAS.intersection(low[back + 1 : at]) and "'" not in low[back]:
        return None  # "had opposing views"
    turned = -1.0 if denied % 2 else 1.0
    if back < 0:
        return turned if unit.start[at] < lead else None
    if low[back] == "to" and back:
        return _to(unit, back, lead, turned)
    return turned if own_subject(unit, back, lead) else None


def _to(unit: Clauses, to: int, lead: int, turned: float) -> float | None:
    """Whose is a verb behind "to": the speaker's where the speaker vows to, wants to, is going to."""
    before = to - 1
    if unit.low[before] in ("not", "never"):
        turned, before = -turned, before - 1
    if before < 0 or unit.low[before] not in _committing():
        return None
    whose = own(unit, before, lead)
    return None if whose is None or whose < 0 else turned


def own_subject(unit: Clauses, at: int, lead: int) -> bool:
    """Whether the word that ends a verb's subject is the speaker: "I" and "we" in a clause that the speaker asserts
    (not "you would think | I oppose it"), "she" as the first word behind "said"."""
    if at < 0:
        return False
    low = unit.low[at]
    if low in _OWN:
        return begins_clause(unit, at, lead)
    return low in _THEY and _is_first(unit, at, lead)


def speaks_for_itself(unit: Clauses, before: int, lead: int) -> bool:
    """Whether the words before one are of the speaker or of what is theirs: "I have", "my office has"."""
    first = next((i for i in range(before) if unit.start[i] >= lead and unit.low[i] != "that"), before)
    theirs = bool(lead) and unit.low[first] in _THEY | {"his", "her", "its", "their"}
    return theirs or any(word in _OWN or word in ("my", "our") for word in unit.low[:before])


def _is_first(unit: Clauses, at: int, lead: int) -> bool:
    """Whether a word is the first behind what reports the words, "that" passed over."""
    before = [word for word, start in zip(unit.low[:at], unit.start[:at], strict=True) if start >= lead]
    return bool(lead) and all(word == "that" for word in before)


def conditional(unit: Clauses, at: int) -> bool:
    """Whether a condition stands in front of a word in its clause, or behind it in the sentence."""
    low, tag = unit.low, unit.tag
    back = at - 1
    while back >= 0 and tag[back] not in ";:.—":
        if low[back] in ("if", "unless", "whether", "when", "suppose"):
            return True
        back -= 1
    return bool(CONDITION.search(unit.text, unit.end[at]))


@cache
def _committing() -> dict[str, Form]:
    return inflect(sorted(_COMMITS))


@cache
def _declining() -> dict[str, Form]:
    return inflect(sorted(_DECLINES))


@cache
def _denying() -> dict[str, Form]:
    return inflect(sorted(_DENIES))


def denies(word: str) -> bool:
    """Whether a verb, folded, reports words as not so, or not as meant: "denied", "joked"."""
    return word in _denying()


def unsaid(word: str) -> bool:
    """Whether a word, folded, before a verb says that it is not so, or not for sure: "declined to", "might"."""
    return word in _UNSURE or bool(NO.match(word)) or word in _declining()
