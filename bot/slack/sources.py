"""What a question is answered from: the thread, links and files, a channel's documents, pasted text. No more.

What was added in a channel is looked up under that channel's id and nowhere else; a link to a thread of another
channel is followed only where the asker can see that channel and it is public: a private channel's words stay in it.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import parse_qs, urlsplit

from slack_sdk.errors import SlackApiError

from bot.config import Settings
from bot.errors import SourceError, SourceForbidden, SourceUnreadable, shown
from bot.ingest import Limits, from_bytes, ingest
from bot.slack import wording
from bot.slack.api import Slack, ThrottledError, failure
from bot.slack.events import Said
from bot.slack.files import read_file
from bot.slack.jobs import PASTED_TITLE, FileRef, Job, Place, pasted_source
from bot.slack.state import State
from bot.types import Document

FRESH_SECONDS: Final = 600.0
"""Within this time of having been read whole, a thread is what was read and what Slack delivered since."""
MOST: Final = 5
"""The most links and the most files that one question has read."""
PASTED: Final = 1500
"""A message of more characters than this brings a text to be read; its beginning is the request."""
REQUEST: Final = 400
DRAFT_WORDS: Final = 4
"""A request to check something that has fewer words besides is about the message before it."""

_ARCHIVE: Final = re.compile(r"/archives/([A-Z0-9]{2,20})/p(\d{10})(\d{6})/?")


@dataclass(frozen=True, slots=True)
class Gathered:
    """Documents to answer from.

    Attributes:
        documents: in the order of their weight.
        threads: for a document that is a thread, where that thread is; by document id.
        notes: sentences on what could not be read.
        request: the words of the question that are a question.
    """

    documents: tuple[Document, ...] = ()
    threads: Mapping[str, Place] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    request: str = ""


class Gatherer:
    """Reads what a job may be answered from."""

    def __init__(self, slack: Slack, state: State, settings: Settings) -> None:
        self._slack = slack
        self._state = state
        self._limits = Limits(settings.max_source_bytes, settings.source_timeout, settings.allow_loopback)

    async def gather(self, job: Job) -> Gathered:
        """The documents for a job.

        What the message itself brings (links, files, pasted text) comes before everything else; then, in a thread,
        the thread and what is linked in it; then, for questions, what was added to the channel. A request for a
        summary or for stances is about the first of these that there is. Somebody who writes directly, and not in a
        thread, goes on about what was read last.

        Raises:
            SourceError: what the message itself brings cannot be read, and it brings nothing else.
        """
        request, pasted = self._request(job)
        links = () if job.kind == "check" and job.private else wording.links(job.text)
        own = await self._read(job, (*job.sources, *links), job.files)
        if pasted is not None:
            if job.place.thread is not None:
                p = job.place
                await self._state.shelf.put(p.team, p.channel, p.thread or "", pasted_source(job.ts), pasted, job.user)
            own = replace(own, documents=(pasted, *own.documents))
        if own.documents or (own.notes and not job.place.thread):
            if not own.documents:
                raise SourceUnreadable(" ".join(own.notes))
            return replace(own, request=request)
        found = await self._thread_and_more(job)
        if job.kind in ("answer", "check") or not found.documents:
            added = await self._added(job)
            every = {one.id: one for one in (*added.documents, *found.documents)}
            ordered = dict.fromkeys(one.id for one in (*found.documents, *added.documents))
            found = Gathered(
                tuple(every[one] for one in ordered), {**added.threads, **found.threads}, (*found.notes, *added.notes)
            )
        if not found.documents and job.place.is_direct:
            last = await self._state.shelf.of_thread(job.place.team, job.place.channel, None)
            found = replace(found, documents=last)
        notes = tuple(dict.fromkeys((*own.notes, *found.notes)))
        if not found.documents and notes:
            raise SourceUnreadable(" ".join(notes))
        return replace(found, notes=notes, request=request)

    async def thread(self, place: Place, without: frozenset[str] = frozenset()) -> Document | None:
        """A thread as a document whose turns are the people in it; None where nobody said anything.

        Questions to the app and the app's answers are not part of it.

        Raises:
            SourceError: Slack does not give it out.
        """
        said = await self._messages(place)
        bot = (await self._slack.identity()).bot_user
        asked = await self._state.threads.asked(place)
        left_out = asked | without
        kept = [
            one
            for one in said
            if not one.bot and one.ts not in left_out and bot not in wording.mentions(one.text) and one.text.strip()
        ]
        if not kept:
            return None
        named = {user for one in kept for user in (one.user, *wording.mentions(one.text))}
        names = await self._slack.names(named)
        messages = [
            {
                "user": names.get(one.user, one.user),
                "ts": one.ts,
                "text": wording.plain(one.text, lambda user: names.get(user, user)),
                "thread_ts": place.thread,
                "edited": one.edited,
            }
            for one in kept
        ]
        uri = await self._slack.permalink(place.channel, place.thread or kept[0].ts, None)
        title = wording.cut(" ".join(messages[0]["text"].split()), 80) if isinstance(messages[0]["text"], str) else ""
        raw = json.dumps({"title": f"Thread: {title}", "messages": messages}).encode()
        return await asyncio.to_thread(from_bytes, raw, name="thread.json", content_type="application/json", uri=uri)

    async def draft(self, job: Job) -> str:
        """The text that a check is about: the words after the request, else the message before it in the thread."""
        if job.private:
            return wording.plain(job.text)
        request, pasted = self._request(job)
        if pasted is not None:
            return pasted.text
        rest = re.sub(r"^\W*check\W*(?:this|that|it)?\b\W*(?:against|with)?\b[\s:]*", "", request, flags=re.IGNORECASE)
        if len(rest.split()) >= DRAFT_WORDS or job.place.thread is None:
            return rest
        said = [one for one in await self._messages(job.place) if one.ts < (job.ts or "~") and one.text.strip()]
        return wording.plain(said[-1].text) if said else rest

    async def read_source(self, job: Job, source: str | FileRef) -> Document:
        """One link or file.

        Raises:
            SourceError: it cannot be read, or not by this user.
        """
        if isinstance(source, FileRef):
            return await read_file(self._slack, source, self._limits)
        place = await self._place_of(source, job)
        if place is None:
            return await ingest(source, self._limits)
        await self._check_sight(job, place)
        document = await self.thread(place)
        if document is None:
            raise SourceUnreadable(f"Nobody has said anything at {shown(source, 100)}.")
        return document

    async def add(self, job: Job, source: str | FileRef) -> Document:
        """Read one link or file and keep it with the channel.

        Of a thread of Slack's only the address is kept: it is read whenever somebody who can see it asks.

        Raises:
            SourceError: it cannot be read, or not by this user.
        """
        document = await self.read_source(job, source)
        place = await self._place_of(source, job) if isinstance(source, str) else None
        if place is not None:
            about = await self._slack.channel(place.channel)
            name = f"A thread in #{about.name}" if about else "A thread"
            document = Document.of(name, title=name, uri=document.uri)
        key = source if isinstance(source, str) else f"file:{source.id}"
        await self._state.shelf.put(job.place.team, job.place.channel, "", key, document, job.user)
        return document

    async def _added(self, job: Job) -> Gathered:
        """What was added to the channel; threads of Slack's among it as they are now, if the asker can see them."""
        kept, threads, notes = [], {}, []
        for document in await self._state.shelf.of_channel(job.place.team, job.place.channel):
            place = await self._place_of(document.uri or "", job)
            if place is None:
                kept.append(document)
                continue
            now = await self._one(job, document.uri or "")
            if isinstance(now, str):
                notes.append(now)
                continue
            kept.append(now[0])
            threads[now[0].id] = place
        return Gathered(tuple(kept), threads, tuple(notes))

    async def _thread_and_more(self, job: Job) -> Gathered:
        """The thread that a job stands in, and the links and files of its messages."""
        if job.place.thread is None:
            return Gathered()
        document = await self.thread(job.place, frozenset({job.ts}) if job.ts else frozenset())
        said = [one for one in await self._state.threads.messages(job.place) if one.ts != job.ts]
        addresses = tuple(dict.fromkeys(link for one in reversed(said) for link in wording.links(one.text)))
        files = tuple(file for one in reversed(said) for file in one.files)
        threads = {document.id: job.place} if document is not None else {}
        first = (document,) if document is not None else ()
        if job.kind in ("stances", "decisions", "summary") and document is not None and len(document.turns) > 1:
            return Gathered(first, threads)
        more = await self._read(job, addresses, files)
        p = job.place
        kept = await self._state.shelf.of_thread(p.team, p.channel, p.thread)
        every = {one.id: one for one in (*first, *more.documents, *kept)}
        return Gathered(tuple(every.values()), threads | dict(more.threads), more.notes)

    async def _read(self, job: Job, addresses: Sequence[str], files: Sequence[FileRef]) -> Gathered:
        """Links and files, each read once for a thread and kept with it."""
        wanted: list[str | FileRef] = [*addresses[:MOST], *files[:MOST]]
        notes = []
        if len(addresses) > MOST or len(files) > MOST:
            notes.append(f"Only the first {MOST} links and files were read.")
        found: list[Document] = []
        threads: dict[str, Place] = {}
        for outcome in await asyncio.gather(*(self._one(job, source) for source in wanted)):
            if isinstance(outcome, str):
                notes.append(outcome)
                continue
            document, place = outcome
            found.append(document)
            if place is not None:
                threads[document.id] = place
        unique = tuple({document.id: document for document in found}.values())
        return Gathered(unique, threads, tuple(notes))

    async def _one(self, job: Job, source: str | FileRef) -> tuple[Document, Place | None] | str:
        """A document, with its place where it is a thread of Slack's; a sentence where it cannot be read."""
        p = job.place
        try:
            if isinstance(source, str) and (place := await self._place_of(source, job)) is not None:
                return await self.read_source(job, source), place
            key = source if isinstance(source, str) else f"file:{source.id}"
            if p.thread is None:
                return await self.read_source(job, source), None
            kept = await self._state.shelf.get(p.team, p.channel, p.thread, key)
            if kept is None:
                kept = await self.read_source(job, source)
                if not job.private:  # what somebody brings for his or her own eyes is no source for the others
                    await self._state.shelf.put(p.team, p.channel, p.thread, key, kept, job.user)
            return kept, None
        except SourceError as error:
            return str(error)

    async def _messages(self, place: Place) -> tuple[Said, ...]:
        """What was said in a thread: as kept, where that is fresh; else as Slack has it, which is kept then."""
        age = await self._state.threads.read_seconds_ago(place)
        if age is not None and age < FRESH_SECONDS:
            return await self._state.threads.messages(place)
        for _ in range(3):
            try:
                whole = await self._slack.replies(place)
                break
            except ThrottledError as error:
                if age is not None:
                    return await self._state.threads.messages(place)
                await asyncio.sleep(min(error.seconds, 61.0))
            except SlackApiError as error:
                if failure(error) == "thread_not_found" or age is not None:
                    return await self._state.threads.messages(place)
                raise _unreadable_thread(failure(error)) from error
        else:
            raise SourceUnreadable("Slack is too busy to give this thread out; ask again in some minutes.")
        await self._state.threads.keep_whole(place, whole)
        return await self._state.threads.messages(place)

    async def _place_of(self, address: str, job: Job) -> Place | None:
        """The thread that a Slack permalink of this workspace leads to; None for any other address."""
        try:
            parts, home = urlsplit(address), urlsplit((await self._slack.identity()).url)
        except ValueError:
            return None
        found = _ARCHIVE.fullmatch(parts.path)
        if found is None or parts.netloc.lower() != home.netloc.lower():
            return None
        thread = parse_qs(parts.query).get("thread_ts", [f"{found[2]}.{found[3]}"])[0]
        if not re.fullmatch(r"\d{10}\.\d{6}", thread):
            return None
        return Place(job.place.team, found[1], thread)

    async def _check_sight(self, job: Job, place: Place) -> None:
        """See that the asker may be shown a thread here.

        Raises:
            SourceForbidden: the asker cannot see it, or it is a private channel's and this is another place.
        """
        if place.channel == job.place.channel:
            return
        about = await self._slack.channel(place.channel)
        if about is None or not await self._slack.may_see(job.user, place.channel):
            raise SourceForbidden("That link leads to a conversation that you or the app cannot see.")
        if about.private:
            raise SourceForbidden("That link leads to a private conversation, whose words stay there; ask in it.")

    def _request(self, job: Job) -> tuple[str, Document | None]:
        """The request in words, and the text pasted after it, where there is one."""
        text = wording.plain(job.text)
        if len(text) <= PASTED:
            return " ".join(wording.plain(wording.without_links(job.text)).split()), None
        first, _, rest = text.lstrip().partition("\n")
        if len(first) > REQUEST or not rest.strip():
            first, rest = "", text
        document = Document.of(rest.strip(), title=PASTED_TITLE, kind="text")
        return " ".join(first.split()), document


def _unreadable_thread(code: str) -> SourceError:
    if code in ("not_in_channel", "channel_not_found", "missing_scope"):
        return SourceForbidden("The app is not in this channel; invite it with /invite and ask again.")
    return SourceUnreadable(f"Slack does not give this thread out ({shown(code, 40)}).")
