"""The reported statements of some documents: as text, Markdown, a table for a spreadsheet, and JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from bot.matrix import name_words
from bot.render import wording
from bot.render.flow import Piece, flow
from bot.render.safe import cell, json_text, markdown
from bot.types import Attribution, Document, Reading, Span, SpeechKind

SCHEMA = "onrecord/quotes/1"
COLUMNS = ("document", "speaker", "role", "kind", "cue", "words", "line", "page", "time", "confidence")
_GAP = " … "


def select(
    readings: Sequence[Reading], *, speaker: str | None = None, kind: SpeechKind | None = None
) -> tuple[tuple[Reading, tuple[Attribution, ...]], ...]:
    """Each document with those of its reported statements that pass the filters, all in order.

    Args:
        readings: in the order of the sources given.
        speaker: a name, or whole words of one ("halloran" finds "Ines Halloran"), compared without case and accents
            to the speaker's name and aliases, and to the mention where nobody was resolved; None for all.
        kind: direct, indirect or mixed; None for all.
    """
    wanted = name_words(speaker) if speaker is not None else None

    def passes(attribution: Attribution, document: Document) -> bool:
        if kind is not None and attribution.kind != kind:
            return False
        return wanted is None or any(_holds(name_words(name), wanted) for name in _names(attribution, document))

    return tuple(
        (reading, tuple(a for a in reading.attributions if passes(a, reading.document))) for reading in readings
    )


def quotes_text(
    readings: Sequence[Reading],
    *,
    speaker: str | None = None,
    kind: SpeechKind | None = None,
    width: int = 80,
    color: bool = False,
) -> str:
    """The reported statements for a terminal: who, how and where, and below that the words as they stand.

    Args:
        readings: in the order of the sources given.
        speaker: see ``select``.
        kind: see ``select``.
        width: cells of a line.
        color: whether escape codes may stand in it.
    """
    out: list[str] = []
    selected = select(readings, speaker=speaker, kind=kind)
    for reading, attributions in selected:
        if attributions and len(selected) > 1:
            out.append(flow([(wording.title_of(reading.document), "strong")], width, color=color))
        out += [_entry(a, reading.document, width, color) for a in attributions]
    if not any(attributions for _, attributions in selected):
        out.append(_nothing(speaker, kind))
    return "\n\n".join(out) + "\n"


def quotes_markdown(readings: Sequence[Reading], *, speaker: str | None = None, kind: SpeechKind | None = None) -> str:
    """The reported statements as Markdown; filters as for ``select``."""
    out: list[str] = []
    selected = select(readings, speaker=speaker, kind=kind)
    for reading, attributions in selected:
        document = reading.document
        rows = []
        for attribution in attributions:
            name, role = _speaker(attribution, document)
            who = f"**{markdown(name)}**" + (f", {markdown(role)}" if role else "")
            told = markdown(" · ".join(_told(attribution, document)))
            rows.append(f"- {who} · {told}\n  - {markdown(_words(attribution, document))}")
        if rows:
            out += [f"## {markdown(wording.title_of(document))}", "\n".join(rows)]
    if not any(attributions for _, attributions in selected):
        out.append(_nothing(speaker, kind))
    return "\n\n".join(out) + "\n"


def quotes_csv(readings: Sequence[Reading], *, speaker: str | None = None, kind: SpeechKind | None = None) -> str:
    """The reported statements as CSV (RFC 4180, every cell quoted) that no spreadsheet takes for formulas."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for reading, attributions in select(readings, speaker=speaker, kind=kind):
        document = reading.document
        for attribution in attributions:
            name, role = _speaker(attribution, document, unknown="")
            at = document.place(attribution.spans[0])
            row = (
                *(wording.title_of(document), name, role, attribution.kind, _cue(attribution, document)),
                *(_words(attribution, document), str(at.line), str(at.page or ""), wording.clock(at.time)),
                f"{attribution.confidence:.2f}",
            )
            writer.writerow([cell(value) for value in row])
    return out.getvalue()


def quotes_json(readings: Sequence[Reading], *, speaker: str | None = None, kind: SpeechKind | None = None) -> str:
    """The reported statements as JSON of the schema "onrecord/quotes/1"; filters as for ``select``.

    The name is null where a mention could not be resolved to anybody, and the speaker is null where the text
    mentions none.
    """
    documents = [
        {
            "id": reading.document.id,
            "title": reading.document.title,
            "uri": reading.document.uri,
            "attributions": [_attribution(a, reading.document) for a in attributions],
        }
        for reading, attributions in select(readings, speaker=speaker, kind=kind)
    ]
    return json_text({"schema": SCHEMA, "documents": documents})


def _attribution(attribution: Attribution, document: Document) -> dict[str, Any]:
    speaker, mention, cue = attribution.speaker, attribution.mention, attribution.cue
    named = None
    if speaker is not None or mention is not None:
        start, end = (None, None) if mention is None else (mention.start, mention.end)
        named = {"name": None if speaker is None else speaker.name, "start": start, "end": end}
    return {
        "spans": [[span.start, span.end] for span in attribution.spans],
        "text": _words(attribution, document),
        "kind": attribution.kind,
        "speaker": named,
        "cue": None if cue is None else {"start": cue.start, "end": cue.end},
        "confidence": attribution.confidence,
    }


def _entry(attribution: Attribution, document: Document, width: int, color: bool) -> str:
    name, role = _speaker(attribution, document)
    head: list[Piece] = [(name, "strong"), (f", {role}" if role else "", "dim")]
    head.append((" · " + " · ".join(_told(attribution, document)), "dim"))
    words = flow([(_words(attribution, document), "")], width, first="  ", rest="  ", color=color)
    return flow(head, width, rest="    ", color=color) + "\n" + words


def _told(attribution: Attribution, document: Document) -> list[str]:
    """Kind, cue and place."""
    cue = _cue(attribution, document)
    at = wording.place(document.place(attribution.spans[0]))
    return [attribution.kind, *([f"“{cue}”"] if cue else []), *at]


def _words(attribution: Attribution, document: Document) -> str:
    return _GAP.join(document.slice(span) for span in attribution.spans)


def _cue(attribution: Attribution, document: Document) -> str:
    return "" if attribution.cue is None else document.slice(attribution.cue)


def _speaker(attribution: Attribution, document: Document, unknown: str = "(no speaker named)") -> tuple[str, str]:
    """Name and role; the mention as it stands where nobody was resolved."""
    if attribution.speaker is not None and attribution.speaker.name:
        return attribution.speaker.name, attribution.speaker.role or ""
    mention: Span | None = attribution.mention
    return (unknown if mention is None else document.slice(mention)), ""


def _names(attribution: Attribution, document: Document) -> Iterator[str]:
    if attribution.speaker is not None:
        yield attribution.speaker.name
        yield from attribution.speaker.aliases
    elif attribution.mention is not None:
        yield document.slice(attribution.mention)


def _holds(name: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether the wanted words stand in the name, next to one another and in order."""
    size = len(wanted)
    return size > 0 and any(tuple(name[i : i + size]) == tuple(wanted) for i in range(len(name) - size + 1))


def _nothing(speaker: str | None, kind: SpeechKind | None) -> str:
    return "No reported statement was found" + (" that fits the filter." if speaker or kind else ".")
