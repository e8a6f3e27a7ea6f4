"""Files and standard input, read up to a limit."""

from __future__ import annotations

import asyncio
import os
import stat
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from bot.errors import SourceMissing, SourceTooLarge, SourceUnreadable, shown
from bot.ingest.origin import Limits

_T = TypeVar("_T")

_CHUNK = 1 << 16


async def read_file(path: str, limits: Limits) -> bytes:
    """The bytes of a file, a pipe or a device.

    Raises:
        SourceMissing: there is nothing of that name.
        SourceUnreadable: it is a folder, or may not be read.
        SourceTooLarge: it holds more than ``limits.max_bytes``; a file's size is looked at before it is read.
    """
    return await in_background(lambda: file_bytes(path, limits))


def file_bytes(path: str, limits: Limits) -> bytes:
    """As ``read_file``, but whoever calls it waits: for processes that have nothing else to do."""
    return _file(path, limits.max_bytes)


async def read_stdin(limits: Limits) -> bytes:
    """The bytes of standard input to its end; errors as for ``read_file``."""
    if sys.stdin is None:
        raise SourceMissing("There is no standard input to read; name a file or an address.")
    return await in_background(lambda: _descriptor(sys.stdin.fileno(), "Standard input", limits.max_bytes))


async def in_background(work: Callable[[], _T]) -> _T:
    """Do blocking work in a thread that is left behind, and does not keep the program alive, if this is cancelled.

    ``asyncio.to_thread`` would hold Ctrl-C up until the pipe is closed or the name server answers.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[_T] = loop.create_future()

    def settle(result: _T | None, error: BaseException | None) -> None:
        if done.cancelled():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        result, failure = None, None
        try:
            result = work()
        except BaseException as error:  # handed to whoever waits
            failure = error
        try:
            loop.call_soon_threadsafe(settle, result, failure)
        except RuntimeError:
            return  # the loop is closed: nobody waits any more

    threading.Thread(target=run, daemon=True, name="onrecord-source").start()
    return await done


def too_large(name: str, max_bytes: int) -> SourceTooLarge:
    return SourceTooLarge(
        f"{name} is larger than the limit of {max_bytes / 1e6:g} MB; give a part of it, or raise max_source_bytes."
    )


def _file(path: str, max_bytes: int) -> bytes:
    name = shown(path)
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        raise SourceMissing(f"There is no file {name}; check the path.") from None
    except PermissionError:
        if _is_folder(path):  # Windows does not open folders
            raise SourceUnreadable(f"{name} is a folder; name the files in it.") from None
        raise SourceUnreadable(f"The file {name} may not be read; check its permissions.") from None
    except OSError as error:
        raise SourceUnreadable(f"{name} cannot be opened ({error.strerror}); check the path.") from None
    try:
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            raise SourceUnreadable(f"{name} is a folder; name the files in it.")
        if stat.S_ISREG(status.st_mode) and status.st_size > max_bytes:
            raise too_large(name, max_bytes)
        return _descriptor(descriptor, name, max_bytes)
    finally:
        os.close(descriptor)


def _is_folder(path: str) -> bool:
    try:
        return Path(path).is_dir()
    except OSError:
        return False


def _descriptor(descriptor: int, name: str, max_bytes: int) -> bytes:
    # os.read, and not a buffered file, whose lock a thread left behind would hold when Python shuts down.
    pieces = []
    size = 0
    try:
        while chunk := os.read(descriptor, _CHUNK):
            size += len(chunk)
            if size > max_bytes:
                raise too_large(name, max_bytes)
            pieces.append(chunk)
    except OSError as error:
        raise SourceUnreadable(f"{name} cannot be read ({error.strerror}); try again.") from None
    return b"".join(pieces)
