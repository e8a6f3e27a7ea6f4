"""Settings, read once: options, then the environment, then onrecord.toml, then the defaults."""

from __future__ import annotations

import difflib
import ipaddress
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal
from urllib.parse import parse_qsl, urlsplit

from bot.config_values import FIELDS, Secret, UnfitError, store_shown
from bot.errors import ConfigError, shown

__all__ = [
    "DEFAULT_BASE_URL",
    "DEFAULT_MODEL",
    "FILE_NAME",
    "NO_MODEL",
    "Origin",
    "Row",
    "Secret",
    "Settings",
    "default_home",
    "describe",
    "is_azure",
    "is_loopback",
    "load_settings",
]

Origin = Literal["option", "environment", "file", "default"]

FILE_NAME: Final = "onrecord.toml"
DEFAULT_MODEL: Final = "gpt-6-luna"
DEFAULT_BASE_URL: Final = "https://api.openai.com/v1"
NO_MODEL: Final = "none"
"""The model name that asks for the built-in extractive drafter although a model could be had."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All that can be set. Times are in seconds, sizes in bytes, money in US dollars.

    Attributes:
        model: a model's name, "local:PATH.gguf" or "local:hf:OWNER/REPO/FILE.gguf"; None: no model, the
            built-in extractive drafter writes.
        base_url: an OpenAI-compatible server; None: OpenAI itself.
        api_key: the key; None: none was given (a server other than OpenAI may not want one).
        api_version: Azure's api-version; None where the server is not Azure or speaks its v1 API.
        connect_timeout: the longest wait for a connection.
        first_token_timeout: the longest wait for the first token, or for an answer that does not stream. Where it
            is not set and the model runs on this machine, ``load_settings`` makes it as long as the total.
        idle_timeout: the longest silence between two pieces of a stream.
        total_timeout: the longest time for one call, its retries included.
        reasoning_effort: how hard a reasoning model thinks, in the server's words (none, low, ...); None:
            not at all where the model is known to take that, else as the server likes.
        retries: how often a failed call is tried again.
        max_calls, max_tokens, max_cost_usd: caps for one command; the money only where a price is known.
        concurrency: the most requests at a time.
        context_tokens: the model's window in tokens; None: as the server says.
        home: the folder of the local store, of fetched models and of the user's own onrecord.toml.
        prompts_dir: a folder of templates that override the built-in ones by name.
        language: the language to answer in, as a code or a name; None: the document's.
        allow_loopback: fetch sources from this machine's own addresses too (for tests).
        max_source_bytes, source_timeout: limits on one source.
        store: where the library is, "sqlite:PATH" or "postgresql://USER:PASSWORD@HOST/DATABASE"; None: under ``home``.
        embedding_model: what makes vectors for search by meaning: a model's name or "local:PATH.gguf"; None: search
            goes by words alone.
        embedding_base_url: its server; None: ``base_url``, with ``api_key``.
        embedding_api_key: the key for ``embedding_base_url``, which is never sent ``api_key``.
        origins: where each field's value comes from, for ``onrecord doctor``.
    """

    model: str | None = None
    base_url: str | None = None
    api_key: Secret | None = None
    api_version: str | None = None
    connect_timeout: float = 10.0
    first_token_timeout: float = 120.0
    idle_timeout: float = 60.0
    total_timeout: float = 600.0
    reasoning_effort: str | None = None
    retries: int = 3
    max_calls: int = 1000
    max_tokens: int = 2_000_000
    max_cost_usd: float = 5.0
    concurrency: int = 4
    context_tokens: int | None = None
    home: Path = field(default_factory=lambda: default_home())
    prompts_dir: Path | None = None
    language: str | None = None
    allow_loopback: bool = False
    max_source_bytes: int = 20_000_000
    source_timeout: float = 30.0
    store: Secret | None = None
    embedding_model: str | None = None
    embedding_base_url: str | None = None
    embedding_api_key: Secret | None = None
    origins: Mapping[str, Origin] = field(default_factory=dict, compare=False, repr=False)

    @property
    def target(self) -> str:
        """Where requests go: "local" (a model file), or the server's base URL."""
        if self.model is not None and self.model.startswith("local:"):
            return "local"
        return self.base_url or DEFAULT_BASE_URL

    @property
    def host(self) -> str:
        """The server's host name; empty for a model file."""
        return "" if self.target == "local" else (urlsplit(self.target).hostname or "")

    @property
    def on_loopback(self) -> bool:
        return is_loopback(self.host)

    @property
    def needs_key(self) -> bool:
        """Whether the server is OpenAI's own: no other is known to turn down a request without a key."""
        return self.model is not None and self.host == urlsplit(DEFAULT_BASE_URL).hostname


