"""The Bolt app: deliveries are taken into the store before Slack is answered; everything else is a worker's."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.config import Settings
from bot.slack import actions, commands, home, shortcuts
from bot.slack.answering import Answerer
from bot.slack.api import Slack
from bot.slack.config import SlackSettings
from bot.slack.desk import Desk
from bot.slack.events import is_idle, read_event
from bot.slack.logs import Log, sdk_logger
from bot.slack.metrics import Metrics
from bot.slack.running import Room
from bot.slack.state import open_state
from bot.slack.worker import Crew

TAKE_IN_SECONDS: Final = 2.0
"""Slack wants its answer within three seconds; a store that takes longer fails the delivery, which comes again."""
SWEEP_SECONDS: Final = 3600.0


@dataclass(frozen=True, slots=True)
class Running:
    """An app that is ready for deliveries."""

    app: AsyncApp
    desk: Desk


@asynccontextmanager
async def opened(slack_settings: SlackSettings, settings: Settings, log: Log) -> AsyncIterator[Running]:
    """Open the store, start the workers, and make the app; all is closed on leaving.

    Raises:
        ConfigError, ModelError, StoreError: a token, a model file or the store is no good.
    """
    slack = Slack(slack_settings)
    await slack.identity()
    secret = slack_settings.store
    async with AsyncExitStack() as closing:
        state = await open_state(secret.reveal() if secret else None, settings.home)
        closing.push_async_callback(state.aclose)
        room = Room(settings, slack_settings.workers)
        closing.callback(room.close)
        await room.warm_up()
        metrics = Metrics()
        answerer = Answerer(slack, state, settings, room)
        crew = Crew(answerer, log, metrics)
        closing.push_async_callback(crew.aclose)
        desk = Desk(slack, state, answerer, crew, metrics, log)
        app = make_app(desk, slack_settings)
        sweeping = asyncio.create_task(_sweep(desk))
        closing.push_async_callback(asyncio.wait, {sweeping})
        closing.callback(sweeping.cancel)
        crew.start()
        yield Running(app, desk)


def make_app(desk: Desk, settings: SlackSettings) -> AsyncApp:
    """The Bolt app with its handlers."""
    secret = settings.signing_secret
    logger = sdk_logger(desk.log)
    logger.disabled = True  # it would say that the client's token comes before the environment's, which is the same
    app = AsyncApp(
        name="onrecord",
        client=desk.slack.writer,
        authorize=_known(desk),
        signing_secret=secret.reveal() if secret else "",
        # Without a secret nothing can be verified, and nothing is: HTTP is only served with one.
        request_verification_enabled=True,
        logger=logger,
    )
    logger.disabled = False
    app.use(_timed(desk))
    app.use(_taking_in(desk))
    home.register(app, desk)
    shortcuts.register(app, desk)
    commands.register(app, desk)
    actions.register(app, desk)
    return app


def _known(desk: Desk) -> Callable[..., Awaitable[AuthorizeResult]]:
    """Who the app is, as it was found at the start: Bolt's own way asks Slack for every delivery until the first of
    these calls is back, which in a rush is hundreds of calls before anything is acknowledged."""

    async def known() -> AuthorizeResult:
        me = await desk.slack.identity()
        return AuthorizeResult(
            enterprise_id=None,
            team_id=me.team,
            bot_user_id=me.bot_user,
            bot_id=me.bot_id,
            bot_token=desk.slack.writer.token,
        )

    return known


def _timed(desk: Desk) -> Callable[..., Awaitable[Any]]:
    async def timed(next: Callable[[], Awaitable[Any]]) -> None:
        began = time.monotonic()
        with desk.crew.deferring():
            await next()
        desk.metrics.acknowledging.observe(time.monotonic() - began)

    return timed


def _taking_in(desk: Desk) -> Callable[..., Awaitable[BoltResponse | None]]:
    """Middleware: an event is in the store before it is acknowledged, or it is not acknowledged."""

    async def take_in(
        req: AsyncBoltRequest,
        context: AsyncBoltContext,
        next: Callable[[], Awaitable[Any]],
    ) -> BoltResponse | None:
        body = req.body
        if body.get("type") != "event_callback" or body.get("event", {}).get("type") == "app_home_opened":
            await next()
            return None
        kind = str(body.get("event", {}).get("type", ""))[:40]
        delivery = read_event(body, context.bot_user_id or "")
        team = str(body.get("team_id") or "")
        if is_idle(delivery):
            return BoltResponse(status=200, body="")
        try:
            async with asyncio.timeout(TAKE_IN_SECONDS):
                taken = await desk.state.queue.take_in(team, delivery)
                if delivery.left:
                    await desk.state.forgetting.workspace(team)
        except Exception as error:
            desk.log.error("not_taken_in", kind=kind, error=type(error).__name__)
            desk.metrics.deliveries.labels(kind, "failed").inc()
            return BoltResponse(status=503, body="")
        desk.metrics.deliveries.labels(kind, "job" if taken else "seen").inc()
        if taken:
            desk.crew.wake()
        if delivery.deleted is not None:
            desk.crew.look()
        return BoltResponse(status=200, body="")

    return take_in


async def _sweep(desk: Desk) -> None:
    """Delete what is older than each workspace wants it kept, once an hour."""
    while True:
        try:
            for team in await desk.state.forgetting.teams():
                days = (await desk.state.ledger.workspace(team)).retention_days
                await desk.state.forgetting.old(team, days)
        except Exception as error:
            desk.log.error("sweep_failed", error=type(error).__name__)
        await asyncio.sleep(SWEEP_SECONDS)
