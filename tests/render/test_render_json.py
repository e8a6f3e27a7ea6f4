"""The result as JSON: exactly the schema out, nothing but the schema in."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from render_samples import cite, claim, harbour, later, refused, results, stances, summary

from bot.errors import UsageError
from bot.render.result_json import from_json, to_json
from bot.types import Citation, Document, Result, Speaker


def as_stored(result: Result) -> Result:
    """A result as far as the JSON carries it."""
    return replace(
        result,
        documents=tuple(Document(d.id, "", title=d.title, uri=d.uri) for d in result.documents),
        stances=tuple(replace(s, speaker=Speaker(s.speaker.name, s.speaker.role)) for s in result.stances),
    )


def test_the_schema_to_the_letter() -> None:
    result = summary()
    doc = result.documents[0]
    value = json.loads(to_json(result))
    quote = "“We cannot wait for another flood.”"
    start = doc.text.index(quote)
    assert list(value) == [
        *("schema", "task", "created", "engine", "documents", "question", "claims", "stances", "refused"),
        *("refusal_reason", "rejected", "coverage", "usage"),
    ]
    assert value["schema"] == "onrecord/result/1"
    assert value["engine"] == {"drafter": "llm", "model": "qwen-test", "template": "summary@0123456789ab"}
    assert value["documents"] == [{"id": doc.id, "title": doc.title, "uri": doc.uri, "characters": len(doc.text)}]
    assert value["claims"][1]["citations"][0] == {
        "n": 2,
        "document_id": doc.id,
        "start": start,
        "end": start + len(quote),
        "quote": quote,
        "status": "exact",
    }
    assert [[c["n"] for c in one["citations"]] for one in value["claims"]] == [[1], [2, 1], [3]]
    assert value["claims"][0]["probability"] == 0.97
    assert value["claims"][2]["support"] == "unchecked"
    assert value["rejected"] == [{"text": result.rejected[0].text, "reason": result.rejected[0].reason}]
    assert value["coverage"] == {
        "characters_read": len(doc.text),
        "characters_total": len(doc.text),
        "finish_reason": "stop",
    }
    assert value["usage"] == {
        "calls": 1,
        "prompt_tokens": 1234,
        "cached_tokens": 1100,
        "completion_tokens": 56,
        "cost_usd": 0.0012,
        "seconds": 3.21,
    }


def test_a_stance_carries_speaker_and_kind() -> None:
    first = json.loads(to_json(stances()))["stances"][0]
    start = harbour().text.index("Mayor Ines Halloran")
    assert first["speaker"] == {
        "name": "Ines Halloran",
        "role": "mayor of Port Senn",
        "start": start,
        "end": start + len("Mayor Ines Halloran"),
    }
    assert (first["label"], first["kind"], first["probability"]) == ("favor", "direct", 0.9)


def test_a_mention_in_another_document_is_not_given_as_an_offset_of_this_one() -> None:
    result = stances()
    elsewhere = replace(result.stances[0], mention=later().span(0, 5))
    value = json.loads(to_json(replace(result, stances=(elsewhere,))))
    assert value["stances"][0]["speaker"]["start"] is None


def test_it_ends_with_a_newline_and_keeps_letters() -> None:
    text = to_json(summary())
    assert text.endswith("}\n")
    assert "“We cannot wait for another flood.”" in text


def test_a_lone_surrogate_is_escaped() -> None:
    doc = Document.of("odd \ud800 text")
    result = replace(summary(), documents=(doc,), claims=(claim("odd", cite(doc, "odd \ud800")),))
    text = to_json(result)
    text.encode("utf-8")
    assert from_json(text).claims[0].citations[0].quote == "odd \ud800"


def test_what_was_not_located_has_no_place() -> None:
    result = replace(summary(), claims=(claim("x", Citation("nowhere", "not_found", None)),))
    citation = json.loads(to_json(result))["claims"][0]["citations"][0]
    assert (citation["document_id"], citation["start"], citation["end"]) == (None, None, None)
    assert from_json(to_json(result)) == as_stored(result)


@pytest.mark.parametrize("result", [summary(), stances(), refused()], ids=["summary", "stances", "refused"])
def test_samples_come_back(result: Result) -> None:
    assert from_json(to_json(result)) == as_stored(result)


@given(results())
def test_every_result_comes_back(result: Result) -> None:
    text = to_json(result)
    assert from_json(text) == result
    assert to_json(from_json(text)) == text


# --- what is not a result ------------------------------------------------------------------------------------


def changed(path: str, value: object) -> str:
    """The stances sample with one place set to a value; a path ends in "-" to take the place out."""
    whole = json.loads(to_json(stances()))
    at: Any = whole
    *steps, last = [int(step) if step.isdigit() else step for step in path.rstrip("-").split("/")]
    for step in steps:
        at = at[step]
    if path.endswith("-"):
        del at[last]
    else:
        at[last] = value
    return json.dumps(whole)


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("schema", "onrecord/result/2", "schema: only onrecord/result/1"),
        ("schema", 1, "schema"),
        ("task", "poem", "task: one of summary, stances, answer"),
        ("task-", None, "task: the key is missing"),
        ("extra", 1, "extra: no such key"),
        ("refused", 0, "refused: true or false"),
        ("documents", {}, "documents: an array"),
        ("documents/0", [], "documents[0]: an object"),
        ("documents/0/characters", -1, "documents[0].characters: a whole number from 0"),
        ("documents/1/id", json.loads(to_json(stances()))["documents"][0]["id"], "documents[1].id: the same document"),
        ("stances/0/label", "yes", "stances[0].label: one of favor, against, neutral"),
        ("stances/0/probability", 1.5, "stances[0].probability: a number from 0 to 1"),
        ("stances/0/probability", True, "stances[0].probability: a number"),
        ("stances/0/speaker/name", None, "stances[0].speaker.name: a string"),
        ("stances/0/speaker/start", None, "stances[0].speaker.end: start and end"),
        ("stances/1/citations/0/n", 1, "stances[1].citations[0].n: 2 is expected"),
        ("stances/1/citations/0/n", 0, "stances[1].citations[0].n: a whole number from 1"),
        ("stances/1/citations/0/start", "3", "stances[1].citations[0].start: a whole number"),
        ("stances/1/citations/0/start", 3.0, "stances[1].citations[0].start: a whole number"),
        ("stances/1/citations/0/end", 2**70, "stances[1].citations[0].end: a whole number from"),
        ("stances/1/citations/0/end", 0, "stances[1].citations[0].end: start and end"),
        ("stances/1/citations/0/document_id", "sha256:0", "stances[1].citations[0].document_id: it is none"),
        ("stances/1/citations/0/status", "not_found", "stances[1].citations[0]: of a citation that is not_found"),
        ("stances/1/citations/0/document_id", None, "stances[1].citations[0]: of a citation that is exact"),
        ("usage/cost_usd", -0.01, "usage.cost_usd: a number from 0"),
        ("usage/seconds", "1", "usage.seconds: a number"),
        ("coverage/finish_reason", None, "coverage.finish_reason: a string"),
    ],
)
def test_a_fault_is_named_by_its_path(path: str, value: object, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        from_json(changed(path, value))
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "not JSON"),
        ("{", "not JSON"),
        ("null", "the whole: an object"),
        ('{"schema": NaN}', "NaN is not a number"),
        ('{"schema": -Infinity}', "-Infinity is not a number"),
        ('{"schema": 1e999}', "1e999 is too large"),
        ('{"schema": 1' + "0" * 5000 + "}", "5,001 digits"),
        ("[" * 100_000, "nested deeper than 12"),
        ('{"a":' * 100_000, "nested deeper than 12"),
        ('{"a": "' + "[" * 100_000, "not JSON"),
        (to_json(summary()).replace('"refused"', '"task": "summary", "refused"'), "task: the key stands there twice"),
    ],
    ids=[
        "nothing",
        "half",
        "null",
        "nan",
        "inf",
        "huge float",
        "huge int",
        "deep",
        "deep objects",
        "brackets",
        "twice",
    ],
)
def test_what_is_no_json_of_ours_is_refused(text: str, told: str) -> None:
    with pytest.raises(UsageError) as caught:
        from_json(text)
    assert told in str(caught.value)
    assert len(str(caught.value)) < 400


def test_a_message_shows_nothing_that_acts() -> None:
    text = json.dumps({"schema": "onrecord/result/1", "\x1b[2J\u202e": 1})
    with pytest.raises(UsageError) as caught:
        from_json(text)
    assert str(caught.value).isprintable()


@given(st.text(max_size=80))
def test_any_text_is_refused_in_words(text: str) -> None:
    with pytest.raises(UsageError):
        from_json(text)


@given(st.data())
def test_any_change_of_type_is_refused(data: st.DataObject) -> None:
    """Every place of a result holds one kind of value: put another kind there and it is no result."""
    whole = json.loads(to_json(stances()))
    places: list[tuple[Any, Any]] = []

    def walk(value: Any) -> None:
        for key, member in value.items() if isinstance(value, dict) else enumerate(value):
            places.append((value, key))
            if isinstance(member, dict | list):
                walk(member)

    walk(whole)
    container, key = data.draw(st.sampled_from(places))
    old = copy.deepcopy(container[key])
    kinds: list[Any] = ["text", -1, 0.5, True, [1], {"a": 1}]
    others = [kind for kind in kinds if type(kind) is not type(old)]
    container[key] = data.draw(st.sampled_from(others))
    optional = {"model", "template", "title", "uri", "question", "role", "refusal_reason"}
    number = {"probability", "seconds", "cost_usd"}
    if isinstance(container[key], str) and key in optional:
        return  # null or words: both are right there
    if container[key] == 0.5 and key in number:
        return
    with pytest.raises(UsageError):
        from_json(json.dumps(whole))


@given(st.integers(0, 10**6), st.sampled_from(list('{}[],:"\\0-1e.tn \x00é\ud800')), st.booleans())
def test_a_damaged_file_is_read_or_refused_and_nothing_else(at: int, character: str, put_in: bool) -> None:
    text = to_json(stances())
    at %= len(text)
    damaged = text[:at] + character + text[at + (0 if put_in else 1) :]
    try:
        result = from_json(damaged)
    except UsageError:
        return
    assert from_json(to_json(result)) == result
