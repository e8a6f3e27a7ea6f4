"""What was proven -> lines of Markdown and passages for the sources. Pure; every foreign word is escaped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.render import wording as words_for
from bot.slack import wording
from bot.slack.jobs import Place
from bot.slack.state.answers import Passage
from bot.types import Check, Checked, CheckVerdict, Citation, Claim, Document, Label, Reading, Result, Span, Stance

AROUND: Final = 400
"""Characters of context on either side of the cited words, whole words."""
QUOTE: Final = 240

_LABELS: Final[Mapping[Label, str]] = {"favor": "in favor", "against": "against", "neutral": "neutral"}
_VERDICTS: Final[Mapping[CheckVerdict, str]] = {
    "supported": "✓ supported",
    "contradicted": "✗ contradicted",
    "not_stated": "– not stated",
    "unchecked": "○ unchecked",
    "unjudged": "· no statement",
}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where documents come from.

    Attributes:
        url: the workspace's address, with a slash at the end.
        threads: for a document that is a thread of Slack's, where that is; by document id.
    """

    url: str
    threads: Mapping[str, Place]

    def message(self, place: Place, ts: str) -> str:
        """A message's permalink."""
        base = f"{self.url}archives/{place.channel}/p{ts.replace('.', '')}"
        return base if place.thread in (None, ts) else f"{base}?thread_ts={place.thread}&cid={place.channel}"


class Numbering:
    """Gives each cited place its number, from 1 in the order in which a reader meets it, and its passage."""

    def __init__(self, origin: Origin) -> None:
        self._origin = origin
        self._passages: dict[Span, Passage] = {}

    @property
    def passages(self) -> tuple[Passage, ...]:
        return tuple(self._passages.values())

    def marks(self, citations: Sequence[Citation], readings: Mapping[str, Reading], speaker: str = "") -> str:
        """The numbers of some citations as links to where their words stand: "[1] [2]"."""
        found = []
        for citation in citations:
            span = citation.span
            if span is None or span.document_id not in readings:
                continue
            if span not in self._passages:
                n = len(self._passages) + 1
                self._passages[span] = self._passage(n, span, readings[span.document_id], speaker)
            passage = self._passages[span]
            found.append(wording.markdown_link(str(passage.n), passage.url))
        return " ".join(dict.fromkeys(found))

    def _passage(self, n: int, span: Span, reading: Reading, speaker: str) -> Passage:
        document = reading.document
        turn = document.turn_at(span.start)
        place = self._origin.threads.get(document.id)
        start, end = (turn.start, turn.end) if turn is not None and place is not None else (0, len(document.text))
        if turn is not None:
            speaker = turn.speaker
        elif not speaker:
            said = next((a.speaker for a in reading.attributions_in(span) if a.speaker is not None), None)
            speaker = said.name if said is not None else ""
        at = document.place(span)
        where = words_for.clock(at.time) if place is not None else ", ".join(words_for.place(at)[:1])
        return Passage(
            n=n,
            words=document.slice(span),
            before=_before(document.text, start, span.start),
            after=_after(document.text, span.end, end),
            speaker=speaker,
            where=where,
            title="" if place is not None else words_for.title_of(document),
            url=self._url(document, place, turn.key if turn is not None else None),
            message=turn.key if turn is not None and place is not None else None,
            channel=place.channel if place is not None else "",
        )

    def _url(self, document: Document, place: Place | None, ts: str | None) -> str | None:
        if place is not None:
            return self._origin.message(place, ts or place.thread or "")
        return document.uri if document.uri and document.uri.startswith(("http://", "https://")) else None


def claim_line(claim: Claim, numbers: Numbering, readings: Mapping[str, Reading]) -> str:
    """A statement, its sources, and what is to be said against it."""
    doubt = words_for.doubt(claim)
    parts = [wording.markdown(claim.text), numbers.marks(claim.citations, readings)]
    if doubt:
        parts.append(f"_({wording.markdown(doubt)})_")
    return "- " + " ".join(part for part in parts if part)


