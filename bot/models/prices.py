"""What tokens cost, by genai-prices' packaged table. The network is never asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from bot.config import Settings

Api = Literal["chat", "decisions"]

DEAREST_INPUT: Final = 200.0
DEAREST_OUTPUT: Final = 800.0
"""US dollars a million tokens, above every price in the table: what a call may cost at the very most."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Tokens of one request as the server counted them; ``cached`` and ``written`` are parts of
    ``prompt``."""

    prompt: int = 0
    cached: int = 0
    written: int = 0
    completion: int = 0
    reasoning: int = 0


class Price:
    """The price of one model on one server. A model on this machine, or one that no table knows, has none."""

    def __init__(self, settings: Settings, model: str, processing: Literal["batch"] | None = None) -> None:
        """``processing``: "batch" for the prices of the Batch API."""
        self._url = None if settings.target == "local" or settings.on_loopback else settings.target
        self._model = model
        self._context = {"processing": processing} if processing else None

    @property
    def may_exist(self) -> bool:
        """Whether a table may know a price at all: False for servers on this machine."""
        return self._url is not None

    def warm(self) -> None:
        """Read the table: a quarter of a second, which is best spent while a server is thinking."""
        if self.may_exist:
            self.cost(Counted())

    def cost(self, counted: Counted, api: Api = "chat") -> float | None:
        """US dollars for the tokens, or None where no price is known."""
        if self._url is None:
            return None
        import genai_prices

        usage = genai_prices.Usage(
            input_tokens=counted.prompt,
            cache_read_tokens=min(counted.cached, counted.prompt),
            cache_write_tokens=min(counted.written, max(0, counted.prompt - counted.cached)),
            output_tokens=counted.completion,
        )
        try:
            if api == "decisions" and self._url.startswith("https://api.openai.com"):
                found = genai_prices.calc_price(usage, self._model, provider_id="openai-decisions")
            else:
                found = genai_prices.calc_price(
                    usage, self._model, provider_api_url=self._url, price_context=self._context
                )
        except (LookupError, ValueError):  # not in the table, or counts that do not add up
            return None
        return float(found.total_price)

    def window(self) -> int | None:
        """The model's window in tokens, where the table knows it."""
        if self._url is None:
            return None
        import genai_prices

        try:
            found = genai_prices.calc_price(genai_prices.Usage(), self._model, provider_api_url=self._url)
        except (LookupError, ValueError):
            return None
        return found.model.context_window


def at_most(prompt: int, completion: int) -> float:
    """US dollars that so many tokens can cost at the very most, whatever the model; needs no table."""
    return (prompt * DEAREST_INPUT + completion * DEAREST_OUTPUT) / 1e6
