"""Support: whether the cited words carry a statement, judged by code alone.

Each class of check is a function of its own that gives findings. A veto makes the statement unsupported, whatever
else speaks for it. Without a veto it is ``supported`` only where the cited words carry it almost verbatim and no
check remarked on anything; else it is ``unchecked``: nothing was found against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.grounding.additions import check_brackets, without_additions
from bot.grounding.align import Alignment, Change, best
from bot.grounding.bindings import check_counted, check_steps
from bot.grounding.causes import check_causes
from bot.grounding.days import check_dates
from bot.grounding.evidence import Evidence, Finding, base
from bot.grounding.facts import Facts, facts
from bot.grounding.namesakes import check_namesakes
from bot.grounding.naming import check_names
from bot.grounding.negation import check_negation, turning
from bot.grounding.numbers import check_numbers
from bot.grounding.qualified import check_qualified
from bot.grounding.quoting import check_quotes
from bot.grounding.roles import check_roles, check_universal
from bot.grounding.score import score
from bot.grounding.slots import check_date_sides, check_denied_figures, check_exchanged, check_figure_slots
from bot.grounding.speaking import check_speaker
from bot.grounding.swaps import check_order, check_replaced, check_slots
from bot.grounding.wording import check_hedges, check_topic, check_unreal
from bot.language import read
from bot.language.names import key
from bot.language.words import fold, is_past_form
from bot.types import Document, Reading, Readings, Span, Support

# The share of a statement's content words that must stand in one cited sentence, in order, to carry it verbatim.
VERBATIM = 0.9

MOST_STATEMENT = 1_200
"""Characters of a statement that is checked: what the checks cost grows with the square of it, and a text may hold a
"sentence" of megabytes. A sentence of 200 words has some 1,200."""

TOO_LONG = "This is too long for one statement; it cannot be checked."


_AUXILIARIES = frozenset("has have had is are was were be does do did will can hat haben ist sind est tiene".split())


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
        text: the statement; one of more than ``MOST_STATEMENT`` characters is unsupported for its length.
        cited: spans of the readings' documents; the statement answers to the whole sentences that hold them.
        readings: readings by document id.
    """
    if len(text.strip()) > MOST_STATEMENT:
        return Verdict("unsupported", (TOO_LONG,), 0.0, (Finding("length", TOO_LONG, veto=True, absent=True),))
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
    return found is not None and is_verbatim(said, found) and not _has_new_words(said, evidence)


def _has_new_words(said: Facts, evidence: Evidence) -> bool:
    """Whether a statement has a content word that the cited sentences lack; figures have checks of their own.

    One new word in twelve may be another name, in small letters, or an opposite that no table has; a capital makes a
    content word of any ("a dry May"). A name in full is none where the source has it so beside the cited sentences.
    """
    known = frozenset().union(*(piece.facts.stem_set for piece in evidence.pieces))
    capitals = {i for i, token in enumerate(said.tokens) if i and token.word[0].isupper()}
    words = (said.tokens[i].word for i in capitals.union(said.content) if said.stems[i] not in known)
    named = evidence.words
    return any(
        not any(c.isdigit() for c in word) and not (word[0].isupper() and base(key(word)) in named) for word in words
    )


def _findings(statement: Reading, said: Facts, evidence: Evidence, found: Alignment | None) -> Iterator[Finding]:
    """All findings, the most telling checks first."""
    yield from check_quotes(statement, evidence)
    yield from check_numbers(said, evidence)
    yield from check_dates(said, evidence)
    yield from check_names(said, evidence)
    yield from check_namesakes(said, evidence)
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
    yield from check_qualified(said, evidence)
    yield from check_universal(said, evidence, found)
    yield from check_topic(said, evidence)


_NAMED = re.compile(r"“([^”]+)”")


def _unique(findings: Iterator[Finding]) -> Iterator[Finding]:
    """The findings, each once: two checks may find one difference, and name the same words or parts of them."""
    seen: list[tuple[str, list[str]]] = []
    for finding in findings:
        named = _NAMED.findall(finding.reason)
        if not any(finding.reason == reason or _are_parts(named, others) for reason, others in seen):
            seen.append((finding.reason, named))
            yield finding


def _are_parts(named: Sequence[str], others: Sequence[str]) -> bool:
    """Whether each of two or more words named is part of the one that stands in its place."""
    return len(named) == len(others) > 1 and all(one in other for one, other in zip(named, others, strict=True))


def is_verbatim(said: Facts, found: Alignment) -> bool:
    """Whether one cited sentence carries the statement almost word for word: its content words in order, nearly all.

    The function words must agree too, for the most part: they say how the content words hang together.
    """
    if found.closeness < VERBATIM or not said.tokens or len(found.matched) < 0.8 * len(said.tokens):
        return False
    return not any(_turns(found, change) for change in found.changes) and not _other_aspect(found)


def _turns(found: Alignment, change: Change) -> bool:
    """Whether a change may turn the sense of what is else the same words: a negation left out or put in, or a verb put
    for an auxiliary ("has" for "lacks")."""
    ours = [fold(token.word) for token in found.said.tokens[change.a : change.b]]
    theirs = [fold(token.word) for token in found.source.tokens[change.c : change.d]]
    inside = bool(found.matched) and min(found.partner.values()) < change.d and change.c < max(found.partner.values())
    if any(turning(ours, i) for i in range(len(ours))) != (
        inside and any(turning(theirs, i) for i in range(len(theirs)))
    ):
        return True
    content = frozenset(found.source.content)
    return (
        len(ours) == 1
        and len(theirs) <= 2
        and ours[0] in _AUXILIARIES
        and any(i in content for i in range(change.c, change.d))
    )


def _other_aspect(found: Alignment) -> bool:
    """Whether a verb that is going on in one is done in the other: "was building", "built"."""
    for i, j in found.partner.items():
        ours, theirs = fold(found.said.tokens[i].word), fold(found.source.tokens[j].word)
        going, done = (ours, theirs) if ours.endswith("ing") else (theirs, ours)
        if going.endswith("ing") and (done.endswith("ed") or is_past_form(done)):
            return True
    return False
