"""Numbers, amounts, percentages and times of a text, under one value each, however they are written.

2,500 = 2500 = "2.5 thousand" = "twenty-five hundred"; "a half" = 1/2 = 0.5; "$3bn" = "three billion dollars". Dates
are found first (``bot.language.dates``), and their digits are no numbers here. Values are exact fractions. Linear in
the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Final, Literal

from bot.language.dates import Date, find_dates
from bot.language.numerals import BIG, MULTIPLES, ONES, ORDINALS, PARTS, TENS, VULGAR, decimal, fraction
from bot.language.pieces import PIECE, SPACE, Bound, Scan, bound
from bot.language.units import CURRENCIES, SCALES, UNITS, base
from bot.language.words import fold

Kind = Literal["number", "ordinal", "percent", "points", "money", "measure", "time", "times"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure and where it stands, ``[start, end)`` in code points, its unit included.

    ``value`` is what is written; ``unit`` the unit's or currency's key ("km", "USD"), "am"/"pm"/"" for a time (whose
    value is minutes after midnight). ``bound`` is what the words before it make of it ("more than"). ``other`` is a
    second way to read the same writing: "5.68 m" is metres or millions. ``weak`` marks words that are a number only
    by the way ("one of them"): they can bear out a figure and need none to bear them out. ``range_of`` numbers the
    ranges of a text from 1: its two ends carry the same number.
    """

    start: int
    end: int
    text: str
    kind: Kind
    value: Fraction
    unit: str = ""
    bound: Bound = ""
    other: tuple[Fraction, str] | None = None
    weak: bool = False
    range_of: int = 0

    @property
    def readings(self) -> tuple[tuple[Fraction, str], ...]:
        """The ways to read it, (value, unit) in base units: 2 km is (2000, "m")."""
        first = base(self.value, self.unit)
        return (first,) if self.other is None else (first, base(*self.other))


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a text: numbers in order, and dates in order."""

    numbers: tuple[Figure, ...]
    dates: tuple[Date, ...]


def find_figures(text: str, language: str = "en") -> Figures:
    """The figures of a text.

    Args:
        text: any text.
        language: ISO 639-1 code; it says whether a comma or a point parts the decimals.
    """
    dates = find_dates(text, language)
    pieces = []
    taken = iter(dates)
    date = next(taken, None)
    for match in PIECE.finditer(text):
        while date is not None and date.end <= match.start():
            date = next(taken, None)
        if date is not None and match.start() >= date.start and not date.bare:
            continue
        kind = "number" if match.lastgroup == "vulgar" else match.lastgroup or "word"
        pieces.append((kind, match[0], match.start(), match.end()))
    scan = Scan(text, pieces, language[:2] in _DECIMAL_COMMA)
    return Figures(tuple(_ranges(text, list(_shares(text, list(_numbers(scan)))))), dates)


_DECIMAL_COMMA = frozenset("de fr es it nl pt da sv no fi pl ru tr".split())


def _numbers(scan: Scan) -> Iterator[Figure]:
    at = 0
    while at < len(scan.pieces):
        kind, written, *_ = scan.pieces[at]
        if kind == "word" and not _may_begin(written):
            at += 1
            continue
        found = _clock(scan, at) or _written(scan, at) or _in_words(scan, at)
        if found is None:
            at += 1
            continue
        figure, at = found
        yield figure


_NOON: Final = frozenset(("noon", "midday", "midnight"))
_PARTS: Final = frozenset(("half", "quarter", "third", "a", "an", "one"))
_MANY: Final = frozenset(("dozens", "hundreds", "thousands", "millions", "billions", "trillions"))
_FIRST: Final = _NOON | _PARTS | _MANY | frozenset((*MULTIPLES, *ORDINALS, *ONES, *TENS))


@lru_cache(maxsize=1 << 14)
def _may_begin(word: str) -> bool:
    """Whether a figure may begin with a word; most words are none that any of the ways to write one begins with."""
    return word in CURRENCIES or fold(word) in _FIRST


def _clock(scan: Scan, at: int) -> tuple[Figure, int] | None:
    """A time of day: 10:30, 5 p.m., noon. Its value is minutes after midnight, or after noon or midnight unsaid."""
    kind, written, start, end = scan.pieces[at]
    if kind == "word" and fold(written) in _NOON:
        value = 0 if fold(written) == "midnight" else 720
        return Figure(start, end, written, "time", Fraction(value), "am" if value == 0 else "pm"), at + 1
    if kind not in ("clock", "number"):
        return None
    half, nxt = _half(scan, at + 1)
    if kind == "number" and (not half or not written.isdigit() or int(written) > 12):
        return None
    hours, _, minutes = written.replace(".", ":").partition(":")
    value = int(hours) * 60 + int(minutes or 0)
    if half and value < 780:
        value = value % 720 + (720 if half == "pm" else 0)
    elif value >= 780:
        half = "pm"
    end = scan.pieces[nxt - 1][3]
    return Figure(start, end, scan.text[start:end], "time", Fraction(value), half), nxt


def _half(scan: Scan, at: int) -> tuple[str, int]:
    """ "am" or "pm" where it stands at ``at`` ("a.m." is two pieces), and the piece after it."""
    if not scan.close(at, " "):
        return "", at
    word = scan.word(at)
    if word in ("am", "pm"):
        return word, at + 1
    if word in ("a", "p") and scan.word(at + 1) == "m" and scan.gap(at + 1) == ".":
        return word + "m", at + 2
    return "", at


def _written(scan: Scan, at: int) -> tuple[Figure, int] | None:
    """A number in digits, with its scale ("2.5 million"), unit, currency or ordinal ending."""
    currency, first = "", at
    if scan.pieces[at][0] == "sign" and scan.pieces[at][1] in CURRENCIES:
        currency, at = CURRENCIES[scan.pieces[at][1]], at + 1
        if at >= len(scan.pieces) or scan.gap(at).strip(SPACE):
            return None
    elif scan.pieces[at][1].isupper() and scan.pieces[at][1] in CURRENCIES and scan.close(at + 1, " "):
        currency, at = CURRENCIES[scan.pieces[at][1]], at + 1
        if at < len(scan.pieces) and scan.pieces[at][0] == "sign":  # US$ 5
            currency, at = CURRENCIES.get(scan.pieces[at - 1][1] + scan.pieces[at][1], currency), at + 1
    if at >= len(scan.pieces) or scan.pieces[at][0] not in ("number", "slash"):
        return None
    kind, written, start, end = scan.pieces[at]
    if _is_code(scan.text, start, end):
        return None
    value = fraction(written) if kind == "slash" else decimal(written, scan.decimal_comma)
    if value is None:
        return None
    if scan.text[end : end + 2].lower() in ("st", "nd", "rd", "th") and not scan.text[end + 2 : end + 3].isalpha():
        return Figure(start, end + 2, scan.text[start : end + 2], "ordinal", value), at + 2
    at += 1
    if kind == "number" and value.denominator == 1 and _is_mixed(scan, at):
        value, at = value + (fraction(scan.pieces[at][1]) or 0), at + 1
    return _with_unit(scan, first, at, value, currency)


def _is_mixed(scan: Scan, at: int) -> bool:
    """A fraction that goes on with a whole number: 2 1/2, 2 ½."""
    return (
        at < len(scan.pieces)
        and scan.close(at, " ")
        and (scan.pieces[at][0] == "slash" or scan.pieces[at][1] in VULGAR)
    )


def _is_code(text: str, start: int, end: int) -> bool:
    """Digits that are part of a name or a number plate: F-16, COVID-19, G20, A320, 3D, 1.2.3."""
    if start and (text[start - 1].isalpha() or text[start - 1] in "_#@"):
        return text[start - 2 : start] != "US"
    if start > 1 and text[start - 1] in "-‐‑" and text[start - 2].isalpha():
        return text[max(0, start - 12) : start - 1].split()[-1][:1].isupper()
    return text[start:end].count(".") > 1


def _in_words(scan: Scan, at: int) -> tuple[Figure, int] | None:
    """A number in words: cardinal, ordinal, fraction, "a dozen", "twice"."""
    word = scan.word(at)
    if not word:
        return None
    if word in MULTIPLES:
        return _figure(scan, at, at + 1, "times", Fraction(MULTIPLES[word]), weak=True), at + 1
    if word in ("half", "quarter", "third") or (word in ("a", "an", "one") and scan.word(at + 1) in PARTS):
        part = _part(scan, at)
        if part:
            return part
    if word in ("a", "an"):
        if scan.word(at + 1) not in BIG or scan.word(at + 1).endswith("s") or not scan.close(at + 1, " "):
            return None
        return _cardinal(scan, at, at + 1, Fraction(1))
    if word in ORDINALS and not _idiom(scan, at):
        return _figure(scan, at, at + 1, "ordinal", Fraction(ORDINALS[word]), weak=_loose_ordinal(scan, at)), at + 1
    if word in _MANY:
        # "Thousands of people": an order of size, which only "thousands" or a number of that size bears out.
        return _figure(scan, at, at + 1, "number", Fraction(BIG[word]), weak=True), at + 1
    if word in ONES or word in TENS:
        return _cardinal(scan, at, at, Fraction(0))
    return None


def _idiom(scan: Scan, at: int) -> bool:
    """ "At first", "first of all", "first lady", "a second" (of time after a number is a unit, not met here)."""
    word, before, after = scan.word(at), scan.word(at - 1), scan.word(at + 1)
    if word == "first":
        return before in ("at", "from") or after in ("lady", "name", "names", "hand", "aid", "of", "and")
    return word == "second" and after in ("hand", "thoughts", "thought", "half", "only")


def _loose_ordinal(scan: Scan, at: int) -> bool:
    """An ordinal as an adverb ("first met in May") says little; before a noun with an article it counts."""
    return scan.word(at) in ("first", "second") and scan.word(at - 1) not in ("the", "a", "its", "his", "her", "their")


# Units of which "half a" is a measure; half an hour, a day or a mile is told in other ways too.
_HALVED = frozenset(word for word, unit in UNITS.items() if unit in ("kw", "mw", "gw", "tonne", "kg", "l", "km"))


def _part(scan: Scan, at: int) -> tuple[Figure, int] | None:
    """A half, a third of, a quarter hour; "half a million" and "a quarter of a million" are numbers, too.

    "A third" and the like without an "of" are ordinals ("a third season").
    """
    first = at
    if scan.word(at) in ("a", "an", "one"):
        at += 1
    word = scan.word(at)
    if word not in ("half", "quarter") and scan.word(at + 1) not in ("of", "or", "less", "more", "by"):
        return None
    if word == "quarter" and scan.word(at + 1) not in ("of", "million", "hour", "century", "mile"):
        return None
    value, at = Fraction(1, PARTS[word]), at + 1
    ahead = at + (scan.word(at) == "of")
    ahead += scan.word(ahead) in ("a", "an")
    if scan.word(ahead) in BIG and not scan.word(ahead).endswith("s"):
        return _with_unit(scan, first, ahead + 1, value * BIG[scan.word(ahead)], "")
    if word == "half" and ahead > at and scan.word(ahead) in _HALVED:
        return _with_unit(scan, first, ahead, value, "")  # half a megawatt
    return _figure(scan, first, at, "number", value), at


def _cardinal(scan: Scan, first: int, at: int, value: Fraction) -> tuple[Figure, int] | None:
    """Words of one number from ``at``: "twenty-five hundred", "three million two hundred thousand", "two thirds"."""
    total, group, begun = Fraction(0), value, value != 0
    ordinal = False
    while at < len(scan.pieces):
        word = scan.word(at)
        if begun and at > first and not scan.close(at):
            break
        if word == "and" and begun and group % 100 == 0 and scan.word(at + 1) in (ONES | TENS) and group:
            at += 1
            continue
        if word in ONES and (
            not begun or group % 100 == 0 or (group % 10 == 0 and group % 100 >= 20 and ONES[word] < 10)
        ):
            group += ONES[word]
        elif word in TENS and (not begun or group % 100 == 0):
            group += TENS[word]
        elif word in ("hundred", "dozen") and begun:
            group *= BIG[word]
        elif word in SCALES and begun and not word.endswith("s"):
            total, group = total + group * SCALES[word], Fraction(0)
        elif word in PARTS and begun and word.endswith(("s", "lves")) and group < 20 and not total:
            return _figure(scan, first, at + 1, "number", group / PARTS[word]), at + 1
        elif word in ORDINALS and begun and group % 10 == 0 and ORDINALS[word] < 10:
            group, ordinal, at = group + ORDINALS[word], True, at + 1
            break
        else:
            break
        begun, at = True, at + 1
    value = total + group
    if ordinal:
        return _figure(scan, first, at, "ordinal", value), at
    if scan.word(at) == "and" and scan.word(at + 1) in ("a", "one") and scan.word(at + 2) in ("half", "quarter"):
        value, at = value + Fraction(1, PARTS[scan.word(at + 2)]), at + 3
        while scan.word(at) in SCALES:
            value, at = value * SCALES[scan.word(at)], at + 1
    found = _with_unit(scan, first, at, value, "")
    figure, at = found
    if value == 1 and figure.kind == "number" and at == first + 1:
        return replace(figure, weak=True), at
    return found


def _with_unit(scan: Scan, first: int, at: int, value: Fraction, currency: str) -> tuple[Figure, int]:
    """The figure with the scale and the unit that follow it at ``at``."""
    other = None
    while at < len(scan.pieces) and scan.close(at):
        written, word = scan.pieces[at][1], scan.word(at)
        if word in SCALES and len(word) > 3 and not word.endswith("s"):
            value, at = value * SCALES[word], at + 1
        elif word in ("dozen", "hundred"):
            value, at = value * BIG[word], at + 1
        elif written in ("k", "K", "m", "M", "bn", "b", "B", "tn", "mn", "mln", "mrd", "Mrd", "Mio"):
            scale = SCALES[written.lower()]
            if not currency and written == "m":
                other, value = (value, "m"), value * scale
            else:
                value = value * scale
            at += 1
        else:
            break
    unit, kind, at = _unit(scan, at, currency)
    if unit:
        other = (value, "GBP") if unit == "lb" and scan.word(at - 1).startswith("pound") else None
    figure = _figure(scan, first, at, kind, value, unit)
    return replace(figure, other=other), at


def _unit(scan: Scan, at: int, currency: str) -> tuple[str, Kind, int]:
    """The unit at ``at``, its kind and the piece after it."""
    if currency:
        return currency, "money", at
    if at < len(scan.pieces) and not scan.gap(at).strip(SPACE + "-‐‑") and len(scan.gap(at)) <= 2:
        written, word = scan.pieces[at][1], scan.word(at)
        if written == "%" or word in ("percent", "pct", "prozent"):
            if scan.word(at + 1) in ("point", "points"):
                return "points", "points", at + 2
            return "percent", "percent", at + 1
        if word == "per" and scan.word(at + 1) in ("cent", "cents"):
            return "percent", "percent", at + 2
        if word in ("percentage", "prozentpunkte", "prozentpunkten"):
            if word == "percentage" and scan.word(at + 1) not in ("point", "points"):
                return "percent", "percent", at + 1
            return "points", "points", at + (2 if word == "percentage" else 1)
        if written in CURRENCIES or word in CURRENCIES or (written == "p" and not scan.gap(at)):
            return CURRENCIES.get(written) or CURRENCIES[word], "money", at + 1
        pair = f"{word} {scan.word(at + 1)}"
        if pair in CURRENCIES:
            return CURRENCIES[pair], "money", at + 2
        if pair in UNITS:
            return UNITS[pair], "measure", at + 2
        if written in UNITS or word in UNITS:
            return UNITS.get(written) or UNITS[word], "measure", at + 1
    return "", "number", at


def _figure(
    scan: Scan, first: int, at: int, kind: Kind, value: Fraction, unit: str = "", *, weak: bool = False
) -> Figure:
    start, end = scan.pieces[first][2], scan.pieces[at - 1][3]
    return Figure(start, end, scan.text[start:end], kind, value, unit, bound(scan, first), weak=weak)


_BETWEEN = re.compile(r"[ \u00a0]?(?:-|–|—|‑)[ \u00a0]?|\s(?:to|and|bis|und)\s")


_OUT_OF = re.compile(r" (?:in|out of|of every|out of every|in every|von|sur|de cada) ", re.IGNORECASE)
# "One in 1,000" is a share; "three in 40,000" is hardly.
_LARGEST_WHOLE = 1000


def _shares(text: str, figures: list[Figure]) -> Iterator[Figure]:
    """One in four, 3 in 10, four out of five: one figure each, the fraction."""
    at = 0
    while at < len(figures):
        part, whole = figures[at], figures[at + 1] if at + 1 < len(figures) else None
        at += 1
        if whole is not None and _is_share(text, part, whole):
            value, at = part.value / whole.value, at + 1
            yield Figure(part.start, whole.end, text[part.start : whole.end], "number", value, bound=part.bound)
        else:
            yield part


def _is_share(text: str, part: Figure, whole: Figure) -> bool:
    plain = all(one.kind == "number" and not one.unit and one.value.denominator == 1 for one in (part, whole))
    if not plain or not 0 < part.value < whole.value <= _LARGEST_WHOLE:
        return False
    return len(text[part.end : whole.start]) <= 14 and _OUT_OF.fullmatch(text, part.end, whole.start) is not None


def _ranges(text: str, figures: list[Figure]) -> Iterator[Figure]:
    """Join the two ends of a range: "10 to 15 percent" gives both ends the unit and one range number."""
    count = 0
    at = 0
    while at < len(figures):
        low = figures[at]
        high = figures[at + 1] if at + 1 < len(figures) else None
        gap = text[low.end : high.start] if high else ""
        joined = high is not None and len(gap) <= 6 and _BETWEEN.fullmatch(gap) is not None
        if high is None or not joined or low.kind in ("ordinal", "times") or high.kind in ("ordinal", "times"):
            yield low
            at += 1
            continue
        between = text[max(0, low.start - 9) : low.start].lower().endswith(("between ", "zwischen "))
        if gap.strip() in ("and", "und") and not between:
            yield low
            at += 1
            continue
        count += 1
        if low.text.isdigit() and len(low.text) == 4 and high.text.isdigit() and len(high.text) == 2:
            high = replace(high, value=low.value - low.value % 100 + high.value)  # 2018-19
        yield _lower_end(low, high, count)
        yield replace(high, range_of=count, unit=high.unit or low.unit, kind=high.kind if high.unit else low.kind)
        at += 2


def _lower_end(low: Figure, high: Figure, count: int) -> Figure:
    """The lower end takes the upper one's unit, and its scale where it could not be the larger ("2 to 3 million")."""
    if low.unit or low.kind == "time":
        return replace(low, range_of=count)
    scale = next((s for s in (10**12, 10**9, 10**6, 10**3) if high.value >= s and not high.value % (s // 1000)), 1)
    written_scale = scale if low.value < 1000 and not high.text[-1].isdigit() and scale > 1 else 1
    spelled = any(fold(word) in SCALES for word in re.findall(r"[^\W\d_]+", high.text))
    value = low.value * written_scale if spelled and low.value * written_scale < high.value else low.value
    return replace(low, range_of=count, unit=high.unit, kind=high.kind, value=value)
