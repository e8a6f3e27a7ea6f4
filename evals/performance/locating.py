"""Quotes located in a long document, beside rapidfuzz's partial ratio and langextract's aligner.

The document is prose without meaning (``evals.performance.prose``), the quotes are runs of its words that stand in it
once. A *one-word change* puts another word of the document in a quote's place: such a quote does not stand there, and
whoever finds it has accepted words that nobody wrote.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.grounding.locate import locate
from bot.types import Document
from evals.performance.peers import Child, Peer, PeerFailed
from evals.performance.prose import Prose
from evals.performance.sections import Bars, Line, Order, Section, Table, number, percent

SPANS: Final = ("rapidfuzz==3.14.6", "langextract==1.7.1")
RAPIDFUZZ: Final = Peer("rapidfuzz 3.14.6 partial ratio ≥ 90", "locating", SPANS, "span_locating.py")
LANGEXTRACT: Final = Peer("langextract 1.7.1 aligner", "locating", SPANS, "span_locating.py")
PEERS: Final = {"rapidfuzz": RAPIDFUZZ, "langextract": LANGEXTRACT}


@dataclass(frozen=True, slots=True)
class Sizes:
    """Characters of a document and how many quotes are located in it, for us and for peers."""

    characters: int
    quotes: int


WHOLE: Final = Sizes(10_000_000, 10_000)
SAMPLE: Final = Sizes(20_000, 20)
"""What the peers are given too: langextract's aligner takes most of a second a quote on it, and more on more."""
LARGER: Final = Sizes(10_000_000, 10)
"""The whole document for rapidfuzz, whose time grows with the document: 10 of the quotes, and its time a quote."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a program did: seconds of processor time a true quote, how many of them and of the changed ones it found."""

    name: str
    characters: int
    quotes: int
    seconds: float
    found: int
    accepted: int
    changed: int


def document(characters: int) -> Document:
    """Prose of so many characters."""
    prose, parts, length, number_ = Prose(), [], 0, 0
    while length < characters:
        parts.append(prose.page(number_).text)
        length += len(parts[-1]) + 1
        number_ += 1
    return Document.of("\n".join(parts)[:characters])


def quotes(text: str, count: int, seed: int = 1) -> list[str]:
    """So many runs of 12 to 24 words from all over the text; in a long one a few of them stand in several places."""
    rng = random.Random(seed)
    found: list[str] = []
    while len(found) < count:
        at = rng.randrange(max(1, len(text) - 400))
        words = text[at : at + 400].split("\n")[0].split(" ")[1 : 1 + rng.randint(12, 24)]
        quote = " ".join(words).strip(" .,“”")
        if len(words) >= 12 and text.count(quote, max(0, at - 10), at + 500) == 1:
            found.append(quote)
    return found


def one_word_changed(quote: str, text: str, rng: random.Random) -> str:
    """A quote with one of its inner words made another word, which the document has elsewhere."""
    words = quote.split(" ")
    at = rng.randrange(1, len(words) - 1)
    while True:
        start = rng.randrange(max(1, len(text) - 100))
        other = text[start : start + 100].split()[1:-1]
        fitting = [word for word in other if word.isalpha() and word.lower() != words[at].strip(".,").lower()]
        if fitting:
            return " ".join([*words[:at], rng.choice(fitting), *words[at + 1 :]])


def ours(doc: Document, true: Sequence[str], changed: Sequence[str]) -> Found:
    """Our locating: the first quote pays for the document's index. Of a quote that stands in several places, that it
    is told to be ambiguous is what is to be found."""
    began = time.process_time()
    told = [locate(quote, doc) for quote in true]
    seconds = time.process_time() - began
    found = sum(
        one.span is not None or (one.status == "ambiguous" and doc.text.count(quote) > 1)
        for one, quote in zip(told, true, strict=True)
    )
    accepted = sum(locate(quote, doc).span is not None and quote not in doc.text for quote in changed)
    return Found("On Record", len(doc.text), len(true), seconds / len(true), found, accepted, len(changed))


