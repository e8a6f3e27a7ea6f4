"""A counting proxy before a model server: the same for all who are measured, whatever they say they spent.

Requests are handed on as they are, with one change: a streamed completion is asked for its usage too, and where the
client had not asked for it, the event with the usage is kept from the client. Chat completions of one token, or with
log probabilities, and decisions, are *judgements*; other completions *write*.
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Literal, Self

if TYPE_CHECKING:
    from aiohttp import ClientResponse, ClientSession, web

Kind = Literal["write", "judge", "embed"]
_KEPT: Final = frozenset({"authorization", "api-key", "content-type", "accept"})
_TIMEOUT: Final = 1800.0
"""Seconds that one request may take: small models on a busy machine are slow."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request for a model's work.

    Attributes:
        kind: what it asked for.
        prompt, cached, completion: tokens, as the server counted them.
        counted: whether what it took is known; else ``prompt`` is the request's characters / 4.
        seconds: from the request's arrival to the answer's end.
        status: of HTTP.
    """

    kind: Kind
    prompt: int
    cached: int
    completion: int
    counted: bool
    seconds: float
    status: int


def kind_of(path: str, body: Mapping[str, Any]) -> Kind | None:
    """What a request asks a model for; None for what is no model's work (lists of models, settings)."""
    if path.endswith("/embeddings"):
        return "embed"
    if path.endswith("/decisions"):
        return "judge"
    if not path.endswith("/completions"):
        return None
    most = body.get("max_tokens") or body.get("max_completion_tokens")
    return "judge" if body.get("logprobs") or most == 1 else "write"


def spent(kind: Kind, told: Mapping[str, Any] | None, body: Mapping[str, Any], seconds: float, status: int) -> Call:
    """A call, from what the server told: a completion, or the last event of a stream that had a usage."""
    usage = (told or {}).get("usage") or {}
    prompt = usage.get("prompt_tokens", usage.get("input_tokens"))
    details = usage.get("prompt_tokens_details") or usage.get("input_tokens_details") or {}
    cached = details.get("cached_tokens")
    if cached is None:  # llama.cpp's own words
        cached = ((told or {}).get("timings") or {}).get("cache_n", 0)
    if status >= 400:  # turned down: nothing was read
        return Call(kind, 0, 0, 0, True, seconds, status)
    if prompt is None:
        words = json.dumps(body.get("messages") or body.get("input") or "", ensure_ascii=False)
        return Call(kind, len(words) // 4, 0, 0, False, seconds, status)
    made = usage.get("completion_tokens", usage.get("output_tokens", 0))
    return Call(kind, int(prompt), int(cached or 0), int(made or 0), True, seconds, status)


def event_of(line: bytes) -> dict[str, Any] | None:
    """The object of a line of a stream of events; None for other lines."""
    if not line.startswith(b"data:") or b"{" not in line:
        return None
    try:
        found = json.loads(line[5:])
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


class CountingProxy:
    """``with CountingProxy("http://127.0.0.1:8115/v1") as proxy``: ``proxy.base_url`` stands for that server."""

    def __init__(self, target: str) -> None:
        """Nothing is opened yet. ``target``: a server's base URL, with its ``/v1``."""
        self._target = target.rstrip("/")
        self._calls: list[Call] = []
        self._lock = threading.Lock()
        self._loop = asyncio.new_event_loop()
        self._ended = asyncio.Event()
        self._thread = threading.Thread(target=lambda: self._loop.run_until_complete(self._main()), daemon=True)
        self._begun = threading.Event()
        self.base_url = ""

    def __enter__(self) -> Self:
        self._thread.start()
        self._begun.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join()
        self._loop.close()

    def taken(self) -> Sequence[Call]:
        """The calls since this was last asked."""
        with self._lock:
            calls, self._calls = self._calls, []
        return calls

    async def _main(self) -> None:
        from aiohttp import ClientSession, ClientTimeout, web

        async with ClientSession(timeout=ClientTimeout(total=_TIMEOUT), read_bufsize=2**22) as client:
            app = web.Application(client_max_size=64 * 2**20)

            async def handle(request: web.Request) -> web.StreamResponse:
                return await self._handle(request, client)

            app.router.add_route("*", "/{path:.*}", handle)
            runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            self.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
            self._begun.set()
            await self._ended.wait()
            await runner.cleanup()

    def _address(self, path: str) -> str:
        """Where a request goes: what is under /v1 goes under the target, all else to the target's root."""
        if path.startswith("/v1"):
            return self._target + path.removeprefix("/v1")
        return self._target.removesuffix("/v1") + path

    async def _handle(self, request: web.Request, client: ClientSession) -> web.StreamResponse:
        from aiohttp import web

        began = time.monotonic()
        raw = await request.read()
        body = json.loads(raw) if raw else {}
        kind = kind_of(request.path, body)
        hidden = False
        if kind == "write" and body.get("stream") and not (body.get("stream_options") or {}).get("include_usage"):
            body["stream_options"], hidden = {**(body.get("stream_options") or {}), "include_usage": True}, True
            raw = json.dumps(body).encode()
        headers = {name: value for name, value in request.headers.items() if name.lower() in _KEPT}
        told: dict[str, Any] | None = None
        status = 0
        try:
            address = self._address(request.path)
            async with client.request(
                request.method, address, data=raw or None, params=request.query, headers=headers
            ) as upstream:
                status = upstream.status
                if upstream.content_type != "text/event-stream":
                    answer = await upstream.read()
                    told = event_of(b"data:" + answer.replace(b"\n", b" "))
                    return web.Response(body=answer, status=status, headers={"Content-Type": _type(upstream)})
                response = web.StreamResponse(status=status, headers={"Content-Type": _type(upstream)})
                await response.prepare(request)
                async for line in upstream.content:
                    event = event_of(line)
                    told = event if event is not None and event.get("usage") else told
                    if not (hidden and event is not None and event.get("usage") and not event.get("choices")):
                        await response.write(line)
                return response
        finally:
            if kind is not None:
                with self._lock:
                    self._calls.append(spent(kind, told, body, time.monotonic() - began, status))


def _type(upstream: ClientResponse) -> str:
    return upstream.headers.get("Content-Type", "application/json")
