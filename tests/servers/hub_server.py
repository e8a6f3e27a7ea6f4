"""A mirror of the Hugging Face hub on loopback: one repository's files, with the headers that its clients read.

    with HubServer({"owner/repo/model.gguf": b"GGUF..."}) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)

``checksums`` overrides the SHA-256 that it claims for a file (None: it claims none); ``gated`` names files that
are kept back. ``asked`` are the requests, as "METHOD /path".
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Collection, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

COMMIT = "0123456789abcdef0123456789abcdef01234567"


class HubServer:
    """See the module."""

    def __init__(
        self,
        files: Mapping[str, bytes],
        checksums: Mapping[str, str | None] | None = None,
        gated: Collection[str] = (),
    ) -> None:
        self.asked: list[str] = []
        hub, claimed = self, dict(checksums or {})

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_HEAD(self) -> None:
                hub.asked.append(f"{self.command} {self.path}")
                owner, repository, *rest = self.path.strip("/").split("/")
                name = "/".join([owner, repository, *rest[2:]])  # without "resolve" and the revision
                body = files.get(name)
                if name in gated:
                    self._end(403, {"X-Error-Code": "GatedRepo"})
                elif body is None:
                    there = any(file.startswith(f"{owner}/{repository}/") for file in files)
                    self._end(404, {"X-Error-Code": "EntryNotFound" if there else "RepoNotFound"})
                else:
                    tag = claimed.get(name, hashlib.sha256(body).hexdigest())
                    headers = {"X-Repo-Commit": COMMIT, "ETag": '"of the pointer"', "Accept-Ranges": "bytes"}
                    if tag is not None:
                        headers |= {"X-Linked-Etag": f'"{tag}"', "X-Linked-Size": str(len(body))}
                    self._end(200, headers, body)

            do_GET = do_HEAD  # noqa: N815 - as http.server calls it

            def _end(self, status: int, headers: Mapping[str, str], body: bytes = b"") -> None:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command == "GET":
                    self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Nothing: the tests look at ``asked``."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> HubServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
