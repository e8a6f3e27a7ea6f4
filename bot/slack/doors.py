"""The two ways in: Socket Mode, and HTTP with /healthz and /metrics."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.errors import SlackApiError

from bot.config import Settings
from bot.errors import ConfigError, ModelUnreachable, OnRecordError, shown
from bot.slack.api import client_for, failure
from bot.slack.app import Running, opened
from bot.slack.config import SlackSettings
from bot.slack.logs import Log, open_log, sdk_logger
from bot.slack.metrics import CONTENT_TYPE_LATEST

EVENTS = "/slack/events"
PULSE_SECONDS: Final = 2.0
"""How long the store may take to answer whoever looks whether all is well."""
MAX_BODY = 2_000_000
"""Bytes of a request; Slack's largest are some hundred thousand."""


async def run_socket(slack: SlackSettings, settings: Settings, *, with_words: bool = False) -> None:
    """Run the app over Socket Mode until it is told to end.

    Raises:
        ConfigError: Slack does not accept a token.
        StoreError: the store cannot be used.
    """
    log = open_log(with_words=with_words)
    async with opened(slack, settings, log) as running, _socket(slack, running, log):
        log.info("ready", way="socket", workers=slack.workers)
        await until_told()
        log.info("ending")


async def serve_http(
    slack: SlackSettings, settings: Settings, *, host: str, port: int, with_words: bool = False
) -> None:
    """Serve the app over HTTP until it is told to end; says its address in the log when it listens.

    Raises:
        ConfigError: Slack does not accept a token, or the port is taken.
        StoreError: the store cannot be used.
    """
    log = open_log(with_words=with_words)
    async with opened(slack, settings, log) as running:
        runner = web.AppRunner(web_app(running), access_log=None)
        await runner.setup()
        try:
            site = web.TCPSite(runner, host, port)
            try:
                await site.start()
            except OSError as error:
                raise ConfigError(f"Port {port} of {shown(host)} cannot be used ({shown(error, 80)}).") from error
            log.info("ready", way="http", host=host, port=runner.addresses[0][1], workers=slack.workers)
            await until_told()
            log.info("ending")
        finally:
            await runner.cleanup()


def web_app(running: Running) -> web.Application:
    """The HTTP side: Slack's requests, whether it lives, and what it counted."""

    async def events(request: web.Request) -> web.Response:
        if not _has_marks(request.headers):
            return web.Response(status=401)
        return await to_aiohttp_response(await running.app.async_dispatch(await to_bolt_request(request)))

    pulse = Pulse(running.desk.state.queue.waiting)

    async def health(_request: web.Request) -> web.Response:
        counts = await pulse.feel()
        if isinstance(counts, str):
            return web.json_response({"ok": False, "store": counts}, status=503)
        return web.json_response({"ok": True, "waiting": counts[0], "running": counts[1]})

    async def metrics(_request: web.Request) -> web.Response:
        counted, counts = running.desk.metrics, await pulse.feel()
        if isinstance(counts, str):
            counted.tell_store_down()
        else:
            counted.tell_queue(*counts)
        return web.Response(body=counted.text(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application(client_max_size=MAX_BODY)
    app.on_cleanup.append(pulse.stop)
    app.add_routes([web.post(EVENTS, events), web.get("/healthz", health), web.get("/metrics", metrics)])
    return app


class Pulse:
    """Asks the store how many jobs wait and run, one question at a time, and waits for it no longer than
    ``PULSE_SECONDS``: a store that hangs hangs nobody who looks whether it does."""

    def __init__(self, ask: Callable[[], Coroutine[Any, Any, tuple[int, int]]]) -> None:
        self._ask = ask
        self._asking: asyncio.Task[tuple[int, int]] | None = None

    async def feel(self) -> tuple[int, int] | str:
        """Jobs that wait and jobs that run; or a sentence, where the store does not answer."""
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
        done, _ = await asyncio.wait({self._asking}, timeout=PULSE_SECONDS)
        if not done:
            return f"The store has not answered within {PULSE_SECONDS:g} seconds; see that it runs and is not locked."
        error = self._asking.exception()
        if isinstance(error, OnRecordError):
            return str(error)
        return "The store cannot be used; the log says more." if error is not None else self._asking.result()

    async def stop(self, _app: web.Application) -> None:
        """Ask no more."""
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.wait({self._asking})


def _has_marks(headers: Mapping[str, str]) -> bool:
    """Whether a request has the marks of Slack's in a form that can be looked at; Bolt takes a number and plain text
    for granted."""
    at, signature = headers.get("X-Slack-Request-Timestamp", ""), headers.get("X-Slack-Signature", "")
    return at.isascii() and at.isdecimal() and len(at) <= 12 and signature.isascii()


@asynccontextmanager
async def _socket(slack: SlackSettings, running: Running, log: Log) -> AsyncIterator[None]:
    """Connected to Slack; the SDK connects again by itself where the connection is lost or refreshed."""
    token = slack.app_token
    assert token is not None
    logger = sdk_logger(log)
    logger.setLevel(logging.WARNING)
    client = client_for(slack, token=token, again=True)
    try:
        told = await client.apps_connections_open(app_token=token.reveal())
    except SlackApiError as error:
        raise ConfigError(
            f"Slack does not accept SLACK_APP_TOKEN ({shown(failure(error) or error, 60)}); make one with the scope"
            " connections:write under Basic Information › App-Level Tokens, and turn on Socket Mode."
        ) from error
    except (OSError, TimeoutError) as error:
        raise ModelUnreachable(f"Slack cannot be reached ({shown(error, 80)}).") from error
    handler = AsyncSocketModeHandler(running.app, token.reveal(), logger=logger)
    handler.client.wss_uri = str(told["url"])
    try:
        await handler.connect_async()  # type: ignore[no-untyped-call]
        yield
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


async def until_told() -> None:
    """Wait for SIGINT or SIGTERM."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, told.set)
        except (NotImplementedError, ValueError, RuntimeError):  # Windows, or not the main thread
            continue
    await told.wait()