def stance_line(stance: Stance, numbers: Numbering, readings: Mapping[str, Reading]) -> str:
    """Who stands where on what, in which words."""
    name = words_for.speaker_of(stance.speaker)
    quote = next(
        (
            readings[c.span.document_id].document.slice(c.span)
            for c in stance.citations
            if c.span is not None and c.span.document_id in readings
        ),
        "",
    )
    said = f" — “{wording.markdown(wording.cut(' '.join(quote.split()), QUOTE))}”" if quote else ""
    marks = numbers.marks(stance.citations, readings, name)
    target = wording.markdown(stance.target)
    return f"- **{wording.markdown(name)}** · {_LABELS[stance.label]} · {target}{said} {marks}".rstrip()


def checked_line(checked: Checked, numbers: Numbering, readings: Mapping[str, Reading]) -> str:
    """A statement of somebody's draft, and how it stands to the sources."""
    parts = [f"**{_VERDICTS[checked.verdict]}** · {wording.markdown(checked.text)}"]
    parts.append(numbers.marks(checked.citations, readings, checked.speaker or ""))
    if checked.reasons:
        parts.append(f"_({wording.markdown('; '.join(checked.reasons))})_")
    return "- " + " ".join(part for part in parts if part)


def check_lines(check: Check, numbers: Numbering, readings: Mapping[str, Reading]) -> list[str]:
    """A whole check: its statements, then the quotations that are not as the sources have them."""
    lines = [checked_line(one, numbers, readings) for one in check.statements]
    for quotation in check.quotations:
        words = wording.markdown(wording.cut(check.draft.slice(quotation.place), QUOTE))
        if not quotation.verbatim:
            lines.append(f"- **✗ not verbatim** · “{words}”")
        elif quotation.misattributed and quotation.speaker:
            marks = numbers.marks([quotation.citation], readings, quotation.speaker)
            lines.append(f"- **✗ said by {wording.markdown(quotation.speaker)}** · “{words}” {marks}")
    return lines


def opening(result: Result) -> str | None:
    """The line that stands before what the documents do say where they do not answer."""
    if not result.refused:
        return None
    why = words_for.why_refused(result)
    said = words_for.refusal(result) + (f" {wording.markdown(why)}" if why else "")
    return f"**{said}**"


def notes(result: Result, unread: Sequence[str]) -> list[str]:
    """The small print: what was not read, what was dropped, and who drafted."""
    drafter = (
        "Chosen from the sources' own words by the built-in drafter; no model is set."
        if result.engine.drafter == "extractive"
        else f"Drafted by {result.engine.model or 'a model'}; each statement was checked against the words it cites."
    )
    dropped = words_for.dropped(result)
    found = [*unread, *words_for.coverage(result), *([dropped] if dropped else [])]
    return [*found, f"{drafter} It may be wrong: look at the sources."]


def as_file(question: str | None, said: Sequence[str], passages: Sequence[Passage], small: Sequence[str]) -> str:
    """A whole answer as a Markdown file: what was said, then each source with its words and where they stand.

    Args:
        question: as asked; None for a summary.
        said: its lines of Markdown, as they were said in messages.
        passages: its sources.
        small: the small print.
    """
    parts = [f"# {wording.markdown(question)}" if question else "# An answer from On Record", "\n".join(said)]
    if passages:
        parts += ["## Sources", "\n".join(map(_source_line, passages))]
    parts += [f"> {wording.markdown(note)}" for note in small]
    return "\n\n".join(parts) + "\n"


def _source_line(one: Passage) -> str:
    told = wording.markdown(" · ".join(part for part in (one.speaker, one.where, one.title) if part))
    words = wording.markdown(" ".join(one.words.split()))
    return f"- {wording.markdown_link(str(one.n), one.url)} “{words}”" + (f" — {told}" if told else "")


def _before(text: str, least: int, start: int) -> str:
    if start - least <= AROUND:
        return text[least:start]
    at = start - AROUND
    while at < start and not text[at - 1].isspace():
        at += 1
    return "… " + text[at:start]


def _after(text: str, end: int, most: int) -> str:
    if most - end <= AROUND:
        return text[end:most]
    at = end + AROUND
    while at > end and not text[at].isspace():
        at -= 1
    return text[end:at] + " …"
