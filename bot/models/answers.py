"""Answers that are kept by request, so that none is paid for twice; who keeps them also says when one may be asked for.

A model that is given an ``Answers`` asks for whole completions and streams none: what is half said cannot be kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Final, Literal, Protocol

from bot.errors import ModelError

Address = Literal["/v1/chat/completions", "/v1/decisions"]
OK: Final = 200


class Halted(ModelError):  # noqa: N818
    """No further request is made: whoever keeps the answers wants to stop."""


class Unanswered(ModelError):  # noqa: N818
    """The request is noted, and its answer will come another time."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it came.

    Attributes:
        body: the JSON object of the response.
        status: its HTTP status.
        sent: the digest of the request's body. A refusal holds for that body alone: put another way, the same question
            may be taken.
    """

    body: Mapping[str, Any]
    status: int = OK
    sent: str = ""


class Answers(Protocol):
    """Where answers are kept. Keys name what is asked (model, messages, limits), not how a server wants it put."""

    def find(self, key: str) -> Kept | None:
        """The answer that this request had before."""

    def missing(self, key: str, address: Address, body: Callable[[], Mapping[str, Any]]) -> None:
        """Called for a request that has no answer, before it is made; ``body`` gives it as it would be sent.

        Raises:
            ModelError: it is not to be made (``Unanswered``), or cannot be made at this address.
        """

    def turn(self) -> AbstractAsyncContextManager[None]:
        """The request's turn: entered before it is made, left when it is over.

        Raises:
            Halted: there is to be none.
        """

    def keep(self, key: str, kept: Kept) -> None:
        """Keep an answer; when this returns, a process that is killed has not lost it.

        Raises:
            StoreError: it cannot be kept.
        """
