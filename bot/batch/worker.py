"""Does documents, many at a time, with one model: the same pipeline as for a single one."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from bot.batch.plan import Done, Failed, Job, Listed, Outcome, Plan, Same, Unfinished, content_key
from bot.config import Settings
from bot.errors import BudgetSpent, ModelDenied, ModelUnreachable, OnRecordError, SourceMissing, StoreError, shown
from bot.ingest import Limits, from_bytes, read_raw
from bot.language import read
from bot.library import open_store
from bot.library.feeds import entries, is_feed
from bot.models import open_model
from bot.models.answers import Address, Halted, Kept, Unanswered
from bot.models.protocol import DECISIVE, Extraction, Input, Message, Model, Piece
from bot.prompting.templates import Library
from bot.render import quotes_json, to_json
from bot.render.safe import json_text
from bot.session import Session
from bot.types import Decision, Document, Question, Usage

if TYPE_CHECKING:
    from bot.library.protocol import Store
    from bot.models.openai_client import OpenAIModel
    from bot.tasks.run import Run


class Notes(Protocol):
    """What a worker keeps: which contents are taken, and answers. A ``Journal`` is one."""

    def claim(self, key: str) -> bool: ...
    def let_go(self, key: str) -> None: ...
    def find(self, key: str) -> Kept | None: ...
    def keep(self, key: str, kept: Kept) -> None: ...
    def want(self, key: str, body: Mapping[str, Any]) -> None: ...


class Worker:
    """Open it with ``await Worker.open(...)``; ``do`` may be called for many jobs at the same time.

    Requests to the model are no more at a time than the settings' ``concurrency``, whatever the number of jobs.
    """

    def __init__(
        self, plan: Plan, settings: Settings, notes: Notes, model: OpenAIModel | None, store: str | None = None
    ) -> None:
        self._plan = plan
        self._store_address = store
        self._store: Store | None = None
        self._settings = settings
        self._notes = notes
        self._model = model
        self._slots = asyncio.Semaphore(settings.concurrency)
        # The slots bound the requests, of all documents together.
        self._unbounded = replace(settings, concurrency=10_000)
        self._templates = Library(settings.prompts_dir)
        self.pace = _Pace()
        self._limits = Limits(settings.max_source_bytes, settings.source_timeout, settings.allow_loopback)
        self.halted = False

    @classmethod
    async def open(cls, plan: Plan, settings: Settings, notes: Notes, store: str | None = None) -> Worker:
        """A worker with the model that the settings name, or with none.

        Args:
            plan: what is done to each document.
            settings: the settings in force.
            notes: where answers are kept.
            store: the library's address; None: the user's own. It is opened when a job names a document of it.

        Raises:
            ConfigError, ModelError: the model cannot be had.
        """
        asks = settings.model is not None and plan.task != "quotes"
        return cls(plan, settings, notes, await open_model(settings, many=True) if asks else None, store)

    async def aclose(self) -> None:
        """Let go of the model and of the library."""
        if self._model is not None:
            await self._model.aclose()
        if self._store is not None:
            await self._store.aclose()

    def halt(self) -> None:
        """Make no further request. Those under way come to their end, and their answers are kept."""
        self.halted = True

    async def do(self, job: Job, *, by_batch: bool = False) -> Outcome:
        """Do a document to its end, or as far as it goes. Raises nothing of its own.

        Args:
            job: the document.
            by_batch: make no request to the model; note those that have no answer yet.
        """
        key: str | None = None
        try:
            opened = await self._opened(job)
            if isinstance(opened, Listed):
                return opened
            key, make = opened
            if not self._notes.claim(key):
                return Same(job.source, key)
            answers = _Answers(self, self._notes, self._slots, afresh=job.afresh, by_batch=by_batch)
            await self.pace.turn()
            line, usage = await self._line(make(), answers)
            if answers.unanswered:
                raise Unanswered
            return Done(job.source, key, line, usage)
        except (Halted, Unanswered):
            outcome: Outcome = Unfinished(job.source)
        except BudgetSpent as error:
            outcome = Unfinished(job.source, str(error))
        except StoreError as error:
            return Unfinished(job.source, str(error), fatal=True, exit_code=error.exit_code)
        except Exception as error:
            outcome = failed(job.source, error)
        if key is not None:
            self._notes.let_go(key)
        return outcome

    async def _opened(self, job: Job) -> Listed | tuple[str, Callable[[], Document]]:
        """The key of a job's content, and how its document is made; or what a feed lists."""
        if job.document is not None or job.stored is not None:
            document = job.document or await self._from_library(job.stored or "", job.source)
            return document.id.removeprefix("sha256:"), lambda: document
        if job.raw is not None:
            raw, name, content_type = job.raw, job.source, None
        else:
            raw, name, content_type = await read_raw(job.source, self._limits)
        if is_feed(raw) and job.published is None:
            return Listed(
                job.source,
                tuple(Job(entry.link, published=entry.published or "") for entry in entries(raw, job.source)),
            )

        def make() -> Document:
            document = from_bytes(raw, name=name, content_type=content_type, uri=job.source)
            return document if document.published or not job.published else replace(document, published=job.published)

        return content_key(raw, name, content_type), make

    async def _from_library(self, document_id: str, address: str) -> Document:
        if self._store is None:
            self._store = await open_store(self._store_address, self._settings.home)
        document = await self._store.document(document_id, address)
        if document is None:
            raise SourceMissing(f"The library no longer has {shown(address)}; it was removed meanwhile.")
        return document

    async def _line(self, document: Document, answers: _Answers) -> tuple[str, Usage]:
        """The result of a document as a line of JSON, and what it took."""
        if self._plan.task == "quotes":
            return json_text(json.loads(quotes_json([read(document)])), indent=None), Usage()
        model: Model | None = None
        if self._model is not None:
            model = _Speculative(self._model.branch(answers, "batch" if answers.by_batch else None), answers)
        session = Session(self._unbounded, model, self._templates)
        session.add_document(document)
        result = await self._run(session).finish()
        return to_json(result, indent=None), result.usage

    def _run(self, session: Session) -> Run:
        plan = self._plan
        if plan.task == "summarize":
            return session.summarize(words=plan.words, focus=plan.focus, language=plan.language)
        if plan.task == "stances":
            return session.stances(targets=plan.targets, speaker=plan.speaker, language=plan.language)
        return session.ask(plan.question, language=plan.language)


