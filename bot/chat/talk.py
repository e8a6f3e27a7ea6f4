"""A chat as it goes: what was said, what is read, and what each line typed does."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.chat import commands
from bot.chat.memory import Exchange, Memory
from bot.config import Settings
from bot.console.failures import tell
from bot.console.following import follow, waiting_for
from bot.console.interrupts import cancelled_by_ctrl_c
from bot.console.notices import Notices
from bot.console.screen import Screen, View
from bot.errors import UsageError
from bot.render import safe
from bot.session import Session
from bot.tasks.run import Run
from bot.types import Document, Result, Usage


@dataclass
class Talk:
    """The state of one chat.

    Attributes:
        session: what reads and answers.
        memory: what keeps it.
        view: how results are shown.
        notices: what is said besides.
        settings_for: the settings in force with another model's name.
        interactive: whether a person types; else lines come through a pipe.
        exchanges: what was asked and answered, in order.
        earlier: what models cost that were used before the one in use.
        saved: the files that this chat wrote, and may write again.
        over: whether the chat is to end.
        exit_code: the first failure's, for a pipe.
    """

    session: Session
    memory: Memory
    view: View
    notices: Notices
    settings_for: Callable[[str], Settings]
    interactive: bool
    exchanges: list[Exchange] = field(default_factory=list)
    earlier: list[Usage] = field(default_factory=list)
    saved: set[Path] = field(default_factory=set)
    over: bool = False
    exit_code: int = 0

    @property
    def last(self) -> Result | None:
        """The last result that has anything in it: what [n] refers to."""
        results = (e.result for e in reversed(self.exchanges) if e.result)
        return next((r for r in results if r.claims or r.stances or r.check), None)

    async def take(self, line: str) -> None:
        """Do what a line asks: a command where it begins with a slash, else a question.

        A failure is told, and the chat goes on; so it does after Ctrl-C where a person types.
        """
        line = line.replace("\ufeff", "").replace("\n", " ").strip()
        if not line:
            return
        try:
            await self._stoppable(commands.run(self, line) if line.startswith("/") else self._ask(line))
        except BrokenPipeError:  # nobody reads any more
            raise
        except Exception as error:
            code = tell(error, self.notices)
            self.exit_code = self.exit_code or code

    async def follow(self, work: Run, question: str) -> None:
        """Have a task done, shown and kept, statement by statement."""
        keep = self.memory.ask(question)
        try:
            await follow(work, Screen(self.view, self.session.readings), self.notices, waiting_for(self.session), keep)
        finally:
            self._remember(Exchange(question, work.result))
        self.write("\n")

    def take_in(self, document: Document) -> None:
        """Add a document that was read to the chat, and keep it."""
        self.session.add_document(document)
        self.memory.add_source(document)

    def take_up(self, exchanges: tuple[Exchange, ...]) -> None:
        """Go on from exchanges of before."""
        for exchange in exchanges:
            self._remember(exchange)

    def write(self, text: str) -> None:
        """Write to the standard output at once."""
        sys.stdout.write(text)
        sys.stdout.flush()

    async def _ask(self, question: str) -> None:
        if not self.session.readings:
            raise UsageError("There is no source yet; /add a file or an address first.")
        if not self.interactive:
            self.write(f"> {safe.line(question)}\n\n")
        await self.follow(self.session.ask(question), question)

    def _remember(self, exchange: Exchange) -> None:
        self.exchanges.append(exchange)
        result = exchange.result
        if result is not None and (result.claims or result.refused):
            self.session.remember(exchange.question, result)

    async def _stoppable(self, work: Coroutine[Any, Any, None]) -> None:
        """Do it; where a person types, Ctrl-C stops it and nothing else."""
        if not self.interactive:
            await work
            return
        task = asyncio.ensure_future(work)
        with cancelled_by_ctrl_c(task):
            await asyncio.wait({task})
        if task.cancelled():
            self.notices.insist("Stopped.")
        else:
            task.result()
