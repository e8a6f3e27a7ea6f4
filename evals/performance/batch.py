"""How near a batch comes to what its model server allows: ``python -m evals.performance.batch``.

A server on loopback, a process of its own, answers every request after a fixed latency. ``onrecord batch summarize`` is
run over generated articles as a user would run it, with so many requests at a time. With c requests a document the best
that can be is documents × c × latency / requests at a time, in seconds; the rate is given as a share of that, for the
whole command, start and end included, and from the first request to the last answer. Then the same is done once more
and interrupted on the way, by Ctrl-C and by killing the process, and the server counts requests that it got twice.
"""

from __future__ import annotations

import argparse
import asyncio
import ctypes
import hashlib
import json
import multiprocessing
import os
import random
import re
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

WORDS = (
    "harbour quay ferry council budget tender gravel roof school clinic tariff orchard signal tunnel depot levy "
    "archive market bridge meadow pension turbine reservoir charter"
).split()
NAMES = "Mara Quist|Ole Brask|Ida Renn|Tomas Halvor|Signe Tveit|Bram Oduya|Lena Voss|Pia Marden".split("|")
SENTENCES = 20
PR_SET_CHILD_SUBREAPER = 36

_SENTENCE = re.compile(r"\[S(\d+)\] ([^\n]+)")
_LENGTH = re.compile(rb"content-length: *(\d+)", re.I)


@dataclass
class Seen:
    """What the server was asked: how often each request body, and when the first came and the last answer went.

    ``most`` requests were under way at a time; ``cpu``: the seconds of a processor that the server has taken.
    """

    bodies: Counter[str] = field(default_factory=Counter)
    first: float = 0.0
    last: float = 0.0
    most: int = 0
    now: int = 0
    cpu: float = 0.0


def articles(folder: Path, count: int, seed: int) -> None:
    """Write so many articles of about 2,000 characters, each another."""
    rng = random.Random(seed)
    for number in range(count):
        place, *_ = rng.sample(WORDS, 3)
        lines = [f"The {place} of district {number} was closed on Tuesday, the council said."]
        for n in range(SENTENCES):
            one, two, three = rng.sample(WORDS, 3)
            name = rng.choice(NAMES)
            if n % 4 == 0:
                lines.append(f"“We cannot pay for the {one} and the {two} at once,” said {name} of ward {number}.")
            else:
                took = rng.randint(2, 90)
                lines.append(f"The {one} near the {two} took {took} months, and the {three} of ward {number} later.")
        paragraphs = [" ".join(lines[at : at + 5]) for at in range(0, len(lines), 5)]
        (folder / f"{number:06}.txt").write_text("\n\n".join(paragraphs) + "\n", "utf-8")


def completion(raw: bytes, paraphrased: int) -> bytes:
    """The answer to a request's body: three statements of which so many are in other words."""
    found = _SENTENCE.findall(json.loads(raw)["messages"][-1]["content"])[:3]
    lines = []
    for at, (number, sentence) in enumerate(found):
        said = f"It was said that {sentence[0].lower()}{sentence[1:]}" if at < paraphrased else sentence
        lines.append(f"- {said} [S{number}]")
    return _replied({"message": {"role": "assistant", "content": "\n".join(lines)}}, 90)


def yes() -> bytes:
    """The answer to a question of one token, which is always the same: "Yes"."""
    tops = [{"token": "Yes", "logprob": -0.05}, {"token": "No", "logprob": -3.0}]
    content = [{**tops[0], "top_logprobs": tops}]
    return _replied({"message": {"role": "assistant", "content": "Yes"}, "logprobs": {"content": content}}, 1)


