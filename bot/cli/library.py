"""``library``: many documents, kept and searched. No model is asked."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from bot.cli.door import Command, Group, run
from bot.cli.library_options import FilterOptions, Only, PutOff, StoreOptions, ViewOptions, collection_named
from bot.cli.options import ModelOptions, NoticeOptions, Output, SourceLimitOptions, with_options
from bot.console.counts import counted
from bot.console.files import check_writable, write_out
from bot.errors import UsageError, shown

if TYPE_CHECKING:
    from bot.console.notices import Notices
    from bot.library.protocol import Store, Version

SIGNED_AT_ONCE: Final = 256
"""Documents that a search compares for copies before it begins: well under a second."""

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
        told = (
            f"{counted(len(found), 'version')} and {counted(erased, 'text')} erased."
            if erase
            else f"{out} taken out of the library."
        )
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
    notice: NoticeOptions = NoticeOptions(),  # noqa: B008 (a frozen value)
) -> None:
    """Search passages, or reported statements, by their words (BM25); and by meaning, where library embed was run.

    A story that several printed is one hit, with the other addresses below it.

    \b
    Examples:
      onrecord library search "cost of the quay bridge" --since 2031-01-01
      onrecord library search "the bridge" --speaker Quist
      onrecord library search --speaker "Mara Quist" --limit 50
    """
    wanted, notices = filters.filter(), notice.notices()
    said = statements or filters.speaker is not None
    if not question.strip() and not said:
        raise UsageError("Nothing to look for; give words in quotation marks, or --speaker NAME.")

    async def work() -> None:
        from bot.cli.library_tasks import compared, searching
        from bot.config import load_settings
        from bot.library.retrieval import search as retrieve
        from bot.render import library as rendering

        async with store.opened() as opened:
            if said:
                hits = await opened.statements(question, wanted, limit=limit)
                view.write(
                    lambda width, color: rendering.statements_text(hits, width, color),
                    lambda: rendering.statements_json(question, hits),
                )
                return
            await compared(opened, notices, SIGNED_AT_ONCE)
            async with searching(opened, load_settings(), notices) as embedder:
                found = await retrieve(opened, question, wanted, limit=limit, context=context, embedder=embedder)
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
    """Find out what was put off: who said what, and which documents are near copies of one another.

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
                notices.progress(f"{counted(done, 'document')} read …")
            compared = await _compared(opened, notices)
        notices.say(f"{counted(done, 'document')} read, {compared} compared for copies.")

    run(work())


@app.command(cls=Command)
@with_options
def copies(
    filters: FilterOptions,
    store: StoreOptions,
    view: ViewOptions,
    notice: NoticeOptions,
) -> None:
    """List stories that stand in several places as the same text or nearly so, such as wire copies.

    \b
    Example:
      onrecord library copies --since 2031-01-01
    """
    wanted = filters.filter()

    async def work() -> None:
        from bot.library.copies import stories_in
        from bot.render.library import copies_json, copies_text

        notices = notice.notices()
        async with store.opened() as opened:
            await _compared(opened, notices)
            stories = [story async for story in stories_in(opened, wanted)]
        notices.clear()
        view.write(lambda width, color: copies_text(stories, width, color), lambda: copies_json(stories))

    run(work())


@app.command(cls=Command)
@with_options
def embed(
    store: StoreOptions,
    notice: NoticeOptions,
    model: ModelOptions,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what it will take at the most; send nothing.")
    ] = False,
) -> None:
    """Make vectors of all passages, so that search goes by meaning too.

    The model is ONRECORD_EMBEDDING_MODEL: a name that the server has, or local:PATH.gguf. Passages that have their
    vector are not sent again.

    \b
    Examples:
      ONRECORD_EMBEDDING_MODEL=text-embedding-3-small onrecord library embed --dry-run
      ONRECORD_EMBEDDING_MODEL=local:bge-small.gguf onrecord library embed
    """
    settings = model.settings(SourceLimitOptions())

    async def work() -> None:
        from bot.cli.embedding import embed_all, said_beforehand

        async with store.opened() as opened:
            if dry_run:
                write_out(await said_beforehand(opened, settings), None)
            else:
                await embed_all(opened, settings, notice.notices())

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
        async with store.opened(make=True) as opened:
            try:
                with nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb") as lines:  # noqa: ASYNC230
                    async for outcome in imported(opened, lines, collection=into, put_off=put_off):
                        counts[outcome] += 1
                        notices.progress(f"{counted(counts.total(), 'version')} …")
            except OSError as error:
                raise UsageError(f"{shown(file)} cannot be read ({error.strerror}); check the path.") from error
        notices.say(", ".join(f"{count} {outcome}" for outcome, count in counts.items()) or "Nothing to import.")

    run(work())


async def _compared(store: Store, notices: Notices) -> int:
    """Compare all documents that were not compared for copies yet; gives how many."""
    from bot.library import copies

    if not copies.is_available():
        notices.say(copies.MISSING)
        return 0
    total, all_done = 0, False
    while not all_done:
        done, all_done = await copies.sign(store, SIGNED_AT_ONCE)
        total += done
        notices.progress(f"{counted(total, 'document')} compared …")
    return total


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
