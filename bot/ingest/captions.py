"""WebVTT and SRT captions: cues joined into turns, each with the time at which it begins.

The speaker is the cue's voice (``<v Ines Halloran>``) or a label at its beginning ("HALLORAN: ..."). Where labels are
used, a cue without one goes on with the speaker before, as captions do; where voices are, or after ">>", it is nobody
that is named, and the turn's speaker is "". The line breaks inside a cue are the screen's, not the
speaker's, so they become spaces. A turn ends where the speaker changes or falls silent, and at the end of a sentence
once it has lasted half a minute, so that its time stays useful for finding the passage.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.errors import SourceUnreadable
from bot.ingest.blocks import Block, compose
from bot.ingest.decoding import clean
from bot.ingest.headlines import title_of
from bot.ingest.origin import Origin
from bot.ingest.transcripts import accepted, label_at
from bot.types import Document

PAUSE = 5.0
"""Seconds of silence after which the same speaker begins a new turn."""

TURN_SECONDS = 30.0
"""Seconds after which a turn ends with its sentence."""

MAX_CUES = 200_000
"""A day of captions has some 30,000 cues."""

_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,100})?[ \t\n]+([^<>]{1,200})>|</v>")
# Formatting, time tags (<00:01.000>) and SubStation overrides ({\an8}); a "<" in a sum is none of them.
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>|<[\d:.]{5,15}>|\{\\[^{}]{0,100}\}")
_TIME_TAG = re.compile(r"<\d{1,3}:[\d:.]{4,12}>")
_SENTENCE_END = (".", "?", "!", "…", "。", "？", "！", '."', '?"', '!"', ".”", "?”", "!”", ".’", ".)")
_CHANGE = re.compile(r"[ \t]*>{2,3}")


@dataclass(frozen=True, slots=True)
class _Piece:
    """What one speaker says in one cue. ``speaker`` None: nothing in the cue says who."""

    speaker: str | None
    text: str
    time: str
    start: float
    end: float


def read_captions(text: str, origin: Origin) -> Document:
    """Read captions.

    Raises:
        SourceUnreadable: the captions are malformed or hold no cue.
    """
    from webvtt import WebVTT
    from webvtt.errors import MalformedCaptionError, MalformedFileError

    form = "vtt" if text.lstrip().startswith("WEBVTT") else "srt"
    if text.count("-->") > MAX_CUES:
        raise SourceUnreadable(f"{origin} has over {MAX_CUES:,} captions; give a part of it.")
    try:
        captions = WebVTT.from_buffer(io.StringIO(text.lstrip()), format=form)
        cues, heading = captions.captions, captions.header_text
    except (MalformedCaptionError, MalformedFileError, ValueError):
        cues, heading = [], ""
    if not cues:
        raise SourceUnreadable(
            f"{origin} holds no well-formed captions; a WebVTT file begins with WEBVTT, an SRT file with 1, and each "
            "caption has a line such as 00:00:01.000 --> 00:00:04.000."
        )
    pieces: list[_Piece] = []
    for cue, raw in zip(cues, _unrolled([cue.raw_text for cue in cues]), strict=True):
        pieces.extend(_pieces(raw, cue.start, _seconds(cue.start), _seconds(cue.end)))
    body, turns = compose(_blocks(_labels_read(pieces)))
    title = title_of(heading.strip(" -–—\t"))
    return Document.of(body, title=title, uri=origin.uri, kind="captions", turns=turns)


def _unrolled(cues: Sequence[str]) -> Iterator[str]:
    """The cues' raw texts. Live captions, which are known by time tags inside the cues, roll: each shows the line
    before once more above the new one; such a line is left out."""
    rolling = any(_TIME_TAG.search(raw) for raw in cues[:200])
    before: list[str] = []
    for raw in cues:
        lines = [(line, seen) for line in raw.split("\n") if (seen := _TAG.sub("", line).strip())]
        yield "\n".join(line for line, seen in lines if not (rolling and seen in before))
        before = [seen for _, seen in lines]


def _pieces(raw: str, time: str, start: float, end: float) -> Iterator[_Piece]:
    """A cue's text split at its voices, without tags, on one line."""
    parts = _VOICE.split(raw)
    # split gives text, voice, text, voice, ...; the voice is None at a closing tag
    voices = [None, *parts[1::2]]
    for voice, part in zip(voices, parts[0::2], strict=True):
        line = _line(part)
        if line:
            yield _Piece(_line(voice) if voice else None, line, time, start, end)


def _line(raw: str) -> str:
    return " ".join(clean(html.unescape(_TAG.sub("", raw))).split())


def _labels_read(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Take the labels off the cues that begin with one, and say where the speaker is somebody not named."""
    voiced = any(piece.speaker for piece in pieces)
    labels = [None if piece.speaker else label_at(piece.text) for piece in pieces]
    speakers = accepted([label.speaker for label in labels if label])
    read = []
    for piece, label in zip(pieces, labels, strict=True):
        if label and label.speaker in speakers:
            rest = piece.text[label.end :].strip()
            piece = _Piece(label.speaker, rest, piece.time, piece.start, piece.end)
        elif piece.speaker is None and (voiced or _CHANGE.match(piece.text)):
            piece = _Piece("", piece.text, piece.time, piece.start, piece.end)
        read.append(piece)
    return read


def _blocks(pieces: Sequence[_Piece]) -> Iterator[Block]:
    """Join the pieces of each turn."""
    speaker, words = "", list[str]()
    first = last = None
    named = ""  # whom the text has shown last
    for piece in pieces:
        whose = speaker if piece.speaker is None else piece.speaker
        turned = whose != speaker or _CHANGE.match(piece.text)
        if words and first and last and (turned or _over(first, last, piece, words[-1])):
            yield Block(speaker, " ".join(words), first.time, labelled=speaker != named)
            named, words = speaker, []
        if not words:
            first = piece
        speaker, last = whose, piece
        if piece.text:
            words.append(piece.text)
    if words and first:
        yield Block(speaker, " ".join(words), first.time, labelled=speaker != named)


def _over(first: _Piece, last: _Piece, piece: _Piece, word: str) -> bool:
    """Whether a turn ends before a piece of the same speaker: after a silence, or after its time with a sentence."""
    silent = piece.start - last.end > PAUSE
    return silent or (piece.start - first.start > TURN_SECONDS and word.endswith(_SENTENCE_END))


def _seconds(stamp: str) -> float:
    """``HH:MM:SS.mmm`` in seconds."""
    total = 0.0
    for part in stamp.split(":"):
        total = total * 60 + float(part)
    return total
