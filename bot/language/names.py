"""Proper names in a text and whether two of them can be one and the same.

Found by their capitals, since names must be found in texts about anybody: a name is a run of capitalised words,
with initials, particles ("van", "al-") and the "of" of an institution inside it, and titles taken off its front. A
single capitalised word that opens a sentence may be any word, and in German any noun: such a name is marked as not
certain, unless the text itself shows it capitalised elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.language.given_names import GIVEN
from bot.language.places import PLACES, STATES
from bot.language.words import STOPWORDS, Token, american, bare, fold, tokens

TITLES = frozenset(
    """mr mrs ms miss mx dr prof professor sir dame lord lady sen senator rep representative congressman congresswoman
    gov governor president premier chancellor minister secretary chairman chairwoman chair chairperson chief director
    mayor judge justice gen general lt col colonel maj major sgt sergeant capt captain cmdr commander adm admiral
    brigadier marshal officer detective inspector constable sheriff ambassador consul councillor councilor councilman
    councilwoman alderman delegate speaker deputy vice prime attorney solicitor rev reverend father sister brother
    bishop archbishop cardinal pope rabbi imam sheikh ayatollah king queen prince princess duke duchess baron emperor
    herr frau frl bundeskanzler bundeskanzlerin kanzler kanzlerin ministerin minister präsident präsidentin monsieur
    madame mme mlle señor señora sr sra signor signora coach analyst spokesman spokeswoman spokesperson marine army
    navy former ex then acting interim nurse engineer""".split()
)
"""Words before a name that are no part of it, folded, without their point."""

# Titles that part what stands before them in one run of capitals: "Treasury Secretary Ada Lindqvist" is two names.
_INNER_TITLES = frozenset(
    """president premier chancellor minister secretary senator sen rep representative governor gov chairman chairwoman
    spokesman spokeswoman spokesperson director ambassador gen general lt col colonel capt captain sgt adm admiral
    commander prime vice deputy attorney mayor coach congressman congresswoman foreign defense defence""".split()
)
# Words that make a name of the title before them: "Justice Department", "General Assembly".
_INSTITUTIONS = frozenset(
    """department ministry office assembly electric motors court council command committee association party hospital
    street university college school institute agency bureau authority board service corps""".split()
)
_SUFFIXES = frozenset("jr sr ii iii iv phd md esq mp mep kc qc".split())
_PARTICLES = frozenset(
    "de da di do dos das del della der den des van von zu zur ten ter bin ibn bint al el la le du y e af av".split()
)
_OF_HEADS = frozenset(
    """bank university house ministry department bureau council court republic kingdom church board office college
    institute institution school academy city state duke duchess prince princess king queen bishop archbishop league
    society association federation confederation union isle gulf bay strait cape port mount chamber ministers museum
    order declaration treaty bill statue tower battle center centre""".split()
)
_CALENDAR = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december mon tue tues wed thu thur thurs fri sat sun jan feb mar apr jun jul aug sep
    sept oct nov dec montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag januar jänner februar märz
    mai juni juli oktober dezember""".split()
)
_ABBREVIATIONS = frozenset(
    """mr mrs ms dr prof sen rep gov gen lt col maj sgt capt cmdr adm rev st mt ft jr sr no inc corp co ltd vs hon
    messrs pres""".split()
)
# Hyphenated endings of an adjective made from a name ("U.S.-led"): not part of the name.
_JOIN = re.compile(r"[ \u00a0\u202f]{1,2}|[-‐‑]|\.[ \u00a0]{0,2}|[ \u00a0]?&[ \u00a0]?|['’]")
_SENTENCE_END = ".!?…:;•"
_OPENING = "\"'“‘„«‹([{*#>_-–—•‚»"


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name in a text: ``[start, end)`` in code points, title included in none of it.

    ``words`` are its words as compared (see ``key``); ``title`` stands before it ("gen"), folded, or is "".
    ``certain`` is False where the capital may be owed to the sentence's start, a headline or German spelling.
    """

    start: int
    end: int
    text: str
    words: tuple[str, ...]
    title: str = ""
    certain: bool = True


_WRITTEN_SHORT = {"st": "saint", "mt": "mount", "ft": "fort"}


@lru_cache(maxsize=1 << 15)
def key(word: str) -> str:
    """The form under which a word of a name is compared: no case, accents, points or possessive; US = U.S. = USA.

    A word for a country's people or language is the country ("Iraqi" is "iraq", "Americans" is "united states").
    """
    if word in ("US", "USA", "U.S.", "U.S.A.", "U.S", "US’s", "US's"):
        return "united states"
    if word.rstrip(".") in STATES:
        return STATES[word.rstrip(".")]
    folded = american(bare(word))
    if not folded.isascii():
        decomposed = unicodedata.normalize("NFKD", folded)
        folded = "".join(c for c in decomposed if not unicodedata.combining(c))
    folded = folded.replace(".", "")
    if word[:1].isupper():
        folded = _WRITTEN_SHORT.get(folded, folded)
    return PLACES.get(folded, folded)


def key_words(text: str) -> tuple[str, ...]:
    """The words of a name as compared: titles and suffixes off, names of several words that have one key joined."""
    words = [token.word for token in tokens(text)]
    while len(words) > 1 and (fold(words[0]).rstrip(".") in TITLES or words[0] in ("the", "The")):
        words = words[1:]
    if len(words) == 2 and words[0] in ("M", "M."):
        words = words[1:]  # the French "M. Lind"; an initial alone before a family name hardly occurs
    while len(words) > 1 and fold(words[-1]).rstrip(".") in _SUFFIXES:
        words = words[:-1]
    return _joined([key(word) for word in words])


_STATE_NAMES = frozenset(STATES.values())


def _joined(keys: list[str]) -> tuple[str, ...]:
    """Names of two or three words that the table of places knows become one key ("saudi", "arabia")."""
    out: list[str] = []
    at = 0
    while at < len(keys):
        for size in (3, 2):
            row = " ".join(keys[at : at + size]) if at + size <= len(keys) else ""
            place = PLACES.get(row) or (row if row in _STATE_NAMES else None)
            if place:
                out.append(place)
                at += size
                break
        else:
            out.append(keys[at])
            at += 1
    return tuple(out)


def find_names(text: str, language: str = "en", known: frozenset[str] = frozenset()) -> tuple[Name, ...]:
    """The proper names of a text, in order.

    Args:
        text: any text, a sentence or a whole document.
        language: ISO 639-1 code; where nouns have capitals (German) a single word is never certain.
        known: keys of words that are known to be names (as from the source); such a word at the start of a
            sentence is certain.
    """
    words = tokens(text)
    headline = _mostly_capitals(words)
    found = []
    for first, last in _runs(text, words, language):
        name = _name(text, words, first, last, known)
        if name is not None:
            doubtful = headline or (language.startswith("de") and len(name.words) == 1 and not name.title)
            if doubtful and not (set(name.words) & known):
                name = Name(name.start, name.end, name.text, name.words, name.title, False)
            found.append(name)
    return tuple(found)


def _mostly_capitals(words: list[Token]) -> bool:
    """A headline, where capitals say nothing: five content words or more, and nine of ten capitalised."""
    content = [token.word for token in words if fold(token.word) not in STOPWORDS["en"]]
    return len(content) >= 5 and sum(word[0].isupper() for word in content) * 10 >= len(content) * 9


def _is_capital(word: str) -> bool:
    """Capitalised, or with a capital inside (iPhone); "I" is a pronoun, roman numerals and letters are names."""
    return word[0].isupper() or (len(word) > 2 and not word.islower() and any(c.isupper() for c in word[1:]))


def _starts_sentence(text: str, start: int) -> bool:
    """Whether a word opens a sentence, a line or a quotation: there a capital is owed to its place."""
    at = start
    while at and (text[at - 1].isspace() or text[at - 1] in _OPENING):
        if text[at - 1] == "\n":
            return True
        if text[at - 1] in "\"“„«‘'" and (at == start or not text[at - 1 : start].strip("\"“„«‘'")):
            return True
        at -= 1
    if at == 0:
        return True
    if text[at - 1] not in _SENTENCE_END and text[at - 1] not in "”’»":
        return False
    if text[at - 1] == ".":
        before = re.search(r"([^\W\d_]+)\.$", text[max(0, at - 12) : at])
        if before and (fold(before[1]) in _ABBREVIATIONS or len(before[1]) == 1):
            return False
    return True


def _runs(text: str, words: list[Token], language: str) -> Iterator[tuple[int, int]]:
    """Runs of capitalised words as half-open token ranges; particles and an institution's "of" may stand inside."""
    at = 0
    while at < len(words):
        if not _opens_name(text, words, at, language):
            at += 1
            continue
        end = at + 1
        while end < len(words):
            more = _continues(text, words, end, language)
            if not more or _parts_run(words, at, end):
                break
            end += more
        yield at, end
        at = end


