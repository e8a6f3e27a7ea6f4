"""Which models a workspace may be given: names that the server in use has, and never a file or an address."""

from __future__ import annotations

import asyncio
import re
from typing import Final

from bot.config import NO_MODEL, Settings
from bot.errors import OnRecordError
from bot.models import list_models

SECONDS: Final = 1.5
"""How long the server may take to say what it has: Slack waits three seconds for a modal's answer."""
NAMED: Final = 6
"""Names that a sentence lists."""

_PLAIN: Final = re.compile(r"(?!local:)\w[\w.:@+-]*(?:/\w[\w.:@+-]*)*", re.ASCII | re.IGNORECASE)


def is_plain_name(name: str) -> bool:
    """Whether a name can be that of a server's model: no path of a file, no address, nothing that leads up a folder."""
    return _PLAIN.fullmatch(name) is not None and ".." not in name and "://" not in name


async def fault_of(name: str | None, settings: Settings) -> str | None:
    """What is wrong with the name of a model that somebody typed; None where nothing is.

    Args:
        name: as typed; None: the one that the app was started with.
        settings: of the app, whose server has to have the model. One that cannot be asked in time is believed to.
    """
    if name is None or name == NO_MODEL:
        return None
    if not is_plain_name(name):
        return "Give the name of a model as the server has it, without a path or an address; or none."
    if settings.model is None:
        return "I was started with no model, so there is none to choose; leave it empty."
    if settings.target == "local":
        return "I was started with a model file, which is the only model there is; leave it empty, or say none."
    try:
        async with asyncio.timeout(SECONDS):
            names = await list_models(settings)
    except (OnRecordError, TimeoutError, OSError):
        return None
    if not names or name in names:
        return None
    some = ", ".join(names[:NAMED]) + (", …" if len(names) > NAMED else "")
    return f"The server has no such model; it has {some}."
