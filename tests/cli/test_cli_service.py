"""prompts, models and doctor."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.console.onrecord_runs import article, onrecord
from tests.servers.openai_server import HTML, OpenAIServer, Request, Text, Tokens

KEY = "sk-test-0123456789abcdef"


def test_prompts_are_listed_shown_and_checked(tmp_path: Path) -> None:
    listed = onrecord("prompts", "list", home=tmp_path)
    assert listed.returncode == 0
    for name in ("answer@", "stances@", "summary@"):
        assert name in listed.stdout
    shown = onrecord("prompts", "show", "answer", home=tmp_path).stdout
    assert shown.startswith("---\nname: answer\n")
    assert onrecord("prompts", "check", home=tmp_path).returncode == 0
    missing = onrecord("prompts", "show", "no-such", home=tmp_path)
    assert missing.returncode == 4
    assert "prompts list" in missing.stderr


def test_a_folder_of_ones_own_overrides_and_is_checked(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    shown = onrecord("prompts", "show", "answer", home=tmp_path).stdout
    (own / "answer.md").write_text(shown.replace("## user\n", "## user\nMy own words.\n"), "utf-8")
    where = {"ONRECORD_PROMPTS_DIR": str(own)}
    assert "My own words." in onrecord("prompts", "show", "answer", home=tmp_path, **where).stdout
    assert onrecord("prompts", "check", home=tmp_path, **where).returncode == 0

    (own / "answer.md").write_text(shown.replace("version: 1", "verson: 1"), "utf-8")
    done = onrecord("prompts", "check", home=tmp_path, **where)
    assert done.returncode == 4
    assert "verson" in done.stderr


@pytest.mark.parametrize("task", ["summary", "stances", "answer"])
def test_a_rendered_prompt_is_what_is_sent(tmp_path: Path, task: str) -> None:
    path = article(tmp_path)
    call = {"summary": ["summarize"], "stances": ["stances"], "answer": ["ask", "Who chairs the council?"]}[task]
    asked = ["--question", "Who chairs the council?"] if task == "answer" else []
    with OpenAIServer([_any] * 9) as server:
        onrecord(*call, path, "--base-url", server.base_url, "--model", "test-model", home=tmp_path)
        sent = [[message["content"] for message in request.body["messages"]] for request in server.requests]
    done = onrecord("prompts", "render", task, path, *asked, "--model", "test-model", home=tmp_path)
    assert done.returncode == 0, done.stderr
    system, user = done.stdout.removeprefix("--- system\n").rpartition("\n--- ")[0].split("\n--- user\n")
    assert [system, user] in sent
    assert "tokens for test-model" in done.stdout.splitlines()[-1]


def _any(request: Request) -> object:
    """A yes to a question of one token, an empty object or a statement to any other."""
    if request.body.get("logprobs"):
        return Tokens([("Yes", -0.01), ("No", -5.0)])
    return {"stances": []} if "response_format" in request.body else Text("Nothing.")


def test_a_rendered_prompt_needs_what_its_task_needs(tmp_path: Path) -> None:
    path = article(tmp_path)
    assert onrecord("prompts", "render", "answer", path, home=tmp_path).returncode == 2
    assert onrecord("prompts", "render", "no-such", path, home=tmp_path).returncode == 2


def test_models_lists_what_the_server_has(tmp_path: Path) -> None:
    with OpenAIServer(models=[{"id": "b"}, {"id": "a\x1b[2J"}]) as server:
        done = onrecord("models", "--base-url", server.base_url, home=tmp_path)
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert [line[0] for line in done.stdout.splitlines()] == ["a", "b"]


def test_models_needs_a_server(tmp_path: Path) -> None:
    done = onrecord("models", home=tmp_path)
    assert done.returncode == 2
    assert "OPENAI_API_KEY" in done.stderr


def test_doctor_without_a_model_says_how_to_get_one(tmp_path: Path) -> None:
    done = onrecord("doctor", home=tmp_path)
    assert done.returncode == 0
    assert "export OPENAI_API_KEY=" in done.stdout
    assert "(environment)" in next(line for line in done.stdout.splitlines() if line.startswith("home"))


def test_doctor_says_what_is_in_force_and_what_was_probed(tmp_path: Path) -> None:
    (tmp_path / "onrecord.toml").write_text("max_calls = 7\n")
    with OpenAIServer([{"ready": True}, "yes", "yes", "yes", "yes"], key=KEY) as server:
        done = onrecord(
            "doctor", "--base-url", server.base_url, "--model", "test-model", home=tmp_path, OPENAI_API_KEY=KEY
        )
    lines = {line.partition("  ")[0]: line for line in done.stdout.splitlines()}
    assert lines["max_calls"].endswith("7  (file)")
    assert lines["api_key"].endswith("set  (environment)")
    assert lines["model"].endswith("test-model  (option)")
    assert lines["retries"].endswith("(default)")
    assert "reachable" in lines["server"]
    assert "8192" in lines["window"]
    assert "structured output" in done.stdout
    assert KEY not in done.stdout + done.stderr
    assert done.returncode == 0, done.stdout


def test_doctor_fails_where_the_model_cannot_be_used(tmp_path: Path) -> None:
    with OpenAIServer([HTML] * 9, key=KEY) as server:
        done = onrecord(
            "doctor", "--base-url", server.base_url, "-m", "x", home=tmp_path, OPENAI_API_KEY="sk-wrong-one"
        )
    assert done.returncode == 5
    assert "sk-wrong-one" not in done.stdout + done.stderr
    assert "does not accept the key" in done.stdout


def test_doctor_names_a_broken_store_and_a_broken_prompt(tmp_path: Path) -> None:
    store = tmp_path / "store" / "chats" / "conversations.sqlite3"
    store.parent.mkdir(parents=True)
    store.write_bytes(b"no database " * 99)
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "answer.md").write_text("no front matter")
    done = onrecord("doctor", "--offline", home=tmp_path, ONRECORD_PROMPTS_DIR=str(tmp_path / "own"))
    assert "Chats are not kept." in done.stdout
    assert "answer.md" in done.stdout
