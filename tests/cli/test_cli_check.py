"""``onrecord check`` as a desk puts it in a pipeline."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.console.onrecord_runs import onrecord, process
from tests.servers.openai_server import Decided, OpenAIServer, Request

SOURCE = (
    "Ada Voss runs the port. The board met on Monday, and it approved the plan. “The planks are rotten,” Voss said.\n"
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "source.txt").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "other.txt").write_text("The ferry is blue.\n", encoding="utf-8")
    (tmp_path / "good.txt").write_text("Ada Voss runs the port. Is that wise?\n", encoding="utf-8")
    (tmp_path / "bad.txt").write_text("Ada Voss runs the port. The board met on Friday.\n", encoding="utf-8")
    return tmp_path


def test_a_draft_that_holds_exits_with_0(home: Path) -> None:
    done = onrecord("check", "good.txt", "--against", "source.txt", home=home)
    assert done.returncode == 0, done.stderr
    assert "1 supported, 1 not judged" in done.stdout


def test_a_draft_that_does_not_exits_with_1_and_says_why_last(home: Path) -> None:
    done = onrecord("check", "bad.txt", "--against", "source.txt", home=home)
    assert done.returncode == 1
    assert "The cited words say “Monday”, not “Friday”." in done.stdout
    assert done.stderr.strip().endswith("bad.txt: 1 statement is contradicted.")


def test_a_quotation_that_is_not_verbatim_exits_with_1(home: Path) -> None:
    done = onrecord("check", "“The planks are quite rotten,” Voss said.", "-a", "source.txt", home=home)
    assert done.returncode == 1
    assert "1 quotation is not verbatim" in done.stderr


def test_a_sentence_standard_input_and_several_sources(home: Path) -> None:
    spoken = onrecord("check", "The ferry is blue.", "--against", "source.txt", "other.txt", home=home)
    assert spoken.returncode == 0 and "against 2 sources" in spoken.stdout
    piped = process("check", "-", "-a", "source.txt", "-a", "other.txt", home=home, stdin="The ferry is blue.")
    assert piped.returncode == 0 and "1 supported" in piped.stdout


def test_a_check_saved_as_json_is_proven_again(home: Path) -> None:
    made = onrecord("check", "bad.txt", "--against", "source.txt", "-o", "check.json", home=home)
    assert made.returncode == 1
    assert json.loads((home / "check.json").read_text(encoding="utf-8"))["task"] == "check"
    again = onrecord("verify", "check.json", "source.txt", home=home)
    assert again.returncode == 0, again.stdout + again.stderr
    assert "2 statements hold" in again.stdout


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("check", "bad.txt"), 2, "name a source with --against"),
        (("check", "none.txt", "-a", "source.txt"), 3, "no file none.txt"),
        (("check", "bad.txt", "-a", "none.txt"), 3, "no file none.txt"),
        (("check", "-", "-a", "-"), 2, "the draft is read from it"),
        (("check", "", "-a", "source.txt"), 2, "The draft is empty"),
        (("check", " ", "-a", "source.txt"), 2, "The draft is empty"),
        (("check", "drafts/final draft.md", "-a", "source.txt"), 3, "no file drafts/final draft.md"),
        (("check", "final draft.DOCX", "-a", "source.txt"), 3, "no file final draft.DOCX"),
        (("check", "./final draft", "-a", "source.txt"), 3, "no file ./final draft"),
        (("check", "Kept Here/final draft", "-a", "source.txt"), 3, "no file Kept Here/final draft"),
        (("check", "Kept Here", "-a", "source.txt"), 3, "Kept Here is a folder"),
    ],
)
def test_what_cannot_be_checked_is_one_sentence(home: Path, words: tuple[str, ...], code: int, sentence: str) -> None:
    (home / "Kept Here").mkdir()
    done = onrecord(*words, home=home)
    assert (done.returncode, done.stdout) == (code, "")
    assert sentence in done.stderr and len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "The board met on Monday. It is in minutes.md",
        "The board kept the minutes as minutes.pdf.",
        "The 2031/32 plan was approved",
        "The board met on Monday and/or Friday",
    ],
)
def test_a_statement_may_name_a_file_or_hold_a_slash(home: Path, statement: str) -> None:
    done = onrecord("check", statement, "--against", "source.txt", home=home)
    assert done.returncode in (0, 1), done.stderr
    assert "against" in done.stdout


def test_a_draft_whose_path_has_blanks_is_read(home: Path) -> None:
    (home / "my drafts").mkdir()
    (home / "my drafts" / "final draft.txt").write_text("Ada Voss runs the port.\n", encoding="utf-8")
    done = onrecord("check", "my drafts/final draft.txt", "--against", "source.txt", home=home)
    assert done.returncode == 0, done.stderr
    assert "1 supported" in done.stdout


def test_with_a_model_one_request_decides_all(home: Path) -> None:
    def decide(request: Request) -> Decided:
        shares = [
            {"value": v, "probability": p} for v, p in (("stated", 0.9), ("contradicted", 0.05), ("not stated", 0.05))
        ]
        return Decided(
            [
                {"type": "choice", "name": q["name"], "choice": "stated", "confidence": 0.9, "probabilities": shares}
                for q in request.body["questions"]
            ]
        )

    draft = "The board approved the plan after few words. The board met at the port on Monday."
    with OpenAIServer([decide], decisions=True) as server:
        done = onrecord(
            "check", draft, "-a", "source.txt", "--model", "test-model", "--base-url", server.base_url, home=home,
            OPENAI_API_KEY="k",
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert len(server.requests) == 1
    assert "2 statements: 2 supported." in done.stdout
    assert "code and test-model" in done.stdout


def test_in_a_chat_too(home: Path) -> None:
    lines = "/check The board met on Friday.\n/open 1\n/check bad.txt\n/check\n/help\n"
    done = process("chat", "source.txt", home=home, stdin=lines)
    assert done.stdout.count("The cited words say “Monday”, not “Friday”.") == 2
    assert "▶" in done.stdout
    assert "Give /check a file or a statement." in done.stderr
    assert "/check FILE|TEXT" in done.stdout


@pytest.mark.parametrize(
    ("typed", "code", "sentence"),
    [
        ("nofile.md", 3, "There is no file nofile.md; check the path."),
        ("drafts/final draft.md", 3, "no file drafts/final draft.md"),
        ("'final draft.md'", 3, "no file final draft.md"),
        ('""', 2, "Give /check a file or a statement."),
        ('" "', 2, "Give /check a file or a statement."),
    ],
)
def test_in_a_chat_a_missing_file_is_no_statement(home: Path, typed: str, code: int, sentence: str) -> None:
    done = onrecord("chat", "source.txt", "--quiet", home=home, stdin=f"/check {typed}\n")
    assert (done.returncode, done.stdout) == (code, "")
    assert sentence in done.stderr and len(done.stderr.splitlines()) == 1
