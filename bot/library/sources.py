"""From what a user names to single sources: files, folders, globs, addresses, feeds and lists of all these."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from bot.errors import SourceMissing, SourceUnreadable, shown
from bot.ingest import Limits, Raw, from_bytes, read_raw
from bot.ingest.files import file_bytes, in_background
from bot.library.feeds import FeedEntry, entries, is_feed
from bot.types import Document

READ_IN_FOLDERS: Final = frozenset(
    (".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml", ".pdf", ".docx", ".vtt", ".srt", ".json")
)
"""Endings of the files that are taken from a folder. A file named by itself is taken whatever it is called."""

LIST: Final = "-"
"""The source that stands for a list of sources on standard input."""

_ADDRESS = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://")
_GLOB = re.compile(r"[*?\[]")


@dataclass(frozen=True, slots=True)
class SetAside:
    """A source that could not be read, and why, in one sentence."""

    source: str
    reason: str


def listed(raw: bytes) -> list[str]:
    """The sources of a list: one a line, or parted by NUL bytes as ``find -print0`` does; blank lines are none.

    Raises:
        SourceUnreadable: the list is a document or a feed rather than a list, or lists itself.
    """
    if is_feed(raw) or raw.startswith((b"%PDF-", b"PK\x03\x04")):
        raise SourceUnreadable("Standard input (-) is a list of sources here, one a line; give the document as a file.")
    parted = raw.split(b"\0") if b"\0" in raw else raw.removeprefix(b"\xef\xbb\xbf").splitlines()
    found = [os.fsdecode(line if b"\0" in raw else line.strip()) for line in parted if line.strip()]
    if LIST in found:
        raise SourceUnreadable("The list on standard input names standard input (-); leave that line out.")
    return found


def is_address(source: str) -> bool:
    """Whether a source is an address to fetch, and no path."""
    return _ADDRESS.match(source) is not None


def expand(sources: Sequence[str]) -> Iterator[str | SetAside]:
    """Single sources, each once: absolute paths and addresses; folders and globs in the order of their names.

    Hidden files and folders, links to folders and files of unknown endings are passed over inside folders.
    """
    seen: set[str] = set()
    for source in sources:
        for single in _single(source):
            if isinstance(single, SetAside):
                yield single
            elif single not in seen:
                seen.add(single)
                yield single


async def open_source(source: str, limits: Limits) -> Document | tuple[FeedEntry, ...]:
    """Read a single source: a document, or the entries of a feed.

    Raises:
        SourceError: it cannot be read.
    """
    raw = await read_raw(source, limits)
    return await in_background(lambda: _look(raw, source))


def open_file(path: str, limits: Limits) -> Document | tuple[FeedEntry, ...]:
    """As ``open_source`` for a file, but whoever calls it waits.

    Raises:
        SourceError: it cannot be read.
    """
    return _look(Raw(file_bytes(path, limits), path, None), path)


async def open_entry(entry: FeedEntry, limits: Limits) -> Document:
    """Read a page that a feed lists; the feed's day stands where the page gives none.

    Raises:
        SourceError: it cannot be read, or is a feed itself.
    """
    found = await open_source(entry.link, limits)
    if not isinstance(found, Document):
        raise SourceUnreadable(f"{shown(entry.link)}, which a feed lists, is a feed again; add it by itself.")
    return found if found.published else replace(found, published=entry.published)


def _look(found: Raw, source: str) -> Document | tuple[FeedEntry, ...]:
    if is_feed(found.raw):
        return entries(found.raw, source)
    return from_bytes(found.raw, name=found.name, content_type=found.content_type, uri=source)


def _single(source: str) -> Iterator[str | SetAside]:
    if _ADDRESS.match(source):
        yield source
        return
    try:
        path = Path(os.path.abspath(os.path.expanduser(source)))  # noqa: PTH100, PTH111 (links stay as they are)
        if path.is_dir():
            yield from _folder(path)
        elif _GLOB.search(source) and not os.path.lexists(path):
            yield from _matching(source, path)
        else:
            yield str(path)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is no path"
        yield SetAside(source, str(SourceMissing(f"{shown(source)} cannot be looked at ({why}); check the path.")))


def _folder(folder: Path) -> Iterator[str | SetAside]:
    refused: list[OSError] = []
    found = False
    for root, folders, files in os.walk(folder, onerror=refused.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith(".") and Path(name).suffix.lower() in READ_IN_FOLDERS:
                found = True
                yield str(Path(root, name))
    for error in refused:
        yield SetAside(
            str(error.filename), f"The folder {shown(error.filename)} may not be read; check its permissions."
        )
    if not found and not refused:
        yield SetAside(str(folder), f"The folder {shown(folder)} holds no file that can be read.")


def _matching(source: str, path: Path) -> Iterator[str | SetAside]:
    """The files that a pattern fits; "**" does not go through links, and hidden ones must be named with their dot."""
    parts = path.parts
    first = next(at for at, part in enumerate(parts) if _GLOB.search(part))
    base, pattern = Path(*parts[:first]), parts[first:]
    hidden = any(part.startswith(".") for part in pattern)
    found = False
    for match in sorted(base.glob("/".join(pattern))):
        if match.is_file() and (hidden or not any(p.startswith(".") for p in match.relative_to(base).parts)):
            found = True
            yield str(match)
    if not found:
        yield SetAside(source, f"No file matches {shown(source)}; check the pattern.")
