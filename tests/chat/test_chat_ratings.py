"""/good and /bad: what the user thinks of an answer, kept as lines that ``onrecord eval harvest`` turns into drafts."""

from __future__ import annotations

import json
import stat
from pathlib import Path

from bot.chat.ratings import FILE
from evals.harvest import read_saved
from tests.console.onrecord_runs import article, onrecord


def test_ratings_are_kept_with_the_answer_and_can_be_harvested(tmp_path: Path) -> None:
    source = article(tmp_path)
    lines = "Who chairs the council?\n/bad The name is wrong.\nWhat did the bridge cost?\n/good\n"
    done = onrecord("chat", str(source), "--model", "none", home=tmp_path, stdin=lines)
    assert done.returncode == 0, done.stderr
    path = next(tmp_path.rglob(FILE))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert [(row["rating"], row["comment"]) for row in rows] == [("down", "The name is wrong."), ("up", None)]
    assert all(row["result"]["schema"] == "onrecord/result/1" for row in rows)

    drafts = tmp_path / "drafts"
    harvested = onrecord("eval", "harvest", str(path), "--source", str(source), "--output", str(drafts), home=tmp_path)
    assert harvested.returncode == 0, harvested.stderr
    assert "The name is wrong." in next(drafts.rglob("labels.draft.yaml")).read_text("utf-8")


def test_the_last_rating_of_an_answer_counts(tmp_path: Path) -> None:
    source = article(tmp_path)
    lines = "Who chairs the council?\n/good\n/bad It was a slip of the thumb.\n/good\n"
    assert onrecord("chat", str(source), "--model", "none", home=tmp_path, stdin=lines).returncode == 0
    path = next(tmp_path.rglob(FILE))
    assert len(path.read_text("utf-8").splitlines()) == 3
    [counts] = read_saved(path)
    assert (counts.rating, counts.comment) == ("up", None)


def test_there_must_be_an_answer_to_rate(tmp_path: Path) -> None:
    done = onrecord("chat", str(article(tmp_path)), "--model", "none", home=tmp_path, stdin="/good\n")
    assert "Nothing was answered yet" in done.stderr
    assert not list(tmp_path.rglob(FILE))
