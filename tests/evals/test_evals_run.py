"""eval run, list, and going on after a kill."""

from __future__ import annotations

import json
import signal
import subprocess
import threading
from collections import Counter
from pathlib import Path

import pytest

from evals.runs import load_run, resolve
from evals.suite import Order, collect, pairs
from tests.evals.eval_runs import command, environment, onrecord_eval, two_cases
from tests.servers.openai_server import OpenAIServer, Request, Status, Text, Tokens

from bot.errors import SourceMissing, UsageError  # isort: skip


@pytest.fixture(scope="module")
def keyless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a keyless run over all tasks of two cases."""
    home = tmp_path_factory.mktemp("keyless")
    done = onrecord_eval("run", "--model", "none", "--cases", two_cases(home / "cases"), "--log-dir", "logs", home=home)
    assert done.returncode == 0, done.stderr
    (home / "table.txt").write_text(done.stdout, "utf-8")
    return home


def test_a_keyless_run_does_every_task_and_prints_every_figure(keyless: Path) -> None:
    table = (keyless / "table.txt").read_text("utf-8")
    assert "summary: 2 of 2 samples, 2 groups" in table
    assert "answer: 20 of 20 samples, 2 groups" in table
    line = next(line for line in table.splitlines() if line.split()[:1] == ["grounding/located"])
    assert line.split()[1:4] == ["+", "100.0", "%"]


def test_rows_hold_what_was_asked_said_and_measured(keyless: Path) -> None:
    run = load_run(resolve("latest", keyless / "logs"))
    assert Counter(row.suite for row in run.rows) == dict(run.about.tasks)
    assert run.about.finished and run.about.model is None and run.about.prompts == {}
    row = run.suite("answer")[0]
    assert row.asked["question"] and row.asked["documents"][0]["text"]
    citation = row.output["result"]["claims"][0]["citations"][0]
    assert row.asked["documents"][0]["text"][citation["start"] : citation["end"]] == citation["quote"]
    quoted = run.suite("quotes")[0].output["attributions"][0]
    assert quoted["document"] == 0 and quoted["text"]


def test_list_names_runs_tasks_and_sets(keyless: Path) -> None:
    done = onrecord_eval("list", "--log-dir", "logs", home=keyless)
    assert "summary, stances, answer" in done.stdout
    assert resolve("latest", keyless / "logs").name in done.stdout


def test_a_finished_run_is_not_gone_on_with_and_runs_are_found_by_name(keyless: Path) -> None:
    words = ("run", "quotes", "--model", "none", "--cases", "cases", "--log-dir", "other")
    first, second = (onrecord_eval(*words, home=keyless) for _ in range(2))
    assert first.stderr.count("Run ") == second.stderr.count("Run ") == 1
    one, other = resolve("latest~1", keyless / "other"), resolve("latest", keyless / "other")
    assert one != other and resolve(one.name, keyless / "other") == one
    with pytest.raises(SourceMissing, match="eval list"):
        resolve("latest~2", keyless / "other")
    with pytest.raises(SourceMissing, match="2 runs begin"):
        resolve("2", keyless / "other")


def _counted(seen: Counter[str], slow_after: int, reached: threading.Event, hold: threading.Event) -> object:
    """A server's reply that counts the questions asked and, after so many, is slow until let go."""

    def reply(request: Request) -> object:
        if request.body.get("logprobs"):
            return Tokens([("Yes", -0.01), ("No", -5.0)])
        seen[request.prompt.rpartition("Question: ")[2]] += 1
        if len(seen) > slow_after and not hold.is_set():
            reached.set()
            return Text("Nothing.", then="hang")
        return Text("Nothing.")

    return reply


