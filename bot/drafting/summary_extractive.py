"""A summary without a model: sentences of the documents, chosen and put in their order.

The choice is a budgeted maximum coverage problem, solved greedily by gain for length as in Lin and Bilmes,
"Multi-document Summarization via Budgeted Maximization of Submodular Functions" (2010): the words of a document
weigh by how often it uses them and how early, each counts once however often it is taken, and so do speakers,
figures and documents. Hence a second sentence that says the same gains nothing. The greedy choice is lazy
(Minoux 1978), so that the work stays near linear in the text.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.drafting.excerpts import Excerpt, every_sentence, excerpts_of, follows
from bot.drafting.lines import Lines, lines_of
from bot.drafting.questions import ask
from bot.drafting.ranking import bm25, wanted_terms
from bot.drafting.wording import worded
from bot.types import Draft, DraftClaim, Readings

_COST_POWER = 0.5  # gain is divided by length to this power: 0 favours long sentences, 1 short ones
_COST_EACH = 4  # words that every excerpt costs besides its own: many small ones make no text
_LEAD_SHARE = 0.7  # of an excerpt's weight that it owes to standing early in a document that is no transcript
_LEAD_FADE = 5.0  # sentences after which that share has fallen to a third
_SPEAKER_GAIN = 0.2  # of an average excerpt's coverage, for the first statement of a speaker
_FIGURE_GAIN = 0.2  # likewise, for a figure not yet given, at most two in one excerpt
_DOCUMENT_GAIN = 3.0  # times the gain of an excerpt whose document has none yet
_SAME_SHARE = 0.65  # an excerpt of whose words this share stands in a chosen one says the same
_FOCUS_FLOOR = 0.15  # of an excerpt's gain that is left where it does not speak of the focus


@dataclass(frozen=True, slots=True)
class _Weighed:
    """What there is to cover, and how much each excerpt's place and focus count."""

    excerpts: tuple[Excerpt, ...]
    words: Mapping[tuple[str, str], float]
    """(document id, form) -> weight."""
    factors: tuple[float, ...]
    average: float
    """The coverage that an average excerpt has when nothing is chosen yet."""


def draft_summary(readings: Readings, words: int, focus: str | None = None) -> Draft:
    """Choose sentences that together say most of what the documents say.

    Args:
        readings: the documents, in the order of the sources; they share the length.
        words: the most words that the claims hold together, where at least one sentence fits.
        focus: what the summary should be about; where no document has a word of it, the draft is a refusal that
            carries the summary without it.

    Returns:
        Claims in the order of the documents, each a sentence (or the sentences that one quotation joins) worded as
        ``bot.drafting.wording`` says, with its span. Deterministic.
    """
    lines = lines_of(readings)
    if not lines.lines:
        return Draft(refused=True, refusal_reason="There is nothing to summarize.")
    relevance = _relevance(lines, focus)
    unmet = focus is not None and bool(focus.strip()) and not any(relevance)
    excerpts = excerpts_of(lines) or every_sentence(lines)
    chosen = _choose(_weigh(lines, excerpts, relevance if any(relevance) else None), max(words, 1))
    claims = tuple(_claims(excerpts, chosen))
    if unmet:
        said = "The documents say" if len(readings) > 1 else "The document says"
        return Draft(claims, refused=True, refusal_reason=f"{said} nothing about that in these words.")
    return Draft(claims)


def _relevance(lines: Lines, focus: str | None) -> list[float]:
    """How well each line fits the focus, from 0 to 1; all 0 without one."""
    if focus is None or not focus.strip():
        return [0.0] * len(lines.lines)
    wanted = wanted_terms(ask(focus, lines.lines[0].reading.language), lines)
    scores = bm25(lines, wanted)
    best = max(scores, default=0.0)
    return [score / best if best else 0.0 for score in scores]


def _weigh(lines: Lines, excerpts: tuple[Excerpt, ...], relevance: Sequence[float] | None) -> _Weighed:
    words = _word_weights(excerpts)
    starts: dict[str, int] = {}
    for at, line in enumerate(lines.lines):
        starts.setdefault(line.sentence.span.document_id, at)
    factors = []
    for excerpt in excerpts:
        factor = _place(excerpt, starts[excerpt.span.document_id])
        if relevance is not None:
            fit = max(relevance[excerpt.first : excerpt.last + 1])
            factor *= _FOCUS_FLOOR + (1 - _FOCUS_FLOOR) * fit
        factors.append(factor)
    total = sum(_coverage(excerpt, words, set()) for excerpt in excerpts)
    return _Weighed(excerpts, words, tuple(factors), total / len(excerpts))


