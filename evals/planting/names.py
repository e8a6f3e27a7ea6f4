"""Names put wrong: one from outside, another of the document, two that change places, another speaker's."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.language.names import TITLES
from bot.types import Attribution
from evals.planting.base import Planted, changed, has_word
from evals.planting.figures import CALENDAR
from evals.statements import Right, Source, name_of

STRANGERS = ("Corin Hartwell", "Mabel Ostrander", "Teodor Vanek", "Liselotte Brandt", "Ambrose Tuck", "Ilka Sorensen")
ELSEWHERES = ("Tarvik", "Oslend", "Great Marsden", "Pellworm", "Quarnby")
"""Names of no case."""

_RUN = re.compile(r"(?<=[a-z,;] )[A-Z][\w’'-]+(?: (?:of |and )?[A-Z][\w’'-]+)*")
_SYMMETRIC = re.compile(r"\b(?:met|meet|meets|talk\w*|spoke|agree\w*|differ\w*|between|together|both|married)\b")
_COORDINATED = re.compile(r"\W*(?:\w+\W+){0,2}(?:and|or)(?:\W+\w+){0,2}\W*")
_NO_NAMES = frozenset("I Easter Christmas Mr Mrs Ms Dr I’ll I'll I’ve I've I’m I'm I’d I'd".split())
_SMALL = frozenset("von van de la del der den zu le el al of the di da".split())


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something with a name: the forms of it that mean nobody else there, the fullest first.

    ``agent`` is whoever can act and speak, people and the bodies that the labels let speak.
    """

    forms: tuple[str, ...]
    person: bool
    agent: bool

    def like(self, form: str) -> str:
        """The form to put where another entity's form stood: short for short, full for full."""
        short = [own for own in self.forms if " " not in own]
        return short[-1] if " " not in form and short else self.forms[0]


@dataclass(frozen=True, slots=True)
class _Place:
    start: int
    end: int
    entity: Entity


@lru_cache(maxsize=64)
def entities(source: Source) -> tuple[Entity, ...]:
    """The people of a case by its labels, the bodies that speak, and, in English, other names with capitals."""
    speakers = source.case.speakers
    people = [[s.name, *s.aliases] for s in speakers if _is_person(s.name, source)]
    found = [_forms(row) for row in people + [[name] for name in source.case.never_speak]]
    owners = Counter(form for forms in found for form in forms)
    persons = [Entity(tuple(form for form in forms if owners[form] == 1), True, True) for forms in found]
    bodies = [s.name for s in speakers if not _is_person(s.name, source) and s.name[:1].isupper()]
    taken = {word for name in (*owners, *bodies) for word in name.split()}
    others = _others(source, taken) if source.case.lang == "en" else []
    return (
        *(entity for entity in persons if entity.forms),
        *(Entity((name,), False, True) for name in bodies),
        *(Entity((name,), False, False) for name in others),
    )


def _is_person(name: str, source: Source) -> bool:
    """Whether a speaker is one person: a body's name stands behind an article, or says what it is."""
    article = re.search(rf"\b(?:the|der|die|das|la|le|el) {re.escape(name)}", source.document.text, re.IGNORECASE)
    body = re.search(r"\b(?:Foods|Capital|Power|Bank|Tandem|Ministry|Office|Institute|Service|Court|Keller)\b", name)
    return article is None and body is None and name[:1].isupper() and len(name.split()) <= 4


def _forms(names: Sequence[str]) -> list[str]:
    """The proper forms among some names, titles off, and the last word of the first; a single word must be of that."""
    out: list[str] = []
    for name in names:
        words = name.split()
        while words and words[0].rstrip(".").lower() in TITLES:
            words = words[1:]
        proper = words and all(word[:1].isupper() or word.lower() in _SMALL for word in words)
        if proper and (not out or len(words) > 1 or words[0] in out[0].split()):
            out.append(" ".join(words))
    if out and " " in out[0]:
        out.append(out[0].split()[-1])
    return list(dict.fromkeys(out))


def _others(source: Source, taken: set[str]) -> list[str]:
    """Runs of capitals inside of sentences that are no part of a name known, no title, no word of the calendar."""
    names = set()
    for match in _RUN.finditer(source.document.text):
        words = [re.sub(r"[’']s\Z", "", word) for word in match.group().split()]
        before = re.search(r"(\S+) \Z", source.document.text[: match.start()])
        runs_on = before is not None and before[1][0].isupper() and before[1][-1].isalpha()
        plain = not set(words) & (taken | _NO_NAMES) and not {word.rstrip(".") for word in words} & CALENDAR
        if plain and not runs_on and len(match.group()) > 3 and not all(word.lower() in TITLES for word in words):
            names.add(" ".join(words))
    return sorted(name for name in names if not name.endswith(("ese", "ish", "ian", "ans", "’", "'")))


def _places(right: Right) -> list[_Place]:
    """Where the statement names whom, outside of its marks, the longest forms first."""
    found: list[_Place] = []
    pairs = [(form, entity) for entity in entities(right.source) for form in entity.forms]
    for form, entity in sorted(pairs, key=lambda pair: -len(pair[0])):
        for match in re.finditer(rf"(?<![\w-]){re.escape(form)}(?![\w-])", right.text):
            start, end = match.span()
            free = not any(start < place.end and place.start < end for place in found)
            if free and not right.in_marks(start, end):
                found.append(_Place(start, end, entity))
    return sorted(found, key=lambda place: place.start)