def _parts_run(words: list[Token], start: int, at: int) -> bool:
    """Whether the title at ``at`` begins a name of its own within a run of capitals that began at ``start``."""
    before, here = fold(words[at - 1].word).rstrip("."), fold(words[at].word).rstrip(".")
    if here not in _INNER_TITLES or (before in TITLES and at - start < 4):
        return False
    after = words[at + 1].word if at + 1 < len(words) else ""
    return bool(after) and _is_capital(after) and fold(after) not in _INSTITUTIONS


def _opens_name(text: str, words: list[Token], at: int, language: str) -> bool:
    word = words[at].word
    if language[:2] == "de" and fold(word) in STOPWORDS["de"] and not word.isupper():
        return False  # "Nach", "Die": German opens sentences with them, and has no names like them
    if not _is_capital(word) or word == "I" or fold(word).startswith(("i'", "i’")):
        return False
    shouted = word.isupper() and len(word) > 1 and not _starts_sentence(text, words[at].start)
    return shouted or fold(word) not in STOPWORDS["en"]


def _continues(text: str, words: list[Token], at: int, language: str) -> int:
    """How many tokens from ``at`` go on with the name that ends before it (0: none)."""
    gap = text[words[at - 1].end : words[at].start]
    if not _JOIN.fullmatch(gap):
        return 0
    if gap.startswith(".") and not _is_abbreviation(words[at - 1].word):
        return 0
    if words[at - 1].word.endswith(("'s", "’s")):
        return 0
    word = words[at].word
    if gap in "-‐‑":
        return 1 if _is_capital(word) or word.isdigit() else 0
    if word[0].isdigit():
        return 0
    if _is_capital(word) and word != "I" and fold(word) not in STOPWORDS["en"]:
        return 1
    folded = fold(word)
    if folded in _PARTICLES:
        if language[:2] == "de" and not _german_particle(words, at):
            return 0
        return _after_particles(text, words, at)
    if folded == "of" and fold(words[at - 1].word) in _OF_HEADS:
        nxt = at + 1
        if nxt < len(words) and fold(words[nxt].word) == "the":
            nxt += 1
        if nxt < len(words) and _is_capital(words[nxt].word) and fold(words[nxt].word) not in STOPWORDS["en"]:
            return nxt - at + 1
    return 0


