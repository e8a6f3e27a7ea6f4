"""Stances against SEESAW: is a speaker's position on another entity found with the right label, in the right words?

SEESAW (Zhang et al. 2022, "Generative Entity-to-Entity Stance Detection with Knowledge Graph Augmentation"; licence
CC BY-NC-SA 4.0) labels US political news: source entity, target entity, for or against, and the sentences that show
it. What it does not measure: it has no neutral class, its targets are entities and not propositions, and many of its
sources act or are talked about and never speak, which is no stance here. So recall is printed and is low by
construction; label and evidence are judged on the pairs that are found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.drafting.stances_extractive import draft_stances
from bot.language import read
from bot.language.names import same_name
from bot.types import Document, DraftStance, Label, Reading, Span
from evals.adapters import seesaw
from evals.adapters._rows import samples_of_rows
from evals.statistics import estimate

GOLD: dict[str, Label] = {"for": "favor", "against": "against"}

Predict = Callable[[Reading, tuple[str, ...]], Sequence[DraftStance]]


@dataclass(frozen=True, slots=True)
class Pair:
    """A gold pair that was found: whether its label and its evidence are right."""

    group: str
    label_right: bool
    evidence_right: bool


@dataclass(frozen=True, slots=True)
class Scored:
    """The pairs found, and how many there were to find."""

    found: tuple[Pair, ...]
    gold: int

    @property
    def label_accuracy(self) -> float:
        return _share([pair.label_right for pair in self.found])

    @property
    def evidence_share(self) -> float:
        return _share([pair.evidence_right for pair in self.found])


def by_lexicon(reading: Reading, targets: tuple[str, ...]) -> Sequence[DraftStance]:
    """The keyless drafter's positions on the entities given."""
    return draft_stances({reading.document.id: reading}, targets).stances


def score(rows: Iterable[Mapping[str, Any]], predict: Predict = by_lexicon) -> Scored:
    """Score predictions on rows of SEESAW; "mixed" gold pairs and neutral predictions are left out."""
    found: list[Pair] = []
    gold = 0
    for row in rows:
        pairs = labelled_pairs(row)
        gold += len(pairs)
        reading = read(Document.of(str(row["source_text"])))
        targets = tuple(dict.fromkeys(str(pair["target"]) for pair in pairs))
        drafts = [draft for draft in predict(reading, targets) if draft.label != "neutral"]
        sentences = {s["i"]: (s["start"], s["end"]) for s in row["sentences"]}
        for pair in pairs:
            mine = [d for d in drafts if d.target == pair["target"] and same_name(d.speaker, str(pair["source"]))]
            if mine:
                places = [sentences[i] for i in pair["evidence_sentences"] if i in sentences]
                found.append(_judged(str(row["group"]), mine, GOLD[pair["stance"]], places))
    return Scored(tuple(found), gold)


def labelled_pairs(row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The gold pairs of an article that are for or against and have both ends."""
    return [s for s in row["article_stances"] if s["stance"] in GOLD and s["source"] and s["target"]]


def judged(group: str, label: str, gold: str, evidence: Sequence[Span], places: Sequence[tuple[int, int]]) -> Pair:
    """A found pair judged: its label by the gold one, its evidence by whether it touches a gold sentence."""
    hit = any(span.start < end and start < span.end for span in evidence for start, end in places)
    return Pair(group, label == gold, hit)


def _judged(group: str, drafts: Sequence[DraftStance], label: str, places: Sequence[tuple[int, int]]) -> Pair:
    labels = [draft.label for draft in drafts]
    majority = max(dict.fromkeys(labels), key=labels.count)
    first = next(draft for draft in drafts if draft.label == majority).evidence
    return judged(group, majority, label, first, places)


def load(path: Path) -> list[dict[str, Any]]:
    """The rows of SEESAW, as it is published or as JSON lines (``evals.adapters.seesaw`` says more of both).

    Raises:
        SourceMissing, SourceUnreadable: there is no such file, or it is not the set.
    """
    return samples_of_rows(path, None, _whole, what=seesaw.WHAT, published=seesaw.published)


def _whole(row: dict[str, Any]) -> list[dict[str, Any]]:
    _ = row["group"], row["sentences"], row["article_stances"]
    return [row]


def table(scored: Scored) -> str:
    """What ``onrecord eval stances --data PATH`` prints: shares with intervals over the groups of articles."""
    groups = [pair.group for pair in scored.found]
    lines = [f"{scored.gold} gold pairs, {len(scored.found)} found (recall is low by construction, see the module)"]
    for name, flags in (
        ("label right", [float(pair.label_right) for pair in scored.found]),
        ("evidence right", [float(pair.evidence_right) for pair in scored.found]),
    ):
        found = estimate(flags, groups)
        share = "-" if found.value is None else f"{100 * found.value:.1f} %"
        ends = "" if found.low is None or found.high is None else f"  [{100 * found.low:.1f}, {100 * found.high:.1f}]"
        lines.append(f"{name:15}{share:>8}{ends}  n {found.n}")
    return "\n".join(lines)


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0
