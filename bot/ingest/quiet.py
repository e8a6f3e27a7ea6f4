"""Parsers that talk through ``logging`` about what they meet in a document."""

from __future__ import annotations

import logging


def hush(name: str) -> None:
    """Keep a parser's warnings from standard error, where Python writes them if nobody listens. They still reach an
    application that has set up logging. (It is what the logging HOWTO asks of libraries; these do not do it.)"""
    logger = logging.getLogger(name)
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
