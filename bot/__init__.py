"""On Record from Python. Nothing is imported before it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.checking import check

__all__ = ["check"]


def __getattr__(name: str) -> Any:
    if name == "check":
        from bot.checking import check

        return check
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
