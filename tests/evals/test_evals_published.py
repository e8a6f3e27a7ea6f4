"""Sets as they are published: tiny files of our own writing in each set's layout, people and texts invented."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.errors import SourceMissing, SourceUnreadable
from evals.adapters._rows import Row, files_of, json_lines, rows_of, samples_of_rows


def write(path: Path, *rows: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def published(path: Path) -> Iterator[Row]:
    """A set of boats, one a line."""
    for file in files_of(path, "*.jsonl"):
        for row in json_lines(file):
            yield {"id": row["boat"], "group": row["boat"], "source_text": f"{row['boat']} is {row['length']} m long."}


def test_a_file_and_a_folder_as_published_and_our_rows_are_told_apart(tmp_path: Path) -> None:
    boats = [{"boat": "Ida", "length": 9}, {"boat": "Rolf", "length": 12}]
    whole = rows_of(write(tmp_path / "all" / "a.jsonl", *boats), what="Boats", published=published)
    assert [row["source_text"] for row in whole] == ["Ida is 9 m long.", "Rolf is 12 m long."]
    assert rows_of(tmp_path, what="Boats", published=published) == whole
    ours = write(tmp_path / "ours.jsonl", *whole)
    assert rows_of(ours, what="Boats", published=published) == whole == rows_of(ours, what="Boats")


def test_a_limit_spreads_over_published_rows(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", *({"boat": str(n), "length": n} for n in range(10)))
    found = samples_of_rows(path, 3, lambda row: [row["id"]], what="Boats", published=published)
    assert found == ["0", "3", "6"]


def test_a_broken_row_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", {"boat": "Ida", "length": 9}, {"boat": "Rolf"})
    with pytest.raises(SourceUnreadable, match=r"a\.jsonl is not Boats as it is published, from row 2 on .*length"):
        rows_of(path, what="Boats", published=published)
    write(path, *[{"boat": "Ida", "length": 9}] * 2)
    with pytest.raises(SourceUnreadable, match="two rows are called Ida"):
        rows_of(path, what="Boats", published=published)
    path.write_text('{"boat": "Ida", "length": 9}\n{"boat": ', "utf-8")
    with pytest.raises(SourceUnreadable, match=r"line 2 of a\.jsonl"):
        rows_of(path, what="Boats", published=published)
    write(path, {"boat": "Ida", "length": 9})
    with pytest.raises(SourceUnreadable, match=r"Row 1 of .* is no row of Boats .*crew"):
        samples_of_rows(path, None, lambda row: row["crew"], what="Boats", published=published)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"[1]\n", b'"source_text"\n', b"[" * 100_000])
def test_a_file_that_is_neither_ends_in_a_sentence(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(SourceUnreadable, match="Boats"):
        rows_of(tmp_path / "a", what="Boats", published=published)


def test_no_file_and_a_folder_without_one(tmp_path: Path) -> None:
    with pytest.raises(SourceMissing, match="cannot be read"):
        rows_of(tmp_path / "none", what="Boats", published=published)
    with pytest.raises(SourceUnreadable, match=r"no \*\.jsonl in the folder"):
        rows_of(tmp_path, what="Boats", published=published)