@dataclass(frozen=True, slots=True)
class Row:
    """A line of ``onrecord doctor``: a setting, its value as it may be shown, and where the value comes
    from."""

    setting: str
    value: str
    origin: str


def load_settings(
    options: Mapping[str, object] | None = None,
    environ: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> Settings:
    """Read the settings, each from the strongest place that has it.

    The places, strongest first: the command's options; the environment (``OPENAI_API_KEY``,
    ``OPENAI_BASE_URL``, Azure's ``AZURE_OPENAI_ENDPOINT``, ``AZURE_OPENAI_API_KEY`` and
    ``OPENAI_API_VERSION``, and ``ONRECORD_`` with a field's name in capitals); ``onrecord.toml`` in the
    current folder, then in the home folder; the defaults. With no model, key or server set anywhere,
    ``model`` is None.

    Args:
        options: values by field name; None, as a value, is "not given".
        environ: the environment; the process's own when None. An empty value is "not set".
        cwd: the current folder; the process's own when None.

    Raises:
        ConfigError: an unknown key, a value that does not fit, a file that is not TOML, or a file in the
            current folder that would send the user's key to a server of the file's choice.
    """
    environ = os.environ if environ is None else environ
    cwd = Path.cwd() if cwd is None else cwd
    places = [_options(options or {}, cwd), _environment(environ, cwd)]
    home = next((place.read("home") for place in places if "home" in place.raw), default_home())
    project = _file(cwd)
    places.append(project)
    if home.resolve() != cwd.resolve():
        places.append(_file(home))

    values: dict[str, Any] = {}
    origins: dict[str, Origin] = {}
    for name in FIELDS:
        place = next((place for place in places if name in place.raw), None)
        if place is not None:
            values[name], origins[name] = place.read(name), place.origin
    _keep_key_from(project, places, values)
    return _settled(values, origins)


def describe(settings: Settings) -> tuple[Row, ...]:
    """Every setting in force, for ``onrecord doctor``. A key is "set" or "not set", never itself."""
    rows = []
    for name in FIELDS:
        value = getattr(settings, name)
        if name in ("api_key", "embedding_api_key"):
            text = "set" if value else "not set"
        elif name == "store" and value is not None:
            text = shown(store_shown(value))
        elif value is None:
            text = "not set"
        else:
            text = shown(value)
        rows.append(Row(name, text, settings.origins.get(name, "default")))
    return tuple(rows)


def default_home() -> Path:
    """The platform's folder for a user's own files of this program."""
    import platformdirs  # used only where ONRECORD_HOME is not set

    return Path(platformdirs.user_data_dir("onrecord", appauthor=False))


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine's own, by its writing alone (nothing is looked up)."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_azure(host: str) -> bool:
    """Whether a host is one of Azure's for OpenAI models."""
    return host.endswith((".openai.azure.com", ".cognitiveservices.azure.com", ".services.ai.azure.com"))


# --- the places ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Place:
    """Somewhere that values stand: the values as written, what each is called there, what paths are relative
    to."""

    origin: Origin
    raw: Mapping[str, object]
    called: Callable[[str], str]
    folder: Path

    def read(self, name: str) -> Any:
        try:
            return FIELDS[name](self.raw[name], self.folder)
        except UnfitError as unfit:
            value = (
                "" if name.endswith(("api_key", "base_url", "store")) else f", not {shown(repr(self.raw[name]), 60)}"
            )
            raise ConfigError(f"{self.called(name)} {unfit}{value}.") from None


def _options(options: Mapping[str, object], cwd: Path) -> _Place:
    given = {name: value for name, value in options.items() if value is not None}
    for name in given:
        if name not in FIELDS:
            raise ConfigError(f"There is no setting {shown(name)}{_near(name)}.")
    return _Place("option", given, lambda name: "--" + name.replace("_", "-"), cwd)


def _environment(environ: Mapping[str, str], cwd: Path) -> _Place:
    raw: dict[str, str] = {}
    names: dict[str, str] = {}

    def take(field_name: str, variable: str) -> None:
        if field_name not in raw and environ.get(variable, "").strip():
            raw[field_name], names[field_name] = environ[variable], variable

    for name in FIELDS:
        take(name, "ONRECORD_" + name.upper())
    for variable in environ:
        _check_variable(variable)
    take("base_url", "OPENAI_BASE_URL")
    take("base_url", "AZURE_OPENAI_ENDPOINT")
    if names.get("base_url") == "AZURE_OPENAI_ENDPOINT" or ".azure.com/" in raw.get("base_url", "") + "/":
        take("api_key", "AZURE_OPENAI_API_KEY")
    if names.get("base_url") == "AZURE_OPENAI_ENDPOINT":
        take("api_version", "OPENAI_API_VERSION")
    take("api_key", "OPENAI_API_KEY")
    return _Place("environment", raw, lambda name: names.get(name, name), cwd)


def _check_variable(variable: str) -> None:
    """Turn down a misspelt ONRECORD_ variable, and leave alone those of others: a container's orchestrator
    makes up such names too (ONRECORD_PORT for a service called onrecord)."""
    name = variable.removeprefix("ONRECORD_").lower()
    if name != variable.lower() and name not in FIELDS and _near(name):
        raise ConfigError(f"There is no setting {shown(variable)}{_near(name, 'ONRECORD_')}.")


def _file(folder: Path) -> _Place:
    path = folder / FILE_NAME
    try:
        raw = tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}
    except OSError as error:
        raise ConfigError(f"{shown(path)} cannot be read: {shown(error.strerror)}.") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{shown(path)} is not UTF-8 text; save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{shown(path)} is not TOML: {shown(error)}.") from None
    if "home" in raw:
        raise ConfigError(f"home in {shown(path)} has no effect there; set ONRECORD_HOME instead.")
    for name in raw:
        if name not in FIELDS:
            raise ConfigError(f"There is no setting {shown(name)}, which stands in {shown(path)}{_near(name)}.")
    return _Place("file", raw, lambda name: f"{name} in {shown(path)}", folder)


