"""Sets as they are published: tiny files of our own writing in each set's layout, people and texts invented."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from bot.errors import SourceMissing, SourceUnreadable, shown
from evals.adapters._rows import Row, files_of, json_lines, named_by, samples_of_rows
from evals.samples import EvalSample


def write(path: Path, *rows: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def rows_of(path: Path) -> list[Row]:
    return samples_of_rows(path, None, lambda row: [row], what="Boats", published=published)


def published(path: Path) -> Iterator[Row]:
    """A set of boats, one a line."""
    for file in files_of(path, "*.jsonl"):
        for row in json_lines(file):
            yield {"id": row["boat"], "group": row["boat"], "source_text": f"{row['boat']} is {row['length']} m long."}


def test_a_file_and_a_folder_as_published_and_our_rows_are_told_apart(tmp_path: Path) -> None:
    boats = [{"boat": "Ida", "length": 9}, {"boat": "Rolf", "length": 12}]
    whole = rows_of(write(tmp_path / "all" / "a.jsonl", *boats))
    assert [row["source_text"] for row in whole] == ["Ida is 9 m long.", "Rolf is 12 m long."]
    assert rows_of(tmp_path) == whole
    ours = write(tmp_path / "ours.jsonl", *whole)
    assert rows_of(ours) == whole


def test_a_limit_spreads_over_published_rows(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", *({"boat": str(n), "length": n} for n in range(10)))
    found = samples_of_rows(path, 3, lambda row: [row["id"]], what="Boats", published=published)
    assert found == ["0", "3", "6"]


def test_a_broken_row_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", {"boat": "Ida", "length": 9}, {"boat": "Rolf"})
    with pytest.raises(SourceUnreadable, match=r"a\.jsonl is not Boats as it is published, from row 2 on .*length"):
        rows_of(path)
    write(path, *[{"boat": "Ida", "length": 9}] * 2)
    with pytest.raises(SourceUnreadable, match="two rows are called Ida"):
        rows_of(path)
    path.write_text('{"boat": "Ida", "length": 9}\n{"boat": ', "utf-8")
    with pytest.raises(SourceUnreadable, match=r"line 2 of a\.jsonl"):
        rows_of(path)
    write(path, {"boat": "Ida", "length": 9})
    with pytest.raises(SourceUnreadable, match=r"Row 1 of .* is no row of Boats .*crew"):
        samples_of_rows(path, None, lambda row: row["crew"], what="Boats", published=published)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"[1]\n", b'"source_text"\n', b"[" * 100_000])
def test_a_file_that_is_neither_ends_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(SourceUnreadable, match="Boats"):
        rows_of(tmp_path / "a")


def test_no_file_and_a_folder_without_one(tmp_path: Path) -> None:
    with pytest.raises(SourceMissing, match="cannot be read"):
        rows_of(tmp_path / "none")
    with pytest.raises(SourceUnreadable, match=r"no \*\.jsonl in the folder"):
        rows_of(tmp_path)


def same(tmp_path: Path, adapter: str, path: Path, *rows: Row) -> list[EvalSample]:
    """The samples of a published file or folder, which are those of these rows of our layout."""
    read = import_module(f"evals.adapters.{adapter}").samples
    found: list[EvalSample] = read(path, None)
    assert found == read(write(tmp_path / "ours.jsonl", *rows), None)
    return found


def unreadable(adapter: str, path: Path, said: str) -> None:
    with pytest.raises(SourceUnreadable, match=said) as caught:
        import_module(f"evals.adapters.{adapter}").samples(path, None)
    assert shown(path) in str(caught.value) and "the head of its adapter" in str(caught.value)


def places(text: str, *words: str) -> list[list[int]]:
    assert all(text.count(one) == 1 for one in words)
    return [[text.index(one), text.index(one) + len(one)] for one in words]


# --- SQuAD 2.0 ------------------------------------------------------------------------------------------------

PIER = "𝔗he pier at Ölvik burned in 1911. Ada Berg, its builder, had warned of the tar."


def squad(*asked: Row) -> Row:
    paragraphs = [{"context": "Ölvik lies north.", "qas": []}, {"context": PIER, "qas": list(asked)}]
    return {"version": "v2.0", "data": [{"title": "Pier_of_Ölvik", "paragraphs": paragraphs}]}


def test_squad2(tmp_path: Path) -> None:
    answers = [{"text": "1911", "answer_start": 28}, {"text": "in 1911", "answer_start": 25}]
    known = {"id": "q1", "question": "When did it burn?", "answers": answers, "is_impossible": False}
    guess = [{"text": "Ada Berg", "answer_start": 34}]
    unknown = {"id": "q2", "question": "Who lit it?", "answers": [], "plausible_answers": guess, "is_impossible": True}
    path = write(tmp_path / "dev-v2.0.json", squad(known, unknown))
    common = {"group": "Pier_of_Ölvik#1", "title": "Pier_of_Ölvik", "source_text": PIER}
    when = [{"text": "1911", "start": 28, "end": 32}, {"text": "in 1911", "start": 25, "end": 32}]
    first, second = same(
        tmp_path, "squad2", path,
        {**common, "id": "squad2-q1", "question": "When did it burn?", "answerable": True, "answers": when},
        {**common, "id": "squad2-q2", "question": "Who lit it?", "answerable": False, "answers": []},
    )  # fmt: skip
    assert first.gold["evidence"] == places(PIER, "1911", "in 1911") == [[28, 32], [25, 32]]
    assert first.documents[0].title == "Pier of Ölvik" and second.gold["answerable"] is False


def test_squad2_printed_over_many_lines_and_broken(tmp_path: Path) -> None:
    asked = {"id": "q", "question": "When?", "answers": [{"text": "1911", "answer_start": 28}], "is_impossible": False}
    path = tmp_path / "dev-v2.0.json"
    path.write_text(json.dumps(squad(asked), indent=4), "utf-8")
    assert [one.id for one in import_module("evals.adapters.squad2").samples(path, None)] == ["squad2-q"]
    asked["answers"] = [{"text": "1911", "answer_start": 29}]
    unreadable("squad2", write(path, squad(asked)), "row 1 on .*question q: the answer's words do not stand at 29")
    del asked["is_impossible"]
    unreadable("squad2", write(path, squad(asked)), "there is no 'is_impossible'")
    path.write_text(json.dumps(squad(asked))[:-9], "utf-8")
    unreadable("squad2", path, "SQuAD 2.0")


# --- CLAPNQ ---------------------------------------------------------------------------------------------------

KILN = "Kilns cool slowly . Bo Lund fires two a week . Kilns cool slowly . He sells bowls . "
KILNS = ["Kilns cool slowly .", "Bo Lund fires two a week .", "Kilns cool slowly .", "He sells bowls ."]


def clapnq(name: str, answer: str, *selected: str, text: str = KILN) -> Row:
    passages = [{"title": "Kiln", "text": text, "sentences": KILNS}]
    output = [{"answer": answer, "selected_sentences": list(selected), "meta": {"round": 2}}]
    return {"id": name, "input": f"what of {name}", "passages": passages, "output": output}


def test_clapnq(tmp_path: Path) -> None:
    folder = tmp_path / "annotated_data"
    answered = clapnq("-7", "Two a week, cooled slowly.", KILNS[1], KILNS[2])
    write(folder / "dev" / "clapnq_dev_answerable.jsonl", answered)
    write(folder / "dev" / "clapnq_dev_unanswerable.jsonl", clapnq("8", ""))
    common = {"group": named_by(KILN), "title": "Kiln", "source_text": KILN}
    cited = [{"start": 20, "end": 46}, {"start": 47, "end": 66}]
    answers = [{"answer": "Two a week, cooled slowly.", "citations": cited}]
    known, unknown = same(
        tmp_path, "clapnq", folder,
        {**common, "id": "clapnq-answerable--7", "question": "what of -7", "answerable": True, "answers": answers},
        {**common, "id": "clapnq-unanswerable-8", "question": "what of 8", "answerable": False, "answers": []},
    )  # fmt: skip
    assert known.gold["sentence_sets"] == [[[20, 46], [47, 66]]] and unknown.gold["answers"] == []
    assert [KILN[start:end] for start, end in known.gold["evidence"]] == KILNS[1:3]


def test_clapnq_names_the_question_whose_sentence_is_not_in_the_passage(tmp_path: Path) -> None:
    path = tmp_path / "clapnq_dev_answerable.jsonl"
    gone = clapnq("9", "x", KILNS[1], text=KILN.replace("two", "three"))
    unreadable("clapnq", write(path, clapnq("7", "x"), gone), "row 2 on .*question 9: sentence 2 does not stand")
    unreadable("clapnq", write(path, clapnq("7", "x", "No.")), "question 7: a selected sentence is none")
    unreadable("clapnq", write(path, {**gone, "passages": []}), "question 9: not one passage")


# --- QuoteSum -------------------------------------------------------------------------------------------------


def test_quotesum(tmp_path: Path) -> None:
    line = {
        "qid": "LAMP_1",
        "unique_id": "LAMP_1_0",
        "question": "who lit the lamp?",
        "summary": "[ 1 Ida Moe ] lit it [ 2 with whale oil ] , and [ 2 The Lamp of Vik ] burned [ 1 all night ] . ",
        "title1": "Ida Moe",
        "source1": "Born in Vik, Ida Moe lit the lamp 🔥 at dusk.",
        "title2": "The lamp of Vik",
        "source2": "It was lit with whale oil. The lamp was moved.",
    } | {f"{name}{n}": "" for n in range(3, 9) for name in ("title", "source")}
    text = (
        "[1] Ida Moe\nBorn in Vik, Ida Moe lit the lamp 🔥 at dusk.\n\n"
        "[2] The lamp of Vik\nIt was lit with whale oil. The lamp was moved.\n\n"
    )
    row = {
        "id": "quotesum-LAMP_1_0",
        "group": "LAMP_1",
        "source_text": text,
        "question": "who lit the lamp?",
        "answer": "Ida Moe lit it with whale oil , and The Lamp of Vik burned all night .",
        "citations": [{"start": 25, "end": 32}, {"start": 89, "end": 103}, {"start": 62, "end": 77}],
    }
    (one,) = same(tmp_path, "quotesum", write(tmp_path / "v1" / "dev.jsonl", line), row)
    cited = [one.documents[0].text[start:end] for start, end in one.gold["evidence"]]
    assert cited == ["Ida Moe", "with whale oil", "The lamp of Vik"]
    unreadable("quotesum", write(tmp_path / "dev.jsonl", {**line, "source1": "", "source2": ""}), "no 'source1'")


# --- QMSum ----------------------------------------------------------------------------------------------------

MEETING = {
    "topic_list": [{"topic": "Tolls", "relevant_text_span": [["0", "2"]]}],
    "general_query_list": [{"query": "Summarize the whole meeting.", "answer": "A toll was put off."}],
    "specific_query_list": [
        {"query": "What did Roe want?", "answer": "A lower toll.", "relevant_text_span": [["1", "1"], ["2", "9"]]}
    ],
    "meeting_transcripts": [
        {"speaker": "The Chair", "content": "Order.  We begin."},
        {"speaker": "Ms. Jo Roe (Vik)", "content": "Lower the toll 🙂."},
        {"speaker": "The Chair", "content": "It is put off."},
    ],
}
SPOKEN = "The Chair: Order.  We begin.\nMs. Jo Roe (Vik): Lower the toll 🙂.\nThe Chair: It is put off.\n"


def meeting(name: str) -> Row:
    turns = [("The Chair", 0, 11, 28), ("Ms. Jo Roe (Vik)", 29, 47, 64), ("The Chair", 65, 76, 90)]
    return {
        "id": f"qmsum-{name}",
        "group": name,
        "source_text": SPOKEN,
        "turns": [{"speaker": who, "start": s, "content_start": c, "end": e} for who, s, c, e in turns],
        "queries": [
            {"query": "Summarize.", "answer": "A toll was put off.", "general": True, "spans": []},
            {"query": "What did Roe want?", "answer": "A lower toll.", "general": False, "spans": [[29, 64], [65, 90]]},
        ],
    }


def test_qmsum(tmp_path: Path) -> None:
    lines = write(tmp_path / "Committee" / "jsonl" / "val.jsonl", MEETING)
    summary, answer = same(tmp_path, "qmsum", lines, meeting(named_by(SPOKEN)))
    text, (_, roe, _) = answer.documents[0].text, answer.documents[0].turns
    assert (summary.gold["reference"], roe.speaker) == ("A toll was put off.", "Ms. Jo Roe (Vik)")
    assert (text[roe.start : roe.end], text[roe.label_start : roe.label_end]) == (
        "Lower the toll 🙂.",
        "Ms. Jo Roe (Vik): ",
    )
    assert [text[start:end][:9] for start, end in answer.gold["evidence"]] == ["Ms. Jo Ro", "The Chair"]


def test_qmsum_reads_the_files_of_single_meetings_once(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    for place in ("ALL/val", "Committee/all"):
        (folder / place).mkdir(parents=True)
        (folder / place / "toll_3.json").write_text(json.dumps(MEETING, indent=4), "utf-8")
    write(folder / "ALL" / "jsonl" / "val.jsonl", MEETING)
    one = meeting("toll_3")
    assert same(tmp_path, "qmsum", folder, one) == same(tmp_path, "qmsum", folder / "ALL" / "val" / "toll_3.json", one)


def test_a_broken_meeting(tmp_path: Path) -> None:
    path = tmp_path / "val.jsonl"
    unreadable("qmsum", write(path, MEETING, {"meeting_transcripts": []}), "row 2 on .*no 'general_query_list'")
    wrong = {"query": "q", "answer": "a", "relevant_text_span": [["-1", "2"]]}
    unreadable("qmsum", write(path, {**MEETING, "specific_query_list": [wrong]}), "before the first turn")


# --- WiCE -----------------------------------------------------------------------------------------------------


def test_wice(tmp_path: Path) -> None:
    page = ["(meta data) TITLE: Vik Mill", "", "Per Dal built the mill in 1874.", "It grinds rye ."]
    line = {"label": "supported", "supporting_sentences": [[2], [2, 3]], "claim": "Dal built a mill.", "evidence": page}
    folder = tmp_path / "entailment_retrieval"
    write(folder / "claim" / "dev.jsonl", {**line, "meta": {"id": "dev1", "claim_title": "Vik"}})
    write(folder / "subclaim" / "dev.jsonl", {**line, "meta": {"id": "dev1-0"}})
    text = "(meta data) TITLE: Vik Mill\n\nPer Dal built the mill in 1874.\nIt grinds rye .\n"
    row = {
        "id": "wice-dev1",
        "group": named_by(text),
        "source_text": text,
        "claim": "Dal built a mill.",
        "label": "supported",
        "sentence_spans": [[0, 27], [28, 28], [29, 60], [61, 76]],
        "supporting_sentence_sets": [[2], [2, 3]],
    }
    (one,) = same(tmp_path, "wice", folder, row)
    ((start, end),) = one.gold["statements"][0]["evidence"]
    assert text[start:end] == page[2]
    (part,) = import_module("evals.adapters.wice").samples(folder / "subclaim" / "dev.jsonl", None)
    assert part.id == "wice-dev1-0"
    unreadable("wice", write(tmp_path / "dev.jsonl", line), "there is no 'meta'")
    unreadable("wice", write(tmp_path / "dev.jsonl", {**line, "evidence": [1]}), "row 1 on")
