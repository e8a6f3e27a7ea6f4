"""A batch on a Ray cluster that other jobs use as well, and one that is gone on with over Parquet."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.batch.cluster import Doer
from bot.batch.plan import Plan
from bot.config import Settings
from tests.batch.batching import articles
from tests.console.onrecord_runs import COMMAND, environment
from tests.servers.openai_server import OpenAIServer, Request, Text

pytest.importorskip("ray")
pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

RUN = Path(__file__).with_name("ray_room_run.py")


class Served(OpenAIServer):
    """A model that says the first sentence again."""

    def _next(self, request: Request) -> object:
        said = next(line for line in request.prompt.splitlines() if line.startswith("[S1] "))
        return Text(f"- {said.removeprefix('[S1] ')} [S1]")


def shared(tmp_path: Path, taken: int) -> str:
    """What is said of a job on a cluster of two processors of which another job has so many."""
    ran = subprocess.run(
        [sys.executable, str(RUN), str(articles(tmp_path / "in", 6)), str(tmp_path / "out"), str(taken)],
        env={**environment(tmp_path), "RAY_USAGE_STATS_ENABLED": "0"},
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    return ran.stdout


def test_a_job_keeps_to_what_another_has_left(tmp_path: Path) -> None:
    assert "total 6 done 6 failed 0" in shared(tmp_path, taken=1)


def test_a_job_that_finds_no_room_says_so_and_ends(tmp_path: Path) -> None:
    said = shared(tmp_path, taken=2)
    assert "ConfigError: The Ray cluster has no free processor" in said and "add a node" in said
    assert not (tmp_path / "out").exists()


def test_a_job_over_parquet_goes_on_where_it_ended(tmp_path: Path) -> None:
    texts = [f"The pier of district {n} was closed on Monday, the council said." for n in range(6)]
    table = pa.Table.from_pylist([{"text": text, "source": f"row {n}"} for n, text in enumerate(texts)])
    pq.write_table(table, tmp_path / "whole.parquet")
    out = tmp_path / "summaries.parquet"
    out.mkdir()
    with Served() as server:
        settings = Settings(
            model="test-model", base_url=server.base_url, context_tokens=8000, max_calls=100, home=tmp_path
        )
        doer = Doer(Plan("summarize"), settings, None)
        pq.write_table(doer(table.slice(0, 4)), out / "before.parquet")  # what a job that was ended has left
        doer.close()
        server.requests.clear()
        model = {"OPENAI_BASE_URL": server.base_url, "ONRECORD_MODEL": "test-model", "ONRECORD_CONTEXT_TOKENS": "8000"}
        words = ("summarize", str(tmp_path / "whole.parquet"), "--out", str(out), "--engine", "ray", "--processes", "1")
        ran = subprocess.run(
            [*COMMAND, "batch", *words],
            env=environment(tmp_path, **model),
            capture_output=True,
            text=True,
            timeout=150,
            check=False,
        )
    assert ran.returncode == 0, ran.stderr[-3000:]
    assert "6 documents: 6 done, 0 set aside" in ran.stdout
    assert {n for n in range(6) for request in server.requests if f"district {n}" in request.prompt} == {4, 5}
    rows = [row for file in sorted(out.glob("*.parquet")) for row in pq.read_table(file).to_pylist()]
    assert sorted(row["source"] for row in rows) == [f"row {n}" for n in range(6)]
