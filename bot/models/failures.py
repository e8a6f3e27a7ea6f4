"""What went wrong with a request: whether it passes, what the server turned down, and one sentence for
people.

Import it after ``sdk.load``, which makes the SDK's import quick.
"""

from __future__ import annotations

import email.utils
import math
import os
import re
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import openai

from bot.config import Settings
from bot.errors import ModelDenied, ModelError, ModelMisbehaved, ModelUnreachable, shown

PASSING: Final = frozenset({408, 409, 429})
"""Statuses that a later request may not meet; so may every status from 500."""


class RequestRefused(ModelDenied):
    """The server understood and would not: it lacks the endpoint, or takes no such parameter.

    Attributes:
        status: the HTTP status.
        said: the server's own words, for looking into and not for showing.
        names: the parameter that the server named, if it did.
    """

    def __init__(self, message: str, *, status: int, said: str = "", names: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.said = said
        self.names = names

    def about(self, *parameters: str) -> bool:
        """Whether the refusal is about one of the parameters: the server named it, or wrote of it."""
        if self.names:
            return any(self.names == p or self.names.startswith(p + ".") for p in parameters)
        return any(re.search(rf"(?<![\w-]){re.escape(p)}(?![\w-])", self.said) for p in parameters)


class PromptTooLong(ModelDenied):
    """Prompt and completion do not fit the model's window."""


class TooSlow(Exception):  # noqa: N818
    """One of our own time limits was met. The text names it."""


class Broken(Exception):  # noqa: N818
    """The server's answer is not the protocol. The text says how, with nothing of the answer in it."""


class BrokenOff(Exception):  # noqa: N818
    """The server closed a stream that had not come to its end."""


@dataclass(frozen=True, slots=True)
class Failures:
    """Words failures of one server and model. What it is given of secrets never stands in a message.

    Attributes:
        address: the server's base URL.
        model: the model's name.
        secrets: strings to be blotted out wherever a server echoes them.
    """

    address: str
    model: str
    secrets: tuple[str, ...] = ()

    @classmethod
    def of(cls, settings: Settings, model: str) -> Failures:
        key = settings.api_key.reveal() if settings.api_key else ""
        return cls(settings.target, model, (key,) if key else ())

    def quoted(self, text: object, limit: int = 200) -> str:
        """Words of the server, fit to be shown: no secret, one line, cut to length."""
        words = str(text)
        for secret in self.secrets:
            words = words.replace(secret, "***")
        return shown(words, limit)

    def explain(self, error: Exception) -> ModelError:
        """The error of ours that stands for whatever was raised while a request was made."""
        if isinstance(error, ModelError):
            return error
        if isinstance(error, TooSlow):
            return ModelUnreachable(f"The model server at {shown(self.address)} {error}.")
        if isinstance(error, BrokenOff):
            return ModelUnreachable(
                f"The model server at {shown(self.address)} broke off in the middle of its answer; try again."
            )
        if isinstance(error, openai.APIStatusError):
            return self._of_status(error)
        if isinstance(error, openai.APITimeoutError):
            return ModelUnreachable(
                f"No connection to the model server at {shown(self.address)} came about in time; check the "
                "address and the network, or set ONRECORD_CONNECT_TIMEOUT higher."
            )
        if isinstance(error, openai.APIConnectionError):
            return ModelUnreachable(
                f"The model server at {shown(self.address)} cannot be reached ({_root_cause(error)}); is it running, "
                "and is the address right?"
            )
        if isinstance(error, openai.APIError):
            return ModelUnreachable(
                f"The model server at {shown(self.address)} reported a failure in the middle of its answer: "
                f"{self.quoted(error.message)}."
            )
        how = str(error) if isinstance(error, Broken) else "its answer is not the JSON that the protocol wants"
        return ModelMisbehaved(
            f"The server at {shown(self.address)} does not speak the OpenAI protocol: {how}. Is the base URL "
            "right? It usually ends in /v1."
        )

    def _of_status(self, error: Any) -> ModelError:
        status, where = int(error.status_code), shown(self.address)
        words = f"HTTP {status}: {self.quoted(server_words(error))}"
        if status == 401:
            return ModelDenied(f"The model server at {where} does not accept the key; check OPENAI_API_KEY.")
        if status == 403:
            return ModelDenied(f"The model server at {where} forbids this ({words}); check what the key may do.")
        if is_about_credit(error):
            return ModelDenied(f"The account at {where} has no credit left; see to its billing ({words}).")
        if is_too_long(error):
            return PromptTooLong(
                f"The text is longer than the window of {shown(self.model)} ({words}); set ONRECORD_CONTEXT_TOKENS "
                "to the window's size in tokens."
            )
        if "content_filter" in (error.code or "") or "content_policy" in (error.code or ""):
            return ModelDenied(f"The model server at {where} filtered the request out ({words}).")
        if 300 <= status < 400:
            return ModelDenied(f"The model server at {where} redirects elsewhere; set its new address as base URL.")
        if status == 404 and _is_about_model(error):
            message = (
                f"The model server at {where} has no model {shown(self.model)}; `onrecord models` lists what it "
                "has, --model chooses."
            )
        elif status == 404:
            message = f"There is no OpenAI-compatible API at {where} (HTTP 404); base URLs usually end in /v1."
        elif status in PASSING or status >= 500:
            if status != 501:
                return ModelUnreachable(f"The model server at {where} is failing or busy ({words}); try later.")
            message = f"The model server at {where} lacks what was asked ({words})."
        else:
            message = f"The model server at {where} turned the request down ({words})."
        return RequestRefused(message, status=status, said=server_words(error), names=error.param or None)


def passes(error: Exception) -> bool:
    """Whether the same request may go well later: lost connections, 408, 409, 429 and 5xx.

    A server's own word on it (``x-should-retry``) counts more; an account without credit stays without.
    """
    if isinstance(error, BrokenOff):
        return True
    if not isinstance(error, openai.APIStatusError):
        return isinstance(error, openai.APIConnectionError)
    word = error.response.headers.get("x-should-retry", "")
    if word in ("true", "false"):
        return word == "true"
    if is_about_credit(error):
        return False
    return error.status_code in PASSING or (error.status_code >= 500 and error.status_code != 501)


def retry_after(error: Exception) -> float | None:
    """Seconds that the server asks us to wait, from ``retry-after-ms`` or ``Retry-After`` (seconds or a
    date)."""
    headers = getattr(getattr(error, "response", None), "headers", None)
    if headers is None:
        return None
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            seconds = float(headers.get(name, "")) * unit
        except ValueError:
            continue
        if seconds >= 0 and not math.isnan(seconds):
            return seconds
    date = email.utils.parsedate_tz(headers.get("retry-after", ""))
    return max(0.0, email.utils.mktime_tz(date) - time.time()) if date else None


def server_words(error: Any) -> str:
    """What the server said of a failure, from the several shapes that servers give it. Untrusted."""
    body = error.body
    if isinstance(body, Mapping):
        inner = body.get("error")
        body = inner if isinstance(inner, Mapping | str) else body
    if isinstance(body, Mapping):
        body = body.get("message") or body.get("detail") or "no reason given"
    body = str(body)[:2_000]
    # A page of HTML, from a proxy or another kind of server, says nothing that can be shown.
    return "a web page, not an answer of an API" if body.lstrip()[:1] == "<" else body


def is_about_credit(error: Any) -> bool:
    """Whether a 429 means that the account is out of money, and not that requests come too fast."""
    return "insufficient_quota" in (error.code or "", error.type or "")


def is_too_long(error: Any) -> bool:
    """Whether the request was turned down because it does not fit the window, as OpenAI, vLLM and llama.cpp
    say it."""
    if error.status_code not in (400, 413, 422):
        return False
    if error.code == "context_length_exceeded" or error.type == "exceed_context_size_error":
        return True
    said = server_words(error)
    return re.search(r"context (length|size|window)|maximum context|too many tokens", said, re.IGNORECASE) is not None


def _is_about_model(error: Any) -> bool:
    said = server_words(error).lower()
    return error.code == "model_not_found" or error.param == "model" or ("model" in said and "<" not in said)


def _root_cause(error: BaseException) -> str:
    """The name of what lies under a connection error; its text may hold addresses that mean nothing to a
    user."""
    seen: BaseException = error
    for _ in range(8):
        deeper = seen.__cause__ or seen.__context__
        if deeper is None:
            break
        seen = deeper
    if isinstance(seen, OSError) and seen.errno is not None:
        # Name look-ups have errors of their own, with numbers that are no errno.
        return shown(seen.strerror if isinstance(seen, socket.gaierror) else os.strerror(seen.errno), 80)
    return shown(type(seen).__name__, 80)
