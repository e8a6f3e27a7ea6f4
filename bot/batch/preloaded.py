"""All that a process of a batch needs of the program, for ``bot.batch.pool``: imported once, by the process that those
processes come of. To be imported is all that it is for, so it does at import what no other module of ours does: it
loads the SDK. What cannot be loaded here is told of by the process that needs it.
"""

from __future__ import annotations

import contextlib
from importlib import import_module
from importlib.util import find_spec

with contextlib.suppress(Exception):
    import_module("bot.batch.journal")
    import_module("bot.batch.worker")
    import_module("bot.models.sdk").load()
    import_module("bot.models.openai_client")
    if find_spec("aiohttp") is not None:
        import_module("bot.models.direct")
