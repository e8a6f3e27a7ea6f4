"""A job -> an answer in Slack: may it be asked, what from, the session's run, the message."""

from __future__ import annotations

import asyncio
import re
from contextlib import aclosing, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from slack_sdk.errors import SlackApiError

from bot.config import NO_MODEL, Settings
from bot.errors import (
    BudgetSpent,
    ConfigError,
    ModelDenied,
    ModelError,
    OnRecordError,
    SourceError,
    StoreError,
    UsageError,
    shown,
)
from bot.render import from_json, to_json
from bot.render import wording as words_for
from bot.slack import decisions, lines, wording
from bot.slack.api import Slack
from bot.slack.helping import NOTHING, help_for
from bot.slack.jobs import FileRef, Job
from bot.slack.lines import Numbering, Origin
from bot.slack.logs import reference_of
from bot.slack.model_names import is_plain_name
from bot.slack.posting import Poster
from bot.slack.running import Bill, Room, Step, Work
from bot.slack.sources import Gathered, Gatherer
from bot.slack.state import State
from bot.slack.state.answers import Answer
from bot.slack.state.ledger import Cap, Workspace
from bot.slack.state.queue import LeaseLostError, WithdrawnError
from bot.slack.voices import Voice
from bot.types import Claim, Document, Result, Stance, Usage

EARLIER: Final = 4
"""Answers of a thread that a follow-up may lean on."""

_ABOUT: Final = re.compile(
    r"\b(?:about|regarding|concerning|focus(?:ing|ed)?\s+on)\s+(.{3,200}?)[?.!]*$", re.IGNORECASE
)
_ON: Final = re.compile(
    r"\b(?:stand(?:s)?(?:\s+where)?|stances?|positions?)\s+(?:on|about|regarding)\s+(.{3,200}?)[?.!]*$", re.I
)
_THIS: Final = re.compile(
    r"^(?:this|the|that)\s+(?:thread|discussion|conversation|article|file|document|link|page)s?$|^(?:this|it|that)$",
    re.I,
)