def _near(name: str, prefix: str = "") -> str:
    """A hint at the setting that was probably meant, or nothing."""
    near = difflib.get_close_matches(name.lower().replace("-", "_"), FIELDS, n=1, cutoff=0.8)
    if not near:
        return ""
    return f" (did you mean {prefix + near[0].upper() if prefix else near[0]}?)"


def _keep_key_from(project: _Place, places: list[_Place], values: Mapping[str, Any]) -> None:
    """See that a file in the current folder, which may be anybody's, does not send the user's key
    elsewhere."""
    for url, key, remedy in (
        ("base_url", "api_key", "OPENAI_BASE_URL or --base-url"),
        ("embedding_base_url", "embedding_api_key", "ONRECORD_EMBEDDING_BASE_URL"),
    ):
        holder = {name: next((place for place in places if name in place.raw), None) for name in (url, key)}
        if holder[url] is not project or holder[key] in (None, project):
            continue
        host = urlsplit(values[url]).hostname or ""
        if is_loopback(host) or values[url].startswith(DEFAULT_BASE_URL):
            continue
        raise ConfigError(
            f"{project.called(url)} would send your key to {shown(host)}; if that is what you want, set {remedy} to "
            "it yourself."
        )

    store = next((place for place in places if "store" in place.raw), None)
    if store is project and not values["store"].reveal().startswith("sqlite:"):
        raise ConfigError(
            f"{project.called('store')} would send what you add to a server; if that is what you want, set"
            " ONRECORD_STORE or --store to it yourself."
        )


def _settled(values: dict[str, Any], origins: dict[str, Origin]) -> Settings:
    """Settings from the values found, with the defaults that hang on others."""
    url = values.get("base_url")
    if url is not None:
        parts = urlsplit(url)
        version = dict(parse_qsl(parts.query)).get("api-version")
        values["base_url"] = parts._replace(query="").geturl().rstrip("/")
        if version:
            values["api_version"], origins["api_version"] = version, origins["base_url"]
    if values.get("model") == NO_MODEL:
        values["model"] = None
    elif "model" not in values and ("api_key" in values or "base_url" in values):
        values["model"] = DEFAULT_MODEL
    settings = Settings(**values, origins=MappingProxyType(origins))
    if "first_token_timeout" not in values and (settings.target == "local" or settings.on_loopback):
        # This machine may need minutes to read a long prompt, and there is no network in between to fail silently.
        settings = replace(settings, first_token_timeout=settings.total_timeout)
    return settings
