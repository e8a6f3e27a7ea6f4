"""Objects that fit a JSON schema, from servers that keep to one and from servers that only write text.
Pure."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from typing import Any, Final, NoReturn

from bot.errors import shown
from bot.models.abilities import StructuredWay
from bot.models.protocol import Message

_FENCED: Final = re.compile(r"\A```(?:json)?[ \t]*\n(.*)\n```\Z", re.DOTALL | re.IGNORECASE)

MOST_SHOWN: Final = 2_000
"""Characters of a wrong answer that are shown to the model again."""


class NotTheObject(Exception):  # noqa: N818
    """Text that is not the object asked for. The message says why, for the model and for people.

    Attributes:
        is_json: whether it is at least a JSON object, of another shape.
    """

    def __init__(self, message: str, *, is_json: bool) -> None:
        super().__init__(message)
        self.is_json = is_json


def response_format(way: StructuredWay, schema: Mapping[str, Any], name: str) -> dict[str, Any] | None:
    """The protocol's ``response_format`` for a way of asking."""
    if way == "json_schema":
        return {"type": "json_schema", "json_schema": {"name": name, "schema": dict(schema), "strict": True}}
    return {"type": "json_object"} if way == "json_object" else None


def prompt(messages: tuple[Message, ...], way: StructuredWay, schema: Mapping[str, Any]) -> tuple[Message, ...]:
    """The prompt for a way of asking: where the server does not enforce the schema, it is shown to the model.

    It is put at the very end, so that what comes before stays the same for a prompt cache.
    """
    if way == "json_schema":
        return messages
    wanted = (
        "Answer with one JSON object and nothing else: no introduction, no Markdown. It must fit this JSON schema:\n"
        + json.dumps(schema, ensure_ascii=False)
    )
    if messages and messages[-1].role == "user":
        return (*messages[:-1], Message("user", f"{messages[-1].content}\n\n{wanted}"))
    return (*messages, Message("user", wanted))


def correction(
    messages: tuple[Message, ...], answer: str, fault: str, schema: Mapping[str, Any]
) -> tuple[Message, ...]:
    """The prompt of the second try: the first answer, what is wrong with it, and the schema."""
    return (
        *messages,
        Message("assistant", answer[:MOST_SHOWN] or "(nothing)"),
        Message(
            "user",
            f"That answer cannot be used: {fault}. Answer again with one JSON object and nothing else. It must fit "
            "this JSON schema:\n" + json.dumps(schema, ensure_ascii=False),
        ),
    )


def parse(text: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """The object that a text is, strictly: one JSON object, alone or alone in a fence, that fits the schema.

    Raises:
        NotTheObject: it is not.
    """
    import jsonschema  # 0.1 seconds, which are spent here and not at start

    bare = text.strip()
    fenced = _FENCED.match(bare)
    try:
        value = json.loads(
            fenced.group(1) if fenced else bare,
            parse_constant=_refuse_constant,
            parse_float=_finite,
            object_pairs_hook=_unique,
        )
    except json.JSONDecodeError as error:
        fault = f"it is not valid JSON ({error.msg} at character {error.pos})"
        raise NotTheObject(fault, is_json=False) from None
    except RecursionError:
        raise NotTheObject("it is nested too deeply", is_json=False) from None
    except ValueError as error:
        raise NotTheObject(str(error), is_json=False) from None
    if not isinstance(value, dict):
        raise NotTheObject("it is valid JSON but not an object", is_json=False)
    problem = jsonschema.exceptions.best_match(jsonschema.Draft202012Validator(dict(schema)).iter_errors(value))
    if problem is not None:
        raise NotTheObject(f"{shown(problem.message, 300)} (at {shown(problem.json_path, 100)})", is_json=True)
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"it holds {name}, which is no JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError("it holds a number that is too large")
    return number


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("it holds one name twice in an object")
    return found
