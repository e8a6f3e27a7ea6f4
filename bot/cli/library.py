"""``library``: many documents, kept and searched. No model is asked."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.door import Command, Group, run
from bot.cli.library_options import FilterOptions, Only, PutOff, StoreOptions, ViewOptions, collection_named
from bot.cli.options import NoticeOptions, Output, with_options
from bot.console.files import check_writable
from bot.errors import UsageError, shown

if TYPE_CHECKING:
    from bot.library.protocol import Store, Version

app = typer.Typer(
    cls=Group,
    help="Many documents: listed, searched, carried elsewhere. See also onrecord add.",
    no_args_is_help=True,
    epilog='\b\nExamples:\n  onrecord add articles/\n  onrecord library search "the bridge" --speaker Quist',
    rich_markup_mode=None,
)


@app.command("list", cls=Command)
@with_options
def list_(
    filters: FilterOptions,
    store: StoreOptions,
    view: ViewOptions,
    limit: Annotated[int | None, typer.Option("--limit", metavar="N", min=1, help="The most lines.")] = None,
) -> None:
    """List documents, the latest added first.

    \b
    Examples:
      onrecord library list
      onrecord library list --collection council --since 2031-01-01 --format json
    """
    wanted = filters.filter()

    async def work() -> None:
        from bot.render.library import versions_json, versions_text

        async with store.opened() as opened:
            found = await opened.versions(wanted, limit)
        view.write(lambda width, color: versions_text(found, width, color), lambda: versions_json(found))

    run(work())


@app.command(cls=Command)
@with_options
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="An address, or the beginning of an id.")],
    store: StoreOptions,
    view: ViewOptions,
) -> None:
    """Print a document and its versions.

    \b
    Examples:
      onrecord library show article.txt
      onrecord library show 3f2a9c --format json
    """

    async def work() -> None:
        from bot.render.library import document_json, document_text

        async with store.opened() as opened:
            found = await _found(opened, name, None)
            document = await opened.document(found[0].document_id, found[0].address)
        if document is None:
            raise UsageError(f"{shown(name)} was erased a moment ago.")
        view.write(
            lambda width, color: document_text(document, found, width, color), lambda: document_json(document, found)
        )

    run(work())


@app.command(cls=Command)
@with_options
def remove(
    names: Annotated[list[str], typer.Argument(metavar="NAME", help="Addresses, or beginnings of ids.")],
    store: StoreOptions,
    notice: NoticeOptions,
    collection: Only = None,
    erase: Annotated[
        bool, typer.Option("--erase", help="Delete the texts too, all versions: nothing can be verified from them.")
    ] = False,
) -> None:
    """Take documents out of listing and search; what cites them can still be verified, unless --erase is given.

    \b
    Examples:
      onrecord library remove article.txt
      onrecord library remove 3f2a9c --erase
    """

    async def work() -> None:
        async with store.opened() as opened:
            found = {version for name in names for version in await _found(opened, name, collection)}
            erased = await opened.remove(found, erase=erase)
        out = sum(version.current for version in found)
        told = f"{len(found)} versions and {erased} texts erased." if erase else f"{out} taken out of the library."
        notice.notices().say(told)

    run(work())


@app.command(cls=Command)
@with_options
def search(
    filters: FilterOptions,
    store: StoreOptions,
    view: ViewOptions,
    question: Annotated[
        str, typer.Argument(metavar="WORDS", help='What to look for; "…" inside for words in a row.')
    ] = "",
    statements: Annotated[
        bool, typer.Option("--statements", help="Search what people said; as --speaker does by itself.")
    ] = False,
    limit: Annotated[int, typer.Option("--limit", metavar="N", min=1, max=1000, help="The most hits.")] = 10,
    context: Annotated[
        int, typer.Option("--context", metavar="N", min=0, max=20, help="Passages to show on either side of a hit.")
    ] = 0,
) -> None:
    """Search passages, or reported statements, by their words (BM25).

    \b
    Examples:
      onrecord library search "cost of the quay bridge" --since 2031-01-01
      onrecord library search "the bridge" --speaker Quist
      onrecord library search --speaker "Mara Quist" --limit 50
    """
    wanted = filters.filter()
    said = statements or filters.speaker is not None
    if not question.strip() and not said:
        raise UsageError("Nothing to look for; give words in quotation marks, or --speaker NAME.")

    async def work() -> None:
        from bot.render import library as rendering

        async with store.opened() as opened:
            if said:
                hits = await opened.statements(question, wanted, limit=limit)
                view.write(
                    lambda width, color: rendering.statements_text(hits, width, color),
                    lambda: rendering.statements_json(question, hits),
                )
                return
            found = await opened.passages(question, wanted, limit=limit, context=context)
        view.write(
            lambda width, color: rendering.passages_text(found, width, color),
            lambda: rendering.passages_json(question, found),
        )

    run(work())


@app.command(cls=Command)
@with_options
def stats(store: StoreOptions, view: ViewOptions) -> None:
    """Say how much is in the library.

    \b
    Example:
      onrecord library stats
    """

    async def work() -> None:
        from bot.render.library import stats_json, stats_text

        async with store.opened() as opened:
            numbers = await opened.stats()
        view.write(lambda width, color: stats_text(numbers), lambda: stats_json(numbers))

    run(work())


@app.command(cls=Command)
@with_options
def read(store: StoreOptions, notice: NoticeOptions) -> None:
    """Find out who said what in the documents that were added with --put-off.

    \b
    Example:
      onrecord library read
    """

    async def work() -> None:
        from bot.library.adding import read_put_off

        notices, done = notice.notices(), 0
        async with store.opened() as opened:
            async for count in read_put_off(opened):
                done += count
                notices.progress(f"{done} documents read …")
        notices.say(f"{done} documents read.")

    run(work())


@app.command("export", cls=Command)
@with_options
def export(store: StoreOptions, output: Output = None, collection: Only = None) -> None:
    """Write the library as JSON lines, every version with its text, for library import.

    \b
    Examples:
      onrecord library export --output library.jsonl
      onrecord library export --collection council | gzip > council.jsonl.gz
    """
    check_writable(output)

    async def work() -> None:
        from bot.console.files import whole_file
        from bot.library.exchange import exported

        async with store.opened() as opened:
            if output is None:
                async for line in exported(opened, collection):
                    sys.stdout.buffer.write(line)
                return
            with whole_file(output) as file:
                async for line in exported(opened, collection):
                    file.write(line)

    run(work())


@app.command("import", cls=Command)
@with_options
def import_(
    file: Annotated[str, typer.Argument(metavar="FILE", help="What library export wrote; - reads standard input.")],
    store: StoreOptions,
    notice: NoticeOptions,
    collection: Annotated[
        str | None, typer.Option("--collection", metavar="NAME", help="Put all of it into this collection.")
    ] = None,
    put_off: PutOff = False,
) -> None:
    """Add what another library exported; importing twice changes nothing.

    \b
    Examples:
      onrecord library import library.jsonl
      gunzip -c council.jsonl.gz | onrecord library import - --collection council
    """
    into = None if collection is None else collection_named(collection)

    async def work() -> None:
        from collections import Counter

        from bot.library.exchange import imported

        notices = notice.notices()
        counts: Counter[str] = Counter()
        async with store.opened() as opened:
            try:
                with nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb") as lines:  # noqa: ASYNC230
                    async for outcome in imported(opened, lines, collection=into, put_off=put_off):
                        counts[outcome] += 1
                        notices.progress(f"{counts.total()} versions …")
            except OSError as error:
                raise UsageError(f"{shown(file)} cannot be read ({error.strerror}); check the path.") from error
        notices.say(", ".join(f"{count} {outcome}" for outcome, count in counts.items()) or "Nothing to import.")

    run(work())


async def _found(store: Store, name: str, collection: str | None) -> tuple[Version, ...]:
    """The versions that a name stands for: an address, a path from the current folder, the beginning of one id.

    Raises:
        UsageError: there is none, or the beginning fits several documents.
    """
    path = os.path.abspath(name)  # noqa: PTH100, ASYNC240 (no look at the disk; links stay as they are)
    for wanted in (name, path):
        at = tuple(v for v in await store.find(wanted, collection) if v.address == wanted)
        if at:
            return at
    found = await store.find(name, collection) if len(name.removeprefix("sha256:")) >= 4 else ()
    if not found:
        raise UsageError(f"{shown(name)} is not in the library; see onrecord library list.")
    if len({version.document_id for version in found}) > 1:
        raise UsageError(f"Several documents' ids begin with {shown(name)}; give more of it.")
    return found
