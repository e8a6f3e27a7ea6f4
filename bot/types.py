"""The values that every room of the house shares.

Everything here is frozen and pure. Offsets are half-open code point offsets into ``Document.text``, and that
text is never altered after ingest: whatever is shown as the words of a source is a slice of it.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

DocumentKind = Literal["text", "markdown", "html", "pdf", "docx", "captions", "transcript", "thread"]
SpeechKind = Literal["direct", "indirect", "mixed"]
Status = Literal["exact", "normalized", "ambiguous", "not_found"]
Support = Literal["supported", "unsupported", "unchecked"]
Label = Literal["favor", "against", "neutral"]
Task = Literal["summary", "stances", "answer", "check"]
CheckVerdict = Literal["supported", "contradicted", "not_stated", "unchecked", "unjudged"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Where some words stand: ``[start, end)`` in code points of the document's text."""

    document_id: str
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start

    def covers(self, other: Span) -> bool:
        return self.document_id == other.document_id and self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        return self.document_id == other.document_id and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Turn:
    """One speaker's turn in a transcript, captions or a thread: ``[start, end)`` is what was said.

    The label ("SEN. VOSS:") stands outside, at ``[label_start, label_end)``; the two are equal where the text
    shows no label. ``time`` is the source's own writing of it (a caption's cue time, a message's time stamp).
    """

    speaker: str
    start: int
    end: int
    label_start: int
    label_end: int
    time: str | None = None
    key: str | None = None
    reply_to: str | None = None
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A printed page: its number as counted from 1 and the code points of the text it holds."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a span stands, for people: line (from 1), and page, time and speaker label where the source has them."""

    line: int
    page: int | None = None
    time: str | None = None
    turn: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A source as a reader sees it. ``id`` is ``"sha256:"`` and the hex digest of the text in UTF-8."""

    id: str
    text: str
    title: str | None = None
    uri: str | None = None
    published: str | None = None
    publisher: str | None = None
    kind: DocumentKind = "text"
    turns: tuple[Turn, ...] = ()
    pages: tuple[Page, ...] = ()
    _line_starts: tuple[int, ...] = field(default=(), repr=False, compare=False)

    @classmethod
    def of(
        cls,
        text: str,
        *,
        title: str | None = None,
        uri: str | None = None,
        published: str | None = None,
        publisher: str | None = None,
        kind: DocumentKind = "text",
        turns: Sequence[Turn] = (),
        pages: Sequence[Page] = (),
    ) -> Document:
        """Make a document from its text; the id follows from the text alone."""
        starts = [0]
        at = text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = text.find("\n", at + 1)
        return cls(
            id=content_id(text),
            text=text,
            title=title,
            uri=uri,
            published=published,
            publisher=publisher,
            kind=kind,
            turns=tuple(turns),
            pages=tuple(pages),
            _line_starts=tuple(starts),
        )

    def span(self, start: int, end: int) -> Span:
        """A span of this document; ValueError where it does not lie inside the text."""
        if end > len(self.text):
            raise ValueError(f"[{start}, {end}) is outside a text of {len(self.text)} characters")
        return Span(self.id, start, end)

    def slice(self, span: Span) -> str:
        """The words of a span: the only way to words. ValueError for another document's span."""
        if span.document_id != self.id or span.end > len(self.text):
            raise ValueError("the span does not belong to this document")
        return self.text[span.start : span.end]

    def place(self, span: Span) -> Place:
        """Line, page, time and turn of a span's first character."""
        line = bisect_right(self._line_starts, span.start) if self._line_starts else 1
        page = next((p.number for p in self.pages if p.start <= span.start < p.end), None)
        turn = self.turn_at(span.start)
        return Place(line, page, turn.time if turn else None, turn.speaker if turn else None)

    def turn_at(self, offset: int) -> Turn | None:
        """The turn whose words hold the offset, if any."""
        at = bisect_right(self.turns, offset, key=lambda turn: turn.start) - 1
        return self.turns[at] if at >= 0 and offset < self.turns[at].end else None


def content_id(text: str) -> str:
    """``"sha256:"`` and the hex digest of the text in UTF-8 (a lone surrogate, which UTF-8 lacks, as its escape)."""
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


# --- what language finds in a text without a model -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; ``index`` counts from 0 through the document, ``paragraph`` likewise."""

    index: int
    span: Span
    paragraph: int


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage in quotation marks: ``outer`` with the marks, ``inner`` without; depth 1 is a quote inside a quote."""

    outer: Span
    inner: Span
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker as resolved in a document: canonical name, role ("commander of …") and the other names used."""

    name: str
    role: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attribution:
    """One reported statement: content in one or several pieces, cue ("said"), surface mention and resolved speaker.

    ``speaker`` is None where the mention could not be resolved to anybody; ``mention`` is None where the text
    names no source at all. ``confidence`` is between 0 and 1.
    """

    spans: tuple[Span, ...]
    kind: SpeechKind
    cue: Span | None
    mention: Span | None
    speaker: Speaker | None
    confidence: float

    @property
    def start(self) -> int:
        return self.spans[0].start

    @property
    def end(self) -> int:
        return self.spans[-1].end


