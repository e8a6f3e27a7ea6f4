"""Buttons and what modals send in: a source in context, thumbs, sharing, settings, what to check against."""

from __future__ import annotations

import asyncio
import json
import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.slack import blocks, home, modals, voices, wording
from bot.slack.api import failure
from bot.slack.desk import with_links
from bot.slack.jobs import Job, Place
from bot.slack.model_names import fault_of
from bot.slack.streaming import ERRORS

if TYPE_CHECKING:
    from bot.slack.desk import Desk
    from bot.slack.state.answers import Answer

MESSAGE_SECONDS = 2.0
"""How long a message may take to be read: Slack waits three seconds for the answer."""
_GONE = "This answer is no longer kept: it was forgotten, or is older than answers are kept here."
_OUTSIDE = frozenset({"not_in_channel", "channel_not_found"})
_UNINVITED = "I am not in this channel; invite me with /invite, and try again."
_NOT_SHARED = "Slack did not take the whole of it; look whether the answer is there, and ask again where it is not."
_SHARED = "It was shared already; look in the channel, and ask again where it is not there."
_CHANGED = "The message that this quoted was changed or deleted since, so its words are not shown any more."


def register(app: AsyncApp, desk: Desk) -> None:
    """Make the app answer its buttons and modals."""
    buttons = Buttons(desk)
    app.action(re.compile(rf"^{blocks.SHOW}_\d+$"))(buttons.show)
    app.action(blocks.FEEDBACK)(buttons.rate)
    app.action(blocks.SHARE)(buttons.share)
    app.action(blocks.SETTINGS)(buttons.settings)
    app.view(modals.REASON)(buttons.reason)
    app.view(modals.SETTINGS)(buttons.settled)
    app.view(modals.CHECK)(buttons.check)


