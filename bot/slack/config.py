"""The Slack app's own settings: tokens from the environment, everything else from options or the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from bot.config import Secret
from bot.errors import ConfigError, shown

API_URL: Final = "https://slack.com/api/"
HOME: Final = "slack.com"

_PREFIXES: Final = {
    "SLACK_BOT_TOKEN": ("xoxb-", "OAuth & Permissions › Bot User OAuth Token"),
    "SLACK_APP_TOKEN": ("xapp-", "Basic Information › App-Level Tokens (scope connections:write)"),
}


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """What the app needs to know about Slack and about how it is to run.

    Attributes:
        bot_token, app_token, signing_secret: as Slack issued them; None where not set. The app token is for Socket
            Mode, the signing secret for HTTP.
        api_url: the Web API's base URL, with a slash at the end. Files come from Slack's hosts, or, where this is
            not Slack's own, from its origin.
        installer: the user who may change the workspace's settings; None: the workspace's admins and owners.
        store: a PostgreSQL address (postgresql://...) or None for the SQLite file in ONRECORD_HOME.
        workers: how many questions one process answers at a time.
        lease: seconds after which a worker that gives no sign of life loses its question to another.
        message_seconds: how long one streamed message is written to before the answer goes on in a new one; Slack
            ends a stream about five minutes after it began.
        append_interval: the least seconds between two appends to one message; Slack allows some hundred a minute
            for all messages of a workspace.
    """

    bot_token: Secret | None = None
    app_token: Secret | None = None
    signing_secret: Secret | None = None
    api_url: str = API_URL
    installer: str | None = None
    store: Secret | None = None
    workers: int = 4
    lease: float = 20.0
    message_seconds: float = 240.0
    append_interval: float = 0.7

    @property
    def origin(self) -> tuple[str, str, int | None]:
        """Scheme, host and port of the Web API."""
        parts = urlsplit(self.api_url)
        return parts.scheme, (parts.hostname or "").lower(), parts.port

    def is_slacks(self, url: str) -> bool:
        """Whether an address is one to which the token may be sent: https on a host of Slack's; of the API's own
        origin where another API is set."""
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").lower(), parts.port
        except ValueError:
            return False
        if parts.username is not None or parts.password is not None:
            return False
        if self.origin[1] != HOME:
            return (parts.scheme, host, port) == self.origin
        return parts.scheme == "https" and port in (None, 443) and (host == HOME or host.endswith("." + HOME))


def load_slack_settings(
    environ: Mapping[str, str] | None = None, *, store: str | None = None, workers: int | None = None
) -> SlackSettings:
    """Read the settings.

    Args:
        environ: the environment; the process's own when None.
        store: ``--store``; above the environment's ONRECORD_SLACK_STORE.
        workers: ``--workers``; above ONRECORD_SLACK_WORKERS.

    Raises:
        ConfigError: a value that does not fit, with where the right one is found.
    """
    environ = os.environ if environ is None else environ
    for name, (prefix, where) in _PREFIXES.items():
        value = environ.get(name, "").strip()
        if value and not value.startswith(prefix):
            raise ConfigError(f"{name} does not begin with {prefix}; copy it again from {where}.")
    address = store or environ.get("ONRECORD_SLACK_STORE", "").strip() or None
    if address is not None and not address.startswith(("postgresql://", "postgres://")):
        raise ConfigError("--store is a PostgreSQL address (postgresql://...); leave it out for the local SQLite file.")
    return SlackSettings(
        bot_token=_secret(environ, "SLACK_BOT_TOKEN"),
        app_token=_secret(environ, "SLACK_APP_TOKEN"),
        signing_secret=_secret(environ, "SLACK_SIGNING_SECRET"),
        api_url=_api_url(environ.get("SLACK_API_URL", "").strip() or API_URL),
        installer=environ.get("SLACK_INSTALLER", "").strip() or None,
        store=Secret(address) if address else None,
        workers=workers or int(_number(environ, "ONRECORD_SLACK_WORKERS", 4, 1, 64)),
        lease=_number(environ, "ONRECORD_SLACK_LEASE", 20.0, 1.0, 55.0),
        message_seconds=_number(environ, "ONRECORD_SLACK_MESSAGE_SECONDS", 240.0, 1.0, 290.0),
        append_interval=_number(environ, "ONRECORD_SLACK_APPEND_INTERVAL", 0.7, 0.0, 10.0),
    )


def need(settings: SlackSettings, *names: str) -> None:
    """See that some of the tokens are set.

    Raises:
        ConfigError: one is not; says where Slack shows it.
    """
    where = {
        "bot_token": ("SLACK_BOT_TOKEN", _PREFIXES["SLACK_BOT_TOKEN"][1]),
        "app_token": ("SLACK_APP_TOKEN", _PREFIXES["SLACK_APP_TOKEN"][1]),
        "signing_secret": ("SLACK_SIGNING_SECRET", "Basic Information › App Credentials › Signing Secret"),
    }
    for name in names:
        if getattr(settings, name) is None:
            variable, place = where[name]
            raise ConfigError(
                f"{variable} is not set; copy it from your app's page at https://api.slack.com/apps: {place}."
            )


def _secret(environ: Mapping[str, str], name: str) -> Secret | None:
    value = environ.get(name, "").strip()
    return Secret(value) if value else None


def _api_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        fits = False
    if not fits:
        raise ConfigError(f"SLACK_API_URL is {shown(value)}, which is no http(s) address; leave it out to use Slack.")
    return value if value.endswith("/") else value + "/"


def _number(environ: Mapping[str, str], name: str, default: float, least: float, most: float) -> float:
    value = environ.get(name, "").strip()
    if not value:
        return default
    try:
        number = float(value)
    except ValueError:
        number = float("nan")
    if not least <= number <= most:
        raise ConfigError(f"{name} is {shown(value)}; it must be a number from {least:g} to {most:g}.")
    return number
