"""How well a sentence bears on a question, in a handful of named figures between 0 and 1.

All are monotone: more of any of them never makes a sentence a worse answer. That is what lets one small formula with
non-negative weights (``answerability``) hold for texts it has never seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from bot.drafting.answer_types import Candidate, candidates
from bot.drafting.lines import Line, Lines, Word, is_question, words_of
from bot.drafting.questions import Asked, negates
from bot.drafting.ranking import DERIVED, Wanted, strength_in
from bot.drafting.synonyms import opposed
from bot.language.words import fold, stem

_NEAR_SHARE = 0.4  # how much a term counts that stands in a neighbouring sentence or in the title
_REPLY_SHARE = 0.8  # how much a term counts that stands in the question which the sentence replies to
_FAR_SHARE = 0.15  # how much a term counts that stands elsewhere in the documents
_PAIR_REACH = 3  # words between two terms that still stand together

# How well a sentence fits the kind asked for in which nothing of that kind is seen. A name or a figure cannot be
# missed; a reason may stand there without a word that says so; anything may answer the other kinds.
_UNSEEN = {"number": 0.0, "date": 0.0, "person": 0.0, "speaker": 0.0, "place": 0.0, "reason": 0.3, "manner": 0.5}


@dataclass(frozen=True, slots=True)
class Evidence:
    """Figures for one sentence and one question, each from 0 to 1.

    Attributes:
        covered: the share of the terms that are no names or figures, by weight, that the sentence holds; those that
            its neighbours, the title or, least, the rest of the documents hold count in part.
        names: the share of the names in the question that stand in the sentence or its context.
        figures: how near the figure of the question that is found worst stands; 1 where it has none.
        present: 1 where the documents hold every term of the question, 1/2 where they lack one, 1/3 …
        pairs: the share of neighbouring pairs of terms that stand close together in the sentence.
        typed: how well something in the sentence fits the kind asked for.
        close: how near that something stands to the terms.
        agreeing: 0 where the sentence and the question differ in a "not" or hold opposites, else 1.
        spoken_of: 0 where the question has telling words besides names and figures and the sentence none of them.
        named: as ``names``, but of a name in several words one is enough, and one who speaks in the sentence, or of
            whom the whole document speaks, counts as standing in it.
    """

    covered: float
    names: float
    figures: float
    present: float
    pairs: float
    typed: float
    close: float
    agreeing: float
    spoken_of: float
    named: float

    def values(self) -> tuple[float, ...]:
        """The figures in the order of the attributes."""
        return tuple(getattr(self, field.name) for field in fields(self))


def evidence(lines: Lines, at: int, asked: Asked, wanted: Sequence[Wanted]) -> Evidence:
    """The figures for the line at place ``at``; linear in the line and its neighbours."""
    line = lines.lines[at]
    own = _found(lines, [at], wanted)
    near = _found(lines, _around(lines, at), wanted)
    replied = _replied(lines, at, wanted)
    title = _in_title(lines, at, wanted)
    reach = []
    for number, term in enumerate(wanted):
        # Far away only the word itself counts: a synonym there speaks of something else.
        far = float(any(s >= DERIVED and form in lines.frequency for form, s in term.forms.items()))
        reach.append(
            max(own[number], replied[number], _NEAR_SHARE * max(near[number], title[number]), _FAR_SHARE * far)
        )
    matter = [(t.weight, s) for t, s in zip(wanted, reach, strict=True) if not (t.is_name or t.is_figure)]
    total = sum(weight for weight, _ in matter)
    found = candidates(line, asked)
    best, close = _best_candidate(lines, at, wanted, found)
    return Evidence(
        covered=sum(weight * s for weight, s in matter) / total if total else 1.0,
        names=_names(wanted, reach),
        figures=min((s for t, s in zip(wanted, reach, strict=True) if t.is_figure), default=1.0),
        present=1 / (1 + sum(s == 0 and t.weight > 1 for t, s in zip(wanted, reach, strict=True))),
        pairs=_pairs(lines, at, wanted),
        typed=best.strength if best else _UNSEEN.get(asked.kind, 1.0),
        close=close,
        agreeing=_agreeing(lines, at, asked, wanted),
        spoken_of=_spoken_of(lines, wanted, [max(pair) for pair in zip(own, replied, strict=True)]),
        named=_named(wanted, [max(pair) for pair in zip(reach, _understood(line, wanted), strict=True)]),
    )


def _around(lines: Lines, at: int) -> list[int]:
    """The two lines before and the one after, in the same document."""
    before, after = lines.neighbours(at)
    places = [place for place in (before, after) if place is not None]
    if before is not None:
        earlier = lines.neighbours(before)[0]
        if earlier is not None:
            places.append(earlier)
    return places


def _found(lines: Lines, places: Sequence[int], wanted: Sequence[Wanted]) -> list[float]:
    """For each term, the strength at which the lines hold it."""
    return strength_in((form for place in places for form in lines.lines[place].forms()), wanted)


def _replied(lines: Lines, at: int, wanted: Sequence[Wanted]) -> list[float]:
    """For each term, how far the line speaks of it by replying to the question in the line before."""
    before = lines.neighbours(at)[0]
    if before is None or not is_question(lines.lines[before].text):
        return [0.0] * len(wanted)
    return [_REPLY_SHARE * strength for strength in _found(lines, [before], wanted)]


def _in_title(lines: Lines, at: int, wanted: Sequence[Wanted]) -> list[float]:
    reading = lines.lines[at].reading
    words = words_of(reading.document.title or "", reading.language)
    return strength_in((word.form for word in words if word.content), wanted)


def _names(wanted: Sequence[Wanted], reach: Sequence[float]) -> float:
    """The share of the names found; 1 where the question has none."""
    found = [strength for term, strength in zip(wanted, reach, strict=True) if term.is_name]
    return sum(found) / len(found) if found else 1.0


def _named(wanted: Sequence[Wanted], reach: Sequence[float]) -> float:
    """The share of the names found, each by the word of it that is found best; 1 where the question has none."""
    found: list[float] = []
    for number, (term, strength) in enumerate(zip(wanted, reach, strict=True)):
        if term.is_name and number and wanted[number - 1].is_name:
            found[-1] = max(found[-1], strength)
        elif term.is_name:
            found.append(strength)
    return sum(found) / len(found) if found else 1.0


def _understood(line: Line, wanted: Sequence[Wanted]) -> list[float]:
    """For each term, 1 where the line need not name it: its speaker, or what its document is about."""
    speakers = [a.speaker.name for a in line.attributions if a.speaker is not None]
    if line.turn is not None:
        speakers.append(line.turn.speaker)
    said = strength_in((word.form for word in words_of(" ".join(speakers), line.reading.language)), wanted)
    document = line.sentence.span.document_id
    return [max(strength, float(document in term.topic_of)) for strength, term in zip(said, wanted, strict=True)]


def _spoken_of(lines: Lines, wanted: Sequence[Wanted], own: Sequence[float]) -> float:
    telling = [
        s for t, s in zip(wanted, own, strict=True) if not (t.is_name or t.is_figure or t.weight < lines.weight(t.form))
    ]
    return float(any(telling)) if telling else 1.0


def _pairs(lines: Lines, at: int, wanted: Sequence[Wanted]) -> float:
    """The share of the question's neighbouring terms that the line holds close together, no other name between them:
    in "President Ada Voss and the Danish minister" the president is not Danish.
    """
    # The words of one name stand together wherever it stands: that says nothing about the question.
    apart = {n for n in range(len(wanted) - 1) if not (wanted[n].is_name and wanted[n + 1].is_name)}
    if not apart:
        return 0.5
    met: set[int] = set()
    recent: list[tuple[int, frozenset[int]]] = []
    content = 0
    for word in lines.lines[at].words:
        content += word.content
        numbers = frozenset(n for n, term in enumerate(wanted) if word.form in term.forms)
        if numbers:
            for place, others in recent:
                if content - place <= _PAIR_REACH:
                    met |= {min(a, b) for a in numbers for b in others if abs(a - b) == 1 and min(a, b) in apart}
            recent.append((content, numbers))
        elif word.content and word.text[0].isupper():
            recent.clear()
    return len(met) / len(apart)


def _best_candidate(
    lines: Lines, at: int, wanted: Sequence[Wanted], found: Sequence[Candidate]
) -> tuple[Candidate | None, float]:
    """The candidate that fits best and stands nearest to the terms, and how near that is (1: beside them all)."""
    forms: Mapping[str, float] = {form: term.weight for term in wanted for form in term.forms}
    marks = [(word.start, forms[word.form]) for word in lines.lines[at].words if word.form in forms]
    total = sum(weight for _, weight in marks)
    best: tuple[float, float, Candidate] | None = None
    for candidate in found:
        near = sum(w / (1 + _gap(candidate, place) / 40) for place, w in marks) / total if total else 0.0
        if best is None or candidate.strength * (0.5 + near) > best[0]:
            best = (candidate.strength * (0.5 + near), near, candidate)
    if best is None:
        return None, 0.5 if marks else 0.0
    return best[2], best[1]


def _gap(candidate: Candidate, place: int) -> int:
    if place < candidate.start:
        return candidate.start - place
    return max(0, place - candidate.end)


def _agreeing(lines: Lines, at: int, asked: Asked, wanted: Sequence[Wanted]) -> float:
    """0 where only one of the two says "not" of a word they share, or the line holds the contrary of one of the
    question's words and not the word; else 1. To a question for yes or no, the contrary is an answer.
    """
    if asked.language != "en" or asked.kind == "yes_no":
        return 1.0
    words = lines.lines[at].words
    negations = [number for number, word in enumerate(words) if negates(word.text)]
    if asked.negated and not negations:
        return 0.0
    held = {word.form for word in words} | {stem(word.text) for word in words}
    for word in words_of(asked.text):
        form = stem(word.text)
        if word.form not in held and form not in held and opposed(form, held):
            return 0.0
    if asked.negated:
        return 1.0
    forms = {form for term in wanted if not term.is_name for form in term.forms}
    return 0.0 if any(_denied(words, number) in forms for number in negations) else 1.0


def _denied(words: Sequence[Word], negation: int) -> str | None:
    """The form of the content word right behind a "not", if there is one within three words; "not only" denies
    nothing.
    """
    behind = words[negation + 1 : negation + 4]
    if behind and fold(behind[0].text) in {"only", "just"}:
        return None
    return next((word.form for word in behind if word.content), None)
