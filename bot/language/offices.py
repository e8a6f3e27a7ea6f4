"""What a text calls its people beside their names: "Lind, commissioner of the harbour", "its head, Ada Lind".

``offices`` reads off the words that stand beside each name; ``head_of`` takes a description apart. Together they tell
who "the commissioner" is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.language import cues, lexicon
from bot.language.cast import Bearer, Cast
from bot.language.foreign_tables import TABLES
from bot.language.lexicon import words
from bot.language.proper import GERMAN_OFFICE, Proper

_WORD = re.compile(r"[^\W\d_][\w’'-]*")
ARTICLE = re.compile(
    r"^(?:(?:the|a|an|his|her|its|their|der|die|das|des|dem|den|ein|eine|einer|sein|seine|ihr|ihre|deren|dessen|le|la|les|"
    r"un|une|son|sa|ses|leur|du|el|los|las|una|su|del|al)\s+|l[’'])",
    re.IGNORECASE,
)
_APPOSITION = re.compile(
    r",\s+((?:the|a|an|his|her|its|their)?\s?[a-zß-ÿ](?:(?:[A-Z]\.){2,}|[^,;:.—–\"“”„«»\n]){2,90})(?=,|\.|;|\s—|$)"
)
_BEFORE = re.compile(
    r"(?:^|(?P<lead>[\w’'-]+)\s+|[^\w\s’'-]\s*|\n)(?P<role>(?:the|its|his|her|their|our|my|el|la|su|mi|le|son|sa|leur|der|"
    r"die|das|sein|seine|ihr|ihre|deren|dessen)\s[^\W\d_][\w’'-]*(?:\s[\w’'-]+){0,7}|"
    r"l[’'][^\W\d_][\w’'-]*(?:\s[\w’'-]+){0,6}),\s+$",
    re.IGNORECASE,
)
_BEFORE_REACH = 90  # characters searched for a description before a name
# Before a description these make it a place or a time: "in the winter, Ada Lind said".
_NO_LEADS = words("in on at during after before since until over through near behind inside when while if as")
_ADDRESSES = words("mr mrs ms miss mx dr sir dame lord lady herr frau m mme mlle sr sra monsieur madame señor señora")
_NO_ROLE = words(
    "who which whose whom and or but said says told while when where as after before in on at by with to from that "
    "speaking citing adding according there here you he she it they we i not also then however what how why so for "
    "qui que quien cuyo cuya dont où donde cuando después porque aunque mais pero und oder aber wie wenn weil nach "
    "quand lorsque alors en lors à au aux dans sur pour con para sin tras im am auf bei mit vor ist sind war es"
)
_HEAD_STOPS = words("of for at in from with on to by who that and de du des del von für pour para y et und d’un d’une")
_SHORT_ROLE = 12  # characters: "Sen." says less than the apposition behind the name
WOMEN = words(
    "wife woman daughter mother sister girl widow spokeswoman aunt niece grandmother actress queen chairwoman "
    "girlfriend "
    "frau mutter tochter schwester witwe femme mère fille sœur veuve mujer madre hija hermana viuda ex-wife"
)
MEN = words(
    "husband man son father brother boy widower spokesman uncle nephew grandfather actor king chairman boyfriend "
    "mann vater sohn bruder witwer mari père fils frère veuf hombre marido padre hijo hermano viudo ex-husband"
)
_RELATIVES = words("who whose which whom that")

TITLE_NOUNS = {
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


def head_of(low: str) -> tuple[str, frozenset[str]]:
    """The head noun of a description that begins with an article, and its other words; arguments in small letters."""
    kept = _kept(low)
    if not kept:
        return "", frozenset()
    return _SAME_OFFICE.get(kept[-1], kept[-1]), frozenset(kept[:-1])


def _kept(low: str) -> list[str]:
    """The words of a description between its article and what hangs on it."""
    kept: list[str] = []
    for word in [w.strip("’'") for w in _WORD.findall(re.sub(r"^l[’']", "le ", low))][1:]:
        if word in _HEAD_STOPS:
            break
        kept.append(word)
    return kept


def first_of(low: str) -> str:
    """The head of a description where adjectives stand behind their noun ("el concejal socialista")."""
    found = [w.strip("’'") for w in _WORD.findall(re.sub(r"^l[’']", "le ", low))]
    return found[1] if len(found) > 1 else ""


def offices(text: str, cast: Cast, language: str) -> dict[int, frozenset[str]]:
    """For each person by number the words of the offices that stand beside the name; sets the person's role."""
    found: dict[int, set[str]] = {}
    for name, bearer in zip(cast.names, cast.of, strict=True):
        if bearer is None or bearer.body or not bearer.person:
            continue
        known = found.setdefault(bearer.number, set())
        if name.office:
            office = name.office if language not in TABLES else _foreign_office(name.office, language)
            bearer.role = bearer.role or (_role(office) if office else None)
            folded = _folded(office)
            known.update(TITLE_NOUNS.get(w, w) for w in folded)
            bearer.sex = bearer.sex or sex_of(folded[-1] if folded else "")
            if language in TABLES:
                bearer.sex = bearer.sex or _by_article(text, name, folded, language)
        beside = _ahead(text, name, language) or _behind(text, name, language)
        if beside:
            _take(beside, bearer, known)
    if language == "de":
        for known in found.values():
            known.update(match.group() for word in tuple(known) if (match := GERMAN_OFFICE.search(word)))
    return {number: frozenset(_SAME_OFFICE.get(w, w) for w in known) for number, known in found.items() if known}