@dataclass(slots=True)
class _Answers:
    """The answers of one document: kept in the worker's notes, asked for in the worker's turns."""

    worker: Worker
    notes: Notes
    slots: asyncio.Semaphore
    afresh: bool
    by_batch: bool
    unanswered: bool = False

    def find(self, key: str) -> Kept | None:
        return None if self.afresh else self.notes.find(key)

    def keep(self, key: str, kept: Kept) -> None:
        self.notes.keep(key, kept)

    def missing(self, key: str, address: Address, body: Callable[[], Mapping[str, Any]]) -> None:
        if not self.by_batch:
            return
        if address != "/v1/chat/completions":
            raise ModelDenied("The Batch API takes no questions for the Decisions API.")
        self.notes.want(key, body())
        self.unanswered = True
        raise Unanswered

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        async with self.slots:
            if self.worker.halted:
                raise Halted
            yield
        await self.worker.pace.turn()


class _Pace:
    """Lets documents at the processor one by one, and the network in between.

    To read or to prove a document takes milliseconds in which the event loop sees nothing else. Were all that are ready
    to go on at once, answers that came meanwhile would lie unread, and no request would be made in their places.
    """

    def __init__(self) -> None:
        self._line = asyncio.Lock()

    async def turn(self) -> None:
        """Wait until it is one's turn, and until the loop has looked at the network since the last one's."""
        async with self._line:
            await asyncio.sleep(0)


@dataclass(frozen=True, slots=True)
class _Speculative:
    """A model whose answers may come another time.

    A question about cited words alone is taken for unjudged until its answer is there, so that all such questions of a
    document are noted in one round; its result is not used then. What the next request hangs on is waited for.
    """

    model: Model
    answers: _Answers

    @property
    def name(self) -> str:
        return self.model.name

    @property
    def context_tokens(self) -> int:
        return self.model.context_tokens

    @property
    def usage(self) -> Usage:
        return self.model.usage

    def begin(self) -> None:
        self.model.begin()

    def generate(
        self, messages: Sequence[Message], *, max_tokens: int, temperature: float = 0.0
    ) -> AsyncIterator[Piece]:
        return self.model.generate(messages, max_tokens=max_tokens, temperature=temperature)

    async def extract(
        self, messages: Sequence[Message], *, schema: Mapping[str, Any], schema_name: str, max_tokens: int
    ) -> Extraction:
        return await self.model.extract(messages, schema=schema, schema_name=schema_name, max_tokens=max_tokens)

    async def decide(self, input: Input, questions: Sequence[Question]) -> tuple[Decision | None, ...]:
        try:
            return await self.model.decide(input, questions)
        except Unanswered:
            if any(question.name in DECISIVE for question in questions):
                raise
            return (None,) * len(questions)

    async def aclose(self) -> None:
        """Whoever opened the model closes it."""


def failed(source: str, error: Exception) -> Failed:
    """A failure as it is set down."""
    if isinstance(error, OnRecordError):
        everywhere = isinstance(error, ModelUnreachable | ModelDenied)
        return Failed(source, type(error).__name__, shown(error, 500), error.exit_code, everywhere)
    return Failed(source, type(error).__name__, f"This should not have happened: {shown(error)}")
