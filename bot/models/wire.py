"""Chat completions as they go over the wire: what is sent, and what is read of what comes.

The SDK builds its objects without checking them, so every field of an answer is read with suspicion here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from bot.models.abilities import Abilities
from bot.models.budget import estimated
from bot.models.failures import Broken
from bot.models.prices import Counted
from bot.models.protocol import Message, sendable


@dataclass(frozen=True, slots=True)
class Ask:
    """One request for a completion, before it is known how the server wants it put.

    Attributes:
        max_tokens: the most tokens of the answer itself; what the model thinks before comes on top.
        response_format: the protocol's own object, or None for free text.
        logprobs: whether log probabilities are wanted.
    """

    messages: tuple[Message, ...]
    max_tokens: int
    temperature: float = 0.0
    response_format: Mapping[str, Any] | None = None
    logprobs: bool = False

    @property
    def prompt_estimate(self) -> int:
        """Tokens of the prompt, estimated for the caps."""
        return estimated(sum(len(m.content.encode("utf-8", "replace")) for m in self.messages))


@dataclass(frozen=True, slots=True)
class Event:
    """What one chunk of a stream says. ``thought``: characters of thinking that came beside the text."""

    text: str = ""
    thought: int = 0
    refusal: str = ""
    finish_reason: str | None = None
    counted: Counted | None = None


def parameters(ask: Ask, abilities: Abilities, model: str, *, stream: bool) -> dict[str, Any]:
    """The arguments of ``client.chat.completions.create`` for a request, as the server wants it put."""
    messages = [{"role": m.role, "content": sendable(m.content)} for m in ask.messages]
    sent: dict[str, Any] = {
        "model": model,
        "messages": messages,
        abilities.token_parameter: ask.max_tokens + abilities.reasoning_room,
    }
    if stream:
        sent["stream"] = True
    if abilities.temperature:
        sent["temperature"] = ask.temperature
    if abilities.reasoning_effort:
        sent["reasoning_effort"] = abilities.reasoning_effort
    if ask.response_format is not None:
        sent["response_format"] = dict(ask.response_format)
    if ask.logprobs:
        sent["logprobs"], sent["top_logprobs"] = True, abilities.top_logprobs
    if stream and abilities.stream_usage:
        sent["stream_options"] = {"include_usage": True}
    return sent


def key(asked: object, model: str) -> str:
    """What names a request whatever way a server wants it put: the digest of what is asked, and of whom."""
    return digest([model, asked])


def digest(value: object) -> str:
    """The SHA-256 of a JSON value (dataclasses as their fields), in hex."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=True, separators=(",", ":"), default=_fields)
    return hashlib.sha256(text.encode()).hexdigest()


def _fields(value: Any) -> dict[str, Any]:
    """A dataclass by its fields, uncopied: ``asdict`` would take longer than all the rest."""
    return {field.name: getattr(value, field.name) for field in fields(value)}


def event(chunk: object) -> Event:
    """Read a chunk of a stream, or a whole completion.

    Raises:
        Broken: it is no chunk of a chat completion.
    """
    choice = _first_choice(chunk)
    delta = getattr(choice, "delta", None) or getattr(choice, "message", None)
    # The names under which servers send what a model thinks: DeepSeek and llama.cpp; Ollama and OpenRouter.
    thought = _text(delta, "reasoning_content") or _text(delta, "reasoning")
    return Event(
        text=_text(delta, "content"),
        thought=len(thought),
        refusal=_text(delta, "refusal"),
        finish_reason=_text(choice, "finish_reason") or None,
        counted=counted(getattr(chunk, "usage", None)),
    )


def first_tokens(reply: object) -> tuple[tuple[str, float], ...] | None:
    """The likeliest first tokens of a completion with their log probabilities, or None where the server gave
    none."""
    content = getattr(getattr(_first_choice(reply), "logprobs", None), "content", None)
    if not isinstance(content, Sequence) or not content:
        return None
    tops = getattr(content[0], "top_logprobs", None)
    if not isinstance(tops, Sequence) or not tops:
        return None
    pairs = [(getattr(top, "token", None), getattr(top, "logprob", None)) for top in tops]
    return tuple((t, float(p)) for t, p in pairs if isinstance(t, str) and isinstance(p, int | float))


def counted(usage: object) -> Counted | None:
    """The tokens of a usage object of chat completions or of decisions, or None where there is none."""
    prompt = _count(usage, "prompt_tokens", "input_tokens")
    completion = _count(usage, "completion_tokens", "output_tokens")
    if prompt is None or completion is None:
        return None
    into = getattr(usage, "prompt_tokens_details", None) or getattr(usage, "input_tokens_details", None)
    out = getattr(usage, "completion_tokens_details", None) or getattr(usage, "output_tokens_details", None)
    return Counted(
        prompt=prompt,
        cached=min(prompt, _count(into, "cached_tokens") or 0),
        written=_count(into, "cache_write_tokens") or 0,
        completion=completion,
        reasoning=_count(out, "reasoning_tokens") or 0,
    )


def _first_choice(answer: object) -> object:
    choices = getattr(answer, "choices", None)
    if not isinstance(choices, list):
        raise Broken("its answer has no choices")
    return choices[0] if choices else None


def _text(thing: object, name: str) -> str:
    value = getattr(thing, name, None)
    return value if isinstance(value, str) else ""


def _count(thing: object, *names: str) -> int | None:
    for name in names:
        value = getattr(thing, name, None)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
    return None


_OPEN: Final = "<think>"
_CLOSE: Final = "</think>"


class Thoughts:
    """Takes what a model thinks out of its text, where a server leaves it in as ``<think>...</think>`` in
    front."""

    def __init__(self) -> None:
        self._held = ""
        self._state = "start"

    def visible(self, text: str) -> str:
        """The text's visible part, as far as it can be told yet."""
        if self._state == "open":
            return text
        self._held += text
        if self._state == "start":
            start = self._held.lstrip()
            if start.startswith(_OPEN):
                self._state, self._held = "thinking", start[len(_OPEN) :]
            elif _OPEN.startswith(start):
                return ""
            else:
                return self._release()
        if self._state == "thinking":
            before, close, after = self._held.partition(_CLOSE)
            if not close:
                self._held = before[-len(_CLOSE) :]
                return ""
            self._state, self._held = "after", after
        # White space after the thoughts belongs to them.
        self._held = self._held.lstrip()
        return self._release() if self._held else ""

    def rest(self) -> str:
        """What was held back and turned out to be text, at the end of the stream."""
        return self._release() if self._state == "start" else ""

    def _release(self) -> str:
        text, self._held, self._state = self._held, "", "open"
        return text
