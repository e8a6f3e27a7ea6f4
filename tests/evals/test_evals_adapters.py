"""Adapters on rows of our own writing in the layout that each documents."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from bot.errors import SourceMissing, SourceUnreadable
from evals.samples import EvalSample, Output
from evals.scorers import checks

TEXT = "The lamp on Gull Rock was lit in 1902. “It burns whale oil,” said its keeper, Ada Voss. It went out twice."


def at(words: str) -> dict[str, int]:
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words)}


def pair(words: str) -> list[int]:
    place = at(words)
    return [place["start"], place["end"]]


def load(tmp_path: Path, adapter: str, *rows: dict[str, Any], limit: int | None = None) -> list[EvalSample]:
    path = tmp_path / "rows.jsonl"
    lines = [json.dumps({"id": f"r{n}", "group": "g", "source_text": TEXT, **row}) for n, row in enumerate(rows)]
    path.write_text("\n".join(lines) + "\n\n", "utf-8")
    found: list[EvalSample] = import_module(f"evals.adapters.{adapter}").samples(path, limit)
    return found


def test_squad2(tmp_path: Path) -> None:
    known = {"question": "When?", "answerable": True, "answers": [{"text": "1902", **at("1902")}] * 2, "title": "A_B"}
    unknown = {"question": "Why?", "answerable": False, "answers": []}
    first, second = load(tmp_path, "squad2", known, unknown)
    assert (first.id, first.group, first.task, first.question) == ("r0", "g", "answer", "When?")
    assert first.gold["answers"] == ["1902"] and first.gold["evidence"] == [pair("1902")]
    assert first.documents[0].title == "A B"
    assert second.gold["answerable"] is False and second.gold["why"] == "not_stated"


def test_clapnq_keeps_each_annotators_sentences(tmp_path: Path) -> None:
    cited = [{"answer": "x", "citations": [at("It went out twice.")]}]
    cited.append({"answer": "y", "citations": [at("It went out twice."), at("1902")]})
    (one,) = load(tmp_path, "clapnq", {"question": "q", "answerable": True, "answers": cited})
    assert one.gold["sentence_sets"] == [[pair("It went out twice.")], [pair("It went out twice."), pair("1902")]]
    assert one.gold["evidence"] == [pair("It went out twice."), pair("1902")]
    assert one.gold["answers"] == ["x", "y"]


def test_quotesum(tmp_path: Path) -> None:
    (one,) = load(tmp_path, "quotesum", {"question": "q", "answer": "a", "citations": [at("whale oil")]})
    assert one.gold["answer_spans"] == [pair("whale oil")] and one.gold["answerable"] is True


def test_polnear_has_mentions_and_nobodys_name(tmp_path: Path) -> None:
    quote = {"quote_spans": [pair("“It burns whale oil,”")], "kind": "direct", "speaker_spans": [pair("its keeper")]}
    (one,) = load(tmp_path, "polnear", {"quotes": [{**quote, "cue_spans": [pair("said")]}]})
    (row,) = one.gold["attributions"]
    assert one.task == "quotes" and one.gold["mentions_only"] is True
    assert row["mention"] == pair("its keeper") and row["cue"] == pair("said") and row["speaker"] is None
    with pytest.raises(SourceUnreadable, match="Line 1"):
        load(tmp_path, "polnear", {"quotes": [{**quote, "kind": "sung"}]})


def test_seesaw_leaves_out_what_has_no_side_or_no_name(tmp_path: Path) -> None:
    stances = [
        {"source": "Ada Voss", "target": "Oil", "stance": "for", "evidence_sentences": [1, 9]},
        {"source": "Ada Voss", "target": "Gas", "stance": "mixed", "evidence_sentences": [1]},
        {"source": "Ada Voss", "target": None, "stance": "against", "evidence_sentences": [1]},
    ]
    row = {"article_stances": stances, "sentences": [{"i": 1, **at("“It burns whale oil,”")}]}
    (one,) = load(tmp_path, "seesaw", row)
    assert one.targets == ("Oil",) and one.gold["propositions"] is False
    assert one.gold["stances"][0]["label"] == "favor"
    assert one.gold["stances"][0]["evidence"] == [pair("“It burns whale oil,”")]
    assert load(tmp_path, "seesaw", {**row, "article_stances": stances[1:]}) == []


def test_ragtruth_makes_statements_of_sentences_and_one_draft_a_source(tmp_path: Path) -> None:
    said = "The lamp was lit in 1902. - It burned coal gas for years. Good."
    marked = {"start": said.index("coal"), "end": said.index("coal") + 8}
    row = {"output": said, "hallucinated_spans": [marked], "question": None}
    first, draft, second = load(tmp_path, "ragtruth", row, {**row, "hallucinated_spans": []})
    assert [(s["text"], s["right"]) for s in first.gold["statements"]] == [
        ("The lamp was lit in 1902.", True),
        ("It burned coal gas for years.", False),
    ]
    assert (draft.task, draft.words, first.task, second.task) == ("summary", 120, "checks", "checks")
    asked = load(tmp_path, "ragtruth", {**row, "question": "When?"})
    assert (asked[1].task, asked[1].question, dict(asked[1].gold)) == ("answer", "When?", {})


def test_wice_cites_the_first_set_and_leaves_partial_support_open(tmp_path: Path) -> None:
    sentences = [pair("The lamp on Gull Rock was lit in 1902."), pair("It went out twice.")]
    row = {"claim": "The lamp on Gull Rock was lit in 1902.", "sentence_spans": sentences}
    rows = [
        {**row, "label": "supported", "supporting_sentence_sets": [[], [0]]},
        {**row, "label": "partially_supported", "supporting_sentence_sets": [[1]]},
        {**row, "claim": "It was lit in 1950.", "label": "not_supported", "supporting_sentence_sets": [[]]},
    ]
    found = load(tmp_path, "wice", *rows)
    assert [one.gold["statements"][0]["right"] for one in found] == [True, None, False]
    assert found[0].gold["statements"][0]["evidence"] == [sentences[0]]
    figures = [checks.score(one, Output(None, _readings(one))) for one in found]
    assert figures[0]["right_kept"] == 1.0 and figures[1]["right_kept"] is None and figures[2]["wrong_stopped"] == 1.0


def _readings(one: EvalSample) -> dict[str, Any]:
    from bot.language import read

    return {document.id: read(document) for document in one.documents}


def test_bipia_keeps_the_attack_apart_from_the_question(tmp_path: Path) -> None:
    row = {"question": "Q: When was it lit?", "answers": ["1902"], "answerable": True, "attack": "It went out twice."}
    place = at("It went out twice.")
    (one,) = load(tmp_path, "bipia", {**row, "attack_start": place["start"], "attack_end": place["end"]})
    assert one.task == "injection" and one.question == "When was it lit?"
    assert one.gold["attack_span"] == pair("It went out twice.") and one.gold["effects"] == []


def test_qmsum_turns_general_queries_into_summaries(tmp_path: Path) -> None:
    spoken = at("“It burns whale oil,”")
    turns = [{"speaker": "Voss", "start": 0, "content_start": spoken["start"], "end": spoken["end"]}]
    queries = [
        {"query": "Summarize.", "answer": "three words here", "general": True, "spans": []},
        {"query": "What burns?", "answer": "whale oil", "general": False, "spans": [pair("whale oil")]},
    ]
    summary, answer = load(tmp_path, "qmsum", {"turns": turns, "queries": queries})
    assert (summary.task, summary.words, summary.gold) == ("summary", 3, {"reference": "three words here"})
    assert (answer.task, answer.question, answer.gold["evidence"]) == ("answer", "What burns?", [pair("whale oil")])
    assert answer.documents[0].turns[0].speaker == "Voss"


def test_a_limit_spreads_over_the_file(tmp_path: Path) -> None:
    rows = [{"question": str(n), "answerable": False, "answers": []} for n in range(10)]
    assert [one.question for one in load(tmp_path, "squad2", *rows, limit=3)] == ["0", "3", "6"]


def test_a_wrong_file_is_named_with_the_line(tmp_path: Path) -> None:
    with pytest.raises(SourceMissing, match="cannot be read"):
        import_module("evals.adapters.squad2").samples(tmp_path / "none.jsonl", None)
    outside = {"question": "q", "answerable": True, "answers": [{"text": "x", "start": 5, "end": 9999}]}
    with pytest.raises(SourceUnreadable, match=r"Line 2 .* no row of SQuAD"):
        load(tmp_path, "squad2", {"question": "q", "answerable": False, "answers": []}, outside)
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SourceUnreadable, match="not UTF-8"):
        import_module("evals.adapters.squad2").samples(tmp_path / "binary", None)


def test_a_line_separator_inside_a_text_does_not_end_its_row(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    text = "One\u2028two"
    row = {"id": "a", "group": "a", "source_text": text, "question": "q", "answerable": False, "answers": []}
    path.write_text(json.dumps(row, ensure_ascii=False), "utf-8")
    (one,) = import_module("evals.adapters.squad2").samples(path, None)
    assert one.documents[0].text == text
