"""Answers beside LlamaIndex's CitationQueryEngine, paper-qa and the bare model, at one server, turn by turn.

Each program is a process of its own. For every question all of them are asked one after the other, who begins moves on
by one each time, and all go through one counting proxy; so a busy moment of the machine, or of the server, hits all.
"""

from __future__ import annotations

import math
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bot.errors import SourceMissing, UsageError, shown
from bot.language import read
from evals.dataset import load_cases
from evals.performance.judged import Judged, judge
from evals.performance.peers import Child, Peer, PeerFailed
from evals.performance.proxy import CountingProxy
from evals.performance.sections import Bars, Line, Order, Section, Table, number, percent
from evals.samples import EvalSample, samples_of_cases

OURS: Final = Peer("On Record", "", (), "on_record_answers.py")
RAW: Final = Peer("the model alone", "", (), "raw_answers.py")
LLAMA: Final = Peer(
    "LlamaIndex 0.14.25",
    "llama-index",
    (
        "llama-index-core==0.14.25",
        "llama-index-llms-openai-like==0.8.1",
        "llama-index-retrievers-bm25==0.8.0",
    ),
    "llama_index_answers.py",
)
PAPERQA: Final = Peer("paper-qa 2026.8.12", "paper-qa", ("paper-qa==2026.8.12",), "paperqa_answers.py")
PEERS: Final = (OURS, LLAMA, PAPERQA, RAW)
ARTICLE: Final = "skerrow-bridge-november"
"""The case that stands for one news article with several questions."""
CASES: Final = 20
EVERY: Final = 3
"""Of the cases' questions, one in so many is one that its document does not answer."""
WARMING: Final = 400
"""Characters of the document with which a program is warmed."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A program's judged answers, by group of questions; ``failed`` says why it gave none (any more)."""

    peer: Peer
    judged: dict[str, list[Judged]]
    failed: str | None = None


def questions(order: Order) -> dict[str, list[EvalSample]]:
    """What is asked: all questions on one article, and one question on each of 20 other cases.

    Raises:
        SourceMissing: the user's article cannot be read.
    """
    samples = samples_of_cases(load_cases(), "answer")
    by_case: dict[str, list[EvalSample]] = {}
    for sample in samples:
        by_case.setdefault(sample.id.split("/")[0], []).append(sample)
    article = by_case.pop(ARTICLE)
    cases = []
    for at, rows in enumerate(list(by_case.values())[:CASES]):
        fitting = [row for row in rows if bool(row.gold["answerable"]) == (at % EVERY != EVERY - 1)]
        cases.append(fitting[at % len(fitting)])
    if order.article is not None:
        cases += _own(order.article)
    most = 2 if order.quick and order.questions is None else order.questions
    groups = {"one article, ten questions": article, f"{CASES} cases, one question each": cases}
    return {name: rows[:most] for name, rows in groups.items()}


def _own(path: Path) -> list[EvalSample]:
    """One question about an article of the user's: no gold answer, so it counts for tokens and seconds alone."""
    from bot.ingest import from_bytes

    try:
        document = from_bytes(path.read_bytes(), name=path.name)
    except OSError:
        raise SourceMissing(f"{shown(path)} cannot be read; name a text file with --article.") from None
    gold: dict[str, Any] = {"answerable": True, "answers": []}
    return [EvalSample(path.stem, path.stem, "answer", (document,), gold, question="What is said, and by whom?")]


def measure(order: Order) -> Section:
    """Ask, judge, and tell.

    Raises:
        UsageError: no server is named, and the run is not quick.
    """
    with _server(order) as url, CountingProxy(url) as proxy, tempfile.TemporaryDirectory() as home:
        asked = questions(order)
        found = ask_all(asked, proxy, {"model": order.model, "base_url": proxy.base_url, "home": home}, order)
    return section(found, asked, order)


@contextmanager
def _server(order: Order) -> Iterator[str]:
    """The server's URL: the one that is named, or a scripted one."""
    if order.model_url is not None:
        yield order.model_url
        return
    if not order.quick:
        raise UsageError("The row answers asks a model; name its server with --model-url, or try it with --quick.")
    from evals.performance.scripted import scripted_server

    with scripted_server() as url:
        yield url


