"""One JSON value a line, in and out; what libraries print goes to standard error. Imported by the scripts beside it."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
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
