"""A scripted server for a quick run: it says yes to every question of one token, and else the first sentence it saw."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.servers.openai_server import Request

_NUMBERED = re.compile(r"\[S(\d+)\] ([^\n]+)")
_SOURCE = re.compile(r"Source \d+:\n([^\n]+)")
_KEY = re.compile(r"pqac-[0-9a-f]{8}")
MOST = 100_000
"""Replies of one server."""


def reply(request: Request) -> Any:
    """What is said to a request, whichever program it comes from."""
    from tests.servers.openai_server import Text, Tokens

    body = request.body
    if body.get("logprobs") or body.get("max_tokens") == 1:
        return Tokens([("Yes", -0.05), ("No", -3.0)])
    numbered = _NUMBERED.search(request.prompt)
    if numbered:
        return Text(f"- {numbered[2]} [S{numbered[1]}]\n", pace=0.002)
    source = _SOURCE.search(request.prompt)
    if source:
        return Text(f"{source[1].split('. ')[0]} [1].", pace=0.002)
    key = _KEY.search(request.prompt)
    if key:
        return Text(f"The text says it ({key[0]}).", pace=0.002)
    return Text("The text says so. It says more. 8", pace=0.002)


@contextmanager
def scripted_server() -> Iterator[str]:
    """The base URL of such a server, from the repository's root only: it is the tests' server."""
    from tests.servers.openai_server import OpenAIServer

    with OpenAIServer([reply] * MOST, models=({"id": "scripted", "max_model_len": 8192},)) as server:
        yield server.base_url
