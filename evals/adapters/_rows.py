"""Reading rows, with a plain word where a file is not what it should be."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bot.errors import SourceMissing, SourceUnreadable, shown
from bot.types import Document
from evals.samples import EvalSample

Row = dict[str, Any]


def samples_of_rows(
    path: Path, limit: int | None, make: Callable[[Row], list[EvalSample]], *, what: str
) -> list[EvalSample]:
    """The samples of a file's rows, in order.

    Args:
        path: a file of JSON lines.
        limit: the most rows that are read, spread evenly over the file; None for all.
        make: gives a row's samples; may raise KeyError, TypeError or ValueError for a row of another layout.
        what: the set's name, for messages.

    Raises:
        SourceMissing: there is no such file.
        SourceUnreadable: a line is not a row of the layout.
    """
    found: list[EvalSample] = []
    rows = list(_lines(path))
    for number, line in _spread(rows, limit):
        try:
            row = json.loads(line)
            if not isinstance(row, dict) or not isinstance(row["source_text"], str):
                raise ValueError("no row")
            found += make(row)
        except (ValueError, KeyError, TypeError) as error:
            raise SourceUnreadable(
                f"Line {number} of {shown(path)} is no row of {what} ({shown(error, 80)}); the head of its adapter "
                "says what a row holds."
            ) from error
    return found


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise SourceMissing(f"{shown(path)} cannot be read; give the path of the set's file.") from error
    except UnicodeDecodeError as error:
        raise SourceUnreadable(f"{shown(path)} is not UTF-8 text; give a file of JSON lines.") from error
    yield from ((number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())


def _spread(rows: list[tuple[int, str]], limit: int | None) -> list[tuple[int, str]]:
    if limit is None or limit >= len(rows):
        return rows
    return [rows[at * len(rows) // limit] for at in range(limit)]


def span(row: Row, document: Document) -> list[int]:
    """The ``start`` and ``end`` of a row's entry; ValueError where they do not lie inside the text."""
    place = document.span(int(row["start"]), int(row["end"]))
    return [place.start, place.end]


def spans(rows: list[list[int]], document: Document) -> list[list[int]]:
    """Pairs of offsets; ValueError where one does not lie inside the text."""
    found = [document.span(int(start), int(end)) for start, end in rows]
    return [[place.start, place.end] for place in found]


def answer_gold(answerable: bool, answers: list[str], evidence: list[list[int]]) -> Row:
    """Gold of an answer as ``evals.samples`` lays it down, for sets that say no more than that."""
    return {
        "answerable": answerable,
        "answers": [answer for answer in answers if answer.strip()],
        "evidence": evidence,
        "why": None if answerable else "not_stated",
        "contradicted_by": [],
    }
