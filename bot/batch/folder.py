"""The folder that a batch writes: results, failures, and its notes of itself."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Final

from bot.batch.journal import Journal, is_full
from bot.batch.plan import Done, Failed, Same
from bot.errors import StoreError, UsageError, shown
from bot.render.safe import json_text

RESULTS: Final = "results.jsonl"
FAILED: Final = "failed.jsonl"
LOCK: Final = "batch.lock"


class Folder:
    """The folder of one batch, held by one command at a time; use it in a ``with``.

    A result counts once ``save`` has returned: its line is on disk, and noted. What stands behind the last line noted,
    such as the half of a line that a killed process left, is cut off when the folder is opened again.
    """

    def __init__(self, path: Path, described: Mapping[str, Any]) -> None:
        """Open or make the folder.

        Raises:
            UsageError: it cannot be made or written, holds a batch of another plan, or is being written.
            StoreError: its notes cannot be read.
        """
        self.path = path
        self._unsaved: list[tuple[Done, int]] = []
        self._failed: list[Failed] = []
        self._same: list[Same] = []
        self._keys: set[str] = set()
        self._lock = _locked(path)
        try:
            self.journal = Journal(path)
        except BaseException:
            os.close(self._lock)
            raise
        try:
            self.journal.begin(described)
            self._results = self._opened()
        except BaseException:
            self.journal.close()
            os.close(self._lock)
            raise

    def __enter__(self) -> Folder:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            with self._told():
                self._results.close()
        finally:
            self.journal.close()
            os.close(self._lock)

    def add(self, outcome: Done | Failed | Same) -> Done | Failed | Same:
        """Take an outcome in; ``save`` puts it on disk. A result that is there already is the same as that."""
        if isinstance(outcome, Failed):
            self._failed.append(outcome)
            return outcome
        if isinstance(outcome, Same):
            self._same.append(outcome)
            return outcome
        if outcome.key in self._keys:
            return Same(outcome.source, outcome.key)
        self._keys.add(outcome.key)
        with self._told():
            self._results.write(outcome.line.encode("utf-8", "backslashreplace"))
            self._unsaved.append((outcome, self._results.tell()))
        return outcome

    @property
    def unsaved(self) -> int:
        """How many outcomes are not on disk yet."""
        return len(self._unsaved) + len(self._failed) + len(self._same)

    def save(self) -> None:
        """Put on disk what was added.

        Raises:
            StoreError: it cannot be; what was saved before stands.
        """
        if not self.unsaved:
            return
        with self._told():
            self._results.flush()
            os.fsync(self._results.fileno())
            self.journal.mark(self._unsaved, self._failed, self._same)
        self._unsaved, self._failed, self._same, self._keys = [], [], [], set()

    def list_failures(self) -> int:
        """Write ``failed.jsonl`` anew, without it where nothing failed; how many there are."""
        count = 0
        target = self.path / FAILED
        with self._told():
            part = target.with_suffix(".part")
            with part.open("wb") as file:
                for line in _lines(self.journal.failures()):
                    file.write(line)
                    count += 1
            if count:
                part.replace(target)
            else:
                part.unlink()
                target.unlink(missing_ok=True)
        return count

    def _opened(self) -> BinaryIO:
        """The results, cut off behind the last line that is noted."""
        upto = self.journal.written()
        path = self.path / RESULTS
        with self._told():
            file = path.open("r+b" if path.exists() else "w+b")
        size = file.seek(0, os.SEEK_END)
        if size < upto:
            file.close()
            raise StoreError(
                f"{shown(path)} is shorter than its notes say ({size} of {upto} bytes); put the whole file back, or "
                "give --out another folder."
            )
        file.truncate(upto)
        file.seek(upto)
        return file

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except StoreError as error:
            if not is_full(error):
                raise
            raise StoreError(disk_full(self.path)) from error
        except OSError as error:
            if error.errno in _FULL:
                raise StoreError(disk_full(self.path)) from error
            why = error.strerror or type(error).__name__
            raise StoreError(f"{shown(self.path)} cannot be written ({why}); see to it, and go on.") from error


_FULL: Final = (28, 122)  # ENOSPC, EDQUOT


def disk_full(path: Path) -> str:
    """What is said when the disk is full."""
    return (
        f"The disk that holds {shown(path)} is full; free some of it and run the same command again, which goes on "
        "where this one ended."
    )


def _lines(failures: Iterable[Failed]) -> Iterator[bytes]:
    for failed in failures:
        value = {"source": failed.source, "error": failed.kind, "reason": failed.reason}
        yield json_text(value, indent=None).encode("utf-8", "backslashreplace")


def _locked(path: Path) -> int:
    """Make the folder and hold it."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        lock = os.open(path / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise UsageError(f"{shown(path)} cannot be used for --out ({error.strerror}); name another folder.") from error
    try:
        import fcntl
    except ImportError:  # Windows: there is no telling
        return lock
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        raise UsageError(f"Another onrecord batch is at work in {shown(path)}; wait for it, or stop it.") from None
    return lock
