"""Speakers by targets over several documents: who stands where on what, who changed, who agrees with whom.

Pure: it puts together what results have proven and decides nothing about any words. Three identities are needed and
each is drawn narrowly, since a wrong one would make two people agree, or one person change, who never did:

- **speaker**: the same canonical name, without case, accents and marks. A name that another speaker alone has as
  surname or as alias ("Halloran", "Mayor Halloran" for "Ines Halloran") is that speaker's; where two could have it,
  it stays on its own. A description ("two officials", told from a name by its last word in lower case) means
  whomever its document means: in two documents it is two speakers.
- **target**: the same words, without case, marks and spacing.
- **time**: documents stand in the order of their dates. One without a date stands after the one given before it.
  Inside a document, and between documents that share a date, it is the order of the words.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations, pairwise
from typing import Literal

from bot.types import Document, Readings, Result, Speaker, Stance

Basis = Literal["date", "order", "text"]


@dataclass(frozen=True, slots=True)
class Position:
    """A stance in its time: the document of its words and that document's date as the source writes it."""

    stance: Stance
    document: Document
    date: str | None


@dataclass(frozen=True, slots=True)
class Party:
    """A row of the matrix. ``document`` is the only one in which a mere description means these people, else None."""

    speaker: Speaker
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """All that one speaker holds on one target, in order of time; never empty."""

    party: int
    target: int
    positions: tuple[Position, ...]

    @property
    def latest(self) -> Position:
        return self.positions[-1]


@dataclass(frozen=True, slots=True)
class Change:
    """The same speaker on the same target with another label later.

    ``basis`` says what "later" rests on: the dates of two documents, the order in which they were given (where a
    date is missing or the same), or the order of the words in one document.
    """

    party: int
    target: int
    before: Position
    after: Position
    basis: Basis


@dataclass(frozen=True, slots=True)
class Relation:
    """Two speakers and the targets on which their latest stances agree, and on which they are opposed.

    Neutral agrees with nobody and opposes nobody.
    """

    first: int
    second: int
    agree: tuple[int, ...]
    oppose: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Speakers by targets. Parties and targets stand in order of first appearance, documents in order of time.

    ``cells`` are those that hold something, by party and then by target; parties and targets are named by their
    index.
    """

    documents: tuple[Document, ...]
    parties: tuple[Party, ...]
    targets: tuple[str, ...]
    cells: tuple[Cell, ...]
    changes: tuple[Change, ...]
    relations: tuple[Relation, ...]

    def cell(self, party: int, target: int) -> Cell | None:
        """What a speaker holds on a target, if anything."""
        return next((c for c in self.cells if c.party == party and c.target == target), None)


def build(results: Sequence[Result], readings: Readings) -> Matrix:
    """Put the stances of some results into one matrix.

    Args:
        results: results of the task "stances", over one document or several each.
        readings: the readings of the documents, for their dates and titles where a stored result lacks them.

    Stances without any located words are left out, and so are repetitions (the same words, speaker, target, label).
    """
    documents = _in_time(_documents(results, readings))
    order = {document.id: index for index, document in enumerate(documents)}
    positions = sorted(_positions(results, documents), key=lambda p: (order[p.document.id], _start(p.stance)))
    parties, party_of = _parties(positions)
    targets: dict[tuple[str, ...], str] = {}
    held: defaultdict[tuple[int, int], list[Position]] = defaultdict(list)
    columns: dict[tuple[str, ...], int] = {}
    for position, party in zip(positions, party_of, strict=True):
        words = name_words(position.stance.target) or (position.stance.target,)
        targets.setdefault(words, position.stance.target)
        column = columns.setdefault(words, len(columns))
        if not any(_repeats(position, other) for other in held[party, column]):
            held[party, column].append(position)
    cells = tuple(Cell(party, target, tuple(held[party, target])) for party, target in sorted(held))
    return Matrix(
        documents,
        parties,
        tuple(targets.values()),
        cells,
        tuple(change for cell in cells for change in _changes(cell)),
        tuple(_relations(cells, len(parties))),
    )


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name or a target as compared: without case, accents and marks."""
    apart = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in apart if not unicodedata.combining(c)).casefold()
    return tuple("".join(c if c.isalnum() else " " for c in plain).split())


# --- documents in time ---------------------------------------------------------------------------------------


def _documents(results: Sequence[Result], readings: Readings) -> Iterator[Document]:
    seen: set[str] = set()
    for result in results:
        for document in result.documents:
            if document.id not in seen:
                seen.add(document.id)
                yield readings[document.id].document if document.id in readings else document


def _in_time(documents: Iterable[Document]) -> tuple[Document, ...]:
    """Documents by date; one without a date keeps its place after the one given before it."""
    keyed: list[tuple[datetime, Document]] = []
    before = datetime.min.replace(tzinfo=UTC)
    for document in documents:
        before = moment(document.published) or before
        keyed.append((before, document))
    return tuple(document for _, document in sorted(keyed, key=lambda pair: pair[0]))


_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def moment(published: str | None) -> datetime | None:
    """A date as ISO 8601 writes it, as a moment; a month or a year counts from its beginning; None for others.

    A time without a zone is taken for UTC: for putting documents in order, not for telling the time.
    """
    if published is None:
        return None
    text = published.strip()
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        found = _DAY.match(text)
        if found is None:
            return None
        year, month, day = (int(part or 1) for part in found.groups())
        try:
            at = datetime(year, month, day, tzinfo=UTC)
        except ValueError:
            return None
    try:
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except OverflowError:
        return None


