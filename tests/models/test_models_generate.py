"""Streaming, finish reasons, usage, cancellation, and how a request is put to servers that want it otherwise."""

from __future__ import annotations

import asyncio
import time
from contextlib import aclosing

import pytest

from bot.errors import ModelDenied
from bot.models import KnownServers, Message
from bot.models.openai_client import OpenAIModel
from tests.models.asking import PROMPT, pieces_of, told, with_model
from tests.servers.openai_server import OpenAIServer, Raw, Status, Text


def test_pieces_come_as_they_stream_and_the_last_says_why_it_ended() -> None:
    server = OpenAIServer([Text(pieces=("The board ", "is chaired ", "by Ada Brook."))])
    pieces = with_model(server, pieces_of)
    assert [piece.text for piece in pieces] == ["The board ", "is chaired ", "by Ada Brook.", ""]
    assert [piece.finish_reason for piece in pieces] == [None, None, None, "stop"]


def test_a_piece_is_given_out_before_the_answer_is_whole() -> None:
    async def first(model: OpenAIModel) -> str:
        async with aclosing(model.generate(PROMPT, max_tokens=50)) as pieces:
            return (await anext(pieces)).text

    assert with_model(OpenAIServer([Text("Ada Brook does.", then="hang")]), first) == "Ada "


@pytest.mark.parametrize("reason", ["length", "content_filter"])
def test_an_answer_that_is_not_whole_says_so(reason: str) -> None:
    assert with_model(OpenAIServer([Text("Ada Bro", finish_reason=reason)]), told) == ("Ada Bro", reason)


def test_the_request_is_what_was_asked_for() -> None:
    server = OpenAIServer(["Yes."])
    with_model(server, lambda model: told(model, 33, temperature=0.5))
    body = server.requests[0].body
    assert body["model"] == "test-model"
    assert body["messages"] == [{"role": m.role, "content": m.content} for m in PROMPT]
    assert (body["max_tokens"], body["temperature"]) == (33, 0.5)
    assert body["stream"] is True
    assert body["stream_options"] == {"include_usage": True}
    assert "response_format" not in body


def test_a_lone_surrogate_in_a_prompt_is_sent_as_a_question_mark() -> None:
    async def ask(model: OpenAIModel) -> None:
        async for _ in model.generate([Message("user", "a\ud800b")], max_tokens=5):
            pass

    server = OpenAIServer(["Yes."])
    with_model(server, ask)
    assert server.requests[0].prompt == "a?b"


# --- usage ---------------------------------------------------------------------------------------------------


