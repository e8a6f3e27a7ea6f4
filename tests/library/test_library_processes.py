"""Processes that are killed while they add or migrate, a disk that is full, and two that add the same folder."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.errors import SourceUnreadable, StoreError
from bot.ingest import Limits
from bot.library import open_store
from bot.library.readers import Readers
from bot.library.shaping import passages
from bot.library.sources import SetAside
from bot.types import Document
from tests.console.onrecord_runs import COMMAND, ROOT, environment, process
from tests.library.stores import COUNCIL, Kind, entry, opened
from tests.servers.postgresql import Server, owner

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="POSIX signals")

FILES = 800
"""Several batches."""
NAMES = "Quist Elgin Ödegård Halvor Brask Mallory Renn Tveit".split()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of small documents, each with a statement."""
    rng = random.Random(3)
    folder = tmp_path_factory.mktemp("articles")
    for n in range(FILES):
        said = f"{rng.choice(NAMES)} said the quay number {n} would be mended.\n\n"
        (folder / f"{n:04}.txt").write_text(f"Pier {n}\n\n{said}The harbour of pier {n} has {n} ropes.\n", "utf-8")
    return folder


def adding(kind: Kind, home: Path, folder: Path) -> subprocess.Popen[bytes]:
    command = [*COMMAND, "add", str(folder), "--store", kind.address(home)]
    return subprocess.Popen(
        command, cwd=home, env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )


