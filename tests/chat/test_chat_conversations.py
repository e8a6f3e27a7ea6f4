"""The store of chats: what goes in comes out, alone for its owner, whatever happens to the file."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversations import FILE, FOLDER, KEPT, MIGRATIONS, ConversationStore, StoredExchange
from bot.errors import StoreError
from bot.types import Document, Page, Turn

DOCUMENT = Document.of(
    "MODERATOR: Welcome.\nBIRK: We shall see.",
    title="A talk",
    uri="talk.txt",
    published="2031-02-03",
    publisher="The Quay",
    kind="transcript",
    turns=(Turn("MODERATOR", 11, 19, 0, 10, time="00:01"), Turn("BIRK", 26, 39, 20, 25, key="b", edited=True)),
    pages=(Page(1, 0, 39),),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ConversationStore]:
    store = ConversationStore.open(tmp_path)
    yield store
    store.close()


def path_in(home: Path) -> Path:
    return home / FOLDER / FILE


def test_what_was_kept_comes_back(store: ConversationStore, tmp_path: Path) -> None:
    number = store.begin()
    store.add_source(number, DOCUMENT)
    first = store.ask(number, "Who spoke?")
    store.keep(first, '{"part": 1}')
    store.keep(first, '{"part": 2}')
    store.ask(number, "And then?")

    again = ConversationStore.open(tmp_path)  # as another process would, while the first has it open
    kept = again.latest()
    again.close()

    assert kept is not None
    assert kept.id == number
    assert kept.documents == (DOCUMENT,)
    assert kept.exchanges == (StoredExchange("Who spoke?", '{"part": 2}'), StoredExchange("And then?", None))


def _one_home(factory: pytest.TempPathFactory) -> Path:
    """A store that all examples share: making one takes longer than using it."""
    home = factory.getbasetemp() / "any-text"
    home.mkdir(exist_ok=True)
    return home


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.characters(), max_size=200), question=st.text(max_size=40))
def test_any_text_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, text: str, question: str) -> None:
    store = ConversationStore.open(_one_home(tmp_path_factory))
    try:
        number = store.begin()
        store.add_source(number, Document.of(text, title=text[:20]))
        store.ask(number, question)
        kept = store.latest()
    finally:
        store.close()
    assert kept is not None
    assert kept.documents[0].text == text
    assert kept.exchanges[0].question == question.encode("utf-8", "replace").decode()


def test_a_lone_surrogate_is_kept(store: ConversationStore) -> None:
    number = store.begin()
    store.add_source(number, Document.of("half \ud83d a pair"))
    kept = store.latest()
    assert kept is not None and kept.documents[0].text == "half \ud83d a pair"


def test_the_latest_is_the_one_last_used(store: ConversationStore) -> None:
    first, second = store.begin(), store.begin()
    store.ask(first, "Later.")
    kept = store.latest()
    assert kept is not None and kept.id == first != second


def test_nothing_kept_is_nothing_to_resume(store: ConversationStore) -> None:
    assert store.latest() is None


def test_a_dropped_source_stays_for_what_cites_it_until_cleared(store: ConversationStore) -> None:
    number = store.begin()
    other = Document.of("Something else.")
    store.add_source(number, DOCUMENT)
    store.add_source(number, other)
    store.ask(number, "Who spoke?")
    store.drop_source(number, DOCUMENT.id)
    kept = store.latest()
    assert kept is not None
    assert (kept.documents, kept.dropped) == ((other,), (DOCUMENT,))

    store.clear(number)
    kept = store.latest()
    assert kept is not None
    assert (kept.documents, kept.dropped, kept.exchanges) == ((other,), (), ())
    store.close()
    raw = store.path.read_bytes()
    assert b"Something else" in raw
    assert b"We shall see" not in raw and b"Who spoke" not in raw


def test_old_conversations_go_with_their_texts(store: ConversationStore) -> None:
    first = store.begin()
    store.add_source(first, DOCUMENT)
    for _ in range(KEPT):
        store.ask(store.begin(), "?")
    with pytest.raises(StoreError, match="removed"):
        store.ask(first, "Still there?")
    texts = sqlite3.connect(store.path)
    assert texts.execute("SELECT count(*) FROM document").fetchone() == (0,)
    assert texts.execute("SELECT count(*) FROM conversation").fetchone() == (KEPT,)
    texts.close()


@pytest.mark.skipif(os.name == "nt", reason="POSIX rights")
def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    home = tmp_path / "new" / "home"
    path = path_in(home)
    path.parent.mkdir(parents=True, mode=0o755)
    path.touch(0o644)
    store = ConversationStore.open(home)
    store.add_source(store.begin(), DOCUMENT)
    rights = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    store.close()
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert len(rights) == 3  # the file, its log and the log's index
    assert set(rights.values()) == {0o600}


def test_every_change_is_on_disk_before_it_returns(store: ConversationStore) -> None:
    modes = [store._connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
    assert modes == ["wal", 2]  # 2 is FULL


def test_a_file_of_garbage_is_said_to_be_broken(tmp_path: Path) -> None:
    path = path_in(tmp_path)
    path.parent.mkdir()
    path.write_bytes(b"This is no database at all. " * 50)
    with pytest.raises(StoreError, match=r"broken.*move the file away"):
        ConversationStore.open(tmp_path)


def test_a_page_of_garbage_is_said_to_be_broken(tmp_path: Path) -> None:
    store = ConversationStore.open(tmp_path)
    store.add_source(store.begin(), Document.of("word " * 20_000))
    store.close()
    raw = bytearray(path_in(tmp_path).read_bytes())
    raw[4096:] = b"\xa5" * (len(raw) - 4096)
    path_in(tmp_path).write_bytes(bytes(raw))
    with pytest.raises(StoreError):
        store = ConversationStore.open(tmp_path)
        try:
            store.latest()
        finally:
            store.close()


def test_a_changed_text_is_not_taken_for_the_document(store: ConversationStore) -> None:
    store.add_source(store.begin(), DOCUMENT)
    store._connection.execute("UPDATE document SET text = ?", (b"BIRK: We shall not see.",))
    with pytest.raises(StoreError, match="was changed"):
        store.latest()


def test_a_newer_store_is_left_alone(tmp_path: Path) -> None:
    ConversationStore.open(tmp_path).close()
    newer = sqlite3.connect(path_in(tmp_path))
    newer.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    newer.commit()
    newer.close()
    with pytest.raises(StoreError, match="newer version"):
        ConversationStore.open(tmp_path)


def test_another_programs_file_is_left_alone(tmp_path: Path) -> None:
    path = path_in(tmp_path)
    path.parent.mkdir()
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE recipes (name TEXT)")
    other.commit()
    other.close()
    with pytest.raises(StoreError, match="another program"):
        ConversationStore.open(tmp_path)
    other = sqlite3.connect(path)
    assert [row[0] for row in other.execute("SELECT name FROM sqlite_master")] == ["recipes"]
    other.close()


def test_a_folder_in_the_way_is_said(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("a file where the folder should be")
    with pytest.raises(StoreError, match="ONRECORD_HOME"):
        ConversationStore.open(tmp_path)


def test_a_store_held_by_another_program_is_said(store: ConversationStore) -> None:
    other = sqlite3.connect(store.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store._connection.execute("PRAGMA busy_timeout = 10")
    with pytest.raises(StoreError, match="locked"):
        store.begin()
    other.rollback()
    other.close()
    assert store.begin() == 1


def test_a_step_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    ConversationStore.open(tmp_path).close()
    in_the_way = sqlite3.connect(path_in(tmp_path), isolation_level=None)
    for table in ("exchange", "source", "document", "conversation"):
        in_the_way.execute(f"DROP TABLE {table}")
    in_the_way.execute("PRAGMA user_version = 0")
    in_the_way.execute("CREATE TABLE exchange (id INTEGER)")  # the first step's last table but one
    with pytest.raises(StoreError, match="already exists"):
        ConversationStore.open(tmp_path)
    tables = [row[0] for row in in_the_way.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    in_the_way.close()
    assert "exchange" in tables
    assert "conversation" not in tables
