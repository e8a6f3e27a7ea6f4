"""``bot.check``: a draft held against documents from Python, in one call."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.session import Session
from bot.types import Document, Result

if TYPE_CHECKING:
    from bot.config import Settings


def check(draft: str | Document, documents: Sequence[str | Document], settings: Settings | None = None) -> Result:
    """Hold a draft against documents; not to be called inside a running event loop (``Session.check`` is for that).

    Args:
        draft: the text to be checked.
        documents: the sources, as texts or as documents (``bot.ingest`` makes those of files and addresses), in the
            order in which the draft's own [1], [2] count them.
        settings: their model is asked about what code can neither vouch for nor contradict; None for code alone.

    Returns:
        A result of the task "check": ``result.check.statements``, ``result.check.quotations``, ``result.check.holds``.

    Raises:
        UsageError: the draft is empty, or there is no document.
        ModelError: the model cannot be asked.
    """
    return asyncio.run(_check(_document(draft), [_document(one) for one in documents], settings))


def _document(text: str | Document) -> Document:
    return Document.of(text) if isinstance(text, str) else text


async def _check(draft: Document, documents: Sequence[Document], settings: Settings | None) -> Result:
    if settings is None:
        from bot.config import load_settings

        settings = load_settings({"model": "none"}, {})
    session = await Session.open(settings)
    try:
        for document in documents:
            session.add_document(document)
        return await session.check(draft).finish()
    finally:
        await session.aclose()
