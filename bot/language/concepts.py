"""What words of public argument mean alike, and which pull a thing in opposite directions.

Three small tables of our own, English. *Synonyms* are nouns that a text uses in turn for one thing ("the bridge", "the
crossing"). *Axes* are verbs of what may be done with a thing, with those that would have the opposite done to it on
the other side: who would scrap a toll is against keeping it. *Contrasts* are adjectives that part two things of one
kind: who is for the old bridge is not thereby for the new one. Words are compared by stem.
"""

from __future__ import annotations

from functools import lru_cache

from bot.language.words import fold, stem

_SYNONYMS = """
bridge crossing viaduct | tax levy duty toll surcharge | law bill act statute legislation | telephone phone smartphone
cellphone | soldier troop force army | car vehicle automobile | company firm business | job post employment
| school academy | vaccine jab inoculation vaccination | dam barrage | wage pay salary | prison jail | lorry truck
| child kid | refugee migrant asylum | tram trolley streetcar | library archive | flat apartment
"""

_AXES = """
keep stay remain retain continue maintain preserve save survive permanent uphold extend stand
  / scrap abolish end stop cancel drop halt leave quit withdraw withdrawal replace remove removal go resign oust
  abandon discontinue repeal dump ditch axe evict dismiss suspend kill
repair renovate renovation restore refurbish mend overhaul keep / replace demolish scrap dismantle
build construct construction erect create establish introduce introduction launch install
  / demolish scrap block cancel halt stop shelve abandon dismantle
open reopen / close closure shut
raise increase expand expansion / lower cut reduce reduction decrease shrink
allow permit legalize authorize admit / ban forbid prohibit prohibition outlaw bar exclude criminalize
pass adopt adoption approve approval enact ratify ratification / reject repeal veto block defeat oppose
return repatriate surrender / keep retain withhold
publish publication release disclose disclosure reveal / withhold conceal hide suppress
buy acquire acquisition purchase takeover / sell
start begin launch / stop end halt delay postpone
overturn reverse quash annul / uphold affirm
fund finance subsidize / defund cut
join enter / leave quit withdraw withdrawal
hire appoint appointment elect nominate / dismiss fire sack remove
privatize / nationalize
"""

_CONTRASTS = """
new / old existing present current | fixed / movable swing floating variable | high higher / low lower
| public / private | large big larger bigger / small smaller | free / paid | temporary / permanent
| national federal / local regional | full / partial
"""

_PARTICLES = frozenset("back out up down on off over away".split())
_PHRASAL = """
go on continue | carry on continue | give back return | hand back return | send back return | tear down demolish
| pull down demolish | pull out withdraw | phase out abolish | set up establish | put off postpone | shut down close
| close down close | throw out reject | vote down reject | step down resign | take over acquire | call off cancel
"""

_LIGHT = """
use make take get give do have put show see say tell know come run hold move change work play set meet lead help bring
turn need try find pay win lose follow call talk read write become wait ask think
"""

_KEEPING = ("keep", "repair", "build", "allow", "pass", "fund", "buy")
"""The axes on whose first side a thing is wanted, and on whose second it is wanted away."""


@lru_cache(maxsize=1)
def _synonyms() -> dict[str, str]:
    groups = [[stem(word) for word in group.split()] for group in _SYNONYMS.split("|")]
    return {word: group[0] for group in groups for word in group}


@lru_cache(maxsize=1)
def _axes() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    lines = _AXES.strip().replace("\n  ", " ").splitlines()
    return tuple(
        (frozenset(stem(w) for w in left.split()), frozenset(stem(w) for w in right.split()))
        for left, right in (line.split("/") for line in lines)
    )


@lru_cache(maxsize=1)
def _light() -> frozenset[str]:
    return frozenset(stem(word) for word in _LIGHT.split())


@lru_cache(maxsize=1)
def _contrasts() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for pair in _CONTRASTS.split("|"):
        left, right = (frozenset(stem(word) for word in side.split()) for side in pair.split("/"))
        found |= dict.fromkeys(left, right) | dict.fromkeys(right, left)
    return found


@lru_cache(maxsize=1)
def _phrasals() -> dict[tuple[str, str], str]:
    rows = (row.split() for row in _PHRASAL.split("|"))
    return {(stem(verb), particle): stem(meaning) for verb, particle, meaning in rows}


def concept(word: str, language: str = "en") -> str:
    """The stem of a word, or that of the first word of its group of synonyms."""
    found = stem(word, language)
    return _synonyms().get(found, found) if language.startswith("en") else found


def phrasal(verb: str, particle: str) -> str | None:
    """The concept of a verb with its particle ("go on": continue; "buy back": buyback); None for other pairs."""
    if fold(particle) not in _PARTICLES:
        return None
    pair = stem(verb), fold(particle)
    return _phrasals().get(pair) or stem("".join(pair))


def direction(word: str, other: str) -> float:
    """1.0 where two verbs' concepts would have like done with a thing, -1.0 where the opposite, 0.0 for others."""
    if word == other:
        return 1.0
    for left, right in _axes():
        if {word, other} <= left or {word, other} <= right:
            return 1.0
        if (word in left and other in right) or (word in right and other in left):
            return -1.0
    return 0.0


def is_general(verb: str) -> bool:
    """Whether a verb's concept says little without what it is done to ("build", "use", but not "ration")."""
    return verb in _light() or any(verb in left or verb in right for left, right in _axes())


def wanted(verb: str) -> float:
    """1.0 where the verb would have a thing be, -1.0 where it would have it away, 0.0 where it tells neither.

    So that whoever speaks well of a toll speaks for keeping it and against scrapping it, but not for opening it.
    """
    found = 0.0
    for left, right in _axes():
        if any(stem(word) in left for word in _KEEPING):
            found = found or (1.0 if verb in left else -1.0 if verb in right else 0.0)
    return found


def contrasted(word: str) -> frozenset[str]:
    """The stems of the adjectives that name the other thing of the kind ("old" for "new")."""
    return _contrasts().get(stem(word), frozenset())
