"""A scripted server for a quick run: yes to every question of one token, else the sentence most like the question."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.servers.openai_server import Request

_NUMBERED = re.compile(r"\[S(\d+)\] ([^\n]+)")
_SOURCE = re.compile(r"Source \d+:\n([^\n]+)")
_QUESTION = re.compile(r"^(?:Question|Query): (.+)", re.MULTILINE)
_KEY = re.compile(r"pqac-[0-9a-f]{8}")
FEW = 8
"""Words of a phrase."""
MOST = 100_000
"""Replies of one server."""


def reply(request: Request) -> Any:
    """What is said to a request, whichever program it comes from."""
    from tests.servers.openai_server import Text, Tokens

    body = request.body
    if body.get("logprobs") or body.get("max_tokens") == 1:
        return Tokens([("Yes", -0.05), ("No", -3.0)])
    numbered = _NUMBERED.findall(request.prompt)
    if numbered:
        number, sentence = max(numbered, key=lambda pair: likeness(pair[1], request.prompt))
        phrase = request.prompt.rstrip().endswith("In a few words:")
        return Text(
            f"{' '.join(sentence.split()[-FEW:])} [S{number}]\n" if phrase else f"- {sentence} [S{number}]\n",
            pace=0.002,
        )
    sources = _SOURCE.findall(request.prompt)
    if sources:
        sentences = [sentence for source in sources for sentence in source.split(". ")]
        return Text(max(sentences, key=lambda one: likeness(one, request.prompt)) + " [1].", pace=0.002)
    key = _KEY.search(request.prompt)
    if key:
        return Text(f"The text says it ({key[0]}).", pace=0.002)
    return Text("The text says so. It says more. 8", pace=0.002)


def likeness(sentence: str, prompt: str) -> int:
    """Words that a sentence shares with the question, or else with the prompt's end, where programs put it."""
    asked = _QUESTION.findall(prompt)
    return len(set(sentence.lower().split()) & set((asked[-1] if asked else prompt[-400:]).lower().split()))


@contextmanager
def scripted_server() -> Iterator[str]:
    """The base URL of such a server, from the repository's root only: it is the tests' server."""
    from tests.servers.openai_server import OpenAIServer

    with OpenAIServer([reply] * MOST, models=({"id": "scripted", "max_model_len": 8192},)) as server:
        yield server.base_url