def _take(beside: str, bearer: Bearer, known: set[str]) -> None:
    """Note a description as the bearer's."""
    bearer.role = beside if bearer.role is None or len(bearer.role) < _SHORT_ROLE else bearer.role
    low = "the " + beside.lower()
    head, modifiers = head_of(low)
    bearer.sex = bearer.sex or sex_of((_kept(low) or [""])[-1])
    known |= modifiers | ({head} if head else set()) | ({first_of(low)} if first_of(low) else set())


def sex_of(noun: str) -> str:
    """ "she" or "he" for a noun that tells it ("widow", "uncle"), or ""."""
    return "she" if noun in WOMEN else "he" if noun in MEN else ""


def _foreign_office(office: str, language: str) -> str:
    """The words before a name from the last article on, without a cue: "rappelle le conseiller" is "conseiller"."""
    table, parts = TABLES[language], office.split()
    begun = 0
    for at, word in enumerate(parts):
        low = word.lower()
        if low in table.determiners or low in table.said or low in table.auxiliaries or low in table.prepositions:
            begun = at + 1
        elif low.startswith(("l’", "l'")):
            begun, parts[at] = at, word[2:]
    return " ".join(parts[begun:])


_SHE_ARTICLES = {"de": words("die eine"), "fr": words("la une"), "es": words("la una")}
_HE_ARTICLES = {"de": words("der ein"), "fr": words("le un"), "es": words("el un")}


def _by_article(text: str, name: Proper, folded: list[str], language: str) -> str:
    """What the article before an office tells ("la librera Solís", "der frühere Meister Busch").

    The German "der" may be a woman's genitive, but then her office ends in -in.
    """
    if language == "de" and folded and folded[-1].endswith("in") and len(folded[-1]) > 4:
        return "she"
    before = text[max(0, name.start - _BEFORE_REACH) : name.start].lower().split()
    for word in reversed(before[-len(folded) - 2 :]):
        if word in _SHE_ARTICLES[language]:
            return "she"
        if word in _HE_ARTICLES[language]:
            return "he"
    return ""


def _role(office: str) -> str | None:
    """An office as a role, unless it is only a form of address."""
    return None if office.lower().rstrip(".") in _ADDRESSES else ARTICLE.sub("", office)


