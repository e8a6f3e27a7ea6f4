"""Answers that were given, the passages they rest on, and what people said of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from bot.slack.jobs import Place
from bot.slack.state.database import Cursor, Database

Rating = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class Passage:
    """A source of an answer as its modal shows it: the cited words and what stands around them.

    ``message`` is the time stamp of the message it stands in, where it stands in one, and ``channel`` the message's, ""
    for the answer's own; ``url`` where it is found.
    """

    n: int
    words: str
    before: str = ""
    after: str = ""
    speaker: str = ""
    where: str = ""
    title: str = ""
    url: str | None = None
    message: str | None = None
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as given.

    Attributes:
        id: what its buttons carry.
        place, user: where it was given, and to whom.
        question: as asked; None for a summary.
        result: the result as JSON ("onrecord/result/1"); None where a message it shows was deleted since.
        passages: its sources, by number.
        shared: the texts of a private answer, in messages' worth, as JSON; None for others.
        notes: the small print below it.
        whole: all of it as Markdown, where it is too long for messages and is a file too; else None.
    """

    id: str
    place: Place
    user: str
    question: str | None
    result: str | None
    passages: tuple[Passage, ...] = field(default=())
    shared: str | None = None
    notes: tuple[str, ...] = ()
    whole: str | None = None


