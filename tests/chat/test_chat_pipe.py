"""The chat over a pipe: a line is a question or a command, results on standard output, everything kept."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
from pathlib import Path

import pytest

from bot.conversations import FILE, FOLDER
from tests.console.onrecord_runs import COMMAND, article, environment, onrecord


def chat(home: Path, lines: str, *words: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return onrecord("chat", *words, home=home, stdin=lines, **environ)


def store(home: Path) -> Path:
    return home / "store" / FOLDER / FILE


def test_a_line_is_a_question(tmp_path: Path) -> None:
    article(tmp_path)
    done = chat(tmp_path, "What did the bridge cost?\nWho chairs the council?\n", "article.txt")
    assert done.returncode == 0
    first, _, second = done.stdout.partition("> Who chairs the council?\n")
    assert first.startswith("> What did the bridge cost?\n")
    assert "3,200,000" in first and "[1]" in first
    assert "Quist" in second and "[1]" in second
    assert "\x1b" not in done.stdout
    assert "›" not in done.stdout


def test_notices_stay_off_standard_output(tmp_path: Path) -> None:
    article(tmp_path)
    loud, quiet = chat(tmp_path, "/sources\n", "article.txt"), chat(tmp_path, "/sources\n", "article.txt", "--quiet")
    assert loud.stdout == quiet.stdout
    assert "No model is set" in loud.stderr
    assert quiet.stderr == ""


def test_every_command_does_what_the_help_says(tmp_path: Path) -> None:
    article(tmp_path)
    article(tmp_path, "“The ferries come first,” said Ada Moll.\n", "ferries.txt")
    lines = """/help
