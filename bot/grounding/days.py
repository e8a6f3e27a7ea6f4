"""Dates: each date of a statement must stand in the cited words, as written or as the day of publication makes it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.grounding.evidence import Evidence, Finding
from bot.grounding.facts import Facts
from bot.language.dates import Date, agrees, clashes, published_day, same_step

_SEASONS = frozenset("spring summer autumn fall winter".split())


def check_dates(said: Facts, evidence: Evidence) -> Iterator[Finding]:
    """What is wrong with the dates of a statement.

    Veto: a date that the cited sentences do not carry, or that they give otherwise. A relative date ("last week")
    that nothing contradicts is only remarked on, and so is a date that the sentence before carries.
    """
    dates = [date for date in said.figures.dates if not date.bare]
    if not dates:
        return
    cited = evidence.dates
    around = [date for facts in evidence.around for date in facts.figures.dates]
    for date in dates:
        if any(agrees(date, other) for other in cited) or _pieced(date, cited, around, evidence):
            continue
        free = [c for c in cited if not c.bare and not any(agrees(one, c) for one in dates)]
        other = next((c for c in free if clashes(date, c) or _steps_differ(date, c)), None)
        if other is not None:
            yield Finding("date", f"The cited words say “{_bare(other)}”, not “{_bare(date)}”.", veto=True)
        elif any(agrees(date, near) for near in around):
            yield Finding("date", f"“{_bare(date)}” stands in a sentence before the cited words, not in them.")
        else:
            loose = date.relative is not None and not date.fields
            yield Finding("date", f"The cited words do not give the date “{_bare(date)}”.", veto=not loose, absent=True)


def _bare(date: Date) -> str:
    """A date as written, without the full stop of its sentence."""
    return date.text.rstrip(".")


def _steps_differ(date: Date, other: Date) -> bool:
    """Two relative dates that step differently ("last week", "next week"). A season lies in its year or the next."""
    if date.relative is None or other.relative is None or same_step(date.relative, other.relative):
        return False
    (unit, step), (their_unit, their_step) = date.relative, other.relative
    return step != their_step or not ((unit in _SEASONS) ^ (their_unit in _SEASONS))


def _pieced(date: Date, cited: list[Date], around: list[Date], evidence: Evidence) -> bool:
    """Whether a cited date bears out the date but for fields that the text around it gives ("Nov. 8", and 2021)."""
    years = {
        published.year for piece in evidence.pieces if (published := published_day(piece.reading.document.published))
    }
    given = {field for other in (*around, *cited) for field in other.fields} | {("year", year) for year in years}
    for other in cited:
        if other.bare or clashes(date, other) or not (set(date.fields) & set(other.fields)):
            continue
        if date.relative is None and all(field in given for field in date.fields if field not in other.fields):
            return True
    return False
