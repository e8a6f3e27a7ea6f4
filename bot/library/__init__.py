"""Many documents: kept once each, searched by their words and by who said them.

``open_store`` is the one door; every store behind it keeps to ``bot.library.protocol.Store``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import UsageError, shown

if TYPE_CHECKING:
    from bot.library.protocol import Store

__all__ = ["open_store", "store_path"]


def store_path(address: str | None, home: Path) -> Path:
    """The file that an address names.

    Args:
        address: "sqlite:PATH"; None: the user's own library.
        home: the folder of the local store.

    Raises:
        UsageError: an address of another kind.
    """
    from bot.library.sqlite_schema import FILE, FOLDER

    if address is None:
        return home / FOLDER / FILE
    scheme, _, place = address.partition(":")
    if scheme != "sqlite" or not place or place.startswith("//"):
        raise UsageError(f"{shown(address)} is no store; give sqlite: and the path of a file, as in sqlite:news.db.")
    return Path(place).expanduser()


async def open_store(address: str | None, home: Path) -> Store:
    """Open a store, making it where it is not there yet.

    Args:
        address: "sqlite:PATH"; None: the user's own library.
        home: the folder of the local store.

    Raises:
        UsageError: an address of another kind.
        StoreError: it cannot be opened.
    """
    from bot.library.sqlite import SqliteStore

    return await SqliteStore.open(store_path(address, home), private_folder=address is None)
