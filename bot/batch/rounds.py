"""A batch by the Batch API, in rounds.

A document may need several requests, each hanging on the answer before. In a round every document that is not done is
run again, by the very same pipeline, on the answers that are kept; where one is missing the request is noted. What was
noted goes to the Batch API as files, and when the answers are there the next round begins. All of it is in the batch's
notes, so a command that is stopped, or killed, goes on where it was.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.batch.engine import Engine, Tally
from bot.batch.folder import Folder
from bot.batch.journal import Sent
from bot.batch.plan import Job
from bot.batch.pool import Setup
from bot.errors import BudgetSpent, ModelDenied
from bot.models.answers import Kept

if TYPE_CHECKING:
    from bot.models.batch_api import BatchApi

TRIES: Final = 3
"""How often a request is sent that the Batch API gives no answer to."""

GIVEN_UP: Final = {"error": {"message": f"the Batch API gave no answer to it {TRIES} times", "code": "batch_expired"}}


@dataclass(slots=True)
class Rounds:
    """One command's rounds.

    Attributes:
        api: the server's Batch API.
        folder: the batch's folder.
        setup: what the processes are begun with.
        processes: how many there are.
        poll: seconds between two looks at a batch.
        say: told in a line what is going on at the server.
    """

    api: BatchApi
    folder: Folder
    setup: Setup
    processes: int
    poll: float
    say: Callable[[str], None]
    _calls: int = 0
    _tokens: int = 0
    _cost: float = 0.0
    _gave_up: bool = False

    async def run(self, jobs: Iterable[Job], tally: Tally, watch: Callable[[Tally], None], halted: Halt) -> Engine:
        """Do the documents; gives the last round's engine, which says how it stands.

        Raises:
            ModelError: the Batch API cannot be used, or a cap would be gone over.
            StoreError: what comes cannot be kept.
        """
        todo = list(jobs)
        while True:
            for sent in self.folder.journal.under_way():
                if not await self._through(sent, halted):
                    return Engine(self.folder, (), tally, watch)
            engine = Engine(self.folder, todo, replace(tally, waiting=0), watch)
            with halted.tells(engine.halt):
                await engine.run(replace(self.setup, by_batch=True), self.processes)
            tally, todo = engine.tally, [replace(job, afresh=False) for job in engine.unfinished]
            if engine.stopped or halted.now or not todo:
                return engine
            self._give_up_some()
            for name, keys in self._files():
                self.folder.journal.put_in(name, keys)
            if not self.folder.journal.under_way() and not self._gave_up:
                return engine

    def _give_up_some(self) -> None:
        """Answer with a failure what was sent often enough."""
        from bot.models.batch_api import sent_digest

        journal = self.folder.journal
        over = [
            (key, Kept(GIVEN_UP, 503, sent_digest(body))) for key, body, tries in journal.waiting() if tries >= TRIES
        ]
        self._gave_up = bool(over)
        journal.keep_all(over)

    def _files(self) -> Iterator[tuple[str, list[str]]]:
        """The requests that wait, parted into files, each with a name; the caps are seen to first."""
        from bot.models.batch_api import MOST_BYTES, MOST_REQUESTS

        self._check_caps()
        keys: list[str] = []
        size = 0
        for key, body, _ in list(self.folder.journal.waiting()):
            octets = len(body.encode()) + 200
            if keys and (len(keys) >= MOST_REQUESTS or size + octets > MOST_BYTES):
                yield uuid.uuid4().hex, keys
                keys, size = [], 0
            keys.append(key)
            size += octets
        if keys:
            yield uuid.uuid4().hex, keys

    def _check_caps(self) -> None:
        caps = self.setup.settings
        for _, body, _ in self.folder.journal.waiting():
            tokens, cost = self.api.estimate(json.loads(body))
            self._calls, self._tokens, self._cost = self._calls + 1, self._tokens + tokens, self._cost + cost
        over = (
            (self._calls > caps.max_calls, f"{self._calls} requests", "--max-calls"),
            (self._tokens > caps.max_tokens, f"{self._tokens} tokens at the most", "--max-tokens"),
            (self._cost > caps.max_cost_usd, f"${self._cost:.2f} at the most", "--max-cost"),
        )
        for is_over, what, option in over:
            if is_over:
                raise BudgetSpent(
                    f"The requests of this round would bring the command to {what}, over its cap, so none was sent; "
                    f"set {option} higher and run it again."
                )

    async def _through(self, sent: Sent, halted: Halt) -> bool:
        """See a file of requests through: uploaded, made a batch, waited for, answers kept. False: halted meanwhile."""
        journal = self.folder.journal
        if sent.file is None:
            sent = replace(sent, file=await self.api.upload(sent.name, journal.requests_of(sent.name)))
            journal.sent(sent)
        assert sent.file is not None
        if sent.id is None:
            sent = replace(sent, id=await self.api.find(sent.name) or await self.api.create(sent.file, sent.name))
            journal.sent(sent)
        assert sent.id is not None
        while not (standing := await self.api.look(sent.id)).over:
            self.say(f"The Batch API: {standing.status}, {standing.answered} of {standing.total} requests answered.")
            await halted.wait(self.poll)
            if halted.now:
                return False
        bodies = dict(journal.requests_of(sent.name))
        for file in standing.files:
            self._keep(await self.api.fetch(file), bodies)
        journal.over(sent.name)
        if standing.fault is not None:
            raise ModelDenied(f"The Batch API turned the requests down: {standing.fault}.")
        return True

    def _keep(self, answers: Iterable[tuple[str, Kept | None]], bodies: dict[str, str]) -> None:
        """Keep the answers to what we asked; a line about anything else is nobody's."""
        from bot.models.batch_api import sent_digest

        self.folder.journal.keep_all(
            [
                (key, replace(kept, sent=sent_digest(bodies[key])))
                for key, kept in answers
                if kept is not None and key in bodies
            ]
        )


class Halt:
    """Whether the user wants the command to stop, and whom that is told."""

    def __init__(self) -> None:
        self.now = False
        self._told: list[Callable[[], None]] = []
        self._event = asyncio.Event()

    def halt(self) -> None:
        """Stop as soon as what is under way has come to its end."""
        self.now = True
        self._event.set()
        for tell in self._told:
            tell()

    @contextlib.contextmanager
    def tells(self, tell: Callable[[], None]) -> Iterator[None]:
        """While it lasts, ``tell`` is called when the user wants to stop."""
        self._told.append(tell)
        try:
            if self.now:
                tell()
            yield
        finally:
            self._told.remove(tell)

    async def wait(self, seconds: float) -> None:
        """Wait so long, or until the user wants to stop."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._event.wait()
