"""What is wrong with how the app is set up, and what to click. Shows no token."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from slack_sdk.errors import SlackApiError

from bot.config import Secret, Settings
from bot.errors import OnRecordError, shown
from bot.slack.api import client_for, failure
from bot.slack.config import SlackSettings
from bot.slack.manifest import EVENTS, SCOPES
from bot.slack.state import open_state

CONFIG_TOKEN: Final = "SLACK_CONFIG_TOKEN"  # noqa: S105 - a variable's name
_PAGE: Final = "https://api.slack.com/apps › On Record"
_NO_ROAD: Final = (OSError, TimeoutError)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; ``wrong`` where the app cannot run, or not do all it should, as it is."""

    what: str
    says: str
    wrong: bool = False

    def __str__(self) -> str:
        return f"{'✗' if self.wrong else '✓'} {self.what}: {self.says}"


async def examine(slack: SlackSettings, settings: Settings, environ: Mapping[str, str] | None = None) -> list[Finding]:
    """Look at tokens, scopes, event subscriptions, model and store.

    Args:
        slack: the app's settings.
        settings: the settings of sessions.
        environ: where an app configuration token may stand, with which subscriptions can be read.
    """
    environ = os.environ if environ is None else environ
    found = [finding async for finding in _bot(slack, environ.get(CONFIG_TOKEN, "").strip())]
    found += [finding async for finding in _doors(slack)]
    found.append(await _store(slack, settings))
    found += [finding async for finding in _model(settings)]
    return found


def scope_findings(granted: Iterable[str]) -> list[Finding]:
    """What the scopes that were granted lack, and which of them are not needed."""
    have = {scope.strip() for scope in granted if scope.strip()}
    missing, more = sorted(set(SCOPES) - have), sorted(have - set(SCOPES))
    found = [
        Finding("scope", f"{name} is missing, to {SCOPES[name]}: {_PAGE} › OAuth & Permissions › Scopes", wrong=True)
        for name in missing
    ]
    if missing:
        found.append(Finding("scopes", "after adding scopes: Install App › Reinstall to Workspace", wrong=True))
    else:
        found.append(Finding("scopes", "all there"))
    if more:
        found.append(Finding("scopes", f"not needed by this app, and may be removed: {', '.join(more)}"))
    return found


def event_findings(manifest: Mapping[str, Any]) -> list[Finding]:
    """What the event subscriptions of an installed app's manifest lack."""
    settings = manifest.get("settings") or {}
    have = set((settings.get("event_subscriptions") or {}).get("bot_events") or ())
    missing = sorted(set(EVENTS) - have)
    found = [
        Finding("event", f"{name} is not subscribed to ({EVENTS[name]}): {_PAGE} › Event Subscriptions", wrong=True)
        for name in missing
    ] or [Finding("events", "all subscribed to")]
    if not (settings.get("interactivity") or {}).get("is_enabled"):
        found.append(Finding("buttons", f"turn on {_PAGE} › Interactivity & Shortcuts", wrong=True))
    return found


async def _bot(slack: SlackSettings, config_token: str) -> AsyncIterator[Finding]:
    if slack.bot_token is None:
        yield Finding("SLACK_BOT_TOKEN", f"not set: {_PAGE} › OAuth & Permissions › Bot User OAuth Token", wrong=True)
        return
    client = client_for(slack, again=True)
    try:
        told = await client.auth_test()
    except SlackApiError as error:
        code = shown(failure(error) or error, 60)
        yield Finding("SLACK_BOT_TOKEN", f"Slack says {code}: copy it again from OAuth & Permissions", wrong=True)
        return
    except _NO_ROAD as error:
        says = f"cannot be reached at {shown(slack.api_url)} ({shown(error, 60)})"
        yield Finding("Slack", says, wrong=True)
        return
    yield Finding("SLACK_BOT_TOKEN", f"{shown(told.get('user'), 80)} in {shown(told.get('team'), 80)}")
    headers = {str(name).lower(): value for name, value in dict(told.headers).items()}
    if "x-oauth-scopes" in headers:
        for finding in scope_findings(str(headers["x-oauth-scopes"]).split(",")):
            yield finding
    if not config_token:
        yield Finding(
            "events",
            f"cannot be read with these tokens; compare {_PAGE} › App Manifest with `onrecord slack manifest`, or set"
            f" {CONFIG_TOKEN} (Your Apps › App Configuration Tokens) and look again",
        )
        return
    try:
        about = (await client.bots_info(bot=str(told.get("bot_id", "")))).get("bot") or {}
        exported = await client_for(slack, token=Secret(config_token), again=True).apps_manifest_export(
            app_id=str(about.get("app_id", ""))
        )
        for finding in event_findings(exported.get("manifest") or {}):
            yield finding
    except SlackApiError as error:
        yield Finding(CONFIG_TOKEN, f"Slack says {shown(failure(error), 60)}: make a new one", wrong=True)


async def _doors(slack: SlackSettings) -> AsyncIterator[Finding]:
    """A socket or a signing secret: at least one of them is needed."""
    if slack.app_token is None and slack.signing_secret is None:
        yield Finding(
            "way in",
            "set SLACK_APP_TOKEN for `onrecord slack run` (Basic Information › App-Level Tokens, connections:write), or"
            " SLACK_SIGNING_SECRET for `onrecord slack serve` (Basic Information › App Credentials)",
            wrong=True,
        )
    if slack.signing_secret is not None:
        yield Finding("SLACK_SIGNING_SECRET", "set; Slack shows whether it fits under Event Subscriptions")
    if slack.app_token is None:
        return
    try:
        await client_for(slack, token=slack.app_token, again=True).apps_connections_open(
            app_token=slack.app_token.reveal()
        )
    except SlackApiError as error:
        code = shown(failure(error) or error, 60)
        yield Finding(
            "SLACK_APP_TOKEN",
            f"Slack says {code}: make one with connections:write under Basic Information › App-Level Tokens, and"
            f" turn on {_PAGE} › Socket Mode",
            wrong=True,
        )
    except _NO_ROAD as error:
        yield Finding("SLACK_APP_TOKEN", f"could not be tried ({shown(error, 60)})", wrong=True)
    else:
        yield Finding("SLACK_APP_TOKEN", "opens a socket")


async def _store(slack: SlackSettings, settings: Settings) -> Finding:
    name = "PostgreSQL" if slack.store else "SQLite"
    try:
        state = await open_state(slack.store.reveal() if slack.store else None, settings.home)
        try:
            waiting, running = await state.queue.waiting()
        finally:
            await state.aclose()
    except OnRecordError as error:
        return Finding("store", str(error), wrong=True)
    return Finding("store", f"{name}; {waiting} waiting, {running} under way")


async def _model(settings: Settings) -> AsyncIterator[Finding]:
    if settings.model is None:
        yield Finding("model", "none: the built-in drafter answers in the sources' own words (see `onrecord doctor`)")
        return
    from bot.models import probe

    try:
        for row in await probe(settings):
            yield Finding(f"model, {row.setting}", shown(row.value, 120))
    except OnRecordError as error:
        yield Finding("model", str(error), wrong=True)
