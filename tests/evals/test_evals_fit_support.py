import json
from pathlib import Path

import pytest

from bot.grounding.score import WEIGHTS
from evals.fit_support import Example, fit, logistic, main


def test_the_fit_ranks_right_above_wrong_and_keeps_its_weights_at_zero_or_above() -> None:
    rows = [Example((n / 10, 1 - n / 10, 1.0), n > 5) for n in range(11)]
    weights = fit(rows)
    assert all(weight >= 0 for weight in weights[:-1])
    assert weights[1] == 0  # a feature that speaks against its own direction gets no say
    assert logistic(weights, rows[9]) > logistic(weights, rows[1])


def test_the_command_reads_marked_outputs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = "Frida Okonjo sold the old boat in May. The town bought it."
    output = "Frida Okonjo sold the old boat in May. She then bought 12 islands."
    spans = [{"start": output.index("She"), "end": len(output)}]
    path = tmp_path / "marked.jsonl"
    row = {"source_text": source, "output": output, "hallucinated_spans": spans, "group": "1"}
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    assert main([str(path)]) == 0
    shown = capsys.readouterr().out
    assert "marked.jsonl: 2 sentences, ROC-AUC 100.0" in shown
    assert all(name in shown for name in WEIGHTS)


def test_without_files_the_command_says_how_it_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "FILE.jsonl" in capsys.readouterr().out
