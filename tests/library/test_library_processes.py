"""Processes that are killed while they add, and two that add the same folder."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from bot.library.shaping import passages
from bot.storage import document_of
from tests.console.onrecord_runs import COMMAND, environment, process

FILES = 300
NAMES = "Quist Elgin Ödegård Halvor Brask Mallory Renn Tveit".split()


def folder_of(home: Path) -> Path:
    """A folder of small documents, each with a statement."""
    rng = random.Random(3)
    folder = home / "articles"
    folder.mkdir()
    for n in range(FILES):
        said = f"{rng.choice(NAMES)} said the quay number {n} would be mended.\n\n"
        rest = "".join(f"The harbour of pier {n} has {k} boats and {k + n} ropes.\n\n" for k in range(30))
        (folder / f"{n:03}.txt").write_text(f"Pier {n}\n\n{said}{rest}", "utf-8")
    return folder


def adding(home: Path, folder: Path) -> subprocess.Popen[bytes]:
    command = [*COMMAND, "add", str(folder), "--store", f"sqlite:{home}/library.db"]
    return subprocess.Popen(
        command, cwd=home, env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )


def check(path: Path) -> int:
    """See that the file is whole and that every document in it is; how many there are."""
    connection = sqlite3.connect(path)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        for table in ("passage_words", "statement_words"):
            connection.execute(f"INSERT INTO {table} ({table}) VALUES ('integrity-check')")
        rows = connection.execute(
            "SELECT d.number, d.id, d.text, d.read, v.about FROM document d JOIN version v ON v.document = d.number"
        ).fetchall()
        for number, document_id, text, read, about in rows:
            document = document_of(document_id, text, about)
            stored = connection.execute("SELECT start, stop FROM passage WHERE document = ?", (number,)).fetchall()
            assert stored == [tuple(bounds) for bounds in passages(document)]
            said = connection.execute("SELECT count(*) FROM statement WHERE document = ?", (number,)).fetchone()[0]
            assert (read, said) == (1, 1)
        (orphans,) = connection.execute(
            "SELECT count(*) FROM document WHERE number NOT IN (SELECT document FROM version)"
        ).fetchone()
        assert orphans == 0
        return len(rows)
    finally:
        connection.close()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="POSIX signals")
def test_killed_at_any_point_nothing_is_half_there(tmp_path: Path) -> None:
    folder, path = folder_of(tmp_path), tmp_path / "library.db"
    rng = random.Random(11)
    counts = [0]
    for attempt in range(6):
        running = adding(tmp_path, folder)
        await_writes(Path(f"{path}-wal"), running, attempt % 4)
        time.sleep(rng.uniform(0, 0.02))
        running.kill()
        running.communicate(timeout=30)
        if has_documents(path):
            counts.append(check(path))
    assert counts == sorted(counts)  # what was committed before is still there
    assert any(0 < count < FILES for count in counts)  # or nothing was put to the test
    done = process("add", folder, "--store", f"sqlite:{path}", home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert check(path) == FILES


def await_writes(log: Path, running: subprocess.Popen[bytes], more: int) -> None:
    """Wait until the store's log was written to once and then some times more, or the process has ended."""
    last = _written(log)
    while more >= 0 and running.poll() is None:
        if (now := _written(log)) != last:
            last = now
            more -= 1
        time.sleep(0.002)


def _written(log: Path) -> int:
    return log.stat().st_mtime_ns if log.exists() else 0


def has_documents(path: Path) -> bool:
    """Whether the kill came after the tables were made."""
    connection = sqlite3.connect(path)
    try:
        return connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'statement'").fetchone() == (1,)
    finally:
        connection.close()


def test_two_processes_add_the_same_folder(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    both = [adding(tmp_path, folder) for _ in range(2)]
    told = [running.communicate(timeout=120) for running in both]
    assert [running.returncode for running in both] == [0, 0], told
    assert check(tmp_path / "library.db") == FILES
    outcomes = [line.split()[0] for out, _ in told for line in out.decode().splitlines()[:-1]]
    assert outcomes == ["new"] * FILES  # each document was new to one of the two and unchanged to the other
