"""Caps on one command, kept before each call, and the count of all that was spent."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.config import Settings
from bot.errors import BudgetSpent
from bot.models.prices import Api, Counted, Price, at_most
from bot.types import Usage


@dataclass(slots=True)
class _Spent:
    """Spent since the command began, and kept aside for calls under way."""

    calls: int = 0
    tokens: int = 0
    cost_usd: float = 0.0


@dataclass(slots=True)
class Call:
    """One call under way. Whoever makes it notes here what the server counted, that the answer came, and the seconds
    that went by elsewhere meanwhile."""

    counted: Counted | None = None
    answered: bool = False
    elsewhere: float = 0.0


class Meter:
    """Counts calls, tokens, money and seconds, and refuses the call that would go over a cap.

    A call keeps its worst case aside (its prompt as estimated, its completion's whole cap) until it is over,
    so that calls made at the same time cannot go over a cap together.
    """

    def __init__(self, settings: Settings, price: Price) -> None:
        self._settings = settings
        self._price = price
        self._command = _Spent()
        self._total = Usage()
        self._trunk: Meter | None = None

    def branch(self, price: Price | None = None) -> Meter:
        """A meter with a count of its own, which this one counts too; the caps are shared, and begin with this one.

        Args:
            price: what its calls cost; None: as this one's.
        """
        branch = Meter(self._settings, price or self._price)
        branch._command, branch._trunk = self._command, self
        return branch

    @property
    def usage(self) -> Usage:
        """All that was spent since this meter was made. ``calls`` are those that were answered; ``cost_usd`` is None
        where an answer's price is unknown."""
        return self._total

    def begin(self) -> None:
        """A new command begins: the caps count from here. A branch begins nothing."""
        if self._trunk is None:
            self._command.calls, self._command.tokens, self._command.cost_usd = 0, 0, 0.0

    @contextmanager
    def call(self, prompt: int, completion: int, api: Api = "chat") -> Iterator[Call]:
        """Keep a call's worst case aside while it is made, and count what it took when it is over.

        Args:
            prompt: tokens of the prompt, as estimated.
            completion: the most tokens of the completion.
            api: which price list holds.

        Raises:
            BudgetSpent: the call would go over a cap; it is not made.
        """
        command = self._command
        aside = self._check(prompt, completion, api)
        command.calls += 1
        command.tokens += prompt + completion
        command.cost_usd += aside
        call, began = Call(), time.monotonic()
        try:
            yield call
        finally:
            counted = call.counted or Counted()
            cost = self._price.cost(counted, api) if call.counted else None
            if not call.answered and cost is None:
                cost = 0.0  # no answer: nothing that a server is known to charge for
            # A call that ended with no count took something all the same; its prompt stays counted as spent.
            took = counted.prompt + counted.completion if call.counted else prompt
            command.tokens += took - (prompt + completion)
            command.cost_usd += (cost or 0.0) - aside
            self._add(call, cost, time.monotonic() - began - call.elsewhere)

    def again(self, counted: Counted | None, api: Api = "chat") -> None:
        """Count an answer that was paid for before: part of what a result took, and of no cap."""
        cost = self._price.cost(counted, api) if counted else None
        self._add(Call(counted=counted, answered=True), cost, 0.0)

    def _check(self, prompt: int, completion: int, api: Api) -> float:
        """See that the caps hold with the call added; gives the money to keep aside."""
        caps, spent = self._settings, self._command
        if spent.calls + 1 > caps.max_calls:
            raise BudgetSpent(
                f"This command has made {spent.calls} calls to the model, its cap; set ONRECORD_MAX_CALLS higher."
            )
        if spent.tokens + prompt + completion > caps.max_tokens:
            raise BudgetSpent(
                f"The next call could take this command over its cap of {caps.max_tokens} tokens ({spent.tokens} are "
                "spent or under way); set ONRECORD_MAX_TOKENS higher, or use a shorter source."
            )
        if not self._price.may_exist:
            return 0.0
        worst = at_most(prompt, completion)
        if spent.cost_usd + worst > caps.max_cost_usd:
            # Only here is the table worth the time that reading it takes.
            worst = self._price.cost(Counted(prompt=prompt, completion=completion), api) or 0.0
        if spent.cost_usd + worst > caps.max_cost_usd:
            raise BudgetSpent(
                f"The next call could take this command over its cap of ${caps.max_cost_usd:g} (${spent.cost_usd:.4f} "
                "are spent or under way); set ONRECORD_MAX_COST_USD higher, or use a cheaper model."
            )
        return worst

    def _add(self, call: Call, cost: float | None, seconds: float) -> None:
        if self._trunk is not None:
            self._trunk._add(call, cost, seconds)
        before, counted = self._total, call.counted or Counted()
        known = before.cost_usd if before.calls else 0.0
        self._total = Usage(
            calls=before.calls + call.answered,
            prompt_tokens=before.prompt_tokens + counted.prompt,
            cached_tokens=before.cached_tokens + counted.cached,
            completion_tokens=before.completion_tokens + counted.completion,
            cost_usd=None if cost is None or known is None else known + cost,
            seconds=before.seconds + seconds,
        )


def estimated(text_bytes: int) -> int:
    """Tokens of a prompt, estimated from its bytes in UTF-8 for the caps alone: about four bytes a token."""
    return text_bytes // 4 + 16
