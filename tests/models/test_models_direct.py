"""Completions asked for without the SDK's client: the same requests, the same errors, the same bounds."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web

from bot.errors import ModelDenied, ModelError, ModelMisbehaved, ModelUnreachable
from bot.models import Message, open_model, wire
from bot.models.kept import Loose, as_kept
from bot.models.server import Server
from tests.models.asking import settings_for
from tests.servers.openai_server import OpenAIServer, Raw, Status, Text

ASK = wire.Ask((Message("system", "Be brief."), Message("user", "Who chairs the board in Ödegård?")), 50)


def asked(server: OpenAIServer, use: Callable[[Server], Awaitable[Any]], **changes: Any) -> Any:
    """Run something with a model that is asked many times."""

    async def run() -> Any:
        model = await open_model(settings_for(server, **changes), many=True)
        try:
            return await use(model.server)
        finally:
            await model.aclose()

    with server:
        return asyncio.run(run())


async def twice(server: Server) -> list[wire.Event]:
    """The same asked by the SDK's client, and then without it."""
    return [wire.event(await server.complete(ASK)) for _ in range(2)]


def test_the_second_request_is_the_first_again() -> None:
    server = OpenAIServer([Text("Ada Lund."), Text("Ada Lund.")])
    one, two = asked(server, twice)
    assert (one.text, one.finish_reason) == (two.text, two.finish_reason) == ("Ada Lund.", "stop")
    assert one.counted is not None and two.counted is not None
    first, second = server.requests
    own = {"host", "content-length", "connection", "x-stainless-read-timeout"}
    assert (first.body, first.path, first.query) == (second.body, second.path, second.query)
    assert {n.lower(): v for n, v in first.headers.items() if n.lower() not in own} == {
        n.lower(): v for n, v in second.headers.items() if n.lower() not in own
    }


def test_an_answer_is_kept_as_it_came() -> None:
    async def use(server: Server) -> dict[str, Any]:
        await server.complete(ASK)
        reply = await server.complete(ASK)
        assert isinstance(reply, Loose)
        return as_kept(reply)

    kept = asked(OpenAIServer([Text("Yes."), Text("Yes.")]), use)
    assert kept["choices"][0]["message"]["content"] == "Yes."


def test_what_passes_is_tried_again() -> None:
    server = OpenAIServer([Text("One."), Status(429, headers={"retry-after": "0"}), Status(500), Text("Two.")])
    assert [event.text for event in asked(server, twice, retries=3)] == ["One.", "Two."]
    assert len(server.requests) == 4


@pytest.mark.parametrize(
    ("reply", "kind", "said"),
    [
        (Status(401), ModelDenied, "does not accept the key"),
        (Status(404, "no such model", code="model_not_found"), ModelDenied, "has no model"),
        (Status(302, headers={"location": "http://127.0.0.1:1/"}), ModelDenied, "redirects elsewhere"),
        (Status(503), ModelUnreachable, "failing or busy"),
        (Raw(b"<html>"), ModelMisbehaved, "does not speak the OpenAI protocol"),
        (Raw(b"[1, 2]"), ModelMisbehaved, "no choices"),
    ],
)
def test_failures_are_those_of_the_sdk(reply: Any, kind: type[ModelError], said: str) -> None:
    with pytest.raises(kind, match=said):
        asked(OpenAIServer([Text("One."), reply]), twice, retries=0)


def test_a_server_that_is_gone_is_said() -> None:
    async def use(server: Server) -> None:
        assert server.direct is not None
        await server.complete(ASK)
        gone = server.direct._address
        assert gone is not None
        server.direct._address = gone.with_port(1)
        await server.complete(ASK)

    with pytest.raises(ModelUnreachable, match="cannot be reached"):
        asked(OpenAIServer([Text("One.")]), use, retries=0)


def test_a_packed_answer_is_not_unpacked() -> None:
    async def run() -> None:
        packed = False

        async def answer(_: web.Request) -> web.Response:
            if not packed:
                choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "One."}}
                return web.json_response({"id": "c", "object": "chat.completion", "choices": [choice]})
            return web.Response(body=gzip.compress(b" " * 1_000_000), headers={"Content-Encoding": "gzip"})

        application = web.Application()
        application.router.add_route("*", "/{path:.*}", answer)
        runner = web.AppRunner(application, handle_signals=False)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        place = OpenAIServer()
        settings = settings_for(place, base_url=f"http://127.0.0.1:{runner.addresses[0][1]}/v1", retries=0)
        model = await open_model(settings, many=True)
        try:
            await model.server.complete(ASK)
            packed = True
            with pytest.raises(ModelMisbehaved, match="compressed"):
                await model.server.complete(ASK)
        finally:
            await model.aclose()
            await runner.cleanup()

    asyncio.run(run())
