"""What a server says of its models: their names, and how many tokens fit one's window.

Import it after ``sdk.load``, which makes the SDK's import quick.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from bot.config import is_azure
from bot.errors import ModelMisbehaved
from bot.models.failures import RequestRefused
from bot.models.prices import Price
from bot.models.server import Server

_OPENAI: Final = (
    (r"gpt-(6|5\.[4-9])", 922_000),  # the documented most of a prompt, short of the window by the longest answer
    (r"gpt-5", 272_000),
    (r"gpt-4\.1", 1_000_000),
    (r"o[134]", 128_000),
    (r"gpt-4o|gpt-4-turbo|chatgpt", 128_000),
    (r"gpt-4", 8_192),
    (r"gpt-3\.5", 16_385),
)
"""Windows of OpenAI's families by the beginning of a name, so that none has to be asked for."""

UNKNOWN_OPENAI: Final = 128_000
UNKNOWN: Final = 4_096
"""Where nobody says: what common local servers give by default. Too small costs calls; too large loses text."""

_FIELDS: Final = ("max_model_len", "context_window", "context_length", "max_context_length", "n_ctx", "n_ctx_train")
"""What servers call the window in their list of models: vLLM, Groq, OpenRouter and Together, Mistral, llama.cpp."""


async def window(server: Server) -> int:
    """The window of a server's model in tokens: as set, else as known by name, as the server says, as the price
    table says, or a safe small number.

    Raises:
        ModelError: the server cannot be reached or denies access.
    """
    settings = server.settings
    if settings.context_tokens is not None:
        return settings.context_tokens
    if settings.host.endswith("openai.com") or is_azure(settings.host) or settings.api_version:
        name = server.model.rpartition("/")[2]
        return next((tokens for start, tokens in _OPENAI if re.match(start, name)), UNKNOWN_OPENAI)
    models = await _models(server)
    # Servers of one model answer to any name.
    entry = models.get(server.model) or (next(iter(models.values())) if len(models) == 1 else {})
    if entry.get("owned_by") == "llamacpp":
        slot = await _slot_window(server)
        if slot is not None:
            return slot
    meta = entry.get("meta")
    said = _window_in(entry) or _window_in(meta if isinstance(meta, Mapping) else {})
    return said or Price(settings, server.model).window() or UNKNOWN


async def listed(server: Server) -> tuple[str, ...]:
    """The names of the server's models in its own order; empty where it keeps no list."""
    return tuple(await _models(server))


async def _models(server: Server) -> dict[str, Mapping[str, Any]]:
    """The server's models by name, as it lists them; empty where it keeps no list that can be understood."""
    body = await _get(server, "/models")
    entries = body.get("data")
    if not isinstance(entries, list):
        return {}
    return {e["id"]: e for e in entries if isinstance(e, Mapping) and isinstance(e.get("id"), str)}


async def _slot_window(server: Server) -> int | None:
    """What llama.cpp says of the window of one conversation, which is a part of the whole where it runs several."""
    parts = urlsplit(server.settings.target)
    body = await _get(server, f"{parts.scheme}://{parts.netloc}/props")
    defaults = body.get("default_generation_settings")
    return _window_in(defaults) if isinstance(defaults, Mapping) else None


async def _get(server: Server, address: str) -> Mapping[str, Any]:
    async def send() -> object:
        return await server.client.get(address, cast_to=object)

    try:
        body = await server.request(send)
    except (RequestRefused, ModelMisbehaved):
        return {}
    return body if isinstance(body, Mapping) else {}


def _window_in(entry: Mapping[str, Any]) -> int | None:
    values = (entry.get(name) for name in _FIELDS)
    return next((v for v in values if isinstance(v, int) and not isinstance(v, bool) and v >= 512), None)
