"""Support: whether the cited words carry a statement, judged by code alone.

Each class of check is a function of its own that gives findings. A veto makes the statement unsupported, whatever
else speaks for it. Without a veto it is ``supported`` only where the cited words carry it almost verbatim and no
check remarked on anything; else it is ``unchecked``: nothing was found against it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.grounding.additions import check_brackets, without_additions
from bot.grounding.align import Alignment, best
from bot.grounding.bindings import check_counted, check_steps
from bot.grounding.causes import check_causes
from bot.grounding.days import check_dates
from bot.grounding.evidence import Evidence, Finding
from bot.grounding.facts import Facts, facts
from bot.grounding.naming import check_names
from bot.grounding.negation import check_negation
from bot.grounding.numbers import check_numbers
from bot.grounding.quoting import check_quotes
from bot.grounding.roles import check_roles, check_universal
from bot.grounding.score import score
from bot.grounding.slots import check_date_sides, check_denied_figures, check_exchanged, check_figure_slots
from bot.grounding.speaking import check_speaker
from bot.grounding.swaps import check_order, check_replaced, check_slots
from bot.grounding.wording import check_hedges, check_topic, check_unreal
from bot.language import read
from bot.types import Document, Reading, Readings, Span, Support

# The share of a statement's content words that must stand in one cited sentence, in order, to carry it verbatim.
VERBATIM = 0.9


@dataclass(frozen=True, slots=True)
class Verdict:
    """What code says of a statement: its support, the reasons (one sentence each), and a score from 0 to 1.

    The score is how likely words alone make it that the statement is supported (``bot.grounding.score``); it ranks
    statements and is no verdict. ``findings`` are the reasons with the check that each came from.
    """

    support: Support
    reasons: tuple[str, ...]
    score: float
    findings: tuple[Finding, ...] = ()


def check(text: str, cited: Sequence[Span], readings: Readings) -> Verdict:
    """Check a statement against the words it cites.

    Args:
        text: the statement.
        cited: spans of the readings' documents; the statement answers to the whole sentences that hold them.
        readings: readings by document id.
    """
    evidence = Evidence(cited, readings)
    if not evidence.pieces:
        return Verdict("unsupported", ("The statement cites nothing.",), 0.0)
    statement = read(Document.of(text))
    said = facts(text, evidence.language, evidence.vocabulary.names)
    found = best(said, [piece.facts for piece in evidence.pieces])
    findings = tuple(_unique(_findings(statement, said, evidence, found)))
    vetoes = tuple(finding.reason for finding in findings if finding.veto)
    value = score(said, evidence, findings)
    if vetoes:
        return Verdict("unsupported", vetoes, value, findings)
    reasons = tuple(finding.reason for finding in findings)
    carried = not findings and _is_carried(text, said, found, evidence)
    return Verdict("supported" if carried else "unchecked", reasons, value, findings)


def _is_carried(text: str, said: Facts, found: Alignment | None, evidence: Evidence) -> bool:
    """Whether one cited sentence carries a statement almost word for word, names added to say who speaks apart."""
    bare = without_additions(text, evidence)
    if bare != text:
        said = facts(bare, evidence.language, evidence.vocabulary.names)
        found = best(said, [piece.facts for piece in evidence.pieces])
    return found is not None and is_verbatim(said, found)


def _findings(statement: Reading, said: Facts, evidence: Evidence, found: Alignment | None) -> Iterator[Finding]:
    """All findings, the most telling checks first."""
    yield from check_quotes(statement, evidence)
    yield from check_numbers(said, evidence)
    yield from check_dates(said, evidence)
    yield from check_names(said, evidence)
    yield from check_speaker(statement, evidence)
    yield from check_brackets(said.text, evidence)
    if found is not None:
        sources = [piece.facts for piece in evidence.pieces]
        yield from check_replaced(said, found, evidence)
        yield from check_slots(said, sources)
        yield from check_figure_slots(said, sources)
        yield from check_date_sides(said, sources)
        yield from check_steps(said, sources)
        yield from check_counted(said, sources)
        yield from check_denied_figures(said, sources)
        yield from check_exchanged(said, found, evidence)
        yield from check_order(said, found)
        yield from check_negation(said, found, sources)
        yield from check_hedges(said, found)
    yield from check_unreal(said, evidence)
    yield from check_causes(said, evidence, found)
    yield from check_roles(said, evidence)
    yield from check_universal(said, evidence, found)
    yield from check_topic(said, evidence)


def _unique(findings: Iterator[Finding]) -> Iterator[Finding]:
    seen = set()
    for finding in findings:
        if finding.reason not in seen:
            seen.add(finding.reason)
            yield finding


def is_verbatim(said: Facts, found: Alignment) -> bool:
    """Whether one cited sentence carries the statement almost word for word: its content words in order, nearly all.

    The function words must agree too, for the most part: they say how the content words hang together.
    """
    if found.closeness < VERBATIM or not said.tokens:
        return False
    return len(found.matched) >= 0.8 * len(said.tokens)
