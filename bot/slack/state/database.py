"""What the state asks of a database, and one way of writing SQL for both that there are.

Statements are written once, with ``:name`` for values and ``now_seconds()`` for the database's own clock in seconds
since 1970: leases are compared on one clock, however many machines the workers run on. Columns hold identities,
numbers, JSON in ASCII and bytes only, so that no text of a user can be one that a database refuses.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

Row = Sequence[Any]


class TakenError(Exception):
    """A row that was to be made or changed would be the second where there may be one."""


class Cursor(Protocol):
    """Statements inside one transaction."""

    async def rows(self, statement: str, **values: Any) -> list[Row]:
        """Do it and give its rows. Raises TakenError where a unique index says no."""
        ...

    async def changed(self, statement: str, **values: Any) -> int:
        """Do it and say how many rows it changed."""
        ...


class Database(Protocol):
    """A store that several processes may use at the same time.

    All methods raise StoreError, with what to do, where the database cannot be used.
    """

    def transaction(self) -> AbstractAsyncContextManager[Cursor]:
        """All of what is done in it, or nothing."""
        ...

    async def aclose(self) -> None: ...