class Buttons:
    """What happens when somebody clicks, or sends a modal in. Bolt gives each method what it names."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def show(self, ack: Any, body: dict[str, Any], action: dict[str, Any], client: Any) -> None:
        """A source in its context."""
        await ack()
        identity, _, number = str(action.get("value", "")).partition(":")
        answer = await _visible(self._desk, identity, body)
        if answer is None:
            view = modals.note("Source", _GONE)
        else:
            found = next((p for p in answer.passages if str(p.n) == number), None)
            view = modals.passage(found) if found is not None else modals.note("Source", _CHANGED)
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    async def rate(self, ack: Any, body: dict[str, Any], action: dict[str, Any], client: Any) -> None:
        """A thumb; one that points down asks for the reason."""
        rating, _, identity = str(action.get("value", "")).partition(":")
        answer = await _visible(self._desk, identity, body)
        await ack()
        if answer is None or rating not in ("up", "down"):
            return
        await self._desk.state.answers.rate(answer.id, _user(body), "up" if rating == "up" else "down")
        if rating == "down":
            await client.views_open(trigger_id=body["trigger_id"], view=modals.reason(answer.id, answer.place.channel))

    async def reason(self, ack: Any, body: dict[str, Any], view: dict[str, Any]) -> None:
        """What was wrong with an answer."""
        kept = json.loads(view["private_metadata"])
        words = (view["state"]["values"]["reason"]["reason"].get("value") or "").strip()
        if words and await self._desk.state.answers.get(kept["answer"], _team(body)) is not None:
            await self._desk.state.answers.rate(kept["answer"], _user(body), "down", words)
        await ack()

    async def share(self, ack: Any, body: dict[str, Any], action: dict[str, Any]) -> None:
        """A private answer, posted where it was asked."""
        await ack()
        answer = await _visible(self._desk, str(action.get("value", "")), body)
        if answer is None or answer.shared is None or answer.user != _user(body):
            await _tell(self._desk, body, _GONE)
        elif await self._desk.state.answers.shared(answer.id):
            try:
                await _post_shared(self._desk, answer)
            except ERRORS as error:
                code = failure(error) if isinstance(error, SlackApiError) else type(error).__name__
                self._desk.log.error("not_shared", answer=answer.id, error=code)
                await _tell(self._desk, body, _UNINVITED if code in _OUTSIDE else _NOT_SHARED)
                if code in _OUTSIDE:
                    await self._desk.state.answers.unshared(answer.id)
        else:
            await _tell(self._desk, body, _SHARED)

    async def settings(self, ack: Any, body: dict[str, Any], client: Any) -> None:
        """The settings, for whoever may change them."""
        await ack()
        if await self._desk.may_settle(_user(body)):
            view = modals.settings(await self._desk.state.ledger.workspace(_team(body)))
            await client.views_open(trigger_id=body["trigger_id"], view=view)

    async def settled(self, ack: Any, body: dict[str, Any], view: dict[str, Any]) -> None:
        """Settings that were filled in."""
        user, team = _user(body), _team(body)
        if await self._desk.may_settle(user):
            workspace = modals.read_settings(view["state"]["values"])
            fault = await fault_of(workspace.model, self._desk.answerer.settings)
            if fault is not None:
                await ack(response_action="errors", errors={"model": fault})
                return
            await self._desk.state.ledger.set_workspace(team, workspace)
        await ack()
        await home.publish(self._desk, team, user)

    async def check(self, ack: Any, body: dict[str, Any], view: dict[str, Any]) -> None:
        """What a message is to be checked against."""
        kept = json.loads(view["private_metadata"])
        source = (view["state"]["values"]["source"]["source"].get("value") or "").strip()
        place = Place(_team(body), kept["channel"], kept["thread"])
        try:
            async with asyncio.timeout(MESSAGE_SECONDS):
                raw = await self._desk.slack.message(place.channel, place.thread or "", kept["ts"])
        except ERRORS as error:
            outside = isinstance(error, SlackApiError) and failure(error) in _OUTSIDE
            words = _UNINVITED if outside else "Slack does not give the message out now; try again in some minutes."
            await ack(response_action="errors", errors={"source": words})
            return
        links = wording.links(with_links(source))
        key = f"v:{view.get('id', '')}"
        await self._desk.queue(
            Job(key, "check", place, _user(body), text=str((raw or {}).get("text") or ""), sources=links, private=True)
        )
        await ack()


async def _visible(desk: Desk, identity: str, body: dict[str, Any]) -> Answer | None:
    """An answer that this user may be shown; a message can be forwarded, and its buttons with it."""
    answer = await desk.state.answers.get(identity, _team(body))
    if answer is None:
        return None
    here = (body.get("channel") or {}).get("id") or (body.get("container") or {}).get("channel_id")
    if here == answer.place.channel or await desk.slack.may_see(_user(body), answer.place.channel):
        return answer
    return None


async def _post_shared(desk: Desk, answer: Answer) -> None:
    """Post a private answer where it was asked, as its asker's doing, with all of its sources."""
    texts: list[str] = json.loads(answer.shared or "[]")
    place, writer = answer.place, desk.slack.writer
    for number, text in enumerate(texts):
        last = number == len(texts) - 1
        under = voices.below(answer)[0] if last else []
        told: list[blocks.Block] = [
            blocks.rich(
                [{"type": "user", "user_id": answer.user}, blocks.text_element(" shared an answer of On Record")]
            )
        ]
        body = [*(told if number == 0 else []), blocks.markdown(text), *under]
        await writer.chat_postMessage(
            channel=place.channel,
            thread_ts=place.thread,
            text="An answer from On Record",
            blocks=body,
            unfurl_links=False,
            unfurl_media=False,
        )
    for part, under in zip(blocks.in_messages(answer.passages)[1:], voices.below(answer)[1:], strict=True):
        await writer.chat_postMessage(
            channel=place.channel,
            thread_ts=place.thread,
            text=blocks.in_words(part),
            blocks=under,
            unfurl_links=False,
            unfurl_media=False,
        )


async def _tell(desk: Desk, body: dict[str, Any], words: str) -> None:
    channel, hook = (body.get("channel") or {}).get("id"), str(body.get("response_url") or "")
    if desk.slack.settings.is_slacks(hook):
        with suppress(*ERRORS):
            told = await AsyncWebhookClient(hook, retry_handlers=[]).send(
                text=words, response_type="ephemeral", replace_original=False
            )
            if told.status_code == 200:
                return
    if channel:
        try:
            await desk.slack.writer.chat_postEphemeral(channel=channel, user=_user(body), text=words)
        except ERRORS:
            return


def _user(body: dict[str, Any]) -> str:
    return str((body.get("user") or {}).get("id", ""))


def _team(body: dict[str, Any]) -> str:
    return str((body.get("team") or {}).get("id") or (body.get("user") or {}).get("team_id") or "")
