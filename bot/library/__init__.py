"""Many documents: kept once each, searched by their words and by who said them.

``open_store`` is the one door; every store behind it keeps to ``bot.library.protocol.Store``.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import ConfigError, StoreError, UsageError, shown

if TYPE_CHECKING:
    from bot.library.protocol import Store

__all__ = ["is_server", "open_store", "store_path"]


def is_server(address: str | None) -> bool:
    """Whether an address names a PostgreSQL server, which may hold a password and is shown to nobody."""
    return address is not None and address.startswith(("postgresql:", "postgres:"))


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
        wanted = "sqlite: and the path of a file, as in sqlite:news.db, or postgresql://USER@HOST/DATABASE"
        raise UsageError(f"{shown(scheme, 40)}: is no kind of store here; give {wanted}.")
    return Path(place).expanduser()


async def open_store(address: str | None, home: Path, *, make: bool = True) -> Store:
    """Open a store, making it where it is not there yet.

    Args:
        address: "sqlite:PATH" or "postgresql://USER:PASSWORD@HOST:PORT/DATABASE"; None: the user's own library.
        home: the folder of the local store.
        make: whether a file that is not there is made; False: it is an error, and nothing is left on the disk.

    Raises:
        UsageError: an address of another kind.
        ConfigError: what the server is spoken to with is not installed.
        StoreError: it cannot be opened, or is not there and not to be made.
    """
    if address is not None and is_server(address):
        try:
            from bot.library.postgres import PostgresStore
        except ImportError:
            raise ConfigError(
                "A library on a PostgreSQL server needs psycopg, which is not installed: pip install"
                " 'onrecord[postgres]'."
            ) from None
        return await PostgresStore.open(address)
    from bot.library.sqlite import SqliteStore

    path = store_path(address, home)
    if not make and _is_missing(path):
        raise StoreError(
            f"There is no library at {shown(path)}; check the address, or add documents there first, with onrecord add"
            " and the same address."
        )
    return await SqliteStore.open(path, private_folder=address is None)


def _is_missing(path: Path) -> bool:
    """Whether there is nothing at a path; not where it cannot be looked at, which is told when it is opened."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return False
