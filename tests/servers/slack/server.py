"""The stand-in as a server on loopback, in a thread of its own. See the package."""

from __future__ import annotations

import asyncio
import json
import secrets
import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from aiohttp import WSMsgType, web

from tests.servers.slack import chat, conversations, files  # noqa: F401 - they list their methods
from tests.servers.slack.api import answer
from tests.servers.slack.chat import Stream, content, link_names
from tests.servers.slack.deliveries import Deliveries
from tests.servers.slack.errors import Refused
from tests.servers.slack.events import SCOPES, Events, pings, public
from tests.servers.slack.limits import Limits, Rates, Storm
from tests.servers.slack.transcript import Call, Delivery
from tests.servers.slack.views import Views
from tests.servers.slack.world import APP, BOT_USER, Channel, File, Message, World

T = TypeVar("T")

BOT_SCOPES = {
    *(scope for scope in SCOPES.values() if scope),
    *(f"{kind}:read" for kind in ("channels", "groups", "im", "mpim", "files", "users", "team")),
    *("chat:write", "chat:write.public", "assistant:write", "commands", "im:write", "files:write"),
    *("reactions:write", "channels:join"),
}


@dataclass
class ResponseUrl:
    """Where the app may answer an interaction, and what it answers."""

    channel: Channel
    user: str
    made: float
    thread_ts: str | None = None
    original: str | None = None
    uses: int = 0


