"""The kinds of store, for every test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.library.stores import KINDS, Kind


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Iterator[Kind]:
    """Each kind of store in turn."""
    name = str(request.param)
    made = Kind(name, request.getfixturevalue("postgresql_server") if name == "postgresql" else None)
    yield made
    made.clear()
