"""Having a task done while somebody waits: shown as it comes, and never lost once it is proven."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.console.notices import Notices
    from bot.console.screen import Screen
    from bot.session import Session
    from bot.tasks.run import Run
    from bot.types import Result


async def follow(
    work: Run, screen: Screen, notices: Notices, waiting: str, keep: Callable[[Result], None] | None = None
) -> None:
    """Do a task to its end and show its result; where it breaks off, what was proven by then.

    Args:
        work: the task.
        screen: where its result is shown.
        notices: where it is said that something is being done.
        waiting: what is being done, in words.
        keep: called with the result so far after every statement, before that statement is shown.
    """
    try:
        notices.progress(waiting)
        async for _ in work:
            if keep is not None:
                keep(work.result)
            notices.clear()
            screen.show(work.result)
            notices.progress(waiting)
    except BaseException:  # Ctrl-C and faults of our own too: nothing that was proven is to be lost
        notices.clear()
        if work.result.claims or work.result.stances or work.result.check:
            screen.finish(work.result)
        raise
    notices.clear()
    if keep is not None:
        keep(work.result)
    screen.finish(work.result)


def waiting_for(session: Session) -> str:
    """What a session is doing while one waits, in words."""
    return f"Asking {session.model_name} …" if session.model_name else "Working …"


def warm_up(settings: Settings) -> None:
    """Have the model's client loaded in the background, while the sources are read."""
    if settings.model is not None and settings.target != "local":
        from bot.models import preload

        preload()
