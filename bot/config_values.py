"""The settings by name, and how each one's value is read from a string or from TOML's own types."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit


class Secret:
    """A string that no repr, log line or traceback shows. ``reveal`` is the only way to it."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "Secret(***)"

    def __str__(self) -> str:
        return "***"

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> str | tuple[Any, ...]:
        raise TypeError("a secret is not to be pickled")


class UnfitError(Exception):
    """Why a value does not fit, worded as "must be ...". Never holds the value."""


def _text(raw: object, cwd: Path) -> str:
    if not isinstance(raw, str) or not raw.strip() or not raw.strip().isprintable():
        raise UnfitError("must be a line of text")
    return raw.strip()


def _secret(raw: object, cwd: Path) -> Secret:
    if isinstance(raw, Secret):
        return raw
    # A key goes into an HTTP header, which takes ASCII only; the SDK's own error would show the key.
    if not isinstance(raw, str) or not raw.strip().isascii() or not raw.strip().isprintable() or " " in raw.strip():
        raise UnfitError("must be one word of plain ASCII characters, as the server's owner gave it out")
    return Secret(raw.strip())


def _url(raw: object, cwd: Path) -> str:
    text = _text(raw, cwd)
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError:
        raise UnfitError("must be an address such as http://127.0.0.1:8080/v1") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UnfitError("must be an http or https address such as http://127.0.0.1:8080/v1")
    if parts.username is not None or parts.password is not None:
        raise UnfitError("must not hold a user name or a password; give the key as OPENAI_API_KEY")
    if parts.fragment or any(name != "api-version" for name, _ in parse_qsl(parts.query, keep_blank_values=True)):
        raise UnfitError("must not hold anything after the path, but for Azure's api-version")
    return text


def _store(raw: object, cwd: Path) -> Secret:
    if isinstance(raw, Secret):
        return raw
    try:
        text = _text(raw, cwd)
    except UnfitError:
        text = ""
    kind, _, place = text.partition(":")
    if kind == "sqlite" and place and not place.startswith("//"):
        return Secret(f"sqlite:{_folder(place, cwd)}")
    if kind in ("postgresql", "postgres") and place.startswith("//"):
        return Secret(text)
    raise UnfitError("must be sqlite: and the path of a file, or postgresql://USER@HOST/DATABASE")


def store_shown(store: Secret) -> str:
    """Where a library is, fit to be shown: of a server's address no more than the host and the database."""
    text = store.reveal()
    if text.startswith("sqlite:"):
        return text
    try:
        parts = urlsplit(text)
        return f"postgresql://{parts.hostname or ''}{parts.path}"
    except ValueError:
        return "a PostgreSQL server"


def _whole(least: int) -> Callable[[object, Path], int]:
    def read(raw: object, cwd: Path) -> int:
        try:
            value = int(raw.replace("_", "")) if isinstance(raw, str) else raw
        except ValueError:
            value = None
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise UnfitError(f"must be a whole number of {least} or more")
        return value

    return read


def _positive(raw: object, cwd: Path) -> float:
    try:
        value = float(raw) if isinstance(raw, str | int | float) and not isinstance(raw, bool) else math.nan
    except (ValueError, OverflowError):
        value = math.nan
    if not (0 < value < math.inf):
        raise UnfitError("must be a number above 0")
    return value


def _switch(raw: object, cwd: Path) -> bool:
    if isinstance(raw, bool):
        return raw
    word = raw.strip().lower() if isinstance(raw, str) else ""
    if word in ("1", "true", "yes", "on"):
        return True
    if word in ("0", "false", "no", "off"):
        return False
    raise UnfitError("must be true or false")


def _folder(raw: object, cwd: Path) -> Path:
    if not isinstance(raw, str | Path) or not str(raw).strip() or "\0" in str(raw):
        raise UnfitError("must be the path of a folder")
    try:
        return cwd / Path(raw).expanduser()
    except RuntimeError:
        raise UnfitError("must be a path whose ~ stands for a known user") from None


FIELDS: Final[Mapping[str, Callable[[object, Path], Any]]] = MappingProxyType(
    {
        "model": _text,
        "base_url": _url,
        "api_key": _secret,
        "api_version": _text,
        "connect_timeout": _positive,
        "first_token_timeout": _positive,
        "idle_timeout": _positive,
        "total_timeout": _positive,
        "reasoning_effort": _text,
        "retries": _whole(0),
        "max_calls": _whole(1),
        "max_tokens": _whole(1),
        "max_cost_usd": _positive,
        "concurrency": _whole(1),
        "context_tokens": _whole(512),
        "home": _folder,
        "prompts_dir": _folder,
        "language": _text,
        "allow_loopback": _switch,
        "max_source_bytes": _whole(1),
        "source_timeout": _positive,
        "store": _store,
        "embedding_model": _text,
        "embedding_base_url": _url,
        "embedding_api_key": _secret,
    }
)
