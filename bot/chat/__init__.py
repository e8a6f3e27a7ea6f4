"""The chat: questions and answers over the same sources, kept so that it can be taken up again."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from bot.chat.lines import lines_for
from bot.chat.memory import Exchange, Memory
from bot.chat.talk import Talk
from bot.config import Settings
from bot.console.following import warm_up
from bot.console.notices import Notices, is_terminal
from bot.console.reading import check_sources, read_sources
from bot.console.screen import View
from bot.render import safe
from bot.session import Session


@dataclass(frozen=True, slots=True)
class Opening:
    """How a chat begins.

    Attributes:
        sources: what is read first.
        resume: take the last conversation up again.
        settings_for: the settings in force; with a model's name in the place of the one set, unless it is None.
        view: how results are shown.
        notices: what is said besides.
    """

    sources: Sequence[str]
    resume: bool
    settings_for: Callable[[str | None], Settings]
    view: View
    notices: Notices


async def converse(opening: Opening) -> int:
    """Chat until the lines end; gives the exit code.

    Raises:
        OnRecordError: the chat cannot begin: a source cannot be read, or the model cannot be had.
    """
    check_sources(opening.sources, taken="the chat reads its questions from it")
    settings = opening.settings_for(None)
    warm_up(settings)
    documents = await read_sources(opening.sources, settings, opening.notices)
    session = await Session.open(settings)
    memory = Memory.open(settings.home, opening.notices)
    interactive = is_terminal(sys.stdin) and is_terminal(sys.stdout)
    talk = Talk(session, memory, opening.view, opening.notices, opening.settings_for, interactive)
    try:
        earlier = _resume(talk) if opening.resume else None
        for document in documents:
            if document.id not in session.readings:
                talk.take_in(document)
        _greet(talk, earlier)
        with _deaf_to_interrupts(interactive):
            await _talk_on(talk)
    finally:
        memory.close()
        await talk.session.aclose()
    return 0 if interactive else talk.exit_code


async def _talk_on(talk: Talk) -> None:
    lines = lines_for(talk)
    while not talk.over and (line := await lines.next()) is not None:
        await talk.take(line)


def _resume(talk: Talk) -> Exchange | None:
    """Take the last conversation up; gives its last exchange."""
    kept = talk.memory.resume()
    if kept is None:
        talk.notices.say("There is no earlier conversation to go on with; this is a new one.")
        return None
    documents, exchanges = kept
    for document in documents:
        talk.session.add_document(document)
    talk.take_up(exchanges)
    return exchanges[-1] if exchanges else None


def _greet(talk: Talk, earlier: Exchange | None) -> None:
    """Say what answers and what is read, and where the chat was left."""
    count = len(talk.session.readings)
    sources = "no source yet: /add one" if not count else "1 source" if count == 1 else f"{count} sources"
    if talk.session.notice:
        talk.notices.say(talk.session.notice)
    talk.notices.say(f"On Record · {talk.session.model_name or 'no model'} · {sources} · /help")
    if earlier is not None and talk.interactive:
        talk.write(f"\n> {safe.line(earlier.question)}\n\n")
        if earlier.result is None:
            talk.write("(The chat ended before anything was proven; ask again.)\n\n")
        else:
            talk.write(talk.view.rendered(earlier.result, talk.session.readings) + "\n")


@contextmanager
def _deaf_to_interrupts(interactive: bool) -> Iterator[None]:
    """Where a person types, Ctrl-C between two steps of the chat must not end it."""
    if not interactive:
        yield
        return
    before = signal.signal(signal.SIGINT, lambda _signal, _frame: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
