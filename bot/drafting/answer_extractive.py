"""An answer without a model: the sentence that answers the question, or a refusal with the nearest one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.drafting.answerability import answers, bearing, probability
from bot.drafting.evidence import Evidence, evidence
from bot.drafting.excerpts import is_statement, open_ended
from bot.drafting.lines import PRONOUNS, Line, Lines, lines_of, words_of
from bot.drafting.questions import Asked, ask, side_words
from bot.drafting.ranking import Wanted, rank, wanted_terms
from bot.drafting.stances_extractive import draft_stances
from bot.drafting.statements import MOST_STATEMENTS, Found, is_called, said_by, said_so, speaks
from bot.drafting.wording import pronouns_of, span_of, worded
from bot.language.words import fold
from bot.types import Draft, DraftClaim, Readings, Span

_FUTURE = re.compile(r"\b(?:will|shall|won['’]t|going to|plans? to)\b", re.IGNORECASE)
_FUTURE_GAIN = 0.3  # of bearing; set by hand, a tenth of what two sentences commonly differ by
_SPOKEN = 0.95  # the probability that goes with a rule that has decided: a speaker's statement found, a figure nowhere
_LOOKED_AT = 16  # sentences, best by BM25, that are looked at closely


_YEAR = re.compile(r"\b(?:1[5-9]|2[01])\d\d\b")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class _Seen:
    """A sentence looked at closely."""

    place: int
    evidence: Evidence

    @property
    def bearing(self) -> float:
        return bearing(self.evidence)


def draft_answer(readings: Readings, question: str) -> Draft:
    """Answer a question in the documents' own words.

    Args:
        readings: the documents, in the order of the sources.
        question: as the user put it.

    Returns:
        One to three claims, each a sentence worded as ``bot.drafting.wording`` says, with its span, in the order of
        the documents. Or a refusal with its reason and, if any sentence is near, that one. Deterministic.
    """
    lines = lines_of(readings)
    if not lines.lines:
        return Draft(refused=True, refusal_reason="There is nothing to read.")
    asked = ask(question, lines.lines[0].reading.language)
    they = _They(plural=len(readings) > 1)
    found = _speech(lines, asked)
    if found is not None:
        if found.reason is None:
            return Draft(tuple(_claims(lines, found.places)))
        return _refusal(lines, found.places, they.report(found.reason))
    takers = _side_takers(lines, readings, asked)
    if takers:
        return Draft(tuple(_claims(lines, takers)))
    wanted = wanted_terms(asked, lines)
    seen = _look(lines, asked, wanted)
    if not seen:
        return _refusal(lines, (), they.say("not"))
    nearest = max(seen, key=lambda one: (one.bearing, -one.place))
    able = [one for one in seen if one.evidence.agreeing and _tells_side(lines.lines[one.place], asked)]
    answering = [one for one in able if answers(one.evidence, asked)]
    if asked.kind == "number":  # a sentence without such a figure is none, however well it bears on the question
        able = answering
    if answering and not _lacks_figure(lines, wanted):
        return Draft(tuple(_claims(lines, _answer(lines, asked, able))))
    return _refusal(lines, (nearest.place,), they.say("otherwise" if _contradicts(nearest, lines, question) else "not"))


def answerable(readings: Readings, question: str) -> float:
    """The probability, by words alone, that the documents answer a question.

    Args:
        readings: the documents.
        question: as the user put it; one that leans on questions before it is judged too low.
    """
    lines = lines_of(readings)
    if not lines.lines:
        return 0.0
    asked = ask(question, lines.lines[0].reading.language)
    found = _speech(lines, asked)
    if found is not None:
        return _SPOKEN if found.reason is None else 1 - _SPOKEN
    wanted = wanted_terms(asked, lines)
    likely = (probability(one.evidence) for one in _look(lines, asked, wanted) if one.evidence.agreeing)
    return min(max(likely, default=0.0), 1 - _SPOKEN if _lacks_figure(lines, wanted) else 1.0)


def bearers(readings: Readings, question: str) -> tuple[Span, ...]:
    """The sentences that bear on a question, the best first; few, and none where no word of it stands in any."""
    lines = lines_of(readings)
    if not lines.lines:
        return ()
    asked = ask(question, lines.lines[0].reading.language)
    seen = _look(lines, asked, wanted_terms(asked, lines))
    best = sorted(seen, key=lambda one: (-one.bearing, one.place))
    return tuple(lines.lines[one.place].sentence.span for one in best)


def in_own_words(readings: Readings, spans: Sequence[Span]) -> tuple[DraftClaim, ...]:
    """Sentences as claims in the documents' own words, in the order of the documents; see ``bot.drafting.wording``.

    Args:
        readings: the documents.
        spans: whole sentences of theirs, as ``Sentence.span`` has them. Others are left out, and so are headings and
            what else states nothing.
    """
    wanted = set(spans)
    held = {span.document_id for span in wanted}
    lines = lines_of({identity: reading for identity, reading in readings.items() if identity in held})
    unclosed = open_ended(lines)
    places = [
        at
        for at, line in enumerate(lines.lines)
        if line.sentence.span in wanted and is_statement(lines.lines[at : at + 1], unclosed)
    ]
    return tuple(_claims(lines, places))


@dataclass(frozen=True, slots=True)
class _They:
    """The documents as the subject of a sentence."""

    plural: bool

    def say(self, what: str) -> str:
        if what == "otherwise":
            return "The documents say otherwise." if self.plural else "The document says otherwise."
        return "The documents do not say." if self.plural else "The document does not say."

    def report(self, what: str) -> str:
        verb = "contain" if what.startswith("no mention") else "report"
        return f"The documents {verb} {what}." if self.plural else f"The document {verb}s {what}."


def _speech(lines: Lines, asked: Asked) -> Found | None:
    if asked.kind == "statement":
        return said_by(lines, asked)
    if asked.kind == "speaker":
        return said_so(lines, asked)
    return None


def _side_takers(lines: Lines, readings: Readings, asked: Asked) -> list[int]:
    """The sentences in which somebody takes the side that a "who is against X" asks about, at most ``MOST_STATEMENTS``;
    where one takes it several times, the first."""
    if asked.side is None:
        return []
    rows = [row for row in draft_stances(readings, (asked.about,)).stances if row.label == asked.side]
    at_of = {line.sentence.span: at for at, line in enumerate(lines.lines)}
    firsts = (readings[row.evidence[0].document_id].sentence_at(row.evidence[0].start) for row in rows)
    places = (at_of.get(sentence.span) for sentence in firsts if sentence is not None)
    return sorted(dict.fromkeys(at for at in places if at is not None))[:MOST_STATEMENTS]


def _tells_side(line: Line, asked: Asked) -> bool:
    """Whether a line may tell who takes the side that the question asks about, if it asks about one.

    A word of that side must stand in it, with what it is about behind it, and not in what somebody says of others.
    """
    if asked.side is None or next(side_words(asked.text, asked.side), None) is None:  # "who wants to …"
        return True
    start = line.sentence.span.start
    others = [span for a in line.attributions if a.kind != "direct" and a.mention is not None for span in a.spans]
    about = {word.form for word in words_of(asked.about, asked.language) if word.content}
    return any(
        about <= {word.form for word in line.words if word.start > start + at}
        and not any(span.start <= start + at < span.end for span in others)
        for at in side_words(line.text, asked.side)
    )


def _look(lines: Lines, asked: Asked, wanted: Sequence[Wanted]) -> list[_Seen]:
    """The statements that hold a word of the question, the best of them by rank, with their figures.

    Where the question goes by somebody who speaks in the documents, his or her statements only.
    """
    scores = rank(lines, wanted)
    unclosed = open_ended(lines)
    able = [at for at, score in enumerate(scores) if score > 0 and is_statement(lines.lines[at : at + 1], unclosed)]
    if asked.source is not None:
        able = [at for at in able if speaks(lines.lines[at], asked.source)] or able
    if asked.kind == "reason":
        able = [at for at in able if not _told_by_others(lines.lines[at], asked.source)]
    order = sorted(able, key=lambda at: (-scores[at], at))
    return [_Seen(at, evidence(lines, at, asked, wanted)) for at in order[:_LOOKED_AT]]


def _told_by_others(line: Line, source: str | None) -> bool:
    """Whether a sentence of a turn is all a report of what others say: "People say that I am against it because …" is
    no reason of the one who speaks. Where the question goes by one of the others, it is.
    """
    if line.turn is None:
        return False
    for said in line.attributions:
        mention = said.mention
        if said.kind == "direct" or mention is None or mention.start != line.sentence.span.start:
            continue
        if source is not None and said.speaker is not None and is_called(said.speaker, source):
            continue
        if fold(line.reading.document.slice(mention)) not in ("i", "we"):
            return True
    return False


def _answer(lines: Lines, asked: Asked, able: Sequence[_Seen]) -> list[int]:
    """The place of the sentence, of those that may answer the question, that bears on it best.

    One sentence, since a second one was the answer half of the time only. But where a person is asked for and the
    sentence has a mere "she", the sentence before it belongs to the answer.
    """
    future = _FUTURE.search(asked.text)

    def worth(one: _Seen) -> float:
        """Of two sentences that bear on what will be, the one that speaks of what will be goes first."""
        return one.bearing + (_FUTURE_GAIN if future and _FUTURE.search(lines.lines[one.place].text) else 0.0)

    best = min(able, key=lambda one: (-worth(one), one.place)).place
    before = lines.neighbours(best)[0]
    if asked.kind == "person" and before is not None and _opens_with_pronoun(lines.lines[best]):
        return [before, best]
    return [best]


def _opens_with_pronoun(line: Line) -> bool:
    return bool(line.words) and fold(line.words[0].text) in PRONOUNS and not pronouns_of([line])


def _lacks_figure(lines: Lines, wanted: Sequence[Wanted]) -> bool:
    """Whether the question names a figure or a year that no document has: what it presupposes is not in them.

    A document's title and date of publication count as the document.
    """
    missing = [term for term in wanted if term.is_figure and not any(f in lines.frequency for f in term.forms)]
    if not missing:
        return False
    documents = {line.reading.document.id: line.reading.document for line in lines.lines}.values()
    outside = " ".join(f"{d.title or ''} {d.published or ''}" for d in documents).replace("-", " ")
    held = {word.form for word in words_of(outside)}
    return any(term.form not in held for term in missing)


def _contradicts(nearest: _Seen, lines: Lines, question: str) -> bool:
    """Whether the sentence would answer the question if it did not say the contrary, or another figure of its kind."""
    figures = nearest.evidence
    if figures.agreeing and figures.figures == 1:
        return False
    if figures.figures < 1:
        kind = _YEAR if _YEAR.search(question) else _DIGIT
        sentence = lines.lines[nearest.place]
        if not kind.search(sentence.reading.document.slice(sentence.sentence.span)):
            return False
    agreeing = replace(figures, figures=1.0, present=1.0, agreeing=1.0)
    return figures.names == 1 and probability(agreeing) >= 0.5


def _claims(lines: Lines, places: Iterable[int]) -> Iterable[DraftClaim]:
    """Lines as claims; a speaker whom the claim right before names is not named again."""
    before: int | None = None
    shown = ""
    for at in places:
        run = [lines.lines[at]]
        shown = worded(run, shown if before is not None and before + 1 == at else "")
        yield DraftClaim(shown, (span_of(run),))
        before = at


def _refusal(lines: Lines, places: Iterable[int], reason: str) -> Draft:
    return Draft(tuple(_claims(lines, places)), refused=True, refusal_reason=reason)
