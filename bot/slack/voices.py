"""How an answer is spoken: streamed into a thread for all in it, or collected for one pair of eyes.

An answer longer than some messages ends in a file, which has all of it. What is sent after the answer's own words can
be sent by somebody else, where the worker that wrote them is gone: ``follow`` and ``send`` begin where it stopped.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final, Protocol

from bot.slack import blocks, lines
from bot.slack.blocks import Block
from bot.slack.jobs import Job
from bot.slack.posting import Poster
from bot.slack.state import State
from bot.slack.state.answers import Answer
from bot.slack.streaming import MESSAGE_LIMIT, AnswerStream, Noted

FOLLOW_UPS: Final = 3
"""The most messages that an answer has after its first; what is longer becomes a file."""
MOST: Final = (FOLLOW_UPS + 1) * MESSAGE_LIMIT
"""Characters of an answer that are said in messages."""
FALLBACK: Final = "An answer from On Record"
"""What notifications show of a message made of blocks."""

_REST: Final = "_The rest is in the file below._"
_LEFT_OUT: Final = (
    "_The rest is left out here: it would be too long. Ask about less at a time, or mention me in a thread, where I can"
    " give all of it as a file._"
)
_NO_FILE: Final = "The file with the whole answer could not be put here; what it has more than this follows."
_NO_FILE_LEFT: Final = "The file with the whole answer could not be put here; ask about less at a time."
_UNSURE: Final = "I was interrupted while I gave this answer; if a part of it is missing here, please ask again."


class Voice(Protocol):
    """Where an answer is spoken."""

    def say(self, text: str) -> None:
        """Add a paragraph of Markdown, whole."""
        ...

    async def end(self, answer: Answer) -> None:
        """Say what is left, keep the answer, and put sources and thumbs below it."""
        ...


class Streamed:
    """The voice of an answer in a thread: written as it comes, up to ``MOST`` characters, all of it in a file else."""

    def __init__(self, stream: AnswerStream, poster: Poster, state: State, job: Job) -> None:
        self._stream = stream
        self._poster = poster
        self._state = state
        self._job = job
        self._said: list[str] = []
        self._held: list[str] = []
        self._size = 0

    def say(self, text: str) -> None:
        self._said.append(text)
        self._size += len(text) + 1
        if self._held or self._size > MOST:
            self._held.append(text)
        else:
            self._stream.say(text)

    async def end(self, answer: Answer) -> None:
        further = max(0, math.ceil(len(answer.passages) / blocks.SOURCES_A_MESSAGE) - 1)
        if self._held or self._size // MESSAGE_LIMIT + further > FOLLOW_UPS:
            answer = replace(answer, whole=lines.as_file(answer.question, self._said, answer.passages, answer.notes))
        await self._state.answers.keep(answer)
        if self._held:
            self._stream.say(_REST)
        await self._stream.close(below(answer)[0])
        await follow(self._poster, self._job, answer, held=self._held)


class Collected:
    """The voice of a private answer, which cannot be streamed: said at the end, in as few messages as hold it."""

    def __init__(self, poster: Poster, state: State, job: Job, noted: Noted) -> None:
        self._poster = poster
        self._state = state
        self._job = job
        self._noted = noted
        self._lines: list[str] = []

    def say(self, text: str) -> None:
        if text:
            self._lines.append(text)

    async def end(self, answer: Answer) -> None:
        texts = blocks.in_parts(self._lines) or [" "]
        if len(texts) > FOLLOW_UPS + 1:
            texts = [*texts[: FOLLOW_UPS + 1], _LEFT_OUT]
        answer = replace(answer, shared=json.dumps(texts))
        await self._state.answers.keep(answer)
        await send(self._poster, self._job, answer, self._noted)


def below(answer: Answer) -> list[list[Block]]:
    """What comes below an answer, in messages' worth; the first is for the answer's own last message."""
    if answer.whole is None:
        return blocks.endings(answer.id, answer.passages, answer.notes)
    passages = answer.passages[: blocks.SOURCES_A_MESSAGE]
    more = len(answer.passages) - len(passages)
    notes = [f"The other {more:,} sources are in the file below."] if more else []
    return blocks.endings(answer.id, passages, [*notes, *answer.notes])


def file_name(identity: str) -> str:
    """The name of the file that has the whole of an answer, by the answer's id."""
    return f"on-record-{identity[:8]}.md"


def is_ended(answer: Answer, there: Collection[str]) -> bool:
    """Whether what belongs below an answer's own last message is among the marks of a thread's messages."""
    own = (f"onrecord_show_{answer.id}_0", f"onrecord_feedback_{answer.id}")
    return any(mark in there for mark in own)


async def follow(
    poster: Poster, job: Job, answer: Answer, there: Collection[str] = (), held: Sequence[str] | None = None
) -> None:
    """Post what follows an answer's own messages: further sources, or the file that has all of it.

    Args:
        poster: who posts.
        job: what was asked.
        answer: as kept.
        there: the marks of what stands in the thread already, which is not posted again.
        held: what was not said in messages, where that is known: said after all where the file cannot be had.
    """
    if answer.whole is None:
        for number, part in enumerate(blocks.in_messages(answer.passages)[1:], 1):
            if f"onrecord_show_{answer.id}_{number}" not in there:
                await poster.post(job, blocks.in_words(part), below(answer)[number])
        return
    if file_name(answer.id) in there:
        return
    count = f", with all {len(answer.passages):,} sources" if answer.passages else ""
    if await poster.share(job, file_name(answer.id), answer.whole, f"The whole answer{count}, as a file."):
        return
    if held is None:
        await poster.post(job, _NO_FILE_LEFT)
        return
    await poster.post(job, _NO_FILE)
    for text in blocks.in_parts(list(held)):
        await poster.post(job, FALLBACK, [blocks.markdown(text)])
    for number, part in enumerate(blocks.in_messages(answer.passages)[1:], 1):
        await poster.post(job, blocks.in_words(part), blocks.sources(answer.id, part, number))


def private_messages(answer: Answer) -> list[tuple[str, list[Block]]]:
    """A private answer in messages: each one's words for notifications, and its blocks."""
    *texts, last = json.loads(answer.shared or '[" "]')
    first, *others = below(answer)
    found = [(FALLBACK, [blocks.markdown(text)]) for text in texts]
    found.append((FALLBACK, [blocks.markdown(last), *first, blocks.share(answer.id)]))
    parts = blocks.in_messages(answer.passages)[1:]
    return [*found, *((blocks.in_words(part), under) for part, under in zip(parts, others, strict=True))]


async def send(poster: Poster, job: Job, answer: Answer, noted: Noted, begun: int | None = None) -> None:
    """Send a private answer, noting before each message that it is sent: nobody can look whether it arrived.

    Args:
        poster: who posts.
        job: what was asked.
        answer: as kept.
        noted: keeps the progress.
        begun: the number of the message in whose sending a worker went that is gone: it is not sent again, but said
            that it may be missing. None: nothing was sent yet.
    """
    for number, (text, under) in enumerate(private_messages(answer)):
        if begun is not None and number < begun:
            continue
        await noted({"stage": "sending", "sent": number})
        if number == begun:
            await poster.post(job, _UNSURE)
        else:
            await poster.post(job, text, under)
    await noted({"stage": "sent"})
