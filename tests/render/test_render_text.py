"""A result as text: what it says, how it wraps, and that nothing in it acts on a terminal."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from render_samples import (
    PAYLOADS,
    cite,
    claim,
    filled,
    harbour,
    later,
    paged,
    read,
    readings,
    refused,
    stances,
    summary,
)

from bot.render.flow import cells, flow
from bot.render.passages import passage
from bot.render.safe import lines
from bot.render.sources import sources_of
from bot.render.text import statement, to_text
from bot.render.wording import clock
from bot.types import Coverage, Document, Result, Turn

ALL = readings(harbour(), later())
CODES = re.compile(r"\x1b\[\d+m")


def shown(result: Result, **options: object) -> str:
    return to_text(result, ALL, **options)  # type: ignore[arg-type]


def test_a_summary_whole() -> None:
    assert shown(summary(), width=72, verbose=True) == (
        """\
Summary: Port Senn to raise its harbour wall

● Port Senn will raise its harbour wall by two metres. [1]
● Halloran said the town could not wait for another flood. [2][1]
○ Brandt put the cost at 4.5 million crowns. [3] (unchecked)

Sources
[1] “The council of Port Senn will raise the harbour wall by two metres”
    line 3
[2] “We cannot wait for another flood.”
    line 5
[3] “the plan would cost 4.5 million crowns”
    line 7

● supported: the cited words carry the statement
○ unchecked: nothing speaks against it, and nothing could vouch that the
  cited words carry it

1 statement was dropped because it could not be proven.
  ✗ The wall will cost 45 million crowns. — the cited words do not carry
    “45 million”

qwen-test · summary@0123456789ab · 1 call · 1,234 tokens in (1,100
cached), 56 out · $0.0012 · 3.21 s
"""
    )


def test_a_refusal_whole() -> None:
    assert shown(refused(), quiet=True) == (
        """\
The document does not say.
No number of inhabitants stands in it.

Nearest to it:

● Port Senn will raise its harbour wall. [1]

Sources
[1] “The council of Port Senn will raise the harbour wall by two metres”
    line 3
"""
    )


def test_stances_stand_under_their_speakers() -> None:
    text = shown(stances())
    mayor = text[text.index("Ines Halloran, mayor") : text.index("Tobias Brandt, speaker")]
    assert mayor == (
        """\
Ines Halloran, mayor of Port Senn
  + the harbour wall should be raised (in favor)
    [1] “We cannot wait for another flood.”
        line 5 · Port Senn to raise its harbour wall
  − the harbour wall should be raised (against)
    [4] “I no longer think that raising the wall is right,”
        line 3 · Mayor changes course on harbour wall

