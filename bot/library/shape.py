"""A document's shape: all that a store keeps of it besides its text, worked out before the store is asked.

It is plain values, so that it can be made in another process and handed over at little cost. All pure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bot.library.protocol import Version
from bot.library.search import name_keys
from bot.library.shaping import Bounds, around, indexed, passages, plain
from bot.types import Attribution, Document, Reading, Span, Speaker

if TYPE_CHECKING:
    from bot.library.protocol import Entry

LONGEST_MENTION: Final = 200
"""Characters of a mention that are kept as the name of a speaker who was not resolved."""


# A statement in one piece, as ``_statement`` writes it: nine of ten are, and need not be read as JSON.
_WHOLE: Final = re.compile(r'\{"spans":\[\[(\d+),(\d+)\]\],')


class Named(NamedTuple):
    """A speaker as kept: ``aliases`` as JSON; not ``resolved``: ``name`` is the mention; ``keys``: looked up by."""

    name: str
    role: str
    aliases: str
    resolved: bool
    keys: tuple[str, ...]


class Statement(NamedTuple):
    """A reported statement as kept: where it stands, the sentences around it, the attribution as JSON."""

    start: int
    stop: int
    around_start: int
    around_stop: int
    speaker: Named | None
    attribution: str


@dataclass(frozen=True, slots=True)
class Shape:
    """Passages in order, and statements in order; None: they are put off."""

    passages: tuple[Bounds, ...]
    statements: tuple[Statement, ...] | None = None


def shape(document: Document, reading: Reading | None = None) -> Shape:
    """The shape of a document, with statements where there is a reading."""
    cut = tuple(passages(document))
    if reading is None:
        return Shape(cut)
    known: dict[Speaker | str, Named] = {}  # whoever speaks mostly speaks more than once
    return Shape(cut, tuple(_statement(reading, attribution, known) for attribution in reading.attributions))


def shape_of(entry: Entry) -> Shape:
    """The shape of what is to be kept: the one it brings, or one made now."""
    made = entry.shape
    if made is None or (made.statements is None and entry.reading is not None):
        return shape(entry.document, entry.reading)
    return made


def statement_words(text: str, attribution: str, around_start: int, around_stop: int) -> tuple[str, str]:
    """A statement's own words and those of the sentences around it, as indexed."""
    if (whole := _WHOLE.match(attribution)) is not None:
        own = text[int(whole[1]) : int(whole[2])]
    else:
        own = " ".join(text[start:stop] for start, stop in json.loads(attribution)["spans"])
    return indexed(own), indexed(text[around_start:around_stop])


def attribution_of(
    stored: str, document_id: str, speaker: tuple[str | None, str | None, str | None, int | None]
) -> Attribution:
    """A stored attribution. ``speaker``: name, role, aliases (JSON) and whether it was resolved; Nones for none."""
    kept = json.loads(stored)
    name, role, aliases, resolved = speaker
    who = Speaker(name, role or None, tuple(json.loads(aliases or "[]"))) if name is not None and resolved else None

    def span(bounds: list[int] | None) -> Span | None:
        return None if bounds is None else Span(document_id, *bounds)

    return Attribution(
        spans=tuple(Span(document_id, *bounds) for bounds in kept["spans"]),
        kind=kept["kind"],
        cue=span(kept["cue"]),
        mention=span(kept["mention"]),
        speaker=who,
        confidence=kept["confidence"],
    )


def source_key(text: str) -> str:
    """An address or a publisher's name as it is compared."""
    return plain(text.casefold())


def version_of(row: Sequence[Any]) -> Version:
    """A version of its row: collection, address, document's id, ``about`` as JSON, characters, whether it is read, when
    it was added, whether it is current."""
    collection, address, document_id, described, characters, read, added, current = row
    about = json.loads(described)
    return Version(
        collection=collection,
        address=address,
        document_id=document_id,
        title=about["title"],
        published=about["published"],
        publisher=about["publisher"],
        kind=about["kind"],
        characters=characters,
        read=bool(read),
        added=added,
        current=bool(current),
    )


def _statement(reading: Reading, attribution: Attribution, known: dict[Speaker | str, Named]) -> Statement:
    kept: dict[str, Any] = {
        "spans": [_bounds(span) for span in attribution.spans],
        "kind": attribution.kind,
        "cue": _bounds(attribution.cue),
        "mention": _bounds(attribution.mention),
        "confidence": attribution.confidence,
    }
    return Statement(
        attribution.start,
        attribution.end,
        *around(reading, attribution.spans),
        _named(attribution, reading.document, known),
        json.dumps(kept, separators=(",", ":")),
    )


def _bounds(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]


def _named(attribution: Attribution, document: Document, known: dict[Speaker | str, Named]) -> Named | None:
    """The speaker; the mention stands for somebody who was not resolved."""
    who: Speaker | str | None = attribution.speaker
    if who is None and attribution.mention is not None:
        who = document.slice(attribution.mention)[:LONGEST_MENTION]
    if who is None:
        return None
    if who not in known:
        known[who] = _kept(who)
    return known[who]


def _kept(who: Speaker | str) -> Named:
    if isinstance(who, str):
        return Named(plain(who), "", "[]", False, tuple(plain(key) for key in name_keys((who,))))
    keys = tuple(plain(key) for key in name_keys((who.name, *who.aliases)))
    return Named(plain(who.name), plain(who.role or ""), json.dumps(who.aliases), True, keys)
