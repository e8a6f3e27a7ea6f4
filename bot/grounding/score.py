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
from collections.abc import Sequence, Set
from math import exp

from bot.grounding.evidence import Evidence, Finding
from bot.grounding.facts import Facts, document_stems
from bot.grounding.naming import check_names
from bot.grounding.numbers import check_numbers
from bot.grounding.spread import Held, ending, telling, together, weakest

# Absent content words are counted up to this many.
MOST_ABSENT = 6
# A longer document is not read whole for the score; only the cited sentences are.
LONGEST_DOCUMENT = 400_000
# Documents longer than this together are not searched for a name or number that the cited sentences lack.
LONGEST_SEARCHED = 40_000
# Nor are any for a statement with more figures than this.
MOST_FIGURES = 24

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
    "present": 1.44,
    "weakest": 0.83,
    "ending": 0.45,
    "together": 1.34,
    "name": 0.80,
    "names": 0.72,
    "numbers": 0.90,
    "unopposed": 1.03,
    "framing": 1.05,
}
BIAS = -3.36


def features(said: Facts, evidence: Evidence, findings: Sequence[Finding]) -> dict[str, float]:
    """The features of a statement and its cited words, each between 0 and 1, larger where it is better carried.

    - ``present``: 1 with no telling word that the documents lack, 0 with six; ``weakest``: what the best sentence has
      of the clause that has it least; ``ending``: what it has of the last words; ``together``: share of near words in
      the latter half that stand in one sentence (``bot.grounding.spread``).
    - ``name``: 1 where the cited words have its names; ``names``, ``numbers``: 1 where these or the whole documents,
      unless they are long, have them.
    - ``unopposed``: 1 where no check of a sense or a figure has a veto; ``framing``: 1 for a line about the text.
    """
    stems, held, words = _documents(evidence), _held(evidence), telling(said)
    absent = sum(word not in stems for word in words)
    checks = {finding.check for finding in findings}
    lacking = _lacking(said, evidence, {f.check for f in findings if f.veto and f.check in ("name", "number")})
    return {
        "present": 1 - min(1.0, absent / MOST_ABSENT),
        "weakest": weakest(said, held),
        "ending": ending(words, held),
        "together": together(words, held),
        "name": float("name" not in checks),
        "names": float("name" not in lacking),
        "numbers": float("number" not in lacking),
        "unopposed": float(not any(finding.veto and finding.check not in _OFTEN for finding in findings)),
        "framing": float(bool(_FRAMING.search(said.text[:80]))),
    }


def _lacking(said: Facts, evidence: Evidence, vetoed: Set[str]) -> frozenset[str]:
    """Which of the checks "name" and "number" have a veto over the whole documents too, of those that had one."""
    texts = [evidence.readings[document_id].document for document_id in {p.span.document_id for p in evidence.pieces}]
    size = sum(len(document.text) for document in texts)
    if not vetoed or size > LONGEST_SEARCHED or len(said.figures.numbers) > MOST_FIGURES:
        return frozenset(vetoed)
    whole = Evidence([document.span(0, len(document.text)) for document in texts], evidence.readings)
    found = (*check_names(said, whole), *check_numbers(said, whole))
    return frozenset(finding.check for finding in found if finding.veto and finding.check in vetoed)


def _held(evidence: Evidence) -> Held:
    """The cited documents; of a very long one only its cited sentences."""
    short = {p.span.document_id: p.reading for p in evidence.pieces if len(p.reading.document.text) <= LONGEST_DOCUMENT}
    alone = [piece.facts.stem_set for piece in evidence.pieces if piece.span.document_id not in short]
    return Held(tuple(short.values()), alone)


def score(said: Facts, evidence: Evidence, findings: Sequence[Finding]) -> float:
    """The logistic of the weighted features: monotone in each of them, between 0 and 1."""
    total = BIAS + sum(WEIGHTS[name] * value for name, value in features(said, evidence, findings).items())
    return 1 / (1 + exp(-total))


def _documents(evidence: Evidence) -> frozenset[str]:
    """The stems of the cited documents; of a very long one only of its cited sentences."""
    found = [piece.facts.stem_set for piece in evidence.pieces]
    for document_id in {piece.span.document_id for piece in evidence.pieces}:
        text = evidence.readings[document_id].document.text
        if len(text) <= LONGEST_DOCUMENT:
            found.append(document_stems(text, evidence.language))
    return frozenset[str]().union(*found)
