"""What ``onrecord doctor`` finds out by asking the model."""

from __future__ import annotations

from bot.config import Row, Settings
from bot.errors import OnRecordError, shown
from bot.models.abilities import KnownServers
from bot.models.opening import NAMED_IN_MESSAGES, list_models, open_model
from bot.models.protocol import Message
from bot.types import Predicate

_PROBED = "probed"


async def probe(settings: Settings, *, known: KnownServers | None = None) -> tuple[Row, ...]:
    """Ask the settings' model for what it can do: three or four very small calls.

    Never raises for what a server does: a row then holds the sentence that says what is wrong.

    Returns:
        Rows for the server, its models, the window, and the ways of structured output and of typed questions;
        as far as it got.
    """
    if settings.model is None:
        return (Row("server", "no model is set: the built-in extractive drafter writes", _PROBED),)
    known = known if known is not None else KnownServers()
    rows: list[Row] = []
    try:
        if settings.target != "local":
            names = await list_models(settings)
            rows.append(Row("server", f"reachable at {shown(settings.target)}", _PROBED))
            rows.append(Row("models", _some(names), _PROBED))
        model = await open_model(settings, known=known)
    except OnRecordError as error:
        return (*rows, Row("server", str(error), _PROBED))
    try:
        rows.append(Row("model in use", shown(model.name), _PROBED))
        rows.append(Row("window", f"{model.context_tokens} tokens", _PROBED))
        schema = {
            "type": "object",
            "properties": {"ready": {"type": "boolean"}},
            "required": ["ready"],
            "additionalProperties": False,
        }
        question = Message("user", "Are you ready?")
        await model.extract([question], schema=schema, schema_name="ready", max_tokens=50)
        rows.append(Row("structured output", model.abilities.structured or "none", _PROBED))
        await model.decide("The sky is blue.", [Predicate("blue", "Is the sky blue?")])
        rows.append(Row("typed questions", model.abilities.decide or "none", _PROBED))
    except OnRecordError as error:
        rows.append(Row("model", str(error), _PROBED))
    finally:
        await model.aclose()
    return tuple(rows)


def _some(names: tuple[str, ...]) -> str:
    if not names:
        return "none listed"
    more = f" and {len(names) - NAMED_IN_MESSAGES} more" if len(names) > NAMED_IN_MESSAGES else ""
    return ", ".join(shown(name, 80) for name in names[:NAMED_IN_MESSAGES]) + more
