"""The scripted model keeps to the protocol and says when its script does not fit."""

from __future__ import annotations

import asyncio

import pytest

from bot.errors import ModelUnreachable
from bot.models import Message, Model, ScriptedModel
from bot.models.scripted import Call, Said, ScriptEndedError
from bot.types import Choice, Decision, Predicate

ASK = [Message("user", "Who?")]
SCHEMA = {"type": "object"}


async def told(model: Model) -> list[tuple[str, str | None]]:
    return [(p.text, p.finish_reason) async for p in model.generate(ASK, max_tokens=9)]


def test_replies_are_used_in_order_and_calls_are_recorded() -> None:
    async def run() -> None:
        model = ScriptedModel(["Ada Brook.", Said(("A", "d"), "length"), {"a": 1}, [0.9, "b", None]])
        assert isinstance(model, Model)
        assert await told(model) == [("Ada ", None), ("Brook.", None), ("", "stop")]
        assert await told(model) == [("A", None), ("d", None), ("", "length")]
        assert (await model.extract(ASK, schema=SCHEMA, schema_name="s", max_tokens=9)).value == {"a": 1}
        questions = [Predicate("p", "?"), Choice("c", "?", ("a", "b")), Predicate("r", "?")]
        yes, b, refused = await model.decide("text", questions)
        assert yes is not None and yes.probability("yes") == 0.9
        assert b == Decision("c", (("b", 1.0),), "decisions")
        assert refused is None
        assert [call.kind for call in model.calls] == ["generate", "generate", "extract", "decide"]
        assert model.calls[0] == Call("generate", tuple(ASK), 9)
        assert model.calls[3].questions == tuple(questions)
        assert model.usage.calls == 4

    asyncio.run(run())


def test_a_script_that_runs_out_or_does_not_fit_fails_the_test() -> None:
    async def run() -> None:
        with pytest.raises(ScriptEndedError, match=r"run out at call 1 \(generate\): 'Who\?'"):
            await told(ScriptedModel([]))
        with pytest.raises(ScriptEndedError, match=r"generate was called, but the script's next reply is \{'a': 1\}"):
            await told(ScriptedModel([{"a": 1}]))
        with pytest.raises(ScriptEndedError, match="extract was called"):
            await ScriptedModel(["x"]).extract(ASK, schema=SCHEMA, schema_name="s", max_tokens=9)
        with pytest.raises(ScriptEndedError, match="got 1 questions, but the script answers 2"):
            await ScriptedModel([[0.1, 0.2]]).decide("x", [Predicate("p", "?")])

    asyncio.run(run())


def test_exceptions_and_functions_are_replies_too() -> None:
    async def run() -> None:
        model = ScriptedModel([ModelUnreachable("gone"), lambda call: call.messages[0].content + " Me."])
        with pytest.raises(ModelUnreachable, match="gone"):
            await told(model)
        assert "".join(text for text, _ in await told(model)) == "Who? Me."
        await model.aclose()
        assert model.closed

    asyncio.run(run())
