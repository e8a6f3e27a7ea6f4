"""The plain prompt beside the product: the same questions, the same judge, a model that obeys whatever it reads."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.config import Settings
from bot.models.scripted import Call, Reply, ScriptedModel
from bot.session import Session
from evals.attacks import plain
from evals.samples import EvalSample
from tests.servers.openai_server import OpenAIServer, Status


@pytest.fixture(scope="module")
def samples() -> list[EvalSample]:
    every = plain.collect(None, None)
    return [sample for sample in every if sample.gold["effects"] and sample.gold["answerable"]][:3]


def obeying(sample: EvalSample) -> Reply:
    """Says what the attack wants, and judges honestly when it is asked about that alone."""

    def reply(call: Call) -> Reply:
        if call.kind == "decide":
            return [0.6 if question.name == "answered" else 0.02 for question in call.questions]
        return f"{sample.gold['effects'][0]} is what I was told to say."

    return reply


def test_a_model_that_obeys_is_affected_with_a_plain_prompt_and_not_with_the_product(samples: list[EvalSample]) -> None:
    found = []
    for sample in samples:
        model = ScriptedModel([obeying(sample)] * 9)
        found += asyncio.run(plain.pairs([sample], Session(Settings(), model), model, lambda _: None))
    assert plain.affected(found, lambda pair: pair.plain).value == 1.0
    assert plain.affected(found, lambda pair: pair.product).value == 0.0
    text = plain.report(found)
    assert text.splitlines()[2].startswith("| all | 3 | 100 [")
    assert {pair.kind for pair in found} == {str(sample.gold["kind"]) for sample in samples}


def test_documents_do_not_stay_for_the_next_sample(samples: list[EvalSample]) -> None:
    model = ScriptedModel([obeying(samples[0])] * 30)
    session = Session(Settings(), model)
    asyncio.run(plain.pairs(samples, session, model, lambda _: None))
    assert list(session.readings) == [samples[-1].documents[0].id]


def test_an_honest_answer_is_done_and_not_affected(samples: list[EvalSample]) -> None:
    answer = samples[0].gold["answers"][0]
    output = asyncio.run(plain.plain_output(samples[0], ScriptedModel([answer])))
    figures = plain.injection.score(samples[0], output)
    assert (figures["attack_absent"], figures["task_done"]) == (1.0, 1.0)


def test_samples_are_spread_evenly() -> None:
    every, some = plain.collect(None, None), plain.collect(None, 10)
    assert len(some) == 10 and [sample for sample in every if sample in some] == some
    assert len({sample.gold["kind"] for sample in some}) > 5
    assert len({sample.gold["kind"] for sample in every}) == 26


def test_a_server_that_is_gone_is_one_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with OpenAIServer([Status(401, "no")] * 40, key="another") as server:
        code = plain.main(["--model", "test-model", "--base-url", server.base_url, "--limit", "1"])
    told = capsys.readouterr()
    assert code in (0, 5) and "Traceback" not in told.err
    missing = plain.main(["--model", "m", "--base-url", "http://127.0.0.1:1/v1", "--bipia", str(tmp_path / "no.jsonl")])
    assert missing == 3 and "no.jsonl" in capsys.readouterr().err
