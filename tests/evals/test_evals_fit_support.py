import json
from pathlib import Path

import pytest

from bot.errors import SourceMissing, SourceUnreadable
from bot.grounding.score import WEIGHTS
from evals.fit_support import Example, fit, logistic, recall_of_wrong, table


def test_the_fit_ranks_right_above_wrong_and_keeps_its_weights_at_zero_or_above() -> None:
    rows = [Example((n / 10, 1 - n / 10, 1.0), n > 5, "") for n in range(11)]
    weights = fit(rows)
    assert all(weight >= 0 for weight in weights[:-1])
    assert weights[1] == 0  # a feature that speaks against its own direction gets no say
    assert logistic(weights, rows[9]) > logistic(weights, rows[1])


def marked(path: Path) -> Path:
    source = "Frida Okonjo sold the old boat in May. The town bought it."
    output = "Frida Okonjo sold the old boat in May. She then bought 12 islands."
    spans = [{"start": output.index("She"), "end": len(output)}]
    row = {"source_text": source, "output": output, "hallucinated_spans": spans, "group": "1"}
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    return path


def test_the_table_tells_right_sentences_from_invented_ones(tmp_path: Path) -> None:
    shown = table([marked(tmp_path / "marked.jsonl")], refit=False)
    (line,) = [line for line in shown.splitlines() if line.startswith("marked")]
    assert line.split()[:4] == ["marked", "2", "1", "100.0"]


def test_a_refit_names_every_weight(tmp_path: Path) -> None:
    paths = [marked(tmp_path / "one.jsonl"), marked(tmp_path / "two.jsonl")]
    shown = table(paths)
    assert all(name in shown for name in WEIGHTS)


def test_recall_counts_the_wrong_below_the_lowest_bound_that_is_precise_enough() -> None:
    scores, rights = [0.9, 0.8, 0.7, 0.6, 0.5], [True, True, False, True, False]
    assert recall_of_wrong(scores, rights, 1.0) == 1.0
    assert recall_of_wrong(scores, rights, 0.75) == 0.5
    assert recall_of_wrong(scores, rights, 0.6) == 0.0
    assert recall_of_wrong([0.9, 0.1], [False, True], 0.9) is None


def test_a_file_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceMissing, match="give the path"):
        table([tmp_path / "none.jsonl"])
    (tmp_path / "other.jsonl").write_text("{}\n", encoding="utf-8")
    with pytest.raises(SourceUnreadable, match="is not RAGTruth as it is published"):
        table([tmp_path / "other.jsonl"])
    (tmp_path / "other.jsonl").write_text(json.dumps({"source_text": "x"}), encoding="utf-8")
    with pytest.raises(SourceUnreadable, match="Line 1"):
        table([tmp_path / "other.jsonl"])
