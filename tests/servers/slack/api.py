"""The Web API's door: which methods there are, what they take, who may call them, and how often.

A method is a function of the workspace and its arguments, listed with ``method``; ``answer`` does what Slack does
before and after: reads form or JSON, checks the token, its scopes, the arguments and the rate, and wraps the answer.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.servers.slack.errors import Refused, ratelimited
from tests.servers.slack.transcript import Call

if TYPE_CHECKING:
    from tests.servers.slack.server import Slack

Arguments = dict[str, Any]
Run = Callable[["Slack", Arguments], Mapping[str, Any]]


@dataclass(frozen=True)
class Method:
    """A method of the Web API.

    Attributes:
        name: such as "chat.postMessage".
        run: what it does; raises ``Refused``.
        scope: the bot scope it needs, or "".
        tier: its rate tier.
        required, optional: its arguments.
        token: the kind of token it takes: "bot", "app" or "config".
    """

    name: str
    run: Run
    scope: str
    tier: int
    required: Sequence[str]
    optional: Sequence[str]
    token: str


METHODS: dict[str, Method] = {}


def method(
    name: str, *, scope: str = "", tier: int = 3, required: str = "", optional: str = "", token: str = "bot"
) -> Callable[[Run], Run]:
    """List a function as a method; ``required`` and ``optional`` are names with spaces between."""

    def listed(run: Run) -> Run:
        METHODS[name] = Method(name, run, scope, tier, required.split(), optional.split(), token)
        return run

    return listed


def number(arguments: Arguments, name: str, default: int) -> int:
    """An argument that is a whole number."""
    try:
        return int(arguments.get(name, default))
    except (TypeError, ValueError):
        raise Refused("invalid_arguments", [f"[ERROR] must be an integer [json-pointer:/{name}]"]) from None


def flag(arguments: Arguments, name: str) -> bool:
    """An argument that is true or false, however it came."""
    return arguments.get(name) in (True, 1, "1", "true", "True")


def parsed(arguments: Arguments, name: str) -> Any:
    """An argument that is JSON where it came in a form, and a value where it came in JSON."""
    value = arguments.get(name)
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise Refused("invalid_arguments", [f"[ERROR] failed to parse `{name}`"]) from None


async def answer(slack: Slack, request: web.Request) -> web.Response:
    """Answer a call."""
    name = request.match_info["method"]
    arguments, token = await _read(request)
    at = time.time()
    headers, status = {"X-OAuth-Scopes": ",".join(sorted(slack.scopes)), "X-Slack-Req-Id": f"r{len(slack.calls)}"}, 200
    try:
        if (broken := slack.broken.get(name)) is not None:
            raise Refused(broken)
        found: Mapping[str, Any] = {"ok": True, **_run(slack, name, arguments, token)}
    except Refused as refused:
        found = refused.answer()
        if refused.retry_after is not None:
            headers["Retry-After"], status = str(refused.retry_after), 429
    if status == 200:
        slack.note_pings(name, arguments)
    slack.calls.append(Call(at, name, arguments, dict(found), status, token))
    return web.json_response(found, status=status, headers=headers)


async def _read(request: web.Request) -> tuple[Arguments, str]:
    """A request's arguments, and its token."""
    arguments: Arguments = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = await request.json()
        except ValueError:
            body = {}
        arguments |= body if isinstance(body, dict) else {}
    elif request.can_read_body:
        arguments |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    given = arguments.pop("token", "")
    return arguments, request.headers.get("Authorization", "").removeprefix("Bearer ") or str(given)


def _run(slack: Slack, name: str, arguments: Arguments, token: str) -> Mapping[str, Any]:
    called = METHODS.get(name)
    if called is None:
        raise Refused("unknown_method", req_method=name)
    _allow(slack, called, token)
    known = {*called.required, *called.optional, "team_id"}
    if unknown := [one for one in arguments if one not in known]:
        raise Refused("invalid_arguments", [f"[ERROR] unsupported argument: {one}" for one in unknown])
    if missing := [one for one in called.required if arguments.get(one) in (None, "")]:
        raise Refused("invalid_arguments", [f"[ERROR] missing required field: {one}" for one in missing])
    channel = str(arguments.get("channel", "")) if name == "chat.postMessage" else ""
    seconds = slack.rates.retry_after(name, called.tier, channel, slack.limits.tiers)
    if seconds is not None:
        raise ratelimited(seconds)
    return called.run(slack, arguments)


def _allow(slack: Slack, called: Method, token: str) -> None:
    """Refuse a token that is none, or is not for this method."""
    if not token:
        raise Refused("not_authed")
    kind = next((kind for kind, value in slack.tokens.items() if value == token), None)
    if kind is None:
        raise Refused("token_revoked" if token in slack.revoked else "invalid_auth")
    if kind != called.token and called.name != "auth.test":
        raise Refused("not_allowed_token_type")
    if kind == "app" and "connections:write" not in slack.app_scopes:
        raise Refused("missing_scope", needed="connections:write", provided=",".join(slack.app_scopes))
    if kind == "bot" and called.scope:
        need(slack, called.scope)


def need(slack: Slack, scope: str) -> None:
    """Refuse where the bot's token lacks a scope."""
    if scope not in slack.scopes:
        raise Refused("missing_scope", needed=scope, provided=",".join(sorted(slack.scopes)))
