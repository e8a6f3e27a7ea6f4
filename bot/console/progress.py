"""How a batch is getting on: a bar on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, TextIO

from bot.console.notices import Notices, is_terminal, wants_color

if TYPE_CHECKING:
    from bot.batch.engine import Tally

PLAIN_SECONDS: Final = 10.0
"""How often a line is written where nobody can see a bar."""


class Progress:
    """Shows tallies; use it in a ``with``. Where all is to be quiet it shows nothing."""

    def __init__(self, notices: Notices, *, quiet: bool, no_color: bool, stream: TextIO | None = None) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._notices = notices
        self._quiet = quiet
        self._no_color = no_color
        self._bar: Any = None
        self._task: Any = None
        self._last_line = time.monotonic()

    def __enter__(self) -> Progress:
        if not self._quiet and is_terminal(self._stream):
            self._bar = _bar(self._stream, wants_color(self._stream, self._no_color))
            self._bar.start()
            self._task = self._bar.add_task("", total=None)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()

    def watch(self, tally: Tally) -> None:
        """Show how it stands."""
        if self._bar is not None:
            self._bar.update(self._task, total=tally.total, completed=tally.over, description=standing(tally))
        elif time.monotonic() - self._last_line >= PLAIN_SECONDS:
            self._last_line = time.monotonic()
            self._notices.say(f"{tally.over} of {tally.total} documents, {standing(tally)}")

    def say(self, line: str) -> None:
        """A line that stays."""
        if self._bar is not None:
            self._bar.console.print(line, markup=False, highlight=False)
        else:
            self._notices.say(line)


def standing(tally: Tally) -> str:
    """Rate, failures, what it took, and the time left, as one line."""
    words = [f"{tally.rate:.1f} a second"]
    if tally.failed:
        words.append(f"{tally.failed} set aside")
    if tally.waiting:
        words.append(f"{tally.waiting} waiting for answers")
    words += spent(tally)
    if tally.left is not None and tally.over < tally.total:
        words.append(f"{duration(tally.left)} left")
    return ", ".join(words)


def spent(tally: Tally) -> list[str]:
    """What the results took of the model; nothing where none was asked."""
    usage = tally.usage
    if not usage.calls:
        return []
    cost = "" if usage.cost_usd is None or usage.cost_usd == 0 else f", ${usage.cost_usd:.4f}"
    return [f"{usage.calls} calls{cost}"]


def duration(seconds: float) -> str:
    """A time as people say it: "40 s", "12 min", "3.5 h"."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _bar(stream: TextIO, color: bool) -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    console = Console(file=stream, no_color=not color, highlight=False)
    columns = BarColumn(bar_width=24), MofNCompleteColumn(), TextColumn("{task.description}", markup=False)
    return Bar(*columns, console=console, transient=True, refresh_per_second=4)
