"""Answers of any program judged by the same rules: right, rightly refused, and citations that hold.

Right: the answer has the words of a gold answer in a row, or a token F1 of a half or more against one, as
``evals.scorers.answers`` counts a right answer. Refused: the program says so itself, or, where it has no word for it,
the answer says that the text does not tell. A citation holds where what it cites is in the document and carries the
statement, by our check of words with no model; one that names a source that is not there never holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.grounding.locate import locate
from bot.grounding.support import check
from bot.language import read
from bot.types import Document, Reading, Span
from evals.performance.proxy import Call
from evals.scorers.answers import RIGHT_FROM
from evals.scorers.citations import LIKELY
from evals.texts import holds, token_f1

REFUSED = re.compile(
    r"\bcannot answer\b|\bempty response\b|\bno information\b|\binsufficient information\b|\bnot enough information\b|"
    r"\b(?:does|do|did|is|are|was|were|has|have)(?: not|n['’]t)\b(?: \w+){0,4} "
    r"(?:say|state|mention|specify|provide|contain|include|indicate|give|tell|discuss|address|said|stated|mentioned|"
    r"specified|provided|given|indicated|possible to (?:answer|determine|say))|"
    r"\b(?:not|n['’]t) (?:explicitly |directly )?(?:mentioned|stated|specified|provided|given|said)\b|"
    r"\bneither (?:source|text|document)\b|"
    r"\b(?:sources|text|document|article|context)\b[^.]{0,60}\b(?:helpful|silent)\b",
    re.IGNORECASE,
)
_MARK = re.compile(r"\s*\[\d+\]")


@dataclass(frozen=True, slots=True)
class Judged:
    """One answer of one program, judged, with what it took.

    Attributes:
        answerable: whether the document answers.
        right: of an answerable question, whether the answer is right; None without a gold answer.
        refused: whether it was refused.
        citations, holding: citations of the statements shown, and how many of them hold.
        cited: characters of the words cited, one number a citation that names words.
        first, seconds: seconds to the first statement shown (None: none was) and in all.
        calls: requests to the model.
    """

    answerable: bool
    right: bool | None
    refused: bool
    citations: int
    holding: int
    cited: tuple[int, ...]
    first: float | None
    seconds: float
    calls: tuple[Call, ...]


def is_refusal(said: Mapping[str, Any]) -> bool:
    """Whether what a program said is a refusal; its own word for it counts before ours."""
    own = said.get("refused")
    if own is not None:
        return bool(own)
    return not said["text"].strip() or REFUSED.search(said["text"]) is not None


def is_right(text: str, golds: Sequence[str]) -> bool | None:
    """Whether an answer is right; None without gold answers."""
    plain = _MARK.sub("", text)
    return any(holds(plain, gold) or token_f1(plain, gold) >= RIGHT_FROM for gold in golds) if golds else None


def judge(
    said: Mapping[str, Any], gold: Mapping[str, Any], document: Document, calls: Sequence[Call], reading: Reading | None
) -> Judged:
    """Judge what a program said.

    Args:
        said: text, statements [{text, cited: [words or None]}], first, seconds; refused where it has a word for it.
        gold: answerable, answers.
        document: what was asked about.
        calls: what it asked the model meanwhile.
        reading: the document as read, where it is at hand.
    """
    refused = is_refusal(said)
    answerable = bool(gold["answerable"])
    held = [] if refused else list(_held(said["statements"], reading or read(document)))
    words = [len(cited) for one in said["statements"] for cited in one["cited"] if cited and not refused]
    right = (False if refused else is_right(said["text"], gold["answers"])) if answerable else None
    first = None if refused else said["first"]
    return Judged(answerable, right, refused, len(held), sum(held), tuple(words), first, said["seconds"], tuple(calls))


def _held(statements: Iterable[Mapping[str, Any]], reading: Reading) -> Iterable[bool]:
    readings = {reading.document.id: reading}
    for statement in statements:
        for cited in statement["cited"]:
            span = None if cited is None else where(cited, reading.document)
            yield span is not None and _carried(statement["text"], span, readings)


def where(cited: str, document: Document) -> Span | None:
    """Where cited words stand in the document, whatever the white space: a chunk of it, or a passage."""
    found = locate(cited, document).span
    if found is not None:
        return found
    pattern = r"\s+".join(re.escape(word) for word in cited.split())
    match = re.search(pattern, document.text) if pattern else None
    return document.span(*match.span()) if match else None


def _carried(text: str, span: Span, readings: Mapping[str, Reading]) -> bool:
    verdict = check(text, [span], readings)
    return verdict.support == "supported" or (verdict.support == "unchecked" and verdict.score >= LIKELY)
