"""Peers, each in an environment of its own and in a process of its own.

A peer's packages are pinned and installed once into a folder of the cache; its script stands in ``peer_scripts`` and
speaks one JSON value a line: it is told something on standard input and says what came of it on standard output.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from bot.errors import ConfigError, shown

SCRIPTS: Final = Path(__file__).with_name("peer_scripts")
ROOT: Final = Path(__file__).resolve().parents[2]
_QUIET: Final = {
    "ANONYMIZED_TELEMETRY": "False",
    "HF_HUB_OFFLINE": "1",
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PYTHONWARNINGS": "ignore",
    "TOKENIZERS_PARALLELISM": "false",
}


class PeerFailed(Exception):  # noqa: N818 (it says what happened, as the product's errors do)
    """A peer could not be installed, or ended, or said that it failed; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A peer: its name as tables show it, the environment that it shares with others, its packages and its script.

    Attributes:
        name: what tables show.
        environment: peers of one environment are installed together.
        packages: as ``pip install`` takes them, pinned, in the order of installing; none: this very environment.
        script: a file of ``peer_scripts``.
    """

    name: str
    environment: str
    packages: tuple[str, ...]
    script: str


def environment(name: str, packages: Sequence[str], cache: Path) -> Path:
    """The Python of an environment with these packages, which is made where it is not there yet.

    Args:
        name: of the environment, for people.
        packages: pinned; a changed list makes another environment.
        cache: the folder of all environments.

    Raises:
        PeerFailed: an installation failed, with pip's last words.
        ConfigError: the folder cannot be written to.
    """
    digest = hashlib.sha256("\n".join([sys.version, *packages]).encode()).hexdigest()[:12]
    folder = cache / f"{name}-{digest}"
    python = folder / "bin" / "python"
    done = folder / "installed"
    if done.exists():
        return python
    print(f"Installing {', '.join(packages)} under {shown(cache)} …", file=sys.stderr)
    try:
        venv.create(folder, with_pip=True, clear=True)
    except OSError as error:
        raise ConfigError(
            f"{shown(folder)} cannot be written ({error.strerror}); name a folder with --cache."
        ) from None
    told = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", *packages],
        env={**_plain(), **_QUIET},
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode:
        words = [line for line in told.stderr.splitlines() if line.startswith("ERROR")]
        raise PeerFailed(f"{name} could not be installed: {shown(words[-1] if words else 'pip failed')}")
    done.write_text("\n".join(packages) + "\n", "utf-8")
    return python


def _plain() -> dict[str, str]:
    """This process's environment without settings of models, and without this product's packages."""
    hidden = ("OPENAI_", "ONRECORD_", "AZURE_", "ANTHROPIC_", "LLAMA_", "PYTHONPATH")
    return {name: value for name, value in os.environ.items() if not name.startswith(hidden)}


class Child:
    """A peer's process. ``ask`` it as often as you like; leave it with ``with``."""

    def __init__(self, peer: Peer, cache: Path) -> None:
        """Begin the process, having installed what it needs. Errors as for ``environment``."""
        ours = not peer.packages
        python = Path(sys.executable) if ours else environment(peer.environment, peer.packages, cache)
        self.peer = peer
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115 (a pipe might fill up)
        self._process = subprocess.Popen(
            [str(python), str(SCRIPTS / peer.script)],
            env={**_plain(), **_QUIET, **({"PYTHONPATH": str(ROOT)} if ours else {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            encoding="utf-8",
        )

    def ask(self, value: object) -> Any:
        """Tell the peer something; what it says to it.

        Raises:
            PeerFailed: it ended, or said that this failed.
        """
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None and stdout is not None
        try:
            stdin.write(json.dumps(value) + "\n")
            stdin.flush()
            line = stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            raise PeerFailed(f"{self.peer.name} ended: {self._last_words()}")
        said = json.loads(line)
        if "failed" in said:
            raise PeerFailed(f"{self.peer.name}: {shown(said['failed'])}")
        return said

    def _last_words(self) -> str:
        self._process.wait(30)
        self._errors.seek(0)
        lines = self._errors.read().strip().splitlines()
        return shown(lines[-1]) if lines else f"exit code {self._process.returncode}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        for pipe in (self._process.stdin, self._process.stdout, self._errors):
            if pipe is not None:
                pipe.close()
        try:
            self._process.wait(3)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
