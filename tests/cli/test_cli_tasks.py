"""The three tasks, the list of quotes, and proving results again, as a user runs them: with no model, and with one."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.console.onrecord_runs import ARTICLE, article, onrecord, process
from tests.servers.openai_server import OpenAIServer, Text

TASKS = (("summarize",), ("stances",), ("ask", "Who chairs the council?"))
STAND = ARTICLE + "“I am against the quay bridge,” Elgin added.\n"
LATER = "June 2 (Vessby)\n\n“I am against the quay bridge now,” Mara Quist told reporters.\n"


def with_model(home: Path, server: OpenAIServer, *words: str | Path) -> subprocess.CompletedProcess[str]:
    return onrecord(*words, "--base-url", server.base_url, "--model", "test-model", home=home)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task[0])
@pytest.mark.parametrize(
    ("look", "sign"), [("text", "[1]"), ("markdown", "## "), ("json", "onrecord/result/1"), ("html", "<!doctype html>")]
)
def test_every_task_in_every_format(tmp_path: Path, task: tuple[str, ...], look: str, sign: str) -> None:
    name = article(tmp_path, STAND).name
    done = onrecord(*task, name, "--format", look, home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert sign.lower() in done.stdout.lower()
    assert "\x1b" not in done.stdout
    assert "No model is set" in done.stderr and "--model" in done.stderr
    if look == "json":
        result = json.loads(done.stdout)
        assert result["claims"] or result["stances"]
        for item in (*result["claims"], *result["stances"]):
            for citation in item["citations"]:
                assert STAND[citation["start"] : citation["end"]] == citation["quote"]


def test_quiet_is_quiet(tmp_path: Path) -> None:
    done = onrecord("ask", "Who chairs the council?", article(tmp_path), "--quiet", home=tmp_path)
    assert done.stderr == ""
    assert "Quist" in done.stdout


def test_a_question_that_the_source_does_not_answer_is_refused(tmp_path: Path) -> None:
    done = onrecord("ask", "What is the population of Vessby?", article(tmp_path), home=tmp_path)
    assert done.returncode == 0
    assert "The document does not say." in done.stdout


def test_output_goes_to_the_file_in_the_format_of_its_name(tmp_path: Path) -> None:
    done = onrecord("summarize", article(tmp_path), "--output", "out.html", home=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert "Written to out.html." in done.stderr
    assert (tmp_path / "out.html").read_text("utf-8").lstrip().lower().startswith("<!doctype html>")


def test_standard_input_is_a_source(tmp_path: Path) -> None:
    done = process("ask", "Who chairs the council?", "-", home=tmp_path, stdin=ARTICLE)
    assert "Quist" in done.stdout


def test_standard_input_beside_a_file_keeps_its_place(tmp_path: Path) -> None:
    article(tmp_path)
    done = process("quotes", "-", "article.txt", "--format", "json", home=tmp_path, stdin="“Yes,” said Ada Moll.\n")
    assert [d["uri"] for d in json.loads(done.stdout)["documents"]] == ["-", "article.txt"]


def test_with_a_model_what_cannot_be_proven_is_named_when_asked(tmp_path: Path) -> None:
    draft = "The bridge costs 3,200,000 crowns. [S2]\nThe bridge costs 9,900,000 crowns. [S2]\n"
    name = article(tmp_path).name
    with OpenAIServer([draft, draft]) as server:
        plain = with_model(tmp_path, server, "summarize", name)
        verbose = with_model(tmp_path, server, "summarize", name, "--verbose")
    assert plain.returncode == verbose.returncode == 0, plain.stderr
    assert "3,200,000" in plain.stdout
    assert "9,900,000" not in plain.stdout
    assert "9,900,000" in verbose.stdout.partition("dropped")[2]
    assert "No model" not in plain.stderr


def test_options_reach_the_prompt(tmp_path: Path) -> None:
    name = article(tmp_path).name
    with OpenAIServer([Text("Done.")] * 3) as server:
        with_model(tmp_path, server, "summarize", name, "--focus", "ferry delays", "--language", "Danish")
        prompt = server.requests[0].prompt
    assert "ferry delays" in prompt and "Danish" in prompt


# --- quotes --------------------------------------------------------------------------------------------------


def test_quotes_can_be_filtered_and_put_in_a_table(tmp_path: Path) -> None:
    name = article(tmp_path).name
    done = onrecord("quotes", name, "--speaker", "elgin", "--kind", "direct", "--format", "csv", home=tmp_path)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["words"].strip("“”,") for row in rows] == ["I will not sign it"]
    assert done.stderr == ""


def test_quotes_as_json(tmp_path: Path) -> None:
    name = article(tmp_path).name
    document = json.loads(onrecord("quotes", name, "-f", "json", home=tmp_path).stdout)
    assert document["schema"] == "onrecord/quotes/1"
    for attribution in document["documents"][0]["attributions"]:
        pieces = [ARTICLE[start:end] for start, end in attribution["spans"]]
        assert all(piece in attribution["text"] for piece in pieces)


# --- the matrix ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("look", "sign"), [("text", "Elgin"), ("markdown", "|"), ("json", "onrecord/matrix/1"), ("html", "<table")]
)
def test_the_matrix_over_two_documents(tmp_path: Path, look: str, sign: str) -> None:
    article(tmp_path, STAND)
    article(tmp_path, LATER, "later.txt")
    done = onrecord("stances", "article.txt", "later.txt", "--matrix", "--format", look, home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert sign in done.stdout


# --- verify --------------------------------------------------------------------------------------------------


def stored(home: Path, *task: str) -> Path:
    path = home / "result.json"
    done = onrecord(*(task or ("summarize",)), article(home).name, "--output", path, home=home)
    assert done.returncode == 0, done.stderr
    return path


def change(path: Path, edit: Callable[[dict[str, Any]], None]) -> None:
    result = json.loads(path.read_text("utf-8"))
    edit(result)
    path.write_text(json.dumps(result), "utf-8")


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task[0])
def test_a_stored_result_holds(tmp_path: Path, task: tuple[str, ...]) -> None:
    done = onrecord("verify", stored(tmp_path, *task), home=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.fullmatch(r"\d+ citations? and \d+ statements? hold\.\n", done.stdout)
    assert done.stderr == ""


def test_a_result_is_proven_through_a_pipe(tmp_path: Path) -> None:
    made = onrecord("ask", "Who chairs the council?", article(tmp_path).name, "-f", "json", home=tmp_path)
    done = process("verify", "-", home=tmp_path, stdin=made.stdout)
    assert done.returncode == 0, done.stdout


def _digit(result: dict[str, Any]) -> None:
    claim = next(claim for claim in result["claims"] if "3,200,000" in claim["text"])
    claim["text"] = claim["text"].replace("3,200,000", "3,300,000")


def _word(result: dict[str, Any]) -> None:
    result["claims"][0]["citations"][0]["quote"] = "x" + result["claims"][0]["citations"][0]["quote"]


def _offset(result: dict[str, Any]) -> None:
    result["claims"][0]["citations"][0]["start"] += 1


@pytest.mark.parametrize("edit", [_digit, _word, _offset])
def test_a_result_that_was_changed_fails_and_the_place_is_named(
    tmp_path: Path, edit: Callable[[dict[str, Any]], None]
) -> None:
    path = stored(tmp_path)
    change(path, edit)
    done = onrecord("verify", path, "article.txt", home=tmp_path)
    assert done.returncode == 1
    assert re.search(r"^✗ claims\[\d\]", done.stdout, re.M)
    assert "not hold" in done.stderr


def test_a_source_that_was_changed_fails(tmp_path: Path) -> None:
    path = stored(tmp_path)
    article(tmp_path, ARTICLE.replace("seven to four", "seven to five"))
    done = onrecord("verify", path, home=tmp_path)
    assert done.returncode == 1
    assert "documents[0].id" in done.stdout


@pytest.mark.parametrize(
    ("uri", "said"),
    [
        (None, "name the source"),
        ("-", "name the source"),
        ("http://127.0.0.1:1/article.txt", "name that after it"),
        ("https://example.org/article", "name that after it"),
        ("//server/share/article.txt", "name that after it"),
        ("gone.txt", "is not there"),
        (".", "is not there"),
    ],
)
def test_what_a_result_says_of_its_sources_is_not_obeyed(tmp_path: Path, uri: str | None, said: str) -> None:
    path = stored(tmp_path)
    change(path, lambda result: result["documents"][0].update(uri=uri))
    done = onrecord("verify", path, home=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert onrecord("verify", path, "article.txt", home=tmp_path).returncode == 0


@pytest.mark.parametrize("text", ["", "{}", "[1]", "no json", '{"schema": "onrecord/conversation/1"}', "[" * 100_000])
def test_what_is_no_result_is_said(tmp_path: Path, text: str) -> None:
    (tmp_path / "bad.json").write_text(text)
    done = onrecord("verify", "bad.json", article(tmp_path), home=tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


def test_a_result_that_is_not_there_is_said(tmp_path: Path) -> None:
    for name in ("gone.json", "."):
        done = onrecord("verify", name, home=tmp_path)
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


def test_a_saved_conversation_is_proven_too(tmp_path: Path) -> None:
    lines = "Who chairs the council?\n/summary\n/save talk.json\n"
    assert onrecord("chat", article(tmp_path).name, home=tmp_path, stdin=lines).returncode == 0
    assert onrecord("verify", "talk.json", home=tmp_path).returncode == 0
    change(tmp_path / "talk.json", lambda talk: _offset(talk["results"][1]))
    done = onrecord("verify", "talk.json", home=tmp_path)
    assert done.returncode == 1
    assert "✗ results[1].claims[0].citations[0]" in done.stdout
