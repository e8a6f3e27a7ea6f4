"""What a store of many documents can do, and the frozen values that go in and come out.

A **document** is content and is stored once, whatever addresses it was found at. A **version** is a document at an
address in a collection: when the content at an address changes, a new version becomes the current one and the old
one stays, so that what cites it can be resolved. Listing and search see current versions only.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, Protocol

from bot.types import Attribution, Document, Reading, Span

if TYPE_CHECKING:
    from bot.library.shape import Shape

COLLECTION: Final = "main"
"""The collection of what is added without naming one."""
PUT_OFF_CHARACTERS: Final = 2_000_000
"""Characters that are taken out of a store at a time to have their statements found."""

Outcome = Literal["new", "changed", "copy", "unchanged"]
"""What became of an entry: content not seen before; new content at a known address; known content at a new
address; nothing to do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document to be kept.

    Attributes:
        document: the document; its ``uri`` is what results will call its source.
        address: where it was found: an absolute path or a URL.
        reading: what ``bot.language`` found in it; None: its statements are put off, are known already, or stand in
            ``shape``.
        added: when, as an ISO 8601 time in UTC; None: now.
        current: False for a version that was superseded or taken out before it came here.
        shape: what the store keeps of it, where it was worked out before; None: the store works it out.
    """

    document: Document
    address: str
    reading: Reading | None = None
    added: str | None = None
    current: bool = True
    shape: Shape | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """A document at an address. ``characters`` are code points; ``read``: its statements are in the store."""

    collection: str
    address: str
    document_id: str
    title: str | None
    published: str | None
    publisher: str | None
    kind: str
    characters: int
    read: bool
    added: str
    current: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """Which current versions count; None: any.

    Attributes:
        collection: its name.
        speaker: a name; passages and statements of others do not count.
        since, until: days (YYYY-MM-DD), both included; a document without a date passes neither.
        source: a part of the address or of the publisher's name, case aside.
    """

    collection: str | None = None
    speaker: str | None = None
    since: str | None = None
    until: str | None = None
    source: str | None = None


EVERYTHING: Final = Filter()


@dataclass(frozen=True, slots=True)
class PassageHit:
    """A passage that was found, best first. ``score`` is BM25, higher is better, comparable within one search.

    ``window`` covers the passage and as many neighbours as were asked for; ``text`` is the window's words.
    """

    version: Version
    span: Span
    window: Span
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class StatementHit:
    """A reported statement that was found: ``text`` are its words, ``window`` and ``context`` the sentences with it.

    ``mention`` are the words that the text names the source with, None where it names none; ``score`` is BM25, 0.0
    where no words were searched for.
    """

    version: Version
    attribution: Attribution
    text: str
    mention: str | None
    window: Span
    context: str
    score: float


@dataclass(frozen=True, slots=True)
class PassageText:
    """A passage that has no vector yet. ``number`` is the store's own name for it, of use for this store alone."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class VectorCount:
    """How far a model has come: ``vectors`` of ``passages``, those of documents that have a current version.

    ``dimensions`` is the length of its vectors, 0 where there are none.
    """

    vectors: int
    passages: int
    dimensions: int


@dataclass(frozen=True, slots=True)
class Signature:
    """What tells near copies of a document, made by ``bot.library.copies``.

    Attributes:
        document_id: whose.
        hashes: its MinHash, unsigned 32-bit integers, little-endian; b"" for a text too short to have one.
        bands: locality-sensitive hashes, signed 64-bit integers; near copies are likely to share one at the least.
    """

    document_id: str
    hashes: bytes
    bands: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Alike:
    """A document that may be a near copy of one asked for, or is that one, with the versions by which it counts."""

    document_id: str
    hashes: bytes
    versions: tuple[Version, ...]


@dataclass(frozen=True, slots=True)
class Stats:
    """How much there is: versions that are current and that are kept for what cites them, ``put_off`` documents whose
    statements are still to be found, ``characters`` of text (each content once), size on disk in bytes."""

    documents: int
    current: int
    superseded: int
    put_off: int
    characters: int
    passages: int
    statements: int
    speakers: int
    collections: tuple[tuple[str, int], ...]
    size: int


