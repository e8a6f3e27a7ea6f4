"""A model server that packs its answer: what few bytes unpack to is not let in."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import time
import zlib
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.config import Settings
from bot.errors import ModelMisbehaved
from bot.models import open_model
from tests.models.asking import told

EVENT = b'data: {"choices": [{"index": 0, "delta": {"content": "a"}, "finish_reason": null}]}\n\n'


@contextlib.asynccontextmanager
async def packing(body: bytes, encoding: str) -> AsyncIterator[str]:
    """A server whose every answer has a body packed so, whatever was asked for; gives its base URL."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=body, headers={"Content-Type": "text/event-stream", "Content-Encoding": encoding})

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(application, handle_signals=False)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (gzip.compress(b":" + b"-" * 50_000_000), "gzip"),
        (zlib.compress(EVENT * 200_000), "deflate"),
        (gzip.compress(gzip.compress(b":" + b"-" * 50_000_000)), "gzip, gzip"),
    ],
    ids=["gzip", "deflate", "twice"],
)
def test_a_packed_answer_is_not_unpacked(body: bytes, encoding: str) -> None:
    assert len(body) < 500_000

    async def ask() -> None:
        async with packing(body, encoding) as url:
            model = await open_model(Settings(model="m", base_url=url, context_tokens=4096, retries=0))
            try:
                await told(model)
            finally:
                await model.aclose()

    began = time.monotonic()
    with pytest.raises(ModelMisbehaved, match="compressed, which it was asked not to be"):
        asyncio.run(ask())
    assert time.monotonic() - began < 30
