"""Results reach their file whole or not at all, and nothing else is touched on the way."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from bot.console.files import check_writable, format_for, whole_file, write_whole
from bot.errors import UsageError

FORMATS = ("text", "markdown", "json", "html")


@pytest.mark.parametrize(
    ("name", "asked", "expected"),
    [
        ("a.json", None, "json"),
        ("a.JSON", None, "json"),
        ("a.md", None, "markdown"),
        ("a.html", None, "html"),
        ("a.htm", None, "html"),
        ("a.txt", None, "text"),
        ("a.out", None, "text"),
        ("a", None, "text"),
        ("a.csv", None, "text"),  # a result cannot be a table
        ("a.json", "html", "html"),
        (None, None, "text"),
        (None, "json", "json"),
    ],
)
def test_the_format_follows_the_option_then_the_name(name: str | None, asked: str | None, expected: str) -> None:
    assert format_for(Path(name) if name else None, asked, FORMATS) == expected


def test_a_new_file_has_the_rights_that_any_new_file_has(tmp_path: Path) -> None:
    by_hand = tmp_path / "by_hand"
    by_hand.write_text("x")
    write_whole(tmp_path / "new", "“Über”\n")
    assert (tmp_path / "new").read_bytes() == "“Über”\n".encode()
    assert (tmp_path / "new").stat().st_mode == by_hand.stat().st_mode
    assert {path.name for path in tmp_path.iterdir()} == {"by_hand", "new"}


def test_an_existing_file_keeps_its_rights_and_a_link_stays_one(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    write_whole(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_device_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    write_whole(pipe, "through\n")
    reader.join(5)
    assert read == ["through\n"]
    assert pipe.is_fifo()


def test_what_cannot_be_written_leaves_what_was_there(tmp_path: Path) -> None:
    """A name that is too long fails late, when the new text stands beside the old one already."""
    folder = tmp_path / ("n" * 200)
    folder.mkdir()
    with pytest.raises(UsageError, match="cannot be written"):
        write_whole(folder / ("x" * 300), "new")
    assert list(folder.iterdir()) == []


def test_a_file_written_piece_by_piece_appears_when_all_is_well(tmp_path: Path) -> None:
    path = tmp_path / "export.jsonl"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt), whole_file(path) as file:
        file.write(b"half")
        raise KeyboardInterrupt
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("export.jsonl", "old")]
    with whole_file(path) as file:
        file.write(b"one ")
        file.write(b"two")
        assert path.read_text() == "old"
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("export.jsonl", "one two")]


@pytest.mark.parametrize(
    ("path", "message"),
    [("folder", "is a folder"), ("nowhere/file.txt", "no folder"), ("file.txt/below", "no folder")],
)
def test_a_place_that_cannot_be_is_said_before_any_work(tmp_path: Path, path: str, message: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file.txt").write_text("old")
    with pytest.raises(UsageError, match=message):
        check_writable(tmp_path / path)


def test_a_place_that_can_be_is_left_alone(tmp_path: Path) -> None:
    check_writable(tmp_path / "new.json")
    check_writable(None)
    assert list(tmp_path.iterdir()) == []