def check(kind: Kind, home: Path) -> int:
    """See that the store is whole and that every document in it is; how many there are."""

    async def work() -> int:
        async with opened(kind, home) as store:
            kept = [(version, document) async for version, document in store.kept()]
            stats = await store.stats()
            assert len(kept) == stats.documents == stats.current == stats.statements
            assert stats.passages == sum(len(passages(document)) for _, document in kept)
            assert stats.put_off == 0 and all(version.read for version, _ in kept)
            assert len({document.id for _, document in kept}) == len(kept)
            for version, _ in kept[:: max(1, len(kept) // 10)]:
                number = Path(version.address).stem.lstrip("0") or "0"
                found = [hit.version.address for hit in await store.passages(f'"pier {number}"')]
                assert found == [version.address]
            return len(kept)

    if kind.name == "sqlite":
        with contextlib.closing(sqlite3.connect(home / "library.sqlite3")) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            for table in ("passage_words", "statement_words", "title_words"):
                connection.execute(f"INSERT INTO {table} ({table}) VALUES ('integrity-check')")
    return asyncio.run(work())


def test_killed_at_any_point_nothing_is_half_there(kind: Kind, folder: Path, tmp_path: Path) -> None:
    asyncio.run(_made(kind, tmp_path))
    rng = random.Random(11)
    counts, interrupted = [0], 0
    for attempt in range(3):
        running = adding(kind, tmp_path, folder)
        await_writes(kind, tmp_path, running, attempt % 3)
        time.sleep(rng.uniform(0, 0.03))
        interrupted += running.poll() is None
        running.kill()
        running.communicate(timeout=30)
        counts.append(check(kind, tmp_path))
    assert counts == sorted(counts)  # what was committed before is still there
    assert interrupted  # or nothing was put to the test
    done = process("add", folder, "--store", kind.address(tmp_path), home=tmp_path, timeout=120)
    assert done.returncode == 0, done.stderr
    assert check(kind, tmp_path) == FILES


async def _made(kind: Kind, home: Path) -> None:
    async with opened(kind, home):
        pass


def await_writes(kind: Kind, home: Path, running: subprocess.Popen[bytes], more: int) -> None:
    """Wait until something was being written once and then some times more, or the process has ended."""
    with signs_of_writing(kind, home) as sign:
        last = sign()
        while more >= 0 and running.poll() is None:
            if (now := sign()) != last and now:
                more -= 1
            last = now
            time.sleep(0.002)


@contextlib.contextmanager
def signs_of_writing(kind: Kind, home: Path):  # type: ignore[no-untyped-def]
    """Something that changes when something is being written."""
    if kind.name == "sqlite":
        log = home / "library.sqlite3-wal"
        yield lambda: log.stat().st_mtime_ns if log.exists() else 0
        return
    import psycopg

    with psycopg.connect(kind.address(home), autocommit=True) as watch:
        sql = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"
        yield lambda: watch.execute(sql).fetchone()[0]  # type: ignore[index]


def test_two_processes_add_the_same_folder(kind: Kind, folder: Path, tmp_path: Path) -> None:
    both = [adding(kind, tmp_path, folder) for _ in range(2)]
    told = [running.communicate(timeout=120) for running in both]
    assert [running.returncode for running in both] == [0, 0], told
    assert check(kind, tmp_path) == FILES
    outcomes = [line.split()[0] for out, _ in told for line in out.decode().splitlines()[:-1]]
    assert outcomes == ["new"] * FILES  # each document was new to one of the two and unchanged to the other


MIGRATING = {
    "sqlite": """
import sys
from dataclasses import replace
from pathlib import Path
from bot.library.sqlite_schema import MIGRATIONS, SCHEMA
from bot.storage import open_database
endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
slow = f"CREATE TABLE later (x); {endless} INSERT INTO later SELECT i FROM n"
print("begins", flush=True)
open_database(Path(sys.argv[1]), replace(SCHEMA, migrations=(*MIGRATIONS, slow)))
""",
    "postgresql": """
import asyncio, sys
import psycopg
from bot.library.postgres_schema import MIGRATIONS, migrate
async def work():
    async with await psycopg.AsyncConnection.connect(sys.argv[1], autocommit=True) as connection:
        await migrate(connection, (*MIGRATIONS, "CREATE TABLE later (x INTEGER); SELECT pg_sleep(1.5)"))
print("begins", flush=True)
asyncio.run(work())
""",
}


def test_killed_while_migrating_the_old_version_is_whole(kind: Kind, tmp_path: Path) -> None:
    made = entry(COUNCIL, "/a.txt")

    async def before() -> None:
        async with opened(kind, tmp_path) as store:
            await store.add([made])

    async def after() -> None:
        async with opened(kind, tmp_path) as store:
            assert await store.document(made.document.id) == made.document
            assert [hit.version.address for hit in await store.passages("ferries")] == ["/a.txt"]
            assert await store.add([entry(COUNCIL, "/b.txt")]) == ("copy",)

    asyncio.run(before())
    where = kind.address(tmp_path).removeprefix("sqlite:")
    running = subprocess.Popen(
        [sys.executable, "-c", MIGRATING[kind.name], where], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert running.stdout is not None and running.stdout.readline() == b"begins\n"
    time.sleep(0.6)  # it is at the slow step by now, and does not end by itself
    assert running.poll() is None
    running.kill()
    running.communicate(timeout=30)
    asyncio.run(after())


def test_a_full_disk_loses_nothing_and_is_said(small_disk: Path, folder: Path, tmp_path: Path) -> None:
    place = f"sqlite:{small_disk}/library.db"
    assert process("add", folder / "0001.txt", "--store", place, home=tmp_path).returncode == 0
    with (small_disk / "filler").open("wb") as filler, contextlib.suppress(OSError):
        filler.write(bytes(shutil.disk_usage(small_disk).free - 200_000))
    done = process("add", folder, "--store", place, home=tmp_path, timeout=120)
    assert (done.returncode, len(done.stderr.splitlines())) == (6, 1), done.stderr
    assert "free the disk" in done.stderr and "Traceback" not in done.stderr
    listed = process("library", "list", "--store", place, home=tmp_path)
    assert "0001.txt" in listed.stdout or "Pier 1" in listed.stdout
    (small_disk / "filler").unlink()
    assert process("add", folder, "--store", place, home=tmp_path, timeout=120).returncode == 0
    assert process("library", "stats", "--store", place, home=tmp_path).stdout.count(f"{FILES:,}") >= 1


def test_a_limit_on_files_is_a_full_disk_too(folder: Path, tmp_path: Path) -> None:
    place = f"sqlite:{tmp_path}/library.db"
    assert process("add", folder / "0001.txt", "--store", place, home=tmp_path).returncode == 0

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))

    done = subprocess.run(
        [*COMMAND, "add", str(folder), "--store", place],
        cwd=tmp_path, env=environment(tmp_path), capture_output=True, timeout=120, preexec_fn=limited,
    )  # fmt: skip
    assert (done.returncode, len(done.stderr.splitlines())) == (6, 1), done.stderr
    assert b"free the disk" in done.stderr
    assert process("add", folder, "--store", place, home=tmp_path, timeout=120).returncode == 0
    assert process("library", "stats", "--store", place, home=tmp_path).stdout.count(f"{FILES:,}") >= 1


def test_a_full_disk_of_the_server_loses_nothing_and_is_said(
    small_disk: Path, folder: Path, tmp_path: Path, postgresql_server: Server
) -> None:
    os.chown(small_disk, *(owner() or (-1, -1)))
    database = postgresql_server.create(tablespace=small_disk)
    try:
        place = postgresql_server.address(database)
        assert process("add", folder / "0001.txt", "--store", place, home=tmp_path).returncode == 0
        with (small_disk / "filler").open("wb") as filler, contextlib.suppress(OSError):
            filler.write(bytes(max(0, shutil.disk_usage(small_disk).free - 100_000)))
        done = process("add", folder, "--store", place, home=tmp_path, timeout=120)
        assert (done.returncode, len(done.stderr.splitlines())) == (6, 1), done.stderr
        assert "is full" in done.stderr and postgresql_server.password not in done.stderr
        (small_disk / "filler").unlink()
        assert process("add", folder, "--store", place, home=tmp_path, timeout=120).returncode == 0
        assert process("library", "stats", "--store", place, home=tmp_path).stdout.count(f"{FILES:,}") >= 1
    finally:
        postgresql_server.drop(database)


def test_processes_read_as_this_one_does(folder: Path) -> None:
    paths = [str(folder / f"{n:04}.txt") for n in range(60)] + [str(folder / "missing.txt"), "/nowhere\0/x.txt"]

    async def work(alone: int) -> tuple[list[object], list[object]]:
        async with Readers(cores=2, alone=alone) as pool:
            found = await pool.opened(paths, Limits())
            documents = [each for each in found if isinstance(each, Document)]
            return [*found], [*await pool.shapes(documents * 30)]

    here, there = asyncio.run(work(10**9)), asyncio.run(work(0))
    assert here == there
    assert len(here[1]) == 1800 and sum(isinstance(each, SetAside) for each in here[0]) == 2


READING = """
import asyncio, sys
from bot.library.readers import Readers
async def work():
    async with Readers(cores=2, alone=0) as pool:
        await pool.opened([], None)
        print(*(each._process.pid for each in pool._processes), flush=True)
        await asyncio.sleep(60)
asyncio.run(work())
"""


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at /proc")
def test_processes_that_read_end_with_the_one_they_read_for() -> None:
    running = subprocess.Popen([sys.executable, "-c", READING], cwd=ROOT, stdout=subprocess.PIPE)
    assert running.stdout is not None
    pids = [int(pid) for pid in running.stdout.readline().split()]
    assert len(pids) == 2 and all(_alive(pid) for pid in pids)
    running.kill()
    running.communicate(timeout=30)
    until = time.monotonic() + 20
    while any(_alive(pid) for pid in pids) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(_alive(pid) for pid in pids)


def _alive(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


def test_a_process_that_reads_and_is_ended_is_said() -> None:
    async def work() -> None:
        async with Readers(cores=2, alone=0) as pool:
            await pool.opened([], Limits())
            for each in pool._processes:
                each._process.kill()
            with pytest.raises(SourceUnreadable, match="run the command again"):
                await pool.opened([], Limits())

    asyncio.run(work())


def test_a_store_of_a_later_version_is_left_alone(kind: Kind, tmp_path: Path) -> None:
    asyncio.run(_made(kind, tmp_path))
    if kind.name == "sqlite":
        with contextlib.closing(sqlite3.connect(tmp_path / "library.sqlite3")) as connection:
            connection.execute("PRAGMA user_version = 99")
    else:
        import psycopg

        with psycopg.connect(kind.address(tmp_path)) as server:
            server.execute("INSERT INTO onrecord_library.migration VALUES (99)")
    with pytest.raises(StoreError, match="newer version of onrecord"):
        asyncio.run(open_store(kind.address(tmp_path), tmp_path))
