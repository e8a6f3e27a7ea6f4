"""Numbers and dates put wrong. Finds them by patterns of its own, so that what the checks overlook is planted too."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evals.consistency import NUMBER_WORDS
from evals.planting.base import Planted, changed, has_word
from evals.statements import Right

_LISTS = {
    "en": (
        "January February March April May June July August September October November December",
        "Jan. Feb. Mar. Apr. May June July Aug. Sept. Oct. Nov. Dec.",
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    ),
    "de": (
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    ),
    "fr": (
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "lundi mardi mercredi jeudi vendredi samedi dimanche",
    ),
    "es": (
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "lunes martes miércoles jueves viernes sábado domingo",
    ),
}
_TURNS = (
    ("yesterday", "tomorrow"), ("last year", "next year"), ("last week", "next week"), ("last month", "next month"),
    ("last summer", "next summer"), ("last winter", "next winter"), ("last spring", "next spring"),
    ("this year", "last year"), ("this week", "last week"), ("next year", "this year"),
)  # fmt: skip
CALENDAR = frozenset(word.strip(".") for rows in _LISTS.values() for row in rows for word in row.split())
"""Names of months and weekdays, without the points of short ones."""

_YEAR = re.compile(r"(?<![\w.,/-])(?:1[89]|2[01])\d\d(?![\d%]|[.,]\d)")
_DAY = re.compile(r"(?<![\w.,:])\d{1,2}(?![\w:%]|[.,]\d)")

_NUMBER = re.compile(
    r"(?<![\w.,:/-])\d+(?:[.,\u00a0\u202f ]\d{3})*(?:[.,]\d+)?(?![\d:/]|-\d|st\b|nd\b|rd\b|th\b|[ap]\.?m)"
)
_WORDS = re.compile(
    rf"(?<![\w-])(?:{'|'.join(word for word in NUMBER_WORDS if word != 'one')})(?![\w-])", re.IGNORECASE
)
_BOUND = re.compile(
    r"\b(?:than|least|most|over|under|above|below|to|about|around|nearly|almost|some|roughly|or|and|up|between)\s\Z"
)
_OTHER_WORDS = "two three four five six seven eight nine ten eleven twelve".split()


@dataclass(frozen=True, slots=True)
class _Number:
    start: int
    end: int
    text: str
    value: float
    unit: str


def number_outside(right: Right, pool: Sequence[Right], chance: random.Random) -> Planted | None:
    """A number of the statement becomes one that the document does not hold, at least a third away from it."""
    numbers = list(_open_numbers(right))
    if not numbers:
        return None
    number = chance.choice(numbers)
    held = {other.value for other in _numbers(right.source.document.text, right.source.case.lang)}
    forms = _outside_forms(number)
    chance.shuffle(forms)
    for form, value in forms:
        if value not in held and abs(value - number.value) > 0.3 * number.value:
            return changed(right, number.start, number.end, form)
    return None


def number_swapped(right: Right, pool: Sequence[Right], chance: random.Random) -> Planted | None:
    """A number becomes another one of the document, one before the same unit where there is any."""
    numbers = list(_open_numbers(right))
    if not numbers:
        return None
    number = chance.choice(numbers)
    here = {other.value for other in _numbers(right.text, right.source.case.lang)}
    others = [
        other
        for other in _numbers(right.source.document.text, right.source.case.lang)
        if other.value not in here and other.text[0].isdigit() == number.text[0].isdigit()
    ]
    alike = [other for other in others if other.unit and other.unit == number.unit]
    if not others:
        return None
    other = chance.choice(alike or others)
    return changed(right, number.start, number.end, _cased(other.text, number.text))


def numbers_exchanged(right: Right, pool: Sequence[Right], chance: random.Random) -> Planted | None:
    """Two numbers of the statement that are written alike change places."""
    numbers = list(_open_numbers(right))
    pairs = [
        (first, second)
        for i, first in enumerate(numbers)
        for second in numbers[i + 1 :]
        if first.value != second.value
        and first.text[0].isdigit() == second.text[0].isdigit()
        and len(right.text[first.end : second.start].split()) > 1
    ]
    if not pairs:
        return None
    first, second = chance.choice(pairs)
    one, other = _cased(first.text, second.text), _cased(second.text, first.text)
    planted = changed(right, first.start, second.end, other + right.text[first.end : second.start] + one)
    return planted and Planted(planted.text, planted.evidence, f"“{one}” ↔ “{other}”", right)


def _open_numbers(right: Right) -> Iterator[_Number]:
    """The numbers of a statement outside of marks, with no bound ("more than 30" would hold for other numbers too)."""
    for number in _numbers(right.text, right.source.case.lang):
        bound = _BOUND.search(right.text[: number.start].lower())
        if not bound and not right.in_marks(number.start, number.end):
            yield number


def _numbers(text: str, lang: str) -> Iterator[_Number]:
    """Numbers in digits or words, without years, days of a month, and clock times."""
    for match in _NUMBER.finditer(text):
        if _in_date(text, match.start(), match.end()):
            continue
        value = _value(match.group(), lang)
        if value:
            yield _Number(match.start(), match.end(), match.group(), value, _unit(text, match.end()))
    if lang == "en":
        for match in _WORDS.finditer(text):
            value = float(NUMBER_WORDS[match.group().lower()])
            yield _Number(match.start(), match.end(), match.group(), value, _unit(text, match.end()))


def _in_date(text: str, start: int, end: int) -> bool:
    if _YEAR.match(text, start):
        return True
    before = re.search(r"([^\W\d_]+)\.? \Z", text[:start])
    after = re.match(r"(?:\.|º|er)?(?: de)? ([^\W\d_]+)", text[end:])
    return any(match is not None and match[1] in CALENDAR for match in (before, after))


def _value(digits: str, lang: str) -> float:
    decimal, group = (",", r"[.\u00a0\u202f ]") if lang in ("de", "fr", "es") else (".", r"[,\u00a0\u202f ]")
    plain = re.sub(group + r"(?=\d{3}(?!\d))", "", digits).replace(decimal, ".")
    try:
        return float(plain)
    except ValueError:
        return 0.0


def _unit(text: str, end: int) -> str:
    match = re.match(r"[ \u00a0-]?([^\W\d_]+|%)", text[end:])
    return match[1].lower() if match else ""


def _outside_forms(number: _Number) -> list[tuple[str, float]]:
    """Other numbers written in the same way: another first digit, or another number word."""
    if not number.text[0].isdigit():
        return [(_cased(word, number.text), float(NUMBER_WORDS[word])) for word in _OTHER_WORDS]
    forms = [str(first) + number.text[1:] for first in range(1, 10) if str(first) != number.text[0]]
    leading = 10 ** (len(str(int(number.value))) - 1)
    rest = number.value - int(number.text[0]) * leading
    return [(form, int(form[0]) * leading + rest) for form in forms] if number.value >= 1 else []


def _cased(word: str, model: str) -> str:
    return word.capitalize() if model[:1].isupper() else word.lower()


# --- dates ----------------------------------------------------------------------------------------------------


def date_moved(right: Right, pool: Sequence[Right], chance: random.Random) -> Planted | None:
    """A day, month, weekday or year becomes another, or "last week" the next."""
    text = right.text
    found = (*_listed(text, right.source.case.lang), *_years(text), *_days(text), *_turned(text))
    places = [place for place in found if not right.in_marks(place[0], place[1])]
    if not places:
        return None
    start, end, others = chance.choice(places)
    fitting = [other for other in others if not has_word(right.text, other)]
    return changed(right, start, end, chance.choice(fitting)) if fitting else None


_Place = tuple[int, int, list[str]]


def _listed(text: str, lang: str) -> Iterator[_Place]:
    """Months and weekdays, each with the others of its list that are not its neighbours."""
    for row in _LISTS.get(lang, _LISTS["en"]):
        words = row.split()
        for at, word in enumerate(words):
            if "Jan." in words and not word.endswith("."):
                continue  # "July" of the short row stands in the full one too, and is to become a full name
            for match in re.finditer(rf"(?<![\w-]){re.escape(word)}(?!\w)", text):
                others = [other for k, other in enumerate(words) if 1 < (k - at) % len(words) < len(words) - 1]
                yield match.start(), match.end(), others


def _years(text: str) -> Iterator[_Place]:
    for match in _YEAR.finditer(text):
        year = int(match.group())
        yield match.start(), match.end(), [str(year + step) for step in (-4, -3, -2, -1, 1, 2, 3)]


def _days(text: str) -> Iterator[_Place]:
    for match in _DAY.finditer(text):
        if _in_date(text, match.start(), match.end()) and 1 <= int(match.group()) <= 31:
            yield match.start(), match.end(), [str(day) for day in range(2, 29) if abs(day - int(match.group())) > 1]


def _turned(text: str) -> Iterator[_Place]:
    for word, other in _TURNS:
        for match in re.finditer(rf"(?<!\w){word}(?!\w)", text):
            yield match.start(), match.end(), [other]
