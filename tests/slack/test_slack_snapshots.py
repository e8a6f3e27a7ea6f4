"""The snapshots of all that the app shows, held against Slack's limits by the stand-in's own checks of Block Kit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.servers.slack.blocks import checked_blocks, checked_view
from tests.servers.slack.limits import Limits
from tests.servers.slack.server import BOT_SCOPES, SCOPES, Slack

SNAPSHOTS = sorted((Path(__file__).parent / "snapshots").glob("*.json"))


def messages(sample: list[Any]) -> list[list[dict[str, Any]]]:
    """A snapshot's messages: it is one message's blocks, or a list of such."""
    return sample if isinstance(sample[0], list) else [sample]


@pytest.mark.parametrize("path", SNAPSHOTS, ids=lambda path: path.stem)
def test_slack_would_take_it(path: Path) -> None:
    sample = json.loads(path.read_text("utf-8"))
    if isinstance(sample, list):
        for blocks in messages(sample):
            assert checked_blocks(blocks, Limits().markdown) == blocks
    elif sample.get("type") in ("modal", "home"):
        assert checked_view(sample, sample["type"]) == sample
    else:
        slack = Slack()
        slack.install(sample)
        assert slack.scopes <= BOT_SCOPES
        assert slack.events.subscribed <= set(SCOPES)
        for event in slack.events.subscribed:  # an event without its scope would never come
            assert not SCOPES[event] or SCOPES[event] in slack.scopes, event


def test_there_is_one_of_every_kind() -> None:
    kinds = {path.stem for path in SNAPSHOTS}
    assert {"ending", "home", "home_installer", "manifest", "passage", "reason", "settings", "share"} <= kinds
