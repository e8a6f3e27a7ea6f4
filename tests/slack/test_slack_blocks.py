"""Blocks, modals, the Home tab and the manifest: as they were looked at, and within Slack's limits.

``python -m tests.slack.test_slack_blocks`` writes the snapshots again; look at the difference before keeping it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.slack import blocks, home, modals
from bot.slack.manifest import EVENTS, SCOPES, explained, manifest
from bot.slack.state.answers import Passage
from bot.slack.state.ledger import Spent, Workspace
from bot.slack.state.shelf import Kept

SNAPSHOTS = Path(__file__).parent / "snapshots"

PASSAGES = (
    Passage(
        1,
        "The quay floods twice every winter.",
        before="We looked at it again. ",
        after=" And who would pay?",
        speaker="Bo Elgin",
        where="2026-11-03 09:14 UTC",
        url="https://vessby.slack.com/archives/C1/p1762161240000100?thread_ts=1762161000.000100&cid=C1",
        message="1762161240.000100",
    ),
    Passage(
        2, "“It is <!channel> safe”", speaker="Mara *Quist*", where="line 4", title="Report | 2026", url="javascript:x"
    ),
)
KEPT = (Kept("https://a.example/r", "Harbour report", "U1", 1.0), Kept("file:F1", "minutes.pdf", "U2", 2.0))


def samples() -> dict[str, Any]:
    """One of everything that the app shows."""
    many = tuple(Passage(n, f"Words number {n}.", url=f"https://a.example/{n}") for n in range(1, 26))
    return {
        "ending": blocks.endings(
            "a1", PASSAGES, ["Read 10 of 20 characters.", "It may be wrong: look at the sources."]
        ),
        "ending_bare": blocks.endings("a1", (), []),
        "ending_long": blocks.endings("a1", many, ["It may be wrong: look at the sources."]),
        "share": [blocks.share("a1")],
        "markdown": [blocks.markdown("- A statement [\\[1\\]](https://a.example)")],
        "passage": modals.passage(PASSAGES[0]),
        "passage_hostile": modals.passage(PASSAGES[1]),
        "note": modals.note("Source", "This answer is no longer kept."),
        "reason": modals.reason("a1", "C1"),
        "check_against": modals.check_against({"channel": "C1", "thread": "1.0", "ts": "1.0"}),
        "settings": modals.settings(Workspace(channels=("C1", "C2"), model="none", month_usd=2.5)),
        "home": home.home_view(Spent(3, 100, 0.1), None, Workspace(), [("#harbour", KEPT)], settles=False),
        "home_installer": home.home_view(Spent(1), Spent(9, 5000, 0.25), Workspace(month_usd=5), [], settles=True),
        "manifest": manifest(),
        "manifest_http": manifest("https://bot.example.org/"),
    }


def is_view(sample: Any) -> bool:
    return isinstance(sample, dict) and sample.get("type") in ("modal", "home")


def message_blocks(sample: Any) -> list[dict[str, Any]]:
    return [block for part in sample for block in (part if isinstance(part, list) else [part])]


@pytest.mark.parametrize("name", sorted(samples()))
def test_what_is_shown_is_what_was_looked_at(name: str) -> None:
    kept = json.loads((SNAPSHOTS / f"{name}.json").read_text("utf-8"))
    assert samples()[name] == kept


@pytest.mark.parametrize("name", sorted(name for name, one in samples().items() if is_view(one)))
def test_views_are_within_slacks_limits(name: str) -> None:
    view = samples()[name]
    made = View(**view).to_dict()  # validates, and each block in it
    assert len(made["blocks"]) == len(view["blocks"]) <= 100
    check(view["blocks"])


@pytest.mark.parametrize("name", sorted(name for name, one in samples().items() if isinstance(one, list)))
def test_messages_are_within_slacks_limits(name: str) -> None:
    check(message_blocks(samples()[name]))


def check(shown: list[dict[str, Any]]) -> None:
    """Parse with the SDK's models, which hold Slack's limits, and see that they know every field."""
    parsed = Block.parse_all(shown)
    assert len(parsed) == len(shown)
    for block, made in zip(shown, parsed, strict=True):
        made.validate_json()
        told = made.to_dict()
        assert told["type"] == block["type"]
        assert set(told) == set(block), block
    ids = [block["block_id"] for block in shown if "block_id" in block]
    assert len(ids) == len(set(ids)) and all(len(one) <= 255 for one in ids)


def test_one_documents_title_is_said_once_above_its_sources() -> None:
    same = [Passage(n, f"Words number {n}.", title="Harbour report") for n in (1, 2, 3)]
    assert json.dumps(blocks.sources("a1", same, 0)).count("Harbour report") == 1
    several = [*same, Passage(4, "Words number 4.", title="Minutes")]
    assert json.dumps(blocks.sources("a1", several, 0)).count("Harbour report") == 3


HOSTILE = st.one_of(st.text(max_size=60), st.text(max_size=40).map(lambda text: text * 100))


@settings(max_examples=25, deadline=None)
@given(HOSTILE, HOSTILE, HOSTILE, st.integers(1, 60))
def test_no_source_whatever_it_says_breaks_a_limit_or_is_markup(
    words: str, speaker: str, title: str, count: int
) -> None:
    passages = [
        Passage(n, words, before=title, after=speaker, speaker=speaker, title=title, url=words[:50])
        for n in range(1, count + 1)
    ]
    parts = blocks.endings("a" * 32, passages, [words, title])
    for message in parts:
        check(message)
    assert [block["type"] for block in message_blocks(parts)].count("context_actions") == 1
    for block in message_blocks(parts):
        assert block["type"] not in ("section", "markdown")  # foreign words are rich text or plain text only
    view = modals.passage(passages[0])
    check(view["blocks"])
    assert len(view["title"]["text"]) <= 24


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(HOSTILE, st.lists(HOSTILE, max_size=14)), max_size=16))
def test_no_home_tab_breaks_a_limit(shelves: list[tuple[str, list[str]]]) -> None:
    named = [(name[:100] or "x", [Kept(title[:50], title, "U1", 1.0) for title in titles]) for name, titles in shelves]
    view = home.home_view(Spent(), Spent(), Workspace(), named, settles=True)
    check(view["blocks"])


def test_numbers_are_shown_as_they_were_set() -> None:
    many = Workspace(user_questions=1_234_567, channel_questions=1_000_000, month_usd=123_456.78)
    shown = {block["block_id"]: block["element"] for block in modals.settings(many)["blocks"]}
    names = ("user_questions", "channel_questions", "month_usd", "retention_days")
    assert [shown[name]["initial_value"] for name in names] == ["1234567", "1000000", "123456.78", "30"]


def test_settings_come_back_as_they_were_shown() -> None:
    state = {
        "channels": {"channels": {"selected_conversations": ["C1"]}},
        "model": {"model": {"value": " none "}},
        "user_questions": {"user_questions": {"value": "10"}},
        "channel_questions": {"channel_questions": {"value": None}},
        "month_usd": {"month_usd": {"value": "2.50"}},
        "retention_days": {"retention_days": {"value": "0"}},
    }
    assert modals.read_settings(state) == Workspace(("C1",), "none", 10, 0, 2.5, 1)
    assert modals.read_settings({}) == Workspace((), None, 0, 0, 0.0, 30)


def test_every_scope_and_event_has_a_reason_and_is_needed() -> None:
    made = manifest()
    assert made["oauth_config"]["scopes"]["bot"] == sorted(SCOPES)
    assert made["settings"]["event_subscriptions"]["bot_events"] == sorted(EVENTS)
    assert all(len(why) > 5 for why in (*SCOPES.values(), *EVENTS.values()))
    assert all(name in explained() for name in (*SCOPES, *EVENTS))
    for broad in ("chat:write.public", "channels:join", "im:write", "users:read.email"):
        assert broad not in SCOPES
    # What hears a kind of message must be allowed to read it, and nothing else is read.
    kinds = {event.removeprefix("message.") for event in EVENTS if event.startswith("message.")}
    assert {f"{kind}:history" for kind in kinds} == {scope for scope in SCOPES if scope.endswith(":history")}


def test_the_manifest_fits_slacks_lengths() -> None:
    made = manifest("https://bot.example.org")
    assert len(made["display_information"]["description"]) <= 140
    assert len(made["features"]["agent_view"]["agent_description"]) <= 300
    assert len(made["features"]["agent_view"]["suggested_prompts"]) <= 4
    assert all(len(one["name"]) <= 24 for one in made["features"]["shortcuts"])
    assert all(len(one["description"]) <= 150 for one in made["features"]["shortcuts"])
    assert made["settings"]["event_subscriptions"]["request_url"] == "https://bot.example.org/slack/events"
    assert made["settings"]["socket_mode_enabled"] is False


if __name__ == "__main__":
    for name, sample in samples().items():
        text = json.dumps(sample, indent=1, ensure_ascii=False, sort_keys=True)
        (SNAPSHOTS / f"{name}.json").write_text(text + "\n", "utf-8")
