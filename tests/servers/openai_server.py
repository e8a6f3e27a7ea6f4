"""A server on loopback that speaks OpenAI's protocol from a script, well or badly.

    async with OpenAIServer(["The answer [1].", Status(429, headers={"Retry-After": "0"}), "Now."]) as server:
        settings = Settings(model="test-model", base_url=server.base_url)
        ...
        assert server.requests[0].body["stream"] is True

``with OpenAIServer(...) as server`` runs it in a thread of its own, for code under test that is not async, or
is another process.

Each chat completion or decision uses up one reply of the script, in order; a script that has run out answers
418, which nothing retries. A reply is one of

- a string: the completion's text, streamed in words where the request wants a stream;
- a mapping: a completion that is this object as JSON;
- ``Text``: a completion with its pieces, finish reason, and what becomes of the stream (``then``);
- ``Tokens``: a one-token completion with these first tokens and their log probabilities;
- ``Decided``: answers of the Decisions API, as dicts;
- ``Status``: an error with its message, code, param and headers;
- ``Raw``: any bytes under any content type, such as a page of HTML or half a JSON object;
- ``Hang``: nothing at all, until the client goes away;
- a function from the ``Request`` to one of these.

Embeddings use up no reply: ``embed`` is a function from a text to its vector; None: the server has none.

What the server is like is set by keywords: ``refuses`` names parameters that it turns down with a 400 (they use
up no reply); ``decisions`` says whether it has the Decisions API; ``key`` is the key that it wants; ``models`` are
the entries of its list; ``props`` is what llama.cpp's ``/props`` gives.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import web


@dataclass
class Request:
    """A request as it came, and whether the client left before its answer was whole."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: dict[str, Any]
    left: threading.Event = field(default_factory=threading.Event)

    @property
    def prompt(self) -> str:
        """All words of a chat completion's messages, or a decision's input."""
        messages = self.body.get("messages") or []
        return "\n".join(m["content"] for m in messages) or str(self.body.get("input", ""))


@dataclass(frozen=True)
class Text:
    """A completion. ``then`` is what follows its pieces: its end, or, before the finish reason, silence until the
    client leaves, a closed connection, the same again for ever, or bytes that are no event. ``pace`` is how many
    seconds pass after each piece; ``sent`` becomes when each went, in seconds since the epoch."""

    text: str = ""
    pieces: Sequence[str] = ()
    finish_reason: str | None = "stop"
    then: Literal["end", "hang", "close", "endless", "garbage", "drip", "linger"] = "end"
    thought: str = ""
    refusal: str = ""
    usage: bool = True
    reasoning_tokens: int = 0
    pace: float = 0.0
    sent: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Tokens:
    """A one-token completion: (token, log probability), the likeliest first."""

    tokens: Sequence[tuple[str, float]]


@dataclass(frozen=True)
class Decided:
    """Answers of the Decisions API."""

    answers: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Status:
    """An error."""

    status: int
    message: str = "no"
    code: str | None = None
    param: str | None = None
    type: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Raw:
    """A body as it is. ``length`` larger than the body's makes the connection end too early; an ``endless`` body is
    sent again and again until the client leaves."""

    body: bytes
    content_type: str = "application/json"
    status: int = 200
    length: int | None = None
    endless: bool = False


@dataclass(frozen=True)
class Hang:
    """No answer: headers and then nothing where ``headers``, else nothing at all."""

    headers: bool = False


Reply = Any
HTML = Raw(b"<!doctype html><title>Welcome</title><p>It works!", "text/html")


