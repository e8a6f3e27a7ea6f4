"""What a chat keeps of itself, and takes up again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bot.conversations import Conversation, ConversationStore
from bot.errors import OnRecordError, StoreError
from bot.render import from_json, to_json

if TYPE_CHECKING:
    from bot.console.notices import Notices
    from bot.types import Document, Result

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question of the chat and what was proven in answer; None where nothing was when the chat was cut off."""

    question: str
    result: Result | None


class Memory:
    """The running chat's place in the store.

    A store that cannot be used is said so once; from then on the chat goes on, and nothing of it is kept.
    """

    def __init__(self, store: ConversationStore | None, notices: Notices) -> None:
        self._store = store
        self._notices = notices
        self._conversation: int | None = None

    @classmethod
    def open(cls, home: Path, notices: Notices) -> Memory:
        """A memory in the store under ``home``, or one that keeps nothing where that cannot be used."""
        memory = cls(None, notices)
        try:
            memory._store = ConversationStore.open(home)
        except StoreError as error:
            memory._forgo(error)
        return memory

    def resume(self) -> tuple[tuple[Document, ...], tuple[Exchange, ...]] | None:
        """Take the last conversation up again: its documents and its exchanges; None where there is none."""
        kept = self._attempt(lambda store: store.latest())
        if kept is None:
            return None
        try:
            exchanges = tuple(
                Exchange(stored.question, _result(stored.result, kept) if stored.result else None)
                for stored in kept.exchanges
            )
        except OnRecordError as error:
            self._forgo(StoreError(f"The last conversation cannot be read: {error}"))
            return None
        self._conversation = kept.id
        return kept.documents, exchanges

    def add_source(self, document: Document) -> None:
        """Keep a source, its text with it."""
        self._attempt(lambda store: store.add_source(self._number(store), document))

    def drop_source(self, document: Document) -> None:
        """Keep that a source was dropped."""
        self._attempt(lambda store: store.drop_source(self._number(store), document.id))

    def ask(self, question: str) -> Callable[[Result], None]:
        """Keep a question; gives what keeps its result, as often as there is more of it."""
        exchange = self._attempt(lambda store: store.ask(self._number(store), question))

        def keep(result: Result) -> None:
            if exchange is not None:
                self._attempt(lambda store: store.keep(exchange, to_json(result)))

        return keep

    def clear(self) -> None:
        """Forget the exchanges."""
        self._attempt(lambda store: store.clear(self._number(store)))

    def close(self) -> None:
        """Let go of the store."""
        if self._store is not None:
            self._store.close()

    def _number(self, store: ConversationStore) -> int:
        if self._conversation is None:
            self._conversation = store.begin()
        return self._conversation

    def _attempt(self, work: Callable[[ConversationStore], T]) -> T | None:
        if self._store is None:
            return None
        try:
            return work(self._store)
        except StoreError as error:
            self._forgo(error)
            return None

    def _forgo(self, error: StoreError) -> None:
        self._notices.insist(f"onrecord: {error} The chat goes on, but nothing of it is kept from here on.")
        self.close()
        self._store = None


def _result(text: str, kept: Conversation) -> Result:
    """A stored result with the documents' texts back in it."""
    known = {document.id: document for document in (*kept.dropped, *kept.documents)}
    result = from_json(text)
    return replace(result, documents=tuple(known.get(d.id, d) for d in result.documents))
