"""Dates of a text: full and partial, by number, in words, by weekday, and relative ones ("last week").

A date says what it says: its fields are None where the text leaves them out. ``resolve`` fills them from the day a
text was published, and ``agrees`` tells whether one date bears out another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

_MONTH_TEXT = {
    "en": "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sept sep|"
    "october oct|november nov|december dec",
    "de": "januar jänner jan|februar feb|märz|april apr|mai|juni|juli|august aug|september sept sep|oktober okt|"
    "november nov|dezember dez",
    "fr": "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre",
    "es": "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre",
}
_DAY_TEXT = {
    "en": "monday mon|tuesday tues tue|wednesday wed|thursday thurs thur thu|friday fri|saturday sat|sunday sun",
    "de": "montag|dienstag|mittwoch|donnerstag|freitag|samstag sonnabend|sonntag",
    "fr": "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche",
    "es": "lunes|martes|miércoles|jueves|viernes|sábado|domingo",
}


def _table(rows: str) -> dict[str, int]:
    return {word: n for n, row in enumerate(rows.split("|"), 1) for word in row.split()}


_MONTHS = {language: _table(rows) for language, rows in _MONTH_TEXT.items()}
_WEEKDAYS = {language: _table(rows) for language, rows in _DAY_TEXT.items()}
# Words that are something else as well: they count only with a day or year beside them, or a word of time before.
_DOUBTFUL = frozenset("may march mar mars mon tue wed thu fri sat sun dec jan sep sept".split())
_UNIT = "second|minute|hour|day|week|weekend|month|year|decade|century|spring|summer|autumn|fall|winter|quarter"
_RELATIVE = {
    "yesterday": ("day", -1), "today": ("day", 0), "tonight": ("day", 0), "tomorrow": ("day", 1),
    "the day before yesterday": ("day", -2), "the day after tomorrow": ("day", 2),
    "gestern": ("day", -1), "heute": ("day", 0), "morgen": ("day", 1),
    "vorgestern": ("day", -2), "übermorgen": ("day", 2),
}  # fmt: skip
_STEPS = {"last": -1, "past": -1, "previous": -1, "this": 0, "current": 0, "next": 1, "coming": 1, "following": 1}


@dataclass(frozen=True, slots=True)
class Date:
    """A date and where it stands, ``[start, end)`` in code points.

    ``weekday`` counts from 1, Monday. ``relative`` is a step from the day of the text: ("week", -1) is last week.
    ``decade`` marks "the 1990s". ``bare`` marks four digits alone that may be a year and may be a number.
    ``turned`` marks a day and month in numbers whose order the text leaves open (5/4/2021).
    """

    start: int
    end: int
    text: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    relative: tuple[str, int] | None = None
    decade: bool = False
    bare: bool = False
    turned: bool = False

    @property
    def year_or_zero(self) -> int:
        """The year, 0 where none is given."""
        return self.year or 0

    @property
    def fields(self) -> tuple[tuple[str, int], ...]:
        """The fields that the text gives, as (name, number)."""
        named = (("year", self.year), ("month", self.month), ("day", self.day), ("weekday", self.weekday))
        return tuple((name, number) for name, number in named if number is not None)


_YEAR = r"(?:1[0-9]|20|21)\d\d(?![\d%]|[.,/]\d)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|º|er)?(?![\d:%/]|[.,]\d|[ ]?(?:%|percent|per cent|million|billion))"
_COUNTS = {w: n for n, w in enumerate("one two three four five six seven eight nine ten".split(), 1)} | {
    "a": 1,
    "an": 1,
}


@lru_cache(maxsize=8)
def _pattern(language: str) -> re.Pattern[str]:
    months = "|".join(sorted(_MONTHS[language], key=len, reverse=True))
    days = "|".join(sorted(_WEEKDAYS[language], key=len, reverse=True))
    month = rf"\b(?:{months})\b\.?"
    of = r"(?: of| de)?"
    forms = (
        r"(?P<iso>(?<![\d.-])(?:1\d|20|21)\d\d(?P<by>[-.])(?:0[1-9]|1[0-2])(?P=by)(?:0[1-9]|[12]\d|3[01])(?!\d))",
        r"(?P<numeric>(?<![\d/.])\d{1,2}(?P<parting>[/.])\d{1,2}(?P=parting)(?:\d{4}|\d\d)(?![\d/]|\.\d))",
        rf"(?P<day_first>(?<![\d.,$€£])\b{_DAY})\.?{of} (?P<month_last>{month})(?:,?{of} (?P<year_last>{_YEAR}))?",
        rf"(?P<month_first>{month}) (?:the )?(?P<day_last>{_DAY})(?:,? (?P<year_after>{_YEAR}))?",
        rf"(?P<step>\b(?:{'|'.join(_STEPS)}) (?P<step_unit>{_UNIT}|{days}|{months})\b)",
        rf"(?P<month_only>{month})(?:,?{of} (?P<year_only>{_YEAR}))?",
        rf"(?P<weekday>\b(?:{days})\b)",
        r"(?P<decade>(?<![\w.,])(?:(?:1[0-9]|20)\d0|['’]?\d0)['’]?s\b)",
        rf"(?P<ago>\b(?P<count>\d\d?|{'|'.join(_COUNTS)}) (?P<ago_unit>{_UNIT})s? (?P<way>ago|earlier|later)\b)",
        rf"(?P<word>\b(?:{'|'.join(sorted(_RELATIVE, key=len, reverse=True))})\b)",
        rf"(?P<bare>(?<![\w.,/$€£-]){_YEAR})(?!['’]?s\b|-\d\d\d|-[a-z])",
    )
    return re.compile("|".join(forms), re.IGNORECASE)


def find_dates(text: str, language: str = "en") -> tuple[Date, ...]:
    """The dates of a text, in order. A weekday beside a day of the month is one date with it.

    Args:
        text: any text.
        language: ISO 639-1 code; months and weekdays are known in English, German, French and Spanish.
    """
    language = language[:2] if language[:2] in _MONTHS else "en"
    found: list[Date] = []
    for match in _pattern(language).finditer(text):
        here = _date(text, match, language)
        if here is None:
            continue
        if found and found[-1].weekday and not found[-1].day and here.day and _beside(text, found[-1].end, here.start):
            before = found.pop()
            here = replace(here, start=before.start, text=text[before.start : here.end], weekday=before.weekday)
        found.append(here)
        to = _TO_DAY.match(text, match.end()) if here.day and not here.year else None
        if to is not None and match["month_first"]:
            found.append(replace(here, start=to.start(1), end=to.end(1), text=to[1], day=int(to[1]), weekday=None))
    return tuple(found)


# The second day of "March 6-7".
_TO_DAY = re.compile(r" ?[-–] ?(0?[1-9]|[12]\d|3[01])(?!\d|[.,]\d)")


def _beside(text: str, end: int, start: int) -> bool:
    return text[end:start].replace("the", "").strip(" .,(") == "" and start - end <= 6


def _date(text: str, match: re.Match[str], language: str) -> Date | None:
    """The date in one match of the pattern, or None where the word is no date here ("may", "march")."""
    got = {name: value for name, value in match.groupdict().items() if value}
    start, end = match.span()
    blank = Date(start, end, match[0])
    if "iso" in got:
        year, month, day = (int(part) for part in re.split("[-.]", got["iso"]))
        return replace(blank, year=year, month=month, day=day)
    if "numeric" in got:
        return _in_numbers(blank, got["numeric"], got["parting"], language)
    if "month_last" in got or "month_first" in got or "month_only" in got:
        return _month(text, blank, got, language)
    if "weekday" in got:
        word = got["weekday"].lower()
        if word in _DOUBTFUL or not (got["weekday"][0].isupper() or language in ("fr", "es")):
            return None
        return replace(blank, weekday=_WEEKDAYS[language][word])
    return _loose(blank, got, language)


def _in_numbers(blank: Date, written: str, parting: str, language: str) -> Date | None:
    """5/4/2021 and 5.4.2021: points say day first; a stroke leaves it open unless one number is over 12."""
    first, second, year = (int(part) for part in written.split(parting))
    year += 0 if year > 99 else (2000 if year < 50 else 1900)
    day_first = parting == "." or language != "en" or first > 12
    day, month = (first, second) if day_first else (second, first)
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    turned = parting == "/" and day <= 12 and day != month
    return replace(blank, year=year, month=month, day=day, turned=turned)


def _month(text: str, blank: Date, got: dict[str, str], language: str) -> Date | None:
    word = (got.get("month_last") or got.get("month_first") or got.get("month_only") or "").rstrip(".")
    day = got.get("day_first") or got.get("day_last")
    year = got.get("year_last") or got.get("year_after") or got.get("year_only")
    if not word[0].isupper() and language in ("en", "de"):
        return None
    if word.lower() in _DOUBTFUL and not day and not year and not _in_time(text, blank.start, word):
        return None
    end = blank.end - 1 if blank.text.endswith(".") and len(word) > 4 else blank.end
    return replace(
        blank,
        end=end,
        text=text[blank.start : end],
        month=_MONTHS[language][word.lower()],
        day=int(re.sub(r"\D", "", day)) if day else None,
        year=int(year) if year else None,
    )


_BEFORE_MONTH = re.compile(
    r"\b(?:in|of|by|since|until|till|from|to|during|through|before|after|for|and|early|late|mid|last|next|this"
    r"|between)[ -]$",
    re.IGNORECASE,
)


def _in_time(text: str, start: int, word: str) -> bool:
    """Whether a word of time stands before "May" or "March", so that it is the month."""
    return word.lower() in ("may", "march", "mars") and bool(_BEFORE_MONTH.search(text[max(0, start - 9) : start]))


def _loose(blank: Date, got: dict[str, str], language: str) -> Date | None:
    """Years, decades and relative dates."""
    if "decade" in got:
        number = int(re.sub(r"\D", "", got["decade"]))
        return replace(blank, year=number if number > 99 else 1900 + number, decade=True)
    if "bare" in got:
        return replace(blank, year=int(got["bare"]), bare=True)
    if "word" in got:
        return replace(blank, relative=_RELATIVE[got["word"].lower()])
    if "ago" in got:
        count = int(got["count"]) if got["count"].isdigit() else _COUNTS[got["count"].lower()]
        way = 1 if got["way"].lower() == "later" else -1
        return replace(blank, relative=(got["ago_unit"].lower(), way * count))
    if "step" in got:
        step, unit = _STEPS[got["step"].split()[0].lower()], got["step_unit"].lower()
        if unit in _WEEKDAYS[language]:
            return replace(blank, weekday=_WEEKDAYS[language][unit], relative=("week", step))
        if unit in _MONTHS[language]:
            return replace(blank, month=_MONTHS[language][unit], relative=("year", step))
        return replace(blank, relative=(unit, step))
    return None


def published_day(published: str | None) -> date | None:
    """The day in a document's ``published`` (ISO 8601, any precision from the day on), or None."""
    match = re.match(r"(\d{4})-(\d\d)-(\d\d)", published or "")
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def resolve(found: Date, published: date | None) -> Date:
    """A date with the fields filled in that the day of publication settles.

    "Monday" is the last Monday up to that day, "yesterday" the day before, "last year" the year before. What it does
    not settle (a month that may be this year's or last year's) stays open.
    """
    if published is None or found.decade or found.bare:
        return found
    day: date | None = None
    if found.relative is not None:
        unit, step = found.relative
        if unit == "day" and abs(step) < 400:
            day = published + timedelta(days=step)
        elif unit == "year" and not found.month:
            return replace(found, year=published.year + step)
        elif unit == "month" and abs(step) < 100:
            months = published.year * 12 + published.month - 1 + step
            return replace(found, year=months // 12, month=months % 12 + 1)
    elif found.weekday and not found.day:
        day = published - timedelta(days=(published.isoweekday() - found.weekday) % 7)
    if day is None:
        return found
    return replace(found, year=day.year, month=day.month, day=day.day, weekday=day.isoweekday())


def _weekday(found: Date) -> int | None:
    """The weekday of a full date, or the one that the text gives."""
    if found.weekday or not (found.year and found.month and found.day):
        return found.weekday
    try:
        return date(found.year, found.month, found.day).isoweekday()
    except ValueError:
        return None


def agrees(said: Date, borne: Date) -> bool:
    """Whether ``borne`` (a date of the source) carries all that ``said`` says: every field given, and equal.

    A year is carried by any date of that year; a decade by each of its years; a turned date either way round.
    """
    if said.decade:
        return borne.year is not None and borne.year // 10 == said.year_or_zero // 10
    if said.relative is not None and not said.fields:
        return borne.relative is not None and same_step(said.relative, borne.relative)
    if said.relative is not None and borne.relative is not None and not same_step(said.relative, borne.relative):
        return False
    if said.turned and (said.day, said.month) == (borne.month, borne.day):
        return said.year == borne.year
    if borne.turned and (said.day, said.month) == (borne.month, borne.day):
        return said.year in (None, borne.year)
    if borne.decade:
        return False
    theirs = dict(borne.fields)
    weekday = _weekday(borne)
    return all(theirs.get(name) == number if name != "weekday" else weekday == number for name, number in said.fields)


_IN_HOURS = {"hour": 1, "day": 24, "week": 7 * 24}
_IN_MONTHS = {"month": 1, "year": 12, "decade": 120}


def same_step(one: tuple[str, int], other: tuple[str, int]) -> bool:
    """Whether two relative dates step as far: 24 hours later is a day later, twelve months ago a year ago."""
    for lengths in (_IN_HOURS, _IN_MONTHS):
        if one[0] in lengths and other[0] in lengths and (abs(one[1]) > 1 or abs(other[1]) > 1):
            return one[1] * lengths[one[0]] == other[1] * lengths[other[0]]
    return one == other


def clashes(said: Date, other: Date) -> bool:
    """Whether two dates give one field different numbers (May 5, May 6)."""
    theirs = dict(other.fields)
    return any(name in theirs and theirs[name] != number for name, number in said.fields)
