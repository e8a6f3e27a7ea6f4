"""Opens the model that the settings name."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING

from bot.config import DEFAULT_MODEL, Settings, is_azure
from bot.errors import ConfigError, shown
from bot.models import sdk
from bot.models.abilities import KnownServers

if TYPE_CHECKING:
    from bot.models.direct import Direct
    from bot.models.openai_client import OpenAIModel
    from bot.models.server import Server

NAMED_IN_MESSAGES = 8
"""Of the models that a server has, how many an error message names."""


async def open_model(settings: Settings, *, known: KnownServers | None = None, many: bool = False) -> OpenAIModel:
    """Open the settings' model; close it with ``aclose``.

    OpenAI and Azure are asked nothing yet. Other servers are asked for the model's window, unless the settings
    give it, and, where no model was named, which one they have. A model file is loaded (and fetched before).

    Args:
        settings: their ``model`` is not None.
        known: what the process found out about servers before; it is added to.
        many: it will be asked very often, so that what a request takes of the processor counts.

    Raises:
        ConfigError: no model or no key is set, or a model file cannot be used as it is named.
        ModelError: the server cannot be asked, or the file cannot be loaded.
    """
    if settings.model is None:
        raise ConfigError("No model is set: set OPENAI_API_KEY, or OPENAI_BASE_URL, or --model local:PATH.gguf.")
    known = known if known is not None else KnownServers()
    if settings.model.startswith("local:"):
        return await _open_local(settings, known)
    await asyncio.to_thread(sdk.load)
    from bot.models.openai_client import OpenAIModel
    from bot.models.window import window

    server = _server(settings, settings.model, known, many=many)
    try:
        if _is_unnamed(settings):
            server = await _renamed(server, known)
        return OpenAIModel(server, await window(server))
    except BaseException:
        await server.aclose()
        raise


async def list_models(settings: Settings) -> tuple[str, ...]:
    """The names of the models that the settings' server has, sorted; for a model file, of those already fetched.

    Raises:
        ConfigError: neither a server nor a key is set.
        ModelError: the server cannot be asked.
    """
    from bot.models.hub import fetched

    if settings.target == "local":
        return tuple(f"local:{path}" for path in fetched(settings.home))
    await asyncio.to_thread(sdk.load)
    from bot.models.window import listed

    name = settings.model or DEFAULT_MODEL
    server = _server(replace(settings, model=name), name, KnownServers())
    try:
        return tuple(sorted(await listed(server)))
    finally:
        await server.aclose()


def _server(settings: Settings, model: str, known: KnownServers, *, many: bool = False) -> Server:
    from bot.models.connection import connect
    from bot.models.server import Server

    direct = _direct(settings) if many else None
    client = connect(settings, direct.see if direct else None)
    return Server(settings, model, client, known.of(settings, model), direct)


def _direct(settings: Settings) -> Direct | None:
    """What asks for completions at little cost; None where aiohttp is not installed, or not fit for the way there."""
    if find_spec("aiohttp") is None:
        return None
    from bot.models.connection import MOST_BYTES
    from bot.models.direct import Direct, is_fit

    return Direct(settings, MOST_BYTES) if is_fit(settings) else None


def _is_unnamed(settings: Settings) -> bool:
    """Whether the model's name is only the default one, on a server that is not known to have that model."""
    elsewhere = not (settings.host.endswith("openai.com") or is_azure(settings.host) or settings.api_version)
    return elsewhere and settings.model == DEFAULT_MODEL and "model" not in settings.origins


async def _renamed(server: Server, known: KnownServers) -> Server:
    """The server with the one model that it has, where that is not the default one."""
    from bot.models.server import Server
    from bot.models.window import listed

    names = tuple(sorted(await listed(server)))
    if not names or server.model in names:
        return server
    if len(names) > 1:
        some = ", ".join(shown(name, 80) for name in names[:NAMED_IN_MESSAGES])
        more = ", ..." if len(names) > NAMED_IN_MESSAGES else ""
        raise ConfigError(
            f"The server at {shown(server.settings.target)} has several models; choose one with --model: {some}{more}."
        )
    return Server(server.settings, names[0], server.client, known.of(server.settings, names[0]), server.direct)


async def _open_local(settings: Settings, known: KnownServers) -> OpenAIModel:
    """Load a model file in this process and open it as the server that it is."""
    from bot.models.local import resolve, start

    path = await resolve(settings)
    local, _ = await asyncio.gather(asyncio.to_thread(start, path, settings), asyncio.to_thread(sdk.load))
    from bot.models.openai_client import OpenAIModel
    from bot.models.window import window

    at = replace(
        settings,
        model=local.name,
        base_url=local.base_url,
        api_key=local.key,
        api_version=None,
        context_tokens=None,  # what llama.cpp made of it, which may be less, is asked of the server
    )
    server = _server(at, local.name, known)
    try:
        return OpenAIModel(server, await window(server), on_close=local.stop)
    except BaseException:
        await server.aclose()
        local.stop()
        raise
