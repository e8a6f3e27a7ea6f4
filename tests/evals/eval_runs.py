"""Runs of ``onrecord eval`` as a user starts them, on two of the shipped cases."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

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
    """Run ``onrecord eval`` to its end."""
    return subprocess.run(
        command(*words), capture_output=True, text=True, cwd=home, env=environment(home), check=False, timeout=240
    )
