"""CLAPNQ: long answers from a passage of Wikipedia with the sentences they rest on, half of the questions unanswerable.

Where: github.com/primeqa/clapnq. Licence: Apache-2.0. Paper: Rosenthal et al. 2024 (arXiv 2404.02103), whose tables
give ROUGE-L and a score of unanswerables for several models; they are no figures of ours, which are token F1, refusals
and precision and recall of cited sentences.

As published: ``annotated_data/dev/clapnq_dev_answerable.jsonl`` and its like, or a folder that holds them. A line:
``id``, ``input`` (the question), ``passages`` [{title, text, sentences}], always one passage, ``output`` [{answer,
selected_sentences}], one an annotator, with an empty answer where the passage has none. The text is tokenised, with
blanks around its marks, and is left so. Sentences are given by their words; each is looked for behind the one before.

A row of our own: ``question``, ``answerable``, ``answers`` [{answer, citations [{start, end}]}], one an annotator.

The answers are long and near the words of the passage, so the questions ask for its sentences.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.types import Document
from evals.adapters._rows import Row, answer_gold, files_of, json_lines, named_by, samples_of_rows, span
from evals.samples import EvalSample


def samples(path: Path, limit: int | None) -> list[EvalSample]:
    """The questions of a file; see ``samples_of_rows`` for arguments and errors."""
    return samples_of_rows(path, limit, _samples, what="CLAPNQ", published=published)


def published(path: Path) -> Iterator[Row]:
    """The questions of a file as it is published, or of the files in a folder, as rows."""
    for file in files_of(path, "clapnq_*answerable.jsonl"):
        for line in json_lines(file):
            try:
                yield _row(line)
            except ValueError as error:
                raise ValueError(f"question {line['id']}: {error}") from error


def _row(line: Row) -> Row:
    if len(line["passages"]) != 1:
        raise ValueError("not one passage")
    (passage,) = line["passages"]
    text, sentences = passage["text"], passage["sentences"]
    places = _places(text, sentences)
    answers = [
        {
            "answer": output["answer"],
            "citations": [places[at] for at in _chosen(output["selected_sentences"], sentences)],
        }
        for output in line["output"]
        if output["answer"].strip()
    ]
    return {
        "id": f"clapnq-{'answerable' if answers else 'unanswerable'}-{line['id']}",
        "group": named_by(text),
        "title": passage["title"],
        "source_text": text,
        "question": line["input"],
        "answerable": bool(answers),
        "answers": answers,
    }


def _places(text: str, sentences: Sequence[str]) -> list[Row]:
    places: list[Row] = []
    for number, sentence in enumerate(sentences, 1):
        start = text.find(sentence, places[-1]["end"] if places else 0)
        if start < 0 or not sentence:
            raise ValueError(f"sentence {number} does not stand in the passage")
        places.append({"start": start, "end": start + len(sentence)})
    return places


def _chosen(selected: Sequence[str], sentences: Sequence[str]) -> list[int]:
    """The numbers of the selected sentences; of two with the same words, the one behind the last one selected."""
    found: list[int] = []
    for words in selected:
        same = [at for at, sentence in enumerate(sentences) if sentence == words]
        if not same:
            raise ValueError("a selected sentence is none of the passage's")
        found.append(next((at for at in same if not found or at > found[-1]), same[0]))
    return found


def _samples(row: Row) -> list[EvalSample]:
    document = Document.of(row["source_text"], title=row.get("title"))
    sets = [[span(citation, document) for citation in answer["citations"]] for answer in row["answers"]]
    sets = [one for one in sets if one]
    everything = [list(place) for place in dict.fromkeys(tuple(place) for one in sets for place in one)]
    gold = answer_gold(bool(row["answerable"]), [answer["answer"] for answer in row["answers"]], everything)
    gold["sentence_sets"] = sets
    return [
        EvalSample(row["id"], row["group"], "answer", (document,), gold, question=row["question"], form="sentences")
    ]
