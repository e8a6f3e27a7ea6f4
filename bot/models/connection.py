"""The SDK's client for the settings' server, with what it may receive bounded.

Import it after ``sdk.load``, which makes the SDK's import quick.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from typing import Any, Final, cast
from urllib.parse import urlsplit

import httpx2
from openai import AsyncAzureOpenAI, AsyncOpenAI

from bot.config import DEFAULT_BASE_URL, Settings, is_azure
from bot.errors import ConfigError
from bot.models.failures import Broken

MOST_BYTES: Final = 64 * 1024 * 1024
"""Of one response, as it comes over the wire: far above any real answer, far below this machine's memory."""

NO_KEY: Final = "none"
"""Sent to servers that want no key, since the SDK wants one."""


Seen = Callable[[httpx2.Request], Awaitable[None]]
"""Told of each request before it is made."""


def connect(settings: Settings, seen: Seen | None = None) -> AsyncOpenAI:
    """A client for the settings' server. Opens no connection yet.

    An address of Azure's with an api-version is spoken to as Azure wants it; Azure's newer v1 API, like all
    other servers, as OpenAI. Retries and time limits are ours (``bot.models.server``), so the SDK's are off.

    Args:
        settings: the settings in force.
        seen: told of each request.

    Raises:
        ConfigError: OpenAI itself is to be asked and there is no key.
    """
    if settings.needs_key and not settings.api_key:
        raise ConfigError(
            "OpenAI wants a key: set OPENAI_API_KEY, or OPENAI_BASE_URL to another server, or use "
            "--model local:PATH.gguf, or --model none for the built-in extractive drafter."
        )
    common: dict[str, Any] = {
        "api_key": settings.api_key.reveal() if settings.api_key else NO_KEY,
        "http_client": _http_client(settings, seen),
        "max_retries": 0,
        "timeout": _timeout(settings),
    }
    if settings.api_version is None:
        return AsyncOpenAI(base_url=_plain_base_url(settings), **common)
    if "/openai/deployments/" in settings.target:
        return AsyncAzureOpenAI(base_url=settings.target, api_version=settings.api_version, **common)
    endpoint = settings.target.removesuffix("/openai")
    return AsyncAzureOpenAI(azure_endpoint=endpoint, api_version=settings.api_version, **common)


def _plain_base_url(settings: Settings) -> str:
    """The base URL; for an Azure resource's bare address, that of its v1 API."""
    url = settings.base_url or DEFAULT_BASE_URL
    bare = not urlsplit(url).path.strip("/")
    return url.rstrip("/") + "/openai/v1" if bare and is_azure(settings.host) else url


def _timeout(settings: Settings) -> httpx2.Timeout:
    """Only connecting is timed here: ``bot.models.server`` times answers, which a socket cannot know the
    parts of."""
    return httpx2.Timeout(None, connect=settings.connect_timeout)


def _http_client(settings: Settings, seen: Seen | None) -> httpx2.AsyncClient:
    plain = settings.target.startswith("http://")
    return httpx2.AsyncClient(
        # Reading the platform's certificates takes 40 ms, and plain HTTP has no use for them: trust none.
        verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if plain else True,
        # A proxy of the environment must not be asked for this machine's own addresses.
        trust_env=not settings.on_loopback,
        # A redirect could carry the key and the text to somewhere nobody configured.
        follow_redirects=False,
        headers={"Accept-Encoding": "identity"},  # so that bytes counted are bytes received
        timeout=_timeout(settings),
        # As many connections as requests at a time, kept open: each new one costs a handshake.
        limits=httpx2.Limits(max_connections=None, max_keepalive_connections=max(20, settings.concurrency)),
        event_hooks={"response": [_bound], "request": [seen] if seen else []},
    )


async def _bound(response: httpx2.Response) -> None:
    encoding = response.headers.get("content-encoding", "").strip().lower()
    response.stream = _Bounded(cast(httpx2.AsyncByteStream, response.stream), packed=encoding not in ("", "identity"))


class _Bounded(httpx2.AsyncByteStream):
    """A response's stream that raises ``Broken`` when more than ``MOST_BYTES`` come, or bytes that would be unpacked:
    a few of them can become more than any memory holds."""

    def __init__(self, stream: httpx2.AsyncByteStream, *, packed: bool) -> None:
        self._stream = stream
        self._packed = packed

    async def __aiter__(self) -> AsyncIterator[bytes]:
        if self._packed:
            raise Broken("its answer is compressed, which it was asked not to be")
        received = 0
        # httpx2 gives async generators here, which want to be closed by whoever leaves them early.
        async with aclosing(cast(AsyncGenerator[bytes, None], aiter(self._stream))) as chunks:
            async for chunk in chunks:
                received += len(chunk)
                if received > MOST_BYTES:
                    raise Broken(f"it sends more than {MOST_BYTES // 2**20} MB and does not stop")
                yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()
