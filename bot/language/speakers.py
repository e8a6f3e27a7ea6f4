"""Who is meant by the words that name a speaker: names, pronouns, descriptions.

``Resolver.resolve`` gives each statement its bearer or None. The rules, each with its reason:

- A mention that ends in a name is the name's bearer ("harbour commissioner Ada Lind"), and so is one that a name
  follows between commas ("its commissioner, Ada Lind, said"). What stands beside the name is the role. A name that
  only hangs on a noun ("a spokesman for Lind") is not the speaker.
- "he" and "she" are the nearest person before who was the subject of a sentence or said something, for texts keep a
  pronoun for whom they are talking about. Whoever's given name or title rules the pronoun out is passed over.
- "who" is whoever stands right before it. "I" outside of marks is whoever has the turn.
- "the commissioner" is the one person whose role has that noun; of several the nearest before.
- A definite noun for a body ("the works department") is that body: the named one that the noun is part of, or else
  itself under that description. "it" is the body that spoke last, nearby.
- Everything else is left unresolved: "officials", "two doctors", "critics".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from bot.language import phrases
from bot.language.cast import Bearer, Cast
from bot.language.clauses import Clauses
from bot.language.lexicon import words
from bot.language.proper import BODIES, Proper, names_in
from bot.language.statements import Statement
from bot.types import Speaker

_POSSESSIVE = re.compile(r"['’]s?$|['’](?:s|re|ve|d|ll|m)$")
_PREPOSITION = re.compile(
    r"\s(?:of|for|at|from|in|with|on|to|by|against|near|between|among|who|which|von|des|der|aus|du|de|pour|del|para)\s"
)
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_ARTICLE = re.compile(
    r"^(?:the|a|an|his|her|its|their|der|die|das|des|dem|den|ein|eine|einer|sein|seine|ihr|ihre|le|la|les|l’|l'|un|une|son|"
    r"sa|du|el|los|las|una|su|del|al)\s+",
    re.IGNORECASE,
)
_APPOSITION = re.compile(
    r",\s+((?:the|a|an|his|her|its|their)?\s?[a-zß-ÿ](?:(?:[A-Z]\.){2,}|[^,;:.—–\"“”\n]){2,90})(?=,|\.|;|\s—|$)"
)
_NAMED_APPOSITION = re.compile(r",\s+(?:(?:a|the)\s+)?")
_CONJUNCTION = re.compile(r"\s(?:and|or|&|und|et|y)\s")
_ADDRESSES = words("mr mrs ms miss mx dr sir herr frau m mme mlle sr sra monsieur madame señor señora")
_NO_ROLE = words(
    "who which whose whom and or but said says told while when where as after before in on at by with to from that "
    "speaking citing adding according"
)
_HEAD_STOPS = words("of for at in from with on to by who that and de du des del von für pour para y et und")
_REACH = 4  # paragraphs a pronoun may reach back; farther back the reader has forgotten
_MEMORY = 60  # people and bodies remembered at a time
_SUBJECT_REACH = 40  # words from the start of a sentence in which its subject is looked for
_SHORT_ROLE = 12  # characters: "Sen." says less than the apposition behind the name

_HE = {"he": "he", "his": "he", "er": "he", "il": "he", "él": "he"}
_SHE = {"she": "she", "her": "she", "elle": "she", "ella": "she", "sie": "she"}
_I = words("i my ich je yo")
_THE = words("the this that der die das dem den le la el los las les")
_DEFINITE = _THE | words("its his her their our sein seine ihr ihre son sa leur su")
_TITLE_NOUNS = {
    "sen": "senator", "rep": "representative", "gov": "governor", "gen": "general", "lt": "lieutenant",
    "col": "colonel",
    "prof": "professor", "dr": "doctor", "sgt": "sergeant", "capt": "captain", "adm": "admiral", "rev": "reverend",
    "maj": "major", "cmdr": "commander",
}  # fmt: skip
_SAME_OFFICE = {
    "congressman": "representative", "congresswoman": "representative", "lawmaker": "representative",
    "adviser": "advisor", "spokesperson": "spokesman", "spokeswoman": "spokesman", "chairwoman": "chairman",
    "chair": "chairman", "chairperson": "chairman",
}  # fmt: skip
_BODY_NOUNS = BODIES | words(
    "newspaper paper magazine panel jury laboratory lab firm charity museum theater theatre zoo dairy cooperative "
    "chamber embassy municipality village ward utility operator airline railway insurer retailer brewery mill mine "
    "factory plant station ombudsman watchdog regulator broadcaster kremlin pentagon ministry cabinet faction caucus "
    "squad band choir parish diocese initiative taskforce force secretariat tribunal"
) - words("post times news media states nations network front")


@dataclass(frozen=True, slots=True)
class Salient:
    """Somebody at a place in the text where a later pronoun may find him."""

    at: int
    paragraph: int
    bearer: Bearer


class Turns(Protocol):
    """Who has the floor."""

    def at(self, offset: int) -> tuple[int, Bearer | None]:
        """Where the turn at an offset began, and who has it."""


class Resolver:
    """Goes through the statements of a text in order and remembers who was spoken of."""

    def __init__(self, text: str, cast: Cast, units: Sequence[Clauses], turns: Turns) -> None:
        self.text = text
        self.cast = cast
        self.units = units
        self.turns = turns
        self.salient: list[Salient] = []
        self.unit = 0
        self.offices = _offices(text, cast)
        self.holders: dict[str, list[int]] = {}
        for number, known in self.offices.items():
            for word in known:
                self.holders.setdefault(word, []).append(number)
        self.bodies: dict[str, list[Bearer]] = {}
        for bearer in cast.bearers:
            if bearer.body:
                self._add_body(bearer)

    def _add_body(self, body: Bearer) -> None:
        for word in body.words:
            if word in _BODY_NOUNS:
                self.bodies.setdefault(word, []).append(body)

    def _recent(self) -> Iterator[Salient]:
        """Who was spoken of, the last first, as far back as anybody remembers."""
        return islice(reversed(self.salient), _MEMORY)

    def resolve(self, statement: Statement) -> Bearer | None:
        """The bearer a statement's mention stands for; call it in the order of the text."""
        self._read_up_to(statement.unit)
        if statement.mention is None:
            return None
        bearer = self._of(statement.mention, self.units[statement.unit])
        if bearer is not None:
            bearer.person = bearer.person or bearer.speaks
            self.salient.append(Salient(statement.mention[0], statement.paragraph, bearer))
        return bearer

    def inside(self, statement: Statement, unit: Clauses) -> Bearer | None:
        """The bearer of a statement inside a quote, where a name is given; a pronoun there is the quoted one's."""
        if statement.mention is None:
            return None
        names = [name for name in names_in([unit]) if name.end == statement.mention[1] and name.bare]
        return self.cast.meant_by(names[0]) if len(names) == 1 else None

    def _read_up_to(self, number: int) -> None:
        while self.unit <= number:
            unit = self.units[self.unit]
            bearer = self._subject_of(unit)
            if bearer is not None:
                self.salient.append(Salient(unit.start[0], unit.paragraph, bearer))
            self.unit += 1

    def _subject_of(self, unit: Clauses) -> Bearer | None:
        """The first person named in a sentence who does not stand behind a preposition or own something."""
        if not len(unit):
            return None
        for name, bearer in self.cast.within(unit.start[0], unit.end[min(len(unit), _SUBJECT_REACH) - 1]):
            if name.bare and bearer is not None and bearer.person and not bearer.body:
                return bearer
        return None

    def _of(self, mention: tuple[int, int], unit: Clauses) -> Bearer | None:
        low = self.text[mention[0] : mention[1]].lower()
        plain = _POSSESSIVE.sub("", low)
        if plain in _I:
            return self.turns.at(mention[0])[1]
        if plain in _HE or plain in _SHE:
            return self._person(_HE.get(plain, "she"), mention[0], unit)
        if plain in ("it", "its"):
            return self._last_body(mention[0], unit)
        if plain in ("who", "which", "that"):
            return self._relative(mention[0], unit)
        return self._named(mention) or self._followed(mention) or self._office(mention, low) or self._body(mention, low)

    def _named(self, mention: tuple[int, int]) -> Bearer | None:
        """The bearer of the name that a mention ends in; of two persons neither."""
        start, end = mention
        found: Bearer | None = None
        for name, bearer in self.cast.within(start, end):
            lead = _ARTICLE.sub("", self.text[start : name.start])
            if _PREPOSITION.search(f" {lead} ") and not (name.office and name.title):
                break  # "a spokesman for Lind"
            rest = self.text[name.end : end]
            heads = not rest.strip(" .,’'s)") or rest.lstrip().startswith(("(", ",")) or _PREPOSITION.match(rest)
            if bearer is not None and found is not None and bearer.person and found.person and bearer is not found:
                return None
            if heads or (bearer is not None and bearer.person and _CONJUNCTION.match(rest)):
                found = bearer
                if bearer is None:
                    return None
        return found

    def _followed(self, mention: tuple[int, int]) -> Bearer | None:
        """The bearer of a name between commas behind a description: "its commissioner, | Ada Lind, | said"."""
        gap = _NAMED_APPOSITION.match(self.text, mention[1])
        if gap is None:
            return None
        for name, bearer in self.cast.within(gap.end(), gap.end() + 40):
            if self.text[gap.end() : name.start].strip() not in ("", name.office or ""):
                return None
            if bearer is None or not self.text.startswith((",", ".", " —", " –", " ("), name.end):
                return None
            bearer.role = bearer.role or _ARTICLE.sub("", self.text[mention[0] : mention[1]])
            return bearer
        return None

    def _person(self, pronoun: str, at: int, unit: Clauses) -> Bearer | None:
        """The nearest person before whom the pronoun fits."""
        begun, _ = self.turns.at(at)
        for seen in self._recent():
            if unit.paragraph - seen.paragraph > _REACH or seen.at < begun:
                return None
            if seen.at < at and seen.bearer.may_be(pronoun):
                seen.bearer.sex = pronoun
                return seen.bearer
        return None

    def _last_body(self, at: int, unit: Clauses) -> Bearer | None:
        """The body that spoke last, in this paragraph or the one before, if no other stands between."""
        for seen in self._recent():
            if unit.paragraph - seen.paragraph > 1:
                return None
            if seen.at < at and seen.bearer.body:
                return seen.bearer
        return None

    def _relative(self, at: int, unit: Clauses) -> Bearer | None:
        """ "Lind, who …", "the commissioner who …" """
        for index in range(1, len(unit)):
            if unit.start[index] != at:
                continue
            last = index - 1
            if unit.tag[last] in ",)":
                last -= 1
            near = phrases.noun_phrase_before(unit, last)
            if near is None or unit.tag[near[0]] in "PWT":
                return None
            return self._of((unit.start[near[0]], unit.end[near[1] - 1]), unit)
        return None

    def _office(self, mention: tuple[int, int], low: str) -> Bearer | None:
        """The one person, or of several the nearest before, whose role has the noun of "the commissioner"."""
        if low.split(maxsplit=1)[0] not in _THE:
            return None
        head, modifiers = _head(low)
        holders = self.holders.get(head, [])[:_MEMORY]
        if len(holders) > 1 and modifiers:
            holders = [number for number in holders if modifiers & self.offices[number]] or holders
        if len(holders) == 1:
            return self.cast.bearers[holders[0]]
        for seen in self._recent():
            if seen.bearer.number in holders and seen.at < mention[0]:
                return seen.bearer
        return None

    def _body(self, mention: tuple[int, int], low: str) -> Bearer | None:
        """The body that a definite noun means: "the bank" a named bank, "the works department" itself."""
        first = low.split(maxsplit=1)[0]
        if first not in _DEFINITE and not first.endswith(("'s", "’s", "s'", "s’")):
            return None
        head, modifiers = _head(low if first in _DEFINITE else f"the {low}")
        if head not in _BODY_NOUNS:
            return None
        near = [body for body in self.bodies.get(head, [])[-_MEMORY:] if modifiers <= frozenset(body.words)]
        if near:
            return next((seen.bearer for seen in self._recent() if seen.bearer in near), near[-1])
        name = _ARTICLE.sub("", self.text[mention[0] : mention[1]])
        body = self.cast.body(name, (*sorted(modifiers), head), mention[0])
        self._add_body(body)
        return body


