"""Threads that the app is part of, and what was said in them: kept, so that Slack need not be asked again.

Of threads that nobody asked about nothing is kept.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from bot.slack.events import Deleted, Said
from bot.slack.jobs import FileRef, Place, pasted_source
from bot.slack.state.answers import forget_passages
from bot.slack.state.database import Cursor, Database
from bot.slack.wording import plain


class Threads:
    """Messages by thread. A thread is (team, channel, time stamp of its first message)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def join(self, place: Place, since: str = "") -> None:
        """The app is part of this thread from the message ``since`` on."""
        async with self._database.transaction() as cursor:
            await join_thread(cursor, place, since)

    async def read_seconds_ago(self, place: Place) -> float | None:
        """How long ago the whole thread was read; None where it never was."""
        async with self._database.transaction() as cursor:
            rows = await cursor.rows(
                "SELECT read_at, now_seconds() - read_at FROM threads"
                " WHERE team = :team AND channel = :channel AND thread = :thread",
                **_thread(place),
            )
        return float(rows[0][1]) if rows and rows[0][0] else None

    async def keep_whole(self, place: Place, messages: Sequence[Said]) -> None:
        """Put a thread as Slack gave it in the place of what was kept of it."""
        async with self._database.transaction() as cursor:
            where = _thread(place)
            await cursor.changed(
                "INSERT INTO threads (team, channel, thread, since, joined, read_at)"
                " VALUES (:team, :channel, :thread, '', now_seconds(), now_seconds())"
                " ON CONFLICT (team, channel, thread) DO UPDATE SET read_at = now_seconds()",
                **where,
            )
            await cursor.changed(
                "DELETE FROM messages WHERE team = :team AND channel = :channel AND thread = :thread", **where
            )
            for said in messages:
                await _write(cursor, said, place)

    async def messages(self, place: Place) -> tuple[Said, ...]:
        """What people said in the thread, oldest first."""
        async with self._database.transaction() as cursor:
            rows = await cursor.rows(
                "SELECT body FROM messages WHERE team = :team AND channel = :channel AND thread = :thread ORDER BY ts",
                **_thread(place),
            )
        return tuple(_said(json.loads(row[0]), place) for row in rows)

    async def asked(self, place: Place) -> frozenset[str]:
        """The time stamps of the messages of a channel that were questions to the app."""
        async with self._database.transaction() as cursor:
            rows = await cursor.rows(
                "SELECT key FROM jobs WHERE team = :team AND channel = :channel AND thread = :thread", **_thread(place)
            )
        return frozenset(str(row[0]).rpartition(":")[2] for row in rows)


async def join_thread(cursor: Cursor, place: Place, since: str) -> None:
    """The app is part of this thread from the message ``since`` on."""
    await cursor.changed(
        "INSERT INTO threads (team, channel, thread, since, joined, read_at)"
        " VALUES (:team, :channel, :thread, :since, now_seconds(), 0) ON CONFLICT DO NOTHING",
        **_thread(place),
        since=since,
    )


async def is_addressed(cursor: Cursor, place: Place, user: str, ts: str) -> bool:
    """Whether a question in a thread, which names nobody, is one to the app.

    It is where the app is part of the thread, and either the user asked it something there before, or nobody has said
    anything since it was last asked: people who talk among themselves are let alone. What somebody asked for his or
    her own eyes, by a shortcut, is no part of the talk.
    """
    where = {**_thread(place), "ts": ts}
    earlier = await cursor.rows(
        "SELECT j.user_id, j.key FROM jobs j, threads t WHERE j.team = :team AND j.channel = :channel"
        " AND j.thread = :thread AND substr(j.key, 1, 2) = 'm:' AND t.team = j.team AND t.channel = j.channel"
        " AND t.thread = j.thread AND t.since < :ts",
        **where,
    )
    if not earlier or any(row[0] == user for row in earlier):
        return bool(earlier)
    last = max(str(row[1]).rpartition(":")[2] for row in earlier)
    return not await cursor.rows(
        "SELECT 1 FROM messages WHERE team = :team AND channel = :channel AND thread = :thread AND ts > :last"
        " AND ts < :ts",
        **where,
        last=last,
    )


async def is_joined(cursor: Cursor, place: Place) -> bool:
    """Whether the app is part of a thread."""
    return bool(
        await cursor.rows(
            "SELECT 1 FROM threads WHERE team = :team AND channel = :channel AND thread = :thread", **_thread(place)
        )
    )


async def keep_message(cursor: Cursor, said: Said) -> None:
    """Keep what was said, or what it was changed to, where the app is part of its thread.

    Passages of a message that was changed are not shown any more where their words are gone from it.
    """
    if said.bot:
        return
    if said.edited:
        await forget_passages(cursor, said.place.team, said.place.channel, said.ts, now=plain(said.text))
        await _forget_pasted(cursor, said.place.team, said.place.channel, said.ts, now=plain(said.text))
    if await is_joined(cursor, said.place):
        await _write(cursor, said, said.place)


async def forget_message(cursor: Cursor, deleted: Deleted) -> None:
    """A message is gone: its words, and every passage and result that shows them."""
    where = {"team": deleted.place.team, "channel": deleted.place.channel, "ts": deleted.ts}
    await cursor.changed("DELETE FROM messages WHERE team = :team AND channel = :channel AND ts = :ts", **where)
    await forget_passages(cursor, **where)
    await _forget_pasted(cursor, **where)


async def _forget_pasted(cursor: Cursor, team: str, channel: str, ts: str, now: str = "") -> None:
    """A text that was pasted into a message goes when the message goes, or is changed to say something else."""
    where = {"team": team, "channel": channel, "source": pasted_source(ts)}
    which = "team = :team AND channel = :channel AND source = :source"
    for (text,) in await cursor.rows(f"SELECT text FROM documents WHERE {which}", **where):  # noqa: S608 - ours
        if not now or "".join(bytes(text).decode("utf-8", "replace").split()) not in "".join(now.split()):
            await cursor.changed(f"DELETE FROM documents WHERE {which}", **where)  # noqa: S608 - ours


async def _write(cursor: Cursor, said: Said, place: Place) -> None:
    if said.bot:
        return
    body = {
        "user": said.user,
        "text": said.text,
        "edited": said.edited,
        "files": [asdict(file) for file in said.files],
    }
    await cursor.changed(
        "INSERT INTO messages (team, channel, thread, ts, body) VALUES (:team, :channel, :thread, :ts, :body)"
        " ON CONFLICT (team, channel, ts) DO UPDATE SET body = :body",
        **_thread(place),
        ts=said.ts,
        body=json.dumps(body | {"ts": said.ts}),
    )


def _said(body: dict[str, Any], place: Place) -> Said:
    files = tuple(FileRef(**file) for file in body["files"])
    return Said(place, body["ts"], body["user"], body["text"], body["edited"], files)


def _thread(place: Place) -> dict[str, Any]:
    return {"team": place.team, "channel": place.channel, "thread": place.thread or ""}
