"""A prompt experiment from end to end: a spoiled prompt's loss is found, and the samples are named."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.prompting.templates import built_in_folder
from evals.compare import compare
from evals.dataset import load_cases
from evals.runs import load_run, resolve
from tests.evals.eval_runs import onrecord_eval
from tests.servers.openai_server import OpenAIServer, Request, Text, Tokens

KEPT = "When the document does not give an answer, say so."


NAMES = ("answer", "answer_phrase")


@pytest.fixture
def spoiled(tmp_path: Path) -> dict[str, Path]:
    """The prompts for answers without their line on refusing."""
    paths = {name: tmp_path / f"{name}.md" for name in NAMES}
    for name, path in paths.items():
        text = (built_in_folder() / f"{name}.md").read_text("utf-8")
        assert KEPT in text
        path.write_text(text.replace(KEPT, ""), "utf-8")
    return paths


def _model(gold: dict[str, str | None]) -> object:
    """A model that knows the answers, and makes something up where it was not told to say when there is none."""

    def reply(request: Request) -> object:
        if request.body.get("logprobs"):
            return Tokens([("Yes", -0.01), ("No", -5.0)])
        prompt = request.prompt
        question = re.findall(r"Question: (.*)\n(?:Answer|In a few words):", prompt)[-1]
        answer = gold.get(question)
        lines = re.findall(r"^\[S(\d+)\] (.*)$", prompt.rpartition("Document:\n")[2], re.MULTILINE)
        for number, line in lines:
            if answer is not None and answer.lower() in line.lower():
                return Text(f"{line} [S{number}]")
        made_up = " ".join(lines[-1][1].split()[:6])  # words of the text, which answer nothing
        return Text("The document does not say." if KEPT in prompt else f"{made_up} [S{lines[-1][0]}]")

    return reply


def test_the_loss_by_a_spoiled_prompt_is_found_and_its_samples_are_named(
    tmp_path: Path, spoiled: dict[str, Path]
) -> None:
    gold = {question.question: question.answer for case in load_cases() for question in case.questions}
    with OpenAIServer([_model(gold)] * 9999) as server:
        words = ("run", "answer", "--limit", "69", "--log-dir", "logs", "--model", "test-model")
        words = (*words, "--base-url", server.base_url)
        changed = [word for name, path in spoiled.items() for word in ("--prompt", f"{name}={path}")]
        for more in ((), changed):
            done = onrecord_eval(*words, *more, home=tmp_path)
            assert done.returncode == 0, done.stderr
    first, worse = (load_run(resolve(name, tmp_path / "logs")) for name in ("latest~1", "latest"))
    for name, path in spoiled.items():
        assert (worse.folder / "prompts" / f"{name}.md").read_text("utf-8") == path.read_text("utf-8")
        assert first.about.prompts[name] != worse.about.prompts[name]
    found = compare(first, worse)
    [change] = [change for change in found.changes if change.name == "answers/refused_rightly"]
    assert change.better is False and change.difference.p is not None and change.difference.p < 0.05
    named = {flip.id for flip in found.flips if flip.worse}
    before = {row.id for row in first.rows if row.figures["answers/refused_rightly"] == 1.0}
    made_up = {row.id for row in worse.rows if row.figures["answers/refused_rightly"] == 0.0}
    assert before & made_up and before & made_up <= named
