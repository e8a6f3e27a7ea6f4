"""Reading the sources that a command was given: at the same time, kept in the order given."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from bot.errors import SourceError, UsageError, shown

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.console.notices import Notices
    from bot.types import Document

STDIN: Final = "-"
AT_ONCE: Final = 8
"""How many sources are read at the same time."""


def check_sources(sources: Sequence[str], *, taken: str | None = None) -> None:
    """See that the sources fit together, before anything is read.

    Args:
        sources: as given on the command line.
        taken: what else reads the standard input, in words; None where nothing does.

    Raises:
        UsageError: standard input is asked for twice, or is needed for something else.
    """
    if STDIN not in sources:
        return
    if taken is not None:
        raise UsageError(f"Standard input cannot be a source here, because {taken}; give the text as a file.")
    if sources.count(STDIN) > 1:
        raise UsageError("Standard input (-) can be given as a source only once.")


async def read_sources(sources: Sequence[str], settings: Settings, notices: Notices) -> tuple[Document, ...]:
    """Read all sources and give their documents in the same order; the first failure stops the others.

    Raises:
        SourceError: one of them cannot be read; the message names it.
    """
    import asyncio

    from bot.ingest import Limits, ingest

    if not sources:
        return ()
    if STDIN in sources and sys.stdin.isatty():
        notices.say("Reading standard input; end it with Ctrl-D.")
    limits = Limits(settings.max_source_bytes, settings.source_timeout, settings.allow_loopback)
    slots = asyncio.Semaphore(AT_ONCE)

    async def one(source: str) -> Document:
        async with slots:
            try:
                return await ingest(source, limits)
            except SourceError as error:
                raise type(error)(naming(source, str(error), several=len(sources) > 1)) from error

    what = shown(sources[0], 60) if len(sources) == 1 else f"{len(sources)} sources"
    notices.progress(f"Reading {what} …")
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one(source)) for source in sources]
    except* SourceError as failures:
        raise failures.exceptions[0] from None
    finally:
        notices.clear()
    return tuple(task.result() for task in tasks)


def naming(source: str, message: str, *, several: bool) -> str:
    """The message with the source's name in front, where there are several and it does not name it yet."""
    name = "standard input" if source == STDIN else shown(source)
    return message if not several or name in message else f"{name}: {message}"
