"""Which cue verb stands at a place in a tagged sentence."""

from __future__ import annotations

from bot.language import cues
from bot.language.clauses import Clauses
from bot.language.cues import Cue


def cue_at(unit: Clauses, at: int) -> tuple[Cue, int] | None:
    """The cue verb at ``at``, with its particle, and the word behind it."""
    form = cues.forms().get(unit.low[at])
    if form is None:
        return None
    table = cues.verbs()
    if at + 1 < len(unit):
        particle = table.get(f"{form[0]}_{unit.low[at + 1]}")
        if particle is not None:
            return particle, at + 2
    cue = table.get(form[0])
    return (cue, at + 1) if cue is not None else None


def group_start(unit: Clauses, verb: int) -> int:
    """The first word of the verb group that ends in the verb: "has", in "has long vowed"."""
    at = verb
    while at > 0 and unit.tag[at - 1] in "AXI":
        at -= 1
    while at < verb and unit.tag[at] == "X":
        at += 1
    return at
