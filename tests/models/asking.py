"""What the tests of models share: settings that wait for nothing long, and questions to ask."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from typing import Any

from bot.config import Secret, Settings
from bot.models import KnownServers, Message, Piece, open_model
from bot.models.openai_client import OpenAIModel
from tests.servers.openai_server import OpenAIServer

PROMPT = (Message("system", "Be brief."), Message("user", "Who chairs the ferry board?"))
KEY = "sk-planted-0123456789abcdef"
SCHEMA = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "age": {"type": "integer", "minimum": 0}},
    "required": ["name", "age"],
    "additionalProperties": False,
}


def settings_for(server: OpenAIServer, **changes: Any) -> Settings:
    """Settings that reach a server, with a window, so that opening asks it nothing."""
    base: dict[str, Any] = {
        "model": "test-model",
        "base_url": server.base_url,
        "api_key": Secret(KEY),
        "context_tokens": 8192,
        "connect_timeout": 2.0,
        "first_token_timeout": 5.0,
        "idle_timeout": 5.0,
        "total_timeout": 10.0,
    }
    return Settings(**{**base, **changes})


def with_model(
    server: OpenAIServer,
    use: Callable[[OpenAIModel], Awaitable[Any]],
    known: KnownServers | None = None,
    **changes: Any,
) -> Any:
    """Run something with a model opened on a server, in a loop of its own."""

    async def run() -> Any:
        async with server:
            model = await open_model(settings_for(server, **changes), known=known)
            try:
                return await use(model)
            finally:
                await model.aclose()

    return asyncio.run(run())


async def told(model: OpenAIModel, max_tokens: int = 100, **more: Any) -> tuple[str, str | None]:
    """A completion's whole text and its finish reason."""
    pieces = await pieces_of(model, max_tokens, **more)
    assert all(piece.finish_reason is None for piece in pieces[:-1])
    return "".join(piece.text for piece in pieces), pieces[-1].finish_reason


async def pieces_of(model: OpenAIModel, max_tokens: int = 100, **more: Any) -> list[Piece]:
    async with aclosing(model.generate(PROMPT, max_tokens=max_tokens, **more)) as pieces:
        return [piece async for piece in pieces]


async def extracted(model: OpenAIModel, max_tokens: int = 100) -> Any:
    return await model.extract(PROMPT, schema=SCHEMA, schema_name="person", max_tokens=max_tokens)
