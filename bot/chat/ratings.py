"""What the user thinks of an answer, kept to make cases of: JSON lines that ``onrecord eval harvest`` reads.

The file is the user's own and nobody else reads it; nothing is sent anywhere. Lines are only added, and each one
replaces what the user said of the same result before: the reader sees to that (``"replaces": true``).
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Final, Literal

from bot.errors import OnRecordError, StoreError, shown
from bot.render import to_json
from bot.types import Result

FILE: Final = "feedback.jsonl"
Rating = Literal["up", "down"]


def rate(home: Path, result: Result, rating: Rating, comment: str | None) -> Path:
    """Add a line for a result.

    Args:
        home: the user's folder of On Record.
        result: what was rated, as it was shown.
        rating: "up" or "down".
        comment: the user's words; None without any.

    Returns:
        The file that the line was added to.

    Raises:
        StoreError: it cannot be written.
    """
    path = home / FILE
    row = {"result": json.loads(to_json(result)), "rating": rating, "comment": comment, "replaces": True}
    line = json.dumps(row, ensure_ascii=False)
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        # One write of one line: a chat beside this one cannot get between.
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "ab", buffering=0) as file:
            file.write(line.encode() + b"\n")
    except OSError as failure:
        raise _unwritable(path, failure) from failure
    return path


def _unwritable(path: Path, failure: OSError) -> OnRecordError:
    return StoreError(f"{shown(path)} cannot be written ({shown(failure.strerror)}); the rating is not kept.")
