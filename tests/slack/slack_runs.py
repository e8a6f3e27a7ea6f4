"""On Record in a Slack on loopback: the app in a process of its own, as a workspace would run it.

with Town.open(home) as town, OnRecord(town, home) as app:
    asked = town.ana.mention(town.ferry, "who stands where?", thread)
    answer = town.answer(town.ferry, asked["ts"])
"""

from __future__ import annotations

import contextlib
import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO, Any

from tests.console.onrecord_runs import ROOT, environment
from tests.servers.openai_server import OpenAIServer, Reply, Request, Tokens
from tests.servers.slack import SIGNING_SECRET, Channel, Limits, Message, Person, Slack, channel, shown

STARTS_WITHIN = 60.0
"""Seconds that the process may need to be ready, on a busy machine."""
ANSWERS_WITHIN = 60.0

ARTICLE = """<!doctype html><html><head><title>Quay bridge gets its money</title></head><body><article>
<h1>Quay bridge gets its money</h1>
<p>The harbour council of Vessby voted on Monday to build the quay bridge, at a cost of 3,200,000 crowns.</p>
<p>“We have waited nine years for this,” said Mara Quist, who chairs the council.</p>
<p>Tomas Elgin, the harbour master, said the bridge would slow the ferries by ten minutes.</p>
<p>“I am against the quay bridge,” Elgin told reporters. The vote was seven to four.</p>
<p>Quist said she supports the quay bridge and that the work would begin in March.</p></article></body></html>"""

QUESTION, ANSWER = "by how many minutes would the bridge slow the ferries?", "ten minutes"
"""A question that the article answers, and words of its answer."""

DISCUSSION = (
    ("ana", "I support moving the market to the quay, the square is too small."),
    ("bo", "I oppose moving the market to the quay. It floods twice every winter."),
    ("ana", "The harbour office measured it: the quay flooded once in ten years."),
    ("cato", "I support the quay too, but only with new drains."),
    ("bo", "Who would pay for the drains?"),
    ("ana", "We decided on Monday to ask the council for 40,000 crowns."),
)
"""Who says what in a thread about a market."""


class Pages:
    """Web pages on loopback; ``asked`` are the (path, headers) of each request."""

    def __init__(self, pages: Mapping[str, str | bytes]) -> None:
        self.pages = dict(pages)
        self.asked: list[tuple[str, dict[str, str]]] = []
        there = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                there.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
                page = there.pages.get(self.path)
                self.send_response(404 if page is None else 200)
                body = page.encode() if isinstance(page, str) else page or b"nothing here"
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Nothing: the tests look at ``asked``."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Pages:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Always(list[Reply]):
    """One reply for ever."""

    def __bool__(self) -> bool:
        return True

    def pop(self, index: Any = -1) -> Reply:
        return self[0]


@contextlib.contextmanager
def model(draft: Callable[[Request], Reply]) -> Iterator[OpenAIServer]:
    """A model on loopback that says yes to every question of one token, and drafts with ``draft``."""

    def reply(request: Request) -> Reply:
        if request.body.get("logprobs"):
            return Tokens([("Yes", -0.01), ("No", -5.0)])
        return draft(request)

    with OpenAIServer() as server:
        server.replies = _Always([reply])
        yield server


def sentence_number(prompt: str, words: str) -> int:
    """The number that a prompt gives the sentence with these words ("[S7] ...")."""
    before, there, _ = prompt.partition(words)
    numbers = re.findall(r"\[S(\d+)\]", before)
    assert there and numbers, f"{words!r} is not in the prompt"
    return int(numbers[-1])


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass
class Town:
    """A workspace with four people and a channel, into which On Record is installed as its own manifest says."""

    slack: Slack
    ana: Person
    bo: Person
    cato: Person
    dag: Person
    ferry: Channel
    _count: Iterator[int] = field(default_factory=lambda: iter(range(1, 10_000)))

    @classmethod
    @contextlib.contextmanager
    def open(cls, limits: Limits | None = None, manifest: Mapping[str, Any] | None = None) -> Iterator[Town]:
        """A new one. ``manifest``: what the app is installed with; its own where None."""
        with Slack(limits) as slack:
            slack.install(manifest or own_manifest())
            people = [Person.joins(slack, name) for name in ("Ana Brask", "Bo Elgin", "Cato Renn", "Dag Voss")]
            people[0].user.is_admin = True
            yield cls(slack, *people, channel(slack, "ferry", people[:3]))

    def room(self, *members: Person, kind: Any = "channel") -> Channel:
        """A channel of a test's own."""
        return channel(self.slack, f"room-{next(self._count)}", members or (self.ana, self.bo, self.cato), kind)

    def discussion(self, where: Channel) -> tuple[str, list[Message]]:
        """People talking about the market in a thread: its ts and its messages."""
        said: list[Message] = []
        for who, words in DISCUSSION:
            said.append(getattr(self, who).post(where, words, said[0]["ts"] if said else None))
        return said[0]["ts"], said

    def answers(self, where: Channel, thread: str, after: str = "0") -> list[Message]:
        """The bot's finished messages in a thread after a moment."""
        there = self.slack.by_bot(where, thread)
        return [one for one in there if one["ts"] > after and "streaming_state" not in one]

    def answer(self, where: Channel, asked: Message, count: int = 1, within: float = ANSWERS_WITHIN) -> Message:
        """The ``count``-th finished message of the bot after a question."""
        thread = asked.get("thread_ts", asked["ts"])
        found = self.slack.wait(
            lambda: len(there := self.answers(where, thread, asked["ts"])) >= count and there,
            within,
            f"answer {count} to {asked['text'][:80]!r}",
        )
        assert isinstance(found, list)
        return found[count - 1]

    def ephemeral(self, who: Person, where: Channel, words: str = "", within: float = ANSWERS_WITHIN) -> Message:
        """The first message with these words that only ``who`` sees."""
        found = self.slack.wait(
            lambda: [one for one in who.sees(where) if words.lower() in shown(one).lower()],
            within,
            f"a message with {words!r} for {who.user.name} alone",
        )
        return found[0]

    def quiet(self, seconds: float = 1.5) -> None:
        """Let some time pass in which nothing more should come."""
        time.sleep(seconds)