"""
    )
    assert "· the harbour wall should be raised (neutral)" in text


def test_rejected_ones_are_counted_and_told_only_on_request() -> None:
    text = shown(summary())
    assert "1 statement was dropped because it could not be proven." in text
    assert "45 million" not in text


def test_quiet_leaves_out_heading_and_cost() -> None:
    text = shown(summary(), quiet=True)
    assert text.startswith("● Port Senn")
    assert "call" not in text


@pytest.mark.parametrize(
    ("coverage", "told"),
    [
        (Coverage(500, 9000, "stop"), "Read 500 of 9,000 characters (5 %); the rest was not considered."),
        (Coverage(8999, 9000, "stop"), "(99 %)"),
        (Coverage(9000, 9000, "length"), "cut off at its length limit"),
        (Coverage(9000, 9000, "interrupted"), "Stopped before the end"),
        (Coverage(9000, 9000, "strange"), "ended early (strange)"),
    ],
)
def test_what_was_not_read_is_said(coverage: Coverage, told: str) -> None:
    assert told in shown(replace(summary(), coverage=coverage), width=200)


def test_whole_and_clean_says_nothing_of_it() -> None:
    supported = replace(summary(), claims=summary().claims[:1], rejected=())
    text = shown(supported)
    assert "Read " not in text
    assert "supported:" not in text
    assert "dropped" not in text


def test_nothing_proven_and_nothing_found() -> None:
    assert "No statement could be proven." in shown(replace(summary(), claims=()))
    assert "No stance was found." in shown(replace(stances(), stances=()))


def test_a_status_is_said_unless_exact() -> None:
    doc = harbour()
    near = cite(doc, "“Nobody asked us,”", "normalized", quote='"Nobody asked us,"')
    text = to_text(replace(summary(), claims=(claim("x", near),)), readings(doc), width=120)
    assert "“Nobody asked us,”\n    line 7 · normalized: the same words but for marks" in text


def test_places_of_pages_and_turns() -> None:
    report = paged()
    result = replace(summary(), documents=(report,), claims=(claim("x", cite(report, "The wall leaks")),))
    assert "    p. 2, line 4\n" in to_text(result, readings(report))
    text = "Mr. Brandt: Nobody asked us.\n"
    talk = Document.of(text, kind="transcript", turns=(Turn("Mr. Brandt", 12, 28, 0, 11, "00:01:12"),))
    result = replace(summary(), documents=(talk,), claims=(claim("x", cite(talk, "Nobody asked us.")),))
    assert "    line 1 · 00:01:12 · Mr. Brandt\n" in to_text(result, {talk.id: read(talk)})


def test_without_the_text_the_quote_stands_alone() -> None:
    result = summary()
    bare = replace(result, documents=tuple(replace(d, text="") for d in result.documents))
    text = to_text(bare, {})
    assert "[2] “We cannot wait for another flood.”\n[3]" in text


def test_statements_come_one_by_one_as_in_the_whole() -> None:
    result = summary()
    whole = shown(result)
    for count in range(1, 4):
        part = replace(result, claims=result.claims[:count])
        assert statement(part.claims[-1], sources_of(part, ALL)) + "\n" in whole


# --- terminals -----------------------------------------------------------------------------------------------


def test_no_escape_codes_without_color() -> None:
    assert "\x1b" not in shown(summary(), verbose=True)


def test_color_adds_codes_and_nothing_else() -> None:
    for result in (summary(), stances(), refused()):
        colored = shown(result, color=True, verbose=True)
        assert "\x1b[" in colored
        assert CODES.sub("", colored) == shown(result, verbose=True)


@pytest.mark.parametrize("words", PAYLOADS)
@pytest.mark.parametrize("make", [summary, stances, refused])
def test_nothing_from_outside_acts_on_the_terminal(make: object, words: str) -> None:
    result = filled(make(), words)  # type: ignore[operator]
    text = to_text(result, readings(*result.documents), color=True, verbose=True)
    left = CODES.sub("", text)
    assert lines(left) == left
    assert not any(row.endswith(" ") for row in left.split("\n"))


@given(st.lists(st.text(max_size=60), max_size=4), st.integers(20, 90))
def test_no_line_is_wider_than_asked_and_no_word_is_lost(parts: list[str], width: int) -> None:
    out = flow([(part, "") for part in parts], width, first="● ", rest="  ")
    rows = out.split("\n")
    assert all(cells(row) <= width for row in rows)
    assert "".join(out.split()) == "●" + "".join("".join(lines(part).split()) for part in parts)


def test_a_mark_stays_with_its_last_word() -> None:
    out = flow([("aaaa bbbb cccc dddd eeee", ""), (" [1]", "mark"), ("[2]", "mark")], 24)
    assert out == "aaaa bbbb cccc dddd eeee\n[1][2]"
    assert flow([("aaaa bbbb cccc dddddd", ""), ("[1]", "mark")], 22) == "aaaa bbbb cccc\ndddddd[1]"


def test_wide_letters_fill_lines_and_marks_stand_where_they_may() -> None:
    text = "港の壁は二メートル高くなると町長が火曜日に語った。「もう洪水を待てない」"
    rows = flow([(text, "")], 20).split("\n")
    assert "".join(rows) == text
    assert all(cells(row) <= 20 for row in rows)
    assert not any(row.startswith(("。", "」", "、")) or row.endswith("「") for row in rows)
    assert cells(rows[0]) >= 18


def test_an_emoji_is_never_parted() -> None:
    family = "👩\u200d👩\u200d👧"
    out = flow([(family * 30, "")], 20)
    assert out.replace("\n", "") == family * 30
    assert all(set(row.split(family)) == {""} for row in out.split("\n"))


# --- the passage ---------------------------------------------------------------------------------------------


def test_a_passage_shows_the_words_in_context() -> None:
    entry = sources_of(summary(), ALL).entries[1]
    assert passage(entry, around=30) == (
        """\
[2] line 5

… told reporters on the quay. ▶“We cannot wait for another flood.”◀

Tobias Brandt, who speaks …
"""
    )
    colored = passage(entry, around=30, color=True)
    assert "\x1b[7m“We cannot wait for another flood.”\x1b[0m" in colored


def test_a_passage_at_the_edges_of_a_text_and_without_one() -> None:
    doc = Document.of("First words. Last words.")
    result = replace(summary(), documents=(doc,), claims=(claim("x", cite(doc, doc.text)),))
    entry = sources_of(result, {}).entries[0]
    assert passage(entry) == "[1] line 1\n\n▶First words. Last words.◀\n"
    stored = replace(result, documents=(replace(doc, text=""),))
    assert passage(sources_of(stored, {}).entries[0]) == "[1]\n\n“First words. Last words.”\n"


@pytest.mark.parametrize(
    ("time", "shown_as"),
    [
        ("1893456000.000100", "2030-01-01 00:00 UTC"),
        ("1893456000", "2030-01-01 00:00 UTC"),
        ("00:01:12.900", "00:01:12"),
        ("01:12,900", "01:12"),
        ("00:01:12", "00:01:12"),
        ("half past nine", "half past nine"),
        ("99999999999.5", "5138-11-16 09:46 UTC"),
        (None, ""),
    ],
)
def test_times_are_readable(time: str | None, shown_as: str) -> None:
    assert clock(time) == shown_as
