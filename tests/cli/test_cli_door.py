"""The door of the command line: help, words that do not fit, failures, pipes."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.app import app
from bot.cli.door import COMMANDS
from tests.console.onrecord_runs import COMMAND, ROOT, article, environment, onrecord, process

CALLS = (
    ("summarize",),
    ("stances",),
    ("ask",),
    ("quotes",),
    ("chat",),
    ("verify",),
    ("add",),
    *(("library", name) for name in "list show remove search stats read export import".split()),
    ("doctor",),
    ("models",),
    ("prompts", "list"),
    ("prompts", "show"),
    ("prompts", "check"),
    ("prompts", "render"),
)
HEAVY = ("openai", "trafilatura", "tiktoken", "prompt_toolkit", "rich", "jinja2", "pypdf", "docx", "asyncio", "httpx2")


@pytest.mark.parametrize("call", [(), ("prompts",), ("library",), *CALLS])
def test_every_help_shows_examples(call: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(app, [*call, "--help"])
    assert shown.exit_code == 0
    assert shown.stdout.count("\n  onrecord ") + shown.stdout.count("\n    onrecord ") >= 1, shown.stdout
    assert "\b" not in shown.stdout
    assert "\x1b" not in shown.stdout


def test_the_list_of_commands_is_whole() -> None:
    shown = CliRunner().invoke(app, ["--help"]).stdout
    listed = shown[shown.index("Commands:") :]
    assert {call[0] for call in CALLS} <= set(listed.split())


@pytest.mark.parametrize("words", ["--help", "summarize --help", "--version", "prompts list"])
def test_help_loads_nothing_heavy(words: str, tmp_path: Path) -> None:
    look = f"""
import sys
sys.argv = ["onrecord", *{words.split()!r}]
from bot.cli import main
try:
    main()
finally:
    loaded = [name for name in {HEAVY!r} if name in sys.modules]
    print("loaded:", *loaded, file=sys.stderr)
"""
    done = subprocess.run(
        [sys.executable, "-c", look],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stderr.rpartition("loaded:")[2].split())
    assert loaded <= ({"jinja2", "asyncio"} if words == "prompts list" else set())


def test_the_script_of_the_distribution_is_this_door() -> None:
    import tomllib

    root = Path(__file__).resolve().parents[2]
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    door = EntryPoint("onrecord", project["scripts"]["onrecord"], "console_scripts").load()
    from bot.cli import main

    assert door is main


def test_no_words_show_the_help(tmp_path: Path) -> None:
    done = process(home=tmp_path)
    assert done.returncode == 2
    assert "Commands:" in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("summarise", "x"), "Did you mean 'summarize'?"),
        (("summarize",), "SOURCE"),
        (("summarize", "article.txt", "--format", "yaml"), "yaml"),
        (("summarize", "article.txt", "--length", "3"), "--length"),
        (("summarize", "-", "-"), "only once"),
        (("ask", "  ", "article.txt"), "question is empty"),
        (("stances", "article.txt", "--target", ""), "target is empty"),
        (("chat", "-"), "Standard input cannot be a source here"),
        (("summarize", "article.txt", "--output", "no/such/file.md"), "no folder"),
        (("summarize", "article.txt", "--base-url", "ftp://example.org"), "--base-url"),
    ],
)
def test_words_that_do_not_fit_exit_2_and_say_so(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    article(tmp_path)
    done = onrecord(*words, home=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


def test_a_missing_source_is_one_sentence_and_exits_3(tmp_path: Path) -> None:
    done = process("quotes", "nothing.txt", home=tmp_path)
    assert done.returncode == 3
    assert done.stderr.startswith("onrecord: ")
    assert "nothing.txt" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


def test_the_bad_one_of_several_sources_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    good = article(tmp_path)
    (tmp_path / "empty.txt").write_text("  \n")
    done = onrecord("quotes", good, "empty.txt", good, "--output", "out.json", home=tmp_path)
    assert done.returncode == 3
    assert "empty.txt" in done.stderr
    assert not (tmp_path / "out.json").exists()
    assert done.stdout == ""


def test_sources_keep_the_order_given(tmp_path: Path) -> None:
    names = [f"{number}.txt" for number in range(12)]
    for number, name in enumerate(names):
        # The first are the largest, so that they are the last to be read.
        article(
            tmp_path, f"“Number {number},” said Ada Moll.\n" + "Nothing more was said.\n" * (4000 // (number + 1)), name
        )
    done = onrecord("quotes", *names, "--format", "json", home=tmp_path)
    import json

    assert [d["uri"] for d in json.loads(done.stdout)["documents"]] == names


def test_a_reader_that_leaves_early_is_no_failure(tmp_path: Path) -> None:
    article(tmp_path, "“Yes,” said Ada Moll.\n\n" * 8000)
    process = subprocess.Popen(
        [*COMMAND, "quotes", "article.txt"],
        cwd=tmp_path,
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait(30) == 141
    assert said == b""


EXTRA = """
import typer
app = typer.Typer()

@app.command()
def extra(name: str = "nobody", fail: bool = False) -> None:
    if fail:
        raise KeyError("no such thing")
    typer.echo(f"for {name}")
"""


def _distribution(folder: Path, module: str = EXTRA) -> str:
    """Another installed distribution with a command ``extra``; gives the path to look for it in."""
    about = folder / "extra_part-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: extra-part\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[{COMMANDS}]\nextra = extra_part:app\n")
    (folder / "extra_part.py").write_text(module)
    return f"{ROOT}{os.pathsep}{folder}"


@pytest.mark.parametrize(("debug", "traceback"), [("", False), ("1", True)])
def test_a_fault_that_nobody_foresaw_is_one_sentence_unless_asked(tmp_path: Path, debug: str, traceback: bool) -> None:
    path = _distribution(tmp_path)
    done = process("extra", "--fail", home=tmp_path, PYTHONPATH=path, ONRECORD_DEBUG=debug)
    assert done.returncode == 70
    assert "This should not have happened (KeyError: 'no such thing')" in done.stderr
    assert ("Traceback" in done.stderr) is traceback
    assert traceback or len(done.stderr.splitlines()) == 1


def test_commands_of_other_parts_are_run(tmp_path: Path) -> None:
    path = _distribution(tmp_path)
    done = process("extra", "--name", "Ada", home=tmp_path, PYTHONPATH=path)
    assert (done.returncode, done.stdout) == (0, "for Ada\n")
    assert "--name" in process("extra", "--help", home=tmp_path, PYTHONPATH=path).stdout


def test_commands_of_other_parts_are_listed_without_being_loaded(tmp_path: Path) -> None:
    path = _distribution(tmp_path, "raise RuntimeError('loaded')")
    listed = process("--help", home=tmp_path, PYTHONPATH=path)
    assert listed.returncode == 0
    assert "See onrecord extra --help." in listed.stdout
    assert "RuntimeError: loaded" in process("extra", home=tmp_path, PYTHONPATH=path).stderr


def test_completion_is_offered(tmp_path: Path) -> None:
    done = process(home=tmp_path, _ONRECORD_COMPLETE="complete_bash", COMP_WORDS="onrecord su", COMP_CWORD="1")
    assert done.stdout.split() == ["summarize"]
    script = process("--show-completion", "bash", home=tmp_path, _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    assert "_ONRECORD_COMPLETE" in script.stdout
