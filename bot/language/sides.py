"""Which side some words take on a proposition: for it, against it, expressly neither, or nothing that can be told.

Ways in which words take a side, tried in this order; the first that tells decides:

1. They say that they take none: "remains undecided", "has no opinion on rationing".
2. They ask for what the proposition asks, or for its opposite: "urged the council to **repair** the bridge", "we will
   **not ration** water". The verb is the predicate's or one from the other side of its axis, and stands under a word
   of demand or intent; negations before it are counted, so that "rejected a demand that **no** race be started" is
   in order again.
3. They take a side on its parts by the lexicon (``bot.language.positions``): on the predicate's noun ("rationing is
   the right thing to do"), on what would come of it ("would vote for a fixed bridge"), on the theme where liking it
   tells ("support this bill").
4. They take a side on a pronoun, where the words before speak of the proposition: "I am against **it**".

Questions and conditions take no side. What is not told by the words is not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from bot.language.concepts import concept, wanted
from bot.language.positions import another_votes, is_denial, leaning, negators, signals, turns
from bot.language.propositions import Mention, Mentions, Proposition, mentions, stands_alone
from bot.language.whose import WOULD_IF
from bot.language.words import fold, tokens

CLEAR = 0.6
"""How far words must lean to count as for or against: as far as one judgement some words away from its target does."""

PLAIN = 0.5
"""The share of a proposition's words from which on words that take no side are about it all the same."""

NEAR = 40
"""Characters between a verb and the thing that it is done to."""

SAID = 0.5
"""The share of what an assertion says of its theme from which on words say or deny it."""

STRONG = 2.0
"""How far a demand, and a preposition that takes a side, lean."""

_UNDECIDED = re.compile(
    r"\bundecided\b|\bno (?:opinion|view|position|preference)\b|\bneither for nor against\b|\b(?:remain|stay)(?:s|ed)? "
    r"neutral\b|\bdrawn into\b|\bin two minds\b|\btook no side|\btakes? no side|\bnot (?:yet )?(?:made up|decided)\b"
    r"|\b(?:could|can) see both sides\b|\bless sure\b|\bnot (?:so |as )?sure\b|\bon the fence\b"
    r"|\bdecide for (?:themselves|yourselves|himself|herself)\b|\bfor \w+ to decide\b|\ba matter for\b",
    re.IGNORECASE,
)


def _forms(verbs: str) -> str:
    """A pattern of the forms of some regular verbs: "urge" stands for urges, urged and urging too."""
    stems = (
        verb[:-1] + "(?:e|es|ed|ing)" if verb.endswith("e") else verb + "(?:s|es|ed|ing)?" for verb in verbs.split()
    )
    return "|".join(stems)