# --- positions -----------------------------------------------------------------------------------------------


def _positions(results: Sequence[Result], documents: Sequence[Document]) -> Iterator[Position]:
    known = {document.id: document for document in documents}
    for result in results:
        for stance in result.stances:
            home = next((c.span.document_id for c in stance.citations if c.span is not None), None)
            if home is not None and home in known:
                yield Position(stance, known[home], known[home].published)


def _start(stance: Stance) -> int:
    return next((c.span.start for c in stance.citations if c.span is not None), 0)


def _repeats(one: Position, other: Position) -> bool:
    return one.stance.label == other.stance.label and [c.span for c in one.stance.citations] == [
        c.span for c in other.stance.citations
    ]


# --- who is who ----------------------------------------------------------------------------------------------

_Key = tuple[tuple[str, ...], str]  # words of the name, and the document's id for a description, else ""


def _parties(positions: Sequence[Position]) -> tuple[tuple[Party, ...], tuple[int, ...]]:
    """The rows of the matrix, and the row of each position."""
    keys = [_key(position) for position in positions]
    writings: dict[_Key, list[Speaker]] = {}
    for key, position in zip(keys, positions, strict=True):
        writings.setdefault(key, []).append(position.stance.speaker)
    home = _merged(writings)
    rows: dict[_Key, int] = {}
    members: defaultdict[int, list[Speaker]] = defaultdict(list)
    for key, speakers in sorted(writings.items(), key=lambda item: home[item[0]] != item[0]):  # full names first
        members[rows.setdefault(home[key], len(rows))] += speakers
    appearance = list(dict.fromkeys(rows[home[key]] for key in keys))
    by_id = {position.document.id: position.document for position in positions}
    root = {row: key for key, row in rows.items()}
    parties = tuple(Party(_one_speaker(members[row]), by_id.get(root[row][1])) for row in appearance)
    place = {row: index for index, row in enumerate(appearance)}
    return parties, tuple(place[rows[home[key]]] for key in keys)


def _key(position: Position) -> _Key:
    speaker = position.stance.speaker
    return name_words(speaker.name), position.document.id if _is_description(speaker.name) else ""


_PARTICLES = frozenset(
    """the de da di del della der den van von zu zum zur la le el al bin ibn ben dos du ten ter af av
    """.split()
)


def _is_description(name: str) -> bool:
    """Whether words describe somebody and do not name him.

    They do where the last word has no capital ("two officials", "the ministry"), and where the first has none and
    is no part of names ("ein Sprecher"; but not "van der Berg", "al-Amin"). Scripts without capitals have names.
    """
    words = name.split()
    if not words:
        return True
    return words[-1].islower() or (words[0].islower() and words[0] not in _PARTICLES)


def _merged(writings: Mapping[_Key, Sequence[Speaker]]) -> dict[_Key, _Key]:
    """For each name the one under which it is listed: itself, or the only speaker whose surname or alias it is."""
    short: defaultdict[tuple[str, ...], set[_Key]] = defaultdict(set)
    for key, speakers in writings.items():
        words, document_id = key
        if document_id or len(words) < 2:
            continue
        short[words[-1:]].add(key)
        for speaker in speakers:
            for alias in speaker.aliases:
                short[name_words(alias)].add(key)
    home = {key: key for key in writings}
    followed: set[_Key] = set()
    for key in writings:
        words, document_id = key
        others = short[words] - {key} if not document_id else set()
        if len(others) != 1:
            continue
        (other,) = others
        if home[other] == other and key not in followed:
            home[key] = other
            followed.add(other)
    return home


def _one_speaker(writings: Sequence[Speaker]) -> Speaker:
    """One speaker of several writings: the first name, the first role, and all other names as aliases."""
    name = writings[0].name
    role = next((speaker.role for speaker in writings if speaker.role), None)
    others = (other for speaker in writings for other in (speaker.name, *speaker.aliases))
    return Speaker(name, role, tuple(dict.fromkeys(other for other in others if other != name)))


# --- what follows from it ------------------------------------------------------------------------------------


def _changes(cell: Cell) -> Iterator[Change]:
    """Each turn from one label to another.

    Of the words for the label before, the latest count that stand in a document of earlier date, if there are any:
    "in June I said we would not" is told in August, and June's own words say it better.
    """
    held: list[Position] = []
    for before, after in pairwise(cell.positions):
        held.append(before)
        if before.stance.label != after.stance.label:
            dated = (position for position in reversed(held) if _basis(position, after) == "date")
            first = next(dated, before)
            yield Change(cell.party, cell.target, first, after, _basis(first, after))
            held = []


def _basis(before: Position, after: Position) -> Basis:
    if before.document.id == after.document.id:
        return "text"
    first, second = moment(before.date), moment(after.date)
    return "date" if first is not None and second is not None and first < second else "order"


def _relations(cells: Sequence[Cell], parties: int) -> Iterator[Relation]:
    latest: list[dict[int, str]] = [{} for _ in range(parties)]
    for cell in cells:
        if cell.latest.stance.label != "neutral":
            latest[cell.party][cell.target] = cell.latest.stance.label
    for first, second in combinations(range(parties), 2):
        shared = sorted(latest[first].keys() & latest[second].keys())
        agree = tuple(t for t in shared if latest[first][t] == latest[second][t])
        oppose = tuple(t for t in shared if latest[first][t] != latest[second][t])
        if shared:
            yield Relation(first, second, agree, oppose)