def speaker(bearer: Bearer) -> Speaker:
    """The bearer as a speaker: fullest name, role, and the other names the text uses."""
    aliases = tuple(surface for surface in bearer.surfaces if surface != bearer.name)
    return Speaker(bearer.name, bearer.role, aliases)


def _head(low: str) -> tuple[str, frozenset[str]]:
    """The head noun of a description that begins with an article, and its other words."""
    kept: list[str] = []
    for word in [w.strip("’'") for w in _WORD.findall(low)][1:]:
        if word in _HEAD_STOPS:
            break
        kept.append(word)
    if not kept:
        return "", frozenset()
    return _SAME_OFFICE.get(kept[-1], kept[-1]), frozenset(kept[:-1])


def _offices(text: str, cast: Cast) -> dict[int, frozenset[str]]:
    """For each person by number the words of the offices that stand beside the name; sets the person's role."""
    found: dict[int, set[str]] = {}
    for name, bearer in zip(cast.names, cast.of, strict=True):
        if bearer is None or bearer.body or not bearer.person:
            continue
        known = found.setdefault(bearer.number, set())
        if name.office:
            bearer.role = bearer.role or _role(name.office)
            known.update(_TITLE_NOUNS.get(w, w) for w in _folded(name.office))
        behind = _behind(text, name)
        if behind:
            bearer.role = behind if bearer.role is None or len(bearer.role) < _SHORT_ROLE else bearer.role
            head, modifiers = _head("the " + behind.lower())
            known |= modifiers | ({head} if head else set())
    return {number: frozenset(_SAME_OFFICE.get(w, w) for w in known) for number, known in found.items() if known}


def _role(office: str) -> str | None:
    """An office as a role, unless it is only a form of address."""
    return None if office.lower().rstrip(".") in _ADDRESSES else _ARTICLE.sub("", office)


def _folded(office: str) -> list[str]:
    return [w.lower().strip("’'") for w in _WORD.findall(office)]


def _behind(text: str, name: Proper) -> str | None:
    """The apposition behind a name: "Lind, commissioner of the harbour, said"."""
    match = _APPOSITION.match(text, name.end, min(name.behind, name.end + 140))
    if match is None:
        return None
    found = match.group(1).strip()
    first = found.split()[0].lower()
    return None if first in _NO_ROLE or first.endswith(("ing", "ed")) else _ARTICLE.sub("", found)
