"""The tables of the embedded store."""

from __future__ import annotations

from typing import Final

from bot.storage import Schema

FOLDER: Final = "library"
FILE: Final = "library.sqlite3"

# Porter's stems, so that "voted" finds "votes"; marks belong to letters (Devanagari is no row of consonants) and
# accents do not count. Points, apostrophes and hyphens part words, in questions too: "O'Neill" and "3,200,000" are
# rows of words next to one another there, which finds them however they are punctuated.
_TOKENIZER: Final = "porter unicode61 remove_diacritics 2 categories ''L* N* Co Mn Mc''"

MIGRATIONS: Final[tuple[str, ...]] = (
    f"""
    CREATE TABLE document (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        characters INTEGER NOT NULL,
        text BLOB NOT NULL
    );
    CREATE TABLE version (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        collection TEXT NOT NULL,
        address TEXT NOT NULL,
        document INTEGER NOT NULL REFERENCES document (number),
        current INTEGER NOT NULL,
        added TEXT NOT NULL,
        day TEXT,
        source TEXT NOT NULL,
        about TEXT NOT NULL
    );
    CREATE UNIQUE INDEX version_current ON version (collection, address) WHERE current;
    CREATE INDEX version_address ON version (address);
    CREATE INDEX version_document ON version (document);
    CREATE TABLE passage (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        document INTEGER NOT NULL REFERENCES document (number),
        start INTEGER NOT NULL,
        stop INTEGER NOT NULL
    );
    CREATE INDEX passage_document ON passage (document);
    CREATE VIRTUAL TABLE passage_words USING fts5 (words, content = '', tokenize = '{_TOKENIZER}');
    """,
    f"""
    ALTER TABLE document ADD COLUMN read INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX document_unread ON document (number) WHERE NOT read;
    CREATE TABLE speaker (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        role TEXT NOT NULL,
        aliases TEXT NOT NULL,
        resolved INTEGER NOT NULL,
        UNIQUE (name, role, aliases, resolved)
    );
    CREATE TABLE speaker_word (
        word TEXT NOT NULL,
        speaker INTEGER NOT NULL REFERENCES speaker (number) ON DELETE CASCADE,
        PRIMARY KEY (word, speaker)
    ) WITHOUT ROWID;
    CREATE TABLE statement (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        document INTEGER NOT NULL REFERENCES document (number),
        start INTEGER NOT NULL,
        stop INTEGER NOT NULL,
        around_start INTEGER NOT NULL,
        around_stop INTEGER NOT NULL,
        speaker INTEGER REFERENCES speaker (number),
        attribution TEXT NOT NULL
    );
    CREATE INDEX statement_document ON statement (document, start);
    CREATE INDEX statement_speaker ON statement (speaker);
    CREATE VIRTUAL TABLE statement_words USING fts5 (words, around, content = '', tokenize = '{_TOKENIZER}');
    INSERT INTO statement_words (statement_words, rank) VALUES ('rank', 'bm25(2.0, 1.0)');
    """,  # noqa: S608 (our own words)
    f"""
    CREATE TABLE passage_vector (
        number INTEGER PRIMARY KEY,
        passage INTEGER NOT NULL REFERENCES passage (number) ON DELETE CASCADE,
        model TEXT NOT NULL,
        vector BLOB NOT NULL,
        UNIQUE (passage, model)
    );
    ALTER TABLE document ADD COLUMN signed INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX document_unsigned ON document (number) WHERE NOT signed;
    CREATE TABLE signature (
        document INTEGER PRIMARY KEY REFERENCES document (number) ON DELETE CASCADE,
        hashes BLOB NOT NULL
    );
    CREATE TABLE signature_band (
        band INTEGER NOT NULL,
        document INTEGER NOT NULL REFERENCES document (number) ON DELETE CASCADE,
        PRIMARY KEY (band, document)
    ) WITHOUT ROWID;
    CREATE INDEX signature_band_document ON signature_band (document);
    CREATE VIRTUAL TABLE title_words USING fts5 (words, tokenize = '{_TOKENIZER}');
    INSERT INTO title_words (rowid, words) SELECT number, coalesce(json_extract(about, '$.title'), '') FROM version;
    """,  # noqa: S608 (our own words)
    """
    INSERT INTO passage_words (passage_words, rank) VALUES ('hashsize', 16777216);
    INSERT INTO statement_words (statement_words, rank) VALUES ('hashsize', 16777216);
    """,
)
"""The schema in steps; see ``bot.storage.Schema``. Step 2 brings statements; what was stored before it counts as put
off. The weights say that a statement's own words count twice as much as the sentences around it. Step 3 brings vectors
of passages, what near copies are told by, and the words of titles, a row for each version. Step 4 lets a whole
batch be sorted in memory before it is written, instead of a megabyte at a time: a quarter less work."""

LOG_PAGES: Final = 8_000
"""Pages of the write-ahead log after which they are put into the file: several batches, which share many of them."""

CACHE_KILOBYTES: Final = 32_000
"""Memory for pages of the file: the upper levels of the indexes of a million passages fit in."""

SCHEMA: Final = Schema(
    what="documents",
    application=0x4F6E524C,  # "OnRL"
    migrations=MIGRATIONS,
    remedy="name another file with --store sqlite:PATH",
    busy_seconds=60.0,  # another process adding a large batch may hold the file for seconds
)
