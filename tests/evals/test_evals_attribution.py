"""The measure of attribution: matching, right speakers, the table, and files that are no labelled set."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.errors import SourceMissing, SourceUnreadable
from bot.language import read
from bot.types import Document
from evals.attribution import Figure, Statement, figures, quotes_table, rows_of, score

TEXT = "“The bridge is old,” Ada Lind said. The road is older, the mayor's aide said."
DIRECT = Statement(((0, 20),), "direct", ((21, 29),), "Ada Lind")
INDIRECT = Statement(((36, 53),), "indirect", ((55, 71),), "the mayor's aide")


def predicted(*pieces: tuple[int, int], mention: tuple[int, int] | None, kind: str = "direct") -> Statement:
    return Statement(pieces, kind, (mention,) if mention else (), None)


def counts(*found: Statement) -> Figure:
    return score(TEXT, [DIRECT, INDIRECT], found)["all"]


def test_the_right_words_and_speaker_are_joint_and_strict() -> None:
    figure = counts(predicted((0, 20), mention=(25, 29)), predicted((36, 53), mention=(55, 71)))
    assert (figure.gold, figure.predicted, figure.found, figure.joint, figure.strict) == (2, 2, 2, 2, 2)
    assert figure.f1(figure.joint) == 1


def test_a_shared_word_is_joint_but_another_head_is_not_strict() -> None:
    figure = counts(predicted((36, 53), mention=(55, 66), kind="indirect"))
    assert TEXT[55:66] == "the mayor's"
    assert (figure.joint, figure.strict) == (1, 0)


def test_the_wrong_speaker_is_found_but_not_joint() -> None:
    figure = counts(predicted((0, 20), mention=(55, 71)))
    assert (figure.found, figure.joint) == (1, 0)


def test_less_than_half_of_the_words_is_not_found() -> None:
    assert counts(predicted((0, 4), mention=(21, 29))).found == 0


def test_no_speaker_is_right_only_where_none_is_named() -> None:
    open_one = Statement(((0, 20),), "direct", (), None)
    assert score(TEXT, [open_one], [predicted((0, 20), mention=None)])["direct"].joint == 1
    assert score(TEXT, [open_one], [predicted((0, 20), mention=(21, 29))])["direct"].joint == 0
    assert counts(predicted((0, 20), mention=None)).joint == 0


def test_a_prediction_counts_under_the_kind_it_was_matched_to() -> None:
    by_kind = score(TEXT, [DIRECT, INDIRECT], [predicted((0, 20), mention=(21, 29), kind="mixed")])
    assert (by_kind["direct"].predicted, by_kind["mixed"].predicted) == (1, 0)
    by_kind = score(TEXT, [INDIRECT], [predicted((0, 20), mention=(21, 29), kind="mixed")])
    assert by_kind["mixed"].predicted == 1


def test_each_gold_statement_is_matched_once() -> None:
    figure = counts(predicted((0, 20), mention=(21, 29)), predicted((0, 19), mention=(21, 29)))
    assert (figure.predicted, figure.joint) == (2, 1)


def test_sums_have_an_interval_around_their_figure() -> None:
    good = score(TEXT, [DIRECT], [predicted((0, 20), mention=(21, 29))])
    bad = score(TEXT, [DIRECT], [])
    total = figures([good, bad, good], samples=200)["direct"]
    assert total.interval is not None
    low, high = total.interval
    value = total.f1(total.joint)
    assert value is not None and low <= value <= high
    assert figures([good], samples=0)["direct"].interval is None
    assert figures([good], samples=5)["mixed"].interval is None


def test_rows_hold_the_source_s_own_words() -> None:
    document = Document.of("“It is,” Ada Lind said, “late.” The council said it was not.")
    rows = rows_of(read(document))
    assert [row["kind"] for row in rows] == ["direct", "indirect"]
    assert rows[0]["text"] == "“It is,” … “late.”"
    assert document.text[rows[0]["speaker_start"] : rows[0]["speaker_end"]] == rows[0]["speaker"] == "Ada Lind"
    assert all(document.text[s:e] for row in rows for s, e in row["spans"])


def labelled() -> dict[str, Any]:
    quote = {
        "quote_spans": [[0, 20]],
        "speaker_spans": [[21, 29]],
        "speaker": "Ada Lind",
        "kind": "direct",
    }
    return {"id": "a", "source_text": TEXT, "quotes": [quote]}


def test_the_table_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(json.dumps(labelled()) + "\n\n", encoding="utf-8")
    table = quotes_table(path, samples=10).splitlines()
    direct = next(line for line in table if line.startswith("direct"))
    assert direct.split()[1:6] == ["1", "1", "100.0", "100.0", "100.0"]
    assert table[-1] == "1 articles; words of a prediction that are the source's own: 100.0 %"


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceMissing):
        quotes_table(tmp_path / "none.jsonl")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("no json", "is not PolNeAR as it is published"),
        (json.dumps([]), "is not PolNeAR as it is published"),
        (json.dumps({"source_text": "x"}), "Line 1"),
        (json.dumps({"source_text": "x", "quotes": [{"quote_spans": [[0, 9]], "kind": "direct"}]}), "Line 1"),
        (json.dumps({"source_text": "x", "quotes": [{"quote_spans": [[1, 0]], "kind": "direct"}]}), "Line 1"),
    ],
)
def test_a_line_that_is_no_labelled_article(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(SourceUnreadable, match=said):
        quotes_table(path, samples=1)