class Answers:
    """Answers by id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, answer: Answer) -> None:
        """Keep an answer; once more with the same id replaces it."""
        async with self._database.transaction() as cursor:
            await cursor.changed(
                "INSERT INTO answers (id, team, channel, thread, user_id, body, at)"
                " VALUES (:id, :team, :channel, :thread, :user, :body, now_seconds())"
                " ON CONFLICT (id) DO UPDATE SET body = :body, at = now_seconds()",
                id=answer.id,
                team=answer.place.team,
                channel=answer.place.channel,
                thread=answer.place.thread or "",
                user=answer.user,
                body=_body(answer),
            )

    async def get(self, identity: str, team: str) -> Answer | None:
        """An answer of this workspace; None where it was forgotten or never was."""
        async with self._database.transaction() as cursor:
            rows = await cursor.rows(
                "SELECT id, team, channel, thread, user_id, body FROM answers WHERE id = :id AND team = :team",
                id=identity,
                team=team,
            )
        return _answer(rows[0]) if rows else None

    async def forget(self, identity: str) -> None:
        """Keep an answer no longer."""
        async with self._database.transaction() as cursor:
            await cursor.changed("DELETE FROM answers WHERE id = :id", id=identity)

    async def of_thread(self, place: Place, limit: int) -> tuple[Answer, ...]:
        """The last answers of a thread, oldest first."""
        async with self._database.transaction() as cursor:
            rows = await cursor.rows(
                "SELECT id, team, channel, thread, user_id, body FROM answers WHERE team = :team"
                " AND channel = :channel AND thread = :thread ORDER BY at DESC LIMIT :limit",
                team=place.team,
                channel=place.channel,
                thread=place.thread or "",
                limit=limit,
            )
        return tuple(_answer(row) for row in reversed(rows))

    async def shared(self, identity: str) -> bool:
        """Mark an answer as shared; False where it was shared before."""
        async with self._database.transaction() as cursor:
            rows = await cursor.rows("SELECT body FROM answers WHERE id = :id", id=identity)
            if not rows:
                return False
            body = json.loads(rows[0][0])
            if body.get("is_shared"):
                return False
            return bool(
                await cursor.changed(
                    "UPDATE answers SET body = :new WHERE id = :id AND body = :old",
                    new=json.dumps(body | {"is_shared": True}),
                    old=rows[0][0],
                    id=identity,
                )
            )

    async def unshared(self, identity: str) -> None:
        """Nothing of it was posted after all."""
        async with self._database.transaction() as cursor:
            for (text,) in await cursor.rows("SELECT body FROM answers WHERE id = :id", id=identity):
                body = {name: value for name, value in json.loads(text).items() if name != "is_shared"}
                await cursor.changed(
                    "UPDATE answers SET body = :body WHERE id = :id", body=json.dumps(body), id=identity
                )

    async def rate(self, identity: str, user: str, rating: Rating, comment: str | None = None) -> None:
        """Keep what a user thinks of an answer; the last word counts, and a reason is not lost to a second click."""
        async with self._database.transaction() as cursor:
            await cursor.changed(
                "INSERT INTO feedback (answer, user_id, rating, comment, at)"
                " VALUES (:answer, :user, :rating, :comment, now_seconds()) ON CONFLICT (answer, user_id) DO UPDATE"
                " SET comment = CASE WHEN :comment IS NULL AND feedback.rating = :rating"
                " THEN feedback.comment ELSE :comment END, rating = :rating, at = now_seconds()",
                answer=identity,
                user=user,
                rating=rating,
                comment=None if comment is None else json.dumps(comment),
            )

    async def feedback(self) -> Iterator[str]:
        """All feedback as JSON lines {"result", "rating", "comment"}, which ``onrecord eval harvest`` reads."""
        async with self._database.transaction() as cursor:
            rows = await cursor.rows(
                "SELECT a.body, f.rating, f.comment FROM feedback f JOIN answers a ON a.id = f.answer ORDER BY f.at"
            )
        found = ((json.loads(body)["result"], rating, comment) for body, rating, comment in rows)
        return (
            json.dumps(
                {
                    "result": json.loads(result),
                    "rating": rating,
                    "comment": None if comment is None else json.loads(comment),
                }
            )
            for result, rating, comment in found
            if result is not None
        )


async def forget_passages(cursor: Cursor, team: str, channel: str, ts: str, now: str = "") -> None:
    """Blank every passage that shows words which a message no longer has, and the results that quote them, in whatever
    channel it was answered.

    Args:
        cursor: of the transaction.
        team, channel, ts: the message.
        now: its text as it reads now; "" for one that was deleted.
    """

    def gone(passage: Passage, answer: Answer) -> bool:
        here = (passage.channel or answer.place.channel) == channel and passage.message == ts
        return here and (not now or passage.words not in now)

    rows = await cursor.rows(
        "SELECT id, team, channel, thread, user_id, body FROM answers WHERE team = :team AND body LIKE :which",
        team=team,
        which=f"%{json.dumps({'message': ts})[1:-1]}%",
    )
    for answer in map(_answer, rows):
        if any(gone(passage, answer) for passage in answer.passages):
            kept = tuple(passage for passage in answer.passages if not gone(passage, answer))
            left = replace(answer, passages=kept, result=None, shared=None, whole=None)
            await cursor.changed("UPDATE answers SET body = :body WHERE id = :id", body=_body(left), id=answer.id)


async def forget_question(cursor: Cursor, identity: str, pasted: str) -> None:
    """The message that asked for an answer was deleted: its words, and those of a text it brought, titled so."""
    rows = await cursor.rows("SELECT id, team, channel, thread, user_id, body FROM answers WHERE id = :id", id=identity)
    for answer in map(_answer, rows):
        kept = tuple(one for one in answer.passages if one.url or one.message or one.title != pasted)
        left = replace(answer, question=None, passages=kept, result=None, whole=None)
        await cursor.changed("UPDATE answers SET body = :body WHERE id = :id", body=_body(left), id=identity)


def _body(answer: Answer) -> str:
    return json.dumps(
        {
            "channel_type": answer.place.channel_type,
            "question": answer.question,
            "result": answer.result,
            "passages": [asdict(passage) for passage in answer.passages],
            "shared": answer.shared,
            "notes": answer.notes,
            "whole": answer.whole,
        }
    )


def _answer(row: Any) -> Answer:
    identity, team, channel, thread, user, text = row
    body = json.loads(text)
    return Answer(
        id=identity,
        place=Place(team, channel, thread or None, body["channel_type"]),
        user=user,
        question=body["question"],
        result=body["result"],
        passages=tuple(Passage(**one) for one in body["passages"]),
        shared=body["shared"],
        notes=tuple(body.get("notes", ())),
        whole=body.get("whole"),
    )