class OpenAIServer:
    """See the module. ``requests`` are those that used up a reply or were refused; ``asked`` are all."""

    def __init__(
        self,
        replies: Sequence[Reply] = (),
        *,
        refuses: Sequence[str] = (),
        decisions: bool = False,
        key: str | None = None,
        models: Sequence[Mapping[str, Any]] = ({"id": "test-model", "max_model_len": 8192},),
        props: Mapping[str, Any] | None = None,
        embed: Callable[[str], Sequence[float]] | None = None,
    ) -> None:
        self.replies = list(replies)
        self.refuses = set(refuses)
        self.decisions = decisions
        self.key = key
        self.models = list(models)
        self.props = props
        self.embed = embed
        self.requests: list[Request] = []
        self.asked: list[Request] = []
        self.base_url = ""
        self._last_prompt = ""
        self._runner: web.AppRunner | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    # --- running ---------------------------------------------------------------------------------------------

    async def __aenter__(self) -> OpenAIServer:
        app = web.Application(client_max_size=64 * 2**20)
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        self.root = f"http://127.0.0.1:{port}"
        self.base_url = f"{self.root}/v1"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    def __enter__(self) -> OpenAIServer:
        started = threading.Event()
        self._loop = asyncio.new_event_loop()

        def run() -> None:
            assert self._loop is not None
            self._loop.run_until_complete(self.__aenter__())
            started.set()
            self._loop.run_forever()
            self._loop.run_until_complete(self.__aexit__())
            self._loop.close()

        self._thread = threading.Thread(target=run, daemon=True)
        self._thread.start()
        started.wait()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._loop is not None and self._thread is not None
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    # --- answering -------------------------------------------------------------------------------------------

    async def _answer(self, http: web.Request) -> web.StreamResponse:
        raw = await http.read()
        request = Request(http.method, http.path, dict(http.query), dict(http.headers), json.loads(raw) if raw else {})
        self.asked.append(request)
        if self.key is not None and not self._has_key(request):
            return _error(Status(401, f"Incorrect API key provided: {request.headers.get('Authorization')}"))
        if http.path.endswith("/models"):
            return web.json_response({"object": "list", "data": self.models})
        if http.path == "/props" and self.props is not None:
            return web.json_response(self.props)
        if http.path.endswith("/embeddings") and self.embed is not None:
            self.requests.append(request)
            return self._embedded(request)
        known = http.path.endswith("/chat/completions") or (http.path.endswith("/decisions") and self.decisions)
        if not known:
            return _error(Status(404, f"Invalid URL (POST {http.path})"))
        self.requests.append(request)
        for name in self._unwelcome(request.body):
            return _error(Status(400, f"Unsupported parameter: '{name}' is not supported.", param=name))
        try:
            return await self._say(self._next(request), request, http)
        except (asyncio.CancelledError, ConnectionError):
            request.left.set()
            raise

    def _embedded(self, request: Request) -> web.StreamResponse:
        """Vectors in the reverse order, each under its index, which is what the protocol goes by."""
        assert self.embed is not None
        asked = request.body["input"]
        texts = [asked] if isinstance(asked, str) else asked
        rows = [{"object": "embedding", "index": n, "embedding": list(self.embed(t))} for n, t in enumerate(texts)]
        tokens = sum(len(text) // 4 for text in texts)
        used = {"prompt_tokens": tokens, "total_tokens": tokens}
        body = {"object": "list", "data": rows[::-1], "model": request.body["model"], "usage": used}
        return web.json_response(body)

    def _has_key(self, request: Request) -> bool:
        given = request.headers.get("Authorization", ""), request.headers.get("api-key", "")
        return given[0] == f"Bearer {self.key}" or given[1] == self.key

    def _unwelcome(self, body: Mapping[str, Any]) -> Iterator[str]:
        """The parameters of a request that this server does not take."""
        named = dict(body)
        kind = (named.pop("response_format", None) or {}).get("type")
        if kind in self.refuses:
            yield "response_format"
        yield from (name for name in named if name in self.refuses)

    def _next(self, request: Request) -> Reply:
        reply: Reply = self.replies.pop(0) if self.replies else Status(418, "the script has run out")
        while isinstance(reply, Callable):  # type: ignore[arg-type]
            reply = reply(request)
        if isinstance(reply, str):
            return Text(reply)
        return Text(json.dumps(reply)) if isinstance(reply, Mapping) else reply

    async def _say(self, reply: Reply, request: Request, http: web.Request) -> web.StreamResponse:
        match reply:
            case Status():
                return _error(reply)
            case Raw():
                return await _raw(reply, http)
            case Hang():
                response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
                if reply.headers:
                    await response.prepare(http)
                await asyncio.sleep(3600)
                return response
            case Decided():
                return web.json_response(self._decided(reply, request))
            case Text() if request.body.get("stream"):
                return await self._stream(reply, request, http)
            case Text() | Tokens():
                return web.json_response(self._completion(reply, request))
            case _:
                raise TypeError(f"not a reply: {reply!r}")

    def _completion(self, reply: Text | Tokens, request: Request) -> dict[str, Any]:
        text = reply.text if isinstance(reply, Text) else reply.tokens[0][0]
        choice: dict[str, Any] = {
            "index": 0,
            "message": {"role": "assistant", "content": text},
            "finish_reason": reply.finish_reason if isinstance(reply, Text) else "length",
        }
        if isinstance(reply, Tokens):
            tops = [{"token": t, "logprob": p, "bytes": list(t.encode())} for t, p in reply.tokens]
            choice["logprobs"] = {"content": [{**tops[0], "top_logprobs": tops}], "refusal": None}
        return {**_head(request, "chat.completion"), "choices": [choice], "usage": self._usage(text, request)}

    def _decided(self, reply: Decided, request: Request) -> dict[str, Any]:
        used = self._usage("", request)
        return {
            "answers": list(reply.answers),
            "model": request.body["model"],
            "usage": {
                "input_tokens": used["prompt_tokens"],
                "input_tokens_details": {"cache_write_tokens": 0, **used["prompt_tokens_details"]},
                "output_tokens": 0,
                "output_tokens_details": {"reasoning_tokens": 0},
                "total_tokens": used["prompt_tokens"],
            },
        }

    async def _stream(self, reply: Text, request: Request, http: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(http)

        async def send(delta: Mapping[str, Any], finish_reason: str | None = None) -> None:
            choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
            await _event(response, {**_head(request, "chat.completion.chunk"), "choices": [choice]})

        await send({"role": "assistant", "content": ""})
        if reply.thought:
            await send({"reasoning_content": reply.thought})
        if reply.refusal:
            await send({"refusal": reply.refusal})
        pieces = list(reply.pieces) or _words(reply.text)
        for piece in pieces:
            await send({"content": piece})
            reply.sent.append(time.time())
            await asyncio.sleep(reply.pace)
        match reply.then:
            case "hang":
                await asyncio.sleep(3600)
            case "close":
                assert http.transport is not None
                http.transport.abort()
                return response
            case "garbage":
                await response.write(b'data: {"choices": [{"delta": {"content": "half an obj\n\n')
                return response
            case "endless" | "drip":
                while True:
                    await send({"content": (pieces or ["again and "])[-1]})
                    await asyncio.sleep(0.05 if reply.then == "drip" else 0)
        if reply.finish_reason is not None:
            await send({}, reply.finish_reason)
        if reply.then == "linger":
            await asyncio.sleep(3600)
        if reply.usage and (request.body.get("stream_options") or {}).get("include_usage"):
            used = self._usage("".join(pieces), request, reply.reasoning_tokens)
            await _event(response, {**_head(request, "chat.completion.chunk"), "choices": [], "usage": used})
        if reply.finish_reason is not None:
            await response.write(b"data: [DONE]\n\n")
        return response

    def _usage(self, text: str, request: Request, reasoning: int = 0) -> dict[str, Any]:
        """Tokens at four characters each; cached is what the prompt shares with the one before."""
        same = itertools.takewhile(
            lambda pair: pair[0] == pair[1], zip(self._last_prompt, request.prompt, strict=False)
        )
        cached = sum(1 for _ in same) // 4
        self._last_prompt = request.prompt
        prompt, completion = len(request.prompt) // 4, len(text) // 4 + 1 + reasoning
        return {
            "prompt_tokens": prompt,
            "completion_tokens": completion,
            "total_tokens": prompt + completion,
            "prompt_tokens_details": {"cached_tokens": cached},
            "completion_tokens_details": {"reasoning_tokens": reasoning},
        }


def _head(request: Request, kind: str) -> dict[str, Any]:
    return {"id": "chatcmpl-1", "object": kind, "created": 1_700_000_000, "model": request.body.get("model", "")}


def _words(text: str) -> list[str]:
    return [word for word in text.replace(" ", " \0").split("\0") if word]


def _error(status: Status) -> web.Response:
    error = {"message": status.message, "type": status.type, "param": status.param, "code": status.code}
    return web.json_response({"error": error}, status=status.status, headers=status.headers)


async def _event(response: web.StreamResponse, event: Mapping[str, Any]) -> None:
    await response.write(b"data: " + json.dumps(event).encode() + b"\n\n")


async def _raw(reply: Raw, http: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(status=reply.status, headers={"Content-Type": reply.content_type})
    if not reply.endless:
        response.content_length = len(reply.body) if reply.length is None else reply.length
    await response.prepare(http)
    await response.write(reply.body)
    while reply.endless:
        await response.write(reply.body)
    if reply.length is not None and http.transport is not None:
        http.transport.close()
    return response
