"""From a draft to what may be shown: evidence located, quotations pinned to their words, everything checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from bot.errors import shown
from bot.grounding.evidence import Evidence
from bot.grounding.facts import facts
from bot.grounding.locate import locate
from bot.grounding.quoting import quoted_spans
from bot.grounding.seek import MORE, seek, share_of
from bot.grounding.support import MOST_STATEMENT, TOO_LONG, Verdict, check
from bot.grounding.voices import alike, spoken_by, voices
from bot.language import read
from bot.language.visible import visible
from bot.types import (
    Citation,
    Claim,
    Document,
    DraftClaim,
    DraftStance,
    Label,
    Reading,
    Readings,
    Rejected,
    Span,
    Stance,
    Support,
)

MOST_CITED = 3_000
"""Characters of a cited passage, for the reason of ``MOST_STATEMENT``; a longer one proves nothing in particular."""

LITTLE = 0.4
"""The share of a statement's words below which a quotation in it does not stand for it."""

CORRECTED = "The draft did not cite this sentence; it was found in the text."


def ground_claim(draft: DraftClaim, readings: Readings) -> Claim | Rejected:
    """Prove a drafted statement by code, or say why it cannot be.

    Args:
        draft: the statement and the spans it cites, as drafted; spans that do not exist are left out.
        readings: the documents it may rest on.

    Returns:
        A claim, supported or unchecked, which names the speaker where it says as a fact what the text only reports
        ("Ada Voss: The pier is to close."), and whose citations are the quoted words of the statement and the cited
        sentences that hold none of them. Where the draft cites nothing, or cites a sentence that does not carry it
        while another plainly does, that other one is cited and a reason says so. Else a rejection with the first
        reason against it.
    """
    text = visible(draft.text).strip()
    if not any(c.isalnum() for c in text):
        return Rejected(shown(text), "The draft says nothing here.")
    if len(text) > MOST_STATEMENT:
        return Rejected(shown(text), TOO_LONG)
    spans = _existing(draft.evidence, readings)
    cited = _with_quotes(text, spans, readings)
    verdict = check(text, cited, readings)
    corrected = cited != spans
    other = _elsewhere(text, cited, verdict, readings)
    if other is not None:
        (cited, verdict), corrected = other, True
    elif verdict.support == "unsupported":
        return Rejected(text, verdict.reasons[0])
    text, support, reasons = _attributed(text, verdict, cited, readings)
    citations = citations_for(text, cited, readings)
    return Claim(text, citations, support, (CORRECTED, *reasons) if corrected else reasons)


def _attributed(
    text: str, verdict: Verdict, cited: Sequence[Span], readings: Readings
) -> tuple[str, Support, tuple[str, ...]]:
    """A statement with its speaker in front, where all there is to say against it is that somebody said it.

    The name and a colon say so in any language, and leave the words alone.
    """
    if len(verdict.findings) == 1 and verdict.findings[0].speaker:
        named = f"{verdict.findings[0].speaker}: {text}"
        again = check(named, cited, readings)
        if again.support != "unsupported":
            return named, again.support, tuple(dict.fromkeys((*verdict.reasons, *again.reasons)))
    return text, verdict.support, verdict.reasons


def _existing(evidence: Sequence[Span], readings: Readings) -> list[Span]:
    """The spans that lie in a known document, blanks at their edges off, each once and in order given."""
    found: dict[Span, None] = {}
    for span in evidence:
        reading = readings.get(span.document_id)
        if reading is None or span.end > len(reading.document.text) or _is_too_long(span):
            continue
        words = reading.document.slice(span)
        start = span.start + len(words) - len(words.lstrip())
        if words.strip():
            found[Span(span.document_id, start, start + len(words.strip()))] = None
    return list(found)


def _is_too_long(span: Span) -> bool:
    return span.end - span.start > MOST_CITED


def _with_quotes(text: str, spans: list[Span], readings: Readings) -> list[Span]:
    """The cited spans, and the sentence of each quotation that stands in none of them but in one place elsewhere.

    A sentence that was cited for such a quotation and adds nothing to the statement is left out.
    """
    found: list[Span] = []
    for quote in quoted_spans(read(Document.of(text))):
        places = [locate(quote, reading.document, spans).span for reading in readings.values()]
        located = [place for place in places if place is not None]
        sentences = Evidence(spans, readings).pieces
        if len(located) != 1 or any(piece.span.overlaps(located[0]) for piece in sentences):
            continue
        reading = readings[located[0].document_id]
        found += [s.span for s in reading.sentences_in(located[0]) if not _is_too_long(s.span)]
    if not found or check(text, found, readings).support == "unsupported":
        return [*spans, *found]
    return [*(span for span in spans if _adds(text, span, found, readings)), *found]


def _adds(text: str, span: Span, others: Sequence[Span], readings: Readings) -> bool:
    """Whether a cited span bears out much of a statement that other spans do not: two words or more; one is chance.

    Words of names do not count: the others carry the statement, and need no sentence that only names who is meant.
    """
    carried = frozenset[str]().union(*(piece.facts.stem_set for piece in Evidence(others, readings).pieces))
    own = frozenset[str]().union(*(piece.facts.stem_set for piece in Evidence([span], readings).pieces))
    said = facts(text, readings[span.document_id].language)
    named = [(name.start, name.end) for name in said.names]
    plain = (i for i in said.content if not any(a <= said.tokens[i].start < b for a, b in named))
    missing = {said.stems[i] for i in plain} - carried
    return len(missing & own) >= max(2, MORE * len(said.content))


