"""Stances against SEESAW with a model's word added: one typed question a pair, over the statements that code found.

A pair of speaker and target is asked about where the speaker has statements that name the target; the model is given
those words and answers "in favor", "against" or "no stance". Its answer is combined with the lexicon's by ``combine``,
and both are scored on the same pairs. Pairs whose speaker says nothing of the target are no question and not found.

Answers are kept by the hash of model and question, one JSON line each, so that a run can be broken off, gone on with
and scored anew for nothing; the set's words are not kept.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from bot.config import Settings
from bot.drafting.issues import positions
from bot.drafting.stances_extractive import draft_stances, statements_on
from bot.errors import ConfigError, shown
from bot.language import read
from bot.language.names import same_name
from bot.models import Model, open_model
from bot.types import Choice, Decision, Document, Label, Reading, Span
from evals.seesaw import GOLD, Pair, Scored, judged, labelled_pairs, table

ANSWERS = ("in favor", "against", "no stance")
LABELS: Mapping[str, Label] = {"in favor": "favor", "against": "against"}
MOST_STATEMENTS = 3
MOST_CHARACTERS = 900
SURE = 0.5
"""Above this, its bias taken out, a model's label counts: it is likelier than all else together."""
NOTHING = "N/A"
"""The words of a question without content."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A gold pair that can be asked about: the speaker has statements that name the target."""

    group: str
    source: str
    target: str
    gold: Label
    places: tuple[tuple[int, int], ...]
    words: str
    evidence: tuple[Span, ...]
    lexicon: Label | None
    lexicon_evidence: tuple[Span, ...]

    @property
    def question(self) -> Choice:
        """What the model is asked. The names are JSON strings, so that nothing in them ends the quotation."""
        return Choice(
            "stance",
            f"Judging by these words of {_quoted(self.source)} alone, where does {_quoted(self.source)} stand on "
            f"{_quoted(self.target)}?",
            ANSWERS,
        )


def measure(
    settings: Settings,
    rows: Sequence[Mapping[str, Any]],
    limit: int | None,
    folder: Path,
    on_progress: Callable[[str], None] = lambda _: None,
) -> str:
    """Ask the settings' model about SEESAW's pairs and tell how lexicon, model, and both together come out.

    Args:
        settings: their ``model`` is not None.
        rows: articles as ``evals.seesaw.load`` gives them.
        limit: the most pairs asked about, spread evenly over the articles; None for all.
        folder: where answers are kept.
        on_progress: told after each answer.

    Raises:
        ConfigError, ModelError: the model cannot be had or asked, or the folder cannot be written.
    """
    found = spread(candidates(rows), limit)
    answers, prior = asyncio.run(_measure(settings, found, folder, on_progress))
    gold = sum(len(labelled_pairs(row)) for row in rows)
    return tables(found, answers, prior, gold)


def candidates(rows: Iterable[Mapping[str, Any]]) -> list[Asked]:
    """The gold pairs that can be asked about, in order, with what the lexicon says of each."""
    found = []
    for row in rows:
        reading = read(Document.of(str(row["source_text"])))
        sentences = {s["i"]: (s["start"], s["end"]) for s in row["sentences"]}
        for pair in labelled_pairs(row):
            places = tuple(sentences[i] for i in pair["evidence_sentences"] if i in sentences)
            one = _asked(reading, str(row["group"]), pair, places)
            if one is not None:
                found.append(one)
    return found


def _asked(reading: Reading, group: str, pair: Mapping[str, Any], places: tuple[tuple[int, int], ...]) -> Asked | None:
    source, target = str(pair["source"]), str(pair["target"])
    own = [a for a in positions(reading) if a.speaker is not None and same_name(a.speaker.name, source)]
    about = statements_on(reading, own, target)
    if not about:
        return None
    drafts = draft_stances({reading.document.id: reading}, (target,)).stances
    sided = [d for d in drafts if d.label != "neutral" and same_name(d.speaker, source)]
    labels: list[Label] = [draft.label for draft in sided]
    label = _most(labels)
    evidence = next((draft.evidence for draft in sided if draft.label == label), ())
    words = " … ".join(text for _, text in about[:MOST_STATEMENTS])[:MOST_CHARACTERS]
    spans = tuple(span for attribution, _ in about[:MOST_STATEMENTS] for span in attribution.spans)
    return Asked(group, source, target, GOLD[pair["stance"]], places, words, spans, label, evidence)


def _most(labels: Sequence[Label]) -> Label | None:
    return max(dict.fromkeys(labels), key=labels.count) if labels else None


