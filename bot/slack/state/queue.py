"""Deliveries taken in once, and jobs that one worker at a time holds by a lease.

A job's ``turn`` is its place in its user's own line, counted from where the queue is now (start-time fair queueing,
Goyal, Vin and Cheng 1996, with one unit of work per job): somebody with twenty questions does not hold up somebody
with one. Waiting makes it count less, so that nobody waits for ever. Two jobs of one thread never run together: the
second may lean on the first's answer.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from bot.slack.events import Delivery
from bot.slack.jobs import PASTED_TITLE, Job, Place
from bot.slack.state.answers import forget_question
from bot.slack.state.database import Cursor, Database, TakenError
from bot.slack.state.threads import forget_message, is_addressed, join_thread, keep_message

WITHDRAWN: Final = "withdrawn"
"""The outcome of a job whose question was deleted; of one that runs, that it is to be stopped."""
AGING_SECONDS: Final = 30.0
"""Half a minute of waiting is worth one turn."""

_FLOOR: Final = (
    "coalesce((SELECT turn FROM jobs WHERE team = :team AND claimed_at IS NOT NULL AND state <> 'done'"
    " ORDER BY claimed_at DESC LIMIT 1), 0)"
)


Holding = Literal["held", "withdrawn", "lost"]
"""How it stands with a job that a worker holds: still its own; still, but the question was deleted; another's now."""


class LeaseLostError(Exception):
    """The job is another worker's now."""


class WithdrawnError(Exception):
    """The question was deleted while it was being answered."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job that this worker holds.

    Attributes:
        id, job: which. Of a job that cannot be read any more, where it was asked and by whom is all there is.
        worker: who holds it.
        tries: how many workers took it, this one included.
        progress: what they noted.
        waited: seconds that it waited.
        withdrawn: the question was deleted while a worker that is gone was answering it.
        readable: whether the job could be read.
    """

    id: str
    job: Job
    worker: str
    tries: int
    progress: Mapping[str, Any]
    waited: float
    withdrawn: bool = False
    readable: bool = True


