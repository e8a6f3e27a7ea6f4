"""Vectors of texts, by OpenAI's embeddings or any server that speaks them, or by a model file in this process.

The caps of a command (calls, tokens, money) hold here as for any other call; what an answer cost is counted.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.config import Settings
from bot.errors import ConfigError, ModelDenied, ModelMisbehaved, shown
from bot.models import sdk
from bot.models.abilities import KnownServers
from bot.models.budget import estimated
from bot.models.prices import Counted, Price
from bot.models.protocol import sendable

if TYPE_CHECKING:
    from bot.models.server import Server
    from bot.types import Usage

AT_A_TIME: Final = 64
"""Texts of one request: enough that the way there and back does not count, few enough for any server."""
LONGEST: Final = 8_000
"""Characters of a text that are sent: the windows of embedding models are small, and passages smaller."""


class ServerEmbedder:
    """Texts to vectors; open it with ``await open_embedder(settings)``."""

    def __init__(self, server: Server, name: str, on_close: Callable[[], None] | None = None) -> None:
        self.name = name
        self._server = server
        self._on_close = on_close

    @property
    def usage(self) -> Usage:
        """All that was spent through this object so far."""
        return self._server.meter.usage

    async def embed(self, texts: Sequence[str]) -> tuple[tuple[float, ...], ...]:
        """A vector for each text, in order; what is longer than ``LONGEST`` characters goes by its beginning.

        Raises:
            ModelError: the server cannot be asked, or a cap is met.
        """
        found: list[tuple[float, ...]] = []
        for start in range(0, len(texts), AT_A_TIME):
            found += await self._embed([sendable(text[:LONGEST]) or " " for text in texts[start : start + AT_A_TIME]])
        if len({len(vector) for vector in found}) > 1:
            raise ModelMisbehaved(f"{shown(self.name)} gave vectors of different lengths; use another model.")
        return tuple(found)

    async def aclose(self) -> None:
        """Close the connections, and the server if this process runs it."""
        await self._server.aclose()
        on_close, self._on_close = self._on_close, None
        if on_close is not None:
            on_close()

    async def _embed(self, texts: list[str]) -> list[tuple[float, ...]]:
        server = self._server

        async def send() -> object:
            return await server.client.embeddings.create(model=server.model, input=texts, encoding_format="float")

        with server.meter.call(sum(tokens_of(text) for text in texts), 0) as call:
            try:
                reply = await server.request(send)
            except ModelDenied as denied:
                if "pooling" in str(denied).lower():  # llama.cpp's word for it
                    raise ModelDenied(
                        f"{shown(self.name)} makes no vectors; set ONRECORD_EMBEDDING_MODEL to a model for embeddings."
                    ) from None
                raise
            tokens = getattr(getattr(reply, "usage", None), "prompt_tokens", None)
            call.answered, call.counted = True, Counted(prompt=tokens) if isinstance(tokens, int) else None
        return self._vectors(reply, len(texts))

    def _vectors(self, reply: object, expected: int) -> list[tuple[float, ...]]:
        """The vectors of an answer in the order of the texts.

        Raises:
            ModelMisbehaved: the answer has not one vector of numbers for each text.
        """
        entries = getattr(reply, "data", None)
        placed: dict[int, tuple[float, ...]] = {}
        for at, entry in enumerate(entries if isinstance(entries, list) else []):
            place, vector = getattr(entry, "index", at), getattr(entry, "embedding", None)
            if isinstance(vector, list) and vector and all(isinstance(x, int | float) for x in vector):
                placed[at if place is None else place] = tuple(map(float, vector))
        if sorted(placed) != list(range(expected)) or not all(math.isfinite(sum(v)) for v in placed.values()):
            raise ModelMisbehaved(
                f"{shown(self.name)} at {shown(self._server.settings.target)} did not give one vector of numbers for "
                "each text; set ONRECORD_EMBEDDING_MODEL to a model for embeddings."
            )
        return [placed[at] for at in range(expected)]


async def open_embedder(settings: Settings) -> ServerEmbedder:
    """Open the model for embeddings that the settings name; close it with ``aclose``. Asks nothing yet.

    Raises:
        ConfigError: none is set, no key is, or a model file cannot be used as it is named.
        ModelError: a model file cannot be loaded.
    """
    at = _where(settings)
    if at.target == "local":
        return await _open_local(at)
    await asyncio.to_thread(sdk.load)
    return ServerEmbedder(_server(at), at.model or "")


def embedder_name(settings: Settings) -> str:
    """The name under which the settings' embedder keeps its vectors; nothing is opened.

    Raises:
        ConfigError: none is set.
    """
    name = _where(settings).model or ""
    return f"local:{Path(name.removeprefix('local:')).name}" if name.startswith("local:") else name


def tokens_of(text: str) -> int:
    """Tokens of a text that is embedded, estimated for the caps and for what is said beforehand."""
    return estimated(len(text[:LONGEST].encode("utf-8", "replace")))


def price_of(settings: Settings, tokens: int) -> float | None:
    """US dollars for embedding so many tokens with the settings' model; None where no price is known."""
    at = _where(settings)
    return Price(at, at.model or "").cost(Counted(prompt=tokens))


def _where(settings: Settings) -> Settings:
    """The settings as a server of embeddings is reached: its model in the place of the one that writes."""
    if settings.embedding_model is None:
        raise ConfigError(
            "No model for embeddings is set: set ONRECORD_EMBEDDING_MODEL to a name such as text-embedding-3-small, "
            "or to local:PATH.gguf."
        )
    at = replace(settings, model=settings.embedding_model)
    if at.embedding_base_url is None:
        return at
    return replace(at, base_url=at.embedding_base_url, api_key=at.embedding_api_key, api_version=None)


def _server(at: Settings) -> Server:
    from bot.models.connection import connect
    from bot.models.server import Server

    model = at.model or ""
    return Server(at, model, connect(at), KnownServers().of(at, model))


async def _open_local(settings: Settings) -> ServerEmbedder:
    from bot.models.local import resolve, start

    path = await resolve(settings)
    local, _ = await asyncio.gather(
        asyncio.to_thread(lambda: start(path, settings, embedding=True)), asyncio.to_thread(sdk.load)
    )
    at = replace(settings, model=local.name, base_url=local.base_url, api_key=local.key, api_version=None)
    try:
        return ServerEmbedder(_server(at), local.name, on_close=local.stop)
    except BaseException:
        local.stop()
        raise