def test_usage_adds_up_over_calls_and_counts_cached_tokens() -> None:
    async def twice(model: OpenAIModel) -> None:
        await told(model)
        await told(model)
        assert model.usage.calls == 2
        assert model.usage.prompt_tokens == 2 * (len("\n".join(m.content for m in PROMPT)) // 4)
        assert model.usage.cached_tokens == model.usage.prompt_tokens // 2
        assert model.usage.completion_tokens > 0
        assert model.usage.seconds > 0
        assert model.usage.cost_usd is None  # a server on this machine has no price

    with_model(OpenAIServer(["One.", "Two."]), twice)


def test_a_server_that_counts_nothing_is_no_failure() -> None:
    async def ask(model: OpenAIModel) -> None:
        assert await told(model) == ("One.", "stop")
        assert model.usage.calls == 1
        assert model.usage.prompt_tokens == 0

    with_model(OpenAIServer([Text("One.", usage=False)]), ask)


def test_a_server_that_keeps_the_connection_open_after_the_end_does_not_hold_the_answer_up() -> None:
    async def ask(model: OpenAIModel) -> float:
        began = time.monotonic()
        assert await told(model) == ("One.", "stop")
        return time.monotonic() - began

    assert with_model(OpenAIServer([Text("One.", then="linger")]), ask) < 3.0


def test_time_that_the_reader_takes_is_not_the_servers() -> None:
    async def slowly(model: OpenAIModel) -> str:
        text = ""
        async with aclosing(model.generate(PROMPT, max_tokens=50)) as pieces:
            async for piece in pieces:
                text += piece.text
                await asyncio.sleep(0.3)
        assert model.usage.seconds < 0.6
        return text

    server = OpenAIServer([Text(pieces=("a", "b", "c"))])
    assert with_model(server, slowly, first_token_timeout=0.7, idle_timeout=0.2, total_timeout=0.8) == "abc"


# --- cancellation --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reply", [Text("Ada Brook", then="drip"), Text("Ada", then="hang")])
def test_cancelling_closes_the_connection_at_once(reply: Text) -> None:
    server = OpenAIServer([reply])

    async def cancel(model: OpenAIModel) -> None:
        task = asyncio.create_task(told(model, 10_000))
        await asyncio.sleep(0.3)
        assert server.requests, "the request is under way"
        began = time.monotonic()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await asyncio.to_thread(server.requests[0].left.wait, 1.0)
        assert time.monotonic() - began < 0.5

    with_model(server, cancel)


def test_leaving_the_loop_early_closes_the_connection() -> None:
    server = OpenAIServer([Text("Ada Brook", then="drip")])

    async def leave(model: OpenAIModel) -> bool:
        async with aclosing(model.generate(PROMPT, max_tokens=10_000)) as pieces:
            async for _ in pieces:
                break
        return await asyncio.to_thread(server.requests[0].left.wait, 1.0)

    assert with_model(server, leave)


def test_cancelling_before_the_first_token_closes_the_connection() -> None:
    from tests.servers.openai_server import Hang

    server = OpenAIServer([Hang()])

    async def cancel(model: OpenAIModel) -> bool:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(told(model), 0.3)
        return await asyncio.to_thread(server.requests[0].left.wait, 1.0)

    assert with_model(server, cancel)


# --- servers that want it otherwise --------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["temperature", "stream_options"])
def test_a_parameter_that_the_server_turns_down_is_left_out_from_then_on(name: str) -> None:
    server = OpenAIServer(["One.", "Two."], refuses=[name])

    async def twice(model: OpenAIModel) -> None:
        await told(model)
        await told(model)
        assert model.usage.calls == 2

    with_model(server, twice)
    assert [name in request.body for request in server.requests] == [True, False, False]


def test_a_server_that_wants_the_new_name_of_the_cap_gets_it_from_then_on() -> None:
    server = OpenAIServer(["One.", "Two."], refuses=["max_tokens", "temperature"])

    async def twice(model: OpenAIModel) -> None:
        await told(model, 44)
        await told(model, 44)

    with_model(server, twice)
    assert len(server.requests) == 4
    assert server.requests[-1].body["max_completion_tokens"] == 44
    assert not {"max_tokens", "temperature"} & server.requests[-1].body.keys()


def test_a_server_that_takes_neither_name_of_the_cap_is_not_asked_for_ever() -> None:
    server = OpenAIServer(["One."], refuses=["max_tokens", "max_completion_tokens"])
    with pytest.raises(ModelDenied, match="turned the request down"):
        with_model(server, told)
    assert len(server.requests) == 2


def test_requests_at_the_same_time_learn_from_one_refusal() -> None:
    server = OpenAIServer(["One.", "Two.", "Three."], refuses=["temperature"])

    async def at_once(model: OpenAIModel) -> list[tuple[str, str | None]]:
        return await asyncio.gather(*(told(model) for _ in range(3)))

    assert sorted(text for text, _ in with_model(server, at_once)) == ["One.", "Three.", "Two."]


def test_what_was_found_out_outlives_the_model_object() -> None:
    known = KnownServers()
    server = OpenAIServer(["One.", "Two."], refuses=["temperature"])

    async def run() -> None:
        from bot.models import open_model
        from tests.models.asking import settings_for

        async with server:
            for _ in range(2):
                model = await open_model(settings_for(server), known=known)
                await told(model)
                await model.aclose()

    asyncio.run(run())
    assert len(server.requests) == 3


def test_reasoning_is_not_in_the_text() -> None:
    assert with_model(OpenAIServer([Text("Ada.", thought="Let me see.")]), told) == ("Ada.", "stop")
    inline = Text(pieces=("<th", "ink>Let me", " see.</thi", "nk>\n\n", "Ada ", "<think> Brook."))
    assert with_model(OpenAIServer([inline]), told) == ("Ada <think> Brook.", "stop")


def test_text_that_only_begins_like_reasoning_is_kept() -> None:
    assert with_model(OpenAIServer([Text(pieces=("  <thi",))]), told) == ("  <thi", "stop")


@pytest.mark.parametrize(
    "cut", [Text(thought="Let me see. ", finish_reason="length"), Text(finish_reason="length", reasoning_tokens=50)]
)
def test_a_model_that_spends_its_cap_on_thinking_is_given_more(cut: Text) -> None:
    server = OpenAIServer([cut, "Ada."])
    assert with_model(server, told) == ("Ada.", "stop")
    assert [r.body["max_tokens"] for r in server.requests] == [100, 4196]


def test_a_model_that_only_ever_thinks_ends_as_a_cut_off_answer() -> None:
    server = OpenAIServer([Text(thought="Let me see. ", finish_reason="length")] * 5)
    assert with_model(server, told) == ("", "length")
    assert len(server.requests) == 3


def test_a_refusal_of_the_model_is_an_error_with_its_words() -> None:
    with pytest.raises(ModelDenied, match="declines to answer: I cannot help"):
        with_model(OpenAIServer([Text(refusal="I cannot help.")]), told)


def test_a_prompt_that_is_too_long_is_named_so_and_changes_nothing() -> None:
    words = "'max_tokens' is too large: 100. This model's maximum context length is 64 tokens."
    server = OpenAIServer([Status(400, words), "One."])

    async def ask(model: OpenAIModel) -> None:
        with pytest.raises(ModelDenied, match="longer than the window of test-model"):
            await told(model)
        await told(model)

    with_model(server, ask)
    assert "max_tokens" in server.requests[1].body


def test_fastapi_style_refusals_are_understood() -> None:
    body = b'{"detail":[{"loc":["body","stream_options"],"msg":"Extra inputs are not permitted"}]}'
    server = OpenAIServer([Raw(body, status=422), "One."])
    assert with_model(server, told) == ("One.", "stop")
    assert "stream_options" not in server.requests[1].body