class Queue:
    """Jobs, in a database that several workers share."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take_in(self, team: str, delivery: Delivery) -> bool:
        """Take a delivery in, once: its job is queued, and what it says of a thread is kept, in one transaction.

        Args:
            team: the workspace.
            delivery: what came.

        Returns:
            Whether a job was queued: not for a delivery seen before, for a follow-up in a thread that the app has
            no part in, or for a message that was asked already.

        Raises:
            StoreError: nothing was taken in.
        """
        async with self._database.transaction() as cursor:
            if delivery.id is not None and not await cursor.changed(
                "INSERT INTO events (team, id, at) VALUES (:team, :id, now_seconds()) ON CONFLICT DO NOTHING",
                team=team,
                id=delivery.id,
            ):
                return False
            if delivery.deleted is not None:
                await forget_message(cursor, delivery.deleted)
                await self._withdraw(cursor, team, f"m:{delivery.deleted.place.channel}:{delivery.deleted.ts}")
            if delivery.job is not None and not delivery.job.follow_up:
                await join_thread(cursor, delivery.job.place, delivery.job.ts or "")
            if delivery.said is not None:
                await keep_message(cursor, delivery.said)
                if delivery.said.edited:
                    await self._reword(cursor, delivery)
            job = delivery.job
            if job is None:
                return False
            if job.follow_up and not await is_addressed(cursor, job.place, job.user, job.ts or ""):
                return False
            return await self._put(cursor, job)

    async def put(self, job: Job) -> bool:
        """Queue a job that is no event's; False where it was asked already."""
        async with self._database.transaction() as cursor:
            return await self._put(cursor, job)

    async def claim(self, worker: str, seconds: float) -> Claimed | None:
        """Take the next job for so many seconds: one whose worker is gone first, then whose turn it is."""
        try:
            async with self._database.transaction() as cursor:
                found = await cursor.rows(
                    """
                    UPDATE jobs SET state = 'running', worker = :worker, tries = tries + 1,
                        claimed_at = now_seconds(), lease_until = now_seconds() + :seconds
                    WHERE id = (
                        SELECT j.id FROM jobs j
                        WHERE ((j.state = 'waiting' AND j.not_before <= now_seconds())
                               OR (j.state = 'running' AND j.lease_until < now_seconds()))
                          AND NOT EXISTS (SELECT 1 FROM jobs r WHERE r.state = 'running' AND r.id <> j.id
                              AND r.team = j.team AND r.channel = j.channel AND r.thread = j.thread)
                        ORDER BY CASE j.state WHEN 'running' THEN 0 ELSE 1 END,
                            j.turn - (now_seconds() - j.created) / :aging, j.channel_turn, j.created, j.id
                        LIMIT 1 /* skip locked */)
                    RETURNING id, body, tries, progress, claimed_at - created, outcome, team, key, channel, thread,
                        user_id
                    """,
                    worker=worker,
                    seconds=seconds,
                    aging=AGING_SECONDS,
                )
        except TakenError:
            return None  # another worker began a job of the same thread at this very moment
        if not found:
            return None
        identity, body, tries, progress, waited, outcome, *about = found[0]
        job = _read(body)
        return Claimed(
            id=identity,
            job=job or _what_is_left(*about),
            worker=worker,
            tries=tries,
            progress=_noted(progress),
            waited=waited,
            withdrawn=outcome == WITHDRAWN,
            readable=job is not None,
        )

    async def beat(self, claimed: Claimed, seconds: float) -> Holding:
        """Hold a job so many seconds longer."""
        return await self._change(claimed, "lease_until = now_seconds() + :seconds", seconds=seconds)

    async def note(self, claimed: Claimed, progress: Mapping[str, Any]) -> Holding:
        """Keep what was done so far, for whoever takes the job over."""
        return await self._change(claimed, "progress = :progress", progress=json.dumps(dict(progress)))

    async def finish(self, claimed: Claimed, outcome: str) -> Holding:
        """The job is over, if its question was not deleted meanwhile: then it is held until that was heeded, and
        finished as ``WITHDRAWN``."""
        if outcome == WITHDRAWN:
            what = "state = 'done', body = '{}', progress = '{}', finished_at = now_seconds(), outcome = :outcome"
            return await self._change(claimed, what, outcome=outcome)
        what = "state = 'done', finished_at = now_seconds(), outcome = :outcome"
        return await self._change(claimed, what, unless="outcome IS NOT NULL", outcome=outcome)

    async def give_back(self, claimed: Claimed, after: float = 0.0) -> Holding:
        """Let another worker have it, after so many seconds."""
        return await self._change(
            claimed, "state = 'waiting', worker = NULL, not_before = now_seconds() + :after", after=after
        )

    async def waiting(self) -> tuple[int, int]:
        """How many jobs wait, and how many run."""
        async with self._database.transaction() as cursor:
            rows = await cursor.rows("SELECT state, count(*) FROM jobs WHERE state <> 'done' GROUP BY state")
        counts = {str(state): int(count) for state, count in rows}
        return counts.get("waiting", 0), counts.get("running", 0)

    async def _change(self, claimed: Claimed, what: str, *, unless: str = "1 = 0", **values: Any) -> Holding:
        """Change a job, where it is this worker's and ``unless`` does not hold of it."""
        mine = "id = :id AND worker = :worker AND tries = :tries AND state = 'running'"
        who = {"id": claimed.id, "worker": claimed.worker, "tries": claimed.tries}
        async with self._database.transaction() as cursor:
            rows = await cursor.rows(
                f"UPDATE jobs SET {what} WHERE {mine} AND NOT ({unless}) RETURNING outcome",  # noqa: S608 - ours
                **who,
                **values,
            )
            if not rows:
                rows = await cursor.rows(f"SELECT outcome FROM jobs WHERE {mine}", **who)  # noqa: S608 - ours
        if not rows:
            return "lost"
        return "withdrawn" if rows[0][0] == WITHDRAWN else "held"

    async def _put(self, cursor: Cursor, job: Job) -> bool:
        return bool(
            await cursor.changed(
                f"""
                INSERT INTO jobs (id, team, key, channel, thread, user_id, state, body, turn, channel_turn, created,
                    not_before, tries, progress)
                SELECT :id, :team, :key, :channel, :thread, :user_id, 'waiting', :body,
                    1 + CASE WHEN mine.turn > {_FLOOR} THEN mine.turn ELSE {_FLOOR} END,
                    (SELECT count(*) FROM jobs WHERE team = :team AND channel = :channel AND state <> 'done'),
                    now_seconds(), 0, 0, '{{}}'
                FROM (SELECT coalesce(max(turn), 0) AS turn FROM jobs
                    WHERE team = :team AND user_id = :user_id AND state <> 'done') AS mine
                WHERE true
                ON CONFLICT (team, key) DO NOTHING
                """,  # noqa: S608 - a constant of ours
                id=uuid.uuid4().hex,
                team=job.place.team,
                key=job.key,
                channel=job.place.channel,
                thread=job.place.thread,
                user_id=job.user,
                body=job.to_json(),
            )
        )

    async def _withdraw(self, cursor: Cursor, team: str, key: str) -> None:
        """A question that was deleted before anybody took it is not answered; who is answering one finds that it is
        not to be; of one that was answered, the words go."""
        await cursor.changed(
            "UPDATE jobs SET state = 'done', outcome = :withdrawn, body = '{}', finished_at = now_seconds()"
            " WHERE team = :team AND key = :key AND state = 'waiting' AND tries = 0",
            team=team,
            key=key,
            withdrawn=WITHDRAWN,
        )
        await cursor.changed(
            "UPDATE jobs SET outcome = :withdrawn WHERE team = :team AND key = :key AND state <> 'done'",
            team=team,
            key=key,
            withdrawn=WITHDRAWN,
        )
        for (identity,) in await cursor.rows(
            "SELECT id FROM jobs WHERE team = :team AND key = :key AND state = 'done'", team=team, key=key
        ):
            await cursor.changed("UPDATE jobs SET body = '{}', progress = '{}' WHERE id = :id", id=identity)
            await forget_question(cursor, identity, PASTED_TITLE)

    async def _reword(self, cursor: Cursor, delivery: Delivery) -> None:
        """A question that was changed before anybody took it is answered as it reads now."""
        said, job = delivery.said, delivery.job
        if said is None or job is None:
            return
        rows = await cursor.rows(
            "SELECT id, body FROM jobs WHERE team = :team AND key = :key AND state = 'waiting'",
            team=job.place.team,
            key=job.key,
        )
        for identity, body in rows:
            old = _read(body)
            if old is not None:
                new = replace(old, kind=job.kind, text=job.text, files=job.files)
                await cursor.changed("UPDATE jobs SET body = :body WHERE id = :id", body=new.to_json(), id=identity)


def _read(body: str) -> Job | None:
    """A job as it was kept; None where that cannot be read."""
    try:
        return Job.from_json(body)
    except (ValueError, LookupError, TypeError, AttributeError):
        return None


def _what_is_left(team: str, key: str, channel: str, thread: str | None, user: str) -> Job:
    """Of a job that cannot be read: where it was asked, and by whom. What a message asked is answered openly."""
    kind, _, ts = key.partition(":")
    open_to_all = kind == "m" and thread is not None
    place = Place(team, channel, thread)
    return Job(key, "answer", place, user, ts.rpartition(":")[2] if open_to_all else None, private=not open_to_all)


def _noted(progress: str) -> Mapping[str, Any]:
    """What workers noted; nothing where that cannot be read."""
    try:
        found = json.loads(progress)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
