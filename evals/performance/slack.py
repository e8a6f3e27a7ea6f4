"""How On Record does in a busy Slack: ``python -m evals.performance.slack [load] [first]``, from the repository's root.

``load``: 200 questions of 50 members in 10 threads at once, in a Slack on loopback, with the built-in drafter: seconds
to the acknowledgement of each delivery, seconds until all are answered, and whether each was answered once.

``first``: a model on loopback that writes at a reader's pace; seconds from the moment at which the model has written
its first whole statement to that statement's appearance in the message in Slack, and the same for every statement,
with Slack's rate limits counted (20 streams and 100 appends a minute).
"""

from __future__ import annotations

import argparse
import collections
import random
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tests.servers.openai_server import Reply, Request, Text
from tests.servers.slack import Message, Person, channel
from tests.slack.slack_runs import OnRecord, Pages, Town, model, sentence_number

QUESTIONS, MEMBERS, THREADS = 200, 50, 10
WORD_SECONDS = 0.03
"""Between two words of the model: about 33 words a second, as a small model on a laptop writes."""
ROUNDS = 15

NAMES = "Aas Berg Dahl Eide Foss Gran".split()
FACTS = [f"House number {number} on the old quay belongs to the {name} family." for number, name in enumerate(NAMES, 1)]


@dataclass(frozen=True)
class Load:
    """Seconds of acknowledgements (median, 95 in 100, largest), of the whole, and how the answers were given."""

    acknowledged: int
    p50: float
    p95: float
    most: float
    seconds: float
    once: int
    twice: int
    lost: int
    again: int


def p95(values: Sequence[float]) -> float:
    """The value that 95 in 100 do not exceed."""
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


def load(home: Path, workers: int) -> Load:
    """Ask everything at once."""
    with Town.open() as town:
        members = [Person.joins(town.slack, f"Member {number}") for number in range(MEMBERS)]
        rooms = [
            channel(town.slack, f"hall-{number}", [town.ana, town.bo, town.cato, *members]) for number in range(THREADS)
        ]
        threads = [(room, town.discussion(room)[0]) for room in rooms]
        chosen = random.Random(7)
        plan = [(members[number % MEMBERS], chosen.randrange(THREADS)) for number in range(QUESTIONS)]
        with OnRecord(town, home, ONRECORD_SLACK_WORKERS=str(workers), ONRECORD_SLACK_APPEND_INTERVAL="0.7"):
            seen = len(town.slack.deliveries.log)
            began = time.monotonic()
            for who, number in plan:
                who.mention(threads[number][0], "how often did the quay flood?", threads[number][1])
            town.slack.wait(
                lambda: sum(len(town.answers(room, thread)) for room, thread in threads) >= QUESTIONS,
                300,
                "all answers",
            )
            seconds = time.monotonic() - began
            town.quiet(3.0)
        asked = collections.Counter((who.id, threads[number][0].id) for who, number in plan)
        given = collections.Counter(
            (one.arguments["recipient_user_id"], one.arguments["channel"])
            for one in town.slack.called("chat.startStream", ok=True)
        )
        events = town.slack.deliveries.log[seen:]
        acks = sorted(one.seconds for one in events if one.seconds is not None)
        return Load(
            acknowledged=len(acks),
            p50=statistics.median(acks),
            p95=p95(acks),
            most=acks[-1],
            seconds=seconds,
            once=sum((asked & given).values()),
            twice=sum((given - asked).values()),
            lost=sum((asked - given).values()) + sum(1 for one in events if one.given_up),
            again=sum(1 for one in events if one.attempts > 1),
        )


def statement_times(reply: Text) -> list[float]:
    """When each of a completion's lines was written to its end."""
    return [at for piece, at in zip(reply.pieces, reply.sent, strict=False) if piece.endswith("\n")]


def appearances(message: Message) -> list[float]:
    """When each of the facts stood in a streamed message."""
    found = []
    for number in range(1, len(FACTS) + 1):
        place = message["text"].find(f"House number {number} ")
        found.append(next((at for at, length in message["grew"] if length > place >= 0), float("nan")))
    return found


def first(home: Path) -> tuple[list[float], list[float]]:
    """Lags of the first statement of each answer, and of every statement."""
    replies: list[Text] = []

    def draft(request: Request) -> Reply:
        lines = [f"{one} [S{sentence_number(request.prompt, one)}]\n" for one in FACTS]
        words = [piece for line in lines for piece in line.replace(" ", " \0").split("\0")]
        replies.append(Text("", pieces=words, pace=WORD_SECONDS))
        return replies[-1]

    page = (
        "<!doctype html><title>The old quay</title><article>" + "".join(f"<p>{one}</p>" for one in FACTS) + "</article>"
    )
    firsts: list[float] = []
    everything: list[float] = []
    with Pages({"/quay": page}) as web, Town.open() as town, model(draft) as server:
        town.slack.limits = replace(town.slack.limits, tiers=True)
        with OnRecord(town, home, model=server, ONRECORD_SLACK_APPEND_INTERVAL="0.7"):
            for number in range(ROUNDS + 1):
                room = town.room()
                asked = town.ana.mention(room, f"summarize {web.url}/quay")
                answer = town.answer(room, asked)
                lags = [b - a for a, b in zip(statement_times(replies[-1]), appearances(answer), strict=True)]
                if number:  # the first answer of a process also opens the model
                    firsts.append(lags[0])
                    everything += lags
                time.sleep(1.5)
        refused = [one for one in town.slack.calls if one.status == 429]
    if refused:
        print(f"{len(refused)} calls were turned away by the rate limits")
    return firsts, everything


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="*", choices=["load", "first", []], default=["load", "first"])
    parser.add_argument("--workers", type=int, default=4, help="answers at a time (default: 4)")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if "load" in chosen.what:
            found = load(Path(folder) / "load", chosen.workers)
            print(f"{QUESTIONS} questions, {MEMBERS} members, {THREADS} threads, at once; {chosen.workers} workers")
            print(f"  acknowledged in: median {found.p50 * 1000:.0f} ms, p95 {found.p95 * 1000:.0f} ms,", end=" ")
            print(f"most {found.most * 1000:.0f} ms ({found.acknowledged} deliveries, {found.again} came again)")
            print(
                f"  answered once: {found.once}, twice: {found.twice}, lost: {found.lost}; all in {found.seconds:.1f} s"
            )
        if "first" in chosen.what:
            firsts, everything = first(Path(folder) / "first")
            print(f"from a statement's last word at the model to its place in Slack, {ROUNDS} answers of {len(FACTS)}")
            print(f"  first statement: median {statistics.median(firsts):.2f} s, p95 {p95(firsts):.2f} s")
            print(f"  every statement: median {statistics.median(everything):.2f} s, p95 {p95(everything):.2f} s")


if __name__ == "__main__":
    main()
