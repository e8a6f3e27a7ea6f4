"""Opens a session for each sample, so that what one sample costs is counted apart from all others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

from bot.config import Settings
from bot.models import KnownServers, open_model
from bot.models.protocol import Model
from bot.session import Session
from evals.recording import Called, RecordedModel


class Sessions:
    """Sessions on one model, or on none. What is found out about the server is found out once.

    A model file is loaded once too, and its samples have to be done one at a time; it ends with the process.
    """

    def __init__(self, settings: Settings, record: Callable[[Called], None]) -> None:
        """Nothing is opened yet.

        Args:
            settings: of every session; their ``model`` is None for the extractive drafter.
            record: called after each call of a model.
        """
        self._settings = settings
        self._record = record
        self._known = KnownServers()
        self._opening = asyncio.Lock()
        self._loaded: Model | None = None
        self._asked = False

    @asynccontextmanager
    async def open(self, needs_model: bool = True) -> AsyncIterator[Session]:
        """A session of its own.

        Args:
            needs_model: False for what no model is asked about.

        Raises:
            ConfigError, ModelError: the model cannot be had.
        """
        if self._settings.model is None or not needs_model:
            yield Session(replace(self._settings, model=None))
            return
        model = await self._model()
        session = Session(self._settings, RecordedModel(model, self._record))
        try:
            yield session
        finally:
            if model is not self._loaded:
                await session.aclose()

    async def _model(self) -> Model:
        async with self._opening:
            if self._loaded is not None:
                return self._loaded
            model = await open_model(self._settings, known=self._known)
            if self._settings.target == "local":
                self._loaded = model
            elif not self._asked:  # the name and the window as the server told them, so that it is asked only once
                self._asked = True
                self._settings = replace(self._settings, model=model.name, context_tokens=model.context_tokens)
            return model