class Slack:
    """A workspace with an installed app. Attributes that a test may look at or set:

    calls, deliveries.log: what was said, with times. broken: methods that answer with this error. tokens: by kind.
    downloads: (path, token) of each file asked for. pings: (method, whom) of each notification that the app's messages
    would have caused. statuses, prompts, titles: of the agent's pane. lose_acks: how many acknowledgements get lost.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits(retry_delays=(0.05, 0.2, 0.5))
        self.world = World()
        self.rates = Rates()
        self.calls: list[Call] = []
        self.broken: dict[str, str] = {}
        self.tokens = {
            "bot": f"xoxb-{secrets.token_hex(12)}",
            "app": f"xapp-1-{APP}-{secrets.token_hex(12)}",
            "config": f"xoxe.xoxp-1-{secrets.token_hex(12)}",
        }
        self.revoked: set[str] = set()
        self.app_scopes = ["connections:write"]
        self.manifest: dict[str, Any] = {}
        self.streams: dict[str, Stream] = {}
        self.statuses: dict[tuple[str, str], str] = {}
        self.prompts: dict[str, list[dict[str, str]]] = {}
        self.titles: dict[tuple[str, str], str] = {}
        self.downloads: list[tuple[str, str]] = []
        self.downloaded = 0
        self.pings: list[tuple[str, str]] = []
        self.lose_acks = 0
        self.views = Views(lambda: self.limits)
        self.deliveries = Deliveries(lambda: self.limits)
        self.events = Events(self.world, self.deliveries)
        self.events.scopes = set(BOT_SCOPES)
        self.root = ""
        self._tickets: set[str] = set()
        self._responses: dict[str, ResponseUrl] = {}
        self._thread: threading.Thread | None = None

    @property
    def scopes(self) -> set[str]:
        """What the bot's token may do."""
        return self.events.scopes

    @property
    def api_url(self) -> str:
        """The Web API's address, as ``SLACK_API_URL`` and ``AsyncWebClient(base_url=...)`` take it."""
        return f"{self.root}/api/"

    # --- running ---------------------------------------------------------------------------------------------

    def __enter__(self) -> Slack:
        started = threading.Event()
        self._loop = asyncio.new_event_loop()

        def run() -> None:
            runner = self._loop.run_until_complete(self._start())
            started.set()
            self._loop.run_forever()
            self._loop.run_until_complete(self._end(runner))
            self._loop.close()

        self._thread = threading.Thread(target=run, daemon=True)
        self._thread.start()
        assert started.wait(20), "the server did not start"
        return self

    def __exit__(self, *_: object) -> None:
        assert self._thread is not None
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    async def _start(self) -> web.AppRunner:
        app = web.Application(client_max_size=128 * 2**20)
        app.router.add_route("*", "/api/{method}", self._call)
        app.router.add_get("/link/", self._connect)
        app.router.add_post("/response/{name}", self._respond)
        app.router.add_post("/upload/v1/{file}", self._upload)
        app.router.add_get("/files-pri/T0ONRECORD-{file}/{name}", self._download)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        self.root = f"http://127.0.0.1:{port}"
        return runner

    async def _call(self, request: web.Request) -> web.Response:
        return await answer(self, request)

    async def _upload(self, request: web.Request) -> web.Response:
        return await files.upload(self, request)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        return await files.download(self, request)

    async def _end(self, runner: web.AppRunner) -> None:
        for socket in list(self.deliveries.sockets):
            socket.drop()
        await self.deliveries.aclose()
        await runner.cleanup()

    def do(self, work: Callable[..., T], *arguments: Any, **named: Any) -> T:
        """Run a function in the server's thread, where alone the world is changed."""

        async def run() -> T:
            return work(*arguments, **named)

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result(30)

    def ask(self, work: Any) -> Any:
        """Run a coroutine in the server's thread."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def wait(self, condition: Callable[[], T], timeout: float = 10.0, what: str = "") -> T:
        """The first value of ``condition`` that is true; fails after ``timeout`` seconds, with the last calls."""
        until = time.monotonic() + timeout
        while not (found := self.do(condition)):
            if time.monotonic() > until:
                last = "\n".join(f"{one.method} {one.arguments} -> {one.error or 'ok'}" for one in self.calls[-8:])
                raise AssertionError(f"waited {timeout} s for {what or condition}; the last calls:\n{last}")
            time.sleep(0.02)
        return found

    # --- setting up ------------------------------------------------------------------------------------------

    def install(self, manifest: Mapping[str, Any]) -> None:
        """Have the app as a manifest says: its scopes, events, commands, shortcuts and tabs, and no others."""
        self.manifest = dict(manifest)
        self.events.scopes = set(manifest["oauth_config"]["scopes"]["bot"])
        subscribed = set(manifest["settings"].get("event_subscriptions", {}).get("bot_events", ()))
        if unknown := subscribed - set(SCOPES):
            raise Refused("invalid_manifest", sorted(unknown))
        self.events.subscribed = subscribed

    def storm(self, *methods: str, seconds: float = 3600.0, times: int = 1_000_000, retry_after: int = 1) -> None:
        """Answer calls of these methods (of all where none is named) with 429 for so long, or so many times."""
        self.rates.storms.append(Storm(methods, time.monotonic() + seconds, times, retry_after))

    # --- what methods and people need --------------------------------------------------------------------------

    def public(self, message: Message) -> Message:
        """A message as the API gives it."""
        return public(message)

    def emit_message(self, channel: Channel, message: Message) -> None:
        """A message is new."""
        self.events.message(channel, message)

    def emit_changed(self, channel: Channel, message: Message, before: Message) -> None:
        """A message is otherwise."""
        self.events.changed(channel, message, before)

    def remove(self, channel: Channel, message: Message) -> None:
        """A message goes."""
        self.events.deleted(channel, message)

    def status_ended(self, channel: str, thread_ts: str) -> None:
        """The bot has posted in a thread, which takes its status away."""
        self.statuses.pop((channel, thread_ts), None)

    def ephemeral(self, channel: Channel, user: str, fields: Mapping[str, Any], thread_ts: str | None) -> Message:
        """A message that ``user`` alone sees."""
        message = {"type": "message", "ts": self.world.ts(), "channel": channel.id, "seen_by": user, "user": BOT_USER}
        message |= {**fields, "is_ephemeral": True} | ({"thread_ts": thread_ts} if thread_ts else {})
        channel.ephemeral.append(message)
        return message

    def note_pings(self, method: str, arguments: Mapping[str, Any]) -> None:
        """Remember whom an outgoing message would notify."""
        if not method.startswith(("chat.", "views.", "response", "files.complete")):
            return
        sent = dict(arguments)
        for name in ("blocks", "chunks", "view"):
            if isinstance(sent.get(name), str):
                sent[name] = json.loads(sent[name])
        for name in ("channel", "user", "recipient_user_id", "user_id"):
            sent.pop(name, None)
        self.pings += [(method, whom) for whom in pings(sent)]
        if link_names(sent) and any(word in json.dumps(sent) for word in ("@channel", "@here", "@everyone")):
            self.pings.append((method, "channel"))

    # --- response URLs ---------------------------------------------------------------------------------------

    def response_url(
        self, channel: Channel, user: str, thread_ts: str | None = None, original: str | None = None
    ) -> str:
        """A new one."""
        name = secrets.token_hex(8)
        self._responses[name] = ResponseUrl(channel, user, time.monotonic(), thread_ts, original)
        return f"{self.root}/response/{name}"

    async def _respond(self, request: web.Request) -> web.Response:
        url = self._responses.get(request.match_info["name"])
        body = await request.json()
        code = ""
        if url is None or time.monotonic() - url.made > self.limits.response_seconds:
            code = "expired_url"
        elif url.uses >= self.limits.response_uses:
            code = "used_url"
        if code or url is None:
            self.calls.append(Call(time.time(), "response_url", body, {"ok": False, "error": code}, 404))
            return web.json_response({"ok": False, "error": code}, status=404)
        url.uses += 1
        try:
            self.answered(url, body)
        except Refused as refused:
            self.calls.append(Call(time.time(), "response_url", body, dict(refused.answer()), 400))
            return web.json_response(refused.answer(), status=400)
        self.note_pings("response_url", body)
        self.calls.append(Call(time.time(), "response_url", body, {"ok": True}))
        return web.Response(text="ok")

    def answered(self, url: ResponseUrl, body: Mapping[str, Any]) -> None:
        """Do what a body sent to a response URL, or with an acknowledgement, says."""
        known = {"text", "blocks", "response_type", "replace_original", "delete_original", "thread_ts", "attachments"}
        known |= {"unfurl_links", "unfurl_media", "mrkdwn", "metadata"}
        if unknown := set(body) - known:
            raise Refused("invalid_payload", [f"[ERROR] unsupported argument: {one}" for one in sorted(unknown)])
        there = url.channel.ephemeral
        shown = next((one for one in there if one["ts"] == url.original), None)
        if body.get("delete_original"):
            if shown is not None:
                there.remove(shown)
            return
        fields, _ = content(self, dict(body), self.limits.text)
        if body.get("replace_original"):
            message = shown or url.channel.messages.get(url.original or "")
            if message is not None:
                message.pop("blocks", None)
                message |= fields
                return
        thread_ts = body.get("thread_ts") or url.thread_ts
        if body.get("response_type") == "in_channel":
            chat.by_bot(self, url.channel, thread_ts, fields)
        else:
            self.ephemeral(url.channel, url.user, fields, thread_ts)

    def acknowledged_with(self, channel: Channel, user: str, body: Any) -> None:
        """Do what the acknowledgement of a slash command says."""
        if isinstance(body, str):
            body = {"text": body} if body else None
        if body:
            self.note_pings("response", body)
            self.answered(ResponseUrl(channel, user, time.monotonic()), body)

    # --- Socket Mode -----------------------------------------------------------------------------------------

    def socket_address(self) -> str:
        """An address for one connection."""
        ticket = secrets.token_hex(8)
        self._tickets.add(ticket)
        return f"{self.root.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={APP}"

    async def _connect(self, request: web.Request) -> web.StreamResponse:
        if request.query.get("ticket") not in self._tickets:
            return web.Response(status=403)
        self._tickets.discard(request.query["ticket"])
        connection = web.WebSocketResponse()
        await connection.prepare(request)
        if len(self.deliveries.sockets) >= self.limits.sockets:
            await connection.send_json({"type": "disconnect", "reason": "too_many_websockets", "debug_info": {}})
            return connection
        socket = self.deliveries.opened(connection)
        await connection.send_json(
            {
                "type": "hello",
                "num_connections": len(self.deliveries.sockets),
                "debug_info": {"host": "applink-loopback", "build_number": 1, "approximate_connection_time": 18060},
                "connection_info": {"app_id": APP},
            }
        )
        try:
            async for message in connection:
                if message.type is WSMsgType.TEXT:
                    self._acknowledge(socket.waiting, message.json())
        finally:
            self.deliveries.closed(socket)
        return connection

    def _acknowledge(self, waiting: Mapping[str, asyncio.Future[Any]], body: Mapping[str, Any]) -> None:
        if self.lose_acks > 0:
            self.lose_acks -= 1
            return
        future = waiting.get(str(body.get("envelope_id")))
        if future is not None and not future.done():
            future.set_result(body.get("payload"))

    # --- looking ---------------------------------------------------------------------------------------------

    def called(self, *methods: str, ok: bool | None = None) -> list[Call]:
        """The calls of these methods so far, all or those that were (not) done."""
        return [one for one in self.calls if one.method in methods and (ok is None or one.ok is ok)]

    def acks(self, kinds: Collection[str] = ("events_api", "interactive", "slash_commands")) -> list[float]:
        """Seconds to the acknowledgement, of each delivery that had one."""
        return [one.seconds for one in self.deliveries.log if one.kind in kinds and one.seconds is not None]

    def by_bot(self, channel: Channel, thread_ts: str | None = None) -> list[Message]:
        """The bot's messages in a thread (in the whole conversation where none is named), the oldest first."""
        there = channel.thread(thread_ts) if thread_ts else [channel.messages[ts] for ts in channel.order]
        return [one for one in there if one.get("user") == BOT_USER]

    def file(self, name: str, content: bytes | int, user: str, **more: Any) -> File:
        """A new file, which nobody has shared yet."""
        return self.do(files.new_file, self, name, content, user, **more)

    def delivered(self, what: Callable[[Delivery], bool]) -> list[Delivery]:
        """The deliveries so far that are so."""
        return [one for one in self.deliveries.log if what(one)]
