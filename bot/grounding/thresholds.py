"""From which probability on a model's word counts, per way of deciding: kept in ``thresholds.json`` with their curves.

``onrecord eval calibrate`` fits them on labelled statements and writes such a file. A curve of null says that the
numbers were set by hand: probabilities of a Decisions server are calibrated by their maker; one-token answers of small
models lean to "yes", so that "supported" asks for more; a number that a model writes itself is seldom in the middle.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

SCHEMA = "onrecord/thresholds/1"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Of "yes" or "stated": from ``high`` on a claim is supported, up to ``low`` it is rejected.

    From ``against`` on a checked statement that "contradicted" or "not stated" is said of is called so; from ``stated``
    on of the joint probability (``bot.grounding.verdicts.joint``) it is called supported, where the score of its words
    counts ``words`` times beside the model's word.
    """

    low: float
    high: float
    against: float
    stated: float
    words: float = 0.0


@cache
def thresholds() -> dict[str, Thresholds]:
    """The thresholds by way of deciding: decisions, logprobs, json."""
    return from_json(shipped())


def shipped() -> str:
    """The text of the file that ships with the package."""
    return (files("bot.grounding") / "thresholds.json").read_text(encoding="utf-8")


def from_json(text: str) -> dict[str, Thresholds]:
    """Thresholds as ``thresholds.json`` holds them. ValueError where they are out of order or out of bounds."""
    rows = json.loads(text)
    if rows.get("schema") != SCHEMA:
        raise ValueError(f"only {SCHEMA} is known")
    found = {
        way: Thresholds(
            float(row["low"]),
            float(row["high"]),
            float(row["against"]),
            float(row.get("stated", row["high"])),
            float(row.get("words", 0.0)),
        )
        for way, row in rows["ways"].items()
    }
    for way, bounds in found.items():
        inside = 0 < bounds.against <= 1 and 0 < bounds.stated <= 1 and bounds.words >= 0
        if not 0 <= bounds.low < bounds.high <= 1 or not inside:
            raise ValueError(f"the thresholds of {way} are out of order")
    return found
