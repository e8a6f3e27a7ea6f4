"""Who is meant by the words that name a speaker: names, pronouns, descriptions.

``resolve`` gives each statement its ``Speaker`` or None. Rules, each with its reason:

- A mention that ends in a name is the name's bearer ("Harbour commissioner Ada Lindqvist"); what stands before the
  name, or behind it between commas, is the role. A name that only hangs on a noun ("a spokesman for Lindqvist") is not
  the speaker.
- "he" and "she" are the nearest person before who was the subject of a sentence or said something, for texts keep a
  pronoun for whom they are talking about; somebody whose given name or title rules the pronoun out is passed over.
- "who" is whoever stands right before it. "I" inside a quote is whoever says the quote.
- "the commissioner" is the one bearer whose role has that noun as its head; of several, the nearest before.
- Everything else is left unresolved: "officials", "two doctors", "it" where nothing was named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.language import phrases
from bot.language.cast import Bearer, Cast
from bot.language.clauses import Clauses
from bot.language.proper import Proper
from bot.language.statements import Statement
from bot.types import Speaker

_POSSESSIVE = re.compile(r"['’]s?$|['’](?:s|re|ve|d|ll|m)$")
_PREPOSITION = re.compile(r"\s(?:of|for|at|from|in|with|on|to|by|against|near|between|among|who|which)\s")
_ROLE_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_APPOSITION = re.compile(
    r",\s+((?:the|a|an|his|her|its|their)?\s?[a-zß-ÿ][^,;:.—–\"“”\n]{2,90})(?=,|\.|;|\s—|$)"
)
_ARTICLE = re.compile(r"^(?:the|a|an|his|her|its|their)\s+", re.IGNORECASE)
_CONJUNCTION = re.compile(r"\s(?:and|or|&)\s")
_ADDRESSES = frozenset("mr mrs ms miss mx dr sir herr frau m mme mlle sr sra monsieur madame señor señora".split())
_SUBJECT_REACH = 40  # words
_SHORT_ROLE = 12  # characters: "Sen." says less than the apposition behind the name
_NO_ROLE = frozenset(
    "who which whose whom and or but said says told while when where as after before in on at by with to from that "
    "speaking citing adding according".split()
)
_HEAD_STOPS = frozenset("of for at in from with on to by who that and".split())
_REACH = 4  # paragraphs a pronoun may reach back; farther back the reader has forgotten
_TITLE_NOUNS = {
    "sen": "senator", "rep": "representative", "gov": "governor", "gen": "general", "lt": "lieutenant", "col": "colonel",
    "prof": "professor", "dr": "doctor", "sgt": "sergeant", "capt": "captain", "adm": "admiral", "rev": "reverend",
    "maj": "major", "cmdr": "commander",
}  # fmt: skip
_SAME_OFFICE = {
    "congressman": "representative", "congresswoman": "representative", "lawmaker": "representative",
    "adviser": "advisor", "spokesperson": "spokesman", "spokeswoman": "spokesman", "chairwoman": "chairman",
    "chair": "chairman", "chairperson": "chairman",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Salient:
    """Somebody at a place in the text where a later pronoun may find him."""

    at: int
    paragraph: int
    bearer: Bearer


class Resolver:
    """Goes through the statements of a text in order and remembers who was spoken of."""

    def __init__(self, text: str, cast: Cast, units: Sequence[Clauses]) -> None:
        self.text = text
        self.cast = cast
        self.units = units
        self.salient: list[Salient] = []
        self.unit = 0
        self.offices = _offices(text, cast)

    def resolve(self, statement: Statement) -> Bearer | None:
        """The bearer a statement's mention stands for; call it in the order of the text."""
        self._read_up_to(statement.unit)
        if statement.mention is None:
            return None
        bearer = self._of(statement.mention, self.units[statement.unit], statement.cue)
        if bearer is not None and not bearer.body:
            self.salient.append(Salient(statement.mention[0], statement.paragraph, bearer))
        return bearer

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

    def _of(self, mention: tuple[int, int], unit: Clauses, cue: tuple[int, int] | None) -> Bearer | None:
        words = self.text[mention[0] : mention[1]]
        low = words.lower()
        plain = _POSSESSIVE.sub("", low)
        if plain in ("he", "she", "his", "her"):
            return self._person("he" if plain in ("he", "his") else "she", mention[0], unit)
        if plain in ("who", "which", "that"):
            return self._relative(mention[0], unit)
        named = self._named(mention)
        if named is not None:
            return named
        return self._office(mention, low)

    def _named(self, mention: tuple[int, int]) -> Bearer | None:
        """The bearer of the name that a mention ends in; of two persons neither."""
        start, end = mention
        found: Bearer | None = None
        for name, bearer in self.cast.within(start, end):
            if _PREPOSITION.search(f" {self.text[start : name.start]} ") and not (name.office and name.title):
                break  # "a spokesman for Lindqvist"
            rest = self.text[name.end : end]
            heads = not rest.strip(" .,’'s)") or rest.lstrip().startswith(("(", ",")) or _PREPOSITION.match(rest)
            if bearer is not None and found is not None and bearer.person and found.person and bearer is not found:
                return None
            if heads or (bearer is not None and bearer.person and _CONJUNCTION.match(rest)):
                found = bearer
                if bearer is None:
                    return None
        return found

    def _person(self, pronoun: str, at: int, unit: Clauses) -> Bearer | None:
        for seen in reversed(self.salient):
            if unit.paragraph - seen.paragraph > _REACH:
                return None
            if seen.at < at and seen.bearer.may_be(pronoun):
                seen.bearer.sex = seen.bearer.sex or pronoun
                seen.bearer.person = True
                return seen.bearer
        return None

    def _relative(self, at: int, unit: Clauses) -> Bearer | None:
        """ "Lindqvist, who …", "the commissioner who …" """
        for index in range(1, len(unit)):
            if unit.start[index] == at:
                last = index - 1
                if unit.tag[last] in ",)":
                    last -= 1
                near = phrases.noun_phrase_before(unit, last)
                if near is None or unit.tag[near[0]] in "PWT":
                    return None
                return self._of((unit.start[near[0]], unit.end[near[1] - 1]), unit, None)
        return None

    def _office(self, mention: tuple[int, int], low: str) -> Bearer | None:
        if not low.startswith(("the ", "this ", "that ")):
            return None
        head, modifiers = _head(low)
        holders = [b for b, offices in self.offices.items() if head in offices] if head else []
        if len(holders) > 1 and modifiers:
            closer = [b for b in holders if modifiers & self.offices[b]]
            holders = closer or holders
        numbers = {self.cast.bearers[n].number for n in holders}
        if len(numbers) == 1:
            return self.cast.bearers[next(iter(numbers))]
        for seen in reversed(self.salient):
            if seen.bearer.number in numbers and seen.at < mention[0]:
                return seen.bearer
        return None


