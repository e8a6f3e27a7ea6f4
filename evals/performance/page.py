"""The page of all benchmarks, ``performance.md``, with its pictures, and the figures behind it as JSON.

The JSON keeps each row as it was last measured, with date, commit, machine and command; the page is made of it, so a
run of one row changes that row alone.
"""

from __future__ import annotations

import json
import os
import platform
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from bot.errors import SourceUnreadable, shown
from evals.performance.plots import draw
from evals.performance.sections import Bars, Line, Section, Table, markdown, number, one_table

PAGE: Final = "performance.md"
FIGURES: Final = "performance.json"
PICTURES: Final = "pictures"
SCHEMA: Final = "onrecord/performance/1"
MODULE: Final = "python -m evals.performance"
_PLACES: Final = frozenset({"--out", "--cache", "--data", "--article"})
_ORDER: Final = ("answers", "attribution", "locating", "ingest", "startup", "memory", "batch", "slack")


@dataclass(frozen=True, slots=True)
class Kept:
    """A section and where its figures come from."""

    section: Section
    date: str
    commit: str
    machine: str
    command: str


def machine() -> str:
    """The machine in words that name nobody's: cores, memory, Python."""
    pages = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return f"{os.cpu_count()} cores, {pages / 2**30:.0f} GB, Python {platform.python_version()}"


def command_of(arguments: Sequence[str]) -> str:
    """The command as it was given, with places on this machine's disk named by what they are."""
    words = list(arguments)
    for at, word in enumerate(words):
        option, equals, _ = word.partition("=")
        if option in _PLACES and equals:
            words[at] = f"{option}={_stands_for(option)}"
        elif at and words[at - 1] in _PLACES:
            words[at] = _stands_for(words[at - 1])
    return " ".join([MODULE, *(word if word in ("FOLDER", "FILE") else shlex.quote(word) for word in words)])


def _stands_for(option: str) -> str:
    return "docs" if option == "--out" else "FILE" if option == "--article" else "FOLDER"


def write(sections: Sequence[Section], folder: Path, arguments: Sequence[str]) -> Path:
    """Put what was measured into the page; the page's path.

    Args:
        sections: of this run.
        folder: where the page is; it and its pictures' folder are made where they are not there.
        arguments: those of the command.

    Raises:
        SourceUnreadable: the figures that are there cannot be read.
    """
    from evals.suite import commit

    (folder / PICTURES).mkdir(parents=True, exist_ok=True)
    kept = read_kept(folder / FIGURES)
    now, head = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"), commit() or "no commit"
    for section in sections:
        kept[section.name] = Kept(section, now, head, machine(), command_of(arguments))
        for old in (folder / PICTURES).glob(f"performance-{section.name}-*.svg"):
            old.unlink()
        for at, bars in enumerate(section.plots, 1):
            draw(bars, folder / PICTURES / picture(section.name, at))
    ordered = [kept[name] for name in sorted(kept, key=lambda name: _ORDER.index(name) if name in _ORDER else 99)]
    figures = {"schema": SCHEMA, "rows": [asdict(one) for one in ordered]}
    (folder / FIGURES).write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", "utf-8")
    (folder / PAGE).write_text(page(ordered), "utf-8")
    return folder / PAGE


def picture(name: str, number_: int) -> str:
    """The file name of a section's plot, from 1."""
    return f"performance-{name}-{number_}.svg"


def read_kept(path: Path) -> dict[str, Kept]:
    """What was measured before, by row; nothing where there is no such file."""
    if not path.exists():
        return {}
    try:
        whole = json.loads(path.read_text("utf-8"))
        if whole["schema"] != SCHEMA:
            raise ValueError("another schema")
        rows = [Kept(**{**row, "section": _section(row["section"])}) for row in whole["rows"]]
    except (ValueError, KeyError, TypeError):
        raise SourceUnreadable(f"{shown(path)} holds no benchmarks of this version; move it away.") from None
    return {row.section.name: row for row in rows}


def _section(row: Mapping[str, Any]) -> Section:
    return Section(
        **{
            **row,
            "lines": tuple(Line(**line) for line in row["lines"]),
            "table": Table(tuple(row["table"]["head"]), tuple(map(tuple, row["table"]["rows"]))),
            "plots": tuple(Bars(b["title"], tuple((n, v) for n, v in b["bars"]), b["log"]) for b in row["plots"]),
            "notes": tuple(row["notes"]),
            "load": (row["load"][0], row["load"][1]),
        }
    )


def page(rows: Sequence[Kept]) -> str:
    """The page in Markdown."""
    parts = [
        "# Performance",
        f"Made by `{MODULE} --out docs`; nothing in it is written by hand. A row measured again takes the place of its "
        "last measurement and the others are kept, so that command, date and commit stand under each. Seconds depend "
        "on the machine and on what else it does (the load average stands there too); ratios to what ran beside in "
        "the same run less so.",
        "## The table",
        markdown(one_table([row.section for row in rows]), left=(0, 1, 3)),
    ]
    for row in rows:
        parts += _told(row)
    return "\n\n".join(parts) + "\n"


def _told(row: Kept) -> list[str]:
    section = row.section
    told = [
        f"## {section.title}",
        section.about,
        markdown(section.table, left=(0, 1) if section.name == "attribution" else (0,)),
    ]
    if section.notes:
        told.append("\n".join(f"- {' '.join(note.split())}" for note in section.notes))
    told += [
        f"![{bars.title}: {', '.join(f'{name} {number(value)}' for name, value in bars.bars)}]"
        f"({PICTURES}/{picture(section.name, at)})"
        for at, bars in enumerate(section.plots, 1)
    ]
    before, after = section.load
    told.append(
        f"`{row.command}`, {row.date}, commit {row.commit}, {row.machine}, load average {before:.1f} before and "
        f"{after:.1f} after."
    )
    return told
