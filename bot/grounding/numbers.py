"""Numbers: each figure of a statement must stand in the cited words, with its unit, its bound and its noun."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from bot.grounding.evidence import Evidence, Finding
from bot.grounding.facts import Facts
from bot.language.figures import Figure, find_figures
from bot.language.units import UNITS
from bot.language.words import fold, stopwords

_UP = frozenset(("more", "least"))
_DOWN = frozenset(("less", "most", "nearly"))


def check_numbers(said: Facts, evidence: Evidence) -> Iterator[Finding]:
    """What is wrong with the numbers of a statement (dates apart).

    Veto: a number that no cited sentence carries, a bound that says the opposite ("more than" for "fewer than"), a
    number that the cited sentence gives to another thing ("30 bases" for "30 troops" where it has other bases).
    """
    sources = [piece.facts for piece in evidence.pieces]
    for figure in said.figures.numbers:
        if figure.weak or is_mark(said.text, figure):
            continue
        carriers = [(source, other) for source in sources for other in source.figures.numbers if carries(figure, other)]
        if carriers:
            yield from _compare(said, figure, carriers, sources)
        elif not _borne_out(said, figure, evidence, sources):
            missing = _missing(said, figure, sources)
            yield replace(missing, veto=False) if missing.absent and _is_pair(said, figure) else missing


def _is_pair(said: Facts, figure: Figure) -> bool:
    """ "The two companies": a pair that was spoken of, and that the source need not count."""
    at = said.token_at(figure.start)
    before = fold(said.tokens[at - 1].word) if at else ""
    return (
        figure.kind == "number"
        and figure.value == 2
        and before in ("the", "these", "those", "both", "die", "les", "los")
    )


def _converted(said: Facts, figure: Figure, sources: list[Facts]) -> bool:
    """Whether a figure in brackets is the one before it in another unit: "165 °F (74 °C)", "5 miles (8 km)"."""
    if not said.text[: figure.start].rstrip().endswith("("):
        return False
    before = [other for other in said.figures.numbers if other.end < figure.start]
    if not before or not any(carries(before[-1], other) for source in sources for other in source.figures.numbers):
        return False
    one, other = float(before[-1].value), float(figure.value)
    ways = [(one - 32) / 1.8, one * 1.8 + 32, *(one * factor for factor in _FACTORS), *(one / f for f in _FACTORS)]
    return any(abs(way - other) <= max(0.6, 0.02 * abs(way)) for way in ways)


# Miles in kilometres, feet and yards in metres, inches in centimetres, pounds in kilograms, ounces in grams, gallons in
# litres, acres in hectares.
_FACTORS = (1.609, 0.3048, 0.9144, 2.54, 0.4536, 28.35, 3.785, 0.4047)


def _borne_out(said: Facts, figure: Figure, evidence: Evidence, sources: list[Facts]) -> bool:
    """Whether a number that no figure of the cited words carries is there in another way."""
    return (
        _in_dates(figure, evidence, sources)
        or _and_a_half(said.text, figure)
        or _spread_unit(figure, sources)
        or _unit_elsewhere(figure, evidence)
        or _in_name(said.text, figure, evidence)
        or _converted(said, figure, sources)
        or _counts_names(figure, sources)
    )


# A mark at the head of a list has no more before it than this, in characters.
LEAD = 40
_ITEM = re.compile(r"\s{1,3}[^\W\d_a-z]")
_LENGTH = re.compile(r"\s(?:words|sentences|characters|paragraphs|bullet points)\b")
_ABOUT = re.compile(r"\b(?:summary|summari[sz]ed?|overview|answer|version)\b", re.IGNORECASE)
_PART = re.compile(r"\b(?:passages?|steps?|sources?|documents?|sentences?|paragraphs?|excerpts?)\s\W?$", re.IGNORECASE)
_LABEL = re.compile(r"[^\W\d_][\w'’]*[ \u00a0]$")


def is_mark(text: str, figure: Figure) -> bool:
    """The "1." of a list, the 2 of "passage 2" and the 80 of "in 80 words" are no statements about the world."""
    lead = text[: figure.start].strip(" *#-(") if figure.start <= LEAD else text[0]
    if not lead and text[figure.end : figure.end + 1] in (".", ")", ":"):
        return True
    if not lead and _ITEM.match(text, figure.end):
        return True  # "2  Remove the lid": a list whose points were lost
    if _LENGTH.match(text, figure.end) and _ABOUT.search(text[: figure.start]):
        return True
    return figure.kind == "number" and bool(_PART.search(text[max(0, figure.start - 14) : figure.start]))


def _in_name(text: str, figure: Figure, evidence: Evidence) -> bool:
    """Whether a number ends a name that the source writes just so: the 10 of "Windows 10"."""
    label = _LABEL.search(text[max(0, figure.start - 30) : figure.start])
    if label is None or not label[0][0].isupper():
        return False
    written = label[0] + figure.text
    return any(written in piece.reading.document.text for piece in evidence.pieces)


def _counts_names(figure: Figure, sources: list[Facts]) -> bool:
    """Whether a small number in words counts the names of a list in the cited words: "two states" for two of them."""
    if figure.kind != "number" or not 2 <= figure.value <= 6 or figure.text[0].isdigit():
        return False
    return any(figure.value == length for source in sources for length in _lists(source))


def _lists(source: Facts) -> Iterator[int]:
    """How many names each list of names in a sentence has."""
    length = 1
    for before, name in pairwise(source.names):
        gap = source.text[before.end : name.start].strip()
        length = length + 1 if gap in (",", "and", ", and", "or", "&") else 1
        if gap in ("and", ", and", "or", "&"):
            yield length


def carries(said: Figure, source: Figure) -> bool:
    """Whether a figure of the source bears out one of a statement: same value, same unit, same kind of number."""
    if (said.kind == "ordinal") != (source.kind == "ordinal"):
        return False
    if said.kind == "time" or source.kind == "time":
        return said.kind == source.kind and _same_time(said, source)
    if "year" in (said.unit, source.unit) and said.value == source.value and "" in (said.unit, source.unit):
        return True  # an age: "22-year-old" for "Ada, 22,"
    if _same_share(said, source) or _same_share(source, said):
        return True
    return any(
        _same_unit(unit, other) and (value == number or _rounded(said, value, number))
        for value, unit in said.readings
        for number, other in source.readings
    )


def _same_time(said: Figure, source: Figure) -> bool:
    if said.unit and source.unit:
        return said.unit == source.unit and said.value == source.value
    return said.value % 720 == source.value % 720


def _same_share(part: Figure, share: Figure) -> bool:
    """A half is 50 percent."""
    return part.kind == "number" and part.value < 1 and share.kind == "percent" and part.value * 100 == share.value


def _same_unit(said: str, source: str) -> bool:
    """Units agree, or the statement leaves out one that is no percentage."""
    return said == source or (not said and source not in ("percent", "points"))


def _digits(value: Fraction) -> int:
    """Significant digits of a number as written: 2,500 has two, 5.68 has three."""
    if value.denominator != 1:
        text = f"{float(value):.6f}".strip("0").replace(".", "")
        return len(text.lstrip("0")) or 1
    return len(str(abs(value.numerator)).rstrip("0")) or 1


def _rounded(said: Figure, value: Fraction, number: Fraction) -> bool:
    """Whether a rounder figure rounds the source's: with its bound ("nearly 2,500" for 2,487), or by its digits.

    Four plain digits may be a year and are never rounded; without a bound only large or broken numbers are.
    """
    if not number or _digits(value) >= _digits(number) or (said.text.isdigit() and len(said.text) == 4):
        return False
    step = value / number
    near, slack = Fraction(1), Fraction(1, 10)
    if said.bound in ("nearly", "less", "most"):
        return near < step <= near + slack
    if said.bound in ("more", "least"):
        return near - slack <= step < near
    if said.bound == "about":
        return abs(step - 1) <= Fraction(1, 20)
    if _digits(value) < 2 or (value.denominator == 1 and value < 10**6):
        return False
    exponent = len(str(int(number))) - _digits(value) if number >= 1 else 0
    half = Fraction(10) ** exponent / 2
    return abs(value - number) <= half


def _in_dates(figure: Figure, evidence: Evidence, sources: list[Facts]) -> bool:
    """Whether a plain number is the year, or an ordinal the day, of a date in the cited words ("last year" too)."""
    if not any(source.figures.dates for source in sources):
        return False
    for date in evidence.dates:
        if figure.kind == "ordinal" and date.day == figure.value:
            return True
        if figure.kind == "number" and date.year == figure.value and not date.decade:
            return True
    return False


_SPANS = frozenset("second minute hour day week month year decade century".split())


def _is_span(said: Facts, figure: Figure) -> bool:
    """Whether an "over" before a time says how long and not that it was longer: "sampled over nine years"."""
    return figure.unit in _SPANS and said.text[: figure.start].rstrip().lower().endswith("over")


def _bounded(said: Facts, figure: Figure) -> str:
    """A figure with the words before it that bound it, as written."""
    return " ".join(said.text[max(0, figure.start - 60) : figure.end].split()[-5:])


def _is_outside(figure: Figure, carriers: list[tuple[Facts, Figure]]) -> bool:
    """Whether a bound leads out of the range of which the figure is an end: "more than 40" for "30 to 40"."""
    for source, other in carriers:
        ends = [one.value for one in source.figures.numbers if one.range_of and one.range_of == other.range_of]
        beyond = max if figure.bound in _UP else min
        if len(ends) < 2 or other.value != beyond(ends) or other.bound:
            return False
    return True


_HALF_MORE = re.compile(r"\b(?:hour|day|week|month|year|decade|century|minute|mile|kilometre|kilometer|pound)s? and $")


def _and_a_half(text: str, figure: Figure) -> bool:
    """The half of "an hour and a half": by itself it is none."""
    return figure.value == Fraction(1, 2) and bool(_HALF_MORE.search(text[: figure.start]))


def _spread_unit(figure: Figure, sources: list[Facts]) -> bool:
    """Whether the value stands unitless beside others with its unit ("30, 40 and 50 percent"), or its word apart."""
    for source in sources:
        bare = any(not other.unit and other.value == figure.value for other in source.figures.numbers)
        if bare and any(other.unit == figure.unit for other in source.figures.numbers):
            return True
        if bare and any(UNITS.get(fold(token.word)) == figure.unit for token in source.tokens if figure.unit):
            return True
    return False


def _unit_elsewhere(figure: Figure, evidence: Evidence) -> bool:
    """Whether the cited words have the bare number and the source gives the same one with its unit elsewhere, or the
    cited words leave out a unit that the source counts in: "the full 55", "35 is too high"."""
    if figure.kind not in ("percent", "measure", "money"):
        return False
    for piece in evidence.pieces:
        for other in piece.facts.figures.numbers:
            if other.kind == "number" and other.value == figure.value and not noun(piece.facts, other):
                known = find_figures(piece.reading.document.text, piece.reading.language).numbers
                return any(one.unit == figure.unit for one in known)
    return False


def _missing(said: Facts, figure: Figure, sources: list[Facts]) -> Finding:
    """The veto for a number that is not there, naming the one that the cited words have in its place if any.

    A number that the statement has too, of something else, stands in nobody's place; nor does "first" in that of "two".
    """
    place = noun(said, figure)
    for source in sources:
        for other in source.figures.numbers:
            if not place or not place & noun(source, other) or (other.kind == "ordinal") != (figure.kind == "ordinal"):
                continue
            if not any(carries(one, other) for one in said.figures.numbers if one is not figure):
                return Finding("number", f"The cited words say “{other.text}”, not “{figure.text}”.", veto=True)
    return Finding("number", f"The cited words do not give “{figure.text}”.", veto=True, absent=True)


def noun(facts: Facts, figure: Figure) -> frozenset[str]:
    """What a figure counts: the content words right after it, up to a function word, a mark or another figure."""
    function = stopwords(facts.language)
    found: list[str] = []
    end = figure.end
    for i in range(facts.token_at(figure.end), len(facts.tokens)):
        token = facts.tokens[i]
        gap = facts.text[end : token.start]
        if fold(token.word) == "of" and not found:
            end = token.end
            continue
        ends = fold(token.word) in function or token.word[0].isdigit() or len(found) == 4
        if gap.strip(" -\u00a0") or ends or (not found and fold(token.word) in ("time", "times")):
            break
        found.append(facts.stems[i])
        end = token.end
    return frozenset(found)


def _compare(
    said: Facts, figure: Figure, carriers: list[tuple[Facts, Figure]], sources: list[Facts]
) -> Iterator[Finding]:
    """A figure that is there: its bound and its noun."""
    bounds = {other.bound for _, other in carriers}
    if figure.bound not in bounds and "" not in bounds:
        opposite = (figure.bound in _UP and bounds <= _DOWN) or (figure.bound in _DOWN and bounds <= _UP)
        source = carriers[0][1]
        words = carriers[0][0].text[max(0, source.start - 60) : source.end].split()[-5:]
        if opposite or any(other.value == figure.value for _, other in carriers):
            yield Finding(
                "bound", f"The cited words say “{' '.join(words)}”, not “{_bounded(said, figure)}”.", veto=opposite
            )
    elif (
        figure.bound in _UP | _DOWN
        and figure.bound not in bounds
        and not _is_span(said, figure)
        and all(other.value == figure.value for _, other in carriers)
    ):
        outside = _is_outside(figure, carriers)
        yield Finding("bound", f"The cited words give “{figure.text}” without such a bound.", veto=outside)
    counted = noun(said, figure)
    theirs = [noun(source, other) for source, other in carriers]
    if not counted or not all(theirs) or any(counted & other for other in theirs):
        return
    for one in sources:
        for rival in one.figures.numbers:
            if is_mark(one.text, rival):
                continue
            if counted & noun(one, rival) and rival.kind == figure.kind and not carries(figure, rival):
                reason = f"The cited words say “{rival.text}” of these, and “{figure.text}” of something else."
                yield Finding("number", reason, veto=True)
                return
    shown = " ".join(sorted(theirs[0]))
    if not any(counted & source.stem_set for source in sources):
        yield Finding("number", f"The cited words give “{figure.text}” of something else ({shown}).")
