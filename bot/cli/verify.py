"""``verify``: a stored result proven again from its sources, with no model."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.door import run
from bot.cli.library_options import StoreOptions
from bot.cli.options import NoticeOptions, SourceLimitOptions, with_options
from bot.console.counts import counted
from bot.console.files import write_out
from bot.console.reading import STDIN, check_sources, read_sources
from bot.console.saved import results_in
from bot.errors import UsageError, VerificationFailed, shown

if TYPE_CHECKING:
    from bot.types import Document, Reading, Result

MOST_BYTES = 100_000_000
"""A stored result larger than this is not one."""


@with_options
def verify(
    stored: Annotated[str, typer.Argument(metavar="RESULT", help="A result saved as JSON; - reads standard input.")],
    limits: SourceLimitOptions,
    notice: NoticeOptions,
    store: StoreOptions,
    sources: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="SOURCE",
            help="What it was made from; default: what the library keeps of it, else the files it names.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Prove a stored result again: every citation found anew, every check run anew, no model asked.

    Exits 0 where all of it holds, and 1 where anything does not, which is then named.

    \b
    Examples:
      onrecord verify result.json
      onrecord verify result.json article.txt
      onrecord verify result.json https://example.org/news
      onrecord verify result.json --store sqlite:news.db
      onrecord ask "Who opposed it?" article.txt --format json | onrecord verify -
    """
    given = list(sources or ())
    check_sources(given, taken="the result is read from it" if stored == STDIN else None)
    results = results_in(_text(stored))

    async def work() -> None:
        from bot.language import read

        kept = () if given else await _kept(results, store)
        wanted = given or _named(results, {document.id for document in kept})
        documents = await read_sources(wanted, limits.settings(), notice.notices())
        readings = {document.id: read(document) for document in (*kept, *documents)}
        failed, held = _proven(results, readings)
        write_out("\n".join(failed) or held, None)
        if failed:
            count = f"{len(failed)} thing{'s do' if len(failed) > 1 else ' does'}"
            raise VerificationFailed(f"{shown(stored)}: {count} not hold.")

    run(work())


def _proven(results: Sequence[Result], readings: dict[str, Reading]) -> tuple[list[str], str]:
    """A line for each thing that does not hold, and the sentence for the case that there is none."""
    from bot.render import safe
    from bot.verify import verify as prove

    failed = []
    for number, result in enumerate(results):
        place = f"results[{number}]." if len(results) > 1 else ""
        failed += [f"✗ {place}{safe.line(f.where)}: {safe.line(f.reason)}" for f in prove(result, readings)]
    cited = [claim.citations for result in results for claim in result.claims]
    cited += [stance.citations for result in results for stance in result.stances]
    checks = [result.check for result in results if result.check is not None]
    cited += [checked.citations for check in checks for checked in check.statements if checked.verdict != "unjudged"]
    held = f"{counted(sum(map(len, cited)), 'citation')} and {counted(len(cited), 'statement')} hold."
    return failed, held


def _text(stored: str) -> str:
    """The stored JSON.

    Raises:
        UsageError: it cannot be read.
    """
    try:
        if stored == STDIN:
            raw = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with Path(stored).open("rb") as file:
                raw = file.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise UsageError(f"{shown(stored)} is too large for a result; give the JSON that --format json wrote.")
        return raw.decode("utf-8-sig")
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(f"The result {shown(stored)} cannot be read ({why}); check the path.") from error


async def _kept(results: Sequence[Result], store: StoreOptions) -> tuple[Document, ...]:
    """The results' documents that the library keeps, each once. No library is made for it."""
    named = {document.id: document.uri for result in results for document in result.documents}
    if not store.exists():
        return ()
    async with store.opened() as opened:
        found = [await opened.document(document_id, uri) for document_id, uri in named.items()]
    return tuple(document for document in found if document is not None)


def _named(results: Sequence[Result], kept: Collection[str]) -> list[str]:
    """The files that the results name as their sources, each once, without the documents that are ``kept``.

    A result comes from anybody, so an address in it is not fetched unless the user names it.

    Raises:
        UsageError: a source is not a plain file of this machine.
    """
    wanted: dict[str, None] = {}
    for document in (document for result in results for document in result.documents):
        if document.id in kept:
            continue
        uri = document.uri
        if uri is None or uri == STDIN:
            raise UsageError("The result was made from standard input; name the source after it.")
        if "://" in uri or uri.startswith(("\\\\", "//")):
            raise UsageError(f"The result was made from {shown(uri)}; name that after it to have it fetched.")
        if not Path(uri).is_file():
            raise UsageError(f"The source {shown(uri)} is not there; name the source after the result.")
        wanted[uri] = None
    return list(wanted)
