"""Proper names as tagged sentences show them: runs of capitalised words outside quotes, with the office before them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from bot.language import given_names, lexicon
from bot.language.clauses import Clauses
from bot.language.foreign_tables import TABLES
from bot.language.lexicon import words
from bot.language.names import TITLES, key
from bot.language.places import PLACES
from bot.language.words import stopwords

_PARTICLES = words("de la le du des von van der den zu zum al el del bin ibn di da dos y ten ter")
_OF_HEADS = words(
    "bank university house ministry department bureau council court republic kingdom church board office college "
    "state states school institute center centre chamber league association society city county district archdiocese "
    "center"
)
BODIES = words(
    "party ministry department office agency bureau committee commission council court company corp corporation inc "
    "ltd university college school association union federation front league society institute foundation fund bank "
    "group times post news journal press house senate congress parliament assembly board authority administration "
    "government army navy force police church hospital airlines motors electric network service services center "
    "centre club team nations campaign coalition movement alliance trust media bundestag bundesbank ministère conseil "
    "parti assemblée ministerio partido consejo gobierno instituto universidad ayuntamiento"
)
_STOPPED = words("st jr sr mt dr mr mrs ms")
_PLACE_OPENERS = words(
    "new north south east west northern southern eastern western central san santa fort port lake mount "
    "saint st los las el puerto great upper lower"
)
_PLACE_WORDS = words(
    "county city island islands river valley republic kingdom states beach hills bay coast street avenue"
)
_OFFICES = TITLES | words(
    "leader whip head ceo founder aide adviser advisor strategist candidate nominee host author historian economist "
    "lawyer analyst professor scientist psychologist lawmaker assemblyman assemblywoman superintendent treasurer "
    "auditor president pastor nurse farmer poet actor actress singer painter writer teacher student banker widow "
    "driver baker architect biologist geologist hydrologist ecologist engineer sergeant constable chef pilot surgeon "
    "journalist novelist composer midwife carpenter shopkeeper publican schoolteacher headteacher physicist chemist "
    "virologist epidemiologist chairperson director manager editor reporter correspondent columnist activist democrat "
    "republican billionaire businessman executive prosecutor counsel barrister negotiator"
)
_ATTRIBUTES = lexicon.DEMONYMS | words("gop conservative liberal labour then-president")
_NEVER = (
    lexicon.DETERMINERS | lexicon.PREPOSITIONS | lexicon.CONJUNCTIONS | lexicon.SUBORDINATORS | lexicon.WEEKDAYS
    | lexicon.MONTHS | words("he she it they we i you who what that this there here now then yes no not if so but "
                             "dear hello thanks er sie es wir ich il elle ils nous je él ella nosotros yo")
) - lexicon.NAMES_TOO  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proper:
    """A name at a place: ``words`` as ``names.key`` compares them, title and office taken off.

    ``office`` is what stands before it in its noun phrase ("harbour commissioner"), ``title`` the last word of it that
    is a title ("commissioner", folded) or "". ``bare`` is False behind a preposition or a verb and with a possessive
    ending: there nobody acts. ``behind`` is the offset where its sentence ends. ``definite`` is True right behind
    "the", as no person's name stands ("the Ada Lind" is a ship); ``apposed`` is True between two commas.
    """

    start: int
    end: int
    text: str
    words: tuple[str, ...]
    title: str
    office: str | None
    certain: bool
    bare: bool
    behind: int
    definite: bool = False
    apposed: bool = False

    @property
    def is_body(self) -> bool:
        """Whether a word of it names a body: "Harbour Commission"."""
        return not BODIES.isdisjoint(self.words)

    @property
    def is_place(self) -> bool:
        """Whether it is a country, or made as places are: "Port Ansel", "Ansel County"."""
        if self.title:
            return False
        if " ".join(self.words) in _known_places():
            return True
        return len(self.words) > 1 and (self.words[0] in _PLACE_OPENERS or not _PLACE_WORDS.isdisjoint(self.words))


@cache
def _known_places() -> frozenset[str]:
    return frozenset(PLACES) | frozenset(PLACES.values())


def names_in(units: Sequence[Clauses], language: str = "en") -> list[Proper]:
    """The names of all sentences in order. A single word that opens a sentence is one if it is capitalised elsewhere.

    In German, where every noun has a capital, only what begins with a given name or a title is a name, and the family
    names of those.
    """
    found: list[Proper] = []
    for unit in units:
        _names_of(unit, found)
    if language in TABLES:
        found = [name for one in found if (name := _without_lead(one, language)) is not None]
    if language == "de":
        return _german(found)
    inside = {word for name in found if name.certain for word in name.words}
    return [
        name if name.certain else replace(name, certain=True)
        for name in found
        if name.certain or (name.words[0] in inside and len(name.words) == 1)
    ]


GERMAN_OFFICE = re.compile(
    r"(?:minister|präsident|sprecher|kanzler|direktor|leiter|bürgermeister|kommissar|richter|anwält|anwalt|sekretär|chef|"
    r"forscher|experte|expertin|wissenschaftler|professor|ingenieur|abgeordnete|vorsitzende|rat|rätin|meister|arzt|ärztin|"
    r"lehrer|autor|trainer|historiker|ökonom|polizist|senator|stadtrat|betreiber)(?:in|s|n|r|en|e)?$"
)


_GERMAN_PERSON = re.compile(
    r"..(?:in|er|ist|or|eur|ent|ant|mann|frau|chef|rat|wart|wirt|arzt|anwalt|sohn|schwester|mutter|onkel|tante|kandidat)s?$"
)


def _german(found: Sequence[Proper]) -> list[Proper]:
    """Of runs of capitals in German those that are people, with offices taken off their front.

    A person begins with a given name, a title or an office, or stands between commas as nouns do not ("Ihr Mann, Gernot
    Pohl, ist …"); behind one of the nouns that name people ("Händlerin Irmtraud Pohl") two words are a name.
    """
    people: list[Proper] = []
    for name in found:
        first, known = _german_start(name)
        alone = name.apposed and len(name.words) == 2 and not name.office
        if first < len(name.words) - (not name.title) and (known or name.title or alone):
            people.append(_without(name, first))
    families = {name.words[-1] for name in people}
    started = {name.end for name in people}
    for name in found:
        hung = len(name.words) > 1 and name.words[-2] in _PARTICLES  # "den Worten von Lind"
        if name.end not in started and name.words[-1] in families and (len(name.words) == 1 or name.title or hung):
            people.append(_without(name, len(name.words) - 1))
    return sorted(people, key=lambda name: name.start)


def _german_start(name: Proper) -> tuple[int, bool]:
    """The first word of a run that belongs to a person's name, and whether anything tells that it does."""
    size = len(name.words)
    for at in range(size - 1):
        if name.words[at] in given_names.GIVEN:
            return at, True
    for at in range(size - 2, -1, -1):
        word = name.words[at]
        office = GERMAN_OFFICE.search(word) is not None or word in _OFFICES
        if (office or (at == size - 3 and _GERMAN_PERSON.search(word))) and name.words[at + 1] not in _PARTICLES:
            return at + 1, True
    return 0, False


def _without_lead(name: Proper, language: str) -> Proper | None:
    """A name without the function words that open its sentence ("Según Lind", "El Ministerio"); None if none is left.

    The French "M." is a title.
    """
    table, small = TABLES[language], stopwords(language)
    parts = name.text.split()
    off = 0
    while off < len(parts) and (
        (low := parts[off].lower()) in table.determiners
        or low in table.prepositions
        or low in table.conjunctions
        or low in table.pronouns
        or low in small
        or any(phrase[0] == low for phrase in table.sources)
        or (low.startswith(("l'", "l’", "d'", "d’")) and parts[off][2:3].islower())  # "L'ingénieur Luc Vidal"
    ):
        off += 1
    if off == len(parts):
        return None
    rest = _without(name, off) if off and len(name.words) > off else name
    if language == "fr" and rest.text.startswith(("M. ", "M.\u00a0", "MM. ")) and len(rest.words) > 1:
        return replace(_without(rest, 1), title="m")
    return rest


def _without(name: Proper, words_off: int) -> Proper:
    """A name without its first words, which are its office."""
    if not words_off:
        return replace(name, certain=True)
    parts = name.text.split()
    text = " ".join(parts[words_off:])
    office = " ".join(filter(None, [name.office, *parts[:words_off]]))
    return replace(
        name, start=name.end - len(text), text=text, words=name.words[words_off:], office=office, certain=True
    )


def _names_of(unit: Clauses, found: list[Proper]) -> None:
    tag, low, size = unit.tag, unit.low, len(unit)
    capital = [
        tag[i] in "NHn" and low[i] not in _NEVER and (_is_capital(unit, i) or (low[i] == "“”" and tag[i] == "N"))
        for i in range(size)
    ]
    at = 0
    while at < size:
        if not capital[at]:
            at += 1
            continue
        end = _run_end(unit, capital, at)
        name = _name(unit, at, end)
        if name is not None:
            found.append(name)
        at = end


def _is_capital(unit: Clauses, at: int) -> bool:
    """Capitalised, or with a capital behind a hyphen ("al-Masri")."""
    if unit.text[unit.start[at]].isupper():
        return True
    hyphen = unit.low[at].find("-")
    return hyphen > 0 and unit.low[at][:hyphen] in _PARTICLES and unit.text[unit.start[at] + hyphen + 1].isupper()


def _run_end(unit: Clauses, capital: Sequence[bool], first: int) -> int:
    """The end of the run of capitalised words that begins at ``first``, with what links them."""
    low, tag, size = unit.low, unit.tag, len(unit)
    at = first + 1
    while at < size and (tag[at - 1] != "H" or _is_of_many(unit, capital, at)):
        initial = tag[at] == "~" and at + 1 < size and capital[at + 1] and _is_short(low[at - 1])
        if not (capital[at] or initial or _linked(unit, capital, at) or _and_inside(unit, capital, first, at)):
            break
        at += 1
    return at


def _is_of_many(unit: Clauses, capital: Sequence[bool], at: int) -> bool:
    """Whether the possessive before ``at`` is part of a body's name: "the Dockers' Union", "the Women's Institute"."""
    many = unit.low[at - 1].endswith("s'") or unit.low[at - 1] in ("women's", "men's", "children's", "people's")
    return many and capital[at] and unit.low[at] in BODIES


def _is_short(word: str) -> bool:
    """Whether a full stop behind the word is one of an initial or a title."""
    return len(word) == 1 or word in TITLES or word in _STOPPED


def _and_inside(unit: Clauses, capital: Sequence[bool], first: int, at: int) -> bool:
    """Whether "and" is part of a body's name: "the Food and Drug Administration", with its article and its noun."""
    if unit.low[at] not in ("and", "&") or first == 0 or unit.low[first - 1] != "the":
        return False
    last = at + 1
    while last < len(unit) and capital[last]:
        last += 1
    return last - at > 2 and any(unit.low[i] in BODIES or unit.low[i] in TITLES for i in range(at + 1, last))


def _linked(unit: Clauses, capital: Sequence[bool], at: int) -> bool:
    """Whether a small word inside a name goes on with it: "Ursula von der Lind", "University of Port Ansel"."""
    low = unit.low
    last = at
    while last < len(unit) and low[last] in _PARTICLES and last - at < 2:
        last += 1
    if last > at:
        return last < len(unit) and capital[last]
    if low[at] == "of" and low[at - 1] in _OF_HEADS:
        return (at + 1 < len(unit) and capital[at + 1]) or (
            at + 2 < len(unit) and low[at + 1] == "the" and capital[at + 2]
        )
    return low[at] == "the" and low[at - 1] == "of" and at + 1 < len(unit) and capital[at + 1]


def _name(unit: Clauses, first: int, last: int) -> Proper | None:
    """The name in a run: offices off its front, suffixes off its end; None where nothing is left."""
    low, tag = unit.low, unit.tag
    opens = first == 0 or tag[first - 1] in ":Q"
    begin, title = first, ""
    for at in range(first, last):
        if low[at] in _OFFICES and not (at + 1 < last and low[at + 1] in BODIES) and tag[at] != "H":
            begin, title = at + 1, low[at]
    while begin < last and tag[begin] == "~":
        begin += 1
    while last - begin > 1 and (low[last - 1] in ("jr", "sr", "ii", "iii") or tag[last - 1] in "~"):
        last -= 1
    if begin >= last:
        return None
    if last - begin > 2 and low[begin] in _ATTRIBUTES and BODIES.isdisjoint(low[begin:last]):
        begin += 1
    start, end = unit.start[begin], unit.end[last - 1]
    text = unit.text[start:end]
    for ending in ("’s", "'s", "’", "'"):
        text = text.removesuffix(ending)
    compared = tuple(
        word for i in range(begin, last) if tag[i] != "~" and (word := key(unit.text[unit.start[i] : unit.end[i]]))
    )
    if not compared:
        return None
    before = _before(unit, first)
    office = unit.text[unit.start[before] : start].strip(" ,") or None
    certain = len(compared) > 1 or bool(title) or not opens or any(c.isupper() for c in text[1:])
    led = before > 0 and tag[before - 1] == "D"
    lead = before - 1 - led
    called = lead > 0 and low[lead] == "of" and low[lead - 1] == "name"  # "a man by the name of Ada Lind"
    bare = (lead < 0 or called or tag[lead] not in "RVBGEI") and tag[last - 1] != "H"
    followed = last < len(unit) and tag[last] in "nN"  # "the Ada Lind trial"
    definite = led and not office and not followed and low[before - 1] == "the"
    apposed = before == first > 0 and tag[first - 1] == "," and tag[last : last + 1] == [","]
    return Proper(
        start, start + len(text), text, compared, title, office, certain and (not unit.title or bool(title)), bare,
        unit.end[-1], definite, apposed,
    )  # fmt: skip


def _before(unit: Clauses, first: int) -> int:
    """The first word of the noun phrase that a name ends: "[harbour commissioner] Ada Lind"."""
    at = first
    while at > 0 and first - at < 8 and unit.tag[at - 1] in "nNH~" and unit.low[at - 1] not in lexicon.TIMES:
        at -= 1
    while at < first and unit.tag[at] == "~":
        at += 1
    return at
