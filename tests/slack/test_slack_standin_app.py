"""The Slack on loopback brings an app what Slack would: a small Bolt app over Socket Mode, and a server over HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack import SIGNING_SECRET, Limits, Slack, channel, shown
from tests.slack.slack_calls import BUTTON, INPUT, MODAL, PLAIN, asked, town

# --- Socket Mode ---------------------------------------------------------------------------------------------------

Work = Callable[[AsyncApp], None]


@contextlib.asynccontextmanager
async def bolt(slack: Slack, listen: Work) -> AsyncIterator[AsyncSocketModeHandler]:
    """A Bolt app on a socket."""
    app = AsyncApp(token=slack.tokens["bot"], client=AsyncWebClient(slack.tokens["bot"], slack.api_url))
    listen(app)
    handler = AsyncSocketModeHandler(app, slack.tokens["app"], ping_interval=1)
    await handler.connect_async()
    try:
        yield handler
    finally:
        await handler.close_async()


def run_bolt(slack: Slack, listen: Work, test: Callable[[], Any]) -> Any:
    """Run ``test`` in a thread while a Bolt app is on a socket."""

    async def work() -> Any:
        async with bolt(slack, listen):
            return await asyncio.to_thread(test)

    return asyncio.run(work())


def test_a_mention_is_two_events_and_an_answer_is_posted(slack: Slack) -> None:
    ana, _, ferry = town(slack)
    seen: list[str] = []

    def listen(app: AsyncApp) -> None:
        @app.event("app_mention")
        async def mentioned(event: dict[str, Any], say: Any) -> None:
            seen.append("app_mention")
            await say(text="hello", thread_ts=event["ts"])

        @app.event("message")
        async def message(event: dict[str, Any]) -> None:
            seen.append(f"message {event.get('bot_id', event['user'])}")

    def test() -> None:
        question = ana.mention(ferry, "hello?")
        slack.wait(lambda: slack.by_bot(ferry, question["ts"]))
        slack.wait(lambda: len(slack.acks()) >= 3)

    run_bolt(slack, listen, test)
    assert sorted(seen)[:2] == ["app_mention", f"message {ana.id}"]
    assert len({one.body["event_id"] for one in slack.deliveries.log}) == len(slack.deliveries.log) == 3


def test_a_lost_acknowledgement_brings_the_event_again_with_its_marks(slack: Slack) -> None:
    ana, _, _ = town(slack)
    headers: list[tuple[Any, Any]] = []

    def listen(app: AsyncApp) -> None:
        @app.event("message")
        async def message(body: dict[str, Any], request: Any) -> None:
            headers.append((body["event_id"], request.headers.get("x-slack-retry-num", [None])[0]))

    slack.limits = Limits(ack_seconds=0.3, retry_delays=(0.0, 0.0, 0.0))
    slack.lose_acks = 2

    def test() -> None:
        ana.dm("hello?")
        slack.wait(lambda: slack.deliveries.log[0].acked)

    run_bolt(slack, listen, test)
    assert len({one for one, _ in headers}) == 1
    assert [number for _, number in headers][1:] == ["1", "2"]
    assert slack.deliveries.log[0].attempts == 3


def test_an_event_is_given_up_in_the_end(slack: Slack) -> None:
    ana, _, _ = town(slack)
    slack.limits = Limits(ack_seconds=0.1, retry_delays=(0.0,))
    ana.dm("hello?")
    slack.wait(lambda: slack.deliveries.log[0].given_up)
    assert slack.deliveries.log[0].attempts == 0  # there was no socket to send it by


@pytest.mark.parametrize("how", ["refresh", "drop"])
def test_a_client_comes_back_after_its_socket_goes(slack: Slack, how: str) -> None:
    ana, _, _ = town(slack)
    seen: list[str] = []

    def listen(app: AsyncApp) -> None:
        @app.event("message")
        async def message(event: dict[str, Any]) -> None:
            seen.append(event["text"])

    def test() -> None:
        [first] = slack.deliveries.sockets
        if how == "refresh":
            slack.ask(first.disconnect("refresh_requested"))
        else:
            slack.do(first.drop)
        slack.wait(lambda: slack.deliveries.sockets and slack.deliveries.sockets[-1] is not first)
        ana.dm("still there?")
        slack.wait(lambda: seen)

    slack.limits = Limits(ack_seconds=1.0, retry_delays=(0.0, 1.0, 1.0))
    run_bolt(slack, listen, test)
    assert len(slack.called("apps.connections.open")) == 2


def test_buttons_modals_commands_and_shortcuts(slack: Slack) -> None:
    ana, _, ferry = town(slack)

    def listen(app: AsyncApp) -> None:
        @app.action("a")
        async def clicked(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
            await ack()
            await client.views_open(
                trigger_id=body["trigger_id"], view={**MODAL, "submit": PLAIN, "callback_id": "m", "blocks": [INPUT]}
            )

        @app.view("m")
        async def sent(ack: Any, view: dict[str, Any]) -> None:
            [(block, inputs)] = view["state"]["values"].items()
            if inputs["a"]["value"] == "no":
                await ack(response_action="errors", errors={block: "say yes"})
            else:
                await ack()

        @app.command("/x")
        async def command(ack: Any, respond: Any, command: dict[str, Any]) -> None:
            await ack("at once")
            await respond(text=command["text"], response_type="in_channel")

        @app.shortcut("short")
        async def shortcut(ack: Any, respond: Any, shortcut: dict[str, Any]) -> None:
            await ack()
            await respond(text=f"about {shortcut['message']['text']}")

    def test() -> None:
        [done] = asked(
            slack,
            lambda client: client.chat_postMessage(
                channel=ferry.id, text="x", blocks=[{"type": "actions", "elements": [BUTTON]}]
            ),
        )
        ana.click(ferry, ferry.messages[done["ts"]], "a")
        modal = slack.wait(lambda: ana.modal)
        assert list(ana.submit(modal, {"a": "no"}).values()) == ["say yes"] and ana.modal is not None
        assert ana.submit(modal, {"a": "yes"}) == {} and ana.modal is None
        ana.command("/x", "summarize", ferry)
        slack.wait(lambda: shown(ferry.messages[ferry.order[-1]]) == "summarize")
        slack.wait(lambda: ana.sees(ferry))
        ana.shortcut(ferry, ferry.messages[done["ts"]], "short")
        slack.wait(lambda: len(ana.sees(ferry)) == 2)

    run_bolt(slack, listen, test)
    assert [one["text"] for one in ana.sees(ferry)] == ["at once", "about x"]


def test_an_unfinished_interaction_is_an_error_its_user_sees(slack: Slack) -> None:
    ana, _, ferry = town(slack)
    slack.limits = Limits(ack_seconds=0.2)
    with pytest.raises(AssertionError, match="not acknowledged"):
        ana.command("/x", "", ferry)


def test_edits_and_deletions_are_events(slack: Slack) -> None:
    ana, bo, ferry = town(slack)
    first = ana.post(ferry, "one")
    bo.post(ferry, "reply", first["ts"])
    ana.edit(ferry, first, "two")
    lone = ana.post(ferry, "three")
    ana.delete(ferry, lone)
    ana.delete(ferry, first)
    events = [one.body["event"] for one in slack.deliveries.log]
    assert [one.get("subtype") for one in events] == [
        None,
        None,
        "message_changed",
        None,
        "message_deleted",
        "message_changed",
    ]
    assert events[2]["previous_message"]["text"] == "one" and events[2]["message"]["edited"]["user"] == ana.id
    assert events[4]["deleted_ts"] == lone["ts"] and lone["ts"] not in ferry.messages
    assert events[5]["message"]["subtype"] == "tombstone"


def test_an_app_hears_only_what_it_subscribed_to_where_it_is(slack: Slack) -> None:
    ana, _, ferry = town(slack)
    away = channel(slack, "away", [ana], with_bot=False)
    slack.events.subscribed = {"message.im"}
    ana.post(ferry, "x")
    ana.post(away, "x")
    ana.dm("y")
    assert [one.body["event"]["text"] for one in slack.deliveries.log] == ["y"]


# --- HTTP ----------------------------------------------------------------------------------------------------------


def test_events_over_http_are_signed_and_come_again(slack: Slack) -> None:
    ana, _, _ = town(slack)
    got: list[tuple[bool, str | None, str | None]] = []

    async def work() -> None:
        async def listen(request: aiohttp.web.Request) -> aiohttp.web.Response:
            body = await request.read()
            valid = SignatureVerifier(SIGNING_SECRET).is_valid_request(body, dict(request.headers))
            marks = request.headers.get("X-Slack-Retry-Num"), request.headers.get("X-Slack-Retry-Reason")
            got.append((valid and json.loads(body)["event"]["text"] == "hello", *marks))
            return aiohttp.web.Response(status=500 if len(got) < 3 else 200)

        app = aiohttp.web.Application()
        app.router.add_post("/slack/events", listen)
        runner = aiohttp.web.AppRunner(app)
        await runner.setup()
        site = aiohttp.web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        slack.deliveries.request_url = f"http://127.0.0.1:{port}/slack/events"
        slack.limits = Limits(retry_delays=(0.0, 0.0, 0.0))
        ana_says = await asyncio.to_thread(ana.dm, "hello")
        await asyncio.to_thread(slack.wait, lambda: slack.deliveries.log[0].acked)
        assert ana_says["ts"] in ana.im.messages
        await runner.cleanup()

    asyncio.run(work())
    assert got == [(True, None, None), (True, "1", "http_error"), (True, "2", "http_error")]
    assert slack.deliveries.log[0].seconds is not None and time.time() >= slack.deliveries.log[0].sent[0]
