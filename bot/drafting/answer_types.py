"""Where in a sentence stands a thing of the kind that a question asks for: a figure, a date, a name, a reason.

What the question itself says is no answer to it: a candidate all of whose words stand in the question does not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.drafting.lines import Line, Word
from bot.drafting.questions import Asked
from bot.language.figures import Figure, find_figures
from bot.language.names import find_names
from bot.language.places import PLACES

_UNIT_WINDOW = 5  # words after a figure within which what it counts is named ("7,200 of its young members")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible answer in a line: ``[start, end)`` code points of the document; ``strength`` says how well it fits
    the kind asked for, from 0 to 1.
    """

    start: int
    end: int
    strength: float


_REASON = re.compile(
    r"\b(?:because|since|due to|owing to|as a result|in order to|so that|in response to|thanks to|for fear|reasons?"
    r"|caused? by|causes?|caused|led to|leads to|resulted (?:in|from)|therefore|to (?:avoid|prevent|ensure|protect"
    r"|increase|reduce|improve|allow|make|help|stop|protest)|weil|denn|wegen|aufgrund|parce que|car|afin de|porque"
    r"|debido a|perché|a causa di|omdat|vanwege)\b",
    re.IGNORECASE,
)
_MANNER = re.compile(
    r"\b(?:by \w+ing|by (?:means|way) of|through|using|via|with the help of|according to|indem|durch|mittels|en \w+ant"
    r"|mediante|a través de|attraverso|door)\b",
    re.IGNORECASE,
)
_TIME_CLAUSE = re.compile(
    r"\b(?:when|after|before|until|during|as soon as|once|century|centuries|era|period|season|anniversary|als|nachdem"
    r"|bevor|quand|lorsque|après|avant|cuando|después|antes)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?:in|at|on|near|from|to|into|across|outside|inside|between|around|through|along|off|west|east|north|south"
    r"|im|am|bei|aus|nach|à|au|en|dans|sur|de)\s+(?:the\s+|der\s+|dem\s+|la\s+|le\s+|el\s+)?(?P<what>[\w’'.-]+)"
)


def candidates(line: Line, asked: Asked) -> tuple[Candidate, ...]:
    """The possible answers in a line, in order.

    Kinds that any words may answer (a thing, a statement, yes or no) have none.
    """
    text = line.text
    offset = line.sentence.span.start
    finders = {
        "number": _numbers,
        "date": _dates,
        "person": _persons,
        "speaker": _persons,
        "place": _places,
        "reason": _cues,
        "manner": _cues,
    }
    finder = finders.get(asked.kind)
    if finder is None:
        return ()
    said = frozenset(term.form for term in asked.terms)
    found = []
    for candidate in finder(line, asked, text):
        inside = [w for w in line.words if candidate.start <= w.start - offset < candidate.end and w.content]
        if inside and all(word.form in said for word in inside) and asked.kind not in ("reason", "manner"):
            continue
        found.append(Candidate(candidate.start + offset, candidate.end + offset, candidate.strength))
    return tuple(found)


def _numbers(line: Line, asked: Asked, text: str) -> Iterable[Candidate]:
    first = asked.text.lower()
    for figure in find_figures(text, line.reading.language).numbers:
        if figure.kind in ("ordinal", "time"):
            continue
        strength = _number_fit(figure, line, asked, first)
        if strength:
            yield Candidate(figure.start, figure.end, strength * (0.5 if figure.weak else 1.0))


_PERCENT_ASKED = re.compile(r"\b(?:percent|percentage|per cent|share|proportion|prozent|pourcentage|porcentaje)\b")
_BY_HOW_MUCH = re.compile(r"\b(?:by|to|from) how (?:much|many)\b")
_MONEY_ASKED = re.compile(
    r"\bhow much\b|\b(?:cost|price|pay|paid|salary|budget|worth|earn|money|spend|spent|fund)\w*\b"
)
_TIME_ASKED = re.compile(r"\bhow long\b")
_AGE_ASKED = re.compile(r"\bhow old\b|\bage\b")
_AGE_BEFORE = re.compile(
    r"(?:\b(?:aged?|age of|turn(?:s|ed|ing)?|am|is|was|are|were)|['’](?:s|m|re)|[^\W\d_],)\s$", re.IGNORECASE
)
_AGE_AFTER = re.compile(r"s?[- ](?:old|ago)\b|[- ](?:years?|months?|weeks?|days?)[- ](?:old|ago)\b", re.IGNORECASE)
_MEASURE_ASKED = re.compile(
    r"\bhow (?:far|tall|high|deep|wide|large|big|fast|heavy|hot|cold)\b"
    r"|\b(?:length|height|width|depth|weight|size|temperature|speed|distance)\b"
)
_TIME_UNITS = frozenset("second minute hour day week month year decade century".split())


