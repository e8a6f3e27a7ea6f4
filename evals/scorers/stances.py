"""Stances: who stands where, in which words, and who changed position.

A predicted row and a gold row are of one *pair* where speaker and target are the same (targets are given to the
product, so their words are). Of the gold rows of pairs that were found, in their own document: *label* right by the
nearest predicted row, *evidence* hit where its words touch the gold words. Label macro-F1 is over favor, against and
neutral, from counts summed over all samples. *Speaker* is right where a row that rests on gold evidence names a speaker
whom that evidence belongs to. A *change* is a pair whose first and last gold labels differ; it is found where the
first and last predicted ones are the same two.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.language.names import same_name
from bot.types import Span, Stance
from evals.samples import EvalSample, Figure, Figures, Output, Overall, gold_spans
from evals.texts import overlap_any, share

LABELS = ("favor", "against", "neutral")

FIGURES = {
    "found": Figure("gold pairs of speaker and target that were found"),
    "pairs_right": Figure("predicted pairs that the gold has"),
    "label": Figure("gold rows of found pairs with the right label"),
    "evidence": Figure("gold rows of found pairs whose evidence is hit"),
    "speaker": Figure("rows on gold evidence that name its speaker"),
    "silent": Figure("people who never speak and were given a stance", higher_is_better=False),
    "changes_found": Figure("changes of position found"),
    "changes_false": Figure("predicted changes that are none", higher_is_better=False),
    **{
        f"{label}_{part}": Figure(f"{label}: {part}", unit="part")
        for label in LABELS
        for part in ("hit", "gold", "said")
    },
}

Pair = tuple[str, str]


def score(sample: EvalSample, output: Output) -> Figures:
    """Figures of one sample; None for other tasks, for a failed run, and for what the gold does not hold."""
    figures: Figures = dict.fromkeys(FIGURES)
    if sample.task != "stances" or output.result is None or output.error is not None:
        return figures
    gold = list(sample.gold["stances"])
    said = list(output.result.stances)
    if not sample.gold.get("propositions", True):
        said = [stance for stance in said if stance.label != "neutral"]
    matched = {_key(row): [stance for stance in said if _same_pair(row, stance)] for row in gold}
    pairs = {_key(row): bool(matched[_key(row)]) for row in gold}
    judged = [(row, near) for row in gold if (near := _nearest(row, matched[_key(row)], sample)) is not None]
    figures |= {
        "found": share(list(pairs.values())),
        "pairs_right": share(_right_pairs(gold, said)),
        "label": share([row["label"] == near.label for row, near in judged]),
        "evidence": share([_hits(row, near, sample) for row, near in judged]),
        "speaker": share(_speakers(gold, said, sample)),
        "silent": share([any(same_name(s.speaker.name, name) for s in said) for name in sample.gold["never_speak"]]),
    }
    for label in LABELS:
        figures[f"{label}_gold"] = float(sum(row["label"] == label for row, _ in judged))
        figures[f"{label}_said"] = float(sum(near.label == label for _, near in judged))
        figures[f"{label}_hit"] = float(sum(row["label"] == near.label == label for row, near in judged))
    return figures | _changes(gold, said, sample)


def _key(row: dict[str, Any]) -> Pair:
    return row["speaker"], row["target"]


def _same_pair(row: dict[str, Any], stance: Stance) -> bool:
    target = " ".join(stance.target.split()).rstrip(".").casefold()
    return target == row["target"].rstrip(".").casefold() and _is(row, stance.speaker.name)


def _is(row: dict[str, Any], name: str) -> bool:
    names = {other.casefold() for other in row["names"]}
    return name.casefold() in names or same_name(name, row["speaker"])


def _right_pairs(gold: Sequence[dict[str, Any]], said: Sequence[Stance]) -> list[bool]:
    """One flag a predicted pair."""
    flags: dict[Pair, bool] = {}
    for stance in said:
        flags[stance.speaker.name, stance.target] = any(_same_pair(row, stance) for row in gold)
    return list(flags.values())


def _places(stance: Stance) -> tuple[Span, ...]:
    return tuple(citation.span for citation in stance.citations if citation.span is not None)


def _evidence(row: dict[str, Any], sample: EvalSample) -> tuple[Span, ...]:
    return gold_spans(row["evidence"], sample.documents[row["document"]])


def _nearest(row: dict[str, Any], stances: Sequence[Stance], sample: EvalSample) -> Stance | None:
    """The predicted row of a gold row: of those in its document the one nearest to its evidence; None without any."""
    document = sample.documents[row["document"]].id
    here = [stance for stance in stances if any(span.document_id == document for span in _places(stance))]
    evidence = _evidence(row, sample)
    return min(here, key=lambda stance: _distance(_places(stance), evidence), default=None)


def _distance(spans: Sequence[Span], others: Sequence[Span]) -> int:
    gaps = [max(a.start - b.end, b.start - a.end, 0) for a in spans for b in others if a.document_id == b.document_id]
    return min(gaps, default=1 << 30)


def _hits(row: dict[str, Any], stance: Stance, sample: EvalSample) -> bool:
    evidence = _evidence(row, sample)
    return any(overlap_any(span, evidence) for span in _places(stance))


def _speakers(gold: Sequence[dict[str, Any]], said: Sequence[Stance], sample: EvalSample) -> list[bool]:
    flags = []
    for stance in said:
        rows = [row for row in gold if _hits(row, stance, sample)]
        if rows:
            flags.append(any(_is(row, stance.speaker.name) for row in rows))
    return flags


def _changes(gold: Sequence[dict[str, Any]], said: Sequence[Stance], sample: EvalSample) -> Figures:
    """Changes found and changes made up, over the pairs of the gold."""
    order = {document.id: at for at, document in enumerate(sample.documents)}
    found, false = [], []
    for key in dict.fromkeys(_key(row) for row in gold):
        rows = sorted((row for row in gold if _key(row) == key), key=lambda row: (row["document"], row["order"]))
        mine = [stance for stance in said if _same_pair(rows[0], stance) and _places(stance)]
        mine.sort(key=lambda stance: (order.get(_places(stance)[0].document_id, 0), _places(stance)[0].start))
        true_ends = rows[0]["label"], rows[-1]["label"]
        our_ends = (mine[0].label, mine[-1].label) if mine else ("", "")
        if true_ends[0] != true_ends[1]:
            found.append(our_ends == true_ends)
        if our_ends[0] != our_ends[1]:
            false.append(true_ends[0] == true_ends[1])
    return {"changes_found": share(found), "changes_false": share(false)}


def _macro_f1(rows: Sequence[Figures]) -> float | None:
    """The mean over the labels that occur of 2 hits / (gold + said)."""
    values = []
    for label in LABELS:
        hit, gold, said = (sum(row.get(f"{label}_{part}") or 0.0 for row in rows) for part in ("hit", "gold", "said"))
        if gold + said:
            values.append(2 * hit / (gold + said))
    return sum(values) / len(values) if values else None


OVERALL = {"label_macro_f1": Overall(Figure("labels of found pairs, macro-F1 over all samples"), _macro_f1)}
