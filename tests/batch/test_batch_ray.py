"""A batch on a Ray cluster of two nodes on this machine, one of which is killed on the way."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.batch.cluster import Cluster, Doer, run_on_ray, snapshot
from bot.batch.plan import Plan
from bot.config import Settings
from bot.errors import UsageError
from tests.batch.batching import articles, batch, reply, results
from tests.console.onrecord_runs import COMMAND, environment
from tests.servers.openai_server import OpenAIServer, Request

pytest.importorskip("ray")
pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

COUNT = 72
RUN = Path(__file__).with_name("ray_cluster_run.py")


def rows(out: Path) -> list[dict[str, Any]]:
    """What a job wrote, in whatever files."""
    found = [json.loads(line) for path in sorted(out.glob("*.json")) for line in path.read_text("utf-8").splitlines()]
    return sorted(found, key=lambda row: str(row["source"]))


def parquet(folder: Path) -> list[str]:
    """Two files of rows, the second with more than the first, and a place for what is made of them."""
    texts = [f"The pier of district {n} was closed on Monday, the council said." for n in range(5)]
    table = pa.Table.from_pylist([{"text": text, "source": f"row {n}"} for n, text in enumerate(texts)])
    pq.write_table(table.slice(0, 3), folder / "first.parquet")
    pq.write_table(table, folder / "second.parquet")
    return [str(folder / name) for name in ("first.parquet", "second.parquet", "quotes.parquet")]


def plain(result: dict[str, Any]) -> dict[str, Any]:
    """A result without what differs from run to run."""
    return {name: value for name, value in result.items() if name not in ("created", "usage")}


def test_a_node_that_is_lost_costs_no_result(tmp_path: Path) -> None:
    folder = articles(tmp_path / "in", COUNT)

    class Served(OpenAIServer):
        def _next(self, request: Request) -> object:
            if len(self.requests) > COUNT // 3:
                (tmp_path / "kill").touch()
            return reply(request)

    with Served() as server:
        assert batch(tmp_path, "summarize", str(folder), "--out", "one", url=server.base_url).returncode == 0
        server.requests.clear()
        (tmp_path / "kill").unlink()
        words = [str(folder), str(tmp_path / "out"), server.base_url, str(tmp_path / "kill")]
        ran = subprocess.run(
            [sys.executable, str(RUN), *words],
            env={**environment(tmp_path), "RAY_USAGE_STATS_ENABLED": "0"},
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
    assert ran.returncode == 0, ran.stderr[-3000:]
    assert f"total {COUNT} done {COUNT} failed 0 alive 1" in ran.stdout, ran.stdout + ran.stderr[-3000:]
    found = rows(tmp_path / "out")
    assert len(found) == COUNT
    assert [plain(json.loads(row["result"])) for row in found] == results(tmp_path / "one")


def test_a_worker_does_rows_of_text_and_files(tmp_path: Path) -> None:
    doer = Doer(Plan("summarize"), Settings(home=tmp_path), None)
    text = "The pier was closed on Monday, the council said. Mara Quist said she had waited nine years."
    table = pa.Table.from_pylist([{"text": text, "source": "row 1", "title": "Piers", "published": None}])
    (row,) = doer(table).to_pylist()
    assert (row["source"], row["status"]) == ("row 1", "done")
    document = json.loads(row["result"])["documents"][0]
    assert (document["title"], document["uri"]) == ("Piers", "row 1")
    files = pa.Table.from_pylist(
        [{"path": "/in/a.txt", "bytes": text.encode()}, {"path": "/in/b.pdf", "bytes": b"%PDF-"}]
    )
    one, two = doer(files).to_pylist()
    assert (one["status"], two["status"]) == ("done", "failed") and "b.pdf" in two["reason"]


@pytest.mark.parametrize("sources", [("a.parquet", "b.txt"), ("https://example.org/a.html",)])
def test_inputs_that_do_not_fit_are_told_of(tmp_path: Path, sources: tuple[str, ...]) -> None:
    with pytest.raises(UsageError):
        run_on_ray(Cluster(Plan("quotes"), Settings(home=tmp_path), sources, str(tmp_path / "out")))


def test_the_command_reads_parquet_and_leaves_out_what_is_done(tmp_path: Path) -> None:
    first, second, out = parquet(tmp_path)
    ran = subprocess.run(
        [*COMMAND, "batch", "quotes", first, "--out", out, "--engine", "ray", "--processes", "1"],
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    assert "3 documents: 3 done, 0 set aside" in ran.stdout
    doer = Doer(Plan("quotes"), Settings(home=tmp_path), snapshot(out))
    assert [row["source"] for row in doer(pq.read_table(second)).to_pylist()] == ["row 3", "row 4"]