def _replied(choice: dict[str, Any], tokens: int) -> bytes:
    usage = {"prompt_tokens": 900, "completion_tokens": tokens, "total_tokens": 900 + tokens}
    choices = [{"index": 0, "finish_reason": "stop", **choice}]
    value = {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": choices, "usage": usage}
    return json.dumps(value).encode()


class Served(asyncio.Protocol):
    """One connection: as little of HTTP as the client needs, since the server is not what is measured."""

    def __init__(self, seen: list[Seen], latency: float, paraphrased: int) -> None:
        self._seen = seen
        self._latency = latency
        self._paraphrased = paraphrased
        self._yes = yes()
        self._got = b""
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._got += data
        head, blank, rest = self._got.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        size = int(length[1]) if length else 0
        if not blank or len(rest) < size:
            return
        self._got = rest[size:]
        if b"/chat/completions" not in head.split(b"\r\n", 1)[0]:
            self._write(b"404 Not Found", b'{"error": {"message": "no such address"}}')
            return
        raw, seen = rest[:size], self._seen[0]
        seen.first = seen.first or time.time()
        seen.now += 1
        seen.most = max(seen.most, seen.now)
        seen.bodies[hashlib.sha256(raw).hexdigest()] += 1
        asyncio.get_running_loop().call_later(self._latency, self._answer, raw, seen)

    def _answer(self, raw: bytes, seen: Seen) -> None:
        seen.now -= 1
        seen.last = time.time()
        if not self._transport.is_closing():
            self._write(b"200 OK", self._yes if b'"logprobs"' in raw else completion(raw, self._paraphrased))

    def _write(self, status: bytes, out: bytes) -> None:
        head = b"HTTP/1.1 %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % (status, len(out))
        self._transport.write(head + out)


def serve(pipe: Connection, latency: float, paraphrased: int) -> None:
    """The server's process: answers, and tells what it was asked when it is asked that."""

    async def main() -> None:
        seen = [Seen()]
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: Served(seen, latency, paraphrased), "127.0.0.1", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        while await asyncio.to_thread(pipe.recv) != "end":
            seen[0].cpu = time.process_time()
            pipe.send(seen[0])
            seen[0] = Seen()

    unmoved_by_ctrl_c()
    asyncio.run(main())


def unmoved_by_ctrl_c() -> None:
    """Ctrl-C is for the command that is measured."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@dataclass(frozen=True)
class Bench:
    """What every command of a measurement shares. ``server``: its process."""

    folder: Path
    port: int
    pipe: Connection
    at_a_time: int
    server: int

    def wait_for_orphans(self) -> None:
        """Wait for the processes whose parent was over before them: what they took counts then."""
        for child in Path("/proc/thread-self/children").read_text().split():
            if int(child) != self.server:
                os.waitpid(int(child), 0)

    def command(self, out: str) -> subprocess.Popen[bytes]:
        """Begin the batch."""
        environment = {
            **os.environ,
            "OPENAI_BASE_URL": f"http://127.0.0.1:{self.port}/v1",
            "ONRECORD_MODEL": "m",
            "ONRECORD_CONTEXT_TOKENS": "8000",
            "ONRECORD_HOME": str(self.folder / "home"),
        }
        return subprocess.Popen(
            [
                *(sys.executable, "-m", "bot", "batch", "summarize", str(self.folder / "articles")),
                *("--out", str(self.folder / out), "--concurrency", str(self.at_a_time)),
                *("--max-calls", "1000000", "--max-tokens", "1000000000", "--quiet"),
            ],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def seen(self) -> Seen:
        """What the server was asked since it was last asked this."""
        self.pipe.send("seen")
        return self.pipe.recv()  # type: ignore[no-any-return]

    def size(self, out: str, name: str) -> int:
        """Bytes of a file of the batch's folder."""
        return (self.folder / out / name).stat().st_size

    def lines(self, out: str) -> int:
        """How many results there are."""
        return len((self.folder / out / "results.jsonl").read_bytes().splitlines())


@contextmanager
def bench(asked: argparse.Namespace) -> Iterator[Bench]:
    """Articles and a server. On Linux, for a command leaves processes behind that end a moment later."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(
        target=serve, args=(there, asked.latency, asked.paraphrased), daemon=True
    )
    process.start()
    try:
        with tempfile.TemporaryDirectory() as name:
            (Path(name) / "articles").mkdir()
            articles(Path(name) / "articles", asked.documents, asked.seed)
            yield Bench(Path(name), here.recv(), here, asked.at_a_time, process.pid or 0)
    finally:
        here.send("end")
        process.join(5)
        process.terminate()


def straight(at: Bench, asked: argparse.Namespace) -> list[str]:
    """A run from its beginning to its end."""
    began, cpu, load = time.time(), _cpu(), os.getloadavg()[0]
    process = at.command("straight")
    out, error = process.communicate()
    wall = time.time() - began
    at.wait_for_orphans()
    used = _cpu() - cpu
    if process.returncode:
        raise SystemExit((out + error).decode())
    seen = at.seen()
    calls = sum(seen.bodies.values())
    ideal = calls * asked.latency / asked.at_a_time
    between = seen.last - seen.first
    return [
        f"{asked.documents} documents, {calls} requests of {asked.latency * 1000:.0f} ms, {asked.at_a_time} at a time "
        f"(most seen: {seen.most}); the best that can be: {ideal:.2f} s",
        f"whole command: {wall:.2f} s, {ideal / wall:.1%} of the ideal rate, {asked.documents / wall:.1f} documents/s",
        f"first request to last answer: {between:.2f} s, {ideal / between:.1%} of the ideal rate",
        f"processor time of the command: {used:.2f} s, {used / asked.documents * 1000:.1f} ms a document; "
        f"of the server: {seen.cpu:.2f} s",
        f"requests got twice: {sum(n - 1 for n in seen.bodies.values())}; results: {at.lines('straight')}",
        f"on disk, bytes a document: results {at.size('straight', 'results.jsonl') / asked.documents:.0f}, "
        f"journal {at.size('straight', 'journal.sqlite3') / asked.documents:.0f}",
        f"load of the machine before and after: {load:.1f}, {os.getloadavg()[0]:.1f} ({os.cpu_count()} processors)",
    ]


def interrupted(at: Bench, asked: argparse.Namespace, how: str) -> list[str]:
    """A run that is ended on the way three times, and goes on each time."""
    bodies: Counter[str] = Counter()
    for _ in range(3):
        process = at.command(how)
        time.sleep(asked.interrupt)
        if how == "ctrl-c":
            os.killpg(process.pid, signal.SIGINT)
        elif how == "kill":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        time.sleep(asked.latency * 3)  # what was under way comes to its end
        bodies += at.seen().bodies
    process = at.command(how)
    out, error = process.communicate()
    if process.returncode:
        raise SystemExit((out + error).decode())
    bodies += at.seen().bodies
    twice = sum(n - 1 for n in bodies.values())
    return [f"{how}, three times: {len(bodies)} different requests, {twice} got twice; results: {at.lines(how)}"]


def _cpu() -> float:
    """Seconds of a processor of all processes that are over."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--latency", type=float, default=0.2, help="seconds of one request")
    parser.add_argument("--at-a-time", type=int, default=64, help="requests at a time")
    parser.add_argument("--paraphrased", type=int, default=2, help="statements a document that have to be asked about")
    parser.add_argument("--interrupt", type=float, default=3.0, help="seconds until a run is interrupted")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only-straight", action="store_true", help="interrupt nothing")
    asked = parser.parse_args()
    with bench(asked) as at:
        print("\n".join(straight(at, asked)), flush=True)
        for how in () if asked.only_straight else ("ctrl-c", "kill", "kill of all processes"):
            print("\n".join(interrupted(at, asked, how)), flush=True)


if __name__ == "__main__":
    main()
