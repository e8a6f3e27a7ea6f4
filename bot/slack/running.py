"""A session's run in a thread of its own, so that reading and checking never hold up Slack's three seconds.

A session is async, but much of what it does is computing: a long thread takes a second to read. Each run has an event
loop in a worker thread; what is proven comes back to the app's loop as it comes.
"""

from __future__ import annotations

import asyncio
import importlib
import threading
from collections.abc import AsyncGenerator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, nullcontext
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from bot.config import Settings
from bot.language import read
from bot.models import KnownServers, preload
from bot.prompting.budget import count
from bot.session import Session
from bot.slack.jobs import Kind
from bot.tasks.run import Proven, Run
from bot.types import Document, Reading, Result, Usage

if TYPE_CHECKING:
    from bot.models.local import LocalServer

LOCAL: Final = "local:"
"""What the name of a model file begins with."""
WORDS: Final = 150
"""Of a summary."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a session is to do.

    Attributes:
        kind: which of its tasks.
        documents: what it is done to, in the order of their weight.
        request: the question; for a summary, what it is to be about; for stances, on what; else "".
        draft: for a check, the text that is held against the documents.
        history: questions of the thread and what was answered, oldest first.
    """

    kind: Kind
    documents: Sequence[Document]
    request: str = ""
    draft: Document | None = None
    history: Sequence[tuple[str, Result]] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One thing more is proven; ``result`` is all that was, ``readings`` the documents as read."""

    item: Proven | None
    result: Result
    readings: Mapping[str, Reading]


@dataclass(slots=True)
class Bill:
    """What a run has used, known when it is over, however it ended."""

    usage: Usage = field(default_factory=Usage)


class Room:
    """Threads in which runs take place, and the model file that they share, where there is one. Close it with
    ``close``."""

    def __init__(self, settings: Settings, threads: int) -> None:
        self._settings = settings
        self._threads = ThreadPoolExecutor(threads, "slack-run")
        self._known = KnownServers()
        self._local: LocalServer | None = None
        self._loading = asyncio.Lock()
        self._turn = asyncio.Lock()

    async def warm_up(self) -> None:
        """Load what the first answer would wait for: the model file too, which is kept until ``close``.

        Raises:
            ConfigError, ModelError: the model file cannot be used.
        """

        def load() -> None:
            importlib.import_module("bot.ingest.html")
            importlib.import_module("bot.ingest.urls")
            importlib.import_module("trafilatura")
            read(Document.of("“It was late,” said Ana Brask, who opposed the bridge in 2025.", title="A sentence"))
            if self._settings.model is not None:
                preload().join()
                count("words", self._settings.model)  # the tokenizer's vocabulary

        await asyncio.to_thread(load)
        await self._served(self._settings)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        if self._local is not None:
            self._local.stop()

    async def _served(self, settings: Settings) -> Settings:
        """The settings as a run takes them: a model file is loaded once, and is a server on loopback from then on."""
        if settings.target != "local":
            return settings
        from bot.models.local import resolve, start

        async with self._loading:
            if self._local is None:
                path = await resolve(settings)
                self._local = await asyncio.to_thread(start, path, settings)
        local = self._local
        return replace(
            settings,
            model=local.name.removeprefix(LOCAL),
            base_url=local.base_url,
            api_key=local.key,
            api_version=None,
            context_tokens=None,  # what llama.cpp made of it, which may be less, is asked of the server
        )

    async def follow(self, work: Work, settings: Settings, bill: Bill) -> AsyncGenerator[Step, None]:
        """Do it; each step as it is proven, and a last one, of no item, with the whole result.

        Leaving it early stops the run and closes the model's stream. When it is left, ``bill`` has what was used.

        Raises:
            OnRecordError: what was proven before has been handed on.
        """
        # A model file answers one at a time: who waits does so here, where no time-out of a request runs.
        turn = self._turn if settings.target == "local" else nullcontext()
        async with turn, aclosing(self._followed(work, await self._served(settings), bill)) as steps:
            async for step in steps:
                yield step

    async def _followed(self, work: Work, settings: Settings, bill: Bill) -> AsyncGenerator[Step, None]:
        loop = asyncio.get_running_loop()
        steps: asyncio.Queue[Step | BaseException] = asyncio.Queue()

        def tell(step: Step | BaseException) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(steps.put_nowait, step)

        inside = _Inside(work, settings, self._known)
        done = loop.run_in_executor(self._threads, inside.run, tell)
        try:
            while True:
                step = await steps.get()
                if isinstance(step, BaseException):
                    raise step
                yield step
                if step.item is None:
                    return
        finally:
            inside.stop()
            try:
                await asyncio.shield(done)
            finally:
                bill.usage = inside.usage


class _Inside:
    """The part of a run that takes place in the worker thread."""

    def __init__(self, work: Work, settings: Settings, known: KnownServers) -> None:
        self._work = work
        self._settings = settings
        self._known = known
        self.usage = Usage()
        self._lock = threading.Lock()
        self._stopped = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None

    def run(self, tell: object) -> None:
        assert callable(tell)
        try:
            with asyncio.Runner() as runner:
                runner.run(self._all(tell))
        except asyncio.CancelledError:
            tell(asyncio.CancelledError())
        except Exception as error:
            tell(error)

    def stop(self) -> None:
        """Stop it, from the app's thread. Harmless when it is over."""
        with self._lock:
            self._stopped = True
            if self._loop is not None and self._task is not None and not self._loop.is_closed():
                self._loop.call_soon_threadsafe(self._task.cancel)

    async def _all(self, tell: object) -> None:
        assert callable(tell)
        with self._lock:
            if self._stopped:
                raise asyncio.CancelledError
            self._loop, self._task = asyncio.get_running_loop(), asyncio.current_task()
        try:
            session = await Session.open(self._settings, self._known)
            try:
                for document in self._work.documents:
                    session.add_document(document)
                for question, result in self._work.history:
                    session.remember(question, result)
                run = begun(session, self._work)
                async for item in run:
                    tell(Step(item, run.result, session.readings))
                tell(Step(None, run.result, session.readings))
            finally:
                self.usage = session.usage
                await session.aclose()
        finally:
            with self._lock:
                self._task = None


def begun(session: Session, work: Work) -> Run:
    """The session's task for this work."""
    match work.kind:
        case "summary":
            return session.summarize(words=WORDS, focus=work.request or None)
        case "stances":
            return session.stances(targets=(work.request,) if work.request else ())
        case "check":
            assert work.draft is not None
            return session.check(work.draft)
        case _:
            return session.ask(work.request)
