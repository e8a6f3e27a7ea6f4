"""The benchmarks' pure parts: lines and goals, tables, the page, and answers judged alike for all programs."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from bot.errors import SourceUnreadable
from bot.types import Document
from evals.performance.answers import HEAD, per_right, table_row
from evals.performance.judged import is_refusal, is_right, judge, where
from evals.performance.page import FIGURES, PAGE, command_of, write
from evals.performance.peer_scripts.peer_lines import cited_statements, first_sentence_is_whole
from evals.performance.proxy import Call
from evals.performance.sections import Bars, Line, Section, Table, markdown, number, one_table

TEXT = (
    "The quay was closed on Tuesday.\n\nIt will cost 40 florins a day to hire the ferry, said Mara Quist. "
    "The harbour office has no boats of its own."
)
DOCUMENT = Document.of(TEXT)
CALL = Call("write", prompt=400, cached=100, completion=20, counted=True, seconds=1.0, status=200)


def section(name: str, *lines: Line) -> Section:
    bars = Bars("Seconds", (("On Record", 1.0), ("a peer", 2.0)))
    return Section(name, f"Row {name}", "About.", lines, Table(("a", "b"), (("x|y", "1"),)), (bars,), ("A note.",))


def said(text: str, *cited: str | None, **more: Any) -> dict[str, Any]:
    return {"text": text, "statements": [{"text": text, "cited": list(cited)}], "first": 0.5, "seconds": 1.0, **more}


GOLD = {"answerable": True, "answers": ["40 florins a day"]}


@pytest.mark.parametrize(
    ("line", "ratio", "holds"),
    [
        (Line("tokens", 60, "peer", 100, goal=0.75), 0.6, True),
        (Line("tokens", 80, "peer", 100, goal=0.75), 0.8, False),
        (Line("rate", 80, "limit", 100, less=False, goal=0.9), 0.8, False),
        (Line("rate", 95, "limit", 100, less=False, goal=0.9), 0.95, True),
        (Line("calls", 1, own_goal=1), None, True),
        (Line("calls", 2, own_goal=1), None, False),
        (Line("tokens", None, "peer", 100, goal=0.75), None, None),
        (Line("tokens", 60, "peer", None, goal=0.75), None, None),
        (Line("tokens", 60, "peer", 0, goal=0.75), None, None),
        (Line("tokens", 60, "peer", 100), 0.6, None),
    ],
)
def test_a_goal_is_judged_by_its_own_direction_and_only_where_there_are_figures(
    line: Line, ratio: float | None, holds: bool | None
) -> None:
    assert line.ratio == pytest.approx(ratio) if ratio is not None else line.ratio is None
    assert line.holds is holds


def test_the_one_table_says_goal_and_whether_it_holds() -> None:
    table = one_table([section("answers", Line("tokens", 80, "peer", 100, goal=0.75), Line("calls", 1, own_goal=1))])
    assert [row[-2:] for row in table.rows] == [("≤ 0.750 x", "no"), ("≤ 1", "yes")]
    assert all(len(row) == len(table.head) for row in table.rows)


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, "-"), (0, "0"), (1234.5, "1,234"), (12.34, "12.3"), (1.234, "1.23"), (0.1234, "0.123"), (2e-5, "2.00e-05")],
)
def test_figures_have_three_digits_that_count(value: float | None, words: str) -> None:
    assert number(value) == words


def test_a_table_in_markdown_escapes_what_would_end_a_cell() -> None:
    assert markdown(Table(("a", "b"), (("x|y", "1"),))).splitlines() == ["| a | b |", "| --- | ---: |", "| x\\|y | 1 |"]


@pytest.mark.parametrize(
    "text",
    [
        "I cannot answer.",
        "",
        "The document does not mention a price.",
        "The sources do not provide any information on boats.",
        "It is not specified in the text.",
        "Neither source is helpful.",
        "The text doesn't say who pays.",
    ],
)
def test_words_that_refuse_count_as_a_refusal(text: str) -> None:
    assert is_refusal({"text": text})


@pytest.mark.parametrize(
    "text", ["It costs 40 florins a day.", "He did not sign the contract.", "The office has no boats."]
)
def test_words_that_answer_are_no_refusal(text: str) -> None:
    assert not is_refusal({"text": text})


def test_a_programs_own_word_for_a_refusal_counts_before_its_text() -> None:
    assert is_refusal({"text": "It costs 40 florins.", "refused": True})
    assert not is_refusal({"text": "The report does not mention it.", "refused": False})


def test_an_answer_is_right_whatever_marks_it_carries() -> None:
    assert is_right("The ferry costs 40 florins [1] a day [2].", GOLD["answers"]) is True  # type: ignore[arg-type]
    assert is_right("The ferry costs 90 crowns a week.", GOLD["answers"]) is False  # type: ignore[arg-type]
    assert is_right("Anything.", []) is None


def test_citations_hold_only_where_the_words_are_there_and_carry_the_statement() -> None:
    true = "It will cost 40 florins a day to hire the ferry."
    chunk = "It will cost 40 florins a day to hire the ferry, said Mara Quist."
    found = judge(said(true, chunk, None, "The quay was closed on Tuesday."), GOLD, DOCUMENT, [CALL], None)
    assert (found.right, found.refused, found.citations, found.holding) == (True, False, 3, 1)
    assert found.cited == (len(chunk), len("The quay was closed on Tuesday."))
    wrong = judge(said("It will cost 90 florins a day to hire the ferry.", chunk), GOLD, DOCUMENT, [], None)
    assert (wrong.right, wrong.citations, wrong.holding) == (False, 1, 0)


def test_a_refusal_has_no_first_statement_and_no_citations() -> None:
    found = judge(said("I cannot answer.", "The quay was closed on Tuesday."), GOLD, DOCUMENT, [], None)
    assert (found.right, found.refused, found.first, found.citations, found.cited) == (False, True, None, 0, ())


def test_a_chunk_is_found_whatever_its_white_space() -> None:
    span = where("Tuesday. It will\ncost 40", DOCUMENT)
    assert span is not None and DOCUMENT.slice(span) == "Tuesday.\n\nIt will cost 40"
    assert where("Wednesday. It will cost", DOCUMENT) is None
    assert where("  ", DOCUMENT) is None


def test_tokens_a_right_answer_count_right_refusals_and_can_leave_cached_ones_out() -> None:
    rows = [
        judge(said("40 florins a day"), GOLD, DOCUMENT, [CALL, CALL], None),
        judge(said("I cannot answer."), {"answerable": False, "answers": []}, DOCUMENT, [CALL], None),
        judge(said("90 crowns"), GOLD, DOCUMENT, [CALL], None),
    ]
    assert per_right(rows) == 4 * 400 / 2
    assert per_right(rows, cached=False) == 4 * 300 / 2
    assert per_right(rows[2:]) is None
    row = dict(zip(HEAD, table_row("On Record", rows), strict=True))
    assert (row["right answers"], row["right refusals"], row["false refusals"]) == ("1 of 2", "1 of 1", "0 of 2")
    assert (row["of these cached"], row["prompt tokens"]) == ("25.0 %", "533")


def test_the_page_keeps_rows_that_were_not_measured_and_names_no_place_of_a_disk(tmp_path: Path) -> None:
    write([section("startup", Line("s", 1, "import", 2))], tmp_path, ["startup", "--out", "/home/ada/docs"])
    write(
        [section("memory", Line("MB", 3, "import", 2))], tmp_path, ["memory", "--data=/home/ada/sets", "--out", "docs"]
    )
    page = (tmp_path / PAGE).read_text("utf-8")
    assert page.index("## Row startup") < page.index("## Row memory")
    assert "`python -m evals.performance startup --out docs`" in page
    assert "ada" not in page and "--data=FOLDER" in page and "load average" in page
    pictures = sorted(path.name for path in (tmp_path / "pictures").iterdir())
    assert pictures == ["performance-memory-1.svg", "performance-startup-1.svg"]
    assert all(f"(pictures/{name})" in page for name in pictures)
    first = (tmp_path / "pictures" / pictures[0]).read_bytes()
    write([section("memory", Line("MB", 4, "import", 2))], tmp_path, ["memory"])
    assert (tmp_path / "pictures" / pictures[0]).read_bytes() == first
    rows = json.loads((tmp_path / FIGURES).read_text("utf-8"))["rows"]
    assert [row["section"]["lines"][0]["ours"] for row in rows] == [1, 4]


def test_a_file_that_holds_no_figures_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / FIGURES).write_text('{"schema": "another", "rows": []}', "utf-8")
    with pytest.raises(SourceUnreadable, match="no benchmarks of this version"):
        write([section("memory")], tmp_path, [])
    assert not (tmp_path / PAGE).exists()


def test_the_command_names_folders_by_what_they_are() -> None:
    told = command_of(
        ["answers", "--model-url", "http://127.0.0.1:8115/v1", "--cache", "/x/y", "--article", "/a b.txt"]
    )
    assert (
        told == "python -m evals.performance answers --model-url http://127.0.0.1:8115/v1 --cache FOLDER --article FILE"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The quay is closed [1]. It costs 40 [2][1].",
            [("The quay is closed.", ["one"]), ("It costs 40.", ["two", "one"])],
        ),
        ("The quay is closed. [1] It costs 40.", [("The quay is closed.", ["one"]), ("It costs 40.", [])]),
        ("The quay is closed. [1].", [("The quay is closed.", ["one"])]),
        ("It costs 40 [7].", [("It costs 40.", [None])]),
        ("[1]", []),
        ("", []),
    ],
)
def test_marks_belong_to_the_sentence_that_they_stand_in_or_behind(text: str, expected: list[Any]) -> None:
    mark, note = re.compile(r"\[(\d+)\]"), re.compile(r"\s*\[\d+\]")
    found = cited_statements(text, mark, note, {"1": "one", "2": "two"})
    assert [(one["text"], one["cited"]) for one in found] == expected


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("The quay is clo", False),
        ("The quay is closed.", False),  # it may go on: "closed.5"
        ("The quay is closed. ", True),
        ("“It is closed.” She", True),
        ("It is closed [1]. The", True),
        ("It is closed. [1] The", True),
        ("\n\nThe quay", False),
    ],
)
def test_a_first_sentence_is_whole_when_what_follows_it_has_begun(text: str, whole: bool) -> None:
    assert first_sentence_is_whole(text) is whole
