"""The Batch API, against a server on loopback that speaks it."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.batch.order import Order, Report, Watcher, carry_out
from bot.batch.plan import Plan
from bot.batch.rounds import Halt
from bot.config import Settings
from bot.errors import BudgetSpent, ModelDenied
from bot.models.prices import Counted, Price
from tests.batch.batching import articles, batch, begun, completion, failures, reply, results, twice
from tests.servers.batch_server import BatchServer, Refusal
from tests.servers.openai_server import OpenAIServer, Request


def order(tmp_path: Path, server: BatchServer, **settings: Any) -> Order:
    """An order over ``tmp_path / "in"`` with one process, which looks at a batch every moment."""
    asked = Settings(model="test-model", base_url=server.base_url, home=tmp_path, **settings)
    return Order(
        Plan("summarize"), asked, tmp_path / "out", [str(tmp_path / "in")], processes=1, by_batch=True, poll=0.02
    )


def done(asked: Order) -> Report:
    """Carry it out."""

    async def run() -> Report:
        return await carry_out(asked, Watcher(), Halt())

    return asyncio.run(run())


def test_the_results_are_those_of_asking_one_by_one(tmp_path: Path) -> None:
    folder = articles(tmp_path / "in", 5)

    class Served(OpenAIServer):
        def _next(self, request: Request) -> object:
            return reply(request)

    with Served() as live:
        assert batch(tmp_path, "summarize", str(folder), "--out", "live", url=live.base_url).returncode == 0
    with BatchServer(completion) as server:
        words = ("summarize", str(folder), "--out", "out", "--batch-api", "--poll", "0.05")
        ran = batch(tmp_path, *words, url=server.base_url)
        assert ran.returncode == 0, ran.stderr
        assert len(server.batches) == 2  # one round writes, the next decides, and the last has all it needs
        assert len(server.bodies) == 10 and twice(server.bodies) == 0
        assert all("stream" not in body for body in server.bodies)
    assert results(tmp_path / "out") == results(tmp_path / "live")
    assert "5 documents: 5 done" in ran.stdout and "10 calls" in ran.stdout


@pytest.mark.parametrize(("answered", "written"), [(False, 0), (True, 4)])
def test_no_answer_is_paid_for_where_the_documents_are_found_not_to_answer(
    tmp_path: Path, answered: bool, written: int
) -> None:
    articles(tmp_path / "in", 4)

    def said(body: Mapping[str, Any]) -> object:
        word = "Yes" if answered else "No"
        if not body.get("logprobs"):
            choice: dict[str, Any] = {"message": {"role": "assistant", "content": "Tuesday [S1]"}}
        else:
            tops = [{"token": word, "logprob": -0.02}, {"token": "never", "logprob": -4.0}]
            choice = {
                "message": {"role": "assistant", "content": word},
                "logprobs": {"content": [{**tops[0], "top_logprobs": tops}]},
            }
        usage = {"prompt_tokens": 300, "completion_tokens": 4, "total_tokens": 304}
        choices = [{"index": 0, "finish_reason": "stop", **choice}]
        return {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": choices, "usage": usage}

    with BatchServer(said) as server:
        plan = Plan("ask", question="When was the pier closed?")
        done(replace(order(tmp_path, server), plan=plan))
        assert len(results(tmp_path / "out")) == 4
        assert sum(not body.get("logprobs") for body in server.bodies) == written
        assert len(server.batches) == 1 + answered and len(server.bodies) == 4 + written


def test_a_command_that_is_killed_goes_on_with_the_batch_that_is_under_way(tmp_path: Path) -> None:
    folder = articles(tmp_path / "in", 3)
    words = ("summarize", str(folder), "--out", "out", "--batch-api", "--poll", "0.05")
    with BatchServer(completion, looks=10_000) as server:
        process = begun(tmp_path, *words, url=server.base_url)
        deadline = time.monotonic() + 60
        while server.asked.count("look") < 2 and time.monotonic() < deadline:
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        server.looks = 2
        ran = batch(tmp_path, *words, url=server.base_url)
        assert ran.returncode == 0, ran.stderr
        assert len(server.batches) == 2 and twice(server.bodies) == 0
    assert len(results(tmp_path / "out")) == 3


def test_a_batch_that_was_made_unheard_is_found_again(tmp_path: Path) -> None:
    articles(tmp_path / "in", 2)
    with BatchServer(completion, lose_create=1) as server:
        first = done(order(tmp_path, server, retries=0))
        assert first.stopped is not None and first.tally.done == 0
        again = done(order(tmp_path, server))
        assert again.stopped is None and again.tally.done == 2
        assert len(server.batches) == 2 and twice(server.bodies) == 0


def test_what_expires_is_sent_again_and_given_up_in_the_end(tmp_path: Path) -> None:
    articles(tmp_path / "in", 3)
    expired: list[str] = []

    def answer(body: dict[str, Any]) -> Mapping[str, Any] | None:
        prompt = body["messages"][-1]["content"]
        if "district 1 " in prompt or ("district 2 " in prompt and not expired):
            expired.append(prompt)
            return None
        return completion(body)

    with BatchServer(answer) as server:
        report = done(order(tmp_path, server))
        assert (report.tally.done, report.tally.failed) == (2, 1)
        assert len([prompt for prompt in expired if "district 1 " in prompt]) == 3
    assert "3 times" in failures(tmp_path / "out")["001.txt"]
    with BatchServer(completion) as server:
        asked = order(tmp_path, server)
        asked = replace(asked, retry_failed=True, settings=replace(asked.settings, base_url=server.base_url))
        # Another server is another batch: what it says of itself is compared.
        with pytest.raises(Exception, match="another server"):
            done(asked)


def test_a_parameter_that_is_refused_is_put_another_way(tmp_path: Path) -> None:
    articles(tmp_path / "in", 2)

    def answer(body: dict[str, Any]) -> Mapping[str, Any] | Refusal:
        if "temperature" in body:
            return Refusal(400, "Unsupported parameter: 'temperature'.", "temperature")
        return completion(body)

    with BatchServer(answer) as server:
        report = done(order(tmp_path, server))
    assert report.tally.done == 2 and report.stopped is None
    assert sum("temperature" not in body for body in server.bodies) == 4


def test_caps_hold_before_anything_is_sent(tmp_path: Path) -> None:
    articles(tmp_path / "in", 4)
    with BatchServer(completion) as server:
        report = done(order(tmp_path, server, max_calls=3))
        assert isinstance(report.stopped, BudgetSpent) and "--max-calls" in str(report.stopped)
        assert server.batches == {}
        assert done(order(tmp_path, server, max_calls=8)).tally.done == 4


def test_requests_that_are_turned_down_as_a_whole_end_it(tmp_path: Path) -> None:
    articles(tmp_path / "in", 2)
    with BatchServer(completion, fault="Enqueued token limit reached") as server:
        report = done(order(tmp_path, server))
        assert isinstance(report.stopped, ModelDenied) and "Enqueued token limit" in str(report.stopped)
        server.fault = None
        assert done(order(tmp_path, server)).tally.done == 2


def test_a_server_without_the_api_is_told_of(tmp_path: Path) -> None:
    folder = articles(tmp_path / "in", 2)
    with BatchServer(completion, has_api=False) as server:
        ran = batch(tmp_path, "summarize", str(folder), "--out", "out", "--batch-api", url=server.base_url)
    assert ran.returncode == 5 and "has no Batch API; leave --batch-api out" in ran.stderr
    without = batch(tmp_path, "summarize", str(folder), "--out", "two", "--batch-api")
    assert without.returncode == 2 and "no model is asked here" in without.stderr


def test_the_batch_api_costs_half() -> None:
    settings = Settings(model="gpt-6-luna")
    counted = Counted(prompt=1_000_000, completion=100_000)
    whole = Price(settings, "gpt-6-luna").cost(counted)
    half = Price(settings, "gpt-6-luna", "batch").cost(counted)
    assert whole is not None and half is not None and half == pytest.approx(whole / 2)
