"""What was found out about a server and model, once, and is kept for as long as the process runs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from bot.config import Settings, is_azure

if TYPE_CHECKING:
    from bot.models.failures import RequestRefused

StructuredWay = Literal["json_schema", "json_object", "text"]
DecideWay = Literal["decisions", "logprobs", "json"]

STRUCTURED_WAYS: Final[tuple[StructuredWay, ...]] = ("json_schema", "json_object", "text")
DECIDE_WAYS: Final[tuple[DecideWay, ...]] = ("decisions", "logprobs", "json")

_REASONING_ROOM: Final = (0, 4_096, 16_384)
"""Tokens given on top of an answer's own for a model that thinks first, tried in this order."""


@dataclass(slots=True)
class Abilities:
    """How one model on one server wants to be asked. Begins as a guess; ``adapt`` corrects it by what the
    server turns down.

    Attributes:
        token_parameter: what the cap on a completion is called: newer OpenAI models want the long name and
            most compatible servers know only the short one (some ignore the long one, so it is never their
            guess).
        temperature: whether a temperature may be sent.
        reasoning_effort: the effort to ask for; None: nothing is sent.
        stream_usage: whether ``stream_options`` may be sent.
        top_logprobs: how many alternatives a token's log probabilities may have; 0: the server gives none.
        reasoning_room: tokens added to a completion's cap for what the model thinks before it writes.
        structured: how an object that fits a schema is had; None: not found out yet.
        decide: how typed questions are answered; None: not found out yet.
        revision: counts the changes, so that requests under way at the same time can tell that one of them
            has already changed what the others were turned down for.
    """

    token_parameter: Literal["max_completion_tokens", "max_tokens"] = "max_tokens"  # noqa: S105 - a name
    temperature: bool = True
    reasoning_effort: str | None = None
    stream_usage: bool = True
    top_logprobs: int = 20
    reasoning_room: int = 0
    structured: StructuredWay | None = None
    decide: DecideWay | None = None
    revision: int = 0
    _adapted: set[str] = field(default_factory=set)

    @classmethod
    def guess(cls, settings: Settings, model: str) -> Abilities:
        """The likely abilities, from the address and the model's name alone."""
        if not (settings.host.endswith("openai.com") or is_azure(settings.host)):
            return cls(reasoning_effort=settings.reasoning_effort)
        # From GPT-5.1 on, OpenAI's models think unless told not to, and take a temperature only then.
        quiet = re.match(r"gpt-(5\.[1-9]|[6-9])", model) is not None
        return cls(
            token_parameter="max_completion_tokens",  # noqa: S106 - a parameter's name
            reasoning_effort=settings.reasoning_effort or ("none" if quiet else None),
        )

    def adapt(self, refusal: RequestRefused) -> bool:
        """Change what the server turned down, each thing once. False: there is nothing left to change."""
        if self.stream_usage and refusal.about("stream_options", "include_usage"):
            self.stream_usage = False
        elif self.reasoning_effort and refusal.about("reasoning_effort", "reasoning"):
            self.reasoning_effort = None
        elif self.temperature and refusal.about("temperature"):
            self.temperature = False
        elif self.top_logprobs > 5 and refusal.about("top_logprobs"):
            self.top_logprobs = 5
        elif self.top_logprobs and refusal.about("logprobs", "top_logprobs"):
            self.top_logprobs = 0
            return False  # there is no asking the same without them
        elif "tokens" not in self._adapted and refusal.about("max_tokens", "max_completion_tokens"):
            self._adapted.add("tokens")
            other = {"max_tokens": "max_completion_tokens", "max_completion_tokens": "max_tokens"}
            self.token_parameter = other[self.token_parameter]  # type: ignore[assignment]
        else:
            return False
        self.revision += 1
        return True

    def give_room(self) -> bool:
        """Allow for more thinking before the answer. False: it has all the room there is."""
        at = _REASONING_ROOM.index(self.reasoning_room) + 1
        if at == len(_REASONING_ROOM):
            return False
        self.reasoning_room = _REASONING_ROOM[at]
        return True


class KnownServers:
    """The abilities found so far by server and model. One object is made for the process and handed to
    whoever opens a model."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Abilities] = {}

    def of(self, settings: Settings, model: str) -> Abilities:
        """What is known, or the guess to begin with, for the settings' server and a model on it."""
        place = (settings.target, model)
        if place not in self._known:
            self._known[place] = Abilities.guess(settings, model)
        return self._known[place]
