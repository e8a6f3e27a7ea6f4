"""The people and bodies a text names, each with all its names: who "Brandt" is, and that two Brandts are two.

Names of several words make bearers. A shorter name goes to the bearer whose family name, given name or initials it is.
Where two bearers share a family name, the bare name is the one's to whom it first went, for texts name the other in
full each time; where it went to neither, it is nobody's. In a headline, before any of them, it is the first one's.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.language import given_names
from bot.language.lexicon import words
from bot.language.names import TITLES, acronym, key
from bot.language.proper import Proper
from bot.language.words import fold

_WOMANS_TITLES = words(
    "mrs ms miss lady dame madame mme mlle frau señora sra congresswoman councilwoman chairwoman spokeswoman queen "
    "princess duchess baroness sister mother aunt assemblywoman businesswoman ministerin kanzlerin präsidentin"
)
_MANS_TITLES = words(
    "mr m mm sir lord monsieur herr señor congressman councilman chairman spokesman king prince duke baron father "
    "brother "
    "uncle imam pope cardinal assemblyman businessman"
)
_NAMESAKES = 20  # more bearers of one name, and the bare name tells nothing
_NO_PERSONS = words("team league party republican democrat marine army navy officer speaker")


@dataclass(slots=True)
class Bearer:
    """Somebody named. ``words`` is the fullest form as compared, ``name`` as the text has it.

    ``definite`` and ``plain`` say whether the full name stands anywhere right behind "the", and anywhere by itself.
    """

    number: int
    name: str
    words: tuple[str, ...]
    first: int
    sex: str = ""
    person: bool = False
    body: bool = False
    place: bool = False
    definite: bool = False
    plain: bool = False
    role: str | None = None
    surfaces: dict[str, None] = field(default_factory=dict)

    @property
    def speaks(self) -> bool:
        """Whether the bearer, once found speaking, is taken for a person."""
        return not self.body and not self.place and not self.is_thing

    @property
    def is_thing(self) -> bool:
        """Whether the name only ever stands as a ship's or a newspaper's does ("the Ada Lind")."""
        return self.definite and not self.plain

    def may_be(self, pronoun: str) -> bool:
        """Whether "he" or "she" may stand for this bearer."""
        return self.person and not self.body and not self.is_thing and self.sex in ("", pronoun)


class Cast:
    """All bearers of a text and whom each name in it means."""

    def __init__(self, names: Sequence[Proper]) -> None:
        self.bearers: list[Bearer] = []
        self.names = names
        self._starts = [name.start for name in names]
        self._by_word: dict[str, list[Bearer]] = {}
        self._by_name: dict[tuple[str, str], Bearer] = {}
        self._settled: dict[tuple[str, str], Bearer] = {}
        for name in names:
            if len(name.words) > 1:
                self._full(name)
        self.of = [self.meant_by(name) for name in names]

    def within(self, start: int, end: int) -> list[tuple[Proper, Bearer | None]]:
        """The names that begin in ``[start, end)`` and whom they mean, in order."""
        at = bisect_left(self._starts, start)
        found = []
        while at < len(self.names) and self._starts[at] < end:
            found.append((self.names[at], self.of[at]))
            at += 1
        return found

    def meant_by(self, name: Proper) -> Bearer | None:
        """Whom a name means that was read later than the rest, as inside a quote."""
        return self._full(name) if len(name.words) > 1 else self._of(name)

    def bearers_of(self, word: str) -> Sequence[Bearer]:
        """The bearers whose name begins or ends with a word, or has it for initials; none of a very common name."""
        found = self._by_word.get(key(word), [])
        return found if len(found) <= _NAMESAKES else []

    def labelled(self, label: str, compared: tuple[str, ...], at: int) -> Bearer:
        """The bearer of a turn's label, which may be known from the text by a fuller name."""
        title = fold(label.split()[0]).rstrip(".")
        name = Proper(at, at, label, compared, title if title in TITLES else "", None, True, False, at)
        bearer = self.meant_by(name) or self._new(name)
        bearer.person = True
        if len(bearer.words) == 1 and label != bearer.name:
            bearer.surfaces.pop(bearer.name, None)
            bearer.name = label
        bearer.surfaces.setdefault(label, None)
        return bearer

    def body(self, name: str, compared: tuple[str, ...], at: int) -> Bearer:
        """A new body that the text only describes: "works department"."""
        bearer = Bearer(len(self.bearers), name, compared, at, body=True)
        bearer.surfaces[name] = None
        self.bearers.append(bearer)
        return bearer

    def _full(self, name: Proper) -> Bearer:
        """The bearer of a name of several words: same family name, and same given name or initial."""
        family, given = name.words[-1], name.words[0]
        bearer = self._by_name.get((family, given))
        if bearer is None and len(given) > 1:
            bearer = self._by_name.get((family, given[0]))
            if bearer is not None and len(bearer.words[0]) > 1:
                bearer = None  # another given name with that initial
        if bearer is None:
            bearer = self._new(name)
        self._by_name[family, given] = bearer
        self._by_name.setdefault((family, given[0]), bearer)
        if len(name.words) > len(bearer.words) or (len(bearer.words[0]) == 1 and len(given) > 1):
            bearer.words, bearer.name = name.words, name.text
        return self._note(bearer, name)

    def _new(self, name: Proper) -> Bearer:
        bearer = Bearer(len(self.bearers), name.text, name.words, name.start)
        self.bearers.append(bearer)
        for word in {name.words[0], name.words[-1], acronym(name.text)} - {""}:
            self._by_word.setdefault(word, []).append(bearer)
        bearer.body = name.is_body or (len(name.words) == 1 and name.text.isupper() and len(name.text) > 1)
        bearer.place = name.is_place
        if len(name.words) > 1 and bearer.speaks:
            given = fold(name.words[0])
            bearer.person = True
            bearer.sex = "she" if given in given_names.WOMEN else "he" if given in given_names.MEN else ""
        return bearer

    def _note(self, bearer: Bearer, name: Proper) -> Bearer:
        bearer.surfaces.setdefault(name.text, None)
        if len(name.words) > 1:
            bearer.definite = bearer.definite or name.definite
            bearer.plain = bearer.plain or not (name.definite or name.office)
        sex = _sex(name)
        if sex:
            bearer.sex, bearer.person = sex, True
        elif name.title and name.title not in _NO_PERSONS:
            bearer.person = True
        return bearer

    def _of(self, name: Proper) -> Bearer | None:
        """The bearer of a name of one word; "Mr. Brandt" is another than "Ms. Brandt"."""
        word, sex = name.words[0], _sex(name)
        settled = self._settled.get((word, sex)) or self._settled.get((word, ""))
        if settled is not None and (not sex or settled.sex in ("", sex)):
            return self._note(settled, name)
        found = self._by_word.get(word, [])
        if len(found) > _NAMESAKES:
            return None
        family = [b for b in found if b.words[-1] == word] or found
        if len(family) > 1:
            before = [b for b in family if b.first < name.start]
            family = _by_title(family, name) or before or _first_to_come(family, name)
        if len(family) > 1:
            return None
        if family and family[0].sex and sex not in ("", family[0].sex):
            family = []  # "Mr. Brandt" is not Ada Brandt
        bearer = family[0] if family else self._new(name)
        self._settled[word, sex] = bearer
        return self._note(bearer, name)


