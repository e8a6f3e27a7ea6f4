"""A process that works for ``bot.library.readers``: ``python -m bot.library.reader``, ended by the end of its input.

What it is asked and what it answers are pickled, each behind its length in eight bytes. It is spoken to by nobody but
the process that started it, through pipes that no other has.
"""

from __future__ import annotations

import os
import pickle
import sys
from typing import Any, BinaryIO

HEAD = 8
"""Bytes of a length."""


def packed(value: Any) -> bytes:
    """A value as it goes through the pipe."""
    raw = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    return len(raw).to_bytes(HEAD, "big") + raw


def serve(asked: BinaryIO, answered: BinaryIO) -> None:
    """Do what is asked until there is no more: calls without arguments, answered by (True, value) or (False, error)."""
    while len(head := asked.read(HEAD)) == HEAD:
        work = pickle.loads(asked.read(int.from_bytes(head, "big")))  # noqa: S301 (see above)
        try:
            answer = True, work()
        except Exception as error:  # told to whoever asked
            answer = False, error
        answered.write(packed(answer))
        answered.flush()


def main() -> None:
    """Serve on standard input and output, of which nothing else gets hold."""
    with os.fdopen(os.dup(1), "wb") as answered:
        os.dup2(2, 1)
        try:
            serve(sys.stdin.buffer, answered)
        except BrokenPipeError:
            os._exit(1)  # whoever asked is gone


if __name__ == "__main__":
    main()
