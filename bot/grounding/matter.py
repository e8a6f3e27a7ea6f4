"""Whether a sentence of a source is about what a statement is about: its nouns, held against those of the sentence.

"The bridge cost 4 million crowns" shares its verb, its crowns and its figure's place with "The gate cost 38 million
crowns", and is not contradicted by it: nothing is said there of a bridge. A statement's subject, the word before that
("**bus** fares"), and the object of its verb must stand in a sentence that is to speak against it, or be meant there:
by a synonym of ``bot.language.concepts``, by a pronoun or a bare description behind a sentence that has the noun, or
by the post of the one who speaks. English only; in other languages every sentence passes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.grounding.evidence import Evidence, Finding, Piece
from bot.grounding.facts import Facts
from bot.grounding.naming import is_name
from bot.language import read
from bot.language.attribution import sentences_as_clauses
from bot.language.clauses import Clauses
from bot.language.concepts import concept
from bot.language.marks import passages
from bot.language.phrases import is_time, main_subject, noun_phrase_after, subject
from bot.language.sentences import paragraphs
from bot.language.words import fold, tokens
from bot.types import Document

# Where the sense lies in who says what, the words that are said are compared as a whole.
_SPEECH = frozenset("speaker quote".split())
# So many letters in front make two nouns one word: "resident" and "residence", "councillor" and "council".
ALIKE = 6
# Of "the number of houses" and "most of the houses" the houses are what is spoken of.
_MEASURES = frozenset(
    """number share part majority minority amount total rate level half third quarter percentage sum group kind sort
    price cost size height length width length dozen hundreds thousands millions rest all most many some few one two
    three""".split()
)
# Adjectives before a subject leave it what it is: "the new gate" is the gate. A noun there does not: "bus fares".
_QUALITIES = frozenset(
    """new old big large small great good bad long short high low higher lower whole entire full main major former
    current present latest last next first second third final early late recent annual monthly weekly daily own other
    same different possible proposed planned expected total average local national public
    own such several many few more most""".split()
)
_ADJECTIVAL = re.compile(r".{2,}(?:al|ive|ous|ic|ful|less|able|ible|ary|ed|ing|ern|est)$")
_TIMES = frozenset("spring summer autumn winter day week month year decade century days weeks months years".split())
# These name no thing: "set aside", "no longer", "sank and rose afterwards".
_ADVERBIAL = frozenset(
    """aside afterwards longer forward forwards ahead abroad home again later sooner together apart further alone
    upwards downwards""".split()
)
# What points back at the thing that a sentence before has named.
_POINTING = frozenset(
    """it its itself he him his she her hers they them their theirs this that these those which who whose one ones both
    each""".split()
)
_GENERIC = re.compile(
    r"\b(?:the|this|that|these|those)\s+(?:\w+\s+)?(?:project|plan|scheme|proposal|building|structure|work|works|site"
    r"|vessel|craft|firm|group|body|organi[sz]ation|agency|facility|service|measure|move|step|event|case|deal|man"
    r"|woman|boy|girl|pair|couple|animal|machine|device|place|area|town|city|country)s?\b",
    re.IGNORECASE,
)


def unspoken(said: Facts, piece: Piece, evidence: Evidence, findings: Sequence[Finding]) -> str:
    """The first noun of a statement that a sentence does not speak of, as the statement writes it; "" for none.

    Args:
        said: the statement.
        piece: the sentence that is to speak against it.
        evidence: what it is a part of: the sentences before and the speakers.
        findings: what speaks against the statement; a word that one of them names is what it is about.
    """
    if not evidence.language.startswith("en") or any(finding.check in _SPEECH for finding in findings):
        return ""
    questioned = _words_of(findings)
    # "Bus fares" opens with what could be a name; before a noun in small letters it only says which fares.
    surely = _words_of([finding for finding in findings if finding.check != "name"])
    known = _spoken_of(piece, evidence)
    for word, is_before in _nouns(said, evidence):
        if fold(word) not in (surely if is_before else questioned) and not _stands_in(word, known):
            return word
    return ""


def _words_of(findings: Sequence[Finding]) -> frozenset[str]:
    return frozenset(fold(token.word) for finding in findings for token in tokens(finding.reason))


def _spoken_of(piece: Piece, evidence: Evidence) -> frozenset[str]:
    """The concepts that a sentence speaks of: by its words, its speakers' posts, and what its pronouns point at."""
    texts = [piece.facts.text, *sorted(evidence.speakers)]
    if _points_back(piece.facts):
        alone = Evidence((piece.span,), evidence.readings)
        texts += [before.facts.text for before in alone.before]
    return frozenset(concept(token.word) for text in texts for token in tokens(text))


