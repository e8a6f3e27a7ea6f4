"""Parsers, locating and reading under a coverage-guided fuzzer.

    pip install 'onrecord[fuzz]'
    python -m evals.attacks.fuzz html --seconds 600
    python -m evals.attacks.fuzz --list

Ends with 0 where nothing was found; else the input that broke it is kept beside the corpus, and named.
"""

from __future__ import annotations

import argparse
import importlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final

SECONDS: Final = 600
SLOW: Final = 30
"""Seconds of one input that count as a finding: a hundred times what the slowest ordinary one of its size takes."""
HUNG: Final = 600
"""Seconds after which one input is taken to have no end. The fuzzer's clock goes on while others have the processor, so
what it calls slow is measured once more, by the time that it has the processor itself."""
MEMORY: Final = 2_000
"""Megabytes that count as a finding."""

SAMPLES: Final = Path(__file__).parents[2] / "docs" / "samples"
SEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    "html": ("page.html",),
    "pdf": ("report.pdf",),
    "captions": ("interview.vtt", "interview.srt"),
    "markdown": ("briefing.md",),
    "thread": ("thread.json",),
    "plain": ("hearing.txt",),
    "attribution": ("hearing.txt", "briefing.md"),
}
BODY: Final = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    '<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr><w:r><w:t>The wall</w:t></w:r></w:p>'
    "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t><w:tab/><w:br/></w:r></w:p></w:tc></w:tr></w:tbl>"
    "<w:p><w:ins><w:r><w:rPr><w:vanish/></w:rPr><w:t>b</w:t></w:r></w:ins><w:del><w:r><w:delText>c</w:delText></w:r></w:del>"
    "</w:p></w:body></w:document>"
)
"""A body of a DOCX file with a title, a table, tracked changes and hidden text."""
WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "docx": (BODY,),
    "locate": ("the wall\0“The wall,” she said, “will be raised.”", "a… b\0a long way to b", "x [y] z\0x y z"),
    "completions": ("- The wall holds. [S1][S2]\n**No.** (S3-S9)\n", "[S1] A. [S2] B.", "Answer: 12 [S4–S6]."),
    "attribution": ("“It is,” said Ada Lund. „Nein“, sagte er. « Oui », dit-elle. Q: Why?\nA: No.\n",),
}


def main(words: Sequence[str] | None = None) -> int:
    """The command: 0 where nothing was found, 1 where something was, 2 where it cannot be run."""
    from evals.attacks.targets import TARGETS

    parser = argparse.ArgumentParser(prog="python -m evals.attacks.fuzz", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("target", nargs="?", choices=sorted(TARGETS), help="what is fed")
    parser.add_argument("--seconds", type=int, default=SECONDS, metavar="N", help=f"how long; {SECONDS} unless given")
    parser.add_argument("--corpus", type=Path, metavar="FOLDER", help="where inputs are kept; else they are forgotten")
    parser.add_argument("--list", action="store_true", help="name the targets and end")
    options = parser.parse_args(words)
    if options.list or options.target is None:
        print("\n".join(sorted(TARGETS)))
        return 0
    if find_spec("atheris") is None:
        print("This needs atheris: pip install 'onrecord[fuzz]' (Linux or macOS, CPython up to 3.13).", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        corpus = options.corpus or Path(folder)
        seed(options.target, corpus)
        return _run(options.target, corpus, options.seconds)


def seed(target: str, corpus: Path) -> None:
    """Put the samples of a target into its corpus."""
    corpus.mkdir(parents=True, exist_ok=True)
    for name in SEEDS.get(target, ()):
        (corpus / f"seed-{name}").write_bytes((SAMPLES / name).read_bytes())
    for number, text in enumerate(WORDS.get(target, ())):
        (corpus / f"seed-{number}").write_text(text, "utf-8")


def _run(target: str, corpus: Path, seconds: int) -> int:
    """libFuzzer ends its process as it likes, so it is given one of its own."""
    findings = corpus / "findings"
    findings.mkdir(exist_ok=True)
    flags = [
        f"-max_total_time={seconds}",
        f"-timeout={HUNG}",
        f"-report_slow_units={SLOW}",
        f"-rss_limit_mb={MEMORY}",
        "-max_len=20000",
        f"-artifact_prefix={findings}/",
        "-print_final_stats=1",
    ]
    inside = [sys.executable, "-c", "from evals.attacks.fuzz import fuzz; fuzz()", target, str(corpus), *flags]
    ended = subprocess.run(inside, check=False).returncode
    forget_unless_slow(target, findings)
    kept = sorted(path for path in findings.iterdir() if path.is_file())
    for path in kept:
        print(f"found: {path.name} ({path.stat().st_size} bytes): {path.read_bytes()[:400]!a}")
    return 1 if ended or kept else 0


def forget_unless_slow(target: str, findings: Path, slow: float = SLOW) -> None:
    """Take away the inputs that were slow for other reasons than their own: in less than ``slow`` seconds of their own
    they are done."""
    from evals.attacks.targets import TARGETS

    for path in findings.glob("slow-unit-*"):
        began = time.process_time()
        TARGETS[target](path.read_bytes())
        if time.process_time() - began < slow:
            path.unlink()


def fuzz() -> None:
    """The process that fuzzes: ``sys.argv`` is the target, the corpus and libFuzzer's flags."""
    import atheris

    name, *rest = sys.argv[1:]
    with atheris.instrument_imports(include=["bot"]):
        for module in ("bot.ingest.html", "bot.ingest.pdf", "bot.ingest.docx", "bot.ingest.captions"):
            importlib.import_module(module)
        for module in ("bot.ingest.markdown", "bot.ingest.threads", "bot.ingest.transcripts", "bot.language"):
            importlib.import_module(module)
        targets = importlib.import_module("evals.attacks.targets")
    atheris.Setup([sys.argv[0], *rest], targets.TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
