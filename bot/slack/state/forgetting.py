"""Deletion: what is old, what a person or a channel wants forgotten, and a workspace that has left."""

from __future__ import annotations

from typing import Final

from bot.slack.state.database import Cursor, Database

EVENT_DAYS: Final = 2
"""Slack delivers an event again for an hour at most, and keeps failed ones for some hours."""

_DAY: Final = 86_400.0


class Forgetting:
    """Nothing deleted here comes back."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def old(self, team: str, days: int) -> None:
        """Delete what is older than so many days, and deliveries that cannot come again.

        Jobs that are over lose their words after ``EVENT_DAYS`` and are deleted with the rest: until then their
        keys keep a message from being answered twice.
        """
        async with self._database.transaction() as cursor:
            kept = {"team": team, "age": days * _DAY}
            brief = {"team": team, "age": EVENT_DAYS * _DAY}
            await cursor.changed("DELETE FROM events WHERE team = :team AND at < now_seconds() - :age", **brief)
            await cursor.changed(
                "UPDATE jobs SET body = '{}', progress = '{}' WHERE team = :team AND state = 'done'"
                " AND body <> '{}' AND finished_at < now_seconds() - :age",
                **brief,
            )
            await cursor.changed(
                "DELETE FROM jobs WHERE team = :team AND state = 'done' AND finished_at < now_seconds() - :age", **kept
            )
            await cursor.changed("DELETE FROM documents WHERE team = :team AND at < now_seconds() - :age", **kept)
            await cursor.changed("DELETE FROM answers WHERE team = :team AND at < now_seconds() - :age", **kept)
            await cursor.changed(
                "DELETE FROM messages WHERE team = :team AND EXISTS (SELECT 1 FROM threads t WHERE"
                " t.team = messages.team AND t.channel = messages.channel AND t.thread = messages.thread"
                " AND t.joined < now_seconds() - :age AND t.read_at < now_seconds() - :age)",
                **kept,
            )
            await cursor.changed(
                "DELETE FROM threads WHERE team = :team AND joined < now_seconds() - :age"
                " AND read_at < now_seconds() - :age",
                **kept,
            )
            await _orphans(cursor)

    async def channel(self, team: str, channel: str) -> None:
        """Forget all that belongs to a channel: documents, threads, answers, feedback on them."""
        async with self._database.transaction() as cursor:
            for table in ("documents", "messages", "threads", "answers"):
                await cursor.changed(
                    f"DELETE FROM {table} WHERE team = :team AND channel = :channel",  # noqa: S608 - names of ours
                    team=team,
                    channel=channel,
                )
            await cursor.changed(
                "UPDATE jobs SET body = '{}', progress = '{}' WHERE team = :team AND channel = :channel"
                " AND state = 'done'",
                team=team,
                channel=channel,
            )
            await _orphans(cursor)

    async def person(self, team: str, user: str) -> None:
        """Forget what a person asked and was answered, said of answers and in threads, and added."""
        async with self._database.transaction() as cursor:
            await cursor.changed("DELETE FROM answers WHERE team = :team AND user_id = :user", team=team, user=user)
            await cursor.changed("DELETE FROM documents WHERE team = :team AND added_by = :user", team=team, user=user)
            await cursor.changed("DELETE FROM feedback WHERE user_id = :user", user=user)
            await cursor.changed(
                "DELETE FROM messages WHERE team = :team AND body LIKE :whose", team=team, whose=f'%"user": "{user}"%'
            )
            await cursor.changed(
                "UPDATE jobs SET body = '{}', progress = '{}'"
                " WHERE team = :team AND user_id = :user AND state = 'done'",
                team=team,
                user=user,
            )
            await _orphans(cursor)

    async def workspace(self, team: str) -> None:
        """The app was removed: nothing of the workspace is kept."""
        async with self._database.transaction() as cursor:
            for table in ("events", "jobs", "threads", "messages", "documents", "answers", "spent", "workspaces"):
                await cursor.changed(f"DELETE FROM {table} WHERE team = :team", team=team)  # noqa: S608 - names of ours
            await _orphans(cursor)

    async def teams(self) -> tuple[str, ...]:
        """The workspaces of which anything is kept."""
        async with self._database.transaction() as cursor:
            tables = ("jobs", "documents", "events", "threads", "answers")
            rows = await cursor.rows(" UNION ".join(f"SELECT DISTINCT team FROM {one}" for one in tables))  # noqa: S608
        return tuple(str(row[0]) for row in rows)


async def _orphans(cursor: Cursor) -> None:
    await cursor.changed("DELETE FROM feedback WHERE NOT EXISTS (SELECT 1 FROM answers a WHERE a.id = feedback.answer)")
