"""One JSON value a line, in and out; what libraries print goes to standard error. Imported by the scripts beside it."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Mapping
from typing import Any

SENTENCE_END = re.compile(r"[.!?][\"”’)\]]*(?:\s*\[\d+\])*(?=\s)|\n")


def serve(answer: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Answer every line of standard input until it ends; an exception becomes ``{"failed": …}``."""
    out, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        try:
            said = answer(json.loads(line))
        except Exception as error:  # told to whoever asked, who goes on without this peer
            said = {"failed": f"{type(error).__name__}: {error}"[:500]}
        out.write(json.dumps(said) + "\n")
        out.flush()


def first_sentence_is_whole(text: str) -> bool:
    """Whether a text, still being written, has its first sentence to its end: what follows it has begun."""
    return SENTENCE_END.search(text.lstrip()) is not None


def cited_statements(text: str, mark: re.Pattern[str], note: re.Pattern[str], sources: Mapping[str, str]) -> list[Any]:
    """The sentences of an answer, each with what it cites.

    Args:
        text: the answer.
        mark: a citation; its first group names the source.
        note: all that a reader sees of citations, which is no part of the statement.
        sources: the words of each source by its name.

    Returns:
        ``[{"text", "cited": [words, or None for a source that does not exist]}]``.
    """
    pieces: list[tuple[str, list[str]]] = []
    for piece in re.split(r"(?<=[.!?)\]])\s+|\n+", text):
        names = [match[1] for match in mark.finditer(piece)]
        words = note.sub("", piece).strip()
        if any(c.isalnum() for c in words):
            pieces.append((words, names))
        elif names and pieces:  # marks set behind a sentence's end belong to it
            pieces[-1][1].extend(names)
    return [{"text": words, "cited": [sources.get(name) for name in names]} for words, names in pieces]
