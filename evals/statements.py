"""Statements that are known to be right, made from the labelled cases: what the checks must let through.

Three kinds: key facts (a person's own wording, with their evidence), sentences of the document word for word (each its
own evidence), and reported statements put together from gold attributions (``Ada Lund said “…”.``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.language import read
from bot.language.words import stopwords
from bot.types import Attribution, Document, Reading, Span, Speaker
from evals.consistency import MARKED
from evals.dataset import Case

Origin = Literal["key fact", "verbatim", "reported"]

FORMULAS = {"en": "{0} said “{1}”.", "de": "{0} sagte: „{1}“.", "fr": "{0} a dit : « {1} ».", "es": "{0} dijo: «{1}»."}
"""How a language reports a quotation."""

VERBATIM_MOST = 20
"""Sentences taken from one document, spread evenly over it."""

_SHORTEST, _LONGEST = 4, 40
_FIRST_PERSON = re.compile(r"\b(?:I|me|my|mine|we|us|our|ours|you|your)\b")
_EDGES = ' \t\n\u00a0“”„‘’«»‚"'
_NOT_VERBS = frozenset("according view suspicion told assured gave have ask say".split())
_WISHES = re.compile(
    r"den|reject|disput|refus|rul|\bnot\b|doubt|fear|want|hop|against|demand|urg|ask|question|suspic|call"
)
_FINITE = r"\b(?:is|are|was|were|has|have|had|will|would|can|could|should|may|might|did|does)\b"
_NO_CLAUSE = r"(?:against|for|of|on|to|about|with|what|whether|why|how|whom?)\b"


@dataclass(frozen=True, slots=True)
class Source:
    """A case and what the product reads in its document."""

    case: Case
    reading: Reading

    @property
    def document(self) -> Document:
        return self.case.document


@dataclass(frozen=True, slots=True)
class Right:
    """A statement that its evidence carries. ``speech`` is the gold attribution that a reported one is made of."""

    text: str
    evidence: tuple[Span, ...]
    source: Source
    origin: Origin
    speech: Attribution | None = None

    @property
    def speaker(self) -> Speaker | None:
        """Whose words a reported statement says it gives."""
        return self.speech.speaker if self.speech else None

    def in_marks(self, start: int, end: int) -> bool:
        """Whether a stretch of the statement lies in its quotation marks, in part or whole."""
        return any(match.start() < end and start < match.end() for match in MARKED.finditer(self.text))

    @property
    def cited(self) -> str:
        """The words of the evidence."""
        return self.source.case.words(self.evidence)


def sources(cases: Sequence[Case]) -> tuple[Source, ...]:
    """The cases, each with its document read."""
    return tuple(Source(case, read(case.document)) for case in cases)


def right_statements(source: Source) -> tuple[Right, ...]:
    """All statements of one case that are known to be right, in a fixed order."""
    facts = (Right(fact.text, fact.evidence, source, "key fact") for fact in source.case.key_facts)
    return (*facts, *_verbatim(source), *_reported(source))


def _verbatim(source: Source) -> Iterator[Right]:
    """Whole sentences outside of headings, evenly spread."""
    found = []
    for sentence in source.reading.sentences:
        text = " ".join(source.document.slice(sentence.span).split())
        ends = re.search(r"[.!][”“‘\"»’)\u00a0]*\Z", text)
        if _SHORTEST < len(text.split()) <= _LONGEST and ends and not _half_marked(text):
            found.append(Right(text, (sentence.span,), source, "verbatim"))
    step = max(1.0, len(found) / VERBATIM_MOST)
    yield from (found[int(at * step)] for at in range(min(len(found), VERBATIM_MOST)))


def _half_marked(text: str) -> bool:
    """Whether a passage in marks begins or ends outside of the sentence, so that its marks mislead."""
    unpaired = text.count("“") != text.count("”") or text.count("«") != text.count("»") or text.count('"') % 2
    german = "„" in text and text.count("„") == text.count("“")
    return text[0] in "”»" or (bool(unpaired) and not german) or bool(re.search('[“”„«»‘"]', MARKED.sub("", text)))


def _reported(source: Source) -> Iterator[Right]:
    turns = {(turn.start, turn.end) for turn in source.document.turns}
    for attribution in source.case.attributions:
        if attribution.speaker is None:
            continue
        if (attribution.start, attribution.end) in turns:
            yield from _from_turn(source, attribution)
        elif attribution.kind == "direct":
            yield from _quoted(source, attribution)
        elif source.case.lang == "en":
            yield from _told(source, attribution)


def _from_turn(source: Source, turn: Attribution) -> Iterator[Right]:
    """Up to two sentences of a turn as quotations of its speaker."""
    found = 0
    for sentence in source.reading.sentences_in(turn.spans[0]):
        words = source.document.slice(sentence.span).strip()
        inside = turn.spans[0].covers(sentence.span)
        if inside and words.endswith((".", "!")) and not MARKED.search(words) and _quotable(words) and found < 2:
            found += 1
            text = _formula(source.case.lang, name_of(turn.speaker, source.document), words.rstrip("."))
            yield Right(text, (sentence.span,), source, "reported", turn)


def _quoted(source: Source, attribution: Attribution) -> Iterator[Right]:
    """The first piece of a quotation that is long enough, as a quotation of its speaker."""
    for piece in attribution.spans:
        words = source.document.slice(piece).strip(_EDGES).rstrip(",.").strip(_EDGES)
        if _quotable(words) and not re.search('[“”„«»‘"\n]', words):
            text = _formula(source.case.lang, name_of(attribution.speaker, source.document), words)
            yield Right(text, _sentences(source, (piece,)), source, "reported", attribution)
            return


def _told(source: Source, attribution: Attribution) -> Iterator[Right]:
    """Indirect or mixed words behind the speaker's name: with the text's own verb where it stands right before them,
    else with a plain "said that", which fits unless the text's verb denies or wishes."""
    document = source.document
    content, pieces = _content(attribution, document)
    outside = MARKED.sub("", content)
    if len(content.split()) < _SHORTEST or re.search(r"[\n?‘]", content) or _FIRST_PERSON.search(outside):
        return
    name = name_of(attribution.speaker, document)
    if name.split()[-1] in content:
        return
    cue, adjacent = _cue(attribution, document)
    if adjacent and _tells_by_itself(cue):
        text = f"{name} {cue} {content}"
    elif _WISHES.search(cue):
        return
    elif content.startswith("that "):
        text = f"{name} said {content}"
    elif re.search(_FINITE, outside) and not re.match(_NO_CLAUSE, content, re.IGNORECASE):
        text = f"{name} said that {lower_first(content, source.case)}"
    else:
        return
    text = re.sub(r",([”\"’])\Z", r"\1", text)
    end = "" if re.search(r"[.!][”\"’]?\Z", text) else "."
    yield Right(text + end, _sentences(source, pieces), source, "reported", attribution)


