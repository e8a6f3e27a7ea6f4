"""Which sentences speak of what a question asks: BM25 over sentences, with their neighbours.

Source of the measure: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009). The
unit is the sentence; a sentence inherits part of its neighbours' score, since an answer often stands beside the
sentence that names what is asked about. Pure, deterministic, linear in the text.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.drafting.lines import Line, Lines, lines_of, words_of
from bot.drafting.questions import Asked, Term, ask
from bot.drafting.synonyms import light, root, synonyms
from bot.types import Context, Readings

_SATURATION = 1.2  # BM25 k1: a word's second occurrence counts less than its first
_LENGTH = 0.5  # BM25 b: sentences differ in length for good reasons, so that length is punished by half only
_NEIGHBOUR = 0.4  # of a neighbour's score
_TITLE = 0.3  # of a term's weight, where the document's title holds it
_LEAD = 4  # sentences that say what a document is about
_THROUGHOUT = 0.15  # of a document's sentences; what so many name, it is about
_LIGHT_SHARE = 0.3  # of its weight, for a word that questions are put with ("happened", "kind")

EXACT = 1.0
DERIVED = 0.8
SYNONYM = 0.6
"""How far a form may stand for a term: the form itself, another part of speech, a synonym."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A term of the question as it is looked for: forms that may stand for it, each with its strength (0 to 1].

    ``topic_of`` has the ids of the documents that are about it, where it is a name: their sentences may go without it.
    """

    form: str
    forms: Mapping[str, float]
    weight: float
    is_name: bool = False
    is_figure: bool = False
    topic_of: frozenset[str] = frozenset()


def wanted_terms(asked: Asked, lines: Lines) -> tuple[Wanted, ...]:
    """What to look for, one for each term of the question, weighed by how rare it is in the documents."""
    return wanted_terms_of(asked.terms, asked.language, lines)


def wanted_terms_of(terms: Sequence[Term], language: str, lines: Lines) -> tuple[Wanted, ...]:
    """The same for any terms in a language (ISO 639-1)."""
    english = language == "en"
    roots = _roots(lines) if english else {}
    found = []
    for term in terms:
        forms = {term.form: EXACT}
        if english and not term.is_figure:
            if not term.is_name:
                for other in synonyms().get(term.form, ()):
                    forms.setdefault(other, SYNONYM)
            for other in roots.get(root(term.form), ()):
                forms[other] = max(forms.get(other, 0.0), DERIVED)
        if not term.is_figure and not any(form in lines.frequency for form in forms):
            forms |= dict.fromkeys(_misspelt(term, lines), DERIVED)
        weight = lines.weight(term.form)
        if english and term.form in light() and not term.is_name:
            weight *= _LIGHT_SHARE
        topic_of = _topic_of(forms, lines) if term.is_name else frozenset[str]()
        found.append(Wanted(term.form, forms, weight, term.is_name, term.is_figure, topic_of))
    return tuple(found)


def _topic_of(forms: Mapping[str, float], lines: Lines) -> frozenset[str]:
    """The documents that begin with one of the forms, or come back to it throughout."""
    total: Counter[str] = Counter()
    held: Counter[str] = Counter()
    found: set[str] = set()
    for line in lines.lines:
        document = line.sentence.span.document_id
        total[document] += 1
        if any(form in forms for form in line.forms()):
            held[document] += 1
            if total[document] <= _LEAD:
                found.add(document)
    return frozenset(found | {d for d, count in held.items() if count > 1 and count >= _THROUGHOUT * total[d]})


def _misspelt(term: Term, lines: Lines) -> list[str]:
    """Forms of the documents that a word they lack may be a slip of the pen for.

    A name is only ever taken for the same letters in another order ("Tehran" is not "Tehrin"); another word of six
    letters or more also for one letter too many, too few or wrong.
    """
    word = term.form
    if len(word) < 4:
        return []
    letters = sorted(word)
    return [
        form
        for form in lines.frequency
        if form[0] == word[0]
        and abs(len(form) - len(word)) <= 1
        and (
            (len(form) == len(word) and sorted(form) == letters and _swaps_two(word, form))
            or (not term.is_name and len(word) >= 6 and _one_letter_off(word, form))
        )
    ]


def _swaps_two(word: str, other: str) -> bool:
    """Whether two neighbouring letters have changed places, and no more."""
    places = [at for at, (a, b) in enumerate(zip(word, other, strict=True)) if a != b]
    return len(places) == 2 and places[1] == places[0] + 1


def _one_letter_off(word: str, other: str) -> bool:
    """Whether one letter is wrong, missing or too many."""
    start = 0
    while start < min(len(word), len(other)) and word[start] == other[start]:
        start += 1
    if len(word) == len(other):
        return word[start + 1 :] == other[start + 1 :]
    longer, shorter = (word, other) if len(word) > len(other) else (other, word)
    return longer[start + 1 :] == shorter[start:]


def _roots(lines: Lines) -> Mapping[str, list[str]]:
    """Root -> the forms of the documents that share it."""
    table: dict[str, list[str]] = defaultdict(list)
    for form in lines.frequency:
        if len(form) >= 4:
            table[root(form)].append(form)
    return table


def bm25(lines: Lines, wanted: Sequence[Wanted]) -> list[float]:
    """One score for each line, 0 where no term stands in it; neighbours are not yet looked at."""
    strengths: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, term in enumerate(wanted):
        for form, strength in term.forms.items():
            strengths[form].append((number, strength))
    scores = []
    for line in lines.lines:
        counts: Counter[int] = Counter()
        length = 0
        for form in line.forms():
            length += 1
            for number, strength in strengths.get(form, ()):
                counts[number] += strength  # type: ignore[assignment]  # a Counter adds fractions as well
        norm = _SATURATION * (1 - _LENGTH + _LENGTH * length / lines.average)
        scores.append(
            sum(wanted[number].weight * tf * (_SATURATION + 1) / (tf + norm) for number, tf in counts.items())
        )
    return scores


def strength_in(forms: Iterable[str], wanted: Sequence[Wanted]) -> list[float]:
    """For each term, the strength at which some forms hold it, 0 where they do not."""
    held = frozenset(forms)
    return [max((s for form, s in term.forms.items() if form in held), default=0.0) for term in wanted]


def with_neighbours(lines: Lines, scores: Sequence[float], share: float = _NEIGHBOUR) -> list[float]:
    """Scores to which each line's better neighbour has lent a share."""
    found = []
    for at, score in enumerate(scores):
        lent = max((scores[n] for n in lines.neighbours(at) if n is not None), default=0.0)
        found.append(score + share * lent)
    return found


