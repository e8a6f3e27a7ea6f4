"""``add``: sources into the library, the bad ones set aside."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Final

import typer

from bot.cli.door import run
from bot.cli.library_options import PutOff, StoreOptions, ViewOptions, collection_named
from bot.cli.options import NoticeOptions, SourceLimitOptions, with_options
from bot.console.counts import counted, set_aside
from bot.console.files import check_writable
from bot.console.reading import naming
from bot.errors import SourceError, UsageError

if TYPE_CHECKING:
    from bot.library.adding import Added
    from bot.library.sources import SetAside

LONGEST_LIST: Final = 100_000_000
"""Bytes of a list of sources on standard input."""


@with_options
def add(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE",
            help="Files, folders, globs, http(s) addresses of pages or feeds; - reads a list of these.",
            show_default=False,
        ),
    ],
    limits: SourceLimitOptions,
    store: StoreOptions,
    view: ViewOptions,
    notice: NoticeOptions,
    collection: Annotated[
        str | None, typer.Option("--collection", metavar="NAME", help="Default: main.", show_default=False)
    ] = None,
    put_off: PutOff = False,
) -> None:
    """Add documents to the library. Needs no model.

    The same content is stored once; changed content at an address becomes its new version, and the old one stays for
    what cites it. A source that cannot be read is set aside with the reason; the others are added, and the exit code
    is 3.

    \b
    Examples:
      onrecord add article.txt hearings/ --collection council
      onrecord add "archive/**/*.html" https://example.org/feed.xml
      find . -name "*.pdf" -print0 | onrecord add -
    """
    check_writable(view.output)
    wanted, into, settings = listed_sources(sources), collection_named(collection), limits.settings()

    async def work() -> None:
        from bot.ingest import Limits
        from bot.library import adding
        from bot.library.sources import SetAside

        asked = Limits(settings.max_source_bytes, settings.source_timeout, settings.allow_loopback)
        notices = notice.notices()
        added: list[Added] = []
        aside: list[SetAside] = []
        async with store.opened(make=True) as opened:
            async for each in adding.add(opened, wanted, collection=into, limits=asked, put_off=put_off):
                if isinstance(each, SetAside):
                    aside.append(each)
                    notices.insist(f"Set aside: {naming(each.source, each.reason, several=True)}")
                else:
                    added.append(each)
                notices.progress(f"{counted(len(added), 'document')} …")
        notices.clear()
        _tell(added, aside, view)

    run(work())


def _tell(added: list[Added], aside: list[SetAside], view: ViewOptions) -> None:
    """Write what became of the sources.

    Raises:
        SourceError: some were set aside.
    """
    from bot.render.library import added_json, added_line, added_summary

    lines = [added_line(each) for each in added if each.outcome != "unchanged"]
    view.write(lambda width, color: "\n".join([*lines, added_summary(added, aside)]), lambda: added_json(added, aside))
    if aside:
        raise SourceError(set_aside(len(aside), len(aside) + len(added), "source", "added"))


def listed_sources(sources: list[str]) -> list[str]:
    """The sources, with those of the list on standard input in the place of "-".

    Raises:
        UsageError: standard input is named twice or is no list.
    """
    from bot.library.sources import LIST, listed

    if LIST not in sources:
        return sources
    if sources.count(LIST) > 1:
        raise UsageError("Standard input (-) can be given only once.")
    raw = sys.stdin.buffer.read(LONGEST_LIST + 1)
    if len(raw) > LONGEST_LIST:
        raise UsageError("The list on standard input is too long; give it in parts.")
    at = sources.index(LIST)
    return [*sources[:at], *listed(raw), *sources[at + 1 :]]
