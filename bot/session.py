"""One conversation: documents, exchanges, a model or none, and the three tasks. Every frontend comes in here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from bot.config import Settings
from bot.drafting.followups import standalone
from bot.drafting.forms import Form
from bot.drafting.llm import Writer
from bot.errors import UsageError
from bot.ingest import Limits, ingest
from bot.language import read
from bot.models import KnownServers, open_model
from bot.models.prices import Counted, Price
from bot.models.protocol import Model
from bot.prompting.templates import Library, Template
from bot.tasks import answer as answering
from bot.tasks import briefing
from bot.tasks import check as checking
from bot.tasks import estimate as estimating
from bot.tasks import stances as standing
from bot.tasks import summarize as summarizing
from bot.tasks.estimate import Estimate
from bot.tasks.run import Finished, Refusal, Run, Step
from bot.types import Document, Engine, Reading, Readings, Result, Span, Task, Usage

NO_MODEL_NOTICE = (
    "No model is set, so the built-in extractive drafter writes. "
    "For a model: set OPENAI_API_KEY, or OPENAI_BASE_URL, or --model local:PATH.gguf."
)
EARLIER = 4
"""Exchanges of a conversation that a new question may lean on."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question of the conversation and what was shown in answer to it."""

    question: str
    result: Result


class Session:
    """Open it with ``await Session.open(settings)`` and close it with ``await session.aclose()``.

    It holds no lock: one task at a time.
    """

    def __init__(self, settings: Settings, model: Model | None = None, templates: Library | None = None) -> None:
        """A session with a model, or with none, that is open already.

        Args:
            settings: the settings in force.
            model: who writes; whoever opened it closes it, if not ``aclose``.
            templates: the prompts in force; None: those of the settings, looked up now.
        """
        self.settings = settings
        self._model = model
        self._templates = templates or Library(settings.prompts_dir)
        self._readings: dict[str, Reading] = {}
        self._exchanges: tuple[Exchange, ...] = ()

    @classmethod
    async def open(cls, settings: Settings, known: KnownServers | None = None) -> Session:
        """A session with the model that the settings name, or with none.

        Args:
            settings: the settings in force.
            known: what the process has found out about servers; a process that opens several sessions hands the same
                object to each, so that a server is probed once.

        Raises:
            ConfigError, ModelError: the model named cannot be had.
        """
        return cls(settings, await open_model(settings, known=known) if settings.model else None)

    async def aclose(self) -> None:
        """Let go of the model. Harmless when called twice."""
        if self._model is not None:
            await self._model.aclose()

    @property
    def model_name(self) -> str | None:
        return self._model.name if self._model else None

    @property
    def notice(self) -> str | None:
        """The one line that says how to get a model; None where there is one."""
        return None if self._model else NO_MODEL_NOTICE

    @property
    def readings(self) -> Mapping[str, Reading]:
        """The documents as read, by id, in the order added."""
        return MappingProxyType(self._readings)

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        return self._exchanges

    @property
    def usage(self) -> Usage:
        """All that this session has spent."""
        return self._model.usage if self._model else Usage()

    async def add(self, source: str) -> Document:
        """Read a source in: a path, "-", or an http(s) address. The same text twice is one document.

        Raises:
            SourceError: it cannot be read; nothing is added then.
        """
        document = await ingest(source, self._limits())
        self.add_document(document)
        return document

    def add_document(self, document: Document) -> None:
        """Take in a document that was read before."""
        if document.id not in self._readings:
            self._readings[document.id] = read(document)

    def add_reading(self, reading: Reading) -> None:
        """Take in a document that was read before, as ``bot.language`` read it."""
        self._readings.setdefault(reading.document.id, reading)

    def drop(self, number: int) -> Document:
        """Take the document of that number, from 1, out again; UsageError where there is none."""
        if not 1 <= number <= len(self._readings):
            raise UsageError(f"There is no source {number}; /sources lists those there are.")
        identity = list(self._readings)[number - 1]
        return self._readings.pop(identity).document

    def clear(self) -> None:
        """Forget the exchanges; the documents stay."""
        self._exchanges = ()

    def remember(self, question: str, result: Result) -> None:
        """Take an exchange in that follow-up questions may lean on."""
        self._exchanges = (*self._exchanges, Exchange(question, result))

    def summarize(self, *, words: int = 120, focus: str | None = None, language: str | None = None) -> Run:
        """A summary of all documents in about so many words, of what bears on ``focus`` where that is given."""
        if words < 1:
            raise UsageError("A summary has at least one word; ask for more.")
        readings = self._some()
        if self._model is None:
            return self._run("summary", summarizing.summarize_extractive(readings, words, focus), None)
        writer = self._writer(self._model, language)
        steps = summarizing.summarize(writer, readings, words, focus)
        return self._run("summary", steps, self._templates.get(summarizing.TEMPLATE))

    def brief(
        self,
        about: str,
        *,
        words: int = 200,
        language: str | None = None,
        within: Sequence[Span] = (),
        said: Readings | None = None,
        stories: Mapping[str, str] = MappingProxyType({}),
    ) -> Run:
        """What the documents say on a topic, each statement with all that bear it out, and where speakers stand on it.

        The result is a summary that has stances too; ``bot.briefing`` tells what in it is agreed and what disputed.

        Args:
            about: the topic.
            words: about how many the statements have together.
            language: the language to write in.
            within: the passages to read for the statements, best first; none: the documents.
            said: readings with the attributions that stances are drawn from; None: all.
            stories: documents that are near copies of one another -> the one that stands for them: two of them bear
                a statement out no more than one does.
        """
        about = " ".join(about.split())
        if not about:
            raise UsageError("The topic is empty; name one in words.")
        readings = self._some()
        topic = briefing.Topic(about, words, readings if said is None else said, stories)
        if self._model is None:
            return self._run("summary", briefing.brief_extractive(readings, topic), None, about)
        writer = self._writer(self._model, language)
        steps = briefing.brief(writer, readings, topic, within)
        return self._run("summary", steps, self._templates.get(summarizing.TEMPLATE), about)

    def silence(self, task: Task, question: str | None, reason: str) -> Run:
        """What is said where there is nothing to read: a refusal with its reason; no model is asked."""

        async def steps() -> AsyncIterator[Step]:
            yield Refusal(reason)
            yield Finished("stop")

        return self._run(task, steps(), None, question)

    def stances(
        self,
        *,
        targets: tuple[str, ...] = (),
        speaker: str | None = None,
        language: str | None = None,
        said: Readings | None = None,
    ) -> Run:
        """Where each speaker, or one of them, stands: on the targets given, or on those that the documents show.

        ``said``: readings with the attributions that count, where not all do.
        """
        readings = self._some() if said is None else said
        if self._model is None:
            return self._run("stances", standing.stances_extractive(readings, targets, speaker), None)
        writer = self._writer(self._model, language)
        steps = standing.stances(writer, readings, targets, speaker)
        return self._run("stances", steps, self._templates.get(standing.TEMPLATE))

    def ask(
        self,
        question: str,
        *,
        language: str | None = None,
        within: Sequence[Span] = (),
        form: Form | None = None,
    ) -> Run:
        """The answer to a question, which may lean on the exchanges before; they are remembered by ``remember``.

        Args:
            question: in words.
            language: the language to answer in.
            within: the passages that a model answers from, best first; none: the documents, or what of them fits.
            form: "phrase", "sentences" or "prose" of a model; None: as the question wants it.
        """
        question = " ".join(question.split())
        if not question:
            raise UsageError("The question is empty; ask one in words.")
        readings = self._some()
        if self._model is None:
            alone = standalone(question, [exchange.question for exchange in self._exchanges])
            return self._run("answer", answering.answer_extractive(readings, alone), None, question)
        history = [
            answering.Asked(exchange.question, _shown(exchange.result)) for exchange in self._exchanges[-EARLIER:]
        ]
        writer = self._writer(self._model, language)
        wish = answering.Wish(question, history, within, form)
        template = self._templates.get(answering.template_for(writer, readings, wish))
        return self._run("answer", answering.answer(writer, readings, wish), template, question)

    def check(self, draft: Document) -> Run:
        """Somebody's draft held against all documents; ``run.result.check`` has its statements and quotations."""
        if not any(character.isalnum() for character in draft.text):
            raise UsageError("The draft is empty; give a text with at least one statement.")
        return self._run("check", checking.check(draft, self._some(), self._model), None)

    def estimate_answer(self, question: str, *, within: Sequence[Span] = ()) -> Estimate | None:
        """What ``ask`` would take of the model at the most; None with no model, which takes nothing."""
        if self._model is None:
            return None
        return estimating.of_answer(self._writer(self._model, None), self._some(), question, within)

    def estimate_briefing(
        self, about: str, *, words: int = 200, within: Sequence[Span] = (), said: Readings | None = None
    ) -> Estimate | None:
        """What ``brief`` would take of the model at the most; None with no model, which takes nothing."""
        if self._model is None:
            return None
        readings = self._some()
        said = readings if said is None else said
        return estimating.of_briefing(self._writer(self._model, None), readings, said, about, words, within)

    def estimate_stances(
        self, *, targets: tuple[str, ...] = (), speaker: str | None = None, said: Readings | None = None
    ) -> Estimate | None:
        """What ``stances`` would take of the model at the most; None with no model, which takes nothing."""
        if self._model is None:
            return None
        said = self._some() if said is None else said
        return estimating.of_stances(self._writer(self._model, None), said, targets, speaker)

    def price_of(self, estimate: Estimate) -> float | None:
        """US dollars for an estimate; None where no price is known."""
        if self._model is None:
            return None
        counted = Counted(prompt=estimate.prompt_tokens, completion=estimate.completion_tokens)
        return Price(self.settings, self._model.name).cost(counted)

    def _run(
        self, task: Task, steps: AsyncIterator[Step], template: Template | None, question: str | None = None
    ) -> Run:
        if self._model is not None:
            self._model.begin()
        identity = template.identity if template else None
        engine = Engine("llm" if self._model else "extractive", self.model_name, identity)
        documents = tuple(reading.document for reading in self._readings.values())
        return Run(task, engine, documents, steps, lambda: self.usage, question)

    def _writer(self, model: Model, language: str | None) -> Writer:
        return Writer(model, self._templates, language or self.settings.language, self.settings.concurrency)

    def _some(self) -> Mapping[str, Reading]:
        """The readings as they are now; UsageError where there are none."""
        if not self._readings:
            raise UsageError("There is no source yet; name a file or an address, or /add one.")
        return MappingProxyType(dict(self._readings))

    def _limits(self) -> Limits:
        s = self.settings
        return Limits(max_bytes=s.max_source_bytes, timeout=s.source_timeout, allow_loopback=s.allow_loopback)


def _shown(result: Result) -> str:
    """What the user was shown, as a later prompt gives it: the proven statements, or the refusal."""
    if result.refused:
        return result.refusal_reason or answering.NOT_SAID
    return " ".join(claim.text for claim in result.claims)
