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
from dataclasses import dataclass
from typing import Final

from bot.config import Settings
from bot.language import read
from bot.models import KnownServers, preload
from bot.prompting.budget import count
from bot.session import Session
from bot.slack.jobs import Kind
from bot.tasks.run import Proven, Run
from bot.types import Document, Reading, Result

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


class Room:
    """Threads in which runs take place. Close it with ``close``."""

    def __init__(self, settings: Settings, threads: int) -> None:
        self._settings = settings
        self._threads = ThreadPoolExecutor(threads, "slack-run")
        self._known = KnownServers()

    async def warm_up(self) -> None:
        """Load what the first answer would wait for."""

        def load() -> None:
            importlib.import_module("bot.ingest.html")
            importlib.import_module("bot.ingest.urls")
            importlib.import_module("trafilatura")
            read(Document.of("“It was late,” said Ana Brask, who opposed the bridge in 2025.", title="A sentence"))
            if self._settings.model is not None:
                preload().join()
                count("words", self._settings.model)  # the tokenizer's vocabulary

        await asyncio.to_thread(load)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def follow(self, work: Work, settings: Settings) -> AsyncGenerator[Step, None]:
        """Do it; each step as it is proven, and a last one, of no item, with the whole result.

        Leaving it early stops the run and closes the model's stream.

        Raises:
            OnRecordError: what was proven before has been handed on.
        """
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
            await asyncio.shield(done)


class _Inside:
    """The part of a run that takes place in the worker thread."""

    def __init__(self, work: Work, settings: Settings, known: KnownServers) -> None:
        self._work = work
        self._settings = settings
        self._known = known
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
