"""Labelled turns made into one text: "speaker: what was said", a blank line, the next turn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.types import Turn


@dataclass(frozen=True, slots=True)
class Block:
    """One turn before it has a place in a text; the fields are those of ``bot.types.Turn``.

    ``labelled`` is False where the text does not show the speaker: nobody is named, or the turn continues
    the one before.
    """

    speaker: str
    text: str
    time: str | None = None
    key: str | None = None
    reply_to: str | None = None
    edited: bool = False
    labelled: bool = True


def compose(blocks: Iterable[Block]) -> tuple[str, tuple[Turn, ...]]:
    """Lay blocks out as text and say where each came to stand. Strings must be clean already."""
    pieces: list[str] = []
    turns: list[Turn] = []
    at = 0
    for block in blocks:
        gap = "\n\n" if pieces else ""
        label = f"{block.speaker}:" if block.labelled and block.speaker else ""
        space = " " if label else ""
        label_start = at + len(gap)
        label_end = label_start + len(label)
        start = label_end + len(space)
        at = start + len(block.text)
        pieces.append(f"{gap}{label}{space}{block.text}")
        turns.append(
            Turn(
                speaker=block.speaker,
                start=start,
                end=at,
                label_start=label_start,
                label_end=label_end,
                time=block.time,
                key=block.key,
                reply_to=block.reply_to,
                edited=block.edited,
            )
        )
    return "".join(pieces), tuple(turns)
