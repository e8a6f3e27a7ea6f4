"""Bars drawn as SVG by matplotlib (extra ``plots``), the same bytes for the same figures."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Final

from evals.performance.sections import Bars, number

OURS: Final = "#1f5f8b"
OTHERS: Final = "#9aa5ad"
WIDE: Final = 42
"""Characters of a label's line."""


def draw(bars: Bars, path: Path) -> None:
    """Draw one plot; bars that are named "On Record" stand out; where none is, all are ours.

    Raises:
        ImportError: matplotlib is not installed.
    """
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams.update({"svg.hashsalt": "onrecord", "svg.fonttype": "none", "font.size": 9})
    from matplotlib import pyplot

    names = ["\n".join(textwrap.wrap(name, WIDE)) for name, _ in bars.bars]
    values = [value for _, value in bars.bars]
    lines = sum(name.count("\n") + 1 for name in names)
    figure, axes = pyplot.subplots(figsize=(7.5, 0.7 + 0.26 * max(lines, len(names))), layout="constrained")
    named = any("On Record" in name for name, _ in bars.bars)
    colours = [OURS if "On Record" in name or not named else OTHERS for name, _ in bars.bars]
    drawn = axes.barh(range(len(values)), values, color=colours, height=0.7)
    axes.bar_label(drawn, labels=[number(value) for value in values], padding=3)
    axes.set_yticks(range(len(values)), names)
    axes.invert_yaxis()
    if bars.log and all(value > 0 for value in values):
        axes.set_xscale("log")
    axes.margins(x=0.15)
    axes.set_title(bars.title + (" (logarithmic)" if bars.log else ""), loc="left", fontsize=10)
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(path, metadata={"Date": None, "Creator": None})
    pyplot.close(figure)
