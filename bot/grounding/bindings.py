"""What a figure of a statement is bound to: by how much or to how much, a year or a month, things or money.

A figure may stand in the cited words and still be put to something else: "rose by 46" for "rose to 46", "a month" for
"a year", "38 butts" for butts "at £38 each". What tells is what stands right around it, there and here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.grounding.evidence import Finding
from bot.grounding.facts import Facts
from bot.grounding.numbers import carries, is_mark
from bot.language.figures import Figure
from bot.language.words import fold, stem

_CHANGES = frozenset(
    stem(word)
    for word in """rise fall grow increase decrease drop climb sink cut reduce raise lower jump shrink go slip decline
    widen narrow gain lose extend shorten""".split()
)
_STEPS = frozenset(("by", "to", "from"))
_PERIODS = {
    "second": "second", "minute": "minute", "hour": "hour", "hourly": "hour", "day": "day", "daily": "day",
    "night": "night", "nightly": "night", "week": "week", "weekly": "week", "month": "month", "monthly": "month",
    "quarter": "quarter", "quarterly": "quarter", "year": "year", "yearly": "year", "annually": "year",
    "annual": "year", "annum": "year", "decade": "decade",
    "person": "person", "head": "person", "capita": "person", "household": "household", "family": "household",
    "tonne": "tonne", "litre": "litre", "liter": "litre", "mile": "mile", "kilometre": "kilometre",
    "kilometer": "kilometre", "barrel": "barrel",
}  # fmt: skip
_RATE = re.compile(
    r"[^.;:!?\d]{0,28}?\b(?:(?:a|an|per|each|every)[ -](?P<word>[^\W\d_]+)"
    r"|(?P<alone>hourly|daily|nightly|weekly|monthly|quarterly|yearly|annually))\b",
    re.IGNORECASE,
)
# A figure with what it counts is no amount of money below this.
LARGE = 1000
# A text with more figures is read in part.
MOST = 48


def check_steps(said: Facts, sources: Sequence[Facts]) -> Iterator[Finding]:
    """Veto: "risen by 46" for "risen to 46", and the other way round; "a month" for "a year"."""
    for figure in _figures(said):
        carriers = [(source, other) for source in sources for other in source.figures.numbers if carries(figure, other)]
        if not carriers:
            continue
        step, steps = _step(said, figure), {_step(source, other) for source, other in carriers}
        if step and steps <= _STEPS - {step} and _changes(said):
            theirs = f"{next(iter(steps))} {carriers[0][1].text}"
            yield Finding("number", f"The cited words say “{theirs}”, not “{step} {figure.text}”.", veto=True)
            return
        rate, rates = _rate(said, figure), {_rate(source, other) for source, other in carriers}
        if rate and "" not in rates and rate not in rates:
            yield Finding("number", f"The cited words say this of a {next(iter(rates))}, not of a {rate}.", veto=True)
            return


def _figures(facts: Facts) -> Iterator[Figure]:
    found = facts.figures.numbers[:MOST]
    return (f for f in found if not f.weak and f.kind != "ordinal" and not is_mark(facts.text, f))


def _step(facts: Facts, figure: Figure) -> str:
    """The "by", "to" or "from" right before a figure, over what bounds it ("by almost 46"); "" for none."""
    at = facts.token_at(figure.start)
    for back in range(at - 1, max(-1, at - 4), -1):
        word = fold(facts.tokens[back].word)
        if word in _STEPS:
            return word
        if word not in ("about", "almost", "nearly", "roughly", "more", "than", "over", "at", "least", "a", "the"):
            return ""
    return ""


def _changes(facts: Facts) -> bool:
    return any(word in _CHANGES for word in facts.stems)


def _rate(facts: Facts, figure: Figure) -> str:
    """What a figure is for ("year" of "1.1 million a year", "person" of "40 crowns a head"), "" where for nothing."""
    match = _RATE.match(facts.text, figure.end)
    return _PERIODS.get(fold(match["word"] or match["alone"]), "") if match else ""


def check_counted(said: Facts, sources: Sequence[Facts]) -> Iterator[Finding]:
    """Veto: a small count of things where the cited words have the number as money alone ("38 butts", "£38 each")."""
    for figure in _figures(said):
        if figure.kind != "number" or figure.value >= LARGE or not _plural_behind(said, figure):
            continue
        carriers = [other for source in sources for other in source.figures.numbers if carries(figure, other)]
        if carriers and all(other.kind == "money" for other in carriers):
            yield Finding("number", f"The cited words give “{carriers[0].text}” as an amount of money.", veto=True)
            return


def _plural_behind(facts: Facts, figure: Figure) -> bool:
    """Whether a plural noun in small letters stands within two words behind a figure."""
    at = facts.token_at(figure.end)
    near = facts.tokens[at : at + 2]
    return any(token.word.islower() and token.word.endswith("s") and len(token.word) > 3 for token in near)
