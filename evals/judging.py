"""A judge for a run: another model is asked about every answer, and how far it agrees with people is kept with it.

The judge is pinned by its model's name and its prompt's content (``evals.scorers.judge.identity``). What it cost is in
Inspect's log with the other calls, under its own name, and not in a sample's own cost.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.config import Settings
from bot.errors import UsageError
from bot.models import open_model
from bot.models.protocol import Model
from bot.prompting.templates import Library
from evals.dataset import load_cases
from evals.recording import Called, RecordedModel
from evals.runs import JUDGE
from evals.samples import EvalSample, Figures, Output, samples_of_cases
from evals.scorers import judge as judging


class JudgeOf:
    """Scores samples by a model that is opened when it is first asked. One event loop only."""

    def __init__(self, settings: Settings, tested: str | None, record: Callable[[Called], None]) -> None:
        """Nothing is opened yet.

        Args:
            settings: the judge's; their ``model`` is not None.
            tested: the name of the model under test.
            record: called after each call.

        Raises:
            UsageError: the judge is the model under test.
        """
        if settings.model == tested:
            raise UsageError(f"{tested} would judge itself; name another model with --judge.")
        self._settings = settings
        self._record = record
        self._template = Library(settings.prompts_dir).get(judging.TEMPLATE)
        self._opening = asyncio.Lock()
        self._model: Model | None = None

    async def __call__(self, sample: EvalSample, output: Output) -> Figures:
        """The judge's figures of one sample; all None where it could not judge."""
        async with self._opening:
            if self._model is None:
                self._model = RecordedModel(await open_model(self._settings), self._record)
        return await judging.score(sample, output, self._model, self._template)


def keep_agreement(settings: Settings, folder: Path, limit: int | None = None) -> None:
    """Put the cases' labelled statements to the judge, and keep how far it agrees in a run's folder.

    Args:
        settings: the judge's.
        folder: the run's; nothing is asked where it holds the agreement of this judge already.
        limit: the most cases; None for all.
    """
    path = folder / JUDGE
    if not path.exists():
        found = asyncio.run(_agreement(settings, samples_of_cases(load_cases(), "checks")[:limit]))
        path.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", "utf-8")


async def _agreement(settings: Settings, samples: Sequence[EvalSample]) -> dict[str, Any]:
    model = await open_model(settings)
    try:
        template = Library(settings.prompts_dir).get(judging.TEMPLATE)
        return asdict(await judging.agreement(samples, model, template))
    finally:
        await model.aclose()
