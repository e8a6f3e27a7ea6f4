"""What is done to each document, and the values that go to those who do it and come back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Final, Literal

from bot.config import Secret, Settings
from bot.errors import UsageError
from bot.prompting.templates import Library, Template
from bot.types import Document, Usage

TaskName = Literal["summarize", "stances", "ask", "quotes"]

TEMPLATES: dict[TaskName, tuple[str, ...]] = {
    "summarize": ("summary", "summary_merge"),
    "stances": ("stances",),
    "ask": ("answer", "answer_phrase"),
    "quotes": (),
}
"""The prompts that a task sends: with another text of one of them, it is another task."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One task and what it is given, the same for every document.

    Attributes:
        task: which task.
        question: of ask.
        words, focus: of summarize.
        targets, speaker: of stances.
        language: the language to write in; None for each document's own.
    """

    task: TaskName
    question: str = ""
    words: int = 120
    focus: str | None = None
    targets: tuple[str, ...] = ()
    speaker: str | None = None
    language: str | None = None

    def __post_init__(self) -> None:
        if self.task == "ask" and not self.question.strip():
            raise UsageError("The task ask needs a question; give it with --question.")
        if self.task != "ask" and self.question:
            raise UsageError(f"The task {self.task} takes no --question; ask does.")

    def prompts(self, settings: Settings) -> tuple[Template, ...]:
        """The templates that the task will send; none without a model.

        Raises:
            TemplateError: one of them does not hold together.
        """
        if settings.model is None:
            return ()
        templates = Library(settings.prompts_dir)
        return tuple(templates.get(name) for name in TEMPLATES[self.task])

    def described(self, settings: Settings) -> dict[str, Any]:
        """All that makes one batch the same as another, as a value that JSON can hold."""
        asks = settings.model is not None and self.task != "quotes"
        return {
            **asdict(self),
            "targets": list(self.targets),
            "model": settings.model if asks else None,
            "server": settings.target if asks else None,
            "context_tokens": settings.context_tokens if asks else None,
            "prompts": [template.identity for template in self.prompts(settings)],
        }


def content_key(raw: bytes, name: str, content_type: str | None) -> str:
    """What names a source's content: the digest of its bytes and of what they are taken for.

    The place where it stands does not count, its ending does: the same bytes are read otherwise as HTML than as text.
    """
    kind = json.dumps([name.rpartition(".")[2].lower() if "." in name else "", content_type])
    return hashlib.sha256(kind.encode() + b"\0" + raw).hexdigest()


@dataclass(frozen=True, slots=True)
class Job:
    """A document to be done.

    Attributes:
        source: a path or an address; what results and failures call it.
        document: the document itself, where it is at hand already.
        raw: its bytes, where they are.
        stored: its id, where it is in the library.
        published: its day, where a feed gave one.
        afresh: answers that are kept do not count, since they led nowhere.
    """

    source: str
    document: Document | None = None
    raw: bytes | None = None
    stored: str | None = None
    published: str | None = None
    afresh: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """A document that is done: ``line`` is its result as one line of JSON."""

    source: str
    key: str
    line: str
    usage: Usage


@dataclass(frozen=True, slots=True)
class Same:
    """A document whose content was done before, now or in an earlier run."""

    source: str
    key: str


@dataclass(frozen=True, slots=True)
class Failed:
    """A document that could not be done, and why, in a sentence; ``kind`` is the error's name.

    ``exit_code`` is the error's. ``everywhere``: the cause may well be none of the document's own.
    """

    source: str
    kind: str
    reason: str
    exit_code: int = 70
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """The source is a feed: these are the documents that it lists."""

    source: str
    jobs: tuple[Job, ...]


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A document that was left before its end: halted, a cap met, or answers still to come.

    What was answered is kept. ``reason`` is set where a cap was met; ``fatal`` where nothing can be kept any more.
    """

    source: str
    reason: str | None = None
    fatal: bool = False
    exit_code: int = 5


Outcome = Done | Same | Failed | Listed | Unfinished


def with_share(settings: Settings, part: int, parts: int) -> Settings:
    """The settings of one process among several: its share of the caps and of the requests at a time."""

    def share(whole: int) -> int:
        return whole // parts + (part < whole % parts)

    return replace(
        settings,
        max_calls=share(settings.max_calls),
        max_tokens=share(settings.max_tokens),
        max_cost_usd=settings.max_cost_usd / parts,
        concurrency=max(1, share(settings.concurrency)),
        origins=dict(settings.origins),  # a mapping that can go to another process
    )


@dataclass(frozen=True, slots=True)
class Keys:
    """The secrets of some settings by field, on their way to another process: a ``Secret`` lets nobody pickle it.

    Only what goes straight to a process of one's own may hold it; its ``repr`` does not show them.
    """

    revealed: Mapping[str, str] = field(repr=False)

    @classmethod
    def taken_from(cls, settings: Settings) -> tuple[Settings, Keys]:
        """The settings without their secrets, and these."""
        values = {one.name: getattr(settings, one.name) for one in fields(settings)}
        found = {name: value.reveal() for name, value in values.items() if isinstance(value, Secret)}
        without: dict[str, Any] = dict.fromkeys(found)
        return replace(settings, **without), cls(found)

    def put_back(self, settings: Settings) -> Settings:
        """The settings with the secrets again."""
        secrets: dict[str, Any] = {name: Secret(value) for name, value in self.revealed.items()}
        return replace(settings, **secrets)


NO_KEYS: Final = Keys({})
