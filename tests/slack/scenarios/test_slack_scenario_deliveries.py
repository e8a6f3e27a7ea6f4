"""How deliveries come and come again: thrice, unacknowledged, over a dropped socket, over HTTP, forged or stale."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.servers.slack import Delivery, shown
from tests.servers.slack.deliveries import envelope_of
from tests.slack.slack_runs import ANSWER, ARTICLE, QUESTION, OnRecord, Pages, Town


@pytest.fixture(scope="module")
def web() -> Iterator[Pages]:
    with Pages({"/bridge": ARTICLE}) as there:
        yield there


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnRecord]:
    with Town.open() as town, OnRecord(town, tmp_path_factory.mktemp("deliveries")) as app:
        yield app


@pytest.fixture
def town(app: OnRecord) -> Iterator[Town]:
    yield app.town
    app.town.slack.deliveries.repeat = 1
    app.town.slack.lose_acks = 0


def asked_of(town: Town, ts: str) -> list[Delivery]:
    """The deliveries of a message."""
    return town.slack.delivered(lambda one: one.body.get("event", {}).get("ts") == ts)


# --- Socket Mode ---------------------------------------------------------------------------------------------------


def test_three_deliveries_of_one_event_are_one_answer(town: Town, web: Pages) -> None:
    room = town.room()
    town.slack.deliveries.repeat = 3
    asked = town.ana.mention(room, f"{QUESTION} {web.url}/bridge")
    assert ANSWER in shown(town.answer(room, asked))
    town.quiet()
    assert len(town.answers(room, asked["ts"])) == 1
    assert [one.attempts for one in asked_of(town, asked["ts"])] == [3, 3]  # the mention and the message


def test_lost_acknowledgements_bring_the_event_again_and_no_second_answer(town: Town, web: Pages) -> None:
    room = town.room()
    town.slack.limits = replace(town.slack.limits, ack_seconds=0.7)
    try:
        town.slack.lose_acks = 4
        asked = town.ana.mention(room, f"{QUESTION} {web.url}/bridge")
        assert ANSWER in shown(town.answer(room, asked))
        town.slack.wait(lambda: all(one.acked for one in asked_of(town, asked["ts"])), 10, "all acknowledged")
    finally:
        town.slack.limits = replace(town.slack.limits, ack_seconds=3.0)
    assert sum(one.attempts for one in asked_of(town, asked["ts"])) > 2
    town.quiet(1.0)
    assert len(town.answers(room, asked["ts"])) == 1


def test_an_event_is_remembered_through_a_restart_and_what_is_old_is_not(town: Town, app: OnRecord, web: Pages) -> None:
    room = town.room()
    asked = town.ana.mention(room, f"{QUESTION} {web.url}/bridge")
    answer = town.answer(room, asked)
    old = town.room()
    town.ana.command("/onrecord", f"add {web.url}/bridge", old)
    town.ephemeral(town.ana, old, "Added")
    assert app.stop() == 0
    with contextlib.closing(sqlite3.connect(app.home / "store" / "slack.sqlite3")) as store, store:
        store.execute("UPDATE documents SET at = at - 31 * 86400 WHERE channel = ?", (old.id,))
    app.start()
    for one in asked_of(town, asked["ts"]):
        town.slack.do(town.slack.deliveries.again, one)
    town.slack.wait(lambda: all(one.attempts == 2 for one in asked_of(town, asked["ts"])), 10, "delivered again")
    after = town.bo.mention(room, f"{QUESTION} {web.url}/bridge")
    town.answer(room, after)
    assert len(town.answers(room, asked["ts"])) == 1
    town.ana.click(room, answer, "Show [1]")
    assert ANSWER in shown(town.slack.wait(lambda: town.ana.modal))  # what is not old is still there
    town.ana.close(town.ana.modal or {})
    town.ana.command("/onrecord", "sources", old)  # kept thirty days, and no longer
    town.ephemeral(town.ana, old, "Nothing was added")


def test_the_socket_may_be_refreshed_while_questions_come(town: Town, web: Pages) -> None:
    room = town.room()
    asked = [town.ana.mention(room, f"{QUESTION} {web.url}/bridge")]
    for socket in list(town.slack.deliveries.sockets):
        town.slack.ask(socket.disconnect("refresh_requested"))
    asked += [town.bo.mention(room, f"{QUESTION} {web.url}/bridge") for _ in range(3)]
    for one in asked:
        assert ANSWER in shown(town.answer(room, one))
    town.quiet(0.5)
    assert [len(town.answers(room, one["ts"])) for one in asked] == [1, 1, 1, 1]


def test_a_socket_dropped_in_the_middle_loses_nothing(town: Town, web: Pages) -> None:
    room = town.room()
    asked = town.ana.mention(room, f"{QUESTION} {web.url}/bridge")
    for socket in list(town.slack.deliveries.sockets):
        town.slack.do(socket.drop)
    assert ANSWER in shown(town.answer(room, asked))
    again = town.bo.mention(room, f"{QUESTION} {web.url}/bridge")  # sent again until a socket is there
    town.slack.limits = replace(town.slack.limits, retry_delays=(0.5,) * 30)
    try:
        assert ANSWER in shown(town.answer(room, again, within=40))
    finally:
        town.slack.limits = replace(town.slack.limits, retry_delays=(0.05, 0.2, 0.5))
    town.quiet(0.5)
    assert [len(town.answers(room, one["ts"])) for one in (asked, again)] == [1, 1]


# --- HTTP ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnRecord]:
    with Town.open() as town, OnRecord(town, tmp_path_factory.mktemp("served"), "serve") as app:
        yield app


def event(town: Town, text: str) -> bytes:
    """A message to the bot, as the body of a request."""
    pane = town.ana.im
    message = {"type": "message", "user": town.ana.id, "text": text, "ts": town.slack.world.ts(), "team": "T0ONRECORD"}
    message |= {"channel": pane.id, "channel_type": "im", "event_ts": message["ts"]}
    return json.dumps(envelope_of(message, f"Ev{time.monotonic_ns()}")).encode()


def test_a_question_over_http(served: OnRecord, web: Pages) -> None:
    town = served.town
    room = town.room()
    asked = town.ana.mention(room, f"{QUESTION} {web.url}/bridge")
    answer = town.answer(room, asked)
    assert ANSWER in shown(answer)
    town.ana.click(room, answer, "Show [1]")
    assert ANSWER in shown(town.slack.wait(lambda: town.ana.modal, what="the modal"))
    town.ana.close(town.ana.modal or {})
    town.bo.command("/onrecord", f"ask {QUESTION} {web.url}/bridge", room)
    town.ephemeral(town.bo, room, ANSWER)
    town.ana.opens("home")
    town.slack.wait(lambda: town.ana.home, what="the Home tab")


@pytest.mark.parametrize(
    ("name", "named"),
    [
        ("a forged signature", {"secret": "not the secret"}),
        ("a stale time stamp", {"timestamp": str(int(time.time()) - 3600)}),
        ("a time stamp of tomorrow", {"timestamp": str(int(time.time()) + 86_400)}),
    ],
)
def test_a_request_that_is_not_slacks_is_turned_away(served: OnRecord, name: str, named: dict[str, str]) -> None:
    town = served.town
    before = len(town.slack.calls)
    body = event(town, f"what is this? ({name})")
    status, answer, _ = town.slack.ask(
        town.slack.deliveries.request(body, {"Content-Type": "application/json"}, **named)
    )
    assert status == 401, answer
    town.quiet(1.0)
    assert not [one for one in town.slack.calls[before:] if one.method.startswith("chat.")]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Slack-Request-Timestamp": "soon", "X-Slack-Signature": "v0=00"},
        {"X-Slack-Request-Timestamp": "1" * 5000, "X-Slack-Signature": "v0=00"},
        {"X-Slack-Request-Timestamp": str(int(time.time())), "X-Slack-Signature": "v0=\u00e9"},
    ],
)
def test_a_request_with_no_or_broken_marks_is_turned_away(served: OnRecord, headers: dict[str, str]) -> None:
    body = event(served.town, "hello?")
    request = urllib.request.Request(
        f"{served.url}/slack/events", body, {"Content-Type": "application/json", **headers}
    )
    with pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(request, timeout=5)
    assert error.value.code in (400, 401, 403)
    error.value.close()


def test_the_url_is_verified_as_slack_asks(served: OnRecord) -> None:
    body = json.dumps({"token": "x", "challenge": "3eZbrw1a", "type": "url_verification"}).encode()
    status, answer, _ = served.town.slack.ask(
        served.town.slack.deliveries.request(body, {"Content-Type": "application/json"})
    )
    assert status == 200 and "3eZbrw1a" in answer


def test_health_and_metrics(served: OnRecord) -> None:
    with urllib.request.urlopen(f"{served.url}/healthz", timeout=5) as response:
        assert response.status == 200
    with urllib.request.urlopen(f"{served.url}/metrics", timeout=5) as response:
        text = response.read().decode()
    assert "# TYPE" in text and "onrecord" in text
    assert served.town.ana.id not in text  # no names in the metrics


def test_a_store_that_does_not_answer_is_told_and_the_rest_is_still_served(served: OnRecord) -> None:
    with contextlib.closing(sqlite3.connect(served.home / "store" / "slack.sqlite3", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")  # as a disk that hangs, or a server that is gone
        with pytest.raises(urllib.error.HTTPError) as error:
            urllib.request.urlopen(f"{served.url}/healthz", timeout=5)
        told = json.loads(error.value.read())
        error.value.close()
        assert error.value.code == 503 and told["ok"] is False and "has not answered" in told["store"]
        with urllib.request.urlopen(f"{served.url}/metrics", timeout=5) as response:
            text = response.read().decode()
        other.execute("ROLLBACK")
    assert "onrecord_slack_store_up 0.0" in text and "onrecord_slack_ack_seconds_count" in text
    assert "onrecord_slack_queue{" not in text
    served.town.slack.wait(lambda: _is_well(served), 15, "the store to be there again")
    with urllib.request.urlopen(f"{served.url}/metrics", timeout=5) as response:
        text = response.read().decode()
    assert "onrecord_slack_store_up 1.0" in text and 'onrecord_slack_queue{state="waiting"}' in text


def _is_well(served: OnRecord) -> bool:
    try:
        with urllib.request.urlopen(f"{served.url}/healthz", timeout=5) as response:
            return bool(json.load(response)["ok"])
    except urllib.error.HTTPError as error:
        error.close()
        return False


def test_retries_over_http_are_one_answer(served: OnRecord, web: Pages) -> None:
    town = served.town
    room = town.room()
    town.slack.deliveries.repeat = 3
    asked = town.ana.mention(room, f"{QUESTION} {web.url}/bridge")
    town.slack.deliveries.repeat = 1
    assert ANSWER in shown(town.answer(room, asked))
    town.quiet(1.0)
    assert len(town.answers(room, asked["ts"])) == 1


def test_it_ends_when_told(served: OnRecord, tmp_path: Path) -> None:
    assert served.stop() == 0
    served.start()
