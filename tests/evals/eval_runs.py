"""Runs of ``onrecord eval`` as a user starts them, on two of the shipped cases."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import warnings
from functools import cache
from pathlib import Path

import typer
from typer.testing import CliRunner

from bot.cli.door import Door
from evals.cli import app
from evals.dataset import CASES

ROOT = Path(__file__).resolve().parents[2]
TWO = ("kellin-flood", "quill-baths")


def two_cases(folder: Path) -> Path:
    """A folder with two of the shipped cases."""
    for name in TWO:
        shutil.copytree(CASES / name, folder / name, dirs_exist_ok=True)
    return folder


def environment(home: Path, **variables: str) -> dict[str, str]:
    """The environment of a command that has no key and no settings of the machine."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "ONRECORD_", "AZURE_"))
    }
    return {**kept, "ONRECORD_HOME": str(home), "PYTHONPATH": str(ROOT), "NO_COLOR": "1", **variables}


def command(*words: object) -> list[str]:
    """The command line of ``onrecord eval``."""
    door = "from evals.cli import app; import sys; from bot.cli.app import app as whole; "
    door += "whole.add_typer(app, name='eval'); whole(sys.argv[1:], prog_name='onrecord')"
    return [sys.executable, "-c", door, "eval", *map(str, words)]


def onrecord_eval(*words: object, home: Path) -> subprocess.CompletedProcess[str]:
    """Run ``onrecord eval`` inside this process, which is quick once Inspect is loaded, in the folder ``home``."""
    cleared: dict[str, str | None] = dict.fromkeys(
        name for name in os.environ if name.startswith(("OPENAI_", "ONRECORD_", "AZURE_"))
    )
    own = {"ONRECORD_HOME": str(home), "NO_COLOR": "1"}
    with contextlib.chdir(home), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Inspect's own are none of ours
        done = CliRunner().invoke(_whole(), ["eval", *map(str, words)], env={**cleared, **own})
    return subprocess.CompletedProcess(words, done.exit_code, done.stdout, done.stderr)


@cache
def _whole() -> typer.Typer:
    """The command line with ``eval`` in it, whether or not the package's entry points are installed."""
    whole = typer.Typer(cls=Door, rich_markup_mode=None, pretty_exceptions_enable=False)
    whole.add_typer(app, name="eval")
    return whole
