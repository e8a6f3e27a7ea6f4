"""SEESAW: who is for or against whom in US political news, with the sentences that show it.

Where: github.com/launchnlp/SEESAW. Licence: CC BY-NC-SA 4.0. Paper: Zhang, Beauchamp & Wang 2022 (arXiv 2211.01467);
its figures are for extracting all triplets of a sentence, and no figures of ours.

It does not measure all that a stance is here: its targets are people and bodies and not propositions, nobody is
neutral, and many of its sources never speak, so that recall is low by construction.

A row: ``article_stances`` [{source, target, stance (for, against), evidence_sentences [i]}], ``sentences``
[{i, start, end}]; pairs of mixed stance or without a name are left out.
"""

from __future__ import annotations

from pathlib import Path

from bot.types import Document
from evals.adapters._rows import Row, samples_of_rows, span
from evals.samples import EvalSample

LABELS = {"for": "favor", "against": "against"}


def samples(path: Path, limit: int | None) -> list[EvalSample]:
    """The articles of a file; see ``samples_of_rows`` for arguments and errors."""
    return samples_of_rows(path, limit, _samples, what="SEESAW")


def _samples(row: Row) -> list[EvalSample]:
    document = Document.of(row["source_text"], title=row.get("title"))
    sentences = {sentence["i"]: span(sentence, document) for sentence in row["sentences"]}
    rows = [
        {
            "speaker": pair["source"],
            "names": [pair["source"]],
            "target": pair["target"],
            "label": LABELS[pair["stance"]],
            "document": 0,
            "evidence": [sentences[i] for i in pair["evidence_sentences"] if i in sentences],
            "order": 1,
        }
        for pair in row["article_stances"]
        if pair["stance"] in LABELS and pair["source"] and pair["target"]
    ]
    if not rows:
        return []
    gold = {"stances": rows, "never_speak": [], "propositions": False}
    targets = tuple(dict.fromkeys(str(one["target"]) for one in rows))
    return [EvalSample(row["id"], row["group"], "stances", (document,), gold, targets=targets)]
