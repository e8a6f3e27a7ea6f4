"""Kept answers and the SDK's own types: from one to the other and back.

Import it after ``sdk.load``, which makes the SDK's import quick.
"""

from __future__ import annotations

from typing import Any

import httpx2
import openai
from openai.types.chat.chat_completion import ChatCompletion
from openai.types.decision import Decision

from bot.models.answers import Address, Kept
from bot.models.failures import Broken


class Loose:
    """An object of JSON, read by attributes as the SDK's objects are, and unchecked as they are: made at no cost."""

    __slots__ = ("value",)

    def __init__(self, value: dict[str, Any]) -> None:
        self.value = value

    def __getattr__(self, name: str) -> Any:
        try:
            return loose(self.value[name])
        except KeyError:
            raise AttributeError(name) from None


def loose(value: Any) -> Any:
    """A value of JSON with its objects as ``Loose``."""
    if isinstance(value, dict):
        return Loose(value)
    return [loose(item) for item in value] if isinstance(value, list) else value


def as_kept(reply: object) -> dict[str, Any]:
    """The JSON object that a reply of the SDK came as."""
    if isinstance(reply, Loose):
        return reply.value
    if not isinstance(reply, openai.BaseModel):
        raise Broken("its answer is no JSON object")
    return reply.model_dump(mode="json", exclude_unset=True, warnings=False)


def kept_reply(address: Address, kept: Kept) -> Any:
    """The reply of the SDK that a kept answer was, unchecked as the SDK's replies are."""
    return (Decision if address == "/v1/decisions" else ChatCompletion).construct(**kept.body)


def kept_failure(kept: Kept, target: str) -> openai.APIStatusError:
    """The SDK's error for a refusal that was kept."""
    response = httpx2.Response(kept.status, request=httpx2.Request("POST", target), json=dict(kept.body))
    error = kept.body.get("error", kept.body)
    return openai.APIStatusError(str(error)[:500], response=response, body=error)