def theirs(how: str, child: Child, doc: Document, true: Sequence[str], changed: Sequence[str]) -> Found:
    """A peer's locating."""
    told = child.ask({"how": how, "text": doc.text, "quotes": list(true)})
    accepted = sum(child.ask({"how": how, "text": doc.text, "quotes": list(changed)})["found"])
    seconds = told["seconds"] / len(true)
    return Found(PEERS[how].name, len(doc.text), len(true), seconds, sum(told["found"]), accepted, len(changed))


def measure(order: Order) -> Section:
    """Measure all programs on the sample, and ours on the whole document."""
    before = os.getloadavg()[0]
    whole, sample, larger = (_smaller(one, order.quick) for one in (WHOLE, SAMPLE, LARGER))
    found: list[Found] = []
    notes: list[str] = []
    long = _set(whole)
    short = _set(sample)
    found += [ours(*long), ours(*short)]
    for how, peer in PEERS.items():
        try:
            with Child(peer, order.cache) as child:
                found.append(theirs(how, child, *short))
                if how == "rapidfuzz":
                    doc, true, changed = long
                    found.append(theirs(how, child, doc, true[: larger.quotes], changed[: larger.quotes]))
        except PeerFailed as failure:
            notes.append(f"{peer.name}: {failure}")
    return section(found, notes, (before, os.getloadavg()[0]))


def _smaller(sizes: Sizes, quick: bool) -> Sizes:
    if not quick:
        return sizes
    return Sizes(min(sizes.characters, 200_000) // 2, max(3, sizes.quotes // 20))


def _set(sizes: Sizes) -> tuple[Document, list[str], list[str]]:
    doc = document(sizes.characters)
    true, rng = quotes(doc.text, sizes.quotes), random.Random(2)
    if len(true) < 1000:  # an aligner is given extractions in the order of the text
        true.sort(key=doc.text.find)
    changed = [one_word_changed(quote, doc.text, rng) for quote in true]
    if (
        len(doc.text) < 1_000_000
    ):  # in a longer one, looking for each takes minutes: only what is accepted is looked for
        changed = [quote for quote in changed if quote not in doc.text]
    return doc, true, changed


def section(found: Sequence[Found], notes: Sequence[str], load: tuple[float, float]) -> Section:
    """The section."""
    rows = tuple(
        (
            one.name,
            number(one.characters),
            number(one.quotes),
            number(1000 * one.seconds),
            f"{one.found} of {one.quotes}",
            percent(one.accepted, one.changed),
        )
        for one in found
    )
    mine = {one.characters: one for one in found if one.name == "On Record"}
    lines = [
        Line("ms a quote", 1000 * mine[other.characters].seconds, _beside(other), 1000 * other.seconds)
        for other in found
        if other.name != "On Record"
    ]
    lines += [
        Line(
            "one-word changes accepted, %",
            _accepted(mine[other.characters]),
            _beside(other),
            _accepted(other),
            own_goal=0.0,
        )
        for other in found
        if other.name != "On Record" and other.characters == min(mine)
    ]
    return Section(
        name="locating",
        title="Locating quotes",
        about=(
            "Milliseconds of processor time a quote, the document's index included for us; how many true quotes "
            "are found, and how many that differ in one word are accepted as if they stood there. rapidfuzz and "
            "langextract are made for likeness; the last column is what likeness costs where words have to be "
            "somebody's. Of the few quotes that stand in several places, ours says so, which counts as found."
        ),
        lines=tuple(lines),
        table=Table(("program", "characters", "quotes", "ms a quote", "found", "one-word changes accepted"), rows),
        plots=(
            Bars(
                "Milliseconds a quote",
                tuple((f"{one.name}, {one.characters / 1e6:g} M characters", 1000 * one.seconds) for one in found),
                log=True,
            ),
        ),
        notes=tuple(notes),
        load=load,
    )


def _accepted(one: Found) -> float | None:
    return 100 * one.accepted / one.changed if one.changed else None


def _beside(one: Found) -> str:
    return f"{one.name}, {one.characters / 1e6:g} M characters"
