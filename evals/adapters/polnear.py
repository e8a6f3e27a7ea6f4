"""PolNeAR: every reported statement in US political news, with cue and mention of the source.

Where: github.com/networkdynamics/PolNeAR. Licence: none stated, and the articles are copyrighted news: a copy stays
where it is. 1,008 articles. Published with the corpus are measures of its annotation, not of systems on this task;
``onrecord eval quotes`` prints the table that compares systems by the matching used here.

A row: ``quotes`` [{quote_spans, kind, speaker_spans, cue_spans}], spans being pairs of offsets. Speakers are mentions,
resolved to nobody.
"""

from __future__ import annotations

from pathlib import Path

from bot.types import Document
from evals.adapters._rows import Row, samples_of_rows, spans
from evals.samples import EvalSample

KINDS = ("direct", "indirect", "mixed")


def samples(path: Path, limit: int | None) -> list[EvalSample]:
    """The articles of a file; see ``samples_of_rows`` for arguments and errors."""
    return samples_of_rows(path, limit, _samples, what="PolNeAR")


def _samples(row: Row) -> list[EvalSample]:
    document = Document.of(row["source_text"], publisher=row.get("publisher"))
    gold = {
        "attributions": [_attribution(quote, document) for quote in row["quotes"]],
        "not_speech": [],
        "mentions_only": True,
    }
    return [EvalSample(row["id"], row["group"], "quotes", (document,), gold)]


def _attribution(quote: Row, document: Document) -> Row:
    if quote["kind"] not in KINDS:
        raise ValueError("an unknown kind")
    mentions = spans(quote.get("speaker_spans") or [], document)
    cues = spans(quote.get("cue_spans") or [], document)
    return {
        "spans": spans(quote["quote_spans"], document),
        "kind": quote["kind"],
        "cue": cues[0] if cues else None,
        "mention": mentions[0] if mentions else None,
        "mentions": mentions,
        "speaker": None,
        "names": [],
    }