def rank(lines: Lines, wanted: Sequence[Wanted]) -> list[float]:
    """How well each line fits the terms: BM25 of the line, a share of its neighbours', a share for the title."""
    scores = with_neighbours(lines, bm25(lines, wanted))
    titles: dict[str, float] = {}
    for line in lines.lines:
        document = line.reading.document
        if document.id not in titles:
            held = _title_forms(line)
            titles[document.id] = _TITLE * sum(
                term.weight for term in wanted if any(form in held for form in term.forms)
            )
    return [
        score + titles[line.reading.document.id] if score else 0.0
        for score, line in zip(scores, lines.lines, strict=True)
    ]


def _title_forms(line: Line) -> frozenset[str]:
    title = line.reading.document.title or ""
    return frozenset(word.form for word in words_of(title, line.reading.language) if word.content)


def best_passages(
    readings: Readings, question: str, budget_characters: int, bearing: float = 0.0
) -> tuple[Context, ...]:
    """The runs of sentences in which the answer to a question is most likely to stand.

    Args:
        readings: the documents, in the order of the sources.
        question: as the user put it.
        budget_characters: the most characters that the sentences of all contexts hold together.
        bearing: the least score of a sentence, as a share of the best one's; 0: as many as the budget has room for.

    Returns:
        Contexts in the order of the documents, without overlap: the best sentences and, as far as the budget goes,
        the sentences beside them. Where no word of the question stands anywhere, the documents' beginnings. Empty
        where not one sentence fits.
    """
    lines = lines_of(readings)
    language = lines.lines[0].reading.language if lines.lines else "en"
    scores = rank(lines, wanted_terms(ask(question, language), lines))
    order = sorted(range(len(scores)), key=lambda at: (-scores[at], at))
    taken: set[int] = set()
    left = budget_characters
    least = bearing * max(scores, default=0.0)
    for at in order:
        if taken and scores[at] < least:
            break
        for place in (at, *_beside(lines, at)):
            length = len(lines.lines[place].sentence.span)
            if place not in taken and length <= left:
                taken.add(place)
                left -= length
    return tuple(Context(tuple(lines.lines[at].sentence for at in run)) for run in _runs(lines, sorted(taken)))


def _beside(lines: Lines, at: int) -> Iterable[int]:
    return (place for place in lines.neighbours(at) if place is not None)


def _runs(lines: Lines, places: Sequence[int]) -> list[list[int]]:
    """Neighbouring places of one document joined."""
    runs: list[list[int]] = []
    for at in places:
        if runs and lines.neighbours(at)[0] == runs[-1][-1]:
            runs[-1].append(at)
        else:
            runs.append([at])
    return runs
