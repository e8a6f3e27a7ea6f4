"""A server on loopback that speaks OpenAI's Batch API, well or badly: /v1/files and /v1/batches.

    with BatchServer(answer) as server:
        settings = Settings(model="test-model", base_url=server.base_url)

``answer`` gives the response to one request's body: a mapping (a completion), or ``Refusal`` (an HTTP error), or None
(no answer: the batch expires before its turn comes). A batch is over once it was looked at ``looks`` times. What came
is in ``files``, ``batches`` and ``bodies`` (the body of every request that was answered, refused or let expire).
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass(frozen=True)
class Refusal:
    """An HTTP error in the place of an answer."""

    status: int
    message: str
    param: str | None = None


@dataclass
class Batch:
    """A batch as the server has it."""

    id: str
    file: str
    metadata: dict[str, str]
    looks: int = 0
    status: str = "validating"
    output: str | None = None
    errors: str | None = None
    total: int = 0
    fault: str | None = None


Answer = Callable[[dict[str, Any]], Mapping[str, Any] | Refusal | None]


@dataclass
class BatchServer:
    """See the module."""

    answer: Answer
    looks: int = 2
    fault: str | None = None
    lose_create: int = 0
    has_api: bool = True
    base_url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    batches: dict[str, Batch] = field(default_factory=dict)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def __enter__(self) -> BatchServer:
        self._loop = asyncio.new_event_loop()
        started = threading.Event()

        def run() -> None:
            self._loop.run_until_complete(self._start())
            started.set()
            self._loop.run_forever()
            self._loop.run_until_complete(self._runner.cleanup())
            self._loop.close()

        self._thread = threading.Thread(target=run, daemon=True)
        self._thread.start()
        started.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    async def _start(self) -> None:
        app = web.Application(client_max_size=256 * 2**20)
        app.router.add_get("/v1/models", self._models)
        app.router.add_post("/v1/files", self._upload if self.has_api else self._missing)
        app.router.add_get("/v1/files/{id}/content", self._content)
        app.router.add_post("/v1/batches", self._create)
        app.router.add_get("/v1/batches", self._list)
        app.router.add_get("/v1/batches/{id}", self._look)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.base_url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}/v1"  # type: ignore[union-attr]

    async def _models(self, _: web.Request) -> web.Response:
        return web.json_response({"object": "list", "data": [{"id": "test-model", "max_model_len": 8192}]})

    async def _missing(self, http: web.Request) -> web.Response:
        return web.json_response({"error": {"message": f"Invalid URL (POST {http.path})"}}, status=404)

    async def _upload(self, http: web.Request) -> web.Response:
        self.asked.append("upload")
        form = await http.post()
        assert form["purpose"] == "batch"
        upload = form["file"]
        assert isinstance(upload, web.FileField)
        return web.json_response(self._file(upload.file.read(), upload.filename))

    def _file(self, content: bytes, name: str) -> dict[str, Any]:
        id = f"file-{len(self.files) + 1}"
        self.files[id] = content
        kind = {"object": "file", "purpose": "batch", "status": "processed", "created_at": 1}
        return {"id": id, "bytes": len(content), "filename": name, **kind}

    async def _content(self, http: web.Request) -> web.Response:
        self.asked.append("content")
        return web.Response(body=self.files[http.match_info["id"]], content_type="application/octet-stream")

    async def _create(self, http: web.Request) -> web.Response:
        self.asked.append("create")
        sent = await http.json()
        assert sent["endpoint"] == "/v1/chat/completions" and sent["completion_window"] == "24h"
        batch = Batch(f"batch-{len(self.batches) + 1}", sent["input_file_id"], sent["metadata"], fault=self.fault)
        batch.total = len(self.files[batch.file].splitlines())
        self.batches[batch.id] = batch
        if self.lose_create:  # made, and the client never hears of it
            self.lose_create -= 1
            assert http.transport is not None
            http.transport.abort()
        return web.json_response(_shown(batch))

    async def _list(self, _: web.Request) -> web.Response:
        found = [_shown(batch) for batch in reversed(self.batches.values())]
        return web.json_response({"object": "list", "data": found, "has_more": False})

    async def _look(self, http: web.Request) -> web.Response:
        self.asked.append("look")
        batch = self.batches[http.match_info["id"]]
        batch.looks += 1
        if batch.status == "validating":
            batch.status = "failed" if batch.fault else "in_progress"
        elif batch.status == "in_progress" and batch.looks >= self.looks:
            self._finish(batch)
        return web.json_response(_shown(batch))

    def _finish(self, batch: Batch) -> None:
        answers: list[dict[str, Any]] = []
        errors: list[dict[str, Any]] = []
        for line in self.files[batch.file].splitlines():
            request = json.loads(line)
            assert request["method"] == "POST" and request["url"] == "/v1/chat/completions"
            self.bodies.append(request["body"])
            answer = self.answer(request["body"])
            out = {"id": f"r-{len(self.bodies)}", "custom_id": request["custom_id"], "response": None, "error": None}
            if answer is None:
                errors.append({**out, "error": {"code": "batch_expired", "message": "not in time"}})
            elif isinstance(answer, Refusal):
                error = {"message": answer.message, "param": answer.param, "code": None, "type": "x"}
                errors.append({**out, "response": {"status_code": answer.status, "body": {"error": error}}})
            else:
                answers.append({**out, "response": {"status_code": 200, "body": dict(answer)}})
        answers.reverse()  # the order is no promise of the API
        batch.output = self._lines(answers)
        batch.errors = self._lines(errors)
        batch.status = "expired" if any(e["error"] for e in errors) else "completed"

    def _lines(self, values: list[dict[str, Any]]) -> str | None:
        if not values:
            return None
        return str(self._file("".join(json.dumps(value) + "\n" for value in values).encode(), "out.jsonl")["id"])


def _shown(batch: Batch) -> dict[str, Any]:
    fault = {"object": "list", "data": [{"code": "x", "message": batch.fault}]} if batch.fault else None
    return {
        "id": batch.id,
        "object": "batch",
        "endpoint": "/v1/chat/completions",
        "completion_window": "24h",
        "created_at": 1,
        "input_file_id": batch.file,
        "output_file_id": batch.output,
        "error_file_id": batch.errors,
        "status": batch.status,
        "errors": fault,
        "metadata": batch.metadata,
        "request_counts": {"total": batch.total, "completed": 0, "failed": 0},
    }