def _sex(name: Proper) -> str:
    """What the title before a name tells."""
    return "she" if name.title in _WOMANS_TITLES else "he" if name.title in _MANS_TITLES else ""


def pronoun_of(name: str) -> str:
    """ "she" or "he" for a name that tells it by its title or its given name ("Mr. Brandt", "Ada Brandt"), else ""."""
    parts = [fold(word).rstrip(".,") for word in name.split()]
    for part in parts[:-1]:
        if part in _WOMANS_TITLES or part in given_names.WOMEN:
            return "she"
        if part in _MANS_TITLES or part in given_names.MEN:
            return "he"
    return ""


def _by_title(family: Iterable[Bearer], name: Proper) -> list[Bearer]:
    """Of several bearers of a family name the one whom Mr. or Ms. can mean."""
    sex = _sex(name)
    fits = [bearer for bearer in family if sex and bearer.sex == sex]
    return fits if len(fits) == 1 else []


def _first_to_come(family: Iterable[Bearer], name: Proper) -> list[Bearer]:
    """The first person named in full behind a bare name ("Brandt resigns", above "Ada Brandt …"): nobody of his own."""
    word, sex = name.words[0], _sex(name)
    fits = [b for b in family if b.person and b.words[-1] == word and (not sex or b.sex in ("", sex))]
    return fits[:1]
