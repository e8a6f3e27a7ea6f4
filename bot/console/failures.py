"""How a failure is told: one sentence on the standard error stream, and an exit code."""

from __future__ import annotations

import os
import traceback
from typing import Final

from bot.console.notices import Notices
from bot.errors import OnRecordError, shown

INTERNAL: Final = 70
DEBUG: Final = "ONRECORD_DEBUG"
"""The environment variable that has tracebacks shown."""


def tell(error: BaseException, notices: Notices) -> int:
    """Say what happened, and give the exit code that stands for it."""
    if os.environ.get(DEBUG):
        notices.clear()
        traceback.print_exception(error)
    if isinstance(error, OnRecordError):
        notices.insist(f"onrecord: {error}")
        return error.exit_code
    notices.insist(
        f"onrecord: This should not have happened ({type(error).__name__}: {shown(error)});"
        f" please report it with what {DEBUG}=1 shows."
    )
    return INTERNAL