def _german_particle(words: list[Token], at: int) -> bool:
    """Whether a German particle is part of a name ("Ada von der Lind") and no article or preposition between nouns
    ("Sanierung der Mauer", "Quandt von den Werken"): behind a given name it is."""
    given = fold(words[at - 1].word)
    return fold(words[at].word) in ("von", "van", "zu", "zur", "zum", "af", "de") and given in GIVEN


def _is_abbreviation(word: str) -> bool:
    return fold(word) in _ABBREVIATIONS or len(word) == 1


def _after_particles(text: str, words: list[Token], at: int) -> int:
    """Particles count only before a capitalised word ("Ursula von der Leyen", not "Rome y nada")."""
    end = at
    while end < len(words) and end - at < 3 and fold(words[end].word) in _PARTICLES:
        end += 1
    if end < len(words) and _is_capital(words[end].word):
        gap = text[words[end - 1].end : words[end].start]
        if _JOIN.fullmatch(gap) and not gap.startswith("."):
            return end - at + 1
    return 0


def _is_title(words: list[Token], at: int, last: int) -> bool:
    """Whether the word is a title of what follows; "Justice" is none in "Justice Department"."""
    if fold(words[at].word).rstrip(".") not in TITLES:
        return False
    return at + 1 >= last or fold(words[at + 1].word) not in _INSTITUTIONS