def _folded(office: str) -> list[str]:
    return [w.lower().strip("’'") for w in _WORD.findall(office)]


_SOURCE = re.compile(r"\b(?:according to|selon|d[’']après|según|laut|nach)(?:\s[\w.’'-]+){0,3}\s$", re.IGNORECASE)


def _behind(text: str, name: Proper, language: str) -> str | None:
    """The apposition behind a name: "Lind, commissioner of the harbour, said"; not "according to Lind, the mayor …"."""
    match = _APPOSITION.match(text, name.end, min(name.behind, name.end + 140))
    if match is None or _SOURCE.search(text[max(0, name.start - 40) : name.start]):
        return None
    if name.apposed and text[match.end() : match.end() + 1] != ",":
        return None  # "the chairman, Ada Lind, | left by train.": the name is the apposition, and the sentence goes on
    found = match.group(1).strip()
    if language == "de" and not ARTICLE.match(found):
        return None  # small letters behind a comma are a noun phrase only with an article
    return None if _is_clause(found, language) else ARTICLE.sub("", found)


_COPULAS = words("est sont était étaient sera seront fut serait es son era eran fue está están será serán ist sind war")


def _is_clause(found: str, language: str) -> bool:
    """Whether words behind a comma say what somebody does and not what he is: "Lind, the mayor said", "…, has left"."""
    words_ = [word.lower() for word in found.split()]
    first = words_[0]
    if first in _NO_ROLE or first in lexicon.AUXILIARIES or first.endswith(("ing", "ed")):
        return True
    if language == "en" and _is_finite(words_, found.split()[1:2]):
        return True
    table = TABLES.get(language)  # of its own language alone: the English "a" is a French auxiliary
    if table and (first in _COPULAS or first in table.said or first in table.pronouns or first in table.auxiliaries):
        return True
    if ARTICLE.match(f"{first} ") and len(words_) > 1 and ARTICLE.match(f"{words_[1]} "):
        return True  # "Busch, der die Mauer beaufsichtigte"
    for word in words_[1:]:
        if word in _RELATIVES:
            break
        form = cues.forms().get(word)
        spoken = (
            form is not None and form[1] in ("d", "dn", "s") and "c" in getattr(cues.verbs().get(form[0]), "frames", "")
        )
        if word in lexicon.AUXILIARIES or spoken:
            return True
    return False


def _is_finite(low: Sequence[str], following: Sequence[str]) -> bool:
    """Whether English words open with a finite verb: "gave evidence", "supports the plan"; not "plans director".

    Args:
        low: the words in small letters.
        following: the second word as written, if there is one.
    """
    lemma, letters = cues.forms().get(low[0], ("", ""))
    if "b" in letters:
        return False  # "cast member"
    if letters.startswith("s"):
        begins = bool(following) and (following[0][0].isupper() or low[1] in lexicon.DETERMINERS | lexicon.OBJECTS)
        return lemma not in lexicon.NOUN_TOO or begins
    return "d" in letters


def _ahead(text: str, name: Proper, language: str) -> str | None:
    """The description before a name between commas: "its commissioner, | Ada Lind, | said"."""
    if text[name.end : name.end + 1] not in (",", ".", ";", ")") or (name.title or name.office):
        return None
    if text[max(0, name.start - 2) : name.start] != ", ":
        return None
    match = _BEFORE.search(text[max(0, name.start - _BEFORE_REACH) : name.start])
    if match is None or (match["lead"] or "").lower() in _NO_LEADS:
        return None
    found = ARTICLE.sub("", match["role"])
    if language == "es" and ARTICLE.match(" ".join(found.split()[1:]) + " "):
        found = ARTICLE.sub("", " ".join(found.split()[1:]))  # "(anunció) el martes la alcaldesa, …"
    return None if not found or _is_clause(found, language) else found
