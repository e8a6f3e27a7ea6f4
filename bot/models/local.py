"""A model file run by llama.cpp inside this process, as a server on loopback with a random port and key."""

from __future__ import annotations

import asyncio
import os
import secrets
from pathlib import Path
from typing import Any, Final

from bot.config import Secret, Settings
from bot.errors import ConfigError, ModelUnreachable, shown
from bot.models import hub

DEFAULT_CONTEXT: Final = 16_384
"""Tokens of the window where the settings say nothing: longer ones take gigabytes. llama.cpp takes less where the
model was made for less."""

_SILENT: Final = -1
"""llama.cpp's verbosity at which it writes nothing at all to this process's output."""


class LocalServer:
    """A llama.cpp server that runs in this process until ``stop``.

    Attributes:
        name: the model's name for results: ``local:`` and the file's name, without its folder.
        base_url: where it listens.
        key: what it wants to see, so that nobody else on this machine can use it.
    """

    def __init__(self, server: Any, name: str, key: Secret) -> None:
        self._server = server
        self.name = name
        self.base_url = f"{server.listening_address}/v1"
        self.key = key

    def stop(self) -> None:
        """End the server and give its memory back. Harmless when called twice."""
        self._server = None  # the last reference: llama.cpp ends its threads when it goes


async def resolve(settings: Settings) -> Path:
    """The model file that the settings name; a file on the hub is fetched first.

    Raises:
        ConfigError: there is no such file, or it is no GGUF file, or the name is not one of a file on a hub.
        ModelError: it cannot be fetched.
    """
    return await asyncio.to_thread(_resolve, (settings.model or "").removeprefix("local:"), settings.home)


def start(path: Path, settings: Settings, *, embedding: bool = False) -> LocalServer:
    """Load a model file and serve it. Blocks while it loads.

    Args:
        path: the file.
        settings: the window, in tokens.
        embedding: serve vectors of texts and no completions.

    Raises:
        ConfigError: xllamacpp is not installed.
        ModelUnreachable: llama.cpp cannot load the file.
    """
    try:
        import xllamacpp
    except ImportError:
        raise ConfigError(
            "A model file needs llama.cpp, which is not installed: pip install 'onrecord[local]'."
        ) from None
    key, name = Secret(secrets.token_urlsafe(32)), f"local:{path.name}"
    parameters = xllamacpp.CommonParams()
    parameters.verbosity = _SILENT
    parameters.model.path = str(path)
    parameters.model_alias = {name}
    parameters.hostnames, parameters.port = ["127.0.0.1"], 0
    parameters.api_keys = [key.reveal()]
    parameters.ui = parameters.endpoint_slots = False
    parameters.embedding = embedding
    parameters.n_ctx = settings.context_tokens or DEFAULT_CONTEXT
    # One conversation at a time: on a CPU two at once are no faster, and each would have half of the window.
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = _cores()
    try:
        return LocalServer(xllamacpp.Server(parameters), name, key)
    except RuntimeError:
        raise ModelUnreachable(
            f"llama.cpp cannot load {shown(path)}: the file is damaged, or of a kind that this version does not know, "
            "or there is too little memory; try another file, or set ONRECORD_CONTEXT_TOKENS lower."
        ) from None


def _resolve(named: str, home: Path) -> Path:
    path = hub.fetch(named.removeprefix("hf:"), home) if named.startswith("hf:") else Path(named).expanduser()
    _check(path)
    return path


def _check(path: Path) -> None:
    """See that there is a GGUF file at a path."""
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except FileNotFoundError:
        raise ConfigError(f"There is no file {shown(path)}; --model local:PATH.gguf wants a GGUF file.") from None
    except IsADirectoryError:
        raise ConfigError(f"{shown(path)} is a folder; --model local:PATH.gguf wants a GGUF file.") from None
    except OSError as error:
        raise ConfigError(f"{shown(path)} cannot be read: {shown(error.strerror)}.") from None
    if magic != b"GGUF":
        raise ConfigError(f"{shown(path)} is not a GGUF file; llama.cpp reads no other.")


def _cores() -> int:
    """The cores that this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1