@dataclass(frozen=True, slots=True)
class Reading:
    """A document and all that ``bot.language`` found in it."""

    document: Document
    language: str
    sentences: tuple[Sentence, ...]
    quotes: tuple[Quote, ...]
    attributions: tuple[Attribution, ...]
    speakers: tuple[Speaker, ...]

    def sentence_at(self, offset: int) -> Sentence | None:
        """The sentence that holds the offset, if any."""
        at = bisect_right(self.sentences, offset, key=lambda sentence: sentence.span.start) - 1
        return self.sentences[at] if at >= 0 and offset < self.sentences[at].span.end else None

    def sentences_in(self, span: Span) -> tuple[Sentence, ...]:
        """The sentences that a span touches, in order."""
        first = max(0, bisect_right(self.sentences, span.start, key=lambda s: s.span.start) - 1)
        last = bisect_right(self.sentences, max(span.start, span.end - 1), key=lambda s: s.span.start)
        return tuple(s for s in self.sentences[first:last] if s.span.overlaps(span))

    def attributions_in(self, span: Span) -> tuple[Attribution, ...]:
        """The reported statements with a piece inside the span, in order."""
        return tuple(a for a in self.attributions if any(piece.overlaps(span) for piece in a.spans))


Readings = Mapping[str, Reading]
"""Readings by document id, in the order of the sources given."""


# --- drafts: what somebody claims, nothing of it trusted -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class Context:
    """A run of sentences placed in a prompt; the prompt's number n is ``sentences[n - 1]``."""

    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class DraftClaim:
    """A statement as drafted and the sentences it cites (empty: it cited nothing that exists)."""

    text: str
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftStance:
    """A stance as drafted; ``evidence`` are the spans it points to."""

    speaker: str
    target: str
    label: Label
    evidence: tuple[Span, ...] = ()
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What a drafter wrote. A refusal may carry claims: the nearest things that the documents do say."""

    claims: tuple[DraftClaim, ...] = ()
    stances: tuple[DraftStance, ...] = ()
    refused: bool = False
    refusal_reason: str | None = None
    finish_reason: str = "stop"


# --- results: what was proven --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote and where it was found. ``span`` is None exactly where the status is ambiguous or not_found."""

    quote: str
    status: Status
    span: Span | None

    @property
    def located(self) -> bool:
        return self.span is not None


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement, the words it rests on, and whether those carry it. Probability is None where no model was asked."""

    text: str
    citations: tuple[Citation, ...]
    support: Support
    reasons: tuple[str, ...] = ()
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Stance:
    """Who stands where on what, in which words."""

    speaker: Speaker
    mention: Span | None
    target: str
    label: Label
    kind: SpeechKind
    citations: tuple[Citation, ...]
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """What a draft said and could not prove, and why."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Usage:
    """What a result cost. Tokens as the server counted them; ``cost_usd`` None where no price is known; seconds."""

    calls: int = 0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    cost_usd: float | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much was read (characters of the documents' text) and why the drafter stopped."""

    characters_read: int
    characters_total: int
    finish_reason: str


@dataclass(frozen=True, slots=True)
class Engine:
    """Who drafted: ``template`` is ``name@`` and 12 hex digits of the template's content, None without a model."""

    drafter: Literal["llm", "extractive"]
    model: str | None = None
    template: str | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """A statement of somebody's draft, judged: ``text`` as it stands alone, ``place`` where it stands in the draft.

    ``unchecked`` says that nothing was found against it, ``unjudged`` that it states nothing (a question, an opinion).
    ``speaker`` is who says in the sources what the draft says as a fact; None where it is no such report.
    """

    text: str
    place: Span
    verdict: CheckVerdict
    citations: tuple[Citation, ...] = ()
    reasons: tuple[str, ...] = ()
    probability: float | None = None
    speaker: str | None = None


@dataclass(frozen=True, slots=True)
class Quotation:
    """What a draft puts in quotation marks at ``place`` (without the marks), and where the sources have it.

    ``given_to`` is who speaks by the draft, ``speaker`` who speaks by the sources, None where either is not plain;
    ``misattributed`` that the two are surely not the same.
    """

    place: Span
    citation: Citation
    given_to: str | None = None
    speaker: str | None = None
    reasons: tuple[str, ...] = ()
    misattributed: bool = False

    @property
    def verbatim(self) -> bool:
        return self.citation.located


@dataclass(frozen=True, slots=True)
class Check:
    """Somebody's draft held against sources: its statements in order, and its quotations in order."""

    draft: Document
    statements: tuple[Checked, ...] = ()
    quotations: tuple[Quotation, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether nothing in the draft is contradicted and every quotation is verbatim."""
        contradicted = any(checked.verdict == "contradicted" for checked in self.statements)
        return not contradicted and all(quotation.verbatim for quotation in self.quotations)


@dataclass(frozen=True, slots=True)
class Result:
    """What may be shown: every claim and stance in it was located and checked.

    ``check`` is there where the task is "check", and only there: its statements are another's, and may be wrong.
    """

    task: Task
    created: str
    engine: Engine
    documents: tuple[Document, ...]
    coverage: Coverage
    question: str | None = None
    claims: tuple[Claim, ...] = ()
    stances: tuple[Stance, ...] = ()
    refused: bool = False
    refusal_reason: str | None = None
    rejected: tuple[Rejected, ...] = ()
    usage: Usage = Usage()
    check: Check | None = None


# --- typed questions to a model ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Predicate:
    """A yes-or-no question about one input."""

    name: str
    question: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A question with two or more fixed answers about one input."""

    name: str
    question: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """A question answered on a scale; ``levels`` are (value, meaning) in rising order."""

    name: str
    question: str
    levels: tuple[tuple[int, str], ...]


Question = Predicate | Choice | Score


@dataclass(frozen=True, slots=True)
class Decision:
    """An answer to a typed question as probabilities over its answers ("yes"/"no" for a predicate, the numbers
    as strings for a score). They sum to 1. ``way`` says how it was come by: decisions, logprobs or json."""

    name: str
    probabilities: tuple[tuple[str, float], ...]
    way: Literal["decisions", "logprobs", "json"]

    def probability(self, answer: str) -> float:
        return dict(self.probabilities).get(answer, 0.0)

    @property
    def answer(self) -> str:
        return max(self.probabilities, key=lambda pair: pair[1])[0]
