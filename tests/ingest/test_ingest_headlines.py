"""The day that a text dates itself by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest import from_bytes
from bot.ingest.headlines import dateline


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The line is late\n\nPORT ANSEL, 9 June 2031 — The council voted.", "2031-06-09"),
        ("PORT ANSEL, June 9, 2031 (Harbour Wire) - The council voted.", "2031-06-09"),
        ("Port Ansel, 9. Juni 2031 – Der Rat stimmte ab.", "2031-06-09"),
        ("The line is late\n\n9 June 2031\n\nThe council voted.", "2031-06-09"),
        ("Published on 9 June 2031\nThe council voted.", "2031-06-09"),
        ("Updated: 2031-06-09 14:00\nThe council voted.", "2031-06-09"),
        ("Tuesday, 9 June 2031\nThe council voted.", "2031-06-09"),
    ],
)
def test_a_report_says_when_it_was_written(text: str, day: str) -> None:
    assert dateline(text) == day
    assert from_bytes(text.encode(), name="report.txt").published == day


@pytest.mark.parametrize(
    "text",
    [
        "PORT ANSEL, 3 March — The council voted.",
        "In Port Ansel, 9 June 2031 was hot — very hot.",
        "The vote of 9 June 2031 was close.",
        "PORT ANSEL, 05/04/2031 — The council voted.",
        "PORT ANSEL, 31 February 2031 — The council voted.",
        "5 ships of 2031\n\nThe council voted.",
        "The council voted.\n" * 8 + "9 June 2031\n",
        "",
    ],
)
def test_what_is_no_whole_date_of_the_report_is_none(text: str) -> None:
    assert dateline(text) is None


@given(st.text(alphabet="A1,— \n(9)June203", max_size=80))
def test_any_text_has_a_day_or_none(text: str) -> None:
    day = dateline(text)
    assert day is None or len(day) == 10
