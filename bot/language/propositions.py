"""Propositions that one can be for or against, and where a text speaks of them.

"The swing bridge should be replaced by a fixed bridge" is taken apart into its *theme*, the thing that something is to
be done with (bridge, told from others of its kind by "swing"), its *predicate* (replace), its *gain*, the thing
that would come of it (fixed bridge), and its *limits*, without which it would be another proposition ("before the
ice", "in the classroom only"). What a text says is then looked up in these parts: words that name the theme, verbs
that would have the same or the opposite done with it (``bot.language.concepts``), nouns and gerunds of the predicate.
A target that is no proposition ("the toll", "Ada Birk") is not parsed; it is a thing, and found by its words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from bot.language.concepts import concept, contrasted, direction, is_general, phrasal, wanted
from bot.language.words import Token, content_tokens, fold, is_past_form, stopwords, tokens

_MODAL = re.compile(
    r"\b(?:should|must|ought to|shall|will|would|needs? to|has to|have to|is to|are to|needs?|deserves? to)\b"
    r"(?P<no> not\b| never\b)?",
    re.IGNORECASE,
)
_FINITE = frozenset("is are was were can cannot could has have had does do did may might".split())
_LINKS = frozenset("be been being become becomes get gets have has had only also again now never not".split())
_PREPOSITIONS = frozenset(
    """of in on at by for from with within without under over across into onto through between before after until
    till since during above below beyond behind against about as to than because if when where who which that
    despite near along around""".split()
)
_LIMITS = frozenset("before after until till above below only without unless".split())
_COPULAS = frozenset("stay remain".split())
_ARTICLES = frozenset("the a an its his her their our this that these those no all".split())
_INDEFINITE = frozenset("a an any some another".split())
_NOBODY = frozenset("no nobody none neither never".split())
_EXISTS = re.compile(r"^\s*there\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Thing:
    """A noun phrase: the concept of its head, and its other content words as written, folded."""

    head: str
    modifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposition:
    """A target taken apart.

    Attributes:
        theme: what something is to be done with, or what something is said of.
        predicate: the concept of what is to be done; None where the theme is only to be ("there should be a levy").
        gain: what would come of it, or None.
        limits: concepts of which at least one must be spoken of, or empty.
        sign: -1.0 for a target that is worded as a negation ("the bridge must not be built"), else 1.0.
        is_demand: whether it says what should be, not what is.
        concepts: those of all its content words.
        said: of a target that says what is, the concepts of what it says of the theme.
    """

    theme: Thing
    predicate: str | None
    gain: Thing | None
    limits: frozenset[str]
    sign: float
    is_demand: bool
    concepts: frozenset[str]
    said: frozenset[str] = frozenset()

    @property
    def liking(self) -> float:
        """1.0 where speaking well of the theme is speaking for the proposition, -1.0 against it, 0.0 neither."""
        if self.predicate is None:
            return self.sign if self.is_demand else 0.0
        return self.sign * wanted(self.predicate)


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a text speaks of a part of a proposition: ``[start, end)`` in code points.

    ``sign`` is -1.0 where it names the opposite: a verb from the other side, the other thing of the kind.
    """

    start: int
    end: int
    sign: float = 1.0


@dataclass(frozen=True, slots=True)
class Mentions:
    """All that a text says of a proposition's parts; ``covered`` and ``said`` are shares from 0 to 1.

    ``is_literal`` is False where only other verbs than the predicate's own are there, or none.
    """

    theme: tuple[Mention, ...]
    predicate: tuple[Mention, ...]
    gain: tuple[Mention, ...]
    covered: float
    within_limits: bool
    said: float
    is_literal: bool


