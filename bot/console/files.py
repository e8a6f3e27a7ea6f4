"""Writing a result to where it was asked for: whole, or not at all."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from bot.errors import UsageError, shown

FORMAT_OF_SUFFIX = {
    ".txt": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".json": "json",
    ".html": "html",
    ".htm": "html",
    ".csv": "csv",
    ".svg": "svg",
}


def format_for(path: Path | None, asked: str | None, known: tuple[str, ...]) -> str:
    """The format asked for, else the one that the file's name says, else text."""
    if asked is not None:
        return asked
    guess = FORMAT_OF_SUFFIX.get(path.suffix.lower(), "text") if path else "text"
    return guess if guess in known else "text"


def check_writable(path: Path | None) -> None:
    """Find out before any work is done whether a file can be written.

    Raises:
        UsageError: a folder, a folder that is not there, or one that we may not write to.
    """
    if path is None:
        return
    if path.is_dir():
        raise UsageError(f"{shown(path)} is a folder; give --output the name of a file in it.")
    parent = path.resolve().parent
    if not parent.is_dir():
        raise UsageError(f"There is no folder {shown(parent)} to write {shown(path.name)} in; make it first.")
    if not os.access(path if path.exists() else parent, os.W_OK):
        raise UsageError(f"{shown(path)} may not be written; choose another place.")


def write_out(text: str, path: Path | None) -> None:
    """Write a result to a file, or to the standard output when ``path`` is None. A final line feed is seen to."""
    text = text if text.endswith("\n") else text + "\n"
    if path is None:
        sys.stdout.write(text)
        sys.stdout.flush()
    else:
        write_whole(path, text)


def write_whole(path: Path, text: str) -> None:
    """Put a text in the place of a file in one step: a reader sees the old file or the new one, never a part.

    A device or a pipe is written to as it is; a link stays a link; an existing file keeps its rights.

    Raises:
        UsageError: it cannot be written; what stood there is untouched.
    """
    with whole_file(path) as file:
        file.write(text.encode("utf-8", "backslashreplace"))


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to be written piece by piece, which takes the place of what stood at ``path`` when all is well.

    As ``write_whole`` otherwise.

    Raises:
        UsageError: it cannot be written; what stood there is untouched.
    """
    target = path.resolve()
    try:
        if target.exists() and not target.is_file():
            with target.open("wb") as file:
                yield file
            return
        with _replacing(target) as file:
            yield file
    except OSError as error:
        raise UsageError(f"{shown(path)} cannot be written ({error.strerror}); choose another place.") from error


@contextmanager
def _replacing(target: Path) -> Iterator[BinaryIO]:
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:50]}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
