"""A dialogue in a Slack on loopback, as a terminal shows it: question, answer as it grows, sources, the modal.

    python -m evals.performance.slack_dialogue [--model-url URL] [--model NAME] DOCUMENT [--ask QUESTION ...]

From the repository's root. The app runs in a process of its own, as a workspace runs it; the document (a file or an
address) is attached to the first question. Without ``--model-url`` the built-in drafter answers.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import textwrap
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.servers.slack import Channel, Message, Person
from tests.slack.slack_runs import OnRecord, Town, buttons

WIDTH = 96
BOLD, DIM, BLUE, PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[34m", "\x1b[0m"
_LINK = re.compile(r"\[\\\[(\d+)\\\]\]\([^)]*\)")


class Screen:
    """Prints what members and the app write; with ``color`` as a terminal shows it."""

    def __init__(self, color: bool) -> None:
        self._color = color
        self._began: float | None = None

    def _clock(self) -> str:
        """Seconds since the first line."""
        now = time.monotonic()
        self._began = now if self._began is None else self._began
        return self.styled(f"{now - self._began:6.1f} s", DIM)

    def styled(self, text: str, style: str) -> str:
        """Text in a style, where there are any."""
        return f"{style}{text}{PLAIN}" if self._color else text

    def says(self, who: str, text: str) -> None:
        """A message of somebody."""
        print(f"\n{self._clock()}  {self.styled(who, BOLD)}")
        if text:
            self.lines(text)

    def lines(self, text: str, style: str = "", *, at: bool = False) -> None:
        """Further lines, wrapped; with ``at``, beside the first of them when it came."""
        margin = f"{self._clock()}  " if at else " " * 10
        for line in text.split("\n"):
            for piece in textwrap.wrap(line, WIDTH - 10, subsequent_indent="  ") or [""]:
                print(margin + (self.styled(piece, style) if style else piece), flush=True)
                margin = " " * 10


def readable(markdown: str) -> str:
    """A streamed text as Slack would show it: marks as [1], no backslashes, no asterisks."""
    text = _LINK.sub(r"[\1]", markdown)
    text = re.sub(r"\\(.)", r"\1", text).replace("**", "").replace("\u2060", "")
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def rich_lines(blocks: Sequence[Mapping[str, Any]]) -> list[str]:
    """The rich text and small print among some blocks, a line each; the words that are marked between » «."""
    found = []
    for block in blocks:
        if block["type"] == "rich_text":
            for section in block["elements"]:
                pieces = [
                    f"[{one.get('text') or one['url']}]" if one["type"] == "link" else str(one.get("text", ""))
                    for one in section["elements"]
                ]
                found.append("".join(pieces).rstrip("\n"))
        elif block["type"] in ("section", "header"):
            found.append(str(block["text"]["text"]))
        elif block["type"] == "context":
            found += [str(one["text"]) for one in block["elements"]]
    return found


def follow(town: Town, screen: Screen, where: Channel, asked: Message, seconds: float) -> list[Message]:
    """Print an answer as it grows; gives its messages once the last one is finished."""
    until, printed = time.monotonic() + seconds, 0
    thread = asked.get("thread_ts", asked["ts"])
    status = ""
    screen.says("On Record", "")
    while time.monotonic() < until:
        now = town.slack.do(lambda: dict(town.slack.statuses)).get((where.id, thread), "")
        if now and now != status:
            screen.lines(now, DIM)
        status = now
        messages = [one for one in town.slack.do(town.slack.by_bot, where, thread) if one["ts"] > asked["ts"]]
        whole = "".join(readable(one["text"]) for one in messages)
        if len(whole) > printed and (whole.endswith("\n") or not any("streaming_state" in one for one in messages)):
            screen.lines(whole[printed:].strip("\n"), at=True)
            printed = len(whole)
        if messages and not any("streaming_state" in one for one in messages) and not status:
            return messages
        time.sleep(0.05)
    raise SystemExit("no answer came in time")


def ask(town: Town, screen: Screen, who: Person, question: str, asked: Message, seconds: float) -> None:
    """Show one question, its answer, what is below it, and the modal of its first source."""
    where = town.slack.world.channels[asked["channel"]]
    screen.says(who.user.real_name, question)
    last = follow(town, screen, where, asked, seconds)[-1]
    below = list(last.get("blocks", ()))[1:]
    screen.lines("\n".join(rich_lines(below)), DIM)
    labels = buttons(last)
    print(" " * 10 + screen.styled("  ".join(f"[ {one} ]" for one in labels if one != "onrecord_feedback"), BLUE))
    shows = [one for one in labels if one.startswith("Show [")]
    if shows:
        who.click(where, last, shows[0])
        modal = town.slack.wait(lambda: who.modal, 20, "the modal")
        screen.says(f"{who.user.real_name} presses {shows[0]}", "")
        screen.lines("┌ " + modal["title"]["text"], BOLD)
        screen.lines("\n".join("│ " + line for line in "\n".join(rich_lines(modal["blocks"])).split("\n")))
        who.close(modal)


def main() -> None:
    """Run the dialogue and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("document", help="a file or an address")
    parser.add_argument("--model-url", help="an OpenAI-compatible server; none: the built-in drafter")
    parser.add_argument("--model", default="local-model", help="the model's name there")
    parser.add_argument("--ask", action="append", help="a question (repeatable; default: summarize, who stands where?)")
    parser.add_argument("--seconds", type=float, default=600.0, help="how long an answer may take")
    parser.add_argument("--no-color", action="store_true", help="no styles")
    given = parser.parse_args()
    questions = given.ask or ["summarize", "who stands where?"]
    environ = {"ONRECORD_MODEL": given.model, "ONRECORD_BASE_URL": given.model_url} if given.model_url else {}
    screen = Screen(color=not given.no_color and sys.stdout.isatty())
    with tempfile.TemporaryDirectory() as home, Town.open() as town, OnRecord(town, Path(home), **environ):
        room, who = town.room(), town.ana
        if given.document.startswith(("http://", "https://")):
            first = who.mention(room, f"{questions[0]} {given.document}")
            shown = f"@On Record {questions[0]} {given.document}"
        else:
            path = Path(given.document)
            first = who.mention(room, questions[0], files=[town.slack.file(path.name, path.read_bytes(), who.id)])
            shown = f"@On Record {questions[0]}\n📎 {path.name}"
        ask(town, screen, who, shown, first, given.seconds)
        for question in questions[1:]:
            asked = who.mention(room, question, first["ts"])
            ask(town, screen, who, f"@On Record {question}", asked, given.seconds)


if __name__ == "__main__":
    main()
