"""The Slack on loopback does as Slack does: what its Web API takes and refuses, asked by slack_sdk's own client."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.slack import BOT_USER, TEAM, Channel, Slack, channel
from tests.servers.slack.world import rich_text
from tests.slack.slack_calls import BUTTON, INPUT, MODAL, PLAIN, asked, town

# --- tokens, scopes, arguments -------------------------------------------------------------------------------------


def test_a_token_is_checked_before_all_else(slack: Slack) -> None:
    async def ask() -> list[str]:
        found = []
        for token in ("", "xoxb-wrong", slack.tokens["app"]):
            client = AsyncWebClient(token=token, base_url=slack.api_url)
            try:
                await client.chat_postMessage(channel="C1", text="x")
            except SlackApiError as error:
                found.append(error.response["error"])
        return found

    assert asyncio.run(ask()) == ["not_authed", "invalid_auth", "not_allowed_token_type"]


def test_scopes_are_those_of_the_manifest_and_told_in_a_header(slack: Slack) -> None:
    slack.install(
        {"oauth_config": {"scopes": {"bot": ["chat:write"]}}, "settings": {"event_subscriptions": {"bot_events": []}}}
    )

    async def ask() -> tuple[dict[str, Any], str]:
        client = AsyncWebClient(token=slack.tokens["bot"], base_url=slack.api_url)
        with pytest.raises(SlackApiError) as error:
            await client.users_info(user=BOT_USER)
        return error.value.response.data, (await client.auth_test()).headers["X-OAuth-Scopes"]

    refused, told = asyncio.run(ask())
    assert (refused["error"], refused["needed"], refused["provided"]) == ("missing_scope", "users:read", "chat:write")
    assert told == "chat:write"


def test_what_slack_does_not_know_is_refused(slack: Slack) -> None:
    _, _, ferry = town(slack)
    assert asked(
        slack,
        lambda client: client.api_call("chat.shout"),
        lambda client: client.chat_postMessage(channel=ferry.id, text="x", colour="red"),
        lambda client: client.api_call("chat.postMessage", json={"text": "x"}),
    ) == ["unknown_method", "invalid_arguments", "invalid_arguments"]
    assert slack.calls[1].answer["response_metadata"]["messages"] == ["[ERROR] unsupported argument: colour"]


def test_metadata_is_given_out_where_it_is_asked_for(slack: Slack) -> None:
    ana, _, ferry = town(slack)
    first = ana.post(ferry, "?")
    mark = {"event_type": "mark", "event_payload": {"job": "1"}}
    _, plain, marked = asked(
        slack,
        lambda client: client.chat_postMessage(channel=ferry.id, thread_ts=first["ts"], text="x", metadata=mark),
        lambda client: client.conversations_replies(channel=ferry.id, ts=first["ts"]),
        lambda client: client.conversations_replies(channel=ferry.id, ts=first["ts"], include_all_metadata=True),
    )
    assert "metadata" not in plain["messages"][1] and marked["messages"][1]["metadata"] == mark


# --- messages ------------------------------------------------------------------------------------------------------


def test_where_the_bot_may_write(slack: Slack) -> None:
    ana, _, _ = town(slack)
    secret = channel(slack, "secret", [ana], "group", with_bot=False)
    public = channel(slack, "open", [ana], with_bot=False)
    slack.scopes.discard("chat:write.public")
    say = lambda where: lambda client: client.chat_postMessage(channel=where, text="x")  # noqa: E731
    assert asked(slack, say("C404"), say(secret.id), say(public.id)) == [
        "channel_not_found",
        "channel_not_found",
        "not_in_channel",
    ]


def test_text_is_cut_or_refused_at_its_limits(slack: Slack) -> None:
    _, _, ferry = town(slack)
    long, empty, both, updated, marked = asked(
        slack,
        lambda client: client.chat_postMessage(channel=ferry.id, text="x" * 40_001),
        lambda client: client.api_call("chat.postMessage", json={"channel": ferry.id, "text": ""}),
        lambda client: client.api_call(
            "chat.postMessage", json={"channel": ferry.id, "text": "a", "markdown_text": "b"}
        ),
        lambda client: client.chat_update(channel=ferry.id, ts=ferry.order[0], text="x" * 4_001),
        lambda client: client.chat_postMessage(channel=ferry.id, markdown_text="x" * 12_001),
    )
    assert (len(long["message"]["text"]), long["warning"]) == (40_000, "message_truncated")
    assert (empty, both, updated, marked) == ("no_text", "markdown_text_conflict", "msg_too_long", "msg_too_long")


BAD_BLOCKS: dict[str, tuple[Any, str]] = {
    "51 of them": ([{"type": "divider"}] * 51, "no more than 50 items"),
    "a type there is not": ([{"type": "sektion"}], "unsupported type: sektion"),
    "a long section": ([{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}], "less than 3001"),
    "an empty section": ([{"type": "section"}], "must have one of: text, fields"),
    "empty text": ([{"type": "section", "text": {"type": "mrkdwn", "text": ""}}], "more than 0 characters"),
    "emoji in mrkdwn": ([{"type": "section", "text": {"type": "mrkdwn", "text": "x", "emoji": True}}], "emoji"),
    "a long header": ([{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}], "less than 151"),
    "mrkdwn in a header": ([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "must be of type plain_text"),
    "a long label": ([{"type": "actions", "elements": [{**BUTTON, "text": {**PLAIN, "text": "x" * 76}}]}], "than 76"),
    "a long action_id": ([{"type": "actions", "elements": [{**BUTTON, "action_id": "x" * 256}]}], "less than 256"),
    "a long value": ([{"type": "actions", "elements": [{**BUTTON, "value": "x" * 2001}]}], "less than 2001"),
    "two of one action_id": ([{"type": "actions", "elements": [BUTTON, BUTTON]}], "already exists"),
    "two of one block_id": ([{"type": "divider", "block_id": "b"}] * 2, "already exists"),
    "26 buttons": ([{"type": "actions", "elements": [{**BUTTON, "action_id": str(n)} for n in range(26)]}], "than 25"),
    "11 things in a context": ([{"type": "context", "elements": [PLAIN] * 11}], "no more than 10"),
    "an input element among actions": (
        [{"type": "actions", "elements": [{"type": "plain_text_input"}]}],
        "unsupported",
    ),
    "an alert in a message": ([{"type": "alert", "text": PLAIN}], "unsupported type: alert"),
    "a button without a label": (
        [{"type": "actions", "elements": [{"type": "button"}]}],
        "missing required field: text",
    ),
    "a field there is not": ([{"type": "divider", "colour": "red"}], "unsupported property: colour"),
    "rich text of nothing": (
        [
            {
                "type": "rich_text",
                "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": ""}]}],
            }
        ],
        "more than 0 characters",
    ),
    "rich text of an unknown kind": ([{"type": "rich_text", "elements": [{"type": "rich_song"}]}], "unsupported type"),
    "a link that is none": ([{"type": "actions", "elements": [{**BUTTON, "url": "javascript:x"}]}], "valid url"),
}


@pytest.mark.parametrize("name", BAD_BLOCKS)
def test_blocks_are_refused_with_slacks_words(slack: Slack, name: str) -> None:
    _, _, ferry = town(slack)
    blocks, words = BAD_BLOCKS[name]
    assert asked(slack, lambda client: client.chat_postMessage(channel=ferry.id, text="x", blocks=blocks)) == [
        "invalid_blocks"
    ]
    assert words in slack.calls[-1].answer["response_metadata"]["messages"][0]
    assert not ferry.order


def test_markdown_blocks_share_one_limit(slack: Slack) -> None:
    _, _, ferry = town(slack)
    blocks = [{"type": "markdown", "text": "x" * 6_001}] * 2
    assert asked(slack, lambda c: c.chat_postMessage(channel=ferry.id, text="x", blocks=blocks)) == [
        "msg_blocks_too_long"
    ]


def test_one_changes_only_ones_own_messages(slack: Slack) -> None:
    ana, _, ferry = town(slack)
    hers = ana.post(ferry, "mine")
    assert asked(
        slack,
        lambda client: client.chat_update(channel=ferry.id, ts=hers["ts"], text="x"),
        lambda client: client.chat_delete(channel=ferry.id, ts=hers["ts"]),
        lambda client: client.chat_update(channel=ferry.id, ts="1.0", text="x"),
    ) == ["cant_update_message", "cant_delete_message", "message_not_found"]


def test_notifications_are_noticed(slack: Slack) -> None:
    _, _, ferry = town(slack)
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "<!here> and <@U1>"}}
    asked(
        slack,
        lambda client: client.chat_postMessage(channel=ferry.id, text="<!channel> up", blocks=[section]),
        lambda client: client.chat_postMessage(channel=ferry.id, text="@here", parse="full"),
        lambda client: client.chat_postMessage(channel=ferry.id, text="&lt;!channel&gt; @channel"),
    )
    assert sorted(whom for _, whom in slack.pings) == ["U1", "channel", "channel", "here"]


# --- reading -------------------------------------------------------------------------------------------------------


def test_a_thread_is_read_in_pages_and_only_by_who_is_in(slack: Slack) -> None:
    ana, bo, ferry = town(slack)
    away = channel(slack, "away", [ana], with_bot=False)
    first = ana.post(ferry, "the ferry?")
    for number in range(5):
        bo.post(ferry, f"no {number}", first["ts"])
    there = ana.post(away, "hidden")

    async def read(client: AsyncWebClient) -> list[str]:
        pages = await client.conversations_replies(channel=ferry.id, ts=first["ts"], limit=4)
        return [message["text"] async for page in pages for message in page["messages"]]

    texts, refused, gone = asked(
        slack,
        read,
        lambda client: client.conversations_replies(channel=away.id, ts=there["ts"]),
        lambda client: client.conversations_replies(channel=ferry.id, ts="1.0"),
    )
    assert texts == ["the ferry?", "no 0", "no 1", "no 2", "no 3", "no 4"]
    assert (refused, gone) == ("not_in_channel", "thread_not_found")
    assert first["reply_count"] == 5 and first["reply_users"] == [bo.id]


def test_what_a_person_types_is_sent_as_slack_sends_it(slack: Slack) -> None:
    ana, bo, ferry = town(slack)
    sent = ana.post(ferry, "a < b & c, see https://example.com/x?y=1. @bo.elgin in #ferry")
    text = f"a &lt; b &amp; c, see <https://example.com/x?y=1>. <@{bo.id}> in <#{ferry.id}|ferry>"
    assert sent["text"] == text
    kinds = [one["type"] for one in sent["blocks"][0]["elements"][0]["elements"]]
    assert kinds == ["text", "link", "text", "user", "text", "channel"]
    assert rich_text("x", "b")[0]["elements"][0]["elements"] == [{"type": "text", "text": "x"}]


# --- streams -------------------------------------------------------------------------------------------------------


def streaming(slack: Slack) -> tuple[Channel, str, dict[str, str]]:
    ana, _, ferry = town(slack)
    question = ana.post(ferry, "?")
    return ferry, question["ts"], {"recipient_user_id": ana.id, "recipient_team_id": TEAM}


def test_a_stream_grows_and_ends_with_its_blocks(slack: Slack) -> None:
    ferry, thread, recipient = streaming(slack)

    async def write(client: AsyncWebClient) -> Any:
        stream = await client.chat_stream(channel=ferry.id, thread_ts=thread, buffer_size=1, **recipient)
        await stream.append(markdown_text="One. ")
        await stream.append(markdown_text="Two.")
        with pytest.raises(SlackApiError) as error:
            await client.chat_update(channel=ferry.id, ts=stream.ts or "", text="x")
        assert error.value.response["error"] == "streaming_state_conflict"
        last = await stream.stop(blocks=[{"type": "divider"}])
        with pytest.raises(SlackApiError) as error:
            await client.chat_appendStream(channel=ferry.id, ts=stream.ts or "", markdown_text="x")
        return last["message"], error.value.response["error"]

    [(message, after)] = asked(slack, write)
    assert message["text"] == "One. Two." and after == "message_not_in_streaming_state"
    assert [one["type"] for one in message["blocks"]] == ["rich_text", "divider"]
    assert message["thread_ts"] == thread and "grew" not in message


def test_a_stream_is_refused_what_slack_refuses(slack: Slack) -> None:
    ferry, thread, recipient = streaming(slack)

    def start(**more: Any) -> Callable[[AsyncWebClient], Awaitable[Any]]:
        return lambda client: client.chat_startStream(channel=ferry.id, **{"thread_ts": thread, **recipient, **more})

    assert asked(
        slack,
        start(recipient_user_id=None),
        start(recipient_team_id=None),
        start(thread_ts="1.0"),
        start(markdown_text="x" * 12_001),
        start(chunks=[{"type": "song"}]),
        start(chunks=[{"type": "task_update", "id": "1", "title": "x", "status": "soon"}]),
    ) == [
        "missing_recipient_user_id",
        "missing_recipient_team_id",
        "message_not_found",
        "msg_too_long",
        "invalid_chunks",
        "invalid_chunks",
    ]


def test_a_stream_holds_so_much_lives_so_long_and_stops_when_its_reader_says_so(slack: Slack) -> None:
    ferry, thread, recipient = streaming(slack)
    slack.limits = replace(slack.limits, stream_text=20)

    async def write(client: AsyncWebClient) -> list[str]:
        found = []
        for last in ("long", "late", "stopped", "chunks"):
            started = await client.chat_startStream(
                channel=ferry.id, thread_ts=thread, markdown_text="0123456789", **recipient
            )
            ts = started["ts"]
            if last == "late":
                slack.limits = replace(slack.limits, stream_seconds=0.0)
            if last == "stopped":
                slack.limits = replace(slack.limits, stream_seconds=60.0)
                slack.streams[ts].state = "stopped_by_user"
            more: dict[str, Any] = {"markdown_text": "0123456789x" if last == "long" else "x"}
            if last == "chunks":
                more = {"chunks": [{"type": "markdown_text", "text": "x"}]}
            try:
                await client.chat_appendStream(channel=ferry.id, ts=ts, **more)
            except SlackApiError as error:
                found.append(error.response["error"])
        return found

    assert asked(slack, write) == [
        ["msg_too_long", "message_not_in_streaming_state", "stopped_by_user", "streaming_mode_mismatch"]
    ]


# --- rates ---------------------------------------------------------------------------------------------------------


def test_a_storm_of_429_names_its_seconds_and_passes(slack: Slack) -> None:
    _, _, ferry = town(slack)
    slack.storm("chat.postMessage", times=2, retry_after=7)

    async def ask() -> list[tuple[int, str]]:
        client = AsyncWebClient(token=slack.tokens["bot"], base_url=slack.api_url)
        found = []
        for _ in range(3):
            try:
                await client.chat_postMessage(channel=ferry.id, text="x")
                found.append((200, ""))
            except SlackApiError as error:
                found.append((error.response.status_code, error.response.headers["Retry-After"]))
        return found

    assert asyncio.run(ask()) == [(429, "7"), (429, "7"), (200, "")]


def test_tiers_are_counted_when_asked(slack: Slack) -> None:
    slack.limits = replace(slack.limits, tiers=True)
    found = asked(slack, *[lambda client: client.conversations_list()] * 21)
    assert found[-1] == "ratelimited" and "ratelimited" not in found[:-1]
    assert 1 <= slack.calls[-1].at - slack.calls[0].at + 60 < 120


# --- views ---------------------------------------------------------------------------------------------------------


def test_a_modal_needs_a_trigger_that_is_fresh(slack: Slack) -> None:
    ana, _, _ = town(slack)
    trigger, old = slack.views.trigger(ana.id), slack.views.trigger(ana.id)
    [opened, again] = asked(slack, *[lambda client: client.views_open(trigger_id=trigger, view=MODAL)] * 2)
    assert opened["view"]["type"] == "modal" and again == "exchanged_trigger_id"
    slack.limits = replace(slack.limits, trigger_seconds=0.0)
    assert asked(
        slack,
        lambda client: client.views_open(trigger_id=old, view=MODAL),
        lambda client: client.views_open(trigger_id="1.2.3", view=MODAL),
    ) == ["expired_trigger_id", "invalid_trigger_id"]
    assert ana.modal is not None and ana.modal["id"] == opened["view"]["id"]


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ({**MODAL, "title": {**PLAIN, "text": "x" * 25}}, "less than 25"),
        ({**MODAL, "blocks": [{"type": "divider"}] * 101}, "no more than 100"),
        ({**MODAL, "blocks": [INPUT]}, "`submit` is required"),
        ({**MODAL, "blocks": [{"type": "markdown", "text": "x"}]}, "unsupported type: markdown"),
        ({**MODAL, "private_metadata": "x" * 3001}, "less than 3001"),
        ({**MODAL, "type": "home"}, "view.type must be modal"),
    ],
)
def test_views_are_refused_with_slacks_words(slack: Slack, view: dict[str, Any], words: str) -> None:
    ana, _, _ = town(slack)
    trigger = slack.views.trigger(ana.id)
    assert asked(slack, lambda client: client.views_open(trigger_id=trigger, view=view)) == ["invalid_arguments"]
    assert words in " ".join(slack.calls[-1].answer["response_metadata"]["messages"])


# --- files ---------------------------------------------------------------------------------------------------------


def test_files_come_with_the_token_and_a_sign_in_page_without(slack: Slack) -> None:
    ana, _, ferry = town(slack)
    shared = ana.upload(ferry, "minutes.txt", b"We voted.", "look")
    address = shared["files"][0]["url_private"]

    async def get(token: str) -> tuple[str, str]:
        async with (
            aiohttp.ClientSession() as session,
            session.get(address, headers={"Authorization": f"Bearer {token}"}) as response,
        ):
            return response.content_type, await response.text()

    assert asyncio.run(get(slack.tokens["bot"])) == ("text/plain", "We voted.")
    assert asyncio.run(get("xoxb-wrong"))[0] == "text/html"
    assert shared["subtype"] == "file_share"


def test_the_client_uploads_a_file_into_a_thread(slack: Slack) -> None:
    ana, _, ferry = town(slack)
    asked_in = ana.post(ferry, "?")
    [done] = asked(
        slack,
        lambda client: client.files_upload_v2(
            filename="answer.md",
            content="All of it.",
            channel=ferry.id,
            thread_ts=asked_in["ts"],
            initial_comment="here",
        ),
    )
    assert done["ok"]
    [message] = slack.by_bot(ferry, asked_in["ts"])
    assert slack.world.files[message["files"][0]["id"]].content == b"All of it."
