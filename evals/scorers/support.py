"""Support: what is shown that the cited words do not carry, what is left out, and what is rejected without need.

*Unsupported* is a shown statement that the support check, run anew over its citations, has a veto against, by the
class of the first veto. For the product itself this must be 0; for the output of others it is the point. *Key facts*
(cases only) are covered where a shown statement cites a sentence of the fact's evidence and has half of the content
words of that sentence or of the fact; a fact counts by its weight, and by the share of its evidence so covered.
*Rejected wrongly* is a rejected text that some sentence of the source carries almost word for word, *rightly* one that
the best-fitting sentences of the source speak against too; what is neither is left out of both.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.grounding.seek import seek
from bot.grounding.support import check
from bot.types import Claim, Readings, Span
from evals.samples import EvalSample, Figure, Figures, Output, gold_spans
from evals.texts import carried, claims, overlap_any, share, spans

CLASSES = {
    "number": "number", "name": "name", "negation": "negation", "opposite": "negation", "speaker": "speaker",
    "date": "time", "quote": "quote", "roles": "name", "cause": "cause",
}  # fmt: skip
"""Check -> the class that its veto counts under; the rest is "other"."""

FIGURES = {
    "shown": Figure("statements shown", unit="statements"),
    "supported": Figure("shown statements that are called supported"),
    "unchecked": Figure("shown statements that are called unchecked", higher_is_better=False),
    "unsupported": Figure("shown statements that a check has a veto against", higher_is_better=False),
    **{
        f"unsupported_{name}": Figure(f"… because of a {name}", higher_is_better=False)
        for name in (*dict.fromkeys(CLASSES.values()), "other")
    },
    "key_facts": Figure("key facts covered, by weight"),
    "key_facts_weight_3": Figure("key facts covered that no summary may leave out"),
    "rejected": Figure("drafted statements that were rejected", higher_is_better=False),
    "rejected_wrongly": Figure("rejected texts that a sentence of the source carries almost verbatim", False),
    "rejected_rightly": Figure("rejected texts that the source speaks against"),
}

HALF = 0.5


def score(sample: EvalSample, output: Output) -> Figures:
    """Figures of one sample; None where nothing was shown or rejected, and for key facts without any in the gold."""
    result = output.result
    if result is None or output.error is not None or sample.task == "stances":
        return dict.fromkeys(FIGURES)
    shown = result.claims
    classes = [unsupported_class(claim.text, spans(claim), output.readings) for claim in shown]
    found: Figures = dict.fromkeys(FIGURES)
    found |= {
        "shown": float(len(shown)),
        "supported": share([claim.support == "supported" for claim in shown]),
        "unchecked": share([claim.support == "unchecked" for claim in shown]),
        "unsupported": share([name is not None for name in classes]),
    }
    for name in (*dict.fromkeys(CLASSES.values()), "other"):
        found[f"unsupported_{name}"] = share([one == name for one in classes])
    facts = sample.gold.get("key_facts") or ()
    found["key_facts"] = _coverage(facts, sample, output)
    found["key_facts_weight_3"] = _coverage([fact for fact in facts if fact["weight"] == 3], sample, output)
    drafted = len(shown) + len(result.rejected)
    found["rejected"] = len(result.rejected) / drafted if drafted else None
    verdicts = [_again(rejected.text, output.readings) for rejected in result.rejected]
    found["rejected_wrongly"] = share([verdict == "wrongly" for verdict in verdicts])
    found["rejected_rightly"] = share([verdict == "rightly" for verdict in verdicts])
    return found


def unsupported_class(text: str, cited: Sequence[Span], readings: Readings) -> str | None:
    """The class of the first veto against a statement over what it cites; "other" where it cites nothing."""
    verdict = check(text, cited, readings)
    if verdict.support != "unsupported":
        return None
    return next((CLASSES.get(finding.check, "other") for finding in verdict.findings if finding.veto), "other")


def _coverage(facts: Sequence[dict[str, Any]], sample: EvalSample, output: Output) -> float | None:
    total = sum(fact["weight"] for fact in facts)
    return sum(fact["weight"] * covered(fact, sample, claims(output)) for fact in facts) / total if total else None


def covered(fact: dict[str, Any], sample: EvalSample, shown: Sequence[Claim]) -> float:
    """The share of a key fact's evidence that the shown statements cite and say."""
    document = sample.documents[0]
    evidence = gold_spans(fact["evidence"], document)
    return sum(
        any(_says(claim, span, fact["text"], document.slice(span)) for claim in shown) for span in evidence
    ) / len(evidence)


def _says(claim: Claim, span: Span, fact: str, words: str) -> bool:
    if not overlap_any(span, spans(claim)):
        return False
    return carried(words, claim.text) >= HALF or carried(fact, claim.text) >= HALF


def _again(text: str, readings: Readings) -> str:
    """What the best-fitting sentences of the source say to a rejected text."""
    found = list(seek(text, readings))
    if not found:
        return "rightly"
    verdict = check(text, found, readings)
    return {"supported": "wrongly", "unsupported": "rightly"}.get(verdict.support, "open")
