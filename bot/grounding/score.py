"""A number between 0 and 1 for how well the cited words carry a statement, from a few features of its words."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

from bot.grounding.align import LONGEST, Alignment, overlap
from bot.grounding.evidence import Evidence, Finding
from bot.grounding.facts import Facts


def features(said: Facts, evidence: Evidence, found: Alignment | None, findings: Sequence[Finding]) -> dict[str, float]:
    """The features of a statement and its cited words, each between 0 and 1, larger where it is better carried.

    ``recall`` is the share of content words in the best cited sentence, ``all`` in all of them, ``pairs`` the share of
    neighbouring words that are neighbours there, ``run`` one less the longest run of absent words as a share,
    and ``clear`` 1 where no check found anything, 0 at a veto.
    """
    sources = [piece.facts for piece in evidence.pieces]
    content = [said.stems[i] for i in said.content]
    carried = frozenset().union(*(source.stem_set for source in sources)) if sources else frozenset()
    present = [word in carried for word in content]
    vetoes = sum(finding.veto for finding in findings)
    return {
        "recall": max((overlap(said, source) for source in sources), default=0.0),
        "all": sum(present) / len(present) if present else 0.0,
        "pairs": _pairs(said, sources),
        "run": 1 - _longest_absent(present) / max(1, len(present)),
        "clear": 0.0 if vetoes else 0.5 if findings else 1.0,
        "order": found.closeness if found else 0.0,
    }


def _pairs(said: Facts, sources: Sequence[Facts]) -> float:
    stems = said.stems[:LONGEST]
    ours = set(zip(stems, stems[1:], strict=False))
    if not ours:
        return 0.0
    theirs = {pair for source in sources for pair in zip(source.stems, source.stems[1:], strict=False)}
    return len(ours & theirs) / len(ours)


def _longest_absent(present: Sequence[bool]) -> int:
    longest = run = 0
    for here in present:
        run = 0 if here else run + 1
        longest = max(longest, run)
    return longest


WEIGHTS = {"recall": 1.0, "all": 1.0, "pairs": 1.0, "run": 1.0, "clear": 1.5, "order": 0.5}
BIAS = -3.0


def score(said: Facts, evidence: Evidence, found: Alignment | None, findings: Sequence[Finding]) -> float:
    """The logistic of the weighted features: monotone in each of them."""
    total = BIAS + sum(WEIGHTS[name] * value for name, value in features(said, evidence, found, findings).items())
    return 1 / (1 + exp(-total))
