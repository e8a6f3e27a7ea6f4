"""Documents that belong to a channel, or to a thread of it: what was added there answers only there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from bot.slack.state.database import Database
from bot.storage import about, document_of, text_bytes
from bot.types import Document

CHANNEL: Final = ""
"""In the place of a thread: the channel's own."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A document of a channel: who added it, and when, in seconds since 1970."""

    source: str
    title: str
    added_by: str
    at: float


class Shelf:
    """Documents by (team, channel, thread, source)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, team: str, channel: str, thread: str, source: str, document: Document, user: str) -> None:
        """Keep a document; one of the same source in the same place is replaced.

        Args:
            team, channel, thread: where it belongs; ``CHANNEL`` in the place of a thread for the whole channel.
            source: its address, or "file:" and Slack's id of the file.
            document: as read.
            user: who added it.
        """
        async with self._database.transaction() as cursor:
            await cursor.changed(
                "INSERT INTO documents (team, channel, thread, id, source, about, text, added_by, at)"
                " VALUES (:team, :channel, :thread, :id, :source, :about, :text, :user, now_seconds())"
                " ON CONFLICT (team, channel, thread, source) DO UPDATE"
                " SET id = :id, about = :about, text = :text, added_by = :user, at = now_seconds()",
                team=team,
                channel=channel,
                thread=thread,
                id=document.id,
                source=source,
                about=json.dumps(about(document)),
                text=text_bytes(document.text),
                user=user,
            )

    async def get(self, team: str, channel: str, thread: str, source: str) -> Document | None:
        """The document kept of one source, if any."""
        async with self._database.transaction() as cursor:
            rows = await cursor.rows(
                "SELECT id, text, about FROM documents WHERE team = :team AND channel = :channel"
                " AND thread = :thread AND source = :source",
                team=team,
                channel=channel,
                thread=thread,
                source=source,
            )
        return document_of(rows[0][0], bytes(rows[0][1]), rows[0][2]) if rows else None

    async def of_channel(self, team: str, channel: str) -> tuple[Document, ...]:
        """The documents added to a channel, in the order added."""
        async with self._database.transaction() as cursor:
            rows = await cursor.rows(
                "SELECT id, text, about FROM documents WHERE team = :team AND channel = :channel AND thread = ''"
                " ORDER BY at, source",
                team=team,
                channel=channel,
            )
        return tuple(document_of(row[0], bytes(row[1]), row[2]) for row in rows)

    async def of_thread(self, team: str, channel: str, thread: str | None) -> tuple[Document, ...]:
        """The documents that were read in a thread, the last first; with None, those of the thread last read in."""
        async with self._database.transaction() as cursor:
            if thread is None:
                last = await cursor.rows(
                    "SELECT thread FROM documents WHERE team = :team AND channel = :channel AND thread <> ''"
                    " ORDER BY at DESC LIMIT 1",
                    team=team,
                    channel=channel,
                )
                if not last:
                    return ()
                thread = str(last[0][0])
            rows = await cursor.rows(
                "SELECT id, text, about FROM documents WHERE team = :team AND channel = :channel AND thread = :thread"
                " ORDER BY at DESC, source",
                team=team,
                channel=channel,
                thread=thread,
            )
        return tuple(document_of(row[0], bytes(row[1]), row[2]) for row in rows)

    async def listed(self, team: str, channel: str) -> tuple[Kept, ...]:
        """What was added to a channel, in the order added, without the texts."""
        async with self._database.transaction() as cursor:
            rows = await cursor.rows(
                "SELECT source, about, added_by, at FROM documents WHERE team = :team AND channel = :channel"
                " AND thread = '' ORDER BY at, source",
                team=team,
                channel=channel,
            )
        return tuple(Kept(row[0], json.loads(row[1])["title"] or row[0], row[2], float(row[3])) for row in rows)

    async def channels(self, team: str) -> tuple[str, ...]:
        """The channels to which anything was added."""
        async with self._database.transaction() as cursor:
            rows = await cursor.rows(
                "SELECT DISTINCT channel FROM documents WHERE team = :team AND thread = '' ORDER BY channel", team=team
            )
        return tuple(str(row[0]) for row in rows)

    async def remove(self, team: str, channel: str, source: str) -> bool:
        """Forget one document of a channel, in its threads too."""
        async with self._database.transaction() as cursor:
            return bool(
                await cursor.changed(
                    "DELETE FROM documents WHERE team = :team AND channel = :channel AND source = :source",
                    team=team,
                    channel=channel,
                    source=source,
                )
            )