def speaker(bearer: Bearer) -> Speaker:
    """The bearer as a speaker: fullest name, role, and the other names the text uses."""
    aliases = tuple(surface for surface in bearer.surfaces if surface != bearer.name)
    return Speaker(bearer.name, bearer.role, aliases)


def _head(low: str) -> tuple[str, frozenset[str]]:
    """The head noun of a description and its other words."""
    words = [w.strip("’'") for w in _ROLE_WORD.findall(low)]
    kept: list[str] = []
    for word in words[1:]:
        if word in _HEAD_STOPS:
            break
        kept.append(word)
    if not kept:
        return "", frozenset()
    head = _SAME_OFFICE.get(kept[-1], kept[-1])
    return head, frozenset(kept[:-1])


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
        if len(name.words) > 1 or not bearer.role:
            behind = _behind(text, name)
            if behind:
                bearer.role = behind if bearer.role is None or len(bearer.role) < _SHORT_ROLE else bearer.role
                head, modifiers = _head("the " + _ARTICLE.sub("", behind.lower()))
                known |= modifiers | ({head} if head else set())
    return {number: frozenset(_SAME_OFFICE.get(w, w) for w in known) for number, known in found.items() if known}


def _role(office: str) -> str | None:
    """An office as a role, unless it is only a form of address."""
    return None if office.lower().rstrip(".") in _ADDRESSES else _ARTICLE.sub("", office)


def _folded(words: str) -> list[str]:
    return [w.lower().strip("’'") for w in _ROLE_WORD.findall(words)]


def _behind(text: str, name: Proper) -> str | None:
    """The apposition behind a name: "Lindqvist, commissioner of the harbour, said"."""
    match = _APPOSITION.match(text, name.end, min(name.behind, name.end + 140))
    if match is None:
        return None
    words = match.group(1).strip()
    first = words.split()[0].lower()
    return None if first in _NO_ROLE or first.endswith(("ing", "ed")) else _ARTICLE.sub("", words)