def _points_back(source: Facts) -> bool:
    return any(fold(token.word) in _POINTING for token in source.tokens) or bool(_GENERIC.search(source.text))


def _stands_in(word: str, known: frozenset[str]) -> bool:
    parts = [concept(part) for part in re.split(r"[-‐‑–]", word) if part]
    return any(
        part in known or (len(part) >= ALIKE and any(other.startswith(part[:ALIKE]) for other in known))
        for part in parts
    )


def _nouns(said: Facts, evidence: Evidence) -> Iterator[tuple[str, bool]]:
    """The common nouns that a statement is about, as written: of each of its verbs the subject and the object, and
    the noun right before the subject, which is marked."""
    document = Document.of(said.text)
    held = passages(said.text, paragraphs(document))
    for unit in sentences_as_clauses(said.text, read(document).sentences, held):
        taken = _taken(said, evidence)
        for at, is_before in dict.fromkeys(_places(unit)):
            inside = any(start <= unit.start[at] < end for start, end in taken)
            time = is_time(unit, at) or unit.low[at] in _TIMES | _ADVERBIAL
            if unit.tag[at] in "Nn" and not inside and not time and any(c.isalpha() for c in unit.low[at]):
                yield said.text[unit.start[at] : unit.end[at]], is_before


def _taken(said: Facts, evidence: Evidence) -> list[tuple[int, int]]:
    """Where figures, dates and names stand, which have checks of their own."""
    figures = [(figure.start, figure.end) for figure in said.figures.numbers]
    dates = [(date.start, date.end) for date in said.figures.dates]
    return figures + dates + [(name.start, name.end) for name in said.names if is_name(name, said, evidence)]


def _places(unit: Clauses) -> Iterator[tuple[int, bool]]:
    """The words that are a verb's subject or object, and, marked, the one right before a subject."""
    for verb in range(len(unit)):
        found = None
        if unit.tag[verb] in "VA":
            found = main_subject(unit, verb + 1)
        elif unit.tag[verb] == "E":  # "fares rose by": read like "bought by", and no auxiliary before it
            found = subject(unit, verb)
        if found is not None:
            yield from _subject(unit, *found)
    for verb in range(len(unit) - 1):
        follows = verb + 1 + (unit.tag[verb + 1] == "R" and verb + 2 < len(unit))
        found = noun_phrase_after(unit, follows, attached=False) if unit.tag[verb] in "VEBG" else None
        head = _head(unit, *found, behind=False) if found is not None else None
        if head is not None:
            yield head, False


def _subject(unit: Clauses, first: int, last: int) -> Iterator[tuple[int, bool]]:
    head = _head(unit, first, last)
    if head is None:
        return
    yield head, False
    before = head - 1
    if before >= first and unit.tag[before] in "Nn" and not _is_quality(unit.low[before]):
        yield before, True


def _is_quality(word: str) -> bool:
    return word in _QUALITIES or bool(_ADJECTIVAL.match(word))


def _head(unit: Clauses, first: int, last: int, *, behind: bool = True) -> int | None:
    """The word that a noun phrase is named by: its last before a preposition, or ``behind`` "the number of"."""
    end = next((at for at in range(first, last) if unit.tag[at] in "R,W"), last)
    if end <= first:
        return None
    head = end - 1
    if unit.low[head] in _MEASURES:
        return _head(unit, end + 1, last) if behind and end < last and unit.low[end] == "of" else None
    return head if unit.tag[head] in "Nn" else None
