"""Structured logs: one JSON object a line, without anybody's words unless they are asked for."""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path
from typing import Any, Final, TextIO

import structlog

Log = Any
"""A structlog logger: ``log.info("event", field=value)``."""

WORDS: Final = frozenset({"text", "question", "message", "body", "words", "reason"})
"""Fields that may hold what people wrote; blanked unless ``with_words``."""


def open_log(stream: TextIO | None = None, *, with_words: bool = False, level: int = logging.INFO) -> Log:
    """A logger of its own: it shares no state with other loggers of the process.

    Args:
        stream: where lines go; standard error where None.
        with_words: whether fields that hold people's words are written too.
        level: the least level that is written.
    """

    def blanked(_logger: Any, _method: str, entry: structlog.typing.EventDict) -> structlog.typing.EventDict:
        return entry if with_words else {k: "(left out)" if k in WORDS else v for k, v in entry.items()}

    def traced(_logger: Any, _method: str, entry: structlog.typing.EventDict) -> structlog.typing.EventDict:
        """The way of an error without its values: these may be anybody's words."""
        error = sys.exc_info()[1] if entry.pop("exc_info", False) else None
        if error is not None:
            frames = traceback.extract_tb(error.__traceback__)
            entry["raised"] = [type(error).__name__, *(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames)]
        return entry

    return structlog.wrap_logger(
        structlog.WriteLogger(stream or sys.stderr),
        processors=[
            blanked,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            traced,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=False,
    )


def sdk_logger(log: Log) -> logging.Logger:
    """A standard logger for Bolt and the SDK: their warnings become lines of ours, and their debug output, which
    shows messages and tokens, goes nowhere."""
    logger = logging.Logger("onrecord.slack.sdk", logging.WARNING)
    logger.addHandler(_Passing(log))
    return logger


class _Passing(logging.Handler):
    def __init__(self, log: Log) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        # The message itself may hold a request's body; where it comes from says enough.
        self._log.warning("slack_sdk", level_name=record.levelname, where=f"{record.module}:{record.lineno}")


def reference_of(identity: str) -> str:
    """The short form of a job's id that users are shown and logs hold."""
    return identity[:8]
