"""A statement that cites nothing, or cites wrongly, judged against whole sources by code alone.

The evidence is found first: the sentences that have most of the statement's words, alone and with those that have the
rest, in each source. Over each of them the checks of ``support`` are run. The statement is

- **supported** where some evidence carries it almost verbatim and no check remarks on anything;
- **contradicted** where a check finds that the sentence which plainly is about the same thing says otherwise, and no
  other evidence that is as near lets the statement pass;
- **not stated** where every evidence lacks something that it needs (a name, a number, a quotation), where the sentence
  that would speak against it is about another thing (``matter``), or where none has a fair share of its words;
- **unchecked** otherwise: nothing was found against it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.grounding.align import best
from bot.grounding.days import check_dates
from bot.grounding.evidence import Evidence, Finding
from bot.grounding.facts import Facts, facts
from bot.grounding.locate import locate
from bot.grounding.matter import unspoken
from bot.grounding.quoting import quoted_spans
from bot.grounding.seek import ranked, seek
from bot.grounding.support import MOST_STATEMENT, TOO_LONG, Verdict, check
from bot.language import read
from bot.types import CheckVerdict, Document, Readings, Span

# The share of a statement's plain words that a sentence must have to be plainly about the same thing.
SAME_MATTER = 0.6
# Alone, a sentence that has so much of them is what the statement is to be held against.
PLAIN = 0.75
# Evidence may have this much less of them than the nearest, and still let a statement pass.
NEAR = 0.2
# Below this share no sentence is about it at all.
SCANT = 0.3
# The most sentences of one source that are weighed alone.
SINGLE = 3
# Checks of single words that turn a sense: a paraphrase has such words too, put elsewhere. They say "otherwise" only
# where the statement follows a sentence so closely in order.
TURNING = frozenset("negation opposite hedge unreal universal exchange".split())
CLOSE = 0.7

NOWHERE = "No sentence of the sources is about this."


@dataclass(frozen=True, slots=True)
class Judged:
    """What code says of a statement: the verdict, the spans that it rests on, why, and what was found."""

    verdict: CheckVerdict
    cited: tuple[Span, ...]
    reasons: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    score: float = 0.0

    @property
    def vetoed(self) -> bool:
        """Whether a check misses or finds something for sure, and not only too few words."""
        return any(finding.veto and finding.check != "topic" for finding in self.findings)

    @property
    def speaker(self) -> str | None:
        """Who says in the source what the statement says as a fact; None where it is no such report."""
        return next((finding.speaker for finding in self.findings if finding.reported and finding.speaker), None)


@dataclass(frozen=True, slots=True)
class _Tried:
    """Some evidence, how much of the statement's plain words it has, what the checks say over it, and how closely its
    best sentence is followed in order.

    ``against`` are the vetoes that say otherwise; ``unspoken`` is a noun that the statement is about and the best
    sentence is not, "" for none: then the vetoes tell of something else.
    """

    spans: tuple[Span, ...]
    share: float
    verdict: Verdict
    single: bool
    close: float
    against: tuple[Finding, ...]
    unspoken: str

    @property
    def passes(self) -> bool:
        return self.verdict.support != "unsupported"


def judge(text: str, readings: Readings, given: Sequence[Span] = ()) -> Judged:
    """Judge a statement against sources.

    Args:
        text: the statement, standing alone; one too long to be checked is unjudged.
        readings: the sources.
        given: what the draft itself cites for it, to be tried first; may be empty.
    """
    if len(text.strip()) > MOST_STATEMENT:
        return Judged("unjudged", (), (TOO_LONG,))
    tried = [_try(text, spans, readings) for spans in _evidence(text, readings, given)]
    tried = [one for one in tried if one.share > 0]
    if not tried:
        return Judged("not_stated", (), (NOWHERE,))
    nearest = max(one.share for one in tried)
    passing = [one for one in tried if one.passes and one.share >= nearest - NEAR]
    carried = [one for one in passing if one.verdict.support == "supported"]
    if carried:
        return _judged("supported", carried[0])
    against = _against(tried, passing, nearest)
    if against is not None:
        return _judged("contradicted", against, only_against=True)
    if passing:
        best = max(passing, key=lambda one: (one.share, one.verdict.score))
        if best.share < SCANT:
            return Judged("not_stated", best.spans, (NOWHERE,), best.verdict.findings, best.verdict.score)
        return _judged("unchecked", best)
    closest = max(tried, key=lambda one: (one.share, not one.against, one.verdict.score))
    if closest.against and closest.unspoken:
        reason = f"The sentence that is nearest does not speak of “{closest.unspoken}”."
        return replace(_judged("not_stated", closest), reasons=(reason,))
    return _judged("not_stated", closest)


def _against(tried: Sequence[_Tried], passing: Sequence[_Tried], nearest: float) -> _Tried | None:
    """The evidence that contradicts a statement, None where none does for sure.

    One sentence that has nearly all of its plain words decides; else nothing that is as near may let it pass.
    """
    near = [one for one in tried if one.against and one.share >= max(SAME_MATTER, nearest - NEAR)]
    found = [one for one in near if not one.unspoken]
    alone = [one for one in found if one.single and one.share >= PLAIN]
    rivals = [one for one in passing if one.single]
    if alone and not any(one.share >= alone[0].share for one in rivals):
        return max(alone, key=lambda one: one.share)
    return max(found, key=lambda one: one.share) if found and not passing else None


def _judged(verdict: CheckVerdict, one: _Tried, *, only_against: bool = False) -> Judged:
    reasons = tuple(finding.reason for finding in one.against) if only_against else one.verdict.reasons
    return Judged(verdict, one.spans, reasons, one.verdict.findings, one.verdict.score)


def _evidence(text: str, readings: Readings, given: Sequence[Span]) -> Iterator[tuple[Span, ...]]:
    """The evidence to be tried, each once: what is given, whole quotations, single sentences, sentences together."""
    seen: set[tuple[Span, ...]] = set()
    for spans in _ways(text, readings, given):
        if spans and spans not in seen:
            seen.add(spans)
            yield spans


def _ways(text: str, readings: Readings, given: Sequence[Span]) -> Iterator[tuple[Span, ...]]:
    if given:
        yield tuple(given)
    yield of_quotes(text, readings)
    for reading in readings.values():
        for sentence in ranked(text, reading)[:SINGLE]:
            yield (sentence,)
        yield seek(text, {reading.document.id: reading}, enough=SCANT)
    yield seek(text, readings, enough=SCANT)


def of_quotes(text: str, readings: Readings) -> tuple[Span, ...]:
    """The sentences that hold a statement's quotations, where each stands in one place."""
    found: dict[Span, None] = {}
    for quote in quoted_spans(read(Document.of(text))):
        for reading in readings.values():
            span = locate(quote, reading.document).span
            if span is not None:
                found |= dict.fromkeys(sentence.span for sentence in reading.sentences_in(span))
    return tuple(sorted(found))


