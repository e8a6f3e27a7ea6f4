"""All scorers by name, found in ``evals/scorers``: one a file, with ``FIGURES`` and ``score``."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module

import evals.scorers
from evals.samples import EvalSample, Figure, Figures, Output, Overall

Score = Callable[[EvalSample, Output], Figures]


@dataclass(frozen=True, slots=True)
class Scorer:
    """A scorer that needs no model: what its figures mean, the function, and figures of all samples that are no mean
    of theirs."""

    name: str
    figures: dict[str, Figure]
    score: Score
    overall: dict[str, Overall]


@cache
def scorers() -> tuple[Scorer, ...]:
    """The scorers, by name. Those that need a model (their ``score`` is async) are asked for by ``--judge``."""
    found = []
    for entry in pkgutil.iter_modules(evals.scorers.__path__):
        module = import_module(f"evals.scorers.{entry.name}")
        score = getattr(module, "score", None)
        if score is not None and not inspect.iscoroutinefunction(score):
            overall = dict(getattr(module, "OVERALL", {}))
            found.append(Scorer(entry.name, dict(module.FIGURES), score, overall))
    return tuple(sorted(found, key=lambda scorer: scorer.name))


@cache
def figure(name: str) -> Figure:
    """What a figure called ``scorer/figure`` means; an unknown one is described by its name."""
    scorer, _, key = name.partition("/")
    for known in scorers():
        if known.name == scorer:
            both = known.figures | {name: overall.figure for name, overall in known.overall.items()}
            if key in both:
                return both[key]
    if scorer == "judge":
        judged: dict[str, Figure] = import_module("evals.scorers.judge").FIGURES
        if key in judged:
            return judged[key]
    return Figure(name, unit="")
