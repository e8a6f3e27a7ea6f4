"""harvest: saved results and feedback become drafts, and never labels."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
import yaml

from bot.config import Settings
from bot.errors import SourceMissing, SourceUnreadable, UsageError
from bot.ingest import from_bytes
from bot.render import to_json
from bot.session import Session
from evals.dataset import load_cases
from evals.harvest import DRAFT, Saved, harvest, read_saved
from evals.labels import LabelError

ARTICLE = """Ansel opens its quay

The harbour office of Ansel opened the new quay on Monday, at a cost of 3 million crowns.
“We waited nine years for this,” said Ada Birk, who runs the ferry.
Birk said the timetable would change in May.
"""


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, "utf-8")
    return path


def _result(article: Path, question: str | None) -> str:
    session = Session(Settings())
    session.add_document(from_bytes(article.read_bytes(), name=article.name))
    run = session.ask(question) if question else session.summarize(words=40)
    return to_json(asyncio.run(run.finish()))


def _saved(tmp_path: Path, article: Path, question: str | None) -> Path:
    path = tmp_path / f"{len(list(tmp_path.iterdir()))}.json"
    path.write_text(_result(article, question), "utf-8")
    return path


def _labels(folder: Path) -> dict[str, list[dict[str, object]]]:
    labels: dict[str, list[dict[str, object]]] = yaml.safe_load((folder / DRAFT).read_text("utf-8"))
    return labels


def test_a_saved_result_becomes_a_draft_with_the_words_of_the_source(tmp_path: Path, article: Path) -> None:
    saved = [one for q in ("What did the quay cost?", None) for one in read_saved(_saved(tmp_path, article, q))]
    found = harvest(saved, [article], tmp_path / "out")
    [folder] = found.written
    assert (folder / "source.txt").read_bytes() == ARTICLE.encode()
    labels = _labels(folder)
    assert labels["id"] == folder.name
    assert "Ada Birk" in {row["name"] for row in labels["speakers"]}
    assert labels["questions"][0]["question"] == "What did the quay cost?"
    for row in [*labels["questions"], *labels["key_facts"]]:
        assert row["evidence"] and all(words in ARTICLE for words in row["evidence"])  # type: ignore[attr-defined]
    assert all(words in ARTICLE for row in labels["attributions"] for words in row["content"])  # type: ignore[attr-defined]


def test_a_draft_is_never_taken_for_a_label(tmp_path: Path, article: Path) -> None:
    harvest(read_saved(_saved(tmp_path, article, "What did the quay cost?")), [article], tmp_path / "out")
    with pytest.raises(LabelError):
        load_cases(tmp_path / "out")


def test_what_users_thought_wrong_is_left_to_people(tmp_path: Path, article: Path) -> None:
    result = json.loads(_result(article, "What did the quay cost?"))
    feedback = tmp_path / "feedback.jsonl"
    rows = [{"result": result, "rating": "up"}, {"result": result, "rating": "down", "comment": "no\n# yes: [1]"}]
    feedback.write_text("\n".join(map(json.dumps, rows)) + "\n", "utf-8")
    [folder] = harvest(read_saved(feedback), [article], tmp_path / "out").written
    [question] = _labels(folder)["questions"]
    assert (question["answerable"], question["answer"], question["evidence"]) == ("?", "?", "?")
    assert _labels(folder)["false_claims"][0]["text"] == result["claims"][0]["text"]
    assert "rated down: What did the quay cost? (user: no # yes: [1])" in (folder / DRAFT).read_text("utf-8")


def test_the_last_word_of_one_user_counts_and_that_of_several_is_theirs(tmp_path: Path, article: Path) -> None:
    result, other = (json.loads(_result(article, q)) for q in ("What did the quay cost?", "Who runs the ferry?"))
    feedback = tmp_path / "feedback.jsonl"

    def ratings(*rows: dict[str, object]) -> list[tuple[str | None, str | None]]:
        feedback.write_text("\n".join(map(json.dumps, rows)) + "\n", "utf-8")
        return [(one.rating, one.comment) for one in read_saved(feedback)]

    up, down = ({"result": result, "rating": rating, "replaces": True} for rating in ("up", "down"))
    why = {**down, "comment": "wrong pier"}
    between = {"result": other, "rating": "up", "replaces": True}
    assert ratings(up, between, down) == [("up", None), ("down", None)]
    assert ratings(why, up) == [("up", None)]
    assert ratings(why, down) == [("down", "wrong pier")]  # a reason is not lost to a second word
    anybody = {"result": result, "rating": "down"}
    assert ratings(anybody, up) == [("down", None), ("up", None)]


def test_a_refusal_is_a_question_without_an_answer(tmp_path: Path, article: Path) -> None:
    [one] = read_saved(_saved(tmp_path, article, "Who painted the lighthouse of Brell?"))
    assert one.result.refused
    [folder] = harvest([one], [article], tmp_path / "out").written
    assert _labels(folder)["questions"] == [
        {"question": one.result.question, "answerable": False, "why": "?", "contradicted_by": "?"}
    ]


def test_results_without_their_source_and_old_drafts_are_skipped_by_name(tmp_path: Path, article: Path) -> None:
    saved = read_saved(_saved(tmp_path, article, "What did the quay cost?"))
    assert "not among the sources given" in harvest(saved, [], tmp_path / "out").skipped[0]
    [folder] = harvest(saved, [article], tmp_path / "out").written
    (folder / DRAFT).write_text("mine", "utf-8")
    assert "a draft already" in harvest(saved, [article], tmp_path / "out").skipped[0]
    assert (folder / DRAFT).read_text("utf-8") == "mine"


def test_other_files_are_turned_down(tmp_path: Path, article: Path) -> None:
    with pytest.raises(SourceMissing):
        read_saved(tmp_path / "none.json")
    bad = tmp_path / "bad.jsonl"
    for line in ("[]", "{}", "not json", json.dumps({"result": json.loads(_result(article, None)), "rating": "meh"})):
        bad.write_text(line + "\n", "utf-8")
        with pytest.raises(SourceUnreadable, match="Line 1"):
            read_saved(bad)
    with pytest.raises(UsageError):
        harvest(list[Saved](), [article], tmp_path / "out")
