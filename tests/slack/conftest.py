"""Fixtures of the Slack tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers.slack import Slack


@pytest.fixture
def slack() -> Iterator[Slack]:
    """An empty workspace on loopback."""
    with Slack() as there:
        yield there