def ask_all(
    asked: dict[str, list[EvalSample]], proxy: CountingProxy, given: dict[str, str], order: Order
) -> list[Asking]:
    """Ask every program every question, in turns, until the time is up; one that fails is not asked again."""
    with ExitStack() as stack:
        askings: list[Asking] = []
        children: dict[str, Child] = {}
        for peer in PEERS:
            try:
                children[peer.name] = stack.enter_context(Child(peer, order.cache))
                askings.append(Asking(peer, {name: [] for name in asked}))
            except PeerFailed as failure:
                askings.append(Asking(peer, {}, str(failure)))
        # A program's first question opens it (imports, what the server can do): asked once, counted nowhere.
        first = next(iter(asked.values()))[0]
        for at, asking in enumerate(askings):
            askings[at] = _one(asking, children, proxy, given, first, None)
        until = math.inf if order.minutes is None else time.monotonic() + 60 * order.minutes
        # The groups take turns too, so that each has had its share when the time is up.
        ranked = [(at, name, sample) for name, samples in asked.items() for at, sample in enumerate(samples)]
        turns = [(name, sample) for _, name, sample in sorted(ranked, key=lambda row: row[0])]
        for turn, (name, sample) in enumerate(turns):
            if time.monotonic() > until:
                break
            for step in range(len(askings)):
                at = (turn + step) % len(askings)
                askings[at] = _one(askings[at], children, proxy, given, sample, name)
            print(f"\r{turn + 1} of {len(turns)} questions asked", end="", file=sys.stderr, flush=True)
        print(file=sys.stderr)
    return askings


def _one(
    asking: Asking,
    children: dict[str, Child],
    proxy: CountingProxy,
    given: dict[str, str],
    sample: EvalSample,
    group: str | None,
) -> Asking:
    """Ask one program one question; ``group`` None: to warm it."""
    if asking.failed:
        return asking
    document = sample.documents[0]
    text = document.text if group is not None else document.text[:WARMING]
    proxy.taken()
    try:
        said = children[asking.peer.name].ask({**given, "text": text, "question": sample.question})
    except PeerFailed as failure:
        return Asking(asking.peer, asking.judged, str(failure))
    if group is not None:
        asking.judged[group].append(judge(said, sample.gold, document, proxy.taken(), read(document)))
    return asking


# --- telling ---------------------------------------------------------------------------------------------------

HEAD: Final = (
    "program", "questions", "calls", "of these writing", "prompt tokens", "of these cached",
    "prompt tokens a right answer", "first statement, s", "in all, s", "right answers", "right refusals",
    "false refusals", "citations that hold", "characters a citation",
)  # fmt: skip


def mean(values: Sequence[float]) -> float | None:
    """The mean; None of nothing."""
    return statistics.fmean(values) if values else None


def median(values: Sequence[float | None]) -> float | None:
    """The median of those that are there; None of nothing."""
    there = [value for value in values if value is not None]
    return statistics.median(there) if there else None


def prompt_tokens(rows: Sequence[Judged]) -> int:
    """Tokens of all prompts, cached ones included."""
    return sum(call.prompt for row in rows for call in row.calls)


def per_right(rows: Sequence[Judged], *, cached: bool = True) -> float | None:
    """Prompt tokens of all questions for each that was answered or refused rightly; None where none was.

    ``cached``: whether those that the server had read before count, which cost little.
    """
    rows = [row for row in rows if row.right is not None or not row.answerable]
    good = sum(bool(row.right) if row.answerable else row.refused for row in rows)
    spared = 0 if cached else sum(call.cached for row in rows for call in row.calls)
    return (prompt_tokens(rows) - spared) / good if good else None


def table_row(name: str, rows: Sequence[Judged]) -> tuple[str, ...]:
    """A program's row of the table, under ``HEAD``."""
    n = len(rows)
    calls = [call for row in rows for call in row.calls]
    judged = [row for row in rows if row.right is not None]
    silent = [row for row in rows if not row.answerable]
    asked = [row for row in rows if row.answerable]
    citations = sum(row.citations for row in rows)
    cited = [length for row in rows for length in row.cited]
    return (
        name,
        str(n),
        number(mean([len(row.calls) for row in rows])),
        number(mean([sum(call.kind == "write" for call in row.calls) for row in rows])),
        number(prompt_tokens(rows) / n if n else None),
        percent(sum(call.cached for call in calls), sum(call.prompt for call in calls)),
        number(per_right(rows)),
        number(median([row.first for row in rows])),
        number(median([row.seconds for row in rows])),
        f"{sum(bool(row.right) for row in judged)} of {len(judged)}",
        f"{sum(row.refused for row in silent)} of {len(silent)}",
        f"{sum(row.refused for row in asked)} of {len(asked)}",
        f"{sum(row.holding for row in rows)} of {citations}",
        number(median([float(length) for length in cited])),
    )


