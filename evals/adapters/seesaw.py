"""SEESAW: who is for or against whom in US political news, with the sentences that show it.

Where: github.com/launchnlp/SEESAW. Licence: CC BY-NC-SA 4.0. Paper: Zhang, Beauchamp & Wang 2022 (arXiv 2211.01467);
its figures are for extracting all triplets of a sentence, and no figures of ours.

It does not measure all that a stance is here: its targets are people and bodies and not propositions, nobody is
neutral, and many of its sources never speak, so that recall is low by construction.

As published: give the checkout or its folder ``SEESAW``. ``annotations/NAME.json`` holds ``title`` and, by the number
of the sentence, ``sentence-level stances`` [{subject, sentiment (POS, NEG), object}]; ``articles/NAME.json``, beside
it, the article: ``text`` [{id, text}], a sentence each, some of them empty. The article's text is its sentences, each
with a line end. Sentences are put together by pair: evidence are all of a pair's sentences, and where they differ in
sentiment the pair is ``mixed``; a subject or object outside of the article's list of entities ("Not in the list",
"None") makes no pair. NAME is TRIPLET_n_DOCUMENT_m: three articles on one matter are a group.

Our layout, a row: ``article_stances`` [{source, target, stance (for, against), evidence_sentences [i]}], ``sentences``
[{i, start, end}]; pairs of mixed stance or without a name are left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.types import Document
from evals.adapters._rows import Row, files_of, samples_of_rows, span
from evals.samples import EvalSample

LABELS = {"for": "favor", "against": "against"}
SENTIMENTS = {"POS": "for", "NEG": "against"}
NOBODY = ("Not in the list", "None")

WHAT = "SEESAW"


def samples(path: Path, limit: int | None) -> list[EvalSample]:
    """The articles of a file or folder; see ``samples_of_rows`` for arguments and errors."""
    return samples_of_rows(path, limit, _samples, what=WHAT, published=published)


def published(path: Path) -> Iterator[Row]:
    """The articles of the folder as it is published, as rows of our layout; see ``rows_of``."""
    for file in files_of(path, "annotations/*.json"):
        beside = file.parent.parent / "articles" / file.name
        if not beside.is_file():
            raise ValueError(f"articles/{file.name} is not there")
        annotation, article = (json.loads(one.read_text("utf-8")) for one in (file, beside))
        text, sentences = "", []
        for sentence in article["text"]:
            sentences.append({"i": sentence["id"], "start": len(text), "end": len(text) + len(sentence["text"])})
            text += sentence["text"] + "\n"
        yield {
            "id": f"seesaw-{file.stem}",
            "group": file.stem.rpartition("_DOCUMENT")[0] or file.stem,
            "title": annotation["title"],
            "source_text": text,
            "sentences": sentences,
            "article_stances": _pairs(annotation["sentence-level stances"]),
        }


def _pairs(by_sentence: Mapping[str, list[Mapping[str, Any]]]) -> list[Row]:
    """The stances of single sentences put together by pair, in order of the file."""
    found: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for number, stances in by_sentence.items():
        for one in stances:
            source, target = (" ".join(one[end].split()) for end in ("subject", "object"))
            if source and target and source not in NOBODY and target not in NOBODY:
                found.setdefault((source, target), []).append((int(number), SENTIMENTS[one["sentiment"]]))
    return [
        {
            "source": source,
            "target": target,
            "stance": seen[0][1] if len({stance for _, stance in seen}) == 1 else "mixed",
            "evidence_sentences": sorted({number for number, _ in seen}),
        }
        for (source, target), seen in found.items()
    ]


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
