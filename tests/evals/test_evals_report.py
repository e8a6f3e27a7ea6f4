"""The report page. ``tests.evals.browser_check`` uses it in Chromium; here it is read as text."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
from pathlib import Path

import pytest

from evals.report import OUTCOMES, classes, outcome, report_html
from evals.runs import EvalRun
from tests.evals.browser_check import check
from tests.evals.eval_rows import TEXT, row, run_of

EVIL = "</script><script>alert(1)</script> <b>bold</b> \u2028"


def _run() -> EvalRun:
    sure = [("g1/1", 0.9, 1.0), ("g2/1", 0.8, 1.0), ("g3/1", 0.7, 0.0), ("g4/1", 0.2, 0.0)]
    rows = [row(name, {"answers/probability": p, "answers/right": right}) for name, p, right in sure]
    rows.append(row("g5/1", {"answers/right": None}, EVIL, error="It broke.", text=TEXT + EVIL))
    rows.append(row("g6/1", {"answers/right": 1.0, "support/unsupported_number": 1.0}, "The quay opened in May."))
    return run_of(rows, model="test-model", prompts={"answer": "answer@0123456789ab"})


def _payload(page: str) -> dict[str, list[dict[str, object]]]:
    found = re.search(r'<script type="application/json" id="payload">(.*?)</script>', page, re.DOTALL)
    assert found
    payload: dict[str, list[dict[str, object]]] = json.loads(found.group(1))
    return payload


def test_the_page_stands_alone_and_allows_only_its_own_script_and_style() -> None:
    page = report_html(_run())
    assert not re.search(r"""(?:src|href)=["'](?!data:,)""", page)
    assert "url(" not in page and "@import" not in page and "style=" not in page
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy and "default-src &#39;none&#39;" in policy.group(1)
    for element in ("style", "script"):
        held = re.findall(rf"<{element}>(.*?)</{element}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(held[-1].encode()).digest()).decode()
        assert f"sha256-{digest}" in policy.group(1).replace("&#43;", "+")


def test_nothing_of_a_sample_is_markup() -> None:
    page = report_html(_run())
    assert "<script>alert" not in page and "<b>bold" not in page and "\u2028" not in page
    samples = _payload(page)["samples"]
    assert EVIL in str(samples[0]["result"]["claims"][0]["text"])  # type: ignore[index, call-overload]


def test_failures_come_first_and_each_sample_has_its_outcome() -> None:
    samples = _payload(report_html(_run()))["samples"]
    order = [OUTCOMES.index(str(sample["outcome"])) for sample in samples]
    assert order == sorted(order) and samples[0]["id"] == "g5/1"
    assert {sample["id"]: sample["outcome"] for sample in samples}["g3/1"] == "wrong"


def test_outcomes_follow_the_worst_headline_figure() -> None:
    assert outcome(row("g/1", {"answers/right": 1.0, "answers/refused_wrongly": 0.0})) == "right"
    assert outcome(row("g/1", {"answers/refused_wrongly": 1.0})) == "wrong"
    assert outcome(row("g/1", {"answers/refused_rightly": 0.0, "answers/right": 0.0})) == "wrong"
    assert outcome(row("g/1", {"grounding/located": 1.0})) == "unscored"
    assert outcome(row("g/1", {"answers/right": 1.0}, error="It broke.")) == "failed"
    assert classes(row("g/1", {"support/unsupported_number": 0.5})) == ["unsupported_number", "answerable"]


def test_charts_say_what_the_figures_say() -> None:
    page = report_html(_run())
    assert "Expected calibration error 30.0 % over 4 answers" in page
    assert "said 90 %, right 100 % of 1" in page
    assert "answer: unsupported statements shown" in page
    without = report_html(run_of([row("g1/1", {"answers/right": 1.0})]))
    assert "No answer of this run bears a probability" in without


def test_figures_stand_with_interval_n_and_unscored() -> None:
    page = report_html(_run())
    line = page[page.index("answers/right<small>") :][:1200]
    assert ">60.0 %</td>" in line and ">5</td>" in line and ">1</td>" in line
    assert "answers/probability<small>" not in page


@pytest.mark.skipif(not (shutil.which("chromium") and shutil.which("chromedriver")), reason="needs Chromium")
def test_the_page_works_in_chromium(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text(report_html(_run()), "utf-8")
    assert check(path, None) == []