_DIRECTIVES = _forms("demand urge ask propose recommend promise pledge vow insist request plead appeal advise order")
_SIDES = _forms("refuse reject oppose support back prefer")
_DEMAND = re.compile(
    rf"\b(?:{_DIRECTIVES}|{_SIDES}|(?:my|our) proposal|intend(?:s|ed)?|need(?:s|ed)?|want(?:s|ed)?"
    r"|should|must|ought|will|shall"
    r"|(?:wo|should|must|would|ca)n[’']t|cannot|ha(?:s|ve|d) to|going to|let[’']s|let us|time to|please"
    r"|would (?:not|never|rather|vote|like|order|support|back)|call(?:s|ed|ing)? (?:\w+ ){0,4}?(?:on|for|to)"
    r"|argu(?:e|es|ed|ing) (?:for|that)|plan(?:s|ned|ning)? to|push(?:es|ed|ing)? (?:for|to)|warn(?:s|ed|ing)? against"
    r"|rule(?:s|d)? out|voted? (?:for|to|against)|against|in favou?r of)\b",
    re.IGNORECASE,
)
_SEEKS = re.compile(
    rf"\b(?:{_forms('propose demand request advocate order announce promise pledge urge')}|want(?:s|ed|ing)?"
    rf"|need(?:s|ed)?|seek(?:s|ing)?|sought|(?:{_forms('argue call push vote campaign plead press')}) for"
    r"|ask(?:s|ed|ing)?(?: for)?|insist(?:s|ed|ing)? on)\s+(?P<between>(?:[\w'’-]+\s+){0,7})\Z",
    re.IGNORECASE,
)
_QUERIES = frozenset("whether if how why what who when could would".split())
_TURNERS = re.compile(
    rf"\b(?:{_forms('reject dismiss oppose avoid prevent block')}|stop(?:s|ped)?|rule(?:s|d)? out|against|instead of"
    r"|rather than)\b",
    re.IGNORECASE,
)
# "Would not oppose building it", "never against a wall": no demand, and none for the opposite.
_TOLERATES = re.compile(
    r"(?:\b(?:not|never|nobody|no one|nor)|n[’']t)\s+(?:\w+\s+){0,2}?(?:against|oppos\w+|reject\w*|dismiss\w*|block\w*"
    r"|rul(?:e|ed|ing) out|object\w*)\b",
    re.IGNORECASE,
)
_IF = re.compile(
    r"\b(?:if|unless|whether|suppose|in case|(?:so|as) long as|provided|on condition)\b[^,;]*\Z", re.IGNORECASE
)
_HEDGED = re.compile(
    r"\b(?:may|might|could(?! not)|perhaps|possibly|likely|whether|if|suspect\w*|unclear|proven|suggests?)\b",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[;:—]|\.\s|,\s+(?:and|or|so)\b|\bbut\b|\balthough\b|\bbecause\b|\bwhile\b", re.IGNORECASE)
_CONCEDED = re.compile(r"\b(?:but|however|though|although|yet)\b", re.IGNORECASE)
_PRONOUNS = re.compile(
    r"\b(?:it|(?:this|that|them|these)(?=\s*(?:[.,;!?”\"’]|$))|this one"
    r"|(?:the|this|that|his|her|their|your|our) (?:idea|plans?|proposal|move|measure|project|scheme|suggestion"
    r"|demand))\b",
    re.IGNORECASE,
)
_TO_IT = re.compile(r"\s+(?:it|them|this|that)\b(?!\s+\w+ing\b)", re.IGNORECASE)
_ELLIPTIC = re.compile(
    r"\b(?:I[’']m|I am|we[’']re|we are)(?P<no> not)? (?:still )?(?P<side>for|against)\s*[.!]", re.IGNORECASE
)
_OUT_OF_QUESTION = re.compile(r"\bout of the question\b", re.IGNORECASE)
_WITHOUT = re.compile(r"\bwithout\s+(?:(?:the|a|an|any|this|that|such)\s+)?\Z", re.IGNORECASE)
_NO_SUCH = re.compile(r"(?:^|[.!?“\"'‘]\s*)no\s+(?:more\s+)?(?:\w+\s+)?\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence of a statement.

    Attributes:
        text: the words, with the verb that reports them where it stands in the sentence.
        before: what stands before it, which its pronouns may mean.
        speaker: the words of the speaker's names.
    """

    text: str
    before: str = ""
    speaker: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """What words say of a proposition: whether they are about it, and how far they lean (above 0: for it)."""

    about: bool
    lean: float = 0.0
    is_undecided: bool = False


NOTHING = Side(False)


def side(words: Words, proposition: Proposition) -> Side:
    """Which side the words of a speaker take on a proposition."""
    found = _bound(mentions(words.text, proposition), proposition, words)
    here = _is_about(found, proposition)
    if not found.within_limits and not _is_about_before(words, proposition):
        return NOTHING
    if _UNDECIDED.search(words.text) and (here or _is_about_before(words, proposition)):
        return Side(True, 0.0, True)
    if words.text.rstrip(" ”\"’'").endswith("?"):
        return NOTHING
    if not proposition.is_demand:
        return _assertion(words.text, found, proposition)
    if WOULD_IF.search(words.text):
        return Side(here and found.covered >= PLAIN and found.is_literal)
    is_denied = is_denial(words.text)
    lean = 0.0 if is_denied else _by_demand(words, found, proposition)
    lean = lean or _by_lexicon(words, found, proposition)
    if not lean and not is_denied:
        meant = _by_pronoun(words)
        if meant and (here or _is_about_before(words, proposition)):
            lean = meant * _antecedent(words, found, proposition)
    is_plain = here and found.covered >= PLAIN and found.is_literal
    return Side(is_plain or abs(lean) >= CLEAR, lean)


def _bound(found: Mentions, proposition: Proposition, words: Words) -> Mentions:
    """The mentions without verbs too far from what they are to be done to, where they say little without it.

    Done to "it" they count where the words before name it: "We have a levy. I ask you to repeal it".
    """
    things = (*found.theme, *found.gain)
    if stands_alone(proposition):
        return found
    near = tuple(v for v in found.predicate if any(max(t.start - v.end, v.start - t.end) <= NEAR for t in things))
    if not near and not things and words.before:
        to_it = tuple(v for v in found.predicate if _TO_IT.match(words.text, v.end))
        near = to_it if to_it and mentions(words.before, proposition).theme else ()
    return replace(found, predicate=near)


def _is_about(found: Mentions, proposition: Proposition) -> bool:
    """Whether the words speak of the proposition and not only of one of its parts."""
    if proposition.predicate is None:
        return bool(found.theme) and (proposition.is_demand or found.said >= SAID)
    if found.predicate and (found.theme or found.gain or stands_alone(proposition)):
        return True
    return bool(found.gain)


def _is_about_before(words: Words, proposition: Proposition) -> bool:
    if not words.before:
        return False
    found = mentions(words.before, proposition)
    if not found.within_limits:
        return False
    return _is_about(found, proposition) or (bool(found.theme) and bool(proposition.liking))


def _antecedent(words: Words, found: Mentions, proposition: Proposition) -> float:
    """What a pronoun of the words stands for: 1.0 the proposition, -1.0 its opposite ("leave?" — "I am against it")."""
    before = mentions(words.before, proposition)
    verbs = found.predicate or before.predicate
    if verbs:
        return verbs[-1].sign * proposition.sign
    return proposition.liking if found.theme or before.theme else proposition.sign


# --- demands ---------------------------------------------------------------------------------------------------


def _by_demand(words: Words, found: Mentions, proposition: Proposition) -> float:
    """The sum over verbs of the predicate, or of its opposite, that stand under a word of demand."""
    if not (found.theme or found.gain or found.predicate):
        return 0.0
    signs = [_demanded(words, verb) * _of_other(verb, found) for verb in found.predicate]
    if proposition.predicate is None:
        signs = [_sought(words, thing) for thing in found.theme if thing.sign > 0]
    total = sum(signs)
    return 0.0 if not total else (STRONG if total > 0 else -STRONG) * proposition.sign


def _of_other(verb: Mention, found: Mentions) -> float:
    """The verb's own sign, turned where what it is done to is the other thing of the kind."""
    things = [*found.theme, *found.gain]
    if not things:
        return verb.sign
    nearest = min(things, key=lambda thing: max(thing.start - verb.end, verb.start - thing.end))
    return verb.sign * nearest.sign


def _demanded(words: Words, verb: Mention) -> float:
    """1.0 where the words ask for what the verb names, -1.0 where they ask that it be not done, else 0.0.

    Who does "not oppose building it" does not yet ask for it, nor who tells that "the council voted to build it".
    """
    text = words.text
    clause = text[_clause_start(text, verb.start) : verb.start]
    if _NO_SUCH.search(clause) and not re.search(r"\w", text[verb.end :].split(",")[0].rstrip('.!”"')):
        return -1.0
    if _IF.search(clause):
        return 0.0
    demand = _DEMAND.search(clause)
    if demand is None or _TOLERATES.search(clause):
        return 0.0
    place = _clause_start(text, verb.start) + demand.start()
    if demand[0].lower().startswith("vote") and another_votes(text, place, words.speaker):
        return 0.0
    turned = len(negators(clause)) + len(_TURNERS.findall(clause))
    if re.search(r"\b(?:would|could)\b(?! (?:not|never|rather|vote|like|order|support|back))", clause) and not turned:
        return 0.0
    return -1.0 if turned % 2 else 1.0


def _clause_start(text: str, at: int) -> int:
    breaks = [found.end() for found in _BREAK.finditer(text, 0, at)]
    return breaks[-1] if breaks else 0


def _sought(words: Words, thing: Mention) -> float:
    """1.0 where the thing itself is asked for ("proposed a levy", "asked the council to keep the levy"), else 0.0.

    -1.0 where that is denied, or where it is asked that the thing be done away with.
    """
    text = words.text
    found = _SEEKS.search(text[: thing.start])
    if (
        found is None
        or _WITHOUT.search(text[: thing.start])
        or (found[0].lower().startswith("vote") and another_votes(text, found.start(), words.speaker))
    ):
        return 0.0
    between = [fold(word.word) for word in tokens(found["between"])]
    if _QUERIES.intersection(between):
        return 0.0
    if "to" in between[:-1]:
        purpose = wanted(concept(between[between.index("to") + 1]))
    else:
        purpose = 1.0 if len(between) <= 4 else 0.0
    clause = text[_clause_start(text, found.start()) : found.start()]
    if _TOLERATES.search(clause):
        return 0.0
    turned = len(negators(clause)) + len(_TURNERS.findall(clause))
    return -purpose if turned % 2 else purpose


# --- the lexicon -----------------------------------------------------------------------------------------------


def _by_lexicon(words: Words, found: Mentions, proposition: Proposition) -> float:
    """How the words lean on the parts of a proposition: predicate, gain, and theme where liking it tells."""
    total = 0.0
    if found.theme or found.gain or stands_alone(proposition):
        for verb in found.predicate:
            total += _leaning(words, [verb]) * _of_other(verb, found) * proposition.sign
    total += sum(_liking(words, thing) for thing in found.gain) * proposition.sign
    if not total and proposition.liking:
        total = sum(_liking(words, thing) for thing in found.theme) * proposition.liking
    if not total:  # who is for the old bridge is not for what is to be done with the new one
        total = sum(_liking(words, thing) for thing in found.theme if thing.sign < 0) * proposition.sign
    if not total and _OUT_OF_QUESTION.search(words.text) and found.predicate:
        total = -STRONG * found.predicate[0].sign * proposition.sign
    return total


def _liking(words: Words, thing: Mention) -> float:
    """How the words lean on a thing. Liking the other of the kind is against it; disliking the other tells nothing."""
    lean = _leaning(words, [thing]) or STRONG * _sought(words, thing)
    return lean if thing.sign > 0 else -max(0.0, lean)


def _leaning(words: Words, places: Sequence[Mention]) -> float:
    text = words.text
    if _IF.search(text[: places[0].start]):
        return 0.0
    conceded = _CONCEDED.search(text, places[-1].end)
    if conceded:  # "would feel good for an afternoon, but": what counts comes behind it, and may be of anything
        text = text[: places[-1].end]
    lean = leaning(text, [(place.start, place.end) for place in places], words.speaker)
    before = text[: places[0].start]
    return -lean if _WITHOUT.search(before) else lean


def _by_pronoun(words: Words) -> float:
    """How the words lean on what a pronoun of theirs means; judgements are too loose to count ("it is cold")."""
    elliptic = _ELLIPTIC.search(words.text)
    if elliptic:
        return 0.0 if elliptic["no"] else STRONG if elliptic["side"].lower() == "for" else -STRONG
    total = 0.0
    for pronoun in _PRONOUNS.finditer(words.text):
        if any(abs(signal.value) > 1 for signal in signals(words.text[: pronoun.start()])[:-1]):
            continue  # "I support the levy, I always supported it": it is what was named before
        lean = turns(words.text, pronoun.start(), words.speaker)
        total += lean
    return total


# --- assertions ------------------------------------------------------------------------------------------------


def _assertion(text: str, found: Mentions, proposition: Proposition) -> Side:
    """A proposition that says how things are: for it is who says so, against it who denies it, in most of its words."""
    if found.said < SAID or not found.theme:
        return NOTHING
    if _HEDGED.search(text):
        return Side(True)
    turned = len(negators(text)) + len(_TURNERS.findall(text))
    return Side(True, (-STRONG if turned % 2 else STRONG) * proposition.sign)
