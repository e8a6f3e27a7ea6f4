"""Batches as a user runs them: done, ended in every way, and gone on with."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import sqlite3
import time
from pathlib import Path

import pytest

from tests.batch.batching import articles, batch, begun, failures, reply, results, twice
from tests.console.onrecord_runs import process
from tests.servers.openai_server import OpenAIServer, Request, Status

COUNT = 24


class Served(OpenAIServer):
    """Answers every request alike, some time after it came, and refuses the Decisions API."""

    def __init__(self, latency: float = 0.0) -> None:
        super().__init__()
        self.latency = latency

    def _next(self, request: Request) -> object:
        return reply(request)

    async def _say(self, reply, request, http):  # type: ignore[no-untyped-def]
        import asyncio

        await asyncio.sleep(self.latency)
        return await super()._say(reply, request, http)

    def bodies(self) -> list[dict[str, object]]:
        return [request.body for request in self.requests]


def test_each_result_is_that_of_a_single_command(tmp_path: Path) -> None:
    folder = articles(tmp_path / "in", 3)
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 no more than this")
    (folder / "same.txt").write_bytes((folder / "001.txt").read_bytes())
    done = batch(tmp_path, "summarize", str(folder), "nowhere.txt", "--out", "out")
    assert done.returncode == 3, done.stderr
    assert "6 documents: 3 done, 1 the same as another, 2 set aside" in done.stdout
    assert "No model is set" in done.stderr and "Traceback" not in done.stderr
    found = results(tmp_path / "out")
    single = json.loads(process("summarize", str(folder / "000.txt"), "--format", "json", home=tmp_path).stdout)
    assert [{**found[0], "created": 0, "usage": 0}] == [{**single, "created": 0, "usage": 0}]
    assert len(found) == 3
    assert set(failures(tmp_path / "out")) == {"broken.pdf", "nowhere.txt"}

    again = batch(tmp_path, "summarize", str(folder), "nowhere.txt", "--out", "out", "--quiet")
    assert again.returncode == 0, again.stderr
    assert "6 documents: 0 done" in again.stdout and again.stderr == ""

    (tmp_path / "nowhere.txt").write_text("The pier is mended, the council said.\n", "utf-8")
    (folder / "broken.pdf").unlink()
    retried = batch(tmp_path, "summarize", "--out", "out", "--retry-failed")
    assert retried.returncode == 3, retried.stderr
    assert "2 documents: 1 done, 1 set aside" in retried.stdout
    assert set(failures(tmp_path / "out")) == {"broken.pdf"}
    assert len(results(tmp_path / "out")) == 4


def test_one_document_and_all_of_them_are_told_in_grammar(tmp_path: Path) -> None:
    one = batch(tmp_path, "quotes", "nowhere.txt", "--out", "one")
    assert (one.returncode, one.stdout.partition(":")[0]) == (3, "1 document")
    assert one.stderr.endswith("The document was set aside; nothing is done. --retry-failed tries it again.\n")
    both = batch(tmp_path, "quotes", "nowhere.txt", "nothing.txt", "--out", "both")
    assert both.stderr.endswith("All 2 documents were set aside; nothing is done. --retry-failed tries them again.\n")


@pytest.mark.parametrize("how", ["ctrl-c", "kill", "kill of all processes"])
def test_however_it_ends_nothing_finished_is_paid_for_twice(tmp_path: Path, how: str) -> None:
    folder = articles(tmp_path / "in", COUNT)
    words = ("summarize", str(folder), "--out", "out", "--concurrency", "3", "--processes", "2")
    with Served(latency=0.1) as server:
        process = begun(tmp_path, *words, url=server.base_url)
        deadline = time.monotonic() + 60
        while len(server.requests) < COUNT and time.monotonic() < deadline:
            time.sleep(0.02)
        if how == "ctrl-c":
            os.killpg(process.pid, signal.SIGINT)
        elif how == "kill":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
        out, error = process.communicate(timeout=60)
        if how == "ctrl-c":
            assert process.returncode == 130, error
            assert "Run the same command again" in error and "left" in out
        time.sleep(0.5)
        before = len(server.requests)
        assert before < 2 * COUNT + 2
        done = batch(tmp_path, *words, url=server.base_url)
        assert done.returncode == 0, done.stderr
        if how == "kill of all processes":  # what was under way then, and no more: three a time
            assert twice(server.bodies()) <= 3
        else:
            assert twice(server.bodies()) == 0
        assert len(results(tmp_path / "out")) == COUNT


def test_a_cap_ends_it_and_more_goes_on(tmp_path: Path) -> None:
    folder = articles(tmp_path / "in", 6)
    words = ("summarize", str(folder), "--out", "out", "--concurrency", "2")
    with Served() as server:
        capped = batch(tmp_path, *words, "--max-calls", "5", url=server.base_url)
        assert capped.returncode == 5
        assert "A cap of this command was met (5 calls" in capped.stderr and "Traceback" not in capped.stderr
        assert sum(request.method == "POST" for request in server.asked) == 5
        done = batch(tmp_path, *words, url=server.base_url)
        assert done.returncode == 0, done.stderr
        assert twice(server.bodies()) == 0
    assert len(results(tmp_path / "out")) == 6
    assert "12 calls" in done.stdout  # of all results, those of the first command among them


def test_a_server_that_wants_another_key_ends_it_and_sets_nothing_aside(tmp_path: Path) -> None:
    folder = articles(tmp_path / "in", COUNT)
    words = ("summarize", str(folder), "--out", "out")
    with OpenAIServer(key="right") as server:
        denied = batch(tmp_path, *words, url=server.base_url, settings={"ONRECORD_CONTEXT_TOKENS": "8000"})
        assert denied.returncode == 5, denied.stderr
        assert "does not accept the key" in denied.stderr and "go on" in denied.stderr
        assert len(server.asked) < COUNT * 2
    assert failures(tmp_path / "out") == {} and results(tmp_path / "out") == []


def test_one_document_that_a_model_fails_on_is_set_aside_and_asked_for_again(tmp_path: Path) -> None:
    folder = articles(tmp_path / "in", 5)

    class Picky(Served):
        picky = True

        def _next(self, request: Request) -> object:
            if self.picky and "district 3 " in request.prompt:
                return Status(400, "filtered", code="content_filter")
            return super()._next(request)

    with Picky() as server:
        words = ("summarize", "--out", "out", "--concurrency", "1")
        done = batch(tmp_path, *words, str(folder), url=server.base_url)
        assert done.returncode == 5 and "1 of 5 documents was set aside; the others are done." in done.stderr
        assert "filtered" in failures(tmp_path / "out")["003.txt"]
        server.picky = False
        retried = batch(tmp_path, *words, "--retry-failed", url=server.base_url)
        assert retried.returncode == 0, retried.stderr
    assert failures(tmp_path / "out") == {} and len(results(tmp_path / "out")) == 5


def test_half_a_line_is_cut_off_and_a_lost_one_is_told_of(tmp_path: Path) -> None:
    folder = articles(tmp_path / "in", 3)
    words = ("quotes", str(folder), "--out", "out")
    assert batch(tmp_path, *words).returncode == 0
    path = tmp_path / "out" / "results.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"schema": "onrecord/quo')
    assert batch(tmp_path, *words).returncode == 0
    assert path.read_bytes() == whole
    path.write_bytes(whole[:-10])
    short = batch(tmp_path, *words)
    assert short.returncode == 6 and "shorter than its notes say" in short.stderr


def test_another_task_and_a_second_command_are_turned_away(tmp_path: Path) -> None:
    folder = articles(tmp_path / "in", 2)
    assert batch(tmp_path, "ask", str(folder), "--question", "Who waited?", "--out", "out").returncode == 0
    other = batch(tmp_path, "ask", str(folder), "--question", "Who paid?", "--out", "out")
    assert other.returncode == 2 and "another question" in other.stderr
    import fcntl

    with (tmp_path / "out" / "batch.lock").open("r+b") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        second = batch(tmp_path, "ask", str(folder), "--question", "Who waited?", "--out", "out")
    assert second.returncode == 2 and "Another onrecord batch is at work" in second.stderr
    for words in (["ask", str(folder)], ["quotes", str(folder), "--question", "Who?"], ["quotes"]):
        wrong = batch(tmp_path, *words, "--out", "new")
        assert wrong.returncode == 2 and "Traceback" not in wrong.stderr, wrong.stderr


def test_the_library_and_lists_are_inputs(tmp_path: Path) -> None:
    folder = articles(tmp_path / "in", 3)
    assert process("add", str(folder), "--collection", "piers", home=tmp_path).returncode == 0
    done = batch(tmp_path, "stances", "--library", "--collection", "piers", "--out", "out")
    assert done.returncode == 0, done.stderr
    assert {result["task"] for result in results(tmp_path / "out")} == {"stances"}
    assert len(results(tmp_path / "out")) == 3
    listed = process("batch", "quotes", "-", "--out", "two", home=tmp_path, stdin="in/000.txt\nin/002.txt\n")
    assert listed.returncode == 0 and "2 documents: 2 done" in listed.stdout


def test_a_full_disk_is_one_sentence(tmp_path: Path) -> None:
    folder = articles(tmp_path / "in", 4)
    words = ("quotes", str(folder), "--out", "out")
    assert batch(tmp_path, *words).returncode == 0
    # As on a disk with no page left: SQLite itself says that it is full.
    connection = sqlite3.connect(tmp_path / "out" / "journal.sqlite3")
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.close()
    from bot.batch.folder import Folder
    from bot.batch.plan import Done
    from bot.errors import StoreError
    from bot.types import Usage

    described = json.loads(
        sqlite3.connect(tmp_path / "out" / "journal.sqlite3").execute("SELECT described FROM plan").fetchone()[0]
    )
    with Folder(tmp_path / "out", described) as held:
        held.journal._connection.execute(f"PRAGMA max_page_count = {pages}")
        for n in range(400):
            held.add(Done(f"/somewhere/{n}" * 20, f"{n:064}", "{}\n", Usage()))
        with pytest.raises(StoreError, match=r"The disk that holds .* is full; free some of it"):
            held.save()
        held.journal._connection.execute("PRAGMA max_page_count = 1000000")
    assert batch(tmp_path, *words).returncode == 0
    assert len((tmp_path / "out" / "results.jsonl").read_bytes().splitlines()) == 4


def test_a_disk_that_is_really_full_loses_nothing_paid_for(small_disk: Path, tmp_path: Path) -> None:
    folder = articles(tmp_path / "in", COUNT)
    out = small_disk / "out"
    with Served() as server:
        words = ("summarize", str(folder), "--out", str(out), "--concurrency", "4")
        assert batch(tmp_path, *words, "--max-calls", "9", url=server.base_url).returncode == 5
        with (small_disk / "filler").open("wb") as filler, contextlib.suppress(OSError):
            filler.write(bytes(shutil.disk_usage(small_disk).free - 20_000))
        ended = batch(tmp_path, *words, url=server.base_url)
        assert (ended.returncode, len(ended.stderr.splitlines())) == (6, 1), ended.stderr
        assert "free" in ended.stderr and "disk" in ended.stderr and "Traceback" not in ended.stderr
        (small_disk / "filler").unlink()
        kept = server.bodies()
        assert batch(tmp_path, *words, url=server.base_url).returncode == 0
    assert len(results(out)) == COUNT
    # Only answers that the full disk could not take are asked for again: those under way then, no more.
    assert twice(server.bodies()) <= 4 and len(kept) < len(server.bodies())