def _content(attribution: Attribution, document: Document) -> tuple[str, tuple[Span, ...]]:
    """The first piece, or the first two where only the cue and its commas part them; and those pieces."""
    first, *rest = attribution.spans
    words = re.sub(r",(?=[”\"’]\Z)", "", document.slice(first).rstrip(" ,;:"))
    if not rest or attribution.cue is None or not first.end <= attribution.cue.start < rest[0].start:
        return words, (first,)
    second = document.slice(rest[0]).rstrip(" ,;:")
    if re.search(r"[;:.—]", document.text[first.end : rest[0].start]):
        return words, (first,)
    if re.match(_FINITE, second):
        return f"{words} {second}", (first, rest[0])
    if re.match(r"(?:and|but|or)\b", second) or re.match(r"(?:If|When|Unless|While|Although|Until)\b", words):
        return f"{words}, {second}", (first, rest[0])
    return words, (first,)


def _cue(attribution: Attribution, document: Document) -> tuple[str, bool]:
    """The cue's words, and whether they stand right before the content and behind somebody who is not "I"."""
    cue, mention = attribution.cue, attribution.mention
    if cue is None or mention is None:
        return "", False
    adjacent = not document.text[cue.end : attribution.start].strip() and cue.end <= attribution.start
    speaks = mention.end <= cue.start and document.slice(mention).lower() not in ("i", "we", "you", "they")
    return document.slice(cue), adjacent and speaks


def _tells_by_itself(cue: str) -> bool:
    """Whether a cue is a finite verb that needs nobody spoken to."""
    words = cue.split()
    return cue[:1].islower() and not cue.endswith("ing") and not set(words) & _NOT_VERBS and words[-1] != "to"


def _quotable(words: str) -> bool:
    return _SHORTEST < len(words.split()) <= _LONGEST and not words.endswith("?")


def _formula(lang: str, name: str, words: str) -> str:
    return FORMULAS.get(lang, FORMULAS["en"]).format(name, words)


def name_of(speaker: Speaker | None, document: Document) -> str:
    """A speaker's name as a sentence begins with it: with the article that the document gives it."""
    assert speaker is not None
    article = re.search(rf"\b(?:the|The) {re.escape(speaker.name)}\b", document.text)
    return f"The {speaker.name}" if article else speaker.name


def lower_first(text: str, case: Case) -> str:
    """A sentence as it goes on behind "that": its first word in lower case, unless the document has it as a name."""
    first = re.match(r"[^\W\d_]+", text)
    if (
        first is None
        or first.group() == "I"
        or not text[:1].isupper()
        or first.group()[1:].lower() != first.group()[1:]
    ):
        return text
    if text[first.end() : first.end() + 1] == ".":
        return text
    if first.group().lower() in stopwords(case.lang):
        return text[0].lower() + text[1:]
    inside = rf"(?<=[a-z,;] ){re.escape(first.group())}\b"
    people = [name for s in case.speakers for name in (s.name, *s.aliases)] + list(case.never_speak)
    names = {word for name in people for word in name.split()}
    if first.group() in names or re.search(inside, case.document.text):
        return text
    return text[0].lower() + text[1:]


def _sentences(source: Source, pieces: Sequence[Span]) -> tuple[Span, ...]:
    """The whole sentences that hold some pieces, each once."""
    found = [sentence.span for piece in pieces for sentence in source.reading.sentences_in(piece)]
    return tuple(dict.fromkeys(found))
