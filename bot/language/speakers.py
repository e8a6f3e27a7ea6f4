"""Who is meant by the words that name a speaker: names, pronouns, descriptions.

``Resolver.resolve`` gives each statement its bearer or None. The rules, each with its reason:

- A mention that ends in a name is the name's bearer ("harbour commissioner Ada Lind"), and so is one that a name
  follows between commas ("its commissioner, Ada Lind, said"). What stands beside the name is the role. A name that
  only hangs on a noun ("a spokesman for Lind") is not the speaker.
- "he" and "she" are the nearest person before who was the subject of a sentence or said something, for texts keep a
  pronoun for whom they are talking about. Whoever's given name or title rules the pronoun out is passed over.
- "who" is whoever stands right before it. "I" outside of marks is whoever has the turn.
- "the commissioner" is the one person whose role has that noun; of several the nearest before. "Its head", "his
  brother" are whoever alone is called so.
- A report, a letter or a study speaks for the body that it is said to be of or by.
- A definite noun for a body ("the works department") is that body: the named one that the noun is part of, or else
  itself under that description. "it" is the body that spoke last, nearby.
- Everything else is left unresolved: "officials", "two doctors", "critics"; and a pronoun behind somebody without a
  name ("his former wife") is that person's and nobody else's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from bot.language import phrases
from bot.language.cast import Bearer, Cast
from bot.language.clauses import Clauses
from bot.language.lexicon import words
from bot.language.offices import ARTICLE, head_of, offices, sex_of
from bot.language.proper import BODIES, names_in
from bot.language.salience import Salience, Salient
from bot.language.statements import Statement
from bot.language.words import fold
from bot.types import Speaker

_POSSESSIVE = re.compile(r"['’]s?$|['’](?:s|re|ve|d|ll|m)$")
_PREPOSITION = re.compile(
    r"\s(?:of|for|at|from|in|with|on|to|by|against|near|between|among|who|which|von|des|der|aus|du|de|pour|del|para)\s"
)
_NAMED_APPOSITION = re.compile(r",\s+(?:(?:a|the)\s+)?")
_CONJUNCTION = re.compile(r"\s(?:and|or|&|und|et|y)\s")
_SHORTEST_HEAD = 5  # letters: shorter nouns end too many words
_MOST = 60  # holders of one office, and bodies of one noun, that are looked at
_SUBJECT_REACH = 40  # words from the start of a sentence in which its subject is looked for

_HE = {"he": "he", "his": "he", "er": "he", "il": "he", "él": "he", "lui": "he", "ihm": "he"}
_SHE = {"she": "she", "her": "she", "elle": "she", "ella": "she", "sie": "she"}
_I = words("i my ich je yo")
_THE = words("the this that der die das dem den le la el los las les")
_OWNED = words(
    "its his her their our my sein seine seiner ihr ihre ihrer deren dessen unser unsere son sa leur notre su sus mi"
)
_DEFINITE = _THE | _OWNED
_INDEFINITE = words("a an another one ein eine einer un une una")
_ELDERS = words("father mother uncle aunt grandfather grandmother")
_CHILDREN = words("son daughter nephew niece grandson granddaughter")
_OF_TWO = re.compile(r"(?:the )?(younger|elder|older) [\w’'-]+$", re.IGNORECASE)
_BODY_NOUNS = BODIES | words(
    "newspaper paper magazine panel jury laboratory lab firm charity museum theater theatre zoo dairy cooperative "
    "chamber embassy municipality village ward utility operator airline railway insurer retailer brewery mill mine "
    "factory plant station ombudsman watchdog regulator broadcaster kremlin pentagon ministry cabinet faction caucus "
    "squad band choir parish diocese initiative taskforce force secretariat tribunal "
    "landesamt bundesamt amt behörde ministerium gericht verband verein gewerkschaft stiftung kammer fraktion gemeinde "
    "verwaltung polizei bank bürgerinitiative genossenschaft unternehmen konzern firma universität klinik krankenhaus "
    "mairie préfecture ministère tribunal syndicat entreprise société fondation région commission université hôpital "
    "collectif coopérative direction bureau alcaldía asociación sindicato empresa fundación junta tribunal "
    "cooperativa comisión concejalía federación oficina hospital"
) - words("post times news media states nations network front")
_DOCUMENTS = words(
    "report study evaluation survey audit review analysis statement letter memo email e-mail post filing lawsuit "
    "complaint brief paper inquiry investigation assessment bulletin notice page article poll census release bericht "
    "gutachten studie rapport étude informe estudio"
)
_OWNER = re.compile(r"((?:the|a|an)\s[^’']{2,60}(?:[’']\s[^’']{2,30})?)[’']s?\s")
_MAKERS = re.compile(r"\s(?:by|from|of|von|des|der|du|de|del)\s(?:the\s|la\s|l[’'])?$", re.IGNORECASE)


class Turns(Protocol):
    """Who has the floor."""

    def at(self, offset: int) -> tuple[int, Bearer | None]:
        """Where the turn at an offset began, and who has it."""


class Resolver:
    """Goes through the statements of a text in order and remembers who was spoken of."""

    def __init__(self, text: str, cast: Cast, units: Sequence[Clauses], turns: Turns, language: str) -> None:
        self.text = text
        self.cast = cast
        self.units = units
        self.turns = turns
        self.language = language
        self.salience = Salience()
        self.unit = 0
        self.offices = offices(text, cast, language)
        self.holders: dict[str, list[int]] = {}
        for number, known in self.offices.items():
            for word in known:
                self.holders.setdefault(word, []).append(number)
        self.documents: dict[str, Bearer] = {}
        self.bodies: dict[str, list[Bearer]] = {}
        for bearer in cast.bearers:
            if bearer.body:
                self._add_body(bearer)

    def _add_body(self, body: Bearer) -> None:
        for word in body.words:
            if word in _BODY_NOUNS:
                self.bodies.setdefault(word, []).append(body)

    def resolve(self, statement: Statement) -> Bearer | None:
        """The bearer a statement's mention stands for; call it in the order of the text.

        Where the language lets a verb leave its subject out, the statement is given the mention that it goes on from.
        """
        self._read_up_to(statement.unit)
        if statement.mention is None:
            return self._left_out(statement) if statement.cue is not None and self.language == "es" else None
        bearer = self._of(statement.mention, self.units[statement.unit])
        start, end = statement.mention
        if bearer is not None:
            bearer.person = bearer.person or bearer.speaks
            self.salience.add(Salient(start, statement.paragraph, bearer, words=statement.mention))
        else:
            self._note_stranger(self.text[start:end], start, statement.paragraph, speaks=True)
        return bearer

    def inside(self, statement: Statement, unit: Clauses, outer: Bearer | None) -> Bearer | None:
        """The bearer of a statement inside a quote that ``outer`` speaks: a name, or a pronoun for somebody else."""
        if statement.mention is None:
            return None
        low = self.text[slice(*statement.mention)].lower()
        if low in _HE or low in _SHE:
            if outer is None:
                return None
            since, _ = self.turns.at(unit.start[0])
            pronoun = _HE.get(low, "she")
            return self.salience.person(pronoun, unit.start[0], unit.paragraph, since=since, besides=outer)
        names = [name for name in names_in([unit], self.language) if name.end == statement.mention[1] and name.bare]
        return self.cast.meant_by(names[0]) if len(names) == 1 else None

    def _left_out(self, statement: Statement) -> Bearer | None:
        """Whoever a statement's verb leaves out."""
        at = statement.pieces[0][0] if statement.pieces else 0
        seen = self.salience.speaker(at, statement.paragraph)
        if seen is None:
            return None
        statement.mention = seen.words
        return seen.bearer

    def _read_up_to(self, number: int) -> None:
        while self.unit <= number:
            unit = self.units[self.unit]
            if len(unit):
                self._note_subject(unit)
            self.unit += 1

    def _note_subject(self, unit: Clauses) -> None:
        """Remember whom a sentence is about.

        Its subject is the description that opens it ("The mayor changed her mind"), where that is somebody, or else the
        first person named who does not stand behind a preposition or own something.
        """
        start, first = unit.start[0], self._described_subject(unit)
        if first is not None:
            said = self.text[slice(*first)]
            low = said.lower()
            bearer = self._followed(first) or self._named(first) or self._office(first, low) or self._body(first, low)
            if bearer is not None and (bearer.person or bearer.body):
                self.salience.add(Salient(start, unit.paragraph, bearer, words=first))
                return
            if bearer is None and self._note_stranger(said, start, unit.paragraph, speaks=False):
                return
        for name, bearer in self.cast.within(start, unit.end[min(len(unit), _SUBJECT_REACH) - 1]):
            if name.bare and bearer is not None and bearer.person and not bearer.body:
                self.salience.add(Salient(start, unit.paragraph, bearer, words=(name.start, name.end)))
                return

    def _described_subject(self, unit: Clauses) -> tuple[int, int] | None:
        """The description that opens a sentence: an article or possessive and its noun."""
        if unit.low[0] not in _DEFINITE and unit.low[0] not in _INDEFINITE:
            return None
        if self.language == "en":
            found = phrases.noun_phrase_after(unit, 0, attached=False)
            return None if found is None or found[1] >= len(unit) else (unit.start[0], unit.end[found[1] - 1])
        end = 1
        while end < min(len(unit), 4) and unit.low[end] in self.holders:
            end += 1
        return (unit.start[0], unit.end[end - 1]) if end > 1 else None

    def _note_stranger(self, said: str, at: int, paragraph: int, *, speaks: bool) -> bool:
        """Remember that a person without a name was spoken of, where the words tell that it is one person."""
        low = _POSSESSIVE.sub("", said.lower())
        first = low.split(maxsplit=1)[0] if low.strip() else ""
        if first not in _DEFINITE and first not in _INDEFINITE:
            return False
        head, _ = head_of(low)
        sex = sex_of(low.split()[-1]) or sex_of(head)
        thing = not head or head in _BODY_NOUNS or head in _DOCUMENTS or head.endswith("s")
        if not sex and (thing or not speaks):
            return False
        self.salience.add(Salient(at, paragraph, None, sex))
        return True

    def _of(self, mention: tuple[int, int], unit: Clauses) -> Bearer | None:
        low = self.text[mention[0] : mention[1]].lower()
        plain = _POSSESSIVE.sub("", low)
        if plain in _I:
            return self.turns.at(mention[0])[1]
        if plain in _HE or plain in _SHE:
            since, _ = self.turns.at(mention[0])
            return self.salience.person(_HE.get(plain, "she"), mention[0], unit.paragraph, since=since)
        if plain in ("it", "its") and not self.text[mention[0] : mention[1]].isupper():  # "IT" is a department
            return self.salience.body(mention[0], unit.paragraph)
        if plain in ("who", "which", "that"):
            return self._relative(mention[0], unit)
        return (
            self._named(mention)
            or self._followed(mention)
            or self._document(mention, low, unit)
            or self._office(mention, low)
            or self._body(mention, low)
            or self._of_two(mention, low)
        )

    def _named(self, mention: tuple[int, int]) -> Bearer | None:
        """The bearer of the name that a mention ends in; of two persons neither."""
        start, end = mention
        found: Bearer | None = None
        for name, bearer in self.cast.within(start, end):
            lead = ARTICLE.sub("", self.text[start : name.start])
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
            described = ARTICLE.sub("", self.text[mention[0] : mention[1]])
            bearer.role = bearer.role or described
            bearer.sex = bearer.sex or sex_of(fold(described.split()[-1])) if described else bearer.sex
            return bearer
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

    def _document(self, mention: tuple[int, int], low: str, unit: Clauses) -> Bearer | None:
        """Whose report "its report", "the report of the Audit Court" or "a study by the bank" is; later "the study"."""
        first = low.split(maxsplit=1)[0]
        owner = first.endswith(("'s", "’s", "s'", "s’"))
        if first not in _DEFINITE and first not in _INDEFINITE and not owner:
            return None
        head, _ = head_of(low if not owner else f"the {low}")
        if head not in _DOCUMENTS:
            return None
        start, end = mention
        maker: Bearer | None = None
        if first in ("its", "their"):
            maker = self.salience.body(start, unit.paragraph)
        else:
            for name, bearer in self.cast.within(start, end):
                behind = self.text[name.end : name.end + 2] in ("'s", "’s")
                if bearer is not None and (behind or (bearer.body and _MAKERS.search(self.text[start : name.start]))):
                    maker = bearer
                    break
        owned = _OWNER.match(low)
        if maker is None and owned is not None:  # "the works department's report"
            whose = (start, start + owned.end(1))
            maker = self._office(whose, owned[1]) or self._body(whose, owned[1])
        if maker is not None:
            self.documents[head] = maker
        return maker if maker is not None or first not in _THE else self.documents.get(head)

    def _office(self, mention: tuple[int, int], low: str) -> Bearer | None:
        """The one person, or of several the nearest before, whose role has the noun of "the commissioner".

        Somebody's head or brother is only whoever is the only one called so.
        """
        first = low.split(maxsplit=1)[0]
        elided = first.startswith(("l'", "l’"))
        if first not in _DEFINITE and not elided:
            return None
        head, modifiers = head_of(low)
        holders = (self.holders.get(head) or self._compounds(head))[:_MOST]
        if len(holders) > 1 and modifiers:
            holders = [number for number in holders if modifiers & self.offices[number]] or holders
        if len(holders) == 1:
            return self.cast.bearers[holders[0]]
        if first in _OWNED:
            return None
        for seen in self.salience.recent():
            if seen.bearer is not None and seen.bearer.number in holders and seen.at < mention[0]:
                return seen.bearer
        return None

    def _compounds(self, head: str) -> list[int]:
        """Who holds an office that is a German compound of a noun: "der Dezernent" is the "Kulturdezernent"."""
        if self.language != "de" or len(head) < _SHORTEST_HEAD:
            return []
        found = [number for word, numbers in self.holders.items() if word.endswith(head) for number in numbers]
        self.holders[head] = found
        return found

    def _of_two(self, mention: tuple[int, int], low: str) -> Bearer | None:
        """ "The younger Lind" of two who bear the name, where the text calls one the other's child or parent."""
        told = _OF_TWO.match(low)
        if told is None:
            return None
        family = [b for b in self.cast.bearers_of(self.text[mention[0] : mention[1]].split()[-1]) if b.person]
        kin = _CHILDREN if told[1] == "younger" else _ELDERS
        found = [b for b in family if not kin.isdisjoint(self.offices.get(b.number, ()))]
        if len(family) == 2 and not found:
            other = _ELDERS if told[1] == "younger" else _CHILDREN
            found = [b for b in family if other.isdisjoint(self.offices.get(b.number, ()))]
        return found[0] if len(found) == 1 else None

    def _body(self, mention: tuple[int, int], low: str) -> Bearer | None:
        """The body that a definite noun means: "the bank" a named bank, "the works department" itself."""
        first = low.split(maxsplit=1)[0]
        if first not in _DEFINITE and not first.endswith(("'s", "’s", "s'", "s’")):
            return None
        head, modifiers = head_of(low if first in _DEFINITE else f"the {low}")
        if head not in _BODY_NOUNS:
            return None
        near = [body for body in self.bodies.get(head, [])[-_MOST:] if modifiers <= frozenset(body.words)]
        if near:
            return next((seen.bearer for seen in self.salience.recent() if seen.bearer in near), None) or near[-1]
        name = ARTICLE.sub("", self.text[mention[0] : mention[1]])
        body = self.cast.body(name, (*sorted(modifiers), head), mention[0])
        self._add_body(body)
        return body


def names_body(mention: str) -> bool:
    """Whether a name or description means a body and no person: "the works department", "Marholm Savings Bank"."""
    low = mention.lower()
    head, _ = head_of(low if low.split(maxsplit=1)[:1] and low.split(maxsplit=1)[0] in _DEFINITE else f"the {low}")
    return head in _BODY_NOUNS


def speaker(bearer: Bearer) -> Speaker:
    """The bearer as a speaker: fullest name, role, and the other names the text uses."""
    aliases = tuple(surface for surface in bearer.surfaces if surface != bearer.name)
    return Speaker(bearer.name, bearer.role, aliases)


_PARTS = frozenset("q a question answer frage antwort r p pregunta respuesta speaker".split())


def is_part(label: str) -> bool:
    """Whether the label of a turn tells the part and not the person: "Q", "A", "Question"."""
    return fold(label).strip(". ") in _PARTS
