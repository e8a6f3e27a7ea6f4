"""A job -> an answer in Slack: may it be asked, what from, the session's run, the message."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final, Protocol

from slack_sdk.errors import SlackApiError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.config import NO_MODEL, Settings
from bot.errors import BudgetSpent, ModelError, OnRecordError, SourceError, UsageError, shown
from bot.render import from_json, to_json
from bot.render import wording as words_for
from bot.slack import blocks, decisions, lines, wording
from bot.slack.api import Slack
from bot.slack.blocks import Block
from bot.slack.helping import NOTHING, help_for
from bot.slack.jobs import FileRef, Job
from bot.slack.lines import Numbering, Origin
from bot.slack.logs import reference_of
from bot.slack.running import Room, Step, Work
from bot.slack.sources import Gathered, Gatherer
from bot.slack.state import State
from bot.slack.state.answers import Answer
from bot.slack.state.ledger import Cap, Workspace
from bot.types import Claim, Document, Result, Stance, Usage

EARLIER: Final = 4
"""Answers of a thread that a follow-up may lean on."""

LOADING: Final = ("Reading the sources …", "Finding the exact words …", "Checking every statement …")

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


class Voice(Protocol):
    """Where an answer is spoken: streamed into a thread, or collected for one pair of eyes."""

    def say(self, text: str) -> None: ...

    async def close(self, blocks: Sequence[Block]) -> None: ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended: "answered", "refused", "declined" (not asked at all) or "broken" (by ``error``, after a part of
    the answer was said), and what its answer cost."""

    how: str
    usage: Usage = field(default_factory=Usage)
    error: OnRecordError | None = None


class Answerer:
    """Answers jobs, one call each."""

    def __init__(self, slack: Slack, state: State, settings: Settings, room: Room) -> None:
        self.slack = slack
        self.state = state
        self.settings = settings
        self._room = room
        self._gatherer = Gatherer(slack, state, settings)

    async def answer(self, job: Job, identity: str, voice: Voice, *, again: bool = False) -> Outcome:
        """Answer, or say why not.

        Args:
            job: what is asked.
            identity: the answer's id, the same for whoever takes the job over.
            voice: where it is said; closed when all is said, untouched when an error is raised before a word.
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
        try:
            outcome = await self._work(job, identity, voice, self._settings_for(workspace))
        except Exception:
            await self.state.ledger.give_back(p.team, month, job.user, p.channel)
            raise
        await self.state.ledger.spend(p.team, month, job.user, p.channel, outcome.usage)
        return outcome

    async def _work(self, job: Job, identity: str, voice: Voice, settings: Settings) -> Outcome:
        if job.kind == "add":
            return await self._add(job)
        gathered = await self._gatherer.gather(job)
        if not gathered.documents:
            raise UsageError(NOTHING)
        origin = Origin((await self.slack.identity()).url, gathered.threads)
        if job.kind == "decisions":
            thread = next((d for d in gathered.documents if d.turns), None)
            if thread is not None:
                return await self._decisions(job, identity, voice, thread, origin, gathered)
        return await self._run(job, identity, voice, settings, gathered, origin)

    async def _run(
        self, job: Job, identity: str, voice: Voice, settings: Settings, gathered: Gathered, origin: Origin
    ) -> Outcome:
        work = await self._work_for(job, gathered)
        telling = Telling(voice, Numbering(origin))
        broken: OnRecordError | None = None
        try:
            async with aclosing(self._room.follow(work, settings)) as steps:
                async for step in steps:
                    telling.take(step)
        except OnRecordError as error:
            if not telling.said:
                raise
            broken = error  # what was proven until then was said, and is given its sources
            voice.say(f"**The rest is missing.** {sentence_for(error, reference_of(identity))}")
        result = telling.result
        assert result is not None
        await self._end(job, identity, voice, result, telling.numbers, gathered)
        how = "broken" if broken else "refused" if result.refused else "answered"
        return Outcome(how, result.usage, broken)

    async def _decisions(
        self, job: Job, identity: str, voice: Voice, thread: Document, origin: Origin, gathered: Gathered
    ) -> Outcome:
        result, readings, sorts = await asyncio.to_thread(decisions.result_of, thread)
        numbers = Numbering(origin)
        for sort, heading, none in (
            ("decision", "**Decisions**", "No message says in so many words that something was decided."),
            ("question", "**Open questions**", "No question was left without an answer."),
        ):
            voice.say(heading)
            said = [
                lines.claim_line(c, numbers, readings) for c, s in zip(result.claims, sorts, strict=True) if s == sort
            ]
            for line in said or [f"- {none}"]:
                voice.say(line)
        await self._end(job, identity, voice, result, numbers, gathered)
        return Outcome("answered")

    async def _end(
        self, job: Job, identity: str, voice: Voice, result: Result, numbers: Numbering, gathered: Gathered
    ) -> None:
        """Keep the answer, so that its buttons work, and put sources and thumbs below it."""
        passages = numbers.passages
        kept = Answer(identity, job.place, job.user, gathered.request or None, to_json(result), passages)
        if isinstance(voice, Collected):
            kept = replace(kept, shared=json.dumps(voice.texts()))
        await self.state.answers.keep(kept)
        notes = lines.notes(result, gathered.notes)
        first, *others = blocks.endings(identity, passages, notes)
        await voice.close(first)
        for part, more in zip(blocks.in_messages(passages)[1:], others, strict=True):
            await self.post(job, blocks.in_words(part), more)

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
            document = await self._gatherer.read_source(job, source)
            key = source if isinstance(source, str) else f"file:{source.id}"
            await self.state.shelf.put(job.place.team, job.place.channel, "", key, document, job.user)
            added.append(f"“{wording.escaped(wording.cut(words_for.title_of(document), 150))}”")
        where = "this conversation" if job.place.is_direct else "this channel"
        await self.post(job, f"Added to {where}: {', '.join(added)}. It answers questions here, and nowhere else.")
        return Outcome("answered")

    async def post(self, job: Job, text: str, under: Sequence[Block] = ()) -> None:
        """Say something about a job where its asker sees it: in its thread, or privately.

        Args:
            text: escaped mrkdwn.
            under: blocks in the place of the text, which is then for notifications.
        """
        body: dict[str, Any] = {"text": text, "blocks": list(under) or None}
        if not job.private:
            await self.slack.writer.chat_postMessage(
                channel=job.place.channel, thread_ts=job.place.thread, unfurl_links=False, unfurl_media=False, **body
            )
            return
        if job.response_url is not None and self._is_hook(job.response_url):
            # No handler tries again: where the connection is lost, it may have been said.
            hook = AsyncWebhookClient(job.response_url, retry_handlers=[])
            told = await hook.send(response_type="ephemeral", replace_original=False, **body)
            if told.status_code == 200:
                return
        await self.slack.writer.chat_postEphemeral(
            channel=job.place.channel, user=job.user, thread_ts=job.place.thread, **body
        )

    async def status(self, job: Job, words: str) -> None:
        """Show that it is being worked on; "" clears it. Not worth an error."""
        if job.private or job.place.thread is None:
            return
        try:
            await self.slack.writer.assistant_threads_setStatus(
                channel_id=job.place.channel,
                thread_ts=job.place.thread,
                status=words,
                loading_messages=list(LOADING) if words else None,
            )
        except (SlackApiError, OSError, TimeoutError):
            return

    async def _decline(self, job: Job, words: str) -> Outcome:
        await self.post(job, words)
        return Outcome("declined")

    def _settings_for(self, workspace: Workspace) -> Settings:
        """The process's settings with the workspace's model in them."""
        if workspace.model is None:
            return self.settings
        return replace(self.settings, model=None if workspace.model == NO_MODEL else workspace.model)

    def _is_hook(self, url: str) -> bool:
        """Whether a response URL is Slack's: hooks.slack.com, or the origin of the API in use."""
        return self.slack.settings.is_slacks(url)


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


