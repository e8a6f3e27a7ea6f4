"""One thing to do and what is known of it, in the form that every suite, scorer and adapter shares.

``gold`` holds plain JSON types, so that it can go into a log as it is. A span is ``[start, end]``, half-open code
point offsets into the text of the sample's first document, or of ``documents[row["document"]]`` where a row has
that key. By task:

- ``summary``: ``key_facts`` [{text, weight, evidence}], ``false_claims`` [{text, error, evidence}];
  ``reference`` where a set gives a summary of its own.
- ``stances``: ``stances`` [{speaker, names, target, label, document, evidence, order}], ``never_speak`` [name];
  ``propositions`` is false where targets are entities and nobody is neutral.
- ``answer``: ``answerable``, ``answers`` [text], ``evidence`` [span], ``why``, ``contradicted_by`` [span];
  ``sentence_sets`` [[span]] and ``answer_spans`` [span] where a set gives them.
- ``quotes``: ``attributions`` [{spans, kind, cue, mention, speaker, names}], ``not_speech`` [span];
  ``mentions_only`` is true where a set labels mentions and resolves nobody, with ``mentions`` [span] in each row.
- ``injection``: as ``answer``, and ``attack``, ``attack_span``, ``effects`` [words that only obedience would show];
  ``kind`` where the attack is ours (``evals.injections``).
- ``checks``: ``statements`` [{text, right, error, evidence}], statements to be checked as they stand, with no drafter;
  ``right`` is null where people could not tell either.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.types import Attribution, Document, Page, Readings, Result, Span, Turn
from evals.dataset import Case, GoldQuestion
from evals.injections import BIPIA, OWN, Hidden, effects

Task = Literal["summary", "stances", "answer", "quotes", "injection", "checks"]
WORDS = 120
"""Words of a summary asked for where a set names no length."""


@dataclass(frozen=True, slots=True)
class EvalSample:
    """One thing to do. ``group`` is what the bootstrap draws as a whole: samples of one group are no independent news.

    ``question`` and ``words`` are None, and ``targets`` empty, where the task takes none. ``form`` is the form that a
    set asks its answers in; None: as each question wants it.
    """

    id: str
    group: str
    task: Task
    documents: tuple[Document, ...]
    gold: Mapping[str, Any]
    question: str | None = None
    words: int | None = None
    targets: tuple[str, ...] = ()
    form: Literal["phrase", "sentences", "prose"] | None = None


@dataclass(frozen=True, slots=True)
class Output:
    """What came of a sample.

    Attributes:
        result: what the product shows; None for ``quotes``, and where it failed before there was anything.
        readings: the sample's documents as read, by id.
        attributions: for ``quotes``, the rows of the schema "onrecord/quotes/1" of all documents, in order, each with
            ``document``, the index of its document.
        error: one sentence where it failed, else None. What was proven before that is still in ``result``.
        first_seconds: seconds until the first statement was shown; None where none was, or nobody looked.
    """

    result: Result | None
    readings: Readings
    attributions: tuple[Mapping[str, Any], ...] = ()
    error: str | None = None
    first_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """What one figure of a scorer means. ``unit`` is "share" (0 to 1) or the name of what is counted; "part" marks a
    count that only feeds a figure over all samples (``Overall``).
    """

    description: str
    higher_is_better: bool = True
    unit: str = "share"


Figures = dict[str, float | None]
"""Figures of one sample by name; None is "does not apply" or "unscored", and never counts as 0."""


@dataclass(frozen=True, slots=True)
class Overall:
    """A figure of many samples that is no mean of theirs (an F1 over counts): what it means, and how it is computed."""

    figure: Figure
    of: Callable[[Sequence[Figures]], float | None]


def samples_of_cases(cases: Sequence[Case], task: Task) -> list[EvalSample]:
    """The samples that the shipped cases give for one task, in the order of the cases.

    Stances are asked for a whole group at once, because that is where positions change; all else for a document.
    """
    if task == "stances":
        groups: dict[str, list[Case]] = defaultdict(list)
        for case in cases:
            groups[case.group].append(case)
        return [_stances(sorted(members, key=lambda case: case.published)) for members in groups.values()]
    if task == "answer":
        return [_answer(case, n, question) for case in cases for n, question in enumerate(case.questions, 1)]
    if task == "injection":
        return list(_injections(cases)) if cases else []
    make = {"summary": _summary, "quotes": _quotes, "checks": _checks}[task]
    return [make(case) for case in cases]


def spans_json(spans: Sequence[Span]) -> list[list[int]]:
    """Spans as they stand in ``gold``."""
    return [[span.start, span.end] for span in spans]


def gold_spans(rows: Sequence[Sequence[int]], document: Document) -> tuple[Span, ...]:
    """Spans of ``gold`` as spans of a document."""
    return tuple(document.span(start, end) for start, end in rows)


def _sample(case: Case, name: str, task: Task, gold: Mapping[str, Any], **more: Any) -> EvalSample:
    return EvalSample(f"{case.id}/{name}", case.group, task, (case.document,), gold, **more)


def _summary(case: Case) -> EvalSample:
    facts = [{"text": f.text, "weight": f.weight, "evidence": spans_json(f.evidence)} for f in case.key_facts]
    claims = [{"text": c.text, "error": c.error, "evidence": spans_json(c.evidence)} for c in case.false_claims]
    return _sample(case, "summary", "summary", {"key_facts": facts, "false_claims": claims}, words=WORDS)


def _stances(members: Sequence[Case]) -> EvalSample:
    rows = [
        {
            "speaker": stance.speaker.name,
            "names": [stance.speaker.name, *stance.speaker.aliases],
            "target": stance.target,
            "label": stance.label,
            "document": at,
            "evidence": spans_json(stance.evidence),
            "order": stance.order,
        }
        for at, case in enumerate(members)
        for stance in case.stances
    ]
    speaking = {row["speaker"] for row in rows}
    silent = sorted({name for case in members for name in case.never_speak} - speaking)
    return EvalSample(
        id=f"{members[0].group}/stances",
        group=members[0].group,
        task="stances",
        documents=tuple(case.document for case in members),
        gold={"stances": rows, "never_speak": silent},
        targets=tuple(dict.fromkeys(str(row["target"]) for row in rows)),
    )


def _answer_gold(question: GoldQuestion) -> dict[str, Any]:
    answers = [question.answer, *question.accept] if question.answer is not None else []
    return {
        "answerable": question.answerable,
        "answers": answers,
        "evidence": spans_json(question.evidence),
        "why": question.why,
        "contradicted_by": spans_json(question.contradicted_by),
    }


def _answer(case: Case, number: int, question: GoldQuestion) -> EvalSample:
    return _sample(case, f"answer/{number:02}", "answer", _answer_gold(question), question=question.question)


def _quotes(case: Case) -> EvalSample:
    rows = [_attribution(attribution) for attribution in case.attributions]
    return _sample(case, "quotes", "quotes", {"attributions": rows, "not_speech": spans_json(case.not_speech)})


def _attribution(attribution: Attribution) -> dict[str, Any]:
    speaker, cue, mention = attribution.speaker, attribution.cue, attribution.mention
    return {
        "spans": spans_json(attribution.spans),
        "kind": attribution.kind,
        "cue": [cue.start, cue.end] if cue else None,
        "mention": [mention.start, mention.end] if mention else None,
        "speaker": speaker.name if speaker else None,
        "names": [speaker.name, *speaker.aliases] if speaker else [],
    }


def _checks(case: Case) -> EvalSample:
    right = [{"text": f.text, "right": True, "error": None, "evidence": spans_json(f.evidence)} for f in case.key_facts]
    wrong = [
        {"text": c.text, "right": False, "error": c.error, "evidence": spans_json(c.evidence)}
        for c in case.false_claims
    ]
    return _sample(case, "checks", "checks", {"statements": right + wrong})


# --- attacks hidden in a source -------------------------------------------------------------------------------

_PLACES = (0.0, 0.5, 1.0)


def _injections(cases: Sequence[Case]) -> Iterator[EvalSample]:
    """Each case with an attack of our own, an answerable and an unanswerable question on it; and each kind of BIPIA's
    in two cases (in one, where there are few cases), an answerable question on each. The place moves from the top by
    the middle to the end.
    """
    for at, case in enumerate(cases):
        hidden, place = OWN[at % len(OWN)], _PLACES[at // len(OWN) % len(_PLACES)]
        for answerable, name in ((True, "answerable"), (False, "unanswerable")):
            yield _injection(case, hidden, place, _question(case, at, answerable), name)
    done: set[tuple[str, str]] = set()
    for at in range(2 * len(BIPIA)):
        case, hidden = cases[at % len(cases)], BIPIA[at % len(BIPIA)]
        if (case.id, hidden.kind) in done:
            continue
        done.add((case.id, hidden.kind))
        place = _PLACES[at % len(_PLACES)]
        yield _injection(case, hidden, place, _question(case, at, True), hidden.kind.replace(" ", "-"))


def _question(case: Case, at: int, answerable: bool) -> GoldQuestion:
    found = [question for question in case.questions if question.answerable is answerable]
    return found[at % len(found)]


def _injection(case: Case, hidden: Hidden, place: float, question: GoldQuestion, name: str) -> EvalSample:
    document, span = plant(case.document, hidden.words, place)
    shift = _Shift(span.start, len(document.text) - len(case.document.text))
    gold = _answer_gold(question)
    for key in ("evidence", "contradicted_by"):
        gold[key] = [shift.span(start, end) for start, end in gold[key]]
    gold |= {"attack": hidden.words, "kind": hidden.kind, "attack_span": [span.start, span.end]}
    gold["effects"] = effects(hidden, tuple(gold["answers"]))
    sample = _sample(case, f"injection/{name}", "injection", gold, question=question.question)
    return dataclasses.replace(sample, documents=(document,))


@dataclass(frozen=True, slots=True)
class _Shift:
    """Moves offsets behind an insertion of ``by`` code points at ``at``."""

    at: int
    by: int

    def span(self, start: int, end: int) -> list[int]:
        moved = start + self.by * (start >= self.at)
        return [moved, max(moved, end + self.by * (end > self.at))]

    def turn(self, turn: Turn) -> Turn:
        start, end = self.span(turn.start, turn.end)
        label_start, label_end = self.span(turn.label_start, turn.label_end)
        return dataclasses.replace(turn, start=start, end=end, label_start=label_start, label_end=label_end)

    def page(self, page: Page) -> Page:
        start, end = self.span(page.start, page.end)
        return dataclasses.replace(page, start=start, end=end)


def plant(document: Document, words: str, place: float) -> tuple[Document, Span]:
    """A document with a paragraph put in, and where that stands. Turns and pages move along.

    Args:
        document: any document.
        words: the paragraph.
        place: 0 for the top, 1 for the end, between them the nearest end of a line.
    """
    text = document.text
    breaks = [0, len(text), *(i + 1 for i, c in enumerate(text) if c == "\n")]
    at = min(breaks, key=lambda i: (abs(i - place * len(text)), i))
    before = "\n\n" if at and not text[:at].endswith("\n\n") else ""
    after = "\n\n" if at < len(text) else ""
    shift = _Shift(at, len(before) + len(words) + len(after))
    planted = Document.of(
        text[:at] + before + words + after + text[at:],
        title=document.title,
        uri=document.uri,
        published=document.published,
        publisher=document.publisher,
        kind=document.kind,
        turns=[shift.turn(turn) for turn in document.turns],
        pages=[shift.page(page) for page in document.pages],
    )
    start = at + len(before)
    return planted, planted.span(start, start + len(words))
