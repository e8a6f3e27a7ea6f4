"""WiCE: claims of Wikipedia against the web pages they cite, with the sentences that support them.

Where: github.com/ryokamoi/wice. Licence: ODC-BY for the labels, the claims under CC BY-SA; the pages are their owners'.
Paper: Kamoi et al. 2023 (arXiv 2303.01432), whose tables give F1 and accuracy of entailment models by claim; ours are
shares of claims kept and stopped, and the ROC-AUC of the support check's score (``evals.scorers.checks.ranking``).

As published: ``data/entailment_retrieval/claim/dev.jsonl`` and its like, or a folder; where a folder has ``claim`` and
``subclaim``, the claims are read. A line: ``claim``, ``label`` (supported, partially_supported, not_supported),
``evidence`` [sentence], ``supporting_sentences`` [[i]], ``meta`` {id}. The source has a line a sentence.

A row of our own: ``claim``, ``label``, ``sentence_spans`` (pairs of offsets), ``supporting_sentence_sets`` [[i]].

A supported claim cites its first set; one that is not cites nothing, so that the
checks look for its evidence; a partially supported one is neither right nor wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.types import Document
from evals.adapters._rows import Row, files_of, joined, json_lines, named_by, samples_of_rows, spans
from evals.samples import EvalSample

RIGHT = {"supported": True, "partially_supported": None, "not_supported": False}


def samples(path: Path, limit: int | None) -> list[EvalSample]:
    """The claims of a file; see ``samples_of_rows`` for arguments and errors."""
    return samples_of_rows(path, limit, _samples, what="WiCE", published=published)


def published(path: Path) -> Iterator[Row]:
    """The claims of a file as it is published, or of the files in a folder, as rows."""
    files = files_of(path, "*.jsonl")
    for file in [file for file in files if file.parent.name == "claim"] or files:
        for line in json_lines(file):
            text, places = joined(line["evidence"])
            yield {
                "id": f"wice-{line['meta']['id']}",
                "group": named_by(text),
                "source_text": text,
                "claim": line["claim"],
                "label": line["label"],
                "sentence_spans": places,
                "supporting_sentence_sets": line["supporting_sentences"],
            }


def _samples(row: Row) -> list[EvalSample]:
    document = Document.of(row["source_text"])
    sentences = spans(row["sentence_spans"], document)
    first: list[int] = next((one for one in row["supporting_sentence_sets"] if one), [])
    evidence = [sentences[i] for i in first if 0 <= i < len(sentences)]
    statement = {"text": row["claim"], "right": RIGHT[row["label"]], "error": None, "evidence": evidence}
    return [EvalSample(row["id"], row["group"], "checks", (document,), {"statements": [statement]})]