@lru_cache(maxsize=256)
def parse(target: str) -> Proposition | None:
    """Take an English proposition apart; None where the target is a thing or nothing that can be taken apart."""
    modal = _MODAL.search(target)
    if modal is None:
        return _assertion(target)
    subject, rest = target[: modal.start()], tokens(target[modal.end() :])
    negated = bool(modal["no"]) != _denies(subject)
    sign = -1.0 if negated else 1.0
    everything = frozenset(concept(token.word) for token in content_tokens(target) if not _MODAL.fullmatch(token.word))
    if _EXISTS.match(subject):
        thing = _thing([token for token in rest if fold(token.word) not in ("be", "exist")])
        return None if thing is None else Proposition(thing, None, None, frozenset(), sign, True, everything)
    at = next((i for i, token in enumerate(rest) if fold(token.word) not in _LINKS), None)
    actor = _thing(tokens(subject))
    if at is None or actor is None:
        return None
    passive = any(fold(token.word) in ("be", "been", "being", "become", "get") for token in rest[:at])
    predicate, after = _predicate(rest, at)
    stays = fold(rest[at].word) in _COPULAS  # "should stay president": it is the subject that stays
    theme = None if passive or (stays and not _has_with(rest[after:])) else _object(rest[after:])
    return Proposition(
        theme or actor,
        predicate,
        _gain(rest[after:]) if passive else None,
        _limits(rest[after:]),
        sign,
        True,
        everything,
    )


def _assertion(target: str) -> Proposition | None:
    """A target that says how things are ("the showers were the source"): known by a finite verb behind its subject."""
    words = tokens(target)
    for at, token in enumerate(words[:-1]):
        folded = fold(token.word)
        is_past = is_past_form(folded) or folded.endswith("ed")
        is_verb = folded in _FINITE or (is_past and fold(words[at + 1].word) in _ARTICLES)
        theme = _thing(words[:at]) if at and is_verb else None
        if theme is not None:
            no = fold(words[at + 1].word) in ("not", "never") or folded == "cannot" or folded.endswith("n't")
            sign = -1.0 if no != _denies(target[: token.start]) else 1.0
            everything = frozenset(concept(word.word) for word in content_tokens(target))
            tail = target[token.start :] if folded not in _FINITE else target[token.end :]
            said = frozenset(concept(word.word) for word in content_tokens(tail))
            return Proposition(theme, None, None, frozenset(), sign, False, everything, said) if said else None
    return None


def mentions(text: str, proposition: Proposition) -> Mentions:
    """Where an English text speaks of a proposition's theme, predicate and gain, how much of it is covered (0 to 1).

    A verb that also names the theme is not counted twice; an adjective of contrast before the theme's or the
    gain's head makes it the other thing of the kind.
    """
    words, known = _read(text)
    whole = [at for at, word in enumerate(words) if text[word.end : word.end + 1] != "-"]  # no "levy-free zone"
    theme = _named(words, known, whole, proposition.theme)
    gain = _named(words, known, whole, proposition.gain) if proposition.gain else ()
    # Of two things of one kind, the words nearest before the head say which is meant.
    if proposition.gain and proposition.gain.head == proposition.theme.head:
        told = {m: _told(words, m, proposition.gain) - _told(words, m, proposition.theme) for m in gain}
        gain, theme = (
            tuple(m for m in gain if told[m] > 0),
            tuple(m for m in theme if told.get(m, 0) <= 0),
        )
    taken = {m.start for m in (*theme, *gain)}
    predicate = _verbs(words, known, proposition, taken)
    covered = len(proposition.concepts & set(known)) / max(1, len(proposition.concepts))
    limits = not proposition.limits or bool(proposition.limits & set(known))
    said = len(proposition.said & set(known)) / max(1, len(proposition.said))
    literal = (
        proposition.predicate is None or proposition.predicate in known or _is_phrasal(words, proposition.predicate)
    )
    return Mentions(theme, predicate, gain, covered, limits, said, literal)


@lru_cache(maxsize=1 << 12)
def _read(text: str) -> tuple[tuple[Token, ...], tuple[str, ...]]:
    """The words of a text and their concepts: a sentence is looked at once for each target."""
    words = tuple(tokens(text))
    return words, tuple(concept(word.word) for word in words)


