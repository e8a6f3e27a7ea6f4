"""The report's charts as numbers: the template draws them as SVG and prints them as text beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from evals.statistics import reliability

SIDE = 240
"""Width and height of a square chart's field, in its own units."""


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars; each row is (label, value as text, length from 0 to 100). ``bad``: long bars are bad news."""

    title: str
    rows: tuple[tuple[str, str, float], ...]
    bad: bool


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a square chart: its place in the field (y grows downwards), its size, and what it says."""

    x: float
    y: float
    radius: float
    label: str


@dataclass(frozen=True, slots=True)
class Reliability:
    """The reliability curve: probability from left to right, share right from below to above."""

    points: tuple[Point, ...]
    line: str
    error: str
    n: int


@dataclass(frozen=True, slots=True)
class Scatter:
    """Score (from below to above, 0 to 1) against cost (from left to right, 0 to ``most``)."""

    points: tuple[Point, ...]
    unit: str
    most: str


def bars(title: str, rows: Sequence[tuple[str, float]], *, bad: bool) -> Bars:
    """Bars of shares, longest first."""
    ranked = sorted(rows, key=lambda row: -row[1])
    return Bars(title, tuple((name, f"{100 * share:.1f} %", round(100 * share, 1)) for name, share in ranked), bad)


def reliability_chart(probabilities: Sequence[float], right: Sequence[bool], error: float | None) -> Reliability:
    """The reliability curve of some probabilities and of what was right; ``error`` is their calibration error."""
    curve = reliability(probabilities, right)
    points = tuple(
        Point(
            x=round(SIDE * b.probability, 1),
            y=round(SIDE * (1 - b.right), 1),
            radius=round(3 + 9 * math.sqrt(b.n / len(probabilities)), 1),
            label=f"said {100 * b.probability:.0f} %, right {100 * b.right:.0f} % of {b.n}",
        )
        for b in curve
    )
    line = " ".join(f"{point.x},{point.y}" for point in points)
    return Reliability(points, line, "-" if error is None else f"{100 * error:.1f} %", len(probabilities))


def scatter(points: Sequence[tuple[str, float, float]], unit: str) -> Scatter:
    """Points given as (label, cost, score)."""
    most = max(cost for _, cost, _ in points) or 1.0
    made = tuple(
        Point(
            x=round(0.94 * SIDE * cost / most, 1),
            y=round(SIDE * (1 - score), 1),
            radius=6,
            label=f"{name}: score {100 * score:.0f} %, {cost:.3g} {unit}",
        )
        for name, cost, score in points
    )
    return Scatter(made, unit, f"{most:.3g}")
