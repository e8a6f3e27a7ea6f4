"""Every check there is, in one command: ``python -m tests.check`` from the top of the checkout.

Formatting, lint, types, import contracts, prompts, the tests, and the gate on the answers of the extractive drafter.
It goes on after a failure, so that one run shows all there is to mend, and exits 1 if anything failed.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

CHECKS: tuple[tuple[str, list[str]], ...] = (
    ("formatting", [str(BIN / "ruff"), "format", "--check", "."]),
    ("lint", [str(BIN / "ruff"), "check", "."]),
    ("types", [str(BIN / "mypy")]),
    ("import contracts", [str(BIN / "lint-imports")]),
    ("prompts", [sys.executable, "-m", "bot", "prompts", "check"]),
    ("tests", [sys.executable, "-m", "pytest"]),
    ("gate", [sys.executable, "-m", "bot", "eval", "gate", "--model", "none", "--fresh", "--quiet"]),
)


def main() -> int:
    failed = []
    for name, command in CHECKS:
        print(f"== {name}", flush=True)
        started = time.monotonic()
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            failed.append(name)
        print(f"   {time.monotonic() - started:.0f} s", flush=True)
    print(f"failed: {', '.join(failed)}" if failed else "all checks passed", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
