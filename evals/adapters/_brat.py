"""Stand-off annotation as brat writes it: a file of lines beside a text, each pointing into it by offsets.

    T3<tab>Content 144 161;196 217<tab>the words          a span, in pieces where it is broken; code points
    E2<tab>Attribution:T8 Source:T6 Cue:T7 Content:T5     an event: its type with its trigger, then its parts

A part that occurs more than once is numbered (``Content2``). Relations, attributes and notes (R, A, M, N, #, *) are
passed over. The words that stand beside a span are held against the text, since offsets into another text are worth
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

Pieces = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Event:
    """An event: its id and type, and under each part's name the pieces of it, in order of the text."""

    id: str
    type: str
    parts: Mapping[str, Pieces]


def events(annotation: str, text: str) -> list[Event]:
    """The events of an annotation, in order of its lines.

    Raises:
        ValueError, LookupError: a line is of another form, or points at other words than it gives.
    """
    lines = [line.rstrip("\r") for line in annotation.split("\n")]
    spans = dict(_span(line, text) for line in lines if line.startswith("T"))
    return [_event(line, spans) for line in lines if line.startswith("E")]


def _span(line: str, text: str) -> tuple[str, Pieces]:
    name, place, words = line.split("\t", 2)
    pieces = tuple(sorted((int(start), int(end)) for start, end in map(str.split, place.split(" ", 1)[1].split(";"))))
    if not all(0 <= start < end <= len(text) for start, end in pieces) or any(a[1] > b[0] for a, b in pairwise(pieces)):
        raise ValueError(f"{name} lies outside of the text")
    if _bare(words) != _bare("".join(text[start:end] for start, end in pieces)):
        raise ValueError(f"{name} stands elsewhere in the text")
    return name, pieces


def _bare(words: str) -> str:
    """Words without blanks: between two pieces there is one in the file and perhaps none in the text."""
    return re.sub(r"\s+", "", words)


def _event(line: str, spans: Mapping[str, Pieces]) -> Event:
    name, told = line.split("\t", 1)
    (kind, _), *parts = (part.split(":", 1) for part in told.split())
    found: dict[str, Pieces] = {}
    for part, span in parts:
        role = part.rstrip("0123456789")
        found[role] = tuple(sorted((*found.get(role, ()), *spans[span])))
    return Event(name, kind, found)
