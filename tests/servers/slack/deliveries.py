"""How Slack brings things to an app: envelopes over Socket Mode, or signed HTTP, again until acknowledged.

Sources: docs.slack.dev/apis/events-api, .../using-socket-mode, .../authentication/verifying-requests-from-slack.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import itertools
import json
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import web

from tests.servers.slack.limits import Limits
from tests.servers.slack.transcript import Delivery
from tests.servers.slack.world import APP, BOT_USER, TEAM

SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


def signature(body: bytes, timestamp: str, secret: str = SIGNING_SECRET) -> str:
    """The ``X-Slack-Signature`` of a body."""
    mac = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256)
    return f"v0={mac.hexdigest()}"


def envelope_of(event: Mapping[str, Any], event_id: str) -> dict[str, Any]:
    """An event as the Events API wraps it."""
    return {
        "token": "verification-token-is-deprecated",
        "team_id": TEAM,
        "context_team_id": TEAM,
        "context_enterprise_id": None,
        "api_app_id": APP,
        "event": dict(event),
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(time.time()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM,
                "user_id": BOT_USER,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{event_id}",
    }


@dataclass(eq=False)
class Socket:
    """A Socket Mode connection, with the envelopes that wait for its acknowledgement."""

    connection: web.WebSocketResponse
    waiting: dict[str, asyncio.Future[Any]] = field(default_factory=dict)
    retired: bool = False
    deaf: bool = False

    async def disconnect(self, reason: str) -> None:
        """Ask the app to come back on another connection; this one takes no more."""
        self.retired = True
        await self.connection.send_json(
            {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-loopback"}}
        )

    def drop(self) -> None:
        """Cut the wire."""
        self.retired = True
        if (transport := self.connection._req.transport) is not None:  # type: ignore[union-attr]
            transport.abort()


class Unacknowledged(Exception):  # noqa: N818
    """Nobody acknowledged this in time; says why in Slack's word."""


