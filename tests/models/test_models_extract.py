"""Objects that fit a schema, from servers that enforce it, that know JSON only, and that only write text."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ModelDenied, ModelMisbehaved
from bot.models import Extraction
from bot.models.openai_client import OpenAIModel
from bot.models.structured import NotTheObject, parse
from tests.models.asking import PROMPT, SCHEMA, extracted, with_model
from tests.servers.openai_server import OpenAIServer, Status, Text

ADA = {"name": "Ada Brook", "age": 61}


def test_the_schema_is_enforced_by_the_server_where_it_can() -> None:
    server = OpenAIServer([ADA])
    assert with_model(server, extracted) == Extraction(ADA, "stop")
    body = server.requests[0].body
    assert body["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "person", "schema": SCHEMA, "strict": True},
    }
    assert body["messages"] == [{"role": m.role, "content": m.content} for m in PROMPT], "the prompt is left alone"


@pytest.mark.parametrize(("refuses", "way"), [(["json_schema"], "json_object"), (["json_schema", "json_object"], None)])
def test_the_next_best_way_is_found_out_once_and_kept(refuses: list[str], way: str | None) -> None:
    server = OpenAIServer([ADA, ADA], refuses=refuses)

    async def twice(model: OpenAIModel) -> None:
        assert (await extracted(model)).value == ADA
        assert (await extracted(model)).value == ADA

    with_model(server, twice)
    assert len(server.requests) == len(refuses) + 2
    for request in server.requests[-2:]:
        assert (request.body.get("response_format") or {}).get("type") == way
        assert request.prompt.startswith(PROMPT[0].content + "\n" + PROMPT[1].content), "the document stays in front"
        assert json.dumps(SCHEMA) in request.prompt


def test_a_server_that_turns_everything_down_ends_as_its_last_word() -> None:
    server = OpenAIServer([Status(400, "no a"), Status(400, "no b"), Status(400, "no c")])
    with pytest.raises(ModelDenied, match="no c"):
        with_model(server, extracted)


def test_a_way_once_known_is_not_left_for_an_odd_refusal() -> None:
    async def twice(model: OpenAIModel) -> None:
        await extracted(model)
        with pytest.raises(ModelDenied, match="schema too large"):
            await extracted(model)

    with_model(OpenAIServer([ADA, Status(400, "schema too large"), ADA]), twice)


@pytest.mark.parametrize(
    ("first", "error"),
    [
        ({"name": "Ada Brook"}, "'age' is a required property"),
        ({"name": "Ada Brook", "age": "61"}, "'61' is not of type 'integer'"),
        ({"name": "Ada Brook", "age": -1}, "-1 is less than the minimum of 0"),
        ('{"name": "Ada Brook", "age": 61', "not valid JSON"),
        ("Ada Brook is 61.", "not valid JSON"),
        ('[{"name": "Ada Brook", "age": 61}]', "not an object"),
        ('{"name": "Ada Brook", "age": NaN}', "NaN"),
        ('{"name": "Ada", "name": "Brook", "age": 61}', "one name twice"),
        ("", "not valid JSON"),
    ],
)
def test_a_wrong_answer_is_shown_to_the_model_with_its_fault_once(first: object, error: str) -> None:
    server = OpenAIServer([first, ADA])
    assert with_model(server, extracted) == Extraction(ADA, "stop")
    messages = server.requests[1].body["messages"]
    assert [m["role"] for m in messages] == ["system", "user", "assistant", "user"]
    assert error in messages[-1]["content"]
    assert json.dumps(SCHEMA) in messages[-1]["content"]


def test_a_second_wrong_answer_is_an_error_with_the_fault() -> None:
    server = OpenAIServer([{"name": "Ada"}, {"age": 61}, ADA])
    with pytest.raises(ModelMisbehaved, match="twice did not answer in the form asked for: 'name' is a required"):
        with_model(server, extracted)
    assert len(server.requests) == 2


def test_an_answer_that_is_cut_off_is_asked_for_shorter() -> None:
    cut = Text('{"name": "Ada Br', finish_reason="length")
    server = OpenAIServer([cut, ADA])
    assert with_model(server, extracted) == Extraction(ADA, "stop")
    assert "cut off after 100 tokens" in server.requests[1].body["messages"][-1]["content"]
    assert server.requests[1].body["response_format"]["type"] == "json_schema"
    with pytest.raises(ModelMisbehaved, match="cut off after 100 tokens"):
        with_model(OpenAIServer([cut, cut]), extracted)


def test_an_object_that_is_whole_at_its_cut_keeps_the_finish_reason() -> None:
    server = OpenAIServer([Text(json.dumps(ADA), finish_reason="length")])
    assert with_model(server, extracted) == Extraction(ADA, "length")


def test_a_filtered_answer_is_an_error() -> None:
    with pytest.raises(ModelDenied, match="filtered the answer out"):
        with_model(OpenAIServer([Text('{"na', finish_reason="content_filter")]), extracted)


def test_a_server_that_ignores_the_format_is_shown_the_schema_from_then_on() -> None:
    server = OpenAIServer(["Ada Brook, 61.", ADA, ADA])

    async def twice(model: OpenAIModel) -> None:
        await extracted(model)
        await extracted(model)

    with_model(server, twice)
    assert "response_format" not in server.requests[1].body
    assert "response_format" not in server.requests[2].body
    assert json.dumps(SCHEMA) in server.requests[2].prompt


# --- parsing -------------------------------------------------------------------------------------------------

ANY = {"type": "object"}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@given(
    st.dictionaries(st.text(), JSON, max_size=4),
    st.sampled_from(["{}", "\n {} \n", "```json\n{}\n```", "```\n{}\n```"]),
)
def test_every_object_is_read_as_it_was_written(value: dict[str, object], around: str) -> None:
    assert parse(around.replace("{}", json.dumps(value)), ANY) == value


@given(st.text())
def test_any_text_is_an_object_or_a_fault(text: str) -> None:
    try:
        assert isinstance(parse(text, ANY), dict)
    except NotTheObject as fault:
        assert str(fault)


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1e999}',
        'Sure! {"a": 1}',
        '{"a": 1} Hope that helps.',
        '{"a": 1}{"a": 2}',
        "```json\n{}",
        "[" * 100_000,
        '{"a": 1,}',
        "{'a': 1}",
    ],
)
def test_parsing_is_strict(text: str) -> None:
    with pytest.raises(NotTheObject):
        parse(text, ANY)