def _try(text: str, spans: tuple[Span, ...], readings: Readings) -> _Tried:
    evidence = Evidence(spans, readings)
    said = facts(text, evidence.language, evidence.vocabulary.names)
    found = best(said, [piece.facts for piece in evidence.pieces])
    close = found.closeness if found is not None else 0.0
    verdict = check(text, spans, readings)
    single = len(evidence.pieces) == 1
    against = _speaking_against(verdict, close)
    missing = ""
    if against and found is not None:
        piece = next(piece for piece in evidence.pieces if piece.facts is found.source)
        if not single:
            against = _dated_alike(against, said, evidence, piece.span)
        missing = unspoken(said, piece, evidence, against)
    return _Tried(spans, _share(said, evidence), verdict, single, close, against, missing)


def _speaking_against(verdict: Verdict, close: float) -> tuple[Finding, ...]:
    """The vetoes that say otherwise; one that hangs on how the words follow each other only where they do."""
    vetoes = (finding for finding in verdict.findings if finding.veto and not finding.absent)
    return tuple(finding for finding in vetoes if finding.check not in TURNING or close >= CLOSE)


def _dated_alike(against: Sequence[Finding], said: Facts, evidence: Evidence, nearest: Span) -> tuple[Finding, ...]:
    """Findings over sentences drawn together without those of a date that only another sentence than the nearest has.

    "The march was on 3 May. The tunnel opens next month" says of no other month in which the tunnel opens.
    """
    there = check_dates(said, Evidence((nearest,), evidence.readings))
    if any(finding.veto and not finding.absent for finding in there):
        return tuple(against)
    elsewhere = frozenset(check_dates(said, evidence))
    return tuple(finding for finding in against if finding not in elsewhere)


def _share(said: Facts, evidence: Evidence) -> float:
    """The share of a statement's plain words, no figures and no names, that the evidence has; or of all, if larger.

    What was put wrong is mostly a figure or a name: what a sentence is about stands in the words around it.
    """
    taken = [(f.start, f.end) for f in said.figures.numbers] + [(d.start, d.end) for d in said.figures.dates]
    taken += [(name.start, name.end) for name in said.names if name.certain]
    plain = [
        said.stems[i] for i in said.content
        if not any(start <= said.tokens[i].start < end for start, end in taken)
    ]  # fmt: skip
    words = [said.stems[i] for i in said.content]
    carried = frozenset[str]().union(*(piece.facts.stem_set for piece in evidence.pieces))
    shares = [sum(word in carried for word in some) / len(some) for some in (plain, words) if len(some) > 1]
    return max(shares, default=float(any(word in carried for word in words)))