def test_after_kill_9_the_finished_samples_are_not_run_again(tmp_path: Path) -> None:
    seen: Counter[str] = Counter()
    reached, hold = threading.Event(), threading.Event()
    cases = two_cases(tmp_path / "cases")
    with OpenAIServer([_counted(seen, 7, reached, hold)] * 500) as server:
        model = ("--model", "test-model", "--base-url", server.base_url)
        words = ("run", "answer", "--cases", cases, "--log-dir", "logs", "--limit", "12", *model)
        killed = subprocess.Popen(
            command(*words),
            cwd=tmp_path,
            env=environment(tmp_path),
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        assert reached.wait(120)
        killed.send_signal(signal.SIGKILL)
        assert killed.wait(30) == -signal.SIGKILL
        before, last = dict(seen), next(reversed(seen))
        hold.set()
        done = onrecord_eval(*words, home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert f"{len(before) - 1} of 12 samples were finished before" in done.stderr
    assert len(seen) == 12
    again = {question: seen[question] - before.get(question, 0) for question in seen}
    assert {question for question in before if again[question]} == {last}
    run = load_run(resolve("latest", tmp_path / "logs"))
    assert len(run.rows) == 12 and run.about.prompts["answer"].startswith("answer@")
    assert sum(row.usage["calls"] for row in run.rows) > 0


def test_a_server_that_is_gone_ends_the_run_with_a_sentence_and_the_same_command_goes_on(tmp_path: Path) -> None:
    cases = two_cases(tmp_path / "cases")
    good = [lambda r: Tokens([("Yes", -0.01)]) if r.body.get("logprobs") else Text("Nothing.")] * 200
    with OpenAIServer([*good[:6], *[Status(503)] * 4, *good]) as server:
        model = ("--model", "test-model", "--base-url", server.base_url)
        words = ("run", "answer", "--cases", cases, "--log-dir", "logs", "--limit", "4", *model)
        broken = onrecord_eval(*words, home=tmp_path)
        assert broken.returncode == 5 and broken.stderr.strip().endswith(".") and "Traceback" not in broken.stderr
        done = onrecord_eval(*words, home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Going on with" in done.stderr


def test_every_call_is_in_inspects_log(tmp_path: Path) -> None:
    cases = two_cases(tmp_path / "cases")
    with OpenAIServer([lambda r: Tokens([("Yes", -0.01)]) if r.body.get("logprobs") else Text("Nothing.")] * 99) as s:
        words = ("run", "answer", "--cases", cases, "--log-dir", "logs", "--limit", "2", "--model", "test-model")
        assert onrecord_eval(*words, "--base-url", s.base_url, home=tmp_path).returncode == 0
        asked = len(s.requests)
    log = next((resolve("latest", tmp_path / "logs") / "logs").glob("*.eval"))
    read = "import sys, json; from inspect_ai.log import read_eval_log; log = read_eval_log(sys.argv[1]);"
    read += "print(json.dumps([[e.model, e.output.usage.total_tokens, bool(e.input)] for s in log.samples "
    read += "for e in s.events if e.event == 'model']))"
    done = subprocess.run([command()[0], "-c", read, str(log)], capture_output=True, text=True, check=True)
    calls = json.loads(done.stdout)
    assert calls and len(calls) <= asked
    assert all(name == "test-model" and tokens > 0 and messages for name, tokens, messages in calls)


def test_what_is_ordered_is_checked() -> None:
    with pytest.raises(UsageError, match="no task"):
        collect(Order(tasks=("sumary",)))
    with pytest.raises(UsageError, match="no set"):
        collect(Order(sets=(("nosuch", Path("x")),)))
    with pytest.raises(UsageError, match="NAME=PATH"):
        pairs(["squad2"], "data")
    assert [len(found) for found in collect(Order(tasks=("answer",), limit=7)).values()] == [7]
    spread = {sample.documents[0].id for sample in collect(Order(tasks=("answer",), limit=23))["answer"]}
    assert len(spread) == 23
    some = collect(Order(tasks=("answer",), limit=92))["answer"]
    assert 20 < sum(not sample.gold["answerable"] for sample in some) < 54
    assert some == collect(Order(tasks=("answer",), limit=92))["answer"]


def test_a_prompt_without_a_model_is_turned_down(tmp_path: Path) -> None:
    words = ("run", "summary", "--model", "none", "--prompt", "summary=x.md", "--log-dir", "logs")
    done = onrecord_eval(*words, home=tmp_path)
    assert done.returncode == 2 and "--prompt changes nothing without a model" in done.stderr


def test_a_judge_is_another_model_and_its_agreement_stands_beside_its_figures(tmp_path: Path) -> None:
    cases = two_cases(tmp_path / "cases")

    def reply(request: Request) -> object:
        return Tokens([("Yes", -0.01), ("No", -5.0)]) if request.body.get("logprobs") else Text("Nothing. [S1]")

    models = [{"id": name, "max_model_len": 8192} for name in ("test-model", "judge-model")]
    with OpenAIServer([reply] * 9999, models=models) as server:
        words = ("run", "answer", "--cases", cases, "--log-dir", "logs", "--limit", "2", "--model", "test-model")
        judged = (*words, "--base-url", server.base_url, "--judge")
        own = onrecord_eval(*judged, "test-model", home=tmp_path)
        assert own.returncode == 2 and "would judge itself" in own.stderr
        done = onrecord_eval(*judged, "judge-model", home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "judge judge-model judge@" in done.stdout and "labelled statements, kappa" in done.stdout
    assert {request.body["model"] for request in server.requests if request.body.get("logprobs")} >= {"judge-model"}
