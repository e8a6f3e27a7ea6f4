"""Completions asked for without the SDK's client, by aiohttp (extra ``batch``), where there are very many of them.

The SDK takes six times as much of a processor for a request, most of it in building what is the same every time, in
looking after its pool and in reading HTTP in Python; in a batch that comes to as much as reading and proving. So the
SDK makes the first request, and what it sends, address and headers, is sent by aiohttp from then on, with the same
bounds: no redirects, nothing unpacked, so many bytes and no more. Errors are the SDK's own.

Import it after ``sdk.load``, which makes the SDK's import quick.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping
from typing import Any, Final
from urllib.request import getproxies

import aiohttp
import httpx2
import openai
from yarl import URL

from bot.config import Settings
from bot.models.failures import Broken

KEPT_SECONDS: Final = 5.0
"""How long an idle connection is kept, as by the SDK's own client."""

_ITS_OWN: Final = frozenset({"host", "content-length", "connection"})
"""Headers that every request has of its own."""


def is_fit(settings: Settings) -> bool:
    """Whether the way to the settings' server is a plain one: the environment's proxies are for the SDK's client."""
    return settings.on_loopback or not getproxies()


class Direct:
    """Requests as the SDK makes them. Close it with ``aclose``.

    Args:
        settings: the settings in force.
        most_bytes: of one response.
    """

    def __init__(self, settings: Settings, most_bytes: int) -> None:
        self._settings = settings
        self._most = most_bytes
        self._address: URL | None = None
        self._headers: dict[str, str] = {}
        self._session: aiohttp.ClientSession | None = None

    @property
    def knows(self) -> bool:
        """Whether a request of the SDK's has been seen."""
        return self._address is not None

    async def see(self, request: httpx2.Request) -> None:
        """Take note of a request that the SDK is about to make."""
        if self._address is None and request.url.path.endswith("/chat/completions"):
            self._headers = {name: value for name, value in request.headers.items() if name.lower() not in _ITS_OWN}
            self._address = URL(str(request.url), encoded=True)

    async def post(self, body: Mapping[str, Any]) -> Any:
        """Ask for a completion; gives the JSON of the answer, unchecked.

        Raises:
            openai.APIError: as the SDK raises it.
            Broken: the answer is too long, or packed.
            ValueError: it is no JSON.
        """
        assert self._address is not None
        if self._session is None:
            self._session = self._opened()
        raw = json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
        try:
            async with self._session.post(
                self._address, data=raw, headers=self._headers, allow_redirects=False
            ) as response:
                received = await self._received(response)
        except TimeoutError as error:
            raise openai.APITimeoutError(request=self._request()) from error
        except (aiohttp.ClientError, OSError) as error:
            raise openai.APIConnectionError(request=self._request()) from error
        if response.status >= 300:
            raise self._refusal(response, received)
        return json.loads(received)

    async def aclose(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def _received(self, response: aiohttp.ClientResponse) -> bytes:
        if response.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
            raise Broken("its answer is compressed, which it was asked not to be")
        chunks, size = [], 0
        async for chunk in response.content.iter_any():
            chunks.append(chunk)
            size += len(chunk)
            if size > self._most:
                raise Broken(f"it sends more than {self._most // 2**20} MB and does not stop")
        return b"".join(chunks)

    def _refusal(self, response: aiohttp.ClientResponse, received: bytes) -> openai.APIStatusError:
        said = httpx2.Response(response.status, headers=response.raw_headers, content=received, request=self._request())
        try:
            body: Any = json.loads(received)
        except ValueError:
            body = received.decode("utf-8", "replace")
        error = body.get("error", body) if isinstance(body, dict) else body
        return openai.APIStatusError(str(error)[:500], response=said, body=error)

    def _request(self) -> httpx2.Request:
        return httpx2.Request("POST", str(self._address))

    def _opened(self) -> aiohttp.ClientSession:
        plain = self._settings.target.startswith("http://")
        trusted: ssl.SSLContext | bool = False if plain else httpx2.create_ssl_context()
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=KEPT_SECONDS, ssl=trusted),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=self._settings.connect_timeout),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
        )
