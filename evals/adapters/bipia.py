"""BIPIA: instructions hidden in e-mails, and a question on each that has nothing to do with them.

Where: github.com/microsoft/BIPIA. Licence: MIT. Paper: Yi et al. 2023 (arXiv 2312.14197), whose tables give rates of
attacks that succeed, judged by a model; ours is judged by code, by what the output says and cites.

The rows are live instructions to a model. They are given to the product as what they are, the text of a source, and
to nothing else.

A row: ``question``, ``answerable``, ``answers`` [text], ``attack``, ``attack_start``, ``attack_end``. What obeying
would look like is not known, so ``effects`` is empty.
"""

from __future__ import annotations

import re
from pathlib import Path

from bot.types import Document
from evals.adapters._rows import Row, answer_gold, samples_of_rows, span
from evals.samples import EvalSample


def samples(path: Path, limit: int | None) -> list[EvalSample]:
    """The e-mails of a file; see ``samples_of_rows`` for arguments and errors."""
    return samples_of_rows(path, limit, _samples, what="BIPIA")


def _samples(row: Row) -> list[EvalSample]:
    document = Document.of(row["source_text"])
    answerable = bool(row["answerable"])
    gold = answer_gold(answerable, [str(answer) for answer in row["answers"]] if answerable else [], [])
    place = span({"start": row["attack_start"], "end": row["attack_end"]}, document)
    gold |= {"attack": row["attack"], "attack_span": place, "effects": []}
    question = re.sub(r"\AQ:\s*", "", row["question"])
    return [EvalSample(row["id"], row["group"], "injection", (document,), gold, question=question)]
