"""Secrets that are planted, servers that give them back, and the search for them afterwards."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import zipfile_zstd as zipfile

from tests.servers.openai_server import Hang, OpenAIServer, Raw, Status, Text

KEY = "sk-planted-4f7Qz0bV2mX9"
OTHERS = {
    "AZURE_OPENAI_API_KEY": "az-planted-8Jr5",
    "ONRECORD_EMBEDDING_API_KEY": "em-planted-1Wc3",
    "SLACK_BOT_TOKEN": "xoxb-planted-6Tn2",
    "SLACK_APP_TOKEN": "xapp-planted-9Ly4",
    "SLACK_SIGNING_SECRET": "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
}
PARTS = (KEY, KEY[-10:], *OTHERS.values())
"""What must stand nowhere; the end of a key gives it away as well."""

ECHO = f"Bearer {KEY} is not known here"
SAID = "The harbour council of Vessby voted on Monday to build the quay bridge. [S2]\n"

FAILURES: dict[str, Any] = {
    "401": Status(401, ECHO),
    "403": Status(403, ECHO, code=KEY, param=KEY),
    "404": Status(404, ECHO, code="model_not_found"),
    "429": Status(429, ECHO, headers={"Retry-After": KEY}),
    "500": Status(500, ECHO, headers={"X-Request-Id": KEY}),
    "302": Status(302, ECHO, headers={"Location": f"http://127.0.0.1:1/{KEY}"}),
    "an error in the stream": Raw(
        f'data: {{"error": {{"message": "{ECHO}", "code": "{KEY}"}}}}\n\n'.encode(), "text/event-stream"
    ),
    "no JSON": Raw(ECHO.encode()),
    "half a JSON object": Raw(f'{{"choices": [{{"{KEY}'.encode()),
    "a page": Raw(f"<!doctype html><title>{ECHO}</title>".encode(), "text/html", 502),
    "another type": Raw(json.dumps({"choices": KEY, "data": KEY}).encode()),
    "a break in the middle": Text(SAID, then="garbage"),
    "silence": Hang(),
}


def environ(server: OpenAIServer, **more: str) -> dict[str, str]:
    return {
        **OTHERS,
        "OPENAI_API_KEY": KEY,
        "OPENAI_BASE_URL": server.base_url,
        "ONRECORD_MODEL": "test-model",
        "ONRECORD_RETRIES": "0",
        "ONRECORD_FIRST_TOKEN_TIMEOUT": "0.5",
        "ONRECORD_DEBUG": "1",
        **more,
    }


def leaks(home: Path, *said: str, parts: Sequence[str] = PARTS) -> list[str]:
    """Where a planted secret stands: in what was printed, in a file or an archive under ``home``, or in a name."""
    found = [
        f"printed: {text[max(0, text.find(part) - 80) :][:200]}" for text in said for part in parts if part in text
    ]
    for path in home.rglob("*"):
        found += [f"named: {path}" for part in parts if part in path.name]
        for raw in _contents(path) if path.is_file() else ():
            found += [f"kept: {path}" for part in parts if any(form in raw for form in _forms(part))]
    return found


def _forms(part: str) -> tuple[bytes, ...]:
    """How a secret may be written in a file: as it is, in UTF-16, in hexadecimal digits (bytes of a database)."""
    return part.encode(), part.encode("utf-16-le"), part.encode().hex().encode()


def _contents(path: Path) -> Iterator[bytes]:
    """The bytes of a file, and of what an archive packs (inspect packs its logs by Zstandard)."""
    yield path.read_bytes()
    if path.suffix == ".gz":
        yield gzip.decompress(path.read_bytes())
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                yield name.encode()
                yield archive.read(name)
