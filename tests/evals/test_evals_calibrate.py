"""Thresholds fitted on labelled statements, through a server that speaks the real protocol."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.grounding.thresholds import from_json, shipped
from evals.calibrate import STEPS, Answered, fitted, renewed
from evals.cli import app
from tests.servers.openai_server import OpenAIServer, Request, Tokens

WORDS = ("pier", "quay", "tower", "bridge", "gate", "hall", "mill", "lock", "dam", "well")


def rows(path: Path) -> Path:
    """Thirty outputs of two sentences on one source each: the first is said there, the second is marked as invented."""
    with path.open("w", encoding="utf-8") as file:
        for n in range(30):
            thing = WORDS[n % len(WORDS)]
            said, made_up = f"The {thing} was closed in May.", f"The {thing} was sold to the town in May."
            row = {
                "source_text": f"The {thing} was closed in May. The town was told in May, and the {thing} is old.",
                "output": f"{said} {made_up}",
                "hallucinated_spans": [{"start": len(said) + 1, "end": len(said) + 1 + len(made_up)}],
                "group": str(n),
            }
            file.write(json.dumps(row) + "\n")
    return path


def judge(request: Request) -> Tokens:
    """A model that is sure of what is right and sure of what is not."""
    right = "sold to the town" not in request.prompt.rsplit("Statement:", 1)[1]
    if "Answer with one word" in request.prompt:
        first, second = ("Yes", "No") if right else ("No", "Yes")
    else:
        first, second = ("A", "C") if right else ("C", "A")
    return Tokens([(first, math.log(0.93)), (second, math.log(0.06))])


def test_a_sure_model_is_fitted_and_the_file_says_how(tmp_path: Path) -> None:
    data, out = rows(tmp_path / "marked.jsonl"), tmp_path / "thresholds.json"
    with OpenAIServer([judge] * 200) as server:
        arguments = ["--model", "test-model", "--base-url", server.base_url, "--data", str(data), "-o", str(out)]
        ran = CliRunner().invoke(app, ["calibrate", *arguments], env={"OPENAI_API_KEY": "k"})
    assert ran.exit_code == 0, ran.output
    assert "way: logprobs, 60 statements, 30 wrong" in ran.output
    assert "model, whole source     100.0 [100.0, 100.0]" in ran.output
    checks = [request.prompt for request in server.requests if "not stated" in request.prompt]
    assert checks and all("[S1]" in prompt for prompt in checks), "a check is asked over the numbered source"
    written = json.loads(out.read_text(encoding="utf-8"))["ways"]["logprobs"]
    assert written["low"] < written["high"] < 0.93
    assert written["model"] == "test-model"
    assert "marked" in written["data"]
    assert [row["at"] for row in written["curve"]] == list(STEPS) == [row["at"] for row in written["curve_stated"]]
    assert written["words"] == 0.0, "words add nothing to a model that is always right"
    assert from_json(out.read_text(encoding="utf-8"))["logprobs"].high == written["high"]
    assert from_json(out.read_text(encoding="utf-8"))["json"] == from_json(shipped())["json"]


def test_without_a_model_there_is_nothing_to_weigh() -> None:
    ran = CliRunner().invoke(app, ["calibrate", "--model", "none"])
    assert ran.exit_code != 0
    assert "Without a model" in str(ran.exception)


def test_a_model_that_cannot_tell_moves_no_bound() -> None:
    found = [Answered(n % 2 == 0, 0.5, 0.3, 0.3, "logprobs") for n in range(100)]
    entry, before = fitted(found, "m", "d"), from_json(shipped())["logprobs"]
    assert (entry["low"], entry["high"], entry["against"]) == (before.low, before.high, before.against)


def test_a_file_of_something_else_is_not_written_over(tmp_path: Path) -> None:
    other = tmp_path / "notes.json"
    other.write_text('{"notes": 1}', encoding="utf-8")
    with pytest.raises(Exception, match="holds no thresholds"):
        renewed(other, "json", {})
