"""The tables of the PostgreSQL store, in a schema of their own, and how they are brought up to date."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final

from psycopg import AsyncConnection

from bot.errors import StoreError

Connection = AsyncConnection[tuple[Any, ...]]

SCHEMA: Final = "onrecord_library"

LOCK: Final = 0x4F6E524C
""""OnRL": the advisory lock that whoever changes the library holds for the time of a transaction. One writes at a time,
so that no two can wait for each other; what can be worked out of documents is worked out before."""

_HIGHEST: Final = 64
# ts_rank of a single word with all weights 1 is the sum of 1/j² for its places j = 1, 2, …, over π²/6: how often the
# word stands there can be told from it, which no other function of the server tells as quickly.
_SUMS: Final = [sum(1 / j**2 for j in range(1, n + 1)) / 1.64493406685 for n in range(_HIGHEST + 1)]
_BORDERS: Final = ",".join(f"{(low + high) / 2:.8f}" for low, high in pairwise(_SUMS))

MIGRATIONS: Final[tuple[str, ...]] = (
    f"""
    CREATE SEQUENCE number;
    CREATE TABLE document (
        number BIGINT PRIMARY KEY,
        id TEXT COLLATE "C" NOT NULL UNIQUE,
        characters BIGINT NOT NULL,
        text BYTEA NOT NULL,
        read BOOLEAN NOT NULL DEFAULT false,
        signed BOOLEAN NOT NULL DEFAULT false
    );
    CREATE INDEX document_unread ON document (number) WHERE NOT read;
    CREATE INDEX document_unsigned ON document (number) WHERE NOT signed;
    CREATE TABLE version (
        number BIGINT PRIMARY KEY,
        collection TEXT COLLATE "C" NOT NULL,
        address TEXT COLLATE "C" NOT NULL,
        document BIGINT NOT NULL REFERENCES document (number),
        current BOOLEAN NOT NULL,
        added TEXT COLLATE "C" NOT NULL,
        day TEXT COLLATE "C",
        source TEXT COLLATE "C" NOT NULL,
        about TEXT NOT NULL,
        title TSVECTOR NOT NULL,
        length INTEGER NOT NULL
    );
    -- Addresses may be longer than what an index takes.
    CREATE UNIQUE INDEX version_current ON version (collection, md5(address)) WHERE current;
    CREATE INDEX version_address ON version USING hash (address);
    CREATE INDEX version_document ON version (document);
    CREATE INDEX version_title ON version USING gin (title);
    CREATE TABLE passage (
        number BIGINT PRIMARY KEY,
        document BIGINT NOT NULL REFERENCES document (number) ON DELETE CASCADE,
        start INTEGER NOT NULL,
        stop INTEGER NOT NULL,
        length INTEGER NOT NULL,
        words TSVECTOR NOT NULL
    );
    CREATE INDEX passage_document ON passage (document);
    CREATE INDEX passage_words ON passage USING gin (words);
    CREATE TABLE speaker (
        number BIGINT PRIMARY KEY,
        name TEXT COLLATE "C" NOT NULL,
        role TEXT COLLATE "C" NOT NULL,
        aliases TEXT COLLATE "C" NOT NULL,
        resolved BOOLEAN NOT NULL
    );
    CREATE UNIQUE INDEX speaker_once ON speaker (md5(name), md5(role), md5(aliases), resolved);
    CREATE TABLE speaker_word (
        word TEXT COLLATE "C" NOT NULL,
        speaker BIGINT NOT NULL REFERENCES speaker (number) ON DELETE CASCADE
    );
    CREATE INDEX speaker_word_word ON speaker_word USING hash (word);
    CREATE INDEX speaker_word_speaker ON speaker_word (speaker);
    CREATE TABLE statement (
        number BIGINT PRIMARY KEY,
        document BIGINT NOT NULL REFERENCES document (number) ON DELETE CASCADE,
        start INTEGER NOT NULL,
        stop INTEGER NOT NULL,
        around_start INTEGER NOT NULL,
        around_stop INTEGER NOT NULL,
        speaker BIGINT REFERENCES speaker (number),
        attribution TEXT NOT NULL,
        length INTEGER NOT NULL,
        words TSVECTOR NOT NULL,
        around TSVECTOR NOT NULL
    );
    CREATE INDEX statement_document ON statement (document, start);
    CREATE INDEX statement_speaker ON statement (speaker);
    CREATE INDEX statement_words ON statement USING gin (around);
    CREATE TABLE total (
        kind TEXT PRIMARY KEY,
        rows BIGINT NOT NULL,
        words BIGINT NOT NULL,
        analyzed BIGINT NOT NULL
    );
    INSERT INTO total VALUES ('passage', 0, 0, 0), ('statement', 0, 0, 0), ('version', 0, 0, 0);
    CREATE FUNCTION frequency (vector TSVECTOR, asked TSQUERY) RETURNS INTEGER
        LANGUAGE sql IMMUTABLE PARALLEL SAFE
        RETURN CASE WHEN numnode(asked) > 1 THEN (vector @@ asked)::INTEGER
            ELSE width_bucket(ts_rank('{{1,1,1,1}}'::REAL[], vector, asked)::FLOAT8, '{{{_BORDERS}}}'::FLOAT8[]) END;
    CREATE TABLE passage_vector (
        passage BIGINT NOT NULL REFERENCES passage (number) ON DELETE CASCADE,
        model TEXT COLLATE "C" NOT NULL,
        vector REAL[] NOT NULL,
        PRIMARY KEY (model, passage)
    );
    ALTER TABLE passage_vector ALTER COLUMN vector SET STORAGE EXTERNAL;
    CREATE INDEX passage_vector_passage ON passage_vector (passage);
    CREATE TABLE signature (
        document BIGINT PRIMARY KEY REFERENCES document (number) ON DELETE CASCADE,
        hashes BYTEA NOT NULL
    );
    CREATE TABLE signature_band (
        band BIGINT NOT NULL,
        document BIGINT NOT NULL REFERENCES document (number) ON DELETE CASCADE,
        PRIMARY KEY (band, document)
    );
    CREATE INDEX signature_band_document ON signature_band (document);
    """,  # noqa: S608 (our own words)
)
"""The schema in steps: step n (from 1) brings version n - 1 to version n. Steps are never edited."""


async def migrate(connection: Connection, migrations: tuple[str, ...] = MIGRATIONS) -> None:
    """Make or migrate the tables, all steps that are missing or none, while everybody else who would waits.

    Args:
        connection: one in autocommit mode.
        migrations: the steps.

    Raises:
        StoreError: written by a newer version.
        psycopg.Error: the server does not let it.
    """
    if await _version(connection) == len(migrations):
        return  # and no lock was asked for: somebody may be adding
    async with connection.transaction():
        await connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        version = await _version(connection)
        if version > len(migrations):
            raise StoreError(
                "The library on the server was written by a newer version of onrecord; install that version, or name"
                " another database with --store."
            )
        if not version:
            await connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}".encode())
            await connection.execute(f"CREATE TABLE {SCHEMA}.migration (version INTEGER PRIMARY KEY)".encode())
        await connection.execute(f"SET LOCAL search_path = {SCHEMA}".encode())
        for number, step in enumerate(migrations[version:], version + 1):
            await connection.execute(step.encode())
            await connection.execute("INSERT INTO migration VALUES (%s)", (number,))


async def _version(connection: Connection) -> int:
    """The version of the tables; 0 where there are none."""
    # Asked of the catalogue's rows: to_regclass answers from the server's cache of names, and just after waiting for
    # the lock that cache may still say that there is no such table, though somebody has made it meanwhile.
    found = await connection.execute(
        "SELECT 1 FROM pg_catalog.pg_class JOIN pg_catalog.pg_namespace ON pg_namespace.oid = relnamespace"
        " WHERE nspname = %s AND relname = 'migration'",
        (SCHEMA,),
    )
    if await found.fetchone() is None:
        return 0
    found = await connection.execute(f"SELECT coalesce(max(version), 0) FROM {SCHEMA}.migration".encode())  # noqa: S608
    return int((await found.fetchone() or (0,))[0])