_MANIFESTS: dict[str, dict[str, Any]] = {}


def own_manifest(*words: str) -> dict[str, Any]:
    """What ``onrecord slack manifest`` prints."""
    key = " ".join(words)
    if key not in _MANIFESTS:
        done = subprocess.run(
            [sys.executable, "-m", "bot", "slack", "manifest", *words],
            cwd=ROOT,
            env=environment(Path("/nonexistent")),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        _MANIFESTS[key] = _parsed(done.stdout)
    return json.loads(json.dumps(_MANIFESTS[key]))  # type: ignore[no-any-return]


def _parsed(text: str) -> dict[str, Any]:
    """A manifest, which may be JSON or YAML."""
    import yaml

    found = yaml.safe_load(text)
    assert isinstance(found, dict), text[:300]
    return found


class OnRecord:
    """``onrecord slack run`` (or ``serve``) in a process of its own.

    Args:
        town: the workspace.
        home: its folder; several with one home share its store.
        how: "run" for Socket Mode, "serve" for HTTP.
        model: a model server; none: the built-in drafter.
        environ: further variables.
    """

    def __init__(
        self,
        town: Town,
        home: Path,
        how: str = "run",
        *,
        model: OpenAIServer | None = None,
        words: Sequence[str] = (),
        **environ: str,
    ) -> None:
        self.town, self.home, self.how = town, home, how
        self.port = free_port() if how == "serve" else 0
        home.mkdir(parents=True, exist_ok=True)
        known = {"ONRECORD_MODEL": "test-model", "ONRECORD_BASE_URL": model.base_url} if model else {}
        self._environ = environment(
            home,
            **{
                "SLACK_API_URL": town.slack.api_url,
                "SLACK_BOT_TOKEN": town.slack.tokens["bot"],
                "SLACK_APP_TOKEN": town.slack.tokens["app"],
                "SLACK_SIGNING_SECRET": SIGNING_SECRET,
                "ONRECORD_ALLOW_LOOPBACK": "1",
                "ONRECORD_SLACK_APPEND_INTERVAL": "0.1",
                **known,
                **environ,
            },
        )
        port = ["--port", str(self.port)] if self.port else []
        self._words = [sys.executable, "-m", "bot", "slack", how, *port, *words]
        self.log = home / f"slack-{how}-{time.monotonic_ns()}.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._out: IO[bytes] | None = None

    def __enter__(self) -> OnRecord:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Where ``serve`` listens."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and wait until Slack could reach it."""
        sockets = len(self.town.slack.deliveries.sockets)
        self._out = self.log.open("wb")
        self._process = subprocess.Popen(
            self._words, cwd=self.home, env=self._environ, stdin=subprocess.DEVNULL, stdout=self._out, stderr=self._out
        )
        self._until(lambda: len(self.town.slack.deliveries.sockets) > sockets if self.how == "run" else self._listens())
        if self.how == "serve":
            self.town.slack.deliveries.request_url = f"{self.url}/slack/events"

    def _listens(self) -> bool:
        with socket.socket() as one:
            one.settimeout(0.5)
            return one.connect_ex(("127.0.0.1", self.port)) == 0

    def _until(self, ready: Callable[[], bool]) -> None:
        until = time.monotonic() + STARTS_WITHIN
        while not ready():
            assert self._process is not None
            if self._process.poll() is not None or time.monotonic() > until:
                self.kill()
                raise AssertionError(f"{' '.join(self._words[2:])} did not start:\n{self.said()[-3000:]}")
            time.sleep(0.05)

    def said(self) -> str:
        """What it wrote to its standard output and error."""
        return self.log.read_text(errors="replace")

    def stop(self) -> int:
        """Ask it to end, as a service manager does; gives its exit code."""
        if self._process is None:
            return 0
        self._process.send_signal(signal.SIGTERM)
        try:
            code = self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        self._ended()
        return code

    def kill(self) -> None:
        """End it as a crash does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._ended()

    def _ended(self) -> None:
        self._process = None
        if self._out is not None:
            self._out.close()
        if self.how == "serve":
            self.town.slack.deliveries.request_url = None


def buttons(message: Mapping[str, Any]) -> list[str]:
    """The labels of the buttons below a message or in a view."""
    from tests.servers.slack.people import interactive

    found = []
    for block in message.get("blocks", ()):
        for element in interactive(block):
            label = element.get("text")
            found.append(label["text"] if isinstance(label, Mapping) else str(element.get("action_id")))
    return found


def links(message: Mapping[str, Any]) -> set[str]:
    """The addresses that a message leads to, however they are written."""
    raw = json.dumps({name: message.get(name) for name in ("text", "blocks")}, ensure_ascii=False)
    return {found.replace("&amp;", "&").rstrip("\\") for found in re.findall(r"https?://[^\s\"<>|)\\]+", raw)}
