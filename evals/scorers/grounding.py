"""Grounding: do the cited and quoted words stand where, and as, the output says?

Definitions (ours). A citation is *located* where the words at its span of its document are its words, to the letter.
A *quotation* is what a statement puts in marks; it is verbatim where its words stand in a document one after the
other, each kept piece in order where it has an ellipsis or brackets. All of it is looked up here anew, with none of
the product's own finding.
"""

from __future__ import annotations

from bot.types import Citation, Claim, Readings
from evals.consistency import MARKED
from evals.samples import EvalSample, Figure, Figures, Output
from evals.texts import claims, quotations, quoted_places, share

FIGURES = {
    "cited": Figure("statements shown with at least one located citation"),
    "located": Figure("citations whose words stand at their place in their document"),
    "verbatim": Figure("words in quotation marks that stand so in a document"),
    "in_marks": Figure("quotations of more than three words that the document too gives in marks, or as a turn"),
    "wrong_document": Figure("citations whose words stand in another document than theirs", higher_is_better=False),
}

_TERM = 3


def score(sample: EvalSample, output: Output) -> Figures:
    """Figures of one sample; None where nothing is shown, cited or quoted, and for several documents only where there
    are several."""
    if output.result is None or output.error is not None:
        return dict.fromkeys(FIGURES)
    shown = claims(output)
    citations = [c for claim in shown for c in claim.citations]
    citations += [c for stance in output.result.stances for c in stance.citations]
    located = [_located(citation, output.readings) for citation in citations]
    several = len(output.readings) > 1
    elsewhere = [not ok and _stands(c, output.readings) for c, ok in zip(citations, located, strict=True)]
    return {
        "cited": share([any(_located(c, output.readings) for c in claim.citations) for claim in shown]),
        "located": share(located),
        "verbatim": _verbatim(shown, output.readings),
        "in_marks": _in_marks(shown, output.readings),
        "wrong_document": share(elsewhere) if several else None,
    }


def _located(citation: Citation, readings: Readings) -> bool:
    span = citation.span
    if span is None or span.document_id not in readings:
        return False
    text = readings[span.document_id].document.text
    return span.end <= len(text) and text[span.start : span.end] == citation.quote != ""


def _stands(citation: Citation, readings: Readings) -> bool:
    own = citation.span.document_id if citation.span else None
    return any(
        bool(citation.quote) and citation.quote in reading.document.text
        for document_id, reading in readings.items()
        if document_id != own
    )


def _verbatim(shown: tuple[Claim, ...], readings: Readings) -> float | None:
    """Weighted by words: a long quotation that is wrong in one word is wrong in all of them."""
    total = right = 0
    for claim in shown:
        for quote in quotations(claim.text):
            words = len(quote.split())
            total += words
            right += words * any(quoted_places(quote, reading.document.text) for reading in readings.values())
    return right / total if total else None


def _in_marks(shown: tuple[Claim, ...], readings: Readings) -> float | None:
    flags = []
    for claim in shown:
        for quote in quotations(claim.text):
            found = [
                _is_speech(start, end, reading.document.text)
                or any(turn.start <= start and end <= turn.end for turn in reading.document.turns)
                for reading in readings.values()
                for start, end in quoted_places(quote, reading.document.text)
            ]
            if found and len(quote.split()) > _TERM:
                flags.append(any(found))
    return share(flags)


def _is_speech(start: int, end: int, text: str) -> bool:
    """Whether both ends of a stretch stand in marks (one quotation may be given in two pieces)."""
    paragraph = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    marked = [
        (m.start() + paragraph, m.end() + paragraph)
        for m in MARKED.finditer(text[paragraph : len(text) if stop < 0 else stop])
    ]
    return any(a <= start < b for a, b in marked) and any(a < end <= b for a, b in marked)