def _word_weights(excerpts: Sequence[Excerpt]) -> Mapping[tuple[str, str], float]:
    """The weight of each form in its document: how often it stands there, dampened; once is nothing to go by."""
    counts: Counter[tuple[str, str]] = Counter()
    for excerpt in excerpts:
        counts.update((excerpt.span.document_id, form) for form in set(excerpt.forms))
    return {at: math.log(1 + count) - math.log(1.5) for at, count in counts.items()}


def _place(excerpt: Excerpt, start: int) -> float:
    """Between ``1 - _LEAD_SHARE`` and 1: news and reports say first what matters; talk does not."""
    if excerpt.run[0].reading.document.turns:
        return 1.0
    return 1 - _LEAD_SHARE + _LEAD_SHARE * math.exp(-(excerpt.first - start) / _LEAD_FADE)


def _coverage(excerpt: Excerpt, words: Mapping[tuple[str, str], float], covered: set[str]) -> float:
    document = excerpt.span.document_id
    return sum(words[document, form] for form in set(excerpt.forms) if form not in covered)


def _choose(weighed: _Weighed, budget: int) -> list[int]:
    """The numbers of the excerpts to take, in order; at least one."""
    excerpts = weighed.excerpts
    state = _State()
    ends = {excerpt.last: at for at, excerpt in enumerate(excerpts)}
    heap: list[tuple[float, int]] = []
    waiting: dict[int, int] = {}
    for at, excerpt in enumerate(excerpts):
        before = ends.get(excerpt.first - 1)
        if not excerpt.leans:
            heap.append((-state.value(weighed, at), at))
        elif before is not None and follows(excerpts[before], excerpt):
            waiting[before] = at
    heapq.heapify(heap)
    left = budget
    while heap:
        _, at = heapq.heappop(heap)
        if excerpts[at].length > left or state.says_the_same(excerpts[at]):
            continue
        value = state.value(weighed, at)
        if heap and -value > heap[0][0]:
            heapq.heappush(heap, (-value, at))
            continue
        state.take(excerpts[at], at)
        left -= excerpts[at].length
        if at in waiting:
            heapq.heappush(heap, (-state.value(weighed, waiting[at]), waiting[at]))
    return sorted(state.chosen) or [_shortest(excerpts)]


def _shortest(excerpts: Sequence[Excerpt]) -> int:
    """The shortest excerpt that does not lean, or the shortest of all: what is shown when nothing fits."""
    return min(range(len(excerpts)), key=lambda at: (excerpts[at].leans, excerpts[at].length, at))


class _State:
    """What has been chosen so far and what it covers."""

    def __init__(self) -> None:
        self.chosen: list[int] = []
        self._covered: set[str] = set()
        self._documents: set[str] = set()
        self._speakers: set[str] = set()
        self._figures: set[str] = set()
        self._taken_forms: list[frozenset[str]] = []

    def value(self, weighed: _Weighed, at: int) -> float:
        """What taking the excerpt would gain, for its length. Never grows as more is chosen."""
        excerpt = weighed.excerpts[at]
        gain = _coverage(excerpt, weighed.words, self._covered) * weighed.factors[at]
        extra = _SPEAKER_GAIN * len(excerpt.speakers - self._speakers)
        extra += _FIGURE_GAIN * min(2, len(excerpt.figures - self._figures))
        gain += extra * weighed.average * weighed.factors[at]
        if excerpt.span.document_id not in self._documents:
            gain *= _DOCUMENT_GAIN
        return gain / math.pow(excerpt.length + _COST_EACH, _COST_POWER)

    def says_the_same(self, excerpt: Excerpt) -> bool:
        """Whether a chosen excerpt holds most of this one's words: told twice, or in two documents."""
        forms = frozenset(excerpt.forms)
        return any(len(forms & other) >= _SAME_SHARE * len(forms) for other in self._taken_forms)

    def take(self, excerpt: Excerpt, at: int) -> None:
        self.chosen.append(at)
        self._documents.add(excerpt.span.document_id)
        self._covered.update(excerpt.forms)
        self._speakers |= excerpt.speakers
        self._figures |= excerpt.figures
        self._taken_forms.append(frozenset(excerpt.forms))


def _claims(excerpts: Sequence[Excerpt], chosen: Iterable[int]) -> Iterable[DraftClaim]:
    """The chosen excerpts as claims; a speaker whom the claim right before names is not named again."""
    before: Excerpt | None = None
    shown = ""
    for at in chosen:
        excerpt = excerpts[at]
        follows = before is not None and before.last + 1 == excerpt.first
        shown = worded(excerpt.run, shown if follows else "")
        yield DraftClaim(shown, (excerpt.span,))
        before = excerpt
