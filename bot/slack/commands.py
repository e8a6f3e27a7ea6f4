"""``/onrecord``: summarize, stances, ask, add, sources, forget, help. What it answers is for one's own eyes."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from slack_bolt.app.async_app import AsyncApp

from bot.slack import wording
from bot.slack.desk import with_links
from bot.slack.helping import HELP
from bot.slack.jobs import Job, Kind, Place

if TYPE_CHECKING:
    from bot.slack.desk import Desk

COMMAND: Final = "/onrecord"
_KINDS: Final[dict[str, Kind]] = {"summarize": "summary", "stances": "stances", "ask": "answer", "add": "add"}
NAMES_SECONDS: Final = 1.5
_WORKING: Final = "Working on it; only you will see the answer."


def register(app: AsyncApp, desk: Desk) -> None:
    """Make the app answer its slash command."""

    async def command(ack: Any, body: dict[str, Any]) -> None:
        name, _, rest = str(body.get("text") or "").strip().partition(" ")
        name, rest = name.lower(), rest.strip()
        if name in ("summarise", "summary"):
            name = "summarize"
        if name in _KINDS:
            await ack(await _queue(desk, body, _KINDS[name], rest))
        elif name == "sources":
            await ack(await _sources(desk, body))
        elif name == "forget":
            await ack(await _forget(desk, body, rest))
        elif name in ("", "help"):
            await ack(HELP)
        else:
            await ack(f"There is no `{wording.escaped(wording.cut(name.replace('`', ''), 40))}`.\n\n{HELP}")

    app.command(COMMAND)(command)


def _place(body: dict[str, Any]) -> Place:
    kind: Any = {"directmessage": "im", "privategroup": "group"}.get(str(body.get("channel_name")), "")
    return Place(str(body.get("team_id") or ""), str(body.get("channel_id") or ""), None, kind)


async def _queue(desk: Desk, body: dict[str, Any], kind: Kind, text: str) -> str:
    if kind == "answer" and not text:
        return "Ask in words: `/onrecord ask who opposed the new timetable?`"
    if kind == "add" and not wording.links(with_links(text)):
        return "Give a link: `/onrecord add https://example.org/report`. Files: mention me in a message with the file."
    job = Job(
        key=f"c:{body.get('trigger_id')}",
        kind=kind,
        place=_place(body),
        user=str(body.get("user_id") or ""),
        text=with_links(text),
        private=True,
        response_url=body.get("response_url"),
    )
    await desk.queue(job)
    return _WORKING


async def _sources(desk: Desk, body: dict[str, Any]) -> str:
    place = _place(body)
    kept = await desk.state.shelf.listed(place.team, place.channel)
    if not kept:
        return "Nothing was added here yet; `/onrecord add https://example.org/report` adds a document."
    kept = kept[:50]
    names: dict[str, str] = {}
    with suppress(TimeoutError):  # Slack waits three seconds for the answer; ids will do where names are not to be had
        async with asyncio.timeout(NAMES_SECONDS):
            names = await desk.slack.names(one.added_by for one in kept)
    rows = []
    for number, one in enumerate(kept, 1):
        title = wording.cut(one.title.replace("|", " "), 150)
        url = wording.link(one.source)
        shown = f"<{url.replace('&', '&amp;')}|{wording.escaped(title)}>" if url else wording.mrkdwn(title)
        name = wording.mrkdwn(names.get(one.added_by, one.added_by))
        rows.append(f"{number}. {shown} (added by {name})")
    return "\n".join(["*Documents of this channel*", *rows])


async def _forget(desk: Desk, body: dict[str, Any], what: str) -> str:
    place, user = _place(body), str(body.get("user_id") or "")
    if not what or what == "me":
        await desk.state.forgetting.person(place.team, user)
        return (
            "Forgotten: your questions and their answers, your ratings, the documents that you added, and my copies of"
            " what you said in threads."
        )
    if what == "channel":
        if not place.is_direct and not await desk.may_settle(user):
            return "Only the person who set me up, or an admin, can have a whole channel forgotten."
        await desk.state.forgetting.channel(place.team, place.channel)
        return "Forgotten: this conversation's documents, and what I kept of its threads and answers."
    kept = await desk.state.shelf.listed(place.team, place.channel)
    if not what.isdecimal() or not 1 <= int(what) <= len(kept):
        return "Say what: a number of `/onrecord sources`, `me`, or `channel`."
    one = kept[int(what) - 1]
    await desk.state.shelf.remove(place.team, place.channel, one.source)
    return f"Forgotten: {wording.mrkdwn(wording.cut(one.title, 150))}."