def _named(words: Sequence[Token], known: Sequence[str], whole: Sequence[int], thing: Thing) -> tuple[Mention, ...]:
    """Where a thing's head stands, with a sign of -1.0 where an adjective of contrast names the other of its kind."""
    other = frozenset(word for modifier in thing.modifiers for word in contrasted(modifier))
    found = []
    for at in whole:
        if known[at] == thing.head:
            word = words[at]
            if thing.modifiers and at and fold(words[at - 1].word) in _INDEFINITE:
                continue  # "I asked for a bridge" is not about the swing bridge
            before = {known[i] for i in range(max(0, at - 3), at)}
            found.append(Mention(word.start, word.end, -1.0 if before & other else 1.0))
    return tuple(found)


def _told(words: Sequence[Token], mention: Mention, thing: Thing) -> int:
    at = next(i for i, word in enumerate(words) if word.start == mention.start)
    before = {concept(word.word) for word in words[max(0, at - 3) : at]}
    return len(before & {concept(modifier) for modifier in thing.modifiers})


def _verbs(
    words: Sequence[Token], known: Sequence[str], proposition: Proposition, taken: set[int]
) -> tuple[Mention, ...]:
    if proposition.predicate is None:
        return ()
    found = []
    for at, word in enumerate(words):
        follows = words[at + 1] if at + 1 < len(words) else None
        pair = phrasal(word.word, follows.word) if follows else None
        sign = direction(proposition.predicate, pair) if pair else 0.0
        end = follows.end if sign and follows else word.end
        sign = sign or direction(proposition.predicate, known[at])
        if sign and word.start not in taken:
            found.append(Mention(word.start, end, sign))
    return tuple(found)


def _is_phrasal(words: Sequence[Token], predicate: str) -> bool:
    return any(phrasal(word.word, follows.word) == predicate for word, follows in pairwise(words))


def stands_alone(proposition: Proposition) -> bool:
    """Whether the predicate says by itself what the proposition is about ("rationing", but not "building")."""
    return proposition.predicate is not None and not is_general(proposition.predicate)


def _denies(subject: str) -> bool:
    first = next(iter(tokens(subject)), None)
    return first is not None and fold(first.word) in _NOBODY


def _predicate(words: Sequence[Token], at: int) -> tuple[str, int]:
    """The concept of the verb or adjective at a place, its particle counted in, and the index behind it."""
    pair = phrasal(words[at].word, words[at + 1].word) if at + 1 < len(words) else None
    return (pair, at + 2) if pair else (concept(words[at].word), at + 1)


def _has_with(words: Sequence[Token]) -> bool:
    return bool(words) and fold(words[0].word) == "with"


def _object(words: Sequence[Token]) -> Thing | None:
    """The noun phrase right behind a verb, or behind its "with" ("stay with Tandem"); None where there is none."""
    if _has_with(words):
        words = words[1:]
    if not words or fold(words[0].word) in _PREPOSITIONS:
        return None
    return _thing(words)


def _gain(words: Sequence[Token]) -> Thing | None:
    """What a thing is replaced by."""
    if words and fold(words[0].word) in ("by", "with"):
        return _thing(words[1:])
    return None


def _limits(words: Sequence[Token]) -> frozenset[str]:
    at = next((i for i, word in enumerate(words) if fold(word.word) in _LIMITS), None)
    if at is None:
        return frozenset()
    tail = words[at + 1 :] or words[:at]  # "in the classroom only"
    function = stopwords("en")
    return frozenset(concept(word.word) for word in tail if fold(word.word) not in function)


def _thing(words: Sequence[Token]) -> Thing | None:
    """The noun phrase that some words begin with: up to the first preposition behind a content word."""
    function = stopwords("en")
    phrase: list[Token] = []
    for word in words:
        folded = fold(word.word)
        if folded in _PREPOSITIONS and phrase:
            break
        if folded not in function:
            phrase.append(word)
    heads = [word for word in phrase if not word.word[0].isdigit()] or phrase
    if not heads:
        return None
    others = tuple(fold(word.word) for word in phrase if word is not heads[-1])
    return Thing(concept(heads[-1].word), others)
