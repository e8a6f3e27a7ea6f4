"""The product as a user starts it: no setting of this machine reaches it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner

from bot.cli.app import app

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "bot"]

ARTICLE = """Quay bridge gets its money

The harbour council of Vessby voted on Monday to build the quay bridge, at a cost of 3,200,000 crowns.
“We have waited nine years for this,” said Mara Quist, who chairs the council.
Tomas Elgin, the harbour master, said the bridge would slow the ferries by ten minutes.
“I will not sign it,” Elgin told reporters.
The vote was seven to four.
Quist said the work would begin in March.
"""


def environment(home: Path, **more: str) -> dict[str, str]:
    """What a process needs, with a home of its own and nothing that names a model, plus ``more``."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TMPDIR") if name in os.environ}
    return {
        **kept,
        "PYTHONPATH": str(ROOT),
        "HOME": str(home),
        "ONRECORD_HOME": str(home / "store"),
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        **more,
    }


def onrecord(
    *words: str | Path, home: Path, stdin: str | bytes = b"", **environ: str
) -> subprocess.CompletedProcess[str]:
    """Run the command inside this process, which is quick; arguments as for ``process``."""
    others: dict[str, str | None] = dict.fromkeys(
        name for name in os.environ if name.startswith(("OPENAI_", "ONRECORD_", "AZURE_"))
    )
    with contextlib.chdir(home):
        done = CliRunner().invoke(
            app, list(map(str, words)), input=stdin, env={**others, **environment(home, **environ)}
        )
    return subprocess.CompletedProcess(words, done.exit_code, done.stdout, done.stderr)


def process(
    *words: str | Path, home: Path, stdin: str | bytes = b"", timeout: float = 60, **environ: str
) -> subprocess.CompletedProcess[str]:
    """Run the command to its end in a process of its own, in the folder ``home``; output as text.

    Args:
        words: the command's words.
        home: the current folder, and the place of its store.
        stdin: what comes through the pipe.
        timeout: seconds.
        environ: further variables.
    """
    raw = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        [*COMMAND, *map(str, words)],
        cwd=home,
        env=environment(home, **environ),
        input=raw,
        capture_output=True,
        timeout=timeout,
        check=False,
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    )


def article(home: Path, text: str = ARTICLE, name: str = "article.txt") -> Path:
    """Write a document into the folder."""
    path = home / name
    path.write_text(text, "utf-8")
    return path