/sources
/add ferries.txt
/sources
/quotes moll
/find FERRIES
/drop 2
/sources
/summary
/open 1
/stances
/cost
/model
/save talk.md
/clear
/open 1
/quit
/sources
"""
    done = chat(tmp_path, lines, "article.txt")
    for command in ("/summary", "/open N", "/save FILE", "/quit"):
        assert command in done.stdout
    assert done.stdout.count("1. Quay bridge gets its money") + done.stdout.count("1. article") == 3  # none after /quit
    assert "The ferries come first" in done.stdout
    assert "Dropped ferries" in done.stdout
    assert "▶" in done.stdout and "◀" in done.stdout  # /open marks the words
    assert "Saved to talk.md." in done.stdout
    assert "Forgotten; the sources stay." in done.stdout
    assert done.returncode == 2  # /open after /clear: nothing is cited any more
    assert "Nothing was cited yet" in done.stderr


def test_find_shows_each_place_with_the_words_around(tmp_path: Path) -> None:
    article(tmp_path)
    done = chat(tmp_path, "/find the bridge\n/find zebra\n", "article.txt")
    assert "line 5" in done.stdout and "would slow the ferries" in done.stdout
    assert "Not found." in done.stdout


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/sumary", "did you mean /summary?"),
        ("/xyzzy", "/help lists"),
        ("/open 99", "There is no citation 99"),
        ("/open", "There is no citation"),
        ("/open ²", "There is no citation"),
        ("/drop 7", "There is no source 7"),
        ("/add nowhere.txt", "nowhere.txt"),
        ("/add -", "Give /add a file"),
        ("/add", "Give /add a file"),
        ("/find", "Give /find"),
        ("/save talk.doc", ".md, .txt or .json"),
        ("/save no/such/talk.md", "no folder"),
        ("/save article.txt", "is there already"),
    ],
)
def test_what_cannot_be_done_is_said_and_the_chat_goes_on(tmp_path: Path, line: str, said: str) -> None:
    article(tmp_path)
    done = chat(tmp_path, f"What did it cost?\n{line}\n/sources\n", "article.txt")
    assert said in done.stderr
    assert "1. " in done.stdout.rpartition("Sources")[2]
    assert done.returncode in (2, 3)
    assert "Traceback" not in done.stderr


def test_questions_without_a_source_are_told_what_to_do(tmp_path: Path) -> None:
    done = chat(tmp_path, "Who spoke?\n/summary\n")
    assert done.stderr.count("/add") >= 2
    assert done.returncode == 2


def test_a_follow_up_leans_on_the_question_before(tmp_path: Path) -> None:
    article(tmp_path)
    done = chat(tmp_path, "What did Tomas Elgin say?\nAnd what will he not do?\n", "article.txt")
    assert "sign" in done.stdout.rpartition("> And what will he not do?")[2]


def test_a_saved_conversation_is_whole(tmp_path: Path) -> None:
    article(tmp_path)
    lines = "What did the bridge cost?\nWho chairs the council?\n/save talk.json\n/save talk.txt\n/save talk.json\n"
    done = chat(tmp_path, lines, "article.txt")
    assert done.returncode == 0, done.stderr  # its own file may be written again
    saved = json.loads((tmp_path / "talk.json").read_text("utf-8"))
    assert saved["schema"] == "onrecord/conversation/1"
    assert [result["question"] for result in saved["results"]] == [
        "What did the bridge cost?",
        "Who chairs the council?",
    ]
    assert (tmp_path / "talk.txt").read_text("utf-8").count("Sources") == 2


def test_continue_needs_no_source_any_more(tmp_path: Path) -> None:
    path = article(tmp_path)
    chat(tmp_path, "What did the bridge cost?\n", "article.txt")
    path.unlink()
    done = chat(tmp_path, "/sources\n/open 1\nWho chairs the council?\n", "--continue")
    assert done.returncode == 0, done.stderr
    assert "1. " in done.stdout
    assert "3,200,000" in done.stdout
    assert "Quist" in done.stdout.rpartition("> Who chairs")[2]


def test_continue_takes_up_the_last_and_adds_to_it(tmp_path: Path) -> None:
    article(tmp_path)
    article(tmp_path, "“The ferries come first,” said Ada Moll.\n", "ferries.txt")
    chat(tmp_path, "What did the bridge cost?\n", "article.txt")
    done = chat(tmp_path, "/sources\n", "--continue", "ferries.txt", "article.txt")
    assert done.stdout.count("characters") == 2  # the article is not read in twice
    again = chat(tmp_path, "/sources\n", "--continue")
    assert again.stdout == done.stdout


def test_continue_with_nothing_to_continue_is_a_new_chat(tmp_path: Path) -> None:
    article(tmp_path)
    done = chat(tmp_path, "/sources\n", "--continue", "article.txt")
    assert done.returncode == 0
    assert "There is no earlier conversation" in done.stderr


def test_a_dropped_source_is_not_taken_up_again(tmp_path: Path) -> None:
    article(tmp_path)
    article(tmp_path, "“The ferries come first,” said Ada Moll.\n", "ferries.txt")
    chat(tmp_path, "/drop 1\n", "article.txt", "ferries.txt")
    done = chat(tmp_path, "/sources\n", "--continue")
    assert "ferries" in done.stdout
    assert done.stdout.count("characters") == 1


@pytest.mark.parametrize("resume", [False, True])
def test_a_broken_store_is_said_and_the_chat_works_without(tmp_path: Path, resume: bool) -> None:
    article(tmp_path)
    store(tmp_path).parent.mkdir(parents=True)
    store(tmp_path).write_bytes(b"no database " * 100)
    done = chat(tmp_path, "What did the bridge cost?\n", "article.txt", *(["--continue"] if resume else []))
    assert done.returncode == 0
    assert "3,200,000" in done.stdout
    assert "are broken" in done.stderr
    assert done.stderr.count("nothing of it is kept") == 1
    assert store(tmp_path).read_bytes() == b"no database " * 100


def test_a_stored_result_that_was_tampered_with_is_not_shown(tmp_path: Path) -> None:
    article(tmp_path)
    chat(tmp_path, "What did the bridge cost?\n", "article.txt")
    held = sqlite3.connect(store(tmp_path))
    held.execute("UPDATE exchange SET result = 'null'")
    held.commit()
    held.close()
    done = chat(tmp_path, "/sources\n", "--continue")
    assert "The last conversation cannot be read" in done.stderr
    assert done.returncode == 0


def test_nothing_that_a_source_or_a_question_says_drives_the_terminal(tmp_path: Path) -> None:
    text = "Title\x1b]0;owned\x07\n\n“I \x1b[2J agree\u202e,” said Ada \x9b31mMoll.\n"
    (tmp_path / "bad.txt").write_text(text, "utf-8")
    lines = (
        "What did Ada Moll say\x1b[2J?\n/sources\n/find agree\n/quotes\n/summary\n/open 1\n/add \x1b[31mx\n/\x1b[2J\n"
    )
    done = chat(tmp_path, lines, "bad.txt")
    for bad in ("\x1b", "\x07", "\x9b", "\u202e"):
        assert bad not in done.stdout
        assert bad not in done.stderr


def test_lines_that_are_no_text_are_borne(tmp_path: Path) -> None:
    article(tmp_path)
    done = onrecord("chat", "article.txt", home=tmp_path, stdin=b"\xef\xbb\xbf/sources\n\xff\xfe\x00\n\n  \n/sources")
    assert done.stdout.count("characters") == 2
    assert "Traceback" not in done.stderr


def test_interrupting_a_pipe_ends_the_chat(tmp_path: Path) -> None:
    article(tmp_path)
    process = subprocess.Popen(
        [*COMMAND, "chat", "article.txt"],
        cwd=tmp_path,
        env=environment(tmp_path),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin and process.stdout and process.stderr
    process.stdin.write(b"/sources\n")
    process.stdin.flush()
    assert b"characters" in process.stdout.readline()  # it waits for the next line now, or is about to
    os.kill(process.pid, signal.SIGINT)
    assert process.wait(10) == 130
    assert b"Traceback" not in process.stderr.read()
    for stream in (process.stdin, process.stdout, process.stderr):
        stream.close()


def test_a_reader_that_leaves_ends_the_chat_quietly(tmp_path: Path) -> None:
    article(tmp_path)
    process = subprocess.Popen(
        [*COMMAND, "chat", "article.txt", "--quiet"],
        cwd=tmp_path,
        env=environment(tmp_path),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin and process.stdout and process.stderr
    process.stdin.write(b"/sources\n")
    process.stdin.flush()
    process.stdout.readline()
    process.stdout.close()
    process.stdin.write(b"/sources\n")
    process.stdin.close()
    assert process.wait(30) == 141
    assert process.stderr.read() == b""
    process.stderr.close()