def _name(text: str, words: list[Token], first: int, last: int, known: frozenset[str]) -> Name | None:
    """The name in a run of tokens, its titles off; None where nothing of it is a name (a weekday, "The")."""
    opens = _starts_sentence(text, words[first].start)
    title = ""
    while first < last and _is_title(words, first, last):
        title = fold(words[first].word).rstrip(".")
        first += 1
        opens = False
    if last - first == 2 and words[first].word == "M" and text[words[first].end] == ".":
        title, first = "m", first + 1  # the French "M. Lind"
    while title and first < last and fold(words[first].word) in ("of", "the"):
        first += 1  # the Duke of Northam
    while last > first and fold(words[last - 1].word).rstrip(".") in (_CALENDAR | _SUFFIXES):
        last -= 1
    while first < last and fold(words[first].word).rstrip(".") in _CALENDAR:
        first += 1
    if first == last:
        return None
    start, end = words[first].start, words[last - 1].end
    shown = re.sub(r"['’]s$", "", text[start:end])
    keys = _joined([key(token.word) for token in words[first:last]])
    # One word at the start of a sentence may be any word; inner capitals, an acronym or a name known are certain.
    plain = last - first == 1 and opens and not any(c.isupper() for c in words[first].word[1:])
    return Name(start, start + len(shown), shown, keys, title, not plain or keys[0] in known)


def head_name(text: str) -> str:
    """The word of a name that stands for it alone, as compared: the family name, the last word of the rest."""
    words = key_words(text)
    return words[-1] if words else ""


def acronym(text: str) -> str:
    """The initials of a name's capitalised words, folded: "World Health Organization" -> "who"."""
    return "".join(token.word[0] for token in tokens(text) if token.word[0].isupper()).lower()


def same_name(a: str, b: str) -> bool:
    """Whether two names can stand for one bearer: equal words, a part that holds the family name, initials, acronym.

    "Dr. Ada B. Lindqvist" = "Lindqvist" = "A. Lindqvist"; "Lindqvist" is not "Lindquist"; "WHO" = "World Health
    Organization"; two given names differ even with one family name ("Ada Lindqvist" is not "Per Lindqvist").
    """
    first, second = key_words(a), key_words(b)
    if not first or not second:
        return False
    if first == second:
        return True
    if _is_acronym_of(a, b) or _is_acronym_of(b, a):
        return True
    return _same_person(first, second)


def _is_acronym_of(short: str, long: str) -> bool:
    letters = short.replace(".", "").removesuffix("'s").removesuffix("’s")
    return 2 <= len(letters) <= 8 and letters.isupper() and letters.lower() == acronym(long)


def _same_person(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Family names agree and no given name speaks against it; a given name alone stands for its full name."""
    if len(first) > len(second):
        first, second = second, first
    if len(first) == 1:
        return first[0] in (second[0], second[-1]) and first[0] not in _PARTICLES
    if first[-1] != second[-1]:
        return False
    rest = list(second[:-1])
    for word in first[:-1]:
        match = next((other for other in rest if other == word or _initial(word, other)), None)
        if match is None:
            return False
        rest = rest[rest.index(match) + 1 :]
    return True


def _initial(a: str, b: str) -> bool:
    return (len(a) == 1 or len(b) == 1) and a[0] == b[0]


_DEFINED = re.compile(r"\(\s?(?:the |known as |or )?[“\"‘]?([^\W\d_][\w.&\-]{1,11})[”\"’]?\s?\)")


def defined_aliases(text: str) -> tuple[tuple[str, str], ...]:
    """Short names that a text itself defines: "Islamic State (ISIS)" -> ("ISIS", "Islamic State"), in order."""
    found = []
    for match in _DEFINED.finditer(text):
        if not any(c.isupper() for c in match[1]):
            continue
        before = find_names(text[max(0, match.start() - 80) : match.start()].rstrip())
        if before and match.start() - (max(0, match.start() - 80) + before[-1].end) <= 1:
            found.append((match[1], before[-1].text))
    return tuple(found)
