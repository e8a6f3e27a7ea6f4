"""onrecord eval as a command: what is loaded when, help, exit codes, files."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from evals.runs import resolve
from tests.evals.eval_runs import ROOT, environment, onrecord_eval, two_cases


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of two keyless runs over the answers and summaries of two cases."""
    home = tmp_path_factory.mktemp("cli")
    cases = two_cases(home / "cases")
    for _ in range(2):
        words = ("run", "answer", "summary", "--model", "none", "--cases", cases, "--log-dir", "logs", "-q")
        done = onrecord_eval(*words, home=home)
        assert done.returncode == 0 and done.stderr == ""
    return home


def test_the_commands_are_found_by_their_entry_point() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert told["entry-points"]["onrecord.commands"]["eval"] == "evals.cli:app"
    assert any(wanted.startswith("inspect-ai>=") for wanted in told["optional-dependencies"]["evals"])


def test_help_loads_neither_inspect_nor_a_model_client(tmp_path: Path) -> None:
    look = "import sys, evals.cli; print([n for n in ('inspect_ai', 'openai', 'bot.session') if n in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", look], capture_output=True, text=True, env=environment(tmp_path), check=True
    )
    assert done.stdout.strip() == "[]"
    shown = onrecord_eval("--help", home=tmp_path).stdout
    for name in "run list compare bless gate report sensitivity harvest quotes stances".split():
        assert f"  {name} " in shown


def test_compare_of_a_deterministic_drafter_claims_nothing(home: Path) -> None:
    done = onrecord_eval("compare", "latest~1", "latest", "--log-dir", "logs", home=home)
    assert done.returncode == 0, done.stderr
    assert "No difference can be claimed." in done.stdout and "0 samples flipped" in done.stdout


def test_bless_and_gate(home: Path) -> None:
    held = home / "baselines"
    shutil.copytree(ROOT / "evals" / "baselines", held)
    (held / "floors.json").write_text('{"*": {"answer": {"grounding/located": 1.0}}}', "utf-8")
    blessed = onrecord_eval("bless", "latest", "--baselines", held, "--log-dir", "logs", home=home)
    assert blessed.returncode == 0 and "extractive.json" in blessed.stdout
    gate = ("gate", "--run", "latest", "--baselines", held, "--log-dir", "logs")
    assert onrecord_eval(*gate, home=home).stdout.endswith("The gate is open.\n")
    (held / "floors.json").write_text('{"*": {"summary": {"support/key_facts": 1.0}}}', "utf-8")
    closed = onrecord_eval(*gate, home=home)
    assert closed.returncode == 1 and "CLOSED: summary support/key_facts" in closed.stdout
    assert onrecord_eval(*gate, "answer", home=home).stdout.endswith("The gate is open.\n")
    (held / "floors.json").write_text('{"*": {"quotes": {"attribution/kind": 0.1}}}', "utf-8")
    missing = onrecord_eval(*gate, home=home)
    assert missing.returncode == 1 and "CLOSED: quotes: has floors and is not in this run" in missing.stdout


def test_the_gate_is_closed_to_a_limited_run(home: Path) -> None:
    where = ("--log-dir", "limited")
    words = ("run", "quotes", "--limit", "1", "--model", "none", "--cases", home / "cases", *where)
    ran = onrecord_eval(*words, home=home)
    assert ran.returncode == 0 and "Without a model: the built-in extractive drafter is measured." in ran.stderr
    done = onrecord_eval("gate", "--run", "latest", *where, home=home)
    assert done.returncode == 1
    assert "was limited to 1 sample a task, so it is not a whole run." in done.stdout
    assert "CLOSED: answer: has floors and is not in this run" in done.stdout


def test_report_is_written_whole(home: Path) -> None:
    done = onrecord_eval("report", "latest", "-o", "report.html", "--log-dir", "logs", home=home)
    assert done.returncode == 0, done.stderr
    page = (home / "report.html").read_text("utf-8")
    assert page.rstrip().endswith("</html>") and resolve("latest", home / "logs").name in page
    bad = onrecord_eval("report", "latest", "-o", "no/such/folder/x.html", "--log-dir", "logs", home=home)
    assert bad.returncode == 2 and "Traceback" not in bad.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("compare", "nosuch", "latest"), 3, "eval list"),
        (("run", "nosuch", "--model", "none"), 2, "There is no task nosuch"),
        (("gate", "nosuch", "--run", "latest", "--log-dir", "logs"), 2, "There is no task nosuch"),
        (("run", "--model", "none", "--data", "squad2"), 2, "--data wants NAME=PATH"),
        (("run", "--model", "none", "--cases", "nowhere"), 2, "no case folder"),
        (("quotes", "--data", "nowhere.jsonl"), 3, "nowhere.jsonl"),
        (("stances", "--data", "nowhere.jsonl"), 3, "nowhere.jsonl"),
        (("harvest", "nowhere.json"), 3, "nowhere.json"),
    ],
)
def test_failures_are_sentences_with_an_exit_code(home: Path, words: tuple[str, ...], code: int, said: str) -> None:
    done = onrecord_eval(*words, home=home)
    assert done.returncode == code and said in done.stderr and "Traceback" not in done.stderr


def test_stances_prints_shares_and_how_many_were_found(tmp_path: Path) -> None:
    text = "Ada Birk opposes the harbour fee. “The harbour fee is a disgrace,” said Ada Birk."
    row = {
        "source_text": text,
        "group": "g",
        "sentences": [{"i": 0, "start": 0, "end": 33}, {"i": 1, "start": 34, "end": len(text)}],
        "article_stances": [
            {"source": "Ada Birk", "target": "harbour fee", "stance": "against", "evidence_sentences": [0, 1]}
        ],
    }
    (tmp_path / "rows.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    done = onrecord_eval("stances", "--data", "rows.jsonl", home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1 gold pairs, ")