def spread(found: Sequence[Asked], limit: int | None) -> list[Asked]:
    """At most so many pairs, at even steps."""
    if limit is None or limit >= len(found):
        return list(found)
    return [found[at * len(found) // limit] for at in range(limit)]


def unbiased(decision: Decision, prior: Decision) -> Decision:
    """A decision without what the model answers when it is told nothing.

    Small models lean to one answer whatever they read. Dividing by their answer to a question without content and
    normalising takes that out (Zhao et al. 2021, "Calibrate Before Use: Improving Few-Shot Performance of Language
    Models").
    """
    odds = [(name, p / max(prior.probability(name), 0.01)) for name, p in decision.probabilities]
    total = sum(value for _, value in odds)
    return replace(decision, probabilities=tuple((name, value / total) for name, value in odds))


def combine(lexicon: Label | None, decision: Decision | None) -> Label | None:
    """The one rule for a pair. Where the lexicon tells, its label stands unless the model is sure of the opposite.

    Then nothing is said, since the two contradict each other. Where the lexicon does not tell, the model's label
    counts if the model is sure of it.

    Args:
        lexicon: what the words tell; None where they do not.
        decision: the model's answer without its bias; None where it gave none.
    """
    sure = _sure(decision)
    if lexicon is None:
        return sure
    return lexicon if sure in (None, lexicon) else None


def _sure(decision: Decision | None) -> Label | None:
    if decision is None:
        return None
    label = LABELS.get(decision.answer)
    return label if label and decision.probability(decision.answer) > SURE else None


def tables(found: Sequence[Asked], answers: Sequence[Decision | None], prior: Decision | None, gold: int) -> str:
    """Lexicon alone, model alone, and both, scored on the same pairs.

    Args:
        found: the pairs asked about.
        answers: the model's answers to them.
        prior: its answer to a question without content.
        gold: how many gold pairs there are in all.
    """
    clean = [unbiased(answer, prior) if answer and prior else answer for answer in answers]
    labels = {
        "lexicon alone": [asked.lexicon for asked in found],
        "model alone, its likeliest answer": [LABELS.get(d.answer) if d else None for d in answers],
        "model alone, its bias taken out": [LABELS.get(d.answer) if d else None for d in clean],
        "lexicon and model": [combine(asked.lexicon, answer) for asked, answer in zip(found, clean, strict=True)],
    }
    told = [f"{len(found)} of {gold} gold pairs asked about, {sum(d is None for d in answers)} not answered"]
    for name, column in labels.items():
        scored = [_judge(asked, label) for asked, label in zip(found, column, strict=True) if label is not None]
        told.append(f"\n{name}\n{table(Scored(tuple(scored), len(found)))}")
    return "\n".join(told)


def _judge(asked: Asked, label: Label) -> Pair:
    evidence = asked.lexicon_evidence if label == asked.lexicon else asked.evidence
    return judged(asked.group, label, asked.gold, evidence, asked.places)


# --- answers, kept -----------------------------------------------------------------------------------------------


async def _measure(
    settings: Settings, found: Sequence[Asked], folder: Path, on_progress: Callable[[str], None]
) -> tuple[list[Decision | None], Decision | None]:
    model = await open_model(settings)
    try:
        return await ask(model, found, folder, on_progress)
    finally:
        await model.aclose()


async def ask(
    model: Model, found: Sequence[Asked], folder: Path, on_progress: Callable[[str], None] = lambda _: None
) -> tuple[list[Decision | None], Decision | None]:
    """A model's answers to some pairs and to a question without content, those kept in the folder not asked again.

    Raises:
        ConfigError: the folder cannot be written.
        ModelError: the model cannot be asked; what it has answered is kept.
    """
    kept = Kept.open(folder, model.name)
    prior = await _answer(model, _without_content(), kept)
    answers: list[Decision | None] = []
    for at, asked in enumerate(found, 1):
        answers.append(await _answer(model, asked, kept))
        on_progress(f"{at}/{len(found)} pairs")
    return answers, prior


def _without_content() -> Asked:
    return Asked("", "the speaker", "the matter", "favor", (), NOTHING, (), None, ())


async def _answer(model: Model, asked: Asked, kept: Kept) -> Decision | None:
    key = kept.key(asked)
    if key not in kept.answers:
        (decision,) = await model.decide(asked.words, [asked.question])
        kept.add(key, decision)
    return kept.answers[key]


@dataclass(frozen=True, slots=True)
class Kept:
    """A model's answers by the hash of what it was asked, in a file to which each is added as it comes."""

    path: Path
    model: str
    answers: dict[str, Decision | None]

    @classmethod
    def open(cls, folder: Path, model: str) -> Kept:
        """The answers kept before. A line that was cut off while it was written is no answer.

        Raises:
            ConfigError: the folder cannot be written.
        """
        path = folder / f"seesaw-{re.sub(r'[^A-Za-z0-9.-]+', '-', model)[:60]}.jsonl"
        answers: dict[str, Decision | None] = {}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        except OSError:
            raise ConfigError(f"{shown(folder)} cannot be written: name another folder with --log-dir.") from None
        for line in lines:
            try:
                row = json.loads(line)
                answers[row["key"]] = _decision(row)
            except (ValueError, KeyError, TypeError):
                continue
        return cls(path, model, answers)

    def key(self, asked: Asked) -> str:
        """What tells one question to one model from all others."""
        asked_for = json.dumps([self.model, asked.question.question, ANSWERS, asked.words])
        return hashlib.sha256(asked_for.encode()).hexdigest()

    def add(self, key: str, decision: Decision | None) -> None:
        """Keep an answer, on the disk too."""
        self.answers[key] = decision
        row = {"key": key, "way": decision.way if decision else None, "p": decision.probabilities if decision else None}
        with self.path.open("a", encoding="utf-8") as out:
            out.write(json.dumps(row) + "\n")


def _decision(row: Mapping[str, Any]) -> Decision | None:
    if row["way"] is None:
        return None
    return Decision("stance", tuple((str(name), float(p)) for name, p in row["p"]), cast(Any, row["way"]))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