class Deliveries:
    """What goes to the app, by HTTP where there is a ``request_url``, else by any open socket.

    Attributes:
        log: all there were.
        repeat: how many times each event is sent at once, acknowledged or not.
        request_url: where the app listens, or None for Socket Mode.
        sockets: the open connections.
    """

    def __init__(self, limits: Callable[[], Limits]) -> None:
        self.log: list[Delivery] = []
        self.repeat = 1
        self.request_url: str | None = None
        self.sockets: list[Socket] = []
        self.session: aiohttp.ClientSession | None = None
        self._limits = limits
        self._turn = itertools.count()
        self._tasks: set[asyncio.Task[None]] = set()
        self._opened = asyncio.Event()

    # --- sending ---------------------------------------------------------------------------------------------

    def send(self, kind: str, body: dict[str, Any]) -> Delivery:
        """Send something to the app, in the background."""
        delivery = Delivery(kind, body)
        self.log.append(delivery)
        for number in range(self.repeat if kind == "events_api" else 1):
            self._begin(self._through(delivery, number))
        return delivery

    def again(self, delivery: Delivery) -> None:
        """Send an event once more, as after a lost acknowledgement."""
        self._begin(self._through(delivery, delivery.attempts))

    def _begin(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def aclose(self) -> None:
        """End what is under way."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self.session is not None:
            await self.session.close()

    async def _through(self, delivery: Delivery, attempt: int) -> None:
        """Send until acknowledged, as often as Slack would; only events are sent again."""
        reason = "timeout" if attempt else ""
        delays = self._limits().retry_delays if delivery.kind == "events_api" else ()
        for delay in (*delays, None):
            try:
                answer = await (self._post if self.request_url else self._push)(delivery, attempt, reason)
            except Unacknowledged as why:
                attempt, reason = attempt + 1, str(why)
                if delay is None or reason == "no_retry":
                    break
                await asyncio.sleep(delay)
            else:
                if delivery.acked is None:
                    delivery.acked, delivery.answer = time.time(), answer
                return
        delivery.given_up = delivery.acked is None

    # --- Socket Mode -----------------------------------------------------------------------------------------

    def opened(self, connection: web.WebSocketResponse) -> Socket:
        """A connection is there."""
        socket = Socket(connection)
        self.sockets.append(socket)
        self._opened.set()
        return socket

    def closed(self, socket: Socket) -> None:
        """A connection is gone: what it did not acknowledge goes elsewhere."""
        self.sockets.remove(socket)
        for waiting in socket.waiting.values():
            if not waiting.done():
                waiting.set_exception(Unacknowledged("connection_closed"))

    async def _socket(self) -> Socket:
        """The next open connection; waits for one as long as an acknowledgement may take."""
        until = time.monotonic() + self._limits().ack_seconds
        while True:
            usable = [one for one in self.sockets if not one.retired and not one.connection.closed]
            if usable:
                return usable[next(self._turn) % len(usable)]
            self._opened.clear()
            try:
                await asyncio.wait_for(self._opened.wait(), max(0.0, until - time.monotonic()))
            except TimeoutError:
                raise Unacknowledged("connection_failed") from None

    async def _push(self, delivery: Delivery, attempt: int, reason: str) -> Any:
        socket = await self._socket()
        envelope_id = str(uuid.uuid4())
        envelope = {
            "envelope_id": envelope_id,
            "payload": delivery.body,
            "type": delivery.kind,
            "accepts_response_payload": delivery.kind != "events_api",
        }
        if delivery.kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        waiting = socket.waiting[envelope_id] = asyncio.get_running_loop().create_future()
        delivery.sent.append(time.time())
        try:
            await socket.connection.send_json(envelope)
            return await asyncio.wait_for(waiting, self._limits().ack_seconds)
        except TimeoutError:
            raise Unacknowledged("timeout") from None
        except ConnectionError:
            raise Unacknowledged("connection_closed") from None
        finally:
            socket.waiting.pop(envelope_id, None)

    # --- HTTP ------------------------------------------------------------------------------------------------

    async def _post(self, delivery: Delivery, attempt: int, reason: str) -> Any:
        headers = {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason} if attempt else {}
        if delivery.kind == "events_api":
            body, content_type = json.dumps(delivery.body).encode(), "application/json"
        else:
            form = delivery.body if delivery.kind == "slash_commands" else {"payload": json.dumps(delivery.body)}
            body, content_type = urlencode(form).encode(), "application/x-www-form-urlencoded"
        delivery.sent.append(time.time())
        status, answer, answered = await self.request(body, {"Content-Type": content_type, **headers})
        delivery.status = status
        if not 200 <= status < 300:
            raise Unacknowledged("no_retry" if answered.get("X-Slack-No-Retry") == "1" else "http_error")
        try:
            return json.loads(answer) if answer else None
        except ValueError:
            return answer

    async def request(
        self,
        body: bytes,
        headers: Mapping[str, str],
        *,
        secret: str = SIGNING_SECRET,
        timestamp: str | None = None,
        url: str | None = None,
    ) -> tuple[int, str, Mapping[str, str]]:
        """A signed request to the app: its status, text and headers; ``Unacknowledged`` where none came in time."""
        stamp = timestamp if timestamp is not None else str(int(time.time()))
        signed = {
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature(body, stamp, secret),
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            **headers,
        }
        if self.session is None:
            self.session = aiohttp.ClientSession()
        timeout = aiohttp.ClientTimeout(total=self._limits().ack_seconds)
        try:
            async with self.session.post(
                url or self.request_url or "", data=body, headers=signed, timeout=timeout
            ) as r:
                return r.status, await r.text(), r.headers
        except TimeoutError:
            raise Unacknowledged("http_timeout") from None
        except aiohttp.ClientError:
            raise Unacknowledged("connection_failed") from None
