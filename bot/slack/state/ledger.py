"""What was spent by whom in which month, the caps on it, and the settings of a workspace."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import Any, Final, Literal

from bot.slack.state.database import Cursor, Database
from bot.types import Usage

Cap = Literal["user", "channel", "month"]
RETENTION_DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class Workspace:
    """What the installer of a workspace decided.

    Attributes:
        channels: the ids of the channels where questions are answered; empty: wherever the app is. Direct messages
            are always answered.
        model: a model's name in the place of the process's own; None: that one.
        user_questions, channel_questions: the most questions a month; 0: no cap.
        month_usd: the most money a month, in dollars, where prices are known; 0: no cap.
        retention_days: how long messages, documents and answers are kept after they were last used.
    """

    channels: tuple[str, ...] = ()
    model: str | None = None
    user_questions: int = 300
    channel_questions: int = 1000
    month_usd: float = 0.0
    retention_days: int = RETENTION_DAYS


@dataclass(frozen=True, slots=True)
class Spent:
    """Questions, tokens and dollars."""

    questions: int = 0
    tokens: int = 0
    cost_usd: float = 0.0


class Ledger:
    """Spending by (team, month, user, channel); a month is "2026-11"."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def reserve(self, team: str, month: str, user: str, channel: str) -> Cap | None:
        """Count a question, if no cap is met; else the cap that is.

        With a month's money spent, no further question is begun; one under way is finished.
        """
        async with self._database.transaction() as cursor:
            # This row is nobody's: touching it makes those who ask at the same moment count one after the other.
            await _add(cursor, (team, month, "", ""), 0, 0, 0.0)
            caps = await _workspace(cursor, team)
            by_user = await _sum(cursor, team, month, user=user)
            by_channel = await _sum(cursor, team, month, channel=channel)
            everything = await _sum(cursor, team, month)
            if caps.month_usd and everything.cost_usd >= caps.month_usd:
                return "month"
            if caps.user_questions and by_user.questions >= caps.user_questions:
                return "user"
            if caps.channel_questions and by_channel.questions >= caps.channel_questions:
                return "channel"
            await _add(cursor, (team, month, user, channel), 1, 0, 0.0)
        return None

    async def give_back(self, team: str, month: str, user: str, channel: str) -> None:
        """A question that could not be answered does not count; what it cost does (``spend``)."""
        async with self._database.transaction() as cursor:
            await cursor.changed(
                "UPDATE spent SET questions = questions - 1 WHERE team = :team AND month = :month AND user_id = :user"
                " AND channel = :channel AND questions > 0",
                team=team,
                month=month,
                user=user,
                channel=channel,
            )

    async def spend(self, team: str, month: str, user: str, channel: str, usage: Usage) -> None:
        """Write down what an answer cost, or what of one was made."""
        tokens = usage.prompt_tokens + usage.completion_tokens
        if not tokens and not usage.cost_usd:
            return
        async with self._database.transaction() as cursor:
            await _add(cursor, (team, month, user, channel), 0, tokens, usage.cost_usd or 0.0)

    async def spent(self, team: str, month: str, *, user: str | None = None, channel: str | None = None) -> Spent:
        """What was spent in a month, by one user or in one channel where these are given."""
        async with self._database.transaction() as cursor:
            return await _sum(cursor, team, month, user=user, channel=channel)

    async def workspace(self, team: str) -> Workspace:
        """The settings of a workspace; the defaults where nobody has set any."""
        async with self._database.transaction() as cursor:
            return await _workspace(cursor, team)

    async def set_workspace(self, team: str, workspace: Workspace) -> None:
        """Keep the settings of a workspace."""
        async with self._database.transaction() as cursor:
            await cursor.changed(
                "INSERT INTO workspaces (team, body) VALUES (:team, :body)"
                " ON CONFLICT (team) DO UPDATE SET body = :body",
                team=team,
                body=json.dumps(asdict(workspace)),
            )


async def _workspace(cursor: Cursor, team: str) -> Workspace:
    rows = await cursor.rows("SELECT body FROM workspaces WHERE team = :team", team=team)
    if not rows:
        return Workspace()
    known = {one.name for one in fields(Workspace)}
    body: dict[str, Any] = {name: value for name, value in json.loads(rows[0][0]).items() if name in known}
    return Workspace(**(body | {"channels": tuple(body.get("channels", ()))}))


async def _sum(cursor: Cursor, team: str, month: str, *, user: str | None = None, channel: str | None = None) -> Spent:
    rows = await cursor.rows(
        "SELECT coalesce(sum(questions), 0), coalesce(sum(tokens), 0), coalesce(sum(cost_usd), 0) FROM spent"
        " WHERE team = :team AND month = :month AND (:user = '' OR user_id = :user)"
        " AND (:channel = '' OR channel = :channel)",
        team=team,
        month=month,
        user=user or "",
        channel=channel or "",
    )
    questions, tokens, cost = rows[0]
    return Spent(int(questions), int(tokens), float(cost))


async def _add(cursor: Cursor, whose: tuple[str, str, str, str], questions: int, tokens: int, cost: float) -> None:
    team, month, user, channel = whose
    await cursor.changed(
        "INSERT INTO spent (team, month, user_id, channel, questions, tokens, cost_usd)"
        " VALUES (:team, :month, :user, :channel, :questions, :tokens, :cost)"
        " ON CONFLICT (team, month, user_id, channel) DO UPDATE SET questions = spent.questions + :questions,"
        " tokens = spent.tokens + :tokens, cost_usd = spent.cost_usd + :cost",
        team=team,
        month=month,
        user=user,
        channel=channel,
        questions=questions,
        tokens=tokens,
        cost=cost,
    )
