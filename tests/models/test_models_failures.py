"""Servers that fail in every way: each ends with one clear sentence, in time, with no key in it."""

from __future__ import annotations

import asyncio
import logging
import socket
import time
import traceback
from contextlib import aclosing
from typing import Any

import pytest

from bot.config import Secret, Settings
from bot.errors import ModelDenied, ModelError, ModelMisbehaved, ModelUnreachable
from bot.models import open_model
from bot.models.openai_client import OpenAIModel
from tests.models.asking import KEY, PROMPT, extracted, settings_for, told, with_model
from tests.servers.openai_server import HTML, Hang, OpenAIServer, Raw, Status, Text

SOON = {"Retry-After": "0"}


def failing(reply: Any, kind: type[ModelError], words: str, **changes: Any) -> OpenAIServer:
    """See that a reply ends generate with an error of a kind whose one sentence has some words in it."""
    server = reply if isinstance(reply, OpenAIServer) else OpenAIServer([reply])
    with pytest.raises(kind, match=words) as caught:
        with_model(server, told, **{"retries": 0, **changes})
    sentence = str(caught.value)
    assert KEY not in sentence
    assert "\n" not in sentence
    assert "Traceback" not in sentence
    assert len(sentence) < 500
    assert KEY not in "".join(traceback.format_exception(caught.value))
    return server


# --- what the server says ------------------------------------------------------------------------------------


def test_a_wrong_key() -> None:
    server = failing(
        OpenAIServer(["One."], key="another"), ModelDenied, "does not accept the key; check OPENAI_API_KEY"
    )
    assert len(server.asked) == 1, "a wrong key is not tried again"


def test_a_key_that_may_not() -> None:
    failing(
        Status(403, f"Project of {KEY} may not."), ModelDenied, r"forbids this \(HTTP 403: Project of \*\*\* may not"
    )


def test_an_unknown_model() -> None:
    reply = Status(404, "The model `test-model` does not exist", code="model_not_found")
    failing(reply, ModelDenied, "has no model test-model; `onrecord models` lists")


def test_an_address_without_the_api() -> None:
    failing(Raw(HTML.body, "text/html", 404), ModelDenied, "no OpenAI-compatible API .* end in /v1")


def test_an_account_without_credit_is_not_tried_again() -> None:
    reply = Status(429, "You exceeded your current quota", code="insufficient_quota", headers=SOON)
    server = failing(reply, ModelDenied, "no credit left", retries=3)
    assert len(server.requests) == 1


def test_a_filtered_request() -> None:
    failing(Status(400, "Filtered.", code="content_filter"), ModelDenied, "filtered the request out")


def test_a_redirect_is_not_followed() -> None:
    server = OpenAIServer([Status(307, headers={"Location": "http://127.0.0.1:1/elsewhere"})])
    failing(server, ModelDenied, "redirects elsewhere")


def test_a_bad_request_says_why() -> None:
    failing(
        Status(400, "messages\n[0] is\x1b[31m odd"),
        ModelDenied,
        r"turned the request down .*messages \[0\] is \[31m odd",
    )


def test_a_server_that_echoes_the_key_does_not_get_it_shown() -> None:
    error = None
    with pytest.raises(ModelError) as caught:
        with_model(OpenAIServer([Status(500, f"bad header Bearer {KEY}")]), told, retries=0)
    error = caught.value
    assert KEY not in str(error) and "***" in str(error)


# --- what passes is tried again ------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 529])
def test_failures_that_pass_are_tried_again(status: int) -> None:
    server = OpenAIServer([Status(status, headers=SOON), Status(status, headers=SOON), "One."])
    assert with_model(server, told, retries=2) == ("One.", "stop")
    assert len(server.requests) == 3


@pytest.mark.parametrize("status", [429, 500])
def test_failures_that_stay_end_after_the_retries(status: int) -> None:
    server = OpenAIServer([Status(status, "overloaded", headers=SOON)] * 9)
    failing(server, ModelUnreachable, f"failing or busy .HTTP {status}: overloaded", retries=2)
    assert len(server.requests) == 3


def test_a_connection_that_closes_before_the_first_piece_is_tried_again() -> None:
    server = OpenAIServer([Text(then="close"), Raw(b"data: ", "text/event-stream", length=100), "One."])
    assert with_model(server, told, retries=2) == ("One.", "stop")


def test_back_off_grows_and_is_spread() -> None:
    server = OpenAIServer([Status(500), Status(500), "One."])
    began = time.monotonic()
    assert with_model(server, told, retries=2) == ("One.", "stop")
    assert 0.75 <= time.monotonic() - began < 3.0  # 0.5 and 1.0 seconds, each less up to a half


def test_retry_after_is_kept_to() -> None:
    server = OpenAIServer(
        [Status(429, headers={"Retry-After": "0.4"}), Status(429, headers={"retry-after-ms": "100"}), "One."]
    )
    began = time.monotonic()
    with_model(server, told, retries=2)
    assert 0.5 <= time.monotonic() - began < 1.5


def test_retry_after_beyond_the_time_there_is_ends_at_once() -> None:
    began = time.monotonic()
    server = OpenAIServer([Status(429, headers={"Retry-After": "3600"}), "One."])
    failing(server, ModelUnreachable, "left alone for 3600 seconds", retries=3)
    assert time.monotonic() - began < 2.0


def test_the_server_says_whether_to_try_again() -> None:
    failing(Status(500, headers={"x-should-retry": "false"}), ModelUnreachable, "failing or busy", retries=3)


