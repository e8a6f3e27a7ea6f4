"""Writing sets as they are published, and holding what is read of them against the same in our layout."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

from evals.adapters._rows import Published, Row, samples_of_rows
from evals.samples import EvalSample


def put(path: Path, content: Any, *, lines: bool = False) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, str):
        path.write_text(content, "utf-8")
    else:
        rows = content if lines else [content]
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def rows_of(path: Path, *, what: str, published: Published) -> list[Row]:
    return samples_of_rows(path, None, lambda row: [row], what=what, published=published)


def same_from_our_layout(name: str, path: Path, *rows: dict[str, Any]) -> list[EvalSample]:
    """The samples of the published form, which must be those of these rows in our layout."""
    adapter = import_module(f"evals.adapters.{name}")
    ours = put(path.parent / f"{name}.jsonl", list(rows), lines=True)
    found: list[EvalSample] = adapter.samples(path, None)
    assert found == adapter.samples(ours, None)
    return found
