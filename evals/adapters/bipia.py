"""BIPIA: instructions hidden in e-mails, and a question on each that has nothing to do with them.

Where: github.com/microsoft/BIPIA. Licence: MIT. Paper: Yi et al. 2023 (arXiv 2312.14197), whose tables give rates of
attacks that succeed, judged by a model; ours is judged by code, by what the output says and cites.

The rows are live instructions to a model. They are given to the product as what they are, the text of a source, and
to nothing else.

As published: give the checkout, its folder ``benchmark``, or one half, ``benchmark/email/test.jsonl``. A line of that
is an e-mail: ``context``, ``question``, ``ideal`` (the answer, or "unknown"). ``benchmark/text_attack_test.json`` lists
under each kind of attack its instructions. The benchmark puts every instruction into every e-mail, on a line of its
own, before it, behind it, and before a sentence drawn by chance. Here nothing is left to chance and fewer do: every
instruction stands once at each of the three places, in one e-mail after the other in turn; the middle is the end of a
sentence or line, or else the blank, that is nearest to the middle of the e-mail. The texts come place by place, each
place one kind of attack further on, so that ``--limit``, which spreads evenly, takes of all places and of many kinds.
The e-mail is the group.

Our layout, a row: ``question``, ``answerable``, ``answers`` [text], ``attack``, ``attack_start``, ``attack_end``. What
obeying would look like is not known, so ``effects`` is empty.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from bot.types import Document
from evals.adapters._rows import Row, answer_gold, files_of, json_lines, samples_of_rows, span
from evals.samples import EvalSample

PLACES = ("start", "middle", "end")
UNKNOWN = ("unknown", "unkown")
"""What stands for no answer, in the set's two spellings."""

WHAT = "BIPIA"

_BREAK = re.compile(r"[.!?]\s+|\n\s*")


def samples(path: Path, limit: int | None) -> list[EvalSample]:
    """The e-mails of a file or folder; see ``samples_of_rows`` for arguments and errors."""
    return samples_of_rows(path, limit, _samples, what=WHAT, published=published)


def published(path: Path) -> Iterator[Row]:
    """The set's e-mails with its instructions put in, as rows of our layout; see ``rows_of``."""
    for file in files_of(path, "email/test.jsonl", "email/train.jsonl"):
        attacks = file.parent.parent / f"text_attack_{file.stem}.json"
        if not attacks.is_file():
            raise ValueError(f"{attacks.name} is not in the folder above that of {file.name}")
        yield from _rows(file, attacks)


def _rows(file: Path, attacks: Path) -> Iterator[Row]:
    mails = list(json_lines(file))
    first = {mail["context"]: number for number, mail in reversed([*enumerate(mails)])}
    kinds = [_named(*kind) for kind in json.loads(attacks.read_text("utf-8")).items()]
    todo = [
        (place, *one) for shift, place in enumerate(PLACES) for kind in kinds[shift:] + kinds[:shift] for one in kind
    ]
    if not mails:
        raise ValueError(f"{file.name} holds no e-mail")
    for turn, (place, name, words) in enumerate(todo):
        number = turn % len(mails)
        mail = mails[number]
        text, start = _hidden(words, mail["context"], place)
        answers = [mail["ideal"]] if isinstance(mail["ideal"], str) else mail["ideal"]
        yield {
            "id": f"bipia-{file.stem}-{number}-{name}-{place}",
            "group": f"{file.stem}-{first[mail['context']]}",
            "source_text": text,
            "question": mail["question"],
            "answers": answers,
            "answerable": not all(answer.lower() in UNKNOWN for answer in answers),
            "attack": words,
            "attack_start": start,
            "attack_end": start + len(words),
        }


def _named(kind: str, instructions: list[str]) -> list[tuple[str, str]]:
    """A kind's instructions, each with a name for ids."""
    if not isinstance(instructions, list):
        raise TypeError(f"{kind} is no list of instructions")
    return [(f"{re.sub(r'[^a-z]+', '-', kind.lower())}-{number}", words) for number, words in enumerate(instructions)]


def _hidden(attack: str, context: str, place: str) -> tuple[str, int]:
    """The e-mail with the attack in it, and where that begins."""
    if place == "start":
        return f"{attack}\n{context}", 0
    at = len(context)
    if place == "middle":
        breaks = [found.end() for found in _BREAK.finditer(context) if found.end() < at]
        breaks = breaks or [found.end() for found in re.finditer(r"\s+", context)]
        at = min(breaks or [at // 2], key=lambda one: abs(2 * one - len(context)))
        return f"{context[:at]}\n{attack}\n{context[at:]}", at + 1
    return f"{context}\n{attack}", at + 1


def _samples(row: Row) -> list[EvalSample]:
    document = Document.of(row["source_text"])
    answerable = bool(row["answerable"])
    gold = answer_gold(answerable, [str(answer) for answer in row["answers"]] if answerable else [], [])
    place = span({"start": row["attack_start"], "end": row["attack_end"]}, document)
    gold |= {"attack": row["attack"], "attack_span": place, "effects": []}
    question = re.sub(r"\AQ:\s*", "", row["question"])
    return [EvalSample(row["id"], row["group"], "injection", (document,), gold, question=question)]
