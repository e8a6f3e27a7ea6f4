"""Editing a line at a terminal: history, Tab completion, Ctrl-C for an empty line and Ctrl-D to leave."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion, PathCompleter
from prompt_toolkit.document import Document as Line
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.output import ColorDepth

from bot.chat.commands import COMMANDS, Completes
from bot.conversations import FOLDER
from bot.errors import shown
from bot.render import safe, sources_of, wording

if TYPE_CHECKING:
    from bot.chat.talk import Talk

PROMPT: Final = "> "
HISTORY: Final = "history"


class EditedLines:
    """Lines typed at a terminal."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._prompt: PromptSession[str] = PromptSession(
            history=_history(talk.session.settings.home),
            completer=ChatCompleter(talk),
            complete_while_typing=False,
            enable_history_search=True,
            color_depth=None if talk.view.color else ColorDepth.DEPTH_1_BIT,
        )

    async def next(self) -> str | None:
        """The next line; None after Ctrl-D. Ctrl-C empties the line."""
        while True:
            try:
                return await self._prompt.prompt_async(PROMPT)
            except KeyboardInterrupt:
                if not self._prompt.default_buffer.text:
                    self._talk.notices.insist("Ctrl-D or /quit leaves.")
            except EOFError:
                return None


class ChatCompleter(Completer):
    """Completes commands, and what follows them: paths, sources, citations, speakers."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk
        self._paths = PathCompleter(expanduser=True)
        self._ways: dict[Completes, Callable[[str], Iterable[tuple[str, str]]]] = {
            "source": self._sources,
            "citation": self._citations,
            "speaker": self._speakers,
        }

    def get_completions(self, document: Line, complete_event: CompleteEvent) -> Iterator[Completion]:
        """What the word before the cursor may become."""
        text = document.text_before_cursor.lstrip()
        name, space, rest = text[1:].partition(" ")
        if not text.startswith("/"):
            return
        if not space:
            for command in COMMANDS.values():
                if command.name.startswith(name.lower()):
                    end = " " if command.argument else ""
                    yield Completion(f"/{command.name}{end}", -len(text), f"/{command.name}", display_meta=command.help)
            return
        completes = COMMANDS[name].completes if name in COMMANDS else "nothing"
        if completes == "path":
            yield from self._paths.get_completions(Line(rest, len(rest)), complete_event)
        elif completes != "nothing":
            for word, meaning in self._ways[completes](rest):
                if any(part.startswith(rest.casefold()) for part in (word.casefold(), *word.casefold().split())):
                    yield Completion(word, -len(rest), display_meta=meaning)

    def _sources(self, _: str) -> Iterator[tuple[str, str]]:
        for number, reading in enumerate(self._talk.session.readings.values(), 1):
            yield str(number), shown(safe.line(wording.title_of(reading.document)), 60)

    def _citations(self, _: str) -> Iterator[tuple[str, str]]:
        last = self._talk.last
        if last is not None:
            for entry in sources_of(last, self._talk.session.readings).entries:
                yield str(entry.n), shown(safe.line(entry.words), 60)

    def _speakers(self, _: str) -> Iterator[tuple[str, str]]:
        for reading in self._talk.session.readings.values():
            for speaker in reading.speakers:
                yield safe.line(speaker.name), shown(safe.line(speaker.role or ""), 60)


def _history(home: Path) -> History:
    """The lines typed before, in a file that its owner alone can read; of this chat only, where that cannot be."""
    path = home / FOLDER / HISTORY
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        path.chmod(0o600)
    except OSError:
        return InMemoryHistory()
    return FileHistory(str(path))