# A sentence elsewhere with so much more of a statement's words than what it cites is the one that is meant.
MEANT = 0.3
# The share of a statement's words from which a cited sentence is about the same thing.
SAME = 0.5


def _elsewhere(text: str, cited: list[Span], verdict: Verdict, readings: Readings) -> tuple[list[Span], Verdict] | None:
    """Evidence that carries more of the statement than what it cites and that nothing speaks against, or None.

    It need carry just more where something speaks against what is cited, and plainly more where nothing does.
    """
    theirs = max((share_of(text, span, readings[span.document_id]) for span in cited), default=0.0)
    doubted = verdict.support == "unsupported" or any(finding.check == "topic" for finding in verdict.findings)
    least = 0.0 if doubted else MEANT
    # What is cited is about the same thing and says otherwise: only words that carry the statement outweigh that.
    denied = theirs >= SAME and any(finding.veto and not finding.absent for finding in verdict.findings)
    if verdict.support == "supported" or theirs + least >= 1:
        return None
    found = [span for span in seek(text, readings) if not _is_too_long(span)]
    if not found or set(found) <= set(cited):
        return None
    shares = {span: share_of(text, span, readings[span.document_id]) for span in found}
    best = max(found, key=lambda span: shares[span])
    if shares[best] <= theirs + least:
        return None
    for spans in ([best], found):  # what only names the one who is meant need not be cited
        again = check(text, spans, readings)
        if again.support == "supported" or (again.support == "unchecked" and not denied):
            return spans, again
    return None


def citations_for(text: str, cited: Sequence[Span], readings: Readings) -> tuple[Citation, ...]:
    """The quoted words where the statement quotes, and the cited words that hold none of them; in order of documents
    and offsets.

    Quoted words that are little of the statement ("the ministry said it “expects” to pay half") show little of it:
    there the cited words are shown whole.
    """
    quotes: list[Citation] = []
    for quote in quoted_spans(read(Document.of(text))):
        for reading in readings.values():
            own = [span for span in cited if span.document_id == reading.document.id]
            citation = locate(quote, reading.document, _sentences(own, reading)) if own else None
            little = len(quote.split()) < len(text.split()) * LITTLE
            if citation is not None and citation.span is not None and citation not in quotes and not little:
                quotes.append(citation)
    found = list(quotes)
    for span in cited:
        held = any(quote.span is not None and span.overlaps(quote.span) for quote in quotes)
        if not held:
            found.append(Citation(readings[span.document_id].document.slice(span), "exact", span))
    order = {document_id: i for i, document_id in enumerate(readings)}
    return tuple(sorted(found, key=lambda c: (order[c.span.document_id], c.span.start) if c.span else (0, 0)))


def _sentences(spans: Sequence[Span], reading: Reading) -> list[Span]:
    """The spans widened to whole sentences, so that a quotation over two of them lies inside."""
    found = []
    for span in spans:
        sentences = reading.sentences_in(span)
        found.append(Span(span.document_id, sentences[0].span.start, sentences[-1].span.end) if sentences else span)
    return found


def ground_stance(draft: DraftStance, readings: Readings) -> Stance | Rejected:
    """Prove a drafted stance: its evidence must be the speaker's own words, by the text.

    Args:
        draft: who is said to stand where on what, and the spans that show it.
        readings: the documents.

    Returns:
        A stance whose speaker is the one whom the text gives the words to (where that is certain the draft's name is
        corrected to it), its kind as the text reports them, its citations the reported words. Else a rejection:
        nobody's stance is taken from words that are not plainly theirs.
    """
    text = f"{shown(draft.speaker, 80)}: {draft.label} ({shown(draft.target, 80)})"
    if draft.label not in get_args(Label) or not draft.target.strip():
        return Rejected(text, "The draft names no target or no known label.")
    spans = _existing(draft.evidence, readings)
    if not spans:
        return Rejected(text, "The draft cites no words that exist.")
    heard = [voice for span in spans for voice in voices(span, readings[span.document_id])]
    if not heard:
        return Rejected(text, "The cited words are nobody's words: the text gives them to no speaker.")
    own = [voice for voice in heard if spoken_by(draft.speaker, voice)]
    if not own:
        sure = [voice for voice in heard if voice.certain and voice.speaker is not None]
        if not sure or len({voice.speaker.name for voice in sure if voice.speaker}) > 1:
            return Rejected(text, _not_theirs(draft.speaker, readings))
        own = sure
    first = next((voice for voice in own if voice.speaker is not None), own[0])
    if first.speaker is None:
        return Rejected(text, "The text does not say who speaks the cited words.")
    citations = tuple(dict.fromkeys(citation for voice in own for citation in voice.citations))
    return Stance(
        first.speaker, first.mention, draft.target.strip(), draft.label, first.kind, citations, draft.probability
    )


def _not_theirs(speaker: str, readings: Readings) -> str:
    if any(_speaks(speaker, reading) for reading in readings.values()):
        return f"The text does not give the cited words to {shown(speaker, 80)}."
    return f"{shown(speaker, 80)} does not speak in the text."


def _speaks(speaker: str, reading: Reading) -> bool:
    """Whether anybody of that name speaks anywhere in a reading."""
    whole = reading.document.span(0, len(reading.document.text))
    named = any(spoken_by(speaker, voice) for voice in voices(whole, reading))
    return named or any(alike(speaker, turn.speaker) for turn in reading.document.turns)
