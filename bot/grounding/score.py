"""A number between 0 and 1 for how well the cited words carry a statement, from a few features of its words.

A logistic regression whose weights were held non-negative, so that no feature can speak for a statement by being
worse: unconstrained ones look as good on the set that they were fitted to, and break on another. Fitted on the
sentences of six models' outputs that people marked for invented spans (RAGTruth, summary and QA), the evidence being
what ``bot.grounding.seek`` finds, by

    onrecord eval support ragtruth_summary.jsonl ragtruth_qa.jsonl --refit

which prints the weights, and for each set the ROC-AUC on documents left out and by the other set's weights.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from math import exp

from bot.grounding.align import LONGEST
from bot.grounding.evidence import Evidence, Finding
from bot.grounding.facts import Facts, document_stems
from bot.grounding.spread import Held, together, weakest

# Absent content words are counted up to this many.
MOST_ABSENT = 6
# A longer document is not read whole for the score; only the cited sentences are.
LONGEST_DOCUMENT = 400_000

# How a text that speaks of the text itself begins: such lines claim nothing about the world.
_FRAMING = re.compile(
    r"^\W*(?:here(?:['’]s| is| are)\b|sure\b|certainly\b|based on\b|in (?:summary|conclusion|short)\b|overall\b"
    r"|summary\b"
    r"|according to (?:the |this )?(?:given|provided|passages?|article|text|document|author|information)\b"
    r"|(?:the|this) (?:article|passages?|text|document|provided|given|author)\b|unable to\b|i hope\b|please note\b"
    r"|note that\b|to answer\b|answer\b)|\b(?:given|provided|above) (?:passages?|text|information|article)\b",
    re.IGNORECASE,
)

# Checks that free paraphrases trip, whose vetoes say little of a sentence that cites nothing.
_OFTEN = frozenset(("speaker", "topic", "role"))

WEIGHTS = {
    "pairs": 0.68,
    "present": 1.27,
    "weakest": 1.13,
    "together": 1.02,
    "number": 0.53,
    "name": 1.28,
    "quote": 0.42,
    "date": 0.61,
    "unopposed": 0.92,
    "framing": 1.48,
}
BIAS = -3.43


def features(said: Facts, evidence: Evidence, findings: Sequence[Finding]) -> dict[str, float]:
    """The features of a statement and its cited words, each between 0 and 1, larger where it is better carried.

    - ``pairs``: share of its neighbouring words that are neighbours in a cited sentence; ``present``: 1 with no content
      word that the documents lack, 0 with six.
    - ``weakest``: what the best sentence has of the clause that has it least; ``together``: share of near content words
      that stand in one sentence (``bot.grounding.spread``).
    - ``number``, ``quote``, ``date``: 1 where that check has no veto; ``name``: 1 where it does not even remark.
    - ``unopposed``: 1 where no check of a sense or a figure has a veto; ``framing``: 1 for a line about the text.
    """
    sources = [piece.facts for piece in evidence.pieces]
    stems = _documents(evidence)
    absent = sum(said.stems[i] not in stems for i in said.content)
    vetoes = {finding.check for finding in findings if finding.veto or finding.check == "name"}
    held = _held(evidence)
    found = {
        "weakest": weakest(said, held),
        "together": together(said, held),
        "unopposed": float(not any(finding.veto and finding.check not in _OFTEN for finding in findings)),
        "pairs": _pairs(said, sources),
        "present": 1 - min(1.0, absent / MOST_ABSENT),
        "framing": float(bool(_FRAMING.search(said.text[:80]))),
    }
    return found | {name: float(name not in vetoes) for name in ("number", "name", "quote", "date")}


def _held(evidence: Evidence) -> Held:
    """The cited documents; of a very long one only its cited sentences."""
    short = {p.span.document_id: p.reading for p in evidence.pieces if len(p.reading.document.text) <= LONGEST_DOCUMENT}
    alone = [piece.facts.stem_set for piece in evidence.pieces if piece.span.document_id not in short]
    return Held(tuple(short.values()), alone)


def score(said: Facts, evidence: Evidence, findings: Sequence[Finding]) -> float:
    """The logistic of the weighted features: monotone in each of them, between 0 and 1."""
    total = BIAS + sum(WEIGHTS[name] * value for name, value in features(said, evidence, findings).items())
    return 1 / (1 + exp(-total))


def _pairs(said: Facts, sources: Sequence[Facts]) -> float:
    ours = set(pairwise(said.stems[:LONGEST]))
    if not ours:
        return 0.0
    theirs = {pair for source in sources for pair in pairwise(source.stems)}
    return len(ours & theirs) / len(ours)


def _documents(evidence: Evidence) -> frozenset[str]:
    """The stems of the cited documents; of a very long one only of its cited sentences."""
    found = [piece.facts.stem_set for piece in evidence.pieces]
    for document_id in {piece.span.document_id for piece in evidence.pieces}:
        text = evidence.readings[document_id].document.text
        if len(text) <= LONGEST_DOCUMENT:
            found.append(document_stems(text, evidence.language))
    return frozenset[str]().union(*found)
