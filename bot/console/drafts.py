"""What a draft argument is: the name of a file or an address, or the words themselves."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from bot.errors import SourceMissing, shown

# Endings that texts come with, readable here or not: a name with one of them is no statement in either case.
_ENDING: Final = re.compile(
    r"[^\s.]\.(?:txt|text|md|markdown|html?|xhtml|pdf|docx?|odt|rtf|pages|epub|tex|vtt|srt|jsonl?|csv|log)\Z",
    re.IGNORECASE,
)
_PLACE: Final = re.compile(r"\.{0,2}[/\\]|~[/\\]|[A-Za-z]:[/\\]")
"""How a path from the root, the current folder or the user's own begins."""
_SEPARATOR: Final = re.compile(r"[/\\](?=[^/\\]*\Z)")
_SENTENCE_END: Final = re.compile("[.!?…。！？][\"'”’»)]*\\Z")


def names_source(draft: str) -> bool:
    """Whether a draft is the name of a file or folder, there or not, or an address, and no statement.

    A name of several words that is not there might have been a statement, so the sentence says how to write one.

    Args:
        draft: as typed, trimmed and not empty.

    Raises:
        SourceMissing: words with a blank between them that can only be meant as a file, which is not there.
    """
    if _is_there(draft) or "://" in draft.partition(" ")[0]:
        return True
    if not _is_meant_as_path(draft):
        return False
    if len(draft.split()) > 1:
        raise SourceMissing(
            f"There is no file {shown(draft)}; check the path, or end it with a full stop if it is a statement."
        )
    return True


def _is_there(path: str) -> bool:
    try:
        return Path(path).exists()
    except (OSError, ValueError):  # longer than any name, or a NUL in it
        return False


def _is_meant_as_path(draft: str) -> bool:
    """By a file's ending, or by a separator in what does not read as a sentence; all of it one line and one sentence.

    A slash alone says little ("the 2031/32 plan"), so the words before it are to be a folder that is there, or all of
    it is to begin as no sentence does: as a path, or with a small letter and without a stop at the end.
    """
    if not draft.isprintable() or _SENTENCE_END.search(draft) or _goes_on(draft):
        return False
    if _ENDING.search(draft):
        return True
    separator = _SEPARATOR.search(draft)
    if separator is None:
        return False
    return bool(_PLACE.match(draft)) or draft[0].islower() or _is_there(draft[: separator.start()])


def _goes_on(draft: str) -> bool:
    """Whether one sentence ends and another begins in it."""
    from bot.language.sentences import split

    return len(list(split(draft, 0, len(draft), "en"))) > 1
