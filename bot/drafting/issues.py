"""What statements are about: which of them may show a position, what names a thing, and one name for one issue.

Where several statements name one thing in several forms ("the wall", "the new sea wall"), it gets one name in all of
them, so that who agrees and who changes can be seen; unless two of a kind are set apart ("the fixed bridge", "the
swing bridge"): then a bare "bridge" is neither.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from bot.language.concepts import concept, is_general
from bot.language.named import Deed, Named
from bot.language.position_words import lexicon
from bot.language.propositions import Proposition, Thing
from bot.language.words import Token, content_tokens, fold, stem, stopwords, tokens
from bot.types import Attribution, Reading

_BEFORE_A_NOUN = re.compile(r"\b(?:the|of|on|without|against|no|for|any)\s\Z", re.IGNORECASE)

_LIGHT = frozenset(
    stem(word)
    for word in """say tell ask thing way people year month week day time lot bit part number kind sort question
    answer statement comment remark fact point case matter issue reason example interview reporter meeting today
    yesterday tomorrow minute hour monday tuesday wednesday thursday friday saturday sunday january february march
    april may june july august september october november december percent per cent million billion hundred thousand
    man woman moment end start place side word view add one two three four five six seven eight nine ten first
    second new old last next big small good bad great long short high low much many more less going get come go take
    give make see know think believe expect mean look talk happen continue remain become begin keep let put try use
    need want work find feel help call really even still already just also never ever always soon later earlier ago
    back leave stay around across along beyond toward towards within among amid despite according""".split()
)


CONFIDENT = 0.5
"""Attributions less sure than this take no side."""

FEWEST_WORDS = 3
"""A statement of fewer words ("the vote") says nothing that one could be for or against."""


def positions(reading: Reading) -> tuple[Attribution, ...]:
    """The reported statements that may show a position: somebody known says it, for sure, in words enough."""
    document = reading.document
    return tuple(
        attribution
        for attribution in reading.attributions
        if attribution.speaker is not None
        and attribution.confidence >= CONFIDENT
        and sum(len(document.slice(span).split()) for span in attribution.spans) >= FEWEST_WORDS
    )


def as_proposition(thing: Sequence[str]) -> Proposition:
    """That there be a thing, or that a deed be done, as what one can be for or against.

    Args:
        thing: the words of a noun phrase without article, one at least; of a deed where the last is in "-ing".
    """
    concepts = frozenset(concept(word) for word in thing)
    if is_gerund(thing[-1]):
        theme = Thing(concept(thing[-2]) if len(thing) > 1 else "")
        return Proposition(theme, concept(thing[-1]), None, frozenset(), 1.0, True, concepts)
    return Proposition(Thing(concept(thing[-1])), None, None, frozenset(), 1.0, True, concepts)


def common_names(found: Sequence[Named]) -> list[str]:
    """One name for each of what is named, in order; forms of one issue get the form that most statements use.

    Two forms are one issue where they are of one head ("wall"; "ration", "rationing") and the words of one are among
    those of the other, and of no third that it could be as well. Of forms as frequent, the longest tells most.
    """
    forms = Counter(named.name for named in found)
    kinds = {named.name: _kind(named) for named in found}
    issue = {kind: _widest(kind, set(kinds.values())) for kind in kinds.values()}
    groups: dict[Kind, list[str]] = {}
    for name in forms:
        groups.setdefault(issue[kinds[name]], []).append(name)
    best = {kind: max(names, key=lambda name: (forms[name], len(name.split()))) for kind, names in groups.items()}
    return [best[issue[kinds[named.name]]] for named in found]


Kind = tuple[str, frozenset[str]]
"""What an issue is recognised by: the concept of its head, and those of all content words."""


def _kind(named: Named) -> Kind:
    said = frozenset(concept(token.word) for token in content_tokens(named.name))
    head = concept(named.head)
    is_deed = isinstance(named, Deed) and (is_general(head) or len(said) > MOST_OF_ONE)
    return (f"to {head}" if is_deed else head), said


MOST_OF_ONE = 3
"""Content words of a deed up to which it may be what a noun in "-ing" names ("ration water to households")."""


def _widest(kind: Kind, kinds: Collection[Kind]) -> Kind:
    """The kind with the most words that one may stand for: itself where there is none, or where two differ."""
    head, said = kind
    wider = [other for other in kinds if other[0] == head and said < other[1]]
    top = [other for other in wider if not any(other[1] < more[1] for more in wider)]
    return top[0] if len(top) == 1 else kind


def phrases(text: str, language: str = "en") -> Iterator[tuple[Token, ...]]:
    """Runs of one to four content words that could be a noun phrase: no function, light, position or number word."""
    function = stopwords(language)
    run: list[Token] = []
    for token in tokens(text):
        word = stem(token.word, language)
        content = (
            fold(token.word) not in function
            and word not in _LIGHT
            and word not in lexicon()
            and not token.word[0].isdigit()
            and len(token.word) > 2
            and not (run == [] and is_gerund(token.word) and not _as_noun(text, token))
            and not token.word.endswith(("ly", "ed"))
        )
        joined = not run or text[run[-1].end : token.start] in (" ", "-", "\u00a0")
        if run and not (content and joined and len(run) < 4):
            yield tuple(run)
            run = []
        if content:
            run.append(token)
    if run:
        yield tuple(run)


def places(text: str, stems: frozenset[str], language: str = "en") -> list[tuple[int, int]]:
    """Where words of these stems stand in a text, as ``(start, end)``."""
    return [(token.start, token.end) for token in tokens(text) if stem(token.word, language) in stems]


def is_gerund(word: str) -> bool:
    """Whether a word may be a verb's noun in "-ing" ("rationing")."""
    return word.endswith("ing") and len(word) > 5


def _as_noun(text: str, token: Token) -> bool:
    """Whether a word in "-ing" stands as a noun: behind a preposition, an article or "no", not as a verb's part."""
    before = text[max(0, token.start - 12) : token.start]
    return bool(_BEFORE_A_NOUN.search(before))
