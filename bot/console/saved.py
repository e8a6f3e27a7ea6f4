"""A conversation saved as JSON, which ``onrecord verify`` can prove as it can a single result."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bot.types import Result

SCHEMA: Final = "onrecord/conversation/1"


def conversation_json(results: Iterable[Result]) -> str:
    """{"schema": "onrecord/conversation/1", "results": [each as ``--format json`` writes it]}."""
    from bot.render import safe, to_json

    return safe.json_text({"schema": SCHEMA, "results": [json.loads(to_json(result)) for result in results]})


def results_in(text: str) -> tuple[Result, ...]:
    """The one result in a JSON text, or all those of a conversation, in order.

    Raises:
        UsageError: it is neither, or not all of it is as the schema says.
    """
    from bot.render import from_json

    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None  # from_json says what is wrong with it
    if isinstance(value, dict) and value.get("schema") == SCHEMA and isinstance(value.get("results"), list):
        return tuple(from_json(json.dumps(each)) for each in value["results"])
    return (from_json(text),)
