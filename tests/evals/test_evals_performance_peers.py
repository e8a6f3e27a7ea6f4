"""The counting proxy and the peers' processes, over loopback."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from evals.dataset import load_cases
from evals.performance.answers import OURS, RAW
from evals.performance.attribution import cases
from evals.performance.locating import document, one_word_changed, ours, quotes
from evals.performance.peers import Child, Peer, PeerFailed
from evals.performance.proxy import CountingProxy, event_of, kind_of, spent
from evals.performance.scripted import scripted_server
from tests.servers.openai_server import OpenAIServer, Status, Text, Tokens

MESSAGES = [{"role": "user", "content": "How much is the ferry? It is 40 florins a day, and 9 by night."}]


def post(url: str, body: dict[str, Any]) -> str:
    request = urllib.request.Request(
        url + "/chat/completions", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=20) as response:
        return str(response.read().decode())


@pytest.mark.parametrize(
    ("path", "body", "kind"),
    [
        ("/v1/chat/completions", {"max_tokens": 200}, "write"),
        ("/v1/chat/completions", {"max_tokens": 1}, "judge"),
        ("/v1/chat/completions", {"logprobs": True, "max_tokens": 5}, "judge"),
        ("/v1/decisions", {}, "judge"),
        ("/v1/embeddings", {}, "embed"),
        ("/v1/models", {}, None),
        ("/props", {}, None),
    ],
)
def test_requests_are_told_apart_by_what_they_ask_for(path: str, body: dict[str, Any], kind: str | None) -> None:
    assert kind_of(path, body) == kind


def test_what_a_server_does_not_count_is_estimated_and_said_to_be() -> None:
    call = spent("write", None, {"messages": MESSAGES}, 1.0, 200)
    assert not call.counted and call.prompt == len(json.dumps(MESSAGES, ensure_ascii=False)) // 4
    told = {"usage": {"prompt_tokens": 9, "completion_tokens": 2}, "timings": {"cache_n": 7}}
    call = spent("write", told, {}, 1.0, 200)
    assert (call.prompt, call.cached, call.completion, call.counted) == (9, 7, 2, True)


def test_only_lines_with_an_object_are_events() -> None:
    assert event_of(b'data: {"usage": {}}\n') == {"usage": {}}
    assert [event_of(line) for line in (b"data: [DONE]\n", b"\n", b": ping {\n", b'data: {"half": \n')] == [None] * 4


def test_the_proxy_counts_a_stream_that_did_not_ask_to_be_counted_and_hides_that() -> None:
    replies = [Text("It is 40 florins."), Text("It is 40 florins.")]
    with OpenAIServer(replies) as server, CountingProxy(server.base_url) as proxy:
        plain = post(proxy.base_url, {"model": "m", "messages": MESSAGES, "stream": True})
        (call,) = proxy.taken()
        body = {"model": "m", "messages": MESSAGES, "stream": True, "stream_options": {"include_usage": True}}
        asked = post(proxy.base_url, body)
        (again,) = proxy.taken()
    assert '"usage"' not in plain and '"usage"' in asked
    assert (call.kind, call.counted, call.status) == ("write", True, 200)
    assert call.prompt == again.prompt > 0 and again.cached == again.prompt
    assert "florins" in plain and "[DONE]" in plain
    assert proxy.taken() == []


def test_the_proxy_hands_on_judgements_errors_and_lists_as_they_are() -> None:
    replies = [Tokens([("Yes", -0.1), ("No", -2.0)]), Status(400, "too long")]
    with OpenAIServer(replies) as server, CountingProxy(server.base_url) as proxy:
        with urllib.request.urlopen(proxy.base_url + "/models", timeout=20) as response:
            assert json.load(response)["data"][0]["id"] == "test-model"
        assert proxy.taken() == []
        body = {"model": "m", "messages": MESSAGES, "logprobs": True, "top_logprobs": 5, "max_tokens": 1}
        assert json.loads(post(proxy.base_url, body))["choices"][0]["message"]["content"] == "Yes"
        with pytest.raises(urllib.error.HTTPError) as refused:
            post(proxy.base_url, {"model": "m", "messages": MESSAGES})
        refused.value.close()
        first, second = proxy.taken()
    assert (first.kind, first.counted) == ("judge", True)
    assert (second.kind, second.prompt, second.counted, second.status) == ("write", 0, True, 400)


def test_our_own_programs_answer_as_peers_do(tmp_path: Path) -> None:
    case = next(case for case in load_cases() if case.id == "kellin-flood")
    question = next(one for one in case.questions if one.answerable)
    with scripted_server() as url, CountingProxy(url) as proxy:
        asked = {
            "model": "scripted",
            "base_url": proxy.base_url,
            "home": str(tmp_path),
            "text": case.document.text,
            "question": question.question,
        }
        for peer in (OURS, RAW):
            with Child(peer, tmp_path) as child:
                said = child.ask(asked)
            calls = proxy.taken()
            assert said["seconds"] > 0 and sum(call.kind == "write" for call in calls) == 1
            assert all(call.counted for call in calls)
            assert said["text"] and not said.get("refused"), "the scripted server answers what the text answers"


def test_a_peer_that_fails_or_ends_says_why_in_one_sentence(tmp_path: Path) -> None:
    with Child(RAW, tmp_path) as child:
        with pytest.raises(PeerFailed, match="KeyError"):
            child.ask({"text": "no question"})
        with pytest.raises(PeerFailed, match="KeyError"):  # it lives on
            child.ask({})
    nobody = Peer("nobody", "", (), "no_such_script.py")
    with Child(nobody, tmp_path) as child, pytest.raises(PeerFailed, match="nobody ended"):
        child.ask({})


def test_changed_quotes_do_not_stand_in_the_document_and_are_not_found() -> None:
    import random

    doc = document(40_000)
    true = quotes(doc.text, 20)
    changed = [one_word_changed(quote, doc.text, random.Random(at)) for at, quote in enumerate(true)]
    assert len(doc.text) == 40_000 and all(quote in doc.text for quote in true)
    assert all(len(a.split()) == len(b.split()) and a != b for a, b in zip(true, changed, strict=True))
    found = ours(doc, true, [quote for quote in changed if quote not in doc.text])
    assert (found.found, found.accepted) == (20, 0)


def test_the_cases_measured_for_attribution_are_running_text_with_labels() -> None:
    found = cases()
    assert len(found) >= 10 and all(one.gold for one in found)
    assert all(0 <= start < end <= len(one.text) for one in found for gold in one.gold for start, end in gold.pieces)