def section(found: Sequence[Asking], asked: dict[str, list[EvalSample]], order: Order) -> Section:
    """The section: a table over both groups of questions, the lines with goals, and plots."""
    rows = []
    for group in asked:
        for asking in found:
            if asking.judged.get(group):
                rows.append((f"{asking.peer.name}, {group}", asking.judged[group]))
    whole = {a.peer.name: [row for rows_ in a.judged.values() for row in rows_] for a in found if not a.failed}
    notes = [f"{asking.peer.name} gave no answers: {asking.failed}" for asking in found if asking.failed]
    wanted, given = sum(map(len, asked.values())), len(whole.get(OURS.name, []))
    if given < wanted:
        notes.append(f"The time was up after {given} of {wanted} questions.")
    uncounted = sum(not call.counted for some in whole.values() for row in some for call in row.calls)
    if uncounted:
        notes.append(f"Of {uncounted} calls the server did not say what they took: characters / 4 of the prompt.")
    if order.model_url is None:
        notes.append("A scripted server wrote the answers: this run shows that all of it works, and no quality.")
    return Section(
        name="answers",
        title="An answer beside LlamaIndex's CitationQueryEngine, paper-qa and the model alone",
        about=(
            f"Model {order.model}, one server, one counting proxy, the programs in turns. Calls, tokens: means a "
            "question; seconds: medians. A citation holds where the words it names carry the statement (our check "
            "without a model): the longer the words a program cites, the easier that is, so their median length "
            "stands beside it. The model alone cites nothing."
        ),
        lines=tuple(_lines(whole)),
        table=Table(HEAD, tuple(table_row(name, some) for name, some in rows)),
        plots=tuple(_plots(whole)),
        notes=tuple(notes),
        load=(os.getloadavg()[0], os.getloadavg()[0]),
    )


def _lines(whole: dict[str, list[Judged]]) -> Iterator[Line]:
    ours, raw = whole.get(OURS.name, []), whole.get(RAW.name, [])
    for peer in (LLAMA, PAPERQA):
        theirs = whole.get(peer.name, [])
        if not theirs and peer is PAPERQA:
            continue
        goal = 0.75 if peer is LLAMA else None
        yield Line("prompt tokens a right answer", per_right(ours), peer.name, per_right(theirs), goal=goal)
        fresh = [per_right(rows, cached=False) for rows in (ours, theirs)]
        yield Line("prompt tokens not cached, a right answer", fresh[0], peer.name, fresh[1])
        yield Line("seconds an answer (median)", _seconds(ours), peer.name, _seconds(theirs))
        yield Line("citations that hold, %", _holding(ours), peer.name, _holding(theirs), less=False)
    yield Line(
        "seconds to the first statement (median)", _first(ours), f"first sentence of {RAW.name}", _first(raw), goal=1.15
    )
    writing = mean([sum(call.kind == "write" for call in row.calls) for row in ours if not row.refused])
    yield Line("calls that write, an answer given", writing, own_goal=1.0)


def _first(rows: Sequence[Judged]) -> float | None:
    return median([row.first for row in rows])


def _seconds(rows: Sequence[Judged]) -> float | None:
    return median([row.seconds for row in rows])


def _holding(rows: Sequence[Judged]) -> float | None:
    citations = sum(row.citations for row in rows)
    return 100 * sum(row.holding for row in rows) / citations if citations else None


def _plots(whole: dict[str, list[Judged]]) -> Iterator[Bars]:
    shown_: tuple[tuple[str, Callable[[Sequence[Judged]], float | None]], ...] = (
        ("Prompt tokens a right answer", per_right),
        ("Seconds to the first statement (median)", _first),
        ("Citations that hold, %", _holding),
    )
    for title, of in shown_:
        bars = tuple((name, value) for name, rows in whole.items() if (value := of(rows)) is not None)
        if bars:
            yield Bars(title, bars)