def test_nothing_is_tried_again_once_a_piece_was_given_out() -> None:
    server = OpenAIServer([Text("The board is", then="close"), "One."])

    async def read(model: OpenAIModel) -> list[str]:
        given: list[str] = []
        with pytest.raises(ModelUnreachable, match="broke off in the middle"):
            async for piece in model.generate(PROMPT, max_tokens=50):
                given.append(piece.text)
        return given

    assert "".join(with_model(server, read, retries=3)) == "The board is"
    assert len(server.requests) == 1


# --- what hangs ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reply", [Hang(), Hang(headers=True), Text(pieces=[""], then="drip")])
def test_a_server_that_says_nothing(reply: Any) -> None:
    began = time.monotonic()
    server = failing(reply, ModelUnreachable, "sent nothing for 0.4 seconds", first_token_timeout=0.4, retries=3)
    assert time.monotonic() - began < 2.0
    assert len(server.requests) == 1, "whoever waited that long is not made to wait again"
    assert server.requests[0].left.wait(1.0)


def test_a_server_that_stops_in_the_middle() -> None:
    began = time.monotonic()
    failing(Text("Ada", then="hang"), ModelUnreachable, "stopped in the middle .* for 0.3 seconds", idle_timeout=0.3)
    assert time.monotonic() - began < 2.0


def test_a_server_that_drips_for_ever() -> None:
    began = time.monotonic()
    failing(Text("Ada", then="drip"), ModelUnreachable, "did not finish within 0.6 seconds", total_timeout=0.6)
    assert time.monotonic() - began < 2.0


def test_an_endless_answer_is_cut_by_its_length() -> None:
    failing(Text("Ada and so on ", then="endless"), ModelMisbehaved, "does not stop: .* at most 100 tokens")


def test_nobody_listens() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{held.getsockname()[1]}/v1"

        async def ask() -> None:
            model = await open_model(Settings(model="m", base_url=url, context_tokens=4096, retries=0))
            try:
                await told(model)
            finally:
                await model.aclose()

        with pytest.raises(ModelUnreachable, match=r"cannot be reached \(.*\); is it running"):
            asyncio.run(ask())


def test_an_extraction_has_the_same_limits() -> None:
    began = time.monotonic()
    with pytest.raises(ModelUnreachable, match=r"sent nothing for 0\.4 seconds"):
        with_model(OpenAIServer([Hang()]), extracted, first_token_timeout=0.4)
    assert time.monotonic() - began < 2.0


# --- what is not the protocol --------------------------------------------------------------------------------

NOT_THE_PROTOCOL = "does not speak the OpenAI protocol"


@pytest.mark.parametrize(
    "reply",
    [
        HTML,
        Raw(b'{"hello": "world"}'),
        Raw(b'{"choices": [{"index": 0, "del'),
        Raw(b"data: [1, 2, 3]\n\n", "text/event-stream"),
        Raw(b'data: {"choices": "none"}\n\n', "text/event-stream"),
        Raw(b"data: \xff\xfe\n\n", "text/event-stream"),
        Raw(b"", "text/event-stream"),
        Text(then="garbage"),
    ],
)
def test_answers_that_are_not_the_protocol(reply: Any) -> None:
    failing(reply, ModelMisbehaved, NOT_THE_PROTOCOL)


def test_half_an_object_after_the_first_piece() -> None:
    failing(Text("Ada", then="garbage"), ModelMisbehaved, NOT_THE_PROTOCOL)


def test_fields_of_wrong_types_are_nothing_said() -> None:
    odd = b'data: {"choices": [{"index": 0, "delta": {"content": 7}, "finish_reason": []}], "usage": [1]}\n\n'
    failing(Raw(odd, "text/event-stream"), ModelUnreachable, "broke off in the middle")


def test_a_failure_reported_within_the_stream() -> None:
    said = f'data: {{"error": {{"message": "out of memory, {KEY}"}}}}\n\n'.encode()
    failing(Raw(said, "text/event-stream"), ModelUnreachable, r"reported a failure .* out of memory, \*\*\*")


@pytest.mark.parametrize("content_type", ["text/event-stream", "application/json"])
def test_an_endless_body_is_cut_by_its_bytes(content_type: str) -> None:
    lines = (b":" + b"-" * 65_000 + b"\n") * 16
    failing(Raw(lines, content_type, endless=True), ModelMisbehaved, "more than 64 MB and does not stop")


# --- secrets -------------------------------------------------------------------------------------------------


def test_the_key_is_in_no_log_and_no_repr(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    server = OpenAIServer(["One."])
    settings: list[Settings] = []

    async def ask(model: OpenAIModel) -> None:
        settings.append(model._server.settings)
        await told(model)

    with_model(server, ask)
    assert server.requests[0].headers["Authorization"] == f"Bearer {KEY}"
    assert KEY not in caplog.text
    assert KEY not in repr(settings[0]) and KEY not in str(settings[0].api_key)


def test_no_key_sends_a_stand_in() -> None:
    server = OpenAIServer(["One."])
    with_model(server, told, api_key=None)
    assert server.requests[0].headers["Authorization"] == "Bearer none"


def test_a_proxy_of_the_environment_is_not_asked_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert with_model(OpenAIServer(["One."]), told) == ("One.", "stop")


def test_closing_twice_is_harmless() -> None:
    async def run() -> None:
        async with OpenAIServer(["One."]) as server:
            model = await open_model(settings_for(server, api_key=Secret("k")))
            async with aclosing(model.generate(PROMPT, max_tokens=5)) as pieces:
                assert [p.text async for p in pieces] == ["One.", ""]
            await model.aclose()
            await model.aclose()

    asyncio.run(run())
