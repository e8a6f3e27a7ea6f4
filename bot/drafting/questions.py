"""What a question asks for, read without a model.

The kind of a question says what its answer must hold: a person, a number, a date … The words that are left once the
asking is taken away are its terms: what a sentence must speak of to answer it. English is read in detail; of other
languages the question words are known, and every other question counts as asking for a "thing", which demands
nothing of the answer but its terms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from bot.drafting.lines import words_of
from bot.language.names import find_names
from bot.language.words import Token, fold, stopwords, tokens

QuestionKind = Literal[
    "person", "number", "date", "place", "reason", "manner", "statement", "speaker", "yes_no", "thing"
]

MAX_QUESTION = 2_000
"""Characters of a question that are read: what follows cannot be a question any more."""


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of a question: as written, the form it is compared under (``lines.Word``), and whether it is a
    name or a figure, which a sentence cannot put in other words.
    """

    word: str
    form: str
    is_name: bool = False
    is_figure: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A question taken apart.

    Attributes:
        text: the question on one line.
        language: the language its words were read in (ISO 639-1).
        kind: what the answer must be.
        terms: its content words in order, the interrogative phrase excepted.
        unit: for a number, the forms of what is counted ("how many US troops": troops last); for a "what X" or
            "which X" question, the forms of X. They are among the terms as well.
        speaker: for a statement, whose; None elsewhere.
        topic: for a statement or a speaker question, the terms of what was said.
        negated: whether the question says "not", "never" and the like.
        source: whom it names as the one to go by ("according to the mayor", "why does the mayor oppose …"); None
            elsewhere.
        side: for "who is against X", the label asked for, and ``about`` is X; None elsewhere.
        about: see ``side``.
    """

    text: str
    language: str
    kind: QuestionKind
    terms: tuple[Term, ...]
    unit: tuple[str, ...] = ()
    speaker: str | None = None
    topic: tuple[Term, ...] = ()
    negated: bool = False
    source: str | None = None
    side: Literal["favor", "against"] | None = None
    about: str = ""


_KINDS: dict[str, QuestionKind] = {
    # English
    "who": "person", "whom": "person", "whose": "person", "who's": "person", "when": "date", "where": "place",
    "why": "reason", "how": "manner", "what": "thing", "which": "thing", "what's": "thing",
    # German
    "wer": "person", "wen": "person", "wem": "person", "wessen": "person", "wann": "date", "wo": "place",
    "wohin": "place", "woher": "place", "warum": "reason", "weshalb": "reason", "wieso": "reason", "wie": "manner",
    "was": "thing", "welche": "thing", "welcher": "thing", "welches": "thing", "welchen": "thing", "welchem": "thing",
    "wieviel": "number", "wieviele": "number",
    # French
    "qui": "person", "quand": "date", "où": "place", "pourquoi": "reason", "comment": "manner", "combien": "number",
    "quel": "thing", "quelle": "thing", "quels": "thing", "quelles": "thing", "quoi": "thing",
    # Spanish
    "quién": "person", "quiénes": "person", "cuándo": "date", "dónde": "place", "cómo": "manner",
    "cuánto": "number", "cuánta": "number", "cuántos": "number", "cuántas": "number", "qué": "thing",
    "cuál": "thing", "cuáles": "thing",
    # Italian
    "chi": "person", "dove": "place", "perché": "reason", "quanti": "number", "quante": "number",
    "quanto": "number", "quale": "thing", "quali": "thing",
    # Dutch
    "wie's": "person", "wanneer": "date", "waar": "place", "waarom": "reason", "hoeveel": "number", "hoe": "manner",
    "wat": "thing", "welk": "thing", "welke": "thing",
    # Portuguese
    "quem": "person", "quantos": "number", "quantas": "number", "onde": "place",
}  # fmt: skip

# Words that are an interrogative in one language and something else in another.
_ONLY_IN: dict[str, frozenset[str]] = {
    "was": frozenset({"de"}),
    "comment": frozenset({"fr"}),
    "dove": frozenset({"it"}),
    "wie": frozenset({"de"}),
    "chi": frozenset({"it"}),
    "quando": frozenset({"it", "pt"}),
    "wat": frozenset({"nl"}),
    "hoe": frozenset({"nl"}),
}

_ASKED_KINDS: dict[QuestionKind, frozenset[str]] = {
    "date": frozenset("year date day month decade century era season time period".split()),
    "place": frozenset(
        "city country state town village place area region province county continent location capital street "
        "district neighborhood neighbourhood territory venue nation".split()
    ),
    "person": frozenset(
        "person man woman men women people leader president king queen emperor minister author actor actress singer "
        "director commander general senator official mayor governor judge scientist inventor founder artist".split()
    ),
    "number": frozenset(
        "percentage percent proportion number population cost price length height width depth weight temperature "
        "speed distance age salary".split()
    ),
    "reason": frozenset("reason reasons cause causes motive motivation".split()),
}

# "How …" with these asks for a figure.
_MEASURED = frozenset(
    "many much old long far tall high deep wide large big fast heavy often hot cold expensive few soon thick "
    "loud strong steep".split()
)

_GERMAN_MEASURED = frozenset("hoch lange lang groß weit alt teuer oft tief breit schwer schnell".split())

_AUXILIARIES = frozenset(
    "is are was were do does did has have had can could will would should may might must am isn't aren't wasn't "
    "weren't don't doesn't didn't hasn't haven't hadn't can't couldn't won't wouldn't shouldn't".split()
)

_NEGATIONS = frozenset("not no never none nobody nothing neither nor cannot without hardly".split())

_SAY = (
    r"(?:say|says|said|saying|think|thinks|thought|believe|believes|believed|feel|feels|felt|argue|argues|argued"
    r"|claim|claims|claimed|tell|tells|told|states|stated|suggest|suggests|suggested|add|adds|added"
    r"|announce|announces|announced|promise|promises|promised|warn|warns|warned|predict|predicts|predicted"
    r"|expect|expects|expected|propose|proposes|proposed|deny|denies|denied|admit|admits|admitted|insist|insists"
    r"|insisted|explain|explains|explained|report|reports|reported|respond|responds|responded|comment|comments"
    r"|commented|criticize|criticizes|criticized|criticise|criticises|criticised|demand|demands|demanded"
    r"|declare|declares|declared|note|notes|noted|mention|mentions|mentioned|recommend|recommends|recommended)"
)
_SAY_OR_WRITE = rf"(?:{_SAY}|writes?|wrote|written|asks?|asked|tweet|tweeted|post|posted|hear|heard|hope|hopes|fear)"
_WHAT_X_SAYS = re.compile(
    rf"^(?:what|how)\s+(?:else\s+)?(?:does|do|did|has|have|had|would)\s+(?P<speaker>.+?)\s+{_SAY_OR_WRITE}"
    rf"(?!\s+{_SAY}\b)"
    rf"(?:\s+(?:about|of|on|regarding|concerning|over|to|that|for)\b)?\s*(?P<topic>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_X_VIEW = re.compile(
    r"^what\s+(?:is|are|was|were)\s+(?P<speaker>.+?)(?:'s|’s|s'|s’)\s+"
    r"(?:view|views|opinion|opinions|position|stance|reaction|response|take|attitude|comment|comments|statement|plan)"
    r"\s*(?:(?:about|of|on|regarding|concerning|over|towards?|to)\b)?\s*(?P<topic>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_WHO_SAID = re.compile(
    rf"^(?:who|whom)\s+(?:else\s+)?(?:has\s+|have\s+|had\s+)?{_SAY}\b"
    r"(?:\s+(?:that|about|of|on)\b)?\s*(?P<topic>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_ACCORDING = re.compile(r"\baccording to (?P<source>[^,?]{2,80})(?:,|$)", re.IGNORECASE)
_SAYING = re.compile(_SAY, re.IGNORECASE)
_AGAINST = (
    r"oppos(?:e|es|ed|ing)|reject(?:s|ed|ing)?|criticis(?:e|es|ed|ing)|criticiz(?:e|es|ed|ing)|condemn(?:s|ed|ing)?"
    r"|object(?:s|ed|ing)? to|disagree(?:s|d)? with|opposed to|against"
)
_BACKS = (
    r"support(?:s|ed|ing)?|back(?:s|ed|ing)?|favou?r(?:s|ed|ing)?|endors(?:e|es|ed|ing)|welcom(?:e|es|ed|ing)"
    r"|agree(?:s|d)? with|in favou?r of"
)
_FOR = rf"{_BACKS}|wants? to|would like to|for"
_WHO_SIDES = re.compile(
    rf"^(?:who|which\s+(?:people|speakers|groups|parties|sides?))\s+(?:else\s+)?(?:(?:is|are|was|were|has|have|speaks?"
    rf"|spoke|stands?|comes?|came)\s+)?(?:(?:been|out)\s+)?(?:(?P<against>{_AGAINST})|(?P<favor>{_FOR}))\s+(?P<about>.+)$",
    re.IGNORECASE,
)
_SIDES = {
    "against": re.compile(rf"\b(?:{_AGAINST})\b", re.IGNORECASE),
    "favor": re.compile(rf"\b(?:{_BACKS})\b", re.IGNORECASE),
}
_WHY_X = re.compile(
    rf"^why\s+(?:does|do|did|is|are|was|were|has|have|had|would|will)(?:n['’]t)?\s+(?P<source>(?:[\w.’'-]+\s+){{1,6}}?)"
    rf"(?:not\s+)?(?:{_AGAINST}|{_FOR}|{_SAY}|want|wants|refuse|fear|doubt|object|hope|call|ask)\b",
    re.IGNORECASE,
)
# "What do people think …" asks nobody in particular.
_NOBODY = frozenset(
    "you we i they people it he she this that there the document article text author everyone anyone".split()
)


def ask(question: str, language: str = "en") -> Asked:
    """Take a question apart.

    Args:
        question: as the user put it, at most ``MAX_QUESTION`` characters of it are read.
        language: the language of the documents; the question is taken to be in it, or in English where it begins
            with an English question word.
    """
    text = " ".join(question[:MAX_QUESTION].split())
    words = tokens(text)
    language = "en" if _looks_english(words) else language.split("-")[0].lower()
    at, kind = _interrogative(words, language)
    kind, unit, skipped = _refine(words, at, kind, language)
    terms = _terms(text, frozenset(words[at].start for at in skipped), language)
    negated = any(negates(token.word) for token in words)
    if language == "en":
        told = _reported(text, language)
        if told is not None:
            kind, speaker, topic = told
            return Asked(text, language, kind, terms, (), speaker, topic, negated)
        side, about = _side(text)
        return Asked(text, language, kind, terms, unit, None, (), negated, _source(text), side, about)
    return Asked(text, language, kind, terms, unit, None, (), negated)


def _looks_english(words: list[Token]) -> bool:
    first = fold(words[0].word) if words else ""
    return first in {"who", "whom", "whose", "when", "where", "why", "how", "what", "which"} | _AUXILIARIES


def negates(word: str) -> bool:
    """Whether an English word turns a statement round."""
    folded = fold(word)
    return folded in _NEGATIONS or folded.endswith("n't")


def side_words(text: str, side: Literal["favor", "against"]) -> Iterator[int]:
    """Where in a text the English words for taking a side stand."""
    return (match.start() for match in _SIDES[side].finditer(text))


def is_reporting(word: str) -> bool:
    """Whether an English word is a form of a verb of saying or thinking."""
    return _SAYING.fullmatch(word) is not None


def _interrogative(words: list[Token], language: str) -> tuple[int | None, QuestionKind]:
    """Which word asks, and for what; the first one counts, but "in which …" and "… of what?" ask as well."""
    if language == "en" and words and fold(words[0].word) in _AUXILIARIES:
        return 0, "yes_no"
    for at, token in enumerate(words):
        folded = fold(token.word)
        kind = _KINDS.get(folded)
        if kind is not None and language in _ONLY_IN.get(folded, {language}):
            # "the city where he was born is …": a relative word inside a keyword query does not ask.
            if at > 2 and kind in ("person", "place", "date") and at != len(words) - 1:
                continue
            return at, kind
    return None, "thing"


class _Asking(NamedTuple):
    """What the asking words come to: the kind, the forms of the thing asked for, the places of words that only ask."""

    kind: QuestionKind
    unit: tuple[str, ...]
    skipped: frozenset[int]


def _refine(words: list[Token], at: int | None, kind: QuestionKind, language: str) -> _Asking:
    """Look at what follows the asking word: "how many X", "what year", "which X", "what is the price of …"."""
    if at is None:
        return _Asking(kind, (), frozenset())
    if language == "en":
        return _measured(words, at, kind) or _named(words, at, kind)
    asking, after = fold(words[at].word), _word(words, at + 1)
    if asking in {"wie", "hoe"} and after in {"viel", "viele", "vielen", "veel"}:
        return _Asking("number", _noun_phrase(words, at + 2, language), frozenset({at, at + 1}))
    if asking == "wie" and after in _GERMAN_MEASURED:
        return _Asking("number", (), frozenset({at, at + 1}))
    unit = _noun_phrase(words, at + 1, language) if kind == "number" else ()
    return _Asking(kind, unit, frozenset({at}))


def _measured(words: list[Token], at: int, kind: QuestionKind) -> _Asking | None:
    """ "How many X", "how long", "how soon", "what time"; None for another question."""
    after = _word(words, at + 1)
    skipped = frozenset({at, at + 1})
    if (kind, after) in {("manner", "soon"), ("thing", "time")}:
        return _Asking("date", (), skipped)
    if kind != "manner" or after not in _MEASURED:
        return None
    unit = _noun_phrase(words, at + 2, "en") if after in {"many", "much", "few"} else ()
    return _Asking("number", unit, skipped)


def _named(words: list[Token], at: int, kind: QuestionKind) -> _Asking:
    """ "Which X", "in what year", "what is the X of Y": a noun may name the kind of the answer, which then need not
    repeat it.
    """
    after = _word(words, at + 1)
    if kind != "thing" or (after in _AUXILIARIES and after not in {"is", "are", "was", "were"}):
        return _Asking(kind, (), frozenset({at}))
    if after in _AUXILIARIES:
        start = at + 2 + (_word(words, at + 2) in {"the", "a", "an", "their", "his", "her", "its"})
        length = len(_noun_phrase(words, start, "en"))
        found = _kind_of(words, start, length)
        return _Asking(found if found in ("number", "reason", "date") else kind, (), frozenset({at}))
    unit = _noun_phrase(words, at + 1, "en")
    found = _kind_of(words, at + 1, len(unit))
    if found is None:
        return _Asking(kind, unit, frozenset({at}))
    naming = {place for place in range(at + 1, at + 1 + len(unit)) if _kind_of(words, place, 1) == found}
    return _Asking(found, (), frozenset({at} | naming))


def _word(words: list[Token], at: int) -> str:
    """The folded word at a place, or "" behind the end."""
    return fold(words[at].word) if at < len(words) else ""


def _kind_of(words: list[Token], start: int, length: int) -> QuestionKind | None:
    """The kind that some words name, by the last of them that names one."""
    for token in reversed(words[start : start + length]):
        word = fold(token.word)
        for kind, nouns in _ASKED_KINDS.items():
            if word in nouns or word.removesuffix("s") in nouns:
                return kind
    return None


def _noun_phrase(words: list[Token], start: int, language: str) -> tuple[str, ...]:
    """Forms of the words from ``start`` to the next function word: at most five, the head last."""
    function = stopwords(language)
    found: list[str] = []
    for token in words[start : start + 5]:
        folded = fold(token.word)
        if folded in _AUXILIARIES or (folded in function and not _is_acronym(token.word)):
            break
        if language == "en" and len(folded) > 4 and folded.endswith("ed"):
            break
        found.extend(word.form for word in words_of(token.word, language))
    return tuple(found)


def _is_acronym(word: str) -> bool:
    """ "US" is a country and "us" is not."""
    return len(word) > 1 and word.isupper()


def _terms(text: str, skipped: frozenset[int], language: str) -> tuple[Term, ...]:
    """The content words of a text; ``skipped`` are the places (code points) of words that only ask."""
    names = [name for name in find_names(text, language) if name.certain]
    found = []
    for word in words_of(text, language):
        if not word.content or word.start in skipped:
            continue
        if len(word.form) == 1 and not word.text.isdigit() and not word.text.isupper():
            continue
        named = any(name.start <= word.start < name.end for name in names)
        is_figure = word.text[0].isdigit()
        found.append(Term(word.text, word.form, named and not is_figure, is_figure))
    return tuple(found)


def _reported(text: str, language: str) -> tuple[QuestionKind, str | None, tuple[Term, ...]] | None:
    """Whether the question is about what somebody said, or about who said something."""
    asked = text.rstrip(" ?!.")
    who = _WHO_SAID.match(asked)
    if who:
        return "speaker", None, _terms(who["topic"], frozenset(), language)
    for pattern in (_X_VIEW, _WHAT_X_SAYS):
        match = pattern.match(asked)
        if match and _is_somebody(match["speaker"]):
            return (
                "statement",
                match["speaker"].strip(),
                _terms(match["topic"], frozenset(), language),
            )
    return None


def _source(text: str) -> str | None:
    """Whom an "according to X" at the question's end or before its comma names, or a "why does X oppose"."""
    asked = text.rstrip(" ?!.")
    match = _ACCORDING.search(asked) or _WHY_X.match(asked)
    return match["source"].strip() if match and _is_somebody(match["source"]) else None


def _side(text: str) -> tuple[Literal["favor", "against"] | None, str]:
    """The side that a "who is for X" asks about, and X."""
    match = _WHO_SIDES.match(text.rstrip(" ?!."))
    if match is None:
        return None, ""
    return "against" if match["against"] else "favor", match["about"]


def _is_somebody(speaker: str) -> bool:
    words = [fold(token.word) for token in tokens(speaker)]
    return 0 < len(words) <= 8 and not all(word in _NOBODY for word in words)