def name_outside(right: Right, pool: Sequence[Right], chance: random.Random) -> Planted | None:
    """A name becomes one that no case has, of a person for a person."""
    places = _places(right)
    if not places:
        return None
    place = chance.choice(places)
    strangers = [name for name in (STRANGERS if place.entity.person else ELSEWHERES) if _unknown(name, right)]
    name = chance.choice(strangers)
    written = right.text[place.start : place.end]
    return changed(right, place.start, place.end, name if " " in written else name.split()[-1])


def _unknown(name: str, right: Right) -> bool:
    return not any(has_word(right.source.document.text, word) for word in name.split())


def name_swapped(right: Right, pool: Sequence[Right], chance: random.Random) -> Planted | None:
    """A name that is no speaker's becomes another name of the document, a person's for a person's."""
    speaking = _speaking(right)
    places = [place for place in _places(right) if place.entity not in speaking]
    chance.shuffle(places)
    for place in places:
        others = [other for other in entities(right.source) if _may_replace(other, place, right)]
        if others:
            written = right.text[place.start : place.end]
            return changed(right, place.start, place.end, chance.choice(others).like(written))
    return None


def _may_replace(other: Entity, place: _Place, right: Right) -> bool:
    """Whether another entity is of the same sort, shares no word with the one in place, and is not in the statement."""
    words = {word for form in place.entity.forms for word in re.split(r"[ -]", form)}
    return (
        other.person == place.entity.person
        and not words & {word for form in other.forms for word in re.split(r"[ -]", form)}
        and not any(has_word(right.text, form) for form in other.forms)
    )


def roles_swapped(right: Right, pool: Sequence[Right], chance: random.Random) -> Planted | None:
    """Two names of one sort change places, where more than an "and" or a verb of both sides stands between them."""
    places = _places(right)
    pairs = [
        (first, second)
        for i, first in enumerate(places)
        for second in places[i + 1 :]
        if first.entity != second.entity
        and first.entity.agent == second.entity.agent
        and re.search(r"[a-z]", right.text[first.end : second.start])
        and not _SYMMETRIC.search(right.text[first.end : second.start])
        and not _COORDINATED.fullmatch(right.text[first.end : second.start])
        and not set(right.text[first.start : first.end].split()) & set(right.text[second.start : second.end].split())
    ]
    if not pairs:
        return None
    first, second = chance.choice(pairs)
    one, other = right.text[first.start : first.end], right.text[second.start : second.end]
    planted = changed(right, first.start, second.end, other + right.text[first.end : second.start] + one)
    return planted and Planted(planted.text, planted.evidence, f"“{one}” ↔ “{other}”", right)


# --- speakers -------------------------------------------------------------------------------------------------


def _speaking(right: Right) -> list[Entity]:
    """Whoever has a reported statement in the words that the statement rests on."""
    names = {a.speaker.name for a in _attributions(right) if a.speaker}
    return [entity for entity in entities(right.source) if entity.forms[0] in names or names & set(entity.forms)]


def _attributions(right: Right) -> Iterator[Attribution]:
    for attribution in right.source.case.attributions:
        if any(piece.overlaps(span) for piece in attribution.spans for span in right.evidence):
            yield attribution


def speaker_direct(right: Right, pool: Sequence[Right], chance: random.Random) -> Planted | None:
    """Words in marks are given to another speaker of the document."""
    return _speaker(right, chance) if _kind(right) == "direct" else None


def speaker_mixed(right: Right, pool: Sequence[Right], chance: random.Random) -> Planted | None:
    """Words partly in marks are given to another speaker of the document."""
    return _speaker(right, chance) if _kind(right) == "mixed" else None


def speaker_indirect(right: Right, pool: Sequence[Right], chance: random.Random) -> Planted | None:
    """Words told without marks are given to another speaker of the document."""
    return _speaker(right, chance) if _kind(right) == "indirect" else None


def _kind(right: Right) -> str | None:
    """How the statement reports the words of the speaker whom it names; None where it names none."""
    if right.speech is None and _named_speaker(right) is None:
        return None
    if right.speech is not None and right.origin == "reported":
        return right.speech.kind
    if not right.in_marks(0, len(right.text)):
        return "indirect"
    kinds = {a.kind for a in _attributions(right) if a.speaker}
    return "direct" if kinds == {"direct"} else "mixed"


def _named_speaker(right: Right) -> _Place | None:
    """Where a statement that is no reported one names the speaker of the words it rests on."""
    speaking = _speaking(right)
    return next((place for place in _places(right) if place.entity in speaking), None)


def _speaker(right: Right, chance: random.Random) -> Planted | None:
    others = [name for name in other_speakers(right) if not _named(right, name)]
    if right.origin == "reported" and others:
        start, end = 0, len(name_of(right.speaker, right.source.document))
        return changed(right, start, end, chance.choice(others))
    place = _named_speaker(right)
    people = {entity.forms[0] for entity in entities(right.source) if entity.person}
    others = [name for name in others if name in people]
    if place is None or not place.entity.person or not others:
        return None
    return changed(right, place.start, place.end, chance.choice(others))


def other_speakers(right: Right) -> list[str]:
    """Real speakers of the document who have no part in the words that the statement rests on."""
    here = {a.speaker.name for a in _attributions(right) if a.speaker}
    said = {a.speaker for a in right.source.case.attributions if a.speaker}
    return sorted(name_of(speaker, right.source.document) for speaker in said if speaker.name not in here)


def _named(right: Right, name: str) -> bool:
    return any(has_word(right.text, word) for word in name.removeprefix("The ").split() if word[:1].isupper())