class Store(Protocol):
    """A store of documents. Every method raises StoreError where the store does not let it.

    Every change is one transaction: when a call returns, all of it is on disk, and when it does not return, none.
    """

    async def add(self, entries: Sequence[Entry], *, collection: str = COLLECTION) -> tuple[Outcome, ...]:
        """Keep documents, all of them or none; says what became of each, in order."""
        ...

    async def read_already(self, document_ids: Collection[str]) -> frozenset[str]:
        """Those of the documents that are stored with their statements."""
        ...

    async def put_off(self, limit: int) -> tuple[Document, ...]:
        """Up to ``limit`` documents of current versions whose statements are not in the store yet.

        Fewer where they are long: not many more than ``PUT_OFF_CHARACTERS`` in all.
        """
        ...

    async def keep_readings(self, entries: Sequence[Entry]) -> None:
        """Keep the statements of stored documents; those of documents that are gone or read already are left."""
        ...

    async def document(self, document_id: str, address: str | None = None) -> Document | None:
        """A document by its id, whether current or not; as it was at ``address``, where it was there."""
        ...

    async def versions(self, filter: Filter = EVERYTHING, limit: int | None = None) -> tuple[Version, ...]:
        """Current versions, the latest added first. ``filter.speaker``: only documents that report that speaker."""
        ...

    async def find(self, name: str, collection: str | None = None) -> tuple[Version, ...]:
        """All versions, current or not, at an address, or of the documents whose id begins so; newest first."""
        ...

    async def remove(self, versions: Collection[Version], *, erase: bool = False) -> int:
        """Take versions out of listing and search; with ``erase``, delete them, and text that no version has any more.

        Returns:
            How many documents' texts were deleted.
        """
        ...

    async def passages(
        self, question: str, filter: Filter = EVERYTHING, *, limit: int = 10, context: int = 0
    ) -> tuple[PassageHit, ...]:
        """The passages that fit a question best; any text is a question. ``context``: passages on either side.

        The words of a document's title count for each of its passages.
        """
        ...

    async def statements(
        self, question: str, filter: Filter = EVERYTHING, *, limit: int = 10
    ) -> tuple[StatementHit, ...]:
        """The reported statements that fit best; with an empty question all that pass the filter, newest first."""
        ...

    async def without_vectors(self, model: str, limit: int, after: int = 0) -> tuple[PassageText, ...]:
        """Up to ``limit`` passages with no vector of ``model``, of documents with a current version, by number.

        ``after``: only those with a larger number, so that who goes on from the last one sees each once.
        """
        ...

    async def keep_vectors(self, model: str, vectors: Sequence[tuple[int, bytes]]) -> None:
        """Keep vectors by their passages' numbers; for a passage that is gone, or has one, nothing is kept.

        A vector is float32, little-endian, of unit length; all of one model are equally long.
        """
        ...

    async def vector_count(self, model: str) -> VectorCount:
        """How many passages have a vector of ``model``."""
        ...

    async def nearest(
        self, model: str, vector: bytes, filter: Filter = EVERYTHING, *, limit: int = 10, context: int = 0
    ) -> tuple[PassageHit, ...]:
        """The passages whose vectors of ``model`` are nearest to ``vector``; scores are cosines. Exact."""
        ...

    async def unsigned(self, limit: int) -> tuple[tuple[str, str], ...]:
        """Up to ``limit`` documents of current versions that have no signature yet: id and text of each."""
        ...

    async def keep_signatures(self, signatures: Sequence[Signature]) -> None:
        """Keep signatures of stored documents; those of documents that are gone or have one are left."""
        ...

    async def alike(self, document_ids: Collection[str], filter: Filter = EVERYTHING) -> tuple[Alike, ...]:
        """The documents named, and every one with a signature that shares a band with one of theirs.

        Only current versions that pass the filter count (its speaker aside), and documents that have one; the oldest
        added first.
        """
        ...

    async def stats(self) -> Stats:
        """How much there is."""
        ...

    def kept(self, collection: str | None = None) -> AsyncIterator[tuple[Version, Document]]:
        """Every version, current or not, the oldest first: what an export holds."""
        ...

    async def aclose(self) -> None:
        """Let go of the store. Harmless when called twice."""
        ...
