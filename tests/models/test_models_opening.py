"""Opening a model: which one, how large its window is, on Azure, and what doctor finds out."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.config import Secret, Settings, load_settings
from bot.errors import ConfigError, ModelDenied, ModelUnreachable
from bot.models import KnownServers, Model, list_models, open_model, probe
from bot.models.abilities import Abilities
from tests.models.asking import KEY, settings_for, told
from tests.servers.openai_server import Decided, OpenAIServer, Tokens


def opened(server: OpenAIServer, **changes: Any) -> tuple[str, int]:
    """The name and window of the model that settings open."""

    async def run() -> tuple[str, int]:
        async with server:
            model = await open_model(settings_for(server, **{"context_tokens": None, **changes}))
            await model.aclose()
            return model.name, model.context_tokens

    return asyncio.run(run())


def test_no_model_and_no_key_say_what_to_do() -> None:
    with pytest.raises(ConfigError, match="No model is set: set OPENAI_API_KEY"):
        asyncio.run(open_model(Settings()))
    with pytest.raises(ConfigError, match="OpenAI wants a key: set OPENAI_API_KEY"):
        asyncio.run(open_model(Settings(model="gpt-6-luna")))


def test_opening_openai_asks_nothing() -> None:
    async def run() -> None:
        model = await open_model(Settings(model="gpt-6-luna", api_key=Secret(KEY)))
        assert isinstance(model, Model)
        assert (model.name, model.context_tokens) == ("gpt-6-luna", 922_000)
        await model.aclose()

    asyncio.run(run())


@pytest.mark.parametrize(
    ("entry", "window"),
    [
        ({"max_model_len": 16_000}, 16_000),
        ({"meta": {"n_ctx_train": 32_000}}, 32_000),
        ({"meta": {"n_ctx": 2_048, "n_ctx_train": 32_000}}, 2_048),
        ({"context_window": 131_072}, 131_072),
        ({"context_length": 64_000}, 64_000),
        ({"context_length": "64000", "max_model_len": True}, 4_096),
        ({"max_model_len": -5}, 4_096),
        ({}, 4_096),
    ],
)
def test_the_window_is_what_the_server_says(entry: Mapping[str, Any], window: int) -> None:
    assert opened(OpenAIServer(models=[{"id": "other"}, {"id": "test-model", **entry}])) == ("test-model", window)


def test_the_window_of_llama_cpp_is_that_of_one_conversation() -> None:
    props = {"default_generation_settings": {"n_ctx": 3_000}}
    entry = {"id": "a.gguf", "owned_by": "llamacpp", "meta": {"n_ctx": 6_000, "n_ctx_train": 8_000}}
    assert opened(OpenAIServer(models=[entry], props=props)) == ("test-model", 3_000)
    assert opened(OpenAIServer(models=[entry])) == ("test-model", 6_000)


def test_the_window_as_set_is_not_asked_for() -> None:
    server = OpenAIServer()
    assert opened(server, context_tokens=1_234) == ("test-model", 1_234)
    assert server.asked == []


def test_a_server_without_a_list_of_models_is_used_all_the_same() -> None:
    class Listless(OpenAIServer):
        async def _answer(self, http: Any) -> Any:
            return web.Response(status=404) if http.path == "/v1/models" else await super()._answer(http)

    assert opened(Listless()) == ("test-model", 4_096)


def test_a_server_that_is_not_there_is_told_when_opening() -> None:
    server = OpenAIServer(key="another")
    with pytest.raises(ModelDenied, match="does not accept the key"):
        opened(server)
    with pytest.raises(ModelUnreachable, match="is it running"):
        asyncio.run(open_model(Settings(model="m", base_url="http://127.0.0.1:9/v1", retries=0)))


# --- a server that was given with no model -------------------------------------------------------------------


def unnamed(server: OpenAIServer, known: KnownServers | None = None) -> str:
    async def run() -> str:
        async with server:
            model = await open_model(load_settings(environ={"OPENAI_BASE_URL": server.base_url}), known=known)
            await model.aclose()
            return model.name

    return asyncio.run(run())


def test_the_one_model_of_a_server_is_used_where_none_was_named() -> None:
    assert unnamed(OpenAIServer(models=[{"id": "only"}])) == "only"
    assert unnamed(OpenAIServer(models=[{"id": "only"}, {"id": "gpt-6-luna"}])) == "gpt-6-luna"
    assert unnamed(OpenAIServer(models=[])) == "gpt-6-luna"


def test_several_models_are_a_question_to_the_user() -> None:
    with pytest.raises(ConfigError, match="has several models; choose one with --model: a, b"):
        unnamed(OpenAIServer(models=[{"id": "b"}, {"id": "a"}]))


# --- Azure ---------------------------------------------------------------------------------------------------


def test_azure_is_asked_as_azure_wants_it() -> None:
    async def run() -> None:
        async with OpenAIServer(["One."], key=KEY) as server:
            environ = {
                "AZURE_OPENAI_ENDPOINT": server.root,
                "AZURE_OPENAI_API_KEY": KEY,
                "OPENAI_API_VERSION": "2026-08-01",
                "OPENAI_API_KEY": "sk-of-openai",
                "ONRECORD_MODEL": "my-deployment",
            }
            model = await open_model(load_settings(environ=environ))
            assert await told(model) == ("One.", "stop")
            await model.aclose()
            request = server.requests[0]
            assert request.path == "/openai/deployments/my-deployment/chat/completions"
            assert request.query == {"api-version": "2026-08-01"}
            assert request.headers["api-key"] == KEY
            assert "sk-of-openai" not in str(request.headers)

    asyncio.run(run())


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("/openai/deployments/d?api-version=2026-08-01", "/openai/deployments/d/chat/completions"),
        ("/openai?api-version=2026-08-01", "/openai/deployments/test-model/chat/completions"),
        ("/openai/v1", "/openai/v1/chat/completions"),
    ],
)
def test_azure_by_base_url(url: str, asked: str) -> None:
    async def run() -> None:
        async with OpenAIServer(["One."]) as server:
            settings = load_settings({"base_url": server.root + url, "model": "test-model"}, {"OPENAI_API_KEY": KEY})
            model = await open_model(settings)
            assert await told(model) == ("One.", "stop")
            await model.aclose()
            assert server.requests[0].path == asked

    asyncio.run(run())


# --- guesses by address and name -----------------------------------------------------------------------------


def test_openai_is_asked_with_the_new_name_of_the_cap_and_others_with_the_old() -> None:
    guess = Abilities.guess
    assert guess(Settings(model="x"), "gpt-6-luna").token_parameter == "max_completion_tokens"
    assert (
        guess(Settings(base_url="https://r.openai.azure.com/openai/v1"), "d").token_parameter == "max_completion_tokens"
    )
    assert guess(Settings(base_url="http://127.0.0.1:11434/v1"), "gpt-6-luna").token_parameter == "max_tokens"


def test_models_known_to_think_are_told_not_to_unless_set() -> None:
    guess = Abilities.guess
    assert guess(Settings(model="x"), "gpt-6-luna").reasoning_effort == "none"
    assert guess(Settings(model="x"), "gpt-4o").reasoning_effort is None
    assert guess(Settings(model="x", reasoning_effort="low"), "gpt-6-luna").reasoning_effort == "low"
    assert guess(Settings(base_url="http://127.0.0.1:1/v1"), "gpt-6-luna").reasoning_effort is None


# --- lists and probes ----------------------------------------------------------------------------------------


def test_the_models_of_a_server_are_listed_sorted() -> None:
    async def run() -> tuple[str, ...]:
        async with OpenAIServer(models=[{"id": "b"}, {"id": "a"}, {"no": "id"}]) as server:
            return await list_models(settings_for(server, model=None))

    assert asyncio.run(run()) == ("a", "b")


def test_openai_lists_nothing_without_a_key() -> None:
    with pytest.raises(ConfigError, match="OpenAI wants a key"):
        asyncio.run(list_models(Settings()))


def test_doctor_sees_what_the_model_can_do() -> None:
    async def run() -> dict[str, str]:
        replies = [{"ready": True}, Decided([{"type": "predicate", "probability": 1.0}])]
        async with OpenAIServer(replies, decisions=True) as server:
            rows = await probe(settings_for(server, context_tokens=None))
            assert all(KEY not in row.value for row in rows)
            assert all(row.origin == "probed" for row in rows)
            return {row.setting: row.value for row in rows}

    rows = asyncio.run(run())
    assert rows["server"].startswith("reachable at http://127.0.0.1:")
    assert rows["models"] == "test-model"
    assert rows["window"] == "8192 tokens"
    assert rows["structured output"] == "json_schema"
    assert rows["typed questions"] == "decisions"


def test_doctor_sees_lesser_servers_and_broken_ones() -> None:
    async def lesser() -> dict[str, str]:
        yes = Tokens([("Yes", -0.1)])
        async with OpenAIServer([{"ready": True}, yes], refuses=["json_schema"]) as server:
            return {row.setting: row.value for row in await probe(settings_for(server))}

    rows = asyncio.run(lesser())
    assert (rows["structured output"], rows["typed questions"]) == ("json_object", "logprobs")

    async def broken() -> dict[str, str]:
        async with OpenAIServer([]) as server:
            return {row.setting: row.value for row in await probe(settings_for(server))}

    assert "turned the request down" in asyncio.run(broken())["model"]
    gone = asyncio.run(probe(Settings(model="m", base_url="http://127.0.0.1:9/v1", retries=0)))
    assert "is it running" in gone[-1].value
    assert "extractive" in asyncio.run(probe(Settings()))[0].value


# --- start ---------------------------------------------------------------------------------------------------


def python(code: str) -> str:
    environ = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    return subprocess.run([sys.executable, "-c", code], env=environ, text=True, capture_output=True, check=True).stdout


def test_importing_the_room_imports_no_sdk() -> None:
    code = (
        "import sys, bot.models; print([m for m in ('openai', 'httpx2', 'pydantic', 'jsonschema') if m in sys.modules])"
    )
    assert python(code).strip() == "[]"


def test_the_sdk_loaded_quickly_is_the_whole_sdk() -> None:
    code = """
import sys
from bot.models import preload, sdk
thread = preload()
openai = sdk.load()
thread.join()
assert openai is sys.modules["openai"]
assert "openai.types.responses.response" not in sys.modules, "the SDK is loaded slowly"
import openai.types, openai.types.chat, openai.types.responses
from openai.types import Decision, Completion
from openai.types.chat import *
from openai.types.responses import Response
assert openai.types.responses.Response is Response
assert openai.types.chat.ChatCompletion.model_validate
assert openai.OpenAI(api_key="k").responses.create
try:
    openai.types.Nonsense
except AttributeError as error:
    print(error)
"""
    assert python(code).strip() == "module 'openai.types' has no attribute 'Nonsense'"