_SPENT: Final[dict[Cap, str]] = {
    "user": "You have asked as many questions this month as this workspace allows; on the first of next month there"
    " are new ones. The person who set me up can raise the number in my Home tab.",
    "channel": "This channel has asked as many questions this month as this workspace allows; on the first of next"
    " month there are new ones. The person who set me up can raise the number in my Home tab.",
    "month": "This month's budget for answers is used up; on the first of next month I am back. The person who set me"
    " up can raise it in my Home tab.",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended: "answered", "refused", "declined" (not asked at all) or "broken" (by ``error``, after a part of
    the answer was said), and what its answer cost."""

    how: str
    usage: Usage = field(default_factory=Usage)
    error: OnRecordError | None = None


@dataclass(frozen=True, slots=True)
class _Case:
    """A job on its way: what is asked, the id of its answer, where it is said, and what it has used."""

    job: Job
    identity: str
    voice: Voice
    bill: Bill


class Answerer:
    """Answers jobs, one call each. ``poster`` says everything that is no answer."""

    def __init__(self, slack: Slack, state: State, settings: Settings, room: Room) -> None:
        self.slack = slack
        self.state = state
        self.settings = settings
        self.poster = Poster(slack)
        self._room = room
        self._gatherer = Gatherer(slack, state, settings)

    async def answer(self, job: Job, identity: str, voice: Voice, *, again: bool = False) -> Outcome:
        """Answer, or say why not.

        Args:
            job: what is asked.
            identity: the answer's id, the same for whoever takes the job over.
            voice: where it is said; ended when all is said, untouched when an error is raised before a word.
            again: whether a worker that is gone had begun it, and it is counted already.

        Raises:
            OnRecordError: with the sentence to be shown.
        """
        if job.kind == "help":
            return await self._decline(job, help_for(job.text))
        workspace = await self.state.ledger.workspace(job.place.team)
        if workspace.channels and not job.place.is_direct and job.place.channel not in workspace.channels:
            return await self._decline(job, "I am not set up to answer in this channel; write to me directly.")
        month, p = datetime.now(UTC).strftime("%Y-%m"), job.place
        cap = None if again else await self.state.ledger.reserve(p.team, month, job.user, p.channel)
        if cap is not None:
            return await self._decline(job, _SPENT[cap])
        case = _Case(job, identity, voice, Bill())
        try:
            return await self._work(case, settings_for(self.settings, workspace))
        except (LeaseLostError, WithdrawnError):
            raise  # whoever answers it now goes on with this count; and a question taken back late was asked
        except Exception:
            await self.state.ledger.give_back(p.team, month, job.user, p.channel)
            raise
        finally:
            with suppress(StoreError):  # an answer that is given is not called back for a count
                await asyncio.shield(self.state.ledger.spend(p.team, month, job.user, p.channel, case.bill.usage))

    async def _work(self, case: _Case, settings: Settings) -> Outcome:
        job = case.job
        if job.kind == "add":
            return await self._add(job)
        gathered = await self._gatherer.gather(job)
        if not gathered.documents:
            raise UsageError(NOTHING)
        origin = Origin((await self.slack.identity()).url, gathered.threads)
        thread = next((d for d in gathered.documents if d.turns), None) if job.kind == "decisions" else None
        if thread is not None:
            return await self._decisions(case, thread, origin, gathered)
        work = await self._work_for(job, gathered)
        telling = Telling(case.voice, Numbering(origin))
        broken: OnRecordError | None = None
        try:
            async with aclosing(self._room.follow(work, settings, case.bill)) as steps:
                async for step in steps:
                    telling.take(step)
        except OnRecordError as error:
            if not telling.said:
                raise
            broken = error  # what was proven until then was said, and is given its sources
            words = wording.markdown(reason_for(error, reference_of(case.identity)))
            case.voice.say(f"**The rest is missing.** {words}")
        result = telling.result
        assert result is not None
        await self._end(case, result, telling.numbers, gathered)
        how = "broken" if broken else "refused" if result.refused else "answered"
        return Outcome(how, case.bill.usage, broken)

    async def _decisions(self, case: _Case, thread: Document, origin: Origin, gathered: Gathered) -> Outcome:
        result, readings, sorts = await asyncio.to_thread(decisions.result_of, thread)
        numbers = Numbering(origin)
        for sort, heading, none in (
            ("decision", "**Decisions**", "No message says in so many words that something was decided."),
            ("question", "**Open questions**", "No question was left without an answer."),
        ):
            case.voice.say(heading)
            said = [
                lines.claim_line(c, numbers, readings) for c, s in zip(result.claims, sorts, strict=True) if s == sort
            ]
            for line in said or [f"- {none}"]:
                case.voice.say(line)
        await self._end(case, result, numbers, gathered)
        return Outcome("answered")

    async def _end(self, case: _Case, result: Result, numbers: Numbering, gathered: Gathered) -> None:
        """End the answer with what belongs below it."""
        await case.voice.end(
            Answer(
                id=case.identity,
                place=case.job.place,
                user=case.job.user,
                question=gathered.request or None,
                result=to_json(result),
                passages=numbers.passages,
                notes=tuple(lines.notes(result, gathered.notes)),
            )
        )

    async def _work_for(self, job: Job, gathered: Gathered) -> Work:
        kind, request = job.kind, gathered.request
        if kind == "answer" and not request:
            kind = "summary"
        if kind == "check":
            draft = Document.of(await self._gatherer.draft(job), title="The message")
            return Work("check", [d for d in gathered.documents if d.id != draft.id], draft=draft)
        if kind == "summary":
            return Work(kind, gathered.documents, _subject(_ABOUT, request))
        if kind == "stances":
            return Work(kind, gathered.documents, _subject(_ON, request))
        earlier = await self.state.answers.of_thread(job.place, EARLIER) if job.place.thread else ()
        open_to_all = [one for one in earlier if one.shared is None]  # the others were for one pair of eyes
        history = [(one.question, from_json(one.result)) for one in open_to_all if one.question and one.result]
        return Work("answer", gathered.documents, request or "What was decided?", history=history)

    async def _add(self, job: Job) -> Outcome:
        """Keep links and files with the channel, for everybody in it."""
        sources: list[str | FileRef] = [*wording.links(job.text), *job.files]
        if not sources:
            raise UsageError("Nothing to add: give a link, as in `/onrecord add https://example.org/report`.")
        added = []
        for source in sources:
            document = await self._gatherer.add(job, source)
            added.append(f"“{wording.mrkdwn(wording.cut(words_for.title_of(document), 150))}”")
        where = "this conversation" if job.place.is_direct else "this channel"
        words = f"Added to {where}: {', '.join(added)}. It answers questions here, and nowhere else."
        await self.poster.post(job, words, last=True)
        return Outcome("answered")

    async def _decline(self, job: Job, words: str) -> Outcome:
        await self.poster.post(job, words, last=True)
        return Outcome("declined")


class Telling:
    """Says what a run proves, as it proves it."""

    def __init__(self, voice: Voice, numbers: Numbering) -> None:
        self.numbers = numbers
        self.said = 0
        """How many statements."""
        self.result: Result | None = None
        self._voice = voice
        self._opened = False

    def take(self, step: Step) -> None:
        """Say what is new in a step."""
        self.result = step.result
        match step.item:
            case Claim():
                self._say(lines.claim_line(step.item, self.numbers, step.readings), step.result)
            case Stance():
                self._say(lines.stance_line(step.item, self.numbers, step.readings), step.result)
            case None:
                self._end(step)

    def _say(self, line: str, result: Result) -> None:
        if not self._opened and (opening := lines.opening(result)) is not None:
            self._voice.say(opening)
            self._voice.say("The nearest that is said:")
            self._opened = True
        self._voice.say(line)
        self.said += 1

    def _end(self, step: Step) -> None:
        result = step.result
        if result.check is not None:
            for line in lines.check_lines(result.check, self.numbers, step.readings):
                self._say(line, result)
        if not self._opened and (opening := lines.opening(result)) is not None:
            self._voice.say(opening)
            self._opened = True
        if not self.said and not self._opened:
            self._voice.say(f"**{words_for.emptiness(result) or 'No statement was found.'}**")


def sentence_for(error: BaseException, reference: str) -> str:
    """What is said in the thread when something went wrong: mrkdwn, with a reference to the logs."""
    return str(error) if str(error) == NOTHING else wording.mrkdwn(reason_for(error, reference))


def reason_for(error: BaseException, reference: str) -> str:
    """What went wrong and what to do, in plain words, with a reference to the logs."""
    if isinstance(error, SourceError | UsageError):
        words = str(error)
    elif isinstance(error, BudgetSpent):
        words = "This question would cost more than one question may; ask about less at a time."
    elif isinstance(error, ModelDenied | ConfigError):
        words = "The model that I am set to ask does not take my questions; tell the person who set me up."
    elif isinstance(error, ModelError):
        words = "The model that I ask did not answer; ask again in some minutes."
    elif isinstance(error, SlackApiError):
        words = "Slack did not take the answer as it was; ask again, and tell the person who set me up if it stays so."
    else:
        words = "Something went wrong on my side; ask again, and tell the person who set me up if it stays so."
    return f"{shown(words, 600)} (reference {reference})"


def settings_for(settings: Settings, workspace: Workspace) -> Settings:
    """The process's settings with the workspace's model in them, if that is the name of one and no path."""
    if workspace.model == NO_MODEL:
        return replace(settings, model=None)
    fits = workspace.model is not None and is_plain_name(workspace.model)
    return replace(settings, model=workspace.model) if fits else settings


def _subject(pattern: re.Pattern[str], request: str) -> str:
    """What a request is about, where it says so in words that are not "this thread"."""
    found = pattern.search(request)
    if found is None or _THIS.match(found[1].strip()):
        return ""
    return found[1].strip()
