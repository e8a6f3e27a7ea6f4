"""``add``, ``library`` and ``verify`` from the store."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.console.onrecord_runs import ARTICLE, article, onrecord, process

SECOND = "School roof\n\nMara Quist said the roof of the school would be mended before the winter.\n"


def test_documents_are_added_listed_shown_searched_and_counted(tmp_path: Path) -> None:
    article(tmp_path)
    article(tmp_path, SECOND, "school.txt")
    done = onrecord("add", ".", "--collection", "council", home=tmp_path)
    assert done.returncode == 0, done.stderr
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["new", "new", "2"]

    listed = json.loads(onrecord("library", "list", "-f", "json", home=tmp_path).stdout)
    assert [Path(v["address"]).name for v in listed["versions"]] == ["school.txt", "article.txt"]
    assert {v["collection"] for v in listed["versions"]} == {"council"}

    assert ARTICLE.splitlines()[2] in onrecord("library", "show", "article.txt", home=tmp_path).stdout
    by_id = onrecord("library", "show", listed["versions"][1]["document_id"][7:15], "-f", "json", home=tmp_path)
    assert json.loads(by_id.stdout)["text"] == ARTICLE

    found = onrecord("library", "search", "cost of the quay bridge", home=tmp_path)
    assert found.stdout.startswith("Quay bridge gets its money · ")
    said = onrecord("library", "search", "the roof", "--speaker", "Quist", "--limit", "1", "-f", "json", home=tmp_path)
    (statement,) = json.loads(said.stdout)["statements"]
    assert statement["speaker"]["name"] == "Mara Quist"
    assert SECOND[slice(*statement["spans"][0])] == statement["text"]
    assert "documents           2\n" in onrecord("library", "stats", home=tmp_path).stdout


def test_bad_sources_are_set_aside_and_the_rest_is_added(tmp_path: Path) -> None:
    article(tmp_path)
    (tmp_path / "bad.pdf").write_text("not a PDF")
    done = onrecord("add", "gone.txt", "bad.pdf", "article.txt", "no*thing", "-f", "json", home=tmp_path)
    assert done.returncode == 3
    told = json.loads(done.stdout)
    assert [Path(d["address"]).name for d in told["documents"]] == ["article.txt"]
    assert [Path(each["source"]).name for each in told["set_aside"]] == ["gone.txt", "bad.pdf", "no*thing"]
    assert done.stderr.count("Set aside: ") == 3
    assert "3 of 4 sources" in done.stderr
    assert onrecord("add", "article.txt", home=tmp_path).stdout == "1 unchanged.\n"


def test_a_list_on_standard_input(tmp_path: Path) -> None:
    article(tmp_path)
    article(tmp_path, SECOND, "two words.txt")
    done = process("add", "-", home=tmp_path, stdin="article.txt\0two words.txt\0")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "2 new.")
    assert onrecord("add", "-", "-", home=tmp_path).returncode == 2
    assert onrecord("add", "-", home=tmp_path, stdin="%PDF-1.7").returncode == 3


def test_what_is_put_off_is_read_later(tmp_path: Path) -> None:
    article(tmp_path)
    onrecord("add", "article.txt", "--put-off", home=tmp_path)
    search = ("library", "search", "--speaker", "Elgin")
    assert onrecord(*search, home=tmp_path).stdout == "No reported statement fits.\n"
    assert onrecord("library", "read", home=tmp_path).stderr == "1 documents read, 1 compared for copies.\n"
    assert onrecord(*search, home=tmp_path).stdout.count("Tomas Elgin") == 2


def test_remove_and_erase(tmp_path: Path) -> None:
    article(tmp_path)
    onrecord("add", "article.txt", home=tmp_path)
    assert onrecord("library", "remove", "article.txt", home=tmp_path).returncode == 0
    assert onrecord("library", "list", home=tmp_path).stdout == "No document fits.\n"
    assert "not current" in onrecord("library", "show", "article.txt", home=tmp_path).stdout
    erased = onrecord("library", "remove", "article.txt", "--erase", home=tmp_path)
    assert "1 texts erased" in erased.stderr
    assert onrecord("library", "show", "article.txt", home=tmp_path).returncode == 2


def test_export_and_import(tmp_path: Path) -> None:
    article(tmp_path)
    onrecord("add", "article.txt", home=tmp_path)
    assert onrecord("library", "export", "--output", "all.jsonl", home=tmp_path).returncode == 0
    piped = process("library", "export", home=tmp_path)
    assert piped.stdout == (tmp_path / "all.jsonl").read_text("utf-8")
    other = ("--store", f"sqlite:{tmp_path}/other.db")
    assert onrecord("library", "import", "all.jsonl", *other, home=tmp_path).stderr == "1 new\n"
    assert process("library", "import", "-", *other, home=tmp_path, stdin=piped.stdout).stderr == "1 unchanged\n"
    assert "Quay bridge" in onrecord("library", "list", *other, home=tmp_path).stdout
    for name in ("gone.jsonl", "article.txt"):
        done = onrecord("library", "import", name, *other, home=tmp_path)
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


@pytest.mark.parametrize(
    "words",
    [
        ("library", "show", "nothing"),
        ("library", "remove", "nothing"),
        ("library", "search", "x", "--since", "yesterday"),
        ("library", "search"),
        ("library", "list", "--store", "mysql://db/news"),
        ("add", "article.txt", "--collection", " "),
    ],
)
def test_words_that_do_not_fit(tmp_path: Path, words: tuple[str, ...]) -> None:
    article(tmp_path)
    done = onrecord(*words, home=tmp_path)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


def test_what_a_document_says_does_not_drive_the_terminal(tmp_path: Path) -> None:
    article(tmp_path, "Red\u202e title\n\nMara Quist said the market\u202e was over.\n", "a.txt")
    onrecord("add", "a.txt", home=tmp_path)
    for words in (("list",), ("show", "a.txt"), ("search", "market"), ("search", "--speaker", "Quist")):
        for form in ("text", "json"):
            shown = onrecord("library", *words, "-f", form, home=tmp_path).stdout
            assert "arket" in shown or "Red" in shown
            assert not re.search("[\x1b\u202e]", shown)


# --- verify from the store -------------------------------------------------------------------------------------


def result(home: Path) -> Path:
    article(home)
    made = onrecord("summarize", "article.txt", "--output", "result.json", home=home)
    assert made.returncode == 0, made.stderr
    return home / "result.json"


def test_a_result_holds_when_its_source_is_gone_but_kept(tmp_path: Path) -> None:
    path = result(tmp_path)
    onrecord("add", "article.txt", home=tmp_path)
    (tmp_path / "article.txt").unlink()
    done = onrecord("verify", path, home=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_result_holds_when_its_source_was_changed_and_added_again(tmp_path: Path) -> None:
    path = result(tmp_path)
    onrecord("add", "article.txt", home=tmp_path)
    article(tmp_path, ARTICLE.replace("seven to four", "seven to five"))
    assert onrecord("add", "article.txt", home=tmp_path).stdout.startswith("changed ")
    assert onrecord("verify", path, home=tmp_path).returncode == 0
    assert onrecord("verify", path, "article.txt", home=tmp_path).returncode == 1  # what is named counts


def test_a_result_with_a_document_kept_and_one_in_a_file(tmp_path: Path) -> None:
    article(tmp_path)
    article(tmp_path, SECOND, "school.txt")
    made = onrecord("summarize", "article.txt", "school.txt", "--output", "result.json", home=tmp_path)
    assert made.returncode == 0, made.stderr
    store = ("--store", f"sqlite:{tmp_path}/news.db")
    onrecord("add", "school.txt", *store, home=tmp_path)
    (tmp_path / "school.txt").unlink()
    assert onrecord("verify", "result.json", home=tmp_path).returncode == 2
    assert onrecord("verify", "result.json", *store, home=tmp_path).returncode == 0


def test_verify_makes_no_library(tmp_path: Path) -> None:
    assert onrecord("verify", result(tmp_path), home=tmp_path).returncode == 0
    assert not (tmp_path / "store" / "library").exists()
