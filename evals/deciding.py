"""The checks in code with a model's word added: how the product asks about what code could not vouch for."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.config import Settings
from bot.grounding.verdicts import claim_questions
from bot.models import open_model
from bot.types import Claim, Decision, Readings
from evals.dataset import Case
from evals.sensitivity import Table, sensitivity


def sensitivity_with(settings: Settings, cases: Sequence[Case], limit: int | None = None) -> Table:
    """``sensitivity`` with the settings' model as decider.

    Args:
        settings: their ``model`` is not None.
        cases: labelled cases.
        limit: the most statements of a class.

    Raises:
        ConfigError, ModelError: the model cannot be had or asked.
    """
    return asyncio.run(_sensitivity_with(settings, cases, limit))


async def _sensitivity_with(settings: Settings, cases: Sequence[Case], limit: int | None) -> Table:
    model = await open_model(settings)
    here = asyncio.get_running_loop()

    async def ask(claim: Claim, readings: Readings) -> Decision | None:
        words = "\n".join(citation.quote for citation in claim.citations)
        (decision,) = await model.decide(words, claim_questions([claim], readings))
        return decision

    async def decider(claim: Claim, readings: Readings) -> Decision | None:
        # The trials have an event loop of their own; the model's connections belong to this one.
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(ask(claim, readings), here))

    try:
        return await asyncio.to_thread(sensitivity, cases, decider, limit=limit)
    finally:
        await model.aclose()