class Collected:
    """The voice for a private answer, which cannot be streamed: said at the end, in as few messages as hold it."""

    def __init__(self, answerer: Answerer, job: Job, identity: str) -> None:
        self._answerer = answerer
        self._job = job
        self._identity = identity
        self._lines: list[str] = []

    def say(self, text: str) -> None:
        self._lines.append(text)

    def texts(self) -> list[str]:
        """What was said, in messages' worth of Markdown."""
        return blocks.in_parts([line for line in self._lines if line])

    async def close(self, under: Sequence[Block]) -> None:
        texts = self.texts() or [" "]
        for text in texts[:-1]:
            await self._answerer.post(self._job, "An answer from On Record", [blocks.markdown(text)])
        last = [blocks.markdown(texts[-1]), *under, blocks.share(self._identity)]
        await self._answerer.post(self._job, "An answer from On Record", last)


def sentence_for(error: BaseException, reference: str) -> str:
    """What is said in the thread when something went wrong: escaped mrkdwn, with a reference to the logs."""
    if isinstance(error, SourceError | UsageError):
        words = str(error)
    elif isinstance(error, BudgetSpent):
        words = "This question would cost more than one question may; ask about less at a time."
    elif isinstance(error, ModelError):
        words = "The model that I ask did not answer; ask again in some minutes."
    elif isinstance(error, SlackApiError):
        words = "Slack did not take the answer as it was; ask again, and tell the person who set me up if it stays so."
    else:
        words = "Something went wrong on my side; ask again, and tell the person who set me up if it stays so."
    if str(error) == NOTHING:
        return words
    return f"{wording.escaped(shown(words, 600))} (reference {reference})"


def _subject(pattern: re.Pattern[str], request: str) -> str:
    """What a request is about, where it says so in words that are not "this thread"."""
    found = pattern.search(request)
    if found is None or _THIS.match(found[1].strip()):
        return ""
    return found[1].strip()