def _number_fit(figure: Figure, line: Line, asked: Asked, question: str) -> float:
    """How well a figure answers the question by its kind and by what it counts."""
    if _PERCENT_ASKED.search(question):
        return 1.0 if figure.kind in ("percent", "points") else 0.4 * (figure.value < 1)
    if _BY_HOW_MUCH.search(question):
        return 0.8
    if _AGE_ASKED.search(question):
        return float(_is_age(figure, line.text))
    if asked.unit:
        paid = figure.kind == "money" and "how much" in question
        return 1.0 if paid else _counts(figure, line, asked.unit)
    if _TIME_ASKED.search(question):
        timed = figure.unit in _TIME_UNITS or any(unit in figure.text.lower() for unit in _TIME_UNITS)
        return 1.0 if timed else 0.6 * (figure.kind == "number")
    if _MONEY_ASKED.search(question):
        return 1.0 if figure.kind == "money" or (figure.value >= 1000 and not _is_year(figure)) else 0.2
    if _MEASURE_ASKED.search(question):
        sum_asked = re.search(r"\bhow (?:large|big|high)\b", question) and (
            figure.kind == "money" or figure.value >= 1000
        )
        return 1.0 if figure.kind == "measure" else 0.8 if sum_asked and not _is_year(figure) else 0.2
    return 0.8


def _is_age(figure: Figure, text: str) -> bool:
    """Whether a figure is said to be an age: "58 years old", "a 58-year-old", "aged 58", "Trask, 58, denies"."""
    if _AGE_AFTER.match(text, figure.end) and (figure.unit in _TIME_UNITS or figure.kind == "number"):
        return True
    ends = text[figure.end : figure.end + 1] in ("", ",", ".", ";", ")") or text[figure.end : figure.end + 5] == " and "
    return figure.kind == "number" and ends and _AGE_BEFORE.search(text[: figure.start]) is not None


def _is_year(figure: Figure) -> bool:
    return figure.text.isdigit() and 1000 <= figure.value < 2200


# What a figure may count without saying so: "63 on board", "2.3 million crowns".
_UNSAID = frozenset("person member time resid worker employe student voter passeng money aid fund".split())


def _counts(figure: Figure, line: Line, unit: tuple[str, ...]) -> float:
    """Whether a figure counts the thing asked for: named right after it, elsewhere in the line, or not at all."""
    end = line.sentence.span.start + figure.end
    after: list[Word] = [word for word in line.words if word.start >= end][:_UNIT_WINDOW]
    heads = frozenset(unit)
    if any(word.form in heads for word in after) or any(head in figure.text.lower() for head in heads):
        return 1.0
    if any(word.form in heads for word in line.words):
        return 0.6
    return 0.35 if heads & _UNSAID else 0.25


def _dates(line: Line, asked: Asked, text: str) -> Iterable[Candidate]:
    year_asked = re.search(r"\byear\b", asked.text.lower())
    found = False
    for date in find_figures(text, line.reading.language).dates:
        found = True
        yield Candidate(date.start, date.end, 1.0 if date.year is not None or not year_asked else 0.6)
    for figure in find_figures(text, line.reading.language).numbers:
        if figure.kind == "time":
            found = True
            yield Candidate(figure.start, figure.end, 1.0 if "time" in asked.text.lower() else 0.6)
    if not found:
        for match in _TIME_CLAUSE.finditer(text):
            yield Candidate(match.start(), match.end(), 0.5)


# "NORDHAVN, 3 March —", "PORT ANSEL (Harbour Wire) —": where a report comes from is nobody.
_DATELINE = re.compile(
    r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ.'’-]+(?: [A-ZÀ-ÖØ-Þ.'’-]+)*(?:,[^—–\n]{0,40})?(?:\s\([^)\n]{0,40}\))?\s?[—–]"
)
_NO_PERSON = frozenset("street avenue road square river lake island county valley station airport bridge bay".split())


def _persons(line: Line, asked: Asked, text: str) -> Iterable[Candidate]:
    dateline = _DATELINE.match(text)
    for name in find_names(text, line.reading.language):
        if (dateline and name.start < dateline.end()) or name.words[-1] in _NO_PERSON:
            continue
        if any(word not in PLACES.values() for word in name.words):
            yield Candidate(name.start, name.end, 1.0 if name.certain else 0.6)


def _places(line: Line, asked: Asked, text: str) -> Iterable[Candidate]:
    for match in _PLACE.finditer(text):
        what = match["what"]
        named = what[:1].isupper() and not what.isdigit()
        if what[:1].isalpha():
            yield Candidate(match.start("what"), match.end("what"), 1.0 if named else 0.4)
    for name in find_names(text, line.reading.language):
        placed = any(word in PLACES.values() for word in name.words)
        yield Candidate(name.start, name.end, 1.0 if placed else 0.6)


def _cues(line: Line, asked: Asked, text: str) -> Iterable[Candidate]:
    for match in (_REASON if asked.kind == "reason" else _MANNER).finditer(text):
        yield Candidate(match.start(), match.end(), 1.0)
