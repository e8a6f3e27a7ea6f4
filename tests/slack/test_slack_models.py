"""Which model somebody may set from within Slack: one that the server in use has, by its plain name."""

from __future__ import annotations

import asyncio

import pytest

from bot.config import Settings
from bot.slack.answering import settings_for
from bot.slack.model_names import fault_of, is_plain_name
from bot.slack.state.ledger import Workspace
from tests.servers.openai_server import OpenAIServer


@pytest.mark.parametrize(
    "name", ["gpt-5-mini", "qwen2.5:1.5b-instruct", "meta-llama/Llama-3.2", "ft:gpt-4o-mini:org::a1", "model@2026"]
)
def test_names_of_servers_models(name: str) -> None:
    assert is_plain_name(name)


@pytest.mark.parametrize(
    "name",
    [
        *("local:model.gguf", "LOCAL:x", "/etc/passwd", "~/m.gguf", "../m", "a/../b", "a//b", "C:\\m"),
        *("http://a.example/m", "file:///m", "a b", "", "-m", "m\n", "m\u202e"),
    ],
)
def test_paths_addresses_and_tricks(name: str) -> None:
    assert not is_plain_name(name)
    assert "without a path" in str(asyncio.run(fault_of(name, Settings(model="a"))))


def test_the_server_is_asked_whether_it_has_the_model() -> None:
    with OpenAIServer() as server:
        there = Settings(model="test-model", base_url=server.base_url)
        listed = asyncio.run(_listed(there))
        assert asyncio.run(fault_of(listed[0], there)) is None
        assert listed[0] in str(asyncio.run(fault_of("another-model", there)))
    assert asyncio.run(fault_of("another-model", there)) is None  # it cannot be asked: the name is believed


async def _listed(settings: Settings) -> tuple[str, ...]:
    from bot.models import list_models

    return await list_models(settings)


def test_what_needs_no_server() -> None:
    for name in (None, "none"):
        assert asyncio.run(fault_of(name, Settings())) is None
    assert "started with no model" in str(asyncio.run(fault_of("gpt-5", Settings())))
    assert "model file" in str(asyncio.run(fault_of("gpt-5", Settings(model="local:/models/a.gguf"))))


def test_a_path_that_is_in_the_store_all_the_same_is_not_followed() -> None:
    own = Settings(model="started-with")
    for kept, used in (
        ("local:/etc/passwd", "started-with"),
        (None, "started-with"),
        ("other", "other"),
        ("none", None),
    ):
        assert settings_for(own, Workspace(model=kept)).model == used
