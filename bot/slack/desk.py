"""What the handlers of deliveries have in common."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.slack import wording
from bot.slack.answering import Answerer
from bot.slack.api import Slack
from bot.slack.jobs import Job
from bot.slack.logs import Log
from bot.slack.metrics import Metrics
from bot.slack.state import State
from bot.slack.worker import Crew

_BARE_LINK = re.compile(r"(?<![<|\w])https?://[^\s<>|]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Desk:
    """All that the handlers need."""

    slack: Slack
    state: State
    answerer: Answerer
    crew: Crew
    metrics: Metrics
    log: Log

    async def queue(self, job: Job) -> bool:
        """Put a job into the store, from which a worker takes it; False where it is there already."""
        taken = await self.state.queue.put(job)
        self.metrics.deliveries.labels(job.kind, "job" if taken else "seen").inc()
        if taken:
            self.crew.wake()
        return taken

    async def may_settle(self, user: str) -> bool:
        """Whether a user may change the workspace's settings: the installer, or else its admins and owners."""
        installer = self.slack.settings.installer
        if installer is not None:
            return user == installer
        return (await self.slack.person(user)).admin


def with_links(text: str) -> str:
    """Text that somebody typed after a command, its bare addresses marked as Slack marks links."""
    if wording.links(text):
        return text
    return _BARE_LINK.sub(lambda match: f"<{match[0]}>", text)
