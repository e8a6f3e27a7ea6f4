"""One reported statement inside a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from bot.language.phrases import Words


@dataclass(frozen=True, slots=True)
class Report:
    """One reported statement inside a sentence, as word indices; ``way`` names the pass that found it."""

    pieces: tuple[Words, ...]
    cue: Words
    mention: Words | None
    way: str
    kind: str
    lemma: str
