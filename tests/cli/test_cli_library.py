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
    assert done.stderr.endswith("3 of 4 sources were set aside; the other is added.\n")
    assert onrecord("add", "article.txt", home=tmp_path).stdout == "1 unchanged.\n"


def test_one_or_all_set_aside_are_told_in_grammar(tmp_path: Path) -> None:
    article(tmp_path)
    for sources, told in (
        (("gone.txt",), "The source was set aside; nothing is added."),
        (("gone.txt", "lost.txt"), "All 2 sources were set aside; nothing is added."),
        (("gone.txt", "article.txt"), "1 of 2 sources was set aside; the other is added."),
    ):
        done = onrecord("add", *sources, home=tmp_path)
        assert (done.returncode, done.stderr.splitlines()[-1]) == (3, f"onrecord: {told}")


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
    assert onrecord("library", "read", home=tmp_path).stderr == "1 document read, 1 compared for copies.\n"
    assert onrecord(*search, home=tmp_path).stdout.count("Tomas Elgin") == 2


def test_remove_and_erase(tmp_path: Path) -> None:
    article(tmp_path)
    onrecord("add", "article.txt", home=tmp_path)
    assert onrecord("library", "remove", "article.txt", home=tmp_path).returncode == 0
    assert onrecord("library", "list", home=tmp_path).stdout == "No document fits.\n"
    assert "not current" in onrecord("library", "show", "article.txt", home=tmp_path).stdout
    erased = onrecord("library", "remove", "article.txt", "--erase", home=tmp_path)
    assert erased.stderr == "1 version and 1 text erased.\n"
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


READING = [
    ("library", "list"),
    ("library", "search", "quay"),
    ("library", "search", "--speaker", "Quist"),
    ("library", "show", "article.txt"),
    ("library", "stats"),
    ("library", "copies"),
    ("library", "export"),
    ("library", "remove", "article.txt"),
    ("library", "read"),
    ("ask", "Who opposed the bridge?", "--library", "--model", "none"),
    ("summarize", "--library", "--about", "the bridge", "--model", "none"),
    ("stances", "--library", "--target", "the bridge", "--model", "none"),
    ("batch", "quotes", "--library", "--out", "out"),
]


@pytest.mark.parametrize("words", READING)
def test_a_named_store_that_is_not_there_is_told_and_not_made(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = onrecord(*words, "--store", "sqlite:nothere/x.db", home=tmp_path)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (6, "", 1), done.stderr
    assert f"There is no library at {tmp_path}/nothere/x.db; " in done.stderr
    assert "onrecord add and the same address." in done.stderr
    assert not (tmp_path / "nothere").exists()


def test_so_it_is_where_the_environment_names_it(tmp_path: Path) -> None:
    done = onrecord("library", "list", home=tmp_path, ONRECORD_STORE="sqlite:none.db")
    assert (done.returncode, done.stdout) == (6, "")
    assert not (tmp_path / "none.db").exists()
    article(tmp_path)
    added = onrecord("add", "article.txt", home=tmp_path, ONRECORD_STORE="sqlite:none.db")
    assert added.returncode == 0 and (tmp_path / "none.db").is_file()
    assert "Quay bridge" in onrecord("library", "list", home=tmp_path, ONRECORD_STORE="sqlite:none.db").stdout


def test_the_own_library_is_empty_before_it_is_begun_and_looking_does_not_begin_it(tmp_path: Path) -> None:
    assert onrecord("library", "list", home=tmp_path).stdout == "No document fits.\n"
    assert onrecord("library", "search", "quay", home=tmp_path).stdout == "No passage fits.\n"
    asked = onrecord("ask", "Who opposed the bridge?", "--library", "--model", "none", home=tmp_path)
    assert asked.returncode == 0 and "The library does not say." in asked.stdout
    assert not (tmp_path / "store" / "library").exists()


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


def test_verify_makes_no_store_that_is_named(tmp_path: Path) -> None:
    path = result(tmp_path)
    named = onrecord("verify", path, "--store", "sqlite:none.db", home=tmp_path)
    assert named.returncode == 6 and f"no library at {tmp_path}/none.db" in named.stderr
    # One that is set for all commands may not be begun yet: the files that the result names are read.
    assert onrecord("verify", path, home=tmp_path, ONRECORD_STORE="sqlite:none.db").returncode == 0
    assert not (tmp_path / "none.db").exists()
