"""Caps on calls, tokens and money, kept before the call that would go over them; prices from the packaged table."""

from __future__ import annotations

import asyncio

import pytest

from bot.config import Settings
from bot.errors import BudgetSpent
from bot.models.budget import Meter
from bot.models.openai_client import OpenAIModel
from bot.models.prices import DEAREST_INPUT, DEAREST_OUTPUT, Counted, Price, at_most
from bot.types import Usage
from tests.models.asking import told, with_model
from tests.servers.openai_server import OpenAIServer, Status, Text

LUNA = Settings(model="gpt-6-luna")


def test_the_call_beyond_the_cap_is_not_made_and_a_new_command_begins_anew() -> None:
    server = OpenAIServer(["One.", "Two.", "Three."])

    async def ask(model: OpenAIModel) -> None:
        await told(model)
        await told(model)
        with pytest.raises(BudgetSpent, match="made 2 calls to the model, its cap; set ONRECORD_MAX_CALLS"):
            await told(model)
        model.begin()
        assert await told(model) == ("Three.", "stop")
        assert model.usage.calls == 3

    with_model(server, ask, max_calls=2)
    assert len(server.requests) == 3


def test_tokens_are_kept_aside_before_the_call() -> None:
    server = OpenAIServer(["One.", "Two."])

    async def ask(model: OpenAIModel) -> None:
        with pytest.raises(BudgetSpent, match="over its cap of 300 tokens"):
            await told(model, 300)
        await told(model, 200)
        spent = model.usage.prompt_tokens + model.usage.completion_tokens
        assert spent < 30, "what was kept aside and not taken is given back"
        await told(model, 200)

    with_model(server, ask, max_tokens=300)


def test_calls_at_the_same_time_cannot_go_over_a_cap_together() -> None:
    server = OpenAIServer(["One."] * 5)

    async def ask(model: OpenAIModel) -> list[object]:
        return await asyncio.gather(*(told(model, 100) for _ in range(5)), return_exceptions=True)

    results = with_model(server, ask, max_tokens=300)
    assert sum(isinstance(result, BudgetSpent) for result in results) == 3
    assert len(server.requests) == 2


def test_a_call_that_failed_keeps_its_prompt_counted() -> None:
    meter = Meter(Settings(max_tokens=1000), Price(Settings(base_url="http://127.0.0.1:1/v1"), "m"))
    with pytest.raises(ValueError, match="x"), meter.call(600, 100):
        raise ValueError("x")
    with pytest.raises(BudgetSpent), meter.call(350, 100):
        pass
    with meter.call(300, 100) as call:
        call.answered, call.counted = True, Counted(prompt=10, completion=1)
    assert meter.usage.calls == 1, "usage tells of answers"
    assert meter.usage.prompt_tokens == 10


# --- money ---------------------------------------------------------------------------------------------------


def test_prices_are_the_published_ones() -> None:
    # The published prices of gpt-4o: 2.50 a million in, 1.25 cached, 10.00 out.
    price = Price(Settings(model="gpt-4o"), "gpt-4o")
    assert price.cost(Counted(prompt=1_000_000, cached=400_000, completion=100_000)) == pytest.approx(1.5 + 0.5 + 1.0)


def test_decisions_have_a_price_of_their_own_with_no_rebate_for_what_is_cached() -> None:
    price = Price(LUNA, "gpt-6-luna")
    assert price.cost(Counted(prompt=100_000, cached=100_000), "decisions") == pytest.approx(0.01)
    assert price.cost(Counted(prompt=100_000, cached=100_000)) == pytest.approx(0.001)


@pytest.mark.parametrize(
    ("settings", "model"),
    [
        (Settings(model="m", base_url="http://127.0.0.1:8080/v1"), "gpt-4o"),
        (Settings(model="m", base_url="http://localhost:8080/v1"), "gpt-4o"),
        (Settings(model="m", base_url="https://models.example/v1"), "gpt-4o"),
        (Settings(model="local:x.gguf"), "gpt-4o"),
        (LUNA, "no-such-model"),
    ],
)
def test_an_unknown_price_is_none(settings: Settings, model: str) -> None:
    price = Price(settings, model)
    assert price.cost(Counted(prompt=1000, completion=1000)) is None
    assert price.window() is None


def test_counts_that_do_not_add_up_are_no_failure() -> None:
    assert (Price(LUNA, "gpt-6-luna").cost(Counted(prompt=5, cached=50, written=50)) or 0.0) >= 0.0


def test_no_price_in_the_table_is_above_the_bound_that_spares_the_look_up() -> None:
    from genai_prices.data import providers

    def tops(prices: object) -> list[float]:
        found = []
        for listed in prices if isinstance(prices, list) else [prices]:
            table = getattr(listed, "prices", listed)
            for name, bound in (("input_mtok", DEAREST_INPUT), ("output_mtok", DEAREST_OUTPUT)):
                value = getattr(table, name, None)
                tiers = [value.base, *(tier.price for tier in value.tiers)] if hasattr(value, "tiers") else [value]
                found += [float(tier) / bound for tier in tiers if tier is not None]
        return found

    shares = [share for provider in providers for model in provider.models for share in tops(model.prices)]
    assert len(shares) > 1000
    assert max(shares) < 1.0


def test_money_is_kept_aside_by_the_real_price_where_the_bound_is_not_enough() -> None:
    settings = Settings(model="gpt-4o", max_cost_usd=1.0, max_tokens=10_000_000)
    assert at_most(1_000, 100_000) > 1.0
    meter = Meter(settings, Price(settings, "gpt-4o"))
    with meter.call(1_000, 90_000) as call:  # 0.9025 at the most
        with pytest.raises(BudgetSpent, match=r"over its cap of \$1 \(\$0\.9025 are spent"), meter.call(1_000, 50_000):
            pass
        call.answered, call.counted = True, Counted(prompt=1_000, completion=1_000)
    assert meter.usage.cost_usd == pytest.approx(0.0125)
    with meter.call(1_000, 90_000):
        pass


def test_usage_knows_no_cost_once_an_answer_had_none() -> None:
    meter = Meter(LUNA, Price(LUNA, "gpt-6-luna"))
    assert meter.usage == Usage()
    with meter.call(10, 10) as call:
        call.answered, call.counted = True, Counted(prompt=1_000_000)
    assert meter.usage.cost_usd == pytest.approx(0.1, rel=2.0)
    with pytest.raises(ValueError, match="x"), meter.call(10, 10):
        raise ValueError("x")
    assert meter.usage.cost_usd is not None, "a call with no answer cost nothing that is known"
    with meter.call(10, 10) as call:
        call.answered = True
    assert meter.usage.cost_usd is None


def test_retries_are_one_call() -> None:
    async def ask(model: OpenAIModel) -> None:
        await told(model)
        assert model.usage.calls == 1

    soon = {"Retry-After": "0"}
    with_model(OpenAIServer([Status(500, headers=soon), Text(then="close"), "One."]), ask, max_calls=1, retries=2)
