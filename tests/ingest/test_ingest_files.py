"""Paths and standard input: what can be wrong with them, and limits."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.errors import SourceForbidden, SourceMissing, SourceTooLarge, SourceUnreadable
from bot.ingest import Limits, ingest

# A process begun in the background may be born deaf to it.
HEARS_CTRL_C = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
READ_STDIN = (
    "import asyncio; from bot.ingest import *; print(ascii(asyncio.run(ingest('-', Limits(max_bytes=1000))).text))"
)


def read(path: object, max_bytes: int = 1000) -> str:
    return asyncio.run(ingest(str(path), Limits(max_bytes=max_bytes))).text


def test_a_file_and_its_uri(tmp_path: Path) -> None:
    path = tmp_path / "wall ☃.txt"
    path.write_text("The wall.", encoding="utf-8")
    document = asyncio.run(ingest(str(path), Limits()))
    assert (document.text, document.uri) == ("The wall.", str(path))


def test_nothing_there(tmp_path: Path) -> None:
    (tmp_path / "file.txt").write_text("x")
    for path in (tmp_path / "none.txt", tmp_path / "file.txt" / "below", "a\0b", "", "http:/one-slash"):
        with pytest.raises(SourceMissing, match="There is no file"):
            read(path)


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreadable, match="is a folder; name the files in it"):
        read(tmp_path)


def test_a_name_too_long(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreadable, match="cannot be opened"):
        read(tmp_path / ("x" * 5000))


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are POSIX's")
def test_no_permission(tmp_path: Path) -> None:
    path = tmp_path / "closed.txt"
    path.write_text("secret")
    path.chmod(0)
    # The super-user may read everything, so the reading is done by somebody who is not.
    nobody = 65534 if os.geteuid() == 0 else os.geteuid()
    before = os.geteuid()
    os.seteuid(nobody)
    try:
        with pytest.raises(SourceUnreadable, match="may not be read; check its permissions"):
            read(path)
    finally:
        os.seteuid(before)


def test_a_file_too_large_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(1 << 40)  # a terabyte of nothing, which takes no space
    began = time.perf_counter()
    with pytest.raises(SourceTooLarge, match="larger than the limit of 20 MB"):
        read(path, 20_000_000)
    assert time.perf_counter() - began < 2


def test_the_limit_is_exact(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 1000)
    assert len(read(path, 1000)) == 1000
    with pytest.raises(SourceTooLarge):
        read(path, 999)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs an endless device")
def test_an_endless_device_meets_the_limit() -> None:
    with pytest.raises(SourceTooLarge):
        read("/dev/zero", 1_000_000)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a named pipe")
def test_a_named_pipe_is_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with subprocess.Popen([sys.executable, "-c", f"open({str(path)!r}, 'w').write('From a pipe.')"]):
        assert read(path) == "From a pipe."


@pytest.mark.parametrize("address", ["ftp://harbour.example/x", "file:///etc/hostname", "gopher://x/1", "HTTPX://x"])
def test_other_addresses_are_refused(address: str) -> None:
    with pytest.raises(SourceForbidden, match="only http and https"):
        read(address)


def test_standard_input() -> None:
    done = subprocess.run(
        [sys.executable, "-c", HEARS_CTRL_C + READ_STDIN],
        input="Über den Wall.\r\n".encode(),
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode().strip() == ascii("Über den Wall.\n")


def test_standard_input_over_the_limit() -> None:
    done = subprocess.run(
        [sys.executable, "-c", HEARS_CTRL_C + READ_STDIN], input=b"x" * 2000, capture_output=True, check=False
    )
    assert b"SourceTooLarge: Standard input is larger" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="signals are POSIX's")
def test_ctrl_c_does_not_wait_for_standard_input() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HEARS_CTRL_C + READ_STDIN], stdin=subprocess.PIPE, stderr=subprocess.PIPE
    ) as waiting:
        time.sleep(1.5)
        waiting.send_signal(2)
        began = time.perf_counter()
        waiting.wait(timeout=10)
        assert time.perf_counter() - began < 5
        assert waiting.stderr is not None
        errors = waiting.stderr.read()
        assert b"KeyboardInterrupt" in errors
        assert b"Fatal Python error" not in errors


def test_reading_can_be_cancelled(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)

    async def wait_for_it() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(ingest(str(path), Limits()), 0.2)

    began = time.perf_counter()
    asyncio.run(wait_for_it())
    assert time.perf_counter() - began < 5
    os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))  # lets the thread left behind go
